"""SIGKILL of the running process at random moments while people write: nothing lost, nothing doubled, repeats marked.

Scenarios D01, D02, D03 and D22 as chance brings them about; `make kill-test` does the same thousands of times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kill.conftest import NewDatabase
from tests.kill.rounds import Round
from tests.kill.running import WarmParent

ROUNDS = {  # 204 kills on each database, ten cold starts in all
    "sqlite": (Round(kills=102, cold=3, seed=20_001), Round(kills=102, cold=2, seed=21_001)),
    "postgresql": (Round(kills=102, cold=3, seed=30_001), Round(kills=102, cold=2, seed=31_001)),
}


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_nothing_is_lost_or_doubled_by_sigkill(
    kind: str, half: int, warm_parent: WarmParent, new_database: Callable[[str], NewDatabase], tmp_path: Path
) -> None:
    """Six offices at once die 17 times each; then everything accepted is there once, and all queues run empty."""
    ordeal = ROUNDS[kind][half]
    verdict = await ordeal.run(warm_parent, tmp_path, new_database(kind), print)
    assert verdict.faults == []
    assert verdict.counts["kills"] == ordeal.kills
    assert verdict.counts["served lives"] >= ordeal.kills // 2
    assert verdict.counts["requests"] >= 15
    assert verdict.counts["repeats on Telegram"] <= verdict.counts["kills"]
