"""Wished times as they were understood: of a draft with what else may be meant, of a task the one that counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("drafts", sa.Column("wished", sa.Text(), nullable=True))
    op.add_column("tasks", sa.Column("wished", sa.String(length=100), nullable=True))
