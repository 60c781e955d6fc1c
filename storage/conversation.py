"""What is said about a task: words between client and assistant, and internal notes. Two tables, so that no query can
mix them up. And what a person's next words are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Table, bindparam, delete, func, select, update

from storage.outbox import threads
from storage.people import Address
from storage.query import Query, Runner, insert, upsert
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, MASK, EncryptedText, Moment, column
from storage.vocabulary import PersonId, TaskId

messages = Table(
    "task_messages",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), index=True),
    column("author_id", String(32), MASK, ForeignKey("people.id")),
    column("words", EncryptedText, ERASE),
    column("source", String(200), ERASE, nullable=True),
    column("version", Integer, KEEP),
    column("at", Moment, MASK),
    column("deleted_at", Moment, KEEP, nullable=True),
    Index("ix_task_messages_source", "source"),
    info=sealed_for(("task_id", "tasks")),
)
notes = Table(
    "task_notes",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), index=True),
    column("author_id", String(32), MASK, ForeignKey("people.id")),
    column("words", EncryptedText, ERASE),
    column("source", String(200), ERASE, nullable=True),
    column("at", Moment, MASK),
    Index("ix_task_notes_source", "source"),
    info=sealed_for(("task_id", "tasks")),
)
focus = Table(
    "focus",
    metadata,
    column("person_id", String(32), KEEP, ForeignKey("people.id"), primary_key=True),
    column("about", String(32), KEEP),
    column("audience", String(8), KEEP),
    column("until", Moment, KEEP),
    column("since", Moment, KEEP, nullable=True),
)


@dataclass(frozen=True, slots=True)
class Message:
    """Words that client and assistant exchange. `source` is `platform:workspace:chat:message` of where they were
    written; `version` counts the author's edits; UTC."""

    id: str
    task_id: TaskId
    author_id: PersonId
    words: str
    source: str | None
    version: int
    at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """An internal note: for assistants and managers alone, whatever happens."""

    id: str
    task_id: TaskId
    author_id: PersonId
    words: str
    source: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Focus:
    """What a person's next words are about until then: a task, or `new`; `audience` is `client` or `internal` for
    staff, empty for a client. `since` is when they chose it by the platform's own clock, None if it doesn't say."""

    person_id: PersonId
    about: str
    audience: str
    until: datetime
    since: datetime | None = None


_ADD_MESSAGE = insert(messages)
_MESSAGE_OF = Query(select(messages).where(messages.c.source == bindparam("source")).limit(1).with_for_update())
_MESSAGES = Query(
    select(messages)
    .where(messages.c.task_id == bindparam("task"))
    .order_by(messages.c.id.desc())
    .limit(bindparam("most"))
)
_REWORD = Query(
    update(messages)
    .where(messages.c.id == bindparam("which"))
    .values(words=bindparam("new_words"), version=messages.c.version + 1)
)
_DELETE = Query(
    update(messages).where(messages.c.id == bindparam("which")).values(deleted_at=bindparam("when", type_=Moment))
)
_ADD_NOTE = insert(notes)
_NOTE_OF = Query(select(notes).where(notes.c.source == bindparam("source")).limit(1).with_for_update())
_NOTES = Query(
    select(notes).where(notes.c.task_id == bindparam("task")).order_by(notes.c.id.desc()).limit(bindparam("most"))
)
_REWORD_NOTE = Query(update(notes).where(notes.c.id == bindparam("which")).values(words=bindparam("new_words")))
_WRITTEN = upsert(threads, ("platform", "workspace", "chat", "message_id"), ("about", "at", "inside"))
_SPOKEN_OF = Query(
    select(threads.c.about, func.max(threads.c.at, type_=Moment))
    .where(
        threads.c.platform == bindparam("platform"),
        threads.c.workspace == bindparam("workspace"),
        threads.c.chat == bindparam("chat"),
    )
    .group_by(threads.c.about)
    .order_by(func.max(threads.c.at).desc(), threads.c.about.desc())
    .limit(bindparam("most"))
)
_FOCUS = Query(select(focus).where(focus.c.person_id == bindparam("person")))
_SET_FOCUS = upsert(focus, ("person_id",), ("about", "audience", "until", "since"))
_FORGET_FOCUS = Query(delete(focus).where(focus.c.person_id == bindparam("person")))


