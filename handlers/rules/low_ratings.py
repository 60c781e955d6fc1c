"""When a client is not content twice in a row. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.rules.kpi.figures import LOW_STARS
from storage.vocabulary import TaskId


@dataclass(frozen=True, slots=True)
class RatingLine:
    """A line in the history of a client's tasks: a rating (`stars`), or for None that a task was opened again."""

    id: str
    task_id: TaskId
    stars: int | None


def ratings(lines: Iterable[RatingLine]) -> list[RatingLine]:
    """Return one line for each result that was rated, by when that was first said, of lines in the order of time: words
    that came later belong to the same rating; what was opened again may be rated anew."""
    found: list[RatingLine] = []
    rated: set[TaskId] = set()
    for line in lines:
        if line.stars is None:
            rated.discard(line.task_id)
        elif line.task_id not in rated:
            rated.add(line.task_id)
            found.append(line)
    return found


def low_pair(lines: Iterable[RatingLine], since: str) -> tuple[RatingLine, RatingLine] | None:
    """Return the last two ratings if both are low and neither was looked at before; `since` is the id of the last look,
    which is later than what was looked at then."""
    fresh = [line for line in ratings(lines) if line.id > since][-2:]
    if len(fresh) < 2 or any((line.stars or 0) > LOW_STARS for line in fresh):
        return None
    return fresh[0], fresh[1]
