"""An export of a client as a file in chat, for whoever began it, once a second person has confirmed: it leaves only
over a platform on which the client's data may be sent."""

from __future__ import annotations

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Document, Text
from handlers.privacy import actions, ending_screens
from storage.clients import Client
from storage.exports import Export
from storage.people import Person
from storage.vocabulary import Channel, ClientId


def choose(ctx: Context, words_after: str) -> None:
    """`/export NAME`: show whom it may mean; without a name all clients that come first."""
    found = actions.called(ctx, words_after)
    ctx.reply(ending_screens.exportable(f"export:{ctx.who.id}", found), anew=True)


def press_choose(ctx: Context, about: str) -> None:
    """Press of Export on a client's card."""
    ctx.reply(ending_screens.exportable(f"export:{ctx.who.id}", [actions.to_be_erased(ctx, about)]), anew=True)


def exportable(ctx: Context, about: str) -> Client:
    """Return a client who can be exported to whoever asks. Raises Refused if there is none, they are being erased, or
    no platform that reaches the asker may carry it."""
    client = actions.to_be_erased(ctx, about)
    if not _open_to(ctx, ctx.who, client.id):
        raise Refused(Text("export-not-here"))
    return client


def export(ctx: Context, about: str) -> None:
    """The second press: whoever began it gets the file."""
    client = actions.to_be_erased(ctx, about)
    hand(ctx, client.id, ctx.asker or ctx.who)


def hand(ctx: Context, client: ClientId, reader: Person) -> None:
    """Send an export of a client to somebody. Raises Refused where no platform may carry it."""
    usable = _open_to(ctx, reader, client)
    if not usable:
        raise Refused(Text("export-not-here"))
    new = Export(ctx.uow.new_id(), client, reader.id, ctx.now)
    ctx.uow.exports.add(new)
    ctx.uow.audit.record("client-exported", "client", client)
    ctx.tell(reader, _document(new), not_on=_platforms(ctx, reader) - usable)


def _document(export: Export) -> Document:
    name = Text("export-file-name", number=export.client_id[-12:] if export.client_id else "")
    return Document(
        Text("export-file"), name, ending_screens.EXPORTED, {"export": export.id}, concerns=export.client_id
    )


def _open_to(ctx: Context, reader: Person, client: ClientId) -> set[str]:
    terms = ctx.uow.clients.terms(client)
    return {each for each in _platforms(ctx, reader) if terms is not None and terms.channel(each) is Channel.FULL}


def _platforms(ctx: Context, reader: Person) -> set[str]:
    return {address.platform for address in ctx.uow.people.addresses(reader.id)}
