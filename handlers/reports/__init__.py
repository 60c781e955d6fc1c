"""Reports: figures of a period for whom they concern."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, Feature
from handlers.events import RightsBegan
from handlers.reports import manager, schedule, screens
from storage.vocabulary import Role

_MANAGER = frozenset({Role.MANAGER})

FEATURE = Feature(
    name="reports",
    actions={screens.SHOW: ActionSpec(manager.press_show, roles=_MANAGER, again=True)},
    timers={schedule.DUE: schedule.due},
    reactions={RightsBegan: schedule.began},
)
