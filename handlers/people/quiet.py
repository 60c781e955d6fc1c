"""A person's quiet hours: chosen from some, or typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.people import anybody, screens
from handlers.rules.quiet_hours import QuietHours
from storage.dialogs import Dialog

LONGEST = 120
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uhr|h\b|([ap])\.?m\b\.?))?"
_SPAN = re.compile(rf"(?:\b(?:von|from)\s+)?{_TIME}\s*(?:-|–|bis|to)\s*{_TIME}", re.IGNORECASE)
_DAYS = {
    "Mon": "mo(?:n(?:days?|tags?)?)?",
    "Tue": "di(?:enstags?)?|tue(?:s(?:days?)?)?",
    "Wed": "mi(?:ttwochs?)?|wed(?:nesdays?)?",
    "Thu": "do(?:nnerstags?)?|thu(?:r(?:s(?:days?)?)?)?",
    "Fri": "fr(?:i(?:days?)?|eitags?)?",
    "Sat": "sa(?:t(?:urdays?)?|mstags?)?|sonnabends?",
    "Sun": "so(?:nntags?)?|sun(?:days?)?",
}
_DAY = re.compile(
    r"\b(?:(?:am|an)\s+)?(?:" + "|".join(f"(?P<{day}>{names})" for day, names in _DAYS.items()) + r")\b\.?:?",
    re.IGNORECASE,
)
_ANY = f"(?:{'|'.join(_DAYS)})"
_TO = re.compile(rf"({_ANY})\s*(?:-|–|bis|to)\s*(?={_ANY})")
_AND = re.compile(rf"({_ANY})\s*(?:[+,&]|und\b|and\b)\s*(?={_ANY})")
_NEXT = re.compile(rf"(?<=\d)\s*(?:[,;]|und\b|and\b)\s*(?={_ANY})")
_DAILY = re.compile(r"\b(?:täglich|every day|jeden tag)\b", re.IGNORECASE)
HALF, UNREADABLE = 12, "?"


def press_choose(ctx: Context, about: str) -> None:
    """Press of Quiet hours."""
    ctx.reply(screens.quiet_card(ctx.who), anew=True)


def press_set(ctx: Context, about: str) -> None:
    """Press of some quiet hours, or of none."""
    if about not in {screens.NO_QUIET, *screens.OFFERED_QUIET}:
        raise Refused(Text("button-gone"))
    _set(ctx, None if about == screens.NO_QUIET else about)


def ask(ctx: Context, about: str) -> None:
    """Press of Others: ask for them."""
    ctx.ask(screens.quiet_form(), ctx.who.id)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question from when to when."""
    return screens.quiet_form()


def typed(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """Quiet hours were typed; what can't be read changes nothing, and is asked again. Raises Refused."""
    hours = written(given["hours"])
    try:
        QuietHours.parse(ctx.who.zone, hours)
    except ValueError:
        raise Refused(Text("quiet-unknown"), "hours") from None
    _set(ctx, hours)


def written(words: str) -> str:
    """Return quiet hours as people write them (`20-7`, `von 20 Uhr bis 7:30 Uhr`, `10 pm to 7 am`, `Montag bis Freitag
    20-7 und Sa, So 0-24`) in the notation of `QuietHours.parse`; what is in it already stays so."""
    days = _DAY.sub(lambda match: str(match.lastgroup), _DAILY.sub("daily", words.strip()))
    weeks = _AND.sub(r"\1+", _TO.sub(r"\1-", days))
    return _NEXT.sub("; ", _SPAN.sub(_clock, weeks))[:LONGEST]


def _clock(match: re.Match[str]) -> str:
    begin, begin_minute, begin_half, end, end_minute, end_half = match.groups()
    if begin_half is None and end_half is not None and int(begin) <= HALF:
        begin = UNREADABLE  # "10 to 7 am" leaves open which ten: asked again
    return f"{_time(begin, begin_minute, begin_half)}-{_time(end, end_minute, end_half)}"


def _time(hour: str, minute: str | None, half: str | None) -> str:
    if hour == UNREADABLE:
        return hour
    number = int(hour)
    if half is not None:
        if not 1 <= number <= HALF:
            return UNREADABLE
        number = number % HALF + (HALF if half.lower() == "p" else 0)
    return f"{number:02}:{int(minute or 0):02}"


def _set(ctx: Context, hours: str | None) -> None:
    ctx.uow.people.set_quiet(ctx.who.id, hours)
    anybody.refresh(ctx)
    ctx.reply(screens.quiet_card(ctx.who))
    ctx.answer(screens.quiet_line(ctx.who))
