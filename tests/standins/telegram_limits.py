"""Flood limits and sizes of the Telegram stand-in, as settings; who is refused follows token buckets with a pause."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from tests.standins.telegram_refusals import too_many

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` messages per `seconds`, of which `burst` may come at once (default: `count`)."""

    count: int
    seconds: float
    burst: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, lives in seconds; a rate of None is no limit. Real limits are elastic: never test one number."""

    per_chat: Rate | None = None
    per_group: Rate | None = None
    overall: Rate | None = None
    count_edits: bool = False
    upload_bytes: int = 50 * MEGABYTE
    photo_bytes: int = 10 * MEGABYTE
    download_bytes: int = 20 * MEGABYTE
    markup_bytes: int = 10_000
    buttons: int = 100
    message_life: float = 24 * 3600
    callback_life: float = 150
    link_life: float = 3600
    clock: Callable[[], float] | None = None

    @classmethod
    def telegram(cls) -> "Limits":
        """The published figures: 1/s per chat (short burst), 20/min per group, 30/s over all chats."""
        return cls(per_chat=Rate(1, 1.0, burst=3), per_group=Rate(20, 60.0), overall=Rate(30, 1.0))


class Bucket:
    """Tokens of one chat or of the whole bot; once empty, everything is refused until one token is back."""

    __slots__ = ("_at", "_paused_until", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = float(rate.burst or rate.count)
        self._at = now
        self._paused_until = now

    def wait(self, now: float, messages: int) -> float:
        """Return the seconds until `messages` would be accepted; 0 = now. Takes nothing."""
        if now < self._paused_until:
            return self._paused_until - now
        refill = self._rate.count / self._rate.seconds
        full = float(self._rate.burst or self._rate.count)
        self._tokens = min(full, self._tokens + (now - self._at) * refill)
        self._at = now
        # An album bigger than the bucket has to be possible once the bucket is full.
        missing = min(float(messages), full) - self._tokens
        if missing <= 1e-9:
            return 0.0
        self._paused_until = now + missing / refill
        return self._paused_until - now

    def take(self, messages: int) -> None:
        """Use up tokens for `messages`."""
        self._tokens -= messages


class Meter:
    """Counts sent messages against the limits."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = limits.clock or clock
        self._buckets: dict[str, Bucket] = {}

    def count(self, chat_id: int, messages: int = 1) -> None:
        """Count `messages` to the chat; raises Refused 429 with retry_after when one of the limits is reached."""
        rate = self._limits.per_group if chat_id < 0 else self._limits.per_chat
        rates = [("all", self._limits.overall), (f"chat {chat_id}", rate)]
        now = self._clock()
        buckets = [self._bucket(name, rate, now) for name, rate in rates if rate]
        seconds = max((bucket.wait(now, messages) for bucket in buckets), default=0.0)
        if seconds > 0:
            raise too_many(max(1, math.ceil(seconds)))
        for bucket in buckets:
            bucket.take(messages)

    def _bucket(self, name: str, rate: Rate, now: float) -> Bucket:
        if name not in self._buckets:
            self._buckets[name] = Bucket(rate, now)
        return self._buckets[name]
