"""The command line: run, demo, check, migrate, backup, restore, invite, dead-letters, preview, explain and more."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.audit_commands import audit
from bot.command_options import CONFIG
from bot.explain import explain
from bot.key_commands import keys
from bot.records.commands import records
from bot.reports.asked import FORMATS, form_of, period_of
from bot.rights.commands import erase, erase_again, export, retention
from handlers.rules.policy_table import tables

if TYPE_CHECKING:
    from bot.config import Settings

PROBLEM = 1
NOWHERE = logging.NullHandler()


@click.group(help="Vorzimmer, the front office in chat. Every command takes --config.")
def main() -> None:
    """Hold the commands together. What the office writes to its log is nothing for whoever calls a command."""
    logging.getLogger().addHandler(NOWHERE)


@main.command(help="Run the office until it is stopped.")
@CONFIG
def run(config: Path) -> None:
    """Run the office."""
    settings = _settings(config)
    from bot.serve import serve

    _or_say_why(lambda: asyncio.run(serve(settings)))


@main.command(help="Open an office in this terminal; you are everybody in turn.")
@click.option("--keep", is_flag=True, help="Go on with the office of last time.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Take name, language, time zone and hours from this file."
)
@click.option("--file", "file", type=click.Path(path_type=Path), default=Path(".demo/office.db"), show_default=True)
@click.option(
    "--language", type=click.Choice(["en", "de"]), help="What they speak: en, unless the file says otherwise."
)
@click.option("--empty", is_flag=True, help="Begin with an office where nothing has happened yet.")
def demo(*, keep: bool, file: Path, config: Path | None, language: str | None, empty: bool) -> None:
    """Play the office at the terminal."""
    from bot.demo import START, play

    office = None
    if config is not None:
        from bot.compose import office_of
        from bot.i18n import Wording

        office = office_of(_settings(config, at_terminal=True), Wording(), START)
        office = replace(office, language=language or office.language)
    spoken = language or "en"
    _or_say_why(lambda: asyncio.run(play(file, keep=keep, office=office, language=spoken, seeded=not empty)))


@main.command(help="Look at configuration, database, tokens, scopes and languages; say what to do.")
@CONFIG
def check(config: Path) -> None:
    """Print every finding."""
    settings = _settings(config)
    from bot.check import findings
    from bot.clock import SystemClock

    found = asyncio.run(findings(settings, SystemClock()))
    for finding in found:
        click.echo(
            f"{'ok ' if finding.ok else 'BAD'}  {finding.what}" + (f"\n     → {finding.todo}" if finding.todo else "")
        )
    bad = sum(not finding.ok for finding in found)
    click.echo(f"{len(found)} looked at, {bad} to do" if bad else f"{len(found)} looked at, all well")
    sys.exit(PROBLEM if bad else 0)


@main.command(help="Bring the database to this version's tables.")
@CONFIG
def migrate(config: Path) -> None:
    """Migrate."""
    settings = _settings(config)
    from storage import migrate as schema

    def work() -> None:
        before, after = schema.migrate(settings.database.url)
        click.echo(f"schema {after}, nothing to do" if before == after else f"schema {before or 'empty'} → {after}")

    _or_say_why(work)


@main.command(help="Write everything into one checked file, while the office runs.")
@click.argument("file", type=click.Path(path_type=Path))
@CONFIG
def backup(file: Path, config: Path) -> None:
    """Back up."""
    settings = _settings(config)
    from bot.clock import SystemClock
    from storage import backup as keeping

    now = SystemClock().now()
    work = partial(keeping.backup, settings.database.url, file, now, progress=_table)
    _or_say_why(lambda: _counts("backed up", work()), keeping.BackupProblem)
    if settings.files.folder is not None and Path(settings.files.folder).exists():
        click.echo(f"Files that people sent are not in it: copy {settings.files.folder}, too, now that this is done.")


@main.command(help="Read such a file into an empty database; nothing is sent again.")
@click.argument("file", type=click.Path(path_type=Path))
@CONFIG
def restore(file: Path, config: Path) -> None:
    """Restore."""
    settings = _settings(config)
    from bot.audit_files import append, restored
    from bot.clock import SystemClock
    from storage import backup as keeping

    now = SystemClock().now()
    work = partial(keeping.restore, settings.database.url, file, now, progress=_table)
    _or_say_why(lambda: _counts("restored", work()), keeping.BackupProblem)
    append(Path(settings.audit.heads or ""), restored(now))
    _or_say_why(lambda: _missing_files(settings))
    _or_say_why(lambda: erase_again(settings))


@main.command(help="Print who may do what, as the policy has it (docs/access.md).")
def access() -> None:
    """Print the tables of rights."""
    click.echo(tables(), nl=False)


@main.command(help="Make a one-time code that lets one person in.")
@click.option("--role", type=click.Choice(["client", "assistant", "lead", "manager", "administrator"]), required=True)
@click.option("--name", required=True, help="The person's name as others read it.")
@click.option("--client", help="For clients: the firm or practice; made if it is new. Default: the person's name.")
@click.option("--team", help="For assistants: the team, if there are several.")
@click.option("--allow-guest", is_flag=True, help="Let a Slack guest or an outside account use this code.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@CONFIG
def invite(
    config: Path, *, role: str, name: str, client: str | None, team: str | None, allow_guest: bool, as_json: bool
) -> None:
    """Invite somebody."""
    settings = _settings(config)
    if client is not None and role != "client":
        raise click.UsageError("--client goes with --role client")
    from bot.desk import kept_name

    try:
        name = kept_name("--name", name)
        client = None if client is None else kept_name("--client", client)
    except ValueError as problem:
        raise click.UsageError(str(problem)) from None
    request = {"do": "invite", "role": role, "name": name, "team": team, "allow_guest": allow_guest}
    request["client"] = (client or name) if role == "client" else client
    made = _asked(settings, request)
    if as_json:
        click.echo(json.dumps(made))
        return
    click.echo(f"Code for {name} ({role}), good for one use until {made['expires_at']}:\n  {made['code']}")
    if made["telegram_link"]:
        click.echo(f"On Telegram:  {made['telegram_link']}")
    elif settings.telegram:
        click.echo(
            "On Telegram:  send the bot /start and the code (its link is known once the bot has reached Telegram)"
        )
    if made["slack_command"]:
        click.echo(f"On Slack:     {made['slack_command']}")


@main.command(name="dead-letters", help="List what was set aside, without contents; replay or discard one.")
@click.option("--replay", metavar="ID", help="Try this one again.")
@click.option("--discard", metavar="ID", help="Give this one up; needs --reason.")
@click.option("--reason", default="", help="Why it is given up.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@CONFIG
def dead_letters(config: Path, *, replay: str | None, discard: str | None, reason: str, as_json: bool) -> None:
    """Look after dead letters."""
    settings = _settings(config)
    if discard and replay:
        raise click.UsageError("--replay or --discard, not both")
    if discard and not reason:
        raise click.UsageError("--discard needs --reason")
    if replay or discard:
        done = _asked(settings, {"do": "replay" if replay else "discard", "id": replay or discard, "reason": reason})[
            "done"
        ]
        click.echo("done" if done else "there is no such dead letter")
        sys.exit(0 if done else PROBLEM)
    letters = _asked(settings, {"do": "dead"})["letters"]
    if as_json:
        click.echo(json.dumps(letters))
        return
    for letter in letters:
        click.echo(f"{letter['id']}  {letter['what']:3}  {letter['platform']:8}  {letter['at']}  {letter['why']}")
    click.echo(f"{len(letters)} set aside")


@main.command(name="rebuild-timers", help="Compute all due times anew, after calendars or the program changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@CONFIG
def rebuild_timers(config: Path, *, dry_run: bool) -> None:
    """Rebuild the index of due times."""
    done = _asked(_settings(config), {"do": "rebuild", "dry": dry_run})
    would = "would move" if dry_run else "moved"
    breach = "would be" if dry_run else "is" if done["in_breach"] == 1 else "are"
    tasks, times = _counted(done["tasks"], "open task"), _counted(done["moved"], "due time")
    click.echo(f"{tasks}: {would} {times}, {done['in_breach']} {breach} in breach")


@main.command(help="Write an invented office with a past into an empty database, for demos and trials of reports.")
@click.option("--tasks", default=5000, show_default=True, type=click.IntRange(1), help="How many requests.")
@click.option("--clients", default=20, show_default=True, type=click.IntRange(1))
@click.option("--assistants", default=8, show_default=True, type=click.IntRange(1))
@click.option("--weeks", default=13, show_default=True, type=click.IntRange(1), help="How long a past.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Its end, UTC; by default now.")
@click.option("--seed", default=1, show_default=True, help="Another number is another office.")
@CONFIG
def seed(config: Path, *, until: datetime | None, **many: int) -> None:
    """Write it."""
    settings = _settings(config)
    from bot.clock import SystemClock
    from bot.compose import office_of, store_of
    from bot.i18n import Wording
    from bot.seed.writing import NotEmpty, Plan, write
    from storage.migrate import migrate as bring_up

    clock = SystemClock()
    plan = Plan(until.replace(tzinfo=UTC) if until else clock.now().replace(second=0, microsecond=0), **many)

    def work() -> None:
        bring_up(settings.database.url)
        store = store_of(settings, clock.now, workers=1)
        store.start()
        logger = logging.getLogger("storage")
        level = logger.level
        logger.setLevel(logging.ERROR)  # a portion takes longer than a message may, and delays nobody
        try:
            write(store, office_of(settings, Wording(), plan.until), plan, _progress("tasks written"))
        finally:
            logger.setLevel(level)
            store.stop()

    _or_say_why(work, NotEmpty)


@main.command(help="Write a report of a period into FILE: the office's digest, a client's report or review pack.")
@click.argument("kind", type=click.Choice(["digest", "client", "review"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="The first day; by default last week's.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--client", help="Whose, for client and review.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="By default what FILE ends in, else pdf.")
@click.option("--language", type=click.Choice(["en", "de"]), help="By default the office's.")
@CONFIG
def report(config: Path, *, kind: str, file: Path, client: str | None, form: str | None, **when: Any) -> None:
    """Write it."""
    settings = _settings(config)
    wanted = form_of(file, form)
    if client and kind == "digest":
        raise click.UsageError("--client goes with client and review; a digest is the whole office's")
    from bot.clock import SystemClock
    from bot.compose import office_of
    from bot.i18n import Wording
    from bot.reports.drawing import draw
    from bot.reports.making import NoSuchClient, report_of
    from bot.vault import safe_of
    from storage.looking import looking

    now = SystemClock().now()
    office = office_of(settings, Wording(), now)
    language = when["language"] or office.language
    period = period_of(when["first"], when["last"], now, office.zone)
    days = f"{period.first} to {period.last}"

    def work() -> None:
        _refuse_other_tables(settings.database.url)
        click.echo(f"{days}: reading …", err=True)
        safe = safe_of(settings, lambda: now)
        with looking(settings.database.url, safe.vault, safe.audit_secret()) as uow:
            made = report_of(uow, office, kind, period, now, client, language)
        click.echo(f"{days}: drawing …", err=True)
        file.write_bytes(draw(made, wanted))
        click.echo(f"{days}: {file}", err=True)

    _or_say_why(work, NoSuchClient)


@main.command(name="slack-manifest", help="Print a Slack app manifest with the least scopes.")
@click.option("--workspace", default="", help="For [slack.NAME]: its name.")
@CONFIG
def slack_manifest(config: Path, workspace: str) -> None:
    """Print the manifest."""
    settings = _settings(config)
    from bot.platforms.slack_manifest import manifest

    slack = settings.slack.get(workspace)
    if workspace and slack is None:
        raise click.UsageError(f"there is no [slack.{workspace}] in {config}")
    command, mode = (slack.command, slack.mode) if slack else ("/office", "socket")
    public = settings.web.public_url if settings.web else None
    click.echo(json.dumps(manifest(name=settings.office.name, command=command, mode=mode, public_url=public), indent=2))


@main.command(help="Draw cards as people see them, as web pages and pictures; for translators and offices.")
@click.option("--language", default="all", show_default=True, help="One language, or all side by side.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("preview"), show_default=True, help="The folder.")
@click.option("--card", "cards", metavar="NAME", multiple=True, help="Only this card; may be given again.")
@click.option("--png", is_flag=True, help="Take pictures, too, if there is a Chromium on this machine.")
@click.option("--guide", is_flag=True, help="Nothing but the pictures that docs/guide shows.")
def preview(language: str, out: Path, cards: tuple[str, ...], *, png: bool, guide: bool) -> None:
    """Draw the cards."""
    from bot.i18n import Wording
    from bot.preview import writing
    from bot.preview.chromium import NoPicture

    wording = Wording()

    def work() -> None:
        if guide:
            from bot.preview.guide import take_guide_pictures

            sys.exit(0 if take_guide_pictures(out, wording, click.echo, os.environ) else PROBLEM)
        writing.write(out, language, cards, wording, click.echo)
        if png:
            writing.take_pictures(out, language, cards, wording, click.echo, os.environ)

    try:
        _or_say_why(work, NoPicture)
    except writing.NotKnown as unknown:
        raise click.UsageError(str(unknown)) from None


main.add_command(explain)
main.add_command(audit)
main.add_command(records)
main.add_command(keys)
for each in (erase, export, retention):
    main.add_command(each)


@explain.command(name="due", help="Show why TASK (T-1042) is due when it is.")
@click.argument("task")
@click.option(
    "--clock", type=click.Choice(["acknowledge", "first-response", "next-update", "resolution"]), help="Only this one."
)
@click.option("--language", type=click.Choice(["en", "de"]), help="By default the office's.")
@CONFIG
def explain_due(config: Path, *, task: str, clock: str | None, language: str | None) -> None:
    """Ask the office and print."""
    request = {"do": "explain-due", "task": task, "clock": clock, "language": language}
    for line in _asked(_settings(config), request)["lines"]:
        click.echo(line)


def _settings(config: Path, *, at_terminal: bool = False) -> Settings:
    from bot.complaints import ConfigError
    from bot.config import load

    try:
        return load(config, at_terminal=at_terminal)
    except ConfigError as error:
        click.echo(f"The configuration {config} can't be used:", err=True)
        for complaint in error.complaints:
            click.echo(f"  - {complaint}", err=True)
        sys.exit(PROBLEM)


def _asked(settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    """Return the office's reply, from the running process where that holds the SQLite file, else from the database."""
    from bot.remote import asked

    reply: dict[str, Any] = {}

    def work() -> None:
        reply.update(asyncio.run(asked(settings, request)))

    _or_say_why(work)
    if "error" in reply:
        click.echo(reply["error"], err=True)
        sys.exit(PROBLEM)
    return reply


