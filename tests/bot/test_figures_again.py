"""Digest, client report and review pack stand on the same figures, and these are what a second reckoning from the raw
rows comes to, figure by figure."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from handlers.reports.facts import bookings_of, figures_of
from handlers.reports.reaching import Reached, reached
from handlers.rules.kpi.bookings import BookingFigures
from handlers.rules.kpi.coverage import Coverage
from handlers.rules.kpi.facts import Dimension
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.periods import Period, days, month, week
from handlers.rules.sla_policy import Clock
from storage.engine import Store
from storage.sla import RuleVersion
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonState, Role, TeamId
from tests.bot.figures_again import BERLIN, Again
from tests.bot.seeded import UNTIL, office, opened, small, written

WHOLE = 5000
TENTH = WHOLE // 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PERIODS = [
    week(date(2026, 10, 20), BERLIN),  # clocks change on its last day
    week(date(2026, 11, 10), BERLIN),
    month(date(2026, 9, 1), BERLIN),
    days(date(2026, 8, 24), date(2026, 11, 21), BERLIN),
]


@dataclass
class Seeded:
    """An invented office."""

    store: Store
    file: Path

    def figures(self, *periods: Period, client: str | None = None) -> list[Figures]:
        """Return what the product says."""
        return self.store.run(
            lambda uow: figures_of(uow, office(), periods, UNTIL, client),  # type: ignore[arg-type]  # an id as it is
            reading=True,
        )

    def booked(self, *periods: Period, client: str | None = None) -> list[BookingFigures]:
        """Return what the product says of appointments."""
        return self.store.run(
            lambda uow: bookings_of(uow, office(), periods, UNTIL, client),  # type: ignore[arg-type]  # as above
            reading=True,
        )

    def told(self, found: list[Figures], client: str | None) -> Reached | None:
        """Return how reachable the product says that the office was in two periods."""
        return self.store.run(
            lambda uow: reached(uow, office(), (found[0], found[1]), UNTIL, client),  # type: ignore[arg-type]  # as above
            reading=True,
        )

    def reached(self, found: list[Figures], client: str | None) -> Coverage:
        """Return how reachable the product says that the office was in the first of them."""
        told = self.told(found, client)
        assert told is not None
        return told.now


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """Return a tenth of the invented office."""
    yield from _seeded(tmp_path_factory, TENTH)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """Return the whole invented office."""
    yield from _seeded(tmp_path_factory, WHOLE)


def _seeded(factory: pytest.TempPathFactory, tasks: int) -> Iterator[Seeded]:
    folder = factory.mktemp("figures")
    store = written(folder, small(tasks))
    yield Seeded(store, folder / "office.db")
    store.stop()


def check(found: Figures, again: Again) -> None:
    """Compare every figure."""
    assert {name: getattr(found, name).n for name in again.balance()} == again.balance()
    for clock in Clock:
        seconds, decided, breaches = again.clock(clock.value)
        timing = found.timing(clock)
        assert list(timing.spread.values) == seconds
        kept = Counter(timing.in_target.part)
        assert Counter({(ref, True): n for ref, n in kept.items()}) == Counter(
            {k: n for k, n in decided.items() if k[1]}
        )
        assert Counter(timing.in_target.of) == sum((Counter({ref: n}) for (ref, _), n in decided.items()), Counter())
        told = {(each.ref, each.at) for each in found.breaches() if each.clock is clock}
        assert told == {(ref, EPOCH + timedelta(milliseconds=at)) for ref, at in breaches}
        values = [value for value, _ in seconds]
        if len(values) >= 5:
            assert timing.spread.p50 == values[(len(values) + 1) // 2 - 1]
            assert timing.spread.p90 == values[-(-9 * len(values) // 10) - 1]
    turns = found.turns()
    assert (turns.office, turns.client, turns.outside) == again.turns()
    assert (len(found.rework().part), found.rework().n) == again.rework()
    complaints = Counter(facts["complaint"] for *_, facts in again.lines("sent-back"))
    assert {kind: count.n for kind, count in found.complaints().items()} == complaints
    assert found.ratings().counts == {stars: n for stars, n in again.stars().items() if n}
    assert sum(value for value, _ in found.minutes().values) == again.minutes()
    check_people(found, again)


def check_reach(found: Coverage, again: Again) -> None:
    """Compare promised hours, those with somebody there, and who asked and was answered in time."""
    opened, staffed, asked, answered = again.reach()
    assert (found.promised, found.staffed) == (opened, staffed)
    assert (Counter(found.answered.of), Counter(found.answered.part)) == (asked, answered)
    assert sorted(found.waited) == sorted((asked - answered).elements())
    if found.n < 5:
        assert found.percent is None
    else:
        assert found.reached == answered.total() * staffed // asked.total()


def check_booked(found: BookingFigures, again: Again) -> None:
    """Compare what became of appointments."""
    told = again.appointments()
    assert (list(found.booked.refs), list(found.lead.values)) == ([ref for _, ref in told.lead], sorted(told.lead))
    assert list(found.due.refs) == told.due
    assert (list(found.no_shows.part), list(found.no_shows.of)) == (told.missed, told.expected)
    assert list(found.cancelled.refs) == told.cancelled
    assert (list(found.late.part), list(found.late.of)) == (told.late, told.cancelled)


def check_people(found: Figures, again: Again) -> None:
    """Compare who did how much and how much of it the person a client knows, who has how much, and what came where."""
    made = again.done_by()
    by_person: Counter[str | None] = Counter()
    best = all_ = 0
    for client in {client for client, _ in made}:
        mine = [n for (whose, _), n in made.items() if whose == client]
        best, all_ = best + max(mine), all_ + sum(mine)
    for (_, person), n in made.items():
        by_person[person] += n
    assert {person: load.done.n for person, load in found.load().items() if load.done.n} == by_person
    assert (len(found.continuity().part), found.continuity().n) == (best, all_)
    assert {person: load.open.n for person, load in found.load().items() if load.open.n} == again.open_with()
    platforms = {platform: part.received.n for platform, part in found.by(Dimension.PLATFORM).items()}
    assert {platform: n for platform, n in platforms.items() if n} == again.came_on()


def compare(seeded: Seeded, period: Period, client: str | None = None) -> None:
    """Compare everything in one period."""
    again = Again(seeded.file, period.begin, period.end, client)
    try:
        found = seeded.figures(period, period.before(), client=client)
        check(found[0], again)
        check_reach(seeded.reached(found, client), again)
        check_booked(seeded.booked(period, client=client)[0], again)
    finally:
        again.close()


@pytest.mark.parametrize("period", PERIODS[:3], ids=lambda period: period.name)
def test_a_tenth_of_the_office(seeded: Seeded, period: Period) -> None:
    """In a week, in the week of the change of clocks and in a month, every figure is what the raw rows say."""
    compare(seeded, period)


def test_nobody_was_there(seeded: Seeded) -> None:
    """In the month with the afternoon on which all were out, and in that alone, some of the promised hours had nobody
    on duty."""
    months = [month(date(2026, number, 1), BERLIN) for number in (9, 10, 11)]
    found = [seeded.reached(seeded.figures(each, each.before()), None) for each in months]
    missing = [each.promised - (each.staffed or 0) for each in found]
    assert sorted(missing)[:2] == [0, 0]
    assert max(missing) == 4 * 3600


def test_appointments_change_afterwards(seeded: Seeded) -> None:
    """Among the invented appointments are some that were moved, also after they had begun, some cancelled too late, and
    some of whom it was noted in a later week that nobody came; all weeks together have each of that once."""
    weeks = [week(date(2026, 8, 24) + number * timedelta(weeks=1), BERLIN) for number in range(12)]
    found = seeded.booked(*weeks)
    all_ = seeded.booked(days(weeks[0].first, weeks[-1].last, BERLIN))[0]
    assert sum(each.due.n for each in found) == all_.due.n > len(set(all_.due.refs))
    assert sum(len(each.late.part) for each in found) == len(all_.late.part) > 0
    assert sum(len(each.no_shows.part) for each in found) == len(all_.no_shows.part) > 0
    assert any(set(each.no_shows.part) - set(each.due.refs) for each in found)
    assert sum(each.no_shows.n for each in found) > all_.no_shows.n == all_.due.n


def test_clients_make_the_office(seeded: Seeded) -> None:
    """A client's report has the figures that the client has in the digest, and all clients together have the whole."""
    (all_,) = seeded.figures(PERIODS[2])
    by_client = all_.by(Dimension.CLIENT)
    for client, part in list(by_client.items())[:3]:
        assert seeded.figures(PERIODS[2], client=client)[0] == part
    assert sum(part.done.n for part in by_client.values()) == all_.done.n
    compare(seeded, PERIODS[2], next(iter(by_client)))


