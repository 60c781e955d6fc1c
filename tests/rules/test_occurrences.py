"""Recurring times on the wall come once each time, whatever clocks and calendars do (T06, T07, T08, T09, T14, T15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from handlers.rules.occurrences import (
    Daily,
    Monthly,
    Occurrence,
    Rule,
    Weekly,
    Yearly,
    next_occurrence,
    occurrence_on,
)

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
NAMES = sorted(available_timezones())
FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)


def following(rule: Rule, after: str, zone: str | ZoneInfo, count: int) -> list[Occurrence]:
    """Return the next occurrences after a moment in UTC, each asked from the one before."""
    where = ZoneInfo(zone) if isinstance(zone, str) else zone
    found: list[Occurrence] = []
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    for _ in range(count):
        found.append(next_occurrence(rule, moment, where))
        moment = found[-1].at
    return found


def in_utc(found: list[Occurrence]) -> list[str]:
    return [each.at.strftime("%m-%d %H:%M") for each in found]


@pytest.mark.parametrize(
    ("zone", "at", "after", "expected"),
    [
        ("Europe/Berlin", time(2, 30), "2026-03-27T12:00", ["03-28 01:30", "03-29 01:00", "03-30 00:30"]),
        ("Australia/Lord_Howe", time(2, 10), "2026-10-02T20:00", ["10-03 15:30", "10-04 15:10", "10-05 15:10"]),
        ("Africa/Cairo", time(0, 30), "2026-04-22T12:00", ["04-22 22:30", "04-23 22:00", "04-24 21:30"]),
    ],
)
def test_t06_spring_gap(zone: str, at: time, after: str, expected: list[str]) -> None:
    """A time that clocks skip comes once, at the first instant after the gap: an hour, half an hour, over midnight."""
    assert in_utc(following(Daily(at), after, zone, 3)) == expected


@pytest.mark.parametrize(
    ("zone", "at", "after", "expected"),
    [
        ("Europe/Berlin", time(2, 30), "2026-10-23T12:00", ["10-24 00:30", "10-25 00:30", "10-26 01:30"]),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-03T10:00", ["04-03 14:45", "04-04 14:45", "04-05 15:15"]),
        ("Africa/Cairo", time(23, 30), "2026-10-28T10:00", ["10-28 20:30", "10-29 20:30", "10-30 21:30"]),
    ],
)
def test_t07_autumn_fold(zone: str, at: time, after: str, expected: list[str]) -> None:
    """A time that clocks show twice comes once, the first time."""
    assert in_utc(following(Daily(at), after, zone, 3)) == expected


def transitions(zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """Yield the first instants of new offsets from 2020 to 2040, with the offsets before and after."""
    here, before = FROM, FROM.astimezone(zone).utcoffset()
    assert before is not None
    while here < TO:
        there = here + 7 * DAY  # nobody changes twice within a week
        after = there.astimezone(zone).utcoffset()
        assert after is not None
        if after != before:
            low, high = here, there
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            yield high.replace(microsecond=0), before, after
        here, before = there, after


def changes() -> dict[tuple[datetime, timedelta, timedelta], ZoneInfo]:
    """Return all changes of clocks in the world from 2020 to 2040, each once, with a zone that has it."""
    months = [FROM + timedelta(weeks=4) * number for number in range((TO - FROM) // timedelta(weeks=4))]
    # Most names are other names of the same zone.
    zones = {tuple(month.astimezone(zone).utcoffset() for month in months): zone for zone in map(ZoneInfo, NAMES)}
    found: dict[tuple[datetime, timedelta, timedelta], ZoneInfo] = {}
    for zone in zones.values():
        found.update(dict.fromkeys(transitions(zone), zone))
    return found


def test_t08_every_change_of_clocks() -> None:
    """Around every change of clocks from 2020 to 2040, a daily time comes exactly once for each local date: at that
    time on the wall, and where it isn't shown, at the change itself."""
    found = changes()
    assert len(found) > 1000
    for (change, before, after), zone in found.items():
        old, new = (change + before).replace(tzinfo=None), (change + after).replace(tzinfo=None)
        middle = min(old, new) + abs(new - old) / 2
        for wall in (old - timedelta(minutes=1), old, middle, new, new + timedelta(minutes=1)):
            at = wall.time().replace(second=0, microsecond=0)
            moment, first = change - 2 * DAY, (change - 2 * DAY).astimezone(zone).date()
            days = []
            while moment <= change + DAY:
                each = next_occurrence(Daily(at), moment, zone)
                shown = each.at.astimezone(zone)
                days.append(each.day)
                if old <= datetime.combine(each.day, at) < new:
                    assert each.at == change
                else:
                    assert shown.replace(tzinfo=None) == datetime.combine(each.day, at)
                    assert shown.fold == 0
                moment = each.at
            assert days[0] in {first, first + DAY}
            assert days == [days[0] + DAY * number for number in range(len(days))]


