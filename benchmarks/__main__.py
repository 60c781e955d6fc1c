"""Runs the benchmarks named on the command line, or all, and prints the table. Ends with 1 if a bar is not met."""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import (
    acknowledged,
    business_hours,
    digest,
    drawing,
    journey,
    keys,
    limiter,
    requests,
    slots,
    startup,
    timers,
)
from benchmarks.report import Line, table

ALL: Mapping[str, Callable[[Path], list[Line]]] = {
    "startup": startup.lines,
    "requests": requests.lines,
    "acknowledged": acknowledged.lines,
    "limiter": limiter.lines,
    "timers": timers.lines,
    "journey": journey.lines,
    "memory": journey.memory,
    "business_hours": business_hours.lines,
    "digest": digest.lines,
    "drawing": drawing.lines,
    "slots": slots.lines,
    "keys": keys.lines,
}


def main(names: Sequence[str]) -> int:
    """Run them, print everything."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"there is no {', '.join(unknown)}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    lines: list[Line] = []
    for name in names or ALL:
        started = time.perf_counter()
        # Not in memory: what is measured is what a disk makes of it.
        with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as folder:
            found = ALL[name](Path(folder).absolute())
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
        print(table(found), flush=True)
        lines += found
    return 1 if any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
