"""What a WebDAV server says of several resources at once (RFC 4918, section 13). Servers differ in what else they write
there: what isn't known is passed over, and one resource that is in trouble doesn't hide the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

DAV = "{DAV:}"
TRUNCATED = 507  # RFC 6578, section 3.6: this is not all, the token is where to go on
_STATUS = re.compile(r"\s(\d{3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: its address as the server says it; its own status, None where only its properties have one; the
    properties that it has, as XML elements by tag."""

    href: str
    status: int | None
    properties: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Its path, whatever host the address names and however it is escaped."""
        return unquote(urlsplit(urljoin("/", self.href)).path)

    @property
    def is_gone(self) -> bool:
        """Whether it isn't there any more."""
        return self.status in {404, 410}

    def text(self, tag: str) -> str | None:
        """Return what a property says, None if it isn't there or empty."""
        found = self.properties.get(tag)
        said = "" if found is None else (found.text or "").strip()
        return said or None


@dataclass(frozen=True, slots=True)
class Multistatus:
    """What was said: of each resource, with the next sync token, and whether there is more."""

    resources: Sequence[Resource]
    token: str | None

    @property
    def is_truncated(self) -> bool:
        """Whether the server stopped before the end."""
        return any(each.status == TRUNCATED for each in self.resources)


def read(tree: Any) -> Multistatus:
    """Return what an answer's XML says. Raises ValueError for any other XML, and for none."""
    if tree is None or tree.tag != f"{DAV}multistatus":
        message = "not a multistatus"
        raise ValueError(message)
    token = tree.findtext(f"{DAV}sync-token")
    return Multistatus([_resource(each) for each in tree.iterfind(f"{DAV}response")], (token or "").strip() or None)


def _resource(response: Any) -> Resource:
    properties = {}
    for each in response.iterfind(f"{DAV}propstat"):
        status = _status(each)
        if status is None or status < 300:
            properties.update({found.tag: found for prop in each.iterfind(f"{DAV}prop") for found in prop})
    return Resource((response.findtext(f"{DAV}href") or "").strip(), _status(response), properties)


def _status(of: Any) -> int | None:
    found = _STATUS.search(of.findtext(f"{DAV}status") or "")
    return None if found is None else int(found[1])
