"""What Slack's payloads mean, from payloads as Slack sends them; and that none, however bent, breaks anything."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.base import Unreadable
from bot.platforms.slack_keys import arrival
from bot.platforms.slack_reading import Words, understand
from bot.platforms.slack_shapes import Ours, plain
from handlers.chat.incoming import (
    Added,
    Command,
    Deleted,
    Edited,
    Event,
    Exposed,
    File,
    Nothing,
    Pressed,
    Said,
    Shared,
    Standing,
    Submitted,
)

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
OURS = Ours("T1", "A1", "UBOT")
WORDS = Words("/office", frozenset({"help", "tasks", "join", "language"}), frozenset({"join", "language"}))
TS = "1780304400.000100"


def event(**fields: Any) -> dict[str, Any]:
    """An Events API payload around an event of a DM with Anna."""
    inner = {
        "type": "message",
        "channel": "D1",
        "channel_type": "im",
        "user": "U1",
        "ts": TS,
        "text": "hello",
        **fields,
    }
    return {
        "token": "secret", "team_id": "T1", "api_app_id": "A1", "type": "event_callback", "event_id": "Ev1",
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}], "event": inner,
    }  # fmt: skip


PRESS: dict[str, Any] = {
    "type": "block_actions", "api_app_id": "A1", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"},
    "container": {"type": "message", "message_ts": TS, "channel_id": "D1"}, "channel": {"id": "D1"},
    "trigger_id": "1.2.3", "response_url": "https://hooks.slack.com/actions/x",
    "actions": [{"type": "button", "action_id": "press:k1", "value": "k1", "action_ts": "1780304401.5"}],
}  # fmt: skip
PICK: dict[str, Any] = {
    **PRESS,
    "actions": [
        {"type": "datepicker", "action_id": "pick:k2", "selected_date": "2026-06-01", "action_ts": "1780304401.6"}
    ],
}
SUBMISSION: dict[str, Any] = {
    "type": "view_submission", "api_app_id": "A1", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"},
    "trigger_id": "4.5.6", "view": {
        "private_metadata": "dialog-1", "hash": "1.abc", "state": {"values": {
            "what": {"value": {"type": "plain_text_input", "value": "flowers & cake"}},
            "more": {"value": {"type": "plain_text_input", "value": None}},
            "kind": {"value": {"type": "static_select", "selected_option": {"value": "b", "text": {"text": "Bb"}}}},
            "none": {"value": {"type": "static_select", "selected_option": {"value": "…"}}},
            "day": {"value": {"type": "datepicker", "selected_date": "2026-06-01"}},
        }},
    },
}  # fmt: skip
SLASH: dict[str, Any] = {
    "command": "/office", "text": "Language DE", "team_id": "T1", "api_app_id": "A1", "user_id": "U1",
    "channel_id": "C9", "channel_name": "general", "trigger_id": "7.8.9", "response_url": "https://hooks.slack.com/x",
}  # fmt: skip
CHANGED = event(
    subtype="message_changed",
    message={
        "type": "message",
        "user": "U1",
        "ts": TS,
        "text": "roses",
        "edited": {"user": "U1", "ts": "1780304500.1"},
    },
    previous_message={"user": "U1", "ts": TS, "text": "flowers"},
    ts="1780304500.000200",
)
GONE = event(subtype="message_deleted", deleted_ts=TS, previous_message={"user": "U1", "ts": TS, "text": "x"})
SHORTCUT: dict[str, Any] = {
    "type": "shortcut", "callback_id": "new_task", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"},
    "trigger_id": "10.11.12", "action_ts": "1780304402.5",
}  # fmt: skip
SHARE: dict[str, Any] = {
    **SHORTCUT, "type": "message_action", "callback_id": "make_task", "message_ts": TS, "channel": {"id": "C9"},
    "message": {"ts": TS, "text": "a &lt; b", "files": [{"id": "F1"}], "attachments": [{"fallback": "chart"}]},
}  # fmt: skip
SAMPLES = [
    event(),
    event(type="app_home_opened", tab="home"),
    SHORTCUT,
    SHARE,
    event(files=[{"id": "F1"}], attachments=[{"is_share": True}]),
    CHANGED,
    GONE,
    PRESS,
    PICK,
    SUBMISSION,
    SLASH,
]


def read(payload: dict[str, Any]) -> Event:
    return understand(payload, AT, OURS, WORDS)


def test_a_message() -> None:
    """A message is somebody's words at Slack's own time; escapes are undone."""
    found = read(event(text="a &lt; b &amp;amp; c", thread_ts="1780304000.000100"))
    assert found.heard == Said("a < b &amp; c", TS, reply_to="1780304000.000100")
    assert (found.sender.address, found.sender.chat, found.sender.private) == ("slack:T1:U1", "D1", True)
    assert found.at == datetime(2026, 6, 1, 9, 0, 0, 100, tzinfo=UTC)


def test_files_and_forwarded_words() -> None:
    """Files keep their id for fetching; a shared message's words are there and marked as somebody else's."""
    files = [{"id": "F1", "name": "a.pdf", "mimetype": "application/pdf", "size": 3}, {"id": "F2", "mode": "tombstone"}]
    found = read(event(subtype="file_share", text="", files=files)).heard
    assert found == Said("", TS, (File("F1", "a.pdf", "application/pdf", 3),))
    shared = read(event(text="see", attachments=[{"is_share": True, "text": "their <@U9|words>"}])).heard
    assert shared == Said("see\ntheir @words", TS, forwarded=True)
    assert read(event(text="", blocks=[{"type": "rich_text"}])).heard == Said("", TS, other="blocks")


def test_kinds_of_files() -> None:
    """A recording made in Slack is a voice message, everything else what its media type says."""
    told = ["image/png", "audio/mpeg", "video/mp4", "application/pdf", ""]
    files = [{"id": f"F{number}", "mimetype": mime} for number, mime in enumerate(told)]
    heard = read(event(files=[{"id": "F9", "mimetype": "audio/webm", "subtype": "slack_audio"}, *files])).heard
    assert isinstance(heard, Said)
    assert [file.kind for file in heard.files] == ["voice", "photo", "audio", "video", "document", "document"]


def test_shortcuts() -> None:
    """Both shortcuts are answered privately, at the time they were used, and known again when delivered twice."""
    found = read(SHORTCUT)
    assert found.heard == Command("task", "")
    assert (found.sender.address, found.sender.chat, found.at.second) == ("slack:T1:U1", "user:U1", 2)
    found = read(SHARE)
    assert found.heard == Shared("a < b\nchart", TS, "C9", (File("F1", "F1"),))
    assert (found.sender.chat, found.sender.private) == ("user:U1", True)
    assert arrival(SHARE, OURS, AT).key == "slack:shortcut:T1:10.11.12"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1|ben> and <@U2>", "@ben and @U2"),
        ("<#C1|general>", "#general"),
        ("<!here> <!channel|@channel> <!subteam^S1|@team>", "@here @channel @team"),
        ("<!date^1^{date}|Monday>", "Monday"),
        ("<https://x.de>", "https://x.de"),
        ("<https://x.de|x.de>", "https://x.de"),
        ("<https://evil.example|bank.de>", "bank.de (https://evil.example)"),
        ("<mailto:a@b.de|a@b.de>", "a@b.de"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("<", "<"),
    ],
)
def test_mark_up_becomes_words(text: str, shown: str) -> None:
    """Mentions and links are read as words; a link's address stays visible behind its label."""
    assert plain(text) == shown


