"""What is promised for tasks: under which version of which rules, when each clock is due, and which alerts were sent.

Due times are an index: they follow from a task's history and can be rebuilt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    and_,
    bindparam,
    exists,
    func,
    select,
    update,
)

from storage.erasures import erasures
from storage.outbox import outbox
from storage.query import Query, Runner, insert_new
from storage.schema import metadata, partial_index
from storage.tasks import tasks
from storage.types import KEEP, Json, Moment, column
from storage.vocabulary import PersonId, TaskId

INSTANT = timedelta(milliseconds=1)  # what moments are kept in
NOBODY = -1  # instead of how many were told: there was nobody at all who could have been

rules = Table(
    "rule_versions",
    metadata,
    column("kind", String(16), KEEP),
    column("name", String(60), KEEP),
    column("version", Integer, KEEP),
    column("body", Json, KEEP),
    column("since", Moment, KEEP),
    PrimaryKeyConstraint("kind", "name", "version"),
)
office_hours = Table(
    "office_hours",
    metadata,
    column("since", Moment, KEEP, primary_key=True, autoincrement=False),
    column("version", Integer, KEEP, nullable=True),
)
promises = Table(
    "task_promises",
    metadata,
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), primary_key=True),
    column("policy", String(80), KEEP),
    column("calendar", String(80), KEEP),
    column("chain", Json, KEEP),
    column("due", Json, KEEP),
    column("due_at", Moment, KEEP, nullable=True),
    column("look_at", Moment, KEEP, nullable=True),
    column("held_by", String(32), KEEP, nullable=True),
    column("held_until", Moment, KEEP, nullable=True),
)
partial_index("ix_task_promises_due", promises.c.due_at, where=promises.c.due_at.is_not(None))
partial_index("ix_task_promises_look", promises.c.look_at, where=promises.c.look_at.is_not(None))
alerts = Table(
    "task_alerts",
    metadata,
    column("key", String(160), KEEP, primary_key=True),
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), index=True),
    column("planned_at", Moment, KEEP),
    column("at", Moment, KEEP),
    column("told", Integer, KEEP),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A task's clocks as they are kept. `policy` and `calendar` are `name@version`; `chain` is the escalation chain as
    it was when the task came. `due` holds each running clock's due time (milliseconds since 1970 UTC), `due_at` the
    earliest of them, `look_at` when the next alert is to be thought of. `held_by` takes care until `held_until`."""

    task_id: TaskId
    policy: str
    calendar: str
    chain: list[dict[str, Any]]
    due: dict[str, int]
    due_at: datetime | None
    look_at: datetime | None
    held_by: PersonId | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A calendar, policy or chain of the settings as it was from `since` on (UTC)."""

    kind: str
    name: str
    version: int
    body: dict[str, Any]
    since: datetime


class OfficeHoursSince(NamedTuple):
    """Since when (UTC) which version of the calendar `office` held, and what it says; neither while the settings named
    no hours."""

    since: datetime
    version: int | None
    body: dict[str, Any] | None


_ADD = insert_new(promises)
_OF = Query(select(promises).where(promises.c.task_id == bindparam("task")))
_OF_ALL = Query(select(promises).where(promises.c.task_id > bindparam("after")).order_by(promises.c.task_id).limit(500))
_SAVE = Query(
    update(promises)
    .where(promises.c.task_id == bindparam("task"))
    .values(
        policy=bindparam("new_policy"),
        calendar=bindparam("new_calendar"),
        due=bindparam("new_due", type_=Json),
        due_at=bindparam("new_due_at", type_=Moment),
        look_at=bindparam("new_look_at", type_=Moment),
        held_by=bindparam("new_held_by"),
        held_until=bindparam("new_held_until", type_=Moment),
    )
)
_DUES = Query(select(promises.c.task_id, promises.c.due_at).where(promises.c.due_at.is_not(None)))
_LATE = Query(select(func.count()).select_from(promises).where(promises.c.look_at < bindparam("before", type_=Moment)))
_ADD_ALERT = insert_new(alerts)
_ALERTS_OF = Query(select(alerts.c.key).where(alerts.c.task_id == bindparam("task")))
_OF_WHOM_IS_ERASED = exists().where(tasks.c.id == alerts.c.task_id, tasks.c.client_id == erasures.c.client_id)
_ALERTS_SINCE = Query(
    select(alerts.c.key, alerts.c.told).where(alerts.c.at > bindparam("since", type_=Moment), ~_OF_WHOM_IS_ERASED)
)
# Ids ascend with time, so that a day is a stretch of the primary key; an alert and its messages are one transaction.
_ALERT_ROWS = Query(select(outbox.c.key).where(outbox.c.id > bindparam("after"), outbox.c.key.like("sla:%")))
_ADD_RULE = insert_new(rules)
_RULE = Query(
    select(rules).where(
        rules.c.kind == bindparam("kind"),
        rules.c.name == bindparam("name"),
        rules.c.version == bindparam("version", type_=Integer),
    )
)
_OFFICE = and_(rules.c.kind == "calendar", rules.c.name == "office", rules.c.version == office_hours.c.version)
_HOURS = Query(
    select(office_hours.c.since, office_hours.c.version, rules.c.body)
    .select_from(office_hours.outerjoin(rules, _OFFICE))
    .order_by(office_hours.c.since)
)
_ADD_HOURS = insert_new(office_hours)
_RULES = Query(select(rules).order_by(rules.c.kind, rules.c.name, rules.c.version))


class Sla:
    """The promises of one unit of work."""

    __slots__ = ("_known", "_run")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._known: dict[str, Promise | None] = {}  # as written or read in this unit of work

    def add(self, promise: Promise) -> None:
        """Keep the promise made for a new task."""
        self._known[promise.task_id] = promise
        self._run.add(_ADD, promise)

    def of(self, task: TaskId) -> Promise | None:
        """Return what is promised for a task. Who changes it holds the task's row."""
        if task not in self._known:
            row = self._run.one(_OF, task=task)
            self._known[task] = None if row is None else Promise(*row)
        return self._known[task]

    def after(self, task: str) -> list[Promise]:
        """Return at most 500 promises in the order of their tasks, those after `task` ("" for the first)."""
        return [Promise(*row) for row in self._run.all(_OF_ALL, after=task)]

    def save(self, promise: Promise) -> None:
        """Keep a promise's rules and index anew; its chain stays."""
        self._known[promise.task_id] = promise
        self._run.change(
            _SAVE,
            task=promise.task_id,
            new_policy=promise.policy,
            new_calendar=promise.calendar,
            new_due=promise.due,
            new_due_at=promise.due_at,
            new_look_at=promise.look_at,
            new_held_by=promise.held_by,
            new_held_until=promise.held_until,
        )

    def dues(self) -> dict[TaskId, datetime]:
        """Return when (UTC) the next promise of each task is due, of all for which one runs."""
        return {TaskId(row[0]): row[1] for row in self._run.all(_DUES)}

    def late(self, before: datetime) -> int:
        """Return for how many tasks an alert was to be thought of before this moment (UTC) and was not."""
        row = self._run.one(_LATE, before=before)
        return int(row[0]) if row else 0

    def add_alert(self, key: str, task: TaskId, planned_at: datetime, at: datetime, told: int) -> bool:
        """Note that an alert went to `told` people at once, or that there was NOBODY; False if it went before."""
        return self._run.change(_ADD_ALERT, key=key, task_id=task, planned_at=planned_at, at=at, told=told) == 1

    def alerted(self, task: TaskId) -> set[str]:
        """Return the keys of the alerts that went out for a task."""
        return {str(row[0]) for row in self._run.all(_ALERTS_OF, task=task)}

    def alerts_since(self, since: datetime) -> list[tuple[str, int]]:
        """Return key and number of readers of every alert after this moment (UTC), but of clients who are erased: their
        messages go, too."""
        return [(str(key), int(told)) for key, told in self._run.all(_ALERTS_SINCE, since=since)]

    def alert_messages(self, after: str) -> list[str]:
        """Return the keys of the messages that alerts became, of those with ids above `after`."""
        return [str(row[0]) for row in self._run.all(_ALERT_ROWS, after=after)]

    def rules(self) -> Sequence[RuleVersion]:
        """Return every version of every rule, oldest first within a name."""
        return [RuleVersion(*row) for row in self._run.all(_RULES)]

    def rule(self, kind: str, name: str, version: int) -> RuleVersion | None:
        """Return one version of a rule."""
        row = self._run.one(_RULE, kind=kind, name=name, version=version)
        return None if row is None else RuleVersion(*row)

    def add_rule(self, rule: RuleVersion) -> bool:
        """Keep a new version; False if another process was faster."""
        return (
            self._run.change(
                _ADD_RULE, kind=rule.kind, name=rule.name, version=rule.version, body=rule.body, since=rule.since
            )
            == 1
        )

    def office_hours(self) -> list[OfficeHoursSince]:
        """Return which version of the calendar `office` held when, oldest first."""
        return [OfficeHoursSince(*row) for row in self._run.all(_HOURS)]

    def note_office_hours(self, version: int | None, at: datetime) -> None:
        """Keep which version of the calendar `office` holds from now on, or that none does; the one that holds already
        goes on."""
        known = self.office_hours()
        if known and known[-1].version == version:
            return
        # A clock that was set back doesn't change the order.
        since = max(at, known[-1].since + INSTANT) if known else at
        self._run.change(_ADD_HOURS, since=since, version=version)
