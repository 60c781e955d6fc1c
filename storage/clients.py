"""Clients (customer accounts) and the office's teams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, String, Table, bindparam, func, select, update

from storage.query import Query, Runner, insert_new
from storage.schema import metadata
from storage.types import ERASE, KEEP, MASK, EncryptedText, Moment, column
from storage.vocabulary import ClientId, TeamId

clients = Table(
    "clients",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("name", EncryptedText, MASK),
    column("name_key", String(64), ERASE, unique=True),
    column("created_at", Moment, KEEP),
    column("contacts_see_all", Boolean, KEEP, nullable=True),
    column("plan", String(40), KEEP, nullable=True),
)
teams = Table(
    "teams",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("name", String(80), KEEP, unique=True),
)


@dataclass(frozen=True, slots=True)
class Client:
    """A customer account. `contacts_see_all`: its contacts see one another's tasks. `plan` names what they pay for."""

    id: ClientId
    name: str
    contacts_see_all: bool
    plan: str | None = None


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
_TEAM_NAME = Query(select(teams.c.name).where(teams.c.id == bindparam("id")))
_TEAMS = Query(select(teams.c.id, teams.c.name).order_by(teams.c.id))


class Clients:
    """The clients and teams of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def ensure(self, client: ClientId, name: str, key: str, at: datetime) -> ClientId:
        """Return the id of the client with this name key, made with id `client` if there was none."""
        self._run.change(
            _ADD_CLIENT, id=client, name=name, name_key=key, created_at=at, contacts_see_all=None, plan=None
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
        self._run.change(_SET_SEE_ALL, which=client, all=see_all)

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
