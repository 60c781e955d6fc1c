"""What a manager looks at: the board with its filters, a task's sheet, and the choices on it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.chat import paging, requests
from handlers.chat.context import Office
from handlers.chat.outgoing import Button, Card, Spoken, Style, Text, Typed
from handlers.chat.paging import Page
from handlers.rules import states
from handlers.rules.categories import Category
from handlers.tasks import date_screens, screens
from handlers.tasks.screens import Around
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import Priority, TaskId, TaskState

MOST_STEPS = 12
MOST_ON_PAGE = 25
MOST_CHOICES = 12
MOST_OTHERS = 3
STATES = (TaskState.QUEUED, TaskState.ASSIGNED, TaskState.ACKNOWLEDGED, TaskState.WAITING, TaskState.PAUSED)
OVERDUE = "overdue"
BY = ("assistant", "client", "category")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the board shows: `by` is empty for all, `state`, or `assistant`, `client`, `category`; `value` which one of
    them, empty while it is being chosen; and which page of it."""

    by: str = ""
    value: str = ""
    page: int = 0

    @classmethod
    def of(cls, about: str) -> Filter:
        """Return the filter a button carries, `by:value`, or `by:value=page`."""
        named, page = paging.asked(about)
        by, _, value = named.partition(":")
        return cls(by, value, page or 0)

    def __str__(self) -> str:
        return f"{self.by}:{self.value}"


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What the board is about: open tasks in the order in which they are shown, the names of assistants and clients by
    id, who is away with how many tasks, and which tasks are late."""

    tasks: Sequence[Task]
    assistants: Mapping[str, str]
    clients: Mapping[str, str]
    away: Sequence[tuple[Person, int]] = ()
    late: Collection[TaskId] = ()


def board_card(key: str, office: Office, chosen: Filter, work: OpenWork) -> Card:
    """Return the board: how many tasks stand where, a page of those of the filter, the filters as buttons."""
    tasks, assistants, clients, overdue = work.tasks, work.assistants, work.clients, work.late
    by_state = Counter(task.state for task in tasks)
    counts = [Text("board-count", what=requests.state_to_staff(state), count=by_state[state]) for state in STATES]
    counts.append(Text("board-count", what=Text("board-overdue"), count=len(overdue)))
    lines: list[Text] = [Text("board-counts", counts=counts)]
    named: Mapping[str, Mapping[str, str]] = {"assistant": assistants, "client": clients, "category": {}}
    if chosen.by in BY and not chosen.value:
        groups = Counter(_group(task, chosen.by) for task in tasks)
        some = paging.page(groups.most_common(), chosen.page)
        buttons = [*_groups(chosen.by, some.items, named[chosen.by], office), *_turning(some, chosen)]
        buttons += _filters(by_state, len(overdue))
        return Card(key, Text("board-title"), [*lines, *paging.where(some)], buttons)
    shown = paging.page([task for task in tasks if _fits(task, chosen, overdue)], chosen.page)
    lines += [_line(task, assistants, clients, late=task.id in overdue) for task in shown.items]
    lines += paging.where(shown) if shown.items else [Text("board-nothing")]
    buttons = [_absent(person, count) for person, count in work.away]
    buttons += [Button(Text("manage-this", ref=task.reference), "tasks.sheet", task.id) for task in shown.items]
    buttons += _turning(shown, chosen)
    return Card(key, Text("board-title"), lines, [*buttons, *_filters(by_state, len(overdue))])


def sheet_card(task: Task, around: Around, history: Sequence[Text], holder: str | None, *, steers: bool = True) -> Card:
    """Return a task as who oversees it sees it: everything, the end of its history, and what can be changed; who only
    gives tasks away doesn't `steer` them."""
    lines = [*screens.content(task, around)]
    if task.note is not None:
        lines.append(Text(f"task-note-{task.note}"))
    lines += [screens.message_line(message, name) for message, name in around.messages]
    lines += [Text("note-line", name=name, words=note.words) for note, name in around.notes]
    if task.result:
        lines.append(Text("task-result", words=task.result))
    if task.minutes is not None:
        lines.append(Text("task-minutes", minutes=task.minutes))
    lines += screens.rated_line(task)
    lines += [_state(task), *([Text("question-open", words=task.question)] if task.question else [])]
    lines += [Text("holder-line", name=holder)] if holder else []
    lines += screens.due_line(around.due)
    earlier = max(0, len(history) - MOST_STEPS)
    lines += [Text("steps-earlier", count=earlier)] if earlier else []
    lines += history[earlier:]
    lines += screens.contact_line(around)
    buttons = _sheet_buttons(task, steers=steers) + (screens.why_button(task) if around.due else [])
    if around.contact_gone and steers:
        buttons.insert(0, Button(Text("other-contact"), "tasks.contact", task.id, style=Style.PRIMARY))
    if earlier:
        buttons.append(Button(Text("history"), "tasks.history", f"{task.id}=0"))
    return Card(
        f"sheet:{task.id}",
        Text("task-card-title", ref=task.reference, client=around.client),
        lines,
        buttons,
    )


