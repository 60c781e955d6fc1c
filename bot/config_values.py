"""The kinds of values a setting may have: secrets from elsewhere, addresses, zones, weekly hours, durations, databases,
tokens; and what every table of the file has in common."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    SecretStr,
    ValidationInfo,
)

from bot.complaints import nearest
from handlers.rules.business_hours import BusinessHours
from handlers.rules.business_hours_notation import overlaps
from handlers.rules.mail_address import read_address

Words = TypeVar("Words", bound=StrEnum)

LONGEST_HOURS = 8760
LONGEST_FILE_NAME = 200  # bytes; 255 is what file systems take, and .lock and the like come behind it
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEVER = "never"
MOST_LEADS = 5
_DURATION = re.compile(r"(?:(\d{1,4})h)?\s*(?:(\d{1,6})m)?")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,29}")


class Table(BaseModel):
    """A table of the file: nothing unknown, nothing changed later, nothing of its values in errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


def _fetched(given: object, info: ValidationInfo) -> str:
    """Return a text with `env:NAME` or `file:PATH` replaced by what is found there. Errors never hold a value."""
    value = given.get_secret_value() if isinstance(given, SecretStr) else given
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")  # noqa: TRY004 - pydantic collects ValueErrors
    context: Mapping[str, Any] = info.context or {}
    kind, _, name = value.partition(":")
    if kind == "env":
        value = str(context.get("environ", os.environ).get(name, ""))
        if not value.strip():
            raise ValueError(f"the environment variable {name} is not set or empty; set it before starting")
    elif kind == "file":
        value = _content(context.get("folder", Path()) / name)
    if not value.strip():
        raise ValueError("is empty; give it a value or leave the key out")
    return value.strip()


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not text"
        raise ValueError(
            f"the file {path} can't be read ({why}); paths are relative to the configuration file"
        ) from None


def _shape(pattern: str, advice: str) -> AfterValidator:
    expected = re.compile(pattern)

    def check(value: SecretStr) -> SecretStr:
        if expected.fullmatch(value.get_secret_value()) is None:
            raise ValueError(advice)
        return value

    return AfterValidator(check)


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("is no address; it must look like https://host/path") from None
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError("must look like https://host/path, without ? or # or a password")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        guess = nearest(value, available_timezones())
        raise ValueError(f"there is no time zone {value!r}{guess}; expected a name like Europe/Berlin") from None
    return value


def _hours(value: str) -> str:
    BusinessHours.parse("UTC", value)
    clashes = overlaps(value)
    if clashes:
        raise ValueError(overlapping(clashes))
    return value


def overlapping(clashes: Sequence[str]) -> str:
    """Return what is said about windows that overlap, as `business_hours_notation.overlaps` found them."""
    more = f" (and {len(clashes) - 1} pairs more)" if clashes[1:] else ""
    return f"{clashes[0]} overlap{more}; make them one window"


def _name(value: str) -> str:
    if _NAME.fullmatch(value) is None:
        raise ValueError("a name begins with a letter and has at most 30 characters a-z 0-9 _ -; rename it")
    return value


def seconds_of(given: object) -> int:
    """Return the seconds of a duration written `45m`, `16h` or `2h 30m`; raise ValueError for anything else."""
    match = _DURATION.fullmatch(given.strip()) if isinstance(given, str) else None
    if match is None or not match[0]:
        negative = isinstance(given, str) and given.strip().startswith("-")
        why = "is negative; " if negative else ""
        raise ValueError(f'{why}must be a duration in hours and minutes, such as "45m", "16h" or "2h 30m"')
    seconds = int(match[1] or 0) * 3600 + int(match[2] or 0) * 60
    if seconds > LONGEST_HOURS * 3600:
        raise ValueError(f"must be at most {LONGEST_HOURS}h")
    return seconds


def _above_zero(given: object) -> int:
    seconds = seconds_of(given)
    if not seconds:
        raise ValueError("must be more than 0m")
    return seconds


def _leads(given: object) -> tuple[int, ...]:
    """Return the seconds of some durations before something, in hours and minutes or whole days (`1d`: 24 hours)."""
    if not isinstance(given, list | tuple) or len(given) > MOST_LEADS:
        raise ValueError(f'must be a list of at most {MOST_LEADS} durations, for instance ["1d", "2h"]')
    return tuple(_lead(each) for each in given)


def _spans(given: object) -> tuple[int, ...]:
    """Return the seconds of some durations of open time, in hours and minutes."""
    if not isinstance(given, list | tuple) or len(given) > MOST_LEADS:
        raise ValueError(f'must be a list of at most {MOST_LEADS} durations, for instance ["8h", "24h"]')
    return tuple(_above_zero(each) for each in given)


def _patient(given: object) -> int | None:
    """Return the seconds of a duration of open time, None for never."""
    return None if given == NEVER else _above_zero(given)


def _lead(given: object) -> int:
    days = re.fullmatch(r"(\d{1,3})d", given.strip()) if isinstance(given, str) else None
    return _above_zero(f"{int(days[1]) * 24}h" if days else given)


def one_of(words: type[Words]) -> Callable[[object], Words]:
    """Return what reads one of these words, and names the nearest where there is no such word."""

    def read(given: object) -> Words:
        if not isinstance(given, str) or given not in set(words):
            guess = nearest(str(given), words) or f"; it must be one of {', '.join(words)}"
            raise ValueError(f"there is no {given!r}{guess}")
        return words(given)

    return read


