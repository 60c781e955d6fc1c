"""Requests and tasks: what a client asks for, and what becomes of it."""

from __future__ import annotations

from handlers.chat.context import Context
from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.chat.incoming import TimerDue
from handlers.events import PersonUnreachable, RightsBegan
from handlers.tasks import actions, assistant, client, screens
from storage.vocabulary import STAFF, Role, TaskId

_CLIENT = frozenset({Role.CLIENT})
_ASSISTANT = frozenset({Role.ASSISTANT})


def _rights_began(ctx: Context, event: RightsBegan) -> None:
    actions.assign_waiting(ctx, event.person)


def _unreachable(ctx: Context, event: PersonUnreachable) -> None:
    actions.tell_of_unreachable(ctx, event.person)


def _queue_timer(ctx: Context, due: TimerDue) -> None:
    times = due.facts.get("times", 0)
    actions.still_queued(ctx, TaskId(due.about), times if isinstance(times, int) else 0)


FEATURE = Feature(
    name="tasks",
    commands={
        "tasks": CommandSpec(client.list_own, roles=_CLIENT),
        "queue": CommandSpec(assistant.queue, roles=STAFF),
        "mine": CommandSpec(assistant.mine, roles=_ASSISTANT),
    },
    actions={
        "tasks.send": ActionSpec(client.send, roles=_CLIENT),
        "tasks.discard": ActionSpec(client.discard, roles=_CLIENT),
        "tasks.acknowledge": ActionSpec(assistant.acknowledge, roles=_ASSISTANT),
        "tasks.decline": ActionSpec(assistant.ask_decline, roles=_ASSISTANT),
        "tasks.done": ActionSpec(assistant.ask_done, roles=_ASSISTANT),
    },
    forms={
        "tasks.decline": FormSpec(lambda dialog: screens.decline_form(dialog.facts["ref"]), assistant.declined),
        "tasks.done": FormSpec(lambda dialog: screens.done_form(dialog.facts["ref"]), assistant.finished),
    },
    timers={"tasks.queue": _queue_timer},
    words={Role.CLIENT: client.words, Role.ASSISTANT: assistant.words, Role.MANAGER: assistant.words},
    edited=client.edited,
    reactions={RightsBegan: _rights_began, PersonUnreachable: _unreachable},
)
