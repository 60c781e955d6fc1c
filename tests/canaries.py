"""P12: whatever any test has the office log is looked through for secrets and for what its people are called and say; a
hit fails the test that logged it."""

from __future__ import annotations

import io
import json
import logging
import re

from bot.logs import CHATTY, OUR_PACKAGES, JsonLines

SECRETS = (
    *("AAStandInTokenForTheTests", "xoxb-office", "xapp-office", "signing-secret", "hook-secret"),
    *("telegram-canary", "slack-canary", "app-canary", "calendar-canary", "mail-canary"),
)
NAMES = (
    *("Anna", "Anton", "Baker", "Ben", "Bert", "Carl", "Carla", "Dora", "Eva", "Eve", "Gina", "Gus", "Kim", "Mia"),
    *("Mohn", "Moritz", "Nora", "Otto", "Paul", "Weber", "Yuki", "Zara", "Zoe", "Lea", "Tom", "Ida", "Jan", "Jonas"),
    *("Ayşe", "Åsa", "Berger", "Björn", "Clara", "Doğan", "Emil", "Felix", "Greta", "Hannah", "Ingrid", "Jürgen"),
    *("Karin", "Lars", "Max", "Noël", "Øystein", "Quentin", "Rosa", "Søren", "Theo", "Uğur", "Vera", "Xaver", "Zoë"),
)
WORDS = (
    *("flowers", "Blumen", "a table", "a train", "a taxi", "a flight", "a room", "the invoice", "the contract"),
    *("Please order", "Please book", "Please call", "Please answer", "Bitte bestellen", "Bitte buchen", "Bitte rufen"),
    *("quokka", "Quokka", "Lemonade", "Herr Schulz", "Frau Schmidt", "Geburtstag", "surgery", "Zahnarzt"),
)
_WRITTEN = [json.dumps(each)[1:-1] for each in (*NAMES, *WORDS)]  # as they stand in a line
_FOUND = re.compile("|".join([*map(re.escape, SECRETS), *(rf"(?<!\w){re.escape(each)}(?!\w)" for each in _WRITTEN)]))


class Scan(JsonLines):
    """Makes of each record the line that would be written, without those secrets hidden that a running office knows
    from its settings, and keeps the lines with something in them."""

    def __init__(self) -> None:
        super().__init__("debug", stream=io.StringIO())
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one record."""
        line = self.line(record)
        if _FOUND.search(line):
            self.found.append(line)

    def take(self) -> list[str]:
        """Return what was found since the last look."""
        found, self.found = self.found, []
        return found


def listen() -> Scan:
    """Look at all records from now on: our own of every level, those of libraries as in a running office."""
    scan = Scan()
    logging.getLogger().addHandler(scan)
    for name in OUR_PACKAGES - {"__main__"}:
        logging.getLogger(name).setLevel(logging.DEBUG)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    return scan
