"""What may leave on a platform: which clients are limited there, what they and their contacts are called, and whose a
reference is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.bookings import bookings
from storage.clients import LIMITED, Terms, clients, terms_of
from storage.people import people
from storage.query import Query, Runner
from storage.tasks import tasks
from storage.vocabulary import Channel, ClientId

REFERENCE = re.compile(r"\b([TA])-(\d{1,9})\b")
_LIMITED = Query(
    select(
        *(clients.c[name] for name in ("id", "contacts_see_all", "secrecy", "restricted_at", "channels")),
        clients.c.confidentiality,
    ).where(LIMITED)
)
_NAME = Query(select(clients.c.name).where(clients.c.id == bindparam("id")))
_CONTACTS = Query(select(people.c.name).where(people.c.client_id == bindparam("client")))
_OF_TASK = Query(select(tasks.c.client_id).where(tasks.c.number == bindparam("number")))
_OF_BOOKING = Query(select(bookings.c.client_id).where(bookings.c.number == bindparam("number")))
_OF = {"T": _OF_TASK, "A": _OF_BOOKING}


@dataclass(frozen=True, slots=True)
class Limits:
    """Which clients are limited on a platform, and to what; since when (UTC) the data of which are restricted."""

    channels: Mapping[ClientId, Channel]
    restricted: Mapping[ClientId, datetime] = field(default_factory=dict)

    def strictest(self, concerned: Collection[str | None]) -> Channel:
        """Return what may leave of something that concerns these clients."""
        named = {ClientId(each) for each in concerned if each is not None}
        found = {self.channels[each] for each in named if each in self.channels}
        return Channel.OFF if Channel.OFF in found else Channel.REFERENCE if found else Channel.FULL


class Channels:
    """The limits of one unit of work."""

    __slots__ = ("_limits", "_run", "concerned")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._limits: dict[str, Limits] = {}  # read once in a unit of work
        self.concerned: set[ClientId] = set()

    def concern(self, client: ClientId | None) -> None:
        """Note that what is said in this unit of work is about something of a client's."""
        if client is not None:
            self.concerned.add(client)

    def limits(self, platform: str) -> Limits:
        """Return which clients are limited on a platform; most offices have none."""
        if platform not in self._limits:
            self._limits[platform] = self._read(platform)
        return self._limits[platform]

    def _read(self, platform: str) -> Limits:
        rows = self._run.all(_LIMITED)
        terms: list[tuple[ClientId, Terms]] = [(ClientId(row[0]), terms_of(row[1:])) for row in rows]
        found = {client: each.channel(platform) for client, each in terms}
        restricted = {ClientId(row[0]): row[3] for row in rows if row[3] is not None}
        return Limits({client: channel for client, channel in found.items() if channel is not Channel.FULL}, restricted)

    def names(self, limits: Limits) -> list[str]:
        """Return what these clients and their contacts are called, without case."""
        found: list[str] = []
        for client in limits.channels:
            found += [str(row[0]) for row in self._run.all(_NAME, id=client)]
            found += [str(row[0]) for row in self._run.all(_CONTACTS, client=client)]
        return [name.casefold() for name in found if name]

    def telling(self, limits: Limits) -> Callable[[str], bool]:
        """Return what tells whether words name a limited client, one of its contacts, or a task or appointment of
        theirs."""
        names = self.names(limits)

        def tells(words: str) -> bool:
            said = words.casefold()
            return any(name in said for name in names) or bool(self.clients_of(words) & limits.channels.keys())

        return tells

    def clients_of(self, words: str) -> set[ClientId]:
        """Return whose tasks and appointments some words name by their references."""
        owners = (self._run.one(_OF[kind], number=int(number)) for kind, number in REFERENCE.findall(words))
        return {ClientId(row[0]) for row in owners if row is not None and row[0] is not None}
