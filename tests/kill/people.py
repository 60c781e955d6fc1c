"""People who use an office that keeps dying: they wait, press again if nothing happened, and remember what they saw."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable, Set
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tests.cast import SlackPerson, TelegramPerson

T = TypeVar("T")
PATIENCE = 1.5  # before pressing again
REFERENCE = re.compile(r"\bT-\d+\b")
CARD = re.compile(r"^(T-\d+) · ")
QUESTION = "What shall the client read"


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the office as it looks now."""

    id: str
    text: str
    labels: tuple[str, ...]


class Screen(Protocol):
    """What somebody has in front of them, the same on both platforms."""

    name: str
    platform: str

    def shown(self) -> list[Shown]:
        """Return the office's lasting messages, oldest first."""

    def everything(self) -> str:
        """Return all that was ever shown."""

    def says(self, text: str) -> None:
        """Write something."""

    def presses(self, message: str, label: str) -> None:
        """Press a button of a message."""

    async def until(self, fact: Callable[[], T | None], seconds: float) -> T | None:
        """Return the first value of `fact` that is there; None after `seconds`."""

    async def finishes(self, card: Shown, reference: str, result: str) -> None:
        """Press Done on a card and give the result, as far as the office plays along."""


class TelegramScreen:
    """Somebody on Telegram."""

    platform = "telegram"

    def __init__(self, person: TelegramPerson) -> None:
        self.person = person
        self.name = person.name

    def shown(self) -> list[Shown]:
        return [
            Shown(str(message.id), message.text, tuple(button.label for row in message.buttons for button in row))
            for message in self.person.user.messages
            if message.from_bot
        ]

    def everything(self) -> str:
        edits = [edit.text for message in self.person.user.messages for edit in message.edits]
        return "\n".join([self.person.everything(), *edits])

    def says(self, text: str) -> None:
        self.person.says(text)

    def presses(self, message: str, label: str) -> None:
        with suppress(LookupError):  # gone under their finger
            self.person.user.presses(label, message_id=int(message))

    async def until(self, fact: Callable[[], T | None], seconds: float) -> T | None:
        return await self.person.user.changes.until(fact, seconds)

    async def finishes(self, card: Shown, reference: str, result: str) -> None:
        asked = max((int(shown.id) for shown in self.shown()), default=0)
        self.presses(card.id, "Done")

        def question() -> bool | None:
            new = [shown for shown in self.shown() if int(shown.id) > asked and QUESTION in shown.text]
            return any(reference in shown.text and "Cancel" in shown.labels for shown in new) or None

        if await self.until(question, PATIENCE * 2):
            self.says(result)
            await self.until(lambda: _is_done(self, reference), PATIENCE * 3)


class SlackScreen:
    """Somebody on Slack."""

    platform = "slack"

    def __init__(self, person: SlackPerson) -> None:
        self.person = person
        self.name = person.name

    def shown(self) -> list[Shown]:
        return [
            Shown(message.ts, message.shown, tuple(button.label for button in message.buttons))
            for message in self.person.user.messages
            if message.from_bot and not message.ephemeral
        ]

    def everything(self) -> str:
        return self.person.everything()

    def says(self, text: str) -> None:
        self.person.says(text)

    def presses(self, message: str, label: str) -> None:
        with suppress(LookupError):  # gone under their finger
            self.person.user.presses(label, ts=message)

    async def until(self, fact: Callable[[], T | None], seconds: float) -> T | None:
        try:
            return await self.person.user.waits(fact, "", timeout=seconds)
        except AssertionError:
            return None

    async def finishes(self, card: Shown, reference: str, result: str) -> None:
        user = self.person.user
        asked = len(self.shown())
        self.presses(card.id, "Done")

        def form() -> str | None:
            modal = user.modal
            inputs = [block for block in modal.blocks if block["type"] == "input"] if modal else []
            if inputs and modal and reference in modal.title:
                return str(inputs[0]["label"]["text"])
            # The window was opened by a process that died: another one asks in the chat.
            chat = any(QUESTION in shown.text and reference in shown.text for shown in self.shown()[asked:])
            return "" if chat else None

        label = await self.until(lambda: (found,) if (found := form()) is not None else None, PATIENCE)
        if label == ("",):
            self.says(result)
        elif label is not None and user.modal is not None:
            user.fills(**{label[0]: result})
            await user.submits().done()
        if label is not None:
            await self.until(lambda: _is_done(self, reference), 2 * PATIENCE)
        if user.modal is not None:
            user.closes_modal()


