"""How rows of the audit hang together: each one's hash holds the row before, so that none can be changed, moved or
taken out unseen. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import NoneType
from typing import Any

from storage.types import to_milliseconds

NOTHING = "0" * 64
"""The hash before the first row."""
_NOTED = re.compile("([0-9]{1,18}) ([0-9a-f]{64}) [0-9a-f]{64}")


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


_KINDS: tuple[Any, ...] = (int, datetime, str, str, str, str, dict, (str, NoneType), str, str)


def row_of(*values: Any) -> Row:
    """Return a row of what its columns hold. Raises TypeError if something is not of its kind: SQLite keeps any value
    in any column."""
    if not all(isinstance(value, kind) for value, kind in zip(values, _KINDS, strict=True)):
        raise TypeError
    return Row(*values)


@dataclass(frozen=True, slots=True)
class Head:
    """The last row at some moment, as a second place knows it."""

    number: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class End:
    """The last row as the database itself notes it."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the audit stops being whole: the first bad row's number, and what is wrong there: `missing`, `changed`,
    `out-of-order`, `cut-off`, `not-the-one-of-the-head`, `start-forged` or `end-not-noted`."""

    number: int
    why: str


class Keys:
    """The keys of one installation's audit, derived from its secret for a purpose each."""

    __slots__ = ("_chain", "_end", "_start", "_values")

    def __init__(self, secret: bytes) -> None:
        self._chain, self._values, self._start, self._end = (
            _derived(secret, what) for what in ("chain", "values", "start", "end")
        )

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

    def end(self, number: int, known: str) -> str:
        """Return the note of what the last row is: its number, its hash, and what proves that we wrote it."""
        return f"{number} {known} {_keyed(self._end, [number, known])}"

    def end_in(self, noted: str) -> End | None:
        """Return the last row's number and hash from such a note, None if we didn't write it."""
        match = _NOTED.fullmatch(noted)
        if match is None:
            return None
        end = End(int(match[1]), match[2])
        return end if hmac.compare_digest(noted, self.end(end.number, end.hash)) else None


def pseudonym(key: str, person: str) -> str:
    """Return what stands for a person; without their key nobody can tell whose it is."""
    return f"p-{hmac.new(bytes.fromhex(key), person.encode(), hashlib.sha256).hexdigest()[:32]}"


def first_fault(rows: Iterable[Row], start: Head, heads: Sequence[Head], keys: Keys, end: End | None) -> Broken | None:
    """Return the first thing that is wrong with all rows behind `start`, None if the audit is whole and holds `heads`,
    which are in the order of their numbers, and ends with the row that is noted as its `end`."""
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
    if head is not None:
        return Broken(last + 1, "cut-off")
    if end is None:
        return Broken(last, "end-not-noted") if last else None
    if end.number > last:
        return Broken(last + 1, "cut-off")
    return None if (end.number, end.hash) == (last, before) else Broken(last, "end-not-noted")


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
