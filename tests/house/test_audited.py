"""Nobody can change rights, people or clients past the audit."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from storage.audited import AuditedClients, AuditedPeople, AuditedSecrecy
from storage.clients import Clients
from storage.people import People
from storage.secrecy import Secrecy

HARMLESS: dict[type[object], set[str]] = {
    People: {
        *("set_language", "set_zone", "set_away", "set_quiet", "set_told_at"),  # a person's own wishes
        *("set_chat", "set_open", "close_chat", "move_chat"),  # where the platform says they are
        "forget_failed_codes",
    },
    Secrecy: set(),
    Clients: {"team", "ensure_teams"},  # as the configuration has them
}


@pytest.mark.parametrize(
    ("plain", "audited"), [(People, AuditedPeople), (Clients, AuditedClients), (Secrecy, AuditedSecrecy)]
)
def test_every_change_is_audited_or_harmless(plain: type[object], audited: type[object]) -> None:
    """What changes people or clients is overridden by what notes it, or named here as harmless."""
    changing = {name for name, made in vars(plain).items() if callable(made) and _changes(made)}
    noting = {name for name in vars(audited) if not name.startswith("_")}
    harmless = HARMLESS[plain] & changing
    assert changing - noting - harmless == set()
    assert noting <= changing


def _changes(made: Callable[..., object]) -> bool:
    source = inspect.getsource(made)
    return any(f"_run.{how}(" in source for how in ("change", "add", "add_each", "change_each"))
