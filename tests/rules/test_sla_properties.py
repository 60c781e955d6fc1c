"""Promises whatever happens to a task: what holds for every history, at every moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.escalation import DEFAULT, plan
from handlers.rules.sla import Status, all_rounds, outcomes, states
from handlers.rules.sla_explain import Reason, explain
from handlers.rules.sla_history import (
    Acknowledged,
    Anchored,
    Answered,
    Assigned,
    Cancelled,
    Done,
    Event,
    Extended,
    Filed,
    Paused,
    PolicyChanged,
    Reopened,
    Resumed,
    Returned,
    SentBack,
    WaitingBegan,
    WaitingEnded,
)
from handlers.rules.sla_policy import Anchor, Before, Budget, Clock, Policy
from handlers.rules.turns import turns
from tests.rules.sla_cases import HOURS, STANDARD, URGENT, local

BEGIN = local("01-12 06:00")
MINUTES = 14 * 24 * 60
SIMPLE = (
    Assigned, Acknowledged, Returned, Answered, WaitingBegan, WaitingEnded, Paused, Resumed, Done, SentBack, Reopened,
    Cancelled,
)  # fmt: skip

AHEAD = Policy("ahead", 1, {Clock.ACKNOWLEDGE: Budget(3600), Clock.RESOLUTION: Before(7200, Anchor.DEADLINE)})
POLICIES = st.sampled_from([STANDARD, URGENT, AHEAD])

COUNTED = {"why-leg", "why-leg-stops", "why-leg-last", "why-leg-only", "why-days"}

minutes = st.integers(0, MINUTES)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw things that happen to a task within two weeks, sensible or not, never half a minute past."""
    drawn = draw(st.lists(st.tuples(minutes, st.sampled_from([0, 20, 50])), min_size=1, max_size=10))
    times = [BEGIN + timedelta(minutes=minute, seconds=second) for minute, second in sorted(drawn)]
    events: list[Event] = [Filed(times[0], draw(POLICIES))]
    if draw(st.booleans()):
        events.append(Anchored(times[0], Anchor.DEADLINE, BEGIN + timedelta(minutes=draw(minutes))))
    for at in times[1:]:
        kind = draw(st.sampled_from([*SIMPLE, PolicyChanged, Anchored, Extended]))
        if kind is PolicyChanged:
            events.append(PolicyChanged(at, draw(POLICIES), "priority"))
        elif kind is Anchored:
            when = BEGIN + timedelta(minutes=draw(minutes)) if draw(st.booleans()) else None
            events.append(Anchored(at, Anchor.DEADLINE, when))
        elif kind is Extended:
            until = at + timedelta(minutes=draw(st.integers(-600, 6000)))
            events.append(Extended(at, draw(st.sampled_from(list(Clock))), until))
        else:
            events.append(kind(at))
    return events


# Half a minute past, so that nothing happens at the very moment at which it is asked.
moments = minutes.map(lambda minute: BEGIN + timedelta(minutes=minute, seconds=30))


@given(histories(), moments, moments)
def test_a_breach_stays(history: list[Event], one: datetime, other: datetime) -> None:
    """Once in breach a round is so ever after, since the same instant; and what is over stays as it ended."""
    earlier, later = sorted([one, other])
    if earlier < history[0].at:
        return
    then = {(each.clock, each.round): each for each in all_rounds(history, HOURS, earlier)}
    now = {(each.clock, each.round): each for each in all_rounds(history, HOURS, later)}
    assert then.keys() <= now.keys()
    for key, state in then.items():
        if state.breached_at is not None:
            assert (now[key].status, now[key].breached_at) == (Status.BREACHED, state.breached_at)


@given(histories(), minutes)
def test_the_sums_are_right(history: list[Event], minute: int) -> None:
    """What is gone and what is left are the whole; the due time is where what is left has passed; while a round stands
    still nothing of it passes."""
    now = history[0].at + timedelta(minutes=minute, seconds=30)
    for clock, state in states(history, HOURS, now).items():
        assert (state.status is Status.PAUSED) <= (state.due is None and state.paused_since is not None)
        if state.status not in {Status.RUNNING, Status.PAUSED} or state.total is None or state.remaining is None:
            continue
        assert state.used + state.remaining == state.total
        if state.due is not None and HOURS.is_open(state.due - timedelta(seconds=1)):
            assert HOURS.add(now, state.remaining) == state.due
        if isinstance(state.target, Budget) and not any(isinstance(event, Extended) for event in history):
            assert state.total == state.target.seconds
        following = min([event.at for event in history if event.at > now], default=now + timedelta(days=3))
        if state.status is Status.PAUSED:
            assert states(history, HOURS, following - timedelta(seconds=1))[clock].remaining == state.remaining


