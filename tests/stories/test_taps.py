"""Taps from receiving to doing: as many as docs/taps.md says, and never more than three but where it says why."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.whens import When
from tests.cast import PATIENCE, Person, SlackPerson
from tests.office import ZONE
from tests.stories.booking_steps import talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, in_turn, labels, pick, press, until
from tests.stories.kit import in_chats, makes_sure
from tests.stories.test_promises import levels

PAGE = Path(__file__).parents[2] / "docs" / "taps.md"
MOST = 3
MORE = {"Book an appointment on another day": 4}  # what, on which day, at what time, and yes
ROW = re.compile(r"^\| (?P<what>[^|]+?) \| [a-z]+ \| [^|]+ \| (?P<telegram>\d) \| (?P<slack>\d) \|$", re.MULTILINE)


class Finger:
    """Somebody whose taps are counted."""

    def __init__(self, day: Day, who: Person) -> None:
        self.day = day
        self.who = who
        self.taps = 0

    async def presses(self, name: str, card: str | None = None, /, **facts: object) -> None:
        """Press a button: one tap."""
        self.taps += 1
        await self.day.presses(self.who, name, card, **facts)

    async def presses_label(self, label: str) -> None:
        """Press a button with somebody's name: one tap."""
        self.taps += 1
        await self.who.sees_button(label)
        self.who.presses(label)

    async def picks(self, card: str, part: str) -> None:
        """Press the first button on a card that ends with a number and has this in it: a day or a time; one tap."""

        def offered() -> list[str]:
            return [label for label in labels(self.who, card) if part in label and label[-1].isdigit()]

        await until(self.who, lambda: bool(offered()), part)
        self.taps += 1
        press(self.who, offered()[0], card)

    async def answers(self, **answers: str) -> None:
        """Answer a form. In a window each choice from a list is a tap, and submitting it; in the chat each answer,
        pressed or sent."""
        asked = {self.day.t(name.replace("_", "-")): answer for name, answer in answers.items()}
        if isinstance(self.who, SlackPerson):
            modal = await self.who.user.sees_modal(next(iter(asked)), timeout=PATIENCE)
            chosen = [each for each in modal.inputs if each.label in asked and "options" in each.element]
            self.taps += len(chosen) + 1
        else:
            self.taps += len(asked)
        await self.day.fills(self.who, **answers)

    def commands(self, name: str, words: str = "") -> None:
        """Type a command and send it, or choose it in the menu: one tap."""
        self.taps += 1
        self.who.commands(name, words)

    async def changes_day(self, other: str, question: str, at: datetime, card: str) -> None:
        """Set another day for what a card says: on Slack in its calendar, elsewhere in words behind a button."""
        if isinstance(self.who, SlackPerson):
            self.taps += 1
            pick(self.who, self.day.t("choose-day"), f"{at:%Y-%m-%d}", card)
        else:
            await self.presses(other, card)
            await self.answers(**{question: f"{at:%Y-%m-%d %H:%M}"})


async def _acknowledge(day: Day) -> int:
    ref = await day.request("Please order flowers")
    await day.ben.sees(f"{ref} · Dr. Weber")
    ben = Finger(day, day.ben)
    await ben.presses("acknowledge", ref)
    await day.anna.sees(day.t("task-acknowledged", ref=ref, by="Ben"))
    return ben.taps


async def _ask(day: Day) -> int:
    ref = await day.taken()
    ben = Finger(day, day.ben)
    await ben.presses("ask-client", ref)
    await ben.answers(ask_words="Which colour?")
    await day.anna.sees("Which colour?")
    return ben.taps


async def _done(day: Day) -> int:
    ref = await day.taken()
    ben = Finger(day, day.ben)
    await ben.presses("done", ref)
    if ben.who.platform == "slack":
        await ben.answers(done_result="Ordered", done_minutes="15")
    else:
        await ben.answers(done_result="Ordered")
        await ben.presses("minutes", minutes=15)
    await day.ben.sees(day.t("task-minutes", minutes=15))
    return ben.taps


async def _reassign(day: Day) -> int:
    ref = await day.taken()
    day.eva.commands("back")
    await day.eva.sees(day.t("back-now"))
    day.mia.commands("board")
    await day.mia.sees(day.t("board-title"))
    mia = Finger(day, day.mia)
    await mia.presses("manage-this", ref=ref)
    await mia.presses("reassign", f"{ref} · Dr. Weber")
    await mia.presses_label("Eva")
    await day.eva.sees(f"{ref} · Dr. Weber")
    return mia.taps


async def _reassign_to_somebody_away(day: Day) -> int:
    ref = await day.taken()
    day.mia.commands("board")
    await day.mia.sees(day.t("board-title"))
    mia = Finger(day, day.mia)
    await mia.presses("manage-this", ref=ref)
    await mia.presses("reassign", f"{ref} · Dr. Weber")
    await mia.presses_label(day.t("colleague-away", name="Eva"))
    await day.eva.sees(f"{ref} · Dr. Weber")
    return mia.taps


