"""Which facts of a history figures are made of: those that reports read, and no others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.rules.booking_history import FROM, NOTICE, WITH_FACTS
from handlers.rules.clock_events import MEANT, events_of
from handlers.rules.kpi.facts import NOTHING_PROMISED
from storage.erasing import FACTS_KEPT
from storage.reports import TOLD, TOLD_OF_BOOKINGS
from storage.tasks import Step

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = {"question", "reason", "why"}
"""Facts that only explain: no figure changes with them."""
FACTS = {
    "policy": "nothing@0", "deadline": AT.isoformat(), "appointment": AT.isoformat(), "booking": "A-17",
    "until": AT.isoformat(), "clock": "resolution", "due": AT.isoformat(), "round": "1", "no-answer": "1",
}  # fmt: skip


class Watched(dict[str, Any]):
    """Facts that know which of them were asked for."""

    def __init__(self) -> None:
        super().__init__({**FACTS, **dict.fromkeys(WORDS, "word")})
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a fact, as a dict does."""
        self.asked.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)


@pytest.mark.parametrize("move", sorted(MEANT - set(TOLD)))
def test_what_is_not_read_changes_no_clock(move: str) -> None:
    """Of a line whose facts reports leave unread, the clocks ask for nothing but words for people."""
    facts = Watched()
    assert events_of(Step(move, None, AT, facts), {"nothing@0": NOTHING_PROMISED})
    assert facts.asked <= WORDS


@pytest.mark.parametrize("move", sorted(MEANT & set(TOLD) - {"done", "sent-back", "assigned"}))
def test_what_is_read_is_asked_for(move: str) -> None:
    """Reports read no facts in vain: the clocks ask for them. Those of results belong to `kpi/measure.py`,
    and who was given a task to `kpi/subjects.py`."""
    facts = Watched()
    events_of(Step(move, None, AT, facts), {"nothing@0": NOTHING_PROMISED})
    assert facts.asked - WORDS


def test_of_appointments() -> None:
    """Reports read the facts of those lines that say when an appointment was to be before, and which notice was asked
    for; both outlive an erasure."""
    assert set(TOLD_OF_BOOKINGS) == WITH_FACTS
    assert FACTS_KEPT["booking_history"] == {FROM, NOTICE}
