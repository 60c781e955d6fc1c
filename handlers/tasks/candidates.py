"""Which tasks some words may be about, the likely ones first."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.chat import sight
from handlers.chat.context import Context
from handlers.rules import states
from handlers.tasks import conversation
from storage.drafts import Draft
from storage.tasks import Task
from storage.vocabulary import Role, TaskId

RECENT = timedelta(hours=1)
MOST_LISTED = 500
MOST_LOOKED_AT = 20


def candidates(ctx: Context, draft: Draft | None = None) -> tuple[Task | None, list[Task]]:
    """Return the task that is over which a draft of ctx.who replies to, and those that words of theirs may be about,
    latest first: a client's, and those of their colleagues where the client has it so; what an assistant has in hand,
    and then what they have just finished; what a manager opened or was alerted of last, and then all that is open.
    What is over comes first where something can still be done about it: a client opens it again, staff note."""
    likely = sight.visible(ctx.uow, ctx.who, _likely(ctx, ctx.now - RECENT))
    over = None if draft is None or draft.task_id is None else ctx.uow.tasks.look(draft.task_id)
    if over is None or over.state in conversation.SPOKEN_OF:
        return None, likely
    first = [over] if ctx.who.role is not Role.CLIENT or states.possible("reopen", over.state) else []
    return over, [*first, *(task for task in likely if task.id != over.id)]


def _likely(ctx: Context, since: datetime) -> list[Task]:
    match ctx.who.role:
        case Role.CLIENT:
            return ctx.uow.tasks.recent_of_contact(ctx.who.id, ctx.who.client_id, since, MOST_LISTED)
        case Role.ASSISTANT | Role.LEAD:
            carried = ctx.uow.tasks.carried_by(ctx.who.id, most=MOST_LISTED)
            return [*reversed(carried), *ctx.uow.tasks.finished(ctx.who.id, since, MOST_LISTED)]
        case Role.MANAGER:
            seen = _looked_at(ctx)
            rest = [task for task in ctx.uow.tasks.open_tasks(MOST_LISTED) if task.id not in seen]
            return [*seen.values(), *reversed(rest)]
        case Role.ADMINISTRATOR:
            return []


def _looked_at(ctx: Context) -> dict[TaskId, Task]:
    """Return the tasks that messages to ctx.who were about, the latest first, as far as they can be spoken of."""
    shown = ctx.uow.conversation.spoken_of(ctx.uow.people.addresses(ctx.who.id), MOST_LOOKED_AT)
    found = (ctx.uow.tasks.look(task_id) for task_id in shown)
    return {task.id: task for task in found if task is not None and task.state in conversation.SPOKEN_OF}
