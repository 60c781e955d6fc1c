"""Chains: who is told when, what a chain must not be, and who is told instead of somebody missing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from handlers.rules.escalation import DEFAULT, Alert, Chain, Condition, Receiver, Step, plan, receiver
from handlers.rules.sla import states
from handlers.rules.sla_history import Acknowledged, Done, Event, WaitingBegan, WaitingEnded
from handlers.rules.sla_policy import Clock
from tests.rules.sla_cases import HOUR, HOURS, MINUTE, filed, local
from tests.rules.test_sla import CHECKED

MONDAY = filed("01-12 08:00")


def told(chain: Chain, history: Sequence[Event], now: str, clock: Clock = Clock.RESOLUTION) -> list[Alert]:
    """Return what a chain plans for a clock, as known at a local time."""
    return plan(chain, states(history, HOURS, local(now))[clock], HOURS)


def one(condition: Condition, **more: Any) -> Chain:
    """Return a chain of one step for the manager."""
    return Chain("one", (Step(condition, Receiver.MANAGER, **more),))


def times(alerts: Sequence[Alert]) -> list[object]:
    """Return when they are."""
    return [alert.at for alert in alerts]


# --- when ------------------------------------------------------------------------------------------------------------


def test_the_default_chain() -> None:
    """The assistant at 75 %, the lead at 90 %, the manager at the breach and at five business hours after it."""
    assert told(DEFAULT, [MONDAY], "01-12 09:00") == [
        Alert(0, 0, Receiver.ASSISTANT, local("01-13 12:00")),
        Alert(1, 0, Receiver.TEAM_LEAD, local("01-13 15:24")),
        Alert(2, 0, Receiver.MANAGER, local("01-13 17:00")),
        Alert(2, 1, Receiver.MANAGER, local("01-14 09:00")),
        Alert(2, 2, Receiver.MANAGER, local("01-14 10:00")),
        Alert(2, 3, Receiver.MANAGER, local("01-14 11:00")),
        Alert(2, 4, Receiver.MANAGER, local("01-14 12:00")),
        Alert(2, 5, Receiver.MANAGER, local("01-14 14:00")),
    ]


def test_done_ends_it() -> None:
    """What would have come after the end of a round doesn't; what came before stays in the plan, to be compared."""
    history: list[Event] = [MONDAY, Done(local("01-14 09:30"))]
    assert times(told(DEFAULT, history, "01-14 12:00"))[2:] == [local("01-13 17:00"), local("01-14 09:00")]
    assert told(DEFAULT, [MONDAY, Done(local("01-12 09:30"))], "01-14 12:00") == []
    at_the_last_moment = told(DEFAULT, [MONDAY, Done(local("01-13 17:00"))], "01-14 12:00")
    assert times(at_the_last_moment) == [local("01-13 12:00"), local("01-13 15:24")]


def test_waiting_holds_it() -> None:
    """While the client is waited for nothing new is planned; afterwards the rest moves on, what was told doesn't."""
    waiting: list[Event] = [MONDAY, WaitingBegan(local("01-13 14:00"))]
    assert times(told(DEFAULT, waiting, "01-13 16:00")) == [local("01-13 12:00")]
    after = told(DEFAULT, [*waiting, WaitingEnded(local("01-14 09:00"))], "01-14 09:30")
    assert times(after)[:3] == [local("01-13 12:00"), local("01-14 10:24"), local("01-14 12:00")]
    broken: list[Event] = [MONDAY, WaitingBegan(local("01-14 09:30"))]
    assert times(told(DEFAULT, broken, "01-15 09:00"))[2:] == [local("01-13 17:00"), local("01-14 09:00")]
    goes_on = told(DEFAULT, [*broken, WaitingEnded(local("01-15 08:30"))], "01-15 09:00")
    assert times(goes_on)[2:5] == [local("01-13 17:00"), local("01-14 09:00"), local("01-15 09:00")]


def test_a_breach_after_closing_is_told_at_once() -> None:
    """A promise by the wall clock is broken when it is broken, also while the office is closed; repeats wait for it to
    open."""
    alerts = told(DEFAULT, [filed("01-12 11:00", CHECKED)], "01-12 12:00")
    assert times(alerts)[2:4] == [local("01-12 18:00"), local("01-13 09:00")]


