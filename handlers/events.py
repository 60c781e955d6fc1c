"""What happened that other features may react to, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.rules.recurrences import Repeated
from storage.bookings import Booking
from storage.drafts import Draft
from storage.files import StoredFile
from storage.people import Person
from storage.tasks import Step, Task
from storage.vocabulary import ClientId, PersonId


@dataclass(frozen=True, slots=True)
class RightsBegan:
    """A person may act from now on."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonUnreachable:
    """None of a person's addresses takes messages any more."""

    person: Person


@dataclass(frozen=True, slots=True)
class FileArrived:
    """A file that somebody sent is in the file store now and can be sent on."""

    file: StoredFile


@dataclass(frozen=True, slots=True)
class FileFailed:
    """A file that somebody sent will not come: `file.error` says why, in a short code (see `bot.errands`)."""

    file: StoredFile


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """A task was kept in a new version; `before` is who had it until then, if anybody."""

    task: Task
    before: PersonId | None


@dataclass(frozen=True, slots=True)
class TaskNoted:
    """A line was written into a task's history."""

    task: Task
    step: Step


@dataclass(frozen=True, slots=True)
class BookingChanged:
    """An appointment was made or kept in a new version; `before` is how it stood until then, None for a new one.
    `together`: it is one of several, of which whoever changes them tells everybody at once."""

    booking: Booking
    before: Booking | None
    together: bool = False


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """A client has another plan from now on; None is none."""

    client: ClientId
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Greeted:
    """A person opened the conversation and looks at what there is."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """A person's rights ended: what they had in hand must go elsewhere."""

    person: Person


@dataclass(frozen=True, slots=True)
class RequestDue:
    """A request is to be filed whose time has come, without anybody sending it; the files of the `first` draft come
    again with it. `dated`: the time that its words name, if they leave no doubt, is by when it is wished for."""

    draft: Draft
    first: Draft | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class AbsencePlanned:
    """Somebody said that they will be, or are, away from one moment (UTC) until another; None: nobody knows until
    when."""

    person: Person
    begins_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestRepeats:
    """A request is wanted again and again, and not now: `contact` is whose it is."""

    draft: Draft
    repeated: Repeated
    contact: PersonId


@dataclass(frozen=True, slots=True)
class ObligationEnded:
    """Somebody is not bound to secrecy any more."""

    person: Person


@dataclass(frozen=True, slots=True)
class Served:
    """Somebody who belongs here said or did something, and it was handled."""

    person: Person


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """A client came under professional secrecy, or is not any more."""

    client_id: ClientId


@dataclass(frozen=True, slots=True)
class ClientWillLeave:
    """A client is to be erased, and what is open for them ends next: who works on it must know, without their names."""

    client_id: ClientId


@dataclass(frozen=True, slots=True)
class ClientLeaves:
    """A client is to be erased: what is open for them ends, and nobody of theirs is told anything any more."""

    client_id: ClientId


@dataclass(frozen=True, slots=True)
class AbsenceBegan:
    """An assistant is away from now on, until a moment (UTC) or, for None, until they are back; `load` tasks are in
    their hands."""

    person: Person
    until: datetime | None
    load: int
