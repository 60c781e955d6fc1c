"""Recurring requests: what a client wants again and again, filed as a task each time."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.events import RequestRepeats
from handlers.recurring import actions, anybody
from handlers.rules.policy import Act

FEATURE = Feature(
    name="recurring",
    commands={
        "recurring": CommandSpec(anybody.recurring, Act.ASK),
        "wiederkehrend": CommandSpec(anybody.recurring, Act.ASK, listed=False),
    },
    actions={
        "recurring.confirm": ActionSpec(anybody.press_confirm, Act.ASK),
        "recurring.pause": ActionSpec(anybody.press_pause, Act.ASK),
        "recurring.resume": ActionSpec(anybody.press_resume, Act.ASK),
        "recurring.skip": ActionSpec(anybody.press_skip, Act.ASK),
        "recurring.end": ActionSpec(anybody.press_end, Act.ASK),
        "recurring.show": ActionSpec(anybody.press_show, Act.ASK, again=True),
    },
    forms={"recurring.new": FormSpec(anybody.new_form, anybody.answered, Act.ASK_FOR)},
    timers={actions.DUE: actions.due},
    reactions={RequestRepeats: actions.wanted},
)
