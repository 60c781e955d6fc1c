"""The people and tasks that examples are made of. All of them are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.chat.context import Office
from handlers.chat.outgoing import Notice
from handlers.chat.wire import unpack
from handlers.rules.business_hours import BusinessHours
from handlers.rules.categories import Category, Question
from storage.conversation import Message, Note
from storage.drafts import Draft
from storage.files import StoredFile
from storage.people import Address, Person
from storage.tasks import Task
from storage.vocabulary import (
    ClientId,
    DraftId,
    DraftState,
    FileState,
    PersonId,
    PersonState,
    Priority,
    Role,
    TaskId,
    TaskState,
    TeamId,
)

ZONE = "Europe/Berlin"
NOW = datetime(2026, 3, 2, 9, 12, tzinfo=UTC)  # a Monday, 10:12 on the wall in Berlin
CLIENT = "Dr. Weber"
TEAM = TeamId("team")
CLIENT_ID = ClientId("client")
TRIP = {
    "de": "Bitte am Donnerstag einen Flug nach Wien buchen, vormittags hin, Freitagabend zurück. Gang, wenn möglich.",
    "en": "Please book a flight to Vienna: out on Thursday morning, back on Friday evening. An aisle seat, please.",
}
SHORT = {"de": "Tisch für vier am Freitag um 19 Uhr", "en": "A table for four on Friday at 7 pm"}
AGAIN = {"de": "jeden Montag und Donnerstag Blumen gießen", "en": "water the flowers every Monday and Thursday"}
TITLE = {"de": "Flug nach Wien", "en": "Flight to Vienna"}
WISH = {"de": "bis heute Abend", "en": "by this evening"}
SEAT = {"de": "Gang, vorne", "en": "aisle, in front"}
ASKED = {
    "de": "Am Gang ist um 8:05 nur noch Reihe 11 frei. Passt das?",
    "en": "At 8:05 there is only row 11 left on the aisle. Is that all right?",
}
ANSWERED = {"de": "Ja, das passt mir gut.", "en": "Yes, that suits me well."}
HELD_UP = {"de": "Die Fluglinie ruft am Nachmittag zurück.", "en": "The airline will ring back in the afternoon."}
CALLED_OFF = {"de": "Die Besprechung in Wien fällt aus.", "en": "The meeting in Vienna is off."}
COMPLAINT = {"de": "Der Rückflug fehlt noch.", "en": "The flight back is still missing."}
FLOWERS = {"de": "Blumen für den Empfang", "en": "Flowers for the front desk"}
CARDS = {"de": "Visitenkarten nachdrucken", "en": "Reprint the business cards"}
BUSY = {"de": "Ich bin ab elf außer Haus.", "en": "I am out of the house from eleven."}
BOOKED = {
    "de": "Gebucht: Donnerstag 8:05 hin, Freitag 19:40 zurück, Platz 11C.",
    "en": "Booked: out on Thursday 8:05, back on Friday 19:40, seat 11C.",
}
NOTED = {"de": "Vielfliegernummer steht in der Akte.", "en": "The frequent flyer number is in the file."}
THANKS = {"de": "Danke, das ging schnell!", "en": "Thank you, that was quick!"}
CATEGORY = Category(
    name="travel",
    label={"de": "Reise", "en": "Travel"},
    keywords=("flug", "flight"),
    process={
        "de": "Wir suchen drei Verbindungen heraus und buchen, sobald Sie eine gewählt haben.",
        "en": "We look for three connections and book as soon as you have chosen one.",
    },
    questions=(
        Question(
            "class",
            {"de": "Welche Klasse?", "en": "Which class?"},
            kind="one-of",
            choices=(
                ("economy", {"de": "Economy", "en": "Economy"}),
                ("business", {"de": "Business", "en": "Business"}),
            ),
        ),
        Question("seat", {"de": "Wo möchten Sie sitzen?", "en": "Where would you like to sit?"}, required=False),
    ),
)


TABLE = Category(name="table", label={"de": "Tisch im Restaurant", "en": "Table at a restaurant"})
OFFICE = Office(
    name="Vorzimmer",
    language="de",
    zone=ZONE,
    hours=BusinessHours.parse(ZONE, "Mon-Fri 09:00-17:00"),
    categories=(CATEGORY, TABLE),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who is in the examples, all speaking the reader's language: Anna the client, Ben and Eva who assist,
    Mia who leads. `window` is true where a form is shown in a window of its own instead of being asked in a chat."""

    language: str
    anna: Person
    ben: Person
    eva: Person
    mia: Person
    window: bool = False

    @classmethod
    def speaking(cls, language: str, *, window: bool = False) -> Cast:
        """Return the cast as readers of this language."""
        return cls(
            language,
            anna=_person("Anna", Role.CLIENT, language),
            ben=_person("Ben", Role.ASSISTANT, language),
            eva=_person("Eva", Role.ASSISTANT, language),
            mia=_person("Mia", Role.MANAGER, language),
            window=window,
        )

    def words(self, spoken: Mapping[str, str]) -> str:
        """Return the words in the reader's language, English where they don't exist."""
        return spoken.get(self.language, spoken["en"])

    def addresses(self, person: Person) -> list[Address]:
        """Return a person's two addresses, on Telegram and on Slack."""
        return [
            Address(f"{person.id}-{platform}", person.id, platform, "", person.id, person.id, True, NOW)
            for platform in ("telegram", "slack")
        ]

    def draft(self, **changes: Any) -> Draft:
        """Return Anna's request, not sent yet."""
        draft = Draft(
            id=DraftId("draft"),
            person_id=self.anna.id,
            words=self.words(TRIP),
            files=[],
            source="",
            state=DraftState.OPEN,
            task_id=None,
            created_at=NOW,
        )
        return replace(draft, **changes)

    def task(self, state: TaskState = TaskState.ASSIGNED, number: int = 1042, **changes: Any) -> Task:
        """Return Anna's task, with Ben unless it waits; times as its state has them."""
        started = state not in {TaskState.QUEUED, TaskState.ASSIGNED}
        task = Task(
            id=TaskId(f"task-{number}"),
            number=number,
            client_id=CLIENT_ID,
            contact_id=self.anna.id,
            team_id=TEAM,
            words=self.words(TRIP),
            files=[],
            state=state,
            assistant_id=None if state is TaskState.QUEUED else self.ben.id,
            result=None,
            note=None,
            version=1,
            created_at=NOW,
            assigned_at=None if state is TaskState.QUEUED else NOW + timedelta(minutes=1),
            acknowledged_at=NOW + timedelta(minutes=4) if started else None,
            done_at=NOW + timedelta(minutes=48) if state in {TaskState.DONE, TaskState.CLOSED} else None,
            title=self.words(TITLE),
            category=CATEGORY.name,
            priority=Priority.HIGH,
            wish=self.words(WISH),
            answers={"class": "economy", "seat": self.words(SEAT)},
        )
        return replace(task, **changes)

    def file(self, state: FileState = FileState.HERE) -> StoredFile:
        """Return the calendar that Anna sent along."""
        return StoredFile(
            id="file",
            platform="telegram",
            workspace="",
            handle="",
            kind="document",
            name=self.words({"de": "Kalender.pdf", "en": "Calendar.pdf"}),
            mime="application/pdf",
            size=48_211,
            owner_id=self.anna.id,
            created_at=NOW,
            state=state,
        )

    def message(self, spoken: Mapping[str, str], author: Person) -> Message:
        """Return words of the conversation about the task."""
        return Message("message", TaskId("task-1042"), author.id, self.words(spoken), None, 1, NOW, None)

    def note(self, spoken: Mapping[str, str], author: Person) -> Note:
        """Return an internal note about the task."""
        return Note("note", TaskId("task-1042"), author.id, self.words(spoken), None, NOW)

    def other_task(self, state: TaskState = TaskState.ASSIGNED, **changes: Any) -> Task:
        """Return a second, shorter task, nothing special about it."""
        plain = {"title": None, "category": TABLE.name, "priority": Priority.NORMAL, "wish": None, "answers": None}
        task = self.task(state, changes.get("number", 1043))
        return replace(task, **{"words": self.words(SHORT), **plain, **changes})


def said(name: str, /, **facts: object) -> Notice:
    """Return a sentence that the office says in passing, outside its screens. It is named as in an outbox row, so that
    the tests of the language files don't take an example for somebody who says the sentence."""
    return Notice(unpack([name, facts]))


def _person(name: str, role: Role, language: str) -> Person:
    return Person(
        id=PersonId(name.lower()),
        name=name,
        role=role,
        state=PersonState.ACTIVE,
        client_id=CLIENT_ID if role is Role.CLIENT else None,
        team_id=TEAM if role is Role.ASSISTANT else None,
        language=language,
        zone=ZONE,
        zone_known=True,
        guest=False,
        told_at=f"{name.lower()}-telegram",
        created_at=NOW,
    )
