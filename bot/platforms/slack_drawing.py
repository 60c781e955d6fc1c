"""Messages and pages as Slack's blocks and views. People's words stand in plain text only, where nothing comes alive.

Pure: no library, no network. Limits as in slack_sdk.models.blocks and views.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.platforms.base import Message, Option, Picker
from bot.platforms.slack_shapes import PICK, cleaned

TITLE, SECTION, LABEL, PLACEHOLDER, FALLBACK = 150, 3000, 75, 150, 11_000
BLOCKS, ROW = 45, 5
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
VIEW_TITLE, VIEW_BLOCKS, VIEW_SIZE = 24, 100, 240_000
ACTION_ID, VALUE = 255, 2000
OPTIONS = 100
HOME_TEXT = 12_000
EMPTY = "…"
MARK = "vorzimmer_message"

Json = dict[str, Any]


# --- messages --------------------------------------------------------------------------------------------------------


def blocks(message: Message) -> list[Json]:
    """Return the blocks of one part (see `parts`)."""
    drawn: list[Json] = []
    title = " ".join(cleaned(message.title or "").split())
    if title:
        heading = {"type": "header", "text": plain_text(title, TITLE)}
        drawn += [heading] if len(title) <= TITLE else [section(piece) for piece in pieces((title,), SECTION)]
    drawn += [section(piece) for piece in pieces(message.lines, SECTION)]
    if not drawn:
        drawn.append(section(EMPTY))
    return [*drawn, *_pickers(message), *_rows(message)]


def fallback(message: Message) -> str:
    """Return the words for notifications and for readers without blocks, escaped as Slack asks."""
    text = cleaned(message.text()).strip() or EMPTY
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def parts(message: Message) -> list[Message]:
    """Return the message cut to at most 45 blocks and 11,000 characters a part; the last has pickers and options."""
    title = message.title
    room = FALLBACK - len(title or "") - 1
    if title is not None and len(title) > SECTION:
        message, title = replace(message, lines=(title, *message.lines), title=None), None
        room = FALLBACK
    pages = list(_pages(message.lines, room)) or [()]
    per_part = (BLOCKS - len(blocks(replace(message, lines=pages[-1], options=())))) * ROW
    options = message.options
    rows = [options[start : start + per_part] for start in range(0, len(options), per_part)] or [()]
    cut = [replace(message, title=None, lines=page, options=(), pickers=()) for page in pages]
    cut[0] = replace(cut[0], title=title)
    cut[-1] = replace(cut[-1], options=rows[0], pickers=message.pickers)
    return cut + [replace(message, title=None, lines=(EMPTY,), options=row, pickers=()) for row in rows[1:]]


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


def pieces(lines: Sequence[str], most: int) -> Iterator[str]:
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


def _pickers(message: Message) -> Iterator[Json]:
    for start in range(0, len(message.pickers), ROW):
        yield {"type": "actions", "elements": [_picker(one) for one in message.pickers[start : start + ROW]]}


def _picker(picker: Picker) -> Json:
    drawn: Json = {
        "action_id": f"{PICK}{picker.key}"[:ACTION_ID],
        "placeholder": plain_text(picker.label, PLACEHOLDER),
    }
    if picker.kind == "offer":
        return {"type": "external_select", **drawn, "min_query_length": 0}
    name = {"day": "date", "clock": "time"}[picker.kind]
    drawn = {"type": f"{name}picker", **drawn}
    return {**drawn, f"initial_{name}": picker.value} if picker.value else drawn


def offered(choices: Sequence[tuple[str, str]]) -> Json:
    """Return the answer to who has typed into a picker that offers something: label and value of each choice."""
    return {"options": [{"text": plain_text(label, LABEL), "value": value} for label, value in choices[:OPTIONS]]}


def _rows(message: Message) -> Iterator[Json]:
    for start in range(0, len(message.options), ROW):
        row = message.options[start : start + ROW]
        yield {"type": "actions", "elements": [_button(option, message) for option in row]}


def _button(option: Option, message: Message) -> Json:
    kind = "open" if option.opens else "press"
    button: Json = {
        "type": "button",
        "action_id": f"{kind}:{option.key}"[:ACTION_ID],
        "value": option.key[:VALUE],
        "text": plain_text(option.label, LABEL),
    }
    if option.style in ("primary", "danger"):
        button["style"] = option.style
    if option.confirm:
        button["confirm"] = {
            "title": plain_text(option.label, CONFIRM_TITLE),
            "text": plain_text(option.confirm, CONFIRM_TEXT),
            "confirm": plain_text(message.yes, CONFIRM_BUTTON),
            "deny": plain_text(message.no, CONFIRM_BUTTON),
        }
        if option.style == "danger":
            button["confirm"]["style"] = "danger"
    return button


def section(text: str) -> Json:
    """Return a block of words."""
    return {"type": "section", "text": plain_text(text, SECTION)}


def plain_text(text: str, most: int) -> Json:
    """Return a plain text object: mark-up, mentions and colon names in it stay letters."""
    shown = cleaned(text)
    shown = shown if shown.strip() else EMPTY
    return {"type": "plain_text", "text": clipped(shown, most), "emoji": False}


def clipped(text: str, most: int) -> str:
    """Return `text`, with an ellipsis in place of what is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


# --- files -----------------------------------------------------------------------------------------------------------


def file_mark(mark: str) -> str:
    """Return the block id by which a file's message is found again: such messages take no metadata."""
    return f"{MARK}:{mark}"[:ACTION_ID]


def file_blocks(caption: Message, name: str) -> list[Json]:
    """Return the words below a file, its name if there are none; the first block carries the caption's mark."""
    lines = (*((caption.title,) if caption.title else ()), *caption.lines)
    said = replace(caption, title=None, lines=lines if "".join(lines).strip() else (name,), options=())
    drawn = blocks(parts(said)[0])
    if caption.mark:
        drawn[0]["block_id"] = file_mark(caption.mark)
    return drawn


# --- views -----------------------------------------------------------------------------------------------------------


def skeleton(title: str = EMPTY) -> Json:
    """Return the view that is opened while the trigger lives, before anybody knows what belongs into it."""
    return notice(title, "⏳")


def notice(title: str, text: str) -> Json:
    """Return a view that only says something."""
    return {"type": "modal", "title": plain_text(title, VIEW_TITLE), "blocks": [section(text)]}


def home(message: Message) -> Json:
    """Return a person's page: title, at most 12,000 characters of lines, and as many buttons as Slack takes."""
    pages = list(_pages(message.lines, HOME_TEXT)) or [()]
    lines = (*pages[0], EMPTY) if len(pages) > 1 else pages[0]
    title = clipped(message.title, TITLE) if message.title else None
    drawn = blocks(replace(message, title=title, lines=lines, options=()))
    size = len(json.dumps(drawn))
    for row in _rows(message):
        size += len(json.dumps(row))
        if len(drawn) == VIEW_BLOCKS or size > VIEW_SIZE:
            break
        drawn.append(row)
    return {"type": "home", "blocks": drawn}
