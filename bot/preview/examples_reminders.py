"""Examples of reminders: a person's own, and those of what a client wishes by a certain time."""

from __future__ import annotations

from datetime import timedelta

from bot.preview.example import Example, Shown
from bot.preview.invented import BUSY, NOW, OFFICE, ZONE, Cast
from handlers.reminders import screens
from storage.reminders import Reminder
from storage.vocabulary import ReminderState, Role, TaskId

REF = "T-1042"
LATER = NOW + timedelta(hours=5)


def _reminder(cast: Cast, number: int = 1, state: ReminderState = ReminderState.OPEN) -> Reminder:
    at = NOW + number * timedelta(hours=5)
    return Reminder(str(number), cast.ben.id, TaskId("task-1042"), cast.words(BUSY), at, state, 1, NOW)


def _set(cast: Cast) -> Shown:
    return screens.set_card(_reminder(cast), REF, fresh=True)


def _asked(cast: Cast) -> Shown:
    return screens.asked_card(_reminder(cast, state=ReminderState.ASKED), REF, [NOW + timedelta(hours=17)])


def _due(cast: Cast) -> Shown:
    late = timedelta(hours=2, minutes=5)
    snooze = screens.snoozes(LATER, ZONE, OFFICE.hours)
    return screens.due_card(_reminder(cast), REF, called="", late=late, snooze=snooze)


def _list(cast: Cast) -> Shown:
    states = (ReminderState.OPEN, ReminderState.TOLD, ReminderState.DROPPED)
    reminders = [_reminder(cast, number, state) for number, state in enumerate(states, start=1)]
    return screens.list_card(cast.ben, reminders, {"1": REF}, set())


EXAMPLES = [
    Example("reminder-set", Role.ASSISTANT, _set),
    Example("reminder-in-doubt", Role.ASSISTANT, _asked),
    Example("reminder-due", Role.ASSISTANT, _due),
    Example("reminders", Role.ASSISTANT, _list),
    Example("reminder-when-form", Role.ASSISTANT, lambda _: screens.when_form()),
]
