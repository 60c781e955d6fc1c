"""A letter as a mail: plain words, and beside them the calendar object that programs act on (RFC 6047)."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from bot.mail.account import Account
from handlers.bookings.ics import one_line
from handlers.bookings.letters import Letter


def message(letter: Letter, account: Account, office: str, now: datetime) -> bytes:
    """Return the mail, with the Message-ID that follows from the letter's name: a repeat has the same. Nothing of
    people's words gets between two headers."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(one_line(office), addr_spec=account.address)
    mail["To"] = Address(one_line(letter.to.name), addr_spec=letter.to.mail)
    mail["Subject"] = one_line(letter.subject)
    mail["Date"] = now
    mail["Message-ID"] = f"<{letter.name}@{account.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail.set_content(letter.words)
    mail.add_alternative(letter.calendar.decode(), subtype="calendar", params={"method": letter.method}, cte="base64")
    return mail.as_bytes()