def test_t09_a_zone_changes_its_rules() -> None:
    """A government ends summer time: asked anew, the same occasion of the same local date keeps its time on the wall,
    and its instant moves; nothing comes twice."""
    before, after = ZoneInfo("Europe/Helsinki"), ZoneInfo("Europe/Istanbul")  # winters +2 and +3, summers +3
    rule = Weekly(0, time(9))
    for day, moved in ((date(2026, 7, 6), timedelta(0)), (date(2026, 12, 7), timedelta(hours=1))):
        old, new = occurrence_on(rule, day, before), occurrence_on(rule, day, after)
        assert (old.day, old.occasion) == (new.day, new.occasion)
        assert old.at - new.at == moved
        assert old.at.astimezone(before).time() == new.at.astimezone(after).time() == rule.at


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"])
def test_t14_one_digest_for_each_week(zone: str) -> None:
    """Over six turns of the year, with weeks 52, 53 and 1, a weekly time names each ISO week once, in any zone; the
    week is that of the reader's own date."""
    found = following(Weekly(0, time(8)), "2025-12-20T00:00", zone, 320)
    assert len({each.occasion for each in found}) == 320
    assert all(each.at.astimezone(ZoneInfo(zone)).weekday() == 0 for each in found)
    turn = [each.occasion for each in found if each.day in {date(2026, 12, 28), date(2027, 1, 4)}]
    assert turn == ["2026-W53", "2027-W01"]
    sunday = following(Weekly(6, time(23, 30)), "2026-12-26T00:00", zone, 3)
    assert [each.occasion for each in sunday] == ["2026-W52", "2026-W53", "2027-W01"]


def test_t15_days_a_month_lacks() -> None:
    """The 31st is the last day of a shorter month, 29 February the 28th of a common year; each month and year once."""
    monthly = following(Monthly(31, time(9)), "2027-12-31T10:00", BERLIN, 5)
    assert [f"{each.day:%m-%d}" for each in monthly] == ["01-31", "02-29", "03-31", "04-30", "05-31"]
    assert [each.occasion for each in monthly] == ["2028-01", "2028-02", "2028-03", "2028-04", "2028-05"]
    yearly = following(Yearly(2, 29, time(9)), "2026-03-01T00:00", BERLIN, 3)
    assert [each.day.isoformat() for each in yearly] == ["2027-02-28", "2028-02-29", "2029-02-28"]
    assert [each.occasion for each in yearly] == ["2027", "2028", "2029"]


def test_days_that_never_come() -> None:
    """A rule for a day no week, month or year has is refused, and so is a moment without a zone."""
    for wrong in (lambda: Weekly(7, time(9)), lambda: Monthly(32, time(9)), lambda: Yearly(2, 30, time(9))):
        with pytest.raises(ValueError, match="is not between"):
            wrong()
    with pytest.raises(ValueError, match="aware"):
        next_occurrence(Daily(time(9)), datetime(2026, 1, 1), BERLIN)  # noqa: DTZ001 - that is the mistake
