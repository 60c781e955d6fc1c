"""Due times computed anew from the histories, under the calendars of today's settings; policies stay as promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.chat.context import Context
from handlers.rules.service_levels import reference, referred
from handlers.rules.sla import Status
from handlers.tasks import lease, promises, unanswered
from storage.sla import Promise
from storage.tasks import Task
from storage.vocabulary import OPEN_STATES


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a portion of the tasks came to: how many were looked at, how many due times moved, how many clocks are in
    breach that were not; `last` is the id of the last task, "" at the end."""

    looked_at: int
    moved: int
    in_breach: int
    last: str


def rebuild(ctx: Context, after: str, *, dry: bool) -> Rebuilt:
    """Look at the next tasks after the one with this id ("" to begin); `dry` changes nothing."""
    portion = ctx.uow.sla.after(after)
    looked_at = moved = in_breach = 0
    for promise in portion:
        task = ctx.uow.tasks.look(promise.task_id) if dry else ctx.uow.tasks.take(promise.task_id)
        if task is None or task.state not in OPEN_STATES:
            continue
        fresh = _under_today(ctx, promise)
        before, now = promises.stand(ctx, task, promise), promises.stand(ctx, task, fresh)
        looked_at += 1
        moved += _moved(promise.due, promises.indexed(ctx, task, fresh, now).due)
        in_breach += len(_breaches(now) - _breaches(before))
        if not dry:
            _keep(ctx, task, promise, fresh)
    return Rebuilt(looked_at, moved, in_breach, portion[-1].task_id if portion else "")


def _under_today(ctx: Context, promise: Promise) -> Promise:
    """Return the promise under the calendar of the same name as the settings have it now."""
    levels = ctx.office.levels
    name, _ = referred(promise.calendar)
    calendar = levels.calendars.get(name) if levels else None
    return promise if calendar is None else replace(promise, calendar=reference(name, calendar.version))


def _moved(before: Mapping[str, int], now: Mapping[str, int]) -> int:
    """Return how many clocks are due at another time, or are due only before or only now."""
    return sum(before.get(clock) != now.get(clock) for clock in {*before, *now})


def _breaches(standing: promises.Standing) -> set[tuple[str, int]]:
    return {(state.clock, state.round) for state in standing.rounds if state.status is Status.BREACHED}


def _keep(ctx: Context, task: Task, promise: Promise, fresh: Promise) -> None:
    if fresh.calendar != promise.calendar:
        promises.note_calendar(ctx, task, fresh.calendar)
    promises.refresh(ctx, task, fresh)
    lease.refresh(ctx, task)
    unanswered.refresh(ctx, task)
