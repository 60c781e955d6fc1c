"""What of a Slack payload is kept, and the natural key it is kept under: the same in every way a thing can arrive."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.platforms.base import Arrival
from bot.platforms.slack_shapes import Ours, Payload, first_of, ident, is_ours, moment, part, team_of

# Secrets and short-lived handles that nobody needs once the event is stored.
LEFT_OUT = ("token", "response_url", "response_urls", "bot_access_token")
WRITTEN = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))
MESSAGES = ("message", "app_mention")


@dataclass(frozen=True, slots=True)
class Keys:
    """The natural key of a payload, a further one, the user it is from (empty if nobody), and Slack's own time stamp of
    it (empty where it has none, as commands and forms)."""

    key: str
    second: str | None
    user: str
    stamp: str = ""


def arrival(
    payload: dict[str, Any], ours: Ours, at: datetime, *, hasty: bool = False, ticket: object | None = None
) -> Arrival:
    """Return the payload ready for the inbox; one that no store could take comes back `broken`, never as an error."""
    slim = {key: value for key, value in payload.items() if key not in LEFT_OUT}
    try:
        raw = WRITTEN.encode(slim)
        keys = _keys(slim, raw, ours)
    except (ValueError, TypeError, RecursionError):
        return unreadable("", ours, at, known_as=ident(payload, "event_id"))
    team = ours.team or team_of(payload)
    account = f"slack:{team}:{keys.user or _chat(slim)}"
    order = moment(keys.stamp)
    pressed = ("block_actions", "view_submission")  # no set: a type may be a list, which has no hash
    return Arrival(
        *("slack", team, keys.key, account, raw, at),
        second_key=keys.second,
        order=order,
        press=payload.get("type") in pressed,
        hasty=hasty,
        ticket=ticket,
    )


def unreadable(body: str, ours: Ours, at: datetime, *, known_as: str = "") -> Arrival:
    """Return a signed body that is no payload, to be set aside under its event id or its own bytes."""
    raw = json.dumps({"body": body}, ensure_ascii=True)
    key = f"slack:unreadable:{known_as or _digest(body or str(at.timestamp()))}"
    return Arrival("slack", ours.team, key, f"slack:{ours.team}:", raw, at, broken="unreadable")


def message_keys(team: str, event: Payload) -> str | None:
    """Return the natural key of a message event, None if it lacks what identifies a message.

    A direct message channel belongs to one person and one app, so the app needs no place in it; and a sweep, which may
    not know the app's id, finds the same key as the event.

    One message comes as up to eleven events with different event ids (node-slack-sdk#2141), and a mention also as
    `app_mention`; channel and time stamp are the same in all of them.
    """
    channel = ident(event, "channel")
    match event.get("subtype"):
        case "message_changed":
            changed = part(event, "message")
            edited = ident(part(changed, "edited"), "ts") or ident(event, "event_ts") or ident(event, "ts")
            return _joined(team, channel, ident(changed, "ts"), "edited", edited)
        case "message_deleted":
            return _joined(team, channel, ident(event, "deleted_ts"), "deleted")
        case _:
            return _joined(team, channel, ident(event, "ts"), "message")


def _keys(payload: Payload, raw: str, ours: Ours) -> Keys:
    team = ours.team if is_ours(payload, ours) and ours.team else team_of(payload)
    app = ident(payload, "api_app_id") or ours.app
    user = _user(payload)
    match payload.get("type"):
        case "event_callback":
            event = part(payload, "event")
            numbered = _numbered(app, team, payload)
            natural = message_keys(team, event) if event.get("type") in MESSAGES else None
            if natural is not None:
                return Keys(natural, numbered, user, ident(event, "event_ts") or ident(event, "ts"))
            found = numbered
        case "block_actions":
            found, pressed = _press(team, user, payload), ident(first_of(payload, "actions"), "action_ts")
            return Keys(found or f"slack:payload:{_digest(raw)}", None, user, pressed)
        case "view_submission":
            found = _form(payload)
        case "shortcut" | "message_action":
            trigger = ident(payload, "trigger_id")
            found = f"slack:shortcut:{team}:{trigger}" if trigger else None
        case _:
            trigger = ident(payload, "trigger_id")
            found = f"slack:command:{team}:{trigger}" if "command" in payload and trigger else None
    return Keys(found or f"slack:payload:{_digest(raw)}", None, user)


def _press(team: str, user: str, payload: Payload) -> str | None:
    action = first_of(payload, "actions")
    at, name = ident(action, "action_ts"), "value" if "value" in action else "action_id"
    value = action.get(name)
    if not at or not isinstance(value, str):
        return None
    return f"slack:press:{team}:{user}:{at}:{ident(action, name) or _digest(value)}"


def _form(payload: Payload) -> str | None:
    """Each press of the submit button has a trigger of its own, a repeated delivery of it has the same."""
    view = part(payload, "view")
    dialog, once = view.get("private_metadata"), ident(payload, "trigger_id")
    if not isinstance(dialog, str) or not dialog or not once:
        return None
    return f"slack:form:{ident(view, 'private_metadata') or _digest(dialog)}:{ident(view, 'hash')}:{once}"


def _numbered(app: str, team: str, payload: Payload) -> str | None:
    number = ident(payload, "event_id")
    return f"slack:event:{app}:{team}:{number}" if number else None


def _joined(team: str, *rest: str) -> str | None:
    return ":".join(("slack", team, *rest)) if all(rest) else None


def _user(payload: Payload) -> str:
    event = part(payload, "event")
    inner = part(event, "message") or part(event, "previous_message")
    user = payload.get("user")
    return (
        (ident(user, "id") if isinstance(user, dict) else ident(payload, "user"))
        or ident(payload, "user_id")
        or ident(inner, "user")
        or ident(event, "user")
    )


def _chat(payload: Payload) -> str:
    channel = part(payload, "event").get("channel")
    return channel if isinstance(channel, str) and len(channel) <= 80 and channel.isascii() else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
