"""`report`: figures of a period, worded and drawn, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.i18n import Wording
from bot.reports.saying import worded
from bot.reports.worded import Worded
from handlers.chat.context import Office
from handlers.reports.facts import figures_of
from handlers.reports.looking import CLIENT, Beside, beside_of, page_of, without_limited
from handlers.reports.pages import Report
from handlers.rules.kpi.periods import Period
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId

Make = Callable[[UnitOfWork], Report]


class NoSuchClient(Exception):
    """Nobody is called so."""


def report_of(
    uow: UnitOfWork, office: Office, kind: str, period: Period, now: datetime, client: str | None, language: str
) -> Worded:
    """Return a `digest`, or the `client` report or `review` pack of a client of this name. Raises NoSuchClient."""
    return worded(found(uow, office, kind, period, now, client), Wording(), language, office.zone)


def found(
    uow: UnitOfWork, office: Office, kind: str, period: Period, now: datetime, client: str | None = None
) -> Report:
    """Return the same before it is worded. Raises NoSuchClient."""
    clients = {each.id: each.name for each in uow.clients.all()}
    periods = (period, period.before())
    whose = None if kind == "digest" else _named(client, clients)
    figures, before = figures_of(uow, office, periods, now, whose)
    beside = beside_of(uow, office, (figures, before), now, whose)
    if kind == CLIENT:
        beside = Beside(beside.booked)
    called = office.name if whose is None else clients[whose]
    report = page_of(uow, office, kind, called, (figures, before), beside, whose)
    return report if whose is not None else without_limited(uow, report)


def _named(client: str | None, clients: dict[ClientId, str]) -> ClientId:
    for key, name in clients.items():
        if name.casefold() == (client or "").casefold():
            return key
    raise NoSuchClient(f"there is no client {client}" if client else "which client? --client NAME")
