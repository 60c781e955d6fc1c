"""One Telegram bot as the house sees it: the parts put together. Loads the library on first use, in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.clock import Clock
from bot.logs import event
from bot.platforms.base import (
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
    StoreDown,
    Uneditable,
)
from bot.platforms.telegram import drawing, files, reading
from bot.platforms.telegram.checking import findings, todo
from bot.platforms.telegram.failures import Failed, Floods, Kind, edit_outcome, fetch_outcome, outcome, topic_outcome
from bot.platforms.telegram.listening import NAME, RETRY, Desk, Poller, Webhook
from handlers.chat.incoming import Event, Sender
from storage.vocabulary import BOT_NAME

if TYPE_CHECKING:
    from bot.platforms.telegram.wire import Wire

LOG = logging.getLogger(__name__)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
MENU_NAME = re.compile(r"[a-z0-9_]{1,32}")
LONGEST_DESCRIPTION = 256
MOST_COMMANDS = 100
TOO_LARGE = 413


class TelegramPlatform:
    """A bot on Telegram, by polling or by webhook. See `bot.platforms.base.Platform` for what each method promises."""

    name = NAME
    workspace = ""
    reconciles = False
    prefix = "/"
    parallel = 16
    has_home = False
    largest_file = files.LARGEST_DOWNLOAD

    def __init__(  # noqa: PLR0913 - each is a setting of its own
        self,
        *,
        token: str,
        clock: Clock,
        base_url: str = "https://api.telegram.org/bot",
        base_file_url: str = "https://api.telegram.org/file/bot",
        mode: str = "polling",
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        limits: Limits = Limits(29.0, 1.0),  # noqa: B008 - frozen
        poll_seconds: int = 50,
    ) -> None:
        """`mode` is polling or webhook; a webhook needs its public address and a secret of 1 to 256 characters
        A-Z a-z 0-9 _ -. Raises ValueError."""
        if mode not in {"polling", "webhook"}:
            raise ValueError("mode is polling or webhook")
        if mode == "webhook" and not (webhook_url and SECRET.fullmatch(webhook_secret or "")):
            raise ValueError("a webhook needs its address and a secret of 1 to 256 characters A-Z a-z 0-9 _ -")
        if not token:
            raise ValueError("a bot needs its token")
        self.limits = limits
        self.username: str | None = None
        self.has_topics = False
        self.ready = asyncio.Event()
        self._token, self._base_url, self._base_file_url = token, base_url, base_file_url
        self._mode, self._url, self._secret = mode, webhook_url or "", webhook_secret or ""
        self._clock = clock
        self._poll_seconds = poll_seconds
        # The digits before the colon are the bot's public id, a part of all keys: another bot counts its own way.
        prefix = token.partition(":")[0]
        self._bot = prefix if prefix.isdecimal() else reading.NOBODY
        self._wire: Wire | None = None
        self._loading = asyncio.Lock()
        self._closed = False
        self._floods = Floods()
        self._intake: Intake | None = None
        self._post: Webhook | None = None
        self._work: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()

    # --- listening ---------------------------------------------------------------------------------------------------

    async def listen(self, intake: Intake) -> None:
        """Hand in updates until cancelled or told to stop."""
        self._intake = intake
        wire = await self._connected()
        desk = Desk(intake, self._answer_later)
        listening: Coroutine[Any, Any, None]
        if self._mode == "webhook":
            self._post = Webhook(wire, desk, self._clock, bot=self._bot, url=self._url, secret=self._secret)
            listening = self._post.run(self._greet)
        else:
            listening = Poller(
                wire,
                desk,
                self._clock,
                bot=self._bot,
                seconds=self._poll_seconds,
                own_url=self._url,
                greet=self._greet,
            ).run()
        self._work = asyncio.create_task(listening, name="telegram listening")
        try:
            await asyncio.wait({self._work})
        finally:
            await self.stop_listening()

    async def stop_listening(self) -> None:
        """Take nothing new in. What a poll was just bringing stays with Telegram, since it was not confirmed."""
        self._post = None
        work, self._work = self._work, None
        if work is not None:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """Return status and headers for a call to our webhook address."""
        if self._mode != "webhook":
            return 404, {}
        if self._post is None:
            return 503, dict(RETRY)
        return await self._post.post(headers, body)

    async def close(self) -> None:
        """Give back the connections; nothing can be sent after this."""
        await self.stop_listening()
        self._closed = True
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        async with self._loading:
            if self._wire is not None:
                await self._wire.close()

    def understand(self, raw: Mapping[str, Any], at: datetime) -> Event:
        """Return what a stored update means."""
        return reading.understand(raw, at, self.username)

    def ticket(self, raw: Mapping[str, Any]) -> object | None:
        """Return nothing: no window opens here."""
        return None

    async def profile(self, sender: Sender) -> Sender:
        """Return the sender as it is: Telegram tells everything it knows with each update."""
        return sender

    # --- sending -----------------------------------------------------------------------------------------------------

    def parts(self, message: Message) -> list[Message]:
        """Return the message cut to what Telegram takes."""
        return drawing.parts(message)

    async def send(self, to: Place, message: Message) -> str:
        """Send one part; return Telegram's message id."""
        wire = await self._open()
        try:
            return await wire.send(to.chat, _topic(to), drawing.draw(message))
        except Failed as failed:
            refused = self._outcome(failed, to)
        raise refused

    async def edit(self, to: Place, message_id: str, message: Message) -> None:
        """Replace text and buttons of a message sent before."""
        wire = await self._open()
        if not (message_id.isascii() and message_id.isdecimal()):
            raise Uneditable("uneditable")
        try:
            return await wire.edit(to.chat, message_id, drawing.draw(message))
        except Failed as failed:
            self._note(failed)
            refused = edit_outcome(failed, to.chat, self._floods, self._clock.monotonic())
        if refused is not None:
            raise refused
        return None

    def answers_press(self, to: Place, message_id: str) -> bool:
        """Whether an edit would be the answer to a press: never here (see base.Platform)."""
        return False

    async def find(self, to: Place, mark: str, since: datetime) -> str | None:
        """Raise CannotTell: bots have no history to search."""
        raise CannotTell

    async def answer(self, ticket: object, text: str | None) -> None:
        """Answer a press; the ticket is the id of the callback query."""
        if isinstance(ticket, str):
            shown = drawing.shorten(drawing.clean(text), drawing.LONGEST_ANSWER) if text else None
            await self._try("answer", lambda wire: wire.answer(ticket, shown))

    async def open_form(self, ticket: object, sheet: Sheet) -> bool:
        """Return False: Telegram has no windows, forms are asked one question after another."""
        return False

    async def open_topic(self, to: Place, name: str) -> str:
        """Make a topic in a private chat; return its id."""
        wire = await self._open()
        try:
            return await wire.open_topic(to.chat, drawing.shorten(drawing.clean(name), drawing.LONGEST_TOPIC))
        except Failed as failed:
            self._note(failed)
            refused = topic_outcome(failed, to.chat, self._floods, self._clock.monotonic())
        raise refused

    async def leave(self, chat: str) -> None:
        """Leave a group."""
        await self._try("leave", lambda wire: wire.leave(chat))

    # --- files, and what goes with a chat ----------------------------------------------------------------------------

    async def send_file(self, to: Place, parcel: Parcel, caption: Message) -> str:
        """Send a file: as a picture or a voice message where it is one, else as a document. A caption has room for 1024
        UTF-16 units; longer words are cut here, so they should be a message of their own."""
        wire = await self._open()
        try:
            content = await asyncio.to_thread(parcel.open)
        except FileNotFoundError:
            raise Never("file-missing") from None
        except OSError:
            raise NotSent("file-unreadable") from None
        with content:
            size = content.seek(0, os.SEEK_END)
            content.seek(0)
            if size > files.LARGEST_UPLOAD:
                raise Never("too-big")
            try:
                return await wire.files.upload(to.chat, _topic(to), parcel, content, size, drawing.caption(caption))
            except Failed as failed:
                refused = self._outcome(failed, to)
                if failed.status == TOO_LARGE:
                    refused = Never("too-big")
        raise refused

    async def fetch(self, handle: str) -> AsyncGenerator[bytes, None]:
        """Yield a file's content. Close it (`contextlib.aclosing`) when leaving early."""
        wire = await self._open()
        try:
            async with aclosing(wire.files.stream(handle)) as pieces:
                async for piece in pieces:
                    yield piece
        except Failed as failed:
            self._note(failed)
            refused = fetch_outcome(failed)
        else:
            return
        raise refused

    async def show_home(self, to: Place, message: Message) -> None:
        """Refuse: a home is a card here (`has_home`)."""
        raise Never("no-home")

    async def show_work(self, to: Place) -> None:
        """Show `typing` in the chat for some seconds; it doesn't count as a message."""
        await self._try("show-work", lambda wire: wire.show_typing(to.chat))

    async def set_menu(self, chat: str, entries: Sequence[tuple[str, str]]) -> None:
        """Set the command menu of one chat; what Telegram would refuse is left out. No entries: no menu of its own."""
        legal = [(name, " ".join(drawing.clean(words).split())) for name, words in entries if MENU_NAME.fullmatch(name)]
        menu = [(name, drawing.shorten(words, LONGEST_DESCRIPTION)) for name, words in legal if words]
        await self._try("menu", lambda wire: wire.set_commands(chat, menu[:MOST_COMMANDS]))

    async def check(self) -> list[Finding]:
        """Look at the token and the webhook."""
        try:
            wire = await self._connected()
            return await findings(wire, self._mode, self._url)
        except Failed as failed:
            return [Finding("Telegram token", False, todo(failed))]

    # --- inside ------------------------------------------------------------------------------------------------------

    async def _connected(self) -> Wire:
        async with self._loading:
            if self._wire is None:
                # Loading the library and its certificates would hold the event loop for half a second.
                self._wire = await asyncio.to_thread(_load, self._token, self._base_url, self._base_file_url)
            return self._wire

    async def _open(self) -> Wire:
        if self._closed:
            raise NotSent("closed")
        return await self._connected()

    async def _greet(self) -> None:
        """Learn our own name, and whether our chats have topics, unless we know it; without it, commands are taken
        whoever they name. From then on it can be said that we are heard."""
        if self.username is None:
            wire = await self._connected()
            try:
                self.username, self.has_topics = await wire.identity()
                await self._keep_name()
            except Failed as failed:
                event(LOG, "telegram-name-unknown", why=failed.kind.value)
        self.ready.set()

    async def _keep_name(self) -> None:
        """Keep the bot's name for the links in invitations; they do without until the store can take it."""
        if self.username and self._intake is not None:
            with contextlib.suppress(StoreDown):
                await self._intake.take([], mark=(BOT_NAME, self.username))

    def _answer_later(self, press: str) -> None:
        errand = asyncio.create_task(self.answer(press, None), name="telegram answer")
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    def _outcome(self, failed: Failed, to: Place) -> Exception:
        self._note(failed)
        if to.topic is not None and failed.is_about_topic:
            return NoTopic()
        return outcome(failed, to.chat, self._floods, self._clock.monotonic())

    def _note(self, failed: Failed) -> None:
        if failed.kind is Kind.TOKEN and self._intake is not None:
            self._intake.trouble(NAME, failed.kind.value)
            self._intake.alarm("telegram-token")

    async def _try(self, what: str, ask: Callable[[Wire], Awaitable[None]]) -> None:
        try:
            await ask(await self._open())
        except Failed as failed:
            event(LOG, "telegram-call-failed", call=what, why=failed.kind.value)
        except NotSent:
            event(LOG, "telegram-call-failed", call=what, why="closed")


def _topic(to: Place) -> int | None:
    return None if to.topic is None else int(to.topic)


def _load(token: str, base_url: str, base_file_url: str) -> Wire:
    # httpx would load its own command line, and rich and pygments with it: a third of its time, for nobody. And it
    # looks
    # all over the path for sniffio at each request. None means: can't be imported, as httpx expects of both.
    for needless in ("httpx._main", "sniffio"):
        sys.modules.setdefault(needless, None)  # type: ignore[arg-type]  # None is allowed, if rarely seen
    from bot.platforms.telegram.wire import Wire

    return Wire(token, base_url, base_file_url)
