"""The same thousands of times: `make kill-test`, in portions that go on where the last one stopped.

KILLS: how many on each database (3000); SECONDS: how long a portion lasts (1500); SEED: where chance begins. What was
done is kept in .kill-test/progress.json; remove it to begin again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.kill.conftest import NewDatabase
from tests.kill.rounds import Round
from tests.kill.running import HOUSE, WarmParent

KILLS = int(os.environ.get("KILLS", "3000"))
SECONDS = float(os.environ.get("SECONDS", "1500"))
SEED = int(os.environ.get("SEED", "1"))
KILLS_IN_ROUND, COLD_IN_ROUND = 240, 2
PROGRESS = HOUSE / ".kill-test" / "progress.json"
KINDS = ("sqlite", "postgresql")


@pytest.mark.kill
async def test_nothing_is_lost_or_doubled_by_thousands_of_kills(
    warm_parent: WarmParent,
    new_database: Callable[[str], NewDatabase],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Round after round on each database in turn, until the number is reached or the portion's time is up."""

    def say(line: str) -> None:
        with capsys.disabled():
            print(line, flush=True)

    done = _done()
    began = monotonic()
    while (kind := _next(done)) is not None and monotonic() - began < SECONDS:
        seed = SEED * 1_000_000 + (0 if kind == "sqlite" else 500_000) + 100 * len(done[kind])
        kills = min(KILLS_IN_ROUND, KILLS - _kills(done[kind]))
        folder = tmp_path / f"{kind}-{seed}"
        say(f"\n{kind}, round {len(done[kind]) + 1}, {_kills(done[kind])} of {KILLS} kills done")
        verdict = await Round(kills, COLD_IN_ROUND, seed).run(warm_parent, folder, new_database(kind), say)
        done[kind].append({"seed": seed, "kills": kills, "seen": dict(verdict.counts), "faults": verdict.faults})
        _keep(done)
        assert verdict.faults == [], f"what the offices left is in {folder}"
        shutil.rmtree(folder)
    for kind in KINDS:
        say(f"{kind}: {_kills(done[kind])} of {KILLS} kills, {sum(len(each['faults']) for each in done[kind])} faults")
    if _next(done) is not None:
        say("make kill-test again goes on from here")


def _done() -> dict[str, list[dict[str, Any]]]:
    kept: dict[str, list[dict[str, Any]]] = json.loads(PROGRESS.read_text()) if PROGRESS.exists() else {}
    return {kind: kept.get(kind, []) for kind in KINDS}


def _keep(done: dict[str, list[dict[str, Any]]]) -> None:
    PROGRESS.parent.mkdir(exist_ok=True)
    PROGRESS.write_text(json.dumps(done, indent=1))


def _next(done: dict[str, list[dict[str, Any]]]) -> str | None:
    left = [kind for kind in KINDS if _kills(done[kind]) < KILLS]
    return min(left, key=lambda kind: _kills(done[kind])) if left else None


def _kills(rounds: list[dict[str, Any]]) -> int:
    return sum(int(each["kills"]) for each in rounds)
