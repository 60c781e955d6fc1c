"""What leaves for Slack: messages, edits, direct answers and modals. Knows no library, only the Web API's methods."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.platforms.base import Busy, CannotTell, Message, Never, NotSent, Place, Sheet, Unknown
from bot.platforms.slack_drawing import MARK, Json, blocks, fallback, notice, skeleton, view
from bot.platforms.slack_outcomes import BAD_BLOCKS, Api, Declined, harmless, never, unedited
from bot.platforms.slack_shapes import ident, part, parts_of, stamp

PERSON = "user:"
# Nobody outside Slack knows when a message that was accepted shows in the history; searching too early finds nothing.
SETTLED = timedelta(seconds=5)
PAGES = 20
FAILURES = (Busy, NotSent, Unknown, Declined)


@dataclass(frozen=True, slots=True)
class Opened:
    """A modal on somebody's screen: its id, and the hash that guards against overwriting a newer one."""

    view: str
    hash: str


@dataclass(frozen=True, slots=True)
class SlackTicket:
    """What a direct answer needs; memory only. `kind` is press, open, command or form; `title` heads an answer's modal.

    `opened` is the skeleton being opened beside the inbox insert; its result is None if the trigger had run out.
    """

    kind: str
    user: str
    channel: str
    title: str = ""
    opened: asyncio.Task[Opened | None] | None = None

    @property
    def window(self) -> bool:
        """Whether a modal is being opened that waits for a form or a text."""
        return self.opened is not None


class Sending:
    """Sends for one workspace."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._chats: OrderedDict[str, str] = OrderedDict()

    # --- messages ----------------------------------------------------------------------------------------------------

    async def send(self, to: Place, message: Message) -> str:
        """Send one part; return its time stamp, which is Slack's message id."""
        body: Json = {
            "channel": await self._channel(to),
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
            "link_names": False,
        }
        if message.mark:
            body["metadata"] = {"event_type": MARK, "event_payload": {"mark": message.mark}}
        return ident(await self._say("chat.postMessage", body, message, to), "ts")

    async def edit(self, to: Place, message_id: str, message: Message) -> None:
        """Replace a message sent before. The mark of its first sending stays on it."""
        body: Json = {"channel": await self._channel(to), "ts": message_id, "parse": "none", "link_names": False}
        await self._say("chat.update", body, message, to)

    async def _say(self, method: str, body: Json, message: Message, to: Place) -> Json:
        text = {**body, "text": fallback(message), "mrkdwn": False}
        declined = None
        for drawn in (blocks(message), []):
            try:
                return await self._api.call(method, **text, blocks=drawn)
            except Declined as error:
                declined = error
            if declined.code not in BAD_BLOCKS:
                break
        code = declined or Declined("invalid_blocks")
        if code.code == "channel_not_found":
            self._chats.pop(to.chat, None)
        raise unedited(code) if method == "chat.update" else never(code)

    async def _channel(self, to: Place) -> str:
        """Return the id of the conversation, opening the DM of a `user:` place on first use."""
        if not to.chat.startswith(PERSON):
            if not to.chat:
                raise Never("no_chat")
            return to.chat
        known = self._chats.get(to.chat)
        if known is not None:
            self._chats.move_to_end(to.chat)
            return known
        try:
            answer = await harmless(self._api, "conversations.open", users=to.chat.removeprefix(PERSON))
        except Declined as error:
            declined = error
        else:
            return self._remember(to.chat, ident(part(answer, "channel"), "id"))
        raise never(declined)

    def _remember(self, chat: str, channel: str) -> str:
        if not channel:
            raise NotSent("conversations.open without a channel")
        self._chats[chat] = channel
        if len(self._chats) > 10_000:
            self._chats.popitem(last=False)
        return channel

    async def find(self, to: Place, mark: str, since: datetime) -> str | None:
        """Return the id of our message with `mark` posted since (an aware instant), None if there is surely none."""
        try:
            channel = await self._channel(to)
            looked = self._clock.now()
            found = await self._search(channel, mark, since)
            if found is None and looked - since < SETTLED:
                await self._clock.sleep((since + SETTLED - self._clock.now()).total_seconds())
                found = await self._search(channel, mark, since)
        except (*FAILURES, Never) as error:
            reason = type(error).__name__
        else:
            return found
        raise CannotTell(reason)

    async def _search(self, channel: str, mark: str, since: datetime) -> str | None:
        cursor = None
        for _ in range(PAGES):
            page = await self._api.call(
                "conversations.history",
                channel=channel,
                oldest=stamp(since - timedelta(seconds=5)),
                inclusive=True,
                include_all_metadata=True,
                limit=200,
                cursor=cursor,
            )
            for message in parts_of(page, "messages"):
                metadata = part(message, "metadata")
                carries = metadata.get("event_type") == MARK and part(metadata, "event_payload").get("mark") == mark
                # A person's message can't carry our mark honestly.
                if carries and message.get("bot_id"):
                    return ident(message, "ts")
            cursor = part(page, "response_metadata").get("next_cursor")
            if not isinstance(cursor, str) or not cursor:
                return None
        raise Unknown("history too long")

    # --- direct answers and modals -----------------------------------------------------------------------------------

    async def open_skeleton(self, trigger: str, title: str) -> Opened | None:
        """Open an empty modal while the trigger lives (3 s, transport included); None if it was too late."""
        try:
            answer = await self._api.call("views.open", trigger_id=trigger, view=skeleton(title))
        except FAILURES:
            return None
        opened = part(answer, "view")
        return Opened(ident(opened, "id"), ident(opened, "hash"))

    async def open_form(self, ticket: SlackTicket, sheet: Sheet) -> bool:
        """Fill the skeleton with a form; False if there is none, or the person has closed it."""
        opened = await ticket.opened if ticket.opened is not None else None
        return opened is not None and await self._redraw(opened, view(sheet))

    async def answer(self, ticket: SlackTicket, text: str | None) -> None:
        """Say something to the person alone, in the open modal if there is one; best effort."""
        if text is None or ticket.kind == "form":
            return
        opened = await ticket.opened if ticket.opened is not None else None
        if opened is not None and await self._redraw(opened, notice(ticket.title, text)):
            return
        if ticket.channel and ticket.user:
            body = {"text": fallback(Message((text,))), "blocks": blocks(Message((text,))), "mrkdwn": False}
            await self._quietly("chat.postEphemeral", channel=ticket.channel, user=ticket.user, **body)

    async def close_with(self, opened: Opened, title: str, text: str) -> None:
        """Put a sentence into an open modal; best effort."""
        await self._redraw(opened, notice(title, text))

    async def _redraw(self, opened: Opened, drawn: Json) -> bool:
        """Draw over a view; the second time without the hash, as nothing a person filled in can be overwritten."""
        for guard in (opened.hash or None, None):
            try:
                await self._api.call("views.update", view_id=opened.view, hash=guard, view=drawn)
            except Declined as error:
                if error.code != "hash_conflict":
                    return False
            except Unknown:
                continue
            except (Busy, NotSent):
                return False
            else:
                return True
        return False

    async def leave(self, chat: str) -> None:
        """Leave a channel; best effort."""
        await self._quietly("conversations.leave", channel=chat)

    async def _quietly(self, method: str, /, **parameters: object) -> None:
        try:
            await self._api.call(method, **parameters)
        except FAILURES:
            return