def _or_say_why(work: Any, *more: type[Exception]) -> None:
    """Do it; what an operator can do something about (`more`, too) is said in one line, without a traceback."""
    from bot.vault import NoKeys
    from storage.engine import StoreBusy, StoreInUse
    from storage.keys import WrongMaster
    from storage.migrate import NewerSchema
    from storage.vault import Unreadable

    known = (StoreBusy, StoreInUse, NewerSchema, NoKeys, WrongMaster, Unreadable, OSError)
    expected: tuple[type[Exception], ...] = (*known, *more)
    try:
        work()
    except expected as error:
        if isinstance(error, OSError) and error.filename is not None and error.strerror:
            click.echo(f"{error.filename}: {error.strerror}", err=True)
        else:
            click.echo(f"{error}", err=True)
        sys.exit(PROBLEM)


def _refuse_other_tables(url: str) -> None:
    """Give up where the database hasn't this version's tables."""
    from storage.migrate import revision_of

    there, newest = revision_of(url)
    if there != newest:
        state = "is empty" if there is None else f"has schema {there}, this version needs {newest}"
        click.echo(f"the database {state}: stop the office, then `python -m bot migrate` brings it up", err=True)
        sys.exit(PROBLEM)


def _missing_files(settings: Settings) -> None:
    """Say which files the database knows but the file store lacks."""
    from bot.clock import SystemClock
    from bot.compose import file_store_of, store_of
    from bot.file_rounds import missing
    from bot.vault import safe_of

    now = SystemClock().now
    safe = safe_of(settings, now)
    files = file_store_of(settings, safe.keys)
    database = store_of(settings, now, workers=1, safe=safe)
    database.start()
    try:
        lost = missing(database, files)
    finally:
        database.stop()
        files.close()
    for file in lost:
        click.echo(f"missing    {file}")
    if lost:
        click.echo(f"{len(lost):>9}  files are missing in {files.folder}: copy those that belong to this backup there")


def _counted(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


def _progress(what: str) -> Callable[[int, int], None]:
    """Return what says how far something has come, at each tenth."""
    said = -1

    def say(done: int, of: int) -> None:
        nonlocal said
        if of and done * 10 // of > said:
            said = done * 10 // of
            click.echo(f"{done:>9}  of {of} {what}", err=True)

    return say


def _table(name: str, rows: int) -> None:
    click.echo(f"{rows:>9}  {name}")


def _counts(what: str, counts: Any) -> None:
    click.echo(f"{sum(counts.values()):>9}  rows {what}, checked")


if __name__ == "__main__":
    main()