def history_card(task: Task, history: Sequence[Text], page: int) -> Card:
    """Return a page of a task's history on its sheet, from the first step on."""
    shown = paging.page(history, page, MOST_ON_PAGE)
    buttons = paging.turning(shown, "tasks.history", task.id)
    title = Text("history-title", ref=task.reference)
    return choice(task, title, buttons, [*shown.items, *paging.where(shown)])


def contact_left_card(person: Person, client: str, tasks: Page[Task], others: Sequence[Person]) -> Card:
    """Return what managers hear when a contact with open tasks has no access any more: all to one of the `others` at
    once, or each task on its own."""
    lines = [Text("contact-left-tasks", tasks=", ".join(task.reference for task in tasks.items))]
    if not tasks.items:
        lines = [Text("contact-left-settled")]
        others = ()
    buttons = [Button(Text("contact-all-to", name=each.name), "tasks.all-to", each.id) for each in others[:MOST_OTHERS]]
    buttons += [Button(Text("other-contact-of", ref=each.reference), "tasks.contact", each.id) for each in tasks.items]
    buttons += paging.turning(tasks, "tasks.left", person.id)
    title = Text("contact-left-title", name=person.name, client=client)
    return Card(f"contact:{person.id}", title, [*lines, *paging.where(tasks)], buttons)


def contacts_card(task: Task, client: str, people: Sequence[Person]) -> Card:
    """Return the choice of another contact, or to cancel the task."""
    buttons = [Button(person_label(person), "tasks.set-contact", f"{task.number}={person.id}") for person in people]
    lines = [] if people else [Text("contact-none", client=client, people=Typed("people"))]
    if states.possible("cancel", task.state):
        buttons.append(Button(Text("cancel-task"), "tasks.cancel", task.id, style=Style.DANGER, opens="tasks.cancel"))
    return choice(task, Text("contact-which", ref=task.reference, client=client), buttons, lines)


def priority_card(task: Task, *, higher: bool = False) -> Card:
    """Return the choice of another priority, or of a `higher` one."""
    now, ranks = task.priority or Priority.NORMAL, [*Priority]
    buttons = [
        Button(Text(f"priority-{each}"), "tasks.set-priority", f"{task.number}={each}")
        for each in Priority
        if each is not now and (not higher or ranks.index(each) > ranks.index(now))
    ]
    return choice(task, Text("priority-which", ref=task.reference), buttons)


def category_card(task: Task, categories: Sequence[Category]) -> Card:
    """Return the choice of a category."""
    buttons = [
        Button(Text("spoken", words=Spoken(each.label)), "tasks.set-category", f"{task.number}={each.name}"[:64])
        for each in categories
        if each.name != task.category
    ]
    buttons.append(Button(Text("category-none"), "tasks.set-category", f"{task.number}=-"))
    return choice(task, Text("category-which", ref=task.reference), buttons)


