"""What was agreed in review meetings: which tasks came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, select

from storage.clients import clients  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert_new
from storage.report_runs import report_runs  # noqa: F401 - the table referred to
from storage.schema import metadata
from storage.tasks import Task, tasks
from storage.types import KEEP, MASK, Moment, column
from storage.vocabulary import ClientId, TaskId

MOST_AGREED = 20

agreed_actions = Table(
    "agreed_actions",
    metadata,
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), primary_key=True),
    column("client_id", String(32), MASK, ForeignKey("clients.id")),
    column("run_id", String(32), KEEP, ForeignKey("report_runs.id")),
    column("created_at", Moment, KEEP),
    Index("ix_agreed_actions_client", "client_id", "task_id"),
)

_ADD = insert_new(agreed_actions)
_OF = Query(
    select(tasks)
    .select_from(agreed_actions.join(tasks, tasks.c.id == agreed_actions.c.task_id))
    .where(
        agreed_actions.c.client_id == bindparam("client"),
        agreed_actions.c.created_at <= bindparam("until", type_=Moment),
    )
    .order_by(agreed_actions.c.task_id.desc())
    .limit(bindparam("most"))
)


class Agreed:
    """The agreed actions of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, task: TaskId, client: ClientId, run: str, at: datetime) -> bool:
        """Keep that a task was agreed on with a client over a review pack; False if that was kept before."""
        return self._run.change(_ADD, task_id=task, client_id=client, run_id=run, created_at=at) == 1

    def of(self, client: ClientId, until: datetime, most: int = MOST_AGREED) -> Sequence[Task]:
        """Return what was agreed on with a client until a moment (UTC) as it stands now, latest first."""
        return [Task(*row) for row in self._run.all(_OF, client=client, until=until, most=most)]
