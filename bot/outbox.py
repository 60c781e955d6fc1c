"""The message relay of one connection: claimed outbox rows are worded, drawn, sent and marked sent, a lane a chat.

Only here is anything marked sent, and only after the platform's yes. What can't be known is reconciled where the
platform can tell, else repeated and marked (docs/operations.md says what that means for people)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot import channels, delivery, working
from bot.clock import Clock, rest
from bot.database import Database
from bot.enclosures import Enclosure, Needless, enclosed, lane_of
from bot.filestore import FileStore
from bot.health import Counters
from bot.i18n import Wording
from bot.leases import Lease, LeaseLost
from bot.limits import OVERLAP_MILLISECONDS, Agenda, hold_from, left_of, pause_of, seen_up_to
from bot.makers import Makers
from bot.platforms.base import Busy, CannotTell, Message, Moved, Never, NotSent, Place, Platform, Uneditable, Unknown
from bot.worded import in_one
from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.chat.router import House
from handlers.chat.rows import EDITS, FROM_TOP
from storage.drawings import Drawing
from storage.engine import StoreBusy
from storage.outbox import Outgoing, Pending
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState

RECONCILE_SECONDS = 5.0
LOOK_AGAIN = (5.0, 20.0)  # pauses before a message that could not be looked up is repeated after all
UNKNOWN_PAUSES = (1.0, 30.0, 120.0)  # then it is parked: a platform in trouble for minutes must not cost every message
BACK_OFF = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
STORE_PAUSE = 1.0
OTHERS_SECONDS = 1.0  # other processes on the same PostgreSQL write rows for our connection, too
FAREWELL_SECONDS = 10.0
OWN_OVERLAP_MILLISECONDS = 2_000

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in hand: the message the card hangs on in this chat, if it does; the later drawing that makes it needless
    unless it has arrived already."""

    row: Outgoing
    hangs_on: str | None
    goes: Enclosure
    newer: Drawing | None = None


