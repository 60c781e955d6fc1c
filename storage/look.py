"""What may be asked of a database without opening the office's store: a short look that changes nothing."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Select, Text, inspect, select, type_coerce

from storage.clients import clients
from storage.migrate import connected, known_revision, looking, reading_engine
from storage.people import people
from storage.vault import Vault, key_names

_ON_A_PLAN = (
    select(clients.c.id, type_coerce(clients.c.name, Text), clients.c.plan)
    .where(clients.c.plan.is_not(None))
    .order_by(clients.c.id)
)
_A_NAME_OF_STAFF = (
    select(type_coerce(people.c.name, Text)).where(people.c.client_id.is_(None)).order_by(people.c.id).limit(1)
)
_A_NAME_OF_A_CLIENT = (
    select(type_coerce(clients.c.name, Text))
    .where(type_coerce(clients.c.name, Text) != "")
    .order_by(clients.c.id)
    .limit(1)
)
_SEALED = re.compile(r"1[a-z0-9]{8}[A-Za-z0-9+/]{38,}={0,2}")  # names from before there were keys have no mark


def key_in_use(url: str) -> str | None:
    """Return the name of a key that this office's words are sealed with; None where nothing of its staff is sealed, as
    in a database that is empty or from before there were keys. Raises NewerSchema, StoreBusy."""
    return _key_of(url, _A_NAME_OF_STAFF)


def key_of_a_client(url: str) -> str | None:
    """Return the name of the key that the name of the first client was sealed with, who may have been erased since;
    None where none is. Raises NewerSchema, StoreBusy."""
    return _key_of(url, _A_NAME_OF_A_CLIENT)


def _key_of(url: str, a_name: Select[Any]) -> str | None:
    with looking(url) as connection:
        if connection is None or known_revision(connection) is None or not inspect(connection).has_table(people.name):
            return None
        name = connection.scalar(a_name)
    return next(key_names(iter([name])), None) if name is not None and _SEALED.fullmatch(name) else None


def clients_on_plans(url: str, vault: Vault) -> list[tuple[str, str]]:
    """Return name and plan of each client that has one. The database has this version's tables. Raises StoreBusy."""
    with connected(reading_engine(url)) as connection:
        return [
            (vault.open("clients|name", id_, name), str(plan)) for id_, name, plan in connection.execute(_ON_A_PLAN)
        ]
