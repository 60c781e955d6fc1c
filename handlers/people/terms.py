"""Under what terms a client is served: professional secrecy, what may leave on which platform, how confidential their
requests are unless somebody says otherwise, restriction of their data."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Style, Text
from handlers.events import TermsChanged
from storage.clients import Client, Terms
from storage.vocabulary import Channel, ClientId, Confidentiality

SECRECY, CHANNEL, CLASS, RESTRICT = "people.secrecy", "people.channel", "people.class", "people.restrict"
# Of another feature:
KEEP, EXPORT, END, ERASE = "privacy.keep", "privacy.ask-export", "privacy.ask-end", "privacy.choose"
NEXT = {Channel.FULL: Channel.REFERENCE, Channel.REFERENCE: Channel.OFF, Channel.OFF: Channel.FULL}
PLATFORMS = ("telegram", "slack")


def lines(terms: Terms, platforms: Sequence[str]) -> list[Text]:
    """Return the terms that are not the usual ones."""
    said = [Text("client-restricted-line")] if terms.restricted else []
    said += [Text("client-secrecy-line")] if terms.secrecy else []
    said += [Text("client-confidential-line")] if terms.confidentiality is Confidentiality.CONFIDENTIAL else []
    limited = [name for name in platforms if terms.channel(name) is not Channel.FULL]
    return said + [Text("client-channel-line", **_channel(name, terms.channel(name))) for name in limited]


def buttons(client: Client, terms: Terms, platforms: Sequence[str]) -> list[Button]:
    """Return what can be changed."""
    confirm = Text("client-secrecy-end-sure" if terms.secrecy else "client-secrecy-sure", name=client.name)
    usual = terms.confidentiality is None
    found = [
        Button(Text("client-secrecy-end" if terms.secrecy else "client-secrecy"), SECRECY, client.id, confirm=confirm),
        Button(Text("client-confidential" if usual else "client-normal"), CLASS, client.id),
    ]
    found += [
        Button(Text("client-channel", **_channel(name, NEXT[terms.channel(name)])), CHANNEL, f"{client.id}={name}")
        for name in platforms
    ]
    restrict, sure = Text("client-restrict"), Text("client-restrict-sure", name=client.name)
    if terms.restricted:
        restrict, sure = Text("client-unrestrict"), Text("client-unrestrict-sure", name=client.name)
    last = [
        Button(Text("client-keep"), KEEP, client.id),
        Button(restrict, RESTRICT, client.id, style=Style.DANGER, confirm=sure),
        Button(Text("client-export"), EXPORT, client.id),
        Button(Text("client-end"), END, client.id, style=Style.DANGER),
        Button(Text("client-erase"), ERASE, client.id, style=Style.DANGER),
    ]
    return [*found, *last]


def switch_secrecy(ctx: Context, about: str) -> ClientId:
    """Press of Professional secrecy, or of its end: who may not work for them any more has their tasks taken."""
    client = ClientId(about)
    ctx.uow.clients.set_secrecy(client, under=not _terms(ctx, client).secrecy)
    ctx.react(ctx, TermsChanged(client))
    return client


def switch_class(ctx: Context, about: str) -> ClientId:
    """Press of New requests confidential, or normal."""
    client = ClientId(about)
    usual = _terms(ctx, client).confidentiality is None
    ctx.uow.clients.set_confidentiality(client, Confidentiality.CONFIDENTIAL if usual else None)
    return client


def switch_channel(ctx: Context, about: str) -> ClientId:
    """Press of what may leave on a platform: all, a reference alone, nothing."""
    which, _, platform = about.partition("=")
    client = ClientId(which)
    if platform not in PLATFORMS:
        raise Refused(Text("button-gone"))
    ctx.uow.clients.set_channel(client, platform, NEXT[_terms(ctx, client).channel(platform)])
    return client


def switch_restriction(ctx: Context, about: str) -> ClientId:
    """Press of Restrict, or of its end: meanwhile nothing of theirs is shown, told or reminded of."""
    client = ClientId(about)
    ctx.uow.clients.set_restricted(client, None if _terms(ctx, client).restricted else ctx.now)
    return client


def _channel(platform: str, channel: Channel) -> dict[str, Text]:
    return {"platform": Text(f"platform-{platform}"), "what": Text(f"channel-{channel}")}


def shown(ctx: Context, client: Client) -> tuple[list[Text], list[Button]]:
    """Return what stands on a client's card about its terms, and what can be pressed there."""
    terms, platforms = _terms(ctx, client.id), _platforms(ctx)
    own_days = ctx.uow.clients.keep_days().get(client.id)
    kept = [] if own_days is None else [Text("keep-own", days=own_days)]
    return [*lines(terms, platforms), *kept], buttons(client, terms, platforms)


def _platforms(ctx: Context) -> list[str]:
    return [name for name in PLATFORMS if name in ctx.office.platforms]


def _terms(ctx: Context, client: ClientId) -> Terms:
    terms = ctx.uow.clients.terms(client)
    if terms is None:
        raise Refused(Text("button-gone"))
    return terms
