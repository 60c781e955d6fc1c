"""Policies: which one a task falls under, what is refused, and that they survive being kept."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from handlers.rules.cutoff import Cutoff
from handlers.rules.sla_policy import Anchor, Applies, Before, Budget, Clock, Policy, choose

EVERY = Policy(
    "mixed",
    7,
    {
        Clock.ACKNOWLEDGE: Budget(900),
        Clock.FIRST_RESPONSE: Cutoff.parse("14:00", "18:00", "12:00"),
        Clock.RESOLUTION: Before(7200, Anchor.APPOINTMENT),
    },
    (0.5,),
)


def named(name: str) -> Policy:
    """Return a policy told apart by its name."""
    return Policy(name, 1, {Clock.ACKNOWLEDGE: Budget(900)})


RULES = [
    Applies(named("any")),
    Applies(named("urgent"), priority="urgent"),
    Applies(named("gold"), plan="gold"),
    Applies(named("gold travel"), plan="gold", category="travel"),
    Applies(named("second any")),
]


@pytest.mark.parametrize(
    ("category", "priority", "plan", "name"),
    [
        (None, "normal", None, "any"),  # of equals the first
        ("travel", "normal", "silver", "any"),
        ("travel", "urgent", None, "urgent"),
        ("mail", "urgent", "gold", "urgent"),  # as narrow as gold, but before it
        ("mail", "normal", "gold", "gold"),
        ("travel", "urgent", "gold", "gold travel"),
    ],
)
def test_choice(category: str | None, priority: str, plan: str | None, name: str) -> None:
    """The policy that asks for most wins, of equals the one written first."""
    chosen = choose(RULES, category, priority, plan)
    assert chosen is not None
    assert chosen.name == name


def test_no_policy() -> None:
    """Where none is meant there is none."""
    assert choose(RULES[1:2], "travel", "low", None) is None


def test_kept_as_json() -> None:
    """What is kept with a task is the policy that was promised."""
    assert Policy.from_json(json.loads(json.dumps(EVERY.to_json()))) == EVERY


def policy(**targets: Any) -> dict[str, Any]:
    """Return a policy as it would be configured."""
    return {"name": "x", "version": 1, "targets": {name.replace("_", "-"): value for name, value in targets.items()}}


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (policy(), "targets: nothing is promised"),
        (policy(resolution={"seconds": -5}), "targets.resolution.seconds: -5 is not above 0"),
        (policy(resolution={"seconds": 0}), "targets.resolution.seconds: 0"),
        (policy(resolution={"seconds": -1, "before": "deadline"}), "targets.resolution.seconds: -1 is negative"),
        (policy(resolution={"seconds": 5, "before": "lunch"}), "targets.resolution.before: 'lunch' is not one of"),
        (policy(resolution={"by": "14:00"}), "targets.resolution.target: {'by': '14:00'} is neither"),
        (policy(resolution={"seconds": 5, "by": "14:00"}), "targets.resolution.target"),
        (
            policy(resolution={"by": "25:00", "same_day": "18:00", "next_day": "12:00"}),
            "targets.resolution.by: '25:00'",
        ),
        (policy(solution={"seconds": 5}), "targets.solution: no such clock"),
        (policy(resolution={"seconds": 5}) | {"warnings": [1.0]}, "warnings: [1.0]"),
        (policy(resolution={"seconds": 5}) | {"warnings": [0.9, 0.5]}, "warnings: [0.9, 0.5]"),
        (policy(resolution={"seconds": 5}) | {"warnings": [0.0]}, "warnings: [0.0]"),
    ],
)
def test_refused(data: dict[str, Any], part: str) -> None:
    """What can't be kept, watched or read is refused with the exact key."""
    with pytest.raises(ValueError, match=re.escape(part)):
        Policy.from_json(data)