def _database(value: str, info: ValidationInfo) -> str:
    scheme, _, rest = value.partition("://")
    if scheme == "sqlite":
        path = rest.removeprefix("/")
        if not rest.startswith("/") or not path or path.startswith(":memory:") or "?" in path or path.endswith("/"):
            raise ValueError("must name a file: sqlite:///office.db (beside this one) or sqlite:////var/lib/office.db")
        if any(len(os.fsencode(step)) > LONGEST_FILE_NAME for step in Path(path).parts):
            raise ValueError(f"a name in the path is too long; at most {LONGEST_FILE_NAME} bytes")
        folder: Path = (info.context or {}).get("folder", Path())
        return f"sqlite:///{(folder / path).resolve()}"
    if scheme != "postgresql":
        raise ValueError("must begin with sqlite:/// or postgresql://")
    # Taken apart at another @ than meant, the end of the password would stand in messages as the name of the host.
    if not _taken_apart_alike(value):
        raise ValueError(
            "is no address of a database; expected postgresql://user:password@host:5432/name, and in the password "
            "%40 for @, %3A for :, %2F for /, %3F for ?, %23 for #, %25 for %"
        )
    return value


def _taken_apart_alike(address: str) -> bool:
    """Return whether every program finds the same user, password, host and port in an address."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return not parts.fragment and parts.netloc.count("@") <= 1 and "@" not in parts.path


def _local_file(value: str, info: ValidationInfo) -> str:
    if value.endswith("/"):
        raise ValueError("must name a file")
    return _local(value, "file", info)


def _local_folder(value: str, info: ValidationInfo) -> str:
    return _local(value, "folder", info)


def _local(value: str, what: str, info: ValidationInfo) -> str:
    if not value.strip():
        raise ValueError(f"must name a {what}")
    folder: Path = (info.context or {}).get("folder", Path())
    return str((folder / value).resolve())


def _key_source(value: str, info: ValidationInfo) -> str:
    kind, _, rest = value.partition(":")
    if kind not in ("file", "env", "credential") or not rest.strip():
        raise ValueError("must be file:PATH, env:NAME or credential:NAME, never the key itself")
    return f"file:{_local(rest, 'a file', info)}" if kind == "file" else value


def not_blank(value: str) -> str:
    """Return a text that has something to read in it; raise ValueError for blanks alone."""
    if not value.strip():
        raise ValueError("is empty; give it a value")
    return value


def _mail_address(value: str) -> str:
    address = read_address(value)
    if address is None:
        raise ValueError("is no mail address; expected one like office@example.org")
    return address


def _extensions(given: object) -> tuple[str, ...]:
    """Return extensions of file names; their dots are optional, capitals don't matter."""
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise ValueError('must be a list of extensions, for instance ["exe", "js"]')
    read = tuple(one.strip().lstrip(".").lower() for one in given)
    wrong = next((one for one in read if re.fullmatch(r"\w{1,20}", one) is None), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} is no extension; expected one like exe, without a dot inside")
    return read


def _digest_day(given: object) -> str:
    days = (*WEEKDAYS, NEVER)
    if given not in days:
        guess = nearest(str(given), days) or f"; it must be one of {', '.join(days)}"
        raise ValueError(f"there is no day {given!r}{guess}")
    return str(given)


def _clock(given: object) -> str:
    if not isinstance(given, str) or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given) is None:
        raise ValueError('must be a time of day such as "08:00"')
    return given


DigestDay = Annotated[str, PlainValidator(_digest_day)]
Clock = Annotated[str, PlainValidator(_clock)]
Zone = Annotated[str, AfterValidator(_zone)]
Hours = Annotated[str, AfterValidator(_hours)]
Name = Annotated[str, AfterValidator(_name)]
Duration = Annotated[int, PlainValidator(seconds_of)]
Patient = Annotated[int | None, PlainValidator(_patient)]
Spans = Annotated[tuple[int, ...], PlainValidator(_spans)]
Leads = Annotated[tuple[int, ...], PlainValidator(_leads)]
PositiveDuration = Annotated[int, PlainValidator(_above_zero)]
Database = Annotated[str, BeforeValidator(_fetched), AfterValidator(_database), Field(repr=False)]
Secret = Annotated[SecretStr, BeforeValidator(_fetched)]
LocalFile = Annotated[str, AfterValidator(_local_file)]
LocalFolder = Annotated[str, AfterValidator(_local_folder)]
KeySource = Annotated[str, AfterValidator(_key_source)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
Extensions = Annotated[tuple[str, ...], BeforeValidator(_extensions)]
Url = Annotated[str, AfterValidator(_url)]
HttpSecret = Annotated[
    Secret, _shape(r"[A-Za-z0-9_-]{1,256}", "may only have A-Z a-z 0-9 _ - and at most 256 characters")
]
TelegramToken = Annotated[Secret, _shape(r"\d+:[A-Za-z0-9_-]+", "does not look like 123456:ABC...; BotFather shows it")]
SlackBotToken = Annotated[
    Secret, _shape(r"xoxb-\S+", "must begin with xoxb- (Slack: OAuth & Permissions, Bot User OAuth Token)")
]
SlackAppToken = Annotated[
    Secret, _shape(r"xapp-\S+", "must begin with xapp- (Slack: Basic Information, App-Level Tokens)")
]
PerSecond = Annotated[float, Field(gt=0, le=1000)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]
PerMinute = Annotated[int, Field(ge=0, le=100_000)]
