"""All examples in the order of the index, each built by the screen that people see in the office.

A new screen gets a line in one of the lists; nothing else needs to know of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.preview import (
    examples_absences,
    examples_board,
    examples_bookings,
    examples_feedback,
    examples_home,
    examples_notices,
    examples_office,
    examples_people,
    examples_promises,
    examples_recurring,
    examples_reminders,
    examples_reports,
    examples_requests,
    examples_tasks,
    examples_trials,
)
from bot.preview.example import Example

EXAMPLES: Sequence[Example] = (
    *examples_home.EXAMPLES,
    *examples_office.EXAMPLES,
    *examples_requests.EXAMPLES,
    *examples_tasks.EXAMPLES,
    *examples_notices.EXAMPLES,
    *examples_promises.EXAMPLES,
    *examples_board.EXAMPLES,
    *examples_bookings.EXAMPLES,
    *examples_reminders.EXAMPLES,
    *examples_reports.EXAMPLES,
    *examples_feedback.EXAMPLES,
    *examples_trials.EXAMPLES,
    *examples_absences.EXAMPLES,
    *examples_recurring.EXAMPLES,
    *examples_people.EXAMPLES,
)
