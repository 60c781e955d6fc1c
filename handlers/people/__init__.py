"""People: who belongs to the office, and how they want to be spoken to."""

from __future__ import annotations

from handlers.chat.feature import EVERYONE, ActionSpec, CommandSpec, Feature, FormSpec
from handlers.people import anybody, clients, inviting, manager, quiet
from storage.vocabulary import Role

_MANAGER = frozenset({Role.MANAGER})

FEATURE = Feature(
    name="people",
    commands={
        "settings": CommandSpec(anybody.settings),
        "language": CommandSpec(anybody.language, with_words=True),
        "zone": CommandSpec(anybody.zone, with_words=True),
        "link": CommandSpec(anybody.link, listed=False),
        "people": CommandSpec(manager.people, roles=_MANAGER),
        "help": CommandSpec(anybody.show_help),
        "start": CommandSpec(anybody.start, with_words=True, listed=False),
        "join": CommandSpec(anybody.start, with_words=True, listed=False),
    },
    actions={
        "people.language": ActionSpec(anybody.press_language, roles=EVERYONE),
        "people.zones": ActionSpec(anybody.press_zones, roles=EVERYONE, again=True),
        "people.zone": ActionSpec(anybody.press_zone, roles=EVERYONE),
        "people.told-at": ActionSpec(anybody.press_told_at, roles=EVERYONE),
        "people.quiet": ActionSpec(quiet.press_choose, roles=EVERYONE, again=True),
        "people.set-quiet": ActionSpec(quiet.press_set, roles=EVERYONE),
        "people.ask-quiet": ActionSpec(quiet.ask, roles=EVERYONE),
        "people.link": ActionSpec(anybody.press_link, roles=EVERYONE),
        "people.confirm": ActionSpec(anybody.confirm, roles=_MANAGER),
        "people.refuse": ActionSpec(anybody.refuse, roles=_MANAGER),
        "people.list": ActionSpec(manager.press_people, roles=_MANAGER, again=True),
        "people.person": ActionSpec(manager.press_person, roles=_MANAGER, again=True),
        "people.role": ActionSpec(manager.set_role, roles=_MANAGER),
        "people.team": ActionSpec(manager.set_team, roles=_MANAGER),
        "people.away": ActionSpec(manager.set_away, roles=_MANAGER),
        "people.deactivate": ActionSpec(manager.deactivate, roles=_MANAGER),
        "people.clients": ActionSpec(clients.listed, roles=_MANAGER, again=True),
        "people.client": ActionSpec(clients.show, roles=_MANAGER, again=True),
        "people.sight": ActionSpec(clients.switch_sight, roles=_MANAGER),
        "people.plan": ActionSpec(clients.ask_plan, roles=_MANAGER),
        "people.rename": ActionSpec(clients.ask_rename, roles=_MANAGER),
        "people.invite": ActionSpec(inviting.ask, roles=_MANAGER),
        "people.invite-for": ActionSpec(inviting.invite_for, roles=_MANAGER),
        "people.invites": ActionSpec(inviting.invites, roles=_MANAGER, again=True),
        "people.withdraw": ActionSpec(inviting.withdraw, roles=_MANAGER),
        "people.dead": ActionSpec(manager.dead, roles=_MANAGER, again=True),
        "people.retry": ActionSpec(manager.retry_dead, roles=_MANAGER),
    },
    forms={
        "people.quiet": FormSpec(quiet.form, quiet.typed),
        "people.invite": FormSpec(inviting.form, inviting.invited, roles=_MANAGER),
        "people.plan": FormSpec(clients.plan_form, clients.plan_chosen, roles=_MANAGER),
        "people.rename": FormSpec(clients.rename_form, clients.renamed, roles=_MANAGER),
    },
    stranger=anybody.stranger,
)
