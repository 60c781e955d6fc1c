"""What homes look like. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from handlers.chat import requests
from handlers.chat.outgoing import Button, Home, Style, Text, Typed
from handlers.rules import titles
from storage.drafts import Draft
from storage.tasks import Task
from storage.vocabulary import TaskId, TaskState

MOST = 5
MOST_REQUESTS = 10
REQUEST = "tasks.request"
IN_HAND = (TaskState.ASSIGNED, TaskState.ACKNOWLEDGED, TaskState.WAITING, TaskState.PAUSED)
OPEN = (TaskState.QUEUED, *IN_HAND)


def no_home(office: str) -> Home:
    """Return the home of somebody who has no access any more: nothing of the office's."""
    return Home(Text("home-title-client", office=office), [Text("removed-notice")])


def restricted_home(office: str) -> Home:
    """Return the home of a contact whose client's data are restricted: nothing of theirs."""
    return Home(Text("home-title-client", office=office), [Text("client-restricted", office=office)])


def client_home(office: str, tasks: Sequence[Task], unsent: Sequence[Draft] = ()) -> Home:
    """Return a client's home: what they have not sent yet, what waits for their word, and how their requests stand, the
    first ones; the rest a button away."""
    wanted = [task for task in tasks if task.question or task.state is TaskState.DONE]
    rest = [task for task in tasks if task not in wanted]
    shown = [*wanted, *rest][:MOST_REQUESTS]
    lines = requests.unsent_lines(unsent)
    lines += [Text("home-wants-you", ref=task.reference, words=_called(task)) for task in wanted[:MOST_REQUESTS]]
    lines += [
        Text("client-task-line", ref=task.reference, words=_called(task), state=Text(f"state-{task.state}"))
        for task in shown
    ]
    buttons = [Button(Text("home-new"), "tasks.form", "new", style=Style.PRIMARY, opens=REQUEST)]
    buttons += [*requests.unsent_buttons(unsent), *map(_show, shown)]
    if len(shown) < len(tasks):
        lines.append(Text("page-where", first=1, last=len(shown), all=len(tasks)))
        buttons.append(Button(Text("home-requests"), "tasks.list", "all"))
    return Home(Text("home-title-client", office=office), lines or [Text("home-client-none")], buttons)


def assistant_home(
    office: str,
    tasks: Sequence[Task],
    clients: Mapping[str, str],
    done_today: int,
    dues: Mapping[TaskId, datetime] = MappingProxyType({}),
    *,
    away: bool = False,
) -> Home:
    """Return an assistant's home: what they have in hand and how that stands, done today, and the first of `tasks` that
    are their turn. `away`: they said that they are."""
    by_state = Counter(task.state for task in tasks)
    lines = [Text("home-you-are-away", back=Typed("back"))] if away else []
    lines += [
        Text("home-in-hand", count=len(tasks)),
        Text("home-to-acknowledge", count=by_state[TaskState.ASSIGNED]),
        Text("home-in-progress", count=by_state[TaskState.ACKNOWLEDGED]),
        Text("home-waiting", count=by_state[TaskState.WAITING]),
        Text("home-paused", count=by_state[TaskState.PAUSED]),
        Text("home-done-today", count=done_today),
    ]
    turn = [task for task in tasks if task.state in {TaskState.ASSIGNED, TaskState.ACKNOWLEDGED}]
    first = turn[:MOST]
    lines += [_next(task, clients.get(task.client_id or "", ""), dues.get(task.id)) for task in first]
    if not tasks:
        lines.append(Text("home-nothing"))
    buttons = [
        Button(Text("acknowledge-this", ref=task.reference), "tasks.acknowledge", task.id, style=Style.PRIMARY)
        if task.state is TaskState.ASSIGNED
        else _show(task)
        for task in first
    ]
    buttons += [
        Button(Text("home-mine"), "tasks.mine", "all"),
        Button(Text("home-queue"), "tasks.queue", "all"),
    ]
    return Home(Text("home-title-assistant", office=office), lines, buttons)


def manager_home(office: str, by_state: Mapping[TaskState, int], away: Sequence[str], overdue: int = 0) -> Home:
    """Return a manager's home: how many tasks stand where, how many are overdue, and who is away."""
    lines = [Text("board-count", what=requests.state_to_staff(state), count=by_state.get(state, 0)) for state in OPEN]
    lines.append(Text("board-count", what=Text("board-overdue"), count=overdue))
    if away:
        lines.append(Text("home-away", names=", ".join(away)))
    buttons = [
        Button(Text("home-board"), "tasks.board", ":", style=Style.PRIMARY),
        Button(Text("home-people"), "people.list", "all"),
    ]
    return Home(Text("home-title-manager", office=office), lines, buttons)


def administrator_home(office: str) -> Home:
    """Return an administrator's home: nothing of what clients ask for."""
    buttons = [Button(Text("home-people"), "people.list", "all", style=Style.PRIMARY)]
    return Home(Text("home-title-administrator", office=office), [Text("home-administrator")], buttons)


def _next(task: Task, client: str, due: datetime | None) -> Text:
    facts = {"ref": task.reference, "client": client, "words": _called(task)}
    return Text("home-next", **facts) if due is None else Text("home-due-next", at=due, **facts)


def _show(task: Task) -> Button:
    return Button(Text("show-this", ref=task.reference), "tasks.show", task.id)


def _called(task: Task) -> str:
    return titles.called(task.title, task.words, task.files)
