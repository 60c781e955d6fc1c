"""`check`: looks at everything an office stands on and says what to do about each finding. Changes nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.alarms import standing_alarm
from bot.calendars.checking import findings as looked_at
from bot.check_promises import promises
from bot.check_web import listening
from bot.clock import Clock
from bot.compose import calendars_of, mail_of, platforms_of
from bot.config import Settings
from bot.config_calendars import years_around
from bot.config_sla import service_levels_of
from bot.filestore import room_in
from bot.i18n import COMPLETE, FALLBACK, Wording
from bot.mail.checking import finding as mail_finding
from bot.platforms.base import Finding, Platform
from bot.vault import NoKeys, look_at, others_may_read
from storage.engine import StoreBusy, StoreInUse
from storage.keys import WrongMaster
from storage.migrate import NewerSchema, revision_of
from storage.sqlite import library, refuse_network_file_system

NETWORK_SECONDS = 20.0


async def findings(settings: Settings, clock: Clock) -> list[Finding]:
    """Return all findings, the good ones too."""
    wording = Wording()
    found = [Finding("configuration", ok=True)]
    database, ready = await asyncio.to_thread(_database, settings.database.url)
    found += database
    found += await asyncio.to_thread(_keys, settings, clock)
    found += await asyncio.to_thread(_alarms, settings.alarms.path)
    found += await asyncio.to_thread(_heads, settings.audit.heads)
    found += await asyncio.to_thread(_files, settings.files.folder)
    if settings.web is not None:
        found.append(await asyncio.to_thread(listening, settings.web.host, settings.web.port))
    found += _languages(wording, settings.office.language)
    found += _calendars(settings, clock.now())
    found += await asyncio.to_thread(promises, settings, stored=ready)
    if calendars := calendars_of(settings):
        found += await asyncio.to_thread(looked_at, calendars, clock.now())
    if (account := mail_of(settings)) is not None:
        found.append(await mail_finding(account))
    platforms = platforms_of(settings, clock, wording)
    if not platforms:
        found.append(Finding("platforms", ok=False, todo="add [telegram] or [slack] to the configuration"))
    for answers in await asyncio.gather(*(_asked(platform) for platform in platforms)):
        found += answers
    return found


async def _asked(platform: Platform) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(NETWORK_SECONDS):
            return await platform.check()
    except TimeoutError:
        return [
            Finding(
                platform.name,
                ok=False,
                todo=f"no answer within {NETWORK_SECONDS:.0f} s: look at the network and base_url",
            )
        ]
    finally:
        await platform.close()


def _database(url: str) -> tuple[list[Finding], bool]:
    """Look at the database; return what was found, and whether it has this version's tables."""
    found = []
    if url.startswith("sqlite:///"):
        version, affected = library()
        note = (
            "in use safely: it has the WAL-reset bug (fixed in 3.51.3, 3.50.7, 3.44.6), which needs a second program "
            "writing to the file, so let none"
        )
        found.append(Finding(f"SQLite {version}" + (f" {note}" if affected else ""), ok=True))
        try:
            refuse_network_file_system(Path(url.removeprefix("sqlite:///")))
        except StoreInUse as error:
            found.append(Finding("database file", ok=False, todo=str(error)))
        file = Path(url.removeprefix("sqlite:///"))
        if not _writable(file):
            todo = (
                f"{file} can't be written: look at [database] url, and see that it, its folder and the files beside it "
                "belong to the bot's user"
            )
            return [*found, Finding("database file", ok=False, todo=todo)], False
    try:
        revision, newest = revision_of(url)
    except (StoreBusy, NewerSchema) as error:
        return [*found, Finding("database", ok=False, todo=str(error))], False
    if revision == newest:
        return [*found, Finding(f"database, schema {revision}", ok=True)], True
    state = "is empty" if revision is None else f"has schema {revision}, this version needs {newest}"
    return [*found, Finding(f"database {state}: `migrate` or `run` will bring it up", ok=True)], False


