"""Examples of what is no task: joining, settings, help, newcomers, alarms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.preview.example import Example, Shown
from bot.preview.invented import NOW, OFFICE, Cast, said
from handlers.chat.outgoing import Notice, Spoken, Text, Typed
from handlers.features import HOUSE
from handlers.people import consenting, screens
from storage.consents import Consent
from storage.people import Person
from storage.vocabulary import Role

JOIN = f"{OFFICE.slack_command} join"


def _link_code(_: Cast) -> Shown:
    return said("link-code", code="K7QM-2XWD", expires=NOW + timedelta(minutes=15), join=JOIN)


def _welcome(person: Person) -> Shown:
    return said(f"welcome-{person.role}", office=OFFICE.name, name=person.name, help=Typed("help"))


def _help(person: Person) -> Shown:
    return Notice(screens.help_text(person, HOUSE.listed))


def _terms(cast: Cast) -> Shown:
    words = {"en": "We handle your requests as agreed.", "de": "Wir bearbeiten Ihre Aufträge wie vereinbart."}
    return consenting.card(Consent(cast.anna.id, "2026-1", NOW), Text("spoken", words=Spoken(words)))


def _newcomer(cast: Cast, *, guest: bool) -> Shown:
    return screens.newcomer_card(replace(cast.eva, guest=guest))


def _settled(outcome: str) -> Callable[[Cast], Shown]:
    return lambda cast: screens.newcomer_settled(cast.eva, cast.mia, outcome, NOW)


def _confirmed(cast: Cast) -> Shown:
    return said("welcome-confirmed", office=OFFICE.name, by=cast.mia.name, help=Typed("help"))


EVERYBODY = [
    Example("stranger", None, lambda _: said("stranger", office=OFFICE.name, join=JOIN)),
    Example("code-not-valid", None, lambda _: said("code-not-valid")),
    Example("settings", None, lambda cast: screens.settings_card(cast.anna, cast.addresses(cast.anna), OFFICE)),
    Example("terms", None, _terms),
    Example("choose-language", None, lambda cast: screens.language_card(cast.anna, OFFICE)),
    Example("choose-zone", None, lambda cast: screens.zone_card(cast.anna, OFFICE)),
    Example("choose-quiet-hours", None, lambda cast: screens.quiet_card(replace(cast.anna, quiet="20:00-07:00"))),
    Example("quiet-hours-form", None, lambda _: screens.quiet_form()),
    Example("second-platform", None, _link_code),
    Example("form-put-aside", None, lambda _: said("form-put-aside")),
    Example("removed", None, lambda _: said("removed-notice")),
    Example("event-failed", None, lambda _: said("event-failed", ref="7f3a")),
    Example("outage", None, lambda _: said("outage-notice", office=OFFICE.name, hours=3)),
]
CLIENTS = [
    Example("welcome-client", Role.CLIENT, lambda cast: _welcome(cast.anna)),
    Example("help-client", Role.CLIENT, lambda cast: _help(cast.anna)),
]
ASSISTANTS = [
    Example("welcome-pending", Role.ASSISTANT, lambda _: said("welcome-pending", office=OFFICE.name)),
    Example("welcome-confirmed", Role.ASSISTANT, _confirmed),
    Example("help-assistant", Role.ASSISTANT, lambda cast: _help(cast.ben)),
]
MANAGERS = [
    Example("welcome-manager", Role.MANAGER, lambda cast: _welcome(cast.mia)),
    Example("help-manager", Role.MANAGER, lambda cast: _help(cast.mia)),
    Example("newcomer", Role.MANAGER, lambda cast: _newcomer(cast, guest=False)),
    Example("newcomer-guest", Role.MANAGER, lambda cast: _newcomer(cast, guest=True)),
    Example("newcomer-confirmed", Role.MANAGER, _settled("confirmed")),
    Example("newcomer-refused", Role.MANAGER, _settled("refused")),
    Example("unreachable", Role.MANAGER, lambda cast: said("person-unreachable", name=cast.anna.name)),
    Example("alarm-outage", Role.MANAGER, lambda _: said("alarm-outage", hours=3)),
    Example("alarm-lost-messages", Role.MANAGER, lambda _: said("alarm-telegram-gap", count=2)),
    Example("alarm-token", Role.MANAGER, lambda _: said("alarm-slack-token")),
]
EXAMPLES = [*EVERYBODY, *CLIENTS, *ASSISTANTS, *MANAGERS]
