"""Recurring requests know the draft they were made from: what it says beside its words comes again, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("series", sa.Column("draft_id", sa.String(length=32), nullable=True))
