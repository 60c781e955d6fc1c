"""Mail addresses as people type them. Pure."""

from __future__ import annotations

import re

LONGEST, LONGEST_LOCAL = 254, 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")


def read_address(words: str) -> str | None:
    """Return the address that somebody typed or pasted (`mailto:`, angle brackets and a full stop behind it are no part
    of it), its domain in ASCII and small letters; None if it is none that mail could be sent to (RFC 5321, without
    quoted names and bare numbers)."""
    said = words.strip().removeprefix("mailto:").removeprefix("<").removesuffix(".").removesuffix(">")
    local, _, domain = said.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    found = f"{local}@{ascii_domain}"
    if len(found) > LONGEST or len(local) > LONGEST_LOCAL:
        return None
    return found if _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain) else None
