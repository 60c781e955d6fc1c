"""Each kind of question: drawn as the fitting input, read back as the text the office keeps, legal for any words."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.platforms.base import Question, Sheet, Verdict
from bot.platforms.slack import SlackTicket
from bot.platforms.slack_forms import view
from bot.platforms.slack_reading import answers
from handlers.chat.incoming import Submitted
from tests.platforms.slack_kit import Office, office_of
from tests.standins.slack_rules import checked_view

FOUR = (("a", "Call"), ("b", "Visit"), ("c", "Write"), ("d", "Other"))
MANY = tuple((f"v{number}", f"Label {number}") for number in range(30))


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_of("http", opens_form=lambda command: command.name == "task") as connected:
        yield connected


def sheet(*questions: Question, intro: str | None = None) -> Sheet:
    return Sheet("dialog-1", "New task", "Send", "Cancel", questions, intro)


def drawn(question: Question) -> dict[str, Any]:
    """The one block of a form with one question."""
    [block] = view(sheet(question))["blocks"]
    assert isinstance(block, dict)
    return block


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (Question("q", "Q", "line", True), "plain_text_input"),
        (Question("q", "Q", "line", True, FOUR), "plain_text_input"),
        (Question("q", "Q", "day", True, FOUR), "plain_text_input"),
        (Question("q", "Q", "number", True, FOUR), "number_input"),
        (Question("q", "Q", "one-of", True, FOUR), "static_select"),
        (Question("q", "Q", "some-of", True, FOUR), "checkboxes"),
        (Question("q", "Q", "some-of", True, MANY), "multi_static_select"),
        (Question("q", "Q", "yes-no", True), "radio_buttons"),
        (Question("q", "Q", "one-of", True), "plain_text_input"),
        (Question("q", "Q", "some-of", True), "plain_text_input"),
        (Question("q", "Q", "of a later version", True), "plain_text_input"),
    ],
)
def test_kinds(question: Question, kind: str) -> None:
    """Native inputs where anything else makes no sense, free words where they are allowed."""
    assert drawn(question)["element"]["type"] == kind


PICK = ("Or a day", "And a time")


@pytest.mark.parametrize(
    ("value", "initial"),
    [
        ("2026-03-17", [None, "2026-03-17", None]),
        ("2026-03-17 09:30", [None, "2026-03-17", "09:30"]),
        ("next Friday", ["next Friday", None, None]),
        (None, [None, None, None]),
    ],
)
def test_pickers_beside_words(value: str | None, initial: list[str | None]) -> None:
    """A day and a time can be picked below the words; what was picked stands there again, and none need be filled."""
    blocks = view(sheet(Question("q", "Q", "day", True, FOUR, value=value, pick=PICK)))["blocks"]
    assert [block["block_id"] for block in blocks] == ["q", "q:day", "q:time"]
    assert [block["element"]["type"] for block in blocks] == ["plain_text_input", "datepicker", "timepicker"]
    keys = ("initial_value", "initial_date", "initial_time")
    assert [block["element"].get(key) for block, key in zip(blocks, keys, strict=True)] == initial
    assert all(block["optional"] for block in blocks)


@pytest.mark.parametrize(
    ("said", "day", "time", "kept"),
    [
        ("", "2026-03-17", "09:30", "2026-03-17 09:30"),
        ("", "2026-03-17", None, "2026-03-17"),
        ("roses bloom", "2026-03-17", None, "2026-03-17 (roses bloom)"),
        ("Friday", None, "09:30", "Friday 09:30"),
        ("", None, "09:30", "09:30"),
        ("Friday", None, None, "Friday"),
    ],
)
def test_what_was_picked_is_read(said: str, day: str | None, time: str | None, kept: str) -> None:
    """Words, day and time come as one answer, of which nothing is lost."""
    values = {
        "q": {"value": {"type": "plain_text_input", "value": said}},
        "q:day": {"value": {"type": "datepicker", "selected_date": day}},
        "q:time": {"value": {"type": "timepicker", "selected_time": time}},
    }
    assert answers({"state": {"values": values}}) == {"q": kept}


def test_help_and_offers() -> None:
    """Help stands below its question, and offers where any answer may be typed; a select shows its own."""
    assert (
        drawn(Question("q", "Q", "day", True, FOUR, help="When?"))["hint"]["text"]
        == "When?\nCall · Visit · Write · Other"
    )
    assert drawn(Question("q", "Q", "number", True, FOUR[:1]))["hint"]["text"] == "Call"
    assert drawn(Question("q", "Q", "one-of", True, FOUR, help="Which?"))["hint"]["text"] == "Which?"
    assert "hint" not in drawn(Question("q", "Q", "some-of", True, FOUR, help=" "))


def test_words_stay_words() -> None:
    """Nothing in labels, help, offers and introductions comes alive."""
    words = "<!channel> *x* :smile: <https://evil.example|bank.de> \u202e"
    kinds = ("line", "one-of", "some-of", "yes-no", "number", "day")
    asked = tuple(Question(kind, words, kind, True, (("a", words),), words, help=words) for kind in kinds)
    made = view(sheet(*asked, intro=words))
    assert "mrkdwn" not in str(made)
    assert "'emoji': True" not in str(made)
    assert "\u202e" not in json.dumps(made, ensure_ascii=False)


def test_intro_comes_first() -> None:
    """A process description stands above the questions, however long it is."""
    blocks = view(sheet(Question("q", "Q", "line", True), intro="How it goes. " * 1000))["blocks"]
    assert [block["type"] for block in blocks] == ["section"] * 3 + ["input"]
    assert blocks[2]["text"]["text"].endswith("…")
    assert view(sheet(intro="How it goes."))["blocks"][0]["text"]["text"] == "How it goes."


@pytest.mark.parametrize(
    ("question", "held"),
    [
        (Question("q", "Q", "line", True, value="words"), "words"),
        (Question("q", "Q", "day", True, FOUR, value="next Friday"), "next Friday"),
        (Question("q", "Q", "number", True, value="42"), "42"),
        (Question("q", "Q", "number", True, value="some"), ""),
        (Question("q", "Q", "one-of", True, FOUR, value="b"), "b"),
        (Question("q", "Q", "one-of", True, FOUR, value="x"), ""),
        (Question("q", "Q", "some-of", True, FOUR, value="a,c"), "a,c"),
        (Question("q", "Q", "some-of", True, MANY, value="v29,x,v3"), "v3,v29"),
        (Question("q", "Q", "yes-no", True, value="no"), "no"),
        (Question("q", "Q", "yes-no", True, value=""), ""),
    ],
)
async def test_answers_so_far(office: Office, question: Question, held: str) -> None:
    """What was answered before stands in the form, and comes back as it was if nobody touches it."""
    anna = office.slack.user("Anna")
    await anna.commands("task").done()
    [ticket] = office.intake.tickets.values()
    assert isinstance(ticket, SlackTicket)
    assert await office.platform.open_form(ticket, sheet(question))
    shown = await anna.sees_modal("Q")
    assert answers(shown.payload()) == {"q": held}


async def test_filled_in(office: Office) -> None:
    """All kinds of answers come back as the office keeps them, and errors stand beside their fields."""
    anna = office.slack.user("Anna")
    await anna.commands("task").done()
    [ticket] = office.intake.tickets.values()
    assert isinstance(ticket, SlackTicket)
    questions = (
        Question("what", "What", "line", True),
        Question("ways", "Ways", "some-of", True, FOUR),
        Question("rooms", "Rooms", "some-of", False, MANY),
        Question("sure", "Sure", "yes-no", True, (("yes", "Ja"), ("no", "Nein"))),
        Question("guests", "Guests", "number", True),
        Question("when", "When", "day", True),
        Question("none", "None", "some-of", False, FOUR),
    )
    assert await office.platform.open_form(ticket, sheet(*questions, intro="How it goes"))
    await anna.sees_modal("How it goes")
    anna.fills(What="flowers", Ways=["Write", "Call"], Rooms=["Label 3"], Sure="Ja", Guests="12", When="next Friday")
    office.intake.judge = lambda inbox_id: Verdict(True, None, {"guests": "Too many", "ways": "Just one"})
    await anna.submits().done()
    assert anna.modal is not None
    assert anna.modal.errors == {"Guests": "Too many", "Ways": "Just one"}
    heard = (await office.events(2))[-1].heard
    assert isinstance(heard, Submitted)
    assert dict(heard.answers) == {
        "what": "flowers", "ways": "c,a", "rooms": "v3", "sure": "yes", "guests": "12", "when": "next Friday",
        "none": "",
    }  # fmt: skip
    with pytest.raises(ValueError, match="number"):
        anna.fills(Guests="a few")
    with pytest.raises(ValueError, match="number"):
        anna.fills(Guests="-1")


# --- any form is a legal one -----------------------------------------------------------------------------------------

WORDS = st.text(max_size=200) | st.text(min_size=1, max_size=30).map(lambda text: text * 150)
PICKS = st.none() | st.just(PICK)
KINDS = st.sampled_from(["line", "paragraph", "one-of", "some-of", "yes-no", "number", "day", "odd"])
VALUE = st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)


@st.composite
def questions(draw: st.DrawFn, number: int) -> Question:
    """Any question; its answer so far may be one of the choices, several, or anything."""
    values = draw(st.lists(VALUE, unique=True, max_size=14)) * 1
    values = values or [f"v{each}" for each in range(draw(st.sampled_from([0, 0, 1, 10, 11, 100, 101, 250])))]
    label = draw(WORDS)
    choices = tuple((value, f"{index} {label}") for index, value in enumerate(values))
    answer = draw(st.none() | WORDS | st.sampled_from([*values, ",".join(values), "7"]))
    longest, need, hint = draw(st.integers(1, 5000)), draw(st.booleans()), draw(st.none() | WORDS)
    return Question(f"field-{number}", draw(WORDS), draw(KINDS), need, choices, answer, longest, hint, draw(PICKS))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Any form."""
    asked = tuple(draw(questions(number)) for number in range(draw(st.integers(0, 8))))
    return Sheet("dialog-1", draw(WORDS), draw(WORDS), draw(WORDS), asked, draw(st.none() | WORDS))


@given(sheets())
def test_every_form_is_legal(form: Sheet) -> None:
    """slack_sdk and the stand-in's rules, size included, take it, with blocks for each question in order."""
    made = view(form)
    View(**made).validate_json()
    for block in Block.parse_all(made["blocks"]):
        block.validate_json()
    checked_view(made)
    named = [block["block_id"] for block in made["blocks"] if block["type"] == "input"]
    ends = {question.name: ("", ":day", ":time") if question.pick else ("",) for question in form.questions}
    assert named == [f"{name}{end}" for name in ends for end in ends[name]]


def test_the_largest_form() -> None:
    """A form beyond anything sensible still opens; rare choices are what it loses."""
    rich = "ü😀" * 150
    choices = tuple((f"value-{number}", f"Place {number}") for number in range(600))
    kinds = ("one-of", "some-of", "paragraph", "number", "day", "yes-no")
    asked = tuple(Question(f"f{each}", rich, kinds[each % 6], True, choices, rich, help=rich) for each in range(120))
    made = view(sheet(*asked, intro=rich * 10))
    checked_view(made)
    assert len(made["blocks"]) == 100
    assert len(made["blocks"][1]["element"]["options"]) == 10
