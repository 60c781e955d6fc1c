"""A round: several offices at once on one database server, each killed again and again, and judged at its end."""

from __future__ import annotations

import asyncio
import faulthandler
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.kill.doomed import DoomedOffice, Plan
from tests.kill.judge import Judge, Verdict
from tests.kill.running import WarmParent

OFFICES = 6  # most of a life is waiting
LONGEST = 600  # seconds
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Round:
    """So many kills in all, `cold` of them of processes started afresh; what is drawn by chance follows from `seed`."""

    kills: int
    cold: int
    seed: int
    offices: int = OFFICES

    async def run(self, parent: WarmParent, folder: Path, new_database: Callable[[Path], str], say: Say) -> Verdict:
        """Return the verdict on all offices together; its faults begin with the office's seed."""
        doomed = [
            DoomedOffice(
                Plan(new_database(folder / f"{number}"), kills, cold, self.seed + number), folder / f"{number}"
            )
            for number, (kills, cold) in enumerate(zip(self._shares(self.kills), self._shares(self.cold), strict=True))
        ]
        # The usual bound is meant for tests of seconds on a machine of their own; what hangs still shows where.
        faulthandler.dump_traceback_later(LONGEST, exit=True, file=2)
        say(f"{self}")
        await asyncio.gather(*(office.suffer(parent) for office in doomed))
        total, aims = Verdict(), Counter[str]()
        for office in doomed:
            verdict = await Judge(office).judge()
            total.faults += [f"seed {office.plan.seed}: {fault}" for fault in verdict.faults]
            total.counts += verdict.counts
            total.most = max(total.most, verdict.most)
            aims += office.aims
        settled = max(office.settled_in for office in doomed)
        say(f"kills at: {dict(aims)}")
        say(f"seen: {dict(total.counts)}")
        say(f"most further copies on Telegram: {total.most}; settled in {settled:.1f} s; faults: {len(total.faults)}")
        return total

    def _shares(self, whole: int) -> list[int]:
        return [whole // self.offices + (number < whole % self.offices) for number in range(self.offices)]
