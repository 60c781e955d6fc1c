"""People of the stories: the same sentences on Telegram, on Slack and at the terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from tests.standins.slack import SlackStandIn
from tests.standins.telegram import TelegramStandIn

if TYPE_CHECKING:
    from bot.platforms.console import ConsolePlatform

PATIENCE = 60.0
SEND, NEW = {"Send request", "Absenden"}, {"New request", "Neuer Auftrag"}
_LABEL = re.compile(r"\[\d+\] (.+?)(?=  \[|$)")


class Person(Protocol):
    """Somebody who talks to the office. Visible text only; labels are pressed by their words."""

    name: str
    platform: str

    def says(self, text: str) -> Any:
        """Write something."""

    def commands(self, name: str, words: str = "") -> Any:
        """Give a command (`queue`)."""

    def presses(self, label: str) -> Any:
        """Press the newest visible button with this label; LookupError if there is none."""

    async def requests(self, words: str) -> None:
        """Write a request and send it; asked whether it is a new one, say so. What comes of it is not waited for."""

    async def answers(self, text: str) -> None:
        """Answer the form that is open now: fill and submit the modal, or write the answer."""

    async def sees(self, text: str, *, count: int = 1) -> str:
        """Wait until `count` of the office's messages contain `text` now; return the newest such message's text."""

    async def sees_button(self, label: str) -> None:
        """Wait until a button with this label can be pressed."""

    async def sees_form(self, text: str) -> None:
        """Wait for a form that asks so: a window, or a question in the chat."""

    async def sees_toast(self, text: str) -> None:
        """Wait for a direct answer (toast, ephemeral, window) containing `text`."""

    def count(self, text: str) -> int:
        """Return how many of the office's messages contain `text` now."""

    def everything(self) -> str:
        """Return all the person was ever shown, edits and toasts included."""


class Asking:
    """How anybody makes a request, whatever the office asks before."""

    async def requests(self, words: str) -> None:
        self.says(words)
        label = await self._offered(words, SEND | NEW)
        if label in NEW:
            self.presses(label)
            label = await self._offered(words, SEND)
        self.presses(label)

    def says(self, text: str) -> Any:
        raise NotImplementedError

    def presses(self, label: str) -> Any:
        raise NotImplementedError

    async def _offered(self, words: str, labels: set[str]) -> str:
        """Return which of these buttons the newest message with these words has, once it has one."""
        raise NotImplementedError


def first_line(words: str) -> str:
    """Return what a card certainly shows of some words on one line."""
    return words.splitlines()[0]


def _first(labels: Iterable[str], wanted: set[str]) -> str | None:
    return next((label for label in labels if label in wanted), None)


class TelegramPerson(Asking):
    """A person on Telegram."""

    platform = "telegram"

    def __init__(self, server: TelegramStandIn, name: str, language: str | None = "en") -> None:
        self.name = name
        self.user = server.user(name, language_code=language)

    def says(self, text: str) -> Any:
        return self.user.says(text)

    def commands(self, name: str, words: str = "") -> Any:
        return self.user.says(f"/{name} {words}".strip())

    def presses(self, label: str) -> Any:
        return self.user.presses(label)

    async def answers(self, text: str) -> None:
        self.user.says(text)

    async def sees(self, text: str, *, count: int = 1) -> str:
        return (await self.user.sees(text, timeout=PATIENCE, count=count)).text

    async def sees_button(self, label: str) -> None:
        await self.user.until(lambda: label in self._labels(), f"button {label!r}", timeout=PATIENCE)

    async def sees_form(self, text: str) -> None:
        await self.sees(text)

    async def sees_toast(self, text: str) -> None:
        await self.user.until(
            lambda: any(text in (answer.text or "") for answer in self.user.answers),
            f"toast {text!r}",
            timeout=PATIENCE,
        )

    def count(self, text: str) -> int:
        return self.user.count(text)

    def everything(self) -> str:
        return self.user.transcript() + "\n".join(answer.text or "" for answer in self.user.answers)

    def _labels(self) -> list[str]:
        return [button.label for message in self.user.messages for row in message.buttons for button in row]

    async def _offered(self, words: str, labels: set[str]) -> str:
        def offered() -> str | None:
            about = [
                message for message in self.user.messages if message.from_bot and first_line(words) in message.text
            ]
            return _first([b.label for row in about[-1].buttons for b in row], labels) if about else None

        await self.user.until(lambda: offered() is not None, f"one of {labels}", timeout=PATIENCE)
        found = offered()
        assert found is not None
        return found


