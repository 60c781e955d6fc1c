"""Who sees a task again after it changed, and how: cards redrawn, people told, files sent on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.outgoing import Notice, Text, Urgency
from handlers.rules.sla_policy import Clock
from handlers.tasks import attention, history, record, screens
from handlers.tasks.screens import Around
from storage.bookings import Booking
from storage.conversation import Message, Note
from storage.files import StoredFile
from storage.people import Person
from storage.sla import Promise
from storage.tasks import Task
from storage.types import from_milliseconds
from storage.vocabulary import STAFF, FileState, PersonId, Role, TaskState

HEARD = (Clock.ACKNOWLEDGE, Clock.FIRST_RESPONSE)  # the clocks that end with a word of a person: a client reads of one


def for_staff(ctx: Context, task: Task, *, fresh: bool = False) -> Around:
    """Return what an assistant's card shows beside the task. `fresh` tells that it was filed in this very transaction:
    nothing can have been said about it yet, and nobody need look."""
    category = ctx.office.category(task.category)
    client = record.client_name(ctx, task.client_id)
    files = ctx.uow.files.of_task(task.id, with_internal=True) if task.files or not fresh else []
    if fresh:
        return Around(client, category, files, due=_due(ctx, task), appointment=_appointment(ctx, task))
    messages = ctx.uow.conversation.latest(task.id)
    notes = ctx.uow.conversation.latest_notes(task.id)
    steps = ctx.uow.tasks.steps(task.id)
    authors = [*(message.author_id for message in messages), *(note.author_id for note in notes)]
    called = names(ctx, [*authors, *history.people(steps)])
    return Around(
        client,
        category,
        files,
        [(message, called.get(message.author_id, "")) for message in messages if _has_words(message)],
        [(note, called.get(note.author_id, "")) for note in notes if note.words.strip()],
        history.how_it_came(steps, called),
        history.minutes_of_round(steps),
        due=_due(ctx, task),
        contact_gone=_gone(ctx, task),
        appointment=_appointment(ctx, task),
    )


def for_client(ctx: Context, task: Task, *, with_messages: bool = False, fresh: bool = False) -> Around:
    """Return what a client's card shows beside the task; never a note, nor what staff say of it. `fresh` as above."""
    messages = ctx.uow.conversation.latest(task.id) if with_messages else []
    called = names(ctx, [message.author_id for message in messages])
    return Around(
        category=ctx.office.category(task.category),
        files=ctx.uow.files.of_task(task.id) if task.files or not fresh else [],
        messages=[(message, called.get(message.author_id, "")) for message in messages if _has_words(message)],
        promised=promised_lines(ctx, task),
        appointment=_appointment(ctx, task),
    )


def to_assistant(ctx: Context, task: Task, *, urgency: Urgency | None = None) -> None:
    """Show the task's assistant its card as it is now."""
    assistant = record.person(ctx, task.assistant_id)
    if assistant is not None:
        ctx.tell(assistant, screens.task_card(task, for_staff(ctx, task)), urgency=urgency, about=task.id)


def new_to_assistant(
    ctx: Context, task: Task, assistant: Person, *, fresh: bool = False, in_view: bool = False
) -> None:
    """Show somebody a task that is theirs from now on: a new message, urgent, with the files that are here; they may
    have had it before, far above. `fresh` as above; `in_view` if they took it themselves, by a button."""
    around = for_staff(ctx, task, fresh=fresh)
    card = screens.task_card(task, around)
    if not in_view:
        attention.call(ctx, assistant, task.id)
    if fresh or in_view:
        ctx.tell(assistant, card, urgency=Urgency.URGENT, about=task.id)
    else:
        ctx.tell_anew(assistant, card, urgency=Urgency.URGENT, about=task.id)
    for file in around.files:
        if file.state is FileState.HERE and file.owner_id != assistant.id:
            send_file(ctx, task, assistant, file)


def gone_from(ctx: Context, task: Task, former: Person, what: Text) -> None:
    """Let the card of who no longer has the task say what became of it."""
    card = screens.elsewhere_card(task, record.client_name(ctx, task.client_id), what)
    if former.active and sight.may_see(ctx.uow, former, task):
        ctx.tell(former, card, about=task.id)
    else:
        ctx.leave_behind(former, card, about=task.id)


def to_contact(ctx: Context, task: Task, assistant: Person | None = None, *, fresh: bool = False) -> None:
    """Show the client who takes care of the task now and how it stands, on the card the request was sent from;
    `assistant` spares a look where the caller knows who has it. `fresh` as above."""
    contact = record.person(ctx, task.contact_id)
    if contact is not None:
        standing = [*_filed_by(ctx, task, fresh=fresh), *_standing(ctx, task, assistant)]
        ctx.tell(contact, screens.accepted_card(task, for_client(ctx, task, fresh=fresh), standing), about=task.id)


