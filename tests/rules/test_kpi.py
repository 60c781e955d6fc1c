"""Figures of tasks: what counts in which period, so that reports add up and can be followed down to references."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.rules.kpi.causes import Cause, cause_of
from handlers.rules.kpi.facts import Dimension, TaskFacts
from handlers.rules.kpi.figures import Figures, figures
from handlers.rules.kpi.periods import Period, month_at
from handlers.rules.sla_history import Acknowledged, Event, WaitingBegan
from handlers.rules.sla_policy import Budget, Clock, Policy
from handlers.rules.turns import Turns
from tests.rules.kpi_cases import FILED, POLICIES, Line, task, week_of
from tests.rules.sla_cases import HOUR, MINUTE, filed, local

FIRST, SECOND, THIRD = week_of("01-12"), week_of("01-19"), week_of("01-26")
LATER = local("03-01 12:00")

# Filed on Monday, taken up after 90 minutes (an hour was promised), asked and answered, done on Tuesday, sent back on
# the Monday after, done again on Wednesday, accepted and rated on Thursday.
LONG: tuple[Line, ...] = (
    ("01-12 08:00", "filed", FILED),
    ("01-12 08:00", "assigned", {"to": "ben"}),
    ("01-12 09:00", "breached", {"clock": "acknowledge", "round": "1", "due": "2026-01-12T08:00:00+00:00"}),
    ("01-12 09:30", "acknowledged"),
    ("01-12 10:00", "asked", {"question": "?"}),
    ("01-12 14:00", "client-said"),
    ("01-13 10:00", "done", {"minutes": "30"}),
    ("01-19 09:00", "sent-back", {"complaint": "incomplete", "words": "?"}),
    ("01-19 09:00", "assigned", {"to": "ben"}),
    ("01-19 09:10", "acknowledged"),
    ("01-21 10:00", "done", {"minutes": "0"}),
    ("01-21 10:05", "minutes", {"minutes": "15"}),
    ("01-22 08:00", "accepted"),
    ("01-22 08:01", "rated", {"stars": "4"}),
    ("01-22 08:02", "rated", {"stars": "4"}),
)


def of(period: Period, *tasks: TaskFacts) -> Figures:
    """Return the figures of one period, looked at long afterwards."""
    return figures(tasks, [period], LATER)[0]


def counts(found: Figures) -> dict[str, int]:
    """Return what the balance is made of."""
    names = ("was_open", "received", "came_back", "done", "cancelled", "open")
    return {name: getattr(found, name).n for name in names if getattr(found, name).n}


def test_a_task_in_three_weeks() -> None:
    """Each thing counts in the week in which it happened, and open is carried from one week to the next."""
    one = task("T-1001", *LONG)
    assert counts(of(FIRST, one)) == {"received": 1, "done": 1}
    assert counts(of(SECOND, one)) == {"came_back": 1, "done": 1}
    assert of(THIRD, one).tasks == ()
    early = figures([one], [FIRST], local("01-12 11:00"))[0]
    assert counts(early) == {"received": 1, "open": 1}


def test_times_are_business_times() -> None:
    """Times count by the task's calendar, without lunch, nights and what the client was waited for; with n, and with
    the share of promises kept only from five on."""
    found = of(FIRST, task("T-1001", *LONG))
    taken = found.timing(Clock.ACKNOWLEDGE)
    assert taken.spread.values == ((90 * MINUTE, "T-1001"),)
    assert (taken.in_target.part, taken.in_target.of, taken.in_target.percent) == ((), ("T-1001",), None)
    # Two hours on Monday before the question, three after the answer, two on Tuesday.
    assert found.timing(Clock.RESOLUTION).spread.p50 == 7 * HOUR
    assert found.timing(Clock.FIRST_RESPONSE).spread.p50 == 2 * HOUR
    assert found.timing(Clock.FIRST_RESPONSE).in_target.part == ("T-1001",)


def test_a_round_is_decided_once() -> None:
    """A promise that was broken in one week and met in the next counts as broken in the first alone, its time in the
    second."""
    slow = task("T-1", ("01-16 13:30", "filed", FILED), ("01-19 12:00", "acknowledged"))
    other = task("T-2", ("01-16 12:30", "filed", FILED), ("01-19 12:00", "acknowledged"))
    first, second = figures([slow, other], [FIRST, SECOND], LATER)
    assert first.timing(Clock.ACKNOWLEDGE).in_target.of == ("T-2",)
    assert second.timing(Clock.ACKNOWLEDGE).in_target.of == ("T-1",)
    assert first.timing(Clock.ACKNOWLEDGE).spread.n == 0
    assert second.timing(Clock.ACKNOWLEDGE).spread.values == ((4 * HOUR + 30 * MINUTE, "T-1"), (19800, "T-2"))


def test_whose_turn_it_was() -> None:
    """Open time is shared out between office and client while the task was open, and all three make the real time."""
    found = of(FIRST, task("T-1001", *LONG)).turns()
    assert found == Turns(office=7 * HOUR, client=3 * HOUR, outside=26 * HOUR - 10 * HOUR)


CAUSES: dict[Cause, tuple[Line, ...]] = {
    Cause.UNASSIGNED: (),
    Cause.UNACKNOWLEDGED: (("01-12 08:00", "assigned", {"to": "ben"}),),
    Cause.PAUSED: (("01-12 08:10", "acknowledged"), ("01-12 09:00", "paused")),
    Cause.HANDED_ON: (
        ("01-12 08:00", "assigned", {"to": "ben"}),
        ("01-12 08:10", "acknowledged"),
        ("01-12 09:00", "handed-over", {"to": "eva"}),
        ("01-12 09:00", "assigned", {"to": "eva"}),
        ("01-12 09:01", "acknowledged"),
    ),
    Cause.IN_WORK: (("01-12 08:10", "acknowledged"),),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_breaches_have_a_cause(cause: Cause) -> None:
    """A breach says where the task lay when its promise was broken."""
    found = of(FIRST, task("T-1", ("01-12 08:00", "filed", FILED), *CAUSES[cause])).breaches()
    clock = Clock.ACKNOWLEDGE if cause in {Cause.UNASSIGNED, Cause.UNACKNOWLEDGED} else Clock.FIRST_RESPONSE
    assert [each.cause for each in found if each.clock is clock] == [cause]


def test_waiting_is_a_cause() -> None:
    """A target before an appointment runs on while the client is waited for, and may be broken then."""
    history: list[Event] = [
        filed("01-12 08:00"),
        Acknowledged(local("01-12 08:10")),
        WaitingBegan(local("01-12 09:00")),
    ]
    assert cause_of(history, local("01-12 08:00"), local("01-12 10:00")) is Cause.WAITING


def test_work_that_came_back_late() -> None:
    """A promise broken after the client sent the result back is rework."""
    found = of(
        SECOND,
        task(
            "T-1",
            ("01-12 08:00", "filed", FILED),
            ("01-12 08:10", "acknowledged"),
            ("01-13 15:00", "done", {"minutes": "0"}),
            ("01-19 08:00", "sent-back", {"complaint": "late"}),
            ("01-19 08:00", "assigned", {"to": "ben"}),
            ("01-19 08:05", "acknowledged"),
        ),
    )
    first = found.breaches()[0]
    assert (first.clock, first.cause) == (Clock.RESOLUTION, Cause.REWORK)
    assert {kind: count.refs for kind, count in found.complaints().items()} == {"late": ("T-1",)}


def test_the_error_rate() -> None:
    """Of the results that clients decided on, those sent back; what is opened again after that is no error."""
    bad = task("T-1001", *LONG)
    good = [
        task(
            f"T-{number}",
            ("01-12 08:00", "filed", FILED),
            ("01-12 08:10", "acknowledged"),
            ("01-13 10:00", "done", {"minutes": "10"}),
            ("01-20 10:00", how),
            ("01-21 10:00", "reopened"),
        )
        for number, how in enumerate(["accepted", "closed-by-silence", "accepted"])
    ]
    found = of(SECOND, bad, *good)
    assert found.rework().part == ("T-1001",)
    assert found.rework().percent == 20
    assert found.reopened().n == 3
    assert of(FIRST, bad, *good).rework().n == 0


def test_ratings_have_n_and_words() -> None:
    """A rating counts once, with its word, in the period in which it was given; low ones can be followed up."""
    found = of(SECOND, task("T-1001", *LONG, words="quick")).ratings()
    assert (found.stars.values, found.stars.mean, found.counts) == (((4, "T-1001"),), None, {4: 1})
    assert [(each.ref, each.words, each.by) for each in found.words] == [("T-1001", "quick", "ben")]
    assert found.low == ()
    assert of(FIRST, task("T-1001", *LONG)).ratings().stars.n == 0


def test_the_word_of_then() -> None:
    """A rating keeps the word it had at the period's end, whatever becomes of the task; one given later is not known
    then. Of a rating from before words were noted with it, only the latest has one."""
    worded: Line = ("01-22 08:02", "rated", {"stars": "1", "words": "Late"})
    later: tuple[Line, ...] = (
        ("01-26 08:00", "rated", {"stars": "2", "words": "Rather late"}),
        ("01-26 09:00", "reopened"),
        ("01-27 10:00", "done", {"minutes": "0"}),
        ("01-27 11:00", "rated", {"stars": "5", "words": "Good"}),
    )
    one = task("T-1", *LONG[:-1], worded, *later, words="Good")
    assert [(each.stars, each.words) for each in of(SECOND, one).ratings().low] == [(1, "Late")]
    assert [(each.stars, each.words) for each in of(THIRD, one).ratings().words] == [(2, "Rather late"), (5, "Good")]
    assert [each.words for each in of(SECOND, task("T-1", *LONG, *later[1:3], words=None)).ratings().words] == []


def test_a_word_that_comes_later() -> None:
    """A word for stars of the week before is told in the week in which it came, and doesn't count again."""
    later: Line = ("01-26 08:00", "rated", {"stars": "4", "words": "Quick after all"})
    one = task("T-1", *LONG, later, words="Quick after all")
    found = [of(each, one).ratings() for each in (SECOND, THIRD)]
    assert [each.stars.n for each in found] == [1, 0]
    told = [[(rated.stars, rated.words, rated.by) for rated in each.words] for each in found]
    assert told == [[], [(4, "Quick after all", "ben")]]
    month = of(month_at(LATER.replace(month=1), FIRST.zone), one).ratings()
    assert (month.stars.n, [each.words for each in month.words]) == (1, ["Quick after all"])


