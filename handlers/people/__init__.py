"""People: who belongs to the office, and how they want to be spoken to."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.events import Served
from handlers.people import anybody, clients, consenting, inviting, manager, obligations, quiet, terms
from handlers.rules.policy import Act

FEATURE = Feature(
    name="people",
    commands={
        "settings": CommandSpec(anybody.settings, Act.USE, always=True),
        "language": CommandSpec(anybody.language, Act.USE, always=True, with_words=True),
        "zone": CommandSpec(anybody.zone, Act.USE, always=True, with_words=True),
        "link": CommandSpec(anybody.link, Act.USE, always=True, listed=False),
        "people": CommandSpec(manager.people, Act.PEOPLE),
        "help": CommandSpec(anybody.show_help, Act.USE, always=True),
        "start": CommandSpec(anybody.start, Act.USE, always=True, with_words=True, listed=False),
        "join": CommandSpec(anybody.start, Act.USE, always=True, with_words=True, listed=False),
    },
    actions={
        "people.language": ActionSpec(anybody.press_language, Act.USE, always=True),
        "people.zones": ActionSpec(anybody.press_zones, Act.USE, always=True, again=True),
        "people.zone": ActionSpec(anybody.press_zone, Act.USE, always=True),
        "people.told-at": ActionSpec(anybody.press_told_at, Act.USE, always=True),
        "people.quiet": ActionSpec(quiet.press_choose, Act.USE, always=True, again=True),
        "people.set-quiet": ActionSpec(quiet.press_set, Act.USE, always=True),
        "people.ask-quiet": ActionSpec(quiet.ask, Act.USE, always=True),
        "people.link": ActionSpec(anybody.press_link, Act.USE, always=True),
        "people.confirm": ActionSpec(anybody.confirm, Act.PEOPLE),
        "people.refuse": ActionSpec(anybody.refuse, Act.PEOPLE),
        "people.list": ActionSpec(manager.press_people, Act.PEOPLE, again=True),
        "people.person": ActionSpec(manager.press_person, Act.PEOPLE, again=True),
        "people.role": ActionSpec(manager.set_role, Act.ROLES, second=manager.new_role),
        "people.team": ActionSpec(manager.set_team, Act.PEOPLE),
        "people.away": ActionSpec(manager.set_away, Act.PEOPLE),
        "people.deactivate": ActionSpec(manager.deactivate, Act.PEOPLE),
        "people.clients": ActionSpec(clients.listed, Act.CLIENTS, again=True),
        "people.client": ActionSpec(clients.show, Act.CLIENTS, again=True),
        "people.sight": ActionSpec(clients.switch_sight, Act.CLIENTS),
        "people.plan": ActionSpec(clients.ask_plan, Act.CLIENTS),
        consenting.AGREE: ActionSpec(consenting.press_agree, Act.USE),
        "people.oblige": ActionSpec(obligations.ask, Act.PEOPLE),
        "people.release": ActionSpec(obligations.release, Act.PEOPLE),
        terms.SECRECY: ActionSpec(clients.switched(terms.switch_secrecy), Act.CLIENTS),
        terms.CLASS: ActionSpec(clients.switched(terms.switch_class), Act.CLIENTS),
        terms.CHANNEL: ActionSpec(clients.switched(terms.switch_channel), Act.CLIENTS),
        terms.RESTRICT: ActionSpec(clients.switched(terms.switch_restriction), Act.CLIENTS),
        "people.rename": ActionSpec(clients.ask_rename, Act.CLIENTS),
        "people.invite": ActionSpec(inviting.ask, Act.PEOPLE),
        "people.invite-for": ActionSpec(inviting.invite_for, Act.PEOPLE),
        "people.invites": ActionSpec(inviting.invites, Act.PEOPLE, again=True),
        "people.withdraw": ActionSpec(inviting.withdraw, Act.PEOPLE),
        "people.dead": ActionSpec(manager.dead, Act.PEOPLE, again=True),
        "people.retry": ActionSpec(manager.retry_dead, Act.PEOPLE),
    },
    forms={
        "people.quiet": FormSpec(quiet.form, quiet.typed, Act.USE, always=True),
        "people.invite": FormSpec(inviting.form, inviting.invited, Act.PEOPLE),
        "people.plan": FormSpec(clients.plan_form, clients.plan_chosen, Act.CLIENTS),
        "people.oblige": FormSpec(obligations.form, obligations.recorded, Act.PEOPLE),
        "people.rename": FormSpec(clients.rename_form, clients.renamed, Act.CLIENTS),
    },
    stranger=anybody.stranger,
    reactions={Served: consenting.served},
)