async def _give_away(day: Day) -> int:
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=0))
    ref = await day.request("Please order flowers")
    mia = Finger(day, day.mia)
    await mia.presses("give-to-somebody")
    await mia.presses_label(day.t("colleague-away", name="Eva"))
    await day.eva.sees(f"{ref} · Dr. Weber")
    return mia.taps


async def _finished(day: Day) -> str:
    ref = await day.taken()
    await day.presses(day.ben, "done", ref)
    await day.fills(day.ben, **{"done_result": "Ordered"} | ({"done_minutes": None} if _windows(day) else {}))
    await day.anna.sees(day.t("task-done-title", ref=ref, by="Ben"))
    return ref


def _windows(day: Day) -> bool:
    return day.ben.platform == "slack"


async def _accept(day: Day) -> int:
    await _finished(day)
    anna = Finger(day, day.anna)
    await anna.presses("accept")
    await day.anna.sees(day.t("rate-this"))
    return anna.taps


async def _send_back(day: Day) -> int:
    ref = await _finished(day)
    anna = Finger(day, day.anna)
    await anna.presses("send-back")
    await anna.answers(send_back_complaint=day.t("complaint-incomplete"), send_back_words="The vase is missing")
    heard = day.t("sent-back", ref=ref, complaint=day.t("complaint-incomplete"), words="The vase is missing")
    await day.ben.sees(heard)
    return anna.taps


async def _status(day: Day) -> int:
    ref = await day.taken()
    anna = Finger(day, day.anna)
    anna.commands("tasks")
    await day.anna.sees(
        day.t("client-task-line", ref=ref, words="Please order flowers", state=day.t("state-acknowledged"))
    )
    return anna.taps


async def _why(day: Day) -> int:
    ref = await day.request("Please order flowers")
    anna = Finger(day, day.anna)
    await anna.presses("why-button", ref)
    await day.anna.sees(day.t("why-title", ref=ref))
    return anna.taps


def _ahead(day: Day, days: int) -> datetime:
    now = day.office.clock.now().astimezone(ZoneInfo(ZONE))
    return (now + timedelta(days=days)).replace(hour=14, minute=30, second=0, microsecond=0)


async def _remind(day: Day) -> int:
    ref = await day.taken()
    ben = Finger(day, day.ben)
    ben.commands("remind", f"{ref} tomorrow 14:30 call back")
    await day.reads(day.ben, "remind-set", at=When(_ahead(day, 1), None, "minute", "instant"))
    return ben.taps


async def _undo_reminder(day: Day) -> int:
    day.ben.commands("remind", "tomorrow 14:30 call back")
    ben = Finger(day, day.ben)
    await ben.presses("undo", "call back")
    await day.reads(day.ben, "reminder-deleted")
    return ben.taps


async def _move_reminder(day: Day) -> int:
    day.ben.commands("remind", "tomorrow 14:30 call back")
    await day.ben.sees("call back")
    ben = Finger(day, day.ben)
    await ben.changes_day("change", "remind_when", _ahead(day, 4), "call back")
    await day.reads(day.ben, "remind-set", at=When(_ahead(day, 4), None, "minute", "instant"))
    return ben.taps


async def _be_away(day: Day) -> int:
    ben = Finger(day, day.ben)
    ben.commands("away", "Mon-Wed")
    await day.ben.sees_button(day.t("when-right"))
    await ben.presses("when-right")
    await day.ben.sees_button(day.t("away-cancel"))
    return ben.taps


async def _change_wish(day: Day) -> int:
    day.anna.says("Roses tomorrow 14:30")
    await day.anna.sees_button(day.t("when-none"))
    anna = Finger(day, day.anna)
    await anna.changes_day("when-other", "request_wish", _ahead(day, 4), "Roses")
    at = day.t("when", when=When(_ahead(day, 4), None, "minute", "instant"))
    await day.reads(day.anna, "wish-line", wish=at)
    return anna.taps


async def _change_date(day: Day) -> int:
    ref = await day.request("Roses tomorrow 14:30")
    return await _changes_date(day, day.anna, ref)


async def _change_date_of_task(day: Day) -> int:
    ref = await day.taken("Roses tomorrow 14:30")
    return await _changes_date(day, day.ben, ref)


async def _changes_date(day: Day, who: Person, ref: str) -> int:
    finger = Finger(day, who)
    await finger.presses("date-change", ref)
    title = day.t("date-title", ref=ref)
    await who.sees(title)
    await finger.changes_day("when-other", "request_wish", _ahead(day, 4), title)
    at = day.t("when", when=When(_ahead(day, 4), None, "minute", "instant"))
    await until(who, lambda: bool(cards(who, title)) and day.t("wish-line", wish=at) in who.everything(), at)
    return finger.taps


