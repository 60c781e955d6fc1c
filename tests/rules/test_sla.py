"""Clocks by table: when each begins, stands, is met or breached, and what changes of the promise do to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.rules.cutoff import Cutoff
from handlers.rules.sla import ClockState, Status, all_rounds, states
from handlers.rules.sla_history import (
    Acknowledged,
    Anchored,
    Answered,
    Assigned,
    BreachRecorded,
    Cancelled,
    Done,
    Event,
    Extended,
    Paused,
    PolicyChanged,
    Reopened,
    Resumed,
    Returned,
    SentBack,
    WaitingBegan,
    WaitingEnded,
)
from handlers.rules.sla_policy import Anchor, Before, Clock, Policy
from tests.rules.sla_cases import HOUR, HOURS, MINUTE, STANDARD, URGENT, filed, local

ACKNOWLEDGE, ANSWER, UPDATE, SOLVE = Clock.ACKNOWLEDGE, Clock.FIRST_RESPONSE, Clock.NEXT_UPDATE, Clock.RESOLUTION
MONDAY = filed("01-12 08:00")


def state(clock: Clock, history: Sequence[Event], now: str) -> ClockState:
    """Return how a clock's latest round stands at a local time."""
    return states(history, HOURS, local(now))[clock]


# --- one clock -------------------------------------------------------------------------------------------------------


def test_running() -> None:
    """A running clock knows what is gone, what is left, when it is due and when to warn, in open time and UTC."""
    found = state(ACKNOWLEDGE, [filed("01-16 13:30")], "01-16 13:45")
    assert (found.status, found.round, found.total) == (Status.RUNNING, 1, HOUR)
    assert (found.used, found.remaining) == (15 * MINUTE, 45 * MINUTE)
    assert found.due == local("01-19 08:30")
    assert found.warnings == ((0.5, local("01-16 14:00")), (0.75, local("01-19 08:15")))
    assert (found.breached_at, found.met_at, found.ended_at) == (None, None, None)
    assert found.due is not None
    assert found.due.tzinfo is UTC


def test_warnings_never_come_at_night() -> None:
    """A warning point lies where the office is open, or just closes, whenever the task was filed."""
    for day in range(12, 19):
        for hour in range(24):
            for _, at in state(SOLVE, [filed(f"01-{day} {hour:02}:00")], "01-30 12:00").warnings:
                assert HOURS.is_open(at) or HOURS.elapsed(local("01-01 00:00"), at) % (30 * MINUTE) == 0


@pytest.mark.parametrize(
    ("clock", "events", "now", "status"),
    [
        (ACKNOWLEDGE, [Acknowledged(local("01-12 08:59:59"))], "01-12 12:00", Status.MET),
        (ACKNOWLEDGE, [Acknowledged(local("01-12 09:00"))], "01-12 12:00", Status.MET),  # at the very due time
        (ACKNOWLEDGE, [Acknowledged(local("01-12 09:00:01"))], "01-12 12:00", Status.BREACHED),
        (ACKNOWLEDGE, [], "01-12 08:59:59", Status.RUNNING),
        (ACKNOWLEDGE, [], "01-12 09:00", Status.BREACHED),
        (ACKNOWLEDGE, [Done(local("01-12 08:30"))], "01-12 12:00", Status.MET),
        (ACKNOWLEDGE, [Cancelled(local("01-12 08:30"))], "01-12 12:00", Status.NOT_APPLICABLE),
        (ACKNOWLEDGE, [Cancelled(local("01-12 09:30"))], "01-12 12:00", Status.BREACHED),
        (ACKNOWLEDGE, [Answered(local("01-12 08:30"))], "01-12 12:00", Status.BREACHED),
        (ANSWER, [Answered(local("01-12 09:30"))], "01-12 12:00", Status.MET),
        (ANSWER, [Acknowledged(local("01-12 09:30"))], "01-12 12:00", Status.BREACHED),
        (SOLVE, [Done(local("01-13 17:00"))], "01-14 12:00", Status.MET),
        (SOLVE, [Done(local("01-14 08:01"))], "01-14 12:00", Status.BREACHED),
        (SOLVE, [Answered(local("01-12 09:30"))], "01-13 16:59", Status.RUNNING),
    ],
)
def test_status(clock: Clock, events: list[Event], now: str, status: Status) -> None:
    """Each clock is met by what it is about, in time up to and including its due time, and breached from then on."""
    assert state(clock, [MONDAY, *events], now).status is status


