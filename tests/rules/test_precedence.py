"""Which task comes first, and how lists are cut into pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handlers.chat import paging
from handlers.rules.precedence import rank
from storage.vocabulary import Priority

NOON = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)


def test_late_then_priority_then_time_then_age() -> None:
    """A late one beats an urgent one, that a high one; among equals the nearer of promise and wish counts, then age."""
    wanted = (
        rank(9, Priority.LOW, late=True),
        rank(8, Priority.URGENT),
        rank(7, Priority.HIGH),
        rank(6, None, due=NOON + timedelta(days=9), wish=NOON),
        rank(5, Priority.NORMAL, due=NOON + timedelta(days=1)),
        rank(3, Priority.NORMAL),
        rank(4, None),
        rank(1, Priority.LOW, wish=NOON),
    )
    assert all(first < second for first, second in pairwise(wanted))


@given(st.integers(0, 60), st.integers(1, 12))
def test_pages_lead_through_the_whole_list(count: int, most: int) -> None:
    """By the button to the next page one comes by each item once; each button says what is there, and leads back."""
    items = list(range(1, count + 1))
    seen: list[int] = []
    number: int | None = 0
    while number is not None:
        shown = paging.page(items, number, most)
        seen += shown.items
        turning = {button.label.name: button for button in paging.turning(shown, "tasks.x", "a=1")}
        assert ("page-back" in turning) == (shown.number > 0)
        assert bool(paging.where(shown)) == (len(shown.items) < count)
        more = turning.get("page-more")
        if more is not None:
            name, number = paging.asked(more.about)
            assert name == "a=1"
            following = paging.page(items, number or 0, most)
            assert (more.label.facts["first"], more.label.facts["last"]) == (following.items[0], following.items[-1])
        else:
            number = None
    assert seen == items


def test_a_page_that_is_gone_is_the_last_one() -> None:
    """A list may have become shorter since its button was drawn."""
    assert paging.page([1, 2, 3], 7, 2).items == [3]
    assert paging.page([], 7).items == []


def test_a_button_without_a_page_begins_anew() -> None:
    """Words and names that are no page are taken as they are."""
    assert paging.asked("all") == ("all", None)
    assert paging.asked("a=b") == ("a=b", None)
    assert paging.asked("12") == ("12", None)
    assert paging.asked("x = 2=0") == ("x = 2", 0)
