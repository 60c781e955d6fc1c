"""`audit`: looks whether the audit is whole, and prints it. Works while the office runs, and changes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.command_options import CONFIG

if TYPE_CHECKING:
    from bot.config import Settings
    from storage.audit_chain import Row
    from storage.unit_of_work import UnitOfWork

BROKEN = 1
UNREADABLE = 2
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@click.group(help="Who did what: look whether the audit is whole, or print it.")
def audit() -> None:
    """Hold the two together."""


@audit.command(help="Look at every row, and at the heads kept in the second place; name the first bad one.")
@CONFIG
def verify(config: Path) -> None:
    """Verify."""
    from bot.audit_files import heads_in

    with _looking(config) as (settings, uow):
        second_place = settings.audit.heads or ""
        heads = heads_in(Path(second_place))
        fault = uow.audit.first_fault(heads)
        head = uow.audit.head() if fault is None else None
    if fault is not None:
        click.echo(f"BAD  row {fault.number}: {fault.why}")
        sys.exit(BROKEN)
    rows = "no rows yet" if head is None else f"whole up to row {head.number} ({head.hash[:16]})"
    if not heads:
        missed = "that somebody put back an older state of the database could not be seen"
        click.echo(f"ok   {rows}; there are no heads in {second_place} yet: {missed}")
        return
    click.echo(f"ok   {rows}; {len(heads)} heads compared")


@audit.command(help="Print the rows, one line each.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From when on, UTC.")
@click.option("--person", default="", help="Of or about this person: their id.")
@click.option("--object", "which", default="", help="About this object: its id, or a request such as T-1042.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@CONFIG
def show(*, config: Path, since: datetime | None, person: str, which: str, as_json: bool) -> None:
    """Print."""
    from handlers.tasks.record import numbered
    from storage.audit import BadRow

    with _looking(config) as (_, uow):
        known = uow.audit.pseudonym(person) if person else ""
        number = numbered(which)
        task = None if number is None else uow.tasks.by_number(number)
        if known is None or (number is not None and task is None):
            click.echo("nothing is known of them")
            return
        after = since.replace(tzinfo=UTC) if since else LONG_AGO
        try:
            for row in uow.audit.rows(after, known, task.id if task else which):
                click.echo(json.dumps(_facts(row)) if as_json else _line(row))
        except BadRow as bad:
            click.echo(f"BAD  row {bad.number}: changed; what comes after it is not shown", err=True)
            sys.exit(BROKEN)


@contextmanager
def _looking(config: Path) -> Iterator[tuple[Settings, UnitOfWork]]:
    """Yield the settings, and a unit of work on a connection that can only read."""
    from bot.clock import SystemClock
    from bot.complaints import ConfigError
    from bot.config import load
    from bot.vault import NoKeys, safe_of
    from storage.engine import StoreBusy
    from storage.keys import WrongMaster
    from storage.looking import looking
    from storage.migrate import NewerSchema
    from storage.vault import Unreadable

    try:
        settings = load(config)
        safe = safe_of(settings, SystemClock().now)
        with looking(settings.database.url, safe.vault, safe.audit_secret()) as uow:
            yield settings, uow
    except ConfigError as error:
        _give_up("\n".join(error.complaints))
    except (NoKeys, WrongMaster, StoreBusy, NewerSchema, Unreadable, OSError) as error:
        _give_up(str(error))


def _give_up(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(UNREADABLE)


def _facts(row: Row) -> dict[str, object]:
    return {
        "number": row.number,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "action": row.action,
        "kind": row.object_kind,
        "object": row.object_id,
        "facts": dict(row.facts),
    }


def _line(row: Row) -> str:
    facts = " ".join(f"{name}={value}" for name, value in row.facts.items())
    at = row.at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return (
        f"{row.number:>7}  {at}  {row.actor:34}  {row.action:20}  {row.object_kind} {row.object_id}  {facts}".rstrip()
    )
