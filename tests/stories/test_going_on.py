"""A request that was begun goes on wherever its author does: by a reply to it, later, or on their other platform."""

from __future__ import annotations

import pytest

from tests.cast import SlackPerson
from tests.stories.conftest import OpenOffice
from tests.stories.journey import (
    acknowledges,
    across,
    ben_and_anna,
    labels,
    links,
    orders,
    presses,
    replies,
    replies_to_own,
    rewrites,
    until,
)
from tests.stories.kit import in_chats, only, set_person

A_WHILE, LONG_AFTER = 300, 700  # within and beyond the ten minutes for which a choice is remembered


@in_chats
async def test_a_reply_joins_the_draft_it_is_to(open_office: OpenOffice, on: str) -> None:
    """A reply to the draft's card, or to the words it was made of, joins it, however late, and whatever was chosen
    meanwhile; it begins no second one."""
    office = await open_office(**only(on))
    ben, anna = await ben_and_anna(office, on, on)
    await orders(anna, "Ten roses")
    office.later(LONG_AFTER)
    anna.says("A table for two")
    await presses(anna, "New request")
    await anna.sees_button("Send request")
    await office.quiet()
    office.later(A_WHILE)
    replies(anna, "A table for two", "by the window")
    await anna.sees("A table for two\nby the window")
    await office.quiet()
    office.later(LONG_AFTER)
    replies_to_own(anna, "A table for two", "for eight o'clock")
    await anna.sees("A table for two\nby the window\nfor eight o'clock")
    await office.quiet()
    assert labels(anna).count("Send request") == 1
    assert labels(anna).count("New request") == 0
    anna.presses("Send request")
    await ben.sees("A table for two\nby the window\nfor eight o'clock")


@in_chats
async def test_a_reply_to_the_question_where_words_belong(open_office: OpenOffice, on: str) -> None:
    """A reply to the open question joins the words it is about, and the question stays one."""
    office = await open_office(**only(on))
    ben, anna = await ben_and_anna(office, on, on)
    await orders(anna, "Ten roses")
    office.later(LONG_AFTER)
    anna.says("White, please")
    await anna.sees("What is this about?")
    await office.quiet()
    office.later(A_WHILE)
    replies(anna, "White, please", "and with a card")
    await anna.sees("White, please\nand with a card")
    assert anna.count("What is this about?") == 1
    await presses(anna, "To T-1001 · Ten roses")
    await ben.sees("Anna on T-1001: White, please\nand with a card")


@across
async def test_a_reply_to_ones_own_request_is_about_it(
    open_office: OpenOffice, client_on: str, assistant_on: str
) -> None:
    """A reply to the words a request was made of, or in their thread, belongs to the task; nobody is asked."""
    office = await open_office()
    ben, anna = await ben_and_anna(office, assistant_on, client_on)
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    office.later(LONG_AFTER)
    replies_to_own(anna, "Ten roses", "With a card")
    await ben.sees("Anna on T-1001: With a card")
    assert "What is this about?" not in anna.everything()


@pytest.mark.parametrize(("first", "second"), [("telegram", "slack"), ("slack", "telegram")])
async def test_a_draft_goes_on_on_the_other_platform(open_office: OpenOffice, first: str, second: str) -> None:
    """Words from the other platform join the draft of a minute ago; it shows there, too, stays the same in both
    places, and becomes one request."""
    office = await open_office()
    ben, anna = await ben_and_anna(office, second, first)
    there = await links(office, anna, second)
    anna.says("Ten roses")
    await anna.sees_button("Send request")
    there.says("red ones")
    await there.sees("Ten roses\nred ones")
    await anna.sees("Ten roses\nred ones")
    await office.quiet()
    rewrites(anna, "Ten roses", "Twelve roses")
    await there.sees("Twelve roses\nred ones")
    await anna.sees("Twelve roses\nred ones")
    await presses(there, "Send request")
    await ben.sees("Twelve roses\nred ones")
    await anna.sees("Request T-1001")
    await there.sees("Request T-1001")
    assert "Send request" not in labels(anna) + labels(there)
    assert ben.count("Twelve roses") == 1


@pytest.mark.parametrize(("first", "second"), [("telegram", "slack"), ("slack", "telegram")])
async def test_where_words_belong_is_answered_on_either_platform(
    open_office: OpenOffice, first: str, second: str
) -> None:
    """The question shows where its words came from, on both platforms; an answer settles it in both."""
    office = await open_office()
    ben, anna = await ben_and_anna(office, second, first)
    there = await links(office, anna, second)
    await orders(anna, "Ten roses")
    office.later(LONG_AFTER)
    anna.says("White, please")
    await anna.sees_button("To T-1001 · Ten roses")
    there.says("and with a card")
    await there.sees("White, please\nand with a card")
    await presses(there, "To T-1001 · Ten roses")
    await ben.sees("Anna on T-1001: White, please\nand with a card")
    await until(lambda: "New request" not in labels(anna) + labels(there), "both settled")


@pytest.mark.parametrize(("first", "second", "language"), [("telegram", "slack", "en"), ("slack", "telegram", "de")])
async def test_what_is_not_sent_yet_is_found_again(
    open_office: OpenOffice, first: str, second: str, language: str
) -> None:
    """A draft, and words nobody has said the place of, stand in /tasks and at home until they are sent or discarded;
    after a restart they go on on the other platform, as one."""
    german = language == "de"
    new, send = ("Neuer Auftrag", "Absenden") if german else ("New request", "Send request")
    unsent, go_on = ("Noch nicht abgesendet", "Weiter") if german else ("Not sent yet", "Go on")
    office = await open_office()
    ben, anna = await ben_and_anna(office, second, first)
    there = await links(office, anna, second)
    await set_person(office, "Anna", language=language)
    anna.says("A table for two")
    await anna.sees_button(send)
    await office.quiet()
    await office.restart()
    office.later(LONG_AFTER)
    if isinstance(there, SlackPerson):
        there.user.opens_home()
        await there.user.sees_home(f"{unsent}: A table for two")
    else:
        there.commands("home")
        await there.sees(f"{unsent}: A table for two")
    there.commands("tasks")
    await there.sees(f"{unsent}: A table for two")
    await presses(there, f"{go_on}: A table for two")
    await presses(there, send)
    await ben.sees("A table for two")
    await until(lambda: send not in labels(anna) + labels(there), "sent in both places")
    office.later(LONG_AFTER)
    anna.says("With a high chair")
    await anna.sees_button(new)
    there.commands("tasks")
    shown = await there.sees(f"{unsent}: With a high chair")
    assert "T-1001 · " in shown
    assert f"{unsent}: A table for two" not in shown
    await presses(there, f"{go_on}: With a high chair")
    await presses(there, "Zu T-1001 · A table for two" if german else "To T-1001 · A table for two")
    await ben.sees("Anna on T-1001: With a high chair")
    assert ben.count("Please acknowledge") == 1
