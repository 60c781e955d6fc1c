"""Files that people sent: where each comes from, whose it is, and whether it is here. Their content lies in the file
store, never in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from storage.drafts import drafts
from storage.people import people
from storage.query import Query, Runner, insert
from storage.schema import metadata, partial_index
from storage.sealing import sealed_for
from storage.types import EPOCH, ERASE, KEEP, EncryptedText, Moment, OneOf, column
from storage.vocabulary import ClientId, DraftId, DraftState, FileState, PersonId, TaskId

LONGEST_HANDLE = 512
LONGEST_MIME = 120
LONGEST_KIND = 16

_STATE = OneOf(FileState)
_COMING = literal(FileState.COMING, _STATE)

files = Table(
    "files",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("platform", String(16), KEEP),
    column("workspace", String(32), ERASE),
    column("handle", String(LONGEST_HANDLE), ERASE),
    column("kind", String(LONGEST_KIND), KEEP),
    column("name", EncryptedText, ERASE),
    column("mime", String(LONGEST_MIME), KEEP),
    column("size", BigInteger, KEEP, nullable=True),
    column("owner_id", String(32), KEEP, ForeignKey("people.id")),
    column("created_at", Moment, KEEP),
    column("internal", Boolean, KEEP),
    column("state", _STATE, KEEP),
    column("error", String(120), KEEP, nullable=True),
    column("draft_id", String(32), KEEP, nullable=True, index=True),
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), nullable=True, index=True),
    column("message_id", String(32), KEEP, nullable=True, index=True),
    column("path", String(64), KEEP, nullable=True),
    column("checksum", String(64), ERASE, nullable=True),
    column("attempts", Integer, KEEP),
    column("not_before", Moment, KEEP),
    column("fetched_at", Moment, KEEP, nullable=True),
    info=sealed_for(("task_id", "tasks"), ("owner_id", "people")),
)
partial_index(
    "ix_files_coming", files.c.platform, files.c.workspace, files.c.not_before, where=files.c.state == "coming"
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file somebody sent.

    `handle` is the platform's own, `kind` as in `handlers.chat.incoming.File`, `size` in bytes (first what the platform
    said, once it is here what arrived). `message_id` is the entry of the conversation it came with. An `internal` one
    is for staff alone. `path` is its name in the file store and `checksum` its SHA-256 (hex), both once it is here;
    `error` is a short code once it has failed. UTC.
    """

    id: str
    platform: str
    workspace: str
    handle: str
    kind: str
    name: str
    mime: str
    size: int | None
    owner_id: PersonId
    created_at: datetime
    internal: bool = False
    state: FileState = FileState.COMING
    error: str | None = None
    draft_id: DraftId | None = None
    task_id: TaskId | None = None
    message_id: str | None = None
    path: str | None = None
    checksum: str | None = None
    attempts: int = 0
    not_before: datetime = EPOCH
    fetched_at: datetime | None = None


