"""Examples of promises: an alert in its states, what is due soon, and why something is due then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.preview.example import Example, Shown
from bot.preview.invented import CLIENT, NOW, ZONE, Cast
from handlers.chat.outgoing import Card
from handlers.rules import sla, sla_history
from handlers.rules.business_hours import BusinessHours
from handlers.rules.sla import ClockState
from handlers.rules.sla_explain import explain
from handlers.rules.sla_policy import Budget, Clock, Policy
from handlers.rules.turns import turns
from handlers.tasks import alert_screens, lease_screens, screens, why
from storage.vocabulary import Role, TaskState

HOURS = BusinessHours.parse(ZONE, "Mon-Fri 08:00-17:00")
SILENT = lease_screens.span(32 * 3600)
FILED = NOW - timedelta(days=3, hours=1)  # on Friday
POLICY = Policy("standard", 1, {Clock.FIRST_RESPONSE: Budget(4 * 3600), Clock.RESOLUTION: Budget(12 * 3600)})
HISTORY: sla_history.History = [
    sla_history.Filed(FILED, POLICY),
    sla_history.WaitingBegan(FILED + timedelta(hours=2)),
    sla_history.WaitingEnded(FILED + timedelta(hours=4)),
]


def _state(clock: Clock) -> ClockState:
    return sla.states(HISTORY, HOURS, NOW)[clock]


def _alert(cast: Cast, state: ClockState, *, cared_for: bool = False, late: bool = False) -> Card:
    return alert_screens.alert_card(
        cast.task(TaskState.ACKNOWLEDGED),
        state,
        client=CLIENT,
        holder=cast.ben.name,
        late=NOW - timedelta(hours=3) if late else None,
        care=(cast.mia.name, NOW + timedelta(hours=4)) if cared_for else None,
        manages=True,
        now=NOW,
    )


def _kept(cast: Cast) -> Shown:
    return _alert(cast, replace(_state(Clock.FIRST_RESPONSE), ended_at=NOW, met_at=NOW))


def _soon(cast: Cast, over: timedelta = timedelta()) -> Shown:
    due = NOW + timedelta(minutes=25)
    other = cast.other_task(TaskState.ACKNOWLEDGED)
    return alert_screens.soon_card(
        "soon", [(cast.task(TaskState.ASSIGNED), CLIENT, due - over), (other, CLIENT, due)], NOW
    )


def _why(cast: Cast, reader: Role) -> Shown:
    state = _state(Clock.RESOLUTION)
    client = reader is Role.CLIENT
    reasons = explain(state, HISTORY, HOURS, NOW)
    worded = [why.worded(reason, lambda _: cast.ben.name, for_client=client) for reason in reasons]
    shared = why.turn_line(turns(HISTORY, HOURS, FILED, NOW), for_client=client)
    return why.card("why", cast.task(TaskState.ACKNOWLEDGED), [why.heading(state, for_client=client), *worded, *shared])


def _lease(cast: Cast) -> Shown:
    since, back_at = NOW - timedelta(days=2), NOW + timedelta(days=2)
    return lease_screens.question_card(cast.task(TaskState.ACKNOWLEDGED), CLIENT, since, back_at)


def _lapsed(cast: Cast) -> Shown:
    task = cast.task(TaskState.ASSIGNED)
    return screens.alert_card("1", task, lease_screens.lapsed(task, CLIENT, cast.ben.name, SILENT, cast.eva.name))


EXAMPLES = [
    Example("alert-at-risk", Role.MANAGER, lambda cast: _alert(cast, _state(Clock.RESOLUTION))),
    Example("alert-breached", Role.MANAGER, lambda cast: _alert(cast, _state(Clock.FIRST_RESPONSE), late=True)),
    Example("alert-cared-for", Role.MANAGER, lambda cast: _alert(cast, _state(Clock.FIRST_RESPONSE), cared_for=True)),
    Example("alert-kept", Role.MANAGER, _kept),
    Example("due-soon", Role.ASSISTANT, _soon),
    Example("over-or-due-soon", Role.ASSISTANT, partial(_soon, over=timedelta(hours=1))),
    Example("still-on-it", Role.ASSISTANT, _lease),
    Example(
        "still-on-it-settled",
        Role.ASSISTANT,
        lambda cast: lease_screens.settled_card(cast.task(TaskState.ACKNOWLEDGED), NOW),
    ),
    Example("taken-back", Role.MANAGER, _lapsed),
    Example("why", Role.ASSISTANT, lambda cast: _why(cast, Role.ASSISTANT)),
    Example("why-client", Role.CLIENT, lambda cast: _why(cast, Role.CLIENT)),
]
