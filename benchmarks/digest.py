"""A week's digest over a year with 100,000 tasks, beside a loop of ORM rows for each client that reckons with the same
rules. Both read the same SQLite file, each in a process of its own, so that its memory is its own."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Session

from benchmarks.report import Line
from bot.collecting import spare_what_stays
from bot.compose import office_of
from bot.config import Settings
from bot.i18n import Wording
from bot.seed.writing import Plan, write
from handlers.chat.context import Office
from handlers.reports.facts import figures_of
from handlers.rules.kpi.facts import Subject, TaskFacts
from handlers.rules.kpi.figures import Figures, figures
from handlers.rules.kpi.periods import Period, week
from handlers.rules.service_levels import reference
from handlers.rules.sla_policy import Clock
from storage.engine import open_store
from storage.migrate import migrate
from storage.tasks import Step, history, tasks

UNTIL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUARTER_MS = 13 * 7 * 86_400_000
WRITTEN, QUARTERS, COPIES = 5_000, 4, 5
MOST_SECONDS, MOST_MIB, LEAST_RATIO = 2.0, 300, 10.0
SETTINGS = """
[office]
name = "Office"
time_zone = "Europe/Berlin"
hours = "Mon-Fri 08:00-17:00"
[sla.standard]
acknowledge = "1h"
first_response = "4h"
resolution = "12h"
[telegram]
token = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""
MOMENTS = {
    "tasks": ("created_at", "assigned_at", "acknowledged_at", "done_at", "ended_at"),
    "task_history": ("at",),
    "task_promises": (),
}


def lines(folder: Path) -> list[Line]:
    """Measure both, in the same run."""
    file = folder / "office.db"
    _fill(file)
    ours, rival = _run("ours", file), _run("rival", file)
    assert ours["sums"] == rival["sums"], "they must say the same"
    ratio = rival["seconds"] / ours["seconds"]
    kept = ours["seconds"] <= MOST_SECONDS and ratio >= LEAST_RATIO
    memory = f"{ours['mib']:.0f} MiB", f"{rival['mib']:.0f} MiB"
    return [
        Line(
            f"week's digest, {WRITTEN * QUARTERS * COPIES} tasks a year, wall",
            f"{ours['seconds']:.2f} s",
            f"ORM rows {rival['seconds']:.1f} s",
            ratio,
            f"<= {MOST_SECONDS:.0f} s, >= {LEAST_RATIO:.0f}",
            kept,
        ),
        Line("  of its own processor time", f"{ours['busy']:.2f} s", f"{rival['busy']:.1f} s"),
        Line("  memory of the process", *memory, None, f"<= {MOST_MIB} MiB", ours["mib"] <= MOST_MIB),
    ]


def _run(which: str, file: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.digest", which, str(file)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _fill(file: Path) -> None:
    """Write a quarter of an office, and the year from copies of it."""
    url = f"sqlite:///{file}"
    migrate(url)
    store = open_store(url, lambda: UNTIL)
    store.start()
    write(store, office(), Plan(UNTIL, tasks=WRITTEN))
    store.stop()
    with sqlite3.connect(file) as rows:
        rows.execute("PRAGMA synchronous=OFF")
        for copy in range(1, QUARTERS * COPIES):
            _copy(rows, copy)
    rows.close()


def _copy(rows: sqlite3.Connection, copy: int) -> None:
    """Copy the first quarter under other ids; what is copied into an earlier one takes place earlier."""
    earlier, mark = copy % QUARTERS * QUARTER_MS, chr(ord("f") + copy)
    since = f"printf('%012x', ({{}} - {earlier}))"
    for table, moments in MOMENTS.items():
        names = [row[1] for row in rows.execute(f"PRAGMA table_info({table})")]
        values = {name: f'"{name}"' for name in names}
        values |= {name: f"{name} - {earlier}" for name in moments}
        if "number" in values:
            values["number"] = f"number + {copy * WRITTEN}"
        made = {"tasks": "created_at", "task_history": "at"}
        if "id" in values:
            values["id"] = f"{since.format(made[table])} || substr(id, 13, 19) || '{mark}'"
        if "task_id" in values:
            filed = "(SELECT created_at FROM tasks WHERE tasks.id = task_id)"
            values["task_id"] = f"{since.format(filed)} || substr(task_id, 13, 19) || '{mark}'"
        what = ", ".join(values[name] for name in names)
        into = ", ".join(f'"{name}"' for name in names)
        first = f"SELECT id FROM tasks WHERE number < {1001 + WRITTEN}"
        where = f"number < {1001 + WRITTEN}" if table == "tasks" else f"task_id IN ({first})"
        rows.execute(f"INSERT INTO {table} ({into}) SELECT {what} FROM {table} WHERE {where}")
    rows.commit()


def office() -> Office:
    """Return an office with promises."""
    return office_of(Settings.model_validate(tomllib.loads(SETTINGS)), Wording(), UNTIL)


def _periods() -> list[Period]:
    this = week(UNTIL.date(), ZoneInfo("Europe/Berlin"))
    return [this, this.before()]


def ours(file: Path) -> list[Figures]:
    """Return the week and the one before as the product computes them."""
    store = open_store(f"sqlite:///{file}", lambda: UNTIL)
    store.start()
    try:
        return store.run(lambda uow: figures_of(uow, office(), _periods(), UNTIL), reading=True)
    finally:
        store.stop()


class _Base(DeclarativeBase):
    metadata = tasks.metadata


class _Task(_Base):
    __table__ = tasks


class _Step(_Base):
    __table__ = history


def rival(file: Path) -> list[Figures]:
    """Return the same from ORM rows of each client."""
    with Session(create_engine(f"sqlite:///{file}")) as session:
        return figures(_loaded(session), _periods(), UNTIL)


def _loaded(session: Session) -> Iterator[TaskFacts]:
    house = office()
    assert house.levels is not None
    calendar = house.levels.calendar(None)
    promised = house.levels.promised(None, "normal", None, "")
    assert promised is not None
    policies = {reference(promised.policy.name, promised.policy.version): promised.policy}
    for client in session.scalars(select(tasks.c.client_id).distinct()).all():
        for task in session.scalars(select(_Task).where(tasks.c.client_id == client)).all():
            found = session.scalars(select(_Step).where(history.c.task_id == task.id).order_by(history.c.id)).all()
            steps = [Step(step.move, step.by, step.at, step.facts) for step in found]
            yield TaskFacts(Subject(f"T-{task.number}", task.client_id), steps, calendar.hours, policies)
        session.expunge_all()


def _most_memory() -> float:
    """Return the most memory (MiB) this process had at once; what getrusage tells is at least what the one that started
    it had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(which: str, file: Path) -> None:
    """Run one of them and print what it took."""
    work = {"ours": ours, "rival": rival}[which]
    spare_what_stays()
    started, busy = time.perf_counter(), time.process_time()
    found = work(file)
    sums = [
        [len(each.tasks), each.done.n, each.open.n, *(sum(v for v, _ in each.timing(c).spread.values) for c in Clock)]
        for each in found
    ]
    told = {
        "seconds": time.perf_counter() - started,
        "busy": time.process_time() - busy,
        "mib": _most_memory(),
        "sums": sums,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
