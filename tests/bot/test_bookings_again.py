"""Appointments in figures: what reports say of them is what a second reckoning from their lives comes to, on both
databases, whole and for a client; every report says the same, and what was said of a time that is over stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.chat.context import Office
from handlers.reports.facts import bookings_of
from handlers.rules import booking_states
from handlers.rules.kpi.bookings import BookingFigures
from handlers.rules.kpi.periods import Period, days, month, week
from storage.bookings import Booking, Step
from storage.engine import Store
from storage.ids import dated
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingId, BookingState, ClientId
from tests.bot.seeded import UNTIL, office, opened, told_by
from tests.databases import fresh_sqlite
from tests.stories.booking_steps import talk_with_ben

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTICE = 2 * DAY
SINCE = datetime(2026, 10, 5, 6, tzinfo=UTC)
MIDWEEK = datetime(2026, 10, 21, 12, tzinfo=UTC)
OCTOBER, WEEK = month(date(2026, 10, 1), BERLIN), week(date(2026, 10, 20), BERLIN)
CLIENTS = {"client1": "Dr. Weber", "client2": "Kant"}
AGREED = ("confirmed", "confirm", "accept", "move")


@dataclass(frozen=True)
class Line:
    """What happened to an appointment, and when it is to begin from then on. `noted` is the notice that the line of a
    cancelling says was asked for, None where it says nothing."""

    at: datetime
    move: str
    begin: datetime
    noted: timedelta | None = None


@dataclass(frozen=True)
class Life:
    """All that happened to an appointment."""

    number: int
    client: str | None
    lines: tuple[Line, ...]

    @property
    def ref(self) -> str:
        return f"A-{self.number}"


@cache
def lives(*, noted: bool = False) -> list[Life]:
    """Return 120 invented lives of five weeks, the same each time; `noted`: each cancelling says its notice."""
    chance = Random(7)
    return [
        Life(number, chance.choice((*CLIENTS, None)), tuple(_lived(chance, noted=noted))) for number in range(1, 121)
    ]


def _lived(chance: Random, *, noted: bool) -> Iterator[Line]:
    at = SINCE + chance.randrange(35 * 24) * HOUR
    begin = at + chance.randrange(1, 12 * 24) * HOUR
    how = chance.choice(("confirmed", "confirmed", "confirm", "accept", "never"))
    yield Line(at, {"confirmed": "confirmed", "confirm": "held"}.get(how, "pending"), begin)
    if how != "confirmed":
        at += chance.randrange(1, 30) * HOUR  # some only after they should have begun
        yield Line(at, "decline" if how == "never" else how, begin)
    if how == "never":
        return
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        at += chance.randrange(1, 6 * 24) * HOUR
        begin = at + chance.randrange(1, 8 * 24) * HOUR
        asks = chance.random() < 0.3
        yield Line(at, "move-request" if asks else "move", begin)
        if asks:
            at += chance.randrange(1, 60) * HOUR
            declined = chance.random() < 0.3
            yield Line(at, "decline" if declined else "accept", begin)
            if declined:
                return
    fate = chance.choice(("nothing", "done", "no-show", "no-show", "cancel", "cancel", "mistaken"))
    after = max(at, begin) + chance.randrange(9 * 24) * HOUR
    if fate == "cancel":
        at = at + (max(at, begin) - at) * chance.randrange(1, 21) // 20
        asked = chance.choice((timedelta(), DAY, 3 * DAY, *(() if noted else (None,))))
        yield Line(at.replace(minute=0), "cancel", begin, asked)
    elif fate == "mistaken":
        yield from (Line(after + n * 20 * HOUR, move, begin) for n, move in enumerate(("no-show", "done", "no-show")))
    elif fate != "nothing":
        yield Line(after, fate, begin)


def write(uow: UnitOfWork, found: Iterable[Life], until: datetime = UNTIL, since: datetime | None = None) -> None:
    """Write lives down as the office does, up to a moment; those that were up to another one already go on."""
    for client, name in CLIENTS.items():
        uow.clients.ensure(ClientId(client), name, name.casefold(), SINCE)
    for life in found:
        key = BookingId(f"booking{life.number}")
        before = None if since is None else uow.bookings.look(key)
        known = [line for line in life.lines if line.at <= until]
        if known and before is None:
            uow.bookings.add(_row(life, key, known), (), (known[-1].begin, known[-1].begin + HOUR))
        elif before is not None:
            uow.bookings.save(_row(life, key, known, before), before)
        for place, line in enumerate(life.lines):
            if line.at <= until and (since is None or line.at > since):
                name = dated(line.at, life.number * 100 + place << 2)
                uow.bookings.add_step(name, key, Step(line.move, None, line.at, _facts(life, place)))


def _facts(life: Life, place: int) -> dict[str, Any]:
    line = life.lines[place]
    moved = {"from": life.lines[place - 1].begin.isoformat()} if line.move.startswith("move") else {}
    return moved | ({} if line.noted is None else {"notice": int(line.noted.total_seconds())})


def _state(known: list[Line]) -> BookingState:
    state = BookingState(known[0].move)
    for line in known[1:]:
        state = booking_states.after(line.move, state)
    return state


def _row(life: Life, key: BookingId, known: list[Line], before: Booking | None = None) -> Booking:
    state = _state(known)
    return Booking(
        id=key,
        number=life.number,
        service="talk",
        state=state,
        client_id=None if life.client is None else ClientId(life.client),
        contact_id=None,
        booked_by=None,
        guests=[],
        words=None,
        answers={},
        place=None,
        starts_at=known[-1].begin,
        ends_at=known[-1].begin + HOUR,
        zone="Europe/Berlin",
        uid=key,
        sequence=0,
        version=1 if before is None else before.version,
        hold_until=None,
        proposed_at=None,
        reason=None,
        overridden=[],
        series_id=None,
        recurrence_at=None,
        created_at=known[0].at,
        ended_at=None if known[-1].move in {*AGREED, "held", "pending", "move-request"} else known[-1].at,
    )


def desk(notice: timedelta = NOTICE) -> Office:
    """Return the office, where a talk may be cancelled until two days before."""
    return replace(office(), desk=talk_with_ben(cancel_notice=int(notice.total_seconds()) * 1000))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind in turn."""
    found = opened(
        fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    )
    yield found
    found.stop()


