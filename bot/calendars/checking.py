"""`check`: whether hosts' own calendars can be read with these settings. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.calendars import discovery
from bot.calendars.dav import Account, DavCalendar, Trouble
from bot.calendars.plan import Plan
from bot.platforms.base import Finding

TODO = {
    "unreachable": "no answer: look at the network and at url",
    "refused": "user or password is wrong, or has no right to read it",
    "gone": "there is no calendar at this url",
    "moved": "the server sends elsewhere: put the new address into url",
}


def findings(calendars: Sequence[tuple[Plan, Account]], now: datetime) -> list[Finding]:
    """Return what each calendar's server says; waits for the network."""
    return [_looked_at(plan, account, now) for plan, account in calendars]


def _looked_at(plan: Plan, account: Account, now: datetime) -> Finding:
    name = f"calendar of {plan.host}"
    calendar = DavCalendar(account)
    try:
        calendar.between(now, now + timedelta(days=1))
        if not discovery.is_calendar(calendar, account.url):  # some servers answer that nothing is in it
            raise Trouble("gone")
        tokens = calendar.changes(None) is not None
    except Trouble as trouble:
        said = TODO.get(trouble.code, f"the server answers {trouble.code}: see its log")
        there = [trouble.there] if trouble.there else []
        return Finding(name, ok=False, todo="; ".join([said, *(there or _offered(account))]))
    finally:
        calendar.close()
    return Finding(name + (", by sync token" if tokens else ", read in whole each time"), ok=True)


def _offered(account: Account) -> list[str]:
    """Return the calendars that could be meant, each as a line."""
    try:
        found = discovery.calendars(account)
    except Trouble:
        return []
    return [f'url = "{each.url}" is {each.name or "a calendar"}' for each in found]
