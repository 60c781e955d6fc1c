"""The office in a terminal: you are several people in turn, and you hold the clock. Same input, same transcript."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot import demo_office
from bot.app import App
from bot.clock import MovableClock
from bot.config import KeysSettings
from bot.demo_past import CAST, COLLEAGUES, live_through
from bot.demo_words import remarks
from bot.filestore import FileStore
from bot.i18n import Wording, moment
from bot.logs import set_up
from bot.platforms.console import ConsolePlatform
from bot.vault import safe_at
from handlers.chat import dialogs
from handlers.chat.context import Context, Office
from handlers.chat.outgoing import FieldKind, Text
from handlers.features import HOUSE
from handlers.people.actions import invite
from storage.engine import open_store
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday, 9:00 in Berlin
_LINE = re.compile(r"@(?P<who>[\w-]+)\s+(?P<what>.+)", re.DOTALL)
_LATER = re.compile(r":later\s+(\d{1,12})\s*([smhd])\s*")
_INVITE = re.compile(r":invite\s+(client|assistant|lead|manager|administrator)\s+(\S.*)")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST_LATER = 366 * SECONDS["d"]
COLOURS = ("green", "cyan", "magenta", "yellow", "blue")
SHORTEST_STEP, LONGEST_STEP = 1.0, 3600.0
PAUSE = 1.0  # between closing and opening: the relay takes what is not later than what was there for older


class Demo:
    """One office on one SQLite file, with everybody at this terminal. A fresh one has three people in it and no task;
    `seeded`, it has a morning behind it. `language` is what its people speak, unless an office is given."""

    def __init__(
        self,
        path: Path,
        show: Callable[[str], None],
        *,
        start: datetime = START,
        office: Office | None = None,
        language: str = "en",
        seeded: bool = False,
    ) -> None:
        self._url = f"sqlite:///{path}"
        self._show = show
        self._muted = False
        self._toasts: list[str] = []
        self._lines: list[str] = []
        self.clock = MovableClock(start)
        self.console = ConsolePlatform(
            self._lines.append, self.clock.now, self._toasts.append, self._worded, lambda: self.app.told
        )
        self.office = office or demo_office.office(language)
        self.remarks = remarks(self.office.language)
        self._seeded = seeded
        self._visit = secrets.token_hex(4)
        self._wording = Wording()
        self._said = 0

    async def open(self) -> None:
        """Open the office; on a fresh file, let the cast join first."""
        await asyncio.to_thread(migrate, self._url)
        path = Path(self._url.removeprefix("sqlite:///"))
        places = KeysSettings(master=f"file:{path.with_suffix('.key')}", store=f"sqlite:///{path.with_suffix('.keys')}")
        safe = safe_at(places, self.clock.now, {})
        self._store = open_store(self._url, self.clock.now, vault=safe.vault, secret=safe.audit_secret())
        files = FileStore(path.with_suffix(".files"), safe.keys)
        fresh = not Path(self._url.removeprefix("sqlite:///")).with_suffix(".json").exists()
        office = _without_questions(self.office) if fresh else self.office
        kept: dict[str, Any] = {"files": files, "keys": safe.keys}
        self.app = App(self._store, self.clock, office, [self.console], wording=self._wording, **kept)
        await self.app.start()
        await self.settle()
        if not await self.app.database.read(lambda uow: uow.people.count(Role.MANAGER)):
            await self._prepare()
        if office != self.office:
            await self.close()
            self.clock.move(PAUSE)
            await self.open()

    async def close(self) -> None:
        """Close the office."""
        await self.app.stop()
        note = {"clock": self.clock.now().isoformat(), "terminal": self.console.remember()}
        Path(self._url.removeprefix("sqlite:///")).with_suffix(".json").write_text(json.dumps(note), encoding="utf-8")

    async def settle(self) -> None:
        """Wait until everything that can be done now is done, then show it: direct answers first, they come beside the
        rows of the outbox and in no fixed order with them."""
        calm = 0
        while calm < 3:
            await asyncio.sleep(0.002)
            calm = calm + 1 if self.app.quiet else 0
        for line in self._toasts + self._lines:
            if not self._muted:
                self._show(line)
        self._toasts.clear()
        self._lines.clear()

    async def _worded(self, who: str, text: Text) -> str:
        """Return a sentence in the language of who is called so at the terminal, the office's for a stranger."""
        known = await self.app.database.read(lambda uow: uow.people.at(self.console.name, "", who))
        language = self.office.language if known is None else known[0].language
        return self._wording.say(text, language, self.office.zone)

    async def obey(self, line: str) -> bool:
        """Do what one line of input says; False when it is time to leave."""
        line = line.strip()
        if not line or line.startswith("#"):
            return True
        said = _LINE.fullmatch(line)
        if said is not None:
            await self.says(said["who"].lower(), said["what"])
        elif line in {":quit", ":q"}:
            return False
        elif line == ":restart":
            await self.close()
            self.clock.move(PAUSE)
            await self.open()
            self._show(self.remarks.reopened)
        elif (later := _LATER.fullmatch(line)) is not None and _seconds(later) <= LONGEST_LATER:
            await self.later(_seconds(later))
            now = moment(self.clock.now(), self.office.language, self.office.zone)
            self._show(self.remarks.now.format(moment=now))
        elif (new := _INVITE.fullmatch(line)) is not None:
            await self._invite(Role(new[1]), new[2].strip())
        elif line == ":help":
            self._show(self.remarks.help)
        else:
            self._show(self.remarks.unclear.format(hint=self._hint(line)))
        await self.settle()
        return True

    async def says(self, who: str, words: str) -> None:
        """Let a person say one line, and wait until everything that follows has happened."""
        self._said += 1
        asked = words.strip().isdigit() and await self.app.database.read(partial(self._asks_number, who))
        await self.console.says(who, words, f"{self._visit}:{self._said}", presses=not asked)
        await self.settle()

    def _asks_number(self, who: str, uow: UnitOfWork) -> bool:
        """Return whether a form asks somebody for a number just now: a bare one is the answer then, and no button."""
        person = uow.people.by_account(self.console.name, "", who)
        dialog = None if person is None else uow.dialogs.open_of(person.id)
        if person is None or dialog is None:
            return False
        form = HOUSE.forms[dialog.form].build(Context(uow, self.office, who=person), dialog)
        field = dialogs.position(form, dialog.answers)
        return field is not None and field.kind is FieldKind.NUMBER

    async def presses(self, who: str, name: str, **facts: object) -> None:
        """Let a person press the newest button with this sentence."""
        await self.says(who, f"[{self._label(name, facts)}]")

    def offered(self, who: str, name: str) -> bool:
        """Return whether a person could press a button with this sentence now."""
        return self._label(name, {}) in {label for label, _, _ in self.console.shown(who).values()}

    async def later(self, seconds: int) -> None:
        """Move time, stopping wherever something is due."""
        end = self.clock.monotonic() + seconds
        while (left := end - self.clock.monotonic()) > 0:
            # Timers are what people notice. Of the rounds made every few seconds one an hour will do, or days would
            # take minutes; without any, the office would think it had been cut off.
            due = await self.app.database.read(lambda uow: uow.timers.earliest())
            step = left if due is None else (due - self.clock.now()).total_seconds()
            self.clock.move(min(left, max(step, SHORTEST_STEP), LONGEST_STEP))
            await self.settle()

    async def _invite(self, role: Role, name: str) -> None:
        client = name if role is Role.CLIENT else None
        new = await self.app.database.write(lambda uow: invite(uow, role, name, client=client))
        who = name.split(maxsplit=1)[0].lower()
        self._show(self.remarks.code.format(name=name, who=who, code=new.code))

    async def _prepare(self) -> None:
        """Let the cast in and, if wanted, the morning happen. Nobody sees it; buttons are counted from 1 after it."""
        self._muted = True
        for joining in (*CAST, *(COLLEAGUES if self._seeded else ())):
            await self._let_in(*joining)
        if self._seeded:
            await live_through(self, self.office.language)
        self.console.forget()
        self._muted = False

    async def _let_in(self, who: str, name: str, role: Role, client: str | None) -> None:
        new = await self.app.database.write(partial(invite, role=role, name=name, client=client))
        await self.says(who, f"/start {new.code}")
        if role is Role.ASSISTANT:
            await self.presses("mia", "confirm")
        await self.presses(who, "zone-name", zone=self.office.zone)

    def _label(self, name: str, facts: Mapping[str, object]) -> str:
        return self._wording.say(Text(name, **facts), self.office.language, self.office.zone)

    def _hint(self, line: str) -> str:
        if line.startswith("@"):
            return self.remarks.hint_at
        if line.startswith(":later"):
            return self.remarks.hint_later
        return self.remarks.hint_invite if line.startswith(":invite") else self.remarks.hint


