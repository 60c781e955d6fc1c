"""What tasks look like: cards and lists as names and facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from handlers.chat.outgoing import Button, Card, Field, FieldKind, Form, Style, Text, Typed
from storage.people import Person
from storage.tasks import Draft, Task
from storage.vocabulary import TaskState

MOST_BUTTONS = 8
TITLE_LENGTH = 60


def short(words: str) -> str:
    """Return the first line of people's words, cut to a title's length."""
    line = words.strip().splitlines()[0] if words.strip() else ""
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def draft_card(draft: Draft) -> Card:
    """Return the client's card of a request not sent yet."""
    return Card(
        key=f"draft:{draft.id}",
        title=Text("draft-title"),
        lines=_content(draft.words, draft.files),
        buttons=[
            Button(Text("send-request"), "tasks.send", draft.id, style=Style.PRIMARY),
            Button(Text("discard"), "tasks.discard", draft.id),
        ],
    )


def discarded_card(draft: Draft) -> Card:
    """Return the card of a request the client took back."""
    return Card(f"draft:{draft.id}", Text("draft-discarded"), _content(draft.words, draft.files))


def accepted_card(task: Task, lines: Sequence[Text]) -> Card:
    """Return what the draft's card becomes once the request is accepted: the reference, and who takes care of it."""
    return Card(
        f"draft:{task.id}", Text("request-accepted", ref=task.reference), [*_content(task.words, task.files), *lines]
    )


def task_card(task: Task, client: str) -> Card:
    """Return the assistant's live card of a task; same key everywhere, so that it is edited and never posted twice."""
    state = {
        TaskState.QUEUED: Text("task-state-queued"),
        TaskState.ASSIGNED: Text("task-state-assigned", at=task.assigned_at),
        TaskState.ACKNOWLEDGED: Text("task-state-acknowledged", at=task.acknowledged_at),
        TaskState.DONE: Text("task-state-done", at=task.done_at),
    }[task.state]
    lines = [*_content(task.words, task.files)]
    if task.note is not None:
        lines.append(Text(f"task-note-{task.note}"))
    if task.result:
        lines.append(Text("task-result", words=task.result))
    return Card(
        key=f"task:{task.id}",
        title=Text("task-card-title", ref=task.reference, client=client),
        lines=[*lines, state],
        buttons=_buttons(task),
    )


def elsewhere_card(task: Task, client: str, what: Text) -> Card:
    """Return the card as it stays with an assistant who no longer has the task: what became of it, nothing to press."""
    return Card(f"task:{task.id}", Text("task-card-title", ref=task.reference, client=client), [what])


def list_card(
    key: str,
    title: Text,
    tasks: Sequence[tuple[Task, str]],
    *,
    empty: Text,
    holders: Mapping[str, str] = MappingProxyType({}),
) -> Card:
    """Return a list of tasks (with their clients' names) and the next step of each of the first eight."""
    lines = [_line(task, client, holders.get(task.assistant_id or "")) for task, client in tasks]
    buttons = []
    for task, _ in tasks[:MOST_BUTTONS]:
        if task.state in {TaskState.QUEUED, TaskState.ASSIGNED}:
            label = Text("acknowledge-this", ref=task.reference)
            buttons.append(Button(label, "tasks.acknowledge", task.id, style=Style.PRIMARY))
        else:
            buttons.append(Button(Text("done-this", ref=task.reference), "tasks.done", task.id, opens="tasks.done"))
    return Card(key, title, lines or [empty], buttons)


def without_buttons(card: Card) -> Card:
    """Return a list for somebody who only looks."""
    return Card(card.key, card.title, card.lines)


def decline_form(ref: str) -> Form:
    """Return the question why an assistant can't take a task."""
    return Form(
        name="tasks.decline",
        title=Text("decline-title", ref=ref),
        submit=Text("decline"),
        fields=[Field("reason", Text("decline-reason"), FieldKind.PARAGRAPH, longest=1000)],
    )


def done_form(ref: str) -> Form:
    """Return the question what the client is to hear as the result."""
    return Form(
        name="tasks.done",
        title=Text("done-title", ref=ref),
        submit=Text("done"),
        fields=[Field("result", Text("done-result"), FieldKind.PARAGRAPH)],
    )


def queue_alert(task: Task, client: str) -> Text:
    """Return what managers hear when nobody can take a task."""
    return Text("task-nobody", ref=task.reference, client=client, queue=Typed("queue"))


def still_waiting(task: Task, client: str) -> Text:
    """Return what managers hear when nobody has been able to take a task for an hour."""
    return Text("task-still-waiting", ref=task.reference, client=client, queue=Typed("queue"))


def nothing_in_it(other: str | None) -> Text:
    """Return the answer to something that can't be a request by itself (a sticker, a poll)."""
    return Text("words-not-a-request", what=other or "")


def taken_by(person: Person | None, task: Task) -> Text:
    """Return what somebody reads who came too late."""
    return Text(
        "already-taken",
        ref=task.reference,
        by=somebody(person),
        at=task.acknowledged_at or task.assigned_at,
    )


def _line(task: Task, client: str, holder: str | None) -> Text:
    words = short(task.words)
    if holder is None:
        return Text("task-line", ref=task.reference, client=client, words=words)
    return Text("task-line-with", ref=task.reference, client=client, words=words, name=holder, at=task.assigned_at)


def somebody(person: Person | None) -> str | Text:
    """Return a person's name, or the word for somebody who isn't known any more."""
    return Text("somebody") if person is None else person.name


def _buttons(task: Task) -> list[Button]:
    if task.state is TaskState.ASSIGNED:
        return [
            Button(Text("acknowledge"), "tasks.acknowledge", task.id, style=Style.PRIMARY),
            Button(Text("decline"), "tasks.decline", task.id, opens="tasks.decline"),
        ]
    if task.state is TaskState.ACKNOWLEDGED:
        return [Button(Text("done"), "tasks.done", task.id, style=Style.PRIMARY, opens="tasks.done")]
    return []


def _content(words: str, files: Sequence[dict[str, object]]) -> list[Text]:
    lines = [Text("words", words=words)] if words.strip() else []
    lines += [Text("file-line", name=str(file["name"])) for file in files]
    return lines
