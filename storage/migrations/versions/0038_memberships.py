"""Who was what in which team, and since when which office hours held: figures of the past ask for it.

Of the time before it is known who is there now, and when each version of the hours came for the first time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

WITHOUT_HOURS = '%"week":"daily 00:00-24:00","exceptions":[]%'
"""The calendar of an office whose settings name no hours; promised are none."""


def upgrade() -> None:
    """Make the tables, and fill them with what is known."""
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_memberships_team_id")),
        sa.PrimaryKeyConstraint("person_id", "since", name=op.f("pk_memberships")),
    )
    op.create_table(
        "office_hours",
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("since", name=op.f("pk_office_hours")),
    )
    op.execute(
        "INSERT INTO memberships (person_id, since, role, team_id) "
        "SELECT id, created_at, role, team_id FROM people WHERE state = 'active'"
    )
    without = sa.text(
        "INSERT INTO office_hours (since, version) "
        "SELECT since, MIN(CASE WHEN body LIKE :without THEN NULL ELSE version END) FROM rule_versions "
        "WHERE kind = 'calendar' AND name = 'office' GROUP BY since"
    )
    op.get_bind().execute(without, {"without": WITHOUT_HOURS})
