"""Contracts that end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "contract_ends",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("confirmed_by", sa.String(length=32), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("called_off_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_contract_ends_client_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_contract_ends_asked_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_contract_ends_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_ends")),
    )
    op.create_index(op.f("ix_contract_ends_client_id"), "contract_ends", ["client_id"])
