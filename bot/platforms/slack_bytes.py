"""Files over the wire: up to and down from Slack's own hosts on the kept session, never through memory as a whole.

The token leaves for Slack alone, and nothing follows a redirect: Slack answers a token without rights with one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import IO

import aiohttp
from yarl import URL

from bot.platforms.base import Never, NotSent
from bot.platforms.slack_outcomes import SignInPage

HOSTS = frozenset({"files.slack.com", "slack-files.com", "files.slack-gov.com"})
ANSWERED_AT = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
OWN = ("slack.com", "slack-gov.com")
PATIENCE = aiohttp.ClientTimeout(total=900.0, connect=10.0, sock_connect=8.0, sock_read=30.0)
PIECE = 64 * 1024
GONE = frozenset({404, 410})
TROUBLE = (aiohttp.ClientError, TimeoutError, OSError, ValueError)


class Bytes:
    """Transfers for one token. The session is somebody else's to close."""

    def __init__(self, session: aiohttp.ClientSession, token: str, base_url: str) -> None:
        self._session = session
        self._token = token
        self._home = URL(base_url).origin()

    @property
    def at_slack(self) -> bool:
        """Whether the Web API is Slack's own, and not a server that stands for it."""
        host = self._home.host or ""
        return any(host == own or host.endswith(f".{own}") for own in OWN)

    def is_slacks(self, address: str, hosts: frozenset[str] = HOSTS) -> bool:
        """Tell whether an address is one of Slack's own, so that it may see the token and our files."""
        try:
            url = URL(address)
            if url.user is not None or url.password is not None or not url.absolute:
                return False
            return url.origin() == self._home or (url.scheme == "https" and url.host in hosts and url.port == 443)
        except ValueError:
            return False

    async def put(self, address: str, opened: Callable[[], IO[bytes]]) -> None:
        """Send what `opened` returns to an upload address; nobody sees it yet. Raises NotSent, and Never if it can't be
        read or is too much."""
        if not self.is_slacks(address):
            raise Never("foreign_host")
        try:
            source = await asyncio.to_thread(opened)
        except OSError:
            source = None
        if source is None:
            raise Never("file_missing")
        kind, reason = {"Content-Type": "application/octet-stream"}, ""
        with source:
            try:
                async with self._session.post(
                    address, data=source, headers=kind, timeout=PATIENCE, allow_redirects=False
                ) as answer:
                    status = answer.status
            except TROUBLE as error:
                status, reason = 0, type(error).__name__
        if status == 413:
            raise Never("file_too_big")
        if status != 200:
            raise NotSent(f"upload {status or reason}")

    async def get(self, address: str, *, page: bool = False) -> AsyncIterator[bytes]:
        """Yield the bytes at an address. `page` says that an HTML page is what is looked for; otherwise it is a
        sign-in page, and NotSent. Raises Never for what is gone and for other hosts."""
        if not self.is_slacks(address):
            raise Never("foreign_host")
        outcome: Exception
        rights = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session.get(address, headers=rights, timeout=PATIENCE, allow_redirects=False) as answer:
                refused = _refused(answer, page=page)
                if refused is None:
                    async for piece in answer.content.iter_chunked(PIECE):
                        yield piece
                    return
                outcome = refused
        except TROUBLE as error:
            outcome = NotSent(type(error).__name__)
        # Raised out here: the library's exception carries the address, which is as good as a key.
        raise outcome


def _refused(answer: aiohttp.ClientResponse, *, page: bool) -> Exception | None:
    if answer.status in GONE:
        return Never("file_gone")
    if answer.status in (301, 302, 303, 307, 308) or (answer.content_type == "text/html" and not page):
        return SignInPage("sign-in page")
    if answer.status != 200:
        return NotSent(f"download {answer.status}")
    return None
