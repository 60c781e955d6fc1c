"""What is seen of erasures. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from handlers.chat.context import Office
from handlers.chat.outgoing import Button, Card, Document, Style, Text
from handlers.rules.retention import PASSING_DAYS
from storage.clients import Client
from storage.erasures import Erasure

CHOOSE, ERASE = "privacy.choose", "privacy.erase"
CERTIFICATE = "privacy.certificate"
MOST = 8
FILES = "stored-files"
COUNTED = (
    *("clients", "people", "addresses", "consents", "tasks", "task_messages", "task_notes", "task_history"),
    *("bookings", "invitations", "series", "reminders", "drafts", "trials"),
)
"""Tables that a certificate names with how many rows of them were blanked or taken out; all others are one number."""


def choice(key: str, found: Sequence[Client]) -> Card:
    """Return the clients somebody may have meant, each with a button that erases them."""
    lines = [Text("erase-what-happens")] if found else [Text("erase-none")]
    buttons = [
        Button(
            Text("erase-client", name=client.name),
            ERASE,
            client.id,
            style=Style.DANGER,
            confirm=Text("erase-sure", name=client.name),
        )
        for client in found[:MOST]
    ]
    return Card(key, Text("erase-title"), lines, buttons)


def certificate(erasure: Erasure) -> Document:
    """Return the certificate of an erasure, made when it is sent."""
    return Document(
        Text("erase-done", number=short(erasure)), Text("certificate-file-name"), CERTIFICATE, {"erasure": erasure.id}
    )


def short(erasure: Erasure) -> str:
    """Return the number an erased client is called by: it says nothing about who they were."""
    return erasure.client_id[-12:]


def certified(erasure: Erasure, by: str | None, office: Office, dated: Callable[[datetime], str]) -> list[Text]:
    """Return the certificate, line by line. `by` is who asked for it, None for the operator; `dated` words an instant
    with its year and zone."""
    counts, asked = erasure.counts, dated(erasure.asked_at)
    named = [name for name in COUNTED if counts.get(name)]
    others = sum(rows for name, rows in counts.items() if name not in {FILES, *named})
    return [
        Text("certificate-title"),
        Text("certificate-office", office=office.name),
        Text("certificate-client", number=short(erasure)),
        Text("certificate-asked-by", at=asked, name=by) if by else Text("certificate-asked", at=asked),
        Text("certificate-done", at=dated(erasure.since)),
        Text("certificate-rows"),
        *(Text("certificate-count", what=Text(f"export-table-{name}"), rows=counts[name]) for name in named),
        Text("certificate-others", files=counts.get(FILES, 0), rows=others),
        Text("certificate-keys"),
        Text("certificate-stays"),
        Text("certificate-why", years=office.periods.evidence_years),
        Text("certificate-days", days=PASSING_DAYS),
        Text("certificate-backups"),
        Text("certificate-outside"),
    ]
