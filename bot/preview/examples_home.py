"""Examples of homes: what each role sees at a glance."""

from __future__ import annotations

from bot.preview.example import Example, Shown
from bot.preview.invented import ASKED, CLIENT, CLIENT_ID, OFFICE, Cast
from handlers.home import screens
from storage.vocabulary import Role, TaskState


def _client(cast: Cast) -> Shown:
    tasks = [cast.task(TaskState.WAITING, reason=cast.words(ASKED)), cast.other_task(TaskState.QUEUED)]
    return screens.client_home(OFFICE.name, tasks)


def _assistant(cast: Cast) -> Shown:
    tasks = [cast.task(TaskState.ACKNOWLEDGED), cast.other_task(TaskState.ASSIGNED)]
    return screens.assistant_home(OFFICE.name, tasks, {str(CLIENT_ID): CLIENT}, 3)


def _manager(cast: Cast) -> Shown:
    by_state = {TaskState.QUEUED: 1, TaskState.ASSIGNED: 2, TaskState.ACKNOWLEDGED: 5, TaskState.WAITING: 1}
    return screens.manager_home(OFFICE.name, by_state, [cast.eva.name])


EXAMPLES = [
    Example("home-client", Role.CLIENT, _client),
    Example("home-client-new", Role.CLIENT, lambda _: screens.client_home(OFFICE.name, [])),
    Example("home-assistant", Role.ASSISTANT, _assistant),
    Example("home-assistant-free", Role.ASSISTANT, lambda _: screens.assistant_home(OFFICE.name, [], {}, 0)),
    Example("home-manager", Role.MANAGER, _manager),
]
