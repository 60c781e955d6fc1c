"""Which rows are a client's: one table of ways for all tables there are, read by erasure and export."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from storage.catalogue import metadata

CHAT, LANE = "chat", "lane"
"""Ways that go by an address: the row's chat is that of one of the client's contacts; its lane is theirs."""

ANYTHING = (
    "tasks bookings clients people trials follow_ups drafts report_runs reminders series invitations contract_ends"
    " booking_plans booking_waits"
)
"""What a form or button may be about: the id of it, perhaps with more after that (`f3…=normal`)."""
ID_LENGTH = 32

WAYS: Mapping[str, Mapping[str, str]] = {
    "clients": {"id": ""},
    "people": {"client_id": ""},
    "addresses": {"person_id": "people"},
    "consents": {"person_id": "people"},
    "memberships": {"person_id": "people"},
    "invites": {"client_id": "", "person_id": "people"},
    "pseudonyms": {"person_id": "people"},
    "tasks": {"client_id": "", "contact_id": "people"},
    "task_history": {"task_id": "tasks"},
    "task_messages": {"task_id": "tasks"},
    "task_notes": {"task_id": "tasks"},
    "task_alerts": {"task_id": "tasks"},
    "task_declines": {"task_id": "tasks"},
    "task_promises": {"task_id": "tasks"},
    "agreed_actions": {"client_id": "", "task_id": "tasks"},
    "bookings": {"client_id": "", "contact_id": "people"},
    "booking_history": {"booking_id": "bookings"},
    "booking_parts": {"booking_id": "bookings"},
    "booking_plans": {"person_id": "people"},
    "booking_waits": {"client_id": "", "person_id": "people"},
    "booking_feeds": {"person_id": "people"},
    "invitations": {"booking_id": "bookings"},
    "series": {"contact_id": "people", "person_id": "people"},
    "series_occurrences": {"series_id": "series"},
    "drafts": {"person_id": "people", "contact_id": "people", "task_id": "tasks"},
    "draft_sources": {"draft_id": "drafts"},
    "files": {"owner_id": "people", "task_id": "tasks", "draft_id": "drafts"},
    "reminders": {"person_id": "people", "task_id": "tasks"},
    "follow_ups": {"client_id": ""},
    "trials": {"client_id": ""},
    "trial_steps": {"trial_id": "trials"},
    "report_runs": {"client_id": "", "person_id": "people"},
    "dialogs": {"person_id": "people", "about": ANYTHING},
    "buttons": {"person_id": "people", "about": ANYTHING},
    "approvals": {"about": "clients people"},
    "contract_ends": {"client_id": ""},
    "exports": {"client_id": "", "person_id": "people"},
    "focus": {"person_id": "people", "about": "tasks"},
    "outbox": {"person_id": "people", "about": "tasks bookings drafts", "chat": CHAT},
    "cards": {"chat": CHAT},
    "threads": {"chat": CHAT, "about": "tasks bookings drafts"},
    "topics": {"chat": CHAT, "about": "tasks"},
    "timers": {"about": "tasks bookings people reminders series trials follow_ups drafts"},
    "inbox": {"lane": LANE},
}
"""For each table its columns that may lead to a client: "" is the client's id itself, else the tables whose rows' ids
it may hold, or a way by address."""

OF_NOBODY: Mapping[str, str] = {
    "absences": "the office's own people",
    "assistant_loads": "the office's own people",
    "audit": "pseudonyms and keyed hashes; who they stand for is erased with the pseudonym's key",
    "audit_anchors": "numbers and hashes",
    "calendar_entries": "which appointment was written where, by its number",
    "emptied": "which requests and appointments have no words any more, by their numbers",
    "erasures": "that somebody was erased, without who",
    "failed_codes": "strangers, for a day",
    "host_absences": "the office's own people",
    "host_busy": "times alone",
    "host_calendars": "the office's own calendars",
    "host_days": "the office's own people",
    "host_travels": "the office's own people",
    "hosts": "the office's own people",
    "leases": "processes",
    "marks": "the installation",
    "numbers": "counters",
    "office_hours": "the office's rules",
    "rule_versions": "the office's rules",
    "secrecy_obligations": "the office's own people",
    "teams": "the office's own people",
}
"""Tables without anything of a client, and what they hold."""


@cache
def of_client(name: str) -> ColumnElement[bool]:
    """Return the condition that a row of a table belongs to the client bound as `client`."""
    table = metadata.tables[name]
    return or_(false(), *(_way(table, column, way) for column, way in WAYS.get(name, {}).items()))


def _way(table: Table, column: str, way: str) -> ColumnElement[bool]:
    held = table.c[column]
    if way == CHAT:
        theirs = metadata.tables["addresses"]
        same = (theirs.c[name] == table.c[name] for name in ("platform", "workspace", "chat"))
        return exists().where(*same, of_client("addresses"))
    if way == LANE:
        theirs = metadata.tables["addresses"]
        lane = theirs.c.platform + literal(":") + theirs.c.workspace + literal(":") + theirs.c.account
        return or_(held.in_(_ids("people")), held.in_(select(lane).where(of_client("addresses"))))
    if not way:
        return held == bindparam("client", type_=String)
    named = func.substr(held, 1, ID_LENGTH) if way == ANYTHING else held
    return or_(*(named.in_(_ids(parent)) for parent in way.split()))


def _ids(name: str) -> Select[Any]:
    table = metadata.tables[name]
    return select(type_coerce(table.c.id, String)).where(of_client(name))
