"""Explanations as facts: the names and values that the words are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from handlers.rules.sla import states
from handlers.rules.sla_explain import Reason, explain
from handlers.rules.sla_history import (
    Anchored,
    Cancelled,
    Done,
    Event,
    Extended,
    Paused,
    PolicyChanged,
    Reopened,
    Resumed,
    WaitingBegan,
    WaitingEnded,
)
from handlers.rules.sla_policy import Anchor, Budget, Clock, Policy
from tests.rules.sla_cases import HOUR, HOURS, MINUTE, URGENT, filed, local
from tests.rules.test_sla import AHEAD, CHECKED


def told(clock: Clock, history: Sequence[Event], now: str) -> list[Reason]:
    """Return the reasons for a clock at a local time."""
    at = local(now)
    return explain(states(history, HOURS, at)[clock], history, HOURS, at)


def leg(begin: str, end: str, seconds: int, left: int = 0, *, opens: str = "", gap: int = 0, name: str = "") -> Reason:
    """Return the reason for a stretch that counts, from and to a local time."""
    facts: dict[str, object] = {"begin": local(begin), "end": local(end), "seconds": seconds, "gap": gap}
    facts |= {"remaining": left} if left else {}
    facts |= {"opens": local(opens)} if opens else {}
    return Reason(name or ("why-leg" if opens else "why-leg-stops" if left else "why-leg-last"), facts)


def test_why_monday_half_past_ten() -> None:
    """Filed on Friday at 13:30; closed at 14:00 with half of the hour left; Monday opens at 8, waits two hours for the
    client, and the last half an hour is over at 10:30."""
    one_hour = Policy("quick", 1, {Clock.RESOLUTION: Budget(HOUR)})
    history: list[Event] = [
        filed("01-16 13:30", one_hour),
        WaitingBegan(local("01-19 08:00"), "Ben", "Which colour?"),
        WaitingEnded(local("01-19 10:00")),
    ]
    pause = {"begin": local("01-19 08:00"), "end": local("01-19 10:00"), "seconds": 2 * HOUR}
    assert told(Clock.RESOLUTION, history, "01-19 10:05") == [
        Reason("why-filed", {"at": local("01-16 13:30"), "policy": "quick"}),
        Reason("why-budget", {"seconds": HOUR}),
        leg("01-16 13:30", "01-16 14:00", 30 * MINUTE, 30 * MINUTE, opens="01-19 08:00"),
        Reason("why-paused-waiting", {**pause, "by": "Ben", "reason": "Which colour?"}),
        leg("01-19 10:00", "01-19 10:30", 30 * MINUTE),
    ]


def test_filed_while_closed() -> None:
    """Outside hours the clock waits for the opening; what runs in one go needs no arithmetic, lunch in it does."""
    assert told(Clock.ACKNOWLEDGE, [filed("01-12 12:00")], "01-12 12:30")[1:] == [
        Reason("why-budget", {"seconds": HOUR}),
        Reason("why-opens", {"at": local("01-12 13:00")}),
    ]
    assert [each.name for each in told(Clock.ACKNOWLEDGE, [filed("01-12 11:00")], "01-12 11:30")] == [
        "why-filed",
        "why-budget",
    ]
    assert told(Clock.ACKNOWLEDGE, [filed("01-12 11:30")], "01-12 11:30")[2:] == [
        leg("01-12 11:30", "01-12 13:30", HOUR, gap=HOUR, name="why-leg-only")
    ]


def test_waiting_and_holidays() -> None:
    """Each day says what it used up and what is left, lunch and waiting cut out; holidays by their dates."""
    history: list[Event] = [
        filed("04-01 08:00"),
        WaitingBegan(local("04-02 10:00"), "Ben", "Which colour?"),
        WaitingEnded(local("04-02 14:00")),
    ]
    pause = {"begin": local("04-02 10:00"), "end": local("04-02 14:00"), "seconds": 3 * HOUR, "by": "Ben"}
    assert told(Clock.RESOLUTION, history, "04-02 15:00")[1:] == [
        Reason("why-budget", {"seconds": 16 * HOUR}),
        leg("04-01 08:00", "04-01 17:00", 8 * HOUR, 8 * HOUR, opens="04-02 08:00", gap=HOUR),
        leg("04-02 08:00", "04-02 10:00", 2 * HOUR, 6 * HOUR),
        Reason("why-paused-waiting", {**pause, "reason": "Which colour?"}),
        leg("04-02 14:00", "04-02 17:00", 3 * HOUR, 3 * HOUR, opens="04-07 08:00"),
        leg("04-07 08:00", "04-07 11:00", 3 * HOUR),
        Reason("why-holidays", {"dates": (date(2026, 4, 3), date(2026, 4, 6)), "count": 2}),
    ]


def test_many_days_are_counted() -> None:
    """Of many days in a row the first and the last are told, those between them as one sum."""
    week = Policy("slow", 1, {Clock.RESOLUTION: Budget(38 * HOUR)})
    between = {"count": 4, "seconds": 30 * HOUR, "remaining": 6 * HOUR, "opens": local("01-19 08:00")}
    assert told(Clock.RESOLUTION, [filed("01-12 15:00", week)], "01-12 16:00")[2:] == [
        leg("01-12 15:00", "01-12 17:00", 2 * HOUR, 36 * HOUR, opens="01-13 08:00"),
        Reason("why-days", between),
        leg("01-19 08:00", "01-19 15:00", 6 * HOUR, gap=HOUR),
    ]


def test_pauses_that_overlap() -> None:
    """What two pauses share is told of the first, so that the sum is right; one after the due time is none of it."""
    history: list[Event] = [
        filed("01-12 08:00", Policy("quick", 1, {Clock.RESOLUTION: Budget(2 * HOUR)})),
        WaitingBegan(local("01-12 09:00"), "Ben"),
        Paused(local("01-12 09:30"), "Ben", "Holiday"),
        WaitingEnded(local("01-12 10:00")),
        Resumed(local("01-12 10:30")),
        WaitingBegan(local("01-12 11:45"), "Ben"),
        WaitingEnded(local("01-12 12:00")),
    ]
    found = told(Clock.RESOLUTION, history, "01-12 13:30")
    assert [(each.name, each.facts["seconds"]) for each in found if "begin" in each.facts] == [
        ("why-leg-stops", HOUR),
        ("why-paused-waiting", HOUR),
        ("why-paused-aside", HOUR / 2),
        ("why-leg-last", HOUR),
    ]


@pytest.mark.parametrize("at", ["01-16 13:30:40", "01-16 13:30:40.657", "01-16 13:30:00.001", "01-16 13:30:59.999"])
def test_seconds_are_told_as_clocks_show_them(at: str) -> None:
    """Filed at 13:30:40 reads 13:30: half an hour to 14:00, and what is left makes the hour. A moment later, too."""
    found = told(Clock.ACKNOWLEDGE, [filed(at)], "01-16 13:45")
    assert [each.facts["seconds"] for each in found if "gap" in each.facts] == [30 * MINUTE, 30 * MINUTE]


def test_what_is_added_for_waiting() -> None:
    """A cut-off names a time, not a sum: what did not count comes on top of it, and half an hour and half a minute make
    the hour with what lacks it."""
    history: list[Event] = [
        filed("01-12 09:00", CHECKED),
        WaitingBegan(local("01-12 10:00"), "Ben"),
        WaitingEnded(local("01-12 10:30:40")),
        WaitingBegan(local("01-12 10:40"), "Ben"),
        WaitingEnded(local("01-12 11:09:40")),
    ]
    found = told(Clock.RESOLUTION, history, "01-12 11:30")
    assert [each.name for each in found] == ["why-filed", "why-cutoff-kept", *["why-paused-waiting"] * 2, "why-added"]
    assert [each.facts["seconds"] for each in found[2:]] == [30 * MINUTE, 30 * MINUTE, HOUR]


def test_called_off() -> None:
    """What nobody wants any more says since when."""
    history: list[Event] = [filed("01-12 08:00"), Cancelled(local("01-12 09:00"))]
    assert told(Clock.RESOLUTION, history, "01-12 10:00")[-1] == Reason("why-over", {"at": local("01-12 09:00")})


def test_standing_still() -> None:
    """While the client is waited for there is no due time, but what is left."""
    history: list[Event] = [filed("01-12 08:00"), WaitingBegan(local("01-12 10:00"))]
    assert told(Clock.RESOLUTION, history, "01-12 11:00")[-1] == Reason(
        "why-standing", {"since": local("01-12 10:00"), "remaining": 14 * HOUR}
    )


def test_what_is_left_is_told_as_clocks_show_it() -> None:
    """Filed and asked at once, both at 08:00: the whole promise is left. Filed at 08:00:40 and asked at 10:00, it is
    what the stretch that ran leaves of it."""
    at_once: list[Event] = [filed("01-12 08:00:12"), WaitingBegan(local("01-12 08:00:15"))]
    after_lunch: list[Event] = [filed("01-12 08:00:40.5"), WaitingBegan(local("01-12 14:00:10"))]
    assert told(Clock.RESOLUTION, at_once, "01-12 11:00")[-1].facts["remaining"] == 16 * HOUR
    *_, ran, standing = told(Clock.RESOLUTION, after_lunch, "01-12 15:00")
    assert (ran.name, ran.facts["seconds"], ran.facts["remaining"]) == ("why-leg-stops", 5 * HOUR, 11 * HOUR)
    assert standing.facts["remaining"] == 11 * HOUR


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
    assert reasons[1:] == [
        Reason("why-changed", {"at": local("01-12 10:00"), "why": "priority"}),
        Reason("why-budget", {"seconds": 4 * HOUR}),
        Reason("why-extended", extended),
        Reason("why-breached", {"at": local("01-12 12:00")}),
        Reason("why-met-late", {"at": local("01-13 11:00")}),
    ]


def test_other_targets() -> None:
    """A cut-off says which half of it holds, a target before something what that is, no target that there is none."""
    times = {"cutoff": "14:00", "same_day": "18:00", "next_day": "12:00"}
    assert told(Clock.RESOLUTION, [filed("01-12 14:00", CHECKED)], "01-12 15:00")[1] == Reason("why-cutoff-kept", times)
    assert told(Clock.RESOLUTION, [filed("01-12 14:01", CHECKED)], "01-12 15:00")[1] == Reason(
        "why-cutoff-missed", times
    )
    at = local("01-14 09:00")
    ahead: list[Event] = [filed("01-12 08:00", AHEAD), Anchored(local("01-12 08:00"), Anchor.APPOINTMENT, at, "A-17")]
    assert told(Clock.RESOLUTION, ahead, "01-12 15:00")[1:] == [
        Reason("why-before", {"seconds": 2 * HOUR, "what": "appointment", "at": at, "ref": "A-17"})
    ]
    assert told(Clock.RESOLUTION, ahead[:1], "01-12 15:00")[1:] == [Reason("why-nothing", {})]
    gone: list[Event] = [*ahead, Anchored(local("01-12 10:00"), Anchor.APPOINTMENT, None, "A-17")]
    assert told(Clock.RESOLUTION, gone, "01-12 15:00")[1:] == [
        Reason("why-date-gone", {"what": "appointment", "since": local("01-12 10:00"), "ref": "A-17"}),
        Reason("why-nothing", {}),
    ]


def test_a_date_that_was_changed() -> None:
    """A new date is said with when it came, and that it leaves less time than was asked for; an extension that it
    replaced is no reason any more."""
    at, since = local("01-12 16:00"), local("01-12 15:00")
    history: list[Event] = [
        filed("01-12 08:00", AHEAD),
        Anchored(local("01-12 08:00"), Anchor.APPOINTMENT, local("01-14 09:00")),
        Extended(local("01-12 09:00"), Clock.RESOLUTION, local("01-20 09:00"), "Mia", ""),
        Anchored(since, Anchor.APPOINTMENT, at),
    ]
    facts = {"what": "appointment", "at": at, "ref": ""}
    assert told(Clock.RESOLUTION, history, "01-12 15:30")[1:] == [
        Reason("why-date-moved", {**facts, "since": since}),
        Reason("why-before-near", {"seconds": 2 * HOUR, **facts}),
    ]


def test_a_later_round() -> None:
    """Reopened work says that it began anew."""
    history: list[Event] = [filed("01-12 08:00"), Done(local("01-12 09:00")), Reopened(local("01-13 08:00"))]
    first = told(Clock.RESOLUTION, history, "01-13 09:00")[0]
    assert first == Reason("why-begun", {"at": local("01-13 08:00"), "policy": "standard"})
