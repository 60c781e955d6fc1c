"""Examples of what managers see of people, clients and messages that could not be delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.preview.example import Example, Shown
from bot.preview.invented import CLIENT, CLIENT_ID, NOW, OFFICE, TEAM, Cast
from handlers.chat import paging
from handlers.chat.outgoing import Form
from handlers.people import bound, clients, invite_screens, manager_screens, terms
from storage.clients import Client, Terms
from storage.invites import Invite
from storage.outbox import DeadMessage
from storage.vocabulary import ClientId, InviteKind, PersonState, Role, TeamId

CODE = "mZ2nWqT7cK0xYbV4rLhJ9sDfGpAeUi3o"
CLIENTS = [Client(CLIENT_ID, CLIENT, False)]
TEAMS = [(TEAM, "Berlin"), (TeamId("second"), "Wien")]


def _people(cast: Cast) -> Shown:
    people = [cast.anna, replace(cast.ben, away_since=NOW), replace(cast.eva, state=PersonState.PENDING), cast.mia]
    waiting = manager_screens.Waiting(1, 1)
    return manager_screens.people_card("people", paging.page(people, 0), "", {cast.anna.id}, waiting)


def _assistant(cast: Cast) -> Shown:
    return manager_screens.person_card(cast.ben, cast.addresses(cast.ben), "", TEAMS, 2)


def _client(cast: Cast) -> Shown:
    return manager_screens.person_card(cast.anna, cast.addresses(cast.anna), CLIENT, TEAMS, None)


def _clients(_: Cast) -> Shown:
    return manager_screens.clients_card("clients", paging.page(CLIENTS, 0))


def _client_itself(cast: Cast) -> Shown:
    return manager_screens.client_card("client", CLIENTS[0], [cast.anna])


def _client_under_secrecy(cast: Cast) -> Shown:
    card = manager_screens.client_card("client", CLIENTS[0], [cast.anna])
    held, platforms = Terms(contacts_see_all=False, secrecy=True, restricted=False, channels={}), ("telegram", "slack")
    buttons = clients.with_more(card, terms.buttons(CLIENTS[0], held, platforms))
    return replace(card, lines=[*card.lines, *terms.lines(held, platforms)], buttons=buttons)


def _obliging(cast: Cast) -> Shown:
    return bound.form_of(cast.ben)


def _invite() -> Invite:
    client, until = ClientId(CLIENT_ID), NOW + timedelta(days=2)
    return Invite("1", "", InviteKind.JOIN, Role.CLIENT, "Carla", client, None, None, False, NOW, until, None)


def _code(_: Cast) -> Shown:
    return invite_screens.code_card(_invite(), CLIENT, CODE, telegram="vorzimmer_bot", slack=OFFICE.slack_command)


def _dead(cast: Cast) -> Shown:
    dead = DeadMessage("1", cast.anna.id, "telegram", "blocked", NOW)
    return manager_screens.dead_card("dead", paging.page([dead], 0), {cast.anna.id: cast.anna.name})


def _invite_form(_: Cast) -> Form:
    return invite_screens.invite_form([name for _, name in TEAMS], CLIENTS, {"role": "client"})


def _invited(cast: Cast) -> Mapping[str, str]:
    return {"role": "client", "name": cast.anna.name, "client": CLIENT_ID}


EXAMPLES = [
    Example("people", Role.MANAGER, _people),
    Example("person-assistant", Role.MANAGER, _assistant),
    Example("person-client", Role.MANAGER, _client),
    Example("person-gone", Role.MANAGER, lambda cast: manager_screens.gone_card(cast.eva)),
    Example("clients", Role.MANAGER, _clients),
    Example("client", Role.MANAGER, _client_itself),
    Example("client-under-secrecy", Role.MANAGER, _client_under_secrecy),
    Example("secrecy-obligation", Role.MANAGER, _obliging),
    Example(
        "client-rename", Role.MANAGER, lambda _: manager_screens.rename_form(CLIENT), lambda _: {"name": "Praxis Weber"}
    ),
    Example("invite-form", Role.MANAGER, _invite_form, _invited),
    Example("invite-alike", Role.MANAGER, lambda _: invite_screens.alike_card("1", "dr weber", CLIENTS)),
    Example("invite-code", Role.MANAGER, _code),
    Example("invite-ended", Role.MANAGER, lambda _: invite_screens.ended_card(_invite(), CLIENT, "used")),
    Example(
        "invites", Role.MANAGER, lambda _: invite_screens.invites_card("invites", paging.page([(_invite(), CLIENT)], 0))
    ),
    Example("not-delivered", Role.MANAGER, _dead),
]
