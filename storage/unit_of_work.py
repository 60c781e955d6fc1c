"""One transaction with everything it may touch, and what is to happen once it is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

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

_WAIT = Query(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0))))
_LOCK = Query(select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0))))


class UnitOfWork:
    """One transaction. It may be run twice (its batch failed, the connection was lost), so ids are drawn inside it and
    nothing leaves it but rows and `after_commit`. `now` is one moment (UTC) for all of it."""

    __slots__ = (
        "_ids",
        "_milliseconds",
        "absences",
        "agreed",
        "booking_plans",
        "bookings",
        "clients",
        "conversation",
        "dialogs",
        "drafts",
        "entries",
        "feeds",
        "files",
        "follow_ups",
        "hooks",
        "hosts",
        "inbox",
        "invitations",
        "marks",
        "now",
        "outbox",
        "people",
        "reminders",
        "report_runs",
        "run",
        "search",
        "series",
        "sla",
        "tasks",
        "timers",
        "topics",
        "waits",
    )

    def __init__(self, run: Runner, ids: Ids, now: datetime) -> None:
        self.run = run
        self._ids = ids
        self.now = now
        self._milliseconds = to_milliseconds(now)
        self.hooks: list[Callable[[], None]] = []
        self.people = People(run)
        self.absences = Absences(run)
        self.agreed = Agreed(run)
        self.clients = Clients(run)
        self.tasks = Tasks(run)
        self.bookings = Bookings(run)
        self.booking_plans = BookingPlans(run)
        self.hosts = Hosts(run)
        self.entries = CalendarEntries(run)
        self.waits = Waits(run)
        self.invitations = Invitations(run)
        self.drafts = Drafts(run)
        self.feeds = Feeds(run)
        self.files = Files(run)
        self.follow_ups = FollowUps(run)
        self.conversation = Conversation(run)
        self.inbox = Inbox(run)
        self.outbox = Outbox(run)
        self.reminders = Reminders(run)
        self.report_runs = ReportRuns(run)
        self.search = Search(run)
        self.series = AllSeries(run)
        self.sla = Sla(run)
        self.timers = Timers(run)
        self.topics = Topics(run)
        self.dialogs = Dialogs(run)
        self.marks = Marks(run)

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
