"""What the stories of people and requests share: people who have joined, small offices, and the handlers alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import delete, select, update

from handlers.chat.context import Office as OfficeFacts
from handlers.chat.context import Refused
from handlers.chat.dispatch import handle
from handlers.chat.incoming import Event, Heard, Sender
from handlers.chat.looking import Look, LookFirst
from handlers.features import HOUSE
from handlers.people.actions import NewInvite, invite
from storage.absences import absences
from storage.booking_plans import booking_plans
from storage.bookings import bookings
from storage.dialogs import Pressable, buttons, dialogs
from storage.drafts import drafts
from storage.engine import Store, open_store
from storage.follow_ups import follow_ups
from storage.invites import failed_codes, invites
from storage.outbox import outbox
from storage.people import Address, Person, addresses, people
from storage.query import Query
from storage.reminders import reminders
from storage.series import series
from storage.tasks import tasks
from storage.trials import trial_steps, trials
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from storage.vocabulary import ClientId, PersonId, PersonState, Role, TeamId
from storage.waits import waits
from tests.cast import Person as Somebody
from tests.cast import SlackPerson, TelegramPerson
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite
from tests.office import ZONE, Office
from tests.vaults import safe_in

T = TypeVar("T")

everywhere = pytest.mark.parametrize("on", ["telegram", "slack", "console"])
in_chats = pytest.mark.parametrize("on", ["telegram", "slack"])


def only(*platforms: str, **settings: object) -> dict[str, object]:
    """Return the settings of an office with these platforms alone."""
    ways: dict[str, object] = {"telegram": "polling", "slack": "socket", "console": True}
    off: dict[str, object] = {"telegram": None, "slack": None, "console": False}
    return {**{name: ways[name] if name in platforms else off[name] for name in ways}, **settings}


# --- people ----------------------------------------------------------------------------------------------------------


async def joined(
    office: Office,
    role: Role,
    name: str,
    on: str,
    *,
    language: str = "en",
    zone: str = ZONE,
    team: str | None = None,
    client: str = "Dr. Weber",
) -> Somebody:
    """Return somebody whose rights have begun, written as rows: the story begins after that."""
    somebody = office.person(name, on, language=language)

    def unit(uow: UnitOfWork) -> None:
        person = new_person(uow, role, name, team=team, client=client)
        uow.people.add(replace(person, language=language, zone=zone))
        uow.people.set_told_at(person.id, add_address(uow, person.id, account_of(office, somebody)))

    await office.app.database.write(unit)
    return somebody


async def cast(office: Office, on: str, language: str = "en") -> tuple[Somebody, Somebody, Somebody]:
    """Return Mia the manager, Ben the assistant and Anna the client, all on one platform."""
    return (
        await joined(office, Role.MANAGER, "Mia", on, language=language),
        await joined(office, Role.ASSISTANT, "Ben", on, language=language),
        await joined(office, Role.CLIENT, "Anna", on, language=language),
    )


def new_person(
    uow: UnitOfWork,
    role: Role,
    name: str,
    *,
    team: str | None = None,
    client: str = "Dr. Weber",
    state: PersonState = PersonState.ACTIVE,
) -> Person:
    """Return a person, not kept yet; the client account and the team are made if they are new."""
    account = None
    if role is Role.CLIENT:
        account = uow.clients.ensure(
            ClientId(uow.new_id()), client, hashlib.sha256(client.encode()).hexdigest(), uow.now
        )
    team_id = uow.clients.team(TeamId(uow.new_id()), team) if team else uow.clients.first_team()
    return Person(
        id=PersonId(uow.new_id()),
        name=name,
        role=role,
        state=state,
        client_id=account,
        team_id=team_id,
        language="en",
        zone=ZONE,
        zone_known=True,
        guest=False,
        told_at=None,
        created_at=uow.now,
    )


def account_of(office: Office, somebody: Somebody) -> tuple[str, str, str, str]:
    """Return platform, workspace, account and chat of a person."""
    if isinstance(somebody, TelegramPerson):
        somebody.user.started = True
        return "telegram", "", str(somebody.user.id), str(somebody.user.id)
    if isinstance(somebody, SlackPerson):
        return "slack", office.slack.workspace.team, somebody.user.id, somebody.user.dm
    name = somebody.name.lower()
    return "console", "", name, name


def add_address(uow: UnitOfWork, person: PersonId, account: tuple[str, str, str, str]) -> str:
    """Give a person an address; return its id."""
    platform, workspace, user, chat = account
    address: dict[str, Any] = {"platform": platform, "workspace": workspace, "account": user, "chat": chat}
    found = Address(id=uow.new_id(), person_id=person, open=True, created_at=uow.now, **address)
    uow.people.add_address(found)
    return found.id


def joins(person: Somebody, code: str) -> None:
    """Let somebody use a code the way their platform has it."""
    person.commands("join" if person.platform == "slack" else "start", code)


async def asks(client: Somebody, words: str) -> None:
    """Let a client write and send a request, whatever they are asked before, and wait for its reference."""
    before = client.count("Request T-")
    await client.requests(words)
    await client.sees("Request T-", count=before + 1)


async def makes_sure(person: Somebody, yes: str = "Yes") -> None:
    """Say yes to what is asked before a press counts; on Slack the button's own dialog asks, and its press is a yes."""
    if person.platform != "slack":
        await person.sees_button(yes)
        person.presses(yes)


