"""A draft that seems to be wanted again and again: found in its words, said back, offered as a recurring request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.chat import repeating, time_fields
from handlers.chat.context import Context
from handlers.chat.outgoing import Button, Style, Text
from handlers.rules import recurrences
from handlers.rules.recurrences import Repeated
from storage.drafts import Draft

AGAIN, ONCE = "again", "once"
MOST_WORDS = 1000
NOTHING = {"offers": [], "known": False, "past": False, "words": "", "by": "guessed"}  # no time is spoken of


def found(ctx: Context, draft: Draft) -> dict[str, Any] | None:
    """Return what a draft says about coming again, as it is kept: of one that nobody has called a single one."""
    if (draft.wished or {}).get(ONCE):
        return None
    words = f"{draft.wish}\n{draft.words}" if draft.wish else draft.words
    repeated = recurrences.read(words, time_fields.times(ctx, words))
    if repeated is None or repeated.too_often or not 0 < len(repeated.words) <= MOST_WORDS:
        return None
    zone = ZoneInfo(ctx.who.zone)
    coming = recurrences.following(repeated.rule, repeated.first, zone, ctx.now, 1)
    if not coming:
        return None
    return {**recurrences.noted(repeated), "at": recurrences.instant(coming[0], zone).isoformat()}


def again(draft: Draft) -> Repeated | None:
    """Return how a draft is wanted again and again, if it seems to be and nobody has said otherwise."""
    kept = _kept(draft)
    return None if kept is None else recurrences.recalled(kept)


def once(draft: Draft) -> Draft:
    """Return a draft that is wanted just once."""
    return replace(draft, wished={**NOTHING, **(draft.wished or {}), AGAIN: None, ONCE: True})


def lines(draft: Draft) -> list[Text]:
    """Return how often a draft seems to be wanted, and when first; nothing if it isn't again and again."""
    kept = _kept(draft)
    if kept is None:
        return []
    how = repeating.worded(kept["rule"], kept["said"])
    return [Text("repeats-line", how=how, first=datetime.fromisoformat(kept["at"]))]


def buttons(draft: Draft, opens: str | None) -> list[Button]:
    """Return the choice between again and again and just once, nothing where there is none. `opens` is the form that
    comes first where something is still to be said."""
    if _kept(draft) is None:
        return []
    return [
        Button(Text("repeats-yes"), "tasks.repeat", draft.id, style=Style.PRIMARY, opens=opens),
        Button(Text("repeats-no"), "tasks.once", draft.id),
    ]


def _kept(draft: Draft) -> dict[str, Any] | None:
    return None if draft.wished is None else draft.wished.get(AGAIN)
