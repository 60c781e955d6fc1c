"""Stands before the inbox: what is too much from one account, from strangers or from all is not kept; its sender is
told once in ten minutes."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Sequence
from functools import partial

from bot.clock import Clock
from bot.database import Database
from bot.flood import Flood, FloodLimits
from bot.health import Counters
from bot.inbox import Inbox
from bot.platforms.base import Arrival, StoreDown, Verdict
from handlers.chat.context import Context, Office
from handlers.chat.incoming import Sender
from handlers.chat.outgoing import Text, Urgency
from storage.engine import StoreBusy
from storage.unit_of_work import UnitOfWork

MOST_FAMILIAR = 10_000
NO_ACCOUNT = frozenset({"", "0"})  # what platforms give where nobody in particular did something

log = logging.getLogger(__name__)


class Gate:
    """Fulfils `platforms.base.Intake`, as the inbox behind it does."""

    def __init__(
        self, inbox: Inbox, limits: FloodLimits, database: Database, clock: Clock, office: Office, counters: Counters
    ) -> None:
        self._inbox = inbox
        self.alarm = inbox.alarm
        self._flood = Flood(limits)
        self._database = database
        self._clock = clock
        self._office = office
        self._counters = counters
        self._familiar: OrderedDict[str, None] = OrderedDict()
        self._looking = asyncio.Lock()
        self._telling: set[asyncio.Task[None]] = set()

    async def take(self, arrivals: Sequence[Arrival], mark: tuple[str, str] | None = None) -> list[str | None]:
        """As `Inbox.take`; what is too much gets None, as if it were known already. Raises StoreDown."""
        try:
            strangers = await self._strangers({arrival.account for arrival in arrivals})
        except StoreBusy as error:
            raise StoreDown from error
        kept = [arrival for arrival in arrivals if self._admits(arrival, arrival.account in strangers)]
        try:
            ids = iter(await self._inbox.take(kept, mark))
        except StoreDown:
            for arrival in kept:
                self._give_back(arrival, strangers)
            raise
        found: list[str | None] = []
        admitted = {id(arrival) for arrival in kept}
        for arrival in arrivals:
            inbox_id = next(ids) if id(arrival) in admitted else None
            if inbox_id is None and id(arrival) in admitted:
                self._give_back(arrival, strangers)  # known already
            found.append(inbox_id)
        return found

    async def marked(self, name: str) -> str | None:
        """As the inbox."""
        return await self._inbox.marked(name)

    async def verdict(self, inbox_id: str, seconds: float) -> Verdict | None:
        """As the inbox."""
        return await self._inbox.verdict(inbox_id, seconds)

    async def suggest(self, sender: Sender, key: str, words: str) -> list[tuple[str, str]]:
        """As the inbox."""
        return await self._inbox.suggest(sender, key, words)

    def heard(self, platform: str) -> None:
        """As the inbox."""
        self._inbox.heard(platform)

    def trouble(self, platform: str, code: str) -> None:
        """As the inbox."""
        self._inbox.trouble(platform, code)

    # --- what is too much ---

    def _admits(self, arrival: Arrival, stranger: bool) -> bool:
        if not _is_somebodys(arrival):
            return True
        # By the platform's own time: what waited there while we were away did not come all at once.
        at = (arrival.order or arrival.sent or arrival.at).timestamp()
        too_much = self._flood.too_much(arrival.account, at, press=_is_press(arrival), stranger=stranger)
        if too_much is None:
            return True
        self._counters.add("flood_refused_total", kind=too_much)
        self.alarm("flood", platform=arrival.platform)
        if not stranger and self._flood.may_tell(arrival.account, self._clock.monotonic()):
            task = asyncio.get_running_loop().create_task(self._tell(arrival.account))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        return False

    def _give_back(self, arrival: Arrival, strangers: Collection[str]) -> None:
        if not _is_somebodys(arrival):
            return
        self._flood.give_back(arrival.account, press=_is_press(arrival), stranger=arrival.account in strangers)

    async def _strangers(self, accounts: Collection[str]) -> set[str]:
        """Return which accounts are nobody's; those known once are not asked about again."""
        if all(account in self._familiar for account in accounts):
            return set()
        async with self._looking:  # whoever came first goes on first
            new = [account for account in accounts if account not in self._familiar]
            known = await self._database.read(partial(_known, new)) if new else set()
        for account in known:
            self._familiar[account] = None
        while len(self._familiar) > MOST_FAMILIAR:
            self._familiar.popitem(last=False)
        return set(new) - known

    async def _tell(self, account: str) -> None:
        try:
            await self._database.write(partial(_say, self._office, account))
        except StoreBusy:
            return
        self._inbox.written()


def _is_press(arrival: Arrival) -> bool:
    """Whether it is a press or what a window holds: those are few for each card, and somebody waits for the answer."""
    return arrival.press or arrival.hasty


def _is_somebodys(arrival: Arrival) -> bool:
    """Whether an account sent it. What can't be read is kept aside however much it is: it may be everybody's."""
    return arrival.broken is None and _parts(arrival.account)[2] not in NO_ACCOUNT


def _known(accounts: Sequence[str], uow: UnitOfWork) -> set[str]:
    return {account for account in accounts if uow.people.lane_of(*_parts(account)) is not None}


def _say(office: Office, account: str, uow: UnitOfWork) -> None:
    found = uow.people.at(*_parts(account))
    if found is not None:
        Context(uow, office).tell_at(found[1], found[0], Text("flood-notice"), Urgency.DIALOGUE)


def _parts(account: str) -> tuple[str, str, str]:
    platform, workspace, user = account.split(":", 2)
    return platform, workspace, user
