"""What leaves for Slack: messages, edits, direct answers and modals. Knows no library, only the Web API's methods."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.platforms.base import Busy, CannotTell, Message, Never, NotSent, Place, Sheet, Uneditable, Unknown
from bot.platforms.slack_drawing import MARK, Json, blocks, fallback, home, notice, skeleton
from bot.platforms.slack_finding import Search
from bot.platforms.slack_forms import view
from bot.platforms.slack_outcomes import BAD_BLOCKS, FAILURES, THREAD_GONE, Api, Declined, harmless, never, unedited
from bot.platforms.slack_pressed import Pressed
from bot.platforms.slack_shapes import ident, part

PERSON = "user:"
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A modal on somebody's screen: its id, and the hash that guards against overwriting a newer one; or, when it was
    opened before a restart, the trigger it was opened with, which it is also known by."""

    view: str
    hash: str
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class SlackTicket:
    """What a direct answer needs; memory only. `kind` is press, open, command or form; `title` heads an answer's modal.

    `opened` is the skeleton being opened beside the inbox insert; its result is None if the trigger had run out.
    `channel` is empty where there is none (a person's page, a shortcut), `thread` the one a pressed card hangs in.
    """

    kind: str
    user: str
    channel: str
    title: str = ""
    opened: asyncio.Future[Opened | None] | None = None
    thread: str | None = None

    @property
    def window(self) -> bool:
        """Whether a modal is being opened that waits for a form or a text."""
        return self.opened is not None


class Sending:
    """Sends for one workspace."""

    def __init__(self, api: Api, search: Search, clock: Clock, pressed: Pressed) -> None:
        self._api = api
        self.pressed = pressed
        self._search = search
        self._clock = clock
        self._no_edits_until = float("-inf")
        self._chats: OrderedDict[str, str] = OrderedDict()
        self._persons: OrderedDict[str, str] = OrderedDict()

    # --- messages ----------------------------------------------------------------------------------------------------

    async def send(self, to: Place, message: Message) -> str:
        """Send one part; return its time stamp, which is Slack's message id."""
        body: Json = {
            "channel": await self.channel(to),
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
            "link_names": False,
        }
        if message.mark:
            body["metadata"] = {"event_type": MARK, "event_payload": {"mark": message.mark}}
        if message.reply_to:
            body["thread_ts"] = message.reply_to
        self._search.note(message.mark, message.reply_to)
        return ident(await self._say("chat.postMessage", body, message, to), "ts")

    async def edit(self, to: Place, message_id: str, message: Message) -> None:
        """Replace a message sent before. The mark of its first sending stays on it.

        Slack takes fifty edits a minute from all of us together, far fewer than it takes messages. What was pressed
        lately is replaced by another way. Of the rest, while there are too many, cards are drawn anew: whoever waits
        for what follows would wait with their whole conversation."""
        drawn: Json = {"text": fallback(message), "mrkdwn": False, "blocks": blocks(message)}
        if await self.pressed.replace(await self.channel(to), message_id, drawn):
            return
        if self._clock.monotonic() < self._no_edits_until:
            raise Uneditable("too_many_edits", asked=False)
        body: Json = {"channel": await self.channel(to), "ts": message_id, "parse": "none", "link_names": False}
        try:
            await self._say("chat.update", body, message, to)
        except Busy as busy:
            if busy.everybody:
                raise
            self._no_edits_until = self._clock.monotonic() + busy.seconds
        else:
            return
        raise Uneditable("too_many_edits")

    async def _say(self, method: str, body: Json, message: Message, to: Place) -> Json:
        """Call with blocks, without if they are refused; without a thread if that is gone."""
        given = {**body, "text": fallback(message), "mrkdwn": False, "blocks": blocks(message)}
        while True:
            try:
                return await self._api.call(method, **given)
            except Declined as error:
                declined = error
            if declined.code in BAD_BLOCKS and given["blocks"]:
                given["blocks"] = []
            elif declined.code in THREAD_GONE and "thread_ts" in given:
                del given["thread_ts"]
            else:
                break
        if declined.code == "channel_not_found":
            self._chats.pop(to.chat, None)
        raise unedited(declined) if method == "chat.update" else never(declined)

    async def channel(self, to: Place) -> str:
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
        _keep(self._chats, chat, channel)
        _keep(self._persons, channel, chat.removeprefix(PERSON))
        return channel

    async def find(self, to: Place, mark: str, since: datetime) -> str | None:
        """Return the id of our message with `mark` posted since (an aware instant), None if there is surely none."""
        try:
            return await self._search.find(await self.channel(to), mark, since)
        except (*FAILURES, Never) as error:
            reason = type(error).__name__
        raise CannotTell(reason)

    async def show_home(self, to: Place, message: Message) -> None:
        """Draw a person's page. It may be drawn again without a trace, so a lost answer is no trouble."""
        person = await self._person(to)
        try:
            await harmless(self._api, "views.publish", user_id=person, view=home(message))
            return
        except Declined as error:
            declined = error
        raise never(declined)

    async def _person(self, to: Place) -> str:
        """Return the user id of somebody's private conversation: Slack draws pages by it."""
        if to.chat.startswith(PERSON):
            return to.chat.removeprefix(PERSON)
        known = self._persons.get(to.chat)
        if known is not None:
            return known
        try:
            answer = await harmless(self._api, "conversations.info", channel=to.chat)
        except Declined as error:
            declined = error
        else:
            person = ident(part(answer, "channel"), "user")
            if not person:
                raise Never("not_a_person")
            _keep(self._persons, to.chat, person)
            return person
        raise never(declined)

    # --- direct answers and modals -----------------------------------------------------------------------------------

    async def open_skeleton(self, trigger: str, title: str) -> Opened | None:
        """Open an empty modal while the trigger lives (3 s, transport included); None if it was too late."""
        try:
            known_by = {**skeleton(title), "external_id": trigger}
            answer = await self._api.call("views.open", trigger_id=trigger, view=known_by)
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
        if not ticket.user:
            return
        try:
            channel = ticket.channel or await self.channel(Place("slack", "", f"{PERSON}{ticket.user}"))
        except (*FAILURES, Never):
            return
        body = {"text": fallback(Message((text,))), "blocks": blocks(Message((text,))), "mrkdwn": False}
        place = {"channel": channel, "user": ticket.user, "thread_ts": ticket.thread}
        await self._quietly("chat.postEphemeral", **place, **body)

    async def close_with(self, opened: Opened, title: str, text: str) -> None:
        """Put a sentence into an open modal; best effort."""
        await self._redraw(opened, notice(title, text))

    async def _redraw(self, opened: Opened, drawn: Json) -> bool:
        """Draw over a view; the second time without the hash, as nothing a person filled in can be overwritten."""
        which = {"external_id": opened.trigger} if opened.trigger else {"view_id": opened.view}
        for guard in (opened.hash or None, None):
            try:
                await self._api.call("views.update", **which, hash=guard, view=drawn)
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


def _keep(known: OrderedDict[str, str], key: str, value: str) -> None:
    known[key] = value
    if len(known) > KEPT:
        known.popitem(last=False)
