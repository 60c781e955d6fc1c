"""A terminal as a chat: everybody in one window, buttons as numbers. For the demo, development and the README's
transcript."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.platforms.base import (
    Arrival,
    CannotTell,
    Finding,
    Intake,
    Limits,
    Message,
    Never,
    NoTopic,
    NotSent,
    Parcel,
    Place,
    Sheet,
    Uneditable,
)
from handlers.chat.incoming import Command, Event, File, Pressed, Said, Sender
from handlers.chat.outgoing import Text

_PRESS = re.compile(r"\[?(?P<number>\d{1,4})\]?|\[(?P<label>[^\]]+)\]")
_FILE = re.compile(r"file:(?:\"([^\"]+)\"|(\S+))\s*")
_PIECE = 64 * 1024
MOST_SHOWN = 12  # of the buttons one may have meant, the latest
_KINDS = frozenset({"photo", "voice", "audio", "video"})


Worded = Callable[[str, Text], Awaitable[str]]
"""Returns a sentence as somebody reads it, in their language; they are named as at the terminal."""


async def _unworded(who: str, text: Text) -> str:
    return text.name


class ConsolePlatform:
    """Many people at one terminal. `show` gets each line of output, beginning with its reader; `toast` gets direct
    answers instead, if given. `worded` words what the terminal itself says; without it the sentences have names only.
    `told` says whether all is answered so far: files come after that, so that the same input looks the same.
    """

    name = "console"
    workspace = ""
    reconciles = False
    prefix = "/"
    parallel = 1
    limits = Limits(per_second=0, per_chat=0)
    has_home = False
    has_topics = False
    largest_file = 20_000_000

    def __init__(
        self,
        show: Callable[[str], None],
        now: Callable[[], datetime],
        toast: Callable[[str], None] | None = None,
        worded: Worded = _unworded,
        told: Callable[[], bool] = lambda: True,
    ) -> None:
        self._show = show
        self._worded = worded
        self._told = told
        self._toast = toast or show
        self._now = now
        self._intake: Intake | None = None
        self._listening = asyncio.Event()
        self._count = 0
        self._numbers: dict[str, int] = {}
        self._buttons: dict[str, dict[int, tuple[str, str, str]]] = {}

    # --- people at the terminal ---

    async def says(self, who: str, line: str, occasion: str, *, presses: bool = True) -> None:
        """Let a person say a line: words, a command, `3` or `[Label]` to press, `file:PATH words` to send a file.
        `occasion` is unique for ever; `presses` tells that a bare number means a button. What can't be done is shown to
        the person."""
        raw = self._understood(who, line.strip(), presses=presses)
        if isinstance(raw, Text):
            self._show(f"{who} ◂ ({await self._worded(who, raw)})")
            return
        await self._listening.wait()
        assert self._intake is not None  # set before the event
        arrival = Arrival(
            self.name, "", f"console:{occasion}", f"console::{who}", json.dumps(raw), self._now(), ticket=who
        )
        await self._intake.take([arrival])

    def remember(self) -> dict[str, Any]:
        """Return what the terminal shows, as JSON: which buttons have which numbers."""
        buttons = {who: [[number, *shown] for number, shown in kept.items()] for who, kept in self._buttons.items()}
        return {"count": self._count, "numbers": self._numbers, "buttons": buttons}

    def recall(self, kept: Mapping[str, Any]) -> None:
        """Go on where `remember` left off."""
        self._count, self._numbers = int(kept["count"]), dict(kept["numbers"])
        for who, buttons in kept["buttons"].items():
            self._buttons[who] = {number: (label, key, message) for number, label, key, message in buttons}

    def forget(self) -> None:
        """Begin to count buttons anew."""
        self._numbers.clear()
        self._buttons.clear()

    def _understood(self, who: str, line: str, *, presses: bool) -> dict[str, Any] | Text:
        """Return what a line says, or why nothing can be done with it."""
        pressed = _PRESS.fullmatch(line) if presses or not line.isdigit() else None
        if pressed is not None:
            found = self._button(who, pressed)
            if found is not None:
                return {"who": who, "press": found[1], "on": found[2]}
            if pressed["label"] or pressed["number"]:
                latest = list(self.shown(who).items())[-MOST_SHOWN:]
                shown = ", ".join(f"[{number}] {label}" for number, (label, _, _) in latest)
                return Text("terminal-button", shown=shown) if shown else Text("terminal-no-buttons")
        self._count += 1
        raw: dict[str, Any] = {"who": who, "text": line, "message": str(self._count)}
        sent = _FILE.match(line)
        if sent is not None:
            path = Path(sent[1] or sent[2]).expanduser()
            if not path.is_file():
                return Text("terminal-no-file", path=str(path))
            raw["text"] = line[sent.end() :]
            raw["file"] = {"handle": str(path.resolve()), "name": path.name, "size": path.stat().st_size}
        return raw

    def shown(self, who: str) -> dict[int, tuple[str, str, str]]:
        """Return the buttons a person can press now by number: label, key, message."""
        return self._buttons.get(who, {})

    def _button(self, who: str, pressed: re.Match[str]) -> tuple[str, str, str] | None:
        shown = self.shown(who)
        if pressed["number"]:
            return shown.get(int(pressed["number"]))
        wanted = pressed["label"].casefold()
        matching = [button for button in reversed(shown.values()) if button[0].casefold() == wanted]
        return matching[0] if matching else None

    # --- Platform ---

    async def listen(self, intake: Intake) -> None:
        """Be ready for `says`."""
        self._intake = intake
        self._listening.set()
        intake.heard(self.name)
        await asyncio.get_running_loop().create_future()

    async def stop_listening(self) -> None:
        """Take nothing new in."""
        self._listening.clear()
        self._intake = None

    async def close(self) -> None:
        """Nothing is held."""

    def ticket(self, raw: Mapping[str, Any]) -> object | None:
        """Return nothing: no window opens here."""
        return None

    def understand(self, raw: Mapping[str, Any], at: datetime) -> Event:
        """Return what a line meant."""
        who = str(raw["who"])
        sender = Sender(self.name, "", who, who, name=who.capitalize())
        if "press" in raw:
            return Event(sender, Pressed(str(raw["press"]), str(raw["on"])), at)
        text = str(raw["text"])
        if text.startswith("/"):
            name, _, words = text[1:].partition(" ")
            return Event(sender, Command(name.lower(), words.strip()), at)
        kept = raw.get("file")
        files = (_file(kept),) if kept else ()
        return Event(sender, Said(text, str(raw["message"]), files), at)

    async def profile(self, sender: Sender) -> Sender:
        """Return the sender: the terminal knows no more."""
        return sender

    def parts(self, message: Message) -> list[Message]:
        """Return the message whole; a terminal has no limit."""
        return [message]

    async def send(self, to: Place, message: Message) -> str:
        """Print a message."""
        self._count += 1
        message_id = str(self._count)
        self._print(to.chat, message, message_id, "")
        return message_id

    async def edit(self, to: Place, message_id: str, message: Message) -> None:
        """Print a card as it is now; its old buttons count no more."""
        if not message_id.isdigit():
            raise Uneditable
        kept = self._buttons.get(to.chat, {})
        self._buttons[to.chat] = {number: button for number, button in kept.items() if button[2] != message_id}
        self._print(to.chat, message, message_id, "✎ ")

    def answers_press(self, to: Place, message_id: str) -> bool:
        """Whether an edit would be the answer to a press: never here (see base.Platform)."""
        return False

    async def find(self, to: Place, mark: str, since: datetime) -> str | None:
        """Raise CannotTell: a terminal has no history."""
        raise CannotTell

    async def answer(self, ticket: object, text: str | None) -> None:
        """Print a toast."""
        if text:
            self._toast(f"{ticket} ◂ ({text})")

    async def open_form(self, ticket: object, sheet: Sheet) -> bool:
        """Return False: forms are asked in the chat."""
        return False

    async def send_file(self, to: Place, parcel: Parcel, caption: Message) -> str:
        """Print name and size of a file, and the words with it."""
        try:
            size = await asyncio.to_thread(parcel.size)
        except FileNotFoundError:
            raise Never("file-missing") from None
        except OSError:
            raise NotSent("file-unreadable") from None
        line = f"file: {' '.join(parcel.name.split())} ({_size(size)})"
        words = (caption.text(),) if caption.text().strip() else ()
        return await self.send(to, Message((line, *words)))

    async def fetch(self, handle: str) -> AsyncGenerator[bytes, None]:
        """Yield the file that was sent as `file:PATH`; its handle is the path."""
        while not self._told():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.002)
        try:
            content = await asyncio.to_thread(Path(handle).open, "rb")
        except (FileNotFoundError, IsADirectoryError):
            raise Never("file-unknown") from None
        except OSError:
            raise NotSent("file-unreadable") from None
        with content:
            while piece := await asyncio.to_thread(content.read, _PIECE):
                yield piece

    async def open_topic(self, to: Place, name: str) -> str:
        """Refuse: there are no topics here (`has_topics`)."""
        raise NoTopic

    async def show_home(self, to: Place, message: Message) -> None:
        """Refuse: a home is a card here (`has_home`)."""
        raise Never("no-home")

    async def show_work(self, to: Place) -> None:
        """Nobody waits long at a terminal."""

    async def set_menu(self, chat: str, entries: Sequence[tuple[str, str]]) -> None:
        """A terminal has no menu."""

    async def leave(self, chat: str) -> None:
        """There are no groups."""

    async def check(self) -> list[Finding]:
        """Nothing can be wrong."""
        return []

    def _print(self, who: str, message: Message, message_id: str, note: str) -> None:
        lines = [line for text in ([message.title] if message.title else []) for line in text.split("\n")]
        body = [line for text in message.lines for line in text.split("\n")]
        first, rest = (lines + body)[:1], (lines + body)[1:]
        for line in first:
            self._show(f"{who} ◂ {note}{line}")
        for line in rest:
            self._show(f"{who} ◂   {line}")
        if message.options:
            labels = [self._number(who, option.label, option.key, message_id) for option in message.options]
            self._show(f"{who} ◂   {'  '.join(labels)}")

    def _number(self, who: str, label: str, key: str, message_id: str) -> str:
        number = self._numbers[who] = self._numbers.get(who, 0) + 1
        self._buttons.setdefault(who, {})[number] = (label, key, message_id)
        return f"[{number}] {label}"


def _file(kept: Mapping[str, Any]) -> File:
    """Return the file of a line, its kind guessed from the name."""
    mime = mimetypes.guess_type(kept["name"])[0] or ""
    main = "photo" if mime in {"image/jpeg", "image/png"} else mime.partition("/")[0]
    if mime == "audio/ogg":
        main = "voice"
    return File(kept["handle"], kept["name"], mime, kept["size"], main if main in _KINDS else "document")


def _size(count: int) -> str:
    """Return a number of bytes the way people say it: `512 B`, `1.4 MB`."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