@given(histories(), moments)
def test_outcomes_are_what_the_states_say(history: list[Event], now: datetime) -> None:
    """What is summed up over many tasks is for each round what its state says, computed the short way or the long."""
    if now < history[0].at:
        return
    told = [
        (
            *(state.clock, state.started_at, state.ended_at, state.met_at, state.due),
            *(state.used if state.ended_at else None, state.breached_at),
        )
        for state in all_rounds(history, HOURS, now)
    ]
    found = outcomes(history, HOURS, now)
    assert [
        (one.clock, one.started_at, one.ended_at, one.met_at, one.due, one.used, one.breached_at) for one in found
    ] == told
    since = now - timedelta(days=3)
    late = [one for one in found if one.ended_at is None or one.ended_at >= since]
    assert outcomes(history, HOURS, now, since) == late
    for one, state in zip(found, all_rounds(history, HOURS, now), strict=True):
        assert one.warned == (state.status is Status.RUNNING and any(at <= now for _, at in state.warnings))
        assert (one.kept is True) == (state.status is Status.MET)
        assert (one.kept is False) == (state.status is Status.BREACHED)


@given(histories(), minutes)
def test_warnings_and_alerts_are_in_order(history: list[Event], minute: int) -> None:
    """Warnings come one after another before the due time; each breach is in the plan at its instant, and nothing is
    planned for a round that is over or stands still."""
    now = history[0].at + timedelta(minutes=minute, seconds=30)
    for state in all_rounds(history, HOURS, now):
        points = [at for _, at in state.warnings]
        assert all(first <= second for first, second in pairwise(points))
        assert state.due is None or all(at < state.due for at in points)
        alerts = plan(DEFAULT, state, HOURS)
        told = [alert.at for alert in alerts if alert.step == 2 and alert.occurrence == 0]
        if state.breached_at is not None and state.ended_at is None and state.paused_since is None:
            assert told == [state.breached_at]
        assert all(alert.at < state.ended_at for alert in alerts if state.ended_at)
        assert all(alert.at <= state.paused_since for alert in alerts if state.paused_since)


@given(histories(), minutes)
def test_what_is_told_adds_up(history: list[Event], minute: int) -> None:
    """In whole minutes, as they are read: the stretches that count make what was promised, with what is left where the
    clock stands still; the pauses make what was added for them."""
    now = history[0].at + timedelta(minutes=minute, seconds=30)
    for state in all_rounds(history, HOURS, now):
        reasons = explain(state, history, HOURS, now)
        counted = [reason for reason in reasons if reason.name in COUNTED]
        if counted:
            assert state.total is not None
            left = _minutes([counted[-1]], "remaining")
            assert _minutes(counted) + left == state.total // 60
            assert state.due is None or not left
        added = [reason for reason in reasons if reason.name == "why-added"]
        assert not added or _minutes(added) == _minutes(r for r in reasons if r.name.startswith("why-paused"))


def _minutes(reasons: Iterable[Reason], name: str = "seconds") -> int:
    """Return durations as they are read, together."""
    return sum(int(str(reason.facts.get(name, 0))) // 60 for reason in reasons)


@given(histories(), minutes, minutes)
def test_turns_are_the_whole_time(history: list[Event], one: int, other: int) -> None:
    """Time with the office, with the client and outside hours is all the time there was, in parts as in one."""
    begin, middle, end = (history[0].at + timedelta(minutes=minute) for minute in sorted([0, one, other]))
    whole = turns(history, HOURS, begin, end)
    assert whole.total == (end - begin) // timedelta(seconds=1)
    assert min(whole.office, whole.client, whole.outside) >= 0
    parts = turns(history, HOURS, begin, middle), turns(history, HOURS, middle, end)
    assert whole.outside == sum(part.outside for part in parts)
    assert whole.office == sum(part.office for part in parts)
