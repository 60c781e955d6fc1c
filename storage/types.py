"""Column types of the house: UTC moments, closed sets of words, JSON, encrypted text; and the personal-data label.

`to_driver` and `from_driver` convert a value that isn't None, without SQLAlchemy's own steps in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.vault import CLEAR
from storage.vocabulary import Retention

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# json.dumps would make an encoder at each call; what we write is built anew each time, so it holds no circles.
_written = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
# json.loads looks for blanks around a value, which we never write; histories are read by the ten thousand.
_read = json.JSONDecoder().raw_decode

KEEP, ERASE, MASK = Retention.KEEP, Retention.ERASE, Retention.MASK


def to_milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since 1970 UTC; a naive datetime raises ValueError."""
    if moment.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    return (moment - EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    """Return the aware UTC datetime of `value` milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=value)


class Moment(TypeDecorator[datetime]):
    """An instant, kept as integer milliseconds UTC; naive datetimes are refused."""

    impl = BigInteger
    cache_ok = True
    to_driver = staticmethod(to_milliseconds)
    from_driver = staticmethod(from_milliseconds)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return what the column holds."""
        return None if value is None else to_milliseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC datetime."""
        return None if value is None else from_milliseconds(value)


class OneOf(TypeDecorator[StrEnum]):
    """One word of a closed set."""

    impl = String(24)
    cache_ok = True
    to_driver = str

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._by_value: dict[str, StrEnum] = {word.value: word for word in words}
        self.from_driver = self._by_value.__getitem__

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Return the bare word."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:
        """Return the member; an unknown word is a KeyError."""
        return None if value is None else self._by_value[value]


class Json(TypeDecorator[Any]):
    """JSON as ASCII text, the same on both databases."""

    impl = Text
    cache_ok = True
    to_driver = staticmethod(_written)
    from_driver = staticmethod(json.loads)

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Return compact JSON text."""
        return None if value is None else _written(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        """Return the value."""
        return None if value is None else json.loads(value)


class Sealed:
    """What a column keeps sealed: `storage.query` seals and opens it, as that needs its row and whose key it is.
    SQLAlchemy by itself, in tests and tools, writes clear text (`storage.vault.CLEAR`) and reads nothing else."""

    home: Column[Any] | None = None


def _in_clear(value: str) -> str:
    if value[:1] != CLEAR:
        message = "sealed words are read by storage.query alone"
        raise TypeError(message)
    return value[1:]


class EncryptedText(Sealed, TypeDecorator[str]):
    """People's words, names and numbers."""

    impl = Text
    cache_ok = True

    @staticmethod
    def to_driver(value: str) -> str:
        """Return the text to be sealed; NUL, which PostgreSQL can't keep, becomes the replacement character."""
        return value.replace("\0", "\ufffd")

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return clear text with its mark."""
        return None if value is None else CLEAR + self.to_driver(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Return clear text. Raises TypeError for what is sealed."""
        return None if value is None else _in_clear(value)


class EncryptedJson(Sealed, TypeDecorator[Any]):
    """JSON that holds people's words."""

    impl = Text
    cache_ok = True
    to_driver = staticmethod(_written)

    @staticmethod
    def from_driver(value: str) -> Any:
        """Return the value."""
        return _read(value, 0)[0]

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Return clear JSON with its mark."""
        return None if value is None else CLEAR + _written(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        """Return the value of clear JSON. Raises TypeError for what is sealed."""
        return None if value is None else self.from_driver(_in_clear(value))


class BlindIndex(TypeDecorator[str]):
    """A keyed hash of what is looked up exactly, such as a name: equal texts have the same, and it tells nothing else.
    Parameters are given as text and hashed by `storage.query`."""

    impl = String(64)
    cache_ok = True
    home: Column[Any] | None = None

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text: it was never hashed, as before there were keys."""
        return value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the hash."""
        return value


def column(
    name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], label: Retention, *args: Any, **options: Any
) -> Column[Any]:
    """Return a column that carries its personal-data label; columns are required unless `nullable=True`."""
    options.setdefault("nullable", False)
    made: Column[Any] = Column(name, kind, *args, info={"retention": label}, **options)
    if isinstance(made.type, Sealed | BlindIndex):
        made.type.home = made
    return made


Processor = Callable[[Any], Any]
