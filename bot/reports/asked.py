"""What `report` was asked to write: of which days, as what kind of file. What makes no sense is refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from handlers.rules.kpi import periods
from handlers.rules.kpi.periods import Period
from handlers.rules.wall_time import zone_named

FORMATS = ("pdf", "xlsx", "csv", "json", "png")


def form_of(file: Path, form: str | None) -> str:
    """Return as what a file is written: as it is said, else what its name ends in, else as PDF. Raises UsageError,
    also where there is no place for it."""
    ending = file.suffix.removeprefix(".").lower()
    if form is None and ending not in {"", *FORMATS}:
        raise click.UsageError(f"nothing is written as .{ending}: name another FILE, or a --format")
    if not file.parent.is_dir():
        raise click.UsageError(f"there is no folder for {file}")
    return form or ending or FORMATS[0]


def period_of(first: datetime | None, last: datetime | None, now: datetime, zone: str) -> Period:
    """Return the days asked for: a whole week or month under its name, by default the last week that is over. Raises
    UsageError."""
    where = zone_named(zone)
    if first is None and last is not None:
        raise click.UsageError("--to goes with --from")
    if first is None:
        return periods.week_at(now, where).before()
    try:
        asked = periods.days(first.date(), (last or now.astimezone(where)).date(), where)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if asked.begin > now:
        raise click.UsageError(f"{asked.first} is yet to come")
    named = (periods.week(asked.first, where), periods.month(asked.first, where))
    return next((each for each in named if (each.first, each.last) == (asked.first, asked.last)), asked)
