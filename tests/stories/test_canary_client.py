"""P03, P15: a client whose every word holds a canary walks through the office, and is erased."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from sqlalchemy import Text, select, type_coerce

from bot.housekeeping import tidy
from bot.rights.retention import Retention
from handlers.rules.retention import Periods
from storage.backup import backup
from storage.catalogue import metadata
from storage.query import Query
from storage.types import Sealed
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role
from tests.cast import Person
from tests.office import ZONE, Office
from tests.stories.booking_steps import talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.journey import files_of, finishes, gives_form, labels, orders, presses, sends_file, until
from tests.stories.kit import joined

CANARY = "quokka"
SIXTEEN_DAYS = 16 * 86400.0
MANY = 20


async def test_p03_a_canary_before_and_after(open_on: OpenOffice) -> None:
    """Before the erasure no byte of a canary lies in the database, its log, a backup or a file; after it the client is
    nobody, and after the fourteen days of what passes through nothing in the office holds one, however it is opened."""
    office = await open_on("telegram", "slack", keeps_keys=True, desk=talk_with_ben())
    mia, ben, anna = await _people(office)
    max_ = await joined(office, Role.ADMINISTRATOR, "Max", "telegram")
    await orders(anna, f"Order ten {CANARY} roses")
    await presses(ben, "Acknowledge")
    await anna.sees("Ben is taking care of T-1001")
    await _conversation(ben, anna)
    await _all_else(office, anna, mia, ben)
    await office.quiet()
    made = Path(office.plan.database.removeprefix("sqlite:///")).with_name("backup")
    await asyncio.to_thread(backup, office.plan.database, made, office.clock.now())
    assert _bytes(office) == []
    assert _held(made.read_bytes()) == []
    assert len(await office.app.database.read(_opened)) > MANY, "the walk itself works"

    mia.commands("erase", CANARY)
    await presses(mia, f"Erase {CANARY} Ltd")
    await presses(mia, "Yes")
    await presses(max_, "Confirm")
    name, content = await until(lambda: _certificates(office, mia), "the certificate")
    assert (name, content.decode().split("\n")[0]) == ("certificate-of-erasure.txt", "Certificate of erasure")
    names = await office.app.database.read(lambda uow: [each.name for each in uow.clients.all()])
    assert [each for each in names if CANARY in each] == []
    assert [path.name for path in office.files.iterdir() if len(path.name) == 32] == []
    anna.says(f"{CANARY}?")
    await anna.sees("I only talk to people who were invited")

    await office.quiet()
    office.clock.move(SIXTEEN_DAYS)
    await tidy(office.app.database)
    database, clock, keys = office.app.database, office.clock, office.app._keys  # noqa: SLF001 - the office's own
    await Retention(database, clock, keys, office.app.files, Periods(), ZONE).look()
    await until(lambda: office.app.quiet, "quiet")
    assert await database.read(_opened) == []
    assert _bytes(office) == []


async def _people(office: Office) -> tuple[Person, Person, Person]:
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    return mia, ben, await joined(office, Role.CLIENT, "Anna", "telegram", client=f"{CANARY} Ltd")


async def _conversation(ben: Person, anna: Person) -> None:
    """A note, a question and its answer, a file, a result, a rating: each with a canary."""
    await presses(ben, "Internal note")
    await ben.sees_form("What shall the office know?")
    await ben.answers(f"{CANARY} note")
    await ben.sees(f"🔒 Ben: {CANARY} note")
    await presses(ben, "Ask client")
    await ben.sees_form("What do you need to know from the client?")
    await ben.answers(f"Which {CANARY}?")
    await presses(anna, "Answer")
    await anna.sees("❓")
    await anna.answers(f"The {CANARY} one")
    await ben.sees(f"The {CANARY} one")
    sends_file(anna, f"{CANARY}.pdf", f"%PDF {CANARY}".encode(), f"{CANARY} plan")
    await anna.sees(f"{CANARY}")
    await finishes(ben, anna, f"{CANARY} delivered")
    await presses(anna, "Accept")


async def _all_else(office: Office, anna: Person, mia: Person, ben: Person) -> None:
    """An appointment with a guest, a request that comes again, reminders, an unfinished draft, a request from Slack
    with a file, a digest with its files, a search, somebody's own data."""
    anna.commands("book")
    await presses(anna, "First free")
    await until(lambda: [label for label in labels(anna) if ":" in label], "the first free times")
    anna.presses(next(label for label in labels(anna) if ":" in label))
    await presses(anna, "Book")
    await presses(anna, "Add someone")
    await gives_form(anna, {"Name": f"{CANARY} Lee", "Mail address": None})
    await anna.sees(f"Also comes: {CANARY} Lee")
    anna.commands("recurring", f"every day 9:00 water the {CANARY}")
    await presses(anna, "Right")
    anna.commands("remind", f"in 20 days feed the {CANARY}")
    await anna.sees("I'll remind you")
    ben.commands("remind", f"T-1001 in 20 days call the {CANARY}")
    await ben.sees("I'll remind you")
    kim = await joined(office, Role.CLIENT, f"Kim {CANARY}", "slack", client=f"{CANARY} Ltd")
    sends_file(kim, f"{CANARY}.txt", CANARY.encode(), f"Sort the {CANARY} list")
    await presses(kim, "Send request")
    await kim.sees("Request T-1002")
    mia.commands("digest", f"{CANARY} Ltd")
    for form in ("Workbook", "Table (CSV)"):
        await presses(mia, form)
    await until(lambda: len(files_of(office, mia)) == 2, "the figures as files")
    mia.commands("find", CANARY)
    anna.commands("mydata")
    await until(lambda: files_of(office, anna), "her own data")
    anna.says(f"An unfinished {CANARY} draft")
    await anna.sees("unfinished", count=1)


def _certificates(office: Office, person: Person) -> tuple[str, bytes] | None:
    return next((each for each in files_of(office, person) if each[0].startswith("certificate")), None)


def _held(content: bytes) -> list[str]:
    """Return what of an archive, or of a file, holds the canary, however it is packed."""
    if is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as packed:
            return [name for name in packed.namelist() if _held(packed.read(name))]
    with contextlib.suppress(OSError, EOFError):
        content = gzip.decompress(content)
    return ["it"] if CANARY in content.decode("utf-8", "replace").casefold() else []


def _bytes(office: Office) -> list[str]:
    """Return the files of the office in which the canary lies as it is."""
    file = Path(office.plan.database.removeprefix("sqlite:///"))
    paths = [path for folder in (file.parent, office.files) for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in paths if CANARY in path.read_bytes().decode("utf-8", "replace").casefold()]


def _opened(uow: UnitOfWork) -> list[str]:
    """Return the columns in which the canary is read once they are opened."""
    found = []
    for table in metadata.sorted_tables:
        words = [column for column in table.columns if isinstance(column.type, Sealed)]
        kept = [type_coerce(words[0], Text) != "-"] if words else []  # so stands there what a payload was
        rows = uow.run.all(Query(select(*words).where(*kept))) if words else []
        found += [table.name for row in rows if CANARY in json.dumps(list(row), default=str)]
    return found
