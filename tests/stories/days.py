"""A working day in the office, in either language: who is there, and the steps that many days share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import cast

import pytest

from bot.i18n import Wording
from handlers.chat.outgoing import Text
from handlers.rules.categories import Category
from storage.vocabulary import Role
from tests.cast import PATIENCE, Person, SlackPerson, TelegramPerson
from tests.office import ZONE, Office
from tests.stories.conftest import OpenOffice
from tests.stories.kit import joined, only

FLOWERS = Category("flowers", {"en": "Flowers", "de": "Blumen"}, ("flowers", "Blumen"))
TRAVEL = Category("travel", {"en": "Travel", "de": "Reisen"}, ("train", "Zug"))

IN_TURN = [
    ("sqlite", "telegram", "slack", "en"),
    ("sqlite", "slack", "telegram", "de"),
    ("sqlite", "slack", "slack", "de"),
    ("sqlite", "telegram", "telegram", "en"),
    ("postgresql", "slack", "slack", "en"),
    ("postgresql", "telegram", "telegram", "de"),
    ("postgresql", "telegram", "slack", "de"),
    ("postgresql", "slack", "telegram", "en"),
]
in_turn = pytest.mark.parametrize(("database", "client_on", "staff_on", "language"), IN_TURN, indirect=["database"])
"""The four pairs of platforms on each database, each pair in both languages."""
in_turn_with_a_manager = pytest.mark.parametrize(
    ("database", "manager_on", "others_on", "language"), IN_TURN, indirect=["database"]
)
"""The places of `in_turn` for what a manager does with people: the manager here, everybody else there."""


TERMINAL = [("sqlite", "console", "console", "en"), ("postgresql", "console", "console", "de")]
in_turn_and_at_the_terminal = pytest.mark.parametrize(
    ("database", "client_on", "staff_on", "language"), [*IN_TURN, *TERMINAL], indirect=["database"]
)
"""The places of `in_turn`, and the terminal in both languages."""


def in_turn_with(
    *, client_on: str | None = None, staff_on: str | None = None, terminal: bool = False
) -> pytest.MarkDecorator:
    """Return the places of `in_turn` for what only one platform has, or that one and the terminal: it stays, all else
    comes in turn."""
    places = [(database, client_on or client, staff_on or staff, say) for database, client, staff, say in IN_TURN]
    once = list(dict.fromkeys(places + TERMINAL * terminal))
    return pytest.mark.parametrize(("database", "client_on", "staff_on", "language"), once, indirect=["database"])


BOTH = [
    ("sqlite", "telegram", "en"),
    ("postgresql", "slack", "de"),
    ("sqlite", "slack", "en"),
    ("postgresql", "telegram", "de"),
]
both = pytest.mark.parametrize(("database", "on", "language"), BOTH, indirect=["database"])
"""Each platform on each database, each platform in both languages."""

both_and_at_the_terminal = pytest.mark.parametrize(
    ("database", "on", "language"),
    [*BOTH, ("sqlite", "console", "de"), ("postgresql", "console", "en")],
    indirect=["database"],
)
"""The places of `both`, and the terminal in both languages."""

in_both_languages = pytest.mark.parametrize(
    ("database", "language"), [("sqlite", "en"), ("postgresql", "de")], indirect=["database"]
)
"""For what only one platform has, and one person sees."""


@cache
def _wording() -> Wording:
    return Wording()


Sentences = Callable[..., str]


def sentences(language: str) -> Sentences:
    """Return what says a sentence, by its name and facts, in a language."""

    def t(name: str, /, **facts: object) -> str:
        return _wording().say(Text(name, **facts), language, ZONE)

    return t


@dataclass
class Day:
    """An office with Mia the manager, Ben and Eva the assistants, and Anna of Dr. Weber; Eva is away at first, so that
    everything goes to Ben."""

    office: Office
    language: str
    mia: Person
    ben: Person
    eva: Person
    anna: Person
    sent: int = 0

    def t(self, name: str, /, **facts: object) -> str:
        """Return a sentence in the day's language."""
        return sentences(self.language)(name, **facts)

    async def request(self, words: str, by: Person | None = None) -> str:
        """Let a client write and send a request; return its reference."""
        client = self.anna if by is None else by
        self.sent += 1
        ref = f"T-{1000 + self.sent}"
        await client.requests(words)
        await client.sees(self.t("request-accepted", ref=ref))
        return ref

    async def taken(self, words: str = "Please order flowers") -> str:
        """Let Anna ask for something and Ben acknowledge it; return its reference."""
        ref = await self.request(words)
        await self.presses(self.ben, "acknowledge", ref)
        await self.ben.sees_button(self.t("done"))
        return ref

    async def presses(self, who: Person, name: str, card: str | None = None, /, **facts: object) -> None:
        """Wait for a button by the name of its sentence (where given, on a card holding `card`) and press it."""
        label = self.t(name, **facts)
        if card is not None:
            await until(who, lambda: any(label in there for there in cards(who, card).values()), f"[{label}] on {card}")
        await who.sees_button(label)
        press(who, label, card)

    async def fills(self, who: Person, **answers: str | None) -> None:
        """Fill a form by the names of its questions (`decline_words`): in a window at once, in the chat one by one.
        None skips, and an answer that is offered is pressed."""
        asked = {self.t(name.replace("_", "-")): answer for name, answer in answers.items()}
        if isinstance(who, SlackPerson):
            for label in asked:
                await who.user.sees_modal(label, timeout=PATIENCE)
            who.user.fills(**{label: answer for label, answer in asked.items() if answer is not None})
            who.user.submits()
            return
        for label, answer in asked.items():
            question = self.t("form-question", label=label)
            await who.sees(question)
            if answer is None:
                press(who, self.t("form-skip"), question)
            elif answer in labels(who, question):
                press(who, answer, question)
            else:
                who.says(answer)

    async def reads(self, who: Person, name: str, /, **facts: object) -> None:
        """Wait until somebody was told something, as a message or as a toast."""
        text = self.t(name, **facts)
        await until(who, lambda: text in who.everything(), repr(text))


