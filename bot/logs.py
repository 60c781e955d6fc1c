"""One JSON line per event on standard error: ids, kinds, times and outcomes. Contents, names and secrets don't get
through, whoever tries: what libraries say is reduced to their own fixed words, an exception to its kind and place."""

from __future__ import annotations

import errno
import json
import logging
import math
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

Fact = str | int | float | bool | None

HOUSE = Path(__file__).resolve().parents[1]
OUR_PACKAGES = frozenset({"bot", "handlers", "storage", "__main__"})
# These write contents or tokens below WARNING, and are asked not to even before the handler looks.
CHATTY = (
    "aiohttp.access",
    "apscheduler",
    "asyncio",
    "caldav",
    "httpcore",
    "httpx",
    "slack_bolt",
    "slack_sdk",
    "telegram",
    "urllib3",
)
HIDDEN = "<hidden>"
LONGEST_TEXT = 200
LONGEST_ERROR = 600
LONGEST_CHAIN = 8
MOST_TEMPLATES = 2000
SHORTEST_SECRET = 6
WINDOW_SECONDS = 60.0

_SECRET_LOOKS = re.compile(
    r"""
      (?<=/bot)\d[^/\s"']*                  # a Telegram address: the token stands between "/bot" and the next slash
    | \d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}   # a Telegram token
    | xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]+  # Slack: bot, user, refresh and exchanged tokens
    | xapp-[A-Za-z0-9-]+                     # Slack: app-level
    """,
    re.VERBOSE,
)


def event(logger: logging.Logger, name: str, *, level: int = logging.INFO, **facts: Fact) -> None:
    """Log that something happened: a fixed name in kebab-case and facts (id, kind, feature, ms, outcome).

    Raises TypeError for a fact that is no plain value, so that nobody logs a message or a person by mistake.
    """
    for key, value in facts.items():
        if value is not None and type(value) not in (str, int, float, bool):
            raise TypeError(f"{key} of {name} is a {type(value).__name__}; log its id")
    logger.log(level, name, extra={"facts": facts}, stacklevel=2)


def set_up(level: str = "info", secrets: Iterable[str] = (), stream: TextIO | None = None) -> Callable[[], None]:
    """Let all logging of this process go through `JsonLines`, also what Python itself would print of uncaught errors.

    `level` is a name; `secrets` are hidden wherever they appear. Returns what undoes it (and writes what is held back).
    """
    handler = JsonLines(level, secrets, stream)
    root = logging.getLogger()
    before = {logger: logger.level for logger in (root, *map(logging.getLogger, CHATTY))}
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    for logger in before:
        logger.setLevel(handler.level if logger is root else max(handler.level, logging.WARNING))
    root.addHandler(handler)
    sys.excepthook = lambda _, error, __: _uncaught(error, "uncaught")
    threading.excepthook = lambda end: _uncaught(end.exc_value, "uncaught-in-thread")
    sys.unraisablehook = lambda end: _uncaught(end.exc_value, "uncaught-in-cleanup")

    def undo() -> None:
        root.removeHandler(handler)
        for logger, old in before.items():
            logger.setLevel(old)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        handler.close()

    return undo


def _uncaught(error: BaseException | None, name: str) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        logging.getLogger("bot").critical(name, exc_info=error)


