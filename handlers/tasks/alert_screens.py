"""What people read when a promise is in danger or broken. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Style, Text
from handlers.rules.sla import ClockState, Status
from handlers.rules.sla_policy import Clock
from handlers.tasks import list_screens, screens
from storage.tasks import Task
from storage.vocabulary import Priority, TaskState

MOST_STEPS = 3
HOURS = (1, 2, 4, 8, 16)


def alert_card(
    task: Task,
    state: ClockState,
    *,
    client: str,
    holder: str | None,
    late: datetime | None,
    care: tuple[str, datetime | None] | None,
    manages: bool,
    now: datetime,
) -> Card:
    """Return the live card of one clock of a task: how it stands, who has it, what can be done. `late` is when this
    should have been said, where that is a while ago; `care` who looks after it, and until when."""
    lines = [_standing(state, now), *_moved(state, now), Text("words", words=screens.called(task))]
    lines.append(Text("holder-line", name=holder) if holder else Text("alert-nobody"))
    if late is not None:
        lines.append(Text("alert-late", at=late))
    if care is not None and state.ended_at is None:
        lines.append(Text("alert-care", name=care[0], until=care[1]))
    title = Text("alert-title", ref=task.reference, client=client, clock=Text(f"clock-{state.clock}"))
    return Card(f"sla:{task.id}:{state.clock}", title, lines, _buttons(task, state.clock, manages, state))


def soon_card(key: str, soon: Sequence[tuple[Task, str, datetime | None]], now: datetime) -> Card:
    """Return what an assistant reads of tasks that are due before long, or over their time: each with its client and
    when, the earliest first, and the next step of the first few; the list of their tasks has the others."""
    ordered = sorted(soon, key=lambda each: math.inf if each[2] is None else each[2].timestamp())
    lines = [
        Text(
            "over-line" if _is_over(due_at, now) else "soon-line",
            ref=task.reference,
            client=client,
            words=screens.called(task),
            at=due_at,
        )
        for task, client, due_at in ordered
    ]
    buttons = [_first_step(task) for task, _, _ in ordered[:MOST_STEPS]]
    if len(ordered) > MOST_STEPS:
        buttons.append(Button(Text("home-mine"), list_screens.MINE, "all"))
    return Card(key, _soon_title(sum(_is_over(due_at, now) for _, _, due_at in ordered), len(ordered)), lines, buttons)


def _soon_title(over: int, count: int) -> Text:
    if over == 0:
        return Text("soon-title", count=count)
    return Text("over-title", count=count) if over == count else Text("over-or-soon-title", count=count)


def _is_over(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and due_at <= now


def _first_step(task: Task) -> Button:
    """Return the button to acknowledge a task; once it is, what is due may be any step of its card."""
    return list_screens.next_step(task, None) if task.state is TaskState.ASSIGNED else list_screens.show(task)


def extend_form(ref: str) -> Form:
    """Return the question by how many hours of open time a promise is moved, and why."""
    offered = [Choice(str(hours), Text("hours-more", hours=hours)) for hours in HOURS]
    fields = [
        Field("hours", Text("extend-hours"), FieldKind.ONE_OF, choices=offered),
        Field("words", Text("extend-why"), FieldKind.PARAGRAPH, longest=500),
    ]
    return Form("tasks.extend", Text("extend-title", ref=ref), Text("extend"), fields)


def _standing(state: ClockState, now: datetime) -> Text:
    if state.ended_at is not None:
        name = "alert-met" if state.breached_at is None else "alert-met-late"
        return Text(name if state.met_at else "alert-over", at=state.ended_at)
    if state.status is Status.BREACHED:
        return Text("alert-breached", at=state.breached_at)
    if state.due is None and state.paused_since is not None:
        return Text("alert-standing", at=state.paused_since)
    if state.due is None:
        return Text("alert-undated" if state.target else "alert-open", clock=str(state.clock), at=state.started_at)
    return Text("alert-at-risk", at=state.due)


def promises_a_time(state: ClockState) -> bool:
    """Return whether a round that runs has a due time, or will have one again once it goes on."""
    return state.due is not None or state.paused_since is not None


def _moved(state: ClockState, now: datetime) -> list[Text]:
    """Return the new time where a promise that was broken has got one, still to come or over as well."""
    if state.ended_at is not None or state.breached_at is None or state.due is None:
        return []
    if state.due > now:
        return [Text("alert-now-due", at=state.due)]
    return [Text("alert-over-again", at=state.due)] if state.due > state.breached_at else []


def _buttons(task: Task, clock: Clock, manages: bool, state: ClockState) -> list[Button]:
    show = Button(Text("show-this", ref=task.reference), "tasks.show", task.id)
    if not manages or state.ended_at is not None:
        return [show]
    about = f"{task.id}={clock}"
    higher = [] if task.priority is Priority.URGENT else [Button(Text("raise-priority"), "tasks.raise", task.id)]
    longer = [Button(Text("extend"), "tasks.extend", about, opens="tasks.extend")] if promises_a_time(state) else []
    return [
        Button(Text("i-take-care"), "tasks.take-care", about, style=Style.PRIMARY),
        Button(Text("reassign"), "tasks.give", task.id),
        *higher,
        *longer,
        Button(Text("why-button"), "tasks.why", about),
        show,
    ]
