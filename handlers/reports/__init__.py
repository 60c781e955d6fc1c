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
    releasing,
    review,
    review_screens,
    schedule,
    screens,
    timing,
)
from handlers.rules.policy import Act

FEATURE = Feature(
    name="reports",
    commands={
        "digest": CommandSpec(manager.digest, Act.FIGURES),
        "review": CommandSpec(review.command, Act.FIGURES),
        "kpi": CommandSpec(manager.kpi, Act.FIGURES),
    },
    actions={
        screens.SHOW: ActionSpec(manager.press_show, Act.FIGURES, again=True),
        timing.TIMES: ActionSpec(manager.press_times, Act.FIGURES, again=True),
        screens.PERIOD: ActionSpec(manager.press_period, Act.FIGURES, again=True),
        screens.CLIENTS: ActionSpec(manager.press_clients, Act.FIGURES, again=True),
        screens.TEAMS: ActionSpec(manager.press_teams, Act.FIGURES, again=True),
        screens.FILE: ActionSpec(manager.press_file, Act.FIGURES, again=True),
        monthly_screens.RELEASE: ActionSpec(releasing.press_release, Act.FIGURES, again=True),
        monthly_screens.WITHHOLD: ActionSpec(releasing.press_withhold, Act.FIGURES, again=True),
        morning_screens.CHOOSE: ActionSpec(morning.press_choose, Act.ROSTER, again=True),
        morning_screens.SET: ActionSpec(morning.press_set, Act.ROSTER),
        review_screens.CHOOSE: ActionSpec(review.press_clients, Act.FIGURES, again=True),
        review_screens.OF_CLIENT: ActionSpec(review.press_client, Act.FIGURES, again=True),
        review_screens.AGREE: ActionSpec(review.ask_agreed, Act.FIGURES, again=True),
    },
    forms={review_screens.AGREE: FormSpec(review.agreed_form, review.agreed, Act.FIGURES)},
    timers={schedule.DUE: schedule.due, monthly.DUE: monthly.due, morning.DUE: morning.due},
    reactions={RightsBegan: schedule.began},
)
