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


class EncryptedText(TypeDecorator[str]):
    """People's words, names and numbers. The first character tells the format: `0` is clear text; formats with a key
    come with the confidentiality work and can then stand beside it row by row."""

    impl = Text
    cache_ok = True
    CLEAR = "0"

    @classmethod
    def to_driver(cls, value: str) -> str:
        """Return the format mark and the text; NUL, which PostgreSQL can't keep, becomes the replacement character."""
        return cls.CLEAR + value.replace("\0", "\ufffd")

    @classmethod
    def from_driver(cls, value: str) -> str:
        """Return the text; an unknown format is a ValueError."""
        if value[:1] != cls.CLEAR:
            message = "text in an unknown format: a newer version wrote it"
            raise ValueError(message)
        return value[1:]

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what the column holds."""
        return None if value is None else self.to_driver(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Return the text."""
        return None if value is None else self.from_driver(value)


class EncryptedJson(TypeDecorator[Any]):
    """JSON that holds people's words: as `EncryptedText`."""

    impl = Text
    cache_ok = True

    @staticmethod
    def to_driver(value: Any) -> str:
        """Return compact JSON text in the format of `EncryptedText`."""
        return EncryptedText.to_driver(_written(value))

    @staticmethod
    def from_driver(value: str) -> Any:
        """Return the value; an unknown format is a ValueError."""
        if value[:1] != EncryptedText.CLEAR:
            return EncryptedText.from_driver(value)
        return _read(value, 1)[0]

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Return what the column holds."""
        return None if value is None else self.to_driver(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        """Return the value."""
        return None if value is None else self.from_driver(value)


def column(
    name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], label: Retention, *args: Any, **options: Any
) -> Column[Any]:
    """Return a column that carries its personal-data label; columns are required unless `nullable=True`."""
    options.setdefault("nullable", False)
    return Column(name, kind, *args, info={"retention": label}, **options)


Processor = Callable[[Any], Any]
