"""`report`: figures of a period, worded and drawn, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.i18n import Wording
from bot.reports.saying import worded
from bot.reports.worded import Worded
from handlers.chat.context import Office
from handlers.reports.facts import figures_of
from handlers.reports.looking import booked_in, page_of
from handlers.reports.pages import Report
from handlers.rules.kpi.periods import Period
from storage.engine import Store
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId

Make = Callable[[UnitOfWork], Report]


class NoSuchClient(Exception):
    """Nobody is called so."""


def report_of(
    store: Store, office: Office, kind: str, period: Period, now: datetime, client: str | None, language: str
) -> Worded:
    """Return a `digest`, or the `client` report or `review` pack of a client of this name. Raises NoSuchClient."""
    made = store.run(lambda uow: _made(uow, office, kind, period, now, client), reading=True)
    return worded(made, Wording(), language, office.zone)


def _made(uow: UnitOfWork, office: Office, kind: str, period: Period, now: datetime, client: str | None) -> Report:
    clients = {each.id: each.name for each in uow.clients.all()}
    periods = (period, period.before())
    whose = None if kind == "digest" else _named(client, clients)
    figures, before = figures_of(uow, office, periods, now, whose)
    booked = booked_in(uow, office, periods, now, whose)
    return page_of(uow, kind, office.name if whose is None else clients[whose], (figures, before), booked, whose)


def _named(client: str | None, clients: dict[ClientId, str]) -> ClientId:
    for key, name in clients.items():
        if name.casefold() == (client or "").casefold():
            return key
    raise NoSuchClient(f"there is no client {client}" if client else "which client? --client NAME")
