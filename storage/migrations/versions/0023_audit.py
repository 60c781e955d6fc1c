"""The audit: a chain of rows that only grows, and the keys of its pseudonyms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and what refuses to change them."""
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_kind", sa.String(length=24), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_actor", "audit", ["actor", "number"], unique=False)
    op.create_index("ix_audit_object", "audit", ["object_id", "number"], unique=False)
    op.create_table(
        "audit_anchors",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_anchors")),
    )
    op.create_table(
        "pseudonyms",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_pseudonyms")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guarded_by_postgresql()
    else:
        _guarded_by_sqlite()


def _guarded_by_postgresql() -> None:
    op.execute(
        """CREATE OR REPLACE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_anchors WHERE number >= OLD.number) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit only grows' USING ERRCODE = 'restrict_violation';
END $$"""
    )
    op.execute(
        """CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION keep_audit()"""
    )
    op.execute(
        """CREATE TRIGGER audit_kept_whole BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()"""
    )


def _guarded_by_sqlite() -> None:
    op.execute(
        """CREATE TRIGGER audit_kept_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"""
    )
    op.execute(
        """CREATE TRIGGER audit_kept_delete BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_anchors WHERE number >= OLD.number)
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"""
    )
