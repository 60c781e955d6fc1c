"""Appointments: hosts and their calendars, bookings that can't overlap, the waiting list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEAR = """EXISTS (
    SELECT 1 FROM booking_parts AS other
    WHERE other.host_id = NEW.host_id AND other.booking_id <> NEW.booking_id AND other.blocks
      AND other.kept_until > NEW.kept_from AND other.kept_from < NEW.kept_until
      AND ((other.starts_at < NEW.kept_until AND other.ends_at > NEW.kept_from)
        OR (other.kept_from < NEW.ends_at AND other.kept_until > NEW.starts_at)))"""


def upgrade() -> None:
    """Make the tables, and what refuses bookings that are too near."""
    _hosts()
    _host_absences()
    _host_busy()
    _host_calendars()
    _host_days()
    _host_travels()
    _bookings()
    _booking_history()
    _booking_parts()
    _booking_waits()
    if op.get_bind().dialect.name == "postgresql":
        _guarded_by_postgresql()
    else:
        _guarded_by_sqlite()


def _hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosts")),
    )


def _host_absences() -> None:
    op.create_table(
        "host_absences",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("host_id", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name="ck_host_absences_not_empty"),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_host_absences_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_absences")),
    )
    op.create_index("ix_host_absences_host", "host_absences", ["host_id", "ends_at"], unique=False)


def _host_busy() -> None:
    op.create_table(
        "host_busy",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("host_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="ck_host_busy_not_empty"),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_host_busy_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_busy")),
    )
    op.create_index("ix_host_busy_host", "host_busy", ["host_id", "ends_at"], unique=False)
    op.create_index("ix_host_busy_source", "host_busy", ["host_id", "source"], unique=False)


def _host_calendars() -> None:
    op.create_table(
        "host_calendars",
        sa.Column("host_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_host_calendars_host_id")),
        sa.PrimaryKeyConstraint("host_id", "source", name=op.f("pk_host_calendars")),
    )


def _host_days() -> None:
    op.create_table(
        "host_days",
        sa.Column("host_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("windows", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_host_days_host_id")),
        sa.PrimaryKeyConstraint("host_id", "day", name=op.f("pk_host_days")),
    )


def _host_travels() -> None:
    op.create_table(
        "host_travels",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("host_id", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="ck_host_travels_not_empty"),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_host_travels_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_travels")),
    )
    op.create_index("ix_host_travels_host", "host_travels", ["host_id", "last_day"], unique=False)


def _bookings() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=True),
        sa.Column("contact_id", sa.String(length=32), nullable=True),
        sa.Column("booked_by", sa.String(length=32), nullable=True),
        sa.Column("guests", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hold_until", sa.BigInteger(), nullable=True),
        sa.Column("proposed_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("overridden", sa.Text(), nullable=False),
        sa.Column("series_id", sa.String(length=32), nullable=True),
        sa.Column("recurrence_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name="ck_bookings_not_empty"),
        sa.ForeignKeyConstraint(["booked_by"], ["people.id"], name=op.f("fk_bookings_booked_by")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_bookings_client_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["people.id"], name=op.f("fk_bookings_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("number", name=op.f("uq_bookings_number")),
    )
    _indexes_of_bookings()


def _indexes_of_bookings() -> None:
    op.create_index("ix_bookings_client", "bookings", ["client_id", "ends_at"], unique=False)
    op.create_index("ix_bookings_contact", "bookings", ["contact_id", "ends_at"], unique=False)
    op.create_index(
        "ix_bookings_held",
        "bookings",
        ["booked_by"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_bookings_series",
        "bookings",
        ["series_id"],
        unique=False,
        sqlite_where=sa.text("series_id IS NOT NULL"),
        postgresql_where=sa.text("series_id IS NOT NULL"),
    )


def _booking_history() -> None:
    op.create_table(
        "booking_history",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("move", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_history_booking_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_booking_history_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_history")),
    )
    op.create_index(op.f("ix_booking_history_booking_id"), "booking_history", ["booking_id"], unique=False)


def _booking_parts() -> None:
    op.create_table(
        "booking_parts",
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("host_id", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_from", sa.BigInteger(), nullable=False),
        sa.Column("kept_until", sa.BigInteger(), nullable=False),
        sa.Column("hold_until", sa.BigInteger(), nullable=True),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "starts_at < ends_at AND kept_from <= starts_at AND ends_at <= kept_until",
            name="ck_booking_parts_not_empty",
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_parts_booking_id")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_booking_parts_host_id")),
        sa.PrimaryKeyConstraint("booking_id", "host_id", name=op.f("pk_booking_parts")),
    )
    op.create_index(
        "ix_booking_parts_busy",
        "booking_parts",
        ["host_id", "kept_until", "kept_from", "starts_at", "ends_at", "hold_until", "service", "booking_id", "blocks"],
        unique=False,
        sqlite_where=sa.text("blocks"),
        postgresql_where=sa.text("blocks"),
    )
    op.create_index(
        "ix_booking_parts_held",
        "booking_parts",
        ["host_id", "hold_until"],
        unique=False,
        sqlite_where=sa.text("hold_until IS NOT NULL"),
        postgresql_where=sa.text("hold_until IS NOT NULL"),
    )


def _booking_waits() -> None:
    op.create_table(
        "booking_waits",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=True),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=40), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_waits_booking_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_booking_waits_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_booking_waits_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_waits")),
    )
    op.create_index("ix_booking_waits_person", "booking_waits", ["person_id", "state"], unique=False)
    op.create_index("ix_booking_waits_service", "booking_waits", ["service", "state", "id"], unique=False)


def _guarded_by_postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "ALTER TABLE booking_parts ADD CONSTRAINT ex_booking_parts_overlap "
        "EXCLUDE USING gist (host_id WITH =, int8range(starts_at, ends_at) WITH &&) WHERE (blocks)"
    )
    op.execute(
        f"""CREATE OR REPLACE FUNCTION refuse_near_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM hosts WHERE id = NEW.host_id FOR NO KEY UPDATE;
  IF {NEAR} THEN
    RAISE EXCEPTION 'too near to another booking of this host' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$"""
    )
    op.execute(
        "CREATE TRIGGER booking_parts_near BEFORE INSERT OR UPDATE ON booking_parts "
        "FOR EACH ROW WHEN (NEW.blocks) EXECUTE FUNCTION refuse_near_booking()"
    )


def _guarded_by_sqlite() -> None:
    for what in ("INSERT", "UPDATE"):
        op.execute(
            f"""CREATE TRIGGER booking_parts_near_{what.lower()} BEFORE {what} ON booking_parts
WHEN NEW.blocks AND {NEAR}
BEGIN SELECT RAISE(ABORT, 'too near to another booking of this host'); END"""
        )
