"""How a manager gives a task to somebody: of its team, of another team, or to another team's next free assistant."""

from __future__ import annotations

from handlers.chat import paging, sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Text
from handlers.rules import states
from handlers.tasks import actions, giving_screens, manager, record, showing
from handlers.tasks.giving_screens import Taker
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import WORKERS, PersonId, TeamId


def press_give(ctx: Context, about: str) -> None:
    """Press of Give to … on an alert: who can take the task, below what was said since."""
    task = manager.open_task(ctx, about)
    ctx.tell_anew(ctx.who, _choice(ctx, task, 0), about=task.id)


def press_reassign(ctx: Context, about: str) -> None:
    """Press of Reassign, or of a page of it: offer the team's assistants, on the sheet."""
    which, number = paging.asked(about)
    ctx.reply(_choice(ctx, manager.open_task(ctx, which), number or 0))


def press_other_team(ctx: Context, about: str) -> None:
    """Press of Another team, or of a page of it: offer the other teams and their assistants."""
    which, number = paging.asked(about)
    task = manager.open_task(ctx, which)
    ctx.reply(_others(ctx, task, number or 0))


def reassign(ctx: Context, about: str) -> None:
    """Press of a name: the task is theirs, and their team's."""
    number, _, who = about.partition("=")
    task = manager.numbered(ctx, number)
    if not states.possible("reassign", task.state):
        raise record.refused(ctx, task, "reassign")
    assistant = ctx.uow.people.by_id(PersonId(who))
    if assistant is None or not assistant.active or assistant.role not in WORKERS:
        raise Refused(Text("nobody-like-that"))
    if assistant.team_id is None or assistant.id == task.assistant_id:
        raise Refused(Text("nobody-like-that"))
    if not sight.may_be_given(ctx.uow, assistant, task):
        raise Refused(Text("not-bound", name=assistant.name, ref=task.reference))
    former = record.person(ctx, task.assistant_id)
    facts = {"to": assistant.id, "before": task.assistant_id or ""}
    changed = actions.give(ctx, task, assistant, "reassign", facts, team_id=assistant.team_id)
    actions.note_team(ctx, changed, task.team_id)
    if former is not None:
        what = Text("task-reassigned", name=assistant.name, by=ctx.who.name)
        showing.gone_from(ctx, changed, former, what)
        showing.say(ctx, changed, former, Text("task-taken-from-you", ref=task.reference, name=assistant.name))
    manager.again(ctx, changed)
    if assistant.away_since is None:
        ctx.answer(Text("reassigned-toast", ref=task.reference, name=assistant.name))
    else:
        ctx.answer(Text("reassigned-away-toast", ref=task.reference, name=assistant.name))


def to_team(ctx: Context, about: str) -> None:
    """Press of a team: the task is theirs from now on, and goes to who is free there, else into their queue."""
    number, _, wanted = about.partition("=")
    task = manager.numbered(ctx, number)
    if not states.possible("reassign", task.state):
        raise record.refused(ctx, task, "reassign")
    name = dict(ctx.uow.clients.teams()).get(TeamId(wanted))
    if name is None or task.team_id == wanted:
        raise Refused(Text("nobody-like-that"))
    former = record.person(ctx, task.assistant_id)
    changed = actions.move_team(ctx, task, TeamId(wanted))
    if former is not None:
        what = Text("task-to-team", by=ctx.who.name, team=name)
        showing.gone_from(ctx, changed, former, what)
        showing.say(ctx, changed, former, Text("task-taken-to-team", ref=task.reference, team=name))
    manager.again(ctx, changed)
    ctx.answer(Text("to-team-toast", ref=task.reference, team=name))


def _choice(ctx: Context, task: Task, number: int) -> Card:
    """Return the choice within the task's team; where nobody is left there, among the others."""
    own = [person for person in actions.takers(ctx, task, task.team_id) if person.id != task.assistant_id]
    if not own:
        return _others(ctx, task, number)
    there = paging.page(sorted(own, key=_is_away), number)
    return giving_screens.people_card(task, there, others=bool(_of_other_teams(ctx, task)))


def _others(ctx: Context, task: Task, number: int) -> Card:
    takers = _of_other_teams(ctx, task)
    if not takers:
        raise Refused(Text("no-colleagues"))
    return giving_screens.others_card(task, paging.page(takers, number))


def _of_other_teams(ctx: Context, task: Task) -> list[Taker]:
    """Return the other teams that have an assistant, each followed by its assistants."""
    takers: list[Taker] = []
    for team, name in ctx.uow.clients.teams():
        people = [] if team == task.team_id else actions.takers(ctx, task, team)
        if people:
            takers.append(Taker(team, name))
            takers += [Taker(team, name, person) for person in sorted(people, key=_is_away)]
    return takers


def _is_away(person: Person) -> bool:
    return person.away_since is not None
