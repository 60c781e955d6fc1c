"""Payloads as Telegram and Slack send them, made quickly: the senders must not be what is measured."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

FIRST_USER = 5_000_000_001
BOT_ID = 700_000_001
DATE = 1_772_442_000
KEY = "the-key-comes-later-00"  # as long as real ones
WORDS = "Please book a table for six on Friday evening, somewhere quiet near the office, and tell Dr. Weber."


def message(update: int, client: int, number: int) -> bytes:
    """Return the body of an update: client `client` writes their message `number`."""
    return _body(
        update,
        message={
            "message_id": number,
            "from": _person(client),
            "chat": _chat(client),
            "date": DATE,
            "text": f"{WORDS} ({number})",
        },
    )


def press(update: int, client: int, number: int, key: str = KEY) -> bytes:
    """Return the body of an update: client `client` presses the button `key` on the card `number`."""
    card = {
        "message_id": number,
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "Office", "username": "vorzimmer_bot"},
        "chat": _chat(client),
        "date": DATE,
        "text": f"Your request\n{WORDS}",
        "entities": [{"type": "bold", "offset": 0, "length": 12}],
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Send request", "callback_data": key, "style": "primary"}],
                [{"text": "Discard", "callback_data": "another-key-0123456789"}],
            ]
        },
    }
    pressed = {
        "id": str(update),
        "from": _person(client),
        "message": card,
        "chat_instance": "-3719837498237498",
        "data": key,
    }
    return _body(update, callback_query=pressed)


def slack_message(number: int, second: int, user: str, channel: str, team: str, app: str) -> bytes:
    """Return the body of an event: message `number` of a person in their conversation with the bot, at Unix second
    `second`."""
    stamp = f"{second}.{number:06d}"
    event = {
        "type": "message",
        "channel": channel,
        "channel_type": "im",
        "user": user,
        "text": f"{WORDS} ({number})",
        "ts": stamp,
        "event_ts": stamp,
        "team": team,
        "blocks": [{"type": "rich_text", "block_id": "b1", "elements": []}],
    }
    whole = {
        "token": "not-used-any-more",
        "team_id": team,
        "api_app_id": app,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{number:09d}",
        "event_time": second,
        "authorizations": [{"team_id": team, "user_id": "U0OFFICEBOT", "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
    }
    return json.dumps(whole).encode()


def _body(update: int, **content: Json) -> bytes:
    return json.dumps({"update_id": update, **content}).encode()


def _person(client: int) -> Json:
    return {
        "id": FIRST_USER + client,
        "is_bot": False,
        "first_name": f"Anna {client}",
        "username": f"anna_{client}",
        "language_code": "de" if client % 2 else "en",
    }


def _chat(client: int) -> Json:
    return {"id": FIRST_USER + client, "type": "private", "first_name": f"Anna {client}", "username": f"anna_{client}"}
