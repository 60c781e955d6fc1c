"""What the morning list looks like, and the choice when it comes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.chat.outgoing import Button, Card, Spoken, Stretch, Text
from handlers.reports.spans import period_text
from handlers.rules import titles
from handlers.rules.kpi.periods import Period
from storage.bookings import Booking
from storage.people import Person
from storage.tasks import Task

CHOOSE, SET = "reports.morning", "reports.set-morning"
OFFERED, NEVER = ("06:30", "07:00", "07:30", "08:00", "08:30", "09:00"), "never"
MOST_LISTED, MOST_BUTTONS = 10, 5


@dataclass(frozen=True, slots=True)
class Due:
    """A task, whose it is, and by when (UTC) something is to be done or was."""

    task: Task
    client: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment, what it is called by language (nothing where the settings know it no longer), and who comes."""

    booking: Booking
    label: Mapping[str, str]
    who: str


@dataclass(frozen=True, slots=True)
class Morning:
    """What there is on a day: due or overdue until its end, not taken on yet, waiting or paused, and who comes."""

    today: Sequence[Due] = ()
    new: Sequence[Task] = ()
    waiting: Sequence[Task] = ()
    appointments: Sequence[Appointment] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.today or self.new or self.waiting or self.appointments)


def morning_card(person: Person, day: Period, found: Morning, now: datetime) -> Card:
    """Return an assistant's day."""
    lines = [Text("morning-appointments", count=len(found.appointments))] if found.appointments else []
    for each in found.appointments[:MOST_LISTED]:
        span = Stretch(each.booking.starts_at, each.booking.ends_at)
        lines.append(Text("morning-appointment", when=span, what=_label(each), who=each.who))
    if found.today:
        lines.append(Text("morning-due", count=len(found.today)))
    for due in found.today[:MOST_LISTED]:
        facts = {"ref": due.task.reference, "client": due.client, "words": _called(due.task), "at": due.at}
        lines.append(Text("morning-late-line", **facts) if due.at < now else Text("morning-due-line", **facts))
    if found.new:
        lines.append(Text("morning-new", count=len(found.new)))
    lines += [_line(task) for task in found.new[:MOST_LISTED]]
    if found.waiting:
        lines.append(Text("morning-waiting", count=len(found.waiting)))
    lines += [_line(task) for task in found.waiting[:MOST_LISTED]]
    tasks = [*(due.task for due in found.today), *found.new, *found.waiting][:MOST_BUTTONS]
    buttons = [Button(Text("show-this", ref=task.reference), "tasks.show", task.id) for task in tasks]
    if found.today or found.new or found.waiting:
        buttons.append(Button(Text("home-mine"), "tasks.mine", "all"))
    if found.appointments:
        buttons.append(Button(Text("agenda-today"), "bookings.agenda", "today"))
    title = Text("morning-title", when=period_text(day))
    return Card(f"morning:{person.id}:{day.name}", title, lines, buttons)


def choice_card(person: Person) -> Card:
    """Return the choice when the list comes."""
    buttons = [Button(Text("words", words=at), SET, at) for at in OFFERED if at != person.morning]
    if person.morning:
        buttons.append(Button(Text("morning-none"), SET, NEVER))
    return Card(f"mornings:{person.id}", Text("morning-choose"), [line(person), Text("morning-what")], buttons)


def line(person: Person) -> Text:
    """Return when a person's list comes."""
    return Text("settings-morning", clock=person.morning) if person.morning else Text("settings-morning-none")


def _line(task: Task) -> Text:
    return Text("digest-task", ref=task.reference, words=_called(task))


def _called(task: Task) -> Text | str:
    return titles.called(task.title, task.words, task.files)


def _label(each: Appointment) -> Text:
    return Text("spoken", words=Spoken(each.label)) if each.label else Text("booking-some")
