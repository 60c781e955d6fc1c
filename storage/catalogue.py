"""All tables in one place, for migrations, labels and checks: importing this loads every noun."""

from __future__ import annotations

from storage import (
    absences,
    booking_plans,
    bookings,
    calendar_entries,
    clients,
    conversation,
    dialogs,
    drafts,
    feeds,
    files,
    follow_ups,
    hosts,
    inbox,
    invitations,
    marks,
    outbox,
    people,
    reminders,
    report_runs,
    series,
    sla,
    tasks,
    timers,
    topics,
    waits,
)
from storage.schema import complete, metadata

complete()

__all__ = [
    "absences",
    "booking_plans",
    "bookings",
    "calendar_entries",
    "clients",
    "conversation",
    "dialogs",
    "drafts",
    "feeds",
    "files",
    "follow_ups",
    "hosts",
    "inbox",
    "invitations",
    "marks",
    "metadata",
    "outbox",
    "people",
    "reminders",
    "report_runs",
    "series",
    "sla",
    "tasks",
    "timers",
    "topics",
    "waits",
]
