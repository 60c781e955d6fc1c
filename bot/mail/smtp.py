"""Mail handed over by SMTP (RFC 5321), through aiosmtplib: the only file that knows it; loaded at the first call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from ssl import SSLError
from typing import TYPE_CHECKING

from bot.mail.account import Account

if TYPE_CHECKING:
    from aiosmtplib import SMTP

SECONDS = 20.0


class NotNow(Exception):
    """Surely not handed over, and it may go later; `code` says why: `unreachable`, `refused` (user, password or
    sender), `no-tls`, or `smtp-451` and the like."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Never(NotNow):
    """Surely not handed over, and it never will be: the server refuses the address or the mail for good."""


class Unknown(Exception):
    """It may have been handed over: the answer was lost."""


async def hand_over(account: Account, to: str, mail: bytes, about_to: Callable[[], Awaitable[bool]]) -> bool:
    """Hand a mail over to the server, one recipient. `about_to` is awaited once all but the mail itself was said; if it
    returns False nothing is handed over, and False returned. Raises NotNow, Never, Unknown."""
    from aiosmtplib import SMTPException, SMTPResponseException

    async with _connected(account) as server:
        with _explained():
            await server.mail(account.address)
        try:
            await server.rcpt(to)
        except SMTPResponseException as error:
            raise _verdict(error.code) from None
        except (SMTPException, OSError):
            raise NotNow("unreachable") from None
        if not await about_to():
            return False
        try:
            await server.data(mail)
        except SMTPResponseException as error:
            raise _verdict(error.code) from None
        except (SMTPException, OSError):
            raise Unknown from None
    return True


async def look(account: Account) -> None:
    """Connect and log in, and no more. Raises NotNow."""
    async with _connected(account):
        pass


@asynccontextmanager
async def _connected(account: Account) -> AsyncIterator[SMTP]:
    from aiosmtplib import SMTP, SMTPException

    server = SMTP(
        hostname=account.host,
        port=account.port,
        username=account.user,
        password=account.password if account.user is not None else None,
        local_hostname=account.domain,
        timeout=SECONDS,
        use_tls=account.tls == "tls",
        start_tls=account.tls == "starttls",
    )
    with _explained():
        await server.connect()
    try:
        yield server
    finally:
        with suppress(SMTPException, OSError):
            await server.quit()
        server.close()


@contextmanager
def _explained() -> Iterator[None]:
    """Say in a word what keeps us from getting as far as the address: none of it is the address's fault."""
    from aiosmtplib import SMTPException, SMTPResponseException

    try:
        yield
    except SMTPResponseException as error:
        raise NotNow("refused" if error.code >= 500 else f"smtp-{error.code}") from None
    except (SMTPException, OSError) as error:
        encrypted = isinstance(error.__cause__, SSLError) or not isinstance(error, OSError)  # not offered, or not sound
        raise NotNow("no-tls" if encrypted else "unreachable") from None


def _verdict(code: int) -> Exception:
    """Return what an answer to the address or to the mail means; one that is no answer leaves all open."""
    if 500 <= code < 600:
        return Never(f"smtp-{code}")
    return NotNow(f"smtp-{code}") if 400 <= code < 500 else Unknown()
