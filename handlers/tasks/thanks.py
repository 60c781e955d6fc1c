"""Thanks of a client ask for nothing: they stay with the task that was finished last, and open nothing."""

from __future__ import annotations

from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.rules import pleasantries
from handlers.tasks import conversation, draft_screens, record, showing
from handlers.tasks.candidates import candidates
from storage.drafts import Draft
from storage.tasks import Task
from storage.vocabulary import DraftState, TaskState


def keep(ctx: Context, draft: Draft) -> None:
    """Put a client's thanks to what was said about the task finished last, without disturbing anybody; a greeting, and
    thanks where nothing is finished, are settled as they are."""
    task = _finished_last(ctx) if pleasantries.thanks_alone(draft.words) else None
    if task is None:
        ctx.tell_here(draft_screens.placed_card(draft, ctx.office, Text("all-right")))
        ctx.uow.drafts.close(draft.id, DraftState.DISCARDED)
        return
    ctx.tell_here(draft_screens.placed_card(draft, ctx.office, Text("placed-thanks", ref=task.reference)))
    message = conversation.keep(ctx, task, draft.words, draft.source)
    record.note(ctx, task, "client-said", message=message.id)
    showing.to_assistant(ctx, task)
    ctx.uow.drafts.close(draft.id, DraftState.ATTACHED, task.id)


def _finished_last(ctx: Context) -> Task | None:
    finished = [
        task
        for task in candidates(ctx)[1]
        if task.state in {TaskState.DONE, TaskState.CLOSED} and task.contact_id == ctx.who.id
    ]
    return max(finished, key=lambda task: task.done_at or task.created_at, default=None)
