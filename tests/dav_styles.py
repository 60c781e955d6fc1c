"""The ways of the large CalDAV servers, as a layer before a real Radicale: their addresses, logins, ETags, sync tokens
and answers in trouble. What a calendar holds stays Radicale's own doing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

Headers = list[tuple[str, str]]
Environ = dict[str, Any]

INSIDE, USER, PASSWORD, REALM, NONCE = "/ben/", "ben", "sécret-ß", "calendars", "once-and-again"
_RESPONSE = re.compile(rb"<response>.*?</response>", re.DOTALL)
_TOKEN = re.compile(rb"<(?:\w+:)?sync-token>([^<]*)</(?:\w+:)?sync-token>")
_FORGOTTEN = b'<?xml version="1.0"?><d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>'


@dataclass(frozen=True, slots=True)
class Style:
    """What sets a server apart. `home` is where a user's calendars are; `principal` what it calls the user; `far`: it
    names them on another host; `login` is `basic` or `digest`; `etags`: `strong`, `weak` (a proxy in front made them
    so), or `gzip` (one of their own for what is compressed); `says_etag`: in the answer to a PUT; `tokens`: `kept`,
    `forgotten` at once, `none`; `page`: how many changes it lists at a time, 0 for all."""

    name: str
    home: str
    principal: str
    far: bool = False
    login: str = "basic"
    etags: str = "strong"
    says_etag: bool = True
    tokens: str = "kept"
    page: int = 0


NEXTCLOUD = Style("nextcloud", "/remote.php/dav/calendars/ben/", "/remote.php/dav/principals/users/ben/", etags="gzip")
FASTMAIL = Style(
    "fastmail",
    "/dav/calendars/user/ben%40office.example/",
    "/dav/principals/user/ben%40office.example/",
    says_etag=False,
    tokens="forgotten",
)
ICLOUD = Style("icloud", "/1234567/calendars/", "/1234567/principal/", far=True, page=2)
PROXIED = Style("proxied", "/caldav.php/ben/", "/caldav.php/ben/", login="digest", etags="weak", tokens="none")
STYLES = (NEXTCLOUD, FASTMAIL, ICLOUD, PROXIED)


@dataclass
class Dressed:
    """A WSGI application that answers as a style does. `next_answers` are given before any other, a status line with
    headers each, to the next requests of a method."""

    app: Callable[[Environ, Any], Any]
    style: Style
    next_answers: list[tuple[str, str, Headers]] = field(default_factory=list)
    kept: dict[bytes, tuple[list[bytes], bytes]] = field(default_factory=dict)

    def __call__(self, environ: Environ, start_response: Any) -> list[bytes]:
        """Answer a request."""
        status, headers, body = self._answered(environ)
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answered(self, environ: Environ) -> tuple[str, Headers, bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if path == "/.well-known/caldav":
            return "301 Moved Permanently", [("Location", "/dav-root/")], b""
        if not _logged_in(environ, self.style):
            return (
                "401 Unauthorized",
                [("WWW-Authenticate", _challenge(self.style)), ("Content-Type", "text/plain")],
                b"who?",
            )
        for number, (asked, status, headers) in enumerate(self.next_answers):
            if asked == method:
                del self.next_answers[number]
                return status, headers, b""
        if path == "/":
            return "405 Method Not Allowed", [("Content-Type", "text/html")], b"<p>A page for people"
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if b"sync-collection" in body:
            return self._changes(environ, body)
        return self._passed_on(environ, body)

    def _changes(self, environ: Environ, body: bytes) -> tuple[str, Headers, bytes]:
        found = _TOKEN.search(body)
        token = b"" if found is None else found[1]
        if self.style.tokens == "none":
            return "415 Unsupported Media Type", [("Content-Type", "text/html")], b"<p>No such report"
        if self.style.tokens == "forgotten" and token:
            return "403 Forbidden", [("Content-Type", "application/xml")], _FORGOTTEN
        if not self.style.page:
            return self._passed_on(environ, body)
        if token in self.kept:
            responses, last = self.kept.pop(token)
        else:
            status, headers, whole = self._passed_on(environ, body)
            said = _TOKEN.search(whole)
            if said is None:
                return status, headers, whole
            responses, last = _RESPONSE.findall(whole), said[1]
        now, later = responses[: self.style.page], responses[self.style.page :]
        if later:
            said_next = b"more/" + str(len(self.kept) + len(later)).encode()
            self.kept[said_next] = (later, last)
            here = environ["PATH_INFO"].encode()
            now.append(b"<response><href>%s</href><status>HTTP/1.1 507 Insufficient Storage</status></response>" % here)
            last = said_next
        listed = b'<multistatus xmlns="DAV:">%s<sync-token>%s</sync-token></multistatus>' % (b"".join(now), last)
        return "207 Multi-Status", [("Content-Type", "text/xml; charset=utf-8")], listed

    def _passed_on(self, environ: Environ, body: bytes) -> tuple[str, Headers, bytes]:
        outside, inside = self.style.home.encode(), INSIDE.encode()
        body = body.replace(outside, inside)
        login = base64.b64encode(f"{USER}:x".encode()).decode()
        asked = {
            **{key: value for key, value in environ.items() if key != "HTTP_ACCEPT_ENCODING"},
            "PATH_INFO": self._inside(environ["PATH_INFO"]),
            "HTTP_AUTHORIZATION": f"Basic {login}",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        said: list[tuple[str, Headers]] = []
        answer = b"".join(self.app(asked, lambda status, headers: said.append((status, headers))))
        (status, headers) = said[0]
        kept = [(key, value) for key, value in headers if key.lower() not in {"content-length", "content-encoding"}]
        if environ["REQUEST_METHOD"] != "GET":
            answer = self._outside(answer, environ)
        return self._etagged(environ, status, kept, answer)

    def _inside(self, path: str) -> str:
        for outside in (self.style.home, self.style.principal):
            found = outside.replace("%40", "@")
            if path.startswith(found):
                return path.replace(found, INSIDE, 1)
        return "/"

    def _outside(self, answer: bytes, environ: Environ) -> bytes:
        """Name what is said as this server does: a user is no folder, and calendars may be on another host."""
        host = f"http://localhost:{environ['SERVER_PORT']}" if self.style.far else ""
        home, user = f"<href>{host}{self.style.home}".encode(), f"<href>{self.style.principal}</href>".encode()
        who = re.compile(rb"(<current-user-principal>)<href>/ben/</href>")
        named = who.sub(rb"\1" + user, answer).replace(b"<href>/ben/", home)
        if self.style.etags == "weak":
            named = re.sub(rb"<getetag>\s*\"", b'<getetag>W/"', named)
        return named

    def _etagged(self, environ: Environ, status: str, headers: Headers, body: bytes) -> tuple[str, Headers, bytes]:
        etag = next((value for key, value in headers if key.lower() == "etag"), None)
        others = [(key, value) for key, value in headers if key.lower() != "etag"]
        if etag is None or (environ["REQUEST_METHOD"] == "PUT" and not self.style.says_etag):
            return status, others, body
        if self.style.etags == "weak":
            etag = f"W/{etag}"
        elif self.style.etags == "gzip" and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            etag = etag[:-1] + '-gzip"'
            if body:
                body, others = gzip.compress(body), [*others, ("Content-Encoding", "gzip")]
        return status, [*others, ("ETag", etag)], body


def _challenge(style: Style) -> str:
    if style.login == "digest":
        return f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5'
    return f'Basic realm="{REALM}", charset="UTF-8"'


def _logged_in(environ: Environ, style: Style) -> bool:
    kind, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if style.login == "basic":
        return kind == "Basic" and base64.b64decode(given) == f"{USER}:{PASSWORD}".encode()
    said = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
    first = _md5(f"{USER}:{REALM}:{PASSWORD}")
    second = _md5(f"{environ['REQUEST_METHOD']}:{said.get('uri', '')}")
    wanted = _md5(":".join([first, NONCE, said.get("nc", ""), said.get("cnonce", ""), "auth", second]))
    return kind == "Digest" and said.get("response") == wanted


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