def test_edits_and_deletions() -> None:
    """An edit by the person counts, a preview hung on by Slack does not; our own messages' changes are nothing."""
    assert read(CHANGED).heard == Edited(TS, "roses")
    assert read(GONE).heard == Deleted(TS)
    preview = {**CHANGED["event"], "message": {"user": "U1", "ts": TS, "text": "flowers"}}
    assert read(event(**preview)).heard == Nothing("same-words")
    ours = {**CHANGED["event"], "message": {"user": "UBOT", "bot_id": "B1", "ts": TS, "text": "x", "edited": {}}}
    assert read(event(**ours)).heard == Nothing("own-message")
    stone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": TS}
    assert read(event(**{**CHANGED["event"], "message": stone})).heard == Deleted(TS)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("help", Command("help")),
        ("Tasks ", Command("tasks")),
        ("/tasks all of them", Command("tasks", "all of them")),
        ("/office join abc-1", Command("join", "abc-1")),
        ("join abc-1", Command("join", "abc-1")),
        ("language de", Command("language", "de")),
        ("help me order flowers", None),
        ("join us for lunch", None),
        ("tasks today", None),
        ("unknown", None),
        ("/unknown", None),
    ],
)
def test_commands_in_a_private_message(text: str, heard: Command | None) -> None:
    """Only a known word by itself is a command; a sentence that begins with one is a request."""
    found = read(event(text=text)).heard
    assert found == (heard or Said(text, TS))


