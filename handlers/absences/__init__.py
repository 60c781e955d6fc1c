"""Absences: when an assistant gets nothing new, now or planned, in their own words."""

from __future__ import annotations

from handlers.absences import actions, assistant
from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from storage.vocabulary import Role

_ASSISTANT = frozenset({Role.ASSISTANT})

FEATURE = Feature(
    name="absences",
    commands={
        "away": CommandSpec(assistant.away, roles=_ASSISTANT),
        "back": CommandSpec(assistant.back, roles=_ASSISTANT),
        "abwesend": CommandSpec(assistant.away, roles=_ASSISTANT, listed=False),
    },
    actions={
        "absences.confirm": ActionSpec(assistant.press_confirm, roles=_ASSISTANT),
        "absences.pick": ActionSpec(assistant.pick, roles=_ASSISTANT, again=True, picks=True),
        "absences.discard": ActionSpec(assistant.press_discard, roles=_ASSISTANT),
        "absences.cancel": ActionSpec(assistant.press_cancel, roles=_ASSISTANT),
        "absences.list": ActionSpec(assistant.press_list, roles=_ASSISTANT, again=True),
        "absences.ask": ActionSpec(assistant.ask_when, roles=_ASSISTANT, again=True),
    },
    forms={"absences.when": FormSpec(assistant.when_form, assistant.answered, roles=_ASSISTANT)},
    timers={actions.BEGIN: actions.begin_due, actions.END: actions.end_due},
)
