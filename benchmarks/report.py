"""The table: what was measured, beside what, and whether that is enough."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

HEAD = ("what", "ours", "beside", "ratio", "bar", "met")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `met` is None where there is nothing to keep."""

    what: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    bar: str = ""
    met: bool | None = None


def median(values: Sequence[float]) -> float:
    """Return the middle one."""
    return float(statistics.median(values))


def share(values: Sequence[float], part: float) -> float:
    """Return the value that `part` of all don't exceed (0.99: p99)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def table(lines: Sequence[Line]) -> str:
    """Return all lines in columns."""
    cells = [HEAD, *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    written = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([written[0], "-" * len(written[0]), *written[1:]])


def _cells(line: Line) -> tuple[str, ...]:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    met = {True: "yes", False: "NO", None: ""}[line.met]
    return line.what, line.ours, line.beside, ratio, line.bar, met
