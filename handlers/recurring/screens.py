"""What recurring requests look like: names and facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.chat import repeating
from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Style, Text, Typed
from storage.people import Person
from storage.series import Series
from storage.vocabulary import SeriesState

SHOWN = 3
MOST_BUTTONS = 20


def series_card(series: Series, coming: Sequence[datetime], whose: str | None, details: Sequence[Text] = ()) -> Card:
    """Return a recurring request: what, with its `details`, how often, the next times, and what can be done with it."""
    lines = [Text("draft-for", name=whose)] if whose else []
    lines += [Text("words", words=series.words), *details, repeating.worded(series.rule, series.said)]
    lines += [Text("recurring-next", at=at) for at in coming]
    return Card(f"series:{series.id}", Text(f"recurring-{series.state}"), lines, _buttons(series))


def list_card(person: Person, found: Sequence[Series], coming: Mapping[str, datetime | None]) -> Card:
    """Return somebody's recurring requests, each with a button; `coming` is when each comes next."""
    lines, buttons = [], []
    for number, series in enumerate(found, start=1):
        at = coming[series.id]
        standing = Text("recurring-paused") if at is None else Text("recurring-next", at=at)
        lines.append(Text("recurring-line", number=number, words=series.words, standing=standing))
        buttons.append(Button(Text("recurring-show", number=number), "recurring.show", series.id))
    none = Text("recurring-none", recurring=Typed("recurring"))
    return Card(f"all-series:{person.id}", Text("recurring-title"), lines or [none], buttons[:MOST_BUTTONS])


def new_form(contacts: Sequence[Person]) -> Form:
    """Return the questions of a recurring request for a client."""
    offered = [Choice(person.id, Text("words", words=person.name)) for person in contacts]
    fields = [
        Field("contact", Text("request-contact"), FieldKind.ONE_OF, choices=offered),
        Field("words", Text("recurring-words"), FieldKind.PARAGRAPH, longest=1000, help=Text("recurring-words-help")),
    ]
    return Form("recurring.new", Text("recurring-title"), Text("save"), fields)


def _buttons(series: Series) -> list[Button]:
    if series.state is SeriesState.ASKED:
        return [
            Button(Text("when-right"), "recurring.confirm", series.id, style=Style.PRIMARY),
            Button(Text("discard"), "recurring.end", series.id),
        ]
    if series.state is SeriesState.ENDED:
        return []
    end = Button(
        Text("recurring-end"), "recurring.end", series.id, style=Style.DANGER, confirm=Text("recurring-end-confirm")
    )
    if series.state is SeriesState.PAUSED:
        return [Button(Text("resume"), "recurring.resume", series.id, style=Style.PRIMARY), end]
    return [
        Button(Text("recurring-skip"), "recurring.skip", series.id),
        Button(Text("pause"), "recurring.pause", series.id),
        end,
    ]
