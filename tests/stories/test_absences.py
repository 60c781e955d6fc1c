"""Absences: at once, or planned in people's own words; they begin and end by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot import i18n
from handlers.absences.actions import span
from handlers.chat.incoming import Command
from handlers.rules import whens
from storage.vocabulary import Role
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, labels, pick, until
from tests.stories.kit import Desk, person_called
from tests.stories.test_dates_in_chat import BERLIN, says

HOUR = 3600
WEDNESDAY = datetime(2026, 3, 11, 10, 20, tzinfo=BERLIN)


def berlin(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=BERLIN)


async def _away(day: Day, name: str) -> bool:
    return (await person_called(day.office, name)).away_since is not None


def _tomorrow(day: Day) -> str:
    return i18n.day((day.office.clock.now().astimezone(BERLIN) + timedelta(days=1)).date(), day.language)


def _range(day: Day, first: datetime, last: datetime) -> str:
    return day.t("when-range", start=i18n.day(first.date(), day.language), end=i18n.day(last.date(), day.language))


@both
async def test_a_planned_absence_begins_and_ends_by_itself(open_office: OpenOffice, on: str, language: str) -> None:
    """It is echoed and confirmed, survives a restart, and keeps new tasks away while it lasts; the manager is offered
    to give others what is in hand when it begins, and what waited comes when it is over."""
    day = await begin(open_office, on, on, language)
    await day.taken()
    day.ben.commands(says(language, "away", "abwesend"), says(language, "tomorrow", "morgen"))
    await day.reads(day.ben, "away-is-it", when=_tomorrow(day))
    await day.presses(day.ben, "when-right")
    await day.reads(day.ben, "away-planned", when=_tomorrow(day))
    assert not await _away(day, "Ben")
    await day.office.stop()
    day.office.later(24 * HOUR)
    await day.office.start()
    await day.reads(day.ben, "away-now", count=1)
    await day.presses(day.mia, "absent-give", name="Ben")
    await day.request("Tulpen")
    await day.office.quiet()
    assert "Tulpen" not in day.ben.everything()
    day.office.later(24 * HOUR)
    await day.reads(day.ben, "back-now")
    await until(day.ben, lambda: bool(cards(day.ben, "Tulpen")), "what waited")


@both
async def test_a_planned_absence_is_listed_and_cancelled(open_office: OpenOffice, on: str, language: str) -> None:
    """The settings lead to what is planned; what is cancelled there doesn't begin, and /back ends one early."""
    day = await begin(open_office, on, on, language)
    day.ben.commands("settings")
    await day.presses(day.ben, "away-title")
    await day.presses(day.ben, "away-plan")
    await day.fills(day.ben, away_when=says(language, "tomorrow", "morgen"))
    await day.presses(day.ben, "when-right")
    await day.reads(day.ben, "away-planned", when=_tomorrow(day))
    day.ben.commands("settings")
    await day.presses(day.ben, "away-title")
    await day.presses(day.ben, "away-cancel-number", number=1)
    await day.reads(day.ben, "away-cancelled")
    day.office.later(30 * HOUR)
    await day.office.quiet()
    assert not await _away(day, "Ben")
    day.ben.commands("away", says(language, "until tomorrow noon", "bis morgen 12 Uhr"))
    await day.presses(day.ben, "when-right")
    await day.reads(day.ben, "away-now", count=0)
    assert await _away(day, "Ben")
    day.ben.commands("back")
    await day.reads(day.ben, "back-now")
    await until(day.ben, lambda: day.t("away-back") not in labels(day.ben, day.t("away-over")), "it is over")
    assert not await _away(day, "Ben")


async def test_first_and_last_day_are_picked_on_slack(open_office: OpenOffice, database: str) -> None:
    """Beside the echo the first and the last day can be picked; it is confirmed by a press still."""
    day = await begin(open_office, "slack", "slack", "en")
    now = day.office.clock.now().astimezone(BERLIN)
    first, last = (now + timedelta(days=days) for days in (3, 5))
    day.ben.commands("away", "tomorrow")
    asked = day.t("away-is-it", when=_tomorrow(day))
    await until(day.ben, lambda: bool(cards(day.ben, asked)), asked)
    pick(day.ben, day.t("away-last-day"), f"{last:%Y-%m-%d}", asked)
    tomorrow_on = day.t("away-is-it", when=_range(day, now + timedelta(days=1), last))
    await until(day.ben, lambda: bool(cards(day.ben, tomorrow_on)), tomorrow_on)
    pick(day.ben, day.t("away-first-day"), "2020-01-01", tomorrow_on)
    await day.ben.sees_toast(day.t("picked-over"))
    pick(day.ben, day.t("away-first-day"), f"{first:%Y-%m-%d}", tomorrow_on)
    later = day.t("away-is-it", when=_range(day, first, last))
    await until(day.ben, lambda: bool(cards(day.ben, later)), later)
    await day.presses(day.ben, "when-right", later)
    await day.reads(day.ben, "away-planned", when=_range(day, first, last))
    assert not await _away(day, "Ben")
    day.office.later(3 * 24 * HOUR)
    await day.reads(day.ben, "away-now", count=0)


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("Mon–Wed", berlin(16), berlin(19)),
        ("until Friday noon", WEDNESDAY, berlin(13, 12)),
        ("from Friday", berlin(13), None),
        ("20.–22. März", berlin(20), berlin(23)),
        ("tomorrow", berlin(12), berlin(13)),
    ],
)
def test_when_somebody_is_away(words: str, begins: datetime, ends: datetime | None) -> None:
    """Whole days from midnight to midnight; a deadline begins at once, a beginning has no end."""
    when = whens.read(words, ("en", "de"), WEDNESDAY).when
    assert when is not None
    assert span(when, WEDNESDAY) == (begins, ends)


def test_what_is_no_absence(desk: Desk) -> None:
    """What can't be read, and what is over, is said; nothing is planned."""
    ben = desk.joins(Role.ASSISTANT, "Ben")
    assert desk.hears("ben", Command("away", "some day")).said == ("away-how",)
    assert desk.hears("ben", Command("away", "yesterday")).said == ("when-past",)
    assert desk.run(lambda uow: uow.absences.of(ben.id)) == []
