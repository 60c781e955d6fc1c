"""`records`: writes the documents that data protection law asks for."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.command_options import CONFIG


@click.command(help="Write records of processing, measures and sub-processors, from the configuration.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("records"), show_default=True, help="The folder.")
@click.option("--language", type=click.Choice(["all", "de", "en"]), default="all", show_default=True)
@CONFIG
def records(out: Path, language: str, config: Path) -> None:
    """Write them."""
    from bot.clock import SystemClock
    from bot.complaints import ConfigError
    from bot.config import load
    from bot.records.writing import LANGUAGES, write

    try:
        files = write(load(config), out, SystemClock().now().date(), LANGUAGES if language == "all" else (language,))
    except ConfigError as error:
        click.echo("\n".join(error.complaints), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(1)
    for file in files:
        click.echo(str(file))
