"""What the tests of promises have in common: an office, a policy, and instants as the wall clock there shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handlers.rules.business_hours import BusinessHours
from handlers.rules.sla_history import Filed
from handlers.rules.sla_policy import Budget, Clock, Policy

ZONE = "Europe/Berlin"
OFFICE = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"
HOURS = BusinessHours.parse(ZONE, OFFICE, ["hol 2026-04-03", "hol 2026-04-06"])
HOUR, MINUTE = 3600, 60

STANDARD = Policy(
    "standard",
    3,
    {
        Clock.ACKNOWLEDGE: Budget(HOUR),
        Clock.FIRST_RESPONSE: Budget(2 * HOUR),
        Clock.NEXT_UPDATE: Budget(8 * HOUR),
        Clock.RESOLUTION: Budget(16 * HOUR),
    },
    (0.5, 0.75),
)
URGENT = Policy("urgent", 1, {Clock.ACKNOWLEDGE: Budget(15 * MINUTE), Clock.RESOLUTION: Budget(4 * HOUR)})


def local(text: str) -> datetime:
    """Read `01-16 13:30`, optionally with a year before it or seconds behind, as the office's wall clock, in UTC."""
    full = text if len(text.split("-")) > 2 else f"2026-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def filed(text: str, policy: Policy = STANDARD) -> Filed:
    """Return the filing that a history begins with."""
    return Filed(local(text), policy)
