"""What reminders look like: cards and the form as names and facts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.chat import time_fields
from handlers.chat.outgoing import Button, Card, Field, FieldKind, Form, Picker, Style, Text, Typed
from handlers.rules.business_hours import BusinessHours
from handlers.rules.reminding import next_morning, next_working_day
from handlers.rules.whens import When
from storage.people import Person
from storage.reminders import Reminder
from storage.tasks import Task
from storage.types import to_milliseconds
from storage.vocabulary import ReminderState

FORM = "reminders.when"
LATE = timedelta(minutes=1)
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


def set_card(reminder: Reminder, reference: str | None, *, fresh: bool = False, once: bool = False) -> Card:
    """Return a reminder that is set, with what corrects it; a `fresh` one can be undone. `once` says that it doesn't
    come again and again."""
    lines = _what(reminder, reference)
    if once:
        lines.append(Text("remind-once"))
    buttons = [
        Button(Text("change"), "reminders.ask", reminder.id, opens=FORM),
        Button(Text("undo" if fresh else "delete"), "reminders.delete", reminder.id),
    ]
    return Card(_key(reminder), Text("remind-set", at=moment(reminder.at)), lines, buttons, _pickers(reminder))


def asked_card(reminder: Reminder, reference: str | None, others: Sequence[datetime], *, once: bool = False) -> Card:
    """Return a reminder that is set, though in doubt: `others` may be meant instead of its own moment."""
    lines = [*_what(reminder, reference), Text("remind-unless")]
    if once:
        lines.append(Text("remind-once"))
    buttons = [
        Button(Text("when-right"), "reminders.move", _at(reminder, reminder.at), style=Style.PRIMARY),
        *[Button(Text("remind-other", at=moment(at)), "reminders.move", _at(reminder, at)) for at in others],
        Button(Text("when-other"), "reminders.ask", reminder.id, opens=FORM),
        Button(Text("undo"), "reminders.delete", reminder.id),
    ]
    return Card(_key(reminder), Text("remind-is-it", at=moment(reminder.at)), lines, buttons, _pickers(reminder))


def moment(at: datetime) -> When:
    """Return a moment as a time that is echoed with weekday and year, and can be moved."""
    return When(at, None, "minute", "instant")


def due_card(
    reminder: Reminder, reference: str | None, *, called: str | None, late: timedelta, snooze: Collection[str]
) -> Card:
    """Return the reminder itself. `called` is what its task is called, which is offered, None for one that may not be
    seen; `late` says by how much it comes late; `snooze` names the moments it can be put off to."""
    lines = _what(reminder, reference, called)
    if late >= LATE:
        seconds = int(late.total_seconds())
        span = Text("span", hours=seconds // 3600, minutes=seconds % 3600 // 60)
        lines.append(Text("reminder-late", late=span, at=reminder.at))
    buttons = [Button(Text("done"), "reminders.done", reminder.id, style=Style.PRIMARY)]
    buttons += [Button(Text(f"snooze-{how}"), "reminders.snooze", f"{reminder.id}={how}") for how in snooze]
    if called is not None and reminder.task_id is not None:
        buttons.append(Button(Text("reminder-show", ref=reference), "tasks.show", reminder.task_id))
    return Card(_key(reminder), Text("reminder-title"), lines, buttons)


def snoozes(now: datetime, zone: str, hours: BusinessHours | None) -> dict[str, datetime]:
    """Return to when (UTC) a reminder can be put off, by name; the next working day only where it isn't tomorrow."""
    here = ZoneInfo(zone)
    morning, working = next_morning(now, here), next_working_day(now, here, hours)
    offered = {"quarter": now + QUARTER, "hour": now + HOUR, "morning": morning}
    if working.astimezone(here).date() != morning.astimezone(here).date():
        offered["working-day"] = working
    return offered


def ended_card(reminder: Reminder, reference: str | None, at: datetime) -> Card:
    """Return what a reminder's card becomes once it is done with or deleted."""
    title = Text("reminder-done", at=at) if reminder.state is ReminderState.DONE else Text("reminder-deleted")
    return Card(_key(reminder), title, _what(reminder, reference))


def dropped_card(reminder: Reminder, task: Task) -> Card:
    """Return what a reminder's card becomes whose task ended before it was due."""
    return Card(_key(reminder), Text("reminder-dropped", ref=task.reference), _what(reminder, task.reference))


def list_card(
    person: Person, reminders: Sequence[Reminder], references: Mapping[str, str], ended: Collection[str]
) -> Card:
    """Return somebody's reminders with a button to delete each. `references` and `ended` are by reminder: the task's
    reference, and those whose task has ended."""
    lines, buttons = [], []
    for number, reminder in enumerate(reminders, start=1):
        state = ReminderState.DROPPED if reminder.id in ended else reminder.state
        what = next(iter(_what(reminder, references.get(reminder.id))), Text("reminder-title"))
        line = Text("reminder-line", number=number, at=reminder.at, what=what)
        standing = Text(f"reminder-is-{state}")
        lines.append(line if state is ReminderState.OPEN else Text("reminder-line-is", line=line, standing=standing))
        if reminder.state is not ReminderState.DROPPED:
            label = Text("delete-number", number=number)
            buttons.append(Button(label, "reminders.delete", f"{reminder.id}=list"))
    empty = [Text("reminders-none", remind=Typed("remind"))]
    return Card(f"reminders:{person.id}", Text("reminders-title"), lines or empty, buttons)


def when_form() -> Form:
    """Return the question when to remind."""
    field = Field("when", Text("remind-when"), FieldKind.TIME, longest=200, help=Text("remind-when-help"))
    return Form(FORM, Text("remind-when-title"), Text("save"), [field])


def _what(reminder: Reminder, reference: str | None, called: str | None = None) -> list[Text]:
    words = reminder.words or called
    if reference is not None and words:
        return [Text("reminder-of-task", ref=reference, words=words)]
    if reference is not None:
        return [Text("show-this", ref=reference)]
    return [Text("words", words=reminder.words)] if reminder.words else []


def _pickers(reminder: Reminder) -> list[Picker]:
    return time_fields.pickers("reminders.pick", reminder.id, moment(reminder.at))


def _at(reminder: Reminder, at: datetime) -> str:
    return f"{reminder.id}={to_milliseconds(at)}"


def _key(reminder: Reminder) -> str:
    return f"reminder:{reminder.id}"
