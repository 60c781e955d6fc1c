"""Series of appointments and the waiting list in chat: clashes first, then all or nothing; what frees up goes to who
has waited longest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.vocabulary import Role
from tests.cast import Person
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, files_of, in_turn, labels, press, until
from tests.stories.kit import joined, makes_sure
from tests.stories.test_bookings import _at, _books, _desk, _held, _opens_times, _talk, _tomorrow

vobject = pytest.importorskip("vobject", reason="vobject is not installed: `make setup-dev` does that")

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}


def _series_words(day: Day) -> str:
    weekday = WEEKDAYS[day.language][_tomorrow(day).weekday()]
    said = {"en": "Talk every {} at 10:00, four times", "de": "Gespräch jeden {} um 10 Uhr, viermal"}
    return said[day.language].format(weekday)


async def _otto(day: Day, on: str) -> Person:
    return await joined(day.office, Role.CLIENT, "Otto", on, language=day.language, client="Baker")


@in_turn
async def test_a_series_with_a_clash(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Four dates by words, of which the first is taken: it is shifted, another one skipped, and then all are booked at
    once, with one card for each side and one calendar file."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk())
    await _books(day, await _otto(day, client_on), "A-1", "10:00")
    plan = day.t("plan-title", what=_talk(day), often=day.t("plan-weeks", count=1), count=4)
    day.anna.says(_series_words(day))
    await until(day.anna, lambda: bool(labels(day.anna, plan)), plan)
    assert day.t("book-no-taken") in day.anna.everything()
    assert day.t("plan-book", count=4) not in labels(day.anna, plan)
    press(day.anna, day.t("plan-shift", number=1), plan)
    await until(day.anna, lambda: any(each.endswith("10:30") for each in labels(day.anna, plan)), "what is free")
    press(day.anna, next(each for each in labels(day.anna, plan) if each.endswith("10:30")), plan)
    await until(day.anna, lambda: day.t("plan-book", count=4) in labels(day.anna, plan), "all free")
    assert cards(day.ben, "A-2") == {}
    press(day.anna, day.t("plan-book", count=4), plan)
    title = day.t("booking-series", what=_talk(day), count=4)
    for who in (day.anna, day.ben):
        await until(who, lambda who=who: labels(who, title) == ["A-2", "A-3", "A-4", "A-5"], title)  # type: ignore[misc]  # defaults bind the loop's values now
    await until(day.anna, lambda: bool(files_of(day.anna, ".ics")), "the calendar file")
    (content,) = files_of(day.anna, ".ics")
    found = vobject.readOne(content.decode())
    assert found.method.value == "REQUEST"
    assert len({event.uid.value for event in found.vevent_list}) == 1
    repeating, shifted = found.vevent_list
    assert "COUNT=4" in repeating.rrule.value
    assert shifted.dtstart.value == _at(day, 10, 30)


@in_turn
async def test_a_series_is_all_or_nothing(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A date that somebody else takes while the series is looked at keeps all of it from being booked, and is shown; it
    is skipped, and the others are booked."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk())
    plan = day.t("plan-title", what=_talk(day), often=day.t("plan-weeks", count=2), count=3)
    await _opens_times(day, day.anna, "10:00")
    day.anna.presses("10:00")
    await day.presses(day.anna, "plan-several", _held(day))
    await day.fills(day.anna, plan_how_often=day.t("plan-weeks", count=2), plan_how_many="3")
    await until(day.anna, lambda: day.t("plan-book", count=3) in labels(day.anna, plan), "all free")
    await _books(day, await _otto(day, client_on), "A-1", "10:00")
    press(day.anna, day.t("plan-book", count=3), plan)
    await until(day.anna, lambda: day.t("plan-skip", number=1) in labels(day.anna, plan), "what was taken")
    assert cards(day.ben, "A-2") == {}
    press(day.anna, day.t("plan-skip", number=1), plan)
    await until(day.anna, lambda: day.t("plan-book", count=2) in labels(day.anna, plan), "two left")
    press(day.anna, day.t("plan-book", count=2), plan)
    title = day.t("booking-series", what=_talk(day), count=2)
    await until(day.ben, lambda: labels(day.ben, title) == ["A-2", "A-3"], title)


@in_turn
async def test_a_series_is_confirmed_at_once(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What was asked for as one series the host confirms with one tap: the client reads it once, and gets one calendar
    file for all."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk(confirmed_by_host=True))
    plan = day.t("plan-title", what=_talk(day), often=day.t("plan-weeks", count=1), count=4)
    day.anna.says(_series_words(day))
    await until(day.anna, lambda: day.t("plan-book", count=4) in labels(day.anna, plan), "all free")
    press(day.anna, day.t("plan-book", count=4), plan)
    title = day.t("booking-series", what=_talk(day), count=4)
    await day.presses(day.ben, "booking-accept-all", title)
    await day.reads(day.anna, "booking-series-confirmed", count=4)
    confirmed = f"({day.t('booking-state-confirmed')})"
    for who in (day.anna, day.ben):
        await until(who, lambda who=who: who.everything().count(confirmed) == 4, "all confirmed")  # type: ignore[misc]  # as above
        assert labels(who, title) == ["A-1", "A-2", "A-3", "A-4"]
    await until(day.anna, lambda: bool(files_of(day.anna, ".ics")), "the calendar file")
    assert len(files_of(day.anna, ".ics")) == 1


@in_turn
async def test_the_waiting_list(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Two wait for a time that is taken. When it is cancelled, who has waited longer gets it for half an hour, alone;
    they let it pass, and the other one books it."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk())
    otto = await _otto(day, client_on)
    kim = await joined(day.office, Role.CLIENT, "Kim", client_on, language=language, client="Cook")
    for who in (day.anna, kim):
        await _opens_times(day, who)
    await _books(day, otto, "A-1")
    for who in (day.anna, kim):
        who.presses("09:30")
        await day.presses(who, "wait-list", day.t("book-denied"))
        await who.sees_button(day.t("wait-leave"))
    day.anna.commands("agenda")
    await day.presses(day.anna, "agenda-wait-show", day.t("agenda-own"), number=1)
    await until(day.anna, lambda: len(cards(day.anna, day.t("wait-how"))) == 2, "what she waits for, once more")
    await day.presses(otto, "booking-cancel", "A-1 · ")
    await makes_sure(otto, day.t("yes"))
    until_when = day.office.clock.now() + timedelta(minutes=30)
    offered = day.t("booking-offered", at=_at(day, 9, 30), until="§").partition("§")[0]
    await until(day.anna, lambda: offered in day.anna.everything(), "the offer")
    assert cards(kim, _held(day)) == {}
    assert until_when > day.office.clock.now()
    day.office.later(30 * 60 + 5)
    await until(kim, lambda: bool(cards(kim, _held(day))), "the offer for who is next")
    await until(day.anna, lambda: not cards(day.anna, _held(day)), "the end of the first offer")
    press(kim, day.t("book-it"), _held(day))
    await until(kim, lambda: bool(cards(kim, "A-2 · ")), "A-2")
