"""Draws in a process of its own: an office at work never stands still for a picture. Run as `python -m
bot.reports.drawing FORMAT`, it reads a worded report as JSON and writes the file."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping

from bot.reports.charts import picture
from bot.reports.pdf import as_pdf
from bot.reports.rows import as_csv, as_json, as_workbook
from bot.reports.worded import Worded

DRAWN: Mapping[str, Callable[[Worded], bytes]] = {
    "pdf": as_pdf,
    "xlsx": as_workbook,
    "csv": as_csv,
    "json": as_json,
    "png": lambda report: picture(report.charts[0]),
}
MOST_SECONDS = 60
LESS_URGENT = 10


class NotDrawn(Exception):
    """The other process failed, or took too long."""


def draw(report: Worded, kind: str) -> bytes:
    """Return a report as a file of a kind; holds its thread."""
    return DRAWN[kind](report)


async def drawn(report: Worded, kind: str) -> bytes:
    """Return the same from another process. Raises NotDrawn."""
    asked = await asyncio.to_thread(_packed, report)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.reports.drawing",
        kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(MOST_SECONDS):
            made, complaint = await child.communicate(asked)
    except TimeoutError:
        raise NotDrawn(f"a {kind} took longer than {MOST_SECONDS} s") from None
    finally:
        if child.returncode is None:  # too long, or nobody waits for it any more
            child.kill()
            await child.wait()
    if child.returncode:
        raise NotDrawn(complaint.decode("utf-8", "replace").strip().rpartition("\n")[2])
    return made


def _packed(report: Worded) -> bytes:
    return json.dumps(report.to_json()).encode()


def main(kind: str) -> None:
    """Draw what comes in, whenever nobody else wants the processor."""
    os.nice(LESS_URGENT)
    report = Worded.from_json(json.load(sys.stdin.buffer))
    sys.stdout.buffer.write(draw(report, kind))


if __name__ == "__main__":
    main(sys.argv[1])
