"""The walk of a client whose every word is a canary, through all that the office does for anybody."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import aiohttp
import pypdfium2

from storage.vocabulary import Role
from tests.cast import PATIENCE, Person
from tests.mail import MailServer
from tests.office import Office
from tests.radicale import Calendars
from tests.stories import days
from tests.stories.journey import files_of, finishes, gives_form, labels, orders, presses, sends_file, until
from tests.stories.kit import joined

CANARY = "quokka"
CLIENT = f"{CANARY} Ltd"


@dataclass
class Canary:
    """An office, who works there, the contact, and where else something of the client's goes."""

    office: Office
    calendar: Calendars
    mail: MailServer
    mia: Person
    max: Person
    ben: Person
    anna: Person
    feed: str = ""

    async def walks(self) -> None:
        """Go through everything."""
        await orders(self.anna, f"Order ten {CANARY} roses")
        await presses(self.ben, "Acknowledge")
        await self.anna.sees("Ben is taking care of T-1001")
        await self._talks()
        await self._books()
        await self._comes_again()
        await self._from_slack()
        await self._tries_out()
        await self._not_content()
        await self._reports()
        await self._exports()
        self.anna.says(f"An unfinished {CANARY} draft")
        await self.anna.sees("unfinished", count=1)
        await self.office.quiet()

    async def _talks(self) -> None:
        """A note, a question and its answer, a file, a result, a rating: each with a canary."""
        ben, anna = self.ben, self.anna
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
        await self._rates(f"{CANARY} delivered", f"{CANARY} late")

    async def _books(self) -> None:
        """An appointment in the host's own calendar, with a guest invited by mail, and a feed that has it."""
        anna = self.anna
        anna.commands("book")
        await presses(anna, "First free")
        await until(lambda: [label for label in labels(anna) if ":" in label], "the first free times")
        anna.presses(next(label for label in labels(anna) if ":" in label))
        await presses(anna, "Book")
        await presses(anna, "Add someone")
        await gives_form(anna, {"Name": f"{CANARY} Lee", "Mail address": f"{CANARY}@example.net"})
        await anna.sees(f"Also comes: {CANARY} Lee")
        await presses(anna, "Send invitation")
        await self.is_mailed(1)
        assert CANARY in str(self.mail.arrived[0]["To"])
        await self.is_shown(1)
        anna.commands("calendar")
        await presses(anna, "Get an address")
        base = f"{self.office.app.office.desk.feeds}/"
        await anna.sees(base)
        self.feed = base + anna.everything().rpartition(base)[2].split(".ics")[0] + ".ics"
        assert await self.reads_feed() == 200

    async def _comes_again(self) -> None:
        """A request that comes again, reminders of both, a search."""
        self.anna.commands("recurring", f"every day 9:00 water the {CANARY}")
        await presses(self.anna, "Right")
        self.anna.commands("remind", f"in 20 days feed the {CANARY}")
        await self.anna.sees("I'll remind you")
        self.ben.commands("remind", f"T-1001 in 20 days call the {CANARY}")
        await self.ben.sees("I'll remind you")
        self.mia.commands("find", CANARY)

    async def _from_slack(self) -> None:
        """Another contact, whose request comes from Slack with a file; a third one is invited."""
        (client,) = await self.office.app.database.read(lambda uow: uow.clients.all())
        await self.office.invited(Role.CLIENT, f"Lee {CANARY}", client_id=client.id)
        kim = await joined(self.office, Role.CLIENT, f"Kim {CANARY}", "slack", client=CLIENT)
        sends_file(kim, f"{CANARY}.txt", CANARY.encode(), f"Sort the {CANARY} list")
        await presses(kim, "Send request")
        await kim.sees("Request T-1002")

    async def _tries_out(self) -> None:
        """A trial, with what it is judged by and an answer."""
        mia, anna = self.mia, self.anna
        mia.commands("trial", CLIENT)
        await presses(mia, "Begin a trial …")
        answers = {"When does it begin?": "Today", "How long?": "2 weeks", "What is it judged by?": f"No {CANARY} late"}
        await gives_form(mia, dict(answers))
        await anna.sees("Your trial, at the start")
        await presses(anna, "Answer …")
        await gives_form(anna, {"What matters most to you?": f"A happy {CANARY}"})
        await mia.sees(f"A happy {CANARY}")

    async def _not_content(self) -> None:
        """The second low rating in a row: something for managers to look after."""
        words, button = f"Order {CANARY} tulips", "Acknowledge"
        await orders(self.anna, words)
        await until(lambda: button in days.labels(self.ben, words), words)  # Kim's request has such a button, too
        days.press(self.ben, button, words)
        await self._rates(f"{CANARY} tulips are there", f"{CANARY} late again")
        await presses(self.mia, "I take care")
        await presses(self.mia, "Settled …")
        await gives_form(self.mia, {"What came of it?": f"A new {CANARY}"})

    async def _rates(self, result: str, word: str) -> None:
        """Let Anna have a result, and rate it low with a word."""
        await finishes(self.ben, self.anna, result)
        await presses(self.anna, "Accept")
        await presses(self.anna, "1 ★")
        await presses(self.anna, "Add a word")
        await self.anna.sees_form("What was good, what was not?")
        await self.anna.answers(word)
        await until(lambda: "Add a word" not in labels(self.anna), "the word")

    async def _reports(self) -> None:
        """A digest as files, a review pack with what was agreed."""
        mia = self.mia
        mia.commands("digest", CLIENT)
        for form in ("Workbook", "Table (CSV)"):
            await presses(mia, form)
        await until(lambda: len(files_of(self.office, mia)) == 2, "the figures as files")
        mia.commands("review", CLIENT)
        name, content = await self.gets_file(mia, ".pdf")
        assert CANARY in _text_of(content), name
        await presses(mia, "Actions agreed …")
        await gives_form(mia, {"What was agreed?": f"{CANARY} every week"})
        await until(lambda: f"{CANARY} every week" in mia.everything(), "what was agreed")

    async def _exports(self) -> None:
        """Somebody's own data, and all of the client's, which a second person confirms."""
        self.anna.commands("mydata")
        _, content = await self.gets_file(self.anna, ".zip")
        assert CANARY in str(_data_in(content)["tasks"])
        self.mia.commands("people", CANARY)
        await presses(self.mia, CLIENT)
        await presses(self.mia, "Export …")
        await presses(self.mia, f"Export {CLIENT}")
        await presses(self.mia, "Yes")
        await presses(self.max, "Confirm")
        name, content = await self.gets_file(self.mia, ".zip")
        assert CANARY not in name
        assert CANARY in str(_data_in(content)["tasks"])

    async def is_mailed(self, count: int) -> None:
        """Wait until so many mails have arrived."""
        await until(lambda: len(self.mail.arrived) >= count, f"mail {count}")

    async def is_shown(self, count: int) -> None:
        """Wait until the host's own calendar has so many objects."""
        assert self.office.app.calendars is not None
        (host,) = self.office.app.calendars.hosts
        async with asyncio.timeout(PATIENCE):
            while len(await asyncio.to_thread(self.calendar.shows)) != count:
                await host.next_round()

    async def reads_feed(self) -> int:
        """Return what the feed's address answers."""
        async with aiohttp.ClientSession() as session, session.get(self.feed) as answer:
            return answer.status

    async def gets_file(self, person: Person, ending: str) -> tuple[str, bytes]:
        """Wait for a file whose name ends so; return its name and content."""

        def found() -> tuple[str, bytes] | None:
            return next((each for each in files_of(self.office, person) if each[0].endswith(ending)), None)

        name, content = await until(found, ending)
        return name, content


async def canary(office: Office, calendar: Calendars, mail: MailServer) -> Canary:
    """Return an office with its people, and a contact of the canary client."""
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    max_ = await joined(office, Role.ADMINISTRATOR, "Max", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram", client=CLIENT)
    return Canary(office, calendar, mail, mia, max_, ben, anna)


def _text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _data_in(content: bytes) -> dict[str, object]:
    with ZipFile(BytesIO(content)) as packed:
        found: dict[str, object] = json.loads(packed.read("data.json"))
        return found
