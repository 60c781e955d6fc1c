"""Telegram's messages as its app shows them: bubbles in a chat, a bold title, rows of buttons below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.platforms.telegram.drawing import Drawn
from bot.platforms.telegram.keys import Key
from bot.preview.html import Html, element, joined, words


def phone(messages: Sequence[Drawn], name: str, clock: str) -> Html:
    """Return a chat with the bot called `name` on a phone that shows the time `clock`."""
    picture = element("span", name[:1], class_="tg-picture", role="img", aria_label=name)
    title = element("span", element("b", words(name)), element("small", "bot"), class_="tg-name")
    head = element("div", element("span", "‹", class_="tg-back", aria_hidden="true"), picture, title, class_="tg-head")
    chat = element("div", *(message(drawn, clock) for drawn in messages), class_="tg-chat")
    return element("div", head, chat, class_="phone")


def message(drawn: Drawn, clock: str) -> Html:
    """Return one message with its buttons."""
    bubble = element("div", words(_text(drawn), "div"), element("time", clock), class_="tg-bubble")
    rows = [element("div", *(_button(key) for key in row), class_="tg-row") for row in drawn.rows]
    keyboard = element("div", *rows, class_="tg-keyboard") if rows else ""
    return element("div", bubble, keyboard, class_="tg-message")


def _text(drawn: Drawn) -> Html:
    """Return the text with its bold title and its moments; places are counted in UTF-16 units, as Telegram does."""
    written = drawn.text.encode("utf-16-le")
    ends = {end for stamp in drawn.stamps for end in (stamp.offset, stamp.offset + stamp.length)}
    cuts = sorted({0, drawn.bold, len(written) // 2} | ends)
    runs = []
    for start, end in pairwise(cuts):
        run: str = written[2 * start : 2 * end].decode("utf-16-le", "replace")
        if any(stamp.offset <= start < stamp.offset + stamp.length for stamp in drawn.stamps):
            run = element("span", run, class_="tg-moment")
        runs.append(element("b", run) if start < drawn.bold else run)
    return joined(*runs)


def _button(key: Key) -> Html:
    return element("button", key.label, type="button", class_=f"tg-key {key.style or ''}".strip())
