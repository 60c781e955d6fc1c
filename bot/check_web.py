"""What `check` and a start say about the place where our own web server listens."""

from __future__ import annotations

import errno
import json
import socket
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from bot.platforms.base import Finding

ANSWER_SECONDS = 5.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask ourselves, not where to listen


def no_listening(host: str, port: int, error: OSError) -> str:
    """Return why nothing can listen there, and what to do."""
    if isinstance(error, socket.gaierror):
        return f"there is no machine {host!r}: [web] host must be an address of this one, best 127.0.0.1"
    if error.errno == errno.EADDRINUSE:
        return f"another program listens on {host}, port {port}: stop it, or set [web] port to another one"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: set [web] host to one that is, best 127.0.0.1"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"this user may not listen on port {port}: set [web] port to one above 1023"
    return f"nothing can listen on {host}, port {port} ({error.strerror or error}): look at [web] host and port"


def listening(host: str, port: int) -> Finding:
    """Look whether an office could listen there. Where something does already, it has to be one."""
    try:
        kind, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(kind, socket.SOCK_STREAM)) as ours:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ours.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and _is_an_office(host, port):
            return Finding("web: an office answers there", ok=True)
        return Finding("web", ok=False, todo=no_listening(host, port, error))
    return Finding("web", ok=True)


def _is_an_office(host: str, port: int) -> bool:
    """Return whether whoever listens there answers as /health of an office does, well or not."""
    try:
        with closing(HTTPConnection(EVERYWHERE.get(host, host), port, timeout=ANSWER_SECONDS)) as connection:
            connection.request("GET", "/health")
            said = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return False
    return isinstance(said, dict) and isinstance(said.get("parts"), dict)