def _seconds(later: re.Match[str]) -> int:
    return int(later[1]) * SECONDS[later[2]]


def _without_questions(office: Office) -> Office:
    """Return the office as its past is played: categories that ask nothing, for nobody could know what to answer."""
    return replace(office, categories=tuple(replace(each, questions=()) for each in office.categories))


async def play(
    path: Path, *, keep: bool, office: Office | None = None, language: str = "en", seeded: bool = True
) -> None:
    """Open the office at this terminal until the input ends. A fresh file each time unless `keep`."""
    if not keep:
        _clear(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    typed = sys.stdin.isatty()
    with path.with_suffix(".log").open("w", encoding="utf-8") as record:
        undo = set_up("warning", stream=record)
        try:
            show = _coloured() if typed and sys.stdout.isatty() else _plain
            left = _left(path)
            start = datetime.fromisoformat(left["clock"]) + timedelta(seconds=PAUSE) if left else START
            demo = Demo(path, show, start=start, office=office, language=language, seeded=seeded)
            if left:
                demo.console.recall(left["terminal"])
            greeting = demo.remarks.greeting if seeded else demo.remarks.bare_greeting
            await _converse(demo, typed=typed, greeting=demo.remarks.reopened if left else greeting)
        finally:
            undo()


def _clear(path: Path) -> None:
    """Remove an office that was played before, and nothing else that lies there under a similar name. Raises OSError
    where no log tells that it was one."""
    if path.exists() and not path.with_suffix(".log").exists():
        raise OSError(f"{path} is no office of a demo: name another --file, or remove it")
    for end in ("", "-wal", "-shm", "-journal", ".lock"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    for suffix in (".json", ".log", ".key", ".keys"):
        path.with_suffix(suffix).unlink(missing_ok=True)
    shutil.rmtree(path.with_suffix(".files"), ignore_errors=True)


def _left(path: Path) -> dict[str, Any]:
    """Return how a kept office was left: its clock, and what the terminal showed. Empty for a fresh one."""
    note = path.with_suffix(".json")
    found: dict[str, Any] = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    return found


async def _converse(demo: Demo, *, typed: bool, greeting: str) -> None:
    await demo.open()
    if typed:
        # The terminal is read on a thread that no exception reaches; and whatever was accepted is kept anyway.
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, os._exit, 130)
        print(greeting)
    try:
        while (line := await asyncio.to_thread(_read, typed)) is not None and await demo.obey(line):
            pass
    finally:
        await demo.close()


def _plain(line: str) -> None:
    print(line, flush=True)


def _coloured() -> Callable[[str], None]:
    """Return what prints a line with its reader in a colour of their own."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    colours: dict[str, str] = {}

    def show(line: str) -> None:
        reader, arrow, words = line.partition(" ◂ ")
        if not arrow:
            console.print(Text(line, style="dim"))
            return
        colour = colours.setdefault(reader, COLOURS[len(colours) % len(COLOURS)])
        console.print(Text.assemble((reader, f"bold {colour}"), (arrow, "dim"), words), soft_wrap=True)

    return show


def _read(typed: bool) -> str | None:
    if typed:
        try:
            return input("> ")
        except EOFError:
            return None
    line = sys.stdin.readline()
    if not line:
        return None
    if line.strip():
        print(f"> {line.rstrip()}")
    return line
