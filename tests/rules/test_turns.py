"""Whose turn it was, in whole seconds that add up."""

from __future__ import annotations

from handlers.rules.sla_history import Acknowledged, Done, Event, Paused, Resumed, SentBack, WaitingBegan, WaitingEnded
from handlers.rules.turns import Turns, turns
from tests.rules.sla_cases import HOUR, HOURS, filed, local

HISTORY: list[Event] = [
    filed("01-12 07:00"),
    Acknowledged(local("01-12 09:00")),
    WaitingBegan(local("01-12 10:00")),
    WaitingEnded(local("01-12 14:00")),
    Paused(local("01-12 15:00")),
    Resumed(local("01-12 16:00")),
    Done(local("01-12 16:30")),
    SentBack(local("01-13 09:00")),
]


def test_a_day_shared_out() -> None:
    """Open time with a question or a result is the client's, all other open time the office's, also what was put
    aside; nights and lunch are nobody's."""
    day = turns(HISTORY, HOURS, local("01-12 07:00"), local("01-13 10:00"))
    assert day == Turns(office=(2 + 1) * HOUR + 5 * HOUR // 2, client=3 * HOUR + 3 * HOUR // 2, outside=17 * HOUR)
    assert day.total == 27 * HOUR


def test_parts_of_it() -> None:
    """What happens after the interval is not known yet, an open question goes on, and no interval is nothing."""
    assert turns(HISTORY, HOURS, local("01-12 10:00"), local("01-12 11:30")) == Turns(0, 3 * HOUR // 2, 0)
    assert turns(HISTORY, HOURS, local("01-12 11:00"), local("01-12 10:00")) == Turns(0, 0, 0)
