"""The codes that let people in, and the codes that failed. What is done with them stands in `storage.people`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Table

from storage.clients import clients, teams  # noqa: F401 - the tables referred to
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, EncryptedText, Moment, OneOf, column
from storage.vocabulary import ClientId, InviteKind, PersonId, Role, TeamId

invites = Table(
    "invites",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("code_hash", String(64), ERASE, unique=True),
    column("kind", OneOf(InviteKind), KEEP),
    column("role", OneOf(Role), KEEP),
    column("name", EncryptedText, ERASE),
    column("client_id", String(32), KEEP, ForeignKey("clients.id"), nullable=True),
    column("team_id", String(32), KEEP, ForeignKey("teams.id"), nullable=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id"), nullable=True),
    column("allow_guest", Boolean, KEEP),
    column("created_at", Moment, KEEP),
    column("expires_at", Moment, KEEP),
    column("used_at", Moment, KEEP, nullable=True),
    info=sealed_for(("client_id", "clients")),
)
failed_codes = Table(
    "failed_codes",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("account", String(120), ERASE),
    column("at", Moment, KEEP),
    Index("ix_failed_codes_account", "account", "at"),
)


@dataclass(frozen=True, slots=True)
class Invite:
    """What a code is worth. Times are UTC."""

    id: str
    code_hash: str
    kind: InviteKind
    role: Role
    name: str
    client_id: ClientId | None
    team_id: TeamId | None
    person_id: PersonId | None
    allow_guest: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
