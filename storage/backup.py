"""Backup and restore: everything in one checked file that either database can be made from. What the file looks like is
in `storage.backup_file`; what an operator does with it is in docs/operations.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    and_,
    collate,
    create_engine,
    event,
    func,
    inspect,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from storage.backup_file import (
    BackupBroken,
    BackupExists,
    BackupProblem,
    Counts,
    Header,
    Reader,
    Row,
    TableStart,
    Writer,
    check,
    new_file,
    utc,
)
from storage.catalogue import invitations, metadata, outbox, timers
from storage.engine import StoreBusy, StoreInUse, reason
from storage.migrate import NewerSchema, engine_for, head, known, lock_schema, only_process, revision, upgrade
from storage.sqlite import open_reader
from storage.vocabulary import InvitationState, OutboxState, TimerState

__all__ = ["BackupBroken", "BackupExists", "BackupProblem", "Counts", "NotEmpty", "backup", "check", "restore"]

Progress = Callable[[str, int], None]

FORMER_TABLES: frozenset[str] = frozenset()
"""Tables that an earlier schema had: a backup of one is complete too."""

LEFT_OUT = frozenset({"leases"})
"""Says which process is at work, not what was done; a restored lease would only make the first process wait."""

OF_A_FIRST_START = frozenset({"teams", "marks", *LEFT_OUT})
"""Tables that the program fills by itself when it is started on an empty database."""

_OFFICES = text(  # storage.postgres names its connections so
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'vorzimmer'"
)

VERSION_TABLE = "alembic_version"
BATCH = 500


class NotEmpty(BackupProblem):
    """There is an office in this database already."""


def backup(url: str, file: Path, now: datetime, *, progress: Progress | None = None) -> Counts:
    """Write the whole database as it stands at one moment into a new file; return the rows of each table.

    The office may go on working. On SQLite this reads through a read-only connection: a second one that writes or
    checkpoints could meet the WAL-reset bug, and a copy of the file would lack what is still in the write-ahead log.
    `progress` hears each table and its rows. Raises BackupExists, BackupBroken (what was written can't be read back),
    NewerSchema, StoreBusy, OSError.
    """
    with _snapshot(url) as connection:
        at = _known_revision(connection)
        with new_file(file, Header(at, utc(now), connection.dialect.name)) as writer:
            for table in _tables(connection).sorted_tables:
                if table.name not in LEFT_OUT:
                    _write(connection, table, writer)
                    _say(progress, table.name, writer.counts[table.name])
    return writer.counts


def restore(url: str, file: Path, now: datetime, *, progress: Progress | None = None) -> Counts:
    """Make an empty database into what the file holds; return the rows of each table.

    The file is read and checked from end to end before the database is looked at. Then all happens in one transaction:
    the tables of the file's schema, the rows, the migrations since, and what keeps old messages and timers from going
    out (`_send_nothing_again` says what becomes of what). `progress` hears each table and its rows, then `parked
    messages` and `cancelled timers`. Raises BackupBroken, NotEmpty, NewerSchema, StoreInUse, StoreBusy, OSError;
    whatever is raised, the database stays as it was.
    """
    check(file)
    header = Reader(file).header()
    if header.revision not in known():
        message = f"{file} has schema {header.revision}, this version knows up to {head()}: install the newer one"
        raise NewerSchema(message)
    _refuse_orphaned_log(url)
    with only_process(url), _explained(file), engine_for(url).begin() as connection:
        _make_room(connection)
        upgrade(connection, header.revision)
        counts = _load(connection, file, progress)
        upgrade(connection)
        _send_nothing_again(connection, now, progress)
    return counts


# --- out -----------------------------------------------------------------------------------------------------------


@contextmanager
def _snapshot(url: str) -> Iterator[Connection]:
    """Yield a connection that sees one moment and can't change anything."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        if not path.is_file():
            message = f"there is no database file {path}: look at [database] url"
            raise StoreBusy(message)
        engine = create_engine("sqlite://", creator=lambda: open_reader(path), poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    else:
        engine = engine_for(url).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection
    except DBAPIError as error:
        message = f"the database can't be read ({reason(error.orig)}): look at [database] url and at its server or file"
        raise StoreBusy(message) from error


def _known_revision(connection: Connection) -> str:
    found = revision(connection)
    if found is None:
        message = "the database is empty, there is nothing to back up: look at [database] url"
        raise StoreBusy(message)
    if found not in known():
        message = f"the database has schema {found}, this version knows up to {head()}: back up with the newer version"
        raise NewerSchema(message)
    return found


def _tables(connection: Connection) -> MetaData:
    """Return our tables as this database has them, whatever its revision; other tables beside them are not ours. Of
    each its columns, its key and what it refers to: asking for all the rest takes three times as long."""
    inspector, found = inspect(connection), MetaData()
    ours = {*metadata.tables, *FORMER_TABLES}.intersection(inspector.get_table_names())
    keys = dict(inspector.get_multi_pk_constraint(filter_names=sorted(ours)))
    others = dict(inspector.get_multi_foreign_keys(filter_names=sorted(ours)))
    for (_, name), columns in inspector.get_multi_columns(filter_names=sorted(ours)).items():
        Table(
            name,
            found,
            *(Column(column["name"], column["type"]) for column in columns),
            PrimaryKeyConstraint(*keys[None, name]["constrained_columns"]),
            *(
                ForeignKeyConstraint(
                    key["constrained_columns"], [f"{key['referred_table']}.{of}" for of in key["referred_columns"]]
                )
                for key in others[None, name]
            ),
        )
    return found


def _write(connection: Connection, table: Table, writer: Writer) -> None:
    writer.table(table.name, [column.name for column in table.columns])
    # By key and by code point: the same content makes the same lines whichever database it is in.
    by_locale = connection.dialect.name == "postgresql"
    key = [collate(key, "C") if by_locale and isinstance(key.type, String) else key for key in table.primary_key]
    for row in connection.execute(select(table).order_by(*key), execution_options={"yield_per": BATCH}):
        writer.row(list(row))


# --- in ------------------------------------------------------------------------------------------------------------


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        message = f"{file} can't be used: its rows don't fit together. Nothing was changed; take another backup"
        raise BackupBroken(message) from error
    except DBAPIError as error:
        message = f"the database can't be written ({type(error.orig).__name__}) and is as it was: look at the server"
        raise StoreBusy(message) from error


def _refuse_orphaned_log(url: str) -> None:
    """A log without its database would be taken for the new one's and written into it."""
    path = Path(url.removeprefix("sqlite:///"))
    log = path.with_name(f"{path.name}-wal")
    if url.startswith("sqlite:///") and log.exists() and not (path.exists() and path.stat().st_size):
        message = f"{log} is left from a database that was moved away: move it to that database, or name another file"
        raise NotEmpty(message)


def _make_room(connection: Connection) -> None:
    """Remove our tables, as long as nobody has worked with them."""
    _refuse_busy(connection)
    lock_schema(connection)
    tables = _tables(connection)
    if not tables.tables:
        return
    if revision(connection) is None:
        message = "another program has tables in this database: make an empty one and name it in [database] url"
        raise NotEmpty(message)
    _known_revision(connection)
    used = [
        table.name
        for table in tables.sorted_tables
        if table.name not in OF_A_FIRST_START and connection.scalar(select(func.count()).select_from(table))
    ]
    if used:
        message = (
            f"the database is not empty (there is something in {', '.join(used)}), and nothing is overwritten. "
            "SQLite: move the file away, together with its -wal and -shm if there are any; "
            "PostgreSQL: make an empty database and name it in [database] url"
        )
        raise NotEmpty(message)
    tables.reflect(connection, only=[VERSION_TABLE])
    tables.drop_all(connection)


def _refuse_busy(connection: Connection) -> None:
    """Raise StoreInUse while an office is connected; SQLite's file lock has seen to that already."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    if connection.scalar(_OFFICES):
        message = "an office is at work with this database: stop it first"
        raise StoreInUse(message)


def _load(connection: Connection, file: Path, progress: Progress | None) -> Counts:
    tables = _tables(connection).tables
    reader = Reader(file)
    table: Table | None = None
    columns: tuple[str, ...] = ()
    waiting: list[Row] = []

    def flush() -> None:
        if table is not None and waiting:
            connection.execute(table.insert(), [dict(zip(columns, row, strict=True)) for row in waiting])
            waiting.clear()

    for line in reader.lines():
        if isinstance(line, TableStart):
            flush()
            table, columns = tables.get(line.name), line.columns
            if table is None or set(columns) != set(table.columns.keys()):
                message = f"{file} can't be used: its table {line.name} is not one of its schema. Nothing was changed"
                raise BackupBroken(message)
        else:
            waiting.append(line)
            if len(waiting) == BATCH:
                flush()
    flush()
    for name, rows in reader.counts.items():
        _say(progress, name, rows)
    return reader.counts


def _send_nothing_again(connection: Connection, now: datetime, progress: Progress | None) -> None:
    """Stop what has probably happened since the backup; keep all that anybody wrote. Table by table:

    - outbox: what waited or was on its way becomes `parked` with the error `restored`.
    - timers: what is due by now becomes `cancelled`; an old reminder is worse than none. Later ones will fire.
    - invitations: what waited or was on its way counts as told, with the trouble `restored`; later changes are told.
    - inbox: events not yet handled stay, to be handled at the next start: a request that is confirmed twice is better
      than one that is lost. Events handled before stay known, so that a repeat of them is recognised.
    - marks, poll offset: stays. Telegram forgets what was once confirmed, so an old offset brings nothing back, and the
      gap in the numbers is reported to managers.
    - marks, Slack sweep: stays, so that the next sweep finds what was written since the backup.
    - marks, sending holds: stay. They end at a moment of their own, and sending into a live one would be punished.
    - marks, last sign of life: stays. If it is a day old, everybody is told that messages may be missing, which is so.
    - leases: are not in the file.
    - cards, buttons, forms, invites: stay as they were then. A button pressed since works again, on the restored state;
      an invite used since is worth something again until it expires, because the one who used it is gone too.
    - files: stay. What was coming is fetched, as far as the platform still has it. What they contain isn't here.
    - threads: stay. Replies to messages sent since belong to nothing until their sender says to what.
    - topics: stay. One made since is left empty; its task gets another.
    - numbers: stay. References given since the backup are given again: nobody knows how many there were.
    """
    parked = connection.execute(
        update(outbox.outbox)
        .where(outbox.outbox.c.state.in_([OutboxState.NEW, OutboxState.SENDING]))
        .values(state=OutboxState.PARKED, error="restored")
    )
    _say(progress, "parked messages", parked.rowcount)
    _count_as_told(connection)
    cancelled = connection.execute(
        update(timers.timers)
        .where(timers.timers.c.state == TimerState.OPEN, timers.timers.c.due_at <= now)
        .values(state=TimerState.CANCELLED, fired_at=now)
    )
    _say(progress, "cancelled timers", cancelled.rowcount)


def _count_as_told(connection: Connection) -> None:
    of = invitations.invitations
    connection.execute(
        update(of)
        .where(
            or_(
                of.c.state == InvitationState.SENDING,
                and_(of.c.state == InvitationState.WAITING, of.c.next_at.is_not(None)),
            )
        )
        .values(
            state=InvitationState.TOLD,
            first=func.coalesce(of.c.first, of.c.wanted),
            told=of.c.wanted,
            next_at=None,
            trouble="restored",
        )
    )


def _say(progress: Progress | None, what: str, rows: int) -> None:
    if progress is not None:
        progress(what, rows)
