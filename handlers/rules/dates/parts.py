"""The grammar of parts of the day: "am frühen Abend", "late-night", "morgens früh", "tonight"."""

from __future__ import annotations

from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import Part

EARLY = {
    Part.MORNING: Part.EARLY_MORNING, Part.FORENOON: Part.FORENOON, Part.AFTERNOON: Part.EARLY_AFTERNOON,
    Part.EVENING: Part.EARLY_EVENING, Part.NIGHT: Part.NIGHT,
}  # fmt: skip
LATE = {
    Part.MORNING: Part.LATE_MORNING, Part.FORENOON: Part.LATE_MORNING, Part.AFTERNOON: Part.LATE_AFTERNOON,
    Part.EVENING: Part.LATE_EVENING, Part.NIGHT: Part.LATE_NIGHT, Part.TONIGHT: Part.LATE_EVENING,
}  # fmt: skip


def with_shade(part: Part, shade: int) -> Part:
    """Return the early (shade -1) or late part of a part of the day."""
    return (EARLY if shade < 0 else LATE).get(part, part)


def part_at(t: Tokens, i: int) -> tuple[Part, int] | None:
    """Read a part of the day with "early" or "late" before it, and "früh" before or behind it."""
    roles = t[i].roles
    shade = roles.get("shade")
    if shade is not None:
        j = i + 2 if t[i + 1].word == "-" else i + 1
        while j < i + 3 and t[j].word in {"in", "the", "am"}:
            j += 1
        part = t[j].roles.get("part")
        if part is not None and "shade" not in t[j].roles and "weekday" not in t[j].roles:
            return with_shade(part, shade), j + 1
        return (roles["part"], i + 1) if "part" in roles else None
    part = roles.get("part")
    if part is None or "weekday" in roles:
        return None
    behind = t[i + 1].roles
    if "shade" in behind and part == Part.MORNING and behind.get("part") == Part.MORNING:
        return Part.EARLY_MORNING, i + 2
    return part, i + 1
