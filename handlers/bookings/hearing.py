"""Free words that ask for an appointment at a time, and for nothing else: it is kept at once, or they hear why not."""

from __future__ import annotations

from handlers.bookings import choosing, screens
from handlers.bookings.choice import Choice, minute, token
from handlers.chat import time_fields
from handlers.chat.context import Context
from handlers.chat.incoming import Said
from handlers.rules import whens
from handlers.rules.slots.service import MINUTE
from handlers.rules.slots.wording import asked_for

EXACT = frozenset({"second", "minute", "hour"})
OF_A_DAY = frozenset({"day", "part_of_day"})


def heard(ctx: Context, said: Said) -> bool:
    """Take words that ask for one service at a time that is certain; False leaves them to others. Exact times are kept,
    days are shown."""
    services = {each.name: each for each in choosing.bookable(ctx)}
    if not services or said.files or said.forwarded or said.reply_to is not None or said.other is not None:
        return False
    times = whens.times(said.text, time_fields.languages_of(ctx), time_fields.now_of(ctx))
    labels = {name: list(each.label.values()) for name, each in services.items()}
    names = asked_for(said.text, [one.span for one in times], labels) if times else []
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
