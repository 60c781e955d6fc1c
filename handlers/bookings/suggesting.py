"""Free times as a menu that is searched by typing: the same times as on the buttons, and a pick is a tap on one."""

from __future__ import annotations

from datetime import datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from handlers.bookings import choosing
from handlers.bookings.choice import minute, on_day
from handlers.bookings.free import Slot, alternatives, free
from handlers.chat import time_fields
from handlers.chat.context import Context
from handlers.chat.outgoing import Choice, Text
from handlers.chat.suggesting import MOST
from handlers.rules.wall_time import first_instant


def suggest(ctx: Context, about: str, words: str) -> list[Choice]:
    """Return the free times from the day on that the card is about; with words, those in the time they say, and the
    nearest to one moment."""
    choice, value = choosing.chosen_in(about)
    target = choosing.target_of(ctx, choice)
    when = time_fields.read(ctx, words).when if words else None
    if words and when is None:
        return []
    if when is not None and when.kind == "instant" and when.start is not None:
        found = alternatives(ctx, target.service, target.length, when.start, moved=target.moved)
        return _choices(found)
    day = on_day(value)
    since = ctx.now if day is None else first_instant(datetime.combine(day, time()), ZoneInfo(ctx.who.zone))
    until = ctx.now + choosing.ONE_DAY * (target.service.window_days + 2)
    if when is not None:
        since, until = when.start or ctx.now, when.end or until
    slots = free(ctx, target.service, target.length, max(since, ctx.now), until, moved=target.moved)
    return _choices(tuple(islice(slots, MOST)))


def press(ctx: Context, about: str) -> None:
    """A free time was picked: as if its button had been pressed."""
    which, _, value = about.rpartition("=")
    choice, _ = choosing.chosen_in(which)
    choosing.press_take(ctx, choice.about(value))


def _choices(slots: tuple[Slot, ...]) -> list[Choice]:
    return [Choice(minute(slot.start), Text("book-at", at=slot.start)) for slot in slots]