def _keys(settings: Settings, clock: Clock) -> list[Finding]:
    """Look whether what this office keeps could be read, or, before its first start, could be sealed."""
    try:
        begun = look_at(settings, clock.now)
    except (NoKeys, WrongMaster, NewerSchema, StoreBusy, OSError) as error:
        return [Finding("keys", ok=False, todo=str(error))]
    if readable := others_may_read(settings.keys.master):
        return [Finding("keys", ok=False, todo=readable)]
    return [Finding("keys" if begun else "keys: none yet, the first start makes them", ok=True)]


def _alarms(file: Path | None) -> list[Finding]:
    """Look whether the last alarms reached a manager, and whether they could be written down if they did not."""
    if file is None:
        return []
    try:
        standing = standing_alarm(file)
    except OSError as error:
        return [Finding("alarm file", ok=False, todo=f"{file} can't be read ({error.strerror}): see [alarms] file")]
    if standing is not None:
        when, _, what = standing.partition(" ")
        todo = (
            f"alarms reached no manager, the last at {when} ({what}); all are in {file}. See that the platforms work "
            "and a manager can be reached; the running office then writes that down itself"
        )
        return [Finding("alarms", ok=False, todo=todo)]
    if not _writable(file):
        return [Finding("alarm file", ok=False, todo=f"{file} can't be written: set [alarms] file to one that can")]
    return [Finding("alarms", ok=True)]


def _heads(name: str | None) -> list[Finding]:
    """Look whether the audit's head could be written to its second place."""
    if name is None or _writable(Path(name)):
        return []
    return [Finding("audit heads", ok=False, todo=f"{name} can't be written: set [audit] heads to a file that can")]


def _writable(file: Path) -> bool:
    """Return whether a file can be written, or made with the folders it lacks."""
    there = next(path for path in (file, *file.parents) if path.exists())
    return os.access(there, os.W_OK) and (there.is_dir() != (there == file))


def _files(name: str | None) -> list[Finding]:
    """Look whether files that people send could be kept."""
    if name is None:
        return []
    room = room_in(Path(name))
    if not room["writable"]:
        return [Finding("files", ok=False, todo=f"{name} can't be written: set [files] folder to one that can")]
    if not room["ok"]:
        todo = f"the disk of {name} is full, nothing is kept any more: make room, or set [files] folder to another disk"
        return [Finding("files", ok=False, todo=todo)]
    return [Finding(f"files, {room['free_mb']} MB free", ok=True)]


def _calendars(settings: Settings, now: datetime) -> list[Finding]:
    """Say on how many dates each calendar is closed and which comes next, for whoever wrote it to compare."""
    found = []
    for name, calendar in service_levels_of(settings, now).calendars.items():
        today = now.astimezone(calendar.hours.zone).date()
        coming = next((day for day in sorted(calendar.hours.holidays) if day >= today), None)
        called = {} if coming is None else calendar.closed.get(coming, {})
        said = "" if coming is None else f", next on {coming} {called.get(settings.office.language, '')}".rstrip()
        table = settings.calendars.get(name)
        left_out = table.left_out(years_around(now)) if table is not None else ()
        if left_out:
            said += f"; events of its feed that are no whole days close nothing: {', '.join(left_out)}"
        found.append(Finding(f"calendar {name}: {len(calendar.hours.holidays)} closed dates{said}", ok=True))
    return found


def _languages(wording: Wording, office: str) -> list[Finding]:
    wanted = wording.names(FALLBACK)
    found = []
    for language in wording.languages():
        missing = sorted(wanted - wording.names(language))
        if not missing:
            found.append(Finding(f"language {language}", ok=True))
            continue
        first = ", ".join(missing[:10])
        todo = f"bot/locales/{language}.ftl lacks {len(missing)} sentences, they are said in English: {first}"
        found.append(Finding(f"language {language}", ok=language not in COMPLETE, todo=todo))
    if office not in wording.languages():
        found.append(
            Finding(f"language {office}", ok=False, todo=f"there is no bot/locales/{office}.ftl: set [office] language")
        )
    return found
