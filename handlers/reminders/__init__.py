"""Reminders: what somebody wants to be told again, about a task or anything else, at a time in their own words."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.reminders import actions, anybody
from handlers.rules.policy import Act

FEATURE = Feature(
    name="reminders",
    commands={"remind": CommandSpec(anybody.remind, Act.USE), "reminders": CommandSpec(anybody.list_own, Act.USE)},
    actions={
        "reminders.move": ActionSpec(anybody.press_move, Act.USE),
        "reminders.pick": ActionSpec(anybody.pick, Act.USE, again=True, picks=True),
        "reminders.ask": ActionSpec(anybody.ask_when, Act.USE, again=True),
        "reminders.snooze": ActionSpec(anybody.press_snooze, Act.USE),
        "reminders.done": ActionSpec(anybody.press_done, Act.USE),
        "reminders.delete": ActionSpec(anybody.press_delete, Act.USE),
    },
    forms={"reminders.when": FormSpec(anybody.when_form, anybody.answered, Act.USE)},
    cancelled=anybody.cancelled,
    timers={actions.DUE: actions.due},
)
