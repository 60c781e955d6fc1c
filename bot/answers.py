"""Direct answers to an event: a toast, a window with a form, the verdict on a form. They may be lost; what must be
known is a message of its own."""

from __future__ import annotations

from collections.abc import Callable

from bot.database import Database
from bot.i18n import Wording
from bot.platforms.base import Platform, Verdict
from handlers.chat.context import Context, Office, Refused
from handlers.chat.dispatch import ask_in_chat
from handlers.chat.effects import Effects
from handlers.chat.incoming import Event, Pressed, Submitted
from handlers.chat.outgoing import Text
from handlers.chat.router import House
from storage.unit_of_work import UnitOfWork

# Unknown and forbidden sound alike, so both are among them.
RIGHTS = frozenset({"button-not-yours", "command-not-yours", "task-not-yours", "task-unknown", "booking-unknown"})


class Answers:
    """Words direct answers for their reader and hands them to the platform."""

    def __init__(
        self, database: Database, office: Office, house: House, wording: Wording, written: Callable[[], None]
    ) -> None:
        self._database = database
        self._office = office
        self._house = house
        self._wording = wording
        self._written = written

    def context(self, uow: UnitOfWork, event: Event) -> Context:
        """Return a context to reply to the event's sender in."""
        sender = event.sender
        person = uow.people.by_account(sender.platform, sender.workspace, sender.user)
        return Context(uow, self._office, sender=sender, who=person)

    def refused(self, uow: UnitOfWork, event: Event, refusal: Refused) -> Context:
        """Return such a context to say no in; a no for lack of rights is audited."""
        ctx = self.context(uow, event)
        if refusal.text.name in RIGHTS:
            uow.audit.record("refused", "event", type(event.heard).__name__.lower(), values={"why": refusal.text.name})
        return ctx

    async def answer(self, platform: Platform, ticket: object, event: Event, effects: Effects) -> None:
        """Answer what somebody waits for in front of a button or a window."""
        if isinstance(event.heard, Submitted):
            return  # its verdict is the answer
        language, zone = effects.reader or await self._reader(event)
        if effects.form is not None:
            dialog, form = effects.form
            if await platform.open_form(ticket, self._wording.sheet(dialog, form, language, zone)):
                return
            if _has_window(ticket):
                await self._database.write(lambda uow: ask_in_chat(uow, event, self._office, self._house, dialog.id))
                self._written()
            else:
                await platform.answer(ticket, None)  # the question is in the chat; a button stops turning
            return
        toast = effects.toast
        if toast is None and _has_window(ticket):
            toast = Text("window-nothing")
        text = None if toast is None else self._wording.say(toast, language, zone, _prefix(platform))
        await platform.answer(ticket, text)

    async def excuse(self, platform: Platform, ticket: object, event: Event | None, text: Text) -> None:
        """End the wait of whoever pressed or opened something that can't be done: an event set aside. `event` is None
        if nobody could read it; then the office's language is spoken."""
        if event is not None and isinstance(event.heard, Submitted):
            return  # as above
        language, zone = await self._reader(event) if event else (self._office.language, self._office.zone)
        shown = event is None or isinstance(event.heard, Pressed) or _has_window(ticket)
        await platform.answer(ticket, self._wording.say(text, language, zone, _prefix(platform)) if shown else None)

    async def verdict(self, event: Event, effects: Effects, *, refused: bool) -> Verdict | None:
        """Return what to tell the window of a form, None for other events."""
        if not isinstance(event.heard, Submitted):
            return None
        if not effects.errors and effects.toast is None:
            return Verdict(refused)
        language, zone = effects.reader or await self._reader(event)

        def say(text: Text) -> str:
            return self._wording.say(text, language, zone)

        errors = {name: say(text) for name, text in effects.errors.items()}
        return Verdict(refused or bool(errors), say(effects.toast) if effects.toast else None, errors or None)

    async def _reader(self, event: Event) -> tuple[str, str]:
        def unit(uow: UnitOfWork) -> tuple[str, str]:
            ctx = self.context(uow, event)
            person = ctx.known
            return (person.language, person.zone) if person else (ctx.language_of(event.sender), self._office.zone)

        return await self._database.read(unit)


def _has_window(ticket: object) -> bool:
    return bool(getattr(ticket, "window", False))


def _prefix(platform: Platform) -> str:
    return str(getattr(platform, "prefix", "/"))