def test_periods_read_together(seeded: Seeded) -> None:
    """Read in one go or each for itself, a period has the same figures."""
    together = seeded.figures(*PERIODS)
    assert together == [seeded.figures(period)[0] for period in PERIODS]


def _all_leave(rows: sqlite3.Connection) -> None:
    """Let all assistants but one leave on a Wednesday, and the last one be a manager from that night to Friday."""
    wednesday, night, friday = (
        int(datetime(2026, 11, day, hour, tzinfo=BERLIN).timestamp() * 1000)
        for day, hour in ((11, 11), (11, 20), (13, 9))
    )
    assistants = [row[0] for row in rows.execute("SELECT id FROM people WHERE role = 'assistant' ORDER BY id")]
    for person in assistants[1:]:
        rows.execute("UPDATE memberships SET until = ? WHERE person_id = ?", (wednesday, person))
        rows.execute("UPDATE people SET state = 'removed' WHERE id = ?", (person,))
    rows.execute("UPDATE memberships SET until = ? WHERE person_id = ?", (night, assistants[0]))
    add = (
        "INSERT INTO memberships SELECT person_id, ?, ?, ?, team_id FROM memberships WHERE person_id = ? AND until = ?"
    )
    rows.execute(add, (night, friday, "manager", assistants[0], night))
    rows.execute(add, (friday, None, "assistant", assistants[0], night))


