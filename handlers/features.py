"""The list of features, in menu order."""

from __future__ import annotations

from handlers import absences, bookings, feedback, home, people, privacy, recurring, reminders, reports, tasks, trials
from handlers.chat.router import House

HOUSE = House.of(
    [
        tasks.FEATURE,
        bookings.FEATURE,
        home.FEATURE,
        reminders.FEATURE,
        absences.FEATURE,
        recurring.FEATURE,
        reports.FEATURE,
        feedback.FEATURE,
        trials.FEATURE,
        people.FEATURE,
        privacy.FEATURE,
    ]
)
