"""What is seen of one's own data. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.chat.context import Office
from handlers.chat.outgoing import Card, Document, Text
from handlers.rules.retention import PASSING_DAYS
from storage.exports import Export
from storage.people import Person
from storage.vocabulary import Role

OWN = "privacy.own"


def kept(who: Person, days: int, office: Office, how_to_get: Sequence[Text]) -> Card:
    """Return what is kept of somebody in words: what, what for, how long. `days` is how long their requests are."""
    periods = office.periods
    lines = [Text("mydata-person")]
    if who.role is Role.CLIENT:
        lines += [
            Text("mydata-requests", days=days, years=periods.evidence_years),
            Text("mydata-appointments", days=periods.appointment_days),
        ]
    else:
        lines.append(Text("mydata-staff", years=periods.evidence_years))
    lines += [Text("mydata-passing", days=PASSING_DAYS), Text("mydata-audit"), Text("mydata-who")]
    return Card(f"mydata:{who.id}", Text("mydata-title"), [*lines, Text("mydata-rights"), *how_to_get])


def how(platform: str | None, again_at: datetime | None, office: str) -> list[Text]:
    """Return how somebody gets it all: as a file on a platform, or from the office where none may go; not again before
    `again_at`."""
    if platform is None:
        return [Text("mydata-not-here", office=office)]
    if again_at is not None:
        return [Text("mydata-again", at=again_at)]
    return [Text("mydata-comes", platform=Text(f"platform-{platform}"))]


def document(export: Export) -> Document:
    """Return one's own data as a file, made when it is sent."""
    return Document(Text("mydata-file"), Text("mydata-file-name"), OWN, {"export": export.id})