def test_minutes_count_when_they_are_noted() -> None:
    """What is noted on Monday for Friday's result counts on Monday, and so does what is put right then: weeks add up,
    and no week that is over changes."""
    told: tuple[Line, ...] = (
        ("01-12 08:00", "filed", FILED),
        ("01-16 13:00", "done", {"minutes": "0"}),
        ("01-19 08:00", "minutes", {"minutes": "40"}),
        ("01-23 09:00", "minutes", {"minutes": "30"}),
        ("01-26 09:00", "minutes", {"minutes": "10"}),
    )
    found = [of(each, task("T-1", *told)).minutes().values for each in (FIRST, SECOND, THIRD)]
    assert found == [(), ((30, "T-1"),), ((-20, "T-1"),)]
    month = of(month_at(LATER.replace(month=1), FIRST.zone), task("T-1", *told))
    assert month.minutes().values == ((10, "T-1"),)


LATER_DUE: dict[str, dict[str, str]] = {
    "policy": {"policy": "patient@1", "why": "plan"},
    "extended": {"clock": "first-response", "until": "2026-01-20T10:00:00+00:00"},
}


@pytest.mark.parametrize("how", ["asked", "cancelled"])
@pytest.mark.parametrize("moved", LATER_DUE)
def test_who_waited_too_long_has(moved: str, how: str) -> None:
    """Who had no answer when it was due on Friday waited too long on Friday, whatever is promised from Monday on: it is
    decided once, and reachability says what the broken promise says."""
    lines: tuple[Line, ...] = (
        ("01-16 09:00", "filed", FILED),
        ("01-19 08:30", moved, LATER_DUE[moved]),
        ("01-19 09:00", "acknowledged"),
        ("01-19 10:00", how, {"question": "?"}),
    )
    patient = Policy("patient", 1, {Clock.FIRST_RESPONSE: Budget(8 * HOUR)}, ())
    one = task("T-1", *lines)._replace(policies={**POLICIES, "patient@1": patient})
    asks = [of(each, one).asks() for each in (FIRST, SECOND)]
    assert [[(each.due, each.in_time) for each in found] for found in asks] == [[(local("01-16 11:00"), False)], []]
    month = of(month_at(local("01-16 09:00"), FIRST.zone), one)
    assert [each.in_time for each in month.asks()] == [False]
    assert [each.at for each in month.breaches() if each.clock is Clock.FIRST_RESPONSE] == [local("01-16 11:00")]


