"""By when a client wishes a task done, as it was understood when it was filed: lists are sorted by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("tasks", sa.Column("wish_at", sa.BigInteger(), nullable=True))
