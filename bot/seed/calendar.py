"""What stands in the calendars of the invented office: appointments held, moved, missed, cancelled and still to come;
when assistants were away."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.seed.cast import Account, Cast, NewId, Rows
from handlers.chat.context import Office
from handlers.rules import booking_states
from handlers.rules.booking_history import CANCEL, FROM, NO_SHOW, NOTICE
from handlers.rules.slots.service import SECOND, Service
from handlers.rules.wall_time import first_instant
from storage.bookings import FIRST_NUMBER, Step
from storage.vocabulary import AbsenceState, BookingState, PersonId

ONE_DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AHEAD = 7
LENGTH = timedelta(minutes=30)
MOVED = 0.2
"""How many of one are moved, if there is time for it."""
NOTED_AFTER = (0, 1, 3, 5)
"""Days after which it is noted that nobody came."""
CLOCKS = (time(9), time(10), time(11), time(14), time(15))
SERVICE, USUAL_NOTICE = "talk", 24 * 3600
"""What appointments are for, and how many seconds before they can be cancelled, where the settings know no service."""


@dataclass(slots=True)
class Times:
    """How long the invented past is, and whose chance it is."""

    begin: datetime
    until: datetime
    zone: ZoneInfo
    chance: random.Random
    new_id: NewId


def appointments(office: Office, cast: Cast, times: Times, count: int) -> Rows:
    """Return so many appointments (fewer if there is no time for all), each at a time of its own."""
    rows: Rows = {"bookings": [], "booking_parts": [], "booking_history": []}
    services = list(office.desk.services.values())
    weights = [account.weight for account in cast.accounts]
    starts = _starts(times)
    chosen = sorted(times.chance.sample(starts, min(count, len(starts))))
    for number, begin in enumerate(chosen, FIRST_NUMBER):
        account = times.chance.choices(cast.accounts, weights)[0]
        service = times.chance.choice(services) if services else None
        _appointment(rows, times, number, begin, account, service)
    return rows


def absences(cast: Cast, times: Times) -> Rows:
    """Return a week of holidays of each assistant, and an afternoon on which all are out together."""
    days = max((times.until - times.begin).days, 14)
    monday = times.begin.astimezone(times.zone).date()
    monday -= monday.weekday() * ONE_DAY
    rows = []
    for number, person in enumerate(cast.assistants):
        first = monday + (1 + number % (days // 7)) * 7 * ONE_DAY
        rows.append(_absence(times, person, _at(times, first, time()), _at(times, first + 5 * ONE_DAY, time())))
    outing = monday + (days // 14) * 7 * ONE_DAY + 2 * ONE_DAY
    afternoon = _at(times, outing, time(13)), _at(times, outing, time(18))
    rows += [_absence(times, person, *afternoon) for person in cast.assistants]
    return {"absences": [row for row in rows if row["ends_at"] <= times.until]}


def _starts(times: Times) -> list[datetime]:
    """Return every time at which one may begin, from Monday to Friday, a week ahead too."""
    first = times.begin.astimezone(times.zone).date() + ONE_DAY
    days = [first + number * ONE_DAY for number in range((times.until - times.begin).days + AHEAD)]
    return [_at(times, day, clock) for day in days if day.weekday() < 5 for clock in CLOCKS]


def _appointment(
    rows: Rows, times: Times, number: int, begin: datetime, account: Account, service: Service | None
) -> None:
    made = max(begin - times.chance.randrange(2, 14 * 24) * HOUR, times.begin + HOUR)
    made = min(made, times.until - HOUR)
    key, end = times.new_id(made), begin + LENGTH
    notice = USUAL_NOTICE if service is None else service.cancel_notice // SECOND
    lines = list(_fate(times, made, begin, account, notice))
    state = BookingState.CONFIRMED
    for line in lines[1:]:
        state = booking_states.after(line.move, state)
    ended = None if state is BookingState.CONFIRMED else lines[-1].at
    by = account.contact
    rows["bookings"].append(
        {
            "id": key, "number": number, "service": SERVICE if service is None else service.name, "state": state,
            "client_id": account.client, "contact_id": by, "booked_by": by, "guests": [], "answers": {},
            "starts_at": begin, "ends_at": end, "zone": times.zone.key, "uid": key, "sequence": len(lines) - 1,
            "version": len(lines), "overridden": [], "created_at": made, "ended_at": ended,
        }
    )  # fmt: skip
    rows["booking_history"] += [
        {"id": times.new_id(line.at), "booking_id": key, "move": line.move, "by": line.by, "facts": line.facts,
         "at": line.at}
        for line in lines
    ]  # fmt: skip
    hosts = {times.chance.choice(group) for group in service.groups} if service else ()
    rows["booking_parts"] += [
        {
            "booking_id": key, "host_id": host, "service": service.name if service else "", "starts_at": begin,
            "ends_at": end, "kept_from": begin, "kept_until": end, "blocks": state is not BookingState.CANCELLED,
        }
        for host in sorted(hosts)
    ]  # fmt: skip


def _fate(times: Times, made: datetime, begin: datetime, account: Account, notice: int) -> Iterator[Step]:
    """Yield the lines of an appointment's history: made, perhaps moved, and cancelled, held or not come to. What is too
    late for clients somebody of the office does for them."""
    client, office = PersonId(account.contact), PersonId(account.known)
    yield Step("confirmed", client, made, {})
    drawn = times.chance.random()
    if times.chance.random() < MOVED:
        moved = _moved(times, made, begin, office)
        if moved is not None:
            yield moved
            made = moved.at
    if drawn < 0.12:
        off = _whole(made + (begin - made) * times.chance.uniform(0.1, 0.99))
        if off < times.until:
            late = begin - off < timedelta(seconds=notice)
            yield Step(CANCEL, office if late else client, off, {NOTICE: notice})
        return
    missed = drawn < 0.22
    noted = begin + LENGTH + HOUR + times.chance.choice(NOTED_AFTER if missed else (0,)) * ONE_DAY
    if noted < times.until:
        yield Step(NO_SHOW if missed else "done", office, noted, {})


def _moved(times: Times, made: datetime, begin: datetime, by: PersonId) -> Step | None:
    """Return the move of an appointment to the time it has, of a time some days before or after it; sometimes only
    after it had begun. None if there is no time for that."""
    before = begin + times.chance.choice((-7, -4, -2, -1, 1, 2, 7)) * ONE_DAY
    after = times.chance.random() < 0.3
    first, last = (before, before + 2 * HOUR) if after else (made, before)
    at = _whole(first + (last - first) * times.chance.uniform(0.1, 0.9))
    return Step("move", by, at, {FROM: before.isoformat()}) if made < at < min(begin, times.until) else None


def _whole(at: datetime) -> datetime:
    """Return a moment in whole milliseconds, as it is kept."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _absence(times: Times, person: str, begin: datetime, end: datetime) -> dict[str, Any]:
    return {
        "id": times.new_id(begin), "person_id": person, "state": AbsenceState.OVER, "offers": [], "starts_at": begin,
        "ends_at": end, "created_at": begin,
    }  # fmt: skip


def _at(times: Times, day: date, clock: time) -> datetime:
    return first_instant(datetime.combine(day, clock), times.zone)
