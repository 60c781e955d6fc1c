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
_SPAN = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uhr|h)\b)?\s*(?:-|–|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE
)
_AROUND = re.compile(r"^\s*(?:von|from)\s+|\s*(?:uhr|h)\s*$", re.IGNORECASE)


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
    """Return quiet hours as people write them (`20-7`, `von 20 Uhr bis 7:30 Uhr`) in the notation of
    `QuietHours.parse`; what is in it already stays so."""
    return _SPAN.sub(_clock, _AROUND.sub("", words.strip()))[:LONGEST]


def _clock(match: re.Match[str]) -> str:
    begin, begin_minute, end, end_minute = (part or "0" for part in match.groups())
    return f"{int(begin):02}:{int(begin_minute):02}-{int(end):02}:{int(end_minute):02}"


def _set(ctx: Context, hours: str | None) -> None:
    ctx.uow.people.set_quiet(ctx.who.id, hours)
    anybody.refresh(ctx)
    ctx.reply(screens.quiet_card(ctx.who))
    ctx.answer(screens.quiet_line(ctx.who))
