"""Messages and forms as Slack's blocks and views. People's words stand in plain text only, where nothing comes alive.

Pure: no library, no network. Limits as in slack_sdk.models.blocks and views.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.platforms.base import Message, Option, Question, Sheet
from bot.platforms.slack_shapes import NO_VALUE, cleaned

TITLE, SECTION, LABEL, FALLBACK = 150, 3000, 75, 11_000
BLOCKS, ROW = 45, 5
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
VIEW_TITLE, VIEW_BUTTON, VIEW_BLOCKS = 24, 24, 100
CHOICE, CHOICE_VALUE, CHOICES = 75, 150, 100
FIELD_LABEL, FIELD_VALUE, FIELD_ID = 2000, 3000, 255
ACTION_ID, VALUE = 255, 2000
EMPTY = "…"
MARK = "vorzimmer_message"

Json = dict[str, Any]


# --- messages --------------------------------------------------------------------------------------------------------


def blocks(message: Message) -> list[Json]:
    """Return the blocks of one part (see `parts`)."""
    drawn: list[Json] = []
    title = " ".join(cleaned(message.title or "").split())
    if title:
        heading = {"type": "header", "text": _text(title, TITLE)}
        drawn += [heading] if len(title) <= TITLE else [_section(piece) for piece in _pieces((title,), SECTION)]
    drawn += [_section(piece) for piece in _pieces(message.lines, SECTION)]
    if not drawn:
        drawn.append(_section(EMPTY))
    for start in range(0, len(message.options), ROW):
        row = message.options[start : start + ROW]
        drawn.append({"type": "actions", "elements": [_button(option, message) for option in row]})
    return drawn


def fallback(message: Message) -> str:
    """Return the words for notifications and for readers without blocks, escaped as Slack asks."""
    text = cleaned(message.text()).strip() or EMPTY
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def parts(message: Message) -> list[Message]:
    """Return the message cut to at most 45 blocks and 11,000 characters a part; options hang on the last."""
    title = message.title
    room = FALLBACK - len(title or "") - 1
    if title is not None and len(title) > SECTION:
        message, title = replace(message, lines=(title, *message.lines), title=None), None
        room = FALLBACK
    pages = list(_pages(message.lines, room)) or [()]
    per_part = (BLOCKS - len(blocks(replace(message, lines=pages[-1], options=())))) * ROW
    options = message.options
    rows = [options[start : start + per_part] for start in range(0, len(options), per_part)] or [()]
    cut = [replace(message, title=None, lines=page, options=()) for page in pages]
    cut[0] = replace(cut[0], title=title)
    cut[-1] = replace(cut[-1], options=rows[0])
    return cut + [replace(message, title=None, lines=(EMPTY,), options=row) for row in rows[1:]]


def _pages(lines: Sequence[str], room: int) -> Iterator[tuple[str, ...]]:
    """Yield the lines in pages of at most `room` characters, line breaks counted."""
    page: list[str] = []
    used = 0
    for line in lines:
        for start in range(0, max(len(line), 1), SECTION):
            piece = line[start : start + SECTION]
            if page and used + len(piece) + 1 > room:
                yield tuple(page)
                page, used = [], 0
            page.append(piece)
            used += len(piece) + 1
    if page:
        yield tuple(page)


def _pieces(lines: Sequence[str], most: int) -> Iterator[str]:
    """Yield the lines joined into texts of at most `most` characters; blank ones are left out."""
    text = ""
    for line in map(cleaned, lines):
        for start in range(0, max(len(line), 1), most):
            piece = line[start : start + most]
            if text and len(text) + 1 + len(piece) > most:
                yield from (text,) if text.strip() else ()
                text = piece
            else:
                text = f"{text}\n{piece}" if text else piece
    if text.strip():
        yield text


def _button(option: Option, message: Message) -> Json:
    kind = "open" if option.opens else "press"
    button: Json = {
        "type": "button",
        "action_id": f"{kind}:{option.key}"[:ACTION_ID],
        "value": option.key[:VALUE],
        "text": _text(option.label, LABEL),
    }
    if option.style in ("primary", "danger"):
        button["style"] = option.style
    if option.confirm:
        button["confirm"] = {
            "title": _text(option.label, CONFIRM_TITLE),
            "text": _text(option.confirm, CONFIRM_TEXT),
            "confirm": _text(message.yes, CONFIRM_BUTTON),
            "deny": _text(message.no, CONFIRM_BUTTON),
        }
        if option.style == "danger":
            button["confirm"]["style"] = "danger"
    return button


def _section(text: str) -> Json:
    return {"type": "section", "text": _text(text, SECTION)}


def _text(text: str, most: int) -> Json:
    """Return a plain text object: mark-up, mentions and colon names in it stay letters."""
    shown = cleaned(text)
    shown = shown if shown.strip() else EMPTY
    return {"type": "plain_text", "text": clipped(shown, most), "emoji": False}


def clipped(text: str, most: int) -> str:
    """Return `text`, with an ellipsis in place of what is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


# --- views -----------------------------------------------------------------------------------------------------------


def skeleton(title: str = EMPTY) -> Json:
    """Return the view that is opened while the trigger lives, before anybody knows what belongs into it."""
    return notice(title, "⏳")


def notice(title: str, text: str) -> Json:
    """Return a view that only says something."""
    return {"type": "modal", "title": _text(title, VIEW_TITLE), "blocks": [_section(text)]}


def view(sheet: Sheet) -> Json:
    """Return the modal of a form: a block for each question, named like it; the dialog id travels along unseen."""
    drawn = [_question(question) for question in sheet.questions[:VIEW_BLOCKS]]
    return {
        "type": "modal",
        "callback_id": "form",
        "private_metadata": sheet.dialog,
        "title": _text(sheet.title, VIEW_TITLE),
        "submit": _text(sheet.submit, VIEW_BUTTON),
        "close": _text(sheet.cancel, VIEW_BUTTON),
        "blocks": drawn or [_section(EMPTY)],
    }


def _question(question: Question) -> Json:
    choosing = question.kind == "one-of" and question.choices
    return {
        "type": "input",
        "block_id": question.name[:FIELD_ID],
        "label": _text(question.label, FIELD_LABEL),
        "optional": not question.required,
        "element": _select(question) if choosing else _input(question),
    }


def _input(question: Question) -> Json:
    most = max(1, min(question.longest, FIELD_VALUE))
    element: Json = {"type": "plain_text_input", "action_id": "value", "max_length": most}
    if question.kind == "paragraph":
        element["multiline"] = True
    if question.value:
        element["initial_value"] = cleaned(question.value)[:most]
    return element


def _select(question: Question) -> Json:
    """Return a select; above 100 choices in groups, named by where they begin and end."""
    options = [_choice(value, label) for value, label in question.choices[: CHOICES * CHOICES]]
    element: Json = {"type": "static_select", "action_id": "value"}
    if len(options) <= CHOICES:
        element["options"] = options
    else:
        element["option_groups"] = [
            {"label": _text(f"{start + 1}–{min(start + CHOICES, len(options))}", LABEL), "options": group}
            for start in range(0, len(options), CHOICES)
            if (group := options[start : start + CHOICES])
        ]
    chosen = next((option for option in options if question.value and option["value"] == question.value), None)
    if chosen is not None:
        element["initial_option"] = chosen
    return element


def _choice(value: str, label: str) -> Json:
    return {"text": _text(label, CHOICE), "value": value[:CHOICE_VALUE] or NO_VALUE}
