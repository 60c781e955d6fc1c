"""How the tables of the settings hang together: what is said where one names another that is not there, where two say
the same, and where a chain reaches nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.complaints import nearest
from bot.config_calendars import OFFICE
from bot.config_sla import Asked, asked_of
from handlers.rules.escalation import DEFAULT, Receiver

if TYPE_CHECKING:
    from bot.config import Settings

ASKED = ("category", "priority", "plan")


def unknown_names(raw: Mapping[str, Any]) -> list[str]:
    """Return the complaints about tables that are named and don't exist. On the raw file, so that they come beside all
    others."""
    found = []
    for place, key, name, kind, always in _named(raw):
        known = [*always, *_tables(raw, kind)]
        if isinstance(name, str) and name not in known:
            found.append(f"[{place}] {key}: there is no [{kind}.{name}]{nearest(name, known)}")
    office = raw.get("office")
    if isinstance(office, dict) and "hours" in office and "week" in _tables(raw, "calendars").get(OFFICE, {}):
        found.append(f"[calendars.{OFFICE}] week: [office] hours says it, too; leave one of them out")
    return found


def _named(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, object, str, tuple[str, ...]]]:
    """Yield where a table is named, by which key, its name, its kind, and which of the kind need no table."""
    for group in ("sla", "teams"):
        for name, table in _tables(raw, group).items():
            yield f"{group}.{name}", "calendar", table.get("calendar"), "calendars", (OFFICE,)
            yield f"{group}.{name}", "escalation", table.get("escalation"), "escalations", (DEFAULT.name,)
    for name, table in _tables(raw, "sla").items():
        listed = table.get("categories")
        for category in listed if isinstance(listed, list) else ():
            yield f"sla.{name}", "categories", category, "categories", ()
    for group in ("hosts", "resources"):
        for name, table in _tables(raw, group).items():
            yield f"{group}.{name}", "calendar", table.get("calendar"), "calendars", (OFFICE,)
        for name, table in _tables(raw, "services").items():
            listed = table.get(group)
            for each in listed if isinstance(listed, list) else ():
                yield f"services.{name}", group, each, group, ()
    for name, table in _tables(raw, "categories").items():
        yield f"categories.{name}", "sla", table.get("sla"), "sla", ()


def _tables(raw: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    tables = raw.get(kind)
    if not isinstance(tables, dict):
        return {}
    return {name: table for name, table in tables.items() if isinstance(table, dict)}


def at_odds(settings: Settings) -> list[str]:
    """Return the complaints about promises that stand in one another's way, and about chains that reach nobody."""
    return [*_promised_twice(settings), *_reaching_nobody(settings)]


def _promised_twice(settings: Settings) -> Iterator[str]:
    """Yield a complaint for each promise that is for the same tasks as an earlier one: it would never hold."""
    taken: dict[Asked, str] = {}
    for name in settings.sla:
        asked = asked_of(settings, name)
        both = next((each for each in asked if each in taken), None)
        if both is not None:
            words = ", ".join(f"{key} {word or 'any'}" for key, word in zip(ASKED, both, strict=True))
            yield f"[sla.{name}]: [sla.{taken[both]}] is for the same tasks ({words}); leave them to one"
        taken = dict.fromkeys(asked, name) | taken


def _reaching_nobody(settings: Settings) -> Iterator[str]:
    teams = settings.teams.values()
    reached = {Receiver.ASSISTANT, Receiver.MANAGER}
    reached |= {Receiver.TEAM_LEAD for team in teams if team.lead}
    reached |= {Receiver.DEPUTY for team in teams if team.deputy}
    reached |= {Receiver.EMERGENCY_CONTACT for team in teams if team.emergency}
    for name, escalation in settings.escalations.items():
        if reached.isdisjoint(step.role for step in escalation.steps):
            yield f"[escalations.{name}] steps: no team names anybody who is told; add a step for the manager"
