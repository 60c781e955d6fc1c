"""Absences: when an assistant gets nothing new, now or planned, in their own words."""

from __future__ import annotations

from handlers.absences import actions, assistant
from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.rules.policy import Act

FEATURE = Feature(
    name="absences",
    commands={
        "away": CommandSpec(assistant.away, Act.ROSTER),
        "back": CommandSpec(assistant.back, Act.ROSTER),
        "abwesend": CommandSpec(assistant.away, Act.ROSTER, listed=False),
    },
    actions={
        "absences.confirm": ActionSpec(assistant.press_confirm, Act.ROSTER),
        "absences.pick": ActionSpec(assistant.pick, Act.ROSTER, again=True, picks=True),
        "absences.discard": ActionSpec(assistant.press_discard, Act.ROSTER),
        "absences.cancel": ActionSpec(assistant.press_cancel, Act.ROSTER),
        "absences.list": ActionSpec(assistant.press_list, Act.ROSTER, again=True),
        "absences.ask": ActionSpec(assistant.ask_when, Act.ROSTER, again=True),
    },
    forms={"absences.when": FormSpec(assistant.when_form, assistant.answered, Act.ROSTER)},
    cancelled=assistant.cancelled,
    timers={actions.BEGIN: actions.begin_due, actions.END: actions.end_due},
)
