"""What tasks look like: cards and lists as names and facts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.chat import requests
from handlers.chat.outgoing import Button, Card, Style, Text, Typed
from handlers.rules import states, titles
from handlers.rules.categories import Category
from handlers.rules.whens import parsed
from handlers.tasks import appointment_lines, date_screens, wishes
from storage.bookings import Booking
from storage.conversation import Message, Note
from storage.files import StoredFile
from storage.people import Person
from storage.tasks import Task
from storage.types import to_milliseconds
from storage.vocabulary import Confidentiality, TaskState

RATINGS = (1, 2, 3, 4, 5)
OFFERED_MINUTES = (5, 10, 15, 30, 60)

ACKNOWLEDGE, DONE, ANSWER = "tasks.acknowledge", "tasks.done", "tasks.answer"


@dataclass(frozen=True, slots=True)
class Around:
    """What a card shows beside the task itself; for staff the internal notes, too, why it came to who has it, the
    minutes noted for the latest result, and when the next promise is `due`; for clients what is `promised`.
    `contact_gone` is the name of a contact who has no access any more, `appointment` what the task is for."""

    client: str = ""
    category: Category | None = None
    files: Sequence[StoredFile] = ()
    messages: Sequence[tuple[Message, str]] = ()
    notes: Sequence[tuple[Note, str]] = ()
    came: Sequence[Text] = ()
    minutes: int | None = None
    due: datetime | None = None
    promised: Sequence[Text] = ()
    contact_gone: str | None = None
    appointment: Booking | None = None


def called(task: Task) -> str:
    """Return what a task is called in lists."""
    return titles.called(task.title, task.words, task.files)


# --- for the client ---


def accepted_card(task: Task, around: Around, lines: Sequence[Text]) -> Card:
    """Return what the draft's card becomes once the request is accepted: the reference, who takes care of it, how it
    stands."""
    buttons = why_button(task) if around.promised else []
    buttons += date_screens.button(task) if date_screens.dated(task) else []
    if states.possible("cancel", task.state):
        confirm = Text("cancel-task-confirm", ref=task.reference)
        buttons.append(Button(Text("cancel-task"), "tasks.withdraw", task.id, style=Style.DANGER, confirm=confirm))
    return Card(
        f"draft:{task.id}",
        Text("request-accepted", ref=task.reference),
        [*content(task, around), *lines, *around.promised],
        buttons,
    )


def result_card(task: Task, files: Sequence[StoredFile], by: str | Text, closes: Text | None) -> Card:
    """Return the client's card of a finished task: the result with its files, and to accept it or send it back."""
    lines = [Text("result-words", words=task.result or "")]
    lines += [requests.file_line(file) for file in files]
    buttons: list[Button] = []
    if task.state is TaskState.DONE:
        lines += [closes] if closes is not None else []
        buttons = [
            _accept(task),
            Button(Text("send-back"), "tasks.send-back", task.id, opens="tasks.send-back", version=task.version),
        ]
    elif task.state is TaskState.CLOSED:
        lines.append(Text("task-closed", at=task.ended_at))
        if task.rating is None:
            lines.append(Text("rate-this"))
            buttons = [Button(Text("rating", stars=stars), "tasks.rate", f"{task.id}={stars}") for stars in RATINGS]
        else:
            lines.append(Text("rated", stars=task.rating))
            if not task.rating_words:
                buttons = [Button(Text("rating-word"), "tasks.rating-word", task.id, opens="tasks.rating-word")]
        buttons.append(Button(Text("reopen"), "tasks.reopen", task.id))
    elif task.state is TaskState.CANCELLED:
        lines.append(Text("client-cancelled", at=task.ended_at))
    else:
        lines.append(Text("result-open-again"))
    return Card(f"result:{task.id}", Text("task-done-title", ref=task.reference, by=by), lines, buttons)


