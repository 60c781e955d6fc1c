"""What is to be done with a host's own calendar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with a host's calendar: written into it, with `names` of who comes or without; busy times read from
    it, every so many seconds."""

    host: str
    writes: bool
    reads: bool
    names: bool
    every: int
