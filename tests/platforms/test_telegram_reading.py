"""What Telegram's updates mean to the office: a table of payloads, the library's own reading, and nonsense."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import telegram
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.base import Unreadable
from bot.platforms.telegram.batches import Garbled, read_poll, read_post
from bot.platforms.telegram.reading import understand
from handlers.chat.incoming import (
    Added,
    Command,
    Edited,
    Event,
    File,
    Heard,
    Migrated,
    Nothing,
    Pressed,
    Reach,
    Said,
    Standing,
)
from tests.platforms.telegram_updates import (
    ANNA,
    CHANNEL,
    CORPUS,
    DATE,
    FORWARDED,
    GROUP,
    HIDDEN_ADMIN,
    PHOTO,
    PRIVATE,
    QUOTED,
    Json,
    file,
    membership,
    message,
    press,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def read(update: Json, username: str | None = "vorzimmer_bot") -> Event:
    return understand(update, NOW, username)


def said(text: str = "", *files: File, **more: Any) -> Said:
    return Said(text, "7", files, **more)


def a_file(kind: str, name: str, mime: str = "", handle: str = "F1") -> File:
    return File(handle, name, mime, kind=kind)


PICTURE = (a_file("photo", "photo.jpg", "image/jpeg", "F2"),)
SPOT = {"latitude": 52, "longitude": 13.0}
IN_TOPIC: Json = {"is_topic_message": True, "message_thread_id": 3}


@pytest.mark.parametrize(
    ("update", "heard"),
    [
        (message(text="Please order flowers"), said("Please order flowers")),
        (message(text="yes", reply_to_message=QUOTED), said("yes", reply_to="3")),
        (message(text="look", forward_origin=FORWARDED), said("look", forwarded=True)),
        (message(text="/task flowers", forward_origin=FORWARDED), said("/task flowers", forwarded=True)),
        (message(text="NUL\x00"), said("NUL")),
        (message(text="/start"), Command("start")),
        (message(text="/START Code_1-x "), Command("start", "Code_1-x")),
        (message(text="/task@Vorzimmer_Bot two\nlines"), Command("task", "two\nlines")),
        (message(text="/task\nflowers"), Command("task", "flowers")),
        (message(text="/task@other_bot x"), said("/task@other_bot x")),
        (message(text="/task@other_bot x", chat=GROUP), Nothing("command-for-another")),
        (message(text="/ task"), said("/ task")),
        (message(text="/päckchen"), said("/päckchen")),
        (message(text="see /task"), said("see /task")),
        (message(photo=PHOTO, caption="/task x"), said("/task x", a_file("photo", "photo.jpg", "image/jpeg", "F2"))),
        (
            message(document=file(file_name="../../a.pdf", mime_type="application/pdf", file_size=5)),
            said("", File("F1", "../../a.pdf", "application/pdf", 5, "document")),
        ),
        (message(document=file()), said("", a_file("document", "document"))),
        (message(voice=file(mime_type="audio/ogg")), said("", a_file("voice", "voice.ogg", "audio/ogg"))),
        (message(video=file(), caption="film"), said("film", a_file("video", "video.mp4"))),
        (message(video_note=file()), said("", a_file("video", "video-note.mp4"))),
        (message(audio=file()), said("", a_file("audio", "audio.mp3"))),
        (message(animation=file(), document=file()), said("", a_file("document", "animation.mp4"))),
        (message(photo=PHOTO, media_group_id="41"), said("", *PICTURE, album="41")),
        (message(photo=PHOTO, media_group_id="41", caption="a"), said("a", *PICTURE, album="41")),
        (message(photo=PHOTO, forward_origin=FORWARDED, caption="a"), said("a", *PICTURE, forwarded=True)),
        (message(document=file(), reply_to_message=QUOTED), said("", a_file("document", "document"), reply_to="3")),
        (message(text="yes", reply_to_message=QUOTED, quote={"text": "ear"}), said("yes", reply_to="3")),
        (message(text="yes", external_reply={"chat": PRIVATE}, quote={"text": "ear"}), said("yes")),
        (message(text="new", **IN_TOPIC, reply_to_message=QUOTED), said("new")),
        (message(text="yes", **IN_TOPIC, reply_to_message={**QUOTED, "message_id": 4}), said("yes", reply_to="4")),
        (message(sticker=file()), said(other="sticker")),
        (message(poll={"question": "When?"}), said("When?", other="poll")),
        (message(location={"latitude": 52.52, "longitude": 13.405}), said("52.520000, 13.405000")),
        (message(location={"latitude": -0.1234567, "longitude": 180}), said("-0.123457, 180.000000")),
        (
            message(venue={"title": "Café", "address": "Main 1", "location": SPOT}, location=SPOT),
            said("Café\nMain 1\n52.000000, 13.000000"),
        ),
        (message(contact={"phone_number": "+49 30 1", "first_name": "Ben"}), said("Ben, +49 30 1")),
        (
            message(contact={"phone_number": "+49", "first_name": "Ben", "last_name": "Ude"}, forward_origin=FORWARDED),
            said("Ben Ude, +49", forwarded=True),
        ),
        (message(story={"id": 7}), said(other="story")),
        (message(photo=PHOTO, live_photo={}), said("", *PICTURE)),
        (message(dice={"value": 4}), said(other="dice")),
        (message(paid_media={}, caption="words"), said("words", other="paid_media")),
        (message(new_chat_title="x"), Nothing("no-content")),
        (message(telepathy="x"), Nothing("no-content")),
        (message(migrate_to_chat_id=-1003), Migrated("-1003")),
        (message("edited_message", text="tulips", edit_date=DATE + 60), Edited("7", "tulips")),
        (message("edited_message", caption="tulips"), Edited("7", "tulips")),
        (message("edited_message", location={}), Nothing("edit-without-text")),
        (message("channel_post", text="news", chat=CHANNEL), said("news")),
        (press(), Pressed("key-1", "6")),
        (press(data=None, game_short_name="g"), Nothing("press-without-data")),
        (press(message=None, inline_message_id="5"), Nothing("press-elsewhere")),
        (press(message={"message_id": 6, "chat": PRIVATE, "date": 0}), Pressed("key-1", "6")),
        (membership("member", "kicked"), Reach(open=False)),
        (membership("kicked", "member"), Reach(open=True)),
        (membership("left", "member", GROUP), Added("Family")),
        (membership("left", "administrator", CHANNEL), Added("News")),
        (membership("member", "administrator", GROUP), Nothing("rights-changed")),
        (membership("member", "kicked", GROUP), Nothing("left")),
        ({"update_id": 1, "chat_member": {"from": ANNA, "chat": GROUP}}, Nothing("update-chat-member")),
        ({"update_id": 1, "poll": {"id": "1"}}, Nothing("update-poll")),
        ({"update_id": 1, "Canary words": 1}, Nothing("update-unknown")),
        ({"update_id": 1}, Nothing("update-unknown")),
        ({**message(text="hello"), "news": {}}, said("hello")),
        ({"news": {}, **message(text="hello")}, said("hello")),
    ],
)
def test_meaning(update: Json, heard: Heard) -> None:
    """Each payload means exactly this."""
    assert read(update).heard == heard


def test_sender() -> None:
    """The sender is the account by number, with name, language and chat as Telegram tells them."""
    sender = read(message(text="hello")).sender
    assert sender.address == "telegram::5000000001"
    assert (sender.chat, sender.name, sender.language, sender.private) == ("5000000001", "Anna Berg", "de", True)
    assert (sender.standing, sender.anonymous) == (Standing.MEMBER, False)
    long = read(message(text="hello", **{"from": {**ANNA, "first_name": "A" * 200, "language_code": "<b>"}})).sender
    assert (len(long.name), long.language) == (80, None)


@pytest.mark.parametrize(
    ("update", "user", "standing"),
    [
        (message(text="x", **{"from": HIDDEN_ADMIN}, chat=GROUP, sender_chat=GROUP), "1087968824", Standing.BOT),
        (message(text="x", chat=GROUP, sender_chat=CHANNEL), "5000000001", Standing.MEMBER),
        (
            message("channel_post", **{"from": None}, chat=CHANNEL, sender_chat=CHANNEL, text="x"),
            "-1002",
            Standing.MEMBER,
        ),
        (message("channel_post", **{"from": None}, chat=CHANNEL, text="x"), "-1002", Standing.MEMBER),
        (message("edited_channel_post", **{"from": None}, chat=CHANNEL, text="x"), "-1002", Standing.MEMBER),
        (message(text="x", **{"from": {**ANNA, "id": 777000}}, chat=GROUP), "777000", Standing.MEMBER),
    ],
)
def test_faceless_senders(update: Json, user: str, standing: Standing) -> None:
    """Anonymous administrators, channels and groups speaking for themselves are marked as such."""
    sender = read(update).sender
    assert (sender.user, sender.standing) == (user, standing)
    assert sender.anonymous
    assert not sender.private


def test_bots_are_bots() -> None:
    """Another bot is told from people."""
    assert read(message(text="x", **{"from": {**ANNA, "is_bot": True}})).sender.standing is Standing.BOT


def test_times() -> None:
    """Telegram's own time counts where there is one, else the time of arrival."""
    assert read(message(text="x")).at == datetime.fromtimestamp(DATE, tz=UTC)
    assert read(message("edited_message", text="x", edit_date=DATE + 60)).at.timestamp() == DATE + 60
    assert read(press()).at == NOW