class Conversation:
    """The conversations of one unit of work."""

    __slots__ = ("_focuses", "_run")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._focuses: dict[PersonId, Focus | None] = {}  # asked for often; read once in a unit of work

    def add(self, message: Message) -> None:
        """Keep words between client and assistant."""
        self._run.add(_ADD_MESSAGE, message)

    def take_of(self, source: str) -> Message | None:
        """Return the message that was written there, locked."""
        row = self._run.one(_MESSAGE_OF, source=source)
        return None if row is None else Message(*row)

    def latest(self, task: TaskId, most: int = 5) -> list[Message]:
        """Return a task's last messages, oldest first."""
        return [Message(*row) for row in reversed(self._run.all(_MESSAGES, task=task, most=most))]

    def reword(self, message: str, words: str) -> None:
        """Keep the new version of a message."""
        self._run.change(_REWORD, which=message, new_words=words)

    def mark_deleted(self, message: str, at: datetime) -> None:
        """Mark a message as taken back by its author."""
        self._run.change(_DELETE, which=message, when=at)

    def add_note(self, note: Note) -> None:
        """Keep an internal note."""
        self._run.add(_ADD_NOTE, note)

    def take_note_of(self, source: str) -> Note | None:
        """Return the note that was written there, locked."""
        row = self._run.one(_NOTE_OF, source=source)
        return None if row is None else Note(*row)

    def latest_notes(self, task: TaskId, most: int = 5) -> list[Note]:
        """Return a task's last internal notes, oldest first."""
        return [Note(*row) for row in reversed(self._run.all(_NOTES, task=task, most=most))]

    def reword_note(self, note: str, words: str) -> None:
        """Keep the new words of a note."""
        self._run.change(_REWORD_NOTE, which=note, new_words=words)

    def keep_written(
        self, place: tuple[str, str, str], message: str, about: TaskId, at: datetime, *, inside: bool
    ) -> None:
        """Keep that somebody's own message in this chat (platform, workspace, chat) was about a task, so that its edit
        and replies to it are; `inside` if its words were for the office alone."""
        platform, workspace, chat = place
        found = {"platform": platform, "workspace": workspace, "chat": chat, "message_id": message}
        self._run.change(_WRITTEN, **found, about=about, at=at, inside=inside)

    def spoken_of(self, addresses: Sequence[Address], most: int) -> list[TaskId]:
        """Return the tasks that what was written in these chats was about, the latest first."""
        latest: dict[TaskId, datetime] = {}
        for address in addresses:
            place = {"platform": address.platform, "workspace": address.workspace, "chat": address.chat}
            for about, at in self._run.all(_SPOKEN_OF, **place, most=most):
                latest[about] = max(at, latest.get(about, at))
        return sorted(latest, key=lambda about: latest[about], reverse=True)[:most]

    def focus(self, person: PersonId, now: datetime) -> Focus | None:
        """Return what a person's words are about just now, if they chose."""
        if person not in self._focuses:
            row = self._run.one(_FOCUS, person=person)
            self._focuses[person] = None if row is None else Focus(*row)
        found = self._focuses[person]
        return found if found is not None and found.until > now else None

    def set_focus(self, chosen: Focus) -> None:
        """Keep what a person's next words are about."""
        self._focuses[chosen.person_id] = chosen
        self._run.add(_SET_FOCUS, chosen)

    def forget_focus(self, person: PersonId) -> None:
        """Let a person's next words be about nothing in particular."""
        self._focuses[person] = None
        self._run.change(_FORGET_FOCUS, person=person)