@pytest.mark.parametrize(
    ("chain", "clock", "expected"),
    [
        (one(Condition.NOT_ACKNOWLEDGED, wait=30 * MINUTE), Clock.ACKNOWLEDGE, ["01-12 08:30"]),
        (one(Condition.NOT_ACKNOWLEDGED, wait=30 * MINUTE), Clock.RESOLUTION, []),
        (one(Condition.NOT_DONE, wait=9 * HOUR), Clock.RESOLUTION, ["01-13 09:00"]),
        (one(Condition.NOT_DONE, wait=24 * HOUR, business=False), Clock.RESOLUTION, ["01-13 08:00"]),
        (one(Condition.NOT_DONE), Clock.ACKNOWLEDGE, []),
        (
            one(Condition.BREACHED, wait=HOUR, repeat=1, every=2 * HOUR),
            Clock.ACKNOWLEDGE,
            ["01-12 10:00", "01-12 12:00"],
        ),
        (
            one(Condition.BREACHED, repeat=1, every=8 * HOUR, business=False),
            Clock.RESOLUTION,
            ["01-13 17:00", "01-14 01:00"],
        ),
        (
            one(Condition.AT_RISK, fraction=0.5, repeat=1, every=8 * HOUR),
            Clock.ACKNOWLEDGE,
            ["01-12 08:30", "01-13 08:30"],
        ),
    ],
)
def test_conditions(chain: Chain, clock: Clock, expected: list[str]) -> None:
    """Each condition has its beginning and its clocks; waits are in open time, or real where the step says so."""
    assert times(told(chain, [MONDAY], "01-12 08:00", clock)) == [local(text) for text in expected]


def test_taken_on_in_time() -> None:
    """Nothing is said about a task that was taken on before."""
    history: list[Event] = [MONDAY, Acknowledged(local("01-12 08:20"))]
    chain = one(Condition.NOT_ACKNOWLEDGED, wait=30 * MINUTE)
    assert told(chain, history, "01-12 12:00", Clock.ACKNOWLEDGE) == []


# --- whom ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "there", "whom"),
    [
        (0, {Receiver.ASSISTANT, Receiver.MANAGER}, Receiver.ASSISTANT),
        (0, {Receiver.MANAGER}, Receiver.MANAGER),
        (1, {Receiver.ASSISTANT, Receiver.MANAGER}, Receiver.MANAGER),
        (2, {Receiver.ASSISTANT, Receiver.TEAM_LEAD}, None),
        (0, set(), None),
    ],
)
def test_somebody_missing(step: int, there: set[Receiver], whom: Receiver | None) -> None:
    """Where nobody has the role it is the next step's, and where nobody is left that is seen."""
    assert receiver(DEFAULT, step, there.__contains__) is whom


# --- as data ---------------------------------------------------------------------------------------------------------


def test_kept_as_json() -> None:
    """What is kept with a task is the chain that held then."""
    chain = replace(DEFAULT, steps=(*DEFAULT.steps, Step(Condition.NOT_DONE, Receiver.DEPUTY, wait=60, business=False)))
    assert Chain.from_json(json.loads(json.dumps(chain.to_json()))) == chain


GOOD = {"condition": "breached", "role": "manager"}


@pytest.mark.parametrize(
    ("steps", "part"),
    [
        ([], "steps: the chain has no receiver"),
        ([GOOD, {"condition": "breached"}], "steps.1.role: the step has no receiver"),
        ([{**GOOD, "role": "boss"}], "steps.0.role: 'boss' is not one of assistant, deputy"),
        ([{"role": "manager"}], "steps.0.condition: None is not one of"),
        ([{**GOOD, "wait": -60}], "steps.0.wait: -60 is negative"),
        ([{**GOOD, "repeat": -1}], "steps.0.repeat: -1"),
        ([{**GOOD, "repeat": 1000}], "steps.0.repeat: 1000"),
        ([{**GOOD, "every": 0}], "steps.0.every: 0"),
        ([{**GOOD, "fraction": 0.5}], "steps.0.fraction: only at-risk has one"),
        ([{**GOOD, "condition": "at-risk"}], "steps.0.fraction: None"),
        ([{**GOOD, "condition": "at-risk", "fraction": 1.5}], "steps.0.fraction: 1.5"),
        ([{**GOOD, "evry": 5}], "steps.0: "),
        ([{**GOOD, "wait": "long"}], "steps.0: "),
    ],
)
def test_refused(steps: list[dict[str, Any]], part: str) -> None:
    """A chain that tells nobody, never ends or can't be read is refused with the exact key."""
    with pytest.raises(ValueError, match=re.escape(part)):
        Chain.from_json({"name": "x", "steps": steps})
