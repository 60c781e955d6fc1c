"""Reminders: what somebody wants to be told again, about a task or anything else, at a time in their own words."""

from __future__ import annotations

from handlers.chat.feature import EVERYONE, ActionSpec, CommandSpec, Feature, FormSpec
from handlers.reminders import actions, anybody

FEATURE = Feature(
    name="reminders",
    commands={"remind": CommandSpec(anybody.remind), "reminders": CommandSpec(anybody.list_own)},
    actions={
        "reminders.move": ActionSpec(anybody.press_move, roles=EVERYONE),
        "reminders.pick": ActionSpec(anybody.pick, roles=EVERYONE, again=True, picks=True),
        "reminders.ask": ActionSpec(anybody.ask_when, roles=EVERYONE, again=True),
        "reminders.snooze": ActionSpec(anybody.press_snooze, roles=EVERYONE),
        "reminders.done": ActionSpec(anybody.press_done, roles=EVERYONE),
        "reminders.delete": ActionSpec(anybody.press_delete, roles=EVERYONE),
    },
    forms={"reminders.when": FormSpec(anybody.when_form, anybody.answered)},
    timers={actions.DUE: actions.due},
)
