"""Documents both ways: brought to Slack and shown in a conversation, and fetched from it by their file id."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from bot.clock import Clock
from bot.platforms.base import Busy, Message, Never, NotSent, Parcel, Place
from bot.platforms.slack_drawing import Json, clipped, fallback, file_blocks
from bot.platforms.slack_finding import Search
from bot.platforms.slack_outcomes import BAD_BLOCKS, FAILURES, THREAD_GONE, Api, Declined, SignInPage, harmless, never
from bot.platforms.slack_shapes import Payload, cleaned, ident, part, parts_of, words

if TYPE_CHECKING:
    from bot.platforms.slack_bytes import Bytes

LARGEST = 100 * 1024 * 1024  # Slack takes 1 GB; an office's disk and patience end sooner
NAME, DESCRIPTION = 255, 1000
LOOKS = (0.0, 0.5, 1.5)  # Slack shows a file some moments after it has accepted it
GONE = frozenset({"tombstone", "hidden_by_limit"})


class Carrier(Api, Protocol):
    """The Web API, and the way for bytes beside it."""

    async def transfers(self) -> Bytes:
        """Return the transfers of this connection."""


class Files:
    """Documents of one workspace."""

    def __init__(
        self, api: Carrier, clock: Clock, channel: Callable[[Place], Awaitable[str]], search: Search,
        no_right: Callable[[], None],
    ) -> None:  # fmt: skip
        """`channel` opens a conversation; `no_right` hears when Slack gives no file for want of a scope."""
        self._api = api
        self._clock = clock
        self._channel = channel
        self._search = search
        self._no_right = no_right

    # --- to Slack ----------------------------------------------------------------------------------------------------

    async def send(self, to: Place, parcel: Parcel, caption: Message) -> str:
        """Send a file with words; return the time stamp of its message, or the file's id if Slack does not tell it."""
        size = await asyncio.to_thread(_size, parcel)
        if not 0 < size <= LARGEST:
            raise Never("file_missing" if size < 0 else "file_empty" if size == 0 else "file_too_big")
        channel = await self._channel(to)
        name = clipped(" ".join(cleaned(parcel.name).split()), NAME) or "file"
        file = await self._upload(parcel, name, size, caption)
        self._search.note(caption.mark, caption.reply_to, file)
        body: Json = {
            "files": [{"id": file, "title": name}],
            "channel_id": channel,
            "thread_ts": caption.reply_to,
            "blocks": file_blocks(caption, name),
        }
        answer = await self._show(body, caption)
        shown = next((each for each in parts_of(answer, "files") if ident(each, "id") == file), {})
        return _shared_in(shown, channel) or await self._message_of(file, channel) or file

    async def _upload(self, parcel: Parcel, name: str, size: int, caption: Message) -> str:
        described = clipped(fallback(caption), DESCRIPTION) if parcel.kind == "photo" else None
        try:
            answer = await harmless(
                self._api, "files.getUploadURLExternal", filename=name, length=size, alt_txt=described
            )
        except Declined as error:
            declined = error
        else:
            await (await self._api.transfers()).put(words(answer, "upload_url"), parcel.open)
            return ident(answer, "file_id")
        raise never(declined)

    async def _show(self, body: Json, caption: Message) -> Json:
        """Show an uploaded file in its conversation: without the thread if that is gone, as text if blocks are
        refused."""
        while True:
            try:
                return await self._api.call("files.completeUploadExternal", **body)
            except Declined as error:
                declined = error
            if declined.code in THREAD_GONE and body.get("thread_ts"):
                body = {**body, "thread_ts": None}
            elif declined.code in BAD_BLOCKS and body.get("blocks"):
                body = {**body, "blocks": None, "initial_comment": fallback(caption)}
            else:
                break
        raise never(declined)

    async def _message_of(self, file: str, channel: str) -> str:
        """Return the time stamp of the message that shows a file, empty if Slack does not tell."""
        for pause in LOOKS:
            if pause:
                await self._clock.sleep(pause)
            try:
                answer = await self._api.call("files.info", file=file)
            except FAILURES:
                return ""
            found = _shared_in(part(answer, "file"), channel)
            if found:
                return found
        return ""

    # --- from Slack --------------------------------------------------------------------------------------------------

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        """Yield a file's content. Raises NotSent if another try may do, Never if none will."""
        described = await self._described(handle)
        address = words(described, "url_private_download") or words(described, "url_private")
        mode = words(described, "mode")
        if mode in GONE:
            raise Never("file_gone")
        if described.get("is_external") or mode == "external":
            raise Never("file_elsewhere")
        size = described.get("size")
        if isinstance(size, int) and size > LARGEST:
            raise Never("file_too_big")
        if not address:
            raise NotSent("no address yet")
        page = words(described, "mimetype") == "text/html"
        came = 0
        try:
            async for piece in (await self._api.transfers()).get(address, page=page):
                came += len(piece)
                if came > LARGEST:
                    raise Never("file_too_big")
                yield piece
        except SignInPage:
            self._no_right()
            raise

    async def _described(self, handle: str) -> Payload:
        try:
            return part(await harmless(self._api, "files.info", file=handle), "file")
        except Declined as error:
            outcome: Exception = never(error)
        except Busy:
            outcome = NotSent("Busy")
        raise outcome


def _size(parcel: Parcel) -> int:
    """Return how many bytes a file has, -1 if there is none."""
    try:
        return parcel.size()
    except OSError:
        return -1


def _shared_in(file: Payload, channel: str) -> str:
    """Return the time stamp of the message that shows a file in a conversation, empty if there is none yet."""
    shares = part(file, "shares")
    for kind in ("private", "public"):
        for share in parts_of(part(shares, kind), channel):
            if ident(share, "ts"):
                return ident(share, "ts")
    return ""
