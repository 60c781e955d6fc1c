"""Which of several free hosts gets a booking, and what is offered instead of a start that isn't free. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handlers.rules.slots.service import Group, combinations


class Because(StrEnum):
    """Why a host was chosen; kept with the booking."""

    WISHED = "wished"
    ONLY_ONE = "only-one"
    PREFERRED = "preferred"
    FEWEST = "fewest"
    LONGEST_AGO = "longest-ago"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Turn:
    """What counts in a host's turn: how many bookings they have in that week, and when they were last given one
    (milliseconds since 1970, None if never)."""

    bookings: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who does it, one host for each group, and why each of them."""

    hosts: tuple[str, ...]
    because: tuple[Because, ...]


def choose(
    groups: Sequence[Group], free: Mapping[str, bool], turns: Mapping[str, Turn], preferred: str | None = None
) -> Chosen | None:
    """Return who of the free hosts does it, None if a group has nobody left.

    In each group the `preferred` host (the client's own) comes first, then who has the fewest bookings that week, then
    whose last one is longest ago, then the order of the settings."""
    wished = [_in_turn(group, turns, preferred) for group in groups]
    hosts = next(combinations(tuple(wished), free), None)
    if hosts is None:
        return None
    why = (_why(host, group, free, turns, preferred) for host, group in zip(hosts, groups, strict=True))
    return Chosen(hosts, tuple(why))


def _in_turn(group: Group, turns: Mapping[str, Turn], preferred: str | None) -> Group:
    return tuple(sorted(group, key=lambda host: (host != preferred, *_turn(turns, host))))


def _turn(turns: Mapping[str, Turn], host: str) -> tuple[int, int]:
    turn = turns.get(host, Turn(0, None))
    return turn.bookings, -1 if turn.last is None else turn.last


def _why(
    host: str, group: Group, free: Mapping[str, bool], turns: Mapping[str, Turn], preferred: str | None
) -> Because:
    if len(group) == 1:
        return Because.WISHED
    others = [each for each in group if each != host and free.get(each, False)]
    if not others:
        return Because.ONLY_ONE
    if host == preferred:
        return Because.PREFERRED
    mine = _turn(turns, host)
    if all(mine[0] < _turn(turns, each)[0] for each in others):
        return Because.FEWEST
    if all(mine < _turn(turns, each) for each in others):
        return Because.LONGEST_AGO
    return Because.FIRST


def nearest(starts: Iterable[int], wanted: int, most: int) -> list[int]:
    """Return the starts nearest to what was wanted, in order of time; of two as near the later one comes first."""
    near = sorted(starts, key=lambda start: (abs(start - wanted), -start))[:most]
    return sorted(near)


def first_days(starts: Iterable[int], day_of: Callable[[int], object], most: int) -> list[int]:
    """Return the first start of each of the first days there are."""
    found: dict[object, int] = {}
    for start in starts:
        found.setdefault(day_of(start), start)
        if len(found) == most:
            break
    return list(found.values())
