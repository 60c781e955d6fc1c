"""From an example to what goes over each platform's wire, by the way a real message goes: packed for the outbox, worded
for its reader, cut and drawn by the platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.i18n import Wording
from bot.platforms import slack_drawing, slack_forms
from bot.platforms.base import Message, Place
from bot.platforms.console import ConsolePlatform
from bot.platforms.telegram import TelegramPlatform, drawing
from bot.preview.example import Example, Shown
from bot.preview.invented import ANSWERED, NOW, OFFICE, ZONE, Cast
from handlers.chat import dialogs, forms
from handlers.chat.outgoing import Card, Field, FieldKind, Form, Home, Notice
from handlers.chat.wire import pack, pack_button, pack_picker
from storage.dialogs import Dialog
from storage.vocabulary import PersonId

READER = "preview"
A_DAY = "date day 2026-03-05T00:00:00+01:00 2026-03-06T00:00:00+01:00"
BY_KIND = {FieldKind.NUMBER: "30", FieldKind.DAY: A_DAY, FieldKind.TIME: A_DAY}


@dataclass(frozen=True, slots=True)
class Wires:
    """An example on the wire: Telegram's messages one after another, Slack's messages as blocks and its views (a modal
    or a home), the terminal's lines."""

    telegram: tuple[drawing.Drawn, ...]
    slack_messages: tuple[list[dict[str, Any]], ...]
    slack_views: tuple[dict[str, Any], ...]
    terminal: tuple[str, ...]


def wires(example: Example, wording: Wording, language: str) -> Wires:
    """Return an example as a reader of this language gets it."""
    cast = Cast.speaking(language)
    shown = example.build(cast)
    if isinstance(shown, Form):
        return _form(example, shown, wording, language)
    views: tuple[dict[str, Any], ...] = ()
    on_slack: tuple[list[dict[str, Any]], ...] = ()
    worded = _worded(shown, wording, language, f"{OFFICE.slack_command} ")
    if isinstance(shown, Home):
        views = (slack_drawing.home(worded),)
    else:
        on_slack = tuple(slack_drawing.blocks(part) for part in slack_drawing.parts(worded))
    return Wires(_telegram([shown], wording, language), on_slack, views, _terminal([shown], wording, language))


def _form(example: Example, form: Form, wording: Wording, language: str) -> Wires:
    """A form is a window on Slack; elsewhere it is asked question by question."""
    dialog = Dialog(
        id=READER,
        person_id=PersonId(READER),
        form=form.name,
        version=form.version,
        about="",
        facts={},
        answers={},
        state="open",
        opened_at=NOW,
        touched_at=NOW,
    )
    cast = Cast.speaking(language)
    asked = list(_asked(form, dialog, example.answers(cast), cast))
    in_window = example.build(Cast.speaking(language, window=True))
    assert isinstance(in_window, Form)  # as in a chat
    view = slack_forms.view(wording.sheet(dialog, in_window, language, ZONE))
    return Wires(_telegram(asked, wording, language), (), (view,), _terminal(asked, wording, language))


def _asked(form: Form, dialog: Dialog, given: Mapping[str, str], cast: Cast) -> Iterator[Shown]:
    """Yield the cards of a form asked in a chat, and its last look where it has one."""
    while (field := dialogs.position(form, dialog.answers)) is not None:
        yield forms.question(form, dialog)
        answer = given.get(field.name) or _answer(field, cast)
        dialog = replace(dialog, answers={**dialog.answers, field.name: answer})
    if form.summary:
        yield forms.summary(form, dialog)


def _answer(field: Field, cast: Cast) -> str:
    offered = dialogs.choices(field)
    if field.kind in BY_KIND or not offered:
        return BY_KIND.get(field.kind) or cast.words(ANSWERED)
    return offered[0].value


def _worded(shown: Card | Home | Notice, wording: Wording, language: str, prefix: str) -> Message:
    # Through JSON, as the store keeps it.
    return wording.message(json.loads(json.dumps(_content(shown))), language, ZONE, prefix=prefix, mark=READER)


def _content(shown: Card | Home | Notice) -> dict[str, Any]:
    """Return what stands in the outbox; the keys of buttons are invented."""
    if isinstance(shown, Notice):
        return {"lines": [pack(shown.text)]}
    content: dict[str, Any] = {"title": pack(shown.title), "lines": [pack(line) for line in shown.lines]}
    if shown.buttons:
        content["buttons"] = [pack_button(button, f"{READER}-{at}") for at, button in enumerate(shown.buttons)]
    if isinstance(shown, Card) and shown.pickers:
        content["pickers"] = [pack_picker(picker, f"{READER}-pick-{at}") for at, picker in enumerate(shown.pickers)]
    return content


def _telegram(cards: list[Shown], wording: Wording, language: str) -> tuple[drawing.Drawn, ...]:
    return tuple(
        drawing.draw(part)
        for card in cards
        if not isinstance(card, Form)
        for part in drawing.parts(_worded(card, wording, language, TelegramPlatform.prefix))
    )


def _terminal(cards: list[Shown], wording: Wording, language: str) -> tuple[str, ...]:
    lines: list[str] = []
    terminal = ConsolePlatform(lines.append, lambda: NOW)

    async def print_all() -> None:
        for card in cards:
            if not isinstance(card, Form):
                message = _worded(card, wording, language, terminal.prefix)
                await terminal.send(Place(terminal.name, "", READER), message)

    asyncio.run(print_all())
    return tuple(line.removeprefix(f"{READER} ") for line in lines)
