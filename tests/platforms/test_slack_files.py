"""Documents on Slack: brought there once and shown, and fetched with a token that no other host ever sees."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.clock import MovableClock, SystemClock
from bot.platforms import slack_files
from bot.platforms.base import CannotTell, Message, Never, NotSent, Parcel, Place, Unknown
from bot.platforms.slack import SlackPlatform
from bot.platforms.slack_bytes import Bytes
from handlers.chat.incoming import Said
from tests.platforms.slack_kit import START, Office, office_of
from tests.standins.slack import SlackStandIn, SlackUser

CONTENT = bytes(range(256)) * 1000
CAPTION = Message(("Your <tickets>",), "T-1042", mark="m1")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_of("http") as connected:
        yield connected


@pytest.fixture
def parcel(tmp_path: Path) -> Parcel:
    path = tmp_path / "random-name"
    path.write_bytes(CONTENT)
    return Parcel(path, "tickets.pdf", "application/pdf")


def to(chat: str) -> Place:
    return Place("slack", "T0OFFICE", chat)


def another(slack: SlackStandIn) -> SlackPlatform:
    """A platform that has sent nothing yet: a new process after a crash."""
    return SlackPlatform(
        bot_token=slack.bot_token, app_token=None, signing_secret=None, clock=SystemClock(), base_url=slack.base_url
    )


async def fetched(platform: SlackPlatform, handle: str) -> bytes:
    return b"".join([piece async for piece in platform.fetch(handle)])


async def given(office: Office, anna: SlackUser, name: str = "passport.jpg", content: bytes = CONTENT) -> str:
    """Have Anna send a file; returns the handle that the office learns."""
    await anna.sends_file(name, content).done()
    heard = (await office.events(1))[-1].heard
    assert isinstance(heard, Said)
    return heard.files[0].handle


# --- to Slack --------------------------------------------------------------------------------------------------------


async def test_sent(office: Office, parcel: Parcel) -> None:
    """The file arrives whole in the person's conversation, with its words as words, and its message is known."""
    anna = office.slack.user("Anna")
    ts = await office.platform.send_file(to(f"user:{anna.id}"), parcel, CAPTION)
    message = await anna.sees("Your <tickets>")
    assert (message.ts, message.files[0]["name"], message.thread_ts) == (ts, "tickets.pdf", None)
    assert "T-1042" in message.shown
    [file] = office.slack.workspace.files.values()
    assert file.content == CONTENT
    assert office.slack.live_markup == []


async def test_made_in_memory(office: Office) -> None:
    """What lies nowhere but in memory goes the same way."""
    anna = office.slack.user("Anna")
    await office.platform.send_file(to(f"user:{anna.id}"), Parcel(CONTENT, "A-1.ics"), CAPTION)
    assert (await anna.sees("Your <tickets>")).files[0]["name"] == "A-1.ics"
    assert [file.content for file in office.slack.workspace.files.values()] == [CONTENT]


async def test_sent_in_a_thread(office: Office, parcel: Parcel) -> None:
    """A file belongs to its card's thread; if that is gone, it comes without. Without words its name is said."""
    anna = office.slack.user("Anna")
    card = await office.platform.send(to(anna.dm), Message(("Card",)))
    ts = await office.platform.send_file(to(anna.dm), parcel, Message((), reply_to=card))
    message = await anna.sees("tickets.pdf")
    assert (message.ts, message.thread_ts) == (ts, card)
    ts = await office.platform.send_file(to(anna.dm), parcel, Message(("again",), reply_to="nonsense"))
    message = await anna.sees("again")
    assert (message.ts, message.thread_ts) == (ts, None)


async def test_blocks_refused(office: Office, parcel: Parcel) -> None:
    """Where Slack takes no blocks with a file, the words go as escaped text."""
    anna = office.slack.user("Anna")
    office.slack.fault("files.completeUploadExternal", error="invalid_blocks")
    await office.platform.send_file(to(anna.dm), parcel, CAPTION)
    await anna.sees("Your <tickets>")
    assert office.slack.live_markup == []


async def test_photos_are_described(office: Office, parcel: Parcel) -> None:
    """A picture goes with words for those who can't see it."""
    anna = office.slack.user("Anna")
    picture = Parcel(parcel.content, "map.png", "image/png", "photo")
    await office.platform.send_file(to(anna.dm), picture, Message(("The way in",)))
    assert office.slack.calls_of("files.getUploadURLExternal")[0].params["alt_txt"] == "The way in"


