"""What comes again and again in words: an RFC 5545 rule as a sentence, to be echoed."""

from __future__ import annotations

from handlers.chat.outgoing import Text

WORKDAYS = "MO,TU,WE,TH,FR"
WEEKDAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
NTH = frozenset({"1", "2", "3", "4", "5", "-1"})
KNOWN = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY"})
MOST_SAID = 200


def worded(rule: str, said: str) -> Text:
    """Return how often a rule comes ("every second week on Monday"); what is rarer than that as it was `said`."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    every = parts.get("INTERVAL", "1")
    unit = UNITS.get(parts.get("FREQ", ""))
    as_said = Text("repeats-said", words=said[:MOST_SAID])
    if unit is None or parts.keys() - KNOWN or not (every.isascii() and every.isdigit()):
        return as_said
    often = Text(f"repeats-{unit}", count=int(every))
    match unit, parts.get("BYDAY"), parts.get("BYMONTHDAY"):
        case _, None, None:
            return often
        case "week", str(days), None if days == WORKDAYS and every == "1":
            return Text("repeats-workdays")
        case "week", str(days), None if WEEKDAYS.issuperset(days.split(",")):
            return _on_weekdays(days.split(","), int(every))
        case "month", str(day), None if day[:-2] in NTH and day[-2:] in WEEKDAYS:
            return Text("repeats-nth", often=often, nth=int(day[:-2]), day=_weekday(day[-2:]))
        case "month", None, str(day) if day in {"-1", *map(str, range(1, 32))}:
            return Text("repeats-monthday", often=often, day=int(day))
        case _:
            return as_said


def _on_weekdays(days: list[str], every: int) -> Text:
    listed = _weekday(days[0])
    for number, day in enumerate(days[1:], start=2):
        listed = Text("list-and" if number == len(days) else "list-comma", first=listed, last=_weekday(day))
    return Text("repeats-weekdays", count=every, days=listed)


def _weekday(day: str) -> Text:
    return Text(f"weekday-{day.lower()}")
