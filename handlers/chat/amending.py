"""A card that changes in one place and keeps all else it showed, without what it was made of being looked up again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from handlers.chat.effects import Effects
from handlers.chat.outgoing import Card, Urgency
from handlers.chat.rows import outbox_row
from handlers.chat.wire import pack
from storage.drawings import Drawings
from storage.people import Person
from storage.unit_of_work import UnitOfWork


def amend(
    uow: UnitOfWork, effects: Effects, person: Person, card: Card, without: Collection[str], urgency: Urgency
) -> None:
    """Draw a person's card anew wherever it hangs or is on its way: what it showed last, without the lines and buttons
    whose sentences are called so, and with the lines of `card` behind it. Where that isn't kept any more it is `card`
    itself. It must have no buttons of its own."""
    for address in uow.people.addresses(person.id):
        place = (address.platform, address.workspace, address.chat)
        if not uow.outbox.hangs(*place, card.key):
            continue
        shown = Drawings(uow.run).shown_last(*place, card.key)
        replaced = uow.outbox.supersede(*place, card.key)
        row = outbox_row(uow, place, person.language, person.zone, content=_amended(shown, card, without))
        row.update(person_id=person.id, card=card.key, urgency=min([str(urgency), *replaced]))
        uow.outbox.add(row)
        effects.written += 1


def _amended(shown: Mapping[str, Any] | None, card: Card, without: Collection[str]) -> Mapping[str, Any]:
    added = [pack(line) for line in card.lines]
    if not shown:
        return {"title": pack(card.title), "lines": added}
    content = {**shown, "lines": [*_others(shown.get("lines", ()), without), *added]}
    if "buttons" in shown:
        content["buttons"] = [button for button in shown["buttons"] if button[0][0] not in without]
    return content


def _others(lines: Sequence[Any], without: Collection[str]) -> list[Any]:
    return [line for line in lines if line[0] not in without]
