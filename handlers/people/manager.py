"""What a manager does with people: see them, change role or team, mark as away, end access; messages that could not be
delivered."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Typed
from handlers.events import PersonLeft, RightsBegan
from handlers.people import bound, manager_screens
from storage.absences import Absence
from storage.people import Person
from storage.vocabulary import OFFICE, WORKERS, AbsenceState, PersonId, PersonState, Role, TeamId

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
    _show(ctx, somebody(ctx, about))


def new_role(ctx: Context, about: str) -> tuple[Person, Role]:
    """Return who is to become what. Raises Refused if they can't."""
    who, _, wanted = about.partition("=")
    person = _other(ctx, who)
    if wanted not in OFFICE or person.role not in OFFICE or wanted == person.role:
        raise Refused(Text("button-gone"))
    _keep_a_manager(ctx, person)
    return person, Role(wanted)


def set_role(ctx: Context, about: str) -> None:
    """Press of Make assistant, Make manager or another role, confirmed by a second person."""
    person, role = new_role(ctx, about)
    team = person.team_id or ctx.uow.clients.first_team()
    ctx.uow.people.set_role(person.id, role, team)
    after = replace(person, role=role, team_id=team)
    if person.role in WORKERS and role not in WORKERS:
        ctx.react(ctx, PersonLeft(after))  # after the change: what they had in hand must not come back to them
    ctx.show_menu(after)
    ctx.tell(after, Text("person-role-told", role=Text(f"role-{role}"), help=Typed("help")))
    if role in WORKERS:
        ctx.react(ctx, RightsBegan(after))
    changed(ctx, after)


def set_team(ctx: Context, about: str) -> None:
    """Press of a team's name: the person belongs there from now on; what they had in hand stays with their old team."""
    who, _, number = about.partition("=")
    person = somebody(ctx, who)
    teams = ctx.uow.clients.teams()
    if not number.isdigit() or int(number) >= len(teams):
        raise Refused(Text("button-gone"))
    team = TeamId(teams[int(number)][0])
    ctx.uow.people.set_role(person.id, person.role, team)
    after = replace(person, team_id=team)
    if person.role in WORKERS:
        ctx.react(ctx, PersonLeft(after))  # as above
        ctx.react(ctx, RightsBegan(after))
    changed(ctx, after)


def set_away(ctx: Context, about: str) -> None:
    """Press of Mark as away, or as back."""
    person = somebody(ctx, about)
    if person.role not in WORKERS:
        raise Refused(Text("button-gone"))
    since = ctx.now if person.away_since is None else None
    ctx.uow.people.set_away(person.id, since)
    _note_absence(ctx, person, begins=since is not None)
    after = replace(person, away_since=since)
    if since is None:
        ctx.react(ctx, RightsBegan(after))
    changed(ctx, after)


def _note_absence(ctx: Context, person: Person, *, begins: bool) -> None:
    """Keep that somebody is away until they are back, whatever else was planned; or that they are back."""
    if begins:
        absence = Absence(ctx.uow.new_id(), person.id, AbsenceState.ON, [], ctx.now, None, ctx.now)
        ctx.uow.absences.add(absence)
    for one in [] if begins else ctx.uow.absences.of(person.id):
        if one.state is AbsenceState.ON:
            ended = min(one.ends_at or ctx.now, ctx.now)
            ctx.uow.absences.save(replace(one, state=AbsenceState.OVER, ends_at=ended))


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
    load = len(ctx.uow.tasks.carried_by(person.id, most=500)) if person.role in WORKERS else None
    card = manager_screens.person_card(person, addresses, client, ctx.uow.clients.teams(), load)
    said, controls = bound.lines(ctx, person), bound.buttons(ctx, person)
    ctx.reply(replace(card, lines=[*card.lines, *said], buttons=[*controls, *card.buttons]))


def changed(ctx: Context, person: Person) -> None:
    """Say that a person is changed, and show them."""
    ctx.answer(Text("person-changed", name=person.name))
    _show(ctx, person)


def somebody(ctx: Context, who: str) -> Person:
    """Return a person of the office, to be changed: what they do just now is done before, or finds it so. Raises
    Refused."""
    ctx.uow.in_turn(who)  # their lane
    person = ctx.uow.people.take(PersonId(who))
    if person is None or person.state is PersonState.REMOVED:
        raise Refused(Text("people-none"))
    return person


def _other(ctx: Context, who: str) -> Person:
    person = somebody(ctx, who)
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
