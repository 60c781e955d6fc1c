"""Feedback: a client who is not content twice in a row becomes something for a manager to look after."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, Feature, FormSpec
from handlers.events import TaskNoted
from handlers.feedback import actions, manager, screens
from handlers.rules.policy import Act

FEATURE = Feature(
    name="feedback",
    actions={
        screens.SHOW: ActionSpec(manager.press_show, Act.FIGURES, again=True),
        screens.TAKE: ActionSpec(manager.press_take, Act.FIGURES),
        screens.SETTLE: ActionSpec(manager.ask_settle, Act.FIGURES, again=True),
    },
    forms={screens.SETTLE: FormSpec(manager.settle_form, manager.settled, Act.FIGURES)},
    reactions={TaskNoted: actions.noted},
)