def test_own_name_unknown() -> None:
    """Before our own name is known a command counts whoever it names: there is only one bot in a private chat."""
    assert read(message(text="/task@vorzimmer_bot x"), None).heard == Command("task", "x")


@pytest.mark.parametrize(
    "update",
    [
        [],
        "text",
        message(text=5),
        message(text="\ud800"),
        message(text="x" * 40_000),
        message(text="x", date="today"),
        message(text="x", date=10**15),
        message(text="x", date=True),
        message(text="x", message_id=2**63),
        message(text="x", chat=None),
        message(text="x", chat={"id": "5"}),
        message(text="x", **{"from": {"id": 5, "first_name": "\udfff"}}),
        message(photo={}),
        message(photo=[5]),
        message(document={"file_name": "no id"}),
        message(location={"latitude": 1.0}),
        message(location={"latitude": float("nan"), "longitude": 1.0}),
        message(location={"latitude": 1.0, "longitude": 10**400}),
        message(venue={"title": "Café"}, location=SPOT),
        message(contact={"phone_number": 49}),
        message(text="x", media_group_id=["41"]),
        message(text="x", reply_to_message={"message_id": "3"}),
        press(**{"from": None}),
        press(data=["key"]),
        membership("member", "member") | {"my_chat_member": {}},
        {"update_id": 1, "message": "text"},
    ],
)
def test_unreadable(update: Any) -> None:
    """Wrong types, half characters and absurd sizes are unreadable; the reason names the field only."""
    with pytest.raises(Unreadable) as caught:
        understand(update, NOW, None)
    assert "\ud800" not in str(caught.value)


