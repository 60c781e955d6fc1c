"""What a manager sees of people, clients and messages that could not be delivered. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Style, Text, Typed
from handlers.chat.paging import Page
from handlers.people.invite_screens import LONGEST_NAME
from storage.clients import Client
from storage.outbox import DeadMessage
from storage.people import Address, Person
from storage.vocabulary import OFFICE, STAFF, WORKERS, PersonState, Role, TeamId

NO_PLAN = "-"
MOST_DEAD = 500
MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages could not be delivered, and how many codes nobody has used yet."""

    failed: int = 0
    invites: int = 0


def people_card(
    key: str,
    shown: Page[Person],
    wanted: str,
    unreachable: Collection[str],
    waiting: Waiting,
    clients: Sequence[Client] = (),
) -> Card:
    """Return a page of the people whose names hold what was `wanted`, each with a button; those who can't be reached
    are said to be. `clients` are those whose names hold it, too."""
    lines = [_line(person, unreachable) for person in shown.items]
    if shown.all > len(shown.items):
        lines += [*paging.where(shown), Text("people-search", command=Typed("people"))]
    buttons = [Button(Text("words", words=person.name), "people.person", person.id) for person in shown.items]
    buttons += paging.turning(shown, "people.list", wanted[: paging.LONGEST_NAME] or "all")
    buttons.append(Button(Text("people-invite"), "people.invite", "new", style=Style.PRIMARY, opens="people.invite"))
    buttons += [_client_button(client) for client in clients[:MOST_FOUND]]
    buttons.append(Button(Text("people-clients"), "people.clients", "all"))
    if waiting.invites:
        buttons.append(Button(Text("people-invites"), "people.invites", "all"))
    if waiting.failed:
        buttons.append(Button(Text("people-dead"), "people.dead", "all"))
    if not lines and not clients:
        lines.append(Text("people-none"))
    return Card(key, Text("people-title"), lines, buttons)


def person_card(
    person: Person,
    addresses: Sequence[Address],
    client: str,
    teams: Sequence[tuple[TeamId, str]],
    load: int | None,
) -> Card:
    """Return one person: role, team, where they talk, what can be changed."""
    lines = [Text("person-role", role=Text(f"role-{person.role}"))]
    if client:
        lines.append(Text("person-client", client=client))
    named = dict(teams)
    if person.role in STAFF and person.team_id is not None and person.team_id in named:
        lines.append(Text("person-team", team=named[person.team_id]))
    platforms: list[Text] = [Text(f"platform-{address.platform}") for address in addresses]
    lines.append(Text("person-where", platforms=platforms))
    if person.guest:
        lines.append(Text("newcomer-guest"))
    if person.away_since is not None:
        lines.append(Text("people-away"))
    if load is not None:
        lines.append(Text("person-in-hand", count=load))
    return Card(f"person:{person.id}", Text("person-title", name=person.name), lines, _buttons(person, teams))


def gone_card(person: Person) -> Card:
    """Return the card of somebody whose access has ended."""
    title = Text("person-title", name=person.name)
    return Card(f"person:{person.id}", title, [Text("person-deactivated", name=person.name)])


def clients_card(key: str, shown: Page[Client]) -> Card:
    """Return a page of the clients, each with a button."""
    lines = [Text("client-line", name=client.name, sees=_sees(client.contacts_see_all)) for client in shown.items]
    buttons = [
        *(_client_button(client, shown.number) for client in shown.items),
        *paging.turning(shown, "people.clients", "all"),
    ]
    back = Button(Text("back"), "people.list", "all")
    return Card(key, Text("clients-title"), [*lines, *paging.where(shown)], [*buttons, back])


