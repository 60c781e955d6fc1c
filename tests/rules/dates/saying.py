"""One Wednesday morning at which the tests' phrases are read, and a short way to write what they should mean."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.rules.dates import Understanding, understand

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 3, 11, 10, 20, tzinfo=BERLIN)


def read(phrase: str, language: str = "de", now: datetime = WEDNESDAY, region: str | None = None) -> Understanding:
    """Return what is understood; it must be something."""
    found = understand(phrase, language=language, now=now, region=region)
    assert found is not None, phrase
    return found


def meant(phrase: str, language: str = "de", now: datetime = WEDNESDAY, region: str | None = None) -> str:
    """Return what is understood as "start > end", days without their midnight; one side alone for a point."""
    found = understand(phrase, language=language, now=now, region=region)
    if found is None:
        return "nothing"
    sides = [_short(side) for side in (found.start, found.end)]
    if found.kind == "date" and found.grain == "day":
        return sides[0]
    return (
        sides[0]
        if found.kind == "recurring" or (found.kind == "instant" and found.end is None)
        else f"{sides[0]} > {sides[1]}"
    )


def _short(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.replace(tzinfo=None)
    return local.isoformat(timespec="seconds").removesuffix(":00").removesuffix("T00:00")
