"""One calendar on a CalDAV server (RFC 4791), through the caldav library. All of it waits for the network: it is called
in a thread, never in the event loop. The only file that knows caldav, which is loaded at the first call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from caldav.davclient import DAVClient, DAVResponse

SECONDS = 10.0
PORTION = 50
DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
_CHANGES = (
    f"<d:sync-collection {_SPACES}><d:sync-token>%s</d:sync-token><d:sync-level>1</d:sync-level>"
    "<d:prop><d:getetag/></d:prop></d:sync-collection>"
)
_BETWEEN = (
    f"<c:calendar-query {_SPACES}><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>"
    '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="%s" end="%s"/>'
    "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
)
_NAMED = f"<c:calendar-multiget {_SPACES}><d:prop><d:getetag/><c:calendar-data/></d:prop>%s</c:calendar-multiget>"


class Trouble(Exception):
    """The calendar can't be used now; `code` says why: `unreachable`, `refused` (wrong password, no right), `gone` (no
    calendar at this address), `http-500` and the like."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Changed(Exception):
    """What was to be written or deleted is not there as it was thought to be."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where a calendar is and who we are there."""

    url: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """An object of a calendar: its path on the server, its content, and its ETag where the server says it."""

    path: str
    content: str
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a sync token (RFC 6578): paths changed or new, paths gone, and the next token."""

    changed: Sequence[str]
    gone: Sequence[str]
    token: str


class DavCalendar:
    """A calendar; `account.url` is that of the collection itself."""

    def __init__(self, account: Account) -> None:
        self._url = account.url.rstrip("/") + "/"
        self._path = unquote(urlsplit(self._url).path)
        self._account = account
        self._client: DAVClient | None = None

    def close(self) -> None:
        """Give back the connection."""
        if self._client is not None:
            self._client.close()

    # --- writing ---

    def put(self, name: str, content: bytes, etag: str | None) -> str | None:
        """Write an object: in the place of the one with this ETag, or where there is none yet (None). Return its new
        ETag if the server says it. Raises Changed, Trouble."""
        condition = {"If-None-Match": "*"} if etag is None else {"If-Match": etag}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        answer = self._asked(self._url + name, "PUT", content.decode(), headers)
        if answer.status in {404, 409, 410, 412} and etag is not None:
            raise Changed
        if answer.status == 412:
            raise Changed
        _need(answer, 200, 201, 204)
        return _etag(answer)

    def get(self, name: str) -> Found | None:
        """Return an object, None if it is not there. Raises Trouble."""
        answer = self._asked(self._url + name, "GET")
        if answer.status in {404, 410}:
            return None
        _need(answer, 200)
        return Found(self._path + name, answer.raw, _etag(answer))

    def delete(self, name: str, etag: str | None) -> None:
        """Delete an object, if it is the one with this ETag (None: in any case); nothing happens if it isn't there.
        Raises Changed, Trouble."""
        answer = self._asked(self._url + name, "DELETE", headers={} if etag is None else {"If-Match": etag})
        if answer.status == 412:
            raise Changed
        _need(answer, 200, 202, 204, 404, 410)

    # --- reading ---

    def changes(self, token: str | None) -> Changes | None:
        """Return what happened since a token; for None everything there is. None if the server keeps no tokens, or not
        this one any more. Raises Trouble."""
        try:
            answer = self._report(_CHANGES % escape(token or ""), depth=0)
        except Trouble as trouble:
            # RFC 6578 answers a token that is too old with 403, of which nothing more is known here.
            if trouble.code in {"refused", "gone"} or trouble.code.startswith("http-"):
                return None
            raise
        paths = _paths(answer)
        next_token = getattr(answer, "sync_token", None)
        if not next_token:
            return None
        statuses = {unquote(urlsplit(path).path): status for path, status in answer.statuses.items()}
        gone = [path for path in paths if " 404" in (statuses.get(path) or "")]
        inside = [path for path in paths if path not in gone and path.rstrip("/") != self._path.rstrip("/")]
        return Changes(inside, gone, str(next_token))

    def between(self, since: datetime, until: datetime) -> list[Found]:
        """Return all objects with an event that touches a span (UTC). Raises Trouble."""
        span = tuple(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (since, until))
        return _objects(self._report(_BETWEEN % span, depth=1))

    def named(self, paths: Iterable[str]) -> list[Found]:
        """Return the objects of these paths, as far as they are there. Raises Trouble."""
        wanted, found = list(paths), []
        for start in range(0, len(wanted), PORTION):
            hrefs = "".join(f"<d:href>{escape(quote(path))}</d:href>" for path in wanted[start : start + PORTION])
            found += _objects(self._report(_NAMED % hrefs, depth=1))
        return found

    # --- inside ---

    def _report(self, query: str, depth: int) -> DAVResponse:
        headers = {"Depth": str(depth), "Content-Type": 'application/xml; charset="utf-8"'}
        answer = self._asked(self._url, "REPORT", f'<?xml version="1.0" encoding="utf-8"?>{query}', headers)
        if answer.status in {404, 410}:
            raise Trouble("gone")
        _need(answer, 207)
        return answer

    def _asked(self, url: str, method: str, body: str = "", headers: dict[str, str] | None = None) -> DAVResponse:
        from caldav.lib.error import AuthorizationError
        from requests import RequestException

        try:
            return self._connected().request(url, method, body, headers or {})
        except AuthorizationError:
            raise Trouble("refused") from None
        except (RequestException, OSError):
            raise Trouble("unreachable") from None
        except (ValueError, NotImplementedError):  # no XML where there should be, no way to log in that we know
            raise Trouble("nonsense") from None

    def _connected(self) -> DAVClient:
        if self._client is None:
            from caldav.davclient import DAVClient

            user, password = self._account.user, self._account.password
            self._client = DAVClient(self._url, username=user, password=password, timeout=int(SECONDS))
        return self._client


def _need(answer: DAVResponse, *statuses: int) -> None:
    if answer.status not in statuses:
        raise Trouble(f"http-{answer.status}")


def _etag(answer: DAVResponse) -> str | None:
    value = answer.headers.get("ETag")
    return str(value) if value else None


def _paths(answer: DAVResponse) -> dict[str, dict[str, Any]]:
    """Return the properties that an answer has, by path."""
    found = answer.find_objects_and_props()
    return {unquote(urlsplit(urljoin("/", href)).path): properties for href, properties in found.items()}


def _objects(answer: DAVResponse) -> list[Found]:
    found = []
    for path, properties in _paths(answer).items():
        data, etag = properties.get(f"{CAL}calendar-data"), properties.get(f"{DAV}getetag")
        if data is not None and data.text:
            found.append(Found(path, data.text, None if etag is None else etag.text))
    return found