class SlackPerson(Asking):
    """A person on Slack."""

    platform = "slack"

    def __init__(self, server: SlackStandIn, name: str, language: str | None = "en", **facts: Any) -> None:
        self.name = name
        locale = {"de": "de-DE", "en": "en-US"}.get(language or "en", "en-US")
        self.user = server.user(name, locale=locale, **facts)

    def says(self, text: str) -> Any:
        return self.user.says(text)

    def commands(self, name: str, words: str = "") -> Any:
        return self.user.commands(f"{name} {words}".strip())

    def presses(self, label: str) -> Any:
        return self.user.presses(label)

    async def answers(self, text: str) -> None:
        def question() -> str | None:
            modal = self.user.modal
            inputs = [block for block in modal.blocks if block["type"] == "input"] if modal else []
            return str(inputs[0]["label"]["text"]) if inputs else None

        self.user.fills(**{await self.user.waits(question, "a form", timeout=PATIENCE): text})
        self.user.submits()

    async def sees(self, text: str, *, count: int = 1) -> str:
        return str((await self.user.sees(text, timeout=PATIENCE, count=count)).shown)

    async def sees_button(self, label: str) -> None:
        await self.user.waits(lambda: label in self._labels() or None, f"button {label!r}", timeout=PATIENCE)

    async def sees_form(self, text: str) -> None:
        await self.user.sees_modal(text, timeout=PATIENCE)

    async def sees_toast(self, text: str) -> None:
        def shown() -> bool | None:
            told = any(message.ephemeral and text in message.shown for message in self.user.messages)
            modal = self.user.modal
            return told or (modal is not None and text in modal.shown) or None

        await self.user.waits(shown, f"toast {text!r}", timeout=PATIENCE)

    def count(self, text: str) -> int:
        return sum(m.from_bot and not m.ephemeral and text in m.shown for m in self.user.messages)

    def everything(self) -> str:
        edits = [edit for message in self.user.messages for edit in message.edits]
        return "\n".join([self.user.transcript(), *edits])

    def _labels(self) -> list[str]:
        return [button.label for message in self.user.messages for button in message.buttons]

    async def _offered(self, words: str, labels: set[str]) -> str:
        def offered() -> str | None:
            about = [
                message for message in self.user.messages if message.from_bot and first_line(words) in message.shown
            ]
            return _first([button.label for button in about[-1].buttons], labels) if about else None

        return str(await self.user.waits(offered, f"one of {labels}", timeout=PATIENCE))


class ConsolePerson(Asking):
    """A person at the terminal."""

    platform = "console"

    def __init__(
        self,
        console: ConsolePlatform,
        lines: list[str],
        changed: asyncio.Condition,
        name: str,
        spawn: Callable[..., Any],
    ) -> None:
        self.name = name
        self._who = name.lower()
        self._console = console
        self._lines = lines
        self._changed = changed
        self._spawn = spawn
        self._said = 0

    def says(self, text: str) -> Any:
        self._said += 1
        return self._spawn(self._console.says(self._who, text, f"{self._who}:{self._said}"))

    def commands(self, name: str, words: str = "") -> Any:
        return self.says(f"/{name} {words}".strip())

    def presses(self, label: str) -> Any:
        return self.says(f"[{label}]")

    async def answers(self, text: str) -> None:
        self.says(text)

    async def sees(self, text: str, *, count: int = 1) -> str:
        await self._until(lambda: self.count(text) >= count, text)
        return [line for line in self._own() if text in line][-1]

    async def sees_button(self, label: str) -> None:
        await self._until(
            lambda: label in {shown[0] for shown in self._console.shown(self._who).values()}, f"[{label}]"
        )

    async def sees_form(self, text: str) -> None:
        await self.sees(text)

    async def sees_toast(self, text: str) -> None:
        await self.sees(text)

    def count(self, text: str) -> int:
        return sum(text in line for line in self._own())

    def everything(self) -> str:
        return "\n".join(self._own())

    async def _offered(self, words: str, labels: set[str]) -> str:
        def offered() -> str | None:
            lines = self._own()
            about = [number for number, line in enumerate(lines) if first_line(words) in line]
            below = [line for line in lines[about[-1] + 1 :] if line.startswith("[")] if about else []
            return _first(_LABEL.findall(below[-1]), labels) if below else None

        await self._until(lambda: offered() is not None, f"one of {labels}")
        found = offered()
        assert found is not None
        return found

    def _own(self) -> list[str]:
        start = f"{self._who} ◂ "
        return [re.sub(r"^  ", "", line.removeprefix(start)) for line in self._lines if line.startswith(start)]

    async def _until(self, fact: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._changed:
                await self._changed.wait_for(fact)
        except TimeoutError as error:
            raise AssertionError(f"{self.name} never saw {what!r}:\n{self.everything()}") from error
