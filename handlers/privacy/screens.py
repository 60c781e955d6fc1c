"""What is seen of erasures. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.chat.outgoing import Button, Card, Document, Style, Text
from storage.clients import Client
from storage.erasures import Erasure

CHOOSE, ERASE = "privacy.choose", "privacy.erase"
CERTIFICATE = "privacy.certificate"
MOST = 8
FILES = "stored-files"


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


def certified(erasure: Erasure, office: str) -> list[Text]:
    """Return the certificate, line by line."""
    rows = sum(number for name, number in erasure.counts.items() if name != FILES)
    return [
        Text("certificate-title"),
        Text("certificate-office", office=office),
        Text("certificate-client", number=short(erasure)),
        Text("certificate-asked", at=erasure.asked_at),
        Text("certificate-done", at=erasure.since),
        Text("certificate-rows", rows=rows, files=erasure.counts.get(FILES, 0)),
        Text("certificate-keys"),
        Text("certificate-stays"),
        Text("certificate-why"),
        Text("certificate-days"),
        Text("certificate-backups"),
        Text("certificate-outside"),
    ]
