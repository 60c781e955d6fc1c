"""A client does not answer: they are asked again where they read, can still answer there, and in the end both sides
read that nothing comes of it."""

from __future__ import annotations

from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, in_turn, until
from tests.stories.test_promises import levels

HOUR, MINUTE = 3600, 60


async def _asks(day: Day, ref: str, question: str) -> None:
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words=question)
    await day.anna.sees(question)


def _starts(day: Day, name: str, ref: str = "") -> str:
    """Return how a sentence begins that tells a time."""
    return day.t(name, at="§", ref=ref).partition("§")[0]


@in_turn
async def test_asked_again(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Asked again after eight hours on a card of its own, Anna answers there. The next question she leaves, and Ben and
    she read that the task is cancelled; its history says why."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(resolution=8))
    ref = await day.taken("Please order flowers")
    await _asks(day, ref, "Which colour?")
    again = _starts(day, "question-again")
    day.office.later(8 * HOUR - MINUTE)
    await day.request("Please call the plumber")
    assert again not in day.anna.everything()
    day.office.later(2 * MINUTE)
    await until(day.anna, lambda: again in day.anna.everything(), again)
    await day.presses(day.anna, "answer-question", again)
    await day.fills(day.anna, answer_words="White")
    await day.ben.sees("White")
    await until(day.anna, lambda: not cards(day.anna, again), "a question that is settled")
    await day.office.quiet()
    await _asks(day, ref, "How many?")
    day.office.later(8 * HOUR + MINUTE)
    await until(day.anna, lambda: bool(cards(day.anna, again)), again)
    for hours in (16, 96):
        day.office.later(hours * HOUR + MINUTE)
        await day.office.quiet()
    await day.reads(day.anna, "question-given-up", ref=ref)
    await day.reads(day.ben, "question-given-up-staff", ref=ref)
    day.mia.commands("task", ref)
    await day.reads(day.mia, "step-unanswered")