class Relay:
    """Sends what waits for one connection, most urgent first, in order within a chat, within the limits."""

    def __init__(
        self,
        platform: Platform,
        database: Database,
        clock: Clock,
        wording: Wording,
        office: Office,
        house: House,
        counters: Counters,
    ) -> None:
        self._platform = platform
        self._database = database
        self._clock = clock
        self._wording = wording
        self._office = office
        self._house = house
        self._counters = counters
        self._agenda = Agenda(platform.limits.per_second, platform.limits.per_chat)
        self._wake = asyncio.Event()
        self._gate = asyncio.Lock()
        self._look = True
        self._looking = False
        self._seen = ""
        self._others_seen_at = float("-inf")
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        self._unknown: dict[str, int] = {}
        self._posted_anew: set[str] = set()  # whose message to edit was gone
        self._recalled: str | None = None
        self._last_turn = float("inf")
        self._looks: dict[str, int] = {}
        self._alone = database.name == "sqlite"
        self.lease: Lease | None = None
        self.files: FileStore | None = None
        self.makers: Makers = {}
        self._epoch: int | None = None  # of the lease, when this began to work
        self.alarm: Callable[..., None] = lambda code, **facts: None
        self.look_everywhere: Callable[[], None] = self.look_again

    @property
    def waiting(self) -> int:
        """Return how many messages are known to wait."""
        return len(self._agenda) + len(self._in_hand)

    @property
    def quiet(self) -> bool:
        """Whether nothing is in hand and nothing may go before time moves on."""
        if self._look or self._looking or self._in_hand:
            return False
        wait = self._agenda.wait(self._clock.monotonic())
        return wait is None or wait > 0

    def written(self) -> None:
        """Look for new rows."""
        self._look = True
        self._wake.set()

    def look_again(self) -> None:
        """Look for rows of any age: some were rerouted, replayed, moved, or written by another process."""
        self._seen = ""
        self.written()

    async def run(self) -> None:
        """Work until cancelled; messages on their way are let end by `drain`."""
        self._recalled = None
        self._epoch = None if self.lease is None else self.lease.epoch
        try:
            while True:
                self._wake.clear()
                if self._look or self._others_due():
                    await self._find_new()
                if self._recalled != self._hold_name:  # a connection may learn late which workspace it is
                    await self._recall_hold()
                self._take_turns()
                await self._rest()
        finally:
            # The lease was lost, or this is the end: what became of messages on their way is found out by who is next.
            for task in self._in_hand.values():
                task.cancel()

    def _take_turns(self) -> None:
        while len(self._in_hand) < self._platform.parallel and not self._is_over():
            turn = self._agenda.take(self._clock.monotonic())
            if turn is None:
                return
            chat, row = turn
            self._in_hand[row] = asyncio.get_running_loop().create_task(self._deliver(chat, row))

    async def drain(self) -> None:
        """Let what is on its way end. What can follow at once follows for ten seconds; the rest waits for the next
        start."""
        self._last_turn = self._clock.monotonic() + FAREWELL_SECONDS
        while self._in_hand and not self._is_over():
            await asyncio.wait(list(self._in_hand.values()))
        self._last_turn = float("-inf")
        while self._in_hand:
            await asyncio.wait(list(self._in_hand.values()))

    def _is_over(self) -> bool:
        return self._clock.monotonic() >= self._last_turn

    async def _rest(self) -> None:
        full = len(self._in_hand) >= self._platform.parallel or self._is_over()
        wait = None if full else self._agenda.wait(self._clock.monotonic())
        if not self._alone:
            wait = OTHERS_SECONDS if wait is None else min(wait, OTHERS_SECONDS)
        if wait is None:
            await self._wake.wait()
            return
        if wait <= 0:
            return
        await rest(self._clock, wait, self._wake)

    async def _find_new(self) -> None:
        self._look, self._looking = False, True
        try:
            await self._look_up()
        finally:
            self._looking = False

    async def _look_up(self) -> None:
        platform = self._platform
        on_their_way = set(self._in_hand)
        try:
            since = self._since()
            rows = await self._database.read(lambda uow: uow.outbox.pending(platform.name, platform.workspace, since))
        except StoreBusy:
            await self._clock.sleep(STORE_PAUSE)
            self.written()
            return
        for row in rows:
            self._note(row, on_their_way)

    def _others_due(self) -> bool:
        return not self._alone and self._clock.monotonic() - self._others_seen_at >= OTHERS_SECONDS

    def _since(self) -> str:
        """Return the id after which to look. Transactions on PostgreSQL draw ids side by side, so that a row may become
        visible after others with later ids: some time is looked at again (the first 48 bits are milliseconds), a minute
        of it once a second, as other processes may be slow."""
        if self._alone or not self._seen:
            return self._seen
        overlap = OWN_OVERLAP_MILLISECONDS
        if self._others_due():
            overlap, self._others_seen_at = OVERLAP_MILLISECONDS, self._clock.monotonic()
        return f"{max(0, int(self._seen[:12], 16) - overlap):012x}"

    def _note(self, row: Pending, on_their_way: Set[str]) -> None:
        self._seen = max(self._seen, seen_up_to(row, self._clock.now()))
        # What was on its way when we began to look may have arrived since: it is no sign of an earlier try cut short.
        ended = row.id in on_their_way and row.state is OutboxState.SENDING
        if row.id not in self._in_hand and not ended:
            self._agenda.add(lane_of(row), row.urgency, row.id, self._from_now(row))

    def _from_now(self, row: Pending) -> float:
        pause = pause_of(row, self._clock.now())
        if row.state is OutboxState.SENDING and self._platform.reconciles:
            pause = max(pause, RECONCILE_SECONDS)
        return self._clock.monotonic() + pause if pause > 0 else 0.0

    async def _recall_hold(self) -> None:
        name = self._hold_name
        kept = await self._database.read(lambda uow: uow.marks.get(name))
        self._recalled = name
        if kept is not None:
            self._agenda.hold_all(self._clock.monotonic() + left_of(kept, self._clock.now()))

    @property
    def _hold_name(self) -> str:
        return f"hold:{self._platform.name}:{self._platform.workspace}"

    # --- one message ---

    async def _deliver(self, chat: str, row_id: str) -> None:
        counted = True
        try:
            counted = await self._try(chat, row_id)
        except (StoreBusy, LeaseLost):
            # The row stays `sending`: what happened to it is found out as after a crash.
            pause = RECONCILE_SECONDS if self._platform.reconciles else STORE_PAUSE
            self._agenda.hold(chat, self._clock.monotonic() + pause)
            self._agenda.release(chat, self._clock.monotonic(), counted=False)
            self._agenda.add(chat, "0-urgent", row_id)
        except Exception:  # one message that fails must not keep others from being sent
            log.exception("message failed", extra={"facts": {"outbox": row_id}})
            self._counters.add("outbox_failed_total", platform=self._platform.name)
            await self._give_up(row_id)
        finally:
            self._in_hand.pop(row_id, None)
            self._agenda.release(chat, self._clock.monotonic(), counted=counted)
            self._wake.set()
        self._take_turns()  # what can follow at once does, before anybody may think that nothing is left

    async def _give_up(self, row_id: str) -> None:
        self.alarm("message-refused", why="internal")
        with contextlib.suppress(StoreBusy, LeaseLost):
            await self._write(lambda uow: uow.outbox.end(row_id, OutboxState.FAILED, "internal", uow.now))

    async def _try(self, chat: str, row_id: str) -> bool:
        """Send one row as far as it goes; return whether anything went over the wire."""
        claimed = await self._write(partial(self._claim, row_id))
        if claimed is None:
            return False
        row: Outgoing | None = claimed.row
        assert row is not None  # as claimed
        parts = claimed.goes.parts(row, self._wording, self._platform)
        if row.sending_since is not None and claimed.hangs_on is None:
            row = await self._settle_earlier(row, parts, claimed.newer)
            if row is None:
                return True
        try:
            with working.shown(self._platform, claimed.goes.place):
                whole = await claimed.goes.made()
            await self._send(row, parts, claimed.hangs_on, whole)
        except Needless:
            await self._write(partial(delivery.needless, row))
        except (Busy, NotSent, Unknown, Never, Moved) as outcome:
            return await self._not_sent(row, claimed, outcome)
        except LeaseLost:
            await self._database.write(lambda uow: uow.outbox.unclaim(claimed.row))
            raise
        return True

    def _claim(self, row_id: str, uow: UnitOfWork) -> Claimed | None:
        row = uow.outbox.claim(row_id, self._platform.name, self._platform.workspace, uow.now)
        if row is None:
            return None
        if channels.is_withheld(row, uow) or delivery.has_lost_its_sense(row, uow):
            delivery.needless(row, uow)
            return None
        whole, row = row, channels.allowed(row, uow)
        if row is None:
            uow.outbox.end(whole.id, OutboxState.FAILED, "channel-off", uow.now)
            return None
        goes = enclosed(row, uow, self._platform, self.files, self.makers, self._wording, self._write)
        if row.card is None:
            return Claimed(row, row.content.get(EDITS), goes)
        hangs_on = goes.page or uow.outbox.card(row.platform, row.workspace, row.chat, row.card)
        newer = delivery.overtaken_by(row, uow, hangs=hangs_on is not None)
        unsure = hangs_on is None and (row.sending_since is not None or row.repeat)
        if newer is not None and not (unsure and self._platform.reconciles and row.sending_since is not None):
            delivery.give_way(row, newer, uow, unsure=unsure)
            uow.after_commit(partial(self._agenda.hasten, lane_of(row, newer.chat), newer.id, row.urgency))
            return None
        return Claimed(row, hangs_on, goes, newer)

    async def _write(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Change something as the one process that serves this connection. Raises LeaseLost, StoreBusy."""

        def ours(uow: UnitOfWork) -> T:
            if self.lease is not None:
                self.lease.confirm(uow, self._epoch)
            return unit(uow)

        return await self._database.write(ours)

    async def _settle_earlier(self, row: Outgoing, parts: list[Message], newer: Drawing | None) -> Outgoing | None:
        """Find out what became of an earlier try nobody saw the end of; return the row as it is to be sent on, None if
        all of it had arrived, if it need not be sent any more, or if that can only be told later."""
        assert row.sending_since is not None  # the caller looked
        part = parts[min(row.parts_sent, len(parts) - 1)]
        found = None
        repeat = not self._platform.reconciles
        if self._platform.reconciles:
            try:
                place = Place(row.platform, row.workspace, row.chat)
                found = await self._platform.find(place, part.mark, row.sending_since)
            except CannotTell:
                if self._looks_again(row):
                    return None
                repeat = True
        if found is not None and part is parts[-1]:
            await self._sent(row, found)
            return None
        if found is not None:
            await self._write(partial(delivery.note_part, row, row.parts_sent + 1, found))
            return await self._database.write(lambda uow: uow.outbox.look(row.id) or row)
        if newer is not None:
            await self._write(partial(delivery.give_way, row, newer, unsure=repeat))
            return None
        return await self._write(partial(delivery.goes_on, row, unsure=repeat))

    def _looks_again(self, row: Outgoing) -> bool:
        """Put off a row that could not be looked up just now; False if that was tried often enough."""
        times = self._looks.get(row.id, 0)
        if times >= len(LOOK_AGAIN):
            self._looks.pop(row.id)
            return False
        self._looks[row.id] = times + 1
        self._again(row, LOOK_AGAIN[times])
        return True

    async def _send(self, row: Outgoing, parts: list[Message], hangs_on: str | None, goes: Enclosure) -> None:
        turned = False
        if hangs_on is not None:
            try:
                await self._turn(lane_of(row), answers=self._platform.answers_press(goes.place, hangs_on))
                shown = in_one(parts, self._platform, from_top=FROM_TOP in row.content)
                await goes.edit(self._platform, hangs_on, shown)
            except Uneditable as gone:
                if EDITS in row.content:
                    raise Needless from gone
                self._posted_anew.add(row.id)
                turned = not gone.asked
                await self._clock.sleep(0 if turned else self._platform.limits.per_chat)
            else:
                await self._sent(row, hangs_on, edited=goes.page is None)
                return
        for number in range(row.parts_sent, len(parts) - 1):
            message_id = await self._send_part(row, goes, parts[number], first=number == row.parts_sent, turned=turned)
            turned = False
            await self._surely(partial(delivery.note_part, row, number + 1, message_id))
            await self._clock.sleep(self._platform.limits.per_chat)
        first = row.parts_sent >= len(parts) - 1
        last = await self._send_part(row, goes, parts[-1], first=first, turned=turned)
        if row.content.get("leave"):
            await self._platform.leave(row.chat)
        await self._sent(row, last)

    async def _send_part(self, row: Outgoing, goes: Enclosure, part: Message, *, first: bool, turned: bool) -> str:
        """Send one part, marked if it may have arrived before, which can make it too long; `turned`: it is its turn."""
        pieces = [part]
        if first and row.repeat:
            noted = part.with_note(self._wording.say(Text("possibly-a-repeat"), row.language, row.zone))
            pieces = goes.cut(self._platform, noted)
        message_id = ""
        for number, piece in enumerate(pieces):
            if number > 0:
                await self._clock.sleep(self._platform.limits.per_chat)
            if number > 0 or not turned:
                await self._turn(lane_of(row))
            message_id = await goes.send(self._platform, piece)
        return message_id

    async def _turn(self, chat: str, *, answers: bool = False) -> None:
        """Wait until one more message or edit may go; what follows must send it at once. What `answers` a press waits
        for nothing but a hold. Raises Busy inside one, LeaseLost if another process may be sending by now."""
        if not answers or self._agenda.held(self._clock.monotonic()) > 0:
            async with self._gate:  # first come, first served
                while (wait := self._agenda.turn(chat, self._clock.monotonic())) > 0:
                    held = self._agenda.held(self._clock.monotonic())
                    if held > 0:
                        raise Busy(held)
                    await self._clock.sleep(wait)
        self._wake.set()
        if self.lease is not None and not self.lease.sure(self._epoch):
            raise LeaseLost

    async def _sent(self, row: Outgoing, message_id: str, *, edited: bool = False) -> None:
        def unit(uow: UnitOfWork) -> None:
            chat, card = uow.outbox.sent(row.id, message_id, uow.now) or (row.chat, row.card)
            uow.outbox.follow(row, chat, message_id, uow.now, inside=bool(row.content.get("inside")))
            if card is not None:
                delivery.hang(row, chat, message_id, uow, edited=edited)
                if delivery.redraw_newest(row, chat, uow):
                    uow.after_commit(self.look_again)

        await self._surely(unit)
        self._unknown.pop(row.id, None)
        self._posted_anew.discard(row.id)
        self._looks.pop(row.id, None)
        self._counters.add("outbox_sent_total", platform=self._platform.name)

    async def _surely(self, unit: Callable[[UnitOfWork], None]) -> None:
        """Note what the platform has, however long the store does not answer: only a kill makes us forget it."""
        while True:
            try:
                return await self._database.write(unit)
            except StoreBusy:
                await self._clock.sleep(STORE_PAUSE)

    # --- what the platform says instead of yes ---

    async def _not_sent(self, row: Outgoing, claimed: Claimed, outcome: Exception) -> bool:
        if isinstance(outcome, NotSent):
            await self._wait(row, BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)], "not sent")
            return False
        if isinstance(outcome, Busy):
            await self._hold(row, outcome.seconds, everybody=outcome.everybody)
        elif isinstance(outcome, Unknown):
            await self._unknown_outcome(row, claimed)
        elif isinstance(outcome, Never):
            await self._never(row, outcome.code, unreachable=outcome.unreachable)
        elif isinstance(outcome, Moved):
            await self._write(partial(delivery.follow, row, outcome.chat))
            self._agenda.move(row.chat, outcome.chat)
            self._agenda.add(outcome.chat, row.urgency, row.id)
            self.look_again()
        return True

    async def _hold(self, row: Outgoing, seconds: float, *, everybody: bool) -> None:
        until = self._clock.monotonic() + seconds
        if everybody:
            self._agenda.hold_all(until)
            await self._write(lambda uow: uow.marks.set(self._hold_name, hold_from(uow.now, seconds)))
        self._agenda.hold(lane_of(row), until)
        await self._wait(row, seconds, "busy")

    async def _wait(self, row: Outgoing, seconds: float, why: str, *, repeat: bool | None = None) -> None:
        again = self._clock.now() + timedelta(seconds=seconds)
        marked = row.repeat if repeat is None else repeat
        await self._write(lambda uow: uow.outbox.put_back(row.id, again, why, repeat=marked))
        self._again(row, seconds)

    def _again(self, row: Outgoing, seconds: float) -> None:
        self._agenda.add(lane_of(row), row.urgency, row.id, self._clock.monotonic() + seconds)
        self._wake.set()

    async def _unknown_outcome(self, row: Outgoing, claimed: Claimed) -> None:
        times = self._unknown[row.id] = self._unknown.get(row.id, 0) + 1
        self._counters.add("outbox_unknown_total", platform=self._platform.name)
        if claimed.hangs_on is not None and row.id not in self._posted_anew:
            # An edit can be repeated freely, as often as it takes.
            await self._wait(row, BACK_OFF[min(times, len(BACK_OFF)) - 1], "edit unknown")
        elif times > len(UNKNOWN_PAUSES):
            self._unknown.pop(row.id)
            await self._write(lambda uow: uow.outbox.end(row.id, OutboxState.PARKED, "unknown", uow.now))
            self.alarm("message-unknown")
        elif self._platform.reconciles:
            self._again(row, RECONCILE_SECONDS)  # still `sending`: looked up before it is repeated
        else:
            await self._wait(row, UNKNOWN_PAUSES[times - 1], "unknown", repeat=True)

    async def _never(self, row: Outgoing, code: str, *, unreachable: bool) -> None:
        self._counters.add("outbox_refused_total", platform=self._platform.name)
        if row.content.get("leave"):
            await self._platform.leave(row.chat)
        refused = partial(delivery.refused, row, code, unreachable=unreachable)
        await self._write(partial(refused, office=self._office, house=self._house, look=self.look_everywhere))
        if not unreachable:
            self.alarm("message-refused", why=code)
