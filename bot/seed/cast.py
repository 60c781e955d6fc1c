"""The people of the invented office, as rows: clients with a contact and an assistant they know, two managers in two
zones."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.seed.words import ASSISTANTS, CLIENTS, CONTACTS, MANAGERS
from handlers.chat.context import Office
from handlers.people.actions import name_key
from storage.vocabulary import PersonState, Role

NewId = Callable[[datetime], str]
Rows = dict[str, list[dict[str, Any]]]
PLATFORMS = ("telegram", "slack")


@dataclass(frozen=True, slots=True)
class Account:
    """A client: ids of account, contact and known assistant; how much of all requests is theirs; their plan; and the
    platform that they write on."""

    client: str
    contact: str
    known: str
    weight: int
    plan: str | None
    platform: str


@dataclass(slots=True)
class Cast:
    """Everybody, and the rows that make them. `team` is the id of the one team they all work in."""

    accounts: list[Account]
    assistants: list[str]
    team: str
    rows: Rows


def cast_of(
    office: Office, clients: int, assistants: int, team: str, at: datetime, new_id: NewId, chance: random.Random
) -> Cast:
    """Return so many clients and assistants who joined at `at`, and two managers."""
    cast = Cast([], [], team, {"clients": [], "people": [], "addresses": [], "memberships": []})

    def join(name: str, role: Role, client: str | None = None, language: str = "", zone: str = "") -> str:
        person, where = new_id(at), None if role is Role.MANAGER else team
        cast.rows["people"].append(
            {
                "id": person, "name": name, "role": role, "state": PersonState.ACTIVE, "client_id": client,
                "team_id": where, "language": language or office.language,
                "zone": zone or office.zone, "zone_known": True, "guest": False, "created_at": at,
            }
        )  # fmt: skip
        cast.rows["memberships"].append({"person_id": person, "since": at, "role": role, "team_id": where})
        account = f"seed-{len(cast.rows['people'])}"  # no platform has such an account: nobody real is ever written to
        platform = PLATFORMS[len(cast.rows["people"]) % len(PLATFORMS)]
        cast.rows["addresses"].append(
            {
                "id": new_id(at), "person_id": person, "platform": platform, "workspace": "", "account": account,
                "chat": account, "open": True, "created_at": at,
            }
        )  # fmt: skip
        return person

    for name, language, zone in MANAGERS:
        join(name, Role.MANAGER, language=language, zone=zone)
    cast.assistants = [join(_named(ASSISTANTS, number), Role.ASSISTANT) for number in range(assistants)]
    plans = (None, *(office.levels.plans if office.levels else ()))
    for number in range(clients):
        client, name, plan = new_id(at), _named(CLIENTS, number), plans[number % len(plans)]
        cast.rows["clients"].append(
            {"id": client, "name": name, "name_key": name_key(name), "created_at": at, "plan": plan}
        )
        contact = join(_named(CONTACTS, number), Role.CLIENT, client)
        known = cast.assistants[number % assistants]
        platform = cast.rows["addresses"][-1]["platform"]
        cast.accounts.append(Account(client, contact, known, chance.choice((1, 2, 2, 3, 5)), plan, platform))
    return cast


def _named(names: tuple[str, ...], number: int) -> str:
    """Return the name with this number; beyond the list they are numbered."""
    again, place = divmod(number, len(names))
    return f"{names[place]} {again + 1}" if again else names[place]
