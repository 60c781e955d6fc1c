"""Writes the invented office into an empty database, in portions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.seed.calendar import Times, absences, appointments
from bot.seed.cast import Account, Cast, NewId, Rows, cast_of
from bot.seed.life import Desk, Life
from bot.seed.trial import trial
from bot.seed.words import CATEGORIES, ENGLISH, WORDS
from handlers.chat.context import Office
from handlers.rules import sla
from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import events_of
from handlers.rules.service_levels import Promised, reference
from storage import bulk
from storage.engine import Store
from storage.ids import dated
from storage.sla import RuleVersion
from storage.tasks import FIRST_NUMBER, Step
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OPEN_STATES, Priority, TaskState, TeamId

PORTION = 25
SECOND, WEEK = timedelta(seconds=1), timedelta(weeks=1)
PRIORITIES = (Priority.LOW, *(Priority.NORMAL,) * 6, Priority.HIGH, Priority.HIGH, Priority.URGENT)
DEFAULT_HOURS = "Mon-Fri 08:00-17:00"

Progress = Callable[[int, int], None]


class NotEmpty(Exception):
    """The database holds somebody's office already."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: how many of each, in the `weeks` before `until` (UTC)."""

    until: datetime
    weeks: int = 13
    clients: int = 20
    assistants: int = 8
    tasks: int = 5000
    seed: int = 1

    @property
    def appointments(self) -> int:
        """Return how many appointments there are beside the tasks."""
        return self.tasks // 5


def write(store: Store, office: Office, plan: Plan, progress: Progress = lambda _done, _all: None) -> None:
    """Write an office with a past. The same plan and settings make the same rows. Raises NotEmpty; then nothing is
    written."""
    chance = random.Random(plan.seed)
    begin = plan.until - plan.weeks * WEEK

    def new_id(at: datetime) -> str:
        return dated(at, chance.getrandbits(64))

    team = store.run(lambda uow: _prepare(uow, office, new_id(begin), begin))
    cast = cast_of(office, plan.clients, plan.assistants, team, begin, new_id, chance)
    store.run(lambda uow: _add(uow, cast.rows))
    lives = _lives(office, plan, cast, new_id, chance)
    for done in range(0, plan.tasks, PORTION):
        rows = _rows([next(lives) for _ in range(min(PORTION, plan.tasks - done))], new_id)
        store.run(lambda uow, rows=rows: _add(uow, rows))  # type: ignore[misc]  # bound early
        progress(min(done + PORTION, plan.tasks), plan.tasks)
    store.run(lambda uow: _finish(uow, office, plan, cast))


def _prepare(uow: UnitOfWork, office: Office, team: str, begin: datetime) -> str:
    """Keep the rules as a start does, as if they had held since `begin` (UTC), and return the team."""
    found = bulk.used(uow.run)
    if found is not None:
        raise NotEmpty(f"the database is not empty: there is something in {found}")
    for kind, name, version, body in office.levels.rules() if office.levels else ():
        uow.sla.add_rule(RuleVersion(kind, name, version, dict(body), begin))
    if office.levels:
        uow.sla.note_office_hours(office.hours_version, begin)
    return uow.clients.first_team() or uow.clients.team(TeamId(team), "Office")


def _finish(uow: UnitOfWork, office: Office, plan: Plan, cast: Cast) -> None:
    """Write what stands beside the tasks, by a chance of its own, and the numbers used last."""
    chance = random.Random(f"beside {plan.seed}")
    begin, zone = plan.until - plan.weeks * WEEK, ZoneInfo(office.zone)
    times = Times(begin, plan.until, zone, chance, lambda at: dated(at, chance.getrandbits(64)))
    booked = appointments(office, cast, times, plan.appointments)
    uow.hosts.lock(office.desk.hosts)
    _add(uow, {**booked, **absences(cast, times), **trial(office, cast, times)})
    numbers = {"task": FIRST_NUMBER + plan.tasks - 1, "booking": len(booked["bookings"])}
    bulk.add(uow.run, "numbers", [{"name": name, "last": last} for name, last in numbers.items() if last])


def _add(uow: UnitOfWork, rows: Rows) -> None:
    for table, of_table in rows.items():
        bulk.add(uow.run, table, of_table)


@dataclass(slots=True)
class _Kept:
    """A life with the promise it fell under."""

    life: Life
    promise: dict[str, Any] | None


