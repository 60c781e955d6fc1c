"""Seals people's words and opens them again: AES-256-GCM with what they belong to as associated data
(delivery-and-safety, 6.4).

A sealed value is `1`, the eight characters of its key's name, and in base64 nonce, ciphertext and tag. Values beginning
with `0` are clear text from before there were keys; they are read until all of them were sealed, never after."""

from __future__ import annotations

import hashlib
import hmac
import logging
from abc import ABC, abstractmethod
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from storage.chance import random_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CLIENT = "client:"
CLIENTS = "clients"
INDEX = "index"  # the owner of the key that exact look-ups are hashed with
AUDIT = "audit"  # the owner of the secret that the audit is chained with
CLEAR, SEALED = "0", "1"
BLIND = "~"  # a keyed hash begins so, and no text that was kept in clear
NONCE_BYTES = 12
TAG_BYTES = 16
NAME_LENGTH = 8
MARK_LENGTH = 1 + NAME_LENGTH  # what stands before the sealed bytes
MOST_OWNERS = 5_000

Decrypt = Callable[[bytes, bytes, bytes | None], bytes]
Texts = list[str | None]
Behind = tuple[Decrypt, str, str | None]
"""What stands behind a mark: how it opens, whose key it is, and which client's, if one's."""

log = logging.getLogger("storage")


class Unreadable(Exception):
    """A value is not what was sealed there: moved, cut, altered, or its key is gone. Says where, never what."""

    def __init__(self, where: str, row: str, why: str) -> None:
        super().__init__(
            f"{where}|{row}: {why}. What is sealed there was changed by hand, or the disk is going: restore a backup"
        )
        self.where, self.row, self.why = where, row, why


@dataclass(frozen=True, slots=True)
class Key:
    """An unwrapped data key."""

    name: str
    owner: str
    cipher: AESGCM
    secret: bytes


class Stored(NamedTuple):
    """What a column of many rows holds: `table|column`, the rows' keys, the values, and whose the rows are, where that
    stays."""

    where: str
    rows: Sequence[object]
    values: Sequence[str | None]
    clients: Sequence[str | None] = ()

    def each(self) -> Iterator[tuple[object, str | None, str | None]]:
        """Yield the key, the value and the client of each row."""
        return zip(self.rows, self.values, self.clients or (None,) * len(self.rows), strict=True)


class Keys(Protocol):
    """Where data keys come from."""

    def current(self, owner: str) -> Key:
        """Return the key that an owner's words are sealed with now, made if there is none."""

    def named(self, name: str) -> Key | None:
        """Return a key by its name, None if it is gone."""

    @property
    def reads_clear(self) -> bool:
        """Whether values from before there were keys may still be there."""


class Owners(dict[tuple[str, str], str]):
    """Whose key seals which row of a parent table. It never changes, so it may be kept; there is room for some."""

    def __setitem__(self, row: tuple[str, str], owner: str) -> None:
        if len(self) >= MOST_OWNERS:
            self.clear()
        super().__setitem__(row, owner)


class Vault(ABC):
    """Seals and opens. Shared by all threads of a store; `refused` hears of values that were not what was sealed."""

    def __init__(self) -> None:
        self.owners = Owners()
        self.refused: Callable[[Unreadable], None] = lambda _: None

    @abstractmethod
    def seal(self, where: str, row: str, owner: str, text: str) -> str:
        """Return what the column holds. `where` is `table|column`, `row` the row's key."""

    @abstractmethod
    def open(self, where: str, row: str, stored: str, client: str | None = None) -> str:
        """Return the text; `client` is whose row it is, where that is known and stays. Raises Unreadable."""

    def open_columns(self, columns: Sequence[Stored]) -> list[Texts]:
        """Return the texts of some columns of many rows, None where there is none. Raises Unreadable."""
        return [
            [
                None if value is None else self.open(column.where, str(row), value, client)
                for row, value, client in column.each()
            ]
            for column in columns
        ]

    @abstractmethod
    def blind(self, where: str, text: str | None) -> str | None:
        """Return the keyed hash by which a text is looked up."""


