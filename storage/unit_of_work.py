"""One transaction with everything it may touch, and what is to happen once it is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import bindparam, func, select

from storage.absences import Absences
from storage.agreed import Agreed
from storage.approvals import Approvals
from storage.audit import Audit, AuditLost
from storage.audited import AuditedClients, AuditedPeople, AuditedSecrecy
from storage.booking_plans import BookingPlans
from storage.bookings import Bookings
from storage.calendar_entries import CalendarEntries
from storage.channels import Channels
from storage.consents import Consents
from storage.contract_ends import ContractEnds
from storage.conversation import Conversation
from storage.dialogs import Dialogs
from storage.drafts import Drafts
from storage.erasures import Erasures
from storage.exports import Exports
from storage.feeds import Feeds
from storage.files import Files
from storage.follow_ups import FollowUps
from storage.hosts import Hosts
from storage.ids import Ids
from storage.inbox import Inbox
from storage.invitations import Invitations
from storage.marks import Marks
from storage.outbox import Outbox
from storage.query import Query, Runner
from storage.reminders import Reminders
from storage.report_runs import ReportRuns
from storage.search import Search
from storage.series import AllSeries
from storage.sla import Sla
from storage.tasks import Tasks
from storage.timers import Timers
from storage.topics import Topics
from storage.trials import Trials
from storage.types import to_milliseconds
from storage.waits import Waits

Kind = TypeVar("Kind")

_WAIT = Query(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0))))
_LOCK = Query(select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0))))


class _Room(Generic[Kind]):
    """A part of a unit of work, made when it is asked for first: most units touch a few of them."""

    def __init__(self, kind: Callable[[Runner], Kind]) -> None:
        self._kind = kind

    def __set_name__(self, owner: type[UnitOfWork], name: str) -> None:
        self._name = name

    def __get__(self, uow: UnitOfWork, owner: type[UnitOfWork]) -> Kind:
        made = uow.__dict__[self._name] = self._kind(uow.run)  # found there from now on
        return made


class _AuditedRoom(Generic[Kind]):
    """A part whose changes are audited."""

    def __init__(self, kind: Callable[[Runner, Audit], Kind]) -> None:
        self._kind = kind

    def __set_name__(self, owner: type[UnitOfWork], name: str) -> None:
        self._name = name

    def __get__(self, uow: UnitOfWork, owner: type[UnitOfWork]) -> Kind:
        made = uow.__dict__[self._name] = self._kind(uow.run, uow.audit)  # as above
        return made


class UnitOfWork:
    """One transaction. It may be run twice (its batch failed, the connection was lost), so ids are drawn inside it and
    nothing leaves it but rows and `after_commit`. `now` is one moment (UTC) for all of it."""

    people = _AuditedRoom(AuditedPeople)
    absences = _Room(Absences)
    agreed = _Room(Agreed)
    approvals = _Room(Approvals)
    clients = _AuditedRoom(AuditedClients)
    channels = _Room(Channels)
    consents = _Room(Consents)
    contract_ends = _Room(ContractEnds)
    tasks = _Room(Tasks)
    bookings = _Room(Bookings)
    booking_plans = _Room(BookingPlans)
    hosts = _Room(Hosts)
    entries = _Room(CalendarEntries)
    waits = _Room(Waits)
    invitations = _Room(Invitations)
    drafts = _Room(Drafts)
    erasures = _Room(Erasures)
    exports = _Room(Exports)
    feeds = _Room(Feeds)
    files = _Room(Files)
    follow_ups = _Room(FollowUps)
    conversation = _Room(Conversation)
    inbox = _Room(Inbox)
    outbox = _Room(Outbox)
    reminders = _Room(Reminders)
    report_runs = _Room(ReportRuns)
    search = _Room(Search)
    secrecy = _AuditedRoom(AuditedSecrecy)
    series = _Room(AllSeries)
    sla = _Room(Sla)
    timers = _Room(Timers)
    topics = _Room(Topics)
    trials = _Room(Trials)
    dialogs = _Room(Dialogs)
    marks = _Room(Marks)

    def __init__(self, run: Runner, ids: Ids, now: datetime, secret: bytes = b"") -> None:
        """`secret` is the installation's own, with which the audit is chained."""
        self.run = run
        self.audit = Audit(run, now, secret)
        self._ids = ids
        self.now = now
        self._milliseconds = to_milliseconds(now)
        run.at = now
        self.hooks: list[Callable[[], None]] = []

    def new_id(self) -> str:
        """Draw a primary key."""
        return self._ids.next(self._milliseconds)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Do this once the transaction is durable; dropped if it isn't."""
        self.hooks.append(hook)

    def finish(self) -> None:
        """Write what belongs at the very end of the transaction; the store calls it before COMMIT."""
        if self.audit.waits:
            self.audit.write()

    def only_looked(self) -> None:
        """Make sure of a unit that was to look only; the store calls it instead of `finish`. Raises AuditLost."""
        if self.audit.waits:
            raise AuditLost

    def in_turn(self, name: str) -> None:
        """Wait until no other transaction is at work on `name`, and keep others waiting until this one ends."""
        if self.run.dialect != "sqlite":
            self.run.one(_WAIT, name=name)

    def alone_with(self, name: str) -> bool:
        """Return whether this transaction is the only one at work on `name`, and keep it so until its end.

        SQLite has one writer; PostgreSQL takes an advisory lock that ends with the transaction.
        """
        if self.run.dialect == "sqlite":
            return True
        row = self.run.one(_LOCK, name=name)
        return bool(row and row[0])