def question_card(task: Task, by: str | Text, question: str, *, is_open: bool, again: Sequence[Text] = ()) -> Card:
    """Return the client's card of a question, with what is said when it is asked `again`; once it is answered or not
    asked any more, there is nothing to press."""
    lines = [Text("words", words=question), *again]
    buttons = [Button(Text("answer-question"), ANSWER, task.id, style=Style.PRIMARY, opens=ANSWER)]
    if not is_open:
        lines.append(Text("question-settled"))
    return Card(
        f"question:{task.id}",
        Text("question-title", ref=task.reference, by=by),
        lines,
        buttons if is_open else (),
    )


def client_task_card(task: Task, around: Around, by: str | Text) -> Card:
    """Return a client's view of one task: how it stands, what was said, what they can do."""
    lines = [*content(task, around, called(task)), Text(f"client-state-{task.state}", by=by, at=_since(task))]
    if task.question:
        lines.append(Text("question-open", words=task.question))
    lines += around.promised
    lines += [message_line(message, name) for message, name in around.messages]
    if task.result:
        lines.append(Text("result-words", words=task.result))
    buttons = []
    if task.question:
        buttons.append(Button(Text("answer-question"), ANSWER, task.id, style=Style.PRIMARY, opens=ANSWER))
    elif task.state in states.MOVES["cancel"][0]:
        buttons.append(Button(Text("add-words"), "tasks.add", task.id, opens=ANSWER))
    buttons += (why_button(task) if around.promised else []) + date_screens.button(task)
    if task.state is TaskState.DONE:
        buttons += [
            _accept(task),
            Button(Text("send-back"), "tasks.send-back", task.id, opens="tasks.send-back"),
        ]
    if states.possible("cancel", task.state):
        buttons.append(class_button(task))
        confirm = Text("cancel-task-confirm", ref=task.reference)
        buttons.append(Button(Text("cancel-task"), "tasks.withdraw", task.id, style=Style.DANGER, confirm=confirm))
    if task.state is TaskState.CLOSED:
        buttons.append(Button(Text("reopen"), "tasks.reopen", task.id))
    return Card(f"view:{task.id}", Text("task-title", ref=task.reference, title=called(task)), lines, buttons)


# --- for staff ---


def task_card(task: Task, around: Around, holder: str | None = None) -> Card:
    """Return the assistant's live card of a task; same key everywhere, so that it is edited and never posted twice.
    `holder` is who has it, where that is not the reader: then little can be pressed."""
    lines = [*content(task, around)]
    if task.note is not None:
        lines.append(Text(f"task-note-{task.note}"))
    lines += [message_line(message, name) for message, name in around.messages]
    lines += [Text("note-line", name=name, words=note.words) for note, name in around.notes]
    lines += [*around.came, *question_line(task), *contact_line(around)]
    if task.result:
        lines.append(Text("task-result", words=task.result))
    if task.minutes is not None:
        lines.append(Text("task-minutes", minutes=task.minutes))
    if task.state in {TaskState.DONE, TaskState.CLOSED} and around.minutes is None and holder is None:
        lines.append(Text("done-minutes"))
    lines += rated_line(task)
    buttons = _buttons(task, around.minutes) if holder is None else _colleagues_buttons(task)
    buttons += why_button(task) if around.due else []
    if task.assistant_id is not None and holder is None and date_screens.dated(task):
        buttons += date_screens.button(task)
    return Card(
        key=f"task:{task.id}",
        title=Text("task-card-title", ref=task.reference, client=around.client),
        lines=[*lines, *due_line(around.due), state_line(task, holder)],
        buttons=buttons,
    )


def rated_line(task: Task) -> list[Text]:
    """Return how content the client was, nothing if they haven't said so."""
    return [] if task.rating is None else [Text("task-rated", stars=task.rating, words=task.rating_words or "")]


def contact_line(around: Around) -> list[Text]:
    """Return the line that says that nobody of the client hears of a task."""
    return [Text("contact-gone-line", name=around.contact_gone)] if around.contact_gone else []


def elsewhere_card(task: Task, client: str, what: Text) -> Card:
    """Return the card as it stays with an assistant who no longer has the task: what became of it, nothing to press."""
    return Card(f"task:{task.id}", Text("task-card-title", ref=task.reference, client=client), [what])


def why_button(task: Task) -> list[Button]:
    """Return the button that explains when a task is due."""
    return [Button(Text("why-button"), "tasks.why", task.id)]


