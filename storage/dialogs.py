"""Open forms and the buttons that hang on cards: what a person may answer or press next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Table, bindparam, delete, select, update

from storage.query import Query, Runner, among, insert
from storage.schema import metadata, partial_index
from storage.sealing import DAY, sealed_for
from storage.types import ERASE, KEEP, EncryptedJson, Moment, column
from storage.vocabulary import PersonId

PREFILLED = "prefilled"  # the fact that names the answers a form was opened with
ASKED_AT = "asked_at"  # the fact that says when a form was asked for, by the platform's own clock, if it tells
dialogs = Table(
    "dialogs",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("form", String(60), KEEP),
    column("version", Integer, KEEP),
    column("about", String(64), KEEP),
    column("facts", EncryptedJson, ERASE),
    column("answers", EncryptedJson, ERASE),
    column("state", String(12), KEEP),
    column("opened_at", Moment, KEEP),
    column("touched_at", Moment, KEEP),
    info=sealed_for(otherwise=DAY),
)
partial_index("uq_dialogs_open", dialogs.c.person_id, unique=True, where=dialogs.c.state == "open")
buttons = Table(
    "buttons",
    metadata,
    column("key", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("action", String(60), KEEP),
    column("about", String(64), KEEP),
    column("version", Integer, KEEP, nullable=True),
    column("expires_at", Moment, KEEP),
    column("used_at", Moment, KEEP, nullable=True),
    column("result", EncryptedJson, ERASE, nullable=True),
    info=sealed_for(otherwise=DAY),
)


@dataclass(frozen=True, slots=True)
class Dialog:
    """A form a person is filling in: answers so far by field name; its position is the first unanswered field."""

    id: str
    person_id: PersonId
    form: str
    version: int
    about: str
    facts: dict[str, Any]
    answers: dict[str, str]
    state: str
    opened_at: datetime
    touched_at: datetime

    @property
    def begun(self) -> bool:
        """Whether something was filled in since it was opened, also at the very same time."""
        prefilled = self.facts.get(PREFILLED)
        return self.touched_at > self.opened_at or (prefilled is not None and not self.answers.keys() <= {*prefilled})


@dataclass(frozen=True, slots=True)
class Pressable:
    """What a button's key stands for. `person_id` alone may press it, until `expires_at`; `result` is what the first
    press answered; before that, what is to be asked before it counts, None if nothing."""

    key: str
    person_id: PersonId
    action: str
    about: str
    version: int | None
    expires_at: datetime
    used_at: datetime | None
    result: Any


_ADD = insert(dialogs)
_OPEN_OF = Query(
    select(dialogs).where(dialogs.c.person_id == bindparam("person"), dialogs.c.state == "open").with_for_update()
)
_BY_ID = Query(select(dialogs).where(dialogs.c.id == bindparam("id")).with_for_update())
_ANSWER = Query(
    update(dialogs)
    .where(dialogs.c.id == bindparam("which"))
    .values(answers=bindparam("new_answers"), touched_at=bindparam("at", type_=Moment))
)
_NOTE_FACTS = Query(
    update(dialogs)
    .where(dialogs.c.id == bindparam("which"))
    .values(facts=bindparam("new_facts"), touched_at=bindparam("at", type_=Moment))
)
_CLOSE = Query(
    update(dialogs)
    .where(dialogs.c.id == bindparam("which"), dialogs.c.state == "open")
    .values(state=bindparam("new_state"), touched_at=bindparam("at", type_=Moment))
)
LEFT = ("forgotten", "aside", "cancelled")
_REOPEN = Query(
    update(dialogs)
    .where(dialogs.c.id == bindparam("which"), among(dialogs.c.state, LEFT))
    .values(state="open", touched_at=bindparam("at", type_=Moment))
)
_FINISH = Query(
    update(dialogs)
    .where(dialogs.c.id == bindparam("which"), among(dialogs.c.state, ("open", *LEFT)))
    .values(state="done", touched_at=bindparam("at", type_=Moment))
)
_ADD_BUTTON = insert(buttons)
_BUTTON = Query(select(buttons).where(buttons.c.key == bindparam("key")))
_TAKE_BUTTON = Query(select(buttons).where(buttons.c.key == bindparam("key")).with_for_update())
_USE_BUTTON = Query(
    update(buttons)
    .where(buttons.c.key == bindparam("which"))
    .values(used_at=bindparam("at", type_=Moment), result=bindparam("new_result"))
)
_PORTION = Query(
    select(buttons.c.key).where(buttons.c.key > bindparam("after")).order_by(buttons.c.key).limit(bindparam("most"))
)
_FORGET_BUTTONS = Query(
    delete(buttons).where(
        buttons.c.key > bindparam("after"),
        buttons.c.key <= bindparam("last"),
        buttons.c.expires_at < bindparam("before", type_=Moment),
    )
)


class Dialogs:
    """The forms and buttons of one unit of work."""

    __slots__ = ("_open", "_run")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._open: dict[PersonId, Dialog | None] = {}  # asked for often; read once, unless one changes

    def add(self, dialog: Dialog) -> None:
        """Keep a newly opened form; the person must have no other open."""
        self._open.clear()
        self._run.add(_ADD, dialog)

    def open_of(self, person: PersonId) -> Dialog | None:
        """Return the form a person has open, locked."""
        if person not in self._open:
            row = self._run.one(_OPEN_OF, person=person)
            self._open[person] = None if row is None else Dialog(*row)
        return self._open[person]

    def by_id(self, dialog: str) -> Dialog | None:
        """Return a form, open or not, locked."""
        row = self._run.one(_BY_ID, id=dialog)
        return None if row is None else Dialog(*row)

    def answer(self, dialog: str, answers: dict[str, str], at: datetime) -> None:
        """Keep the answers so far."""
        self._open.clear()
        self._run.change(_ANSWER, which=dialog, new_answers=answers, at=at)

    def note_facts(self, dialog: str, facts: dict[str, Any], at: datetime) -> None:
        """Keep what a form is about, and whether it is asked in a window."""
        self._open.clear()
        self._run.change(_NOTE_FACTS, which=dialog, new_facts=facts, at=at)

    def close(self, dialog: str, state: str, at: datetime) -> bool:
        """End an open form as `cancelled`, `forgotten` or `aside`, or `moved` if another goes on with its answers;
        False if it was ended before."""
        self._open.clear()
        return self._run.change(_CLOSE, which=dialog, new_state=state, at=at) == 1

    def finish(self, dialog: str, at: datetime) -> bool:
        """End a form as `done`, also one that was left; False if it was done before, or moved."""
        self._open.clear()
        return self._run.change(_FINISH, which=dialog, at=at) == 1

    def reopen(self, dialog: str, at: datetime) -> None:
        """Take up a form again that was left."""
        self._open.clear()
        self._run.change(_REOPEN, which=dialog, at=at)

    def add_buttons(self, buttons: Sequence[Pressable]) -> None:
        """Keep what new buttons' keys stand for."""
        self._run.add_each(_ADD_BUTTON, buttons)

    def add_button(self, button: Pressable) -> None:
        """Keep what one new button's key stands for."""
        self.add_buttons([button])

    def button(self, key: str) -> Pressable | None:
        """Return what a key stands for, to look at."""
        row = self._run.one(_BUTTON, key=key)
        return None if row is None else Pressable(*row)

    def take_button(self, key: str) -> Pressable | None:
        """Return what a key stands for, locked."""
        row = self._run.one(_TAKE_BUTTON, key=key)
        return None if row is None else Pressable(*row)

    def use_button(self, key: str, result: Any, at: datetime) -> None:
        """Keep that a button was pressed and what it answered."""
        self._run.change(_USE_BUTTON, which=key, new_result=result, at=at)

    def forget_buttons(self, after: str, before: datetime, most: int) -> str | None:
        """Drop buttons that expired before then. Goes through at most `most` that follow the key `after`, and returns
        the last of them, None if there were none."""
        rows = self._run.all(_PORTION, after=after, most=most)
        if not rows:
            return None
        last = str(rows[-1][0])
        self._run.change(_FORGET_BUTTONS, after=after, last=last, before=before)
        return last
