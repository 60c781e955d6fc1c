"""A client gets another plan: what is promised for what is open follows it, and who reads a new time is told once."""

from __future__ import annotations

from handlers.rules.escalation import DEFAULT
from handlers.rules.service_levels import Calendar, Level, ServiceLevels, policy_of
from handlers.rules.sla_policy import Applies, Budget, Clock
from tests.office import ZONE
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, until

HOUR = 3600
ALWAYS = Calendar("office", {"zone": ZONE, "week": "daily 00:00-24:00", "exceptions": []})


def _levels() -> ServiceLevels:
    """Return an office that promises 48 hours, with the plan gold 24, and with silver the same as without."""
    plain = policy_of("plain", {Clock.RESOLUTION: Budget(48 * HOUR)})
    gold = policy_of("gold", {Clock.RESOLUTION: Budget(24 * HOUR)})
    applied = [Applies(plain), Applies(gold, None, None, "gold")]
    calendars = {"office": ALWAYS}
    return ServiceLevels(calendars, tuple(Level(one, None, DEFAULT) for one in applied), plans=("gold", "silver"))


async def _gets(day: Day, plan: str, *, moved: int) -> None:
    """Let Mia choose a plan for Dr. Weber, and read how many due times move."""
    day.mia.commands("people")
    await day.presses(day.mia, "people-clients", day.t("people-title"))
    await day.mia.sees_button("Dr. Weber")
    day.mia.presses("Dr. Weber")
    await day.presses(day.mia, "client-plan")
    await day.fills(day.mia, client_which_plan=plan)
    await day.reads(day.mia, "plan-set", client="Dr. Weber", plan=plan, count=moved)


@both
async def test_another_plan_moves_what_is_open(open_office: OpenOffice, on: str, language: str) -> None:
    """Silver promises the same: nobody is told. Gold counts from when the task was filed, and Anna reads both new times
    in one message; without a plan the old time holds again. The history and /why say so."""
    day = await begin(open_office, on, on, language, levels=_levels())
    first = await day.request("Please call the plumber")
    second = await day.request("Please find a hotel")
    await _gets(day, "silver", moved=0)
    new = day.t("promises-changed", lines="§").partition("§")[0].strip()
    await _gets(day, "gold", moved=2)
    await until(day.anna, lambda: day.anna.everything().count(new) == 1, new)
    said = day.anna.everything().rpartition(new)[2]
    assert first in said, said
    assert second in said, said
    await _gets(day, day.t("plan-none"), moved=2)
    await until(day.anna, lambda: day.anna.everything().count(new) == 2, "the old times again")
    day.mia.commands("task", first)
    await until(day.mia, lambda: day.t("step-plan") in day.mia.everything(), "the history")
    day.mia.commands("why", first)
    await until(
        day.mia, lambda: day.t("why-changed", at="§", why="plan").rpartition("§")[2] in day.mia.everything(), "why"
    )
