"""Who sees a task again after it changed, and how: cards redrawn, people told, files sent on."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.chat.context import Context
from handlers.chat.outgoing import Text, Urgency
from handlers.tasks import record, screens
from handlers.tasks.screens import Around
from storage.conversation import Message, Note
from storage.files import StoredFile
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import FileState, PersonId, Role, TaskState

FRESH = 2  # up to this version nothing but filing and assigning has happened


def for_staff(ctx: Context, task: Task) -> Around:
    """Return what an assistant's card shows beside the task."""
    category = ctx.office.category(task.category)
    client = record.client_name(ctx, task.client_id)
    files = ctx.uow.files.of_task(task.id, with_internal=True) if task.files or task.version > FRESH else []
    if task.version <= FRESH:
        return Around(client, category, files)
    messages = ctx.uow.conversation.latest(task.id)
    notes = ctx.uow.conversation.latest_notes(task.id)
    called = names(ctx, [*(one.author_id for one in messages), *(one.author_id for one in notes)])
    return Around(
        client,
        category,
        files,
        [(message, called.get(message.author_id, "")) for message in messages if _has_words(message)],
        [(note, called.get(note.author_id, "")) for note in notes if note.words.strip()],
    )


def for_client(ctx: Context, task: Task, *, with_messages: bool = False) -> Around:
    """Return what a client's card shows beside the task; never a note."""
    messages = ctx.uow.conversation.latest(task.id) if with_messages else []
    called = names(ctx, [message.author_id for message in messages])
    return Around(
        category=ctx.office.category(task.category),
        files=ctx.uow.files.of_task(task.id) if task.files or task.version > FRESH else [],
        messages=[(message, called.get(message.author_id, "")) for message in messages if _has_words(message)],
    )


def to_assistant(ctx: Context, task: Task, *, urgency: Urgency | None = None) -> None:
    """Show the task's assistant its card as it is now."""
    assistant = record.person(ctx, task.assistant_id)
    if assistant is not None:
        ctx.tell(assistant, screens.task_card(task, for_staff(ctx, task)), urgency=urgency, about=task.id)


def new_to_assistant(ctx: Context, task: Task, assistant: Person) -> None:
    """Show somebody a task that is theirs from now on: a card of its own, urgent, with the files that are here."""
    card = screens.task_card(task, for_staff(ctx, task))
    ctx.tell(assistant, card, urgency=Urgency.URGENT, about=task.id)
    for file in ctx.uow.files.of_task(task.id, with_internal=True) if task.files or task.version > FRESH else []:
        if file.state is FileState.HERE and file.owner_id != assistant.id:
            send_file(ctx, task, assistant, file)


def gone_from(ctx: Context, task: Task, former: Person, what: Text) -> None:
    """Let the card of who no longer has the task say what became of it."""
    ctx.tell(former, screens.elsewhere_card(task, record.client_name(ctx, task.client_id), what), about=task.id)


def to_contact(ctx: Context, task: Task, assistant: Person | None = None) -> None:
    """Show the client who takes care of the task now and how it stands, on the card the request was sent from;
    `assistant` spares a look where the caller knows who has it."""
    contact = record.person(ctx, task.contact_id)
    if contact is not None:
        standing = _standing(ctx, task, assistant)
        ctx.tell(contact, screens.accepted_card(task, for_client(ctx, task), standing), about=task.id)


def result_to_contact(ctx: Context, task: Task) -> None:
    """Show the client the result as it stands now: new, accepted, sent back, rated."""
    contact = record.person(ctx, task.contact_id)
    if contact is None:
        return
    by = record.somebody(record.person(ctx, task.assistant_id))
    closes = None if task.done_at is None else Text("result-closes", at=task.done_at + ctx.office.close_after)
    ctx.tell(contact, screens.result_card(task, for_client(ctx, task), by, closes), about=task.id)


def tell_contact(ctx: Context, task: Task, text: Text) -> None:
    """Say something about a task to the client's contact."""
    contact = record.person(ctx, task.contact_id)
    if contact is not None:
        ctx.tell(contact, text, about=task.id)


def tell_managers(ctx: Context, text: Text, occasion: str) -> None:
    """Say something urgent to all managers, once for each `occasion`."""
    for manager in ctx.uow.people.active(Role.MANAGER):
        ctx.tell(manager, text, urgency=Urgency.URGENT, key=occasion)


def say(ctx: Context, task: Task, reader: Person, text: Text, *, urgency: Urgency = Urgency.DIALOGUE) -> None:
    """Say something below the task's card at a reader."""
    ctx.tell(reader, text, about=task.id, thread=thread(task, reader), urgency=urgency)


def send_file(ctx: Context, task: Task, reader: Person, file: StoredFile) -> None:
    """Send a stored file on to a reader, once, below the task's card there."""
    caption = Text("file-of-task", ref=task.reference, name=file.name)
    key = f"file:{file.id}"
    ctx.tell(reader, caption, about=task.id, thread=thread(task, reader), file=file.id, key=key)


def thread(task: Task, reader: Person) -> str:
    """Return the key of the card below which a reader hears of a task."""
    return f"draft:{task.id}" if reader.role is Role.CLIENT else f"task:{task.id}"


def names(ctx: Context, people: Iterable[PersonId | None]) -> dict[str, str]:
    """Return the names of these people by id."""
    found = (record.person(ctx, person) for person in set(people))
    return {person.id: person.name for person in found if person is not None}


def visible(ctx: Context, task: Task) -> tuple[list[Message], list[Note]]:
    """Return a task's conversation as ctx.who may read it: notes for staff alone."""
    notes = [] if ctx.who.role is Role.CLIENT else ctx.uow.conversation.latest_notes(task.id)
    return ctx.uow.conversation.latest(task.id), notes


def _has_words(message: Message) -> bool:
    """Whether a message has a line of its own: one that came with nothing but files is among those."""
    return bool(message.words.strip()) or message.deleted_at is not None


def _standing(ctx: Context, task: Task, assistant: Person | None) -> list[Text]:
    if task.state is TaskState.CANCELLED:
        return [Text("client-cancelled", at=task.ended_at)]
    if task.state in {TaskState.DONE, TaskState.CLOSED}:
        return [Text(f"client-state-{task.state}", at=task.ended_at or task.done_at, by="")]
    assistant = assistant or record.person(ctx, task.assistant_id)
    line = Text("request-waits") if assistant is None else Text("request-goes-to", name=assistant.name)
    hours = ctx.office.hours
    if hours is None or hours.is_open(ctx.now):
        return [line]
    return [line, Text("office-back", at=hours.next_opening(ctx.now))]