def test_a_breach_met_late() -> None:
    """A round that was met too late says both, and that it is over."""
    found = state(ACKNOWLEDGE, [MONDAY, Acknowledged(local("01-12 10:00"))], "01-20 12:00")
    assert (found.status, found.breached_at, found.met_at) == (
        Status.BREACHED,
        local("01-12 09:00"),
        local("01-12 10:00"),
    )
    assert (found.used, found.remaining) == (2 * HOUR, None)
    assert state(ACKNOWLEDGE, [MONDAY], "01-12 10:00").remaining == -HOUR


def test_not_promised() -> None:
    """A clock that the policy says nothing about runs, but is never due."""
    found = state(UPDATE, [filed("01-12 08:00", URGENT)], "01-20 08:00")
    assert (found.status, found.due, found.warnings) == (Status.NOT_APPLICABLE, None, ())


def test_what_comes_later_is_not_known() -> None:
    """How it stood at some time does not depend on what happened afterwards."""
    history: list[Event] = [MONDAY, Acknowledged(local("01-12 10:00")), Done(local("01-12 11:00"))]
    assert states(history, HOURS, local("01-12 09:30")) == states([MONDAY], HOURS, local("01-12 09:30"))


def test_history_begins_with_the_filing() -> None:
    """Without a filing there is no promise."""
    for history in ([], [Assigned(local("01-12 08:00"))]):
        with pytest.raises(ValueError, match="begins with its filing"):
            states(history, HOURS, local("01-12 09:00"))


# --- rounds ----------------------------------------------------------------------------------------------------------


def rounds(clock: Clock, history: Sequence[Event], now: str) -> list[tuple[int, Status, datetime]]:
    """Return number, status and beginning of each round of a clock."""
    found = [each for each in all_rounds(history, HOURS, local(now)) if each.clock is clock]
    return [(each.round, each.status, each.started_at) for each in found]


def test_taking_on_again() -> None:
    """Whoever gets a task that was taken on before, has the whole time to take it on; a breach by the first stays."""
    history: list[Event] = [
        MONDAY,
        Assigned(local("01-12 08:10")),  # still the first round
        Acknowledged(local("01-12 10:00")),
        Returned(local("01-12 14:00")),
        Assigned(local("01-12 14:30")),
        Acknowledged(local("01-12 14:45")),
    ]
    assert rounds(ACKNOWLEDGE, history, "01-12 16:00") == [
        (1, Status.BREACHED, local("01-12 08:00")),
        (2, Status.MET, local("01-12 14:00")),
    ]


def test_keeping_the_client_informed() -> None:
    """Each answer begins the next round; done ends the last one, and nothing said afterwards begins another."""
    history: list[Event] = [
        MONDAY,
        Answered(local("01-12 10:00")),
        Answered(local("01-13 11:00")),
        Done(local("01-13 12:00")),
    ]
    assert rounds(UPDATE, [*history, Answered(local("01-13 13:30"))], "01-16 12:00") == [
        (1, Status.MET, local("01-12 08:00")),
        (2, Status.BREACHED, local("01-12 10:00")),
        (3, Status.MET, local("01-13 11:00")),
    ]


def test_sent_back_goes_on() -> None:
    """Work that was not finished after all goes on with the old clock; the time it was the client's doesn't count."""
    history: list[Event] = [MONDAY, Done(local("01-12 12:00")), SentBack(local("01-15 08:00"))]
    found = state(SOLVE, history, "01-15 10:00")
    assert (found.round, found.used, found.remaining) == (1, 6 * HOUR, 10 * HOUR)
    assert found.due == local("01-16 12:00")
    assert rounds(ACKNOWLEDGE, history, "01-15 08:30")[1] == (2, Status.RUNNING, local("01-15 08:00"))


