"""How messages look on Telegram: lengths in UTF-16, cutting, rows of buttons; and that any message is a legal one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram import constants

from bot.platforms.base import Message, Option
from bot.platforms.telegram import drawing
from bot.platforms.telegram.drawing import Drawn, Stamp, caption, clean, draw, head, layout, parts, shorten, units
from bot.platforms.telegram.keys import INERT

FAMILY = "👨‍👩‍👧"  # five code points, eight UTF-16 units, one character as people see it
FLAG = "🇩🇪"
THUMB = "👍🏽"


def test_limits_are_the_librarys() -> None:
    """Our numbers are those that the library knows from Telegram."""
    assert constants.MessageLimit.MAX_TEXT_LENGTH == drawing.LONGEST_TEXT
    assert constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER == drawing.MOST_BUTTONS
    assert constants.MessageLimit.CAPTION_LENGTH == drawing.LONGEST_CAPTION
    assert constants.MessageLimit.MESSAGE_ENTITIES == drawing.MOST_STAMPS + 1
    assert constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH == drawing.LONGEST_ANSWER
    assert {constants.KeyboardButtonStyle.PRIMARY, constants.KeyboardButtonStyle.DANGER} == drawing.STYLES


def test_title_is_bold_and_comes_first() -> None:
    """The title's length counts UTF-16 units, and surrounding blanks don't shift it."""
    drawn = draw(Message(("Order flowers", "Due today"), title=f"  Task {FAMILY} "))
    assert drawn.text == f"Task {FAMILY}\nOrder flowers\nDue today"
    assert drawn.bold == len("Task ") + 8


@pytest.mark.parametrize(
    ("message", "text", "bold"),
    [
        (Message(("plain",)), "plain", 0),
        (Message((), title="Only"), "Only", 4),
        (Message((" a ", "", "b", ""), title=" "), "a \n\nb", 0),
        (Message(()), "…", 0),
        (Message(("\u200b", " ")), "…", 0),
        (Message(("half \ud83d",)), "half \ufffd", 0),
        (Message(("whole \ud83d\ude00",)), "whole 😀", 0),
        (Message(("nul\x00",)), "nul", 0),
        (Message(("\x1b",)), "…", 0),
        (Message(("a\tb\x07c\r\nd",), title="\u202eevil\r"), "evil\na b c\nd", 4),
    ],
)
def test_text(message: Message, text: str, bold: int) -> None:
    """What can't be sent is replaced, and nothing at all becomes a dot."""
    assert draw(message) == Drawn(text, bold, ())


def test_too_long_is_cut_even_if_nobody_split_it() -> None:
    """An edit that grew too long is cut instead of refused."""
    drawn = draw(Message(("x" * 5000,), title="Task"))
    assert units(drawn.text) == 4096
    assert drawn.text.endswith("…")
    assert drawn.bold == 4


NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ONE = timedelta(hours=1)


def test_moments_are_found_in_order() -> None:
    """The same words twice mean one instant after the other; what isn't in the text is left out."""
    moments = (("13:00", NOON), ("noon", NOON), ("", NOON), ("13:00", NOON + ONE), ("13:00", NOON + 2 * ONE))
    drawn = draw(Message(("😀 13:00", "13:00"), moments=moments))
    assert drawn.stamps == (Stamp(3, 5, NOON), Stamp(9, 5, NOON + ONE))
    assert draw(Message(("13:00",) * 150, moments=(("13:00", NOON),) * 150)).stamps[98].offset == 98 * 6
    assert len(draw(Message(("13:00",) * 150, moments=(("13:00", NOON),) * 150)).stamps) == 99


def test_moments_go_with_their_part() -> None:
    """When a message is cut, no part marks words that mean another part's instant."""
    lines = ("at 13:00 " + "x" * 3000, "y" * 3000, "at 13:00")
    cut = parts(Message(lines, moments=(("13:00", NOON), ("gone", NOON), ("13:00", NOON + ONE))))
    assert [[stamp.at for stamp in draw(part).stamps] for part in cut] == [[NOON], [NOON + ONE]]


