"""The office of the simulated year: what its settings promise, and who is there."""

from __future__ import annotations

import tomllib
from datetime import datetime

from bot.compose import office_of
from bot.config import Settings
from bot.i18n import Wording
from handlers.chat.context import Office

TEXT = """
[office]
name = "Office Munich"
language = "de"
time_zone = "Europe/Berlin"
hours = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"

[calendars.office]
holidays = "DE-BY"
closed = ["2026-12-24 Christmas Eve", "2026-12-31 New Year's Eve"]
exceptions = ["shift 2026-02-17 08:00-12:00", "break 2026-07-15 10:00-12:00"]

[calendars.evenings]
week = "Mon-Fri 16:00-26:00; Sat+Sun 20:00-27:00"
holidays = "DE-BY"

[categories.errands]
label = { en = "Errands", de = "Besorgungen" }

[categories.papers]
label = { en = "Papers", de = "Unterlagen" }

[sla.standard]
acknowledge = "1h"
first_response = "4h"
next_update = "12h"
resolution = "24h"

[sla.pressing]
priorities = ["high", "urgent"]
acknowledge = "15m"
first_response = "1h"
resolution = "8h"
warnings = [0.5, 0.75, 0.9]

[sla.gold]
plans = ["gold"]
acknowledge = "30m"
resolution = "16h"

[sla.papers]
categories = ["papers"]
acknowledge = "2h"
resolution = { by = "11:00", same_day = "13:30", next_day = "12:00" }
calendar = "office"
escalation = "patient"

[escalations.patient]
steps = [
  { condition = "not-acknowledged", role = "deputy", wait = "30m" },
  { condition = "at-risk", role = "assistant", fraction = 0.5 },
  { condition = "breached", role = "team-lead" },
  { condition = "breached", role = "manager", wait = "1h", repeat = 2, every = "2h" },
]

[teams.Day]
lead = "Mia"
deputy = "Ben"
lease = "9h"

[teams.Evening]
lead = "Nora"
calendar = "evenings"
lease = "20h"
"""

DAY, EVENING = "Day", "Evening"
ASSISTANTS = {"Ben": DAY, "Eva": DAY, "Tom": DAY, "Kim": DAY, "Nora": EVENING, "Udo": EVENING}
MANAGERS = {"Mia": None, "Leo": "Mon-Fri 20:00-07:00"}
CLIENTS = 20


def office(now: datetime) -> Office:
    """Return what handlers know of this office, its holidays as of `now`."""
    settings = Settings.model_validate(tomllib.loads(TEXT), context={"now": now})
    return office_of(settings, Wording(), now)
