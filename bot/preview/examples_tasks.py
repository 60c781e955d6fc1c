"""Examples of requests and tasks, from the client's words to the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.preview.example import Example, Shown
from bot.preview.invented import (
    ANSWERED,
    ASKED,
    BOOKED,
    BUSY,
    CALLED_OFF,
    CATEGORY,
    CLIENT,
    CLIENT_ID,
    HELD_UP,
    NOTED,
    NOW,
    THANKS,
    Cast,
    said,
)
from handlers.chat import paging
from handlers.chat.outgoing import Card, Text
from handlers.tasks import list_screens, screens
from handlers.tasks.list_screens import Rows
from storage.tasks import Task
from storage.vocabulary import Role, TaskState

ENDED = NOW + timedelta(days=1)
SILENT_UNTIL = NOW + timedelta(days=7)
OPENS = NOW.replace(hour=8, minute=0) + timedelta(days=1)  # 9 o'clock in Berlin


def around(cast: Cast, *, talk: bool = False, notes: bool = False) -> screens.Around:
    """Return what cards of the task show beside it, with the conversation or the internal notes if wanted."""
    return screens.Around(
        client=CLIENT,
        category=CATEGORY,
        files=[cast.file()],
        messages=[
            (cast.message(ASKED, cast.ben), cast.ben.name),
            (cast.message(ANSWERED, cast.anna), cast.anna.name),
        ]
        if talk
        else (),
        notes=[(cast.note(NOTED, cast.ben), cast.ben.name)] if notes else (),
    )


def _text(name: str, /, **facts: object) -> Text:
    return said(name, **facts).text


# --- clients ---------------------------------------------------------------------------------------------------------


def _accepted(cast: Cast) -> Shown:
    return screens.accepted_card(cast.task(), around(cast), [_text("request-goes-to", name=cast.ben.name)])


def _after_hours(cast: Cast) -> Shown:
    back = _text("office-back", at=OPENS)
    return screens.accepted_card(cast.task(TaskState.QUEUED), around(cast), [_text("request-waits"), back])


def _view(state: TaskState, *, talk: bool = False) -> Callable[[Cast], Shown]:
    return lambda cast: screens.client_task_card(_in(cast, state), around(cast, talk=talk), cast.ben.name)


def _result(state: TaskState, *, stars: int | None = None) -> Callable[[Cast], Shown]:
    def build(cast: Cast) -> Shown:
        task = cast.task(state, result=cast.words(BOOKED), rating=stars, ended_at=ENDED)
        closes = _text("result-closes", at=SILENT_UNTIL)
        return screens.result_card(task, around(cast).files, cast.ben.name, closes)

    return build


def _question(cast: Cast) -> Shown:
    task = _in(cast, TaskState.WAITING)
    return screens.question_card(task, cast.ben.name, task.reason or "", is_open=True)


def _question_again(cast: Cast) -> Shown:
    task = _in(cast, TaskState.WAITING)
    again = [_text("question-again", at=ENDED), _text("question-ends", ref=task.reference, at=SILENT_UNTIL)]
    return screens.question_card(task, cast.ben.name, task.reason or "", is_open=True, again=again)


def _own(cast: Cast) -> Shown:
    tasks = [_in(cast, TaskState.WAITING), cast.other_task(TaskState.QUEUED)]
    return list_screens.own_card("tasks", paging.page(tasks, 0))


CLIENTS = [
    Example("own-requests", Role.CLIENT, _own),
    Example("request-accepted", Role.CLIENT, _accepted),
    Example("request-after-hours", Role.CLIENT, _after_hours),
    Example("question", Role.CLIENT, _question),
    Example("question-again", Role.CLIENT, _question_again),
    Example("request-in-hand", Role.CLIENT, _view(TaskState.ACKNOWLEDGED, talk=True)),
    Example("request-waiting-for-answer", Role.CLIENT, _view(TaskState.WAITING)),
    Example("result", Role.CLIENT, _result(TaskState.DONE)),
    Example("result-to-rate", Role.CLIENT, _result(TaskState.CLOSED)),
    Example("result-rated", Role.CLIENT, _result(TaskState.CLOSED, stars=5)),
    Example("own-requests-none", Role.CLIENT, lambda _: said("client-tasks-none")),
]


# --- assistants ------------------------------------------------------------------------------------------------------


def _in(cast: Cast, state: TaskState) -> Task:
    """Return the task in a state, with the reason that it has there."""
    reasons = {TaskState.WAITING: ASKED, TaskState.PAUSED: HELD_UP, TaskState.CANCELLED: CALLED_OFF}
    reason = cast.words(reasons[state]) if state in reasons else None
    return cast.task(state, reason=reason, ended_at=ENDED if state in {TaskState.CLOSED, TaskState.CANCELLED} else None)


def _card(state: TaskState, *, talk: bool = False, notes: bool = False) -> Callable[[Cast], Shown]:
    return lambda cast: screens.task_card(_in(cast, state), around(cast, talk=talk, notes=notes))


def _noted(note: str) -> Callable[[Cast], Shown]:
    return lambda cast: screens.task_card(cast.task(TaskState.ACKNOWLEDGED, note=note), around(cast))


def _done(cast: Cast) -> Shown:
    task = cast.task(TaskState.DONE, result=cast.words(BOOKED), minutes=25)
    return screens.task_card(task, replace(around(cast), minutes=25))


def _done_now(cast: Cast) -> Shown:
    return screens.task_card(cast.task(TaskState.DONE, result=cast.words(BOOKED)), around(cast))


def _rated(cast: Cast) -> Shown:
    task = cast.task(
        TaskState.CLOSED,
        result=cast.words(BOOKED),
        minutes=25,
        rating=5,
        rating_words=cast.words(THANKS),
        ended_at=ENDED,
    )
    return screens.task_card(task, replace(around(cast), minutes=25))


def _taken(cast: Cast) -> Shown:
    task = cast.task(TaskState.ACKNOWLEDGED, assistant_id=cast.eva.id)
    return screens.elsewhere_card(task, CLIENT, screens.taken_by(cast.eva, task))


def _declined(cast: Cast) -> Shown:
    return screens.elsewhere_card(cast.task(), CLIENT, _text("task-you-declined", reason=cast.words(BUSY)))


def _queue(cast: Cast) -> Card:
    names = {str(cast.ben.id): cast.ben.name}
    return list_screens.queue_card("queue", _rows([cast.task(), cast.other_task(TaskState.QUEUED)]), names)


def _queue_of_all(cast: Cast) -> Card:
    rows = _rows([cast.task(), cast.other_task(TaskState.QUEUED)])
    return list_screens.queue_card("queue", rows, {str(cast.ben.id): cast.ben.name}, manages=True)


def _mine(cast: Cast) -> Shown:
    return list_screens.mine_card("mine", _rows([cast.task(TaskState.ACKNOWLEDGED), cast.other_task()]))


def _mine_long(cast: Cast) -> Shown:
    tasks = [cast.other_task(number=number) for number in range(1050, 1073)]
    return list_screens.mine_card("mine", _rows([cast.task(TaskState.ACKNOWLEDGED), *tasks], 1))


def _mine_none(_: Cast) -> Shown:
    return list_screens.mine_card("mine", _rows([]))


def _rows(tasks: list[Task], number: int = 0) -> Rows:
    return Rows(paging.page(tasks, number), {str(CLIENT_ID): CLIENT})


ASSISTANTS = [
    Example("task-unclaimed", Role.ASSISTANT, _card(TaskState.QUEUED)),
    Example("task-assigned", Role.ASSISTANT, _card(TaskState.ASSIGNED)),
    Example("task-in-hand", Role.ASSISTANT, _card(TaskState.ACKNOWLEDGED, talk=True, notes=True)),
    Example("task-waiting-for-client", Role.ASSISTANT, _card(TaskState.WAITING)),
    Example("task-paused", Role.ASSISTANT, _card(TaskState.PAUSED)),
    Example("task-reworded", Role.ASSISTANT, _noted("edited")),
    Example("task-withdrawn", Role.ASSISTANT, _noted("deleted")),
    Example("task-done-just-now", Role.ASSISTANT, _done_now),
    Example("task-done", Role.ASSISTANT, _done),
    Example("task-closed", Role.ASSISTANT, _rated),
    Example("task-cancelled", Role.ASSISTANT, _card(TaskState.CANCELLED)),
    Example("task-taken-by-somebody", Role.ASSISTANT, _taken),
    Example("task-declined", Role.ASSISTANT, _declined),
    Example("queue", Role.ASSISTANT, _queue),
    Example("mine", Role.ASSISTANT, _mine),
    Example("mine-second-page", Role.ASSISTANT, _mine_long),
    Example("mine-none", Role.ASSISTANT, _mine_none),
]


# --- managers --------------------------------------------------------------------------------------------------------


def _alert(cast: Cast, text: Callable[[Task, str], Text]) -> Card:
    task = cast.task(TaskState.QUEUED)
    return screens.alert_card("1", task, text(task, CLIENT))


def _two(cast: Cast) -> list[Task]:
    return [cast.task(TaskState.QUEUED), cast.other_task(TaskState.QUEUED)]


MANAGERS = [
    Example("nobody-can", Role.MANAGER, lambda cast: _alert(cast, screens.queue_alert)),
    Example("nobody-can-several", Role.MANAGER, lambda cast: screens.queue_alerts("1", _two(cast), None)),
    Example("still-waiting", Role.MANAGER, lambda cast: screens.still_waiting("still:1", _two(cast)[:1], CLIENT)),
    Example("still-waiting-several", Role.MANAGER, lambda cast: screens.still_waiting("still:1", _two(cast), CLIENT)),
    Example("queue-manager", Role.MANAGER, _queue_of_all),
]
EXAMPLES = [*CLIENTS, *ASSISTANTS, *MANAGERS]
