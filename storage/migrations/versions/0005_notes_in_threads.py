"""Which messages of ours were internal notes: what answers them isn't for a client without a question."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of messages sent before, nobody knows."""
    op.add_column("threads", sa.Column("inside", sa.Boolean(), nullable=True))
