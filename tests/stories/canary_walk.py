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
from tests.radicale import Calendars
from tests.stories.booking_steps import first_free
from tests.stories.days import Day
from tests.stories.journey import files_of, finishes, labels, sends_file, until
from tests.stories.kit import joined, makes_sure

CANARY = "quokka"
CLIENT = f"{CANARY} Ltd"


@dataclass
class Canary:
    """A day on which Anna is of the canary client, who confirms what needs a second person, and where else something
    of the client's goes."""

    day: Day
    calendar: Calendars
    mail: MailServer
    max: Person
    feed: str = ""

    async def walks(self) -> None:
        """Go through everything."""
        day = self.day
        await day.taken(f"Order ten {CANARY} roses")
        await self._talks()
        await self._books()
        await self._comes_again()
        await self._from_elsewhere()
        await self._tries_out()
        await self._not_content()
        await self._reports()
        await self._exports()
        day.anna.says(f"An unfinished {CANARY} draft")
        await day.anna.sees("unfinished", count=1)
        await day.office.quiet()

    async def _talks(self) -> None:
        """A note, a question and its answer, a file, a result, a rating: each with a canary."""
        day = self.day
        await day.presses(day.ben, "internal-note")
        await day.fills(day.ben, note_words=f"{CANARY} note")
        await day.ben.sees(f"🔒 Ben: {CANARY} note")
        await day.presses(day.ben, "ask-client")
        await day.fills(day.ben, ask_words=f"Which {CANARY}?")
        await day.presses(day.anna, "answer-question")
        await day.fills(day.anna, answer_words=f"The {CANARY} one")
        await day.ben.sees(f"The {CANARY} one")
        sends_file(day.anna, f"{CANARY}.pdf", f"%PDF {CANARY}".encode(), f"{CANARY} plan")
        await day.anna.sees(f"{CANARY}")
        await self._rates(f"{CANARY} delivered", f"{CANARY} late")

    async def _books(self) -> None:
        """An appointment in the host's own calendar, with a guest invited by mail, and a feed that has it."""
        day, anna = self.day, self.day.anna
        anna.presses((await first_free(day, anna))[0])
        await day.presses(anna, "book-it")
        await day.presses(anna, "booking-add")
        await day.fills(anna, booking_guest_name=f"{CANARY} Lee", booking_guest_mail=f"{CANARY}@example.net")
        await anna.sees(day.t("booking-guest", name=f"{CANARY} Lee"))
        await day.presses(anna, "invitation-send")
        await self.is_mailed(1)
        assert CANARY in str(self.mail.arrived[0]["To"])
        await self.is_shown(1)
        anna.commands("calendar")
        await day.presses(anna, "feed-make")
        base = f"{day.office.app.office.desk.feeds}/"
        await anna.sees(base)
        self.feed = base + anna.everything().rpartition(base)[2].split(".ics")[0] + ".ics"
        assert await self.reads_feed() == 200

    async def _comes_again(self) -> None:
        """A request that comes again, reminders of both, a search."""
        day, (daily, later) = self.day, self._says(("every day 9:00", "in 20 days"), ("täglich 9 Uhr", "in 20 Tagen"))
        day.anna.commands("recurring", f"{daily} water the {CANARY}")
        await day.presses(day.anna, "when-right")
        reminds = day.t("remind-set", at="#").split("#")[0]
        day.anna.commands("remind", f"{later} feed the {CANARY}")
        await day.anna.sees(reminds)
        day.ben.commands("remind", f"T-1001 {later} call the {CANARY}")
        await day.ben.sees(reminds)
        day.mia.commands("find", CANARY)

    async def _from_elsewhere(self) -> None:
        """Another contact, whose request comes from the other platform with a file; a third one is invited."""
        day = self.day
        (client,) = await day.office.app.database.read(lambda uow: uow.clients.all())
        await day.office.invited(Role.CLIENT, f"Lee {CANARY}", client_id=client.id)
        there = "slack" if day.anna.platform == "telegram" else "telegram"
        kim = await joined(day.office, Role.CLIENT, f"Kim {CANARY}", there, language=day.language, client=CLIENT)
        sends_file(kim, f"{CANARY}.txt", CANARY.encode(), f"Sort the {CANARY} list")
        await day.presses(kim, "send-request")
        await kim.sees(day.t("request-accepted", ref="T-1002"))
        day.sent += 1

    async def _tries_out(self) -> None:
        """A trial, with what it is judged by and an answer."""
        day = self.day
        day.mia.commands("trial", CLIENT)
        await day.presses(day.mia, "trial-begin")
        when, how_long = day.t("trial-begins-today"), day.t("trial-weeks", count=2)
        await day.fills(day.mia, trial_when=when, trial_how_long=how_long, trial_what_counts=f"No {CANARY} late")
        await day.anna.sees(day.t("trial-question", milestone=day.t("trial-at-start")))
        await day.presses(day.anna, "trial-answer")
        await day.fills(day.anna, trial_ask_start=f"A happy {CANARY}")
        await day.mia.sees(f"A happy {CANARY}")

    async def _not_content(self) -> None:
        """The second low rating in a row: something for managers to look after."""
        day, words = self.day, f"Order {CANARY} tulips"
        await day.presses(day.ben, "acknowledge", await day.request(words))  # Kim's request has such a button, too
        await self._rates(f"{CANARY} tulips are there", f"{CANARY} late again")
        await day.presses(day.mia, "follow-up-take")
        await day.presses(day.mia, "follow-up-settle")
        await day.fills(day.mia, follow_up_what=f"A new {CANARY}")

    async def _rates(self, result: str, word: str) -> None:
        """Let Anna have a result, and rate it low with a word."""
        day = self.day
        await finishes(day.ben, day.anna, result, language=day.language)
        await day.presses(day.anna, "accept")
        await day.presses(day.anna, "rating", stars=1)
        await day.presses(day.anna, "rating-word")
        await day.fills(day.anna, rating_word_words=word)
        await until(lambda: day.t("rating-word") not in labels(day.anna), "the word")

    async def _reports(self) -> None:
        """A digest as files, a review pack with what was agreed."""
        day, mia = self.day, self.day.mia
        mia.commands("digest", CLIENT)
        for form in ("digest-as-xlsx", "digest-as-csv"):
            await day.presses(mia, form)
        await until(lambda: len(files_of(day.office, mia)) == 2, "the figures as files")
        mia.commands("review", CLIENT)
        name, content = await self.gets_file(mia, ".pdf")
        assert CANARY in _text_of(content), name
        await day.presses(mia, "review-agree")
        await day.fills(mia, agreed_words=f"{CANARY} every week", agreed_contact="Anna")
        await mia.sees(day.t("agreed-done", client=CLIENT))

    async def _exports(self) -> None:
        """Somebody's own data, and all of the client's, which a second person confirms."""
        day, mia = self.day, self.day.mia
        day.anna.commands("mydata")
        _, content = await self.gets_file(day.anna, ".zip")
        assert CANARY in str(_data_in(content)["tasks"])
        mia.commands("people", CANARY)
        await mia.sees_button(CLIENT)
        mia.presses(CLIENT)
        await day.presses(mia, "client-export")
        await day.presses(mia, "export-client", name=CLIENT)
        await self.is_sure()
        name, content = await self.gets_file(mia, ".zip")
        assert CANARY not in name
        assert CANARY in str(_data_in(content)["tasks"])

    async def is_sure(self) -> None:
        """Let Mia be sure of it, and a second person too."""
        await makes_sure(self.day.mia, self.day.t("yes"))
        await self.day.presses(self.max, "second-confirm")

    async def is_mailed(self, count: int) -> None:
        """Wait until so many mails have arrived."""
        await until(lambda: len(self.mail.arrived) >= count, f"mail {count}")

    async def is_shown(self, count: int) -> None:
        """Wait until the host's own calendar has so many objects."""
        assert self.day.office.app.calendars is not None
        (host,) = self.day.office.app.calendars.hosts
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
            return next((each for each in files_of(self.day.office, person) if each[0].endswith(ending)), None)

        name, content = await until(found, ending)
        return name, content

    def _says(self, english: tuple[str, str], german: tuple[str, str]) -> tuple[str, str]:
        return german if self.day.language == "de" else english


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
