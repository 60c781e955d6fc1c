"""People's words are sealed: what holds none loses its mark of clear text, an emptied payload gets a mark of its own.

What was kept in clear is sealed by the running office, a portion at a time (`storage.renewal`)."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WITHOUT_WORDS = (("rule_versions", "body"), ("task_promises", "chain"), ("task_promises", "due"), ("timers", "facts"))


def upgrade() -> None:
    """Change what is kept, not the tables."""
    for table, column in WITHOUT_WORDS:
        op.execute(f"UPDATE {table} SET {column} = substr({column}, 2)")  # noqa: S608 - names of our own
    op.execute("UPDATE inbox SET raw = '-' WHERE raw = '0'")
