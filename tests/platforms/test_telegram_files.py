"""Files through the real library: as what they go out, what is refused, and how they are fetched."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from telegram import constants

from bot import logs
from bot.platforms.base import Busy, Message, Never, NotSent, Parcel, Place, Unknown
from bot.platforms.telegram import TelegramPlatform, files
from bot.platforms.telegram.drawing import LONGEST_CAPTION, units
from bot.platforms.telegram.failures import Failed
from bot.platforms.telegram.files import Way
from bot.platforms.telegram.wire import Wire
from tests.platforms.telegram_bench import FakeIntake, a_bot, closing, listening, raw_server
from tests.standins.telegram import Limits, TelegramStandIn, TelegramUser
from tests.standins.telegram_pictures import png_of
from tests.standins.telegram_records import Drop

PLAN = Message(("Here is the plan",), title="Task 7")
NOTHING = Message(())


@pytest.fixture
async def server() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn(limits=Limits(upload_bytes=200_000)) as standin:
        yield standin


@pytest.fixture
def anna(server: TelegramStandIn) -> TelegramUser:
    person = server.user("Anna")
    person.says("hello")
    return person


@pytest.fixture
async def platform(server: TelegramStandIn) -> AsyncIterator[TelegramPlatform]:
    async with closing(a_bot(server, base_file_url=server.base_file_url)) as bot:
        yield bot


@pytest.fixture
def parcel(tmp_path: Path) -> Callable[..., Parcel]:
    def made(name: str, content: bytes, kind: str = "document", mime: str = "") -> Parcel:
        path = tmp_path / "0123"
        path.write_bytes(content)
        return Parcel(path, name, mime, kind)

    return made


def at(chat: object) -> Place:
    return Place("telegram", "", str(chat))


async def fetched(platform: TelegramPlatform, handle: str) -> bytes:
    return b"".join([piece async for piece in platform.fetch(handle)])


def handle_of(update: dict[str, Any], kind: str = "document") -> str:
    return str(update["message"][kind]["file_id"])


# --- sending -------------------------------------------------------------------------------------------------------


def test_limits_are_the_librarys() -> None:
    """Our numbers are those that the library knows from Telegram."""
    assert constants.FileSizeLimit.FILESIZE_DOWNLOAD == files.LARGEST_DOWNLOAD == TelegramPlatform.largest_file
    assert constants.FileSizeLimit.FILESIZE_UPLOAD == files.LARGEST_UPLOAD
    assert constants.FileSizeLimit.PHOTOSIZE_UPLOAD == files.LARGEST_PHOTO
    assert constants.MessageLimit.CAPTION_LENGTH == LONGEST_CAPTION


async def test_document(
    server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """A document keeps name, type and bytes; its words are the caption, with the bold title, as a reply."""
    content = bytes(range(256)) * 300
    asked = await platform.send(at(anna.id), Message(("Which plan?",)))
    caption = Message(PLAN.lines, PLAN.title, reply_to=asked)
    number = await platform.send_file(at(anna.id), parcel("Plan für Übermorgen.pdf", content), caption)
    shown = anna.by_id[int(number)]
    assert shown.document is not None
    assert shown.document.content == content
    assert (shown.document.filename, shown.document.mime) == ("Plan für Übermorgen.pdf", "application/pdf")
    assert shown.text == "Task 7\nHere is the plan"
    assert shown.entities == [{"type": "bold", "offset": 0, "length": 6}]
    assert shown.reply_to == int(asked)
    assert server.calls_of("sendDocument")[0].params["disable_content_type_detection"] is True


async def test_made_in_memory(anna: TelegramUser, platform: TelegramPlatform) -> None:
    """What lies nowhere but in memory goes the same way."""
    number = await platform.send_file(at(anna.id), Parcel(b"BEGIN", "A-1.ics", "text/calendar"), Message(("A-1",)))
    shown = anna.by_id[int(number)].document
    assert shown is not None
    assert (shown.content, shown.filename, shown.mime) == (b"BEGIN", "A-1.ics", "text/calendar")


async def test_reply_to_what_is_gone(
    anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """If the message to answer was deleted, the file goes without; an id that is none counts as none."""
    for gone in ("999", "x", "0", "99999999999999", "١"):
        number = await platform.send_file(at(anna.id), parcel("a.txt", b"a"), Message((), reply_to=gone))
        shown = anna.by_id[int(number)]
        assert (shown.reply_to, shown.text) == (None, "")


@pytest.mark.parametrize(
    ("name", "kind", "mime", "size", "expected"),
    [
        ("a.jpg", "photo", "", 100, (Way.PHOTO, Way.DOCUMENT)),
        ("a", "photo", "image/png", 100, (Way.PHOTO, Way.DOCUMENT)),
        ("a.jpg", "photo", "IMAGE/JPEG; q=1", 10_000_000, (Way.PHOTO, Way.DOCUMENT)),
        ("a.jpg", "photo", "", 10_000_001, (Way.DOCUMENT,)),
        ("a.jpg", "photo", "image/heic", 100, (Way.DOCUMENT,)),
        ("a.webp", "photo", "", 100, (Way.DOCUMENT,)),
        ("a.jpg", "document", "image/jpeg", 100, (Way.DOCUMENT,)),
        ("a.ogg", "voice", "", 100, (Way.VOICE, Way.DOCUMENT)),
        ("a", "voice", "audio/ogg; codecs=opus", 100, (Way.VOICE, Way.DOCUMENT)),
        ("a.m4a", "voice", "audio/mp4", 100, (Way.DOCUMENT,)),
        ("a.mp4", "video", "video/mp4", 100, (Way.DOCUMENT,)),
    ],
)
def test_ways(name: str, kind: str, mime: str, size: int, expected: tuple[Way, ...]) -> None:
    """Only what Telegram takes as a picture or voice message is sent as one."""
    assert files.ways(Parcel(Path("x"), name, mime, kind), size) == expected


async def test_photo_and_voice(anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]) -> None:
    """Pictures and voice messages are shown as such."""
    picture = await platform.send_file(at(anna.id), parcel("a.png", png_of(800, 600), "photo"), PLAN)
    voice = await platform.send_file(at(anna.id), parcel("a.oga", b"OggS" * 9, "voice", "audio/ogg"), NOTHING)
    shown, heard = anna.by_id[int(picture)], anna.by_id[int(voice)]
    assert shown.photo is not None
    assert (shown.photo.content, shown.text) == (png_of(800, 600), "Task 7\nHere is the plan")
    assert heard.voice is not None
    assert (heard.voice.content, heard.text) == (b"OggS" * 9, "")


async def test_refused_picture_and_voice_message_become_documents(
    server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """A scan of an odd shape, a broken picture, and a voice message to somebody who wants none: sent as documents."""
    anna.takes_voice = False
    parcels = [
        ("long.png", png_of(9000, 90), "photo"),
        ("broken.jpg", b"no picture", "photo"),
        ("voice.ogg", b"OggS", "voice"),
    ]
    for name, content, kind in parcels:
        number = await platform.send_file(at(anna.id), parcel(name, content, kind), PLAN)
        shown = anna.by_id[int(number)]
        assert shown.document is not None
        assert (shown.document.filename, shown.document.content) == (name, content)
        assert shown.text == "Task 7\nHere is the plan"
    assert len(server.calls_of("sendDocument")) == len(parcels)


async def test_long_words_are_cut(
    anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """A caption never exceeds what Telegram takes."""
    words = Message(("😀" * 1000,), title="Task 7")
    number = await platform.send_file(at(anna.id), parcel("a.txt", b"a"), words)
    text = anna.by_id[int(number)].text
    assert units(text) in {LONGEST_CAPTION - 1, LONGEST_CAPTION}
    assert text.endswith("😀…")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"b\\c\r\nX-Evil: 1.txt', "a_b_c_X-Evil: 1.txt"),
        ("half \ud800.txt", "half \ufffd.txt"),
        ("", "document"),
        (" .\x00. ", "document"),
        ("x" * 500 + ".tar.gz", "x" * 117 + ".gz"),
        ("x" * 500, "x" * 120),
        ("x." + "y" * 500, "x." + "y" * 118),
        ("😀" * 100 + ".pdf", "😀" * 58 + ".pdf"),
    ],
)  # fmt: skip
def test_names(name: str, shown: str) -> None:
    """A name is one line without a path, of a sane length, and keeps its ending."""
    assert files.file_name(Parcel(Path("x"), name)) == shown


async def test_odd_names_and_types_arrive(
    anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """No name and no type bends the request."""
    odd = 'a"; name="caption"\r\n\r\nEvil; x=%22.txt'
    number = await platform.send_file(at(anna.id), parcel(odd, b"a", mime="text/x\r\nX-Evil: 1"), NOTHING)
    shown = anna.by_id[int(number)]
    assert shown.document is not None
    assert shown.document.filename == "a_ name=_caption_Evil_ x=%22.txt"
    assert (shown.document.mime, shown.text) == ("text/plain", "")
    number = await platform.send_file(at(anna.id), parcel("no ending", b"a", mime="Application/PDF"), NOTHING)
    shown = anna.by_id[int(number)]
    assert shown.document is not None
    assert shown.document.mime == "application/pdf"


async def outcome_of(platform: TelegramPlatform, place: Place, parcel: Parcel) -> Exception:
    """Return the exception that sending ends with; nothing of the library or the token may hang on it."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is what the tests ask
        await platform.send_file(place, parcel, PLAN)
    assert caught.value.__context__ is None or not type(caught.value.__context__).__module__.startswith("telegram")
    return caught.value


