"""What a round of requests gives, whoever ran it."""

from __future__ import annotations

from dataclasses import dataclass, field

ASSISTANTS = 4


@dataclass(slots=True)
class Measured:
    """How many requests were accepted in how many seconds, and how long each took (seconds)."""

    requests: int
    seconds: float
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Return accepted requests a second."""
        return self.requests / self.seconds
