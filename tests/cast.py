"""People of the stories: the same sentences on Telegram, on Slack and at the terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from tests.standins.slack import SlackStandIn
from tests.standins.telegram import TelegramStandIn

if TYPE_CHECKING:
    from bot.platforms.console import ConsolePlatform

PATIENCE = 30.0


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


class TelegramPerson:
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


class SlackPerson:
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


class ConsolePerson:
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

    def _own(self) -> list[str]:
        start = f"{self._who} ◂ "
        return [re.sub(r"^  ", "", line.removeprefix(start)) for line in self._lines if line.startswith(start)]

    async def _until(self, fact: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._changed:
                await self._changed.wait_for(fact)
        except TimeoutError as error:
            raise AssertionError(f"{self.name} never saw {what!r}:\n{self.everything()}") from error
