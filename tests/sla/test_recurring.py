"""What comes again at a time on the wall, as rows of each database: once for each occasion, whatever clocks and
calendars do, and although a second process sets the same timers (T06, T07, T08, T14, T15). The rules themselves are
tested in tests/rules/test_occurrences.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.scheduler import look
from handlers.rules.occurrences import Daily, Monthly, Occurrence, Rule, Weekly, Yearly, next_occurrence
from storage.engine import Store, open_store
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from tests.databases import fresh_sqlite

BERLIN = "Europe/Berlin"


class Wall:
    """A database, and a clock that goes from one due row to the next."""

    def __init__(self, url: str, now: str) -> None:
        self.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
        self.store: Store = open_store(url, lambda: self.now, workers=2)
        self.store.start()

    def comes(self, rule: Rule, zone: str, times: int) -> list[Occurrence]:
        """Let what the rule says come so many times; each firing sets the next one, and so does who comes too late."""
        self.store.run(lambda uow: self._sets(uow, rule, zone))
        came: list[Occurrence] = []
        while len(came) < times:
            due, following = self.store.run(lambda uow: look(uow, self.now))
            if not due:
                assert following is not None
                self.now = following
                continue
            for timer in due:
                for _ in ("one process", "the other"):
                    fired = self.store.run(lambda uow, timer=timer: self._fires(uow, timer, rule, zone))  # type: ignore[misc]  # defaults bind the loop's values now
                    came += [fired] if fired else []
        return came

    def _fires(self, uow: UnitOfWork, timer: Timer, rule: Rule, zone: str) -> Occurrence | None:
        first = uow.timers.fire(timer.key, uow.now)
        self._sets(uow, rule, zone)
        # What fires is the occasion whose time has come: the first one after the moment before.
        return next_occurrence(rule, timer.due_at - timedelta(microseconds=1), ZoneInfo(zone)) if first else None

    @staticmethod
    def _sets(uow: UnitOfWork, rule: Rule, zone: str) -> None:
        coming = next_occurrence(rule, uow.now, ZoneInfo(zone))
        uow.timers.set(Timer(f"digest:{coming.occasion}", "probe.digest", "digest", {}, coming.at))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


def played(url: str, now: str, rule: Rule, zone: str, times: int) -> Iterator[Occurrence]:
    """Yield what came."""
    wall = Wall(url, now)
    try:
        yield from wall.comes(rule, zone, times)
    finally:
        wall.store.stop()


@pytest.mark.parametrize(
    ("zone", "at", "now", "expected"),
    [
        (BERLIN, time(2, 30), "2026-03-27T12:00", ["03-28 01:30", "03-29 01:00", "03-30 00:30"]),
        ("Australia/Lord_Howe", time(2, 10), "2026-10-02T20:00", ["10-03 15:30", "10-04 15:10", "10-05 15:10"]),
        ("Africa/Cairo", time(0, 30), "2026-04-22T12:00", ["04-22 22:30", "04-23 22:00", "04-24 21:30"]),
    ],
)
def test_t06_spring_gap(url: str, zone: str, at: time, now: str, expected: list[str]) -> None:
    """A daily time that the clocks skip fires once that day, at the first instant after the gap."""
    assert [f"{each.at:%m-%d %H:%M}" for each in played(url, now, Daily(at), zone, 3)] == expected


def test_t07_autumn_fold(url: str) -> None:
    """A daily time that the clocks show twice fires the first time, and not again an hour later."""
    came = played(url, "2026-10-23T12:00", Daily(time(2, 30)), BERLIN, 3)
    assert [f"{each.at:%m-%d %H:%M}" for each in came] == ["10-24 00:30", "10-25 00:30", "10-26 01:30"]


def test_t08_one_for_each_local_date(url: str) -> None:
    """Over a year with both changes of the clocks, the daily timer fires once for each local date."""
    days = [each.day for each in played(url, "2026-01-01T00:00", Daily(time(2, 30)), BERLIN, 365)]
    assert days == [days[0] + timedelta(days=number) for number in range(365)]


def test_t14_one_digest_for_each_week(url: str) -> None:
    """At the turn of the year a manager in another zone gets one digest for each ISO week: 52, 53, 1."""
    came = played(url, "2026-12-22T00:00", Weekly(6, time(23, 30)), "America/Los_Angeles", 3)
    assert [each.occasion for each in came] == ["2026-W52", "2026-W53", "2027-W01"]


def test_t15_days_a_month_lacks(url: str, tmp_path: Path) -> None:
    """The 31st fires on the last day of a shorter month, 29 February on the 28th of a common year."""
    months = played(url, "2027-12-31T10:00", Monthly(31, time(9)), BERLIN, 3)
    assert [f"{each.day:%m-%d}" for each in months] == ["01-31", "02-29", "03-31"]
    (tmp_path / "other").mkdir()
    years = played(fresh_sqlite(tmp_path / "other"), "2026-03-01T00:00", Yearly(2, 29, time(9)), BERLIN, 3)
    assert [each.day.isoformat() for each in years] == ["2027-02-28", "2028-02-29", "2029-02-28"]