def due_line(due: datetime | None) -> list[Text]:
    """Return when the next of a task's promises is due, nothing if none is."""
    return [] if due is None else [Text("due-line", at=due)]


def question_line(task: Task) -> list[Text]:
    """Return what the client still has to answer, where the line of its state doesn't say so."""
    asked = task.question if task.state is not TaskState.WAITING else None
    return [] if asked is None else [Text("question-open", words=asked)]


def state_line(task: Task, holder: str | None = None) -> Text:
    """Return how a task stands, for staff; `holder` is who has it, where that is not the reader."""
    if holder is not None and task.state in {TaskState.ASSIGNED, TaskState.ACKNOWLEDGED}:
        return Text(f"client-state-{task.state}", by=holder, at=_since(task))
    return Text(f"task-state-{task.state}", at=_since(task), reason=task.reason or "", minutes=task.minutes or 0)


def alert_card(number: str, task: Task, text: Text) -> Card:
    """Return something urgent that managers hear of a task that nobody has, with the ways to give it to somebody and to
    its sheet; `number` tells it from others."""
    give = Button(Text("give-to-somebody"), "tasks.give", task.id, style=Style.PRIMARY)
    sheet = Button(Text("show-this", ref=task.reference), "tasks.sheet", task.id)
    return Card(f"alert:{number}", text, buttons=[give, sheet])


def queue_alert(task: Task, client: str, why: Text | None = None) -> Text:
    """Return what managers hear when nobody can take a task, and `why` it is in the queue again."""
    told = Text("task-nobody", ref=task.reference, client=client, queue=Typed("queue"))
    return told if why is None else Text("task-nobody-why", told=told, why=why)


def queue_alerts(number: str, tasks: Sequence[Task], why: Text | None) -> Card:
    """Return what managers hear when nobody can take several tasks at once, with the way to all of them."""
    told = Text("tasks-nobody", tasks=", ".join(task.reference for task in tasks), queue=Typed("queue"))
    return _in_queue(f"alert:{number}", told if why is None else Text("task-nobody-why", told=told, why=why))


def still_waiting(key: str, tasks: Sequence[Task], client: str) -> Card:
    """Return what managers hear when nobody has been able to take some tasks for an hour; of one alone, which is of
    `client`, with the ways to give it to somebody and to its sheet."""
    if len(tasks) == 1:
        text = Text("task-still-waiting", ref=tasks[0].reference, client=client, queue=Typed("queue"))
        return replace(alert_card("", tasks[0], text), key=key)
    references = ", ".join(task.reference for task in tasks)
    return _in_queue(key, Text("tasks-still-waiting", tasks=references, queue=Typed("queue")))


def _in_queue(key: str, text: Text) -> Card:
    return Card(key, text, buttons=[Button(Text("home-queue"), "tasks.queue", "all", style=Style.PRIMARY)])


def taken_by(who: Person | None, task: Task) -> Text:
    """Return what somebody reads who came too late."""
    by = Text("somebody") if who is None else who.name
    return Text("already-taken", ref=task.reference, by=by, at=task.acknowledged_at or task.assigned_at)


def absent_card(person: Person, load: int, until: datetime | None) -> Card:
    """Return the offer to give others the `load` tasks of somebody who is away."""
    lines = [] if until is None else [Text("absent-until", at=until)]
    give = Button(Text("absent-give", name=person.name), "tasks.hand-over-all", person.id, style=Style.PRIMARY)
    return Card(f"absent:{person.id}", Text("absent-title", name=person.name, count=load), lines, [give])


# --- parts ---


def content(task: Task, around: Around, heading: str | None = None) -> list[Text]:
    """Return what was asked for: title, words, answers, wish, category and priority, files; not again what stands in
    the `heading`."""
    lines = [Text("title-line", title=task.title)] if task.title not in {None, "", heading} else []
    lines += [Text("words", words=task.words)] if task.words.strip() not in {"", heading} else []
    wish = wishes.lines(task.wish, parsed(task.wished) if task.wished else None)
    dates = [*wish, *appointment_lines.line(around.appointment)]
    lines += class_line(task)
    lines += requests.details(around.category, task.category, task.priority, dates, task.answers)
    return lines + requests.file_lines(task.files, around.files)


