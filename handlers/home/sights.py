"""Who looks at their home, where, and when it was drawn last: not more often than every five seconds, and only for
those who looked at it in the last 24 hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from storage.marks import Marks
from storage.vocabulary import PersonId

PAUSE = timedelta(seconds=5)
LIFE = timedelta(hours=24)
MANAGERS = "home:managers"


@dataclass(frozen=True, slots=True)
class Sight:
    """A person's look at their home: when (UTC) they opened it, when it is or will be drawn, and the place (platform,
    workspace, chat)."""

    opened_at: datetime
    drawn_at: datetime
    place: tuple[str, str, str]

    def next(self, now: datetime) -> datetime | None:
        """Return when to draw it for a change of now; None if a drawing is due already."""
        return None if self.drawn_at > now else max(now, self.drawn_at + PAUSE)


def recall(marks: Marks, person: PersonId, now: datetime) -> Sight | None:
    """Return a person's last look, None if it is over a day ago."""
    return _understood(marks.get(_name(person)), now)


def looking(marks: Marks, people: Sequence[PersonId], now: datetime) -> tuple[dict[PersonId, Sight], bool]:
    """Return the last looks of at most three people, and whether any manager looks, both within a day; in one look of
    our own, as it is asked at every change of a task."""
    first, second, third = [*map(_name, people), "", "", ""][:3]
    kept = marks.some(first, second, third, MANAGERS)
    sights = {person: sight for person in people if (sight := _understood(kept.get(_name(person)), now)) is not None}
    managers = kept.get(MANAGERS)
    return sights, managers is not None and datetime.fromisoformat(managers) >= now - LIFE


def _name(person: PersonId) -> str:
    return f"home:{person}"


def _understood(kept: str | None, now: datetime) -> Sight | None:
    if kept is None:
        return None
    opened, drawn, where = kept.split(" ", 2)
    if datetime.fromisoformat(opened) < now - LIFE:
        return None
    platform, workspace, chat = where.split(":", 2)
    return Sight(datetime.fromisoformat(opened), datetime.fromisoformat(drawn), (platform, workspace, chat))


def keep(marks: Marks, person: PersonId, sight: Sight) -> None:
    """Keep a person's look."""
    where = ":".join(sight.place)
    marks.set(_name(person), f"{sight.opened_at.isoformat()} {sight.drawn_at.isoformat()} {where}")


def drawn(sight: Sight, at: datetime) -> Sight:
    """Return the look with its home drawn at that time."""
    return replace(sight, drawn_at=at)


def note_manager(marks: Marks, now: datetime) -> None:
    """Keep that some manager looks at their home."""
    marks.set(MANAGERS, now.isoformat())