def _lives(office: Office, plan: Plan, cast: Cast, new_id: NewId, chance: random.Random) -> Iterator[_Kept]:
    """Yield every task in the order of filing."""
    levels = office.levels
    hours = office.hours or BusinessHours.parse(office.zone, DEFAULT_HOURS)
    words = WORDS.get(office.language, ENGLISH)
    desk = Desk(chance, words, hours, cast.assistants, plan.until, new_id, office.close_after)
    weights = [account.weight for account in cast.accounts]
    names = [category.name for category in office.categories] or list(CATEGORIES)
    for number, at in enumerate(_moments(plan, hours, chance)):
        account = chance.choices(cast.accounts, weights)[0]
        category, priority = chance.choice(names), chance.choice(PRIORITIES)
        promised = levels.promised(category, priority, account.plan, "") if levels and levels.levels else None
        row = _row(account, number, at, cast.team, category, priority, new_id(at), _asked(desk, at, number))
        life = Life(replace(desk, hours=promised.calendar.hours if promised else hours), account, row, at)
        life.live(_facts(promised))
        yield _Kept(life, _promise(life, promised, plan.until))


def _moments(plan: Plan, hours: BusinessHours, chance: random.Random) -> list[datetime]:
    """Return when requests come: most while the office is open, in whole milliseconds, none in the last minute."""
    seconds = plan.weeks * WEEK // SECOND - 60
    begin = plan.until - plan.weeks * WEEK
    drawn = []
    for _ in range(plan.tasks):
        at = begin + timedelta(milliseconds=chance.randrange(seconds * 1000))
        if not hours.is_open(at) and chance.random() < 0.85:
            at = hours.next_opening(at) + timedelta(milliseconds=int(chance.uniform(0, 9 * 3600) * 1000))
        drawn.append(min(at, plan.until - timedelta(seconds=chance.randrange(60, 7200))))
    return sorted(drawn)


def _asked(desk: Desk, at: datetime, number: int) -> str:
    day = (at + timedelta(days=desk.chance.randrange(1, 9))).strftime("%d.%m.")
    return desk.chance.choice(desk.words.requests).format(day=day, number=number * 7 % 900 + 100)


def _row(
    account: Account, number: int, at: datetime, team: str, category: str, priority: Priority, key: str, words: str
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": key, "number": FIRST_NUMBER + number, "client_id": account.client, "contact_id": account.contact,
        "team_id": team, "words": words, "files": [], "state": TaskState.QUEUED, "version": 1, "created_at": at,
        "category": category, "priority": priority, "minutes": None, "assistant_id": None,
    }  # fmt: skip


def _facts(promised: Promised | None) -> dict[str, str]:
    if promised is None:
        return {}
    return {
        "policy": reference(promised.policy.name, promised.policy.version),
        "calendar": reference(promised.calendar.name, promised.calendar.version),
    }


def _promise(life: Life, promised: Promised | None, until: datetime) -> dict[str, Any] | None:
    """Return the row of a task's promise, and note the breaches in its history that the office would have noted."""
    if promised is None:
        return None
    kept = _facts(promised)
    policies = {kept["policy"]: promised.policy}
    history = [event for step in life.steps for event in events_of(step, policies)]
    rounds = sla.all_rounds(history, promised.calendar.hours, until)
    for state in rounds:
        found_at = (state.breached_at or until) + SECOND
        if state.breached_at is not None and found_at < (state.ended_at or until):
            told = {"due": state.breached_at.isoformat(), "clock": str(state.clock), "round": str(state.round)}
            life.steps.append(Step("breached", None, found_at, told))
    life.steps.sort(key=lambda step: step.at)
    running = [state for state in rounds if state.ended_at is None and life.row["state"] in OPEN_STATES]
    due = {str(state.clock): to_milliseconds(state.due) for state in running if state.due is not None}
    earliest = min((state.due for state in running if state.due is not None), default=None)
    return {
        "task_id": life.row["id"], **kept, "chain": promised.chain.to_json()["steps"], "due": due, "due_at": earliest,
    }  # fmt: skip


def _rows(lives: list[_Kept], new_id: NewId) -> Rows:
    """Return what the tables hold of some tasks."""
    steps = [
        {"id": new_id(step.at + timedelta(microseconds=place)), "task_id": kept.life.row["id"], "move": step.move,
         "by": step.by, "facts": step.facts, "at": step.at}
        for kept in lives
        for place, step in enumerate(kept.life.steps)
    ]  # fmt: skip
    return {
        "tasks": [kept.life.row for kept in lives],
        "task_history": steps,
        "task_messages": [said for kept in lives for said in kept.life.said],
        "task_promises": [kept.promise for kept in lives if kept.promise is not None],
    }
