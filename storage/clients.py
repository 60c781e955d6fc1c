"""Clients (customer accounts) and the office's teams."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Integer, String, Table, bindparam, func, or_, select, update

from storage.query import Query, Row, Runner, insert_new
from storage.schema import metadata, partial_index
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, MASK, BlindIndex, EncryptedText, Json, Moment, OneOf, column
from storage.vocabulary import Channel, ClientId, Confidentiality, TeamId

clients = Table(
    "clients",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("name", EncryptedText, MASK),
    column("name_key", BlindIndex, ERASE, unique=True),
    column("created_at", Moment, KEEP),
    column("contacts_see_all", Boolean, KEEP, nullable=True),
    column("plan", String(40), KEEP, nullable=True),
    column("secrecy", Boolean, KEEP, nullable=True),
    column("channels", Json, KEEP, nullable=True),
    column("restricted_at", Moment, KEEP, nullable=True),
    column("confidentiality", OneOf(Confidentiality), KEEP, nullable=True),
    column("keep_days", Integer, KEEP, nullable=True),
    info=sealed_for(("id", "clients")),
)
LIMITED = or_(clients.c.secrecy.is_(True), clients.c.channels.is_not(None), clients.c.restricted_at.is_not(None))
"""Clients for whose sake less than everything may leave on some platform."""
partial_index("ix_clients_limited", clients.c.id, where=LIMITED)
teams = Table(
    "teams",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("name", String(80), KEEP, unique=True),
)

# Requests and appointments whose words have gone, as they were past their time.
emptied = Table(
    "emptied",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("at", Moment, KEEP),
)


@dataclass(frozen=True, slots=True)
class Client:
    """A customer account. `contacts_see_all`: its contacts see one another's tasks. `plan` names what they pay for."""

    id: ClientId
    name: str
    contacts_see_all: bool
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What rights and channels ask of a client: whether its contacts see one another's tasks, whether it is under
    professional secrecy, whether its data are restricted (GDPR Art. 18), what was set for which platform, and who may
    know of its requests unless somebody says otherwise (None: as their category has it)."""

    contacts_see_all: bool
    secrecy: bool
    restricted: bool
    channels: Mapping[str, Channel]
    confidentiality: Confidentiality | None = None

    def channel(self, platform: str) -> Channel:
        """Return what may leave on a platform: what was set, else a reference alone under professional secrecy on
        Telegram, which offers no contract that secrets may be given under."""
        unset = Channel.REFERENCE if self.secrecy and platform == "telegram" else Channel.FULL
        return self.channels.get(platform, unset)


_ADD_CLIENT = insert_new(clients)
_CLIENT_BY_KEY = Query(select(clients.c.id).where(clients.c.name_key == bindparam("key")))
_CLIENT_NAME = Query(select(clients.c.name).where(clients.c.id == bindparam("id")))
_ADD_TEAM = insert_new(teams)
_TEAM_BY_NAME = Query(select(teams.c.id).where(teams.c.name == bindparam("name")))
_FIRST_TEAM = Query(select(func.min(teams.c.id)))
_CLIENTS = Query(
    select(clients.c.id, clients.c.name, clients.c.contacts_see_all, clients.c.plan).order_by(clients.c.id)
)
_CLIENT = Query(
    select(clients.c.id, clients.c.name, clients.c.contacts_see_all, clients.c.plan).where(
        clients.c.id == bindparam("id")
    )
)
_SET_SEE_ALL = Query(
    update(clients).where(clients.c.id == bindparam("which")).values(contacts_see_all=bindparam("all"))
)
_RENAME = Query(
    update(clients)
    .where(clients.c.id == bindparam("which"))
    .values(name=bindparam("new_name"), name_key=bindparam("key"))
)
_PLAN = Query(select(clients.c.plan).where(clients.c.id == bindparam("id")))
_SET_PLAN = Query(update(clients).where(clients.c.id == bindparam("which")).values(plan=bindparam("new_plan")))
_TERMS = Query(
    select(
        *(clients.c[name] for name in ("contacts_see_all", "secrecy", "restricted_at", "channels", "confidentiality"))
    ).where(clients.c.id == bindparam("id"))
)
_SET_CONFIDENTIALITY = Query(
    update(clients)
    .where(clients.c.id == bindparam("which"))
    .values(confidentiality=bindparam("wanted", type_=OneOf(Confidentiality)))
)
_SET_SECRECY = Query(update(clients).where(clients.c.id == bindparam("which")).values(secrecy=bindparam("is_under")))
_SET_CHANNELS = Query(
    update(clients).where(clients.c.id == bindparam("which")).values(channels=bindparam("set", type_=Json))
)
_SET_RESTRICTED = Query(
    update(clients).where(clients.c.id == bindparam("which")).values(restricted_at=bindparam("since", type_=Moment))
)
_SET_KEEP_DAYS = Query(update(clients).where(clients.c.id == bindparam("which")).values(keep_days=bindparam("days")))
_KEEP_DAYS = Query(
    select(clients.c.id, clients.c.keep_days).where(clients.c.keep_days.is_not(None)).order_by(clients.c.id)
)
_TEAM_NAME = Query(select(teams.c.name).where(teams.c.id == bindparam("id")))
_TEAMS = Query(select(teams.c.id, teams.c.name).order_by(teams.c.id))


class Clients:
    """The clients and teams of one unit of work."""

    __slots__ = ("_run", "_terms")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._terms: dict[ClientId, Terms | None] = {}  # read once in a unit of work, unless some change

    def ensure(self, client: ClientId, name: str, key: str, at: datetime) -> ClientId:
        """Return the id of the client with this name key, made with id `client` if there was none."""
        self._run.change(
            _ADD_CLIENT,
            id=client,
            name=name,
            name_key=key,
            created_at=at,
            contacts_see_all=None,
            plan=None,
            secrecy=None,
            channels=None,
            restricted_at=None,
            confidentiality=None,
            keep_days=None,
        )
        row = self._run.one(_CLIENT_BY_KEY, key=key)
        return ClientId(row[0]) if row else client

    def name(self, client: ClientId) -> str:
        """Return a client's name."""
        row = self._run.one(_CLIENT_NAME, id=client)
        return str(row[0]) if row else ""

    def team(self, team: TeamId, name: str) -> TeamId:
        """Return the id of the team called so, made with id `team` if there was none."""
        self._run.change(_ADD_TEAM, id=team, name=name)
        row = self._run.one(_TEAM_BY_NAME, name=name)
        return TeamId(row[0]) if row else team

    def ensure_teams(self, names: Sequence[str], new_id: Callable[[], str]) -> None:
        """Keep the teams the configuration names, in its order."""
        for name in names:
            self.team(TeamId(new_id()), name)

    def first_team(self) -> TeamId | None:
        """Return the oldest team: the one that takes what has no other."""
        row = self._run.one(_FIRST_TEAM)
        return TeamId(row[0]) if row and row[0] else None

    def all(self) -> list[Client]:
        """Return all clients, longest here first."""
        return [Client(row[0], row[1], bool(row[2]), row[3]) for row in self._run.all(_CLIENTS)]

    def look(self, client: ClientId) -> Client | None:
        """Return one client."""
        row = self._run.one(_CLIENT, id=client)
        return None if row is None else Client(row[0], row[1], bool(row[2]), row[3])

    def set_contacts_see_all(self, client: ClientId, *, see_all: bool) -> None:
        """Keep whether a client's contacts see one another's tasks."""
        self._terms.clear()
        self._run.change(_SET_SEE_ALL, which=client, all=see_all)

    def terms(self, client: ClientId) -> Terms | None:
        """Return what rights and channels ask of a client, its name left alone; None if there is no such client."""
        if client not in self._terms:
            row = self._run.one(_TERMS, id=client)
            self._terms[client] = None if row is None else terms_of(row)
        return self._terms[client]

    def set_secrecy(self, client: ClientId, *, under: bool) -> None:
        """Keep whether a client is under professional secrecy."""
        self._terms.clear()
        self._run.change(_SET_SECRECY, which=client, is_under=under)

    def set_confidentiality(self, client: ClientId, wanted: Confidentiality | None) -> None:
        """Keep who may know of a client's new requests."""
        self._terms.clear()
        self._run.change(_SET_CONFIDENTIALITY, which=client, wanted=wanted)

    def set_channel(self, client: ClientId, platform: str, channel: Channel) -> None:
        """Keep what may leave for a client's sake on a platform."""
        terms = self.terms(client)
        kept = {} if terms is None else {name: str(each) for name, each in terms.channels.items()}
        self._terms.clear()
        self._run.change(_SET_CHANNELS, which=client, set={**kept, platform: str(channel)})

    def set_restricted(self, client: ClientId, since: datetime | None) -> None:
        """Keep since when a client's data are restricted; None: they are not any more."""
        self._terms.clear()
        self._run.change(_SET_RESTRICTED, which=client, since=since)

    def set_keep_days(self, client: ClientId, days: int | None) -> None:
        """Keep for how many days the words and files of a client's ended requests are kept; None: as usual."""
        self._run.change(_SET_KEEP_DAYS, which=client, days=days)

    def keep_days(self) -> dict[ClientId, int]:
        """Return the clients with days of their own."""
        return {ClientId(row[0]): int(row[1]) for row in self._run.all(_KEEP_DAYS)}

    def rename(self, client: ClientId, name: str, key: str) -> None:
        """Keep a client's new name, and the key it is known by: no other client's."""
        self._run.change(_RENAME, which=client, new_name=name, key=key)

    def plan(self, client: ClientId) -> str | None:
        """Return the name of a client's plan, None if they have none."""
        row = self._run.one(_PLAN, id=client)
        return row[0] if row else None

    def set_plan(self, client: ClientId, plan: str | None) -> None:
        """Keep a client's plan."""
        self._run.change(_SET_PLAN, which=client, new_plan=plan)

    def team_name(self, team: TeamId) -> str:
        """Return a team's name."""
        row = self._run.one(_TEAM_NAME, id=team)
        return str(row[0]) if row else ""

    def teams(self) -> list[tuple[TeamId, str]]:
        """Return all teams with their names, oldest first."""
        return [(TeamId(row[0]), str(row[1])) for row in self._run.all(_TEAMS)]


def terms_of(row: Row) -> Terms:
    """Return the terms read as `contacts_see_all, secrecy, restricted_at, channels, confidentiality`."""
    see_all, secrecy, restricted_at, channels, confidentiality = row
    said = {platform: Channel(channel) for platform, channel in (channels or {}).items()}
    return Terms(bool(see_all), bool(secrecy), restricted_at is not None, said, confidentiality)