def test_what_needs_a_decision() -> None:
    """Overdue ones are carried however old, longest first; what a warning was due for is at risk; nobody's is named."""
    old = task("T-1", ("01-05 08:00", "filed", FILED))
    new = task("T-2", ("01-22 08:00", "filed", FILED), ("01-22 08:00", "assigned", {"to": "ben"}))
    near = task("T-3", ("01-23 13:20", "filed", FILED))
    found = of(SECOND, near, new, old)
    assert found.overdue() == [("T-1", local("01-05 09:00")), ("T-2", local("01-22 09:00"))]
    assert found.at_risk().refs == ("T-3",)
    assert set(found.unassigned().refs) == {"T-1", "T-3"}


def test_without_a_promise() -> None:
    """What nothing was promised for is measured all the same, has no share, and is overdue unacknowledged for an
    hour."""
    free = task("T-1", ("01-12 08:00", "filed"), ("01-12 10:30", "acknowledged"))
    lying = task("T-2", ("01-12 08:00", "filed", {"appointment": "2026-01-12T08:30:00Z", "booking": "A-1"}))
    found = of(FIRST, free, lying)
    assert found.timing(Clock.ACKNOWLEDGE).spread.values == ((9000, "T-1"),)
    assert found.timing(Clock.ACKNOWLEDGE).in_target.n == 0
    assert found.overdue() == [("T-2", local("01-12 08:00"))]


