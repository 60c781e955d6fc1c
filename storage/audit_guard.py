"""What the databases themselves refuse: to change a row of the audit, or to take one out that no anchor covers."""

from __future__ import annotations

from sqlalchemy import Connection, Table, event

POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_anchors WHERE number >= OLD.number) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit only grows' USING ERRCODE = 'restrict_violation';
END $$""",
    """CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION keep_audit()""",
    """CREATE TRIGGER audit_kept_whole BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()""",
)
SQLITE = (
    """CREATE TRIGGER audit_kept_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END""",
    """CREATE TRIGGER audit_kept_delete BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_anchors WHERE number >= OLD.number)
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END""",
)


def guard(table: Table) -> None:
    """Have the guards made with the table, as the migration does."""
    event.listen(table, "after_create", _make)


def _make(_table: Table, connection: Connection, **_: object) -> None:
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.exec_driver_sql(statement)