async def begin(
    open_office: OpenOffice,
    client_on: str,
    staff_on: str,
    language: str,
    *,
    manager_on: str | None = None,
    client: str = "Dr. Weber",
    eva_away: bool = True,
    **settings: object,
) -> Day:
    """Return a fresh day; the manager is where the staff is if nothing else is said, Anna is of `client`, and with
    `eva_away` false tasks go to Ben and Eva in turn."""
    office = await open_office(**only(client_on, staff_on, manager_on or staff_on, language=language, **settings))
    mia = await joined(office, Role.MANAGER, "Mia", manager_on or staff_on, language=language)
    ben = await joined(office, Role.ASSISTANT, "Ben", staff_on, language=language)
    eva = await joined(office, Role.ASSISTANT, "Eva", staff_on, language=language)
    anna = await joined(office, Role.CLIENT, "Anna", client_on, language=language, client=client)
    day = Day(office, language, mia, ben, eva, anna)
    if eva_away:
        eva.commands("away")
        await eva.sees(day.t("away-now", count=0))
    return day


# --- what is on somebody's screen ---


async def until(who: Person, fact: Callable[[], bool], what: str) -> None:
    """Wait until something is true, asking at each change of what somebody sees."""
    if isinstance(who, TelegramPerson):
        await who.user.until(fact, what, timeout=PATIENCE)
    else:
        await cast(SlackPerson, who).user.waits(lambda: fact() or None, what, timeout=PATIENCE)


def cards(who: Person, text: str) -> dict[object, list[str]]:
    """Return the labels of the office's messages that hold `text` now, by message, oldest first."""
    found: dict[object, list[str]] = {}
    if isinstance(who, TelegramPerson):
        for message in who.user.messages:
            if message.from_bot and text in message.text:
                found[message.id] = [button.label for row in message.buttons for button in row]
        return found
    for note in cast(SlackPerson, who).user.messages:
        if note.from_bot and text in note.shown:
            found[note.ts] = [button.label for button in note.buttons]
    return found


def labels(who: Person, text: str) -> list[str]:
    """Return the labels on the newest of the office's messages that holds `text` and has buttons, none if there is
    none."""
    return next((there for there in reversed(cards(who, text).values()) if there), [])


def typed(on: str, command: str) -> str:
    """Return how a command is typed on a platform."""
    return f"/office {command}" if on == "slack" else f"/{command}"


def files_of(who: Person, ending: str) -> list[bytes]:
    """Return what is in the office's files whose name ends so, oldest first."""
    if isinstance(who, TelegramPerson):
        sent = [message.document for message in who.user.messages if message.from_bot and message.document is not None]
        return [file.content for file in sent if file.filename.endswith(ending)]
    user = cast(SlackPerson, who).user
    shown = [file for note in user.messages if note.from_bot for file in note.files]
    return [user.opens_file(str(file["id"])) for file in shown if str(file["name"]).endswith(ending)]


def errors_of(who: Person) -> list[str]:
    """Return what the open window says is wrong, nothing outside of windows."""
    modal = who.user.modal if isinstance(who, SlackPerson) else None
    return [] if modal is None else list(modal.errors.values())


def pick(who: Person, label: str, value: str, card: str) -> None:
    """Set a picker on the newest message that holds `card`: Slack has them, nobody else."""
    assert isinstance(who, SlackPerson)
    who.user.chooses(label, value, ts=str(list(cards(who, card))[-1]))


def press(who: Person, label: str, card: str | None = None) -> None:
    """Press a button, where `card` is given on the newest message that holds it."""
    if card is None:
        who.presses(label)
        return
    found = [message for message, there in cards(who, card).items() if label in there]
    if isinstance(who, TelegramPerson):
        who.user.presses(label, message_id=cast(int, found[-1]))
    else:
        cast(SlackPerson, who).user.presses(label, ts=str(found[-1]))
