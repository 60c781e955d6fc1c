"""Which clients are limited to a channel is asked with each press: an index that holds those few alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_clients_limited",
        "clients",
        ["id"],
        sqlite_where=sa.text("secrecy IS 1 OR channels IS NOT NULL OR restricted_at IS NOT NULL"),
        postgresql_where=sa.text("secrecy IS true OR channels IS NOT NULL OR restricted_at IS NOT NULL"),
    )
