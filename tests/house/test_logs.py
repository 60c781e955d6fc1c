"""The log: one JSON line per event, and nothing in it that must stay secret, whoever wrote it and however."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot import logs
from tests.canaries import Scan

OURS = logging.getLogger("bot.test")
TELEGRAM_CANARY = "7000000001:AAcanaryTOKENcanaryTOKENcanaryTOKEN0"
SLACK_CANARIES = (
    "xoxb-1111111111-canaryBOT",
    "xapp-1-A0CANARY-2222-canaryAPP",
    "xoxe.xoxb-1-canaryROTATED",
    "xoxe-1-canaryREFRESH",
)
KNOWN_CANARY = "signing canary/%"


class Lines(io.StringIO):
    """A stream whose JSON lines can be looked at."""

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def out() -> Iterator[Lines]:
    stream = Lines()
    undo = logs.set_up("debug", [KNOWN_CANARY, "no"], stream)
    yield stream
    undo()
    assert "canary" not in stream.getvalue().lower()


def fail(words: str) -> None:
    raise ValueError(words)


def test_p12_the_scan_of_all_tests_sees_what_would_be_written() -> None:
    """A name, a secret or somebody's words in a line are found, whichever way they came into it; ids are not."""
    scan = Scan()
    told = (("joined %s", ("Anna",)), ("joined %s", ("Åsa",)), ("said Please order it", ()), ("by xoxb-office", ()))
    for words, args in told:
        scan.emit(logging.LogRecord("bot.inbox", logging.DEBUG, "x.py", 1, words, args, None))
    assert len(scan.take()) == 3  # a token's looks are hidden by then
    scan.emit(logging.LogRecord("bot.inbox", logging.ERROR, "x.py", 1, "event failed", (), None))
    scan.emit(logging.LogRecord("httpx", logging.WARNING, "x.py", 1, "GET %s", ("signing-secret",), None))
    assert scan.take() == []


# --- what is written -----------------------------------------------------------------------------------------------


def test_event_is_one_json_line(out: Lines) -> None:
    """An event has its time in UTC, its level, who wrote it, its name and its facts."""
    logs.event(OURS, "inbox-done", id="01J", kind="said", ms=12.5, tries=1, again=False, lane=None)
    (entry,) = out.entries()
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "level": "info",
        "logger": "bot.test",
        "event": "inbox-done",
        "id": "01J",
        "kind": "said",
        "ms": 12.5,
        "tries": 1,
        "again": False,
        "lane": None,
    }


def test_only_plain_facts(out: Lines) -> None:
    """An object is no fact: it may know more than its id."""
    with pytest.raises(TypeError, match="person of joined is a dict"):
        logs.event(OURS, "joined", person={"name": "canary"})  # type: ignore[arg-type]  # values of several types, by name
    assert out.entries() == []


def test_facts_do_not_replace_what_every_line_has(out: Lines) -> None:
    """The frame of a line can't be forged by a fact."""
    logs.event(OURS, "joined", at="yesterday", event="left")
    assert out.entries()[0]["event"] == "joined"
    assert out.entries()[0]["at"] != "yesterday"


def test_control_characters_are_escaped(out: Lines) -> None:
    """Nobody starts a new line, colours a terminal or turns the reading direction."""
    OURS.warning("a\nb %s", '\x1b[31m"\u202e\r\n{"level": "info"}')
    text = out.getvalue()
    assert text.count("\n") == 1
    assert text.isascii()
    assert not any(ord(character) < 32 for character in text.rstrip("\n"))


def test_wrong_blanks_do_not_raise() -> None:
    """A mistake in a log call costs its arguments, not the caller."""
    out = Lines()
    handler = logs.JsonLines(stream=out)
    handler.handle(record("bot.test", logging.WARNING, "%d tries", "many"))
    handler.handle(record("bot.test", logging.WARNING, "nothing to fill", 5))
    assert [entry["event"] for entry in out.entries()] == ["%d tries", "nothing to fill"]


def test_stream_that_fails_does_not_raise() -> None:
    """A full disk or closed pipe behind the log does not stop the office."""
    stream = io.StringIO()
    handler = logs.JsonLines(stream=stream)
    stream.close()
    handler.handle(record("bot.test", logging.ERROR, "down"))
    handler.close()
    assert handler.lost == 1


def test_standard_error_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines go to standard error, below the wished level nothing does."""
    undo = logs.set_up("warning")
    logs.event(OURS, "quiet")
    logs.event(OURS, "loud", level=logging.WARNING)
    undo()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [json.loads(line)["event"] for line in captured.err.splitlines()] == ["loud"]


# --- what is hidden ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "canary",
    [
        TELEGRAM_CANARY,
        TELEGRAM_CANARY.replace(":", "%3A"),
        f"https://api.telegram.org/bot{TELEGRAM_CANARY}/getMe",
        "http://127.0.0.1:8081/bot123:canary/getMe",
        "http://127.0.0.1:8081/file/bot123:canary/documents/file_1",
        *SLACK_CANARIES,
        KNOWN_CANARY,
        "signing%20canary%2F%25",
    ],
)
def test_tokens_are_hidden_everywhere(out: Lines, canary: str) -> None:
    """Known secrets and what looks like one vanish from message, blanks, facts and logger names."""
    OURS.warning(f"look: {canary}")  # noqa: G004,RUF100 - a careless call is what this is about
    OURS.warning("look: %s and %r", canary, [canary])
    OURS.warning("look: %(it)s", {"it": canary})
    logs.event(OURS, "looked", it=canary)
    OURS.getChild(canary).warning("looked")
    assert out.getvalue().count(logs.HIDDEN) >= 5
    assert "look" in out.getvalue()


def test_short_secrets_do_not_blank_the_log(out: Lines) -> None:
    """A secret of two letters is no reason to hide every other word."""
    OURS.warning("nothing now")
    assert out.entries()[0]["event"] == "nothing now"


def test_exceptions_keep_kind_and_place_only(out: Lines) -> None:
    """What an exception says may be somebody's words, so only its kind and our line remain, for all in the chain."""

    def chained() -> None:
        try:
            fail("canary one")
        except ValueError as error:
            raise KeyError("canary two") from error

    try:
        chained()
    except KeyError:
        OURS.exception("inbox-failed", extra={"facts": {"id": "01J"}})
    (entry,) = out.entries()
    assert entry["event"] == "inbox-failed"
    assert entry["id"] == "01J"
    assert [line.split(" at ")[0] for line in entry["errors"]] == ["KeyError", "ValueError"]