async def claims(assistant: Somebody, ref: str) -> None:
    """Let an assistant take a colleague's task from the queue; Slack's own dialog asks, elsewhere the office does."""
    await assistant.sees_button(f"Claim {ref}")
    assistant.presses(f"Claim {ref}")
    await makes_sure(assistant)


async def person_called(office: Office, name: str) -> Person:
    """Return what the store knows of somebody, whatever their state."""
    query = Query(select(people))
    rows = await office.app.database.read(lambda uow: uow.run.all(query))
    return next(person for row in rows if (person := Person(*row)).name == name)


async def set_person(office: Office, name: str, **facts: object) -> None:
    """Change a person's row: their role, state or team."""
    person = await person_called(office, name)
    change = Query(update(people).where(people.c.id == person.id).values(**facts))
    await office.app.database.write(lambda uow: uow.run.change(change))


def telegram_keys(person: Somebody, label: str) -> list[str]:
    """Return what the visible buttons with this label carry over the wire on Telegram."""
    assert isinstance(person, TelegramPerson)
    rows = [row for message in person.user.messages for row in message.buttons]
    return [button.data for row in rows for button in row if button.label == label]


def slack_keys(person: Somebody, label: str) -> list[str]:
    """Return what the visible buttons with this label carry over the wire on Slack."""
    assert isinstance(person, SlackPerson)
    found = [button for message in person.user.messages for button in message.buttons]
    return [str(button.value) for button in found if button.label == label]


def keys(person: Somebody, label: str) -> list[str]:
    """Return the keys behind a person's visible buttons with this label, oldest first."""
    return telegram_keys(person, label) if person.platform == "telegram" else slack_keys(person, label)


def forges(person: Somebody, key: str) -> None:
    """Let somebody press a button with a key of their own making."""
    if isinstance(person, TelegramPerson):
        person.user.presses_data(key)
    else:
        assert isinstance(person, SlackPerson)
        person.user.presses_value(key, f"press:{key}"[:255])


# --- the handlers alone ----------------------------------------------------------------------------------------------

