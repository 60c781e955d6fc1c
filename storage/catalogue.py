"""All tables in one place, for migrations, labels and checks: importing this loads every noun."""

from __future__ import annotations

from storage import (
    clients,
    conversation,
    dialogs,
    drafts,
    files,
    inbox,
    marks,
    outbox,
    people,
    reminders,
    sla,
    tasks,
    timers,
    topics,
)
from storage.schema import complete, metadata

complete()

__all__ = [
    "clients",
    "conversation",
    "dialogs",
    "drafts",
    "files",
    "inbox",
    "marks",
    "metadata",
    "outbox",
    "people",
    "reminders",
    "sla",
    "tasks",
    "timers",
    "topics",
]
