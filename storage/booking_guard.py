"""What the databases themselves refuse: two bookings of one host that are too near, or in one another's time.

The distance is the longer of the first one's time after and the second one's time before. PostgreSQL has an exclusion
constraint on the times, and a trigger for the distances which takes the host's row first, so that whoever comes second
sees who came first; SQLite has one writer and a trigger."""

from __future__ import annotations

from sqlalchemy import Connection, Table, event

_NEAR = """EXISTS (
    SELECT 1 FROM booking_parts AS other
    WHERE other.host_id = NEW.host_id AND other.booking_id <> NEW.booking_id AND other.blocks
      AND other.kept_until > NEW.kept_from AND other.kept_from < NEW.kept_until
      AND ((other.starts_at < NEW.kept_until AND other.ends_at > NEW.kept_from)
        OR (other.kept_from < NEW.ends_at AND other.kept_until > NEW.starts_at)))"""

POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE booking_parts ADD CONSTRAINT ex_booking_parts_overlap
    EXCLUDE USING gist (host_id WITH =, int8range(starts_at, ends_at) WITH &&) WHERE (blocks)""",
    f"""CREATE OR REPLACE FUNCTION refuse_near_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM hosts WHERE id = NEW.host_id FOR NO KEY UPDATE;
  IF {_NEAR} THEN
    RAISE EXCEPTION 'too near to another booking of this host' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$""",
    """CREATE TRIGGER booking_parts_near BEFORE INSERT OR UPDATE ON booking_parts
    FOR EACH ROW WHEN (NEW.blocks) EXECUTE FUNCTION refuse_near_booking()""",
)
SQLITE = tuple(
    f"""CREATE TRIGGER booking_parts_near_{what.lower()} BEFORE {what} ON booking_parts
WHEN NEW.blocks AND {_NEAR}
BEGIN SELECT RAISE(ABORT, 'too near to another booking of this host'); END"""
    for what in ("INSERT", "UPDATE")
)


def guard(table: Table) -> None:
    """Have the guards made with the table, as the migration does."""
    event.listen(table, "after_create", _make)


def _make(_table: Table, connection: Connection, **_: object) -> None:
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.exec_driver_sql(statement)
