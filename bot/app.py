"""The composition root: the only place that knows all parts. Starts them, watches them, ends them in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.alarms import AlarmWatch
from bot.audit_heads import AuditHeads
from bot.audit_heads import Plan as HeadsPlan
from bot.auditor import Auditor
from bot.calendar_files import calendar_files
from bot.clock import Clock
from bot.database import Database
from bot.errands import Errands
from bot.file_rounds import FileRounds
from bot.filestore import FileStore
from bot.flood import FloodLimits
from bot.gate import Gate
from bot.health import Counters, Health, histogram_text
from bot.holders import this_process
from bot.housekeeping import Housekeeping
from bot.i18n import Wording
from bot.inbox import Inbox
from bot.key_rounds import KeyNews, KeyRounds
from bot.leases import Lease
from bot.logs import event
from bot.makers import Makers
from bot.outbox import Relay
from bot.platforms.base import Intake, Platform
from bot.reports.papers import Papers
from bot.reports.rounds import ReportRounds
from bot.rights.erasing import ErasureRounds
from bot.rights.papers import RightsPapers
from bot.rights.retention import Retention
from bot.scheduler import Scheduler
from bot.stranded import Stranded
from bot.watchdog import LoopWatch
from handlers.bookings import files
from handlers.chat.context import Office
from handlers.chat.effects import Effects
from handlers.features import HOUSE
from storage.engine import Store, StoreBusy
from storage.keys import KeyStore
from storage.sla import RuleVersion
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, OutboxState

if TYPE_CHECKING:
    from bot.calendars.dav import Account
    from bot.calendars.plan import Plan
    from bot.calendars.working import Calendars
    from bot.mail.account import Account as MailAccount
    from bot.mail.working import Mail
    from bot.web import CalendarFeeds, Runner

DRAIN_SECONDS = 25.0
RESTART_SECONDS = 5.0
FIRST_SECONDS = 3.0
DEFAULT_TEAM = "Office"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebPlan:
    """Where to listen for HTTP; port 0 takes any free one."""

    host: str
    port: int


class Connection:
    """One platform connection at work: what listens, what sends, and what fetches files if there is a store for
    them."""

    def __init__(self, platform: Platform, relay: Relay, errands: Errands | None) -> None:
        self.platform = platform
        self.relay = relay
        self.errands = errands
        self.lease: Lease | None = None

    @property
    def standing_by(self) -> bool:
        """Whether another process serves this connection now."""
        return self.lease is not None and not self.lease.held


class App:
    """One running office."""

    calendars: Calendars | None = None
    mail: Mail | None = None
    erasures: ErasureRounds | None = None
    web: Runner | None = None
    _stopping = False

    def __init__(  # noqa: PLR0913 - the parts of an office, by name
        self,
        store: Store,
        clock: Clock,
        office: Office,
        platforms: Sequence[Platform],
        *,
        teams: Sequence[str] = (),
        web: WebPlan | None = None,
        wording: Wording | None = None,
        alarm_file: Path | None = None,
        heads: HeadsPlan | None = None,
        flood: FloodLimits | None = None,
        files: FileStore | None = None,
        keys: KeyStore | None = None,
        calendars: Sequence[tuple[Plan, Account]] = (),
        mail: MailAccount | None = None,
    ) -> None:
        self.clock = clock
        self.office = office
        self._store = store
        self._platforms = platforms
        self._teams = tuple(teams) or (DEFAULT_TEAM,)
        self._web_plan = web
        self.alarm_file = alarm_file
        self._heads_plan = heads
        self._flood_limits = flood
        self.files = files
        self._keys = keys
        self._calendar_plans = calendars
        self._mail_account = mail
        self.wording = wording or Wording()
        self.counters = Counters()
        self.loop_watch = LoopWatch()
        self.worded = asyncio.Event()
        self._holder = this_process()
        self._tasks: list[asyncio.Task[None]] = []
        self._leases: list[Lease] = []

    async def start(self) -> None:
        """Open the store and set everything going; returns when events can be kept, without waiting for any network.
        Raises StoreInUse, StoreBusy."""
        await asyncio.to_thread(self._store.start)
        self.database = Database(self._store)
        await self.database.write(self._prepare)
        self.inbox = Inbox(self.database, self.clock, self.office, HOUSE, self.wording, self.counters)
        self._intake = self._gated()
        self.scheduler = Scheduler(self.database, self.clock, self.office, HOUSE, self._written)
        self.scheduler.alarm = self.inbox.alarm
        if self.files is not None:
            await asyncio.to_thread(self.files.open)
        self.connections = [
            Connection(platform, self._relay(platform), self._errands(platform)) for platform in self._platforms
        ]
        self.reports = ReportRounds(self.database, self.clock, self.office, self._written)
        self.scheduler.reports, self.inbox.committed = self.reports.wake, self._committed
        self.inbox.written = self._written
        self.database.refused = lambda found: self.inbox.alarm("words-refused", where=found.where)
        self.loop_watch.start()
        for connection in self.connections:
            self.inbox.serve(connection.platform)
        self.housekeeping = Housekeeping(self.database, self.clock, self.inbox, self.office, self._look_again)
        self.housekeeping.stranded = Stranded(self.database, self.office, HOUSE, self._platforms, self._look_again)
        self.inbox.returned = self._returned
        self.alarm_watch = AlarmWatch(self.database, self.clock, self.counters, self._working)
        self.alarm_watch.file = self.alarm_file
        self.auditor = Auditor(self.database, self.clock, self.counters, self.inbox.alarm)
        await self.inbox.recover()
        await self._serve_web()
        house = (self.housekeeping.watch, self.housekeeping.keep, self.alarm_watch.run, self.auditor.run)
        parts = map(self._always, (self._fire_timers, self.reports.run, *house))
        self._tasks = [asyncio.get_running_loop().create_task(self._read_languages()), *parts]
        if self.files is not None:
            self._tasks.append(self._always(FileRounds(self.database, self.clock, self.files).run))
        self._tasks += self._look_after_keys()
        self._tasks += [self._serve(connection) for connection in self.connections]
        self._tasks += [*self._keep_calendars(), *self._send_mail(), *self._keep_heads()]
        event(log, "started", database=self._store.name, connections=len(self.connections))

    async def stop(self) -> None:
        """Take nothing new in, end what is in hand within 25 s, close. What is left is done after the next start."""
        event(log, "stopping")
        self._stopping = True
        await asyncio.gather(*(connection.platform.stop_listening() for connection in self.connections))
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self.inbox.drain()
                await asyncio.gather(*(connection.relay.drain() for connection in self.connections))
        except TimeoutError:
            log.warning("drained only in part")
        await self.kill()
        for lease in self._leases:
            await lease.let_go()
        await asyncio.to_thread(self._store.stop)
        event(log, "stopped")

    async def kill(self) -> None:
        """End all tasks at once and close the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(errands.drain() for errands in self._all_errands()))
        if self.web is not None:
            await self.web.close()
        for connection in self.connections:
            await connection.platform.close()
        if self.calendars is not None:
            await asyncio.to_thread(self.calendars.close)
        if self.files is not None:
            await asyncio.to_thread(self.files.close)
        self.loop_watch.stop()

    @property
    def quiet(self) -> bool:
        """Whether nothing is in hand: all that came in is handled, all that may go now is sent."""
        return (
            self.told
            and self.scheduler.quiet
            and self.reports.quiet
            and all(errands.quiet for errands in self._all_errands())
        )

    @property
    def told(self) -> bool:
        """Whether all that came in is answered; files may still be on their way."""
        return self.inbox.quiet and all(connection.relay.quiet for connection in self.connections)

    # --- parts ---

    def _prepare(self, uow: UnitOfWork) -> None:
        uow.clients.ensure_teams(self._teams, uow.new_id)
        for kind, name, version, body in self.office.levels.rules() if self.office.levels else ():
            uow.sla.add_rule(RuleVersion(kind, name, version, dict(body), uow.now))
        if self.office.levels:
            uow.sla.note_office_hours(self.office.hours_version, uow.now)

    def _gated(self) -> Intake:
        """Return what platforms hand their events to: what is too much gets no further."""
        if self._flood_limits is None:
            return self.inbox
        return Gate(self.inbox, self._flood_limits, self.database, self.clock, self.office, self.counters)

    def _relay(self, platform: Platform) -> Relay:
        relay = Relay(platform, self.database, self.clock, self.wording, self.office, HOUSE, self.counters)
        relay.alarm = self.inbox.alarm
        relay.look_everywhere = self._look_again
        relay.files, relay.makers = self.files, self._makers()
        return relay

    def _makers(self) -> Makers:
        """Return what makes files that are sent, by name."""
        parts = (self.database, self.office, self.wording)
        rights = RightsPapers(*parts, self.files)
        return {files.MAKER: calendar_files(*parts), **Papers(*parts).makers(), **rights.makers()}

    def _errands(self, platform: Platform) -> Errands | None:
        if self.files is None:
            return None
        errands = Errands(platform, self.database, self.clock, self.files, self.office, HOUSE, self.counters)
        errands.alarm = self.inbox.alarm
        errands.committed = self._committed
        return errands

    def _all_errands(self) -> list[Errands]:
        return [connection.errands for connection in self.connections if connection.errands is not None]

    def _written(self) -> None:
        for connection in self.connections:
            connection.relay.written()

    def _look_again(self) -> None:
        for connection in self.connections:
            connection.relay.look_again()
        self._fetch()

    def _fetch(self) -> None:
        for errands in self._all_errands():
            errands.wake()

    def _returned(self) -> None:
        self.housekeeping.look_soon()
        self.alarm_watch.look_soon()

    def _working(self) -> set[str]:
        """Return the platforms over which an alarm could go now; none while it could not even be kept."""
        if not self.housekeeping.store_ok:
            return set()
        state = self.inbox.state()
        return {
            connection.platform.name
            for connection in self.connections
            if connection.standing_by or state.get(connection.platform.name, {"ok": False})["ok"]
        }

    def _committed(self, effects: Effects) -> None:
        if effects.earliest_timer is not None:
            self.scheduler.arm(effects.earliest_timer)
        if effects.replayed:
            self._look_again()
        elif effects.written:
            self._written()
        if effects.files:
            self._fetch()
        if effects.reports:
            self.reports.wake()
        if effects.erases and self.erasures is not None:
            self.erasures.wake()
        for outside in (self.calendars, self.mail):
            if effects.written and outside is not None:
                outside.wake()

    def _serve(self, connection: Connection) -> asyncio.Task[None]:
        async def both() -> None:
            if connection is not self.connections[0]:
                await self._let_first_begin()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._steadily(lambda: connection.platform.listen(self._intake)))
                group.create_task(self._steadily(lambda: self._relaying(connection)))
                if connection.errands is not None:
                    group.create_task(self._steadily(connection.errands.run))

        if self._store.name == "sqlite":
            return self._always(both)
        platform = connection.platform
        name = f"serve:{platform.name}:{getattr(platform, 'label', '')}"
        lease = Lease(name, self._holder, self.database)
        connection.lease = connection.relay.lease = lease
        self._leases.append(lease)
        return self._always(lambda: lease.keep(both))

    def _keep_calendars(self) -> list[asyncio.Task[None]]:
        if not self._calendar_plans:
            return []
        from bot.calendars.working import Calendars

        self.calendars = Calendars(
            self._calendar_plans, self.database, self.clock, self.office, self.wording, self.counters
        )
        return [self._always(self._alone(f"calendar:{host.plan.host}", host.run)) for host in self.calendars.hosts]

    def _send_mail(self) -> list[asyncio.Task[None]]:
        if self._mail_account is None:
            return []
        from bot.mail.working import Mail

        self.mail = Mail(
            self._mail_account, self.database, self.clock, self.office, self.wording, self.counters, self._written
        )
        return [self._always(self._alone("mail", self.mail.run))]

    def _keep_heads(self) -> list[asyncio.Task[None]]:
        if self._heads_plan is None:
            return []
        heads = AuditHeads(self._heads_plan, self.database, self.clock, self.office, self.inbox.alarm)
        return [self._always(self._alone("audit-heads", heads.run))]

    def _look_after_keys(self) -> list[asyncio.Task[None]]:
        database, clock, keys, files, office = self.database, self.clock, self._keys, self.files, self.office
        if keys is None:
            return []
        self.erasures = ErasureRounds(database, clock, keys, files, office, self._written)
        past = Retention(database, clock, keys, files, office.periods, office.zone)
        alone = (KeyRounds(database, clock, keys, files).run, self.erasures.run, past.run)
        names = ("keys", "erasures", "retention")
        return [self._always(run) for run in (KeyNews(clock, keys).run, *map(self._alone, names, alone))]

    def _alone(self, name: str, run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return what runs this in one process at a time; on SQLite there is no other."""
        if self._store.name == "sqlite":
            return run
        lease = Lease(name, self._holder, self.database)
        self._leases.append(lease)
        return partial(lease.keep, run)

    async def _relaying(self, connection: Connection) -> None:
        await self.worded.wait()
        await connection.relay.run()

    async def _read_languages(self) -> None:
        """Read the languages in a thread, once the first connection is heard and before anything is sent: nobody waits
        while a file is parsed."""
        try:
            await self._let_first_begin()
            await asyncio.to_thread(self.wording.load)
        finally:
            self.worded.set()  # should it fail, sentences are read one by one, and what is wrong is logged there

    async def _fire_timers(self) -> None:
        await self._let_first_begin()
        await self.scheduler.run()

    async def _let_first_begin(self) -> None:
        """Wait until the first connection has loaded its library and is heard: two that load at once take turns."""
        ready: asyncio.Event | None = getattr(self._platforms[0], "ready", None) if self._platforms else None
        if ready is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FIRST_SECONDS):
                    await ready.wait()

    def _always(self, run: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(self._steadily(run))

    async def _steadily(self, run: Callable[[], Awaitable[None]]) -> None:
        """Run a part that should never end; should it fail, say so and begin it again."""
        while True:
            try:
                await run()
                if self._stopping:
                    return
            except StoreBusy:
                self.housekeeping.store_ok = False
            except Exception:  # one part that fails must not end the others
                log.exception("part failed")
                self.counters.add("parts_failed_total")
            await self.clock.sleep(RESTART_SECONDS)

    async def _serve_web(self) -> None:
        if self._web_plan is None:
            return
        from bot import web

        by_name: dict[str, list[Platform]] = {}
        for platform in self._platforms:
            by_name.setdefault(platform.name, []).append(platform)
        telegram = next((platform for platform in by_name.get("telegram", []) if hasattr(platform, "webhook")), None)
        slack = {getattr(platform, "label", ""): platform for platform in by_name.get("slack", [])}
        self.web = await web.serve(
            self._web_plan.host,
            self._web_plan.port,
            health=self.health,
            metrics=self.metrics,
            telegram=telegram,  # type: ignore[arg-type]  # has `webhook`
            slack=slack,  # type: ignore[arg-type]  # have `events`
            feeds=self._feeds(),
        )

    def _feeds(self) -> CalendarFeeds | None:
        if self.office.desk.feeds is None:
            return None
        from bot.feeds import Feeds

        return Feeds(self.database, self.clock, self.office, self.wording, self.counters)

    # --- looking at it ---

    def health(self) -> Health:
        """Return how every part is."""
        connections = self.inbox.state()
        parts: dict[str, Mapping[str, object]] = {
            "database": self.housekeeping.database_facts(),
            "loop": {
                "ok": True,
                "longest_stall_ms": round(self.loop_watch.longest_ms),
                "recent_stall_ms": round(self.loop_watch.recent_ms),
            },
            "queues": {
                "ok": True,
                "dead_letters": self.housekeeping.counts.get(InboxState.DEAD, 0),
                "dead_messages": self.housekeeping.counts.get(OutboxState.FAILED, 0),
                "dead_timers": self.housekeeping.figures.dead_timers,
                "outbox_waiting": sum(connection.relay.waiting for connection in self.connections),
            },
            "timers": {**self.scheduler.facts(), "overdue": self.housekeeping.figures.timers_overdue},
            "alarms": self.alarm_watch.facts(),
            "promises": self.auditor.facts(),
            **({} if self.files is None else {"files": self.files.facts()}),
            **({} if self.calendars is None else {"calendars": self.calendars.facts()}),
            **({} if self.mail is None else {"mail": self.mail.facts()}),
            **connections,
        }
        for connection in self.connections:
            if connection.standing_by:
                parts[connection.platform.name] = {"ok": True, "standing_by": True}
            elif connection.platform.name not in connections:
                parts[connection.platform.name] = {"ok": False, "trouble": "not connected yet"}
        return Health(ok=all(bool(part["ok"]) for part in parts.values()), parts=parts)

    def metrics(self) -> str:
        """Return the counters for Prometheus; what waits is as old as housekeeping's last round."""
        figures, counts = self.housekeeping.figures, self.housekeeping.counts
        gauges = {
            "loop_longest_stall_ms": self.loop_watch.longest_ms,
            "outbox_waiting": sum(connection.relay.waiting for connection in self.connections),
            "outbox_depth": figures.outbox_depth,
            "dead_messages": counts.get(OutboxState.FAILED, 0),
            "dead_letters": counts.get(InboxState.DEAD, 0),
            "dead_timers": figures.dead_timers,
            "timers_overdue": figures.timers_overdue,
            "timers_late_seconds": figures.late.total_seconds(),
            "queue_age_seconds": figures.queue_age.total_seconds(),
            "oldest_unassigned_seconds": figures.unassigned_age.total_seconds(),
        }
        for name, value in gauges.items():
            self.counters.set(name, value)
        stalls = histogram_text("loop_stall_ms", self.loop_watch.buckets, self.loop_watch.total_ms)
        return self.counters.text() + stalls + self.scheduler.lateness.text()