def test_reopened_is_new_work() -> None:
    """What is reopened has a new clock with the whole time; the old one stays as it ended."""
    history: list[Event] = [MONDAY, Done(local("01-14 12:00")), Reopened(local("01-15 08:00"))]
    assert rounds(SOLVE, history, "01-15 10:00") == [
        (1, Status.BREACHED, local("01-12 08:00")),
        (2, Status.RUNNING, local("01-15 08:00")),
    ]
    assert state(SOLVE, history, "01-15 10:00").due == local("01-19 10:00")


# --- pauses ----------------------------------------------------------------------------------------------------------

WAITED: list[Event] = [
    MONDAY,
    WaitingBegan(local("01-12 10:00"), "Ben", "Which colour?"),
    WaitingEnded(local("01-13 10:00")),
]


def test_standing_still() -> None:
    """While the client is waited for, resolution and next update stand still with what is left, others run on."""
    now = states(WAITED, HOURS, local("01-12 16:00"))
    assert [now[clock].status for clock in (SOLVE, UPDATE)] == [Status.PAUSED] * 2
    assert (now[SOLVE].due, now[SOLVE].remaining, now[SOLVE].used) == (None, 14 * HOUR, 2 * HOUR)
    assert now[SOLVE].paused_since == local("01-12 10:00")
    assert now[SOLVE].warnings == ()
    assert [now[clock].status for clock in (ACKNOWLEDGE, ANSWER)] == [Status.BREACHED] * 2
    later = state(SOLVE, WAITED, "01-14 08:00")
    assert (later.due, later.paused_since) == (local("01-14 17:00"), None)
    assert later.pauses == ((local("01-12 10:00"), local("01-13 10:00")),)


def test_warnings_reached_before_a_pause_stay() -> None:
    """A warning that was given keeps its instant, while the round stands and after it."""
    history: list[Event] = [MONDAY, WaitingBegan(local("01-13 10:00"))]
    assert state(SOLVE, history, "01-13 16:00").warnings == ((0.5, local("01-12 17:00")),)
    assert state(SOLVE, [*history, WaitingEnded(local("01-13 16:00"))], "01-13 17:00").warnings == (
        (0.5, local("01-12 17:00")),
        (0.75, local("01-14 09:00")),
    )


def test_pauses_are_a_union() -> None:
    """Waiting and being put aside at once counts once; saying it twice, or ending what isn't, changes nothing."""
    history: list[Event] = [
        MONDAY,
        Resumed(local("01-12 08:30")),
        WaitingBegan(local("01-12 09:00")),
        WaitingBegan(local("01-12 09:30")),
        Paused(local("01-12 10:00")),
        WaitingEnded(local("01-12 11:00")),
        Resumed(local("01-12 11:30")),
    ]
    assert state(SOLVE, history, "01-12 16:00").used == (7 * 60 - 150) * MINUTE
    assert state(SOLVE, history, "01-12 16:00").due == local("01-14 10:30")


def test_acknowledge_cannot_be_paused() -> None:
    """Putting a task aside stops neither the taking on nor the first answer."""
    found = states([MONDAY, Paused(local("01-12 08:05"), "Ben")], HOURS, local("01-12 12:30"))
    assert [found[clock].breached_at for clock in (ACKNOWLEDGE, ANSWER)] == [local("01-12 09:00"), local("01-12 10:00")]


def test_a_breach_is_not_paused_away() -> None:
    """Waiting that begins after the due time changes nothing about the breach."""
    history: list[Event] = [MONDAY, WaitingBegan(local("01-14 09:00"))]
    found = state(SOLVE, history, "01-16 09:00")
    assert (found.status, found.breached_at, found.remaining) == (Status.BREACHED, local("01-13 17:00"), -HOUR)


# --- changes ---------------------------------------------------------------------------------------------------------


def test_another_policy_counts_from_the_beginning() -> None:
    """With a higher priority what is used up stays used up: the new time is counted from the filing."""
    history: list[Event] = [MONDAY, PolicyChanged(local("01-12 10:00"), URGENT, "priority")]
    found = state(SOLVE, history, "01-12 10:30")
    assert (found.policy.name, found.due, found.breached_at) == ("urgent", local("01-12 12:00"), None)
    assert state(SOLVE, history, "01-12 09:00").due == local("01-13 17:00")


