"""What is done with a payload between its arrival and the acknowledgement: it is kept, and little else.

Bolt and Socket Mode hand payloads in; this room knows neither.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.clock import Clock
from bot.platforms.base import Arrival, Intake, NotSent, StoreDown, Verdict
from bot.platforms.slack_drawing import EMPTY, Json, clipped, notice, offered
from bot.platforms.slack_keys import arrival, unreadable
from bot.platforms.slack_reading import asked, shortcut, spoken_command
from bot.platforms.slack_sending import Opened, Sending, SlackTicket
from bot.platforms.slack_shapes import Ours, Payload, first_of, ident, is_own, part, unescaped, words
from handlers.chat.incoming import Command

ALARMS = {
    "tokens_revoked": "slack-revoked",
    "app_uninstalled": "slack-revoked",
    "app_rate_limited": "slack-flood",
}
T = TypeVar("T")
VERDICT = 1.5
LONGEST_SEARCH = 200
PATIENCE = 2.6  # of the three seconds Slack waits, transport taken off


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to Slack: 200 acknowledges, anything else asks it to repeat."""

    status: int
    body: Json | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences that can't wait for the office's own wording; each takes the reader's language, None if unknown."""

    saved: Callable[[str | None], str]
    trouble: Callable[[str | None], str]
    language: Callable[[str], str | None]


