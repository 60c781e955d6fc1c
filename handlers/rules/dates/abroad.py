"""Times said by the clocks of a named zone, told by the reader's."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.resolver import resolve
from handlers.rules.dates.understanding import Understanding
from handlers.rules.dates.zones import Zone


def resolve_abroad(reader: Reader, frame: Frame, zone: Zone, span: tuple[int, int]) -> Understanding | None:
    """Return the understanding in the reader's zone, None if there is no such time.

    An abbreviation means what it says, even where the place keeps another time on that day, as with "EST" in July; then
    there is the doubt `zone`, and the time on the place's clocks is an alternative.
    """
    found = _by_clocks(reader, frame, zone.clocks(), span)
    if found is not None and frame.repeat is not None and _another_day(found, zone):
        # The rule names days of the zone: told by the reader's clocks it would be wrong.
        plain = resolve(reader, frame, span)
        return None if plain is None else plain._replace(doubt=(*plain.doubt, "zone"))
    if found is None or zone.minutes is None or zone.place is None or _kept(zone, found):
        return found
    doubted = found._replace(doubt=(*found.doubt, "zone"))
    other = _by_clocks(reader, frame, ZoneInfo(zone.place), span)
    if other is None:
        return doubted
    return doubted._replace(alternatives=(*found.alternatives, other._replace(alternatives=())))


def _another_day(found: Understanding, zone: Zone) -> bool:
    return found.start is not None and found.start.date() != found.start.astimezone(zone.clocks()).date()


def _kept(zone: Zone, found: Understanding) -> bool:
    """Tell whether the clocks of the place stand at the time when they stand as the abbreviation says."""
    moment = found.start or found.end
    assert moment is not None
    assert zone.place is not None
    return moment.astimezone(ZoneInfo(zone.place)).utcoffset() == moment.astimezone(zone.clocks()).utcoffset()


def _by_clocks(reader: Reader, frame: Frame, clocks: tzinfo, span: tuple[int, int]) -> Understanding | None:
    """Read by other clocks. Days are the reader's: "tomorrow" is what it is where it is said."""
    now = reader.now.astimezone(clocks)
    today = reader.today if frame.dated() else now.date()
    there = Reader(now, reader.habits).on(today)
    found = resolve(there, frame, span)
    if found is None:
        return None
    others = tuple(_told(other, reader.zone) for other in found.alternatives)
    return _told(found, reader.zone)._replace(alternatives=others)


def _told(found: Understanding, zone: tzinfo) -> Understanding:
    start = None if found.start is None else found.start.astimezone(zone)
    end = None if found.end is None else found.end.astimezone(zone)
    return found._replace(start=start, end=end)