def test_a_policy_that_is_too_late_breaches_at_its_own_due_time() -> None:
    """Where the new time was used up before the change, the promise is broken at the time it would have been due."""
    history: list[Event] = [MONDAY, PolicyChanged(local("01-12 15:00"), URGENT, "priority")]
    assert state(SOLVE, history, "01-12 15:00").breached_at == local("01-12 12:00")


def test_a_breach_outlives_a_milder_policy() -> None:
    """What was in breach under the old policy stays so, although the new one gives more time."""
    history: list[Event] = [filed("01-12 08:00", URGENT), PolicyChanged(local("01-12 16:00"), STANDARD, "plan")]
    found = state(SOLVE, history, "01-12 16:30")
    assert (found.status, found.breached_at, found.due) == (
        Status.BREACHED,
        local("01-12 12:00"),
        local("01-13 17:00"),
    )


def test_a_recorded_breach_stays() -> None:
    """What was recorded does not vanish when the calendar is mended afterwards; it belongs to its round only."""
    record = BreachRecorded(local("01-12 08:30"), ACKNOWLEDGE, 1, local("01-12 08:20"))
    history: list[Event] = [MONDAY, record, Acknowledged(local("01-12 08:40")), Returned(local("01-12 09:00"))]
    first, second = [each for each in all_rounds(history, HOURS, local("01-12 09:10")) if each.clock is ACKNOWLEDGE]
    assert (first.status, first.breached_at) == (Status.BREACHED, local("01-12 08:20"))
    assert (second.status, second.breached_at) == (Status.RUNNING, None)


def test_extended() -> None:
    """An extension sets the due time; waiting after it moves it on; a breach before it stays."""
    longer = Extended(local("01-13 12:00"), SOLVE, local("01-15 12:00"), "Mara", "Supplier")
    found = state(SOLVE, [MONDAY, longer], "01-14 08:00")
    assert (found.status, found.due, found.total) == (Status.RUNNING, local("01-15 12:00"), 28 * HOUR)
    waited: list[Event] = [MONDAY, longer, WaitingBegan(local("01-14 08:00")), WaitingEnded(local("01-14 10:00"))]
    assert state(SOLVE, waited, "01-14 12:00").due == local("01-15 15:00")
    assert state(ACKNOWLEDGE, [MONDAY, longer], "01-12 08:30").due == local("01-12 09:00")
    late: list[Event] = [MONDAY, replace(longer, at=local("01-14 12:00"))]
    assert state(SOLVE, late, "01-14 12:30").breached_at == local("01-13 17:00")


def test_the_last_word_counts() -> None:
    """A policy after an extension replaces it, an extension after a policy does, too; a new round has neither."""
    longer = Extended(local("01-12 09:00"), SOLVE, local("01-15 12:00"))
    sharper = PolicyChanged(local("01-12 10:00"), URGENT, "priority")
    assert state(SOLVE, [MONDAY, longer, sharper], "01-12 11:00").due == local("01-12 12:00")
    after = replace(longer, at=local("01-12 11:00"))
    assert state(SOLVE, [MONDAY, sharper, after], "01-12 11:30").due == local("01-15 12:00")
    again: list[Event] = [MONDAY, longer, Done(local("01-12 12:00")), Reopened(local("01-14 08:00"))]
    assert state(SOLVE, again, "01-14 09:00").due == local("01-15 17:00")


# --- other targets ---------------------------------------------------------------------------------------------------

CHECKED = Policy("check", 1, {SOLVE: Cutoff.parse("14:00", "18:00", "12:00")}, (0.5,))
AHEAD = Policy("ahead", 1, {SOLVE: Before(2 * HOUR, Anchor.APPOINTMENT)}, (0.5,))


def test_cutoff() -> None:
    """A cut-off is due by the wall clock, also after closing; its warnings are in open time; waiting moves it on."""
    found = state(SOLVE, [filed("01-12 11:00", CHECKED)], "01-12 12:00")
    assert (found.due, found.total) == (local("01-12 18:00"), 5 * HOUR)
    assert found.warnings == ((0.5, local("01-12 14:30")),)
    waited: list[Event] = [
        filed("01-12 11:00", CHECKED),
        WaitingBegan(local("01-12 15:00")),
        WaitingEnded(local("01-12 16:00")),
    ]
    assert state(SOLVE, waited, "01-12 17:00").due == local("01-13 09:00")
    night: list[Event] = [
        filed("01-12 11:00", CHECKED),
        WaitingBegan(local("01-12 17:10")),
        WaitingEnded(local("01-12 17:30")),
    ]
    assert state(SOLVE, night, "01-12 17:40").due == local("01-12 18:00")


