"""Since when somebody's words are about what they chose: what they wrote before and reached us later is not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("focus", sa.Column("since", sa.BigInteger(), nullable=True))