def test_who_left_was_there_before(tmp_path: Path) -> None:
    """Hours count as staffed by who was there at the time: who left was there until then, who did something else for
    a while was not there meanwhile."""
    written(tmp_path, small(TENTH)).stop()
    with sqlite3.connect(tmp_path / "office.db") as rows:
        _all_leave(rows)
    rows.close()
    seeded = Seeded(opened(f"sqlite:///{tmp_path / 'office.db'}"), tmp_path / "office.db")
    try:
        for period in PERIODS[:3]:
            compare(seeded, period)
        found = seeded.reached(seeded.figures(PERIODS[1], PERIODS[1].before()), None)
        assert found.promised - (found.staffed or 0) == (8 + 1) * 3600  # Thursday, and Friday until nine
    finally:
        seeded.store.stop()


def test_a_period_that_is_over_stays_as_it_was(tmp_path: Path) -> None:
    """Assistants who leave or become something else, a contact who leaves and other hours in the settings, or none,
    change nothing in weeks that are over, neither for the office nor for a client."""
    seeded = Seeded(written(tmp_path, small(TENTH)), tmp_path / "office.db")
    client = seeded.store.run(lambda uow: uow.clients.all()[0].id, reading=True)

    def told() -> list[Reached | None]:
        periods = (PERIODS[1], PERIODS[1].before())
        return [seeded.told(seeded.figures(*periods, client=each), each) for each in (None, client)]

    def changed(uow: UnitOfWork) -> None:
        team = uow.clients.team(TeamId(uow.new_id()), "Another")
        ben, eva, *others = uow.people.active(Role.ASSISTANT)
        uow.people.set_role(ben.id, Role.ASSISTANT, team)
        uow.people.set_role(eva.id, Role.MANAGER, eva.team_id)
        for each in (*others, *uow.people.contacts(client)):
            uow.people.set_state(each.id, PersonState.REMOVED)
        uow.sla.add_rule(RuleVersion("calendar", "office", 1, {**body, "week": "Mon-Fri 10:00-11:00"}, uow.now))
        uow.sla.note_office_hours(1, uow.now)

    try:
        body = seeded.store.run(lambda uow: uow.sla.office_hours()[-1].body, reading=True) or {}
        before = told()
        assert all(each is not None and each.now.staffed == each.before.staffed == 38 * 3600 for each in before)
        seeded.store.run(changed)
        assert told() == before
        seeded.store.run(lambda uow: uow.sla.note_office_hours(None, uow.now))
        assert told() == before
    finally:
        seeded.store.stop()


@pytest.mark.long
@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.name)
def test_the_whole_office(whole: Seeded, period: Period) -> None:
    """The same of the whole quarter with 5,000 requests."""
    compare(whole, period)
