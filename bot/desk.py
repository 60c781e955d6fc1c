"""What the command line may ask of an office, running or not: an invite, the dead letters. Contents are never shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from bot.clock import SystemClock
from bot.compose import office_of
from bot.config import Settings
from bot.i18n import Wording
from bot.rights.desk import KINDS as RIGHTS
from bot.rights.desk import answered
from handlers.chat.context import Context, Office
from handlers.chat.outgoing import Text
from handlers.people.actions import NAME_LENGTH, NewInvite, invite, tidy
from handlers.rules.sla_policy import Clock
from handlers.tasks import promises, record, why
from handlers.tasks.rebuild import Rebuilt, rebuild
from storage.audit import OPERATOR
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BOT_NAME, InboxState, OutboxState, Role

T = TypeVar("T")
Write = Callable[[Callable[[UnitOfWork], Any]], Awaitable[Any]]


async def answer(
    request: Mapping[str, Any], write: Write, settings: Settings, username: str | None = None
) -> dict[str, Any]:
    """Return the reply to a request of the command line; `username` is the Telegram bot's, if known at hand. Raises
    KeyError, ValueError for nonsense."""
    reply: dict[str, Any]
    write = partial(_by_operator, write)
    match request["do"]:
        case "invite":
            reply = await write(partial(_invite, request, settings, username))
        case "dead":
            reply = await write(_dead)
        case "replay":
            reply = await write(partial(_replay, str(request["id"])))
        case "discard":
            reply = await write(partial(_discard, str(request["id"]), str(request["reason"])))
        case "rebuild":
            reply = await _rebuilt(settings, write, dry=bool(request["dry"]))
        case "explain-due":
            reply = await _explained(request, settings, write)
        case rights if rights in RIGHTS:
            reply = await write(partial(answered, request, settings))
        case _:
            raise ValueError("unknown request")
    return reply


def kept_name(option: str, given: str) -> str:
    """Return a name as it is kept. Raises ValueError, naming the option, for one that would be cut or vanish."""
    if not (kept := tidy(given)):
        raise ValueError(f"{option} needs a name")
    if len(" ".join(given.split())) > NAME_LENGTH:
        raise ValueError(f"{option}: at most {NAME_LENGTH} characters")
    return kept


def _by_operator(write: Write, unit: Callable[[UnitOfWork], T]) -> Awaitable[T]:
    """Have it done by whoever sits at the command line."""

    def done(uow: UnitOfWork) -> T:
        uow.audit.by = OPERATOR
        return unit(uow)

    return write(done)


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
    return _handed_over(new, username or uow.marks.get(BOT_NAME), settings)


def _handed_over(new: NewInvite, username: str | None, settings: Settings) -> dict[str, Any]:
    slack = settings.slack.get("") or next(iter(settings.slack.values()), None)
    return {
        "code": new.code,
        "telegram_link": f"https://t.me/{username}?start={new.code}" if settings.telegram and username else None,
        "slack_command": f"{slack.command} join {new.code}" if slack else None,
        "expires_at": _written(new.expires_at),
    }


async def _rebuilt(settings: Settings, write: Write, *, dry: bool) -> dict[str, Any]:
    """Compute all due times anew, in portions that keep nobody waiting."""
    office = office_of(settings, Wording(), SystemClock().now())
    done, after = {"tasks": 0, "moved": 0, "in_breach": 0}, ""
    while True:
        portion = await write(partial(_portion, office, after, dry=dry))
        done = {
            "tasks": done["tasks"] + portion.looked_at,
            "moved": done["moved"] + portion.moved,
            "in_breach": done["in_breach"] + portion.in_breach,
        }
        after = portion.last
        if not after:
            return done


def _portion(office: Office, after: str, uow: UnitOfWork, *, dry: bool) -> Rebuilt:
    return rebuild(Context(uow, office), after, dry=dry)


async def _explained(request: Mapping[str, Any], settings: Settings, write: Write) -> dict[str, Any]:
    """Say in words why a task is due when it is; `clock` leaves out the others."""
    wording = Wording()
    office = office_of(settings, wording, SystemClock().now())
    language = str(request.get("language") or office.language)
    clock = Clock(str(request["clock"])) if request.get("clock") else None
    lines = await write(partial(_reasons, office, str(request["task"]), clock))
    if lines is None:
        return {"error": f"there is no task {request['task']}"}
    return {"lines": [wording.say(line, language, office.zone) for line in lines]}


def _reasons(office: Office, asked: str, clock: Clock | None, uow: UnitOfWork) -> list[Text] | None:
    number = record.numbered(asked)
    task = None if number is None else uow.tasks.by_number(number)
    if task is None:
        return None
    promise = uow.sla.of(task.id)
    if promise is None:
        return [Text("why-no-promise", ref=task.reference)]
    ctx = Context(uow, office)
    return list(why.explanation(ctx, promises.stand(ctx, task, promise), for_client=False, only=clock))


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
    due = [
        {"id": timer.key, "what": "due", "platform": "-", "at": _written(timer.at), "why": timer.kind}
        for timer in uow.timers.dead()
    ]
    return {"letters": letters + messages + due}


def _replay(letter: str, uow: UnitOfWork) -> dict[str, Any]:
    return {"done": uow.inbox.replay(letter) or uow.outbox.replay(letter, uow.now) or uow.timers.replay(letter)}


def _discard(letter: str, reason: str, uow: UnitOfWork) -> dict[str, Any]:
    done = uow.inbox.discard(letter, InboxState.DONE, uow.now, f"discarded: {reason}"[:200])
    done = done or uow.outbox.discard(letter, OutboxState.SUPERSEDED, f"discarded: {reason}"[:120])
    return {"done": done or uow.timers.discard(letter, uow.now)}
