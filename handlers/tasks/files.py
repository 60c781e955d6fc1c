"""Files of tasks: kept at once as coming, sent on as soon as they are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.chat import form_files
from handlers.chat.context import Context
from handlers.chat.incoming import File, Said
from handlers.chat.outgoing import Text
from handlers.tasks import appointments, draft_screens, history, record, showing
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.files import StoredFile
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import DraftId, DraftState, FileState, Role, TaskId, TaskState

Kept = dict[str, object]
BEGINNING = "beginning"  # what a form's words begin with: they came with an album
KNOWN_ERRORS = frozenset({"too-big", "over-quota", "refused-type", "gone", "empty"})


def keep(
    ctx: Context,
    files: Sequence[File],
    *,
    draft: DraftId | None = None,
    task: TaskId | None = None,
    message: str | None = None,
    internal: bool = False,
) -> list[Kept]:
    """Keep files somebody sent, to be fetched soon; return what a draft or task remembers of each: id and name."""
    sender = ctx.sender
    assert sender is not None  # files are sent by somebody
    kept: list[Kept] = []
    for file in files:
        stored = StoredFile(
            id=ctx.uow.new_id(),
            platform=sender.platform,
            workspace=sender.workspace,
            handle=file.handle,
            kind=file.kind,
            name=file.name,
            mime=file.mime,
            size=file.size,
            owner_id=ctx.who.id,
            created_at=ctx.now,
            internal=internal,
            draft_id=draft,
            task_id=task,
            message_id=message,
        )
        ctx.uow.files.add(stored)
        kept.append({"id": stored.id, "name": file.name})
    ctx.effects.files = ctx.effects.files or bool(kept)
    return kept


def again(ctx: Context, first: Draft, draft: Draft) -> list[Kept]:
    """Let a request that comes again have the files of the one it was written as; return what it remembers of each.
    Their content is kept once. What couldn't be fetched isn't tried again."""
    kept: list[Kept] = []
    for file in ctx.uow.files.of_draft(first.id):
        if file.state is not FileState.FAILED:
            copy = replace(file, id=ctx.uow.new_id(), created_at=ctx.now, draft_id=draft.id, task_id=None)
            ctx.uow.files.add(copy)
            kept.append({"id": copy.id, "name": copy.name})
    return kept


def arrived(ctx: Context, file: StoredFile) -> None:
    """Send a file on to whoever it is for, and show everywhere that it is here. The task is locked: drawn while it
    changes, its card would come after the change and show what was before."""
    task = None if file.task_id is None else ctx.uow.tasks.take(file.task_id)
    if task is None:
        _redraw_draft(ctx, file)
        return
    for reader in _readers(ctx, task, file):
        showing.send_file(ctx, task, reader, file)
    _redraw(ctx, task, file)


def failed(ctx: Context, file: StoredFile) -> None:
    """Tell who sent a file that it didn't come, and what to do."""
    owner = ctx.uow.people.by_id(file.owner_id)
    if owner is not None:
        ctx.tell(owner, Text("file-failed-notice", name=file.name, why=_why(file)), about=file.task_id)
    task = None if file.task_id is None else ctx.uow.tasks.take(file.task_id)
    if task is None:
        _redraw_draft(ctx, file)
    else:
        _redraw(ctx, task, file)


def hand_on(ctx: Context, draft: Draft, task: Task, *, internal: bool) -> list[StoredFile]:
    """Let a draft's files belong to a task's conversation; return them."""
    ctx.uow.files.hand_on(draft.id, task.id, internal=internal)
    return ctx.uow.files.of_draft(draft.id)


def hold(ctx: Context, dialog: Dialog, said: Said) -> str:
    """Keep files until the form they were sent to is: they go out with its words, and with Cancel they don't. Words
    that came with one are the answer; those of an album, of which more may follow, wait as the beginning of it."""
    keep(ctx, said.files, message=dialog.id)
    words = said.text.strip()
    if words and said.album is None:
        return words
    if words:
        ctx.uow.dialogs.note_facts(dialog.id, {**dialog.facts, BEGINNING: words}, ctx.now)
    ctx.reply_once(Text("files-held"), f"held:{dialog.id}:{said.album or said.message}")
    return ""


def with_held(dialog: Dialog, words: str) -> str:
    """Return the words of a form with those that came with its files before."""
    return "\n".join(filter(None, (str(dialog.facts.get(BEGINNING, "")), words)))


def release(ctx: Context, dialog: Dialog, task: TaskId) -> list[StoredFile]:
    """Let the files that waited for a form, and those given in its window, belong to the task; return them, to be sent
    on."""
    keep(ctx, form_files.of(dialog), message=dialog.id)
    ctx.uow.files.hand_on_held(dialog.id, task)
    return ctx.uow.files.of_message(dialog.id)


def send_on(ctx: Context, task: Task, handed: Sequence[StoredFile]) -> None:
    """Send those of a task's files on that are here; the others follow when they come."""
    for file in handed:
        if file.state is FileState.HERE:
            for reader in _readers(ctx, task, file):
                showing.send_file(ctx, task, reader, file)


def _readers(ctx: Context, task: Task, file: StoredFile) -> list[Person]:
    owner = ctx.uow.people.by_id(file.owner_id)
    from_client = owner is not None and owner.role is Role.CLIENT
    readers = [record.person(ctx, task.assistant_id)]
    if not from_client and not file.internal:
        readers.append(record.person(ctx, task.contact_id))
    return [reader for reader in readers if reader is not None and reader.id != file.owner_id]


def _redraw(ctx: Context, task: Task, file: StoredFile) -> None:
    assistant = record.person(ctx, task.assistant_id)
    if assistant is not None and task.state not in {TaskState.CLOSED, TaskState.CANCELLED}:
        showing.to_assistant(ctx, task)
    if not file.internal:
        showing.to_contact(ctx, task)
    if file.message_id == history.form_of_result(ctx.uow.tasks.steps(task.id)):
        showing.result_to_contact(ctx, task)


def _redraw_draft(ctx: Context, file: StoredFile) -> None:
    draft = None if file.draft_id is None else ctx.uow.drafts.take(file.draft_id)
    owner = None if draft is None else ctx.uow.people.by_id(draft.person_id)
    if draft is None or owner is None or draft.state is not DraftState.OPEN or draft.asks:
        return
    files = ctx.uow.files.of_draft(draft.id)
    choice = appointments.of_draft(ctx, draft)
    ctx.redraw(owner, draft_screens.draft_card(replace(draft), ctx.office, files, appointments=choice))


def _why(file: StoredFile) -> Text:
    return Text(f"file-error-{file.error if file.error in KNOWN_ERRORS else 'other'}")
