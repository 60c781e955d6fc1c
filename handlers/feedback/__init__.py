"""Feedback: a client who is not content twice in a row becomes something for a manager to look after."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, Feature, FormSpec
from handlers.events import TaskNoted
from handlers.feedback import actions, manager, screens
from storage.vocabulary import Role

_MANAGER = frozenset({Role.MANAGER})

FEATURE = Feature(
    name="feedback",
    actions={
        screens.SHOW: ActionSpec(manager.press_show, roles=_MANAGER, again=True),
        screens.TAKE: ActionSpec(manager.press_take, roles=_MANAGER),
        screens.SETTLE: ActionSpec(manager.ask_settle, roles=_MANAGER, again=True),
    },
    forms={screens.SETTLE: FormSpec(manager.settle_form, manager.settled, roles=_MANAGER)},
    reactions={TaskNoted: actions.noted},
)