class Client:
    """Writes requests one after another, and sends each until it has the reference."""

    def __init__(self, screen: Screen, chance: random.Random, acted: Callable[[], None]) -> None:
        self.screen = screen
        self.references: dict[str, str] = {}
        self._chance = chance
        self._acted = acted

    async def lives(self, closing: asyncio.Event) -> None:
        """Make requests until closing time; the last one is brought to its end."""
        number = 0
        while not closing.is_set():
            number += 1
            words = f"Errand {self.screen.name}-{number}."
            self.screen.says(words)
            self._acted()
            self.references[words] = await self._reference(words)
            await self.screen.until(lambda: closing.is_set() or None, self._chance.uniform(0.1, 0.8))

    async def _reference(self, words: str) -> str:
        while True:
            await self.screen.until(lambda: self._accepted(words) or self._asks(words), 2 * PATIENCE)
            card = self._asks(words)
            if card is not None and self._accepted(words) is None:
                self.screen.presses(card.id, "Send request" if "Send request" in card.labels else "New request")
                self._acted()
                if "New request" in card.labels:
                    await self.screen.until(lambda: self._asks(words, {"Send request"}), PATIENCE)
                    continue
            reference = await self.screen.until(lambda: self._accepted(words), PATIENCE)
            if reference is not None:
                return reference

    def _asks(self, words: str, labels: Set[str] = frozenset({"Send request", "New request"})) -> Shown | None:
        about = [shown for shown in self.screen.shown() if words in shown.text and labels & set(shown.labels)]
        return about[-1] if about else None

    def _accepted(self, words: str) -> str | None:
        for shown in self.screen.shown():
            if words in shown.text and (found := REFERENCE.search(shown.text)) is not None:
                return found[0]
        return None


class Assistant:
    """Acknowledges and finishes whatever comes."""

    def __init__(self, screen: Screen, acted: Callable[[], None]) -> None:
        self.screen = screen
        self._acted = acted

    async def lives(self) -> None:
        """Work until cancelled."""
        while True:
            open_cards = await self.screen.until(lambda: self._open() or None, 60.0)
            for reference, card in (open_cards or {}).items():
                self._acted()
                if "Done" in card.labels:
                    await self.screen.finishes(card, reference, f"Result of {reference}.")
                else:
                    await self._acknowledge(card, reference)

    async def _acknowledge(self, card: Shown, reference: str) -> None:
        self.screen.presses(card.id, "Acknowledge")
        await self.screen.until(lambda: "Acknowledge" not in _labels(self.screen, reference) or None, PATIENCE)

    def _open(self) -> dict[str, Shown]:
        return {
            reference: card
            for reference, card in _cards(self.screen).items()
            if {"Acknowledge", "Done"} & set(card.labels)
        }


def _cards(screen: Screen) -> dict[str, Shown]:
    """Return the newest card of each task: an older copy of one that was repeated stays as it was."""
    found = {}
    for shown in screen.shown():
        if (title := CARD.match(shown.text)) is not None:
            found[title[1]] = shown
    return found


def _labels(screen: Screen, reference: str) -> tuple[str, ...]:
    card = _cards(screen).get(reference)
    return card.labels if card else ()


def _is_done(screen: Screen, reference: str) -> bool | None:
    return "Done" not in _labels(screen, reference) or None
