"""`check`: whether mail could be handed over with these settings. None is sent."""

from __future__ import annotations

from bot.mail.account import Account
from bot.mail.smtp import NotNow, look
from bot.platforms.base import Finding

TODO = {
    "unreachable": "no answer: look at the network, and at host and port in [mail]",
    "refused": "user or password in [mail] is wrong",
    "no-tls": 'no encryption as asked for: look at tls in [mail] ("starttls", "tls") and at the certificate',
}


async def finding(account: Account) -> Finding:
    """Return what the mail server says."""
    try:
        await look(account)
    except NotNow as trouble:
        return Finding("mail", ok=False, todo=TODO.get(trouble.code, f"the mail server answers {trouble.code}"))
    return Finding("mail", ok=True)
