"""Examples of what is said in passing about tasks, outside any card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.preview.example import Example, Shown
from bot.preview.invented import ANSWERED, ASKED, CALLED_OFF, CLIENT, COMPLAINT, NOTED, Cast, said
from storage.people import Person
from storage.vocabulary import Role

REF = "T-1042"


def _from(name: str, spoken: Mapping[str, str], who: Callable[[Cast], Person]) -> Callable[[Cast], Shown]:
    def build(cast: Cast) -> Shown:
        return said(name, ref=REF, name=who(cast).name, lines=[said("words", words=cast.words(spoken)).text])

    return build


def _anna(cast: Cast) -> Person:
    return cast.anna


def _ben(cast: Cast) -> Person:
    return cast.ben


def _cancelled(who: Callable[[Cast], Person]) -> Callable[[Cast], Shown]:
    return lambda cast: said("task-cancelled", ref=REF, by=who(cast).name, reason=cast.words(CALLED_OFF))


def _sent_back(cast: Cast) -> Shown:
    return said("sent-back", ref=REF, complaint=said("complaint-incomplete").text, words=cast.words(COMPLAINT))


def _handed(cast: Cast) -> Shown:
    question = said("question-open", words=cast.words(ASKED)).text
    return said("handed-to-you", ref=REF, by=cast.eva.name, words=cast.words(NOTED), question=question)


CLIENTS = [
    Example("taken-on", Role.CLIENT, lambda cast: said("task-acknowledged", ref=REF, by=cast.ben.name)),
    Example("message-from-assistant", Role.CLIENT, _from("said", ASKED, _ben)),
    Example("passed-on", Role.CLIENT, lambda _: said("passed-on", ref=REF)),
    Example("cancelled-by-office", Role.CLIENT, _cancelled(_ben)),
]
ASSISTANTS = [
    Example("message-from-client", Role.ASSISTANT, _from("said", ANSWERED, _anna)),
    Example("note-from-colleague", Role.ASSISTANT, _from("noted", NOTED, lambda cast: cast.eva)),
    Example("sent-back", Role.ASSISTANT, _sent_back),
    Example("reopened", Role.ASSISTANT, lambda cast: said("reopened", ref=REF, name=cast.anna.name)),
    Example("cancelled-by-client", Role.ASSISTANT, _cancelled(_anna)),
    Example("handed-over", Role.ASSISTANT, _handed),
    Example("taken-away", Role.ASSISTANT, lambda cast: said("task-taken-from-you", ref=REF, name=cast.eva.name)),
    Example("said-to-client", Role.ASSISTANT, lambda _: said("said-line", ref=REF, client=CLIENT)),
    Example("noted", Role.ASSISTANT, lambda _: said("noted-line", ref=REF)),
    Example("away", Role.ASSISTANT, lambda _: said("away-now", count=2)),
    Example("back", Role.ASSISTANT, lambda _: said("back-now")),
]
EXAMPLES = [*CLIENTS, *ASSISTANTS]
