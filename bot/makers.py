"""Files that are made when they are sent: what a maker is, and what it is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from storage.vocabulary import PersonId


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made: the facts of a `Document`, and the language and IANA zone of who reads it. `person` is None
    for strangers."""

    facts: Mapping[str, Any]
    person: PersonId | None
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes files of one media type and `kind` (as in `Parcel`). `make` returns what is in it, None if it has lost its
    sense and nothing should be sent any more. It is called again when a message is sent again, so it only looks, and
    keeps nothing; what takes long, it does off the event loop."""

    mime: str
    make: Callable[[Wanted], Awaitable[bytes | None]]
    kind: str = "document"


Makers = Mapping[str, Maker]
"""By name, `feature.what`."""