KEPT = (
    absences,
    people,
    addresses,
    invites,
    failed_codes,
    drafts,
    follow_ups,
    tasks,
    bookings,
    booking_plans,
    waits,
    reminders,
    series,
    trials,
    trial_steps,
    dialogs,
    buttons,
)
_KEPT = [Query(select(table)) for table in KEPT]
_NO_BUTTONS = Query(delete(buttons))
_SAID = Query(select(outbox.c.person_id, outbox.c.content).order_by(outbox.c.id))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an event: the names of sentences said, in order, the toast's, the refusal's, the form's; whether
    anything but messages changed."""

    said: tuple[str, ...] = ()
    toast: str | None = None
    refused: str | None = None
    form: str | None = None
    changed: bool = False


class _Undo(Exception):
    """Rolls a trial back."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class Desk:
    """The handlers on a SQLite file: events go straight in, nothing goes out."""

    def __init__(self, folder: Path, vault: Vault | None = None) -> None:
        self.clock = RunningClock()
        vault = vault or safe_in(folder, self.clock.now).vault
        self.store: Store = open_store(fresh_sqlite(folder), self.clock.now, vault=vault)
        self.facts = OfficeFacts("Office Berlin", "en", ZONE)
        self.store.start()
        self.store.run(lambda uow: uow.clients.ensure_teams(["Office"], uow.new_id))

    def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Run a unit of work and keep it."""
        return self.store.run(unit)

    def joins(
        self, role: Role, name: str, *, team: str | None = None, state: PersonState = PersonState.ACTIVE
    ) -> Person:
        """Return a new person, reached at the terminal under their name."""

        def unit(uow: UnitOfWork) -> Person:
            person = new_person(uow, role, name, team=team, state=state)
            uow.people.add(person)
            uow.people.set_told_at(person.id, add_address(uow, person.id, ("console", "", name.lower(), name.lower())))
            return person

        return self.store.run(unit)

    def invites(self, role: Role, name: str, **options: Any) -> NewInvite:
        """Return a fresh code."""
        return self.store.run(lambda uow: invite(uow, role, name, **options))

    def looks_first(self, unit: Callable[[Look | None, UnitOfWork], T]) -> T:
        """Run a unit and keep it; what it wants looked up is read in between."""
        known: Look | None = None
        while True:
            try:
                return self.store.run(partial(unit, known))
            except LookFirst as wanted:
                known = wanted.look
                while self.store.run(known.step, reading=True):
                    pass

    def hangs(self, person: Person, action: str, about: str, key: str) -> None:
        """Give a person a button."""
        self.store.run(lambda uow: hang(uow, person, action, about, key))

    def takes_down(self) -> None:
        """Take all buttons away: each that hangs is read before and after every event."""
        self.store.run(lambda uow: uow.run.change(_NO_BUTTONS))

    def hears(
        self,
        name: str,
        heard: Heard,
        *,
        keep: bool = True,
        barred: bool = False,
        at: datetime | None = None,
        **facts: Any,
    ) -> Outcome:
        """Return what comes of an event from the account `name`, of `at` if it comes late; with `keep` false nothing of
        it stays."""
        sender = Sender(**{"platform": "console", "workspace": "", "user": name, "chat": name, "name": name, **facts})
        event = Event(sender, heard, at or self.clock.now())

        def unit(looked: Look | None, uow: UnitOfWork) -> Outcome:
            before, said = _state(uow), len(uow.run.all(_SAID))
            ctx = handle(uow, event, self.facts, HOUSE, barred=barred, looked=looked)
            toast = ctx.effects.toast
            outcome = Outcome(
                tuple(_name(content) for _, content in uow.run.all(_SAID)[said:]),
                toast.name if toast else None,
                form=ctx.effects.form[1].name if ctx.effects.form else None,
                changed=_state(uow) != before,
            )
            if not keep:
                raise _Undo(outcome)
            return outcome

        try:
            return self.looks_first(unit)
        except Refused as refusal:
            return Outcome(refused=refusal.text.name)
        except _Undo as undo:
            return undo.outcome


def hang(uow: UnitOfWork, person: Person, action: str, about: str, key: str) -> None:
    """Keep a button for a person, good for a day."""
    expires = uow.now.replace(year=uow.now.year + 1)
    uow.dialogs.add_button(Pressable(key, person.id, action, about, None, expires, None, None))


def _state(uow: UnitOfWork) -> list[Any]:
    return [uow.run.all(query) for query in _KEPT]


def _name(content: dict[str, Any]) -> str:
    if "menu" in content:
        return "menu"
    packed = content["title"] if "title" in content else content["lines"][0]
    return str(packed[0])