@pytest.mark.parametrize(("content", "code"), [(None, "file_missing"), (b"", "file_empty"), (b"long", "file_too_big")])
async def test_no_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, code: str
) -> None:
    """What can't be sent never will be, and Slack isn't asked."""
    monkeypatch.setattr(slack_files, "LARGEST", 3)
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Never, match=code):
        await office.platform.send_file(to(office.slack.user("Anna").dm), Parcel(path, "x.txt"), CAPTION)
    assert office.slack.calls_of("files.getUploadURLExternal") == []


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload"])
@pytest.mark.parametrize("how", [{"drop": "after"}, {"status": 503}])
async def test_surely_not_shown(office: Office, parcel: Parcel, method: str, how: dict[str, object]) -> None:
    """Until the last call nobody sees a file, so it may be brought again freely."""
    anna = office.slack.user("Anna")
    office.slack.fault(method, **how)  # type: ignore[arg-type]  # values of several types, by name
    with pytest.raises((NotSent, Unknown)) as raised:
        await office.platform.send_file(to(anna.dm), parcel, CAPTION)
    assert raised.type is NotSent
    await office.platform.send_file(to(anna.dm), parcel, CAPTION)
    assert len([message for message in anna.messages if message.files]) == 1


@pytest.mark.parametrize("process", ["same", "new"])
@pytest.mark.parametrize("threaded", [False, True])
async def test_answer_lost(office: Office, parcel: Parcel, process: str, *, threaded: bool) -> None:
    """A file whose last answer was lost is found, by its id or, by a new process, by the mark on its words."""
    anna = office.slack.user("Anna")
    card = await office.platform.send(to(anna.dm), Message(("Card",))) if threaded else None
    office.slack.fault("files.completeUploadExternal", drop="after")
    with pytest.raises(Unknown):
        await office.platform.send_file(to(anna.dm), parcel, Message(("Tickets",), mark="m1", reply_to=card))
    message = await anna.sees("Tickets")
    platform = office.platform if process == "same" else another(office.slack)
    try:
        assert await platform.find(to(anna.dm), "m1", office.clock.now()) == message.ts
    finally:
        if process == "new":
            await platform.close()


async def test_never_shown(parcel: Parcel) -> None:
    """A file that was brought and not shown is found to be so, and taken away so that it can't show late."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna = office.slack.user("Anna")
        office.slack.fault("files.completeUploadExternal", drop="before")
        began = clock.now()
        with pytest.raises(Unknown):
            await office.platform.send_file(to(anna.dm), parcel, CAPTION)
        clock.move(6)
        assert await office.platform.find(to(anna.dm), "m1", began) is None
        assert office.slack.workspace.files == {}


async def test_file_without_its_mark(parcel: Parcel) -> None:
    """Should a file's blocks come back without their mark, a new process can't tell whose it is."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna = office.slack.user("Anna")
        await office.platform.send_file(to(anna.dm), parcel, Message(("Tickets",)))
        clock.move(60)
        with pytest.raises(CannotTell):
            await office.platform.find(to(anna.dm), "m1", START)
        assert await office.platform.find(to(anna.dm), "m1", START + timedelta(seconds=30)) is None


@pytest.mark.parametrize("how", ["late", "never", "refused"])
async def test_message_learnt_late(parcel: Parcel, how: str) -> None:
    """Slack tells some moments later which message shows a file; if it does not, the file's id stands for it."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna = office.slack.user("Anna")
        office.slack.workspace.share_delay = 0.4 if how == "late" else 3600
        if how == "refused":
            office.slack.fault("files.info", error="file_not_found")
        sending = asyncio.ensure_future(office.platform.send_file(to(anna.dm), parcel, CAPTION))
        async with asyncio.timeout(30):
            while not sending.done():
                await asyncio.sleep(0.01)
                clock.move(0.1)
        message = await anna.sees("Your <tickets>")
        assert await sending == (message.ts if how == "late" else message.files[0]["id"])


# --- from Slack ------------------------------------------------------------------------------------------------------


async def test_fetched(office: Office) -> None:
    """A person's file comes as it was sent."""
    handle = await given(office, office.slack.user("Anna"))
    assert await fetched(office.platform, handle) == CONTENT


async def test_a_page_is_a_file_too(office: Office) -> None:
    """Somebody's own HTML is no sign-in page."""
    handle = await given(office, office.slack.user("Anna"), "page.html", b"<html>mine</html>")
    assert await fetched(office.platform, handle) == b"<html>mine</html>"


