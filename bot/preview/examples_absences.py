"""Examples of absences: understood, planned, begun, listed; and what a manager is offered when one begins."""

from __future__ import annotations

from bot.preview.example import Example, Shown
from bot.preview.invented import NOW, Cast
from handlers.absences import screens
from handlers.tasks import screens as task_screens
from storage.absences import Absence
from storage.vocabulary import AbsenceState, Role

THREE_DAYS = "interval day 2026-03-09T00:00:00+01:00 2026-03-12T00:00:00+01:00"
NOON = "deadline minute - 2026-03-06T12:00:00+01:00"
DOUBTED = [f"date day 2026-{month}T00:00:00+0{hour}:00 -" for month, hour in (("03-04", 1), ("04-03", 2))]


def _absence(cast: Cast, state: AbsenceState, *offers: str) -> Absence:
    return Absence("1", cast.ben.id, state, list(offers), NOW, None, NOW)


def _list(cast: Cast) -> Shown:
    planned = _absence(cast, AbsenceState.PLANNED, THREE_DAYS)
    return screens.list_card(cast.ben, [_absence(cast, AbsenceState.ON, NOON), planned])


EXAMPLES = [
    Example(
        "away-asked",
        Role.ASSISTANT,
        lambda cast: screens.asked_card(_absence(cast, AbsenceState.ASKED, THREE_DAYS), known=True),
    ),
    Example(
        "away-in-doubt",
        Role.ASSISTANT,
        lambda cast: screens.asked_card(_absence(cast, AbsenceState.ASKED, *DOUBTED), known=True),
    ),
    Example(
        "away-planned",
        Role.ASSISTANT,
        lambda cast: screens.planned_card(_absence(cast, AbsenceState.PLANNED, THREE_DAYS)),
    ),
    Example(
        "away-begun", Role.ASSISTANT, lambda cast: screens.begun_card(_absence(cast, AbsenceState.ON, NOON), load=2)
    ),
    Example("away-over", Role.ASSISTANT, lambda cast: screens.over_card(_absence(cast, AbsenceState.OVER, NOON))),
    Example("absences", Role.ASSISTANT, _list),
    Example("away-form", Role.ASSISTANT, lambda _: screens.when_form()),
    Example("absent", Role.MANAGER, lambda cast: task_screens.absent_card(cast.ben, 3, NOW)),
]
