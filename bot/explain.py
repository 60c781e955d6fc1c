"""`explain`: the program shows what it understands and why, for whoever looks after it; nothing here is said to
people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

if TYPE_CHECKING:
    from handlers.rules.dates import Understanding

NOT_UNDERSTOOD = 1
UNREADABLE = 2


@click.group(help="Show what the bot understands, and why.")
def explain() -> None:
    """Hold what can be explained together."""


@explain.command(
    help="Show what is read as a time in TEXT, or in each row of a file or of standard input with --jsonl."
)
@click.argument("text", required=False)
@click.option("--language", default="en", show_default=True, help="de, en, en-US, en-GB, de-AT …")
@click.option("--now", "now", metavar="TIME", help="When it is read, ISO 8601; by default now.")
@click.option("--zone", help="The reader's time zone, such as Europe/Berlin; by default that of --now.")
@click.option("--region", help="Whose holidays have names, such as DE-BY.")
@click.option(
    "--jsonl", is_flag=True, help="TEXT is a file (or - for standard input) of rows with phrase, now and lang."
)
def when(
    *, text: str | None, language: str, now: str | None, zone: str | None, region: str | None, jsonl: bool
) -> None:
    """Read and print."""
    from handlers.rules.dates import understand_all

    if jsonl:
        read_rows(text, {"language": language, "now": now, "zone": zone, "region": region})
        return
    if text is None:
        raise click.UsageError("what should be read? give TEXT, or --jsonl with a file")
    all_found = understand_all(text, language=language, now=_moment(now, zone), region=region)
    if not all_found:
        click.echo("nothing in it is read as a time")
        sys.exit(NOT_UNDERSTOOD)
    for one in all_found:
        click.echo("\n".join(lines(text, one)))


def read_rows(source: str | None, said: dict[str, str | None]) -> None:
    """Print each row with its result; `said` holds what the command line gives where a row says nothing.

    A row that can't be read is complained about by its line, the others go on; the command then ends with 2.
    """
    from handlers.rules.dates import understand

    wrong = False
    for number, line in enumerate(_lines(source), 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
            given = {**said, **{name: str(row[name]) for name in said if row.get(name)}}
            language = str(row.get("language") or row.get("lang") or said["language"])
            asked = _moment(given["now"], given["zone"])
            found = understand(str(row["phrase"]), language=language, now=asked, region=given["region"])
        except click.UsageError as error:
            wrong = True
            click.echo(f"line {number}: {error.message}", err=True)
            continue
        click.echo(_json({**row, "result": None if found is None else fields(found)}))
    if wrong:
        sys.exit(UNREADABLE)


def _json(row: dict[str, Any]) -> str:
    """Return a row as one line; half a surrogate pair, which no encoding has, stays escaped."""
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(row)
    return line


def fields(found: Understanding) -> dict[str, Any]:
    """Return an understanding as JSON has it: times in ISO 8601, alternatives as the same again."""
    return {
        "start": None if found.start is None else found.start.isoformat(),
        "end": None if found.end is None else found.end.isoformat(),
        "grain": found.grain,
        "kind": found.kind,
        "past": found.past,
        "rule": found.rule,
        "span": list(found.span),
        "doubt": list(found.doubt),
        "alternatives": [fields(other) for other in found.alternatives],
    }


def lines(text: str, found: Understanding) -> Iterator[str]:
    """Return what is printed about one understanding."""
    begin, end = found.span
    yield f"“{text[begin:end]}”  {found.kind}, {found.grain}{', past' if found.past else ''}"
    yield f"  from   {_said(found.start)}"
    yield f"  until  {_said(found.end)}"
    if found.rule:
        yield f"  rule   {found.rule}"
    if found.doubt:
        yield f"  doubt  {', '.join(found.doubt)}"
    for other in found.alternatives:
        yield f"  or     {_said(other.start)} – {_said(other.end)}"


def _said(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment:%a %Y-%m-%d %H:%M:%S%z}"


def _lines(source: str | None) -> Iterable[str]:
    """Return the lines of a file, or of standard input."""
    if source in {None, "-"}:
        return sys.stdin
    assert source is not None
    try:
        return Path(source).read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise click.UsageError(f"{source}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{source} is not UTF-8") from None


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        raise click.UsageError("this is not JSON") from None
    if not isinstance(row, dict) or "phrase" not in row:
        raise click.UsageError("this row has no phrase")
    return row


def _moment(now: str | None, zone: str | None) -> datetime:
    """Return the time of reading in the zone wanted. A local time without offset is one of that zone."""
    from bot.clock import SystemClock

    try:
        moment = SystemClock().now() if now is None else datetime.fromisoformat(now)
        wanted = None if zone is None else ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise click.UsageError(f"--now {now} or --zone {zone} can't be read") from None
    if moment.tzinfo is None:
        if wanted is None:
            raise click.UsageError("--now needs an offset, or --zone")
        return moment.replace(tzinfo=wanted)
    return moment if wanted is None else moment.astimezone(wanted)