async def test_outcomes(
    server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """A file fails as a message does: blocked, held back, lost, refused."""
    plan = parcel("a.pdf", b"%PDF")
    server.fault("sendDocument", retry_after=17)
    held = await outcome_of(platform, at(anna.id), plan)
    assert isinstance(held, Busy)
    assert held.seconds == 17
    for lost in ({"drop": "after"}, {"status": 502}):
        server.fault("sendDocument", **lost)
        assert isinstance(await outcome_of(platform, at(anna.id), plan), Unknown)
    empty = await outcome_of(platform, at(anna.id), parcel("a.pdf", b""))
    assert isinstance(empty, Never)
    assert empty.code == "bad-request:file-must-be-non-empty"
    anna.blocked = True
    for one in (parcel("a.pdf", b"%PDF"), parcel("a.png", png_of(10, 10), "photo")):
        blocked = await outcome_of(platform, at(anna.id), one)
        assert isinstance(blocked, Never)
        assert (blocked.code, blocked.unreachable) == ("blocked", True)
    assert len(server.calls_of("sendPhoto")) == 1


async def test_too_big_or_missing(
    server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """What is too big is not even begun, or refused by the server; a file that isn't there is nobody's to send."""
    whale = parcel("a.bin", b"")
    path = whale.content
    assert isinstance(path, Path)
    with path.open("r+b") as content:
        content.truncate(files.LARGEST_UPLOAD + 1)
    for big in (whale, parcel("b.bin", bytes(2_000_000))):
        refused = await outcome_of(platform, at(anna.id), big)
        assert isinstance(refused, Never)
        assert refused.code == "too-big"
    missing = await outcome_of(platform, at(anna.id), Parcel(path / "not", "a.bin"))
    assert isinstance(missing, NotSent)
    missing = await outcome_of(platform, at(anna.id), Parcel(path.with_name("not"), "a.bin"))
    assert isinstance(missing, Never)
    assert missing.code == "file-missing"


# --- fetching ------------------------------------------------------------------------------------------------------


async def test_fetch(server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform) -> None:
    """A file comes in pieces, from a link made for it."""
    content = bytes(range(256)) * 1000
    handle = handle_of(anna.sends_document("plan.pdf", content))
    sizes = []
    async with aclosing(platform.fetch(handle)) as pieces:
        async for piece in pieces:
            sizes.append(len(piece))
    assert sum(sizes) == len(content)
    assert max(sizes) <= 64 * 1024
    assert await fetched(platform, handle) == content
    assert len(server.calls_of("getFile")) == 2
    assert await fetched(platform, handle_of(anna.sends_voice(b"OggS!"), "voice")) == b"OggS!"
    assert await fetched(platform, handle_of(anna.sends_document("leer.txt", b""))) == b""


async def test_no_token_in_the_log(
    server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform, parcel: Callable[..., Parcel]
) -> None:
    """Neither a fetch nor an upload, whether it goes well or not, leaves the token or a name in the log."""
    handle = handle_of(anna.sends_document("canary.pdf", bytes(100_000)))
    plan = parcel("canary.png", b"no picture", "photo")
    stream = io.StringIO()
    undo = logs.set_up("debug", [], stream)
    try:
        await fetched(platform, handle)
        await platform.send_file(at(anna.id), plan, PLAN)
        cuts: list[tuple[str, Drop]] = [("download", "after"), ("download", "before"), ("getFile", "before")]
        for method, drop in cuts:
            server.fault(method, drop=drop)
            with pytest.raises(NotSent):
                await fetched(platform, handle)
        server.fault("sendPhoto", drop="before")
        assert isinstance(await outcome_of(platform, at(anna.id), plan), Unknown)
    finally:
        undo()
    said = stream.getvalue()
    assert "telegram-download-broken" in said
    assert server.token.partition(":")[2] not in said
    assert "canary" not in said


async def test_left_early(anna: TelegramUser, platform: TelegramPlatform) -> None:
    """Who has seen enough closes the stream, and its connection is free again."""
    handle = handle_of(anna.sends_document("plan.pdf", bytes(3_000_000)))
    for _ in range(6):
        async with aclosing(platform.fetch(handle)) as pieces:
            async for _ in pieces:
                break


@pytest.mark.parametrize(
    "fault", [{"status": 404}, {"status": 401}, {"status": 302}, {"status": 502}, {"drop": "before"}, {"drop": "after"}]
)
async def test_broken_download(
    server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform, fault: dict[str, Any]
) -> None:
    """Whatever happens to a download, it can be tried again; half a file is no file."""
    handle = handle_of(anna.sends_document("plan.pdf", bytes(300_000)))
    server.fault("download", **fault)
    with pytest.raises(NotSent) as caught:
        await fetched(platform, handle)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert len(await fetched(platform, handle)) == 300_000


@pytest.mark.parametrize(
    ("status", "description", "outcome"),
    [
        (400, "file is too big", "too-big"),
        (400, "invalid file_id", "file-unknown"),
        (400, "wrong remote file identifier specified: can't unserialize it", "file-unknown"),
        (400, "wrong file_id or the file is temporarily unavailable", None),
        (401, "", None),
        (403, "", None),
        (429, "", None),
        (502, "", None),
    ],
)
async def test_refused_link(
    server: TelegramStandIn, platform: TelegramPlatform, status: int, description: str, outcome: str | None
) -> None:
    """What Telegram will never give is told from what it may give later."""
    server.fault("getFile", status=status, description=description)
    with pytest.raises(Never if outcome else NotSent) as caught:
        await fetched(platform, "F1")
    if outcome:
        assert isinstance(caught.value, Never)
        assert (caught.value.code, caught.value.unreachable) == (outcome, False)


async def test_too_big_to_fetch() -> None:
    """The stand-in refuses as Telegram does."""
    limits = Limits(download_bytes=1000)
    async with TelegramStandIn(limits=limits) as server, closing(a_bot(server)) as platform:
        handle = handle_of(server.user("Anna").sends_document("big.bin", bytes(1001)))
        with pytest.raises(Never, match="too-big"):
            await fetched(platform, handle)


async def test_revoked_token_is_reported(server: TelegramStandIn) -> None:
    """A fetch that finds the token revoked tells health and managers, and is tried again."""
    intake, platform = FakeIntake(), a_bot(server)
    async with listening(platform, intake):
        await server.drained()
        server.refuse_all(401)
        with pytest.raises(NotSent, match="token"):
            await fetched(platform, "F1")
    assert "telegram-token" in intake.codes


async def test_own_server_names_files_here(
    server: TelegramStandIn, anna: TelegramUser, platform: TelegramPlatform, tmp_path: Path
) -> None:
    """A Bot API server of one's own, in local mode, answers with a path on this machine."""
    server.keeps_files_in(tmp_path)
    handle = handle_of(anna.sends_document("plan.pdf", bytes(200_000)))
    assert len(await fetched(platform, handle)) == 200_000
    server.world.link = lambda file: str(tmp_path / "elsewhere.pdf")  # type: ignore[method-assign]  # played over for this test
    with pytest.raises(NotSent):
        await fetched(platform, handle)


@pytest.mark.parametrize(
    "result", ['{"file_path": "../bot/getMe"}', '{"file_path": ""}', "{}", "5", '{"file_path": 5}', '"x"']
)
async def test_links_nobody_understands(result: str) -> None:
    """A link that is none is not followed."""
    answer = f'{{"ok": true, "result": {result}}}'.encode()
    async with raw_server(lambda method, facts: answer) as address, closing(a_bot(address)) as platform:
        with pytest.raises(NotSent):
            await fetched(platform, "F1")


async def test_only_an_own_server_may_name_files_here(tmp_path: Path) -> None:
    """Telegram itself can't make us read our own files."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"canary")
    answer = f'{{"ok": true, "result": {{"file_path": "{secret}"}}}}'.encode()
    async with raw_server(lambda method, facts: answer) as address:
        wire, official = Wire("7:x", address, address), Wire("7:x", "https://api.telegram.org/bot", address)
        assert (wire.files.reads_here, official.files.reads_here) == (True, False)
        assert [piece async for piece in wire.files.stream("F1")] == [b"canary"]
        wire.files.reads_here = False
        with pytest.raises(Failed):
            await anext(wire.files.stream("F1"))
        await wire.close()
        await official.close()


async def test_closed(parcel: Callable[..., Parcel]) -> None:
    """After closing nothing is fetched or sent."""
    platform = a_bot("http://127.0.0.1:9/bot")
    await platform.close()
    with pytest.raises(NotSent):
        await fetched(platform, "F1")
    with pytest.raises(NotSent):
        await platform.send_file(at(5), parcel("a.txt", b"a"), NOTHING)
