"""Figures of appointments that people really book, move, cancel and miss, on both databases: what was said of a week
that is over is said of it again, whatever comes later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from handlers.bookings import actions
from handlers.bookings.claiming import Denied
from handlers.reports.facts import bookings_of
from handlers.rules.kpi.bookings import BookingFigures
from handlers.rules.kpi.periods import Period, week_at
from handlers.rules.slots.service import HOUR, Service
from storage import erasing
from storage.bookings import Booking
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingState, ClientId
from tests.databases import fresh_sqlite
from tests.storage.booking_scene import MONDAY, NINE, Scene, opened
from tests.storage.kit import KINDS

FIRST = week_at(MONDAY, ZoneInfo("Europe/Berlin"))
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
SECOND = week_at(MONDAY + WEEK, FIRST.zone)


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A desk on a database of each kind, Monday morning."""
    if request.param == "sqlite":
        url = fresh_sqlite(tmp_path_factory.mktemp("figures"))
    else:
        url = request.getfixturevalue("migrated").lend()
    found = opened(url)
    yield found
    found.store.stop()


def books(scene: Scene, service: Service, days: int, who: str = "Anna") -> Booking:
    """Let somebody book nine o'clock so many days after Monday."""
    found = scene.run(who, actions.book, scene.wish(service, days * 24 * 60, who))
    assert not isinstance(found, Denied), found
    return found


def moves(scene: Scene, booking: Booking, days: int) -> None:
    """Let staff move an appointment to nine o'clock so many days after Monday."""
    found = scene.run("Ben", actions.move, booking.id, NINE + days * DAY, override=True)
    assert not isinstance(found, Denied), found


def said(scene: Scene, *periods: Period, client: ClientId | None = None) -> list[BookingFigures]:
    """Return what reports say now of some weeks."""
    return scene.store.run(lambda uow: bookings_of(uow, scene.office, periods, scene.at, client), reading=True)


def test_a_week_that_is_over_stays(scene: Scene) -> None:
    """What was booked, due, missed or cancelled too late in a week stays so after appointments of it were moved,
    cancelled or noted as missed, the notice was changed, the client erased; each of it counts when it happened."""
    service = scene.service(cancel_notice=24 * HOUR)
    ahead, kept, missed, begun, off, late, back = (books(scene, service, days) for days in (1, 2, 3, 4, 8, 9, 10))
    scene.at = NINE + DAY - timedelta(hours=1)
    moves(scene, ahead, 11)
    scene.at = NINE + 3 * DAY + timedelta(hours=1)
    moves(scene, back, 5)
    moves(scene, back, 14)
    scene.run("Ben", actions.done, kept.id)
    scene.at = FIRST.end
    (first,) = said(scene, FIRST)
    named = (ahead.reference, kept.reference, missed.reference, begun.reference, off.reference, late.reference)
    assert first.booked.refs == (*named, back.reference)
    assert [hours // 3600 for hours, _ in first.lead.values] == [24 * days + 1 for days in (1, 2, 3, 4, 8, 9, 10)]
    assert first.due.refs == (kept.reference, missed.reference, begun.reference)
    assert (first.no_shows.part, first.cancelled.n) == ((), 0)

    scene.at = MONDAY + WEEK
    scene.run("Ben", actions.no_show, missed.id)
    moves(scene, begun, 12)
    scene.run("Anna", actions.cancel, off.id)
    scene.at = NINE + 9 * DAY - timedelta(minutes=1)
    scene.run("Ben", actions.cancel, late.id)
    assert said(scene, FIRST) == [first]
    scene.at = SECOND.end
    first_again, second = said(scene, FIRST, SECOND)
    assert first_again == first
    assert second.due.refs == (ahead.reference, begun.reference)
    assert (second.no_shows.part, second.no_shows.n) == ((missed.reference,), 3)
    assert (second.late.part, second.late.of) == ((late.reference,), (off.reference, late.reference))

    whose = scene.people["Anna"].client_id
    assert whose is not None
    scene.at = SECOND.end + DAY
    desk = replace(scene.office.desk, services={service.name: replace(service, cancel_notice=0)})
    scene.office = replace(scene.office, desk=desk)
    assert said(scene, FIRST, SECOND, client=whose) == [first, second]
    scene.run("Ben", actions.cancel, back.id)
    scene.store.run(partial(_erase, whose))
    assert said(scene, FIRST, SECOND, client=whose) == [first, second]


def _erase(client: ClientId, uow: UnitOfWork) -> None:
    for table in ("booking_history", "bookings"):
        erasing.erase_rows(uow.run, table, erasing.rows_after(uow.run, table, client))
    erasing.close(uow.run, client, uow.now)


def _state(booking: Booking, uow: UnitOfWork) -> BookingState | None:
    found = uow.bookings.look(booking.id)
    return None if found is None else found.state


def test_nobody_can_read_them_any_more(scene: Scene) -> None:
    """What was to come when a client was erased whose words nobody could read any more is cancelled then; what had its
    time before was due, and is no cancelling."""
    service = scene.service()
    over, ahead = books(scene, service, 1), books(scene, service, 8)
    scene.at = FIRST.end
    (first,) = said(scene, FIRST)
    whose = scene.people["Anna"].client_id
    assert whose is not None
    scene.store.run(partial(_erase, whose))
    closed = [scene.store.run(partial(_state, each)) for each in (over, ahead)]
    assert closed == [BookingState.CANCELLED] * 2
    scene.at = SECOND.end
    first_again, second = said(scene, FIRST, SECOND)
    assert first_again == first
    assert first.due.refs == (over.reference,)
    assert (second.due.n, second.cancelled.refs) == (0, (ahead.reference,))