def test_before_an_appointment() -> None:
    """A target before an appointment follows it, is nothing without it, and can't be paused."""
    history: list[Event] = [filed("01-12 08:00", AHEAD)]
    assert state(SOLVE, history, "01-12 09:00").status is Status.NOT_APPLICABLE
    history += [Anchored(local("01-12 09:00"), Anchor.APPOINTMENT, local("01-14 09:00"))]
    assert state(SOLVE, history, "01-12 10:00").due == local("01-13 16:00")
    history += [WaitingBegan(local("01-12 10:00"))]
    assert (state(SOLVE, history, "01-12 11:00").status, state(SOLVE, history, "01-12 11:00").due) == (
        Status.RUNNING,
        local("01-13 16:00"),
    )
    moved: list[Event] = [*history, Anchored(local("01-12 12:00"), Anchor.APPOINTMENT, local("01-16 12:00"))]
    assert state(SOLVE, moved, "01-14 12:00").due == local("01-16 10:00")
    gone: list[Event] = [*history, Anchored(local("01-12 12:00"), Anchor.APPOINTMENT, None)]
    assert state(SOLVE, gone, "01-14 12:00").status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("given", "when", "due"),
    [
        ("01-12 08:00", "01-13 10:00", "01-13 08:00"),  # two open hours before
        ("01-12 08:00", "01-13 08:30", "01-12 15:30"),  # half an hour of them the evening before
        ("01-12 08:00", "01-12 10:30", "01-12 08:30"),
        ("01-12 08:00", "01-12 10:00", "01-12 10:00"),  # there never were more than two hours: the date itself
        ("01-12 08:00", "01-12 09:00", "01-12 09:00"),
        ("01-12 11:00", "01-12 12:00", "01-12 12:00"),  # said late: as if the work had begun then
        ("01-12 11:00", "01-12 14:30", "01-12 11:30"),
        ("01-12 11:00", "01-12 10:30", None),  # over when it was said
        ("01-12 08:00", "01-12 08:00", None),
    ],
)
def test_a_date_that_is_near(given: str, when: str, due: str | None) -> None:
    """A date that leaves less time than the target asks for is the due time itself: nothing is broken as soon as it is
    promised. Before a date that is over nothing is promised."""
    history: list[Event] = [filed("01-12 08:00", AHEAD), Anchored(local(given), Anchor.APPOINTMENT, local(when))]
    found = state(SOLVE, history, "01-12 11:00" if given > "01-12 08:00" else "01-12 08:00")
    assert (found.due, found.breached_at) == (None if due is None else local(due), None)
    assert (found.status is Status.NOT_APPLICABLE) is (due is None)


def test_the_last_word_on_a_date_counts() -> None:
    """A new date replaces an extension, and an extension a date; what was broken before stays broken."""
    history: list[Event] = [
        filed("01-12 08:00", AHEAD),
        Anchored(local("01-12 08:00"), Anchor.APPOINTMENT, local("01-13 10:00")),
        Extended(local("01-12 09:00"), SOLVE, local("01-13 09:00")),
    ]
    assert state(SOLVE, history, "01-12 10:00").due == local("01-13 09:00")
    other: list[Event] = [*history, Anchored(local("01-12 11:00"), Anchor.DEADLINE, local("01-20 10:00"))]
    assert state(SOLVE, other, "01-12 12:00").due == local("01-13 09:00")
    moved: list[Event] = [*history, Anchored(local("01-12 11:00"), Anchor.APPOINTMENT, local("01-14 10:00"))]
    assert state(SOLVE, moved, "01-12 12:00").due == local("01-14 08:00")
    late: list[Event] = [*history, Anchored(local("01-13 10:00"), Anchor.APPOINTMENT, local("01-14 12:00"))]
    found = state(SOLVE, late, "01-13 11:00")
    assert (found.due, found.breached_at) == (local("01-14 10:00"), local("01-13 09:00"))
