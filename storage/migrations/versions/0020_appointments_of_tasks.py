"""Which appointment a request is for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("drafts", sa.Column("booking_id", sa.String(length=32), nullable=True))
    op.add_column("tasks", sa.Column("booking_id", sa.String(length=32), nullable=True))
    given = sa.text("booking_id IS NOT NULL")
    op.create_index("ix_tasks_booking", "tasks", ["booking_id"], sqlite_where=given, postgresql_where=given)
