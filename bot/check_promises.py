"""What `check` says about promises that the settings make and nobody would notice not to hold."""

from __future__ import annotations

from collections.abc import Iterator

from bot.clock import SystemClock
from bot.complaints import nearest
from bot.config import Settings
from bot.config_sla import plans_of
from bot.platforms.base import Finding
from bot.vault import NoKeys, safe_of
from handlers.rules.sla_policy import Anchor, Before
from storage.engine import StoreBusy
from storage.keys import WrongMaster
from storage.look import clients_on_plans
from storage.vault import Unreadable


def promises(settings: Settings, *, stored: bool) -> list[Finding]:
    """Return the findings; `stored` tells that the database can be asked who has which plan."""
    found = [*_never_due(settings), *_mistaken_plans(settings)]
    found += _unknown_plans(settings) if stored else []
    return found or [Finding("promises", ok=True)]


def _never_due(settings: Settings) -> Iterator[Finding]:
    """Yield each target before an appointment in an office where nothing can be booked."""
    for name, table in settings.sla.items():
        for clock, target in table.policy(name).targets.items():
            if isinstance(target, Before) and target.of is Anchor.APPOINTMENT and not settings.services:
                key = clock.value.replace("-", "_")
                todo = (
                    f"[sla.{name}] {key}: without [services.NAME] nothing can be booked, so this is never due: "
                    'use of = "deadline" (the date a client wishes for), a duration or a cut-off'
                )
                yield Finding(f"promise {name}", ok=False, todo=todo)


def _mistaken_plans(settings: Settings) -> Iterator[Finding]:
    """Yield each plan that only services name and that looks like one that something is promised for."""
    promised = _promised(settings)
    for name, service in settings.services.items():
        for plan in service.plans:
            alike = "" if plan in promised else nearest(plan, promised)
            if alike:
                todo = f"[services.{name}] plans: no [sla.NAME] promises anything for the plan {plan}{alike}"
                yield Finding(f"service {name}", ok=False, todo=todo)


def _unknown_plans(settings: Settings) -> Iterator[Finding]:
    """Yield each client whose plan is in no table any more: nothing is promised for it, nothing can be booked on it."""
    known = plans_of(settings)
    try:
        having = clients_on_plans(settings.database.url, safe_of(settings, SystemClock().now).vault)
    except (NoKeys, WrongMaster):
        return  # said where the keys are looked at
    except (StoreBusy, Unreadable) as error:
        yield Finding("plans", ok=False, todo=str(error))
        return
    for client, plan in having:
        if plan not in known:
            todo = (
                f"{client} is on the plan {plan}, which is in no [sla.NAME] plans and no [services.NAME] plans"
                f"{nearest(plan, known) or '.'} List it there, or give them another plan in chat (/people)"
            )
            yield Finding("client's plan", ok=False, todo=todo)


def _promised(settings: Settings) -> set[str]:
    return {plan for table in settings.sla.values() for plan in table.plans}
