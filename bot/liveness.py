"""Which platforms were heard when, and what troubles them: for health, and for choosing a way to tell of it. No
rows."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Set

from bot.clock import Clock

log = logging.getLogger(__name__)


class Liveness:
    """The state of all connections, by the platform's name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._alive: dict[str, float] = {}
        self._troubles: dict[str, str] = {}

    @property
    def troubled(self) -> Set[str]:
        """Return the platforms in trouble."""
        return self._troubles.keys()

    def heard(self, platform: str) -> bool:
        """Note a sign of life; True if it is the first, or the first after some trouble."""
        returned = platform not in self._alive or platform in self._troubles
        self._troubles.pop(platform, None)
        self._alive[platform] = self._clock.monotonic()
        return returned

    def trouble(self, platform: str, code: str) -> None:
        """Note that a platform can't be reached now."""
        if self._troubles.get(platform) != code:
            log.warning("platform-trouble", extra={"facts": {"platform": platform, "code": code}})
        self._troubles[platform] = code

    def state(self) -> Mapping[str, Mapping[str, object]]:
        """Return for each platform how long it was silent and its present trouble."""
        now = self._clock.monotonic()
        return {
            name: {
                "ok": name not in self._troubles,
                "silent_seconds": round(now - self._alive[name]) if name in self._alive else None,
                "trouble": self._troubles.get(name),
            }
            for name in sorted({*self._alive, *self._troubles})
        }