def test_the_slash_command() -> None:
    """A slash command is answered in the person's own DM, wherever it was typed; without words it asks for help."""
    found = read(SLASH)
    assert (found.heard, found.at) == (Command("language", "DE"), AT)
    assert (found.sender.chat, found.sender.private) == ("user:U1", True)
    assert read({**SLASH, "text": " "}).heard == Command("help")


def test_presses_and_forms() -> None:
    """A press carries its key and the card; a form its dialog and its fields, empty ones as empty text."""
    assert read(PRESS).heard == Pressed("k1", TS, asked=True)
    assert read(PRESS).sender.chat == "D1"
    answers = {"what": "flowers & cake", "more": "", "kind": "b", "none": "", "day": "2026-06-01"}
    assert read(SUBMISSION).heard == Submitted("dialog-1", answers)


@pytest.mark.parametrize(
    ("changed", "heard"),
    [
        ({}, Pressed("k2", TS, asked=True, picked="2026-06-01")),
        ({"type": "timepicker", "selected_time": "09:30"}, Pressed("k2", TS, asked=True, picked="09:30")),
        ({"selected_date": None}, Nothing("no-button")),
        ({"selected_date": "2026-06-01=x"}, Nothing("no-button")),
        ({"selected_date": "٢٠٢٦-06-01"}, Nothing("no-button")),
        ({"type": "timepicker", "selected_time": "9.30"}, Nothing("no-button")),
        ({"type": "static_select"}, Nothing("no-button")),
        ({"action_id": "value"}, Nothing("no-button")),
    ],
)
def test_what_was_picked_on_a_card(changed: dict[str, Any], heard: object) -> None:
    """A day or a time of day that was picked comes with the picker's key; a cleared one, or any other shape, is no
    press."""
    assert read({**PICK, "actions": [{**PICK["actions"][0], **changed}]}).heard == heard


def test_files_of_a_window() -> None:
    """Files given in a window are described as in a message; a field for them is no answer, whatever it holds."""
    files = [{"id": "F1", "name": "plan.pdf", "mimetype": "application/pdf", "size": 9}, {"id": "<"}, 7]
    values = {"files": {"value": {"type": "file_input", "files": files}}, "more": {"value": {"files": "F2"}}, "odd": 3}
    view = {"private_metadata": "dialog-1", "state": {"values": values}}
    heard = read({**SUBMISSION, "view": view}).heard
    assert heard == Submitted("dialog-1", {"files": "", "more": ""}, (File("F1", "plan.pdf", "application/pdf", 9),))
    assert read({**PRESS, "actions": [{"type": "static_select"}]}).heard == Nothing("no-button")


def test_groups_and_invitations() -> None:
    """What is said in channels is not private; the bot hears when it is put into one."""
    assert not read(event(channel="C1", channel_type="channel")).sender.private
    exposed = read(event(type="channel_shared", connected_team_id="T2", channel="C1"))
    assert (exposed.heard, exposed.sender.chat) == (Exposed(), "C1")
    joined = event(type="member_joined_channel", user="UBOT", channel="C1", inviter="U1")
    assert (read(joined).heard, read(joined).sender.chat) == (Added(), "C1")
    assert read(event(type="member_joined_channel", user="U2", channel="C1")).heard == Nothing("member-joined")


