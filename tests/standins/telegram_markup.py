"""From what is written (plain, parse_mode, entities) to text with entities, with the refusals; and keyboards."""

import json
import re

from tests.standins.telegram_html import parse_html
from tests.standins.telegram_limits import Limits
from tests.standins.telegram_markdown import parse_markdown, parse_markdown_v2
from tests.standins.telegram_records import Json
from tests.standins.telegram_refusals import bad
from tests.standins.telegram_text import Cannot, Text, cleaned, given, trimmed, with_found

MODES = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}
ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}
LOOKS = {"style", "icon_custom_emoji_id"}
PRIVATE_ONLY = {"request_contact": "Phone number", "request_location": "Location"}
MAX_CALLBACK_BYTES = 64


def plain(text: str) -> Text:
    """Return text as a person typed it."""
    return with_found(trimmed(Text(cleaned(text), [])))


def formatted(text: str, mode: str, entities: object) -> Text:
    """Return what the bot wrote, parsed; raises Refused."""
    source = cleaned(text)
    if mode and mode.lower() != "none":
        if mode.lower() not in MODES:
            raise bad("unsupported parse_mode")
        try:
            parsed = MODES[mode.lower()](source)
        except Cannot as cannot:
            raise cannot.refusal() from None
    elif entities:
        if not isinstance(entities, list):
            raise bad("can't parse entities JSON object")
        parsed = given(source, entities)
    else:
        parsed = Text(source, [])
    return with_found(trimmed(parsed))


def checked_markup(markup: object, *, private: bool, limits: Limits) -> tuple[Json | None, Json | None]:
    """Return (inline keyboard or None, any other reply markup or None); raises Refused."""
    if markup in (None, ""):
        return None, None
    if isinstance(markup, str):
        raise bad("can't parse reply keyboard markup JSON object")
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if len(json.dumps(markup)) > limits.markup_bytes:
        raise bad("reply markup is too long")
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in _rows(markup["inline_keyboard"], "InlineKeyboard")]
        if sum(map(len, rows)) > limits.buttons:
            raise bad("reply markup is too long")
        rows = [row for row in rows if row]
        return ({"inline_keyboard": rows} if rows else None), None
    if "keyboard" in markup:
        for button in [button for row in _rows(markup["keyboard"], "Keyboard") for button in row]:
            _reply_button(button, private=private)
    return None, markup


def _rows(value: object, what: str) -> list[list[object]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad(f'can\'t parse {what}Button: Field "{what.lower()}" must be of type Array')
    return value


def _inline(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not text.strip():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    action = {name: value for name, value in button.items() if name in ACTIONS and value is not None}
    if not action:
        raise bad("text buttons are unallowed in the inline keyboard")
    data = action.get("callback_data")
    if data is not None and not 0 < len(str(data).encode()) <= MAX_CALLBACK_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in action and not re.fullmatch(r"(?:https?|tg|ton)://\S+|[^\s/:]+\.[^\s]+", str(action["url"])):
        raise bad(f"inline keyboard button URL '{action['url']}' is invalid: Wrong HTTP URL")
    looks = {name: button[name] for name in LOOKS if button.get(name)}
    return {"text": text, **looks, **action}


def _reply_button(button: object, *, private: bool) -> None:
    if isinstance(button, str):
        return
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse keyboard button: Field "text" must be of type String')
    for name, what in PRIVATE_ONLY.items():
        if button.get(name) and not private:
            raise bad(f"{what} can be requested in private chats only")