_ADD = insert(files)
_ONE = select(files).where(files.c.id == bindparam("id"))
_LOOK = Query(_ONE)
_TAKE = Query(_ONE.with_for_update())
_OF_DRAFT = Query(select(files).where(files.c.draft_id == bindparam("draft")).order_by(files.c.id))
_OF_TASK = select(files).where(files.c.task_id == bindparam("task")).order_by(files.c.id)
_ALL_OF_TASK = Query(_OF_TASK)
_SHOWN_OF_TASK = Query(_OF_TASK.where(files.c.internal.is_(False)))
_OF_MESSAGE = Query(select(files).where(files.c.message_id == bindparam("message")).order_by(files.c.id))
_FROM_HERE = (
    files.c.platform == bindparam("platform"),
    files.c.workspace == bindparam("workspace"),
    files.c.state == _COMING,
)
_DUE = Query(
    select(files)
    .where(
        *_FROM_HERE,
        or_(
            files.c.not_before <= bindparam("now", type_=Moment),
            files.c.not_before > bindparam("farthest", type_=Moment),
        ),
    )
    .order_by(files.c.not_before, files.c.id)
    .limit(bindparam("most"))
)
_NEXT_DUE = Query(select(func.min(files.c.not_before, type_=Moment)).where(*_FROM_HERE))
_STILL_COMING = (files.c.id == bindparam("which"), files.c.state == _COMING)
_HERE = Query(
    update(files)
    .where(*_STILL_COMING)
    .values(
        state=FileState.HERE,
        path=bindparam("new_path"),
        checksum=bindparam("new_checksum"),
        size=bindparam("new_size"),
        fetched_at=bindparam("at", type_=Moment),
        error=None,
    )
    .returning(*files.c)
)
_FAILED = Query(
    update(files).where(*_STILL_COMING).values(state=FileState.FAILED, error=bindparam("why")).returning(*files.c)
)
_LATER = Query(
    update(files)
    .where(*_STILL_COMING)
    .values(not_before=bindparam("again", type_=Moment), error=bindparam("why"), attempts=files.c.attempts + 1)
)
_ATTACH = Query(update(files).where(files.c.draft_id == bindparam("of_draft")).values(task_id=bindparam("to_task")))
_HAND_ON = Query(
    update(files)
    .where(files.c.draft_id == bindparam("of_draft"))
    .values(task_id=bindparam("to_task"), internal=bindparam("is_internal"))
)
_LET_GO = Query(update(files).where(files.c.id == bindparam("which"), files.c.task_id.is_(None)).values(draft_id=None))
_HAND_ON_HELD = Query(
    update(files)
    .where(files.c.message_id == bindparam("held_for"), files.c.task_id.is_(None))
    .values(task_id=bindparam("to_task"))
)
_LEFT_OVER = Query(
    select(files)
    .where(
        files.c.draft_id.is_(None), files.c.task_id.is_(None), files.c.created_at < bindparam("before", type_=Moment)
    )
    .order_by(files.c.id)
    .limit(bindparam("most"))
)
_DISCARDED = Query(
    select(files)
    .join(drafts, drafts.c.id == files.c.draft_id)
    .where(
        drafts.c.state == literal(DraftState.DISCARDED, OneOf(DraftState)),
        func.coalesce(drafts.c.touched_at, drafts.c.created_at, type_=Moment) < bindparam("before", type_=Moment),
        files.c.task_id.is_(None),
    )
    .order_by(files.c.id)
    .limit(bindparam("most"))
)
_BYTES_OF = Query(
    select(func.sum(files.c.size))
    .select_from(files.join(people, people.c.id == files.c.owner_id))
    .where(people.c.client_id == bindparam("client"), files.c.state == literal(FileState.HERE, _STATE))
)
_FORGET = Query(delete(files).where(files.c.id == bindparam("which")))
_KNOWN = Query(
    select(files.c.id).where(files.c.id >= bindparam("first"), files.c.id <= bindparam("last")).order_by(files.c.id)
)
_HERE_AFTER = Query(
    select(files)
    .where(files.c.id > bindparam("after"), files.c.state == literal(FileState.HERE, _STATE))
    .order_by(files.c.id)
    .limit(bindparam("most"))
)


