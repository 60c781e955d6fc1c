"""A door for the command line into the running office: SQLite has one writer, so `invite` asks the process that is it.

A Unix socket beside the database file, for its owner only; one JSON line there, one back."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

LONGEST_PATH = 100  # sockaddr_un holds 108 bytes on Linux
LONGEST_LINE = 64 * 1024
ANSWER_SECONDS = 15.0
Request = Mapping[str, Any]
Serve = Callable[[Request], Awaitable[dict[str, Any]]]


class NobodyThere(Exception):
    """No office is listening at this door."""


def door_of(database: Path) -> Path:
    """Return where the door of a SQLite office is."""
    beside = database.with_name(database.name + ".sock")
    if len(os.fsencode(beside)) <= LONGEST_PATH:
        return beside
    name = hashlib.sha256(os.fsencode(database.resolve())).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"vorzimmer-{os.getuid()}-{name}.sock"


async def open_door(path: Path, serve: Serve) -> asyncio.Server:
    """Listen at `path`. The caller owns the database, so whatever lies there is left over from a process that died."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            line = await asyncio.wait_for(reader.readline(), ANSWER_SECONDS)
            try:
                reply = await serve(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                reply = {"error": f"the office does not understand this request ({type(error).__name__})"}
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
        writer.close()

    path.unlink(missing_ok=True)  # noqa: ASYNC240 - once, at the start
    before = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(answer, path, limit=LONGEST_LINE)
    finally:
        os.umask(before)


async def ask(path: Path, request: Request) -> dict[str, Any]:
    """Return the running office's reply. Raises NobodyThere."""
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
    except OSError as error:
        raise NobodyThere from error
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        await writer.drain()
        line = await asyncio.wait_for(reader.readline(), ANSWER_SECONDS)
    except (OSError, TimeoutError) as error:
        raise NobodyThere from error
    finally:
        writer.close()
    reply: dict[str, Any] = json.loads(line)
    return reply
