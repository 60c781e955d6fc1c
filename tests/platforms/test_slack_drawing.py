"""Messages and forms as blocks: legal for any words, whole, and inert."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.platforms.base import Message, Option, Picker, Question, Sheet
from bot.platforms.slack_drawing import blocks, fallback, offered, parts
from bot.platforms.slack_forms import view
from bot.platforms.slack_manifest import SCOPES, manifest, missing, superfluous
from tests.standins.slack_rules import block_errors, suggestion_errors, view_errors

TEXT = st.text(max_size=400) | st.text(min_size=1, max_size=40).map(lambda text: text * 300)
LABEL = st.text(max_size=120)
STYLE = st.sampled_from([None, "primary", "danger", "odd"])


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Any message, with keys that differ as keys do."""
    labels = draw(st.lists(LABEL, max_size=30)) * draw(st.sampled_from([1, 1, 1, 8]))
    options = tuple(
        Option(label, f"key{number}", draw(STYLE), draw(st.none() | TEXT), draw(st.booleans()))
        if number < 30
        else Option(label, f"key{number}")
        for number, label in enumerate(labels)
    )
    return Message(tuple(draw(st.lists(TEXT, max_size=12))), draw(st.none() | TEXT), options, "mark-1", "Ja", "Nein")


@given(messages())
def test_every_message_is_legal(message: Message) -> None:
    """Each part has at most 45 blocks that slack_sdk and the stand-in's rules take, and few enough characters."""
    for part in parts(message):
        drawn = blocks(part)
        for block in Block.parse_all(drawn):
            block.validate_json()
        assert 1 <= len(drawn) <= 45
        assert block_errors(drawn) == []
        assert len(part.text()) <= 11_000
        assert fallback(part)


@given(messages())
def test_no_word_and_no_button_gets_lost(message: Message) -> None:
    """The parts together say everything in order, and carry every option once; all of them at the end."""
    cut = parts(message)
    said = "".join(part.text() for part in cut)
    assert "".join(said.split()).replace("…", "") == "".join(message.text().split()).replace("…", "")
    assert tuple(option for part in cut for option in part.options) == message.options
    first = next((number for number, part in enumerate(cut) if part.options), len(cut) - 1)
    assert not any(part.options for part in cut[:first])
    assert {part.mark for part in cut} == {"mark-1"}


def test_a_usual_card() -> None:
    """Title, lines and buttons as one would draw them by hand."""
    option = Option("Decline", "k2", "danger", confirm="Sure?", opens=True)
    drawn = blocks(Message(("One", "Two"), "T-1", (Option("Claim", "k1", "primary"), option), yes="Yes", no="No"))
    assert [block["type"] for block in drawn] == ["header", "section", "actions"]
    assert drawn[1]["text"] == {"type": "plain_text", "text": "One\nTwo", "emoji": False}
    claim, decline = drawn[2]["elements"]
    assert (claim["action_id"], claim["value"], claim["style"]) == ("press:k1", "k1", "primary")
    assert (decline["action_id"], decline["confirm"]["confirm"]["text"]) == ("open:k2", "Yes")


def test_a_menu_to_type_into() -> None:
    """It opens with nothing typed; what it offers is cut to what Slack takes."""
    menu = blocks(Message(("One",), pickers=(Picker("Find a time", "k1", "offer"),)))[1]
    assert menu["elements"] == [
        {
            "type": "external_select",
            "action_id": "pick:k1",
            "placeholder": {"type": "plain_text", "text": "Find a time", "emoji": False},
            "min_query_length": 0,
        }
    ]
    assert block_errors([menu]) == []
    answer = offered([("x" * 90, str(number)) for number in range(120)])
    assert suggestion_errors(answer) == suggestion_errors(offered(())) == []
    assert [option["value"] for option in answer["options"]] == [str(number) for number in range(100)]


