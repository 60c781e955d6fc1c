"""Looking back for what was said while nobody listened: Slack repeats an event for six minutes only.

Runs at start, after each reconnect and every hour, as a task of its own. A message found gets the key its event had.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import logs
from bot.clock import Clock, rest
from bot.platforms.base import Arrival, Busy, Intake, NotSent, StoreDown, Unknown
from bot.platforms.slack_keys import arrival
from bot.platforms.slack_outcomes import Api, Declined, Json, harmless
from bot.platforms.slack_reading import SPOKEN
from bot.platforms.slack_shapes import Ours, Payload, ident, moment, part, parts_of, stamp

EVERY = 3600.0
OVERLAP = timedelta(minutes=5)  # what was said shortly before a sweep may show in the history only after it
THREADS = timedelta(days=2)  # how old a message may be whose thread is looked into
PAUSE = 60.0
BATCH = 100
SKIPPED = frozenset({"channel_not_found", "is_archived", "not_in_channel", "thread_not_found"})

log = logging.getLogger(__name__)


class Sweep:
    """Sweeps one workspace's conversations with people."""

    def __init__(self, api: Api, clock: Clock, intake: Intake, ours: Callable[[], Ours]) -> None:
        self._api = api
        self._clock = clock
        self._intake = intake
        self._ours = ours
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """Have a sweep made soon."""
        self._wanted.set()

    async def run(self) -> None:
        """Sweep whenever asked and every hour, until cancelled; a sweep that fails is made again."""
        while True:
            await self._until_wanted()
            try:
                await self.once()
            except (Busy, NotSent, Unknown, Declined, StoreDown) as error:
                code = error.code if isinstance(error, Declined) else type(error).__name__
                logs.event(log, "slack-sweep-failed", level=logging.WARNING, code=code)
                self._intake.trouble("slack", f"sweep-{code}")
                await self._clock.sleep(PAUSE)
                self._wanted.set()

    async def _until_wanted(self) -> None:
        await rest(self._clock, EVERY, self._wanted)
        self._wanted.clear()

    async def once(self) -> int:
        """Take in what was said since the last whole sweep; return how many messages were new.

        The mark moves with the last batch only, so that an interrupted sweep begins where it began.
        """
        ours = self._ours()
        name = f"slack:{ours.team}:swept"
        begin = self._clock.now()
        since = moment(await self._intake.marked(name)) or begin - OVERLAP
        new, waiting = 0, []
        async for event in self._since(since):
            waiting.append(event)
            if len(waiting) >= BATCH:
                new += await self._take(waiting)
                waiting = []
        new += await self._take(waiting, (name, stamp(begin - OVERLAP)))
        self._intake.heard("slack")
        logs.event(log, "slack-swept", found=new)
        return new

    async def _take(self, events: list[Json], mark: tuple[str, str] | None = None) -> int:
        """Commit events; a known message that was edited since comes a second time, as its edit."""
        ours, now = self._ours(), self._clock.now()
        known = await self._intake.take([self._arrival(event, ours, now) for event in events])
        pairs = zip(events, known, strict=True)
        edits = [_edit(event) for event, found in pairs if found is None and event.get("edited")]
        if edits or mark is not None:
            await self._intake.take([self._arrival(edit, ours, now) for edit in edits], mark)
        return sum(found is not None for found in known)

    def _arrival(self, event: Json, ours: Ours, now: datetime) -> Arrival:
        return replace(arrival(self._wrapped(event), ours, now), looked_up=True)

    def _wrapped(self, event: Json) -> Json:
        ours = self._ours()
        return {"type": "event_callback", "team_id": ours.team, "api_app_id": ours.app, "event": event}

    # --- what Slack keeps --------------------------------------------------------------------------------------------

    async def _since(self, since: datetime) -> AsyncIterator[Json]:
        """Yield people's messages since an instant, oldest first within each conversation, as their events would be."""
        async for conversation in self._pages("conversations.list", "channels", types="im", limit=200):
            channel = ident(conversation, "id")
            if not channel or conversation.get("is_user_deleted"):
                continue
            messages: list[Json] = []
            async for message in self._history("conversations.history", channel, since - THREADS):
                messages.append(message)
                if _later(message.get("latest_reply"), since) and ident(message, "ts"):
                    thread = self._history("conversations.replies", channel, since, ts=ident(message, "ts"))
                    messages += [reply async for reply in thread if reply.get("thread_ts") != reply.get("ts")]
            fresh = {ident(each, "ts"): each for each in messages if self._is_somebodys(each, since)}
            for _, message in sorted(fresh.items()):
                yield {**message, "channel": channel, "channel_type": "im", "event_ts": message["ts"]}

    async def _history(self, method: str, channel: str, since: datetime, **more: object) -> AsyncIterator[Json]:
        pages = self._pages(method, "messages", channel=channel, oldest=stamp(since), inclusive=True, limit=200, **more)
        try:
            async for message in pages:
                yield dict(message)
        except Declined as error:
            if error.code not in SKIPPED:
                raise

    async def _pages(self, method: str, what: str, **parameters: object) -> AsyncIterator[Payload]:
        cursor: Any = None
        while True:
            page = await self._patiently(method, cursor=cursor, **parameters)
            for item in parts_of(page, what):
                yield item
            cursor = part(page, "response_metadata").get("next_cursor")
            if not isinstance(cursor, str) or not cursor:
                return

    async def _patiently(self, method: str, /, **parameters: object) -> Json:
        """Call a method, waiting as long as Slack asks for."""
        while True:
            try:
                return await harmless(self._api, method, **parameters)
            except Busy as busy:
                seconds = busy.seconds
            await self._clock.sleep(seconds)

    def _is_somebodys(self, message: Json, since: datetime) -> bool:
        user = ident(message, "user")
        mine = message.get("bot_id") or user in ("", self._ours().bot_user)
        return not mine and message.get("subtype") in SPOKEN and _later(message.get("ts"), since)


def _later(mark: object, since: datetime) -> bool:
    at = moment(mark)
    return at is not None and at >= since


def _edit(message: Json) -> Json:
    """Return the event of a message's last edit, as Slack would have sent it."""
    edited_at = ident(part(message, "edited"), "ts")
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message,
        "channel": message["channel"],
        "channel_type": message["channel_type"],
        "ts": edited_at,
        "event_ts": edited_at,
    }
