"""Trials: clients who try the office out, and all that happened in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, literal, or_, select, update

from storage.clients import clients  # noqa: F401 - the table referred to
from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert, insert_new
from storage.schema import metadata, partial_index
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, MASK, EncryptedJson, EncryptedText, Moment, OneOf, column
from storage.vocabulary import ClientId, PersonId, TrialState

_STATE = OneOf(TrialState)
_RUNNING = literal(TrialState.RUNNING, _STATE)

trials = Table(
    "trials",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("client_id", String(32), MASK, ForeignKey("clients.id")),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("state", _STATE, KEEP),
    column("first_day", String(10), KEEP),
    column("last_day", String(10), KEEP),
    column("criteria", EncryptedText, ERASE),
    column("words", EncryptedText, ERASE, nullable=True),
    column("created_at", Moment, KEEP),
    column("ended_at", Moment, KEEP, nullable=True),
    Index("ix_trials_client", "client_id", "id"),
    info=sealed_for(("client_id", "clients")),
)
trial_steps = Table(
    "trial_steps",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("trial_id", String(32), KEEP, ForeignKey("trials.id")),
    column("move", String(24), KEEP),
    column("by", String(32), KEEP, nullable=True),
    column("at", Moment, KEEP),
    column("facts", EncryptedJson, ERASE),
    Index("ix_trial_steps_trial", "trial_id", "id"),
    info=sealed_for(("trial_id", "trials")),
)
partial_index("ix_trials_running", trials.c.client_id, where=trials.c.state == "running", unique=True)


@dataclass(frozen=True, slots=True)
class Trial:
    """A client tries the office out from `first_day` to `last_day` (local dates of the office, ISO 8601), to be judged
    by `criteria`. `person_id` is the manager who began it, once it is decided who decided, `words` what they said of
    it. Times are UTC."""

    id: str
    client_id: ClientId
    person_id: PersonId
    state: TrialState
    first_day: str
    last_day: str
    criteria: str
    words: str | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrialStep:
    """A line in a trial's history: begun, asked, answered, left-out, reminded, extended or decided; by whom, None for
    the office itself. `facts` have the `milestone`, and the `words` of an answer."""

    move: str
    by: PersonId | None
    at: datetime
    facts: Mapping[str, Any]


_ADD = insert_new(trials)
_LOOK = Query(select(trials).where(trials.c.id == bindparam("id")))
_TAKE = Query(select(trials).where(trials.c.id == bindparam("id")).with_for_update())
_OF = Query(
    select(trials).where(trials.c.client_id == bindparam("client"), trials.c.state == _RUNNING).with_for_update()
)
_SINCE = Query(
    select(trials)
    .where(or_(trials.c.state == _RUNNING, trials.c.ended_at >= bindparam("since", type_=Moment)))
    .order_by(trials.c.last_day, trials.c.id)
)
_SAVE = Query(
    update(trials)
    .where(trials.c.id == bindparam("which"))
    .values(
        person_id=bindparam("new_person_id"),
        state=bindparam("new_state", type_=_STATE),
        last_day=bindparam("new_last"),
        words=bindparam("new_words"),
        ended_at=bindparam("new_end", type_=Moment),
    )
)
_NOTE = insert(trial_steps)
_STEPS = Query(
    select(trial_steps.c.move, trial_steps.c.by, trial_steps.c.at, trial_steps.c.facts)
    .where(trial_steps.c.trial_id == bindparam("trial"))
    .order_by(trial_steps.c.id)
)


class Trials:
    """The trials of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, trial: Trial) -> bool:
        """Keep a new one; False if one of this client is running."""
        return self._run.add(_ADD, trial) == 1

    def look(self, which: str) -> Trial | None:
        """Return one to be shown."""
        row = self._run.one(_LOOK, id=which)
        return None if row is None else Trial(*row)

    def take(self, which: str) -> Trial | None:
        """Return one that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=which)
        return None if row is None else Trial(*row)

    def of(self, client: ClientId) -> Trial | None:
        """Return the one of a client that is running, locked for this transaction."""
        row = self._run.one(_OF, client=client)
        return None if row is None else Trial(*row)

    def since(self, moment: datetime) -> Sequence[Trial]:
        """Return those that are running or ended since a moment (UTC), the first to end first."""
        return [Trial(*row) for row in self._run.all(_SINCE, since=moment)]

    def save(self, trial: Trial) -> None:
        """Keep until when it goes, how it stands, and what was decided by whom."""
        self._run.change(
            _SAVE,
            which=trial.id,
            new_person_id=trial.person_id,
            new_state=trial.state,
            new_last=trial.last_day,
            new_words=trial.words,
            new_end=trial.ended_at,
        )

    def note(self, key: str, trial: str, step: TrialStep) -> None:
        """Write a line into a trial's history; `key` is a fresh id."""
        self._run.change(_NOTE, id=key, trial_id=trial, move=step.move, by=step.by, at=step.at, facts=dict(step.facts))

    def steps(self, trial: str) -> list[TrialStep]:
        """Return a trial's history, oldest first."""
        return [TrialStep(*row) for row in self._run.all(_STEPS, trial=trial)]
