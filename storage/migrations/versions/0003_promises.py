"""What is promised for tasks: versions of the rules, each task's clocks, and the alerts that were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; clients get a plan, people quiet hours."""
    op.add_column("clients", sa.Column("plan", sa.String(length=40), nullable=True))
    op.add_column("people", sa.Column("quiet", sa.String(length=120), nullable=True))
    _rule_versions()
    _task_promises()
    _task_alerts()


def _rule_versions() -> None:
    op.create_table(
        "rule_versions",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "version", name=op.f("pk_rule_versions")),
    )


def _task_promises() -> None:
    op.create_table(
        "task_promises",
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.Column("calendar", sa.String(length=80), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("look_at", sa.BigInteger(), nullable=True),
        sa.Column("held_by", sa.String(length=32), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_promises_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_promises")),
    )
    op.create_index(
        "ix_task_promises_due",
        "task_promises",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_task_promises_look",
        "task_promises",
        ["look_at"],
        unique=False,
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )


def _task_alerts() -> None:
    op.create_table(
        "task_alerts",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_alerts_task_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_task_alerts")),
    )
    op.create_index(op.f("ix_task_alerts_task_id"), "task_alerts", ["task_id"], unique=False)
