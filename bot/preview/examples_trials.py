"""Examples of trials: begun, under way, to be decided, decided; and what a client is asked."""

from __future__ import annotations

from datetime import timedelta

from bot.preview.example import Example, Shown
from bot.preview.invented import CLIENT, CLIENT_ID, NOW, ZONE, Cast
from handlers.trials import screens
from storage.trials import Trial, TrialStep
from storage.vocabulary import Role, TrialState

CRITERIA = {
    "de": "Rückruf am selben Tag\nKeine Doppelbuchung\nEine Person, die uns kennt",
    "en": "Calls returned on the same day\nNo double bookings\nOne person we know",
}
GOOD = {
    "de": "Die Rückrufe klappen. Bei Terminen bitte gleich die Adresse dazuschreiben.",
    "en": "Calls are returned quickly. Please add the address to each appointment.",
}
KEPT = {"de": "Zusagen gehalten, Anna kennt uns jetzt.", "en": "Promises kept; Anna knows us by now."}
TODAY = NOW.date()
DAY = timedelta(days=1)


def _trial(cast: Cast, state: TrialState = TrialState.RUNNING, before: int = 9) -> Trial:
    first, last = ((TODAY + number * DAY).isoformat() for number in (-before, 27 - before))
    begun = NOW - before * DAY
    over = state is not TrialState.RUNNING
    words = cast.words(KEPT) if over else None
    criteria = cast.words(CRITERIA)
    return Trial("1", CLIENT_ID, cast.mia.id, state, first, last, criteria, words, begun, NOW if over else None)


def _steps(cast: Cast) -> list[TrialStep]:
    at, asked = NOW - 9 * DAY, {"milestone": "week-1", "to": ["anna"]}
    return [
        TrialStep("begun", cast.mia.id, at, {"until": (TODAY + 18 * DAY).isoformat()}),
        TrialStep("asked", None, at, {**asked, "milestone": "start"}),
        TrialStep("asked", None, at + 7 * DAY, asked),
        TrialStep("answered", cast.anna.id, at + 8 * DAY, {"milestone": "week-1", "words": cast.words(GOOD)}),
    ]


def _card(cast: Cast, state: TrialState) -> Shown:
    steps, names = _steps(cast), {str(person.id): person.name for person in (cast.mia, cast.anna)}
    if state is not TrialState.RUNNING:
        decided = {"outcome": state.value, "words": cast.words(KEPT)}
        steps.append(TrialStep("decided", cast.mia.id, NOW, decided))
    return screens.trial_card(_trial(cast, state), CLIENT, steps, names, TODAY, ZONE)


def _question(cast: Cast, milestone: str, *, answered: bool = False) -> Shown:
    return screens.question_card(_trial(cast), milestone, cast.words(GOOD) if answered else None, ZONE)


EXAMPLES = [
    Example("trials", Role.MANAGER, lambda cast: screens.list_card("mia", [(_trial(cast), CLIENT)], TODAY, ZONE)),
    Example("trial-form", Role.MANAGER, lambda cast: screens.begin_form(CLIENT)),
    Example("trial", Role.MANAGER, lambda cast: _card(cast, TrialState.RUNNING)),
    Example("trial-decided", Role.MANAGER, lambda cast: _card(cast, TrialState.STAYS)),
    Example(
        "trial-to-decide",
        Role.MANAGER,
        lambda cast: screens.remind_card(_trial(cast, before=24), CLIENT, ZONE, over=False),
    ),
    Example(
        "trial-answer", Role.MANAGER, lambda cast: screens.answer_card(_trial(cast), CLIENT, "Anna", _steps(cast)[3])
    ),
    Example("trial-extend-form", Role.MANAGER, lambda cast: screens.extend_form(CLIENT)),
    Example("trial-decide-form", Role.MANAGER, lambda cast: screens.decide_form(CLIENT)),
    Example("trial-question-start", Role.CLIENT, lambda cast: _question(cast, "start")),
    Example("trial-question", Role.CLIENT, lambda cast: _question(cast, "week-1")),
    Example("trial-question-answered", Role.CLIENT, lambda cast: _question(cast, "week-1", answered=True)),
    Example("trial-answer-form", Role.CLIENT, lambda cast: screens.answer_form("end:2026-03-20")),
]
