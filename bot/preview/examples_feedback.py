"""Examples of follow-ups: a client who was not content twice in a row, before and after somebody talked to them."""

from __future__ import annotations

from bot.preview.example import Example, Shown
from bot.preview.invented import CLIENT, CLIENT_ID, COMPLAINT, NOW, Cast
from handlers.feedback import screens
from storage.follow_ups import FollowUp
from storage.vocabulary import FollowUpState, Role, TaskState

SETTLED = {
    "de": "Wir prüfen Rückflüge ab jetzt zu zweit; der nächste Monat ist frei.",
    "en": "From now on two of us check flights back; the next month is free.",
}


def _card(cast: Cast, state: FollowUpState) -> Shown:
    done = state is FollowUpState.DONE
    words = cast.words(SETTLED) if done else None
    one = FollowUp("1", "1", CLIENT_ID, [], state, cast.mia.id if done else None, words, NOW, NOW if done else None)
    first, second = cast.task(TaskState.CLOSED), cast.other_task(TaskState.CLOSED)
    ratings: list[screens.Rating] = [
        (first, {"stars": 2, "words": cast.words(COMPLAINT)}, cast.anna.name, cast.ben.name),
        (second, {"stars": 1, "words": ""}, cast.anna.name, cast.eva.name),
    ]
    return screens.follow_up_card(one, CLIENT, ratings, cast.mia.name)


EXAMPLES = [
    Example("follow-up", Role.MANAGER, lambda cast: _card(cast, FollowUpState.OPEN)),
    Example("follow-up-settled", Role.MANAGER, lambda cast: _card(cast, FollowUpState.DONE)),
    Example("follow-up-form", Role.MANAGER, lambda cast: screens.settle_form(CLIENT)),
]
