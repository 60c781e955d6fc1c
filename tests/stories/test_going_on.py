"""A request that was begun goes on wherever its author does: by a reply to it, later, or on their other platform."""

from __future__ import annotations

from tests.cast import SlackPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, sentences
from tests.stories.journey import (
    ben_and_anna,
    labels,
    links,
    opened,
    orders,
    presses,
    replies,
    replies_to_own,
    rewrites,
    task_in_hand,
    until,
)
from tests.stories.kit import only

OTHER = {"telegram": "slack", "slack": "telegram"}
A_WHILE, LONG_AFTER = 300, 700  # within and beyond the ten minutes for which a choice is remembered


@in_turn
async def test_a_reply_joins_the_draft_it_is_to(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A reply to the draft's card, or to the words it was made of, joins it, however late, and whatever was chosen
    meanwhile; it begins no second one."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Ten roses", language=language)
    office.later(LONG_AFTER)
    anna.says("A table for two")
    await presses(anna, t("new-request"))
    await anna.sees_button(t("send-request"))
    await office.quiet()
    office.later(A_WHILE)
    await office.quiet()
    replies(anna, "A table for two", "by the window")
    await anna.sees("A table for two\nby the window")
    await office.quiet()
    office.later(LONG_AFTER)
    replies_to_own(anna, "A table for two", "for eight o'clock")
    await anna.sees("A table for two\nby the window\nfor eight o'clock")
    await office.quiet()
    assert labels(anna).count(t("send-request")) == 1
    assert labels(anna).count(t("new-request")) == 0
    anna.presses(t("send-request"))
    await ben.sees("A table for two\nby the window\nfor eight o'clock")


@in_turn
async def test_a_reply_to_the_question_where_words_belong(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A reply to the open question joins the words it is about, and the question stays one."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Ten roses", language=language)
    office.later(LONG_AFTER)
    anna.says("White, please")
    await anna.sees(t("where-title"))
    await office.quiet()
    office.later(A_WHILE)
    await office.quiet()
    replies(anna, "White, please", "and with a card")
    await anna.sees("White, please\nand with a card")
    assert anna.count(t("where-title")) == 1
    await presses(anna, t("to-this", ref="T-1001", title="Ten roses"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="White, please\nand with a card"))


@in_turn
async def test_a_reply_to_ones_own_request_is_about_it(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A reply to the words a request was made of, or in their thread, belongs to the task; nobody is asked."""
    t = sentences(language)
    office = await open_office(**only("telegram", "slack"))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    await task_in_hand(ben, anna, language=language)
    office.later(LONG_AFTER)
    replies_to_own(anna, "Ten roses", "With a card")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="With a card"))
    assert t("where-title") not in anna.everything()


@in_turn
async def test_a_draft_goes_on_on_the_other_platform(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words from the other platform join the draft of a minute ago; it shows there, too, stays the same in both
    places, and becomes one request."""
    t = sentences(language)
    office = await open_office(**only("telegram", "slack"))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    there = await links(office, anna, OTHER[client_on], language=language)
    anna.says("Ten roses")
    await anna.sees_button(t("send-request"))
    there.says("red ones")
    await there.sees("Ten roses\nred ones")
    await anna.sees("Ten roses\nred ones")
    await office.quiet()
    rewrites(anna, "Ten roses", "Twelve roses")
    await there.sees("Twelve roses\nred ones")
    await anna.sees("Twelve roses\nred ones")
    await presses(there, t("send-request"))
    await ben.sees("Twelve roses\nred ones")
    await anna.sees(t("request-accepted", ref="T-1001"))
    await there.sees(t("request-accepted", ref="T-1001"))
    assert t("send-request") not in labels(anna) + labels(there)
    assert ben.count("Twelve roses") == 1


@in_turn
async def test_where_words_belong_is_answered_on_either_platform(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The question shows where its words came from, on both platforms; an answer settles it in both."""
    t = sentences(language)
    office = await open_office(**only("telegram", "slack"))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    there = await links(office, anna, OTHER[client_on], language=language)
    await orders(anna, "Ten roses", language=language)
    office.later(LONG_AFTER)
    anna.says("White, please")
    await anna.sees_button(t("to-this", ref="T-1001", title="Ten roses"))
    there.says("and with a card")
    await there.sees("White, please\nand with a card")
    await presses(there, t("to-this", ref="T-1001", title="Ten roses"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="White, please\nand with a card"))
    await until(lambda: t("new-request") not in labels(anna) + labels(there), "both settled")


@in_turn
async def test_what_is_not_sent_yet_is_found_again(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A draft, and words nobody has said the place of, stand in /tasks and at home until they are sent or discarded;
    after a restart they go on on the other platform, as one."""
    t = sentences(language)
    new, send = t("new-request"), t("send-request")
    office = await open_office(**only("telegram", "slack"))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    there = await links(office, anna, OTHER[client_on], language=language)
    anna.says("A table for two")
    await anna.sees_button(send)
    await office.quiet()
    await office.restart()
    office.later(LONG_AFTER)
    if isinstance(there, SlackPerson):
        there.user.opens_home()
        await there.user.sees_home(t("unsent-line", words="A table for two"))
    else:
        there.commands("home")
        await there.sees(t("unsent-line", words="A table for two"))
    there.commands("tasks")
    await there.sees(t("unsent-line", words="A table for two"))
    await presses(there, t("unsent-show", words="A table for two"))
    await presses(there, send)
    await ben.sees("A table for two")
    await until(lambda: send not in labels(anna) + labels(there), "sent in both places")
    office.later(LONG_AFTER)
    anna.says("With a high chair")
    await anna.sees_button(new)
    there.commands("tasks")
    shown = await there.sees(t("unsent-line", words="With a high chair"))
    assert "T-1001 · " in shown
    assert t("unsent-line", words="A table for two") not in shown
    await presses(there, t("unsent-show", words="With a high chair"))
    await presses(there, t("to-this", ref="T-1001", title="A table for two"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="With a high chair"))
    assert ben.count(t("task-state-assigned", at="#").split("#")[1]) == 1
