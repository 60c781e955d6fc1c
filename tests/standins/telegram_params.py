"""From an HTTP request to decoded parameters: query, urlencoded, JSON, multipart. No Telegram method is known here."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from tests.standins.telegram_records import Json, Upload
from tests.standins.telegram_refusals import Refused, bad

STRUCTURED = frozenset(
    [
        "allowed_updates",
        "caption_entities",
        "commands",
        "contact",
        "disabled",
        "entities",
        "explanation_entities",
        "link_preview_options",
        "media",
        "menu_button",
        "message_ids",
        "options",
        "permissions",
        "photo_sizes",
        "reaction",
        "reply_markup",
        "reply_parameters",
        "results",
        "scope",
        "suggested_post_parameters",
        "user_ids",
    ]
)
INTEGERS = frozenset(
    [
        "action_id",
        "cache_time",
        "chat_id",
        "date",
        "direct_messages_topic_id",
        "duration",
        "from_chat_id",
        "height",
        "icon_color",
        "limit",
        "max_connections",
        "message_id",
        "message_thread_id",
        "offset",
        "reply_to_message_id",
        "sender_chat_id",
        "timeout",
        "until_date",
        "user_id",
        "width",
    ]
)
NUMBERS = frozenset({"heading", "horizontal_accuracy", "latitude", "longitude"})
FLAGS = frozenset(
    [
        "allow_paid_broadcast",
        "allow_sending_without_reply",
        "disable_content_type_detection",
        "disable_notification",
        "disable_web_page_preview",
        "drop_pending_updates",
        "for_channels",
        "has_spoiler",
        "is_anonymous",
        "is_big",
        "only_if_banned",
        "protect_content",
        "remove_caption",
        "revoke_messages",
        "show_alert",
        "show_caption_above_media",
    ]
)
WHOLE = re.compile(r"-?\d{1,19}")
MAX_MESSAGE_ID = 2**31


class Params:
    """The decoded parameters of one call; uploads stand under their part's name."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def text(self, name: str) -> str:
        """A string, "" if missing."""
        value = self.values.get(name)
        if isinstance(value, bytes):
            raise bad("strings must be encoded in UTF-8")
        return "" if value is None or isinstance(value, Upload) else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; what is none counts as 0, as on the server."""
        value = self.values.get(name, default)
        return value if isinstance(value, int) else 0

    def number(self, name: str) -> float | None:
        """A decimal number or None."""
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) else None

    def flag(self, name: str) -> bool:
        """A yes or no, missing is no."""
        return bool(self.values.get(name))

    def structure(self, name: str) -> Any:
        """Decoded JSON; a string if it could not be decoded; None if missing."""
        return self.values.get(name)

    def given(self, name: str) -> bool:
        """Whether the parameter was sent and is not empty."""
        return self.values.get(name) not in {None, ""} if _plain(self.values.get(name)) else True

    def message_id(self, name: str = "message_id") -> int:
        """A message number; raises Refused when missing."""
        value = self.values.get(name)
        if not isinstance(value, int) or not 0 < value < MAX_MESSAGE_ID:
            raise bad("message identifier is not specified")
        return value

    def upload(self, reference: str) -> Upload | None:
        """The file part an attach:// address or a field name means."""
        found = self.values.get(reference.removeprefix("attach://"))
        return found if isinstance(found, Upload) else None


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str)


def decoded(raw: Json) -> Json:
    """Return values with the types their names ask for; what does not fit stays as it came."""
    return {name: _decoded(name, value) for name, value in raw.items()}


def _decoded(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if name in STRUCTURED:
            return json.loads(value) if value else None
        if name in NUMBERS:
            return float(value)
    except ValueError:
        return value
    if name in INTEGERS and WHOLE.fullmatch(value):
        return int(value)
    return value.lower() in {"true", "yes", "1"} if name in FLAGS else value


async def read_params(request: web.BaseRequest, limit: int) -> Json:
    """Return the decoded parameters of a request; raises Refused 413 above `limit` bytes, 400 for broken bodies."""
    values: Json = dict(request.query)
    if request.content_type.startswith("multipart/"):
        values |= await _multipart(request, limit)
    elif request.can_read_body:
        body = await request.content.read()
        if len(body) > limit:
            raise Refused(413)
        if request.content_type == "application/json":
            values |= _json(body)
        else:
            values |= parse_qsl(_utf8(body), keep_blank_values=True)
    return decoded(values)


def _json(body: bytes) -> Json:
    try:
        values = json.loads(body)
    except ValueError:
        raise bad("can't parse request JSON object") from None
    if not isinstance(values, dict):
        raise bad("can't parse request JSON object")
    return {name: value for name, value in values.items() if value is not None}


def _utf8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None


async def _multipart(request: web.BaseRequest, limit: int) -> Json:
    values: Json = {}
    size = 0
    reader = MultipartReader(request.headers, request.content)
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        content = bytes(await part.read())
        size += len(content)
        if size > limit:
            raise Refused(413)
        if part.filename is None:
            values[part.name] = _utf8(content)
        else:
            values[part.name] = Upload(part.filename, part.headers.get("Content-Type", ""), content)
    return values
