"""Who may know of a task; clients under professional secrecy, restricted, with channels; who is bound to secrecy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("tasks", sa.Column("confidentiality", sa.String(length=24), nullable=True))
    op.add_column("clients", sa.Column("secrecy", sa.Boolean(), nullable=True))
    op.add_column("clients", sa.Column("channels", sa.Text(), nullable=True))
    op.add_column("clients", sa.Column("restricted_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "secrecy_obligations",
        sa.Column("id", sa.String(length=32), primary_key=True),
        sa.Column("person_id", sa.String(length=32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("signed_on", sa.String(length=10), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.String(length=32), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_secrecy_obligations_person", "secrecy_obligations", ["person_id"])