def test_caption() -> None:
    """A caption is cut to its own limit, has no buttons, and may be nothing."""
    drawn = caption(Message(("x" * 2000,), title="Task", options=(option("Yes"),), reply_to="7"))
    assert (units(drawn.text), drawn.bold, drawn.rows, drawn.reply_to) == (1024, 4, (), 7)
    assert caption(Message((" ", "\u200b"))) == Drawn("", 0)


def option(label: str, style: str | None = None) -> Option:
    return Option(label, f"key-{label}"[:60], style=style)


def test_buttons_in_rows() -> None:
    """Two short labels share a row, a long one stands alone, and the order is kept."""
    rows = layout([option(label) for label in ("Yes", "No", "Later", "A rather long label for a button", "End")])
    assert [[key.label for key in row] for row in rows] == [
        ["Yes", "No"],
        ["Later"],
        ["A rather long label for a button"],
        ["End"],
    ]
    assert rows[0][0].key == "key-Yes"


WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def of_day(day: str) -> Option:
    return Option(f"Day {day}", f"key-{day}", day=day)


def test_days_of_a_month() -> None:
    """Days of one month are a leaf of a calendar, Monday first: those that can be chosen by their number, all others do
    nothing; what else there is stands below."""
    rows = layout([of_day("2026-03-03"), of_day("2026-03-31"), option("First free")], WEEK)
    assert [key.label for key in rows[0]] == list(WEEK)
    found = {key.label: key.key for row in rows for key in row if key.key != INERT}
    assert found == {"3": "key-2026-03-03", "31": "key-2026-03-31", "First free": "key-First free"}
    assert [len(row) for row in rows] == [7, 7, 7, 7, 7, 7, 7, 1]
    assert (rows[2][1].label, rows[6][1].label) == ("3", "31"), "both are Tuesdays"


@pytest.mark.parametrize(
    "options",
    [
        [of_day("2026-03-31"), of_day("2026-04-01")],
        [of_day("2026-03-03"), *(option("x" * 90 + str(number)) for number in range(41))],
        [option("Yes"), of_day("2026-03-03")],
    ],
)
def test_days_that_make_no_month(options: list[Option]) -> None:
    """Days of two months, with too much below, or not at the beginning, are buttons like all others."""
    assert not any(key.key == INERT for row in layout(options, WEEK) for key in row)


def test_buttons_are_legal() -> None:
    """Labels are one line and never empty; only styles that Telegram knows go out."""
    rows = layout([option("two\nlines", style="primary"), option(" "), option("x" * 300, style="purple")])
    keys = [key for row in rows for key in row]
    assert [key.label for key in keys] == ["two lines", "…", "x" * 99 + "…"]
    assert [key.style for key in keys] == ["primary", None, None]


def test_short_message_is_one_part() -> None:
    """A message that fits is not touched."""
    message = Message(("a\nb", ""), title="Title", options=(option("Yes"),), mark="m1")
    assert parts(message) == [message]


def test_cut_at_line_ends() -> None:
    """Lines stay whole, the title stands on the first part, buttons and nothing else only on the last."""
    lines = tuple(f"{number:03}" + "x" * 997 for number in range(6))
    cut = parts(Message(lines, title="Title", options=(option("Yes"),), mark="m1"))
    assert [part.lines for part in cut] == [lines[:4], lines[4:]]
    assert [part.title for part in cut] == ["Title", None]
    assert [part.options for part in cut] == [(), (option("Yes"),)]
    assert {part.mark for part in cut} == {"m1"}
    assert tuple(line for part in cut for line in part.lines) == lines


def test_cut_at_blanks() -> None:
    """A line that is too long itself begins where there is room, and is cut between words."""
    words = " ".join(f"word{number:04}" for number in range(1000))
    cut = parts(Message(("Intro", words), title="Title"))
    assert len(cut) == 3
    assert cut[0].lines[0] == "Intro"
    assert " ".join(line for part in cut for line in part.lines) == f"Intro {words}"
    assert {len(word) for part in cut for word in part.lines[-1].split()} == {len("word0000")}


