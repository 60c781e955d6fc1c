"""Careful reading of a stored payload: each field has the expected type and a sane size, or all is unreadable."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.platforms.base import Unreadable

# Telegram's texts have 4,096 characters, but other fields and later versions may have more. This is only a bound.
LONGEST_TEXT = 32_768
LARGEST_INTEGER = 2**63 - 1
MOST_DEGREES = 180
LATEST_DATE = 253_402_300_799  # the last second of the year 9999


class Fields:
    """A JSON object of the payload. Every method raises Unreadable, naming the field and never its content."""

    __slots__ = ("_data",)

    def __init__(self, data: object) -> None:
        if not isinstance(data, dict | Mapping):  # a dict is recognised ten times as fast
            raise Unreadable("no object")
        self._data: Mapping[str, Any] = data

    def __contains__(self, name: str) -> bool:
        return self._data.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the names that have a value."""
        return (name for name, value in self._data.items() if value is not None)

    def maybe(self, name: str) -> Fields | None:
        """Return the object called `name`, None if there is none."""
        value = self._data.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise Unreadable(f"{name} is no object")
        return Fields(value)

    def must(self, name: str) -> Fields:
        """Return the object called `name`."""
        return Fields(self._data.get(name))

    def objects(self, name: str) -> list[Fields]:
        """Return the objects in the list called `name`; none if it is missing."""
        value = self._data.get(name, [])
        if not isinstance(value, list):
            raise Unreadable(f"{name} is no list")
        return [Fields(item) for item in value]

    def dump(self, name: str) -> str:
        """Return what is called `name` as JSON, the same for the same content."""
        return json.dumps(self._data.get(name), sort_keys=True)

    def integer(self, name: str) -> int:
        """Return a number of at most 64 bits."""
        value = self._data.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_INTEGER:
            raise Unreadable(f"{name} is no number")
        return value

    def number(self, name: str) -> int | None:
        """Return a number, None if it is missing."""
        return self.integer(name) if name in self else None

    def degrees(self, name: str) -> float:
        """Return a latitude or longitude."""
        value = self._data.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -MOST_DEGREES <= value <= MOST_DEGREES:
            raise Unreadable(f"{name} is no place")
        return float(value)

    def text(self, name: str, *, longest: int = LONGEST_TEXT) -> str:
        """Return a text, empty if it is missing; NUL, which PostgreSQL can't keep, is left out."""
        value = self._data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > longest:
            raise Unreadable(f"{name} is no text")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Unreadable(f"{name} has half a character") from None
        return value.replace("\x00", "")

    def is_true(self, name: str) -> bool:
        """Return whether a flag is set; a missing one is not."""
        return self._data.get(name) is True

    def moment(self, name: str) -> datetime:
        """Return Unix seconds as aware UTC."""
        seconds = self.integer(name)
        if not 0 < seconds <= LATEST_DATE:
            raise Unreadable(f"{name} is no date")
        return datetime.fromtimestamp(seconds, tz=UTC)
