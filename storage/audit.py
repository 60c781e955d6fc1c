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

from storage.audit_chain import NOTHING, Broken, Head, Keys, Row, first_fault, pseudonym, row_of
from storage.audit_guard import guard
from storage.marks import Marks
from storage.query import Query, Runner, insert_new
from storage.schema import metadata
from storage.types import ERASE, KEEP, Json, Moment, column

OFFICE, OPERATOR, STRANGER = "office", "operator", "stranger"
"""Actors that are nobody in particular: the program by itself, the command line, somebody nobody knows."""
PERSON = "person"
"""The kind of object that is a person, and is written as a pseudonym."""
Fact = StrEnum | int | None
PORTION = 500
END = "audit-end"
"""The mark that holds the last row's number and hash, sealed: by it a cut-off end is seen at once."""
NOT_YET = "not-yet"
"""What is there instead in an office whose rows are older than the mark, until its next row."""
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
_HEAD = Query(select(audit.c.number, audit.c.hash, audit.c.at).order_by(audit.c.number.desc()).limit(1))
_ADD = Query(insert(audit))
_AFTER = select(audit).where(audit.c.number > bindparam("number")).order_by(audit.c.number).limit(bindparam("most"))
_SHOWN = _AFTER.where(
    audit.c.at >= bindparam("since", type_=Moment),
    or_(
        bindparam("person", type_=String) == "",
        audit.c.actor == bindparam("person"),
        audit.c.object_id == bindparam("person"),
    ),
    or_(bindparam("object", type_=String) == "", audit.c.object_id == bindparam("object")),
)
_VERIFIED, _PRINTED = ((Query(rows), Query(rows.with_only_columns(audit.c.number))) for rows in (_AFTER, _SHOWN))
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


class BadRow(Exception):
    """A row holds what nobody of us could have written: `number` says which, 0 if that can't be read either."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


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
        keys, rows = Keys(self._secret), []
        number, before = self._last(keys)
        for actor, which, entry in named:
            number += 1
            digest = None if entry.values is None else keys.digest(entry.values)
            bare = Row(
                number, self._now, actor, entry.action, entry.kind, which, dict(entry.facts), digest, before, hash=""
            )
            before = keys.hash_of(bare)
            rows.append(replace(bare, hash=before))
        self._run.add_each(_ADD, rows)
        Marks(self._run).set(END, keys.end(number, before))
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
        """Return the last row's number, hash and time, None while there is none. Raises BadRow."""
        try:
            row = self._run.one(_HEAD)
            return None if row is None else Head(int(row[0]), str(row[1]), row[2])
        except NOT_OURS as error:
            raise BadRow(0) from error

    def start(self) -> Head:
        """Return behind which row the chain begins."""
        row = self._run.one(_ANCHOR)
        return Head(0, NOTHING, self._now) if row is None else Head(int(row[0]), str(row[1]), row[3])

    def rows(self, since: datetime, person: str = "", which: str = "") -> Iterator[Row]:
        """Return the rows from a moment on, in order; of one pseudonym, or about one object, if they are named. Raises
        BadRow at one that holds something else than we write."""
        return self._each(_PRINTED, 0, since=since, person=person, object=which)

    def first_fault(self, heads: list[Head]) -> Broken | None:
        """Return the first thing that is wrong with the audit, None if it is whole and holds all these heads."""
        keys = Keys(self._secret)
        try:
            anchor, start = self._run.one(_ANCHOR), self.start()
        except NOT_OURS:
            return Broken(0, "start-forged")
        if anchor is not None and anchor[2] != keys.seal(start.number, start.hash):
            return Broken(start.number, "start-forged")
        end = keys.end_in(Marks(self._run).get(END) or "")
        in_order = sorted(heads, key=lambda head: head.number)
        try:
            return first_fault(self._each(_VERIFIED, start.number), start, in_order, keys, end)
        except BadRow as bad:
            return Broken(bad.number, "changed")

    @property
    def end_to_be_noted(self) -> bool:
        """Return whether the rows are older than the mark of their end: the next row, of whatever, sets it."""
        return Marks(self._run).get(END) == NOT_YET

    def _each(self, queries: tuple[Query, Query], after: int, **wanted: object) -> Iterator[Row]:
        """Read rows in portions; where one can't be read, one at a time up to it. `queries` ask for the rows, and for
        their numbers alone. Raises BadRow."""
        whole, numbers = queries
        most = PORTION
        while True:
            try:
                some = [row_of(*row) for row in self._run.all(whole, number=after, most=most, **wanted)]
            except NOT_OURS as error:
                if most == 1:
                    bad = self._run.one(numbers, number=after, most=1, **wanted)
                    raise BadRow(bad[0] if bad is not None and isinstance(bad[0], int) else after + 1) from error
                most = 1
                continue
            if not some:
                return
            yield from some
            after = some[-1].number

    # --- writing ---

    def _last(self, keys: Keys) -> tuple[int, str]:
        """Return the number and hash to go on from."""
        noted = Marks(self._run).get(END) or ""
        end = keys.end_in(noted)
        if end is not None:
            return end.number, end.hash
        last = self.head() or self.start()
        # Where the mark was taken away nobody knows what else was: the chain doesn't hang on what is left, for good.
        return last.number, last.hash if noted == NOT_YET else NOTHING

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


@dataclass(frozen=True, slots=True)
class _Anchor:
    number: int
    hash: str
    seal: str
    at: datetime
