"""The data keys, each wrapped by the master key, in a small store of their own with its own backups: a copy of the
database says nothing without them, and a key that was destroyed makes every copy of what it sealed unreadable.

`sqlite:///path` is a file; with PostgreSQL they lie in a schema of their own, which our backups leave out."""

from __future__ import annotations

import hashlib
import os
import secrets
import string
import threading
import weakref
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool

from storage import key_copies
from storage.engine import StoreBusy, reason
from storage.types import Moment
from storage.vault import NAME_LENGTH, NONCE_BYTES, Key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
SCHEMA = "vorzimmer_keys"
MOST_USES = 2**30  # of one key: half the bound of random nonces for GCM is 2**32 (delivery-and-safety, 6.4)
ONE_CONNECTION: dict[str, Any] = {
    "poolclass": QueuePool,
    "pool_size": 1,
    "max_overflow": 0,
    "pool_pre_ping": True,
    "hide_parameters": True,
}
SHORT = string.ascii_lowercase + string.digits
PORTION = 2**16  # so many uses a process counts at once

_metadata = MetaData()
data_keys = Table(
    "data_keys",
    _metadata,
    Column("name", String(NAME_LENGTH), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("wrapped", Text, nullable=False),
    Column("master", String(16), nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("owner", "version"),
)
facts = Table(
    "facts",
    _metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
# Whose keys were destroyed for good: a digest of the owner, so that the list tells nobody who it was.
erased = Table(
    "erased",
    _metadata,
    Column("owner", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
)
ALL_SEALED = "all-sealed"
MASTER_NOW = "master"


class OwnerErased(Exception):
    """Something is to be kept for somebody who was erased: nothing is any more."""


class WrongMaster(Exception):
    """The data keys are not wrapped by this master key, nor by its former one: says which file or name to look at."""


@dataclass(frozen=True, slots=True)
class Master:
    """The master key, and the one before it while keys are wrapped anew (two slots); 32 bytes each."""

    key: bytes
    former: bytes | None = None

    def slots(self) -> dict[str, bytes]:
        """Return the keys by their fingerprints."""
        return {fingerprint(key): key for key in (self.key, self.former) if key is not None}


def fingerprint(master: bytes) -> str:
    """Return what tells one master key from another and nothing else."""
    return hashlib.sha256(b"vorzimmer master key\0" + master).hexdigest()[:16]


def digest_of(owner: str) -> str:
    """Return what the list of the erased has of an owner: it is found by who knows the id, and tells nobody else."""
    return hashlib.sha256(b"vorzimmer erased\0" + owner.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it lies there. `version` counts an owner's keys from 1; the highest is in use."""

    name: str
    owner: str
    version: int
    master: str
    made_at: datetime


class KeyStore:
    """The keys of one office, shared by the threads of a process. What was unwrapped is remembered; `refresh` hears
    what other processes did. `masters` is asked again where a key needs another master than the one that is known. All
    methods raise StoreBusy where the keys can't be reached."""

    def __init__(self, url: str, masters: Callable[[], Master], now: Callable[[], datetime]) -> None:
        self._url = url
        self._masters = masters
        self._master = masters()
        self._now = now
        self._lock = threading.RLock()
        self._current: dict[str, Key] = {}
        self._named: dict[str, Key] = {}
        self._left: dict[str, int] = {}
        self._reads_clear = True

    @property
    def reads_clear(self) -> bool:
        """Whether words from before there were keys may still be there."""
        return self._reads_clear

    def open(self) -> None:
        """Make the store if it isn't there, and try the master key. Raises WrongMaster."""
        with self._begin() as connection:
            self._make_tables(connection)
            masters = set(connection.scalars(select(data_keys.c.master).distinct()))
            self._hear(connection)
        if masters - self._master.slots().keys():
            message = (
                "the master key is not the one that this office's keys are wrapped with: put back the file or the "
                "name of [keys] master, and [keys] former during a change of it"
            )
            raise WrongMaster(message)

    def is_empty(self) -> bool:
        """Return whether no key was made yet; nothing is made."""
        path = self._path
        if path is not None and not path.exists():
            return True
        with self._begin() as connection:
            if not inspect(connection).has_table(data_keys.name, None if path is not None else SCHEMA):
                return True
            return not connection.scalar(select(func.count()).select_from(data_keys))

    def has(self, name: str) -> bool:
        """Return whether there is a key of this name; nothing is made."""
        if self.is_empty():
            return False
        with self._begin() as connection:
            return connection.scalar(select(data_keys.c.name).where(data_keys.c.name == name)) is not None

    def refresh(self) -> None:
        """Hear of keys that others made or destroyed, and of values that are all sealed by now."""
        with self._lock, self._begin() as connection:
            self._hear(connection)

    def _hear(self, connection: Connection) -> None:
        there = set(connection.scalars(select(data_keys.c.name)))
        newest = {row.owner: row.name for row in connection.execute(_in_order())}
        self._named = {name: key for name, key in self._named.items() if name in there}
        self._current = {owner: key for owner, key in self._current.items() if newest.get(owner) == key.name}
        self._reads_clear = not connection.scalar(select(facts.c.value).where(facts.c.name == ALL_SEALED))

    def close(self) -> None:
        """Give the connection back, if there is one."""
        if "_engine" in self.__dict__:  # made at the first use, and with it the file
            self._engine.dispose()

    # --- for the vault ---

    def current(self, owner: str) -> Key:
        """Return the key that an owner's words are sealed with now, made if there is none."""
        key = self._current.get(owner)
        if key is not None and self._left[key.name] > 0:
            self._left[key.name] -= 1  # threads may miss one another's, the bound has room for that
            return key
        with self._lock:
            key = self._current[owner] = self._take(owner)
            return key

    def named(self, name: str) -> Key | None:
        """Return a key by its name, None if it is gone."""
        key = self._named.get(name)
        if key is None:
            with self._lock, self._begin() as connection:
                row = connection.execute(select(data_keys).where(data_keys.c.name == name)).one_or_none()
                key = (
                    None if row is None else self._unwrapped(row.name, row.owner, row.version, row.wrapped, row.master)
                )
                if key is not None:
                    self._named[name] = key
        return key

    # --- for those who look after keys ---

    def all(self) -> list[Wrapped]:
        """Return all keys, an owner's together, the one in use last."""
        columns = (data_keys.c.name, data_keys.c.owner, data_keys.c.version, data_keys.c.master, data_keys.c.made_at)
        with self._begin() as connection:
            rows = connection.execute(select(*columns).order_by(data_keys.c.owner, data_keys.c.version))
            return [Wrapped(*row) for row in rows]

    def renew(self, owner: str) -> str:
        """Make the next key of an owner; the former ones stay until nothing is sealed with them. Return its name."""
        with self._lock, self._begin() as connection:
            key = self._make(connection, owner)
            self._current.pop(owner, None)
            return key.name

    def adopt(self, owner: str, secret: bytes) -> bool:
        """Take a secret made elsewhere as the key of an owner who has none yet; return whether it was taken."""
        with self._lock, self._begin() as connection:
            if connection.execute(_newest(owner)).one_or_none() is not None:
                return False
            return bool(self._make(connection, owner, secret).name)

    def destroy(self, names: Sequence[str]) -> None:
        """Destroy keys: whatever they sealed can never be read again, in any copy."""
        with self._lock:
            with self._begin() as connection:
                for name in names:
                    connection.execute(delete(data_keys).where(data_keys.c.name == name))
            self.refresh()

    def erase(self, owner: str) -> int:
        """Destroy all keys of an owner, and never make or take back one of theirs again; return how many there were."""
        with self._lock:
            with self._begin() as connection:
                if connection.execute(select(erased).where(erased.c.owner == digest_of(owner))).first() is None:
                    connection.execute(insert(erased).values(owner=digest_of(owner), at=self._now()))
                gone = connection.execute(delete(data_keys).where(data_keys.c.owner == owner)).rowcount
            self.refresh()
        return gone

    def erased_at(self, owner: str) -> datetime | None:
        """Return when an owner was erased, None if they were not."""
        with self._begin() as connection:
            return connection.scalar(select(erased.c.at).where(erased.c.owner == digest_of(owner)))

    def erased_owners(self) -> dict[str, datetime]:
        """Return the list of the erased: digests, and when."""
        with self._begin() as connection:
            return {row.owner: row.at for row in connection.execute(select(erased))}

    def wrap_anew(self) -> Generator[int]:
        """Wrap every key that a former master wraps by the present one, some at a time; yield how many are left. It may
        be ended at any time and begun again. From its beginning on nobody wraps with a former master."""
        new = fingerprint(self._master.key)
        with self._begin() as connection:
            connection.execute(delete(facts).where(facts.c.name == MASTER_NOW))
            connection.execute(insert(facts).values(name=MASTER_NOW, value=new))
        while True:
            with self._begin() as connection:
                rows = connection.execute(
                    select(data_keys).where(data_keys.c.master != new).order_by(data_keys.c.name).limit(100)
                ).all()
                for row in rows:
                    key = self._unwrapped(row.name, row.owner, row.version, row.wrapped, row.master)
                    wrapped = self._wrap(key.secret, row.name, row.owner, row.version)
                    which = data_keys.c.name == row.name
                    connection.execute(update(data_keys).where(which).values(wrapped=wrapped, master=new))
                left = connection.scalar(select(func.count()).select_from(data_keys).where(data_keys.c.master != new))
            yield int(left or 0)
            if not left:
                return

    def all_sealed(self) -> None:
        """Keep that nothing is in clear any more: from now on clear text is refused."""
        with self._lock, self._begin() as connection:
            if not connection.scalar(select(facts.c.value).where(facts.c.name == ALL_SEALED)):
                connection.execute(insert(facts).values(name=ALL_SEALED, value="yes"))
            self._reads_clear = False

    def write_to(self, file: IO[str]) -> int:
        """Write the keys as they lie there, wrapped, and the list of the erased, a line of JSON each; return how many
        keys."""
        with self._begin() as connection:
            rows = connection.execute(select(data_keys).order_by(data_keys.c.owner, data_keys.c.version)).mappings()
            gone = connection.execute(select(erased).order_by(erased.c.at)).all()
            return key_copies.write(file, [dict(row) for row in rows], {row.owner: row.at for row in gone})

    def read_from(self, file: IO[str]) -> int:
        """Add the keys of such a file that aren't there, or can't be unwrapped there, never one of somebody erased;
        return how many. Nothing is added by ValueError (another file, or altered) and WrongMaster (wrapped by one)."""
        rows, gone = key_copies.read(file, data_keys.c.keys())
        if {row["master"] for row in rows} - self._master.slots().keys():
            message = (
                "these keys are wrapped with another master key: put that one back first, where [keys] master says; "
                "nothing was changed"
            )
            raise WrongMaster(message)
        if not all(self._opens(row) for row in rows):
            message = "this backup of keys was altered, or its disk is failing: take another one; nothing was changed"
            raise ValueError(message)
        with self._lock, self._begin() as connection:
            known = set(connection.scalars(select(erased.c.owner)))
            for owner in gone.keys() - known:
                connection.execute(insert(erased).values(owner=owner, at=datetime.fromisoformat(gone[owner])))
            known |= gone.keys()
            for owner in set(connection.scalars(select(data_keys.c.owner).distinct())):
                if digest_of(owner) in known:
                    connection.execute(delete(data_keys).where(data_keys.c.owner == owner))
            there = {row["name"]: self._opens(dict(row)) for row in connection.execute(select(data_keys)).mappings()}
            for name in {row["name"] for row in rows if not there.get(row["name"], True)}:
                connection.execute(delete(data_keys).where(data_keys.c.name == name))
            fresh = [row for row in rows if not there.get(row["name"], False) and digest_of(row["owner"]) not in known]
            for row in fresh:
                self._bring_back(connection, row)
        return len(fresh)

    # --- inside ---

    def _opens(self, row: Mapping[str, Any]) -> bool:
        """Return whether a key can be unwrapped as it lies there."""
        try:
            self._unwrapped(row["name"], row["owner"], row["version"], row["wrapped"], row["master"])
        except (WrongMaster, TypeError, ValueError):
            return False
        return True

    def _bring_back(self, connection: Connection, row: dict[str, Any]) -> None:
        """Add a key as it was; where another took its version since, as the next one."""
        row = {**row, "made_at": datetime.fromisoformat(row["made_at"])}
        newest = connection.execute(_newest(row["owner"])).one_or_none()
        if newest is not None and newest.version >= row["version"]:
            key = self._unwrapped(row["name"], row["owner"], row["version"], row["wrapped"], row["master"])
            row["version"] = newest.version + 1
            row["wrapped"] = self._wrap(key.secret, row["name"], row["owner"], row["version"])
            row["master"] = fingerprint(self._master.key)
        connection.execute(insert(data_keys).values(**row))

    def _take(self, owner: str) -> Key:
        """Return the newest key of an owner with uses for a while, made if there is none or it is used up."""
        for _ in range(3):
            try:
                with self._begin() as connection:
                    row = connection.execute(_newest(owner)).one_or_none()
                    if row is None or row.uses >= MOST_USES:
                        key = self._make(connection, owner)
                    else:
                        uses = data_keys.c.uses + PORTION
                        connection.execute(update(data_keys).where(data_keys.c.name == row.name).values(uses=uses))
                        key = self._unwrapped(row.name, row.owner, row.version, row.wrapped, row.master)
            except IntegrityError:
                continue  # another process made it in this moment
            self._named[key.name] = key
            self._left[key.name] = PORTION
            return key
        message = f"no key could be made for {owner}"
        raise StoreBusy(message)

    def _make(self, connection: Connection, owner: str, given: bytes | None = None) -> Key:
        self._use_present_master(connection)
        if connection.execute(select(erased).where(erased.c.owner == digest_of(owner))).first() is not None:
            message = "nothing is kept any more for who was erased"
            raise OwnerErased(message)
        version = (connection.scalar(select(func.max(data_keys.c.version)).where(data_keys.c.owner == owner)) or 0) + 1
        name = "".join(secrets.choice(SHORT) for _ in range(NAME_LENGTH))
        secret = given or os.urandom(KEY_BYTES)
        row = {"name": name, "owner": owner, "version": version, "uses": PORTION, "made_at": self._now()}
        wrapped = self._wrap(secret, name, owner, version)
        connection.execute(insert(data_keys).values(**row, wrapped=wrapped, master=fingerprint(self._master.key)))
        return _key(name, owner, secret)

    def _use_present_master(self, connection: Connection) -> None:
        """Hear of a change of the master key before a key is wrapped that nobody would wrap anew."""
        wanted = connection.scalar(select(facts.c.value).where(facts.c.name == MASTER_NOW).with_for_update(read=True))
        if wanted is not None and wanted != fingerprint(self._master.key):
            self._master = self._masters()
            if wanted != fingerprint(self._master.key):
                message = "the master key was changed, and this process finds the former one: look at [keys] master"
                raise StoreBusy(message)

    def _wrap(self, secret: bytes, name: str, owner: str, version: int) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = _cipher(self._master.key).encrypt(nonce, secret, f"{name}|{owner}|{version}".encode())
        return b2a_base64(nonce + sealed, newline=False).decode("ascii")

    def _unwrapped(self, name: str, owner: str, version: int, wrapped: str, master: str) -> Key:
        from cryptography.exceptions import InvalidTag

        if master not in self._master.slots():
            self._master = self._masters()
        by = self._master.slots().get(master)
        sealed = a2b_base64(wrapped)
        try:
            if by is None:
                raise InvalidTag
            bound = f"{name}|{owner}|{version}".encode()
            return _key(name, owner, _cipher(by).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound))
        except InvalidTag:
            message = f"the key {name} of {owner} can't be unwrapped: its master key is another, or it was altered"
            raise WrongMaster(message) from None

    @property
    def _path(self) -> Path | None:
        return Path(self._url.removeprefix("sqlite:///")) if self._url.startswith("sqlite:///") else None

    @cached_property
    def _engine(self) -> Engine:
        path = self._path
        if path is None:
            url = self._url.replace("postgresql://", "postgresql+psycopg://", 1)
            engine = create_engine(url, use_native_hstore=False, **ONE_CONNECTION)
            weakref.finalize(self, engine.dispose)  # a command that ends leaves no connection behind
            return engine.execution_options(schema_translate_map={None: SCHEMA})
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        engine = create_engine(self._url, connect_args={"check_same_thread": False}, **ONE_CONNECTION)
        weakref.finalize(self, engine.dispose)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine

    def _make_tables(self, connection: Connection) -> None:
        schema = None if self._path is not None else SCHEMA
        if not inspect(connection).has_table(erased.name, schema):  # the youngest of them
            if schema is not None:
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
            _metadata.create_all(connection)

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            message = f"the store of keys can't be used ({reason(error.orig)}): look at [keys] store"
            raise StoreBusy(message) from error
        except OSError as error:
            message = f"the store of keys can't be used ({error.strerror}): look at [keys] store"
            raise StoreBusy(message) from error


def _prepare(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own connection
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions are ours
    for pragma in ("secure_delete=ON", "synchronous=FULL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _in_order() -> Select[Any]:
    return select(data_keys.c.owner, data_keys.c.name).order_by(data_keys.c.version)


def _newest(owner: str) -> Select[Any]:
    return select(data_keys).where(data_keys.c.owner == owner).order_by(data_keys.c.version.desc()).limit(1)


def _cipher(secret: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret)


def _key(name: str, owner: str, secret: bytes) -> Key:
    return Key(name, owner, _cipher(secret), secret)
