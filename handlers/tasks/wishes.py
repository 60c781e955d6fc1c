"""The time a request is wished for: understood from what the form says, else from the request's own words, shown on the
draft, and chosen there if there is doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.chat import time_fields
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Field, FieldKind, Form, Picker, Text
from handlers.rules import whens
from handlers.rules.whens import Reading, When
from handlers.tasks import repeats
from storage.drafts import Draft

FORM = "tasks.wish"
CHOSEN, SAID, GUESSED = "chosen", "said", "guessed"


def field() -> Field:
    """Return the question by when a request is wished for."""
    return Field(
        "wish", Text("request-wish"), FieldKind.DAY, required=False, longest=200, help=Text("request-wish-help")
    )


def form() -> Form:
    """Return the question alone."""
    return Form(FORM, Text("wish-title"), Text("save"), [field()])


def understood(ctx: Context, draft: Draft) -> Draft:
    """Return a draft with its wished time understood anew; what was chosen stays."""
    if draft.wished is not None and draft.wished["by"] == CHOSEN:
        return draft
    by, words = (SAID, draft.wish) if draft.wish else (GUESSED, draft.words)
    reading, again = time_fields.read(ctx, words), repeats.found(ctx, draft)
    if not reading.offers or (by == GUESSED and reading.past):
        reading = Reading()
    marks = _marks(draft)
    if again is None and not reading.offers:
        return replace(draft, wished={**repeats.NOTHING, **marks} if marks else None)
    doubted = time_fields.doubted(field(), reading, draft.wish or "")
    return replace(draft, wished={**doubted, "by": by, **marks, repeats.AGAIN: again})


def followed(ctx: Context, draft: Draft) -> Draft:
    """Return a draft that was sent and whose words were changed since, or that nobody looks at before it is filed, with
    the time that they name now, as meant when they were written. What was said in the form or chosen stays, and what is
    known while the new words leave doubt."""
    if draft.wish or (draft.wished is not None and draft.wished["by"] != GUESSED):
        return draft
    reading = time_fields.read(ctx, draft.words, written_at=draft.created_at)
    if reading.asks:
        return draft
    wished = {**time_fields.doubted(field(), reading, ""), "by": GUESSED} if reading.offers else None
    return replace(draft, wished=wished)


def given(ctx: Context, draft: Draft, wish: str) -> Draft:
    """Return a draft with what its form says about the time: one that was understood there, or words."""
    known = whens.parsed(wish)
    if known is not None:
        return draft if known == when(draft) else _chosen(draft, [known], whens.said(wish))
    if draft.wish != wish or not wish:
        marks = _marks(draft)
        draft = replace(draft, wish=wish or None, wished={**repeats.NOTHING, **marks} if marks else None)
    return understood(ctx, draft)


def choose(draft: Draft, token: str) -> Draft:
    """Return a draft with one of the offered times chosen; an empty token: none. Raises Refused for any other."""
    offered = [when for when in offers(draft) if when.token() == token]
    if not offered and token:
        raise Refused(Text("button-gone"))
    return _chosen(draft, offered, draft.wish or "" if offered else "")


def picked(draft: Draft, when: When) -> Draft:
    """Return a draft with a time that was picked."""
    return _chosen(draft, [when], "")


def stands(draft: Draft) -> When | None:
    """Return the time that a draft's card speaks of first, None if it speaks of none."""
    return next(iter(offers(draft)), None)


def when(draft: Draft) -> When | None:
    """Return the time that counts if the draft is sent as it is, None if none does."""
    wished = draft.wished
    if wished is None or not wished["known"] or wished["past"]:
        return None
    return next(iter(offers(draft)), None)


def asks(draft: Draft) -> bool:
    """Return whether somebody should say which time they mean."""
    return draft.wished is not None and (draft.wished["past"] or len(draft.wished["offers"]) > 1)


def asked_of_form(draft: Draft) -> bool:
    """Return whether that is about what they said in the form: then it is not sent before they have looked again."""
    return asks(draft) and draft.wished is not None and draft.wished["by"] == SAID


def answer(draft: Draft) -> str:
    """Return the wish as the form's answer."""
    known = None if asks(draft) else when(draft)
    return draft.wish or "" if known is None else whens.kept(known, draft.wish or "")


def lines(wish: str | None, known: When | None, draft: Draft | None = None) -> list[Text]:
    """Return what a card says about the time: as it was understood, with the words it was said in; of a draft in doubt
    what is asked."""
    if draft is not None and asks(draft):
        about: Mapping[str, Any] = draft.wished or {}
        return [*([Text("wish-line", wish=wish)] if wish else []), time_fields.echo(about)]
    if known is None:
        return [Text("wish-line", wish=wish)] if wish else []
    return [Text("wish-line-words", wish=known, words=wish) if wish else Text("wish-line", wish=known)]


def buttons(draft: Draft) -> list[Button]:
    """Return what a draft's card offers about the time it speaks of: those that may be meant, another, none."""
    wished = draft.wished
    if wished is None or not wished["offers"]:
        return []
    meant = offers(draft) if asks(draft) and not wished["past"] else []
    found = [Button(Text("when", when=one), "tasks.wish", f"{draft.id}={one.token()}") for one in meant]
    found.append(Button(Text("when-other"), "tasks.ask-wish", draft.id, opens=FORM))
    return [*found, Button(Text("when-none"), "tasks.wish", draft.id)]


def pickers(draft: Draft) -> list[Picker]:
    """Return what picks another time on a draft's card that speaks of one."""
    shows = stands(draft)
    return [] if shows is None else time_fields.pickers("tasks.pick-wish", draft.id, shows)


def offers(draft: Draft) -> list[When]:
    """Return the times that a draft may be meant for, best first."""
    found = [] if draft.wished is None else [whens.parsed(offer) for offer in draft.wished["offers"]]
    return [one for one in found if one is not None]


def _chosen(draft: Draft, times: list[When], words: str) -> Draft:
    meant = [one.noted() for one in times]
    wished = {"offers": meant, "known": bool(meant), "past": False, "words": "", "by": CHOSEN}
    kept = {repeats.AGAIN: (draft.wished or {}).get(repeats.AGAIN), **_marks(draft)}
    return replace(draft, wish=words or None, wished={**wished, **kept})


def _marks(draft: Draft) -> dict[str, Any]:
    """Return what was said for good about a draft: that it is wanted just once."""
    return {name: value for name, value in (draft.wished or {}).items() if name == repeats.ONCE}
