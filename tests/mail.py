"""A real mail server (aiosmtpd) on the loopback, and what arrived there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from bot.mail.account import Account

ADDRESS = "office@example.org"


@dataclass
class MailServer:
    """The server. `refuses` answers for an address or for the mail to it (`rcpt`, `data`); `lost` takes so many mails
    and ends the connection instead of answering; `down` answers nobody."""

    arrived: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    lost: int = 0
    logins: list[str] = field(default_factory=list)
    port: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def account(self) -> Account:
        """Where mail is handed over."""
        return Account("127.0.0.1", self.port, "none", ADDRESS, "office", "mail-secret")

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - as aiosmtpd calls it
        """Take a sender who has logged in."""
        envelope.mail_from = address
        return "250 OK" if session.authenticated else "530 log in first"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - as above
        """Take an address, or refuse it."""
        if "rcpt" in self.refuses:
            return self.refuses["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        """Take a mail, or refuse it; or take it and tell nobody."""
        if "data" in self.refuses:
            return self.refuses["data"]
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.arrived.append(mail)
        self.changed.set()
        if self.lost:
            self.lost -= 1
            server.transport.abort()
        return "250 OK"


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """Return a server that ends with the test; only who knows the password may hand anything over."""
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    made = MailServer()

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == b"mail-secret"
        made.logins.append(mechanism)
        return AuthResult(success=good, handled=good)

    def each() -> SMTP:
        return SMTP(made, authenticator=known, auth_require_tls=False, hostname="sink.example.org")

    listening = await asyncio.get_running_loop().create_server(each, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        listening.close()
        await listening.wait_closed()


def calendar_in(mail: EmailMessage) -> tuple[str, str]:
    """Return the METHOD that a mail's calendar part names, and the object in it."""
    (part,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    return str(part.get_param("method")), str(part.get_content())


def words_of(mail: EmailMessage) -> str:
    """Return what people read."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
