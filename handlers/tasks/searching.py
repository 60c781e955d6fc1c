"""Finding tasks by words: those of the tasks themselves, of the conversation, of file names, for staff also of internal
notes. Newest first and no further back than 20,000 tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.chat.context import Context
from handlers.chat.looking import looked_up
from handlers.tasks import record
from storage.search import NEWEST, Found, Reach
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import STAFF, WORKERS, ClientId, Role, TaskId

MOST_READ = 20_000
STRETCH, LONGEST_STRETCH = 500, 2000


def found(ctx: Context, words: str, most: int) -> list[Task]:
    """Return the latest `most` tasks that ctx.who may see and that hold all the words, each in any place. Raises
    LookFirst."""
    reach, whose = _reach(ctx)
    search = Search(tuple(words.casefold().split()), reach, whose, ctx.who.role in STAFF, most)
    tasks = (ctx.uow.tasks.look(task_id) for task_id in looked_up(ctx.looked, search).ids[:most])
    # What has changed hands since it was looked up is no longer theirs.
    return [task for task in tasks if task is not None and record.may_see(ctx, task)]


@dataclass(slots=True)
class Search:
    """One search, a stretch of tasks at a time; `inside` tells whether internal notes are searched, too."""

    wanted: tuple[str, ...]
    reach: Reach
    whose: str
    inside: bool
    most: int
    ids: list[TaskId] = field(default_factory=list, compare=False)
    _names: Mapping[ClientId | None, str] = field(default_factory=dict, compare=False)
    _before: TaskId = field(default=NEWEST, compare=False)
    _read: int = field(default=0, compare=False)

    def step(self, uow: UnitOfWork) -> bool:
        """Look through the next stretch; return whether more is wanted and left."""
        # What is looked for is mostly new; the longer it takes, the more is read between two other readers.
        stretch = min(max(STRETCH, self._read), LONGEST_STRETCH, MOST_READ - self._read)
        some = uow.search.tasks(self.reach, self.whose, self._before, stretch) if self.wanted else []
        if not some:
            return False
        self.ids += self._among(uow, some)
        self._before, self._read = some[-1].id, self._read + len(some)
        return len(self.ids) < self.most and self._read < MOST_READ

    def _among(self, uow: UnitOfWork, some: Sequence[Found]) -> list[TaskId]:
        """Return which of some tasks, latest first, hold all the words."""
        self._names = self._names or {client.id: client.name for client in uow.clients.all()}
        texts = {task.id: _own_words(task, self._names.get(task.client_id, "")) for task in some}
        first, last = some[-1].id, some[0].id
        said = uow.search.said(self.reach, self.whose, first, last)
        if self.inside:
            said += uow.search.inside(first, last)
        for task_id, words in said:
            if task_id in texts:
                texts[task_id].append(words)
        return [task_id for task_id, parts in texts.items() if self._holds("\n".join(parts).casefold())]

    def _holds(self, text: str) -> bool:
        return all(word in text for word in self.wanted)


def _own_words(task: Found, client: str) -> list[str]:
    names = [str(file.get("name", "")) for file in task.files or ()]
    return [f"T-{task.number}", task.title or "", task.words, task.wish or "", task.result or "", client, *names]


def _reach(ctx: Context) -> tuple[Reach, str]:
    """Return which tasks ctx.who may see, as `handlers.chat.sight` has it."""
    who = ctx.who
    if who.role is Role.MANAGER:
        return Reach.ALL, ""
    if who.role in WORKERS:
        return Reach.TEAM, who.team_id or ""
    shared = None if who.client_id is None else ctx.uow.clients.look(who.client_id)
    return (Reach.CLIENT, shared.id) if shared is not None and shared.contacts_see_all else (Reach.CONTACT, who.id)
