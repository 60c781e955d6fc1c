"""A month as buttons: the names of the days above, then week by week; a day that can't be chosen does nothing. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from bot.platforms.base import Option
from bot.platforms.telegram.keys import Key, inert

WEEK = 7
MOST_BESIDE = 40  # other buttons below it: with seven names and six weeks, a keyboard may have a hundred


def leading_days(options: Sequence[Option]) -> int:
    """Return how many options come first that stand for days of one month, 0 if that can't be drawn as one."""
    days = [option.day for option in options]
    count = next((number for number, day in enumerate(days) if day is None), len(days))
    in_order = days[:count] == sorted({day for day in days[:count] if day is not None})
    months = {day[:7] for day in days[:count] if day is not None}
    return count if in_order and len(months) == 1 and len(options) - count <= MOST_BESIDE else 0


def month(options: Sequence[Option], weekdays: Sequence[str]) -> list[list[Key]]:
    """Return the month that these options (`leading_days`) are days of, in rows of seven."""
    chosen = {date.fromisoformat(option.day): option for option in options if option.day is not None}
    first = min(chosen).replace(day=1)
    before, length = monthrange(first.year, first.month)
    cells = [inert() for _ in range(before)]
    for number in range(1, length + 1):
        option = chosen.get(first.replace(day=number))
        cells.append(inert() if option is None else Key(str(number), option.key, None))
    cells += [inert() for _ in range(-len(cells) % WEEK)]
    return [[inert(name) for name in weekdays], *(cells[at : at + WEEK] for at in range(0, len(cells), WEEK))]
