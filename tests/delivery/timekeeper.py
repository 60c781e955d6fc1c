"""A process with nothing but the real scheduler and a lease: it notes what it fires and what it does as the leader.

`python -m tests.delivery.timekeeper NAME URL [--stall] [--hesitate]`. It obeys lines on stdin, each `jump SECONDS` (its
clock on the wall), `write EPOCH` (once more as the leader it was) or `go 0` (on, after hesitating), and says on stdout
what the tests wait for. With `--stall` it stands still in the middle of a timer about `stall`, after its claim and
before anything is written; with `--hesitate` in its first write as the leader, after it has made sure that it is."""

from __future__ import annotations

import asyncio
import sys
import threading
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, bindparam

from bot import leases, scheduler
from bot.clock import SystemClock
from bot.database import Database
from bot.leases import Lease, LeaseLost
from bot.scheduler import Scheduler
from handlers.chat.context import Context, Office
from handlers.chat.feature import Feature
from handlers.chat.incoming import TimerDue
from handlers.chat.router import House
from storage import postgres
from storage.engine import StoreBusy, open_store
from storage.query import Query
from storage.unit_of_work import UnitOfWork

TABLE = "CREATE TABLE noted (n {serial}, what varchar(64) NOT NULL, who varchar(16) NOT NULL, epoch integer NOT NULL)"
SERIAL = {"sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT", "postgresql": "bigserial PRIMARY KEY"}
noted = Table(
    "noted",
    MetaData(),
    Column("n", BigInteger, primary_key=True),
    Column("what", String),
    Column("who", String),
    Column("epoch", Integer),
)
_NOTE = Query(noted.insert().values(what=bindparam("what"), who=bindparam("who"), epoch=bindparam("epoch")))


class JumpingClock(SystemClock):
    """The machine's clock, put forward or back."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Return what the clock on the wall shows."""
        return super().now() + self.ahead


class Timekeeper:
    """The process's parts."""

    def __init__(self, name: str, url: str, *, stall: bool, hesitate: bool) -> None:
        self._name, self._stall, self._hesitate = name, stall, hesitate
        self._going = threading.Event()
        self._clock = JumpingClock()
        self._store = open_store(url, self._clock.now, workers=4)
        self._store.start()
        self._database = Database(self._store)
        self._lease = Lease("leader", name, self._database, self._clock)
        house = House.of([Feature("probe", timers={"probe.note": self._fire})])
        office = Office("Office", "en", "UTC")
        self._scheduler = Scheduler(self._database, self._clock, office, house, lambda: None)

    async def run(self) -> None:
        """Work until killed, or until stdin ends."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        working = [asyncio.create_task(self._steadily()), asyncio.create_task(self._lease.keep(self._lead))]
        say("ready")
        while line := (await reader.readline()).decode():
            what, number = line.split()
            if what == "jump":
                self._clock.ahead += timedelta(seconds=float(number))
            elif what == "go":
                self._going.set()
            else:
                say("refused" if not await self._wrote(int(number)) else "written")
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        await asyncio.to_thread(self._store.stop)

    async def _steadily(self) -> None:
        while True:  # as the office does with all its parts
            try:
                await self._scheduler.run()
            except Exception as error:  # noqa: BLE001 - as above
                say(f"again {type(error).__name__}")
            await asyncio.sleep(0.1)

    def _fire(self, ctx: Context, due: TimerDue) -> None:
        if self._stall and due.about == "stall":
            say("stalled")
            threading.Event().wait()
        ctx.uow.run.change(_NOTE, what=due.key, who=self._name, epoch=0)

    async def _lead(self) -> None:
        epoch = self._lease.epoch
        assert epoch is not None  # held just now
        say(f"leads {epoch}")
        while await self._wrote(epoch):
            await self._clock.sleep(0.02)
        await asyncio.Event().wait()

    async def _wrote(self, epoch: int) -> bool:
        try:
            await self._database.write(partial(self._as_leader, epoch))
        except (LeaseLost, StoreBusy):
            return False
        return True

    def _as_leader(self, epoch: int, uow: UnitOfWork) -> None:
        self._lease.confirm(uow, epoch)
        if self._hesitate:
            self._hesitate = False
            say("hesitates")
            self._going.wait()
        uow.run.change(_NOTE, what="led", who=self._name, epoch=epoch)


def say(line: str) -> None:
    """Tell whoever started us."""
    print(line, flush=True)


if __name__ == "__main__":
    leases.LENGTH = timedelta(seconds=1)
    leases.RENEW_SECONDS = 0.25
    scheduler.HOLD_SECONDS = 0.5
    postgres.OPTIONS = postgres.OPTIONS.replace("session_timeout=10000", "session_timeout=4000")

    async def main() -> None:
        """Begin on a running loop."""
        stall, hesitate = "--stall" in sys.argv, "--hesitate" in sys.argv
        await Timekeeper(sys.argv[1], sys.argv[2], stall=stall, hesitate=hesitate).run()

    asyncio.run(main())
