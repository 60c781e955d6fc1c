"""What it looks like to change the date of a request that is filed. Pure."""

from __future__ import annotations

from handlers.chat import time_fields
from handlers.chat.outgoing import Button, Card, Form, Text
from handlers.rules import states
from handlers.rules.whens import QUICK, parsed
from handlers.tasks import wishes
from handlers.tasks.appointment_lines import Choice, line
from storage.drafts import Draft
from storage.tasks import Task

FORM = "tasks.date"


def date_card(task: Task, draft: Draft, appointments: Choice) -> Card:
    """Return when a request is wished for and which appointment it is for, with what changes both; while a time that
    was written leaves doubt, what is asked about it."""
    known = parsed(task.wished) if task.wished else None
    doubted = wishes.asks(draft)
    lines = wishes.lines(draft.wish, None, draft) if doubted else wishes.lines(task.wish, known)
    lines = lines or [Text("wish-line", wish=Text("wish-none"))]
    buttons = _meant(task, draft) if doubted else _days(task)
    buttons.append(Button(Text("when-other"), "tasks.ask-date", task.id, opens=FORM))
    if task.wish or known:
        buttons.append(Button(Text("when-none"), "tasks.date", f"{task.id}="))
    return Card(
        f"date:{task.id}",
        Text("date-title", ref=task.reference),
        [*lines, *line(appointments.tied)],
        [*buttons, *appointments.buttons("tasks.tie", task.id)],
        time_fields.pickers("tasks.pick-date", task.id, known),
    )


def button(task: Task) -> list[Button]:
    """Return the button that changes a request's date, none once it is done."""
    if not states.possible("cancel", task.state):
        return []
    return [Button(Text("date-change" if dated(task) else "date-set"), "tasks.dates", task.id)]


def dated(task: Task) -> bool:
    """Return whether a request has a date, or is for an appointment."""
    return bool(task.wish or task.wished or task.booking_id)


def form() -> Form:
    """Return the question by when a request is wished for."""
    return Form(FORM, Text("wish-title"), Text("save"), [wishes.field()])


def _meant(task: Task, draft: Draft) -> list[Button]:
    """Return the times that may be meant; one that is over is none of them."""
    offers = () if draft.wished is None or draft.wished["past"] else wishes.offers(draft)
    return [Button(Text("when", when=one), "tasks.date", f"{task.id}={one.token()}") for one in offers]


def _days(task: Task) -> list[Button]:
    return [Button(Text(f"when-{day}"), "tasks.date", f"{task.id}={day}") for day in QUICK]
