"""The words the tables use: statuses, kinds, roles, ids. No SQLAlchemy, so that rules may use them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
ClientId = NewType("ClientId", str)
TeamId = NewType("TeamId", str)
TaskId = NewType("TaskId", str)
DraftId = NewType("DraftId", str)
BookingId = NewType("BookingId", str)


class Role(StrEnum):
    """What a person is in this office."""

    CLIENT = "client"
    ASSISTANT = "assistant"
    LEAD = "lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


WORKERS = (Role.ASSISTANT, Role.LEAD)  # who tasks are given to
STAFF = frozenset({*WORKERS, Role.MANAGER})  # who sees what clients want
OFFICE = STAFF | {Role.ADMINISTRATOR}  # who belongs to the office, not to a client
GOVERNORS = (Role.MANAGER, Role.ADMINISTRATOR)  # who decides who belongs to the office


class Confidentiality(StrEnum):
    """Who may know of something. Professional secrecy is not a task's own: it comes from its client."""

    NORMAL = "normal"
    CONFIDENTIAL = "confidential"
    INTERNAL = "internal"
    SECRECY = "secrecy"


class Channel(StrEnum):
    """What may leave for a client's sake on one platform: all, a reference and its time alone, nothing."""

    FULL = "full"
    REFERENCE = "reference"
    OFF = "off"


class PersonState(StrEnum):
    """Whether a person's rights have begun, or ended."""

    PENDING = "pending"
    ACTIVE = "active"
    REMOVED = "removed"


class TaskState(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    WAITING = "waiting"
    PAUSED = "paused"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


CARRIED_STATES = (TaskState.ASSIGNED, TaskState.ACKNOWLEDGED, TaskState.WAITING, TaskState.PAUSED)
OPEN_STATES = (TaskState.QUEUED, *CARRIED_STATES)


class Priority(StrEnum):
    """How pressing a task is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class DraftState(StrEnum):
    """Where a request stands before it is a task."""

    OPEN = "open"
    SENT = "sent"
    DISCARDED = "discarded"
    ATTACHED = "attached"
    REPEATED = "repeated"


class FileState(StrEnum):
    """Whether a file that somebody sent is in the file store."""

    COMING = "coming"
    HERE = "here"
    FAILED = "failed"


class InboxState(StrEnum):
    """What became of an incoming event. NEW and HELD rows are still to be handled, DEAD ones are set aside."""

    NEW = "new"
    DONE = "done"
    DEAD = "dead"


class OutboxState(StrEnum):
    """Where an outgoing message stands."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    PARKED = "parked"


class TimerState(StrEnum):
    """Whether a timer is still to fire."""

    OPEN = "open"
    FIRED = "fired"
    CANCELLED = "cancelled"
    DEAD = "dead"


class ReminderState(StrEnum):
    """Where a personal reminder stands: to come, at a time in doubt (asked) or for sure (open); told, done with,
    deleted, dropped because its task ended."""

    ASKED = "asked"
    OPEN = "open"
    TOLD = "told"
    DONE = "done"
    DELETED = "deleted"
    DROPPED = "dropped"


BOT_NAME = "telegram:username"  # the mark with the name of the Telegram bot


class SeriesState(StrEnum):
    """Where a recurring request stands: asked about, coming again, paused, ended."""

    ASKED = "asked"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class AbsenceState(StrEnum):
    """Where an absence stands: asked about, planned, under way, over, cancelled before it began."""

    ASKED = "asked"
    PLANNED = "planned"
    ON = "on"
    OVER = "over"
    CANCELLED = "cancelled"


class RunState(StrEnum):
    """What became of a report: to be made, made, nothing to say, too old when its turn came, given up."""

    WANTED = "wanted"
    MADE = "made"
    EMPTY = "empty"
    SKIPPED = "skipped"
    FAILED = "failed"


class FollowUpState(StrEnum):
    """Where something stands that managers look after with a client: to be done, or settled."""

    OPEN = "open"
    DONE = "done"


class TrialState(StrEnum):
    """Where a client's trial stands: running, or decided: they stay, or they leave."""

    RUNNING = "running"
    STAYS = "stays"
    LEAVES = "leaves"


class BookingState(StrEnum):
    """Where an appointment stands. It keeps its time until it is given up."""

    HELD = "held"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    DONE = "done"
    NO_SHOW = "no-show"
    EXPIRED = "expired"
    DECLINED = "declined"
    CANCELLED = "cancelled"


GIVEN_UP = frozenset({BookingState.EXPIRED, BookingState.DECLINED, BookingState.CANCELLED})


class InvitationState(StrEnum):
    """Where an invitation by mail stands: asked whether it is meant, to be told of something, being handed over to the
    mail server, told, ended for good (refused, not meant after all, too late)."""

    ASKED = "asked"
    WAITING = "waiting"
    SENDING = "sending"
    TOLD = "told"
    ENDED = "ended"


class WaitState(StrEnum):
    """Where somebody on the waiting list stands: nothing yet, one on offer, booked, or off the list."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    LEFT = "left"


class ApprovalState(StrEnum):
    """Where something stands that a second person has to confirm."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class InviteKind(StrEnum):
    """What a code does: makes a new person, or gives a known one a second address."""

    JOIN = "join"
    LINK = "link"


class Retention(StrEnum):
    """The personal-data label every column carries: what happens to it when a client is erased."""

    KEEP = "keep"
    ERASE = "erase"
    MASK = "mask-for-tax"


@dataclass(frozen=True, slots=True)
class Load:
    """How busy an assistant is: open tasks, and when they were last given one (UTC, None if never)."""

    person_id: PersonId
    open: int
    last: datetime | None


class ErasureState(StrEnum):
    """How far the erasure of a client has come: asked for, everything open ended, rows and files gone, keys destroyed,
    all of it known everywhere."""

    ASKED = "asked"
    ENDED = "ended"
    EMPTIED = "emptied"
    SHREDDED = "shredded"
    DONE = "done"
