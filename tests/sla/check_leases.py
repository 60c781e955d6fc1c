"""What must be true of leases after a year, found from the histories alone: who was silent for too long was asked, then
lost the task, and nobody else did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from handlers.rules.business_hours import BusinessHours
from storage.tasks import Step
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import TaskState
from tests.sla.check import cases

MOMENT = timedelta(seconds=2)


def lease_faults(uow: UnitOfWork, teams: dict[str, tuple[BusinessHours, int]], end: datetime) -> Iterator[str]:
    """Yield in words whatever is wrong; `teams` are each team's open time and its lease in seconds."""
    for which, _ in cases(uow):
        task = uow.tasks.look(which)
        assert task is not None
        hours, seconds = teams[uow.clients.team_name(task.team_id)]
        steps = uow.tasks.steps(which)
        for number, step in enumerate(steps):
            if step.move in {"still-asked", "returned"}:
                yield from (f"{which}: {fault}" for fault in _unfounded(steps[:number], step, hours, seconds))
        if task.state is TaskState.ACKNOWLEDGED:
            since, asked = _silence(steps)
            silent = hours.elapsed(asked or since, end - MOMENT)
            if silent > max(seconds, 4 * 3600 if steps[-1].move == "lease-snoozed" else 0):
                yield f"{which}: silent since {since}, asked {asked}, and nothing happened"


def returned(uow: UnitOfWork) -> int:
    """Return how many tasks went back because of silence."""
    return sum(step.move == "returned" for which, _ in cases(uow) for step in uow.tasks.steps(which))


def _unfounded(before: Sequence[Step], step: Step, hours: BusinessHours, seconds: int) -> Iterator[str]:
    since, asked = _silence(before)
    if not hours.is_open(step.at) and not hours.elapsed(step.at - MOMENT, step.at):
        yield f"{step.move} {step.at}, when nobody works"
    if step.move == "returned" and (asked is None or hours.elapsed(asked, step.at) < seconds):
        yield f"taken back {step.at}, asked {asked}"
    snoozed = any(each.move == "lease-snoozed" and each.at == since for each in before)
    if step.move == "still-asked" and (
        asked is not None or hours.elapsed(since, step.at) < (4 * 3600 if snoozed else seconds)
    ):
        yield f"asked {step.at}, last sign of life {since}, asked before {asked}"


def _silence(steps: Sequence[Step]) -> tuple[datetime, datetime | None]:
    """Return the last sign of life of who has a task, and when they were asked since."""
    holder, since, asked, waits = None, steps[0].at, None, False
    for step in steps:
        if step.move == "acknowledged":
            holder, waits = step.by, False
        if step.move == "still-asked":
            asked = step.at
        elif step.by == holder or (step.move == "client-said" and waits):
            since, asked = step.at, None
            waits = step.move == "asked" or (waits and step.move not in {"client-said", "paused", "resumed"})
    return since, asked