@pytest.fixture
def store(empty: Store) -> Store:
    """A store with the lives in it."""
    empty.run(lambda uow: write(uow, lives()))
    return empty


@cache
def hours_due(life: Life) -> list[datetime]:
    """Return when an appointment was to take place, found by going from hour to hour: it is agreed on, for now or
    before, and hasn't been counted for that time."""
    found: dict[datetime, datetime] = {}
    hour, agreed, begin = SINCE, False, SINCE
    while hour <= UNTIL:
        for line in life.lines:
            if line.at == hour:
                agreed = line.move in {*AGREED, "done", "no-show"}
                begin = line.begin
        if agreed and begin <= hour:
            found.setdefault(begin, hour)
        hour += HOUR
    return list(found.values())


def missed_at(life: Life, at: datetime) -> bool:
    """Return whether it is noted at a moment that nobody came."""
    return [line.move for line in life.lines if line.at <= at][-1:] == ["no-show"]


def check(found: BookingFigures, period: Period, now: datetime, client: str | None) -> None:
    """Compare every figure with the lives."""
    until = min(now, period.end - timedelta(microseconds=1))
    booked, due, missed, called_off, late, lead, expected = [], [], [], [], [], [], []
    for life in lives():
        made = next((line for line in life.lines if line.move in AGREED), None)
        if made is None or made.at > until or client not in {None, life.client}:
            continue
        if made.at >= period.begin:
            booked.append(life.ref)
            lead.append((max(0, int((made.begin - made.at).total_seconds())), life.ref))
        times = [at for at in hours_due(life) if period.begin <= at <= until]
        is_missed = missed_at(life, until) and not missed_at(life, period.begin - timedelta(microseconds=1))
        due += [life.ref] * len(times)
        missed += [life.ref] * is_missed
        expected += [life.ref] * (len(times) or is_missed)
        for line in life.lines:
            if line.move in {"cancel", "decline"} and period.begin <= line.at <= until:
                called_off.append(life.ref)
                asked = timedelta() if line.move == "decline" else NOTICE if line.noted is None else line.noted
                late += [life.ref] * bool(asked and line.begin - line.at < asked)
    assert found.booked.refs == tuple(booked)
    assert found.due.refs == tuple(due)
    assert (found.no_shows.part, found.no_shows.of) == (tuple(missed), tuple(expected))
    assert list(found.lead.values) == sorted(lead)
    assert found.cancelled.refs == tuple(called_off)
    assert (found.late.part, found.late.of) == (tuple(late), tuple(called_off))


