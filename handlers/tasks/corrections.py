"""What becomes of words that were given in a form when their author edits them: a result follows while it is the latest
word; of everything else they are told that it stands as it was."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.context import Context
from handlers.chat.incoming import Deleted, Edited
from handlers.chat.outgoing import Text
from handlers.tasks import record, showing
from storage.tasks import Step, Task
from storage.vocabulary import TaskId, TaskState


def edited(ctx: Context, change: Edited | Deleted) -> bool:
    """Take the edit of words that a step of a task was made with. False if they were no such words."""
    platform, workspace, chat = ctx.here
    about = ctx.uow.outbox.thread(platform, workspace, chat, change.message)
    task = None if about is None else ctx.uow.tasks.take(TaskId(about))
    if task is None or not record.may_see(ctx, task):
        return False
    steps = ctx.uow.tasks.steps(task.id)
    source = ctx.source(change.message)
    made = next((step for step in steps if step.facts.get("source") == source and step.by == ctx.who.id), None)
    if made is None:
        return False
    if isinstance(change, Edited) and _is_latest_result(ctx, task, steps, made) and change.text.strip():
        _reword(ctx, task, "\n".join(filter(None, (made.facts.get("beginning"), change.text.strip()))))
    else:
        ctx.reply(Text("words-stand", ref=task.reference))
    return True


def _is_latest_result(ctx: Context, task: Task, steps: list[Step], made: Step) -> bool:
    results = [step for step in steps if step.move == "done"]
    return task.state is TaskState.DONE and task.assistant_id == ctx.who.id and results[-1:] == [made]


def _reword(ctx: Context, task: Task, result: str) -> None:
    if result == task.result:
        return
    changed = record.save(ctx, task, replace(task, result=result))
    record.note(ctx, changed, "result-changed", before=task.result or "")
    showing.result_to_contact(ctx, changed)
    showing.tell_contact(ctx, changed, Text("result-changed", ref=task.reference, name=ctx.who.name, words=result))
    showing.to_assistant(ctx, changed)
