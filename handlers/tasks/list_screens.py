"""What lists of tasks look like: a line and a button for each. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handlers.chat import paging, requests
from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.chat.paging import Page
from handlers.tasks import screens
from handlers.tasks.screens import ACKNOWLEDGE, DONE
from storage.drafts import Draft
from storage.tasks import Task
from storage.vocabulary import Priority, TaskId, TaskState

QUEUE, MINE, OWN, FIND = "tasks.queue", "tasks.mine", "tasks.list", "tasks.find"


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of tasks with what stands in their lines: the names of clients by id, which are late, when the next
    promise of each is due."""

    shown: Page[Task]
    clients: Mapping[str, str]
    late: Collection[TaskId] = ()
    dues: Mapping[TaskId, datetime] = field(default_factory=dict)


def queue_card(key: str, rows: Rows, holders: Mapping[str, str], *, manages: bool = False) -> Card:
    """Return what nobody has acknowledged yet, each with its next step; who `manages` opens it. `holders` are the names
    of others who have some of it."""
    lines = [_line(task, rows, holders.get(task.assistant_id or "")) for task in rows.shown.items]
    buttons = [
        show(task) if manages else next_step(task, holders.get(task.assistant_id or "")) for task in rows.shown.items
    ]
    return _card(key, Text("queue-title"), lines or [Text("queue-empty")], buttons, rows.shown, QUEUE)


def mine_card(key: str, rows: Rows) -> Card:
    """Return what an assistant has in hand: how each stands, by when it is wanted, and the next step."""
    lines = [_more(task, rows, _line(task, rows, None)) for task in rows.shown.items]
    buttons = [next_step(task, None) for task in rows.shown.items]
    return _card(key, Text("mine-title"), lines or [Text("mine-empty")], buttons, rows.shown, MINE)


def own_card(key: str, shown: Page[Task], unsent: Sequence[Draft] = ()) -> Card:
    """Return a client's open requests and how each stands, with a button for more; before them what is not sent yet."""
    lines = [
        Text("client-task-line", ref=task.reference, words=screens.called(task), state=Text(f"state-{task.state}"))
        for task in shown.items
    ]
    buttons = [*requests.unsent_buttons(unsent), *map(show, shown.items)]
    return _card(key, Text("client-tasks-title"), [*requests.unsent_lines(unsent), *lines], buttons, shown, OWN)


def found_card(key: str, words: str, rows: Rows) -> Card:
    """Return the tasks that hold some words. How many there are is not known: nobody looks further than the next
    page."""
    lines = [_line(task, rows, None) for task in rows.shown.items]
    shown = [show(task) for task in rows.shown.items]
    turning = paging.turning(rows.shown, FIND, words[: paging.LONGEST_NAME])
    return Card(key, Text("find-title", words=words), lines, [*shown, *turning])


def show(task: Task) -> Button:
    """Return the button that opens a task as its reader may see it."""
    return Button(Text("show-this", ref=task.reference), "tasks.show", task.id)


def _card(key: str, title: Text, lines: list[Text], buttons: list[Button], shown: Page[Task], action: str) -> Card:
    turning = paging.turning(shown, action, "all")
    return Card(key, title, [*lines, *paging.where(shown)], [*buttons, *turning])


def _line(task: Task, rows: Rows, holder: str | None) -> Text:
    line = Text(
        "task-line",
        late="late" if task.id in rows.late else "fine",
        priority=str(task.priority or Priority.NORMAL),
        ref=task.reference,
        client=rows.clients.get(task.client_id or "", ""),
        words=screens.called(task),
    )
    return line if holder is None else Text("task-line-with", line=line, name=holder, at=task.assigned_at)


def _more(task: Task, rows: Rows, line: Text) -> Text:
    """Return the line with how the task stands, when it is due and what was wished for."""
    line = Text("line-and", line=line, more=requests.state_to_staff(task.state))
    due = rows.dues.get(task.id)
    if due is not None:
        line = Text("line-and", line=line, more=Text("due-line", at=due))
    return Text("line-and", line=line, more=Text("wish-line", wish=task.wish)) if task.wish else line


def next_step(task: Task, holder: str | None) -> Button:
    """Return the button for what comes next with a task; `holder` is the colleague who has it."""
    if holder is not None and task.state is TaskState.ASSIGNED:
        sure = Text("claim-confirm", ref=task.reference, name=holder, at=task.assigned_at)
        return Button(Text("claim-this", ref=task.reference), ACKNOWLEDGE, task.id, confirm=sure)
    if task.state in {TaskState.QUEUED, TaskState.ASSIGNED}:
        label = Text("acknowledge-this", ref=task.reference)
        return Button(label, ACKNOWLEDGE, task.id, style=Style.PRIMARY)
    if task.state is TaskState.ACKNOWLEDGED:
        return Button(Text("done-this", ref=task.reference), DONE, task.id, opens=DONE)
    return show(task)