class Sealing(Vault):
    """The vault of an office."""

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys

    def seal(self, where: str, row: str, owner: str, text: str) -> str:
        """Return what the column holds."""
        key = self._keys.current(owner)
        nonce = random_bytes(NONCE_BYTES)
        sealed = key.cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), _bound(where, row, owner))
        return SEALED + key.name + b2a_base64(nonce + sealed, newline=False).decode("ascii")

    def open(self, where: str, row: str, stored: str, client: str | None = None) -> str:
        """Return the text. Raises Unreadable, after it was logged and told (`refused`)."""
        if stored[:1] != SEALED:
            if stored[:1] == CLEAR and self._keys.reads_clear:
                return stored[1:]
            raise self._refuse(where, row, "not sealed")
        key = self._keys.named(stored[1 : 1 + NAME_LENGTH])
        if key is None:
            raise self._refuse(where, row, "its key is gone")
        if _is_anothers(key.owner, client):
            raise self._refuse(where, row, "of another client")
        try:
            sealed = a2b_base64(stored[1 + NAME_LENGTH :])
            opened = key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(where, row, key.owner))
        except Error:
            raise self._refuse(where, row, "cut or altered") from None
        except Exception as error:
            from cryptography.exceptions import InvalidTag

            if not isinstance(error, InvalidTag | ValueError):
                raise
            raise self._refuse(where, row, "moved, cut or altered") from None
        return opened.decode("utf-8", "surrogatepass")

    def open_columns(self, columns: Sequence[Stored]) -> list[Texts]:
        """Return the texts of some columns of many rows; each key is looked up once. Raises Unreadable."""
        known: dict[str, Behind] = {}
        try:
            return [self._opened(column, known) for column in columns]
        except Exception:  # noqa: BLE001 - one by one they say what is the matter
            return super().open_columns(columns)

    def _opened(self, column: Stored, known: dict[str, Behind]) -> Texts:
        where = column.where
        found: Texts = []
        for row, value, client in column.each():
            if value is None:
                found.append(None)
                continue
            mark = value[:MARK_LENGTH]
            if mark not in known:
                known[mark] = self._key_behind(mark)
            decrypt, owner, whose = known[mark]
            if whose != client and whose is not None and client is not None:
                raise LookupError(mark)
            sealed = a2b_base64(value[MARK_LENGTH:])
            opened = decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{where}|{row}|{owner}".encode())
            found.append(opened.decode("utf-8", "surrogatepass"))
        return found

    def _key_behind(self, mark: str) -> Behind:
        key = self._keys.named(mark[1:]) if mark[:1] == SEALED else None
        if key is None:
            raise LookupError(mark)
        whose = key.owner.removeprefix(CLIENT) if key.owner.startswith(CLIENT) else None
        return key.cipher.decrypt, key.owner, whose

    def blind(self, where: str, text: str | None) -> str | None:
        """Return the keyed hash by which a text is looked up."""
        return None if text is None else blinded(self._keys.current(INDEX).secret, where, text)

    def _refuse(self, where: str, row: str, why: str) -> Unreadable:
        refused = Unreadable(where, row, why)
        log.error("sealed words refused", extra={"facts": {"where": where, "row": row, "why": why}})
        self.refused(refused)
        return refused


class Clear(Vault):
    """Seals nothing: for measuring what sealing costs, and for tests of something else."""

    def seal(self, where: str, row: str, owner: str, text: str) -> str:
        """Return the text with the mark of clear text."""
        return CLEAR + text

    def open(self, where: str, row: str, stored: str, client: str | None = None) -> str:
        """Return the text. Raises Unreadable for one that is sealed."""
        if stored[:1] != CLEAR:
            raise Unreadable(where, row, "sealed, and there are no keys")
        return stored[1:]

    def blind(self, where: str, text: str | None) -> str | None:
        """Return the text itself."""
        return text


def blinded(secret: bytes, where: str, text: str) -> str:
    """Return HMAC-SHA-256 of a text for one column, as 43 letters and digits behind a mark."""
    digest = hmac.new(secret, f"{where}|{text}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return BLIND + b2a_base64(digest, newline=False).decode("ascii").rstrip("=")


def length_sealed(size: int) -> int:
    """Return how many characters a text of so many bytes has once it is sealed."""
    return MARK_LENGTH + (NONCE_BYTES + size + TAG_BYTES + 2) // 3 * 4


def key_names(stored: Iterator[str]) -> Iterator[str]:
    """Yield the key's name of each sealed value."""
    return (value[1 : 1 + NAME_LENGTH] for value in stored if value[:1] == SEALED)


def _is_anothers(owner: str, client: str | None) -> bool:
    """Whether a key is that of another client than a row's."""
    return client is not None and owner.startswith(CLIENT) and owner != CLIENT + client


def _bound(where: str, row: str, owner: str) -> bytes:
    return f"{where}|{row}|{owner}".encode()
