"""Getting updates from Telegram into the inbox: the long poll, and the webhook.

An update is confirmed only after the inbox has committed it; the library's own Updater confirms first, and a kill then
loses the batch.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.clock import Clock
from bot.logs import event
from bot.platforms.base import Intake, StoreDown
from bot.platforms.telegram.batches import Batch, Garbled, missing, quarantined, read_poll, read_post
from bot.platforms.telegram.failures import TOKEN_PAUSE, Failed, Kind

LOG = logging.getLogger(__name__)
NAME = "telegram"
# Always sent: a list left out keeps the previous one, and the default lacks chat_member.
KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
)
FULL_BATCH = 100
LONGEST_PAUSE = 30.0
WEBHOOK_CHECK = 3600.0
LARGEST_POST = 1024 * 1024
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - its name, not its value
RETRY = {"Retry-After": "5"}


class WebhookFacts(Protocol):
    """What Telegram says of a webhook."""

    @property
    def url(self) -> str:
        """Return where updates are posted, empty for nowhere."""


class Calls(Protocol):
    """What listening asks of Telegram; each raises Failed."""

    async def updates(self, offset: int | None, limit: int, seconds: int, kinds: tuple[str, ...]) -> bytes:
        """Return the body of a long poll."""

    async def webhook(self) -> WebhookFacts:
        """Return the webhook as Telegram has it."""

    async def set_webhook(self, url: str, secret: str, kinds: tuple[str, ...]) -> None:
        """Ask for updates to be posted to `url`."""

    async def delete_webhook(self) -> None:
        """Go back to polling, without losing what waits."""


class Backoff:
    """Pauses that double from one second to thirty, until things go well again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = 1.0

    def reset(self) -> None:
        """Begin with the shortest pause again."""
        self._next = 1.0

    async def pause(self, least: float = 0.0) -> None:
        """Wait for the next pause, but not less than `least` seconds."""
        seconds, self._next = self._next, min(self._next * 2, LONGEST_PAUSE)
        await self._clock.sleep(max(seconds, least))


class Desk:
    """Hands batches to the inbox."""

    def __init__(self, intake: Intake, answer: Callable[[str], None]) -> None:
        self.intake = intake
        self._answer = answer

    async def take(self, batch: Batch, mark: tuple[str, str] | None) -> None:
        """Commit the batch, and the mark with it. Raises StoreDown."""
        ids = await self.intake.take(batch.arrivals, mark=mark)
        for inbox_id, arrival in zip(ids, batch.arrivals, strict=True):
            if inbox_id is None and isinstance(arrival.ticket, str):
                self._answer(arrival.ticket)  # known already; but the waiting circle on the person's button should end

    async def after(self, failed: Failed, backoff: Backoff) -> None:
        """Report a failed call and wait as long as it deserves."""
        self.intake.trouble(NAME, failed.kind.value)
        if failed.kind is Kind.TOKEN:
            self.intake.alarm("telegram-token")
        await backoff.pause(TOKEN_PAUSE if failed.kind is Kind.TOKEN else failed.seconds)


def offset_name(bot: str) -> str:
    """Return the name under which a bot's poll offset is kept. Another bot's offset would confirm, and so lose, what
    nobody has read."""
    return f"telegram:offset:{bot}"


