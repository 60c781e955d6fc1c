"""What several tasks have to say within two minutes is one card: each further task joins it where it hangs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.chat.context import Context
from storage.tasks import Task
from storage.types import to_milliseconds
from storage.vocabulary import TaskId

WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Together:
    """A card's key, and the tasks that are on it as they are now, in the order in which they came."""

    key: str
    tasks: list[Task]


def join(ctx: Context, name: str, task: Task) -> Together:
    """Put a task on the card `name` that was begun within the last two minutes, else on a new one. Whoever does so for
    the same name at the same moment waits for this transaction."""
    kept = json.loads(ctx.uow.marks.take(name) or "{}")
    began = datetime.fromisoformat(kept["at"]) if kept else ctx.now
    if not kept or abs(ctx.now - began) >= WITHIN:  # who waited here may have begun before whoever was first
        began, kept = ctx.now, {"at": ctx.now.isoformat(), "tasks": []}
    kept["tasks"] = [*(one for one in kept["tasks"] if one != task.id), task.id]
    ctx.uow.marks.set(name, json.dumps(kept))
    found = (ctx.uow.tasks.look(TaskId(one)) for one in kept["tasks"])
    return Together(f"{name}:{to_milliseconds(began)}", [one for one in found if one is not None])
