"""Finding tasks by words: those of the tasks themselves, of the conversation, of file names, for staff also of internal
notes. Newest first and no further back than 20,000 tasks."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.chat.context import Context
from storage.search import NEWEST, Found, Reach
from storage.tasks import Task
from storage.vocabulary import STAFF, ClientId, Role, TaskId

MOST_READ = 20_000
STRETCH = 500


def found(ctx: Context, words: str, most: int) -> list[Task]:
    """Return the latest `most` tasks that ctx.who may see and that hold all the words, each in any place."""
    wanted = words.casefold().split()
    reach, whose = _reach(ctx)
    clients: dict[ClientId | None, str] = {client.id: client.name for client in ctx.uow.clients.all()}
    ids: list[TaskId] = []
    before, read = NEWEST, 0
    while wanted and len(ids) < most and read < MOST_READ:
        some = ctx.uow.search.tasks(reach, whose, before, STRETCH)
        if not some:
            break
        ids += _among(ctx, reach, whose, some, wanted, clients)
        before, read = some[-1].id, read + len(some)
    tasks = (ctx.uow.tasks.look(task_id) for task_id in ids[:most])
    return [task for task in tasks if task is not None]


def _among(
    ctx: Context,
    reach: Reach,
    whose: str,
    some: Sequence[Found],
    wanted: Sequence[str],
    clients: dict[ClientId | None, str],
) -> list[TaskId]:
    """Return which of some tasks, latest first, hold all the words."""
    texts = {task.id: _own_words(task, clients.get(task.client_id, "")) for task in some}
    first, last = some[-1].id, some[0].id
    said = ctx.uow.search.said(reach, whose, first, last)
    if ctx.who.role in STAFF:
        said += ctx.uow.search.inside(first, last)
    for task_id, words in said:
        if task_id in texts:
            texts[task_id].append(words)
    return [task_id for task_id, parts in texts.items() if _holds("\n".join(parts).casefold(), wanted)]


def _own_words(task: Found, client: str) -> list[str]:
    names = [str(file.get("name", "")) for file in task.files]
    return [f"T-{task.number}", task.title or "", task.words, task.wish or "", task.result or "", client, *names]


def _holds(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text for word in wanted)


def _reach(ctx: Context) -> tuple[Reach, str]:
    """Return which tasks ctx.who may see, as `handlers.chat.sight` has it."""
    who = ctx.who
    if who.role is Role.MANAGER:
        return Reach.ALL, ""
    if who.role is Role.ASSISTANT:
        return Reach.TEAM, who.team_id or ""
    shared = None if who.client_id is None else ctx.uow.clients.look(who.client_id)
    return (Reach.CLIENT, shared.id) if shared is not None and shared.contacts_see_all else (Reach.CONTACT, who.id)
