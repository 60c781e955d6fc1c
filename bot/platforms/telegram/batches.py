"""From the body of a poll or a webhook call to arrivals for the inbox: natural keys, lanes, and quarantine for what
can't be read. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NoReturn

from bot.platforms.base import Arrival, Unreadable
from bot.platforms.telegram.fields import Fields
from bot.platforms.telegram.reading import EDITS, MESSAGES, NOBODY, kind_of
from storage.types import from_milliseconds

UNREADABLE = "unreadable"
KEPT = 64 * 1024
LARGEST_UPDATE = 1024 * 1024
DEEPEST_UPDATE = 64
# Numbering starts again at a random number after a week without updates; a jump this far is taken for that.
LONGEST_GAP = 100_000
UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})(?!\d)')


class Garbled(Exception):
    """The body as a whole can't be read."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Updates in Telegram's order: what the inbox takes, and the update ids. A press's ticket is its callback id."""

    arrivals: list[Arrival]
    ids: list[int]


def read_poll(body: bytes, bot: str, at: datetime) -> Batch:
    """Return the updates of a poll; one that makes no sense is marked as broken. Raises Garbled."""
    answer = _parsed(body)
    updates = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(updates, list):
        raise Garbled
    return _batch([_arrival(update, _written(update), bot, at) for update in updates], updates)


def read_post(body: bytes, bot: str, at: datetime) -> Batch:
    """Return the one update of a webhook call. Raises Garbled if there is nothing in it that has an update id."""
    try:
        update = _parsed(body)
        raw = body.decode() if body.isascii() else _written(update)
    except Garbled:
        return quarantined(body, bot, at)
    if not isinstance(update, dict) or _number(update) is None:
        raise Garbled
    return _batch([_arrival(update, raw, bot, at)], [update])


def quarantined(body: bytes, bot: str, at: datetime) -> Batch:
    """Return a body with one unreadable update as a broken arrival. Raises Garbled if not even its id can be seen."""
    found = UPDATE_ID.search(body)
    if not found:
        raise Garbled
    number = int(found[1])
    return Batch([_broken(f"update:{number}", body.decode(errors="backslashreplace"), bot, at)], [number])


def missing(last: int | None, ids: Sequence[int]) -> int:
    """Return how many updates were never seen between the `last` one and these: expired, or taken by another reader."""
    seen = ids if last is None else [last, *ids]
    return sum(later - earlier - 1 for earlier, later in pairwise(seen) if 1 < later - earlier <= LONGEST_GAP)


def _batch(arrivals: list[Arrival], updates: list[Any]) -> Batch:
    return Batch(arrivals, [number for update in updates if (number := _number(update)) is not None])


def _arrival(update: object, raw: str, bot: str, at: datetime) -> Arrival:
    number = _number(update)
    if number is None:
        return _broken(f"unnumbered:{_digest(raw)}", raw, bot, at)
    if len(raw) > LARGEST_UPDATE or _depth(raw) > DEEPEST_UPDATE:
        return _broken(f"update:{number}", raw, bot, at)
    try:
        fields = Fields(update)
        key, account = _identity(fields, number)
        sent = _sent(fields, at)
    except Unreadable:
        return _broken(f"update:{number}", raw, bot, at)
    own = f"telegram:{bot}:update:{number}"
    key = f"telegram:{bot}:{key}"
    return Arrival(
        *("telegram", "", key, f"telegram::{account}", raw, at),
        second_key=None if key == own else own,
        press="callback_query" in fields,
        sent=sent,
        ticket=_press(update),
    )


def _identity(update: Fields, number: int) -> tuple[str, str]:
    """Return natural key and account. A message delivered again under another update id has the same key."""
    kind = kind_of(update)
    if kind in MESSAGES | EDITS:
        message = update.must(kind)
        chat, message_id = message.must("chat").integer("id"), message.integer("message_id")
        key = f"{chat}:{message_id}"
        if kind in EDITS:
            key += f":edit:{message.number('edit_date') or 0}:{_digest(update.dump(kind))}"
        author = message.maybe("from") or message.maybe("sender_chat")
        return key, str(author.integer("id") if author else chat)
    key = f"update:{number}"
    if kind == "callback_query":
        press = update.must(kind)
        if not press.text("id", longest=64):
            raise Unreadable("id is missing")
        return key, str(press.must("from").integer("id"))
    if kind in {"my_chat_member", "chat_member"}:
        return key, str(update.must(kind).must("from").integer("id"))
    return key, NOBODY


def _sent(update: Fields, at: datetime) -> datetime | None:
    """Return when a message was written or edited, None for anything else."""
    kind = kind_of(update)
    if kind not in MESSAGES | EDITS:
        return None
    message = update.must(kind)
    seconds = message.number("edit_date") or message.number("date") or 0
    return min(at, from_milliseconds(seconds * 1000)) if 0 < seconds < at.timestamp() else None


def _press(update: object) -> str | None:
    press = update.get("callback_query") if isinstance(update, Mapping) else None
    return str(press["id"]) if isinstance(press, Mapping) else None


def _broken(key: str, text: str, bot: str, at: datetime) -> Arrival:
    kept = text.encode("ascii", "backslashreplace")[:KEPT].decode()
    return Arrival(
        "telegram", "", f"telegram:{bot}:{key}", f"telegram::{NOBODY}", json.dumps(kept), at, broken=UNREADABLE
    )


def _number(update: object) -> int | None:
    try:
        return Fields(update).integer("update_id")
    except Unreadable:
        return None


def _parsed(body: bytes) -> Any:
    try:
        return _parse(body.decode())
    except (ValueError, RecursionError):
        raise Garbled from None


def _written(update: object) -> str:
    try:
        return json.dumps(update)
    except (ValueError, RecursionError):
        raise Garbled from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are no JSON


_parse = json.JSONDecoder(parse_constant=_refuse).decode  # json.loads would make such a decoder at each call


def _depth(raw: str) -> int:
    """Return how deep the JSON text is nested, or 0 if it has too few brackets to be deep."""
    if raw.count("[") + raw.count("{") <= DEEPEST_UPDATE:
        return 0
    depth = deepest = 0
    for bracket in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', raw):
        if bracket in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif bracket in "]}":
            depth -= 1
    return deepest


def _digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()[:16]
