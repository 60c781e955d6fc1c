"""A real CalDAV server (Radicale) on the loopback, and what somebody sees in their calendar there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from bot.calendars.dav import Account, DavCalendar, Found
from tests.dav_styles import PASSWORD, USER, Dressed, Style

ALWAYS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
HOME, CALENDAR = "/ben/", "duties/"
_MAKE = (
    '<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>Duties</d:displayname></d:prop></d:set></c:mkcalendar>"
)


class _Quiet(WSGIRequestHandler):
    """Says nothing on standard error."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has there
        pass


class Calendars:
    """The server, with a calendar for Ben. `requests` are the methods asked for and their conditions; `down` lets it
    fail; `lost` takes so many requests in and answers them with a failure. With a `style` it behaves as another server
    does."""

    def __init__(self, folder: Path, style: Style | None = None) -> None:
        from radicale import config
        from radicale.app import Application

        settings = config.load()
        settings.update(
            {
                "storage": {"filesystem_folder": str(folder)},
                "auth": {"type": "none"},
                "rights": {"type": "owner_write"},
                "logging": {"level": "critical"},
            },
            "test",
        )
        self.dressed = None if style is None else Dressed(Application(settings), style)
        self._app = self.dressed or Application(settings)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.down = False
        self.lost = 0
        self._server = make_server("127.0.0.1", 0, self._answer, WSGIServer, _Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        home = HOME if style is None else style.home
        self.account = Account(f"{self.root}{home}{CALENDAR}", USER, PASSWORD)

    def start(self) -> None:
        """Serve, and make the calendar."""
        self._thread.start()
        ben = DavCalendar(self.account)
        for url, method, body in (
            (self.account.url.removesuffix(CALENDAR), "MKCOL", ""),
            (self.account.url, "MKCALENDAR", _MAKE),
        ):
            status = ben._asked(url, method, body).status  # noqa: SLF001 - the office never makes any
            assert status == 201 or (method, status) == ("MKCOL", 405), "a home is there from the first login on"
        ben.close()
        self.requests.clear()

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def methods(self) -> list[str]:
        """Return what was asked of it."""
        return [method for method, _ in self.requests]

    def shows(self) -> list[Found]:
        """Return all objects of Ben's calendar."""
        ben = DavCalendar(self.account)
        changes = ben.changes(None)
        found = ben.between(*ALWAYS) if changes is None else ben.named(changes.changed)
        ben.close()
        return found

    def keeps(self, name: str, *lines: str, uid: str | None = None) -> None:
        """Let Ben put an event into his calendar, or change the one of this name."""
        self.puts(name, ["BEGIN:VEVENT", f"UID:{uid or name}", "DTSTAMP:20260601T000000Z", *lines, "END:VEVENT"])

    def puts(self, name: str, lines: list[str]) -> None:
        """Let Ben put an object into his calendar, whatever is there."""
        whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ben//EN", *lines, "END:VCALENDAR", ""]
        ben = DavCalendar(self.account)
        there = ben.get(f"{name}.ics")
        ben.put(f"{name}.ics", "\r\n".join(whole).encode(), None if there is None else there.etag)
        ben.close()

    def drops(self, name: str) -> None:
        """Let Ben delete an event."""
        ben = DavCalendar(self.account)
        ben.delete(f"{name}.ics", None)
        ben.close()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        method = environ["REQUEST_METHOD"]
        conditions: dict[str, str] = {
            key: environ[key] for key in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH") if key in environ
        }
        self.requests.append((method, conditions))
        if self.down:
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"down"]
        if self.lost and method == "PUT":
            self.lost -= 1
            list(self._app(environ, lambda *_: None))
            start_response("502 Bad Gateway", [("Content-Type", "text/plain")])
            return [b"lost"]
        return self._app(environ, start_response)


@contextmanager
def calendars(folder: Path, style: Style | None = None) -> Iterator[Calendars]:
    """Return a server that ends with the test."""
    made = Calendars(folder, style)
    made.start()
    try:
        yield made
    finally:
        made.stop()
