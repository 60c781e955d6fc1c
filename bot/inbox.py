"""One incoming event is one transaction: kept before the platform is told, then handled once, lane by lane."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot import working
from bot.answers import Answers
from bot.clock import Clock, still
from bot.database import Database
from bot.forgeries import Forgeries
from bot.health import Counters
from bot.i18n import Wording
from bot.liveness import Liveness
from bot.platforms.base import Arrival, NotSent, Platform, StoreDown, Verdict
from bot.suggestions import Suggestions
from bot.telling_managers import TellingManagers
from bot.turns import Turns
from handlers.chat.context import Context, Office, Refused, UnknownButton
from handlers.chat.dispatch import ask_in_chat, handle
from handlers.chat.effects import Effects
from handlers.chat.forms import FormRefused, stay_open
from handlers.chat.incoming import Event, Pressed, Said, Sender, Submitted
from handlers.chat.looking import Look, LookFirst
from handlers.chat.outgoing import Text
from handlers.chat.router import House
from storage.engine import StoreBusy
from storage.inbox import Waiting, id_of
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState

MOST_TRIES = 3
RETRY_SECONDS = (1.0, 3.0)
BUSY_SECONDS = (0.2, 1.0, 3.0)
MOST_KEPT = 2_000

log = logging.getLogger(__name__)


class _NotNow(Exception):
    """Another process is at work in this lane, or its connection isn't known yet."""


class _Older(Exception):
    """An older event of this lane is still open."""