def result_to_contact(ctx: Context, task: Task, *, anew: bool = False) -> None:
    """Show the client the result as it stands now: accepted, sent back, rated; `anew` a new one, as a message. That of
    a task that was cancelled later is not told of, only drawn where it hangs."""
    contact = record.person(ctx, task.contact_id)
    if contact is None:
        return
    by = record.somebody(record.person(ctx, task.assistant_id))
    closes = None if task.done_at is None else Text("result-closes", at=task.done_at + ctx.office.close_after)
    form = history.form_of_result(ctx.uow.tasks.steps(task.id))
    card = screens.result_card(task, ctx.uow.files.of_message(form) if form else [], by, closes)
    if anew:
        attention.call(ctx, contact, task.id)
        ctx.tell_anew(contact, card, about=task.id)
    elif task.state is TaskState.CANCELLED:
        ctx.redraw(contact, card, about=task.id)
    else:
        ctx.tell(contact, card, about=task.id)


def tell_contact(ctx: Context, task: Task, text: Text) -> None:
    """Say something about a task to the client's contact."""
    contact = record.person(ctx, task.contact_id)
    if contact is not None:
        ctx.tell(contact, text, about=task.id)


def tell_managers(ctx: Context, task: Task, text: Text, occasion: str) -> None:
    """Say something urgent about a task to all managers, once for each `occasion`, with a way to its sheet."""
    for manager in ctx.uow.people.active(Role.MANAGER):
        # Each a card of its own: a second one under the same key would take the place of a first still to be sent.
        card = screens.alert_card(ctx.uow.new_id(), task, text)
        ctx.tell(manager, card, urgency=Urgency.URGENT, key=occasion, about=task.id)


def say(ctx: Context, task: Task, reader: Person, text: Text, *, urgency: Urgency = Urgency.DIALOGUE) -> None:
    """Say something below the task's card at a reader; what staff tell staff stays in the office."""
    inside = reader.role in STAFF and ctx.known is not None and ctx.known.role in STAFF
    attention.call(ctx, reader, task.id, inside=inside)
    said = Notice(text, inside=inside)
    ctx.tell(reader, said, about=task.id, thread=thread(task, reader), urgency=urgency)


def send_file(ctx: Context, task: Task, reader: Person, file: StoredFile) -> None:
    """Send a stored file on to a reader, once, below the task's card there."""
    caption = Notice(Text("file-of-task", ref=task.reference, name=file.name), inside=file.internal)
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


def _gone(ctx: Context, task: Task) -> str | None:
    contact = record.person(ctx, task.contact_id)
    return None if contact is None or contact.active else contact.name


def _has_words(message: Message) -> bool:
    """Whether a message has a line of its own: one that came with nothing but files is among those."""
    return bool(message.words.strip()) or message.deleted_at is not None


def _filed_by(ctx: Context, task: Task, *, fresh: bool) -> list[Text]:
    """Return who of the office took a request down for its client, nothing if they made it themselves."""
    if fresh:
        by = ctx.known
    else:
        filed = next((step for step in ctx.uow.tasks.steps(task.id) if step.move == "filed"), None)
        by = None if filed is None else record.person(ctx, filed.by)
    return [] if by is None or by.role not in STAFF else [Text("request-filed-by", name=by.name)]


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


def _appointment(ctx: Context, task: Task) -> Booking | None:
    return None if task.booking_id is None else ctx.uow.bookings.look(task.booking_id)


def _due(ctx: Context, task: Task) -> datetime | None:
    promise = ctx.uow.sla.of(task.id) if ctx.office.levels else None
    return None if promise is None else promise.due_at


def promised_lines(ctx: Context, task: Task) -> list[Text]:
    """Return what the client may rely on now: by when they hear from a person, and by when it is done. What is late is
    said without a time: another priority may have brought one that nobody ever told them."""
    promise = ctx.uow.sla.of(task.id) if ctx.office.levels else None
    due = _dues(promise)
    lines: list[Text] = []
    if (at := _heard_by(due)) is not None:
        lines.append(Text("promise-line", at=at) if at > ctx.now else Text("promise-line-over"))
    if (at := due.get(Clock.RESOLUTION)) is not None:
        lines.append(Text("promise-done-line", at=at) if at > ctx.now else Text("promise-done-line-over"))
    return lines


def heard_by(ctx: Context, task: Task) -> datetime | None:
    """Return by when a client reads that they hear from a person, None where that is not promised."""
    return _heard_by(_dues(ctx.uow.sla.of(task.id)))


def _heard_by(due: Mapping[Clock, datetime]) -> datetime | None:
    return min((due[clock] for clock in HEARD if clock in due), default=None)


def _dues(promise: Promise | None) -> dict[Clock, datetime]:
    return {} if promise is None else {Clock(name): from_milliseconds(at) for name, at in promise.due.items()}


def coming(ctx: Context, promised: Sequence[Text]) -> list[Text]:
    """Return which of the `promised_lines` are still to come: nobody relies on a time that is over."""
    return [line for line in promised if isinstance(at := line.facts.get("at"), datetime) and at > ctx.now]


def promised_anew(ctx: Context, task: Task) -> None:
    """Tell the client what they may rely on from now on, after that has become another time."""
    promised = promised_lines(ctx, task)
    still = coming(ctx, promised)
    if still or not promised:
        tell_contact(ctx, task, Text("promises-changed", lines=[promise_of(task, still)]))


def promise_of(task: Task, promised: list[Text]) -> Text:
    """Return what is promised of a task in one line, for who has several; `promised` as `promised_lines` says it."""
    if not promised:
        return Text("promise-gone", ref=task.reference)
    return Text("promise-of", ref=task.reference, promised=promised)
