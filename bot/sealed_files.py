"""A file as it lies in the store: sealed in pieces of 64 KiB (AES-256-GCM), with a key of its own made from its
owner's data key, so that it can be written and read without holding it in clear anywhere else.

`VZF1`, the eight characters of the data key's name, 16 bytes of salt, then the pieces. Each is bound to the file, its
owner and its place; the last one says that it is, so that nothing can be moved, cut or put together anew."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from storage.vault import NAME_LENGTH, Key, Keys, Unreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"VZF1"
SALT_BYTES = 16
PIECE = 64 * 1024
TAG_BYTES = 16
HEADER = len(MAGIC) + NAME_LENGTH + SALT_BYTES
WHERE = "files|content"


class FileWriter:
    """Seals one file piece by piece: what is to be written comes from `begin`, then `add`, then `end`."""

    def __init__(self, keys: Keys, file: str, owner: str) -> None:
        self._key = keys.current(owner)
        self._salt = os.urandom(SALT_BYTES)
        self._file = file
        self._place = 0
        self._waiting = b""
        self._cipher = _cipher(self._key, self._salt)

    def begin(self) -> bytes:
        """Return what the file begins with."""
        return MAGIC + self._key.name.encode("ascii") + self._salt

    def add(self, piece: bytes) -> bytes:
        """Return what can be written by now; the last piece is held back until it is known to be the last."""
        self._waiting += piece
        ready = []
        while len(self._waiting) > PIECE:
            ready.append(self._seal(self._waiting[:PIECE], last=False))
            self._waiting = self._waiting[PIECE:]
        return b"".join(ready)

    def end(self) -> bytes:
        """Return the rest."""
        return self._seal(self._waiting, last=True)

    def _seal(self, piece: bytes, *, last: bool) -> bytes:
        nonce = _nonce(self._place, last=last)
        self._place += 1
        return self._cipher.encrypt(nonce, piece, _bound(self._file, self._key.owner))


def key_name(header: bytes) -> str | None:
    """Return the name of the data key a file is sealed with, None for one that lies there in clear."""
    return header[len(MAGIC) : len(MAGIC) + NAME_LENGTH].decode("ascii") if header[: len(MAGIC)] == MAGIC else None


def clear_size(header: bytes, size: int) -> int:
    """Return how large a file is that takes `size` bytes in the store."""
    if key_name(header) is None:
        return size
    pieces = max(1, -(-(size - HEADER) // (PIECE + TAG_BYTES)))
    return max(0, size - HEADER - pieces * TAG_BYTES)


def opened(keys: Keys, file: str, stored: IO[bytes]) -> Iterator[bytes]:
    """Yield the content piece by piece. Raises Unreadable before the first piece that isn't what was sealed."""
    header = stored.read(HEADER)
    name = key_name(header)
    if name is None:
        if not keys.reads_clear:
            raise Unreadable(WHERE, file, "not sealed")
        yield header
        while piece := stored.read(PIECE):
            yield piece
        return
    key = keys.named(name)
    if key is None:
        raise Unreadable(WHERE, file, "its key is gone")
    cipher = _cipher(key, header[-SALT_BYTES:])
    sealed = stored.read(PIECE + TAG_BYTES)
    place = 0
    while True:
        following = stored.read(PIECE + TAG_BYTES)
        yield _open(cipher, file, key.owner, _nonce(place, last=not following), sealed)
        if not following:
            return
        sealed, place = following, place + 1


def _open(cipher: AESGCM, file: str, owner: str, nonce: bytes, sealed: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        return cipher.decrypt(nonce, sealed, _bound(file, owner))
    except (InvalidTag, ValueError):
        raise Unreadable(WHERE, file, "moved, cut or altered") from None


def _cipher(key: Key, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(hmac.new(key.secret, b"file|" + salt, hashlib.sha256).digest())


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])


def _bound(file: str, owner: str) -> bytes:
    return f"{WHERE}|{file}|{owner}".encode()
