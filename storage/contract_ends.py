"""Contracts with clients that end: what is left of them is exported, handed over, and erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Table, bindparam, select, update

from storage.clients import clients  # noqa: F401 - the table referred to
from storage.people import people  # noqa: F401 - as above
from storage.query import Query, Runner, insert
from storage.schema import metadata
from storage.types import KEEP, Moment, column
from storage.vocabulary import ClientId, PersonId

contract_ends = Table(
    "contract_ends",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("client_id", String(32), KEEP, ForeignKey("clients.id"), index=True),
    column("asked_by", String(32), KEEP, ForeignKey("people.id")),
    column("confirmed_by", String(32), KEEP, ForeignKey("people.id")),
    column("begun_at", Moment, KEEP),
    column("called_off_at", Moment, KEEP, nullable=True),
)


@dataclass(frozen=True, slots=True)
class ContractEnd:
    """The end of a contract that two people decided. How far it is follows from the client's erasure. Times are UTC."""

    id: str
    client_id: ClientId
    asked_by: PersonId
    confirmed_by: PersonId
    begun_at: datetime
    called_off_at: datetime | None = None


_ADD = insert(contract_ends)
_TAKE = Query(select(contract_ends).where(contract_ends.c.id == bindparam("id")).with_for_update())
_OF = Query(
    select(contract_ends).where(
        contract_ends.c.client_id == bindparam("client"), contract_ends.c.called_off_at.is_(None)
    )
)
_CALL_OFF = Query(
    update(contract_ends)
    .where(contract_ends.c.id == bindparam("which"))
    .values(called_off_at=bindparam("at", type_=Moment))
)


class ContractEnds:
    """The ends of contracts of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, end: ContractEnd) -> None:
        """Keep that a contract ends."""
        self._run.add(_ADD, end)

    def take(self, end: str) -> ContractEnd | None:
        """Return one, locked for this transaction."""
        row = self._run.one(_TAKE, id=end)
        return None if row is None else ContractEnd(*row)

    def of(self, client: ClientId) -> ContractEnd | None:
        """Return the end of a client's contract, unless it was called off."""
        row = self._run.one(_OF, client=client)
        return None if row is None else ContractEnd(*row)

    def call_off(self, end: str, at: datetime) -> None:
        """Keep that a contract goes on after all."""
        self._run.change(_CALL_OFF, which=end, at=at)