def figures(
    store: Store, periods: list[Period], now: datetime, client: str | None, at: Office | None = None
) -> list[BookingFigures]:
    """Return what the product says."""
    whose = None if client is None else ClientId(client)
    return store.run(lambda uow: bookings_of(uow, at or desk(), periods, now, whose), reading=True)


def test_every_figure(store: Store) -> None:
    """In a month and a week, at their end and in their midst, of all and of a client: what the lives say."""
    for client in (None, "client1"):
        for now in (UNTIL, MIDWEEK):
            found = figures(store, [OCTOBER, WEEK], now, client)
            check(found[0], OCTOBER, now, client)
            check(found[1], WEEK, now, client)
            assert found[0].booked.n
            assert found[0].due.n
    for number in range(7):
        this = week(SINCE.date() + number * 7 * DAY, BERLIN)
        check(figures(store, [this], UNTIL, None)[0], this, UNTIL, None)
    (all_,) = figures(store, [OCTOBER], UNTIL, None)
    assert all_.late.part
    assert all_.no_shows.part
    assert len(set(all_.due.refs)) < all_.due.n


def test_what_is_over_stays(empty: Store) -> None:
    """What is said of a week when it is over is said of it for ever: after moves, cancellings and no-shows that came
    later, and after the settings ask for another notice. All weeks together are what is said of all of them."""
    weeks = [week(SINCE.date() + number * 7 * DAY, BERLIN) for number in range(6)]
    said, since = [], None
    for this in weeks:
        empty.run(lambda uow, until=this.end, since=since: write(uow, lives(noted=True), until, since))  # type: ignore[misc]  # bound early
        said += figures(empty, [this], this.end, None)
        since = this.end
    empty.run(lambda uow: write(uow, lives(noted=True), UNTIL, since))
    assert figures(empty, weeks, UNTIL, None, desk(9 * DAY)) == said
    whole = days(weeks[0].first, weeks[-1].last, BERLIN)
    (all_,) = figures(empty, [whole], UNTIL, None)
    assert all_.booked.n == sum(each.booked.n for each in said)
    assert all_.due.n == sum(each.due.n for each in said)
    assert all_.cancelled.n == sum(each.cancelled.n for each in said)
    assert len(all_.late.part) == sum(len(each.late.part) for each in said)


def test_reports_say_the_same(store: Store) -> None:
    """Digest, client report and review pack have the figures in both languages, no percentage of fewer than five, and
    the digest has each appointment for programs; where there was none, there is no table."""
    all_, of_one = (figures(store, [OCTOBER], UNTIL, whose)[0] for whose in (None, "client1"))
    weeks = [week(SINCE.date() + number * 7 * DAY, BERLIN) for number in range(6)]
    in_weeks = zip(weeks, figures(store, weeks, UNTIL, "client1"), strict=True)
    few, in_week = next((when, found) for when, found in in_weeks if 0 < found.cancelled.n < 5)
    for kind, found, title, row in (
        ("digest", all_, "Appointments", "booked"),
        ("client", of_one, "Appointments", "booked"),
        ("review", of_one, "Termine", "gebucht"),
    ):
        told = told_by(store, desk(), kind, OCTOBER, UNTIL, "Dr. Weber", "de" if kind == "review" else "en")
        rows = {line[0]: line[1:] for sheet in told.sheets if sheet.title == title for line in sheet.rows}
        assert rows[row] == (found.booked.n, 0)
        assert len(rows) == 6
        each = [sheet.rows for sheet in told.rows if sheet.title == "All appointments"]
        parts = (found.no_shows.part, found.cancelled.refs, found.late.part)
        sums = [found.booked.n, found.due.n, *map(len, parts)]
        assert [[sum(map(int, column)) for column in [*zip(*lines, strict=True)][1:]] for lines in each] == (
            [sums] if kind == "digest" else []
        )
    week_told = told_by(store, desk(), "client", few, UNTIL, "Dr. Weber", "en")
    rows = {line[0]: line[1:] for sheet in week_told.sheets if sheet.title == "Appointments" for line in sheet.rows}
    assert rows["cancelled too late"][0] == f"{len(in_week.late.part)} of {in_week.late.n}"
    empty = told_by(store, desk(), "digest", OCTOBER.before(), UNTIL, None, "en")
    assert "Appointments" not in {sheet.title for sheet in empty.sheets}
