"""Small facts about the installation itself: poll offsets, sweep marks, and leases for what only one process may do."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    extract,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ColumnElement, Executable

from storage.query import Query, Runner, insert_new, upsert
from storage.schema import metadata
from storage.types import KEEP, column, to_milliseconds

marks = Table(
    "marks",
    metadata,
    column("name", String(120), KEEP, primary_key=True),
    column("value", Text, KEEP),
)
leases = Table(
    "leases",
    metadata,
    column("name", String(120), KEEP, primary_key=True),
    column("holder", String(64), KEEP),
    column("until", BigInteger, KEEP),
    column("epoch", Integer, KEEP),
)

# The database's own clock in milliseconds: processes on several machines need not agree on theirs.
_DATABASE_NOW: dict[str, ColumnElement[int]] = {
    "sqlite": literal_column("CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)", BigInteger),
    "postgresql": func.cast(extract("epoch", func.clock_timestamp()) * 1000, BigInteger),
}
_GET = Query(select(marks.c.value).where(marks.c.name == bindparam("name")))
_SOME = Query(
    select(marks.c.name, marks.c.value).where(
        marks.c.name.in_([bindparam("first"), bindparam("second"), bindparam("third"), bindparam("fourth")])
    )
)
_NEW = insert_new(marks)
_TAKE = Query(select(marks.c.value).where(marks.c.name == bindparam("name")).with_for_update())
_SET = upsert(marks, ("name",), ("value",))
_NEW_LEASE = insert_new(leases)


def _hold(now: ColumnElement[int]) -> Executable:
    mine = leases.c.holder == bindparam("who")
    return (
        update(leases)
        .where(leases.c.name == bindparam("which"), or_(mine, leases.c.until < now))
        .values(
            holder=bindparam("who"),
            until=now + bindparam("length", type_=BigInteger),
            # An epoch lasts as long as nobody else can have had the lease in between.
            epoch=case((and_(mine, leases.c.until >= now), leases.c.epoch), else_=leases.c.epoch + 1),
        )
        .returning(leases.c.epoch)
    )


_HOLD = Query(lambda dialect: _hold(_DATABASE_NOW[dialect]))


def _holds(now: ColumnElement[int]) -> Executable:
    return (
        select(leases.c.epoch)
        .where(
            leases.c.name == bindparam("name"),
            leases.c.holder == bindparam("who"),
            leases.c.epoch == bindparam("epoch"),
            leases.c.until >= now,
        )
        .with_for_update(read=True)
    )


_HOLDS = Query(lambda dialect: _holds(_DATABASE_NOW[dialect]))
_HOLDER = Query(select(leases.c.holder).where(leases.c.name == bindparam("name")))
_LET_GO = Query(
    update(leases).where(and_(leases.c.name == bindparam("which"), leases.c.holder == bindparam("who"))).values(until=0)
)


class Marks:
    """The marks and leases of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def get(self, name: str) -> str | None:
        """Return what was last kept under `name`."""
        row = self._run.one(_GET, name=name)
        return None if row is None else str(row[0])

    def take(self, name: str) -> str:
        """Return what was last kept under `name`, empty if nothing was, to be set anew: others who take it wait."""
        self._run.change(_NEW, name=name, value="")
        row = self._run.one(_TAKE, name=name)
        return "" if row is None else str(row[0])

    def some(self, first: str, second: str, third: str, fourth: str) -> dict[str, str]:
        """Return those of four values that were ever kept, by name, in one look."""
        found = self._run.all(_SOME, first=first, second=second, third=third, fourth=fourth)
        return {str(row[0]): str(row[1]) for row in found}

    def set(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        self._run.change(_SET, name=name, value=value)

    def hold(self, name: str, who: str, length: timedelta) -> int | None:
        """Take or prolong a lease by the database's clock; return its epoch, or None if another holder has it."""
        milliseconds = length // timedelta(milliseconds=1)
        row = self._run.one(_HOLD, which=name, who=who, length=milliseconds)
        if row is None:
            self._run.change(_NEW_LEASE, name=name, holder="", until=0, epoch=0)
            row = self._run.one(_HOLD, which=name, who=who, length=milliseconds)
        return None if row is None else int(row[0])

    def holds(self, name: str, who: str, epoch: int) -> bool:
        """Return whether a lease has been held without a break since this epoch began, by the database's clock.

        Until this transaction ends nobody else can have it; one that stands still the server ends."""
        return self._run.one(_HOLDS, name=name, who=who, epoch=epoch) is not None

    def holder(self, name: str) -> str | None:
        """Return who has a lease, or had it last."""
        row = self._run.one(_HOLDER, name=name)
        return None if row is None else str(row[0])

    def let_go(self, name: str, who: str) -> None:
        """Give a lease back."""
        self._run.change(_LET_GO, which=name, who=who)

    def seen_at(self, name: str, at: datetime) -> None:
        """Keep a moment under `name` (as milliseconds since 1970 UTC)."""
        self.set(name, str(to_milliseconds(at)))
