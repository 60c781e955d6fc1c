"""How long questions wait: by the office's open time, in order, never given up before somebody was reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.patience import Due, Patience
from tests.rules.sla_cases import HOUR, HOURS, local

ASKED = local("01-12 15:00")  # Monday, two hours before the office closes
PATIENCE = Patience((4 * HOUR, 10 * HOUR), 20 * HOUR)


@pytest.mark.parametrize(
    ("patience", "reminded", "due"),
    [
        (PATIENCE, None, Due(local("01-13 10:00"), ends=False)),
        (PATIENCE, "01-13 10:00", Due(local("01-13 17:00"), ends=False)),
        (PATIENCE, "01-14 08:00", Due(local("01-15 10:00"), ends=True)),
        (PATIENCE, "01-19 09:00", Due(local("01-20 11:00"), ends=True)),  # told late: ten hours are left all the same
        (Patience((), 4 * HOUR), None, Due(local("01-13 10:00"), ends=True)),
        (Patience((4 * HOUR,), None), "01-13 10:00", None),
        (Patience((), None), None, None),
    ],
)
def test_what_follows(patience: Patience, reminded: str | None, due: Due | None) -> None:
    """Reminders in their order, then the end; there is none where nobody wants one."""
    assert patience.following(ASKED, None if reminded is None else local(reminded), HOURS) == due


def test_until_when_there_is_time() -> None:
    """What a reminder says of the end is what the last one says, unless that comes late."""
    assert PATIENCE.ends(ASKED, local("01-13 10:00"), HOURS) == local("01-15 10:00")
    assert PATIENCE.ends(ASKED, local("01-14 08:00"), HOURS) == local("01-15 10:00")
    assert PATIENCE.ends(ASKED, local("01-19 09:00"), HOURS) == local("01-20 11:00")
    assert Patience((HOUR,), None).ends(ASKED, ASKED, HOURS) is None


@pytest.mark.parametrize(
    ("reminders", "longest", "key"),
    [
        ((2, 1), None, "ask_again"),
        ((1, 1), None, "ask_again"),
        ((0, 1), None, "ask_again"),
        ((1, 2), 2, "give_up_after"),
        ((), 0, "give_up_after"),
    ],
)
def test_refused(reminders: tuple[int, ...], longest: int | None, key: str) -> None:
    """Reminders come in order, and the end after them."""
    with pytest.raises(ValueError, match=key):
        Patience(reminders, longest)


@given(
    st.sets(st.integers(1, 40 * HOUR), max_size=4),
    st.integers(1, 40 * HOUR),
    st.lists(st.integers(0, 100 * HOUR), min_size=6, max_size=6),
)
def test_never_given_up_unheard(seconds: set[int], more: int, late: list[int]) -> None:
    """However late each reminder comes: there is an end, reminders come before it, and as much time is left after the
    last of them as was meant."""
    reminders = tuple(sorted(seconds))
    patience = Patience(reminders, max(reminders, default=0) + more)
    reminded, following = None, patience.following(ASKED, None, HOURS)
    for delay in late:
        following = patience.following(ASKED, reminded, HOURS)
        assert following is not None
        if following.ends:
            break
        assert reminded is None or following.at > reminded
        reminded = following.at + timedelta(seconds=delay)
        ends = patience.ends(ASKED, reminded, HOURS)
        assert ends is not None
        assert ends > reminded
    assert following is not None
    assert following.ends
    since = ASKED if reminded is None else reminded
    assert HOURS.elapsed(since, following.at) >= more
