"""What is to be written into hosts' calendars; and which object of a calendar a busy time comes from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "calendar_entries",
        sa.Column("host_id", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_calendar_entries_host_id")),
        sa.PrimaryKeyConstraint("host_id", "uid", name=op.f("pk_calendar_entries")),
    )
    op.create_index("ix_calendar_entries_due", "calendar_entries", ["host_id", "next_at"], unique=False)
    op.create_index("ix_calendar_entries_uid", "calendar_entries", ["uid"], unique=False)
    op.add_column("host_busy", sa.Column("object", sa.String(length=64), nullable=True))
