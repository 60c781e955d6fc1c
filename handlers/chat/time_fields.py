"""Questions for a time: what was written or picked is understood, echoed, and in doubt asked about once. The times
offered are kept with the form, so that they count after a restart and on the other platform, too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.chat.context import Context
from handlers.chat.outgoing import TIMES, Button, Field, FieldKind, Form, Picker, PickerKind, Style, Text
from handlers.rules import picking, whens
from handlers.rules.dates import Understanding
from handlers.rules.whens import Reading, When
from storage.dialogs import Dialog

TIME = "forms.time"
DOUBTED = "doubted"  # what was written and is asked about, with the times it may mean
WORDS = "words"
RIGHT = Text("when-right")
_PICKED = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?", re.ASCII)


def now_of(ctx: Context) -> datetime:
    """Return this moment on the clock of who acts."""
    return ctx.now.astimezone(ZoneInfo(ctx.who.zone))


def languages_of(ctx: Context) -> tuple[str, ...]:
    """Return the languages in which who acts may write: their own first."""
    return tuple(dict.fromkeys((ctx.who.language, *ctx.office.languages)))


def times(ctx: Context, words: str) -> list[Understanding]:
    """Return the times in words that who acts has written just now; a text is read once, whoever asks."""
    languages, zone = languages_of(ctx), ctx.who.zone
    key = (words, languages, zone)
    if key not in ctx.understood:
        ctx.understood[key] = whens.times(words, languages, ctx.now.astimezone(ZoneInfo(zone)))
    return ctx.understood[key]


def read(ctx: Context, words: str, *, written_at: datetime | None = None) -> Reading:
    """Return what somebody's words, or a day they picked, say about one time; words that were not written just now, as
    they were meant then."""
    known = whens.parsed(words)
    if known is not None:
        return Reading(known, (), sure=True, found=True)
    now = now_of(ctx) if written_at is None else written_at.astimezone(ZoneInfo(ctx.who.zone))
    picked = whens.quick(words, now)
    if picked is not None:
        return Reading(picked, (), sure=True, found=True)
    if written_at is None:
        return whens.one_of(times(ctx, words), now)
    return whens.read(words, languages_of(ctx), now)


def settled(field: Field, reading: Reading, words: str, dialog: Dialog) -> str | None:
    """Return the answer as it is kept, None if it is to be asked about first: in doubt, over, or not understood. What
    was not understood twice is kept as words."""
    if reading.when is not None and not _asks(field, reading):
        return _kept(reading.when, words)
    if reading.offers:
        return None
    before = dialog.facts.get(DOUBTED) or {}
    again = before.get("field") == field.name and not before.get("offers")
    return words if reading.found or again else None


def _asks(field: Field, reading: Reading) -> bool:
    """Whether somebody should say which time they mean: a day that has been is over, of course."""
    return reading.asks and not (field.past and reading.sure)


def fault(field: Field, reading: Reading) -> Text | None:
    """Return what is wrong with an answer that has to be a time to come, None if it will do."""
    if field.kind is not FieldKind.TIME or (reading.offers and not reading.past):
        return None
    return Text("when-past", when=reading.when) if reading.past else Text("when-unclear")


def submitted(ctx: Context, form: Form, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Text]]:
    """Return the answers of a window with the times that are certain understood, and the faults by field name. What is
    in doubt stays in words: whoever takes the form shows it, and asks."""
    clean, faults = dict(answers), {}
    for field in form.fields:
        words = clean.get(field.name, "")
        if field.kind not in TIMES or not words:
            continue
        reading = read(ctx, words)
        wrong = fault(field, reading)
        if wrong is not None:
            faults[field.name] = wrong
        elif reading.when is not None and not _asks(field, reading):
            clean[field.name] = _kept(reading.when, words)
    return clean, faults


def doubted(field: Field, reading: Reading, words: str) -> dict[str, Any]:
    """Return what the form keeps of an answer that is asked about."""
    offers = [when.noted() for when in reading.offers]
    known = reading.when is not None
    return {"field": field.name, "words": words, "offers": offers, "known": known, "past": reading.past}


def chosen(dialog: Dialog, field: Field, sought: str) -> str | None:
    """Return the answer that a pressed button stands for, None if that is not asked any more."""
    about = asked_about(dialog, field)
    if about is None:
        return None
    if sought == WORDS:
        return str(about["words"])
    found = (whens.parsed(offer) for offer in about["offers"])
    return next(
        (_kept(when, str(about["words"])) for when in found if when is not None and when.token() == sought), None
    )


def asked_about(dialog: Dialog, field: Field) -> Mapping[str, Any] | None:
    """Return what is asked about at a field just now, None if nothing."""
    about = dialog.facts.get(DOUBTED)
    return about if about and about["field"] == field.name else None


def right(dialog: Dialog, field: Field) -> str | None:
    """Return the answer that somebody agrees to who says that it is right, None if there is none."""
    about = asked_about(dialog, field)
    when = whens.parsed(about["offers"][0]) if about and about["known"] and about["offers"] else None
    return None if about is None or when is None else _kept(when, str(about["words"]))


def echo(about: Mapping[str, Any]) -> Text:
    """Return how an answer was understood, and what is asked about it."""
    offers = about["offers"]
    if not offers:
        return Text("when-words", words=about["words"])
    if not about["known"]:
        return Text("when-several")
    name = "when-is-past" if about["past"] else "when-is-it"
    return Text(name, when=whens.parsed(offers[0]))


def buttons(dialog: Dialog, field: Field, about: Mapping[str, Any]) -> list[Button]:
    """Return the times to choose from; words that were not understood, or are over, can stay words."""
    found = [
        Button(label, TIME, f"{dialog.id}={token}", style=style)
        for label, token, style in offered(about["offers"], known=about["known"])
    ]
    if field.kind is FieldKind.DAY and not about["offers"]:
        found.append(Button(Text("when-keep-words"), TIME, f"{dialog.id}={WORDS}"))
    return found


def offered(offers: list[str], *, known: bool) -> list[tuple[Text, str, Style | None]]:
    """Return the labels of times that may be meant, with their tokens; of one that is `known` the first is right."""
    found: list[tuple[Text, str, Style | None]] = []
    for place, offer in enumerate(offers):
        when = whens.parsed(offer)
        if place == 0 and known:
            found.append((RIGHT, _token(offer), Style.PRIMARY))
        else:
            found.append((Text("when-rather" if known else "when", when=when), _token(offer), None))
    return found


def _token(offer: str) -> str:
    when = whens.parsed(offer)
    return "" if when is None else when.token()


def pickers(action: str, about: str, shows: When | None) -> list[Picker]:
    """Return what picks a day and a time of day on a card that says how a time was understood."""
    return [
        Picker(Text("choose-day"), PickerKind.DAY, action, about, shows),
        Picker(Text("choose-clock"), PickerKind.CLOCK, action, about, shows),
    ]


def picked(ctx: Context, when: When | None, value: str) -> When | None:
    """Return a time with the day, or the time of day, that was picked for it; None if that is over: who picked is told,
    and the card is to be shown anew as it stands."""
    now, clock = now_of(ctx), picking.clock_of(value)
    day = picking.day_of(value, now)
    found = None
    if clock is not None:
        found = picking.at_clock(when, clock, now)
    elif day is not None:
        found = picking.on_day(when, day, now)
    if found is None or picking.over(found, now):
        ctx.answer(Text("picked-over"))
        return None
    return found


def worded(value: str) -> Text | None:
    """Return an understood time as people read it, None for words."""
    when, said = whens.parsed(value), whens.said(value)
    if when is None:
        return None
    return Text("when-said", when=when, words=said) if said else Text("when", when=when)


def _kept(when: When, words: str) -> str:
    """Return an answer as it is kept; picked days, and times understood before, have no words of their own."""
    said = whens.said(words)
    return whens.kept(when, "" if said in whens.QUICK or _PICKED.fullmatch(said) else said)
