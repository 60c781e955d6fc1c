"""Recurring requests: what a client wants again and again, filed as a task each time."""

from __future__ import annotations

from handlers.chat.feature import EVERYONE, ActionSpec, CommandSpec, Feature, FormSpec
from handlers.events import RequestRepeats
from handlers.recurring import actions, anybody
from storage.vocabulary import STAFF

FEATURE = Feature(
    name="recurring",
    commands={
        "recurring": CommandSpec(anybody.recurring),
        "wiederkehrend": CommandSpec(anybody.recurring, listed=False),
    },
    actions={
        "recurring.confirm": ActionSpec(anybody.press_confirm, roles=EVERYONE),
        "recurring.pause": ActionSpec(anybody.press_pause, roles=EVERYONE),
        "recurring.resume": ActionSpec(anybody.press_resume, roles=EVERYONE),
        "recurring.skip": ActionSpec(anybody.press_skip, roles=EVERYONE),
        "recurring.end": ActionSpec(anybody.press_end, roles=EVERYONE),
        "recurring.show": ActionSpec(anybody.press_show, roles=EVERYONE, again=True),
    },
    forms={"recurring.new": FormSpec(anybody.new_form, anybody.answered, roles=STAFF)},
    timers={actions.DUE: actions.due},
    reactions={RequestRepeats: actions.wanted},
)
