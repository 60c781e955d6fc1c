"""Examples of recurring requests: found in a draft, asked about, under way, paused, listed."""

from __future__ import annotations

from datetime import timedelta

from bot.preview.example import Example, Shown
from bot.preview.invented import AGAIN, NOW, OFFICE, ZONE, Cast
from handlers.recurring import screens
from handlers.rules import recurrences
from handlers.rules.recurrences import Repeated
from handlers.tasks import draft_screens, repeats
from storage.series import Series
from storage.vocabulary import Role, SeriesState

FIRST = NOW.replace(tzinfo=None) + timedelta(days=2)
RULE = "FREQ=WEEKLY;BYDAY=MO,TH"
COMING = [NOW + timedelta(days=days) for days in (2, 5, 9)]


def _series(cast: Cast, state: SeriesState, number: int = 1) -> Series:
    wall = FIRST.isoformat()
    coming = wall if state is SeriesState.ACTIVE else None
    words = cast.words(AGAIN)
    return Series(str(number), cast.anna.id, cast.anna.id, words, words, RULE, ZONE, wall, coming, state, 1, NOW)


def _card(state: SeriesState, whose: bool = False) -> Example:
    def build(cast: Cast) -> Shown:
        coming = COMING if state in {SeriesState.ASKED, SeriesState.ACTIVE} else []
        return screens.series_card(_series(cast, state), coming, cast.anna.name if whose else None)

    return Example(f"recurring-{state}", Role.ASSISTANT if whose else Role.CLIENT, build)


def _draft(cast: Cast) -> Shown:
    repeated = Repeated(cast.words(AGAIN), "", RULE, FIRST, too_often=False)
    again = {**recurrences.noted(repeated), "at": COMING[0].isoformat()}
    draft = cast.draft(words=cast.words(AGAIN), wished={**repeats.NOTHING, "again": again})
    return draft_screens.draft_card(draft, OFFICE)


def _list(cast: Cast) -> Shown:
    found = [_series(cast, SeriesState.ACTIVE), _series(cast, SeriesState.PAUSED, 2)]
    return screens.list_card(cast.anna, found, {"1": COMING[0], "2": None})


EXAMPLES = [
    Example("draft-again", Role.CLIENT, _draft),
    _card(SeriesState.ASKED, whose=True),
    _card(SeriesState.ACTIVE),
    _card(SeriesState.PAUSED),
    Example("recurring", Role.CLIENT, _list),
    Example("recurring-form", Role.ASSISTANT, lambda cast: screens.new_form([cast.anna])),
]
