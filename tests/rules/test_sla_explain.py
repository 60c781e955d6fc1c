"""Explanations as facts: the names and values that the words are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.rules.sla import states
from handlers.rules.sla_explain import Reason, explain
from handlers.rules.sla_history import (
    Anchored,
    Done,
    Event,
    Extended,
    PolicyChanged,
    Reopened,
    WaitingBegan,
    WaitingEnded,
)
from handlers.rules.sla_policy import Anchor, Clock
from tests.rules.sla_cases import HOUR, HOURS, MINUTE, URGENT, filed, local
from tests.rules.test_sla import AHEAD, CHECKED


def told(clock: Clock, history: Sequence[Event], now: str) -> list[Reason]:
    """Return the reasons for a clock at a local time, without the policy, which is always the second."""
    at = local(now)
    first, policy, *rest = explain(states(history, HOURS, at)[clock], history, HOURS, at)
    assert policy.name == "why-policy"
    return [first, *rest]


def test_why_monday_half_past_eight() -> None:
    """Filed on Friday at 13:30; closed at 14:00 with half of the hour left; Monday opens at 8."""
    history: list[Event] = [filed("01-16 13:30")]
    state = states(history, HOURS, local("01-16 13:45"))[Clock.ACKNOWLEDGE]
    assert explain(state, history, HOURS, local("01-16 13:45")) == [
        Reason("why-filed", {"clock": "acknowledge", "at": local("01-16 13:30"), "round": 1}),
        Reason("why-policy", {"policy": "standard", "version": 3}),
        Reason("why-budget", {"seconds": HOUR}),
        Reason("why-closed", {"at": local("01-16 14:00"), "remaining": 30 * MINUTE, "opens": local("01-19 08:00")}),
        Reason("why-due", {"at": local("01-19 08:30")}),
    ]


def test_filed_while_closed() -> None:
    """Outside hours the clock waits for the opening, and closing at the very due time is not worth a word."""
    assert told(Clock.ACKNOWLEDGE, [filed("01-12 12:00")], "01-12 12:30")[1:] == [
        Reason("why-budget", {"seconds": HOUR}),
        Reason("why-opens", {"at": local("01-12 13:00")}),
        Reason("why-due", {"at": local("01-12 14:00")}),
    ]
    assert [each.name for each in told(Clock.ACKNOWLEDGE, [filed("01-12 11:00")], "01-12 11:30")] == [
        "why-filed",
        "why-budget",
        "why-due",
    ]


def test_waiting_and_holidays() -> None:
    """What waiting took is said with who asked what, holidays by their dates, and of many closings the last."""
    history: list[Event] = [
        filed("04-01 08:00"),
        WaitingBegan(local("04-02 10:00"), "Ben", "Which colour?"),
        WaitingEnded(local("04-02 14:00")),
    ]
    pause = {"begin": local("04-02 10:00"), "end": local("04-02 14:00"), "seconds": 3 * HOUR, "by": "Ben"}
    assert told(Clock.RESOLUTION, history, "04-02 15:00")[1:] == [
        Reason("why-budget", {"seconds": 16 * HOUR}),
        Reason("why-closings", {"count": 4}),
        Reason("why-closed", {"at": local("04-02 17:00"), "remaining": 3 * HOUR, "opens": local("04-07 08:00")}),
        Reason("why-holidays", {"dates": (date(2026, 4, 3), date(2026, 4, 6)), "count": 2}),
        Reason("why-paused-waiting", {**pause, "reason": "Which colour?"}),
        Reason("why-due", {"at": local("04-07 11:00")}),
    ]


def test_standing_still() -> None:
    """While the client is waited for there is no due time, but what is left."""
    history: list[Event] = [filed("01-12 08:00"), WaitingBegan(local("01-12 10:00"))]
    assert told(Clock.RESOLUTION, history, "01-12 11:00")[-1] == Reason(
        "why-standing", {"since": local("01-12 10:00"), "remaining": 14 * HOUR}
    )


def test_changes_and_breach() -> None:
    """Changes are said in their order, a breach with its instant, and how it ended."""
    history: list[Event] = [
        filed("01-12 08:00"),
        PolicyChanged(local("01-12 10:00"), URGENT, "priority"),
        Extended(local("01-12 15:00"), Clock.RESOLUTION, local("01-13 10:00"), "Mara", "Supplier"),
        Done(local("01-13 11:00")),
    ]
    extended = {"at": local("01-12 15:00"), "until": local("01-13 10:00"), "by": "Mara", "reason": "Supplier"}
    reasons = told(Clock.RESOLUTION, history, "01-13 12:00")
    assert reasons[1:3] == [
        Reason("why-changed", {"at": local("01-12 10:00"), "why": "priority"}),
        Reason("why-extended", extended),
    ]
    assert reasons[-3:] == [
        Reason("why-breached", {"at": local("01-12 12:00")}),
        Reason("why-due", {"at": local("01-13 10:00")}),
        Reason("why-met", {"at": local("01-13 11:00")}),
    ]


def test_other_targets() -> None:
    """A cut-off says which half of it holds, a target before something what that is, no target that there is none."""
    times = {"by": "14:00", "same_day": "18:00", "next_day": "12:00"}
    assert told(Clock.RESOLUTION, [filed("01-12 14:00", CHECKED)], "01-12 15:00")[1] == Reason("why-cutoff-kept", times)
    assert told(Clock.RESOLUTION, [filed("01-12 14:01", CHECKED)], "01-12 15:00")[1] == Reason(
        "why-cutoff-missed", times
    )
    at = local("01-14 09:00")
    ahead: list[Event] = [filed("01-12 08:00", AHEAD), Anchored(local("01-12 08:00"), Anchor.APPOINTMENT, at)]
    assert told(Clock.RESOLUTION, ahead, "01-12 15:00")[1:] == [
        Reason("why-before", {"seconds": 2 * HOUR, "what": "appointment", "at": at}),
        Reason("why-due", {"at": local("01-13 16:00")}),
    ]
    assert told(Clock.RESOLUTION, ahead[:1], "01-12 15:00")[1:] == [Reason("why-nothing", {"clock": "resolution"})]


def test_a_later_round() -> None:
    """Reopened work says that it began anew."""
    history: list[Event] = [filed("01-12 08:00"), Done(local("01-12 09:00")), Reopened(local("01-13 08:00"))]
    first = told(Clock.RESOLUTION, history, "01-13 09:00")[0]
    assert first == Reason("why-begun", {"clock": "resolution", "at": local("01-13 08:00"), "round": 2})
