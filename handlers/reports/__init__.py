"""Reports: figures of a period for whom they concern."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.events import RightsBegan
from handlers.reports import (
    manager,
    monthly,
    monthly_screens,
    morning,
    morning_screens,
    review,
    review_screens,
    schedule,
    screens,
)
from storage.vocabulary import Role

_MANAGER = frozenset({Role.MANAGER})
_ASSISTANT = frozenset({Role.ASSISTANT})

FEATURE = Feature(
    name="reports",
    commands={
        "digest": CommandSpec(manager.digest, roles=_MANAGER),
        "review": CommandSpec(review.command, roles=_MANAGER),
        "kpi": CommandSpec(manager.kpi, roles=_MANAGER),
    },
    actions={
        screens.SHOW: ActionSpec(manager.press_show, roles=_MANAGER, again=True),
        screens.PERIOD: ActionSpec(manager.press_period, roles=_MANAGER, again=True),
        screens.CLIENTS: ActionSpec(manager.press_clients, roles=_MANAGER, again=True),
        screens.TEAMS: ActionSpec(manager.press_teams, roles=_MANAGER, again=True),
        screens.FILE: ActionSpec(manager.press_file, roles=_MANAGER, again=True),
        monthly_screens.RELEASE: ActionSpec(monthly.press_release, roles=_MANAGER, again=True),
        morning_screens.CHOOSE: ActionSpec(morning.press_choose, roles=_ASSISTANT, again=True),
        morning_screens.SET: ActionSpec(morning.press_set, roles=_ASSISTANT),
        review_screens.CHOOSE: ActionSpec(review.press_clients, roles=_MANAGER, again=True),
        review_screens.OF_CLIENT: ActionSpec(review.press_client, roles=_MANAGER, again=True),
        review_screens.AGREE: ActionSpec(review.ask_agreed, roles=_MANAGER, again=True),
    },
    forms={review_screens.AGREE: FormSpec(review.agreed_form, review.agreed, roles=_MANAGER)},
    timers={schedule.DUE: schedule.due, monthly.DUE: monthly.due, morning.DUE: morning.due},
    reactions={RightsBegan: schedule.began},
)