async def test_right_lost(office: Office) -> None:
    """A sign-in page is never taken for the file; it is asked for later, and managers hear of it."""
    handle = await given(office, office.slack.user("Anna"))
    office.slack.scopes.discard("files:read")
    with pytest.raises(NotSent):
        await fetched(office.platform, handle)
    assert office.intake.alarms == ["slack-scope"]
    office.slack.calls.clear()
    # The right may go between the two calls, too.
    office.slack.scopes.add("files:read")
    office.slack.fault("files.info", answer_delay=0.1)
    fetching = asyncio.ensure_future(fetched(office.platform, handle))
    while not any(call.executed for call in office.slack.calls_of("files.info")):  # noqa: ASYNC110 - nothing to wait on
        await asyncio.sleep(0.01)
    office.slack.scopes.discard("files:read")
    with pytest.raises(NotSent, match="sign-in"):
        await fetching
    assert office.intake.alarms == ["slack-scope"] * 2


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"mode": "tombstone"}, "file_gone"),
        ({"mode": "hidden_by_limit"}, "file_gone"),
        ({"mode": "external", "is_external": True, "url_private": "https://docs.example/x"}, "file_elsewhere"),
        ({"url_private_download": "https://files.slack.com.evil.example/x"}, "foreign_host"),
        ({"url_private_download": "http://169.254.169.254/latest/meta-data"}, "foreign_host"),
        ({"size": 10**12}, "file_too_big"),
    ],
)
async def test_b11_files_that_are_not_fetched(office: Office, facts: dict[str, object], code: str) -> None:
    """What is gone, lies elsewhere or is too big is refused before any byte is asked for, or the token shown."""
    handle = await given(office, office.slack.user("Anna"))
    office.slack.workspace.files[handle].facts = facts
    with pytest.raises(Never, match=code):
        await fetched(office.platform, handle)
    assert office.slack.calls_of("download") == []


async def test_unknown_and_oversized(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown id is for good; more bytes than were announced are not taken."""
    with pytest.raises(Never, match="file_not_found"):
        await fetched(office.platform, "F404")
    handle = await given(office, office.slack.user("Anna"))
    monkeypatch.setattr(slack_files, "LARGEST", 100_000)
    office.slack.workspace.files[handle].facts = {"size": 5}
    with pytest.raises(Never, match="file_too_big"):
        await fetched(office.platform, handle)


@pytest.mark.parametrize("method", ["files.info", "download"])
@pytest.mark.parametrize("how", [{"drop": "before"}, {"status": 502}, {"retry_after": 4}])
async def test_another_time(office: Office, method: str, how: dict[str, object]) -> None:
    """Trouble on the way means another try, from the beginning."""
    handle = await given(office, office.slack.user("Anna"))
    trouble = office.slack.fault(method, count=None, **how)  # type: ignore[arg-type]  # values of several types, by name
    with pytest.raises(NotSent):
        await fetched(office.platform, handle)
    trouble.cancel()
    assert await fetched(office.platform, handle) == CONTENT


async def test_no_address_yet(office: Office) -> None:
    """A file that Slack still looks at has no address; it will have one."""
    handle = await given(office, office.slack.user("Anna"))
    office.slack.workspace.files[handle].facts = {"url_private_download": "", "url_private": ""}
    with pytest.raises(NotSent):
        await fetched(office.platform, handle)


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.pdf", True),
        ("https://slack-files.com/T1-F1", True),
        ("https://slack.com/x", True),
        ("http://files.slack.com/x", False),
        ("https://files.slack.com:8443/x", False),
        ("https://files.slack.com@evil.example/x", False),
        ("https://token@files.slack.com/x", False),
        ("https://evil.example/files.slack.com", False),
        ("https://files.slack.com.evil.example/x", False),
        ("https://[::1]/x", False),
        ("//files.slack.com/x", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
async def test_hosts(address: str, *, ours: bool) -> None:
    """The token goes to Slack's own hosts over https, and nowhere else."""
    platform = SlackPlatform(bot_token="xoxb-1", app_token=None, signing_secret=None, clock=SystemClock())
    carrier = await platform.transfers()
    assert isinstance(carrier, Bytes)
    assert carrier.is_slacks(address) is ours
    await platform.close()


async def test_no_redirect_is_followed() -> None:
    """A redirect, which Slack answers a token without rights with, takes the token nowhere."""
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.path)
        if request.path == "/api/files.info":
            file = {"id": "F1", "url_private_download": f"{request.url.origin()}/file", "mimetype": "image/png"}
            return web.json_response({"ok": True, "file": file})
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    platform = SlackPlatform(
        bot_token="xoxb-1", app_token=None, signing_secret=None, clock=SystemClock(), base_url=address
    )
    with pytest.raises(NotSent, match="sign-in"):
        await fetched(platform, "F1")
    assert seen == ["/api/files.info", "/file"]
    await platform.close()
    await runner.cleanup()
