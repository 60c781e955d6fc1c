"""How often something comes, in words."""

from __future__ import annotations

import pytest

from bot.i18n import Wording
from handlers.chat.repeating import worded
from tests.office import ZONE


@pytest.mark.parametrize(
    ("rule", "english", "german"),
    [
        ("FREQ=DAILY", "Every day", "Täglich"),
        ("FREQ=DAILY;INTERVAL=3", "Every 3 days", "Alle 3 Tage"),
        ("FREQ=WEEKLY", "Every week", "Jede Woche"),
        ("FREQ=WEEKLY;BYDAY=MO", "Every Monday", "Jeden Montag"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "Every Monday, Wednesday and Friday", "Jeden Montag, Mittwoch und Freitag"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "Every 2 weeks on Thursday", "Alle 2 Wochen am Donnerstag"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday", "Montag bis Freitag"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "Every month, on day 1", "Jeden Monat am 1."),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month, on the last day", "Jeden Monat am letzten Tag"),
        ("FREQ=MONTHLY;BYDAY=1MO", "Every month, on the first Monday", "Jeden Monat am ersten Montag"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month, on the last Friday", "Jeden Monat am letzten Freitag"),
        ("FREQ=MONTHLY;INTERVAL=3", "Every 3 months", "Alle 3 Monate"),
        ("FREQ=YEARLY", "Every year", "Jedes Jahr"),
        ("FREQ=WEEKLY;UNTIL=20270331;BYDAY=MO", "Again and again: “so”", "Immer wieder: „so“"),
        ("FREQ=WEEKLY;BYDAY=XX", "Again and again: “so”", "Immer wieder: „so“"),
        ("nonsense", "Again and again: “so”", "Immer wieder: „so“"),
    ],
)
def test_rules_in_words(rule: str, english: str, german: str) -> None:
    """Usual rules are sentences; of others the words they were said in."""
    wording = Wording()
    said = [wording.say(worded(rule, "so"), language, ZONE) for language in ("en", "de")]
    assert said == [english, german]
