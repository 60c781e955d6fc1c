"""What a manager does with people: see them, change role or team, mark as away, end access; messages that could not be
delivered."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Typed
from handlers.events import PersonLeft, RightsBegan
from handlers.people import manager_screens
from storage.absences import Absence
from storage.people import Person
from storage.vocabulary import STAFF, AbsenceState, PersonId, PersonState, Role, TeamId

EVERYBODY = "all"


def people(ctx: Context, words_after: str) -> None:
    """Show everybody, or those whose names, or whose client's, hold the words."""
    _list(ctx, words_after.strip()[: paging.LONGEST_NAME], None)


def press_people(ctx: Context, about: str) -> None:
    """Press of People, or of one of its pages."""
    wanted, number = paging.asked(about)
    _list(ctx, "" if wanted == EVERYBODY else wanted, number or 0)


def press_person(ctx: Context, about: str) -> None:
    """Press of a name: the person's card."""
    _show(ctx, _person(ctx, about))


def set_role(ctx: Context, about: str) -> None:
    """Press of Make assistant or Make manager."""
    who, _, wanted = about.partition("=")
    person = _other(ctx, who)
    if wanted not in STAFF or person.role not in STAFF:
        raise Refused(Text("button-gone"))
    _keep_a_manager(ctx, person)
    role = Role(wanted)
    team = person.team_id or ctx.uow.clients.first_team()
    ctx.uow.people.set_role(person.id, role, team)
    changed = replace(person, role=role, team_id=team)
    if person.role is Role.ASSISTANT and role is not Role.ASSISTANT:
        ctx.react(ctx, PersonLeft(changed))  # after the change: what they had in hand must not come back to them
    ctx.show_menu(changed)
    ctx.tell(changed, Text("person-role-told", role=Text(f"role-{role}"), help=Typed("help")))
    if role is Role.ASSISTANT:
        ctx.react(ctx, RightsBegan(changed))
    _done(ctx, changed)


def set_team(ctx: Context, about: str) -> None:
    """Press of a team's name: the person belongs there from now on; what they had in hand stays with their old team."""
    who, _, number = about.partition("=")
    person = _person(ctx, who)
    teams = ctx.uow.clients.teams()
    if not number.isdigit() or int(number) >= len(teams):
        raise Refused(Text("button-gone"))
    team = TeamId(teams[int(number)][0])
    ctx.uow.people.set_role(person.id, person.role, team)
    changed = replace(person, team_id=team)
    if person.role is Role.ASSISTANT:
        ctx.react(ctx, PersonLeft(changed))  # as above
        ctx.react(ctx, RightsBegan(changed))
    _done(ctx, changed)


def set_away(ctx: Context, about: str) -> None:
    """Press of Mark as away, or as back."""
    person = _person(ctx, about)
    if person.role is not Role.ASSISTANT:
        raise Refused(Text("button-gone"))
    since = ctx.now if person.away_since is None else None
    ctx.uow.people.set_away(person.id, since)
    _note_absence(ctx, person, begins=since is not None)
    changed = replace(person, away_since=since)
    if since is None:
        ctx.react(ctx, RightsBegan(changed))
    _done(ctx, changed)


def _note_absence(ctx: Context, person: Person, *, begins: bool) -> None:
    """Keep that somebody is away until they are back, whatever else was planned; or that they are back."""
    if begins:
        absence = Absence(ctx.uow.new_id(), person.id, AbsenceState.ON, [], ctx.now, None, ctx.now)
        ctx.uow.absences.add(absence)
    for one in [] if begins else ctx.uow.absences.of(person.id):
        if one.state is AbsenceState.ON:
            ctx.uow.absences.save(replace(one, state=AbsenceState.OVER))


def deactivate(ctx: Context, about: str) -> None:
    """Press of End access: rights end at once; open tasks go back to the queue."""
    person = _other(ctx, about)
    _keep_a_manager(ctx, person)
    ctx.uow.people.set_state(person.id, PersonState.REMOVED)
    ctx.uow.outbox.recall(person.id)
    removed = replace(person, state=PersonState.REMOVED)
    ctx.react(ctx, PersonLeft(removed))
    ctx.answer(Text("person-deactivated", name=person.name))
    ctx.reply(manager_screens.gone_card(removed))


def dead(ctx: Context, about: str) -> None:
    """Press of Undelivered messages: who could not be told something, and why."""
    found = ctx.uow.outbox.failed(manager_screens.MOST_DEAD)
    shown = paging.page(found, paging.asked(about)[1] or 0)
    names: dict[str | None, str | Text] = {row.person_id: _name(ctx, row.person_id) for row in shown.items}
    ctx.reply(manager_screens.dead_card(f"people:{ctx.who.id}", shown, names))


def retry_dead(ctx: Context, about: str) -> None:
    """Press of Try again."""
    if not ctx.uow.outbox.replay(about, ctx.now):
        raise Refused(Text("button-gone"))
    ctx.effects.replayed = True
    ctx.answer(Text("dead-retried"))
    dead(ctx, "")


def _list(ctx: Context, wanted: str, number: int | None) -> None:
    """Show a page of people; below what was said since for no number."""
    clients = {client.id: client.name for client in ctx.uow.clients.all()}
    held = wanted.casefold()
    found = [
        person
        for person in ctx.uow.people.everybody()
        if held in person.name.casefold() or (person.client_id and held in clients.get(person.client_id, "").casefold())
    ]
    unreachable = {person.id for person in ctx.uow.people.unreachable()}
    called = [client for client in ctx.uow.clients.all() if held and held in client.name.casefold()]
    waiting = manager_screens.Waiting(len(ctx.uow.outbox.failed(1)), len(ctx.uow.people.open_invites(ctx.now)))
    shown = paging.page(found, number or 0)
    card = manager_screens.people_card(f"people:{ctx.who.id}", shown, wanted, unreachable, waiting, called)
    ctx.reply(card, anew=number is None)


def _show(ctx: Context, person: Person) -> None:
    addresses = ctx.uow.people.addresses(person.id)
    client = "" if person.client_id is None else ctx.uow.clients.name(person.client_id)
    load = len(ctx.uow.tasks.carried_by(person.id, most=500)) if person.role is Role.ASSISTANT else None
    ctx.reply(manager_screens.person_card(person, addresses, client, ctx.uow.clients.teams(), load))


def _done(ctx: Context, person: Person) -> None:
    ctx.answer(Text("person-changed", name=person.name))
    _show(ctx, person)


def _person(ctx: Context, who: str) -> Person:
    person = ctx.uow.people.take(PersonId(who))
    if person is None or person.state is PersonState.REMOVED:
        raise Refused(Text("people-none"))
    return person


def _other(ctx: Context, who: str) -> Person:
    person = _person(ctx, who)
    if person.id == ctx.who.id:
        raise Refused(Text("person-not-yourself"))
    return person


def _keep_a_manager(ctx: Context, person: Person) -> None:
    ctx.uow.in_turn("staff")
    if person.role is Role.MANAGER and person.active and ctx.uow.people.count(Role.MANAGER) <= 1:
        raise Refused(Text("person-last-manager"))


def _name(ctx: Context, who: PersonId | None) -> str | Text:
    person = None if who is None else ctx.uow.people.by_id(who)
    return Text("somebody") if person is None else person.name