async def _recur(day: Day) -> int:
    day.anna.says("Water the roses every Monday")
    anna = Finger(day, day.anna)
    await anna.presses("repeats-yes")
    await day.anna.sees_button(day.t("recurring-skip"))
    return anna.taps


async def _book_in_words(day: Day) -> int:
    anna = Finger(day, day.anna)
    anna.taps += 1
    day.anna.says(f"Talk on {_ahead(day, 3):%Y-%m-%d} at 10:00")
    await anna.presses("book-it")
    await day.anna.sees("A-1 · ")
    return anna.taps


async def _book_by_tapping(day: Day) -> int:
    anna = Finger(day, day.anna)
    anna.commands("book")
    await anna.picks(day.t("book-title", service="Talk", count=30), ":")
    await anna.presses("book-it")
    await day.anna.sees("A-1 · ")
    return anna.taps


async def _book_another_day(day: Day) -> int:
    anna = Finger(day, day.anna)
    title = day.t("book-title", service="Talk", count=30)
    anna.commands("book")
    await anna.picks(title, "")
    await day.anna.sees_button(day.t("book-other-day"))
    await anna.picks(title, ":30")
    await anna.presses("book-it")
    await day.anna.sees("A-1 · ")
    return anna.taps


async def _move_appointment(day: Day) -> int:
    await _book_in_words(day)
    anna = Finger(day, day.anna)
    await anna.presses("booking-move", "A-1 · ")
    title = day.t("book-title-move", ref="A-1", what=day.t("book-title", service="Talk", count=30))
    await anna.picks(title, "")
    await anna.picks(title, ":30")
    moved = day.t("booking-moved-there", ref="A-1", at="§").partition("§")[0]
    await day.anna.sees(moved)
    return anna.taps


async def _cancel_appointment(day: Day) -> int:
    await _book_in_words(day)
    anna = Finger(day, day.anna)
    await anna.presses("booking-cancel", "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    await day.anna.sees(day.t("booking-state-cancelled"))
    return anna.taps + 1  # the yes, in a dialog or on a card


WAYS: dict[str, Callable[[Day], Awaitable[int]]] = {
    "Acknowledge": _acknowledge,
    "Ask the client": _ask,
    "Done with minutes": _done,
    "Reassign": _reassign,
    "Reassign to somebody away": _reassign_to_somebody_away,
    "Give away what nobody can take, to somebody away": _give_away,
    "Accept": _accept,
    "Send back with words": _send_back,
    "Status": _status,
    "Why it is due then": _why,
    "Set a reminder": _remind,
    "Undo a reminder": _undo_reminder,
    "Remind me on another day": _move_reminder,
    "Plan an absence": _be_away,
    "Wish for another day": _change_wish,
    "Make it a recurring request": _recur,
    "Change the date of a request": _change_date,
    "Change the date of a task": _change_date_of_task,
    "Book an appointment in words": _book_in_words,
    "Book an appointment by tapping": _book_by_tapping,
    "Book an appointment on another day": _book_another_day,
    "Move an appointment": _move_appointment,
    "Cancel an appointment": _cancel_appointment,
}

BY_CLIENTS = ("Accept", "Send back with words", "Status")
DAILY = ("Acknowledge", "Ask the client", "Done with minutes", "Reassign", *BY_CLIENTS)


def _listed() -> dict[str, dict[str, int]]:
    rows = ROW.finditer(PAGE.read_text(encoding="utf-8"))
    return {row["what"]: {"telegram": int(row["telegram"]), "slack": int(row["slack"])} for row in rows}


@in_chats
@pytest.mark.parametrize("what", WAYS)
async def test_three_taps_at_most(open_on: OpenOffice, on: str, what: str) -> None:
    """Counted through the client libraries: at most three (four from nothing to a time chosen), and what the page
    says."""

    async def opened(**settings: object) -> object:
        return await open_on(on, language=settings["language"], levels=settings["levels"], desk=talk_with_ben())

    day = await begin(opened, on, on, "en", levels=levels(acknowledge=8))  # type: ignore[arg-type]  # opens an office, on one platform
    taps = await WAYS[what](day)
    assert taps <= MORE.get(what, MOST)
    assert _listed()[what][on] == taps


@in_turn
@pytest.mark.parametrize("what", DAILY)
async def test_three_taps_on_each_pair(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, what: str
) -> None:
    """What everybody does many times a day takes as many taps with the other side on another platform, in either
    language."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(acknowledge=8))
    taps = await WAYS[what](day)
    assert taps <= MOST
    assert _listed()[what][client_on if what in BY_CLIENTS else staff_on] == taps


def test_the_page_lists_what_is_counted() -> None:
    """Nothing is listed that isn't counted, and the other way round."""
    assert list(_listed()) == list(WAYS)