def client_card(
    key: str,
    client: Client,
    contacts: Sequence[Person],
    page: int = 0,
    *,
    plans: bool = False,
    trial: str | None = None,
) -> Card:
    """Return one client: who speaks for them, whether these see one another's tasks, their plan where there are
    `plans`, their running `trial` (id), and what can be changed; the way back leads to that `page` of all."""
    names = ", ".join(person.name for person in contacts)
    lines = [Text("client-contacts", names=names)] if names else [Text("client-no-contacts")]
    lines.append(_sees(client.contacts_see_all))
    if plans or client.plan:
        lines.append(Text("client-plan-line", plan=client.plan or Text("plan-none")))
    buttons = [
        Button(
            Text("client-switch", sees=_sees(not client.contacts_see_all)),
            "people.sight",
            paging.about(client.id, page),
        ),
        Button(Text("client-rename"), "people.rename", client.id, opens="people.rename"),
        Button(Text("client-invite"), "people.invite", client.id, opens="people.invite"),
    ]
    if plans or client.plan:
        buttons.append(Button(Text("client-plan"), "people.plan", client.id, opens="people.plan"))
    if trial is None:
        buttons.append(Button(Text("trial-begin"), "trials.begin", client.id, opens="trials.begin"))
    else:
        buttons.append(Button(Text("trial-of", client=client.name), "trials.show", trial))
    buttons += [
        Button(Text("words", words=person.name), "people.person", person.id) for person in contacts[:MOST_FOUND]
    ]
    back = Button(Text("clients-back"), "people.clients", paging.about("all", page))
    return Card(key, Text("person-title", name=client.name), lines, [*buttons, back])


def plan_form(client: Client, plans: Sequence[str]) -> Form:
    """Return the question which plan a client has, of those in the settings, or none."""
    offered = [Choice(plan, Text("words", words=plan)) for plan in plans]
    asked = Field(
        "plan",
        Text("client-which-plan"),
        FieldKind.ONE_OF,
        choices=[*offered, Choice(NO_PLAN, Text("plan-none"))],
        help=Text("client-plan-help"),
    )
    return Form("people.plan", Text("client-plan-title", name=client.name), Text("save"), [asked])


def rename_form(name: str) -> Form:
    """Return the question what a client is called from now on; `name` is how so far."""
    asked = Field("name", Text("client-new-name"), longest=LONGEST_NAME)
    return Form("people.rename", Text("client-rename-title", name=name), Text("save"), [asked])


def dead_card(key: str, shown: Page[DeadMessage], names: Mapping[str | None, str | Text]) -> Card:
    """Return a page of what could not be delivered, without its content, each with a button to try again."""
    lines = [
        Text(
            "dead-line",
            name=names[row.person_id],
            platform=Text(f"platform-{row.platform}"),
            why=row.error,
            at=row.created_at,
        )
        for row in shown.items
    ]
    buttons = [Button(Text("dead-retry", name=names[row.person_id]), "people.retry", row.id) for row in shown.items]
    buttons += paging.turning(shown, "people.dead", "all")
    back = Button(Text("back"), "people.list", "all")
    return Card(key, Text("dead-title"), [*lines, *paging.where(shown)] or [Text("dead-none")], [*buttons, back])


def _line(person: Person, unreachable: Collection[str]) -> Text:
    what = "people-fine"
    if person.state is PersonState.PENDING:
        what = "people-pending"
    elif person.id in unreachable:
        what = "people-unreachable"
    elif person.away_since is not None:
        what = "people-away"
    return Text("people-line", name=person.name, role=Text(f"role-{person.role}"), what=Text(what))


def _buttons(person: Person, teams: Sequence[tuple[TeamId, str]]) -> list[Button]:
    buttons = []
    if person.role in WORKERS:
        away = "person-set-away" if person.away_since is None else "person-set-back"
        buttons.append(Button(Text(away), "people.away", person.id))
    for other in [role for role in Role if {role, person.role} <= OFFICE and role is not person.role]:
        label = Text("person-make", role=Text(f"role-{other}"))
        confirm = Text("person-make-confirm", name=person.name, role=Text(f"role-{other}"))
        buttons.append(Button(label, "people.role", f"{person.id}={other}", confirm=confirm))
    for number, (team, name) in enumerate(teams):
        if team != person.team_id and len(teams) > 1:
            confirm = Text("person-move-confirm", name=person.name, team=name)
            label = Text("person-move", team=name)
            buttons.append(Button(label, "people.team", f"{person.id}={number}", confirm=confirm))
    client = person.role is Role.CLIENT
    confirm = Text("person-deactivate-client-confirm" if client else "person-deactivate-confirm", name=person.name)
    buttons.append(
        Button(Text("person-deactivate"), "people.deactivate", person.id, style=Style.DANGER, confirm=confirm)
    )
    buttons.append(Button(Text("back"), "people.list", "all"))
    return buttons


def _client_button(client: Client, page: int = 0) -> Button:
    return Button(Text("words", words=client.name), "people.client", paging.about(client.id, page))


def _sees(everything: bool) -> Text:
    return Text("client-sees-all" if everything else "client-sees-own")
