"""`erase`, `export` and `retention`: what becomes of a client's data. They work while the office runs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.command_options import CONFIG

if TYPE_CHECKING:
    from bot.config import Settings

PROBLEM = 1
ASK_SECONDS = 1.0


@click.command(help="Erase a client for good, and print the certificate. Export before what is to be kept.")
@click.option("--client", required=True, help="The client's name, or id.")
@click.option("--sure", help="The client's name once more; asked for if it isn't given.")
@click.option("--language", type=click.Choice(["en", "de"]), help="Of the certificate; by default the office's.")
@CONFIG
def erase(config: Path, *, client: str, sure: str | None, language: str | None) -> None:
    """Erase, and wait for the end."""
    if (sure or click.prompt("Everything of this client goes for good. Their name once more")) != client:
        click.echo("these are two names: nothing was erased", err=True)
        sys.exit(PROBLEM)

    from bot.clock import SystemClock

    def work(settings: Settings) -> None:
        begun = _asked(settings, {"do": "erase", "client": client})
        click.echo("erasing …", err=True)
        while not (reply := _asked(settings, {"do": "erasure", "id": begun["id"], "language": language}))["lines"]:
            if reply["waits"]:
                click.echo("calendars, the mail server or other processes are waited for: ask again later", err=True)
                sys.exit(PROBLEM)
            asyncio.run(SystemClock().sleep(ASK_SECONDS))
        click.echo("\n\n".join(reply["lines"]))

    _with_settings(config, work)


@click.command(help="Write all that is kept of a client into a new folder: JSON, pages to read, files, a legend.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--client", required=True, help="The client's name, or id.")
@click.option("--language", type=click.Choice(["en", "de"]), help="Of the pages; by default the office's.")
@CONFIG
def export(folder: Path, config: Path, *, client: str, language: str | None) -> None:
    """Export."""
    from bot.rights.exporting import write_export

    def work(settings: Settings) -> None:
        folder.mkdir(mode=0o700)  # before it is asked for: an export that can't be written is none, and not audited
        which = ""
        try:
            which = _asked(settings, {"do": "export", "client": client})["id"]
        finally:
            if not which:
                folder.rmdir()
        written = write_export(settings, which, folder, language)
        click.echo(f"{written} records of {client} are in {folder}; they are not encrypted there")

    _with_settings(config, work)


@click.command(help="Say what is past its time; the running office lets it go once a day. Or set a client's own days.")
@click.option("--dry-run", is_flag=True, help="Count what would go now; this is what happens without options, too.")
@click.option("--client", help="A client's name, or id: with --days.")
@click.option(
    "--days", type=click.IntRange(0, 365), help="Keep that client's ended requests so long: 7 to 365; 0: as all."
)
@CONFIG
def retention(config: Path, *, dry_run: bool, client: str | None, days: int | None) -> None:
    """Count, or set."""
    if (client is None) != (days is None) or days in range(1, 7):
        raise click.UsageError("--client and --days go together; days are 7 to 365, or 0")

    def work(settings: Settings) -> None:
        if client is not None:
            _asked(settings, {"do": "keep", "client": client, "days": days})
            so_long = f"{days} days, " if days else "as long as those of all others, "
            click.echo(f"requests of {client} are kept {so_long}counted from when they ended")
            return
        for name, number in _asked(settings, {"do": "retention"})["counts"].items():
            click.echo(f"{number:>9}  {name}")

    _with_settings(config, work)


def erase_again(settings: Settings) -> None:
    """Erase whom a database restored just now holds and the list of the erased names. Raises StoreInUse, StoreBusy."""
    from bot.remote import erase_again as again

    begun = asyncio.run(again(settings))
    if begun:
        click.echo(f"{begun:>9}  clients erased again")


def _asked(settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    from bot.remote import asked

    reply = asyncio.run(asked(settings, request))
    if "error" in reply:
        click.echo(reply["error"], err=True)
        sys.exit(PROBLEM)
    return reply


def _with_settings(config: Path, work: Callable[[Settings], None]) -> None:
    """Do it; what an operator can do something about is said in one line."""
    from bot.complaints import ConfigError
    from bot.config import load
    from bot.vault import NoKeys
    from storage.engine import StoreBusy, StoreInUse
    from storage.keys import WrongMaster
    from storage.migrate import NewerSchema
    from storage.vault import Unreadable

    try:
        work(load(config))
    except ConfigError as error:
        click.echo("\n".join(error.complaints), err=True)
        sys.exit(PROBLEM)
    except FileExistsError as error:
        click.echo(f"{error.filename} exists already, and nothing is overwritten: name a new one", err=True)
        sys.exit(PROBLEM)
    except (StoreBusy, StoreInUse, NewerSchema, NoKeys, WrongMaster, Unreadable, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(PROBLEM)
