"""One transaction with everything it may touch, and what is to happen once it is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import bindparam, func, select

from storage.absences import Absences
from storage.agreed import Agreed
from storage.booking_plans import BookingPlans
from storage.bookings import Bookings
from storage.calendar_entries import CalendarEntries
from storage.clients import Clients
from storage.conversation import Conversation
from storage.dialogs import Dialogs
from storage.drafts import Drafts
from storage.feeds import Feeds
from storage.files import Files
from storage.follow_ups import FollowUps
from storage.hosts import Hosts
from storage.ids import Ids
from storage.inbox import Inbox
from storage.invitations import Invitations
from storage.marks import Marks
from storage.outbox import Outbox
from storage.people import People
from storage.query import Query, Runner
from storage.reminders import Reminders
from storage.report_runs import ReportRuns
from storage.search import Search
from storage.series import AllSeries
from storage.sla import Sla
from storage.tasks import Tasks
from storage.timers import Timers
from storage.topics import Topics
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


class UnitOfWork:
    """One transaction. It may be run twice (its batch failed, the connection was lost), so ids are drawn inside it and
    nothing leaves it but rows and `after_commit`. `now` is one moment (UTC) for all of it."""

    people = _Room(People)
    absences = _Room(Absences)
    agreed = _Room(Agreed)
    clients = _Room(Clients)
    tasks = _Room(Tasks)
    bookings = _Room(Bookings)
    booking_plans = _Room(BookingPlans)
    hosts = _Room(Hosts)
    entries = _Room(CalendarEntries)
    waits = _Room(Waits)
    invitations = _Room(Invitations)
    drafts = _Room(Drafts)
    feeds = _Room(Feeds)
    files = _Room(Files)
    follow_ups = _Room(FollowUps)
    conversation = _Room(Conversation)
    inbox = _Room(Inbox)
    outbox = _Room(Outbox)
    reminders = _Room(Reminders)
    report_runs = _Room(ReportRuns)
    search = _Room(Search)
    series = _Room(AllSeries)
    sla = _Room(Sla)
    timers = _Room(Timers)
    topics = _Room(Topics)
    dialogs = _Room(Dialogs)
    marks = _Room(Marks)

    def __init__(self, run: Runner, ids: Ids, now: datetime) -> None:
        self.run = run
        self._ids = ids
        self.now = now
        self._milliseconds = to_milliseconds(now)
        self.hooks: list[Callable[[], None]] = []

    def new_id(self) -> str:
        """Draw a primary key."""
        return self._ids.next(self._milliseconds)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Do this once the transaction is durable; dropped if it isn't."""
        self.hooks.append(hook)

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
