"""Who is in the demo's office, and what has happened there before you came: told as what these people say and press, so
that everything is made by the same handlers as in real life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from storage.vocabulary import Role

Joining = tuple[str, str, Role, str | None]
CAST: tuple[Joining, ...] = (
    ("mia", "Mia", Role.MANAGER, None),
    ("ben", "Ben", Role.ASSISTANT, None),
    ("anna", "Anna", Role.CLIENT, "Dr. Weber"),
)
COLLEAGUES: tuple[Joining, ...] = (("eva", "Eva", Role.ASSISTANT, None), ("paul", "Paul", Role.CLIENT, "Café Lindner"))
MINUTE = 60
ENGLISH = {
    "flight": "Flight to Vienna on Thursday",
    "which flight": "On Thursday, at 7:20 or at 9:40?",
    "menus": "Twenty menus, printed by Saturday",
    "printed": "They are ready at the copy shop on the market, paid for.",
    "invoice": "A polite reminder of our invoice 14 to the brewery",
    "bookkeeping": "Their bookkeeping is back on Wednesday.",
    "gift": "A present for our landlady, by Wednesday",
    "gift note": "Last year it was tea.",
    "call": "Move Thursday's call with the tax adviser to next week",
}
GERMAN = {
    "flight": "Flug nach Wien am Donnerstag",
    "which flight": "Am Donnerstag um 7:20 oder um 9:40 Uhr?",
    "menus": "Zwanzig Speisekarten drucken lassen, bis Samstag",
    "printed": "Sie liegen im Copyshop am Markt bereit und sind bezahlt.",
    "invoice": "Die Brauerei freundlich an unsere Rechnung 14 erinnern",
    "bookkeeping": "Die Buchhaltung dort ist erst am Mittwoch wieder da.",
    "gift": "Ein Geschenk für die Vermieterin bis Mittwoch",
    "gift note": "Letztes Jahr war es Tee.",
    "call": "Telefonat mit der Steuerberatung auf nächste Woche legen",
}
_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN}


class Terminal(Protocol):
    """What it takes to live through a morning: people's words and presses, and the time."""

    async def says(self, who: str, words: str) -> None:
        """Let a person write something."""

    async def presses(self, who: str, name: str, **facts: object) -> None:
        """Let a person press the newest button with this sentence."""

    def offered(self, who: str, name: str) -> bool:
        """Return whether a person could press such a button."""

    async def later(self, seconds: int) -> None:
        """Move time."""


async def live_through(terminal: Terminal, language: str) -> None:
    """Let the morning happen: five requests, T-1001 to T-1005, each in another state; one question to Anna is open."""
    words = _BY_LANGUAGE.get(language, ENGLISH)
    await _request(terminal, "anna", words["flight"])
    await terminal.presses("ben", "acknowledge")
    await terminal.presses("ben", "ask-client")
    await terminal.says("ben", words["which flight"])
    await terminal.later(5 * MINUTE)
    await _request(terminal, "paul", words["menus"])
    await terminal.presses("eva", "acknowledge")
    await terminal.later(30 * MINUTE)
    await terminal.presses("eva", "done")
    await terminal.says("eva", words["printed"])
    await terminal.presses("eva", "minutes", minutes=30)
    await terminal.presses("paul", "accept")
    await terminal.presses("paul", "rating", stars=5)
    await terminal.later(5 * MINUTE)
    await _request(terminal, "paul", words["invoice"])
    await terminal.presses("eva", "acknowledge")
    await terminal.presses("eva", "pause")
    await terminal.says("eva", words["bookkeeping"])
    await _request(terminal, "anna", words["gift"])
    await terminal.presses("ben", "acknowledge")
    await terminal.presses("ben", "internal-note")
    await terminal.says("ben", words["gift note"])
    await _request(terminal, "paul", words["call"])
    await terminal.later(20 * MINUTE)


async def _request(terminal: Terminal, who: str, words: str) -> None:
    """Let somebody send a request; whoever has others open is asked first whether this is a new one."""
    await terminal.says(who, words)
    if terminal.offered(who, "new-request") and not terminal.offered(who, "send-request"):
        await terminal.presses(who, "new-request")
    await terminal.presses(who, "send-request")
