"""Examples of what managers see of people, clients and messages that could not be delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.preview.example import Example, Shown
from bot.preview.invented import CLIENT, CLIENT_ID, NOW, TEAM, Cast
from handlers.chat import paging
from handlers.people import manager_screens
from storage.clients import Client
from storage.outbox import DeadMessage
from storage.vocabulary import PersonState, Role, TeamId

TEAMS = [(TEAM, "Berlin"), (TeamId("second"), "Wien")]


def _people(cast: Cast) -> Shown:
    people = [cast.anna, replace(cast.ben, away_since=NOW), replace(cast.eva, state=PersonState.PENDING), cast.mia]
    return manager_screens.people_card("people", paging.page(people, 0), "", {cast.anna.id}, 1)


def _assistant(cast: Cast) -> Shown:
    return manager_screens.person_card(cast.ben, cast.addresses(cast.ben), "", TEAMS, 2)


def _client(cast: Cast) -> Shown:
    return manager_screens.person_card(cast.anna, cast.addresses(cast.anna), CLIENT, TEAMS, None)


def _clients(_: Cast) -> Shown:
    return manager_screens.clients_card("clients", paging.page([Client(CLIENT_ID, CLIENT, False)], 0))


def _dead(cast: Cast) -> Shown:
    dead = DeadMessage("1", cast.anna.id, "telegram", "blocked", NOW)
    return manager_screens.dead_card("dead", paging.page([dead], 0), {cast.anna.id: cast.anna.name})


def _invited(cast: Cast) -> Mapping[str, str]:
    return {"name": cast.anna.name, "client": CLIENT}


EXAMPLES = [
    Example("people", Role.MANAGER, _people),
    Example("person-assistant", Role.MANAGER, _assistant),
    Example("person-client", Role.MANAGER, _client),
    Example("person-gone", Role.MANAGER, lambda cast: manager_screens.gone_card(cast.eva)),
    Example("clients", Role.MANAGER, _clients),
    Example("invite-form", Role.MANAGER, lambda _: manager_screens.invite_form([name for _, name in TEAMS]), _invited),
    Example("not-delivered", Role.MANAGER, _dead),
]
