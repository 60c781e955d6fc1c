"""Draws a person's home: what waits for them, what is next, what is done. Looks at tasks, changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.chat.context import Context
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Home
from handlers.chat.sight import is_restricted, visible
from handlers.events import Greeted, PersonLeft, TaskChanged
from handlers.home import screens, sights
from handlers.rules.overdue import is_overdue
from handlers.rules.precedence import Rank, rank
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import WORKERS, PersonId, Role, TaskId

MOST_READ = 500
MOST_UNSENT = 3
DRAW = "home.draw"
SOON = timedelta(seconds=1)


def home(ctx: Context, words_after: str) -> None:
    """`/home`: show it below what was said since."""
    _look(ctx, anew=True)


def opened(ctx: Context) -> None:
    """The person looks at their home's page; who has no access any more sees an empty one."""
    if ctx.who.active:
        _look(ctx, anew=False)
    else:
        ctx.draw_home(ctx.who, screens.no_home(ctx.office.name), ctx.here)


def left(ctx: Context, event: PersonLeft) -> None:
    """Empty the home of who has no access any more."""
    if not event.person.active:
        ctx.leave_home(event.person, screens.no_home(ctx.office.name))


def greeted(ctx: Context, event: Greeted) -> None:
    """The person opened the conversation."""
    _look(ctx, anew=True)


def changed(ctx: Context, event: TaskChanged) -> None:
    """Draw the homes of those a change concerns and who look at theirs: at once, or in some seconds if one was drawn
    just now."""
    task = event.task
    concerned: dict[PersonId, None] = dict.fromkeys(
        who for who in (task.contact_id, task.assistant_id, event.before) if who is not None
    )
    looking, managers_look = sights.looking(ctx.uow.marks, list(concerned), ctx.now)
    for manager in ctx.uow.people.active(Role.MANAGER) if managers_look else []:
        seen = sights.recall(ctx.uow.marks, manager.id, ctx.now)
        if seen is not None:
            looking[manager.id] = seen
    for who, sight in looking.items():
        due = sight.next(ctx.now)
        if due is not None:
            # Not at once even if it may: the change may go on, and only what is kept at last is to be seen.
            due = max(due, ctx.now + SOON)
            sights.keep(ctx.uow.marks, who, sights.drawn(sight, due))
            ctx.set_timer(f"home:{who}:{due.isoformat()}", DRAW, who, due)


def draw(ctx: Context, due: TimerDue) -> None:
    """Draw a home again, as things stand now."""
    person = ctx.uow.people.by_id(PersonId(due.about))
    sight = sights.recall(ctx.uow.marks, PersonId(due.about), ctx.now)
    if person is None or sight is None or not person.active:
        return
    sights.keep(ctx.uow.marks, person.id, sights.drawn(sight, ctx.now))
    ctx.draw_home(person, _home(ctx, person), sight.place)


def _look(ctx: Context, *, anew: bool) -> None:
    sights.keep(ctx.uow.marks, ctx.who.id, sights.Sight(ctx.now, ctx.now, ctx.here))
    if ctx.who.role is Role.MANAGER:
        sights.note_manager(ctx.uow.marks, ctx.now)
    ctx.draw_home(ctx.who, _home(ctx, ctx.who), ctx.here, anew=anew)


def _home(ctx: Context, person: Person) -> Home:
    if is_restricted(ctx.uow, person):
        return screens.restricted_home(ctx.office.name)
    if person.role is Role.CLIENT:
        unsent = ctx.uow.drafts.open_of(person.id, MOST_UNSENT)
        return screens.client_home(ctx.office.name, sorted(_visible(ctx, person), key=_wished), unsent)
    if person.role is Role.ADMINISTRATOR:
        return screens.administrator_home(ctx.office.name)
    if person.role is Role.MANAGER:
        tasks = ctx.uow.tasks.open_tasks(MOST_READ)
        away = [each.name for each in ctx.uow.people.active(*WORKERS) if each.away_since is not None]
        return screens.manager_home(ctx.office.name, Counter(task.state for task in tasks), away, _overdue(ctx, tasks))
    tasks = visible(ctx.uow, person, ctx.uow.tasks.carried_by(person.id, most=MOST_READ))
    clients: dict[str, str] = {
        task.client_id: ctx.uow.clients.name(task.client_id) for task in tasks if task.client_id is not None
    }
    done = ctx.uow.tasks.done_since(person.id, _midnight(ctx.now, person.zone))
    dues = ctx.uow.sla.dues()

    def key(task: Task) -> Rank:
        late, due = _is_late(ctx, task, dues), dues.get(task.id)
        return rank(task.number, task.priority, late=late, due=due, wish=task.wish_at)

    return screens.assistant_home(
        ctx.office.name, sorted(tasks, key=key), clients, done, dues, away=person.away_since is not None
    )


def _overdue(ctx: Context, tasks: Sequence[Task]) -> int:
    dues = ctx.uow.sla.dues()
    return sum(_is_late(ctx, task, dues) for task in tasks)


def _is_late(ctx: Context, task: Task, dues: Mapping[TaskId, datetime]) -> bool:
    return is_overdue(task.state, task.created_at, ctx.now, ctx.office.hours, dues.get(task.id))


def _wished(task: Task) -> Rank:
    return rank(task.number, task.priority, wish=task.wish_at)


def _visible(ctx: Context, person: Person) -> list[Task]:
    """Return a contact's open requests, where the client has it so also those of their colleagues."""
    client = None if person.client_id is None else ctx.uow.clients.look(person.client_id)
    if client is not None and client.contacts_see_all:
        return visible(ctx.uow, person, ctx.uow.tasks.of_client(client.id))
    return visible(ctx.uow, person, ctx.uow.tasks.of_contact(person.id))


def _midnight(now: datetime, zone: str) -> datetime:
    """Return the beginning of the person's day (aware)."""
    here = ZoneInfo(zone)
    return datetime.combine(now.astimezone(here).date(), time(), here)