def test_our_own_lines_are_named(out: Lines) -> None:
    """Of a traceback our own files remain, with line and function."""
    try:
        logs.set_up("canary")
    except ValueError:
        OURS.exception("failed")
    (line,) = out.entries()[0]["errors"]
    assert line.startswith("ValueError at bot/logs.py:")
    assert line.endswith(" __init__")


def test_exception_as_an_argument(out: Lines) -> None:
    """An exception put into a message shows its kind; an operating system's error also its code."""
    OURS.warning("failed: %s, then %r", ValueError("canary"), OSError(28, "canary", "/home/canary"))
    assert out.entries()[0]["event"] == "failed: ValueError, then 'OSError ENOSPC'"


def test_exception_groups(out: Lines) -> None:
    """All members of a group are named, and a long chain ends."""
    OURS.error("many", exc_info=ExceptionGroup("canary", [ValueError("canary") for _ in range(30)]))
    errors = out.entries()[0]["errors"]
    assert errors[0] == "ExceptionGroup at ?"
    assert len(errors) == logs.LONGEST_CHAIN


# --- other people's libraries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*logs.CHATTY, "slack_bolt.AsyncApp", "somebody.else"])
def test_libraries_speak_from_warning_up(out: Lines, name: str) -> None:
    """Libraries say nothing below WARNING, even where they set a level of their own."""
    logger = logging.getLogger(name)
    old = logger.level
    logger.setLevel(logging.DEBUG)
    logger.debug("canary")
    logger.info("canary")
    logger.setLevel(old)
    assert out.entries() == []


def test_libraries_do_not_fill_their_blanks(out: Lines) -> None:
    """A library's fixed words remain; words that may be filled already are reduced to where they come from."""
    library = logging.getLogger("slack_bolt.AsyncApp")
    library.warning("Unhandled request %s", {"text": "canary"})
    library.warning(f"Unhandled request {'canary'}")  # noqa: G004,RUF100 - as Bolt does
    events = [entry["event"] for entry in out.entries()]
    assert events[0] == "Unhandled request %s"
    assert events[1].startswith("test_logs:")


def test_asyncio_reports_keep_the_kind(out: Lines) -> None:
    """A forgotten task's exception is reported by its kind."""

    async def forgotten() -> None:
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": "canary", "exception": ValueError("canary")})

    asyncio.run(forgotten())
    (entry,) = out.entries()
    assert entry["logger"] == "asyncio"
    assert entry["errors"] == ["ValueError at ?"]


def test_uncaught_errors_are_lines_too(out: Lines) -> None:
    """What Python itself would print on standard error becomes a line without its text; Ctrl-C is none."""
    for error in (ValueError("canary"), KeyboardInterrupt("canary")):
        sys.excepthook(type(error), error, None)
    thread = threading.Thread(target=fail, args=("canary",))
    thread.start()
    thread.join()
    assert [entry["event"] for entry in out.entries()] == ["uncaught", "uncaught-in-thread"]


def test_undo_restores_what_was() -> None:
    """Setting up for a test leaves no trace behind."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook, logging.getLogger("httpx").level
    logs.set_up("debug", (), io.StringIO())()
    assert before == (root.handlers, root.level, sys.excepthook, threading.excepthook, logging.getLogger("httpx").level)


# --- floods --------------------------------------------------------------------------------------------------------


def record(name: str, level: int, words: str, *args: object, at: float | None = None) -> logging.LogRecord:
    made = logging.LogRecord(name, level, __file__, 1, words, args, None)
    if at is not None:
        made.created = at
    return made


def test_o09_floods_are_counted() -> None:
    """The same words are written a few times a minute; how often they came is said once afterwards."""
    out = Lines()
    handler = logs.JsonLines(stream=out, most_warnings=3, most_others=5)
    for number in range(1000):
        handler.handle(record("bot.test", logging.ERROR, "failed %s", number, at=1000.0 + number / 1000))
        handler.handle(record("bot.test", logging.INFO, "done", at=1000.0 + number / 1000))
    handler.handle(record("bot.test", logging.ERROR, "other", at=1001.5))
    assert len(out.entries()) == 3 + 5 + 1
    handler.handle(record("bot.test", logging.ERROR, "failed %s", 1000, at=1060.0))
    summary = [(entry["what"], entry["times"]) for entry in out.entries() if entry["event"] == "repeated"]
    assert summary == [("failed %s", 997), ("done", 995)]
    assert out.entries()[-1]["event"] == "failed 1000"


def test_o09_flood_of_different_words() -> None:
    """Words that differ each time can't fill memory or disk either."""
    out = Lines()
    handler = logs.JsonLines(stream=out, most_warnings=3)
    for number in range(logs.MOST_TEMPLATES + 500):
        handler.handle(record("bot.test", logging.ERROR, f"failed {number}", at=1000.0))
    handler.close()
    assert len(out.entries()) == logs.MOST_TEMPLATES + 3 + 1
    assert out.entries()[-1]["times"] == 497
