"""The end of a contract: two people decide it once; then the export is handed over, that is confirmed, and all of the
client is erased. A card says where it is. Killed at any point, it goes on from what is kept."""

from __future__ import annotations

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Text
from handlers.events import TermsChanged
from handlers.privacy import actions, ending_screens, handing
from storage.clients import Client
from storage.contract_ends import ContractEnd
from storage.people import Person
from storage.vocabulary import ClientId


def press_choose(ctx: Context, about: str) -> None:
    """Press of End contract on a client's card: show what happens then, or where it is."""
    client = actions.to_be_erased(ctx, about)
    begun = ctx.uow.contract_ends.of(client.id)
    card = ending_screens.begins(client) if begun is None else _card(ctx, begun, client.name)
    ctx.reply(card, anew=True)


def to_be_ended(ctx: Context, about: str) -> Client:
    """Return a client whose contract can be ended by whoever asks. Raises Refused."""
    client = handing.exportable(ctx, about)
    if ctx.uow.contract_ends.of(client.id) is not None:
        raise Refused(Text("end-begun"))
    return client


def begin(ctx: Context, about: str) -> None:
    """The second press: whoever began it gets the export, and both see how far it is."""
    client = actions.to_be_erased(ctx, about)
    if ctx.uow.contract_ends.of(client.id) is not None:
        raise Refused(Text("end-begun"))
    asker = ctx.asker or ctx.who
    end = ContractEnd(ctx.uow.new_id(), client.id, asker.id, ctx.who.id, ctx.now)
    ctx.uow.contract_ends.add(end)
    ctx.uow.audit.record("contract-end-begun", "client", client.id)
    for person in _deciders(ctx, end):
        ctx.tell(person, _card(ctx, end, client.name))
    handing.hand(ctx, client.id, asker)


def again(ctx: Context, about: str) -> None:
    """Press of Send it again: whoever of the two presses gets the export."""
    end = _open(ctx, about)
    handing.hand(ctx, end.client_id, ctx.who)
    ctx.answer(Text("end-sent-again"))


def handed_over(ctx: Context, about: str) -> None:
    """Press of Handed over: it is erased now."""
    end = _open(ctx, about)
    ctx.uow.audit.record("contract-handed-over", "client", end.client_id)
    actions.begin(ctx, end.client_id, ctx.who.id)
    ctx.effects.erases = True
    show(ctx, end.client_id)
    ctx.answer(Text("erase-begins"))


def call_off(ctx: Context, about: str) -> None:
    """Press of Call it off: the contract goes on, and nothing was erased."""
    end = _open(ctx, about)
    ctx.uow.contract_ends.call_off(end.id, ctx.now)
    ctx.uow.audit.record("contract-end-called-off", "client", end.client_id)
    name = ctx.uow.clients.name(end.client_id)
    for person in _deciders(ctx, end):
        ctx.redraw(person, ending_screens.called_off(end, name))
    ctx.answer(Text("end-off"))


def show(ctx: Context, client: ClientId) -> None:
    """Show those who decided it how far it is by now, if a client's contract is being ended."""
    end = ctx.uow.contract_ends.of(client)
    for person in [] if end is None else _deciders(ctx, end):
        ctx.redraw(person, _card(ctx, end, ""))


def terms_changed(ctx: Context, event: TermsChanged) -> None:
    """Draw the card anew that names a client: where they are under secrecy now, it names nobody any more."""
    end, name = ctx.uow.contract_ends.of(event.client_id), ctx.uow.clients.name(event.client_id)
    if end is not None and ctx.uow.erasures.of(event.client_id) is None:
        for person in _deciders(ctx, end):
            ctx.redraw(person, _card(ctx, end, name))


def _card(ctx: Context, end: ContractEnd | None, name: str) -> Card:
    assert end is not None  # the callers looked
    asker = ctx.uow.people.by_id(end.asked_by)
    erasure = ctx.uow.erasures.of(end.client_id)
    return ending_screens.progress(end, name, "" if asker is None else asker.name, erasure)


def _deciders(ctx: Context, end: ContractEnd) -> list[Person]:
    found = (ctx.uow.people.by_id(person) for person in dict.fromkeys((end.asked_by, end.confirmed_by)))
    return [person for person in found if person is not None and person.active]


def _open(ctx: Context, about: str) -> ContractEnd:
    end = ctx.uow.contract_ends.take(about)
    if end is None or end.called_off_at is not None or ctx.who.id not in {end.asked_by, end.confirmed_by}:
        raise Refused(Text("button-gone"))
    actions.to_be_erased(ctx, end.client_id)
    return end
