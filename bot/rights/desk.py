"""What the command line may ask of an office about clients' rights: erase one, say how far that is, note an export,
keep days of their own, count what is past its time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.compose import office_of
from bot.config import Settings
from bot.i18n import Wording
from bot.rights.papers import asked_by, certificate
from bot.rights.retention import counted
from handlers.chat.context import Context, Office, Refused
from handlers.privacy import actions
from storage.clients import Client
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ErasureState

KINDS = frozenset({"erase", "erasure", "export", "keep", "retention"})


def answered(request: Mapping[str, Any], settings: Settings, uow: UnitOfWork) -> dict[str, Any]:
    """Return the reply to a request of these kinds. Raises KeyError, ValueError for nonsense."""
    wording = Wording()
    office = office_of(settings, wording, uow.now)
    kind = str(request["do"])
    if kind == "erasure":
        return _how_far(request, office, wording, uow)
    if kind == "retention":
        return {"counts": counted(settings.retention.periods(), office.zone, uow.now, uow)}
    client = _named(str(request["client"]), uow)
    if client is None:
        return {"error": f"there is no client {request['client']}"}
    if kind == "erase":
        return _begin(client, office, uow)
    if kind == "export":
        uow.audit.record("client-exported", "client", client.id)
    else:
        uow.clients.set_keep_days(client.id, int(request["days"]) or None)
    return {"id": client.id}


def _begin(client: Client, office: Office, uow: UnitOfWork) -> dict[str, Any]:
    known = uow.erasures.of(client.id)
    if known is not None:
        return {"id": known.id}
    ctx = Context(uow, office)
    try:
        actions.to_be_erased(ctx, client.id)
    except Refused:
        return {"error": "this client can't be erased"}
    return {"id": actions.begin(ctx, client.id, None).id}


def _how_far(request: Mapping[str, Any], office: Office, wording: Wording, uow: UnitOfWork) -> dict[str, Any]:
    found = uow.erasures.look(str(request["id"]))
    if found is None:
        return {"error": "there is no such erasure"}
    if found.state is not ErasureState.DONE:
        return {"lines": [], "waits": (uow.now - found.asked_at).total_seconds() > 60}
    language = str(request.get("language") or office.language)
    return {"lines": certificate(found, asked_by(found, uow), office, wording, language, office.zone)}


def _named(words: str, uow: UnitOfWork) -> Client | None:
    found = [client for client in uow.clients.all() if words in {client.id, client.name}]
    return found[0] if len(found) == 1 else None
