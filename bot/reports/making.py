"""`report`: figures of a period, worded and drawn, from the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.i18n import Wording
from bot.reports.saying import worded
from bot.reports.worded import Worded
from handlers.chat import sight
from handlers.chat.context import Office
from handlers.reports.facts import figures_of
from handlers.reports.looking import CLIENT, Beside, beside_of, page_of, without_limited
from handlers.reports.pages import Report
from handlers.rules import names
from handlers.rules.kpi.periods import Period
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId

Make = Callable[[UnitOfWork], Report]


class NoSuchClient(Exception):
    """Nobody is called so, or several, or nothing may be shown of who is."""


def report_of(
    uow: UnitOfWork, office: Office, kind: str, period: Period, now: datetime, client: str | None, language: str
) -> Worded:
    """Return a `digest`, or the `client` report or `review` pack of a client of this name, or a part of it that means
    nobody else. Raises NoSuchClient."""
    return worded(found(uow, office, kind, period, now, client), Wording(), language, office.zone)


def found(
    uow: UnitOfWork, office: Office, kind: str, period: Period, now: datetime, client: str | None = None
) -> Report:
    """Return the same before it is worded. Raises NoSuchClient."""
    clients = {each.id: each.name for each in uow.clients.all()}
    periods = (period, period.before())
    whose = None if kind == "digest" else _named(uow, client, clients)
    figures, before = figures_of(uow, office, periods, now, whose)
    beside = beside_of(uow, office, (figures, before), now, whose)
    if kind == CLIENT:
        beside = Beside(beside.booked)
    called = office.name if whose is None else clients[whose]
    report = page_of(uow, office, kind, called, (figures, before), beside, whose)
    return report if whose is not None else without_limited(uow, report)


def _named(uow: UnitOfWork, client: str | None, clients: Mapping[ClientId, str]) -> ClientId:
    if not client:
        raise NoSuchClient("which client? --client NAME")
    ids = list(clients)
    which = names.meant(client, list(clients.values()))
    if not which:
        raise NoSuchClient(f"there is no client {client}")
    if len(which) > 1:
        raise NoSuchClient(f"{client} may be {', '.join(clients[ids[each]] for each in which)}")
    if sight.are_restricted(uow, ids[which[0]]):
        raise NoSuchClient(f"the data of {clients[ids[which[0]]]} are restricted")
    return ids[which[0]]
