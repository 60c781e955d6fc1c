"""Free words that ask for an appointment at a time, and for nothing else: it is kept at once, or they hear why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from handlers.bookings import choosing, plans, screens
from handlers.bookings.choice import Choice, minute, token
from handlers.chat import time_fields
from handlers.chat.context import Context
from handlers.chat.incoming import Said
from handlers.rules import recurrences
from handlers.rules.slots.series import Series
from handlers.rules.slots.service import MINUTE, Service
from handlers.rules.slots.wording import asked_for, how_often
from handlers.rules.wall_time import first_instant

EXACT = frozenset({"second", "minute", "hour"})
OF_A_DAY = frozenset({"day", "part_of_day"})
_WEEKLY = re.compile(r"FREQ=WEEKLY(?:;INTERVAL=(\d+))?(?:;BYDAY=[A-Z]{2})?")


def heard(ctx: Context, said: Said) -> bool:
    """Take words that ask for one service at a time that is certain; False leaves them to others. Exact times are kept,
    days are shown."""
    services = {each.name: each for each in choosing.bookable(ctx)}
    if not services or said.files or said.forwarded or said.reply_to is not None or said.other is not None:
        return False
    if _is_series(ctx, said.text, services):
        return True
    times = time_fields.times(ctx, said.text)
    names = asked_for(said.text, [part for one in times for part in one.stretches], _labels(services)) if times else []
    reading = time_fields.read(ctx, said.text)
    when = reading.when
    if len(names) != 1 or when is None or when.start is None or reading.asks or when.kind in {"deadline", "from"}:
        return False
    choice = Choice(token(names[0]), minutes=services[names[0]].length // MINUTE)
    if when.grain in EXACT:
        choosing.press_take(ctx, choice.about(minute(when.start)))
    elif when.grain in OF_A_DAY:
        choosing.show_day(ctx, choice, when.start.date(), anew=True)
    else:
        choosing.show_days(ctx, choice, when.start.strftime(screens.MONTH), anew=True)
    return True


def _is_series(ctx: Context, text: str, services: Mapping[str, Service]) -> bool:
    """Take words that ask for one service again and again, so many times; False leaves them to others."""
    times = time_fields.times(ctx, text)
    repeated, often = recurrences.read(text, times), how_often(text)
    weeks = None if repeated is None or repeated.too_often else _WEEKLY.fullmatch(repeated.rule)
    if repeated is None or often is None or weeks is None:
        return False
    said = next(one for one in times if one.rule is not None)
    names = asked_for(text, [*said.stretches, often[1]], _labels(services))
    zone = ZoneInfo(ctx.who.zone)
    try:
        series = Series(first_instant(repeated.first, zone), zone, int(weeks[1] or 1), often[0])
    except ValueError:
        return False
    if len(names) == 1:
        plans.begin(ctx, services[names[0]], services[names[0]].length // MINUTE, None, series)
    return len(names) == 1


def _labels(services: Mapping[str, Service]) -> dict[str, list[str]]:
    return {name: list(each.label.values()) for name, each in services.items()}