class Poller:
    """The long poll of one bot."""

    def __init__(
        self,
        calls: Calls,
        desk: Desk,
        clock: Clock,
        *,
        bot: str,
        seconds: int,
        own_url: str,
        greet: Callable[[], Awaitable[None]],
    ) -> None:
        """`seconds` is how long a poll may wait; `own_url` a webhook that this office may have had before, or empty."""
        self._calls, self._desk, self._clock = calls, desk, clock
        self._bot, self._seconds, self._own_url, self._greet = bot, seconds, own_url, greet
        self._intake = desk.intake
        self._backoff = Backoff(clock)
        self._started = False
        self._offset: int | None = None
        self._limit = FULL_BATCH
        self._may_delete_webhook = True
        self._reached = False

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            try:
                await self._start()
                await self._poll()
            except StoreDown:
                self._intake.trouble(NAME, "store")
                await self._backoff.pause()
            except Failed as failed:
                self._reached = False
                if failed.kind is Kind.CONFLICT:
                    await self._settle_conflict()
                await self._desk.after(failed, self._backoff)
            except Garbled:
                self._intake.trouble(NAME, "garbled")
                await self._backoff.pause()
            except Exception:  # a mistake of ours must not end listening for good
                LOG.exception("telegram-poll-failed")
                self._intake.trouble(NAME, "internal")
                await self._backoff.pause()

    async def _start(self) -> None:
        if not self._started:
            kept = await self._intake.marked(offset_name(self._bot))
            # Anything but a positive number would confirm what nobody has read.
            self._offset = int(kept) if kept and kept.isdecimal() and int(kept) > 0 else None
            self._started = True
        await self._greet()

    async def _poll(self) -> None:
        # Asked to answer at once until it has answered once, so that health need not wait for somebody to write.
        body = await self._calls.updates(self._offset, self._limit, self._seconds if self._reached else 0, KINDS)
        batch = self._read(body)
        if batch is None:
            return
        if batch.arrivals:
            await self._hand_in(batch)
        else:
            self._limit = FULL_BATCH
        self._well()

    def _read(self, body: bytes) -> Batch | None:
        """Return the batch; None if the poll must be repeated, one update at a time, to find the bad one."""
        at = self._clock.now()
        try:
            return read_poll(body, self._bot, at)
        except Garbled:
            if self._limit > 1:
                self._limit = 1
                return None
        self._limit = FULL_BATCH
        return quarantined(body, self._bot, at)

    async def _hand_in(self, batch: Batch) -> None:
        # The offset follows what came last, not what is largest: numbering may start again lower.
        following = batch.ids[-1] + 1 if batch.ids else None
        mark = None if following is None else (offset_name(self._bot), str(following))
        await self._desk.take(batch, mark)
        if following is None:
            raise Garbled  # nothing that could be confirmed: the same will come again
        gap = missing(None if self._offset is None else self._offset - 1, batch.ids)
        self._offset = following
        if gap:
            self._intake.alarm("telegram-gap", count=gap)

    def _well(self) -> None:
        self._backoff.reset()
        self._may_delete_webhook = self._reached = True
        self._intake.heard(NAME)

    async def _settle_conflict(self) -> None:
        """Find out who else reads: somebody's webhook, which is removed once, or a second poller."""
        try:
            url = (await self._calls.webhook()).url
            if not url:
                self._intake.alarm("telegram-second-reader")
                return
            if url != self._own_url:
                self._intake.alarm("telegram-foreign-webhook")
            if self._may_delete_webhook:
                self._may_delete_webhook = False
                await self._calls.delete_webhook()
        except Failed as failed:
            event(LOG, "telegram-conflict-unsettled", level=logging.WARNING, why=failed.kind.value)


class Webhook:
    """The webhook of one bot: sets it, watches over it, and takes in what is posted."""

    def __init__(self, calls: Calls, desk: Desk, clock: Clock, *, bot: str, url: str, secret: str) -> None:
        self._calls, self._desk, self._clock = calls, desk, clock
        self._bot, self._url, self._secret = bot, url, secret
        self._intake = desk.intake
        self._backoff = Backoff(clock)

    async def run(self, greet: Callable[[], Awaitable[None]]) -> None:
        """Keep the webhook set until cancelled; look at it once an hour."""
        while True:
            try:
                # Posts come out of order, so no offset is kept; one from before would later look like a gap.
                await self._intake.take([], mark=(offset_name(self._bot), ""))
                await self._calls.set_webhook(self._url, self._secret, KINDS)
                self._backoff.reset()
                self._intake.heard(NAME)
                await greet()
                await self._watch()
            except StoreDown:
                self._intake.trouble(NAME, "store")
                await self._backoff.pause()
            except Failed as failed:
                await self._desk.after(failed, self._backoff)

    async def _watch(self) -> None:
        """Return when the webhook is no longer ours."""
        while True:
            await self._clock.sleep(WEBHOOK_CHECK)
            if (await self._calls.webhook()).url != self._url:
                self._intake.alarm("telegram-foreign-webhook")
                return
            self._intake.heard(NAME)

    async def post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """Return status and headers for a call; 200 only after the inbox has committed it."""
        if not same_secret(self._secret, headers):
            return 401, {}
        if len(body) > LARGEST_POST:
            return 413, {}
        try:
            await self._desk.take(read_post(body, self._bot, self._clock.now()), None)
        except Garbled:
            return 400, {}
        except StoreDown:
            self._intake.trouble(NAME, "store")
            return 503, dict(RETRY)
        self._intake.heard(NAME)
        return 200, {}


def same_secret(secret: str, headers: Mapping[str, str]) -> bool:
    """Return whether the call carries our secret; takes equally long for any wrong one, and any characters."""
    given = next((value for name, value in headers.items() if name.lower() == SECRET_HEADER), "")
    return hmac.compare_digest(given.encode(errors="backslashreplace"), secret.encode())
