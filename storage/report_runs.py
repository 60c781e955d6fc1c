"""Reports that somebody is to get or has got, and what each figure in them was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Table, bindparam, literal, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert_new
from storage.schema import metadata, partial_index
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, EncryptedJson, Moment, OneOf, column
from storage.vocabulary import ClientId, PersonId, RunState, TeamId

BARS = "bars"
_STATE = OneOf(RunState)
_WANTED_STATE = literal(RunState.WANTED, _STATE)

report_runs = Table(
    "report_runs",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("key", String(120), KEEP, unique=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("kind", String(16), KEEP),
    column("period", String(24), KEEP),
    column("client_id", String(32), KEEP, nullable=True),
    column("team_id", String(32), KEEP, nullable=True),
    column("state", _STATE, KEEP),
    column("due_at", Moment, KEEP),
    column("created_at", Moment, KEEP),
    column("ended_at", Moment, KEEP, nullable=True),
    column("attempts", Integer, KEEP),
    column("found", EncryptedJson, ERASE),
    column("zone", String(64), KEEP, nullable=True),
    info=sealed_for(),
)
partial_index("ix_report_runs_wanted", report_runs.c.id, where=report_runs.c.state == "wanted")


@dataclass(frozen=True, slots=True)
class ReportRun:
    """A report for a person. `key` is natural and unique for ever (`digest:PERSON:2026-W53`), `kind` is digest, client
    or review, `period` a `Period.name` of days in `zone` (IANA; None for one that was wanted before zones were kept);
    of a client or team alone where one is named. `due_at` is when it was to come (UTC). Once it is made, `found` has
    the numbers of the tasks behind each figure, and under BARS how high the bars of its picture are."""

    id: str
    key: str
    person_id: PersonId
    kind: str
    period: str
    client_id: ClientId | None
    team_id: TeamId | None
    state: RunState
    due_at: datetime
    created_at: datetime
    ended_at: datetime | None = None
    attempts: int = 0
    found: dict[str, list[int]] = field(default_factory=dict)
    zone: str | None = None


_ADD = insert_new(report_runs)
_ONE = select(report_runs).where(report_runs.c.id == bindparam("id"))
_LOOK, _TAKE = Query(_ONE), Query(_ONE.with_for_update())
_WANTED = Query(
    select(report_runs).where(report_runs.c.state == _WANTED_STATE).order_by(report_runs.c.id).limit(bindparam("most"))
)
_OF_PERIOD = Query(
    select(report_runs)
    .where(
        report_runs.c.kind == bindparam("kind"),
        report_runs.c.client_id == bindparam("client"),
        report_runs.c.period == bindparam("period"),
    )
    .order_by(report_runs.c.id)
)
_END = Query(
    update(report_runs)
    .where(report_runs.c.id == bindparam("which"))
    .values(
        state=bindparam("new_state", type_=_STATE),
        ended_at=bindparam("at", type_=Moment),
        found=bindparam("new_found", type_=report_runs.c.found.type),
    )
)
_TRIED = Query(
    update(report_runs).where(report_runs.c.id == bindparam("which")).values(attempts=report_runs.c.attempts + 1)
)


class ReportRuns:
    """The reports of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, run: ReportRun) -> bool:
        """Keep a report; False if its key was ever used before."""
        return self._run.add(_ADD, run) == 1

    def look(self, run: str) -> ReportRun | None:
        """Return a report as it is kept now."""
        row = self._run.one(_LOOK, id=run)
        return None if row is None else ReportRun(*row)

    def take(self, run: str) -> ReportRun | None:
        """Return a report that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=run)
        return None if row is None else ReportRun(*row)

    def of_client(self, kind: str, client: ClientId, period: str) -> list[ReportRun]:
        """Return all reports of a kind about a client and a period (its name), whoever they are for; oldest first."""
        return [ReportRun(*row) for row in self._run.all(_OF_PERIOD, kind=kind, client=client, period=period)]

    def wanted(self, most: int) -> list[ReportRun]:
        """Return reports that are to be made, first wanted first."""
        return [ReportRun(*row) for row in self._run.all(_WANTED, most=most)]

    def end(self, run: str, state: RunState, at: datetime, found: dict[str, list[int]]) -> None:
        """Note what became of a report, and what its figures were made of."""
        self._run.change(_END, which=run, new_state=state, at=at, new_found=found)

    def tried(self, run: str) -> None:
        """Count a try that failed."""
        self._run.change(_TRIED, which=run)
