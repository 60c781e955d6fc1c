"""Series of appointments that are being put together: what was decided about single dates until all of them are booked.
Nothing of it is kept free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Table, bindparam, delete, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert
from storage.schema import metadata
from storage.types import KEEP, MASK, Json, Moment, column
from storage.vocabulary import PersonId

booking_plans = Table(
    "booking_plans",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), MASK, ForeignKey("people.id"), index=True),
    column("service", String(30), KEEP),
    column("minutes", Integer, KEEP),
    column("host", String(40), KEEP, nullable=True),
    column("first", Moment, KEEP),
    column("zone", String(64), KEEP),
    column("weeks", Integer, KEEP),
    column("times", Integer, KEEP),
    column("decisions", Json, KEEP),
    column("created_at", Moment, KEEP),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A series that somebody puts together: a service for so many minutes, with one host or any, every `weeks` weeks,
    `times` times, from `first` (UTC) on, at the same time on the wall of `zone`. `decisions` names single dates by
    their number from 0: None skips one, a moment (ISO, UTC) shifts it."""

    id: str
    person_id: PersonId
    service: str
    minutes: int
    host: str | None
    first: datetime
    zone: str
    weeks: int
    times: int
    decisions: dict[str, str | None]
    created_at: datetime


_ADD = insert(booking_plans)
_TAKE = Query(select(booking_plans).where(booking_plans.c.id == bindparam("id")).with_for_update())
_DECIDE = Query(
    update(booking_plans).where(booking_plans.c.id == bindparam("which")).values(decisions=bindparam("new_decisions"))
)
_END = Query(delete(booking_plans).where(booking_plans.c.id == bindparam("which")))
_FORGET = Query(delete(booking_plans).where(booking_plans.c.person_id == bindparam("whose")))


class BookingPlans:
    """The series of one unit of work that are being put together."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, plan: Plan) -> None:
        """Keep a new one instead of what its person had begun before."""
        self._run.change(_FORGET, whose=plan.person_id)
        self._run.add(_ADD, plan)

    def take(self, plan: str) -> Plan | None:
        """Return one that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=plan)
        return None if row is None else Plan(*row)

    def decide(self, plan: str, decisions: dict[str, Any]) -> None:
        """Keep what is decided about single dates."""
        self._run.change(_DECIDE, which=plan, new_decisions=decisions)

    def end(self, plan: str) -> None:
        """Forget one: it is booked, or given up."""
        self._run.change(_END, which=plan)
