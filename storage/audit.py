"""The audit: who changed rights, people and settings, and who read or gave away what is not theirs. Rows are written in
the transaction of what they tell of, the very last before COMMIT; if they can't be, nothing of it happens."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String, Table, bindparam, delete, func, insert, or_, select

from storage.audit_chain import NOTHING, Broken, Head, Keys, Row, first_fault, pseudonym
from storage.audit_guard import guard
from storage.query import Query, Runner, insert_new
from storage.schema import metadata
from storage.types import ERASE, KEEP, Json, Moment, column

OFFICE, OPERATOR, STRANGER = "office", "operator", "stranger"
"""Actors that are nobody in particular: the program by itself, the command line, somebody nobody knows."""
PERSON = "person"
"""The kind of object that is a person, and is written as a pseudonym."""
Fact = StrEnum | int | None
PORTION = 500
AUDIT_LIFE = timedelta(days=3 * 365 + 1)  # as long as claims can be made (§§ 195, 199 BGB: three years)

audit = Table(
    "audit",
    metadata,
    column("number", BigInteger, KEEP, primary_key=True, autoincrement=False),
    column("at", Moment, KEEP),
    column("actor", String(40), KEEP),
    column("action", String(40), KEEP),
    column("object_kind", String(24), KEEP),
    column("object_id", String(64), KEEP),
    column("facts", Json, KEEP),
    column("digest", String(64), KEEP, nullable=True),
    column("previous", String(64), KEEP),
    column("hash", String(64), KEEP),
    Index("ix_audit_actor", "actor", "number"),
    Index("ix_audit_object", "object_id", "number"),
)
# Up to which row the oldest were taken out, and what proves that we did it: the chain begins behind the newest.
audit_anchors = Table(
    "audit_anchors",
    metadata,
    column("number", BigInteger, KEEP, primary_key=True, autoincrement=False),
    column("hash", String(64), KEEP),
    column("seal", String(64), KEEP),
    column("at", Moment, KEEP),
)
pseudonyms = Table(
    "pseudonyms",
    metadata,
    column("person_id", String(32), KEEP, primary_key=True),
    column("key", String(64), ERASE),
)
guard(audit)

_ALONE = Query(select(func.pg_advisory_xact_lock(4_017_231)))  # any number, the same in all processes
_LAST = Query(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1))
_HEAD = Query(select(audit.c.number, audit.c.hash, audit.c.at).order_by(audit.c.number.desc()).limit(1))
_ADD = Query(insert(audit))
_AFTER = Query(
    select(audit).where(audit.c.number > bindparam("number")).order_by(audit.c.number).limit(bindparam("most"))
)
_SHOWN = Query(
    select(audit)
    .where(
        audit.c.number > bindparam("number"),
        audit.c.at >= bindparam("since", type_=Moment),
        or_(
            bindparam("person", type_=String) == "",
            audit.c.actor == bindparam("person"),
            audit.c.object_id == bindparam("person"),
        ),
        or_(bindparam("object", type_=String) == "", audit.c.object_id == bindparam("object")),
    )
    .order_by(audit.c.number)
    .limit(bindparam("most"))
)
_ANCHOR = Query(select(audit_anchors).order_by(audit_anchors.c.number.desc()).limit(1))
_ADD_ANCHOR = Query(insert(audit_anchors))
_PAST = Query(
    select(audit.c.number, audit.c.hash)
    .where(audit.c.at < bindparam("before", type_=Moment), audit.c.number <= bindparam("most"))
    .order_by(audit.c.number.desc())
    .limit(1)
)
_FORGET = Query(delete(audit).where(audit.c.number <= bindparam("up_to")))
_KEY = Query(select(pseudonyms.c.key).where(pseudonyms.c.person_id == bindparam("person")))
_NEW_KEY = insert_new(pseudonyms)
_NO_KEY = Query(delete(pseudonyms).where(pseudonyms.c.person_id == bindparam("person")))

NOT_OURS = (TypeError, ValueError, OverflowError)
"""What becomes of a value that isn't of its column's kind: SQLite keeps any in any."""


class AuditLost(Exception):
    """Something that is audited was done where nothing can be written: it has to be done in a unit that writes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written when the transaction is about to end."""

    by: str
    action: str
    kind: str
    which: str
    facts: Mapping[str, Fact]
    values: Mapping[str, Any] | None


class Audit:
    """The audit of one unit of work. `by` is who acts in it: a person's id, or OFFICE, OPERATOR, STRANGER."""

    def __init__(self, run: Runner, now: datetime, secret: bytes) -> None:
        self._run = run
        self._now = now
        self._secret = secret
        self.by: str = OFFICE
        self._waiting: list[Entry] = []

    def record(
        self,
        action: str,
        kind: str,
        which: str,
        *,
        facts: Mapping[str, Fact] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Note that who acts has done something to an object; written before COMMIT, or nothing is committed at all.

        `which` is the object's id (of kind PERSON: the person's). `facts` are kept as they are and never hold people's
        words; `values` may hold anything that JSON can, and only a keyed hash of them is kept.
        """
        self._waiting.append(Entry(self.by, action, kind, which, facts or {}, values))

    @property
    def waits(self) -> bool:
        """Return whether there is something to be written."""
        return bool(self._waiting)

    def write(self) -> None:
        """Write what was noted, as the very last of this transaction: on PostgreSQL others who write wait for its
        end."""
        if not self._waiting:
            return
        named = [(self._name(each.by), self._name_object(each), each) for each in self._waiting]
        if self._run.dialect != "sqlite":
            self._run.one(_ALONE)
        number, before = self._last()
        keys, rows = Keys(self._secret), []
        for actor, which, entry in named:
            number += 1
            digest = None if entry.values is None else keys.digest(entry.values)
            bare = Row(
                number, self._now, actor, entry.action, entry.kind, which, dict(entry.facts), digest, before, hash=""
            )
            before = keys.hash_of(bare)
            rows.append(replace(bare, hash=before))
        self._run.add_each(_ADD, rows)
        self._waiting.clear()

    def forget(self, person: str) -> None:
        """Destroy a person's key: from now on nobody can tell which rows are about them."""
        self._run.change(_NO_KEY, person=person)

    def forget_before(self, before: datetime, most: int = PORTION) -> int:
        """Take out the rows from before a moment, oldest first and about `most` of them, behind an anchor that proves
        it was us; return how many."""
        start = self.start()
        row = self._run.one(_PAST, before=before, most=start.number + most)
        if row is None:
            return 0
        seal = Keys(self._secret).seal(int(row[0]), str(row[1]))
        self._run.add(_ADD_ANCHOR, _Anchor(int(row[0]), str(row[1]), seal, self._now))
        self.record("audit-forgotten", "audit", str(row[0]))
        return self._run.change(_FORGET, up_to=row[0])

    # --- looking ---

    def pseudonym(self, person: str) -> str | None:
        """Return what stands for a person here, None if nothing was ever noted of them or their key is gone."""
        row = self._run.one(_KEY, person=person)
        return None if row is None else pseudonym(str(row[0]), person)

    def head(self) -> Head | None:
        """Return the last row's number, hash and time, None while there is none."""
        row = self._run.one(_HEAD)
        return None if row is None else Head(int(row[0]), str(row[1]), row[2])

    def start(self) -> Head:
        """Return behind which row the chain begins."""
        row = self._run.one(_ANCHOR)
        return Head(0, NOTHING, self._now) if row is None else Head(int(row[0]), str(row[1]), row[3])

    def rows(self, since: datetime, person: str = "", which: str = "") -> Iterator[Row]:
        """Return the rows from a moment on, in order; of one pseudonym, or about one object, if they are named."""
        after = 0
        while some := self._run.all(_SHOWN, number=after, since=since, person=person, object=which, most=PORTION):
            yield from (Row(*row) for row in some)
            after = int(some[-1][0])

    def first_fault(self, heads: list[Head]) -> Broken | None:
        """Return the first thing that is wrong with the audit, None if it is whole and holds all these heads."""
        keys = Keys(self._secret)
        anchor = self._run.one(_ANCHOR)
        if anchor is not None and anchor[2] != keys.seal(int(anchor[0]), str(anchor[1])):
            return Broken(int(anchor[0]), "start-forged")
        start = self.start()
        rows = _Counted(self._after(start.number), start.number)
        try:
            return first_fault(rows, start, sorted(heads, key=lambda head: head.number), keys)
        except NOT_OURS:
            return Broken(rows.number, "changed")

    def _after(self, number: int) -> Iterator[Row]:
        most = PORTION
        while True:
            try:
                some = self._run.all(_AFTER, number=number, most=most)
            except NOT_OURS:
                if most == 1:
                    raise
                most = 1  # one at a time, up to the one that holds something else than we write
                continue
            if not some:
                return
            yield from (Row(*row) for row in some)
            number = int(some[-1][0])

    # --- writing ---

    def _last(self) -> tuple[int, str]:
        row = self._run.one(_LAST)
        if row is not None:
            return int(row[0]), str(row[1])
        start = self.start()
        return start.number, start.hash

    def _name_object(self, entry: Entry) -> str:
        return self._name(entry.which) if entry.kind == PERSON else entry.which

    def _name(self, who: str) -> str:
        """Return a person's pseudonym, under a key made now if they have none."""
        if who in {OFFICE, OPERATOR, STRANGER}:
            return who
        known = self.pseudonym(who)
        if known is None:
            self._run.change(_NEW_KEY, person_id=who, key=secrets.token_hex(32))
            known = self.pseudonym(who)
            assert known is not None  # made just now, by us or by who was faster
        return known


class _Counted:
    """Rows, and the number of the one that is being read."""

    def __init__(self, rows: Iterator[Row], before: int) -> None:
        self._rows, self.number = rows, before

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        self.number += 1
        row = next(self._rows)
        self.number = row.number
        return row


@dataclass(frozen=True, slots=True)
class _Anchor:
    number: int
    hash: str
    seal: str
    at: datetime
