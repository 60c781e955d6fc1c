"""A card that is posted again, below what was said since: there is one that can be pressed. Where it hung before it
keeps its words, and says that it goes on in a newer message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handlers.chat.effects import Effects
from handlers.chat.outgoing import Card, Text, Urgency
from handlers.chat.rows import EDITS, outbox_row
from handlers.chat.wire import pack
from storage.drawings import Drawings, Hung
from storage.people import Person
from storage.unit_of_work import UnitOfWork

_LEFT_OUT = frozenset({"buttons", "pickers", "thread", "file", "topic", EDITS})


def below(
    uow: UnitOfWork,
    effects: Effects,
    person: Person,
    card: Card,
    say: Callable[[], object],
    *,
    about: str | None = None,
) -> None:
    """Let `say` post a card of a person anew, wherever it hung; `about` as in `Context.tell`. If it says nothing, it
    hangs nowhere, and what was shown stays as it was."""
    drawings, before = Drawings(uow.run), effects.written
    found = [hung for place in _places(uow, person) if (hung := drawings.take_down(*place, card.key)) is not None]
    say()
    if effects.written > before:
        for hung in found:
            uow.outbox.add(_farewell(uow, person, hung, card, about))
            effects.written += 1


def let_go(uow: UnitOfWork, place: tuple[str, str, str], card: str) -> None:
    """Let a card be posted anew in a chat, and what hangs there stay as it is."""
    Drawings(uow.run).unhang(*place, card)


def take_back(uow: UnitOfWork, person: Person, card: str) -> None:
    """Let a card that is only on its way to a person not be sent. Where it hung last it hangs again, and does not say
    that it goes on elsewhere: the relay drops a farewell to a message on which a card hangs."""
    places = [place for place in _places(uow, person) if uow.outbox.card(*place, card) is None]
    taken_back = [urgency for place in places for urgency in uow.outbox.supersede(*place, card)]
    if taken_back:
        Drawings(uow.run).put_back(places, card, uow.now)


def _places(uow: UnitOfWork, person: Person) -> list[tuple[str, str, str]]:
    return [(address.platform, address.workspace, address.chat) for address in uow.people.addresses(person.id)]


def _farewell(uow: UnitOfWork, person: Person, hung: Hung, card: Card, about: str | None) -> dict[str, object]:
    """Return the edit of a message: what it showed last, if that is still kept, else what the card says now; nothing to
    press."""
    said = {"title": pack(card.title), "lines": [pack(line) for line in card.lines]}
    shown: Mapping[str, Any] = hung.content or said
    left = {name: value for name, value in shown.items() if name not in _LEFT_OUT}
    content = {**left, "lines": [*left.get("lines", ()), pack(Text("card-goes-on"))], EDITS: hung.message_id}
    place = (hung.platform, hung.workspace, hung.chat)
    row = outbox_row(uow, place, person.language, person.zone, content=content)
    # The last in its chat: nobody waits for it.
    row.update(person_id=person.id, about=about, urgency=str(Urgency.DIGEST))
    return row
