"""How rows of the audit hang together: each one's hash holds the row before, so that none can be changed, moved or
taken out unseen. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.types import to_milliseconds

NOTHING = "0" * 64
"""The hash before the first row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: who (`actor`, a pseudonym, or `office`, `operator`, `stranger`) did what to which object, at `at` (UTC).
    `facts` hold words of our own vocabulary and numbers; `digest` is a keyed hash of values, which are not kept."""

    number: int
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    facts: Mapping[str, Any]
    digest: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last row at some moment, as a second place knows it."""

    number: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the audit stops being whole: the first bad row's number, and what is wrong there: `missing`, `changed`,
    `out-of-order`, `cut-off`, `not-the-one-of-the-head` or `start-forged`."""

    number: int
    why: str


class Keys:
    """The keys of one installation's audit, derived from its secret for a purpose each."""

    __slots__ = ("_chain", "_start", "_values")

    def __init__(self, secret: bytes) -> None:
        self._chain, self._values, self._start = (_derived(secret, what) for what in ("chain", "values", "start"))

    def hash_of(self, row: Row) -> str:
        """Return what `hash` has to be, from all else in the row."""
        said = [
            *(row.number, to_milliseconds(row.at), row.actor, row.action, row.object_kind, row.object_id),
            *(dict(row.facts), row.digest, row.previous),
        ]
        return _keyed(self._chain, said)

    def digest(self, values: Mapping[str, Any]) -> str:
        """Return a hash by which values can be told to be these, and not be guessed without the secret."""
        return _keyed(self._values, dict(values))

    def seal(self, number: int, known: str) -> str:
        """Return what proves that the rows up to this one, of this hash, were taken out by ourselves."""
        return _keyed(self._start, [number, known])


def pseudonym(key: str, person: str) -> str:
    """Return what stands for a person; without their key nobody can tell whose it is."""
    return f"p-{hmac.new(bytes.fromhex(key), person.encode(), hashlib.sha256).hexdigest()[:32]}"


def first_fault(rows: Iterable[Row], start: Head, heads: Sequence[Head], keys: Keys) -> Broken | None:
    """Return the first thing that is wrong with all rows behind `start`, None if the audit is whole and holds `heads`,
    which are in the order of their numbers."""
    before, last = start.hash, start.number
    waiting = iter([head for head in heads if head.number > start.number])
    head = next(waiting, None)
    for row in rows:
        fault = _fault(row, last, before, keys)
        if fault is not None:
            return fault
        before, last = row.hash, row.number
        while head is not None and head.number == last:
            if head.hash != before:
                return Broken(last, "not-the-one-of-the-head")
            head = next(waiting, None)
    return None if head is None else Broken(last + 1, "cut-off")


def _fault(row: Row, last: int, before: str, keys: Keys) -> Broken | None:
    if not hmac.compare_digest(keys.hash_of(row), row.hash):
        return Broken(row.number, "changed")
    if row.number != last + 1:
        return Broken(last + 1, "missing")
    return None if row.previous == before else Broken(row.number, "out-of-order")


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, f"vorzimmer audit {purpose}".encode(), hashlib.sha256).digest()


def _keyed(key: bytes, said: object) -> str:
    written = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()