class JsonLines(logging.Handler):
    """Writes records as JSON lines, without secrets, and not the same one without end.

    Of one logger and message `most_warnings` a minute are written from WARNING up, `most_others` below. The rest is
    counted; the counts are written with the first record of any kind after that minute, or at closing.
    """

    def __init__(
        self,
        level: str = "info",
        secrets: Iterable[str] = (),
        stream: TextIO | None = None,
        *,
        most_warnings: int = 60,
        most_others: int = 10_000,
    ) -> None:
        """Write to `stream`, by default standard error. Raises ValueError for an unknown level."""
        super().__init__(level.upper())
        self._stream = stream
        self._secrets = _pattern(secrets)
        self._most_warnings = most_warnings
        self._most_others = most_others
        self._since = 0.0
        self._seen: dict[tuple[str, str], int] = {}
        self._held: dict[tuple[str, str], int] = {}
        self.lost = 0  # records that could not be written

    def filter(self, record: logging.LogRecord) -> bool:
        """Let libraries speak from WARNING up only, whatever level they gave their own loggers."""
        return (_is_ours(record) or record.levelno >= logging.WARNING) and bool(super().filter(record))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, or count it. Never raises: a full disk must not stop the office."""
        try:
            if record.created - self._since >= WINDOW_SECONDS:
                self._sum_up(record.created)
            if self._may_pass(record):
                self._write(self.line(record))
        except Exception:  # noqa: BLE001 - see above
            # logging's own reaction would print the message with all that is in it.
            self.lost += 1

    def close(self) -> None:
        """Write the counts of what was held back."""
        self.acquire()
        try:
            self._sum_up(self._since)
        except (OSError, ValueError):  # the stream is closed or full
            self.lost += 1
        finally:
            self.release()
        super().close()

    def line(self, record: logging.LogRecord) -> str:
        """Return a record as one line of ASCII JSON, with everything hidden that must be."""
        entry = self._entry(record.created, record.levelname.lower(), record.name, _message(record))
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            entry |= {str(key): self._clean(value) for key, value in facts.items() if key not in entry}
        if record.exc_info and record.exc_info[1] is not None:
            entry["errors"] = [self._clean(words, LONGEST_ERROR) for words in _errors(record.exc_info[1])]
        return json.dumps(entry)

    def _entry(self, at: float, level: str, logger: str, words: str) -> dict[str, object]:
        moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
        return {
            "at": moment.replace("+00:00", "Z"),
            "level": level,
            "logger": self._clean(logger),
            "event": self._clean(words),
        }

    def _clean(self, value: object, longest: int = LONGEST_TEXT) -> object:
        if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
            return value
        text = str(value)
        if self._secrets is not None:
            text = self._secrets.sub(HIDDEN, text)
        text = _SECRET_LOOKS.sub(HIDDEN, text)
        return text if len(text) <= longest else f"{text[:longest]}..."

    def _may_pass(self, record: logging.LogRecord) -> bool:
        key = (record.name, _template(record))
        if key not in self._seen and len(self._seen) >= MOST_TEMPLATES:
            key = (record.name, "others")
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] <= (self._most_warnings if record.levelno >= logging.WARNING else self._most_others):
            return True
        self._held[key] = self._held.get(key, 0) + 1
        return False

    def _sum_up(self, now: float) -> None:
        held, self._held = self._held, {}
        self._seen.clear()
        self._since = now
        for (logger, template), count in held.items():
            entry = self._entry(now, "warning", logger, "repeated")
            self._write(json.dumps({**entry, "what": self._clean(template), "times": count}))

    def _write(self, line: str) -> None:
        stream = self._stream or sys.stderr
        stream.write(f"{line}\n")
        stream.flush()


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OUR_PACKAGES


def _template(record: logging.LogRecord) -> str:
    """Return a record's fixed words. Of a library only what it would fill in later: words without blanks may be filled
    already (Bolt puts whole payloads there), so they are reduced to the place that wrote them."""
    if _is_ours(record) or record.args:
        return record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    return f"{record.module}:{record.lineno}"


def _message(record: logging.LogRecord) -> str:
    """Return what a record says: ours with its blanks filled, but exceptions by kind only; a library's never filled."""
    words = _template(record)
    if not _is_ours(record) or not record.args:
        return words
    args: Any = record.args
    try:
        return words % (
            {key: _plain(arg) for key, arg in args.items()} if isinstance(args, dict) else (*map(_plain, args),)
        )
    except (TypeError, ValueError, KeyError):
        return words


def _plain(value: object) -> object:
    return _kind(value) if isinstance(value, BaseException) else value


def _errors(error: BaseException) -> list[str]:
    """Return kind and places of an exception, then of what led to it or is inside it; never what it says."""
    found: list[str] = []
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting and len(found) < LONGEST_CHAIN:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        found.append(f"{_kind(one)} at {_places(one)}")
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        waiting.append(one.__cause__ or (None if one.__suppress_context__ else one.__context__))
    return found


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    code = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    return f"{name} {code}" if code else name


def _places(error: BaseException) -> str:
    """Return our own lines an exception came through, the last four, or else the module it was raised in."""
    ours: list[str] = []
    last = "?"
    for frame, line in traceback.walk_tb(error.__traceback__):
        last = f"{frame.f_globals.get('__name__', '?')}:{line}"
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(HOUSE) and path.relative_to(HOUSE).parts[0] in OUR_PACKAGES:
            ours.append(f"{path.relative_to(HOUSE).as_posix()}:{line} {frame.f_code.co_name}")
    return " > ".join(ours[-4:]) or last


def _pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of the secrets, also inside an address; very short ones would hide every line."""
    long_enough = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
    known = {*long_enough, *(quote(secret, safe="") for secret in long_enough)}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if known else None
