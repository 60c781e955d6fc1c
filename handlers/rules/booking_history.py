"""What became of an appointment, as the lines of its history tell it: since when it was agreed on and for when, when it
came to its time, who did not come, how it was given up. Pure; moments are aware UTC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.rules.clock_events import Step

INSTANT = timedelta(microseconds=1)

FROM = "from"
"""The fact of a move that says when the appointment began until then, ISO 8601."""

NOTICE = "notice"
"""The fact of a cancelling that says how many seconds before its beginning an appointment could be cancelled in time by
the settings of then; 0 where it always could."""

AGREES = frozenset({"confirmed", "confirm", "accept", "move"})
"""With these it is agreed on."""

ASKS = "move-request"
"""From then on it isn't any more, until the host agrees to the new time."""

CANCEL, NO_SHOW, HELD = "cancel", "no-show", "done"
GIVES_UP = frozenset({CANCEL, "decline"})
TELLING = frozenset({*AGREES, ASKS, *GIVES_UP, NO_SHOW, HELD})
"""The lines that say something here; all others are about who comes, or of times that nobody agreed on."""

WITH_FACTS = frozenset({"move", ASKS, CANCEL})
"""Those of them whose facts do, too."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was agreed on was given up at `at`, before it was to begin or after. `notice` in seconds, None where its
    line doesn't say; 0 where a host declined another time, for which there is none."""

    at: datetime
    begin: datetime
    notice: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """An appointment up to some moment. It was agreed on first at `made_at`, for `made_for`. `due` is when it came to
    its time while it was agreed on: mostly once or not at all, again where it was moved after it had begun; what was
    agreed on after its beginning, then. `marks` say since when it is noted that nobody came (True), or somebody did."""

    made_at: datetime
    made_for: datetime
    due: tuple[datetime, ...]
    marks: tuple[tuple[datetime, bool], ...]
    cancelled: Cancelled | None

    def is_missed(self, before: datetime | None = None) -> bool:
        """Return whether it is noted that nobody came, or was before a moment."""
        known = [missed for at, missed in self.marks if before is None or at < before]
        return bool(known and known[-1])


def life(steps: Sequence[Step], begin: datetime, until: datetime) -> Life | None:
    """Return what is known at `until` of an appointment that begins at `begin` after all of its lines, also those that
    came later; None where it wasn't agreed on yet. Lines of moves that don't say any more from when are taken for none:
    it was always for the time it has."""
    walk = _Walk(begin)
    for step, begins in zip(steps, _begins(steps, begin), strict=True):
        if step.at > until:
            break
        walk.wait(step.at)
        walk.plan(begins, step.at)
        walk.take(step)
    walk.wait(until + INSTANT)
    if walk.made is None:
        return None
    return Life(*walk.made, tuple(walk.due), tuple(walk.marks), walk.cancelled)


@dataclass(slots=True)
class _Walk:
    """A history up to one of its lines: for when the appointment is, since when that is agreed on, whether it came."""

    begin: datetime
    agreed_since: datetime | None = None
    has_come: bool = False
    made: tuple[datetime, datetime] | None = None
    due: list[datetime] = field(default_factory=list)
    marks: list[tuple[datetime, bool]] = field(default_factory=list)
    cancelled: Cancelled | None = None

    def wait(self, until: datetime) -> None:
        """Let the time pass until just before a moment."""
        if self.agreed_since is None or self.has_come:
            return
        came = max(self.begin, self.agreed_since)
        if came < until:
            self.has_come = True
            self.due.append(came)

    def plan(self, begin: datetime, at: datetime) -> None:
        """Let it be for this time from a moment on; with another host at the same time it is the same."""
        if begin != self.begin:
            self.begin, self.has_come = begin, False
            self.agreed_since = None if self.agreed_since is None else at

    def take(self, step: Step) -> None:
        """Let happen what a line says."""
        if step.move in AGREES:
            self.agreed_since = self.agreed_since or step.at
            self.made = self.made or (step.at, self.begin)
        elif step.move == ASKS:
            self.agreed_since = None
        elif step.move in GIVES_UP:
            self.agreed_since = None
            self.cancelled = Cancelled(step.at, self.begin, step.facts.get(NOTICE) if step.move == CANCEL else 0)
        elif step.move in {NO_SHOW, HELD}:
            self.marks.append((step.at, step.move == NO_SHOW))


def _begins(steps: Sequence[Step], begin: datetime) -> list[datetime]:
    """Return when an appointment was to begin after each of its lines."""
    return list(_backwards(steps, begin))[::-1]


def _backwards(steps: Sequence[Step], begin: datetime) -> Iterator[datetime]:
    for step in reversed(steps):
        yield begin
        if step.facts.get(FROM):
            begin = datetime.fromisoformat(step.facts[FROM])