class Inbox:
    """Takes arrivals in, and works off every lane. Fulfils `platforms.base.Intake`."""

    def __init__(
        self, database: Database, clock: Clock, office: Office, house: House, wording: Wording, counters: Counters
    ) -> None:
        self._database = database
        self._clock = clock
        self._office = replace(office, say=wording.say)
        self._house = house
        self._answers = Answers(database, office, house, wording, lambda: self.written())  # noqa: PLW0108 - set later
        self._counters = counters
        self.written: Callable[[], None] = lambda: None
        self.returned: Callable[[], None] = lambda: None
        self.committed: Callable[[Effects], None] = lambda _: None
        self._platforms: list[Platform] = []
        self._suggestions = Suggestions(database, self._office, house, self._platforms)
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._fresh: dict[str, deque[Waiting]] = {}
        self._again: set[str] = set()
        self._tickets: OrderedDict[str, object] = OrderedDict()
        self._verdicts: OrderedDict[str, asyncio.Future[Verdict]] = OrderedDict()
        self._late: set[str] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._forgeries = Forgeries()
        self._liveness = Liveness(clock)
        self._alarms = TellingManagers(database, clock, self._office, counters, self._liveness)
        self._turns = Turns()
        self._closing = False

    # --- Intake ---

    async def take(self, arrivals: Sequence[Arrival], mark: tuple[str, str] | None = None) -> list[str | None]:
        """Commit arrivals and mark in one transaction; return the inbox ids, None for known ones. Raises StoreDown.

        What comes from one account is kept in the order it came in: several connections to PostgreSQL would not wait.
        """
        with self._turns.queue({arrival.account for arrival in arrivals}) as before:
            if before:
                await asyncio.wait(before)
            try:
                return await self._database.write(partial(self._keep, arrivals, mark))
            except StoreBusy as error:
                self._counters.add("inbox_refused_total", len(arrivals))
                raise StoreDown from error

    async def marked(self, name: str) -> str | None:
        """Return the value last committed under `name`."""
        return await self._database.read(lambda uow: uow.marks.get(name))

    async def verdict(self, inbox_id: str, seconds: float) -> Verdict | None:
        """Wait at most `seconds` for the event to be handled."""
        waiting = self._verdicts.get(inbox_id)
        if waiting is None:
            waiting = asyncio.get_running_loop().create_future()
            _keep_few(self._verdicts, inbox_id, waiting)
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), seconds)
        except TimeoutError:
            if waiting.done():
                return waiting.result()
            self._late.add(inbox_id)
            return None
        finally:
            self._verdicts.pop(inbox_id, None)

    async def suggest(self, sender: Sender, key: str, words: str) -> list[tuple[str, str]]:
        """Return what a picker offers to who has typed these words into it."""
        return await self._suggestions.of(sender, key, words)

    def alarm(self, code: str, **facts: str | int) -> None:
        """Tell managers of trouble, at most once an hour for each code."""
        if self._alarms.due(code):
            self._in_background(self._tell_managers(code, facts))

    def heard(self, platform: str) -> None:
        """Note that a connection is alive."""
        if self._liveness.heard(platform):
            self.written()
            self.returned()

    def trouble(self, platform: str, code: str) -> None:
        """Note that a platform can't be reached now."""
        self._liveness.trouble(platform, code)

    # --- running ---

    def serve(self, platform: Platform) -> None:
        """Handle this connection's events from now on."""
        self._platforms.append(platform)

    async def recover(self) -> None:
        """Go on with every lane that has open events (after a start, and in between for other processes' sake)."""
        for lane in await self._database.read(lambda uow: uow.inbox.open_lanes()):
            self._start(lane)

    @property
    def quiet(self) -> bool:
        """Whether no event is in hand."""
        return not self._lanes and not self._background

    def state(self) -> Mapping[str, Mapping[str, object]]:
        """Return how every connection is, for health."""
        return self._liveness.state()

    async def drain(self) -> None:
        """Let the events in hand end; take up no further ones. What is left stays in its lane for the next start."""
        self._closing = True
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))
        for task in list(self._background):
            await asyncio.wait([task])

    # --- keeping ---

    def _keep(self, arrivals: Sequence[Arrival], mark: tuple[str, str] | None, uow: UnitOfWork) -> list[str | None]:
        kept: list[str | None] = []
        for arrival in arrivals:
            theirs = uow.people.lane_of(*_account(arrival))
            if theirs is None and arrival.looked_up:
                kept.append(None)
                continue
            lane = theirs or arrival.account
            inbox_id = (id_of(arrival.order, uow.now) if arrival.order is not None else None) or uow.new_id()
            known = not uow.inbox.add(_row(arrival, inbox_id, lane, uow))
            kept.append(None if known else inbox_id)
            if not known and arrival.ticket is not None:
                # Before COMMIT: from then on a lane may find the event in the table, sooner than we hear of it here.
                _keep_few(self._tickets, inbox_id, arrival.ticket)
            if known:
                uow.after_commit(partial(self._start, lane))
            elif arrival.broken is None:
                waiting = Waiting(
                    inbox_id, arrival.platform, arrival.workspace, lane, arrival.raw, arrival.at, 0, uow.now
                )
                uow.after_commit(partial(self._arrived, waiting))
            else:
                uow.after_commit(partial(self.alarm, "unreadable", platform=arrival.platform))
        if mark is not None:
            uow.marks.set(*mark)
        return kept

    def _arrived(self, waiting: Waiting) -> None:
        self._counters.add("inbox_taken_total", platform=waiting.platform)
        if waiting.lane not in self._lanes:
            self._fresh[waiting.lane] = deque([waiting])
            self._start(waiting.lane)
        elif (fresh := self._fresh.get(waiting.lane)) is not None:
            if fresh and waiting.id < fresh[-1].id:  # what is in hand may be later, too: the table knows
                self._fresh.pop(waiting.lane)
                self._again.add(waiting.lane)
            else:
                fresh.append(waiting)
        else:
            self._again.add(waiting.lane)

    def _start(self, lane: str) -> None:
        if lane in self._lanes:
            self._again.add(lane)
        elif not self._closing:
            self._lanes[lane] = asyncio.get_running_loop().create_task(self._work_off(lane))

    # --- one lane ---

    async def _work_off(self, lane: str) -> None:
        """Handle a lane's events in order until none is left. `_fresh[lane]` holds all open ones while it exists; else
        the table is asked. A lane in `_again` got something while the table was asked, which may not have seen it."""
        busy = 0
        try:
            while not self._closing:
                try:
                    waiting = await self._next(lane)
                    if waiting is None:
                        if lane not in self._again:
                            return
                        self._again.discard(lane)
                        self._fresh.pop(lane, None)
                        continue
                    await self._one(waiting)
                    busy = 0
                except _Older:
                    self._fresh.pop(lane, None)
                except (StoreBusy, NotSent, _NotNow):
                    self._fresh.pop(lane, None)
                    await self._clock.sleep(BUSY_SECONDS[min(busy, len(BUSY_SECONDS) - 1)])
                    busy += 1
        finally:
            self._lanes.pop(lane, None)
            self._fresh.pop(lane, None)
            self._again.discard(lane)

    async def _next(self, lane: str) -> Waiting | None:
        fresh = self._fresh.get(lane)
        if fresh is not None:
            return fresh[0] if fresh else None
        waiting = await self._database.read(lambda uow: uow.inbox.next(lane))
        if waiting is not None:
            longest = RETRY_SECONDS[-1] if waiting.attempts else 0.0
            pause = still(waiting.not_before, self._clock.now(), longest)
            if pause > 0:
                await self._clock.sleep(pause)
        return waiting

    async def _one(self, waiting: Waiting) -> None:
        platform = self._platform_of(waiting)
        if platform is None:
            await self._set_aside(waiting, "no such connection any more", None, None)
            return
        try:
            payload = json.loads(waiting.raw)
            event = platform.understand(payload, waiting.at)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a payload, it won't get better
            await self._set_aside(waiting, f"unreadable: {type(error).__name__}", None, platform)
            self.alarm("unreadable", platform=waiting.platform)
            return
        if waiting.id not in self._tickets and (ticket := platform.ticket(payload)) is not None:
            _keep_few(self._tickets, waiting.id, ticket)
            self._late.add(waiting.id)  # nobody may be looking any more: what must be known is said in the chat
        await self._handled(waiting, platform, event)

    async def _handled(self, waiting: Waiting, platform: Platform, event: Event) -> None:
        ticket = self._tickets.get(waiting.id)
        try:
            known = await platform.profile(event.sender)
            event = event if known is event.sender else replace(event, sender=known)
            window = bool(getattr(ticket, "window", False))
            barred = self._forgeries.shut(event.sender.address, self._clock.monotonic())
            unit = partial(self._handle, waiting, event, window=window, barred=barred)
            with working.shown(platform, working.place_of(event.sender)):
                effects = await self._looking_first(unit)
        except Refused as refusal:
            if isinstance(refusal, UnknownButton):
                self._note_forgery(event.sender.address)
            effects = _said_of(refusal, event)
            self._settle(waiting.id, await self._answers.verdict(event, effects, refused=True))
            if not await self._refuse(waiting, event, refusal, ticket):
                effects = Effects()  # said in the chat: once is enough
        except (StoreBusy, NotSent, _NotNow, _Older):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler does wrong must not stop its neighbours
            await self._failed(waiting, platform, event, error)
            return
        else:
            self._settle(waiting.id, await self._answers.verdict(event, effects, refused=False))
            if effects.errors and (ticket is None or waiting.id in self._late):
                await self._tell_late(event, effects)
        self._done(waiting)
        self.written()
        if ticket is not None:
            self._tickets.pop(waiting.id, None)
            self._in_background(self._answers.answer(platform, ticket, event, effects))

    async def _looking_first(self, unit: Callable[[Look | None, UnitOfWork], Effects]) -> Effects:
        """Run a unit; what it wants looked up is read away from the writer, and then the unit is run again."""
        known: Look | None = None
        while True:
            try:
                return await self._database.write(partial(unit, known))
            except LookFirst as wanted:
                known = wanted.look
                while await self._database.read(known.step):
                    pass

    def _platform_of(self, waiting: Waiting) -> Platform | None:
        """Return the connection an event came by. Raises _NotNow while one is still finding out which workspace it
        is."""
        named = [platform for platform in self._platforms if platform.name == waiting.platform]
        for platform in named:
            if platform.workspace == waiting.workspace:
                return platform
        if any(not platform.workspace for platform in named):
            raise _NotNow
        return None

    def _handle(
        self, waiting: Waiting, event: Event, looked: Look | None, uow: UnitOfWork, *, window: bool, barred: bool
    ) -> Effects:
        if not uow.alone_with(waiting.lane):
            raise _NotNow
        if not uow.inbox.close_first(waiting.id, uow.now):
            if uow.inbox.has_older(waiting.lane, waiting.id):
                raise _Older
            return Effects()
        ctx = handle(uow, event, self._office, self._house, window=window, barred=barred, looked=looked)
        uow.after_commit(partial(self._committed, ctx))
        return ctx.effects

    def _committed(self, ctx: Context) -> None:
        self.committed(ctx.effects)
        if ctx.effects.joined is not None:
            self._start(ctx.effects.joined)

    def _done(self, waiting: Waiting) -> None:
        self._late.discard(waiting.id)
        fresh = self._fresh.get(waiting.lane)
        if fresh and fresh[0].id == waiting.id:
            fresh.popleft()
        self._counters.add("inbox_handled_total", platform=waiting.platform)

    # --- what goes wrong ---

    def _note_forgery(self, account: str) -> None:
        self._counters.add("forged_buttons_total")
        if self._forgeries.note(account, self._clock.monotonic()):
            self.alarm("forged-buttons")

    async def _refuse(self, waiting: Waiting, event: Event, refusal: Refused, ticket: object | None) -> bool:
        """Close the event and say why in the chat; a press or form that can still be answered directly is answered so
        alone, and then this returns True. A form that was refused stays open."""
        direct = ticket is not None and isinstance(event.heard, Pressed | Submitted) and waiting.id not in self._late

        def unit(uow: UnitOfWork) -> None:
            if not uow.inbox.close(waiting.id, InboxState.DONE, uow.now, f"refused: {refusal.text.name}"):
                return
            ctx = self._answers.refused(uow, event, refusal)
            if isinstance(refusal, FormRefused):
                in_window = direct and isinstance(event.heard, Submitted)
                stay_open(ctx, refusal, self._house, in_window=in_window)
            elif isinstance(event.heard, Said | Submitted):
                meant = event.heard.dialog if isinstance(event.heard, Submitted) else None
                ctx.put_form_aside(meant, can_go_on=True)
            if not direct:
                ctx.reply(refusal.text)

        await self._database.write(unit)
        return direct

    async def _tell_late(self, event: Event, effects: Effects) -> None:
        """Say in the chat what is wrong with a form, and go on with it there: its window has been told that it was
        saved, or nobody knows of it any more."""
        assert isinstance(event.heard, Submitted)  # nothing else is told of errors
        form, faults = event.heard.dialog, list(effects.errors.values())
        await self._database.write(lambda uow: ask_in_chat(uow, event, self._office, self._house, form, faults))

    async def _failed(self, waiting: Waiting, platform: Platform, event: Event, error: Exception) -> None:
        log.error(
            "event failed", exc_info=error, extra={"facts": {"inbox": waiting.id, "attempt": waiting.attempts + 1}}
        )
        self._fresh.pop(waiting.lane, None)
        self._counters.add("inbox_failed_total")
        if waiting.attempts + 1 >= MOST_TRIES:
            await self._set_aside(waiting, _code(error), event, platform)
            self.alarm("dead-letter", platform=waiting.platform)
            return
        pause = timedelta(seconds=RETRY_SECONDS[min(waiting.attempts, len(RETRY_SECONDS) - 1)])
        await self._database.write(lambda uow: uow.inbox.retry(waiting.id, uow.now + pause, _code(error)))

    async def _set_aside(self, waiting: Waiting, why: str, event: Event | None, platform: Platform | None) -> None:
        text = Text("event-failed", ref=waiting.id[-6:])

        def unit(uow: UnitOfWork) -> None:
            if (
                uow.inbox.close(waiting.id, InboxState.DEAD, uow.now, why)
                and event is not None
                and event.sender.private
            ):
                self._answers.context(uow, event).reply(text)

        await self._database.write(unit)
        excuse = None if event is None else await self._answers.verdict(event, Effects(toast=text), refused=True)
        self._settle(waiting.id, excuse or Verdict(refused=True))
        ticket = self._tickets.pop(waiting.id, None)
        if ticket is not None and platform is not None:
            self._in_background(self._answers.excuse(platform, ticket, event, text))
        self._done(waiting)
        self._counters.add("inbox_dead_total")
        self.written()

    # --- direct answers ---

    def _settle(self, inbox_id: str, verdict: Verdict | None) -> None:
        if verdict is None or inbox_id in self._late:
            return
        waiting = self._verdicts.get(inbox_id)
        if waiting is None:
            waiting = asyncio.get_running_loop().create_future()
            _keep_few(self._verdicts, inbox_id, waiting)
        if not waiting.done():
            waiting.set_result(verdict)

    # --- alarms ---

    async def _tell_managers(self, code: str, facts: Mapping[str, str | int]) -> None:
        if await self._alarms.tell(code, facts):
            self.written()

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _said_of(refusal: Refused, event: Event) -> Effects:
    """Return the direct answer to what was refused; a window that stays open shows it at the question concerned."""
    at = refusal.field if isinstance(refusal, FormRefused) and isinstance(event.heard, Submitted) else None
    return Effects(toast=refusal.text, errors={} if at is None else {at: refusal.text})


def _account(arrival: Arrival) -> tuple[str, str, str]:
    platform, workspace, account = arrival.account.split(":", 2)
    return platform, workspace, account


def _row(arrival: Arrival, inbox_id: str, lane: str, uow: UnitOfWork) -> dict[str, object]:
    return {
        "id": inbox_id,
        "platform": arrival.platform,
        "workspace": arrival.workspace,
        "key": arrival.key[:200],
        "second_key": arrival.second_key[:200] if arrival.second_key else None,
        "lane": lane[:120],
        "raw": arrival.raw,
        "at": arrival.at,
        "state": InboxState.NEW if arrival.broken is None else InboxState.DEAD,
        "attempts": 0,
        "not_before": uow.now,
        "error": arrival.broken,
        "done_at": None,
    }


def _keep_few(
    kept: OrderedDict[str, object] | OrderedDict[str, asyncio.Future[Verdict]], key: str, value: object
) -> None:
    kept[key] = value  # type: ignore[assignment]  # the caller pairs them
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def _code(error: Exception) -> str:
    """Return what went wrong as type and place, without any value."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} in {place}"
