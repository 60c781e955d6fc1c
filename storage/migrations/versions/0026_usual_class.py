"""Who may know of a client's requests unless somebody says otherwise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("clients", sa.Column("confidentiality", sa.String(length=24), nullable=True))