def test_pickers_stand_above_the_buttons() -> None:
    """A calendar and a clock in a row of their own, at what was understood; of a long message below its last part."""
    pickers = (Picker("Pick a day", "k1", "day", "2026-03-17"), Picker("Pick a time", "k2", "clock"))
    message = Message(("One",), "T-1", (Option("Send", "k3"),), pickers=pickers)
    day, clock = blocks(message)[2]["elements"]
    assert (day["type"], day["action_id"], day["initial_date"]) == ("datepicker", "pick:k1", "2026-03-17")
    assert (clock["type"], clock["placeholder"]["text"], "initial_time" in clock) == (
        "timepicker",
        "Pick a time",
        False,
    )
    assert [block["type"] for block in blocks(message)] == ["header", "section", "actions", "actions"]
    cut = parts(replace(message, lines=("x" * 9000, "y" * 9000), options=(Option("Send", "k3"),) * 240))
    assert [len(part.pickers) for part in cut] == [0, 2, 0]
    assert all(block_errors(blocks(replace(part, options=part.options[:1]))) == [] for part in cut)


NASTY = ["<!channel>", "<@U1>", "<https://evil.example|bank.de>", "*bold* :smile:", "&lt;!here&gt;", "a \u202eb"]


@pytest.mark.parametrize("words", NASTY)
def test_words_stay_words(words: str) -> None:
    """People's words stand in plain text only, and escaped in the fallback; direction overrides are taken out."""
    message = Message((words,), words, (Option(words, "k", confirm=words),), yes=words, no=words)
    kinds = {found["type"] for found in texts(blocks(message)) + texts(view(sheet(words)))}
    assert kinds == {"plain_text"}
    assert not any(found.get("emoji") for found in texts(blocks(message)))
    assert "<" not in fallback(message)
    assert "\u202e" not in str(blocks(message)) + fallback(message)


def texts(drawn: Any) -> list[dict[str, Any]]:
    """Every text object inside."""
    if isinstance(drawn, list):
        return [found for each in drawn for found in texts(each)]
    if not isinstance(drawn, dict):
        return []
    own = [drawn] if isinstance(drawn.get("text"), str) else []
    return own + [found for each in drawn.values() for found in texts(each)]


def sheet(words: str, choices: int = 2) -> Sheet:
    options = tuple((f"v{number}", words) for number in range(choices))
    questions = (
        Question("what", words, "line", True, value=words, longest=20),
        Question("more", words, "paragraph", False),
        Question("kind", words, "one-of", True, options, value="v1"),
    )
    return Sheet("dialog-1", words, words, words, questions)


@given(TEXT, st.sampled_from([0, 1, 100, 101, 250]))
def test_every_form_is_legal(words: str, choices: int) -> None:
    """A form's modal is one that slack_sdk and the stand-in's rules take, with many choices and with none."""
    drawn = view(sheet(words, choices))
    View(**drawn).validate_json()
    assert view_errors(drawn) == []
    assert (drawn["callback_id"], drawn["private_metadata"]) == ("form", "dialog-1")
    assert [block["block_id"] for block in drawn["blocks"]] == ["what", "more", "kind"]


def test_the_manifest() -> None:
    """The app asks for the least rights; HTTP mode needs an address, Socket Mode none."""
    made = manifest(name="Office", command="/office", mode="socket", public_url=None)
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert made["settings"]["socket_mode_enabled"]
    assert made["features"]["app_home"]["messages_tab_enabled"]
    assert made["features"]["app_home"]["home_tab_enabled"]
    shortcuts = {each["callback_id"]: (each["name"], each["type"]) for each in made["features"]["shortcuts"]}
    assert shortcuts == {"new_task": ("New task", "global"), "make_task": ("Make this a task", "message")}
    assert "url" not in made["features"]["slash_commands"][0]
    made = manifest(name="Office", command="/office", mode="http", public_url="https://office.example/")
    addresses = {made["settings"]["interactivity"][name] for name in ("request_url", "message_menu_options_url")}
    assert addresses == {"https://office.example/slack/events"}
    with pytest.raises(ValueError, match="https"):
        manifest(name="Office", command="/office", mode="http", public_url="http://office.example")
    assert {"user_change", "member_joined_channel"} <= set(made["settings"]["event_subscriptions"]["bot_events"])
    files, groups = ["files:read", "files:write"], ["channels:read", "groups:read", "channels:manage", "groups:write"]
    assert missing("chat:write,im:history") == ["im:read", "im:write", "commands", "users:read", *files, *groups]
    assert superfluous(",".join((*SCOPES, "chat:write.public"))) == ["chat:write.public"]
