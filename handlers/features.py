"""The list of features, in menu order."""

from __future__ import annotations

from handlers import home, people, reminders, tasks
from handlers.chat.router import House

HOUSE = House.of([tasks.FEATURE, home.FEATURE, reminders.FEATURE, people.FEATURE])
