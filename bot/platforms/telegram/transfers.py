"""Files on their way to and from Telegram, streamed: uploads through python-telegram-bot, downloads from the file
address. Loading this takes as long as `wire`."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from telegram import Bot, InputFile, MessageEntity

from bot.logs import event
from bot.platforms.base import Parcel
from bot.platforms.telegram.drawing import Drawn
from bot.platforms.telegram.failures import Failed, Kind
from bot.platforms.telegram.files import Way, file_name, is_about_the_way, media_type, ways
from bot.platforms.telegram.marking import chat_id, formatted, reply
from bot.platforms.telegram.requests import QuietRequest, call

LOG = logging.getLogger(__name__)
OFFICIAL = "api.telegram.org"
PIECE = 64 * 1024
# An upload is answered only after Telegram has stored the file.
UPLOAD_ANSWER = 60.0
DOWNLOAD_TIMES = httpx.Timeout(20.0, connect=10.0, pool=10.0)
DOWNLOADS = httpx.Limits(max_connections=4)


class Transfers:
    """One bot's files. Every method raises Failed."""

    def __init__(self, bot: Bot, calls: QuietRequest, tls: dict[str, Any]) -> None:
        self._bot, self._calls = bot, calls
        # Only a server of one's own (`--local`) may name files on this machine.
        self.reads_here = urlsplit(bot.base_url).hostname != OFFICIAL
        self._client = httpx.AsyncClient(timeout=DOWNLOAD_TIMES, limits=DOWNLOADS, follow_redirects=False, **tls)

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    async def upload(
        self, chat: str, topic: int | None, parcel: Parcel, content: IO[bytes], size: int, caption: Drawn
    ) -> str:
        """Send a file of `size` bytes that is open as `content`, in the first way that Telegram does not refuse, into a
        topic if one is named; return the message id."""
        *better, last = ways(parcel, size)
        file = partial(_input, content, file_name(parcel), media_type(parcel))
        # A film or song may be shown as one; a document, and a picture that was refused as such, stays a file.
        ask = partial(self._send, chat, topic, file, caption, kept=parcel.kind not in {"audio", "video"})
        for way in better:
            try:
                return await ask(way)
            except Failed as failed:
                if not is_about_the_way(failed):
                    raise
            event(LOG, "telegram-file-sent-as-document", way=way.value)
        return await ask(last)

    async def _send(
        self, chat: str, topic: int | None, file: Callable[[], InputFile], drawn: Drawn, way: Way, *, kept: bool
    ) -> str:
        to, caption = chat_id(chat), drawn.text or None
        ask = {
            Way.PHOTO: partial(self._bot.send_photo, to),
            Way.VOICE: partial(self._bot.send_voice, to),
            Way.DOCUMENT: partial(self._bot.send_document, to, disable_content_type_detection=kept),
        }[way]

        async def attempt(entities: list[MessageEntity] | None) -> str:
            message = await call(
                lambda: ask(
                    file(),
                    message_thread_id=topic,
                    caption=caption,
                    caption_entities=entities,
                    reply_parameters=reply(drawn),
                    read_timeout=UPLOAD_ANSWER,
                )
            )
            return str(message.message_id)

        return await formatted(attempt, drawn)

    async def stream(self, handle: str) -> AsyncGenerator[bytes, None]:
        """Yield a file's content, from a link made for it."""
        path = await self._path(handle)
        pieces = self._from_here(Path(path)) if path.startswith("/") else self._from_server(path)
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    async def _path(self, handle: str) -> str:
        """Return where the file is. Not asked by Bot.get_file: if the folder we run in has a file of that name, the
        library would take it for the one meant."""
        url = f"{self._bot.base_url}/getFile?{urlencode({'file_id': handle})}"
        body = await call(lambda: self._calls.retrieve(url))
        try:
            path = json.loads(body)["result"]["file_path"]
        except (ValueError, RecursionError, KeyError, TypeError):
            path = None
        if not isinstance(path, str) or not path or ".." in path.split("/"):
            raise Failed(Kind.LOST)
        return path

    async def _from_server(self, path: str) -> AsyncGenerator[bytes, None]:
        url = f"{self._bot.base_file_url}/{quote(path)}"
        try:
            async with self._client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise Failed(Kind.SERVER, status=answer.status_code)
                async for piece in answer.aiter_bytes(PIECE):
                    yield piece
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failed = Failed(Kind.LOST)
            event(LOG, "telegram-download-broken", error=type(error).__name__)
        else:
            return
        raise failed

    async def _from_here(self, path: Path) -> AsyncGenerator[bytes, None]:
        if not self.reads_here:
            raise Failed(Kind.SERVER)
        try:
            content = await asyncio.to_thread(path.open, "rb")
            try:
                while piece := await asyncio.to_thread(content.read, PIECE):
                    yield piece
            finally:
                content.close()
        except OSError as error:
            failed = Failed(Kind.LOST)
            event(LOG, "telegram-local-file-unreadable", level=logging.WARNING, errno=error.errno)
        else:
            return
        raise failed


def _input(content: IO[bytes], name: str, mime: str) -> InputFile:
    file = InputFile(content, name, read_file_handle=False)
    if mime:
        file.mimetype = mime  # the library guesses from the name alone
    return file
