"""One calendar on a CalDAV server (RFC 4791), through the caldav library. All of it waits for the network: it is called
in a thread, never in the event loop. The only file that knows caldav, which is loaded at the first call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from bot.calendars import multistatus
from bot.calendars.multistatus import DAV, Multistatus

if TYPE_CHECKING:
    from caldav.davclient import DAVClient, DAVResponse
    from requests import RequestException

SECONDS = 10.0
PORTION = 50
MOST_PAGES = 1000
LONGEST_WAIT = 3600.0
CAL = "{urn:ietf:params:xml:ns:caldav}"
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
_PLAIN = {"Accept-Encoding": "identity"}  # compressed, some servers name another ETag
_NO_TOKENS = frozenset({"refused", "gone", "http-501", "http-507"})  # none any more, or more than it lists
_NAMED = f"<c:calendar-multiget {_SPACES}><d:prop><d:getetag/><c:calendar-data/></d:prop>%s</c:calendar-multiget>"


class Trouble(Exception):
    """The calendar can't be used now; `code` says why: `unreachable`, `refused` (wrong password, no right), `gone` (no
    calendar at this address), `moved` (it is at another one, `there`), `nonsense`, `http-500` and the like. `after` are
    the seconds that the server wants to be left alone."""

    def __init__(self, code: str, *, after: float = 0.0, there: str = "") -> None:
        super().__init__(code)
        self.code, self.after, self.there = code, after, there


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
        condition = {"If-None-Match": "*"} if etag is None else _matching(etag)
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition, **_PLAIN}
        answer = self._asked(self._url + name, "PUT", content.decode(), headers)
        if answer.status in {404, 409, 410, 412} and etag is not None:
            raise Changed
        if answer.status == 412:
            raise Changed
        _need(answer, 200, 201, 204)
        return _etag(answer)

    def get(self, name: str) -> Found | None:
        """Return an object, None if it is not there. Raises Trouble."""
        answer = self._asked(self._url + name, "GET", headers=_PLAIN)
        if answer.status in {404, 410}:
            return None
        _need(answer, 200)
        return Found(self._path + name, answer.raw, _etag(answer))

    def delete(self, name: str, etag: str | None) -> None:
        """Delete an object, if it is the one with this ETag (None: in any case); nothing happens if it isn't there.
        Raises Changed, Trouble."""
        answer = self._asked(self._url + name, "DELETE", headers={} if etag is None else _matching(etag))
        if answer.status == 412:
            raise Changed
        _need(answer, 200, 202, 204, 404, 410)

    # --- reading ---

    def changes(self, token: str | None) -> Changes | None:
        """Return what happened since a token; for None everything there is. None if the server keeps no tokens, or not
        this one any more. Raises Trouble."""
        changed: dict[str, bool] = {}
        for _ in range(MOST_PAGES):
            try:
                said = self._report(_CHANGES % escape(token or ""), depth=0)
            except Trouble as trouble:
                # RFC 6578 answers a token that is too old with 403, of which nothing more is known here.
                if trouble.code in _NO_TOKENS or (trouble.code.startswith("http-4") and trouble.code != "http-429"):
                    return None
                raise
            changed.update({each.path: each.is_gone for each in said.resources if not self._is_self(each.path)})
            if said.token is None or (said.is_truncated and said.token == token):
                return None
            token = said.token
            if not said.is_truncated:
                break
        there = [path for path, is_gone in changed.items() if not is_gone]
        gone = [path for path, is_gone in changed.items() if is_gone]
        return Changes(there, gone, str(token))

    def between(self, since: datetime, until: datetime) -> list[Found]:
        """Return all objects with an event that touches a span (UTC). Raises Trouble."""
        span = tuple(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (since, until))
        said = self._report(_BETWEEN % span, depth=1)
        if said.is_truncated:
            raise Trouble("http-507")
        return _objects(said)

    def named(self, paths: Iterable[str]) -> list[Found]:
        """Return the objects of these paths, as far as they are there. Raises Trouble."""
        wanted, found = list(paths), []
        for start in range(0, len(wanted), PORTION):
            hrefs = "".join(f"<d:href>{escape(quote(path))}</d:href>" for path in wanted[start : start + PORTION])
            found += _objects(self._report(_NAMED % hrefs, depth=1))
        return found

    def properties(self, url: str, query: str, depth: int) -> Multistatus:
        """Return what a PROPFIND says at any address of the server. Raises Trouble."""
        return self._several("PROPFIND", url, query, depth)

    # --- inside ---

    def _is_self(self, path: str) -> bool:
        return path.rstrip("/") == self._path.rstrip("/")

    def _report(self, query: str, depth: int) -> Multistatus:
        return self._several("REPORT", self._url, query, depth)

    def _several(self, method: str, url: str, query: str, depth: int) -> Multistatus:
        headers = {"Depth": str(depth), "Content-Type": 'application/xml; charset="utf-8"'}
        answer = self._asked(url, method, f'<?xml version="1.0" encoding="utf-8"?>{query}', headers)
        if answer.status in {404, 410}:
            raise Trouble("gone")
        _need(answer, 207)
        try:
            return multistatus.read(answer.tree)
        except ValueError:
            raise Trouble("nonsense") from None

    def _asked(self, url: str, method: str, body: str = "", headers: dict[str, str] | None = None) -> DAVResponse:
        from caldav.lib.error import AuthorizationError
        from requests import RequestException, TooManyRedirects

        try:
            return self._connected().request(url, method, body, headers or {})
        except AuthorizationError:
            self._begin_anew()
            raise Trouble("refused") from None
        except TooManyRedirects as error:
            raise Trouble("moved", there=_location(error)) from None
        except (RequestException, OSError):
            raise Trouble("unreachable") from None
        except (ValueError, SyntaxError, NotImplementedError):  # not the XML it says it is, no way to log in we know
            raise Trouble("nonsense") from None

    def _begin_anew(self) -> None:
        """Log in anew next time, if the password was refused: the library has given it up by then."""
        if self._client is not None and self._client.password is None:
            self._client.close()
            self._client = None

    def _connected(self) -> DAVClient:
        if self._client is None:
            from caldav.davclient import DAVClient

            user, password = self._account.user, self._account.password
            self._client = DAVClient(self._url, username=user, password=password, timeout=int(SECONDS))
            # Followed, a PUT would arrive empty, or as a GET that is answered with 200.
            self._client.session.max_redirects = 0
        return self._client


def _need(answer: DAVResponse, *statuses: int) -> None:
    if answer.status not in statuses:
        wait = str(answer.headers.get("Retry-After") or "")
        raise Trouble(f"http-{answer.status}", after=min(float(wait), LONGEST_WAIT) if wait.isdecimal() else 0.0)


def _etag(answer: DAVResponse) -> str | None:
    value = answer.headers.get("ETag")
    return str(value) if value else None


def _matching(etag: str) -> dict[str, str]:
    """Return the condition that an object is the one with this ETag. A server in front makes it weak when it compresses
    (`W/`), and weak ones never match (RFC 9110, 13.1.1); the server behind knows it without."""
    return {"If-Match": etag.removeprefix("W/")}


def _location(error: RequestException) -> str:
    answer = error.response
    return "" if answer is None else urljoin(answer.url, answer.headers.get("Location", ""))


def _objects(said: Multistatus) -> list[Found]:
    found = []
    for each in said.resources:
        content = each.text(f"{CAL}calendar-data")
        if content is not None:
            found.append(Found(each.path, content, each.text(f"{DAV}getetag")))
    return found
