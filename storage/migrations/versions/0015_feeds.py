"""Calendar feeds: whose appointments a secret address shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "booking_feeds",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_booking_feeds_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_booking_feeds")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_booking_feeds_key_hash")),
    )
