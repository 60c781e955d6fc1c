"""Examples of what managers look at: the board and what can be done from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.preview.example import Example, Shown
from bot.preview.examples_tasks import around
from bot.preview.invented import CARDS, CLIENT, CLIENT_ID, FLOWERS, NOW, OFFICE, Cast
from handlers.chat import paging
from handlers.tasks import board_screens, classes, giving_screens, history
from handlers.tasks.board_screens import Filter
from handlers.tasks.giving_screens import Taker
from storage.people import Person
from storage.tasks import Step, Task
from storage.vocabulary import Role, TaskState, TeamId


def _tasks(cast: Cast) -> list[Task]:
    return [
        cast.task(TaskState.ACKNOWLEDGED),
        cast.other_task(TaskState.QUEUED),
        cast.other_task(
            TaskState.WAITING, number=1044, words=cast.words(CARDS), category=None, assistant_id=cast.eva.id
        ),
        cast.other_task(TaskState.ASSIGNED, number=1039, words=cast.words(FLOWERS), created_at=NOW - timedelta(days=4)),
    ]


def _board(chosen: Filter, *, away: bool = False) -> Callable[[Cast], Shown]:
    def build(cast: Cast) -> Shown:
        names = {str(person.id): person.name for person in (cast.ben, cast.eva)}
        absent: Sequence[tuple[Person, int]] = [(_away(cast.eva), 1)] if away else []
        tasks = sorted(_tasks(cast), key=lambda task: task.created_at == NOW)
        late = {task.id for task in tasks if task.created_at < NOW}
        work = board_screens.OpenWork(tasks, names, {str(CLIENT_ID): CLIENT}, absent, late)
        return board_screens.board_card("board", OFFICE, chosen, work)

    return build


def _away(person: Person) -> Person:
    return replace(person, away_since=NOW - timedelta(hours=1))


def _sheet(cast: Cast) -> Shown:
    steps = [
        Step("filed", cast.anna.id, NOW, {}),
        Step("assigned", None, NOW + timedelta(minutes=1), {}),
        Step("acknowledged", cast.ben.id, NOW + timedelta(minutes=4), {}),
    ]
    names = {str(person.id): person.name for person in (cast.anna, cast.ben)}
    shown = around(cast, talk=True, notes=True)
    lines = history.lines(steps, names, OFFICE)
    return board_screens.sheet_card(cast.task(TaskState.ACKNOWLEDGED), shown, lines, cast.ben.name)


def _people(cast: Cast) -> Shown:
    return giving_screens.people_card(cast.task(), paging.page([cast.ben, _away(cast.eva)], 0), others=True)


def _others(cast: Cast) -> Shown:
    team = TeamId("second")
    takers = [Taker(team, "Wien"), Taker(team, "Wien", cast.ben), Taker(team, "Wien", _away(cast.eva))]
    return giving_screens.others_card(cast.task(), paging.page(takers, 0))


EXAMPLES = [
    Example("board", Role.MANAGER, _board(Filter())),
    Example("board-somebody-away", Role.MANAGER, _board(Filter(), away=True)),
    Example("board-overdue", Role.MANAGER, _board(Filter("state", board_screens.OVERDUE))),
    Example("board-by-assistant", Role.MANAGER, _board(Filter("assistant"))),
    Example("board-by-client", Role.MANAGER, _board(Filter("client"))),
    Example("board-by-category", Role.MANAGER, _board(Filter("category"))),
    Example("sheet", Role.MANAGER, _sheet),
    Example("sheet-reassign", Role.MANAGER, _people),
    Example("sheet-other-team", Role.MANAGER, _others),
    Example("sheet-priority", Role.MANAGER, lambda cast: board_screens.priority_card(cast.task())),
    Example("sheet-category", Role.MANAGER, lambda cast: board_screens.category_card(cast.task(), OFFICE.categories)),
    Example("sheet-class", Role.MANAGER, lambda cast: classes.class_card(cast.task(), classes.CLASSES[1:])),
]
