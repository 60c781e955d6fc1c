"""What client and office say to each other about a task, across platforms; and what the office notes for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.chat import requests
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import File
from handlers.chat.outgoing import Text, Urgency
from handlers.rules import pleasantries, states
from handlers.rules.clock_events import NO_ANSWER
from handlers.tasks import attention, files, record, screens, showing, tying
from storage.conversation import Message, Note
from storage.files import StoredFile
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import STAFF, Role, TaskId, TaskState

SPOKEN_OF = frozenset({*states.MOVES["cancel"][0], TaskState.DONE})


def say(
    ctx: Context,
    task: Task,
    words: str,
    sent: Sequence[File] = (),
    source: str | None = None,
    handed: Sequence[StoredFile] = (),
    *,
    asked: bool = False,
) -> None:
    """Say something about a task to the other side: the client to the office, staff to the client. A task that waits
    for its client goes on, unless they only greet or thank: that is an answer where they were `asked` for one. `sent`
    are fresh files, `handed` those that were kept before."""
    if task.state not in SPOKEN_OF:
        raise record.refused(ctx, task, "say")
    if ctx.who.role in STAFF:
        record.need_contact(ctx, task)
    message = keep(ctx, task, words, source)
    files.keep(ctx, sent, task=task.id, message=message.id)
    from_client = ctx.who.role is Role.CLIENT
    answers = asked or sent or handed or not pleasantries.alone(words)
    told = {"message": message.id, **({NO_ANSWER: "yes"} if from_client and task.question and not answers else {})}
    record.note(ctx, task, "client-said" if from_client else "staff-said", by_office=False, **told)
    if from_client and task.question and answers:
        task = _answered(ctx, task)
    for reader in _other_side(ctx, task):
        urgency = Urgency.URGENT if from_client else Urgency.DIALOGUE
        showing.say(ctx, task, reader, _spoken("said", task, ctx.who, words, sent, handed), urgency=urgency)
    showing.to_assistant(ctx, task)
    tying.added(ctx, task, words)


def keep(ctx: Context, task: Task, words: str, source: str | None = None) -> Message:
    """Make words of ctx.who part of what client and office said to each other; nobody is told of them."""
    message = Message(
        id=ctx.uow.new_id(),
        task_id=task.id,
        author_id=ctx.who.id,
        words=words,
        source=source,
        version=1,
        at=ctx.now,
        deleted_at=None,
    )
    ctx.uow.conversation.add(message)
    return message


def note(
    ctx: Context,
    task: Task,
    words: str,
    sent: Sequence[File] = (),
    source: str | None = None,
    handed: Sequence[StoredFile] = (),
) -> None:
    """Keep an internal note. It reaches assistants and managers alone."""
    if ctx.who.role not in STAFF:
        raise Refused(Text("task-unknown"))
    attention.write_inside(ctx)
    kept = Note(ctx.uow.new_id(), task.id, ctx.who.id, words, source, ctx.now)
    ctx.uow.conversation.add_note(kept)
    files.keep(ctx, sent, task=task.id, message=kept.id, internal=True)
    record.note(ctx, task, "noted", note=kept.id)
    assistant = record.person(ctx, task.assistant_id)
    if assistant is not None and assistant.id != ctx.who.id:
        showing.say(ctx, task, assistant, _spoken("noted", task, ctx.who, words, sent, handed))
    showing.to_assistant(ctx, task)


def edited(ctx: Context, source: str, words: str | None) -> bool:
    """Let what came from `source` follow its edit or deletion (no words): a new version, or a mark. False if nothing
    came from there."""
    return _message_edited(ctx, source, words) or _note_edited(ctx, source, words)


def files_taken_back(ctx: Context, task: Task, names: Sequence[str]) -> None:
    """Say that whoever acts has taken back a message with files after it became part of a task: the office has them."""
    record.note(ctx, task, "message-deleted", files=", ".join(names))
    text = Text("files-taken-back", ref=task.reference, name=ctx.who.name, files=", ".join(names))
    for reader in _other_side(ctx, task):
        showing.say(ctx, task, reader, text)


def _message_edited(ctx: Context, source: str, words: str | None) -> bool:
    message = ctx.uow.conversation.take_of(source)
    if message is None or message.author_id != ctx.who.id:
        return False
    task = ctx.uow.tasks.take(message.task_id)
    if task is None or message.deleted_at is not None or not record.may_see(ctx, task):
        return True
    if words is not None:
        ctx.uow.conversation.reword(message.id, words)
        record.note(ctx, task, "message-edited", message=message.id, before=message.words)
        if task.question == message.words:
            task = _asked_otherwise(ctx, task, words)
        text = Text("message-edited", ref=task.reference, name=ctx.who.name, words=words)
    else:
        ctx.uow.conversation.mark_deleted(message.id, ctx.now)
        record.note(ctx, task, "message-deleted", message=message.id)
        text = Text("message-deleted", ref=task.reference, name=ctx.who.name)
    for reader in _other_side(ctx, task):
        showing.say(ctx, task, reader, text)
    showing.to_assistant(ctx, task)
    tying.added(ctx, task, words or "", message.words)
    return True


def _note_edited(ctx: Context, source: str, words: str | None) -> bool:
    kept = ctx.uow.conversation.take_note_of(source)
    if kept is None or kept.author_id != ctx.who.id:
        return False
    task = ctx.uow.tasks.take(TaskId(kept.task_id))
    if task is not None and record.may_see(ctx, task):
        ctx.uow.conversation.reword_note(kept.id, words or "")
        record.note(ctx, task, "note-deleted" if words is None else "note-edited", note=kept.id, before=kept.words)
        showing.to_assistant(ctx, task)
    return True


def _asked_otherwise(ctx: Context, task: Task, question: str) -> Task:
    """Let the open question follow the edit of the message it was asked in."""
    changed = record.save(ctx, task, replace(task, reason=question))
    contact = record.person(ctx, task.contact_id)
    if contact is not None:
        by = record.somebody(record.person(ctx, task.assistant_id))
        ctx.redraw(contact, screens.question_card(changed, by, question, is_open=True), about=task.id)
    return changed


def _answered(ctx: Context, task: Task) -> Task:
    """Take the client's words as the answer to the open question; a task that waited for it goes on."""
    if task.state is TaskState.WAITING:
        return record.move(ctx, task, "answer", reason=None)
    return record.save(ctx, task, replace(task, reason=None))


def _other_side(ctx: Context, task: Task) -> list[Person]:
    """Return who hears what ctx.who says: the assistant what the client says; the client what staff say, and the
    assistant what a manager or colleague says."""
    readers = [record.person(ctx, task.assistant_id)]
    if ctx.who.role is not Role.CLIENT or task.contact_id != ctx.who.id:
        readers.append(record.person(ctx, task.contact_id))
    return [reader for reader in readers if reader is not None and reader.id != ctx.who.id]


def _spoken(name: str, task: Task, who: Person, words: str, sent: Sequence[File], handed: Sequence[StoredFile]) -> Text:
    lines = [Text("words", words=words)] if words.strip() else []
    lines += [requests.file_line(file) for file in handed]
    lines += [Text("file-coming", name=file.name) for file in sent]
    return Text(name, ref=task.reference, name=who.name, lines=lines)
