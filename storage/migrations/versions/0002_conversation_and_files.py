"""What is said about a task and what comes with it: messages, notes, focus, threads, files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _threads()
    _focus()
    _draft_sources()
    _files()
    _task_messages()
    _task_notes()


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "chat", "message_id", name=op.f("pk_threads")),
    )


def _focus() -> None:
    op.create_table(
        "focus",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_focus_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_focus")),
    )


def _draft_sources() -> None:
    op.create_table(
        "draft_sources",
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_sources_draft_id")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_draft_sources")),
    )
    op.create_index(op.f("ix_draft_sources_draft_id"), "draft_sources", ["draft_id"], unique=False)


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("handle", sa.String(length=512), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("error", sa.String(length=120), nullable=True),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("task_id", sa.String(length=32), nullable=True),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("path", sa.String(length=64), nullable=True),
        sa.Column("checksum", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_files_owner_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_files_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(
        "ix_files_coming",
        "files",
        ["platform", "workspace", "not_before"],
        unique=False,
        sqlite_where=sa.text("state = 'coming'"),
        postgresql_where=sa.text("state = 'coming'"),
    )
    op.create_index(op.f("ix_files_draft_id"), "files", ["draft_id"], unique=False)
    op.create_index(op.f("ix_files_message_id"), "files", ["message_id"], unique=False)
    op.create_index(op.f("ix_files_task_id"), "files", ["task_id"], unique=False)


def _task_messages() -> None:
    op.create_table(
        "task_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_task_messages_author_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_messages_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_messages")),
    )
    op.create_index("ix_task_messages_source", "task_messages", ["source"], unique=False)
    op.create_index(op.f("ix_task_messages_task_id"), "task_messages", ["task_id"], unique=False)


def _task_notes() -> None:
    op.create_table(
        "task_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_task_notes_author_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_notes_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notes")),
    )
    op.create_index("ix_task_notes_source", "task_notes", ["source"], unique=False)
    op.create_index(op.f("ix_task_notes_task_id"), "task_notes", ["task_id"], unique=False)
