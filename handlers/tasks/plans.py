"""What another plan of a client means for what they have open: it counts as if it had held from the beginning."""

from __future__ import annotations

from collections import defaultdict

from handlers.chat.context import Context
from handlers.chat.outgoing import Notice, Text, Urgency
from handlers.events import PlanChanged
from handlers.tasks import record, showing
from storage.vocabulary import OPEN_STATES, PersonId

MOST = 2000


def changed(ctx: Context, event: PlanChanged) -> None:
    """Let the clocks of a client's open tasks follow their plan: each from the beginning of its round, what is used up
    stays used up, and a breach that was recorded stays one. Their contacts hear of it where what they were promised is
    another time now; who changed it hears how many due times moved."""
    moved = 0
    told: dict[PersonId, list[Text]] = defaultdict(list)
    for found in ctx.uow.tasks.of_client(event.client, MOST):
        task = ctx.uow.tasks.take(found.id)
        promise = None if task is None else ctx.uow.sla.of(task.id)
        if task is None or promise is None or task.state not in OPEN_STATES:
            continue
        before = showing.promised_lines(ctx, task)
        record.note(ctx, task, "plan", before=event.before or "", now=event.now or "")
        after = ctx.uow.sla.of(task.id)
        if after is not None and after.due != promise.due:
            moved += 1
            showing.to_assistant(ctx, task)
        lines = showing.promised_lines(ctx, task)
        if lines != before and record.contact(ctx, task) is not None:
            showing.to_contact(ctx, task)
            still = showing.coming(ctx, lines)
            if still or not lines:
                told[task.contact_id].append(showing.promise_of(task, still))
    for contact, about in told.items():
        reader = record.person(ctx, contact)
        if reader is not None:
            ctx.tell(reader, Notice(Text("promises-changed", lines=about)), urgency=Urgency.NEWS)
    plan = event.now or Text("plan-none")
    ctx.reply(Text("plan-set", client=ctx.uow.clients.name(event.client), plan=plan, count=moved))