@pytest.mark.parametrize(
    ("payload", "heard", "standing"),
    [
        (event(bot_id="B2"), Nothing("bot-message"), Standing.BOT),
        (event(user="UBOT"), Nothing("bot-message"), Standing.BOT),
        (event(user_team="T2"), Said("hello", TS), Standing.OUTSIDER),
        ({**event(), "team_id": "T2", "authorizations": []}, Nothing("foreign"), Standing.MEMBER),
        ({**PRESS, "user": {"id": "U1", "team_id": "T2"}}, Pressed("k1", TS, asked=True), Standing.OUTSIDER),
        ({**PRESS, "team": {"id": "T2"}}, Nothing("foreign"), Standing.MEMBER),
        (event(subtype="channel_join"), Nothing("channel_join"), Standing.MEMBER),
        (event(type="app_home_opened"), Nothing("app_home_opened"), Standing.MEMBER),
        ({"type": "app_rate_limited", "team_id": "T1"}, Nothing("app_rate_limited"), Standing.MEMBER),
    ],
)
def test_who_is_not_heard(payload: dict[str, Any], heard: object, standing: Standing) -> None:
    """Bots and other teams' payloads are nothing; a stranger's words come with the stranger's standing."""
    found = read(payload)
    assert (found.heard, found.sender.standing) == (heard, standing)


def key(payload: dict[str, Any]) -> str:
    return arrival(payload, OURS, AT).key


def test_natural_keys() -> None:
    """One message has one key in all its events; an edit, a deletion, each press and each submission its own."""
    assert key(event()) == f"slack:T1:D1:{TS}:message"
    assert key({**event(), "event_id": "Ev2"}) == key(event(type="app_mention")) == key(event())
    assert key(CHANGED) == f"slack:T1:D1:{TS}:edited:1780304500.1"
    assert key(GONE) == f"slack:T1:D1:{TS}:deleted"
    assert key(PRESS) == "slack:press:T1:U1:1780304401.5:k1"
    assert key(PICK) == "slack:press:T1:U1:1780304401.6:" + key(PICK).rpartition(":")[2]
    assert key(PICK) != key({**PICK, "actions": [{**PICK["actions"][0], "action_id": "pick:k3"}]})
    assert key(SLASH) == "slack:command:T1:7.8.9"
    assert key(SUBMISSION) == "slack:form:dialog-1:1.abc:4.5.6"
    assert key({**SUBMISSION, "trigger_id": "5.5.5"}) != key(SUBMISSION)
    assert key(event(type="app_home_opened")) == "slack:event:A1:T1:Ev1"
    assert arrival(event(), OURS, AT).second_key == "slack:event:A1:T1:Ev1"
    forged = {**PRESS, "actions": [{"type": "button", "value": "\x00:" * 900, "action_ts": "1780304401.5"}]}
    assert len(key(forged)) < 120


def test_what_is_kept() -> None:
    """Nothing that opens doors is stored; the text is ASCII JSON; the account is the sender's address."""
    kept = arrival({**event(text="ü \ud800"), "response_url": "u"}, OURS, AT)
    assert kept.account == "slack:T1:U1"
    assert kept.raw.isascii()
    assert not {"token", "response_url"} & json.loads(kept.raw).keys()
    heard = understand(json.loads(kept.raw), AT, OURS, WORDS).heard
    assert heard == Said("ü \ufffd", TS)
    assert arrival(event(text=float("nan")), OURS, AT).broken == "unreadable"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place inside a payload."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, each in items for place in paths(each, (*path, name)))]


def replaced(value: object, path: tuple[object, ...], new: object) -> object:
    if not path:
        return new
    if isinstance(value, dict):
        return {name: replaced(each, path[1:], new) if name == path[0] else each for name, each in value.items()}
    assert isinstance(value, list)
    return [replaced(each, path[1:], new) if number == path[0] else each for number, each in enumerate(value)]


@given(data=st.data())
def test_no_payload_breaks_anything(data: st.DataObject) -> None:
    """Whatever stands at whatever place of a payload, it is stored under a key and understood or set aside."""
    payload: object = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        payload = replaced(payload, data.draw(st.sampled_from(paths(payload)[1:])), data.draw(JSON))
        if not isinstance(payload, dict) or len(paths(payload)) < 2:
            return
    assert isinstance(payload, dict)
    for ours in (OURS, Ours()):
        kept = arrival(payload, ours, AT)
        assert kept.raw.isascii()
        assert len(kept.key) < 400
        try:
            found = understand(json.loads(kept.raw), AT, ours, WORDS)
        except Unreadable:
            continue
        json.dumps([found.sender.user, found.sender.chat, str(found.heard)], ensure_ascii=False).encode()
        assert found.at.tzinfo is not None
