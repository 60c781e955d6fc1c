"""The list of features, in menu order."""

from __future__ import annotations

from handlers import absences, bookings, feedback, home, people, recurring, reminders, reports, tasks
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
        people.FEATURE,
    ]
)
