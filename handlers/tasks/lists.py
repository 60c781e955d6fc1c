"""The lists people look through: what nobody has acknowledged, what they have in hand, what they asked for. Late and
urgent first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.chat import paging, sight
from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.rules.overdue import is_overdue
from handlers.rules.precedence import Rank, rank
from handlers.tasks import list_screens, record, showing
from storage.tasks import Task
from storage.vocabulary import Role, TaskId, TaskState

MOST_READ = 2000
UNSENT = 3


@dataclass(frozen=True, slots=True)
class Sorted:
    """Tasks in the order in which they want to be looked at, which of them are late, and when (UTC) each is due."""

    tasks: Sequence[Task]
    late: Collection[TaskId]
    dues: Mapping[TaskId, datetime]


def in_order(ctx: Context, tasks: Sequence[Task]) -> Sorted:
    """Return tasks with the late and urgent first, then by what is due or wished for, then the oldest."""
    dues = ctx.uow.sla.dues() if ctx.office.levels else {}
    hours = ctx.office.hours
    late = {task.id for task in tasks if is_overdue(task.state, task.created_at, ctx.now, hours, dues.get(task.id))}

    def key(task: Task) -> Rank:
        return rank(task.number, task.priority, late=task.id in late, due=dues.get(task.id), wish=task.wish_at)

    return Sorted(sorted(tasks, key=key), late, dues)


def queue(ctx: Context, words_after: str) -> None:
    """`/queue`: what nobody has acknowledged yet, below what was said since."""
    _queue(ctx, None)


def press_queue(ctx: Context, about: str) -> None:
    """Press of Queue, or of one of its pages."""
    _queue(ctx, paging.asked(about)[1])


def mine(ctx: Context, words_after: str) -> None:
    """`/mine`: what the assistant has in hand, below what was said since."""
    _mine(ctx, None)


def press_mine(ctx: Context, about: str) -> None:
    """Press of My tasks, or of one of its pages."""
    _mine(ctx, paging.asked(about)[1])


def own(ctx: Context, words_after: str) -> None:
    """`/tasks`: a client's open requests, below what was said since."""
    _own(ctx, None)


def press_own(ctx: Context, about: str) -> None:
    """Press of All requests, or of one of their pages."""
    _own(ctx, paging.asked(about)[1])


def visible_tasks(ctx: Context) -> list[Task]:
    """Return the open tasks a contact may see, and those waiting for their word."""
    client = None if ctx.who.client_id is None else ctx.uow.clients.look(ctx.who.client_id)
    if client is not None and client.contacts_see_all:
        return sight.visible(ctx.uow, ctx.who, ctx.uow.tasks.of_client(client.id))
    return sight.visible(ctx.uow, ctx.who, ctx.uow.tasks.of_contact(ctx.who.id))


def _queue(ctx: Context, number: int | None) -> None:
    """Show the queue of the assistant's team, of all teams for a manager."""
    manages = ctx.who.role is Role.MANAGER
    found = ctx.uow.tasks.unacknowledged(None if manages else ctx.who.team_id, MOST_READ)
    waiting = in_order(ctx, sight.visible(ctx.uow, ctx.who, found))
    shown = paging.page(waiting.tasks, number or 0)
    others = [task.assistant_id for task in shown.items if task.assistant_id != ctx.who.id]
    card = list_screens.queue_card(
        f"queue:{ctx.who.id}", _rows(ctx, waiting, shown), showing.names(ctx, others), manages=manages
    )
    ctx.reply(card, anew=number is None)


def _mine(ctx: Context, number: int | None) -> None:
    carried = in_order(ctx, sight.visible(ctx.uow, ctx.who, ctx.uow.tasks.carried_by(ctx.who.id)))
    shown = paging.page(carried.tasks, number or 0)
    ctx.reply(list_screens.mine_card(f"mine:{ctx.who.id}", _rows(ctx, carried, shown)), anew=number is None)


def _own(ctx: Context, number: int | None) -> None:
    """Show a client's open requests, first those they have not sent yet, then those that wait for their word."""
    tasks = visible_tasks(ctx)
    unsent = [] if number else ctx.uow.drafts.open_of(ctx.who.id, UNSENT)
    if not tasks and not unsent:
        ctx.reply(Text("client-tasks-none"))
        return
    ranked = sorted(tasks, key=lambda task: (not task.question and task.state is not TaskState.DONE, _wish(task)))
    card = list_screens.own_card(f"tasks:{ctx.who.id}", paging.page(ranked, number or 0), unsent)
    ctx.reply(card, anew=number is None)


def _wish(task: Task) -> Rank:
    return rank(task.number, task.priority, wish=task.wish_at)


def _rows(ctx: Context, found: Sorted, shown: paging.Page[Task]) -> list_screens.Rows:
    clients = {client: record.client_name(ctx, client) for client in {task.client_id for task in shown.items}}
    return list_screens.Rows(shown, {str(client): name for client, name in clients.items()}, found.late, found.dues)
