"""Invitations at work: one after another is worded, handed over to the mail server, and noted. Only one process does
it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot.clock import Clock, rest
from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from bot.logs import event
from bot.mail.account import Account
from bot.mail.message import message
from bot.mail.smtp import Never, NotNow, Unknown, hand_over
from handlers.bookings import ics, mailing
from handlers.bookings.letters import Letter, Say, letter
from handlers.chat.context import Context, Office
from storage.engine import StoreBusy
from storage.unit_of_work import UnitOfWork

AT_ONCE = 20
SAFETY_SECONDS = 15.0
STORE_PAUSE = 1.0

log = logging.getLogger(__name__)


class Mail:
    """The office's mail."""

    def __init__(
        self,
        account: Account,
        database: Database,
        clock: Clock,
        office: Office,
        wording: Wording,
        counters: Counters,
        written: Callable[[], None],
    ) -> None:
        self._account = account
        self._database = database
        self._clock = clock
        self._office = office
        self._wording = wording
        self._counters = counters
        self._written = written
        self._wake = asyncio.Event()
        self.waiting = 0
        self.trouble: str | None = None

    def wake(self) -> None:
        """Look for what is to be sent."""
        self._wake.set()

    def facts(self) -> dict[str, object]:
        """Return how it is. A server of others that is down doesn't make the office unwell."""
        return {"ok": True, "waiting": self.waiting, "trouble": self.trouble}

    async def run(self) -> None:
        """Work until cancelled."""
        await self.recover()
        while True:
            self._wake.clear()
            try:
                await self.send_due()
                following = await self._database.read(lambda uow: uow.invitations.next_due())
            except StoreBusy:
                await self._clock.sleep(STORE_PAUSE)
                continue
            left = SAFETY_SECONDS if following is None else (following - self._clock.now()).total_seconds()
            await rest(self._clock, max(0.05, min(left, SAFETY_SECONDS)), self._wake)

    async def recover(self) -> None:
        """Note of all that a process had in hand when it ended that nobody knows what became of it."""
        for each in await self._database.read(lambda uow: uow.invitations.sending()):
            await self._note(mailing.doubtful, each)

    async def send_due(self) -> None:
        """Send what waits; what can't go now waits on."""
        while due := await self._database.read(lambda uow: uow.invitations.due(uow.now, AT_ONCE)):
            for each in due:
                await self._send(each)
        self.waiting = await self._database.read(lambda uow: uow.invitations.waiting())

    async def _send(self, invitation_id: str) -> None:
        made = await self._database.read(partial(self._made, invitation_id))
        outcome = "sent"
        try:
            mail = await asyncio.to_thread(message, made, self._account, self._office.name, self._clock.now())
            begin = partial(mailing.begun, invitation_id=invitation_id, sequence=made.sequence)
            if not await hand_over(self._account, made.to.mail, mail, lambda: self._database.write(begin)):
                return
        except ValueError:
            log.exception("mail can't be written", extra={"facts": {"invitation": invitation_id}})
            outcome = "unwritable"
            await self._note(mailing.refused, invitation_id, outcome)
        except Never as trouble:
            outcome = trouble.code
            await self._note(mailing.refused, invitation_id, trouble.code)
        except NotNow as trouble:
            outcome = trouble.code
            await self._note(mailing.postponed, invitation_id, trouble.code)
            self._say(trouble.code)
        except Unknown:
            outcome = "unknown"
            await self._note(mailing.doubtful, invitation_id)
        else:
            await self._note(mailing.accepted, invitation_id)
            self._say(None)
        self._counters.add("invitations_total", outcome=outcome)

    def _made(self, invitation_id: str, uow: UnitOfWork) -> Letter:
        invitation = uow.invitations.look(invitation_id)
        assert invitation is not None  # they are never removed
        by = ics.Party(self._office.name, self._account.address)
        return letter(Context(uow, self._office), invitation, by, self._speaks)

    def _speaks(self, language: str, zone: str) -> Say:
        return partial(self._wording.say, language=language, zone=zone)

    async def _note(self, what: Callable[..., None], *about: str) -> None:
        await self._database.write(lambda uow: what(Context(uow, self._office), *about))
        self._written()

    def _say(self, trouble: str | None) -> None:
        if trouble != self.trouble:
            level = logging.INFO if trouble is None else logging.WARNING
            event(log, "mail", level=level, trouble=trouble)
        self.trouble = trouble
