"""What the command line may ask of an office, running or not: an invite, the dead letters. Contents are never shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from bot.config import Settings
from handlers.people.actions import NewInvite, invite
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, OutboxState, Role

T = TypeVar("T")
Write = Callable[[Callable[[UnitOfWork], Any]], Awaitable[Any]]
USERNAME = "telegram:username"


async def answer(
    request: Mapping[str, Any], write: Write, settings: Settings, username: str | None = None
) -> dict[str, Any]:
    """Return the reply to a request of the command line; `username` is the Telegram bot's, if known at hand. Raises
    KeyError, ValueError for nonsense."""
    match request["do"]:
        case "invite":
            return await write(partial(_invite, request, settings, username))  # type: ignore[no-any-return]  # as _invite
        case "dead":
            return await write(_dead)  # type: ignore[no-any-return]  # as _dead
        case "replay":
            return await write(partial(_replay, str(request["id"])))  # type: ignore[no-any-return]  # as _replay
        case "discard":
            return await write(partial(_discard, str(request["id"]), str(request["reason"])))  # type: ignore[no-any-return]
        case _:
            raise ValueError("unknown request")


def _invite(request: Mapping[str, Any], settings: Settings, username: str | None, uow: UnitOfWork) -> dict[str, Any]:
    team = request.get("team")
    known = tuple(settings.teams) or ("Office",)
    if team is not None and team not in known:
        return {"error": f"there is no team {team}; [teams] has: {', '.join(known)}"}
    uow.clients.ensure_teams(known, uow.new_id)
    new = invite(
        uow,
        Role(request["role"]),
        str(request["name"]),
        client=request.get("client"),
        team=team,
        allow_guest=bool(request.get("allow_guest")),
    )
    return _handed_over(new, username or uow.marks.get(USERNAME), settings)


def _handed_over(new: NewInvite, username: str | None, settings: Settings) -> dict[str, Any]:
    slack = settings.slack.get("") or next(iter(settings.slack.values()), None)
    return {
        "code": new.code,
        "telegram_link": f"https://t.me/{username}?start={new.code}" if settings.telegram and username else None,
        "slack_command": f"{slack.command} join {new.code}" if slack else None,
        "expires_at": _written(new.expires_at),
    }


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _dead(uow: UnitOfWork) -> dict[str, Any]:
    letters = [
        {"id": letter.id, "what": "in", "platform": letter.platform, "at": _written(letter.at), "why": letter.error}
        for letter in uow.inbox.dead()
    ]
    messages = [
        {
            "id": message.id,
            "what": "out",
            "platform": message.platform,
            "at": _written(message.created_at),
            "why": message.error,
        }
        for message in uow.outbox.failed()
    ]
    return {"letters": letters + messages}


def _replay(letter: str, uow: UnitOfWork) -> dict[str, Any]:
    return {"done": uow.inbox.replay(letter) or uow.outbox.replay(letter, uow.now)}


def _discard(letter: str, reason: str, uow: UnitOfWork) -> dict[str, Any]:
    done = uow.inbox.discard(letter, InboxState.DONE, uow.now, f"discarded: {reason}"[:200])
    return {"done": done or uow.outbox.discard(letter, OutboxState.SUPERSEDED, f"discarded: {reason}"[:120])}