def class_line(task: Task) -> list[Text]:
    """Return who may know of a task, where that is not as usual."""
    special = task.confidentiality not in {None, Confidentiality.NORMAL}
    return [Text(f"class-line-{task.confidentiality}")] if special else []


def class_button(task: Task) -> Button:
    """Return the way to say who may know of a task."""
    return Button(Text("class-button"), "tasks.class", task.id)


def message_line(message: Message, name: str) -> Text:
    """Return one message of the conversation."""
    if message.deleted_at is not None:
        return Text("message-deleted-line", name=name, at=message.deleted_at)
    return Text("message-line" if message.version == 1 else "message-edited-line", name=name, words=message.words)


def _buttons(task: Task, noted: int | None) -> list[Button]:
    def button(name: str, verb: str, *, opens: bool = False, style: Style | None = None) -> Button:
        action = f"tasks.{verb}"
        return Button(Text(name), action, task.id, style=style, opens=action if opens else None)

    around = [
        button("message-client", "message", opens=True),
        button("internal-note", "note", opens=True),
        button("hand-over", "hand-over", opens=True),
    ]
    match task.state:
        case TaskState.QUEUED:
            return [button("claim", "acknowledge", style=Style.PRIMARY), button("internal-note", "note", opens=True)]
        case TaskState.ASSIGNED:
            first = [
                button("acknowledge", "acknowledge", style=Style.PRIMARY),
                button("decline", "decline", opens=True),
            ]
            return [*first, button("hand-over", "hand-over", opens=True)]
        case TaskState.ACKNOWLEDGED:
            first = [
                button("done", "done", opens=True, style=Style.PRIMARY),
                button("ask-client", "ask", opens=True),
            ]
            return [*first, *around, button("pause", "pause", opens=True), button("give-back", "give-back", opens=True)]
        case TaskState.WAITING | TaskState.PAUSED:
            first = [
                button("resume", "resume", style=Style.PRIMARY),
                button("done", "done", opens=True),
            ]
            return [*first, *around, button("give-back", "give-back", opens=True)]
        case TaskState.DONE | TaskState.CLOSED:
            speak = [button("message-client", "message", opens=True)] if task.state is TaskState.DONE else []
            return [*_minutes(task, noted), *speak, button("internal-note", "note", opens=True)]
        case _:
            return []


def _accept(task: Task) -> Button:
    """Return the button that accepts this very result: when it was made goes with it."""
    made = 0 if task.done_at is None else to_milliseconds(task.done_at)
    return Button(Text("accept"), "tasks.accept", f"{task.id}={made}", style=Style.PRIMARY)


def _colleagues_buttons(task: Task) -> list[Button]:
    """Return what an assistant can do with a colleague's task: take it while it isn't acknowledged, and say something
    about it."""
    buttons = []
    if task.state is TaskState.ASSIGNED:
        buttons.append(Button(Text("claim"), ACKNOWLEDGE, task.id, style=Style.PRIMARY))
    if task.state in {*states.MOVES["cancel"][0], TaskState.DONE}:
        buttons.append(Button(Text("message-client"), "tasks.message", task.id, opens="tasks.message"))
    return [*buttons, Button(Text("internal-note"), "tasks.note", task.id, opens="tasks.note")]


def _minutes(task: Task, noted: int | None) -> list[Button]:
    other = "minutes-other" if noted is None else "minutes-change"
    offered = OFFERED_MINUTES if noted is None else ()
    return [
        *(Button(Text("minutes", minutes=each), "tasks.minutes", f"{task.id}={each}") for each in offered),
        Button(Text(other), "tasks.ask-minutes", task.id, opens="tasks.worked"),
    ]


def _since(task: Task) -> object:
    by_state = {
        TaskState.ASSIGNED: task.assigned_at,
        TaskState.ACKNOWLEDGED: task.acknowledged_at,
        TaskState.DONE: task.done_at,
        TaskState.CLOSED: task.ended_at,
        TaskState.CANCELLED: task.ended_at,
    }
    return by_state.get(task.state) or task.created_at