@pytest.mark.parametrize("update", CORPUS)
def test_the_library_reads_the_same(update: Json) -> None:
    """Who, where, when and which words: python-telegram-bot's objects say the same as our reading."""
    theirs = telegram.Update.de_json(copy.deepcopy(update), None)
    event = read(update)
    user = theirs.effective_user
    chat = theirs.effective_chat
    assert chat is not None
    assert event.sender.chat == str(chat.id)
    assert event.sender.private == (chat.type == "private")
    if user is not None:
        assert event.sender.user == str(user.id)
        assert event.sender.name == user.full_name
        assert event.sender.language == user.language_code
        assert (event.sender.standing is Standing.BOT) == user.is_bot
    written = theirs.effective_message
    match event.heard:
        case Said(text=text, message=number, files=files, other=other, album=album, reply_to=reply_to):
            assert written is not None
            assert number == str(written.message_id)
            assert event.at == written.date
            if other is None and not (written.location or written.venue or written.contact):
                assert text == (written.text or written.caption or "")
            if written.contact:
                assert text == f"{written.contact.first_name}, {written.contact.phone_number}"
            assert album == written.media_group_id
            assert reply_to == (str(written.reply_to_message.message_id) if written.reply_to_message else None)
            theirs_file = written.effective_attachment
            if written.photo:
                assert files[0].handle == written.photo[1].file_id
            elif files:
                assert isinstance(
                    theirs_file,
                    telegram.Animation
                    | telegram.Document
                    | telegram.VideoNote
                    | telegram.Voice
                    | telegram.Video
                    | telegram.Audio,
                )
                assert files[0].handle == theirs_file.file_id
        case Edited(message=number, text=text):
            assert written is not None
            assert (number, text, event.at) == (str(written.message_id), written.text, written.edit_date)
        case Command(name=name, words=words):
            assert written is not None
            assert written.text == f"/{name} {words}".strip()
        case Pressed(key=key, message=number):
            assert theirs.callback_query is not None
            assert theirs.callback_query.message is not None
            assert (key, number) == (theirs.callback_query.data, str(theirs.callback_query.message.message_id))
        case _:
            pass


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["\ud800", "\x00", "/start", "private", 2**63, -(2**63), 10**400, "x" * 40_000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def paths(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the place of every value inside a payload."""
    below: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    return [found for name, inner in below for found in [(*here, name), *paths(inner, (*here, name))]]


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """Return an update from the corpus with one to three values replaced, removed or added."""
    update = copy.deepcopy(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 3))):
        places = paths(update)
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        holder: Any = update
        for step in way:
            holder = holder[step]
        action = draw(st.sampled_from(["replace", "remove", "add"]))
        if action == "replace":
            holder[last] = draw(json_values)
        elif action == "remove":
            del holder[last]
        elif isinstance(holder, dict):
            holder[
                draw(
                    st.sampled_from(
                        ["sender_chat", "photo", "poll", "forward_origin", "location", "venue", "contact", "news"]
                    )
                )
            ] = draw(json_values)
    return update


@given(mutated())
def test_nonsense_is_unreadable_and_nothing_else(update: Json) -> None:
    """Whatever is in an update, reading it gives an event or Unreadable; and what is kept can be written as text."""
    try:
        event = understand(update, NOW, "vorzimmer_bot")
    except Unreadable:
        return
    repr(event).encode("ascii", "backslashreplace")
    for words in (event.sender.name, getattr(event.heard, "text", ""), getattr(event.heard, "words", "")):
        words.encode()
        assert "\x00" not in words


@given(st.lists(mutated(), max_size=4))
@example([{"update_id": 2**63}])
def test_every_update_of_a_batch_is_kept(updates: list[Json]) -> None:
    """However odd the neighbours, each update of a poll becomes exactly one arrival, or the whole body is refused."""
    body = json.dumps({"ok": True, "result": updates}).encode()
    try:
        batch = read_poll(body, "7", NOW)
    except Garbled:
        assert "NaN" in body.decode() or "Infinity" in body.decode()
        return
    assert len(batch.arrivals) == len(updates)
    for arrival in batch.arrivals:
        assert arrival.raw.isascii()
        assert arrival.account.startswith("telegram::")
        json.loads(arrival.raw)


@given(st.binary(max_size=200) | mutated().map(lambda update: json.dumps(update).encode()))
@example(b"[" * 100_000)
@example(b'{"update_id": 5, "message": {"text": ' + b"[" * 20_000)
@example(b'{"update_id": 5, "message": {"text": "\xff"}}')
def test_any_posted_body(body: bytes) -> None:
    """A posted body is kept under its update id, whole or broken, or it is refused."""
    try:
        batch = read_post(body, "7", NOW)
    except Garbled:
        return
    assert len(batch.arrivals) == 1
    assert len(batch.ids) == 1


def test_edits_have_keys_of_their_own() -> None:
    """Two edits within one second differ by content; the same edit delivered twice is the same."""
    one, same, other = (
        read_post(
            json.dumps(message("edited_message", text=text, edit_date=DATE) | {"update_id": number}).encode(), "7", NOW
        )
        for number, text in ((1, "a"), (2, "a"), (3, "b"))
    )
    assert one.arrivals[0].key == same.arrivals[0].key
    assert one.arrivals[0].key != other.arrivals[0].key
    assert one.arrivals[0].key != read_post(json.dumps(message(text="a")).encode(), "7", NOW).arrivals[0].key
