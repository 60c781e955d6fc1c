"""A report keeps the zone of its days: whose reader travels afterwards still reads of the same ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was wanted before is about days on its reader's wall, as it was until now."""
    op.add_column("report_runs", sa.Column("zone", sa.String(64), nullable=True))
