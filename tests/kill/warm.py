"""A process that has imported everything and opened nothing, and forks a running office from itself on demand.

`python -m tests.kill.warm` reads commands from stdin, one JSON object a line, and answers each with one. A child is
what `python -m bot run` is, less the imports: it reads the same settings file and ends in the same `serve`.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import importlib
import json
import os
import random
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

from bot.clock import SystemClock
from bot.config import load
from bot.i18n import Wording
from bot.platforms.telegram.wire import certificates
from bot.serve import serve
from handlers.chat.outgoing import Text
from handlers.rules.dates import warm
from storage import postgres, renewal, sqlite
from storage.query import Query

LIBRARIES = (
    "alembic.command",
    "alembic.config",
    "alembic.migration",
    "aiohttp",
    "anyio._backends._asyncio",
    "apscheduler.executors.asyncio",
    "apscheduler.schedulers.asyncio",
    "apscheduler.triggers.date",
    "babel.dates",
    "cryptography.hazmat.primitives.ciphers.aead",
    "fluent.runtime",
    "h11",
    "httpcore",
    "psycopg",
    "pydantic",
    "slack_bolt.async_app",
    "slack_sdk.socket_mode.aiohttp",
    "telegram",
)
OURS = (
    "bot.platforms.slack",
    "bot.platforms.slack_calls",
    "bot.platforms.slack_door",
    "bot.platforms.slack_socket",
    "bot.platforms.telegram.wire",
    "bot.web",
)
TOLD_WHEN_PARENT_DIES = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Import, then fork on demand until stdin ends."""
    _import_everything()
    _be_alone()
    children: set[int] = set()
    _say({"ready": os.getpid()})
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        if "start" in asked:
            pid = os.fork()
            if pid == 0:
                _be_an_office(Path(asked["start"]), Path(asked["log"]))
            children.add(pid)
            _say({"pid": pid})
        elif "gone" in asked:
            _, status, used = os.wait4(asked["gone"], 0)
            children.discard(asked["gone"])
            _say({"status": status, "seconds": used.ru_utime + used.ru_stime})
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _import_everything() -> None:
    for name in (*LIBRARIES, *OURS):
        importlib.import_module(name)
    _compile_queries()
    _word_something()
    # Reading the certificates takes as long as all the rest of a start; what comes out of it has nothing open.
    certificates()
    warm()
    gc.collect()
    gc.freeze()


def _compile_queries() -> None:
    for module in [module for name, module in list(sys.modules.items()) if name.startswith("storage.")]:
        for found in list(vars(module).values()):
            if isinstance(found, Query):
                _compile(found)
    for table in renewal.sealed_tables():
        plan = renewal._plan(table)  # noqa: SLF001 - every office begins with looking through all of them
        _compile(plan.read)
        _compile(plan.write)


def _compile(query: Query) -> None:
    query.plan(sqlite.DIALECT)
    query.plan(postgres.DIALECT)


def _word_something() -> None:
    wording = Wording()
    wording.load()
    wording.say(Text("task-state-assigned", at=SystemClock().now()), "en", "Europe/Berlin")


def _be_alone() -> None:
    """Make sure that a fork can be a fresh start: no thread, no socket, no database."""
    threads = os.listdir("/proc/self/task")
    folder = Path("/proc/self/fd")
    files = [str(path.readlink()) for path in folder.iterdir() if int(path.name) > 2 and path.exists()]
    opened = [name for name in files if name.startswith("socket:") or name.endswith((".db", "-wal", "-shm"))]
    if len(threads) > 1 or opened:
        raise RuntimeError(f"imports alone have begun {len(threads) - 1} threads and opened {opened}")


def _be_an_office(config: Path, log: Path) -> NoReturn:
    code = 1
    try:
        ctypes.CDLL(None).prctl(TOLD_WHEN_PARENT_DIES, signal.SIGKILL)
        nothing = os.open(os.devnull, os.O_RDWR)
        written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number, target in ((0, nothing), (1, written), (2, written)):
            os.dup2(target, number)
        random.seed()
        asyncio.run(serve(load(config)))
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(code)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