@pytest.mark.parametrize(
    "cluster", [FAMILY, FLAG, THUMB, "e\u0301", "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_characters_stay_whole(cluster: str) -> None:
    """No surrogate pair, joined emoji, flag, skin tone or accent is torn apart."""
    for shift in range(12):
        text = "x" * shift + cluster * 1500
        cut = parts(Message((text,)))
        assert "".join(line for part in cut for line in part.lines) == text
        for part in cut:
            assert units(part.text()) <= 4096
            assert len(part.text().lstrip("x")) % len(cluster) == 0


def test_a_character_without_end_is_cut_anyway() -> None:
    """A thousand accents on one letter can't be kept together."""
    text = "e" + "\u0301" * 9000
    cut = parts(Message((text,)))
    assert "".join(part.text() for part in cut) == text
    assert max(units(part.text()) for part in cut) <= 4096


def test_long_title() -> None:
    """A title may be cut like anything else, and stays a title."""
    cut = parts(Message(("line",), title="t " * 3000))
    assert [bool(part.title) for part in cut] == [True, True]
    assert cut[-1].lines == ("line",)


def test_very_many_buttons() -> None:
    """Above 100, buttons go on to a further message instead of getting lost."""
    options = tuple(option(str(number)) for number in range(250))
    cut = parts(Message(("choose",), options=options))
    assert [len(part.options) for part in cut] == [100, 100, 50]
    assert tuple(choice for part in cut for choice in part.options) == options
    assert draw(cut[1]).text == "…"


words = st.text(st.characters(), max_size=60) | st.builds(
    lambda piece, times: piece * times,
    st.sampled_from(
        ["x", " ", "\n", "word ", "😀", FAMILY, FLAG, "\u0301", "\ud83d", "\ude00", "\x00", "\u200b", "\r\n"]
    ),
    st.integers(0, 5000),
)
messages = st.builds(
    Message,
    lines=st.lists(words, max_size=6).map(tuple),
    title=st.none() | words,
    options=st.lists(st.builds(Option, label=words, key=st.text("ab1", min_size=1, max_size=64)), max_size=5).map(
        tuple
    ),
)


def visible(text: str) -> str:
    return "".join(char for char in text if not (char.isspace() or char in drawing.INVISIBLE))


@given(messages)
@example(Message(("\u200c",)))
@example(Message(("x" * 4095, "", "", "y" * 5000)))
@example(Message(("\n" * 9000,)))
@example(Message((), title="\n" * 9000))
def test_any_message_is_legal(message: Message) -> None:
    """Whatever is said, each part is legal on Telegram, and no visible character gets lost or moves."""
    cut = parts(message)
    assert cut
    for part in cut:
        drawn = draw(part)
        assert 1 <= units(drawn.text) <= 4096
        drawn.text.encode()
        assert 0 <= drawn.bold <= units(drawn.text)
        drawn.text.encode("utf-16-le")[: 2 * drawn.bold].decode("utf-16-le")
        assert all(key.label.strip() for row in drawn.rows for key in row)
        assert all(1 <= len(row) <= 2 for row in drawn.rows)
    said = visible(clean(message.text()))
    drawn_all = visible("".join(draw(part).text for part in cut))
    assert drawn_all == said or (not said and set(drawn_all) == {"…"})
    assert [choice for part in cut for choice in part.options] == list(message.options)


@given(words, st.integers(1, 200))
def test_heads(text: str, room: int) -> None:
    """A beginning is one, fits, and is no shorter than it must be for whole characters."""
    text = clean(text)
    first = head(text, room)
    assert text.startswith(first)
    assert units(first) <= room
    assert units(first) >= min(units(text), room) - 70
    assert units(shorten(text, room)) <= room
