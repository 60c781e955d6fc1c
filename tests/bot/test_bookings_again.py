"""Appointments in figures: what reports say of them is what a second reckoning from their lives comes to, on both
databases, whole and for a client; and every report says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from handlers.chat.context import Office
from handlers.reports.facts import bookings_of
from handlers.rules.kpi.bookings import BookingFigures
from handlers.rules.kpi.periods import Period, month, week
from storage.bookings import Booking, Step
from storage.engine import Store
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


@dataclass(frozen=True)
class Life:
    """What became of an appointment: agreed on at `made` if it ever was, for `begin`; `fate` at `over`."""

    number: int
    client: str | None
    held: datetime
    made: datetime | None
    begin: datetime
    fate: BookingState
    over: datetime | None

    @property
    def ref(self) -> str:
        return f"A-{self.number}"


def lives() -> list[Life]:
    """Return 120 invented lives of five weeks, the same each time."""
    chance, found = Random(7), []
    for number in range(1, 121):
        held = SINCE + chance.randrange(35 * 24) * HOUR
        made = chance.choice((held, held, held, held + DAY, None))
        begin = (made or held) + chance.randrange(1, 12 * 24) * HOUR
        client = chance.choice((*CLIENTS, None))
        fate, over = chance.choice((BookingState.PENDING, BookingState.DECLINED)), held + DAY
        if made is not None:
            fate = chance.choice(
                (BookingState.CONFIRMED, BookingState.DONE, BookingState.NO_SHOW, BookingState.CANCELLED)
            )
            over = begin + HOUR * chance.randrange(1, 48)
            if fate is BookingState.CANCELLED:
                over = made + (begin - made) * chance.randrange(1, 21) // 20
        ends = fate not in {BookingState.CONFIRMED, BookingState.PENDING}
        found.append(Life(number, client, held, made, begin, fate, over if ends else None))
    return found


def write(uow: UnitOfWork) -> None:
    """Write the lives down as the office does."""
    for client, name in CLIENTS.items():
        uow.clients.ensure(ClientId(client), name, name.casefold(), SINCE)
    for life in lives():
        key = BookingId(f"booking{life.number}")
        uow.bookings.add(_row(life, key), (), (life.begin, life.begin + HOUR))
        steps = [("held", life.held), ("request", life.held)]
        if life.made is not None:
            steps = [("confirmed", life.made)] if life.made == life.held else [*steps, ("accept", life.made)]
            steps.append(("move", life.made + HOUR // 2))
        for move, at in steps:
            uow.bookings.add_step(uow.new_id(), key, Step(move, None, at, {}))


def _row(life: Life, key: BookingId) -> Booking:
    return Booking(
        id=key,
        number=life.number,
        service="talk",
        state=life.fate,
        client_id=None if life.client is None else ClientId(life.client),
        contact_id=None,
        booked_by=None,
        guests=[],
        words=None,
        answers={},
        place=None,
        starts_at=life.begin,
        ends_at=life.begin + HOUR,
        zone="Europe/Berlin",
        uid=key,
        sequence=0,
        version=1,
        hold_until=None,
        proposed_at=None,
        reason=None,
        overridden=[],
        series_id=None,
        recurrence_at=None,
        created_at=life.held,
        ended_at=life.over,
    )


def desk() -> Office:
    """Return the office, where a talk may be cancelled until two days before."""
    return replace(office(), desk=talk_with_ben(cancel_notice=int(NOTICE.total_seconds()) * 1000))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind in turn, with the lives in it."""
    url = fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    found = opened(url)
    found.run(write)
    yield found
    found.stop()


def check(found: BookingFigures, period: Period, now: datetime, client: str | None) -> None:
    """Compare every figure with the lives."""
    mine = [life for life in lives() if life.made is not None and life.made <= now and client in (None, life.client)]
    over = {life.ref: life.over for life in mine if life.over is not None and life.over <= now}
    off = {life.ref: over[life.ref] for life in mine if life.fate is BookingState.CANCELLED and life.ref in over}
    booked = [life for life in mine if life.made is not None and period.begin <= life.made < period.end]
    due = [each for each in mine if period.begin <= each.begin < period.end and each.begin <= now]
    due = [each for each in due if each.ref not in off or off[each.ref] > each.begin]
    missed = [each.ref for each in due if each.fate is BookingState.NO_SHOW and each.ref in over]
    called_off = [each for each in mine if each.ref in off and period.begin <= off[each.ref] < period.end]
    late = [each.ref for each in called_off if each.begin - off[each.ref] < NOTICE]
    lead = sorted((int((each.begin - (each.made or each.begin)).total_seconds()), each.ref) for each in booked)
    assert found.booked.refs == tuple(each.ref for each in booked)
    assert found.due.refs == tuple(each.ref for each in due)
    assert (found.no_shows.part, found.no_shows.n) == (tuple(missed), len(due))
    assert list(found.lead.values) == lead
    assert found.cancelled.refs == tuple(each.ref for each in called_off)
    assert (found.late.part, found.late.n) == (tuple(late), len(called_off))


def test_every_figure(store: Store) -> None:
    """In a month and a week, at their end and in their midst, of all and of a client: what the lives say."""
    for client in (None, "client1"):
        whose = None if client is None else ClientId(client)
        for now in (UNTIL, MIDWEEK):
            found = store.run(
                lambda uow: bookings_of(uow, desk(), [OCTOBER, WEEK], now, whose),  # noqa: B023 - run at once
                reading=True,
            )
            check(found[0], OCTOBER, now, client)
            check(found[1], WEEK, now, client)
            assert found[0].booked.n
            assert found[0].due.n


def test_reports_say_the_same(store: Store) -> None:
    """Digest, client report and review pack have the figures in both languages, no percentage of fewer than five, and
    the digest has each appointment for programs; where there was none, there is no table."""
    all_, of_one, in_week = (
        store.run(lambda uow: bookings_of(uow, desk(), [when], UNTIL, whose), reading=True)[0]  # noqa: B023 - run at once
        for when, whose in ((OCTOBER, None), (OCTOBER, ClientId("client1")), (WEEK, ClientId("client1")))
    )
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
        assert [sum(int(line[1]) for line in lines) for lines in each] == ([found.booked.n] if kind == "digest" else [])
    assert 0 < in_week.cancelled.n < 5
    week_told = told_by(store, desk(), "client", WEEK, UNTIL, "Dr. Weber", "en")
    rows = {line[0]: line[1:] for sheet in week_told.sheets if sheet.title == "Appointments" for line in sheet.rows}
    assert rows["cancelled too late"][0] == f"{len(in_week.late.part)} of {in_week.late.n}"
    empty = told_by(store, desk(), "digest", OCTOBER.before(), UNTIL, None, "en")
    assert "Appointments" not in {sheet.title for sheet in empty.sheets}
