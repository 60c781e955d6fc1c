"""`keys`: what keys there are, another master key, next data keys, copies of them. Works while the office runs."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.command_options import CONFIG

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.vault import Safe

PROBLEM = 1


@click.group(help="The keys that people's words are sealed with.")
def keys() -> None:
    """Hold them together."""


@keys.command(help="Say what keys there are, and what is still to be sealed with newer ones.")
@CONFIG
def status(config: Path) -> None:
    """Print."""
    from storage.sealing import DAY
    from storage.vault import CLIENT

    def work(_: Settings, safe: Safe) -> None:
        found = safe.keys.all()
        owners = {key.owner for key in found}
        clients = sum(owner.startswith(CLIENT) for owner in owners)
        days = sum(owner.startswith(DAY) for owner in owners)
        click.echo(f"{len(found)} keys: {clients} clients, {days} days, {len(owners) - clients - days} of the office")
        former = len(found) - len(owners)
        click.echo(f"{former} former keys, still needed until the office has sealed everything again")
        masters = len({key.master for key in found})
        click.echo(f"{masters} master {'key' if masters == 1 else 'keys'} in use")
        if safe.keys.reads_clear:
            click.echo(
                "not looked through yet: words in clear, should an older version have left any, the office will seal"
            )

    _with_keys(config, work)


@keys.command(help="Change the master key: wrap all data keys with another one. May be interrupted and called again.")
@CONFIG
def change(config: Path) -> None:
    """Change it."""
    from bot.vault import read_master, safe_of, write_master
    from storage.keys import KEY_BYTES

    def work(settings: Settings, _: Safe) -> None:
        source = settings.keys.master
        path = Path(source.removeprefix("file:"))
        if source.startswith("file:"):
            present = read_master(source, os.environ)
            if len(present) == 1 and not settings.keys.former:
                write_master(path, [secrets.token_bytes(KEY_BYTES), present[0]])
        safe = safe_of(settings, _now())
        for left in safe.keys.wrap_anew():
            click.echo(f"{left} keys to go", err=True)
        if source.startswith("file:"):
            write_master(path, read_master(source, os.environ)[:1])
            click.echo(
                f"changed: {path} holds the new master key alone. Copy it to where the old copy is, and destroy that."
            )
        else:
            click.echo("changed: every key is wrapped by [keys] master. [keys] former can be taken out and destroyed.")

    _with_keys(config, work)


@keys.command(help="Make the next data keys; the running office seals everything again and destroys the former ones.")
@click.option("--client", help="Of this client alone: the id. Without it: of all clients and the office.")
@CONFIG
def renew(config: Path, *, client: str | None) -> None:
    """Renew them."""
    from storage.sealing import DAY, OFFICE
    from storage.vault import CLIENT

    def work(_: Settings, safe: Safe) -> None:
        owners = sorted({key.owner for key in safe.keys.all()})
        wanted = [owner for owner in owners if owner.startswith(CLIENT) or owner == OFFICE]
        if client is not None:
            wanted = [owner for owner in wanted if owner == CLIENT + client]
        if not wanted:
            click.echo("there is no such key", err=True)
            sys.exit(PROBLEM)
        for owner in wanted:
            assert not owner.startswith(DAY)
            safe.keys.renew(owner)
        click.echo(f"{len(wanted)} keys renewed. `python -m bot keys status` says when the former ones are gone.")

    _with_keys(config, work)


@keys.command(help="Write the data keys, wrapped as they are, into a new file. Keep it apart from other backups.")
@click.argument("file", type=click.Path(path_type=Path))
@CONFIG
def backup(file: Path, config: Path) -> None:
    """Back up."""

    def work(_: Settings, safe: Safe) -> None:
        if file.exists():
            message = f"{file} exists already, and nothing is overwritten: name a new file, perhaps with the date in it"
            raise ValueError(message)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            count = safe.keys.write_to(written)
            written.flush()
            os.fsync(written.fileno())
        click.echo(f"{count} keys written to {file}; they open nothing without the master key, which is not in it")

    _with_keys(config, work)


@keys.command(help="Read such a file; keys that are there already stay as they are.")
@click.argument("file", type=click.Path(path_type=Path))
@CONFIG
def restore(file: Path, config: Path) -> None:
    """Restore."""

    from bot.vault import safe_before_keys

    def work(_: Settings, safe: Safe) -> None:
        with file.open(encoding="ascii") as kept:
            click.echo(f"{safe.keys.read_from(kept)} keys added")
        safe.keys.open()  # their master key has to be the one we have

    _with_keys(config, work, safe_before_keys)


def _now() -> Callable[[], Any]:
    from bot.clock import SystemClock

    return SystemClock().now


def _with_keys(
    config: Path, work: Callable[[Settings, Safe], None], safe_of: Callable[[Settings, Any], Safe] | None = None
) -> None:
    """Do it with the office's keys; what an operator can do something about is said in one line."""
    from bot import vault
    from bot.complaints import ConfigError
    from bot.config import load
    from storage.engine import StoreBusy
    from storage.keys import WrongMaster
    from storage.migrate import NewerSchema

    try:
        settings = load(config)
        work(settings, (safe_of or vault.safe_of)(settings, _now()))
    except ConfigError as error:
        _give_up("\n".join(error.complaints))
    except OSError as error:
        _give_up(f"{error.filename}: {error.strerror}")
    except (vault.NoKeys, WrongMaster, StoreBusy, NewerSchema, ValueError) as error:
        _give_up(str(error))


def _give_up(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(PROBLEM)
