"""P03, P15: a client whose every word holds a canary walks through the office, and is erased."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Column, Table, Text, select, type_coerce

from bot.calendars.plan import Plan
from bot.housekeeping import tidy
from bot.rights.erasing import ROUND_SECONDS
from bot.rights.retention import Retention
from handlers.rules.retention import Periods
from storage.backup import backup
from storage.catalogue import metadata
from storage.query import Query
from storage.types import Sealed
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role
from tests.cast import PATIENCE
from tests.mail import mail_server
from tests.office import ZONE, Office
from tests.radicale import calendars
from tests.stories.booking_steps import talk_with_ben
from tests.stories.canary_walk import CANARY, CLIENT, Canary
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn
from tests.stories.journey import files_of, until
from tests.stories.kit import joined

THURSDAY = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
SIXTEEN_DAYS = 16 * 86400.0
NOT_THEIRS = {"absences", "host_absences", "booking_history", "report_runs"}
"""Sealed tables in which no words of clients stand: of the office's own people, of figures and times."""


@in_turn
async def test_p03_a_canary_before_and_after(
    open_office: OpenOffice,
    client_on: str,
    staff_on: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before the erasure no byte of a canary lies in the database, its log, a backup, a file kept or one made in
    passing, though every table for words of clients holds some; after it the client is nobody, the host's calendar and
    the feed are empty, and after the fourteen days of what passes through nothing in the office holds one, however it
    is opened."""
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    desk = talk_with_ben({"writes": True, "reads": True})
    own = Plan("ben", writes=True, reads=True, names=True, every=300)
    outside = tmp_path.with_name(f"{tmp_path.name}-outside")  # the host's calendar is not the office's
    async with mail_server() as mail:
        with calendars(outside) as calendar:
            day = await begin(
                open_office,
                client_on,
                staff_on,
                language,
                client=CLIENT,
                telegram="polling",
                slack="socket",
                keeps_keys=True,
                start=THURSDAY,
                desk=desk,
                calendars=[(own, calendar.account)],
                mail=mail.account,
                feeds=True,
            )
            max_ = await joined(day.office, Role.ADMINISTRATOR, "Max", staff_on, language=language)
            walk = Canary(day, calendar, mail, max_)
            await walk.walks()
            await _before(day.office)
            await _erased(walk)
            await _after(day.office)


async def _before(office: Office) -> None:
    assert _bytes(office) == []
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "backup")
        await asyncio.to_thread(backup, office.plan.database, made, office.clock.now())
        assert _held(await asyncio.to_thread(made.read_bytes)) == []
    tables = {each.name for each in metadata.sorted_tables if _words(each)}
    assert tables - set(await office.app.database.read(_opened)) == NOT_THEIRS, "the walk goes everywhere"


async def _erased(walk: Canary) -> None:
    day, office, mia, anna = walk.day, walk.day.office, walk.day.mia, walk.day.anna
    mia.commands("erase", CANARY)
    await day.presses(mia, "erase-client", name=CLIENT)
    await walk.is_sure()
    await walk.is_shown(0)
    await walk.is_mailed(2)  # calendars and guests hear of it first, a minute at most
    async with asyncio.timeout(PATIENCE):
        while _certificate(day) is None:
            await office.quiet()
            office.clock.move(ROUND_SECONDS)
    content = await until(lambda: _certificate(day), "the certificate")
    assert content.decode().split("\n")[0] == day.t("certificate-title")
    names = await office.app.database.read(lambda uow: [each.name for each in uow.clients.all()])
    assert [each for each in names if CANARY in each] == []
    assert [path.name for path in office.files.iterdir() if len(path.name) == 32] == []
    assert await walk.reads_feed() == 404
    anna.says(f"{CANARY}?")
    await anna.sees(day.t("stranger", office="Office Berlin", join="#").split("#")[0])


async def _after(office: Office) -> None:
    await office.quiet()
    office.clock.move(SIXTEEN_DAYS)
    await tidy(office.app.database)
    database, clock, keys = office.app.database, office.clock, office.app._keys  # noqa: SLF001 - the office's own
    await Retention(database, clock, keys, office.app.files, Periods(), ZONE).look()
    await until(lambda: office.app.quiet, "quiet")
    assert await database.read(_opened) == []
    assert _bytes(office) == []


def _certificate(day: Day) -> bytes | None:
    return dict(files_of(day.office, day.mia)).get(day.t("certificate-file-name"))


def _held(content: bytes) -> list[str]:
    """Return what of an archive, or of a file, holds the canary, however it is packed."""
    if is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as packed:
            return [name for name in packed.namelist() if _held(packed.read(name))]
    with contextlib.suppress(OSError, EOFError):
        content = gzip.decompress(content)
    return ["it"] if _has(content) else []


def _bytes(office: Office) -> list[str]:
    """Return the files of the office, and the tables on a server, in which the canary lies as it is."""
    folders = [office.files, Path(tempfile.gettempdir())]
    url, tables = office.plan.database, list[str]()
    if url.startswith("sqlite"):
        folders.append(Path(url.removeprefix("sqlite:///")).parent)
    else:
        tables = _tables(url)
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return tables + [path.name for path in paths if _has(path.read_bytes())]


def _tables(url: str) -> list[str]:
    """Return the tables on a server in which the canary lies as it is, those of the keys among them."""
    found = []
    with psycopg.connect(url) as connection:
        named = connection.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (name,) in named:
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.SQL(name))) as copied:
                if _has(b"".join(copied)):
                    found.append(name)
    assert named
    return found


def _has(content: bytes) -> bool:
    return CANARY in content.decode("utf-8", "replace").casefold()


def _words(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Sealed)]


def _opened(uow: UnitOfWork) -> list[str]:
    """Return the columns in which the canary is read once they are opened."""
    found = []
    for table in metadata.sorted_tables:
        words = _words(table)
        kept = [type_coerce(words[0], Text) != "-"] if words else []  # so stands there what a payload was
        rows = uow.run.all(Query(select(*words).where(*kept))) if words else []
        found += [table.name for row in rows if CANARY in json.dumps(list(row), default=str)]
    return found
