"""What was agreed in review meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "agreed_actions",
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_agreed_actions_client_id")),
        sa.ForeignKeyConstraint(["run_id"], ["report_runs.id"], name=op.f("fk_agreed_actions_run_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_agreed_actions_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_agreed_actions")),
    )
    op.create_index("ix_agreed_actions_client", "agreed_actions", ["client_id", "task_id"], unique=False)
