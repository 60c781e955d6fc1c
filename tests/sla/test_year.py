"""A year of an office with 20 clients: every breach has its alert and every alert its reason."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.sla.check import cases, faults
from tests.sla.check_leases import lease_faults, returned
from tests.sla.year import END, Year
from tests.sla.year_life import Life

FULL = 200  # requests; each leads to about ten further things that people do
TENTH = 10
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("requests", [TENTH, pytest.param(FULL, marks=pytest.mark.long)])
def test_in_a_year_every_breach_has_its_alert(tmp_path: Path, requests: int) -> None:
    """Holidays, both changes of the clocks, New Year, absences, pauses, hand-overs, extensions, outages and restarts:
    what the histories say is what was told, once, at no one's night. SEED=n repeats a year."""
    seed = int(os.environ.get("SEED", "2026"))
    year = Year(tmp_path, seed)
    Life(year, requests)
    year.run(END)
    hasty = [(outage.begin - SECOND, outage.end + 2 * SECOND) for outage in year.outages]
    found = year.read(lambda uow: list(faults(uow, year.now, hasty)))
    levels = year.office.levels
    assert levels is not None
    duties = {name: levels.duty(name) for name in levels.duties}
    leases = {
        name: (levels.calendar(duty.calendar).hours, duty.lease.seconds) for name, duty in duties.items() if duty.lease
    }
    found += year.read(lambda uow: list(lease_faults(uow, leases, year.now)))
    assert requests < FULL or year.read(returned) > 3, "hardly anybody was silent for long"
    told = year.read(lambda uow: [one for _, case in cases(uow) for one in case.sent.values()])
    year.store.stop()
    assert not found, f"SEED={seed}\n" + "\n".join(found[:20])
    assert not year.alarms, year.alarms
    assert year.done["request"] == requests
    assert sum(1 for one in told if one.told) > requests, "hardly anything was told: nothing is shown by this year"
