"""What the databases refuse by themselves, whatever the program does: overlaps, too short distances, empty times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from storage.bookings import bookings, parts
from storage.hosts import hosts
from storage.migrate import engine_for
from tests.storage.kit import NOW, put

REFUSED = IntegrityError
NOON = NOW + timedelta(days=1)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def filled(office: str) -> Iterator[Connection]:
    """A database with two hosts, and a booking of the first from noon for an hour, with 15 minutes before and 30
    after; nothing is committed any more."""
    put(office, hosts, {"id": "ben"}, {"id": "eva"})
    nobody = {"contact_id": None, "client_id": None, "booked_by": None}
    put(office, bookings, *({"id": name, **nobody} for name in ("first", "second")))
    with engine_for(office).connect() as connection:
        connection.execute(insert(parts), part("first", 0, 60))
        yield connection


def part(booking: str, begin: int, end: int, host: str = "ben", **more: Any) -> dict[str, Any]:
    """Return a booking's part in a host's time, by minutes after noon."""
    starts_at, ends_at = NOON + minutes(begin), NOON + minutes(end)
    kept = {"kept_from": starts_at - minutes(15), "kept_until": ends_at + minutes(30)}
    row = {"booking_id": booking, "host_id": host, "service": "talk", "starts_at": starts_at, "ends_at": ends_at}
    return {**row, **kept, "hold_until": None, "blocks": True, **more}


ROWS: list[tuple[dict[str, Any], bool]] = [
    (part("second", 30, 45), False),
    (part("second", -30, 90), False),
    (part("second", 89, 120), False),
    (part("second", 90, 120), True),
    (part("second", -60, -29), False),
    (part("second", -60, -30), True),
    (part("second", 89, 120, kept_from=NOON + minutes(89)), False),
    (part("second", -60, -15, kept_until=NOON - minutes(15)), True),
    (part("second", -60, -14, kept_until=NOON - minutes(14)), False),
    (part("second", 30, 45, host="eva"), True),
    (part("second", 30, 45, blocks=False), True),
    (part("second", 200, 200, kept_from=NOON, kept_until=NOON), False),
    (part("second", 230, 200), False),
]


def test_what_is_too_near_is_refused(filled: Connection) -> None:
    """Between two bookings of a host lies the longer of the two distances; nothing is empty or ends before it
    begins."""
    for row, kept in ROWS:
        with filled.begin_nested() as attempt:
            if not kept:
                with pytest.raises(REFUSED):
                    filled.execute(insert(parts), row)
            else:
                filled.execute(insert(parts), row)
            attempt.rollback()


def test_nothing_comes_back_into_taken_time(filled: Connection) -> None:
    """Taking a cancelled booking up again is refused as a new one is, and so is giving one to another host."""
    with filled.begin_nested() as attempt:
        filled.execute(insert(parts), part("second", 30, 45, blocks=False))
        _refused(filled, {"blocks": True})
        attempt.rollback()
    with filled.begin_nested() as attempt:
        filled.execute(insert(parts), part("second", 30, 45, host="eva"))
        _refused(filled, {"host_id": "ben"})
        attempt.rollback()


def test_nothing_is_moved_into_taken_time(filled: Connection) -> None:
    """Moving or lengthening is refused where something else is."""
    wanted = part("", 30, 45)
    with filled.begin_nested() as attempt:
        filled.execute(insert(parts), part("second", 120, 150))
        _refused(filled, {name: wanted[name] for name in ("starts_at", "ends_at", "kept_from", "kept_until")})
        attempt.rollback()


def _refused(connection: Connection, change: dict[str, Any]) -> None:
    with pytest.raises(REFUSED):
        connection.execute(update(parts).where(parts.c.booking_id == "second").values(**change))
