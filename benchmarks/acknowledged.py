"""How soon platforms hear that we have their events, at fifty a second, while a long report reads the database."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.office import SECRET, ZONE, people
from benchmarks.report import Line, median, share
from bot.app import App, WebPlan
from bot.clock import SystemClock
from bot.platforms.base import Platform
from bot.platforms.slack import SlackPlatform
from bot.platforms.telegram import TelegramPlatform
from handlers.chat.context import Office
from handlers.features import HOUSE
from storage.migrate import migrate
from storage.people import Address
from storage.sqlite import SqliteStore
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonId

RATE, SECONDS, ROUNDS = 50, 6, 5
READY_SECONDS = 60.0
# Some seconds of one connection, whatever the tables hold.
REPORT = """
    WITH RECURSIVE days(day) AS (SELECT 1 UNION ALL SELECT day + 1 FROM days WHERE day < 3000000)
    SELECT day % 53, count(*), (SELECT count(*) FROM outbox) FROM days GROUP BY 1
"""

Json = dict[str, Any]


def lines(folder: Path) -> list[Line]:
    """Return p99 and worst of both platforms: medians of the rounds, and the worst of all."""
    found = [asyncio.run(_round(folder / f"ack{number}.db")) for number in range(ROUNDS)]
    shown = []
    for platform, what in (("slack", "Slack HTTP, signed"), ("telegram", "Telegram webhook")):
        p99 = median([share(one[platform], 0.99) for one in found]) * 1000
        worst = max(max(one[platform]) for one in found)
        met = p99 <= 100 and worst <= 3
        text = f"p99 {p99:.0f} ms, worst {worst:.2f} s"
        shown.append(
            Line(f"acknowledged, {RATE}/s, during reports: {what}", text, bar="p99 ≤ 100 ms, all ≤ 3 s", met=met)
        )
    refused, reports = sum(one["refused"] for one in found), sum(one["reports"] for one in found)
    shown.append(Line("refused among them", f"{refused}", f"{reports} reports read", bar="0", met=refused == 0))
    return shown


async def _round(path: Path) -> Json:
    await asyncio.to_thread(migrate, f"sqlite:///{path}")
    outside = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.outside", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )  # fmt: skip
    assert outside.stdin is not None  # piped
    assert outside.stdout is not None  # as above
    facts = json.loads(await outside.stdout.readline())
    app = _office(path, facts)
    await app.start()
    reporting = asyncio.create_task(_report(app))
    try:
        await app.database.write(partial(_know_anna, facts["anna"]))
        await _ready(app)
        assert app.web is not None  # it has a plan for it
        wish = {"port": app.web.port, "rate": RATE, "seconds": SECONDS}
        outside.stdin.write(json.dumps(wish).encode() + b"\n")
        found: Json = json.loads(await outside.stdout.readline())
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)
        await app.stop()
        await outside.communicate()
    return found | {"reports": len(_read)}


_read: list[int] = []


async def _report(app: App) -> None:
    """Read one report after another."""
    _read.clear()
    while True:
        _read.append(await app.database.read(_heavy))


def _heavy(uow: UnitOfWork) -> int:
    cursor = uow.run._cursor
    cursor.execute(REPORT)
    return len(cursor.fetchall())


def _office(path: Path, facts: Json) -> App:
    clock = SystemClock()
    telegram = TelegramPlatform(
        **facts["telegram"],
        clock=clock,
        mode="webhook",
        webhook_url="http://127.0.0.1:9/telegram",
        webhook_secret=SECRET,
    )
    commands = frozenset(HOUSE.commands)
    slack = SlackPlatform(**facts["slack"], app_token=None, mode="http", clock=clock, commands=commands)
    platforms: list[Platform] = [telegram, slack]
    office = Office("Office", "en", ZONE)
    return App(SqliteStore(str(path), clock.now), clock, office, platforms, web=WebPlan("127.0.0.1", 0))


async def _ready(app: App) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while not app.health().ok:
            await asyncio.sleep(0.05)


def _know_anna(anna: Json, uow: UnitOfWork) -> None:
    client = PersonId(people(1, uow)[0])
    place = Address(
        uow.new_id(), client, "slack", anna["team"], anna["user"], anna["channel"], open=True, created_at=uow.now
    )
    uow.people.add_address(place)
