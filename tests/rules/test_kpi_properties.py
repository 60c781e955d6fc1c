"""Figures whatever happened: they add up over weeks and over every way of telling tasks apart."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.kpi.facts import Dimension, Subject, TaskFacts
from handlers.rules.kpi.figures import Figures, figures
from handlers.rules.kpi.periods import days, week
from handlers.rules.sla_policy import Clock
from storage.tasks import Step
from storage.vocabulary import PersonId
from tests.rules.kpi_cases import BERLIN, FILED, POLICIES
from tests.rules.sla_cases import HOURS, local

BEGIN = local("01-12 00:00")
WEEKS = [week(date(2026, 1, 12) + timedelta(days=7 * number), BERLIN) for number in range(4)]
MONTH = days(WEEKS[0].first, WEEKS[-1].last, BERLIN)
MINUTES = 27 * 24 * 60
MOVES = (
    "assigned", "acknowledged", "given-back", "asked", "client-said", "staff-said", "paused", "resumed", "done",
    "minutes", "accepted", "sent-back", "reopened", "rated", "cancelled", "noted", "extended",
)  # fmt: skip
FACTS = {
    "done": {"minutes": "20"},
    "minutes": {"minutes": "30"},
    "rated": {"stars": "2"},
    "extended": {"clock": "first-response", "until": (BEGIN + timedelta(days=16)).isoformat()},
}
EVENTS = ("received", "came_back", "done", "cancelled")


@st.composite
def tasks(draw: st.DrawFn) -> TaskFacts:
    """Draw a task with things that happened to it in four weeks, sensible or not."""
    minutes = sorted(draw(st.lists(st.integers(0, MINUTES), min_size=1, max_size=12)))
    person, number = PersonId(draw(st.sampled_from(["ben", "eva"]))), draw(st.integers(1000, 9999))
    moves = ["filed"]
    for _ in minutes[1:]:
        move = draw(st.sampled_from(MOVES))
        # Nothing is accepted that isn't done: the transition table knows no such move.
        moves.append("noted" if move == "accepted" and moves[-1] != "done" else move)
    steps = [
        Step(move, person, BEGIN + timedelta(minutes=minute), dict(FACTS.get(move, {})))
        for move, minute in zip(moves, minutes, strict=True)
    ]
    if draw(st.booleans()):
        steps[0].facts.update(FILED)
    subject = Subject(f"T-{number}", draw(st.sampled_from(["weber", "lindner", None])), person)
    return TaskFacts(subject, steps, HOURS, POLICIES)


many = st.lists(tasks(), max_size=4)
LATER = BEGIN + timedelta(days=40)


def balance(found: Figures) -> int:
    """Return what must be open at the end."""
    return found.was_open.n + found.received.n + found.came_back.n - found.done.n - found.cancelled.n


@given(many)
def test_the_balance(found: list[TaskFacts]) -> None:
    """What was open, came, came back and went makes what is open; and that is what the next week begins with."""
    weeks = figures(found, WEEKS, LATER)
    assert all(balance(each) == each.open.n for each in weeks)
    for one, following in pairwise(weeks):
        assert Counter(one.open.refs) == Counter(following.was_open.refs)


@given(many)
def test_weeks_make_the_month(found: list[TaskFacts]) -> None:
    """Four weeks together have the events, minutes, ratings, breaches, turns and answers of the month they make."""
    *weeks, month = figures(found, [*WEEKS, MONTH], LATER)
    for name in EVENTS:
        summed = sum((Counter(getattr(each, name).refs) for each in weeks), Counter[str]())
        assert summed == Counter(getattr(month, name).refs)
    assert sum(each.ratings().stars.n for each in weeks) == month.ratings().stars.n
    assert sum(value for each in weeks for value, _ in each.minutes().values) == sum(
        value for value, _ in month.minutes().values
    )
    assert sum(each.turns().total for each in weeks) == month.turns().total
    asked = Counter((ask.ref, ask.in_time) for each in weeks for ask in each.asks())
    assert asked == Counter((ask.ref, ask.in_time) for ask in month.asks())
    breaches = {(each.ref, each.clock, each.at) for week_ in weeks for each in week_.breaches()}
    assert breaches == {(each.ref, each.clock, each.at) for each in month.breaches()}
    assert sum(each.rework().n for each in weeks) == month.rework().n


@given(many, st.sampled_from(Dimension))
def test_parts_make_the_whole(found: list[TaskFacts], dimension: Dimension) -> None:
    """By every dimension, the parts have all that the whole has, once."""
    whole = figures(found, WEEKS[1:2], LATER)[0]
    parts = list(whole.by(dimension).values())
    for name in (*EVENTS, "was_open", "open", "acknowledged"):
        assert sum(getattr(part, name).n for part in parts) == getattr(whole, name).n
    for clock in Clock:
        assert sum(part.timing(clock).spread.n for part in parts) == whole.timing(clock).spread.n
        assert sum(len(part.timing(clock).in_target.part) for part in parts) == len(whole.timing(clock).in_target.part)
    assert sum(part.turns().total for part in parts) == whole.turns().total


@given(many)
def test_shares_have_their_parts_among_all(found: list[TaskFacts]) -> None:
    """No share has more than its whole, and no percentage stands on fewer than five."""
    whole = figures(found, WEEKS[2:3], LATER)[0]
    for share in (whole.rework(), whole.continuity(), *(whole.timing(clock).in_target for clock in Clock)):
        assert not Counter(share.part) - Counter(share.of)
        assert (share.percent is None) == (share.n < 5)