class Files:
    """The files of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, file: StoredFile) -> None:
        """Keep a file that is coming. What the platform said too much of is cut: an unusable handle then fails when it
        is fetched, and the words that came with it are not lost."""
        values = {name: getattr(file, name) for name in StoredFile.__slots__}
        for name, longest in (("handle", LONGEST_HANDLE), ("mime", LONGEST_MIME), ("kind", LONGEST_KIND)):
            values[name] = values[name].replace("\0", "")[:longest]
        self._run.change(_ADD, **values)

    def bytes_of(self, client: ClientId) -> int:
        """Return how many bytes of files that a client's contacts sent are kept."""
        row = self._run.one(_BYTES_OF, client=client)
        return int(row[0] or 0) if row else 0

    def sealed_for(self, file: str) -> str:
        """Return whose key seals what a file contains: its name's owner."""
        return self._run.owner_of("files", file)

    def look(self, file: str) -> StoredFile | None:
        """Return a file as it is kept now."""
        row = self._run.one(_LOOK, id=file)
        return None if row is None else StoredFile(*row)

    def take(self, file: str) -> StoredFile | None:
        """Return a file that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=file)
        return None if row is None else StoredFile(*row)

    def of_draft(self, draft: DraftId) -> list[StoredFile]:
        """Return the files of a draft, in the order they came."""
        return [StoredFile(*row) for row in self._run.all(_OF_DRAFT, draft=draft)]

    def of_task(self, task: TaskId, *, with_internal: bool = False) -> list[StoredFile]:
        """Return the files of a task that its client may see, in the order they came; for staff the internal ones,
        too."""
        return [StoredFile(*row) for row in self._run.all(_ALL_OF_TASK if with_internal else _SHOWN_OF_TASK, task=task)]

    def of_message(self, message: str) -> list[StoredFile]:
        """Return the files that came with an entry of a conversation."""
        return [StoredFile(*row) for row in self._run.all(_OF_MESSAGE, message=message)]

    def hand_on(self, draft: DraftId, task: TaskId, *, internal: bool) -> None:
        """Let a draft's files belong to a task's conversation; `internal` ones are for staff alone."""
        self._run.change(_HAND_ON, of_draft=draft, to_task=task, is_internal=internal)

    def let_go(self, file: str) -> None:
        """Let a file belong to its draft no more: it is tidied up as one that nothing came of."""
        self._run.change(_LET_GO, which=file)

    def hand_on_held(self, entry: str, task: TaskId) -> None:
        """Let files that waited with a form for its words (`entry`) belong to a task's conversation."""
        self._run.change(_HAND_ON_HELD, held_for=entry, to_task=task)

    def attach(self, draft: DraftId, task: TaskId) -> int:
        """Let a draft's files belong to a task, too; return how many there are."""
        return self._run.change(_ATTACH, of_draft=draft, to_task=task)

    def due(self, platform: str, workspace: str, now: datetime, farthest: datetime, most: int) -> list[StoredFile]:
        """Return files to be fetched over one connection now, longest due first. One that is put off beyond `farthest`
        is due, too: nothing is put off for so long, so the clock was set back since."""
        rows = self._run.all(_DUE, platform=platform, workspace=workspace, now=now, farthest=farthest, most=most)
        return [StoredFile(*row) for row in rows]

    def next_due(self, platform: str, workspace: str) -> datetime | None:
        """Return when the next file of a connection is to be fetched (UTC; it may be past), None if none is coming."""
        row = self._run.one(_NEXT_DUE, platform=platform, workspace=workspace)
        return row[0] if row else None

    def mark_here(self, file: str, path: str, checksum: str, size: int, at: datetime) -> StoredFile | None:
        """Note that a file has arrived; None if it isn't coming any more: another process was sooner, or it is gone."""
        row = self._run.one(_HERE, which=file, new_path=path, new_checksum=checksum, new_size=size, at=at)
        return None if row is None else StoredFile(*row)

    def mark_failed(self, file: str, why: str) -> StoredFile | None:
        """Give a file up; None if it isn't coming any more. `why` is a short code, never content."""
        row = self._run.one(_FAILED, which=file, why=why[:120])
        return None if row is None else StoredFile(*row)

    def retry_later(self, file: str, again: datetime, why: str) -> None:
        """Count a failed try and try again at `again`."""
        self._run.change(_LATER, which=file, again=again, why=why[:120])

    # --- what is past its time, and what is missing ---

    def of_discarded(self, before: datetime, most: int) -> list[StoredFile]:
        """Return files of drafts that were discarded and last touched before then, and files that came before then
        for a form that was never sent."""
        found = self._run.all(_DISCARDED, before=before, most=most)
        rest = most - len(found)
        left_over = self._run.all(_LEFT_OVER, before=before, most=rest) if rest else []
        return [StoredFile(*row) for row in [*found, *left_over]]

    def forget(self, file: str) -> None:
        """Forget a file; its content is the caller's to delete."""
        self._run.change(_FORGET, which=file)

    def known_between(self, first: str, last: str) -> set[str]:
        """Return the ids there are from `first` to `last`, both included."""
        return {str(row[0]) for row in self._run.all(_KNOWN, first=first, last=last)}

    def here_after(self, after: str, most: int) -> list[StoredFile]:
        """Return files that should be in the file store, with ids above `after`."""
        return [StoredFile(*row) for row in self._run.all(_HERE_AFTER, after=after, most=most)]
