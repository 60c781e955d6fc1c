"""The kinds of values a setting may have: secrets from elsewhere, addresses, zones, weekly hours, databases, tokens."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo

from bot.complaints import nearest
from handlers.rules.business_hours import BusinessHours


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
    return value


def _database(value: str, info: ValidationInfo) -> str:
    scheme, _, rest = value.partition("://")
    if scheme == "sqlite":
        path = rest.removeprefix("/")
        if not rest.startswith("/") or not path or path.startswith(":memory:") or "?" in path or path.endswith("/"):
            raise ValueError("must name a file: sqlite:///office.db (beside this one) or sqlite:////var/lib/office.db")
        folder: Path = (info.context or {}).get("folder", Path())
        return f"sqlite:///{(folder / path).resolve()}"
    if scheme != "postgresql":
        raise ValueError("must begin with sqlite:/// or postgresql://")
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise ValueError("is no address of a database; expected postgresql://user:password@host:5432/name") from None
    return value


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


def _extensions(given: object) -> tuple[str, ...]:
    """Return extensions of file names; their dots are optional, capitals don't matter."""
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise ValueError('must be a list of extensions, for instance ["exe", "js"]')
    read = tuple(one.strip().lstrip(".").lower() for one in given)
    wrong = next((one for one in read if re.fullmatch(r"\w{1,20}", one) is None), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} is no extension; expected one like exe, without a dot inside")
    return read


Zone = Annotated[str, AfterValidator(_zone)]
Hours = Annotated[str, AfterValidator(_hours)]
Database = Annotated[str, BeforeValidator(_fetched), AfterValidator(_database), Field(repr=False)]
Secret = Annotated[SecretStr, BeforeValidator(_fetched)]
LocalFile = Annotated[str, AfterValidator(_local_file)]
LocalFolder = Annotated[str, AfterValidator(_local_folder)]
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