class Listening:
    """Takes payloads in while it is open; `intake` and `ours` are known by then."""

    def __init__(
        self,
        sending: Sending,
        clock: Clock,
        ours: Callable[[], Ours],
        lines: Lines,
        opening: Callable[[Command], bool],
        changed: Callable[[str], None] = lambda user: None,
    ) -> None:
        """`opening` tells which commands open a form; `changed` is told whose account is not what it was."""
        self._sending = sending
        self._clock = clock
        self._ours = ours
        self._lines = lines
        self._opening = opening
        self._changed = changed
        self._forms: OrderedDict[str, asyncio.Task[Reply]] = OrderedDict()
        self._background: set[asyncio.Task[Any]] = set()
        self.intake: Intake | None = None
        self.open = False

    async def admit(self, payload: dict[str, Any]) -> Reply:
        """Keep one payload and return what to tell Slack; it is acknowledged only once it is committed."""
        if payload.get("type") == "block_suggestion":
            return await self._suggest(payload)
        if is_own(payload, self._ours()):
            return Reply(200)
        if self.intake is None or not self.open or not self._ours().team:
            return Reply(503)
        kind = payload.get("type")
        event = part(payload, "event")
        if kind == "event_callback" and event.get("type") == "user_change":
            self._changed(ident(part(event, "user"), "id"))
            return Reply(200)  # not kept: it is sent of everybody in the workspace, with all of their profile
        if kind == "view_submission":
            sent = SlackTicket("form", ident(part(payload, "user"), "id"), "")
            form = arrival(payload, self._ours(), self._clock.now(), hasty=True, ticket=sent)
            return await self._form(payload, form)
        ticket = self._ticket(payload)
        hasty = ticket is not None and ticket.window
        reply = await self._keep(arrival(payload, self._ours(), self._clock.now(), hasty=hasty, ticket=ticket), ticket)
        if reply.status == 200:
            self._look(kind, event)
        return reply

    async def _suggest(self, payload: Payload) -> Reply:
        """Answer who types into a menu; it changes nothing, so nothing is kept. What comes too late is not answered."""
        wanted = asked(payload, self._ours())
        if wanted is None or len(wanted[2]) > LONGEST_SEARCH or self.intake is None or not self.open:
            return Reply(200, offered(()))
        try:
            return Reply(200, offered(await asyncio.wait_for(self.intake.suggest(*wanted), PATIENCE)))
        except (TimeoutError, NotSent, StoreDown):
            return Reply(503)

    async def set_aside(self, body: str) -> Reply:
        """Keep a body that came from Slack and can't be read, for somebody to look at."""
        if not self.open:
            return Reply(503)
        return await self._keep(unreadable(body, self._ours(), self._clock.now()), None)

    async def close(self) -> None:
        """Take nothing in any more; what is under way ends first, within Slack's patience."""
        self.open = False
        waiting = [*self._forms.values(), *self._background]
        if waiting:
            await asyncio.wait(waiting, timeout=PATIENCE)

    async def _keep(self, event: Arrival, ticket: SlackTicket | None) -> Reply:
        if self.intake is None:
            return Reply(503)
        try:
            [inbox_id] = await self.intake.take([event])
        except StoreDown:
            self._give_up(ticket)
            return Reply(503)
        if inbox_id is None:
            self._give_up(ticket)  # too much from one account; what was known already has opened nothing
        return Reply(200)

    def _look(self, kind: object, event: Payload) -> None:
        code = ALARMS.get(str(event.get("type") if kind == "event_callback" else kind))
        if code is not None and self.intake is not None:
            self.intake.alarm(code)

    # --- presses, commands and shortcuts -----------------------------------------------------------------------------

    def ticket(self, payload: Payload) -> SlackTicket | None:
        """Return what reaches the window that was opened for a payload kept before: it is known by its trigger. None
        if none was opened for it."""
        ticket, trigger = self._direct(payload)
        if ticket is None or not trigger:
            return None
        found: asyncio.Future[Opened | None] = asyncio.get_running_loop().create_future()
        found.set_result(Opened("", "", trigger))
        return replace(ticket, kind="open", opened=found)

    def _ticket(self, payload: Payload) -> SlackTicket | None:
        """Return what an answer to a press or command needs; a skeleton is being opened already if a form follows."""
        ticket, trigger = self._direct(payload)
        if ticket is not None and ticket.kind == "press":
            self._sending.pressed.note(payload)
        return self._opened(ticket, trigger) if ticket is not None and trigger else ticket

    def _direct(self, payload: Payload) -> tuple[SlackTicket | None, str]:
        """Return what an answer to a press or command needs, and the trigger if a form follows."""
        if payload.get("type") == "block_actions":
            action = first_of(payload, "actions")
            user = ident(part(payload, "user"), "id")
            channel = ident(part(payload, "channel"), "id") or ident(part(payload, "container"), "channel_id")
            title = unescaped(" ".join(words(part(action, "text"), "text").split())) or EMPTY
            opens = words(action, "action_id").startswith("open:")
            thread = ident(part(payload, "container"), "thread_ts") or None
            ticket = SlackTicket("press", user, channel, title, thread=thread)
        elif "command" in payload and "type" not in payload:
            opens = self._opening(spoken_command(words(payload, "text")))
            ticket = SlackTicket("command", ident(payload, "user_id"), ident(payload, "channel_id"), EMPTY)
        elif shortcut(payload) is not None:
            # The words of the office are for this person alone, wherever the message shared was read.
            opens, ticket = True, SlackTicket("command", ident(part(payload, "user"), "id"), "", EMPTY)
        else:
            return None, ""
        return ticket, ident(payload, "trigger_id") if opens else ""

    def _opened(self, ticket: SlackTicket, trigger: str) -> SlackTicket:
        opening = self._spawn(self._sending.open_skeleton(trigger, ticket.title))
        return replace(ticket, kind="open", opened=opening)

    def _give_up(self, ticket: SlackTicket | None) -> None:
        """Say in a modal that is open already that nothing was kept."""
        if ticket is not None and ticket.opened is not None:
            self._spawn(self._apologise(ticket))

    async def _apologise(self, ticket: SlackTicket) -> None:
        opened = await ticket.opened if ticket.opened is not None else None
        if opened is not None:
            line = self._lines.trouble(self._lines.language(ticket.user))
            await self._sending.close_with(opened, ticket.title, line)

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    # --- forms -------------------------------------------------------------------------------------------------------

    async def _form(self, payload: Payload, event: Arrival) -> Reply:
        """Return one answer to one submission, however often it is delivered."""
        task = self._forms.get(event.key)
        if task is None:
            task = self._forms[event.key] = asyncio.get_running_loop().create_task(self._submit(payload, event))
            if len(self._forms) > 200:
                self._forms.popitem(last=False)
        reply = await asyncio.shield(task)
        if reply.status != 200:
            self._forms.pop(event.key, None)
        return reply

    async def _submit(self, payload: Payload, event: Arrival) -> Reply:
        if self.intake is None:
            return Reply(503)
        began = self._clock.monotonic()
        try:
            [inbox_id] = await self.intake.take([event])
        except StoreDown:
            return Reply(503)
        view = part(payload, "view")
        user = ident(part(payload, "user"), "id")
        if inbox_id is None:
            return Reply(200, {"response_action": "clear"})
        left = max(0.0, min(VERDICT, PATIENCE - (self._clock.monotonic() - began)))
        verdict = await self.intake.verdict(inbox_id, left)
        if verdict is None:
            return _shown(view, self._lines.saved(self._lines.language(user)))
        return _judged(view, verdict)


def _judged(view: Payload, verdict: Verdict) -> Reply:
    if not verdict.refused:
        return Reply(200, {"response_action": "clear"})
    fields = {str(name) for name in part(part(view, "state"), "values")}
    errors = {name: clipped(text, 1000) for name, text in (verdict.errors or {}).items() if name in fields and text}
    if errors:
        return Reply(200, {"response_action": "errors", "errors": errors})
    return _shown(view, verdict.text or "\n".join((verdict.errors or {}).values()) or EMPTY)


def _shown(view: Payload, text: str) -> Reply:
    title = unescaped(words(part(view, "title"), "text")) or EMPTY
    return Reply(200, {"response_action": "update", "view": notice(title, text)})