def test_load_and_continuity() -> None:
    """Results count for who made them; continuity is the share made by the person a client knows."""
    done: tuple[Line, ...] = (("01-12 08:00", "filed", FILED), ("01-12 09:00", "done", {"minutes": "5"}))
    tasks = [task(f"T-{number}", *done) for number in range(4)]
    tasks += [task("T-4", *done, by="eva"), task("T-5", ("01-12 08:00", "filed", FILED), by="eva")]
    found = of(FIRST, *tasks)
    assert {name: (load.open.n, load.done.n, load.minutes) for name, load in found.load().items()} == {
        "ben": (0, 4, 20),
        "eva": (1, 1, 5),
    }
    assert found.continuity().percent == 80
    assert found.continuity({"weber": "eva"}).part == ("T-4",)


def test_figures_by_client_add_up() -> None:
    """Told apart by any dimension, the parts have exactly the tasks of the whole."""
    tasks = [task(f"T-{number}", *LONG, client=client) for number, client in enumerate(["weber", "lindner", "weber"])]
    found = of(FIRST, *tasks)
    parts = found.by(Dimension.CLIENT)
    assert {name: part.done.refs for name, part in parts.items()} == {"lindner": ("T-1",), "weber": ("T-0", "T-2")}
    assert found.only(Dimension.CLIENT, "lindner") == parts["lindner"]
    assert list(found.by(Dimension.CATEGORY)) == [None]


def test_the_end_of_a_period_is_not_in_it() -> None:
    """What happens at midnight sharp between two weeks belongs to the second alone."""
    sharp = task("T-1", ("01-12 08:00", "filed", FILED), ("01-19 00:00", "done", {"minutes": "1"}))
    first, second = figures([sharp], [FIRST, SECOND], LATER)
    assert (counts(first), counts(second)) == ({"received": 1, "open": 1}, {"was_open": 1, "done": 1})
    assert (first.minutes().n, second.minutes().n) == (0, 1)


def test_now_cuts_a_period() -> None:
    """In the middle of a week its figures are those until now."""
    found = figures([task("T-1001", *LONG)], [SECOND], local("01-19 12:00"))[0]
    assert counts(found) == {"came_back": 1, "open": 1}
    assert found.turns().total == 3 * HOUR
    assert SECOND.until(local("01-19 12:00")) + timedelta(0) == local("01-19 12:00")
