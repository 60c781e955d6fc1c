"""What may be asked of a database without opening the office's store: a short look that changes nothing."""

from __future__ import annotations

from sqlalchemy import select

from storage.clients import clients
from storage.migrate import connected, reading_engine

_ON_A_PLAN = select(clients.c.name, clients.c.plan).where(clients.c.plan.is_not(None)).order_by(clients.c.id)


def clients_on_plans(url: str) -> list[tuple[str, str]]:
    """Return name and plan of each client that has one. The database has this version's tables. Raises StoreBusy."""
    with connected(reading_engine(url)) as connection:
        return [(str(name), str(plan)) for name, plan in connection.execute(_ON_A_PLAN)]
