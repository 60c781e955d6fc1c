"""Slack's payloads looked at safely: nothing here trusts a type, an id or a length. No library, network or clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
MOMENT = re.compile(r"[0-9]{9,11}\.[0-9]{1,6}", re.ASCII)
ANGLE = re.compile(r"<([^<>]*)>")
# Control characters no store takes or no reader sees, and the direction overrides that let words show in another order.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile("[\ud800-\udfff]")

Payload = Mapping[str, Any]
PICK = "pick:"  # begins the id of a picker on a card; its key follows
PICKED_DAY, PICKED_TIME = ":day", ":time"  # ends of the ids of what picks a time beside a field for words
NO_VALUE = "…"  # stands for an empty choice: Slack takes no empty value


@dataclass(frozen=True, slots=True)
class Ours:
    """What `auth.test` says of this connection: our team, app and bot user; empty where it is not known yet."""

    team: str = ""
    app: str = ""
    bot_user: str = ""


def part(payload: object, key: str) -> Payload:
    """Return the object under `key`, an empty one if there is none."""
    value = payload.get(key) if isinstance(payload, dict) else None
    return value if isinstance(value, dict) else {}


def parts_of(payload: object, key: str) -> list[Payload]:
    """Return the objects in the list under `key`; whatever is no object is left out."""
    value = payload.get(key) if isinstance(payload, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def first_of(payload: object, key: str) -> Payload:
    """Return the first object in the list under `key`, an empty one if there is none."""
    found = parts_of(payload, key)
    return found[0] if found else {}


def ident(payload: object, key: str) -> str:
    """Return the id under `key`, empty if it is none: ASCII letters, digits, dot, dash, at most 80."""
    value = payload.get(key) if isinstance(payload, dict) else None
    return value if isinstance(value, str) and ID.fullmatch(value) else ""


def words(payload: object, key: str) -> str:
    """Return the text under `key`, cleaned of what can't be kept or shown; empty if it is none."""
    value = payload.get(key) if isinstance(payload, dict) else None
    return cleaned(value) if isinstance(value, str) else ""


def cleaned(text: str) -> str:
    """Return `text` with surrogate pairs joined, lone ones replaced, and without control characters and overrides."""
    if SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return UNSEEN.sub("", text)


def moment(stamp: object) -> datetime | None:
    """Return the instant (UTC) of a Slack time stamp like `1700000000.000100`, None if it is none."""
    if not isinstance(stamp, str) or not MOMENT.fullmatch(stamp):
        return None
    seconds, _, fraction = stamp.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(fraction.ljust(6, "0")))


def stamp(at: datetime) -> str:
    """Return an aware instant as Slack's `oldest` and `latest` want it: seconds with six decimals."""
    return f"{int(at.timestamp())}.{at.microsecond:06d}"


def plain(text: str) -> str:
    """Return Slack's message text as the writer saw it: mentions and links as words, escapes undone."""
    shown = ANGLE.sub(lambda found: _shown(found.group(1)), text)
    return unescaped(shown)


def unescaped(text: str) -> str:
    """Return `text` with Slack's three escapes undone; interactions bring even plain text escaped (bolt-python#513)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(inside: str) -> str:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return "@" + (label or target[1:]).removeprefix("@")
        case "#":
            return "#" + (label or target[1:]).removeprefix("#")
        case "!":
            return _special(target[1:], label)
        case _:
            return _link(target, label)


def _link(target: str, label: str) -> str:
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label in (target, bare, target.removeprefix("https://"), target.removeprefix("http://")):
        return bare if label != target else target
    # The address stays visible: a label may name another host than the one it leads to.
    return f"{label} ({bare})"


def _special(name: str, label: str) -> str:
    if name.startswith(("subteam^", "date^")):
        return label or name
    return "@" + (label or name).removeprefix("@")


def team_of(payload: Payload) -> str:
    """Return the team a payload was delivered for, whatever its kind; empty if it names none."""
    installed = ident(part(payload, "view"), "app_installed_team_id")
    return installed or ident(payload, "team_id") or ident(part(payload, "team"), "id")


def is_own(payload: Payload, ours: Ours) -> bool:
    """Tell whether an event is about a message of our own bot: Slack tells us everything we say and edit ourselves."""
    event = part(payload, "event")
    said = part(event, "message") or part(event, "previous_message") or event
    return bool(ours.bot_user and event.get("type") == "message" and ident(said, "user") == ours.bot_user)


def is_ours(payload: Payload, ours: Ours) -> bool:
    """Tell whether the payload is for our team; what it leaves out is not held against it. That it is for our app is
    shown by the signature or the socket it came by."""
    teams = {team_of(payload)} | {ident(each, "team_id") for each in parts_of(payload, "authorizations")}
    return not ours.team or teams == {""} or ours.team in teams
