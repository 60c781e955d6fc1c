"""What `check` says about promises that would never hold: targets without a date, plans that nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.check import findings
from bot.check_promises import promises
from bot.clock import MovableClock
from bot.config import Settings
from bot.config_sla import plans_of
from bot.platforms.base import Finding
from storage.engine import Store, open_store
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId
from tests.bot.sla_settings import HOURS, NOW, read

PLANS = """
[sla.standard]
acknowledge = "1h"
[sla.gold]
plans = ["gold", "platinum"]
acknowledge = "15m"
[hosts.ben]
person = "Ben"
[services.visit]
label = "Visit"
lengths = ["30m"]
hosts = ["ben"]
plans = ["gold", "visitors"]
"""
CLIENTS = {"Dr. Weber": "gold", "Praxis Sommer": "glod", "Kanzlei Beck": "bronze", "Auto Lang": None, "Bau": "visitors"}


def bad(found: list[Finding]) -> list[str]:
    """Return what is to be done."""
    return [finding.todo for finding in found if not finding.ok]


def test_before_an_appointment(tmp_path: Path) -> None:
    """A target that could never be due is named with its key; one before the date wished for is not, nor one before an
    appointment where appointments can be booked."""
    text = f"""{HOURS}
[sla.travel]
acknowledge = {{ before = "2h", of = "deadline" }}
first_response = {{ before = "1h", of = "appointment" }}
"""
    (todo,) = bad(promises(read(tmp_path, text), stored=False))
    assert todo.startswith("[sla.travel] first_response: without [services.NAME] nothing can be booked")
    booked = PLANS[PLANS.index("[hosts") :].replace('plans = ["gold", "visitors"]\n', "")
    assert promises(read(tmp_path, text + booked), stored=False) == [Finding("promises", ok=True)]


def test_a_service_for_a_mistaken_plan(tmp_path: Path) -> None:
    """A plan that only services know is one that clients can have, unless it looks like one of the promises."""
    settings = read(tmp_path, HOURS + PLANS)
    assert plans_of(settings) == ("gold", "platinum", "visitors")
    assert promises(settings, stored=False) == [Finding("promises", ok=True)]
    mistaken = read(tmp_path, HOURS + PLANS.replace('"visitors"', '"platnum"'))
    assert bad(promises(mistaken, stored=False)) == [
        "[services.visit] plans: no [sla.NAME] promises anything for the plan platnum, did you mean platinum?"
    ]


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of an office with clients on plans, on each database."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    migrate(url)
    store = open_store(url, lambda: datetime(2026, 3, 2, tzinfo=UTC))
    store.start()
    store.run(_add_clients)
    store.stop()
    at = HOURS.replace("[office]", 'base_url = "http://127.0.0.1:9/bot"\n[office]')
    return read(tmp_path, f'{at}{PLANS}[database]\nurl = "{url}"\n')


def _add_clients(uow: UnitOfWork) -> None:
    for name, plan in CLIENTS.items():
        client = uow.clients.ensure(ClientId(uow.new_id()), name, name, uow.now)
        if plan is not None:
            uow.clients.set_plan(client, plan)


async def test_clients_on_plans_that_nobody_knows(settings: Settings) -> None:
    """Each client whose plan has left the settings is named, with the plan that was meant if one looks like it."""
    todo = bad([each for each in await findings(settings, MovableClock(NOW)) if each.what == "client's plan"])
    where = "which is in no [sla.NAME] plans and no [services.NAME] plans"
    then = "List it there, or give them another plan in chat (/people)"
    assert todo == [
        f"Praxis Sommer is on the plan glod, {where}, did you mean gold? {then}",
        f"Kanzlei Beck is on the plan bronze, {where}. {then}",
    ]


def test_beside_a_running_office(settings: Settings) -> None:
    """The same while the office runs: `check` takes nothing away from it and waits for nothing."""
    running: Store = open_store(settings.database.url, lambda: NOW)
    running.start()
    try:
        assert len(bad(promises(settings, stored=True))) == 2
    finally:
        running.stop()