def choice(task: Task, title: Text, buttons: list[Button], lines: Sequence[Text] = ()) -> Card:
    """Return a choice on a task's sheet, with the way back to it."""
    return Card(f"sheet:{task.id}", title, lines, [*buttons, Button(Text("back"), "tasks.back", task.id)])


def _sheet_buttons(task: Task, *, steers: bool) -> list[Button]:
    if not states.possible("reassign", task.state):
        return []
    kind = [
        Button(Text("priority"), "tasks.priority", task.id),
        Button(Text("category"), "tasks.category", task.id),
        *date_screens.button(task),
    ]
    cancel = Button(Text("cancel-task"), "tasks.cancel", task.id, style=Style.DANGER, opens="tasks.cancel")
    return [
        Button(Text("reassign"), "tasks.reassign", task.id, style=Style.PRIMARY),
        *(kind if steers else []),
        Button(Text("message-client"), "tasks.message", task.id, opens="tasks.message"),
        Button(Text("internal-note"), "tasks.note", task.id, opens="tasks.note"),
        screens.class_button(task),
        *([cancel] if steers else []),
    ]


def _absent(person: Person, count: int) -> Button:
    confirm = Text("hand-over-all-confirm", name=person.name, count=count)
    label = Text("hand-over-all", name=person.name, count=count)
    return Button(label, "tasks.hand-over-all", person.id, confirm=confirm)


def _filters(by_state: Mapping[TaskState, int], overdue: int) -> list[Button]:
    buttons = [Button(Text("board-all"), "tasks.board", ":")]
    for state in STATES:
        if by_state[state]:
            buttons.append(Button(requests.state_to_staff(state), "tasks.board", f"state:{state}"))
    if overdue:
        buttons.append(Button(Text("board-overdue"), "tasks.board", f"state:{OVERDUE}"))
    return buttons + [Button(Text(f"board-by-{by}"), "tasks.board", f"{by}:") for by in BY]


def _turning(shown: Page[Any], chosen: Filter) -> list[Button]:
    return paging.turning(shown, "tasks.board", f"{chosen.by}:{chosen.value}")


def _groups(by: str, groups: Sequence[tuple[str, int]], names: Mapping[str, str], office: Office) -> list[Button]:
    buttons = []
    for value, count in groups:
        if by == "category":
            what = requests.category_label(office.category(value), value)
        else:
            what = Text("words", words=names.get(value, value))
        if not value:
            what = Text("board-nobody" if by == "assistant" else "category-none")
        buttons.append(Button(Text("board-group", what=what, count=count), "tasks.board", f"{by}:{value or '-'}"[:64]))
    return buttons


def _group(task: Task, by: str) -> str:
    return str({"assistant": task.assistant_id, "client": task.client_id, "category": task.category}[by] or "")


def _fits(task: Task, chosen: Filter, overdue: Collection[str]) -> bool:
    if chosen.by == "state":
        return task.id in overdue if chosen.value == OVERDUE else task.state == chosen.value
    if chosen.by in BY:
        return (_group(task, chosen.by) or "-") == chosen.value
    return True


def _line(task: Task, assistants: Mapping[str, str], clients: Mapping[str, str], *, late: bool) -> Text:
    return Text(
        "board-line",
        ref=task.reference,
        client=clients.get(task.client_id or "", ""),
        words=screens.called(task),
        state=requests.state_to_staff(task.state),
        name=assistants.get(task.assistant_id or "", "–"),
        late="late" if late else "fine",
        priority=str(task.priority or Priority.NORMAL),
    )


def _state(task: Task) -> Text:
    state = requests.state_to_staff(task.state)
    if task.reason and not task.question:
        return Text("sheet-state-why", state=state, reason=task.reason)
    return Text("sheet-state", state=state)


def person_label(person: Person) -> Text:
    """Return a person's name; who is absent is said to be."""
    return Text("words", words=person.name) if person.away_since is None else Text("colleague-away", name=person.name)
