"""Text with entities as Telegram keeps it: UTF-16 offsets, trimmed, with entities it finds itself. No markup here."""

import re
from dataclasses import dataclass
from typing import Any

from tests.standins.telegram_refusals import Refused, bad

Entity = dict[str, Any]

FOUND = re.compile(
    r"(?P<url>(?:https?|tg)://[^\s<>\"]+[^\s<>\".,;:!?)\]'])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})\b"
    r"|(?<![\w#])(?P<hashtag>#(?=\w*[^\W\d])\w{1,256})"
)
KEEPS_AWAY = {"code", "pre", "text_link", "text_mention", "custom_emoji"}
CLEANED = {code: " " for code in range(32) if code not in {9, 10, 13}} | {9: " ", 13: None}
CLEANED |= dict.fromkeys(range(0x2028, 0x202F))


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text and its entities, sorted by offset, the longer first."""

    text: str
    entities: list[Entity]

    def fields(self, text: str = "text", entities: str = "entities") -> dict[str, Any]:
        """Return the fields of a Message; no entities field when there are none."""
        if not self.entities:
            return {text: self.text}
        return {text: self.text, entities: self.entities}


class Cannot(Exception):
    """Markup that can't be parsed; the message is the official reason."""

    def refusal(self) -> Refused:
        """The answer of the server."""
        return bad(f"can't parse entities: {self}")


class Output:
    """Text being built, counting UTF-16 code units."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.entities: list[Entity] = []
        self.units = 0

    def add(self, text: str) -> None:
        """Append plain text."""
        self._parts.append(text)
        self.units += utf16_length(text)

    def entity(self, kind: str, since: int, **more: object) -> None:
        """Add an entity that reaches from `since` to here; empty ones are dropped."""
        if self.units > since:
            self.entities.append({"offset": since, "length": self.units - since, "type": kind, **more})

    def since(self, units: int) -> str:
        """Return the text written after the first `units` code units."""
        return cut("".join(self._parts), units, self.units)

    def result(self) -> Text:
        """The finished text."""
        return Text("".join(self._parts), ordered(self.entities))


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units."""
    return len(text) if text.isascii() else len(text) + sum(1 for char in text if char > "\uffff")


def cut(text: str, start: int, end: int) -> str:
    """Return the part between two UTF-16 offsets."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


def byte_offset(text: str, position: int) -> int:
    """Return where the character stands in UTF-8; error texts count so."""
    return len(text[:position].encode("utf-8", "surrogatepass"))


def ordered(entities: list[Entity]) -> list[Entity]:
    """Return the entities in the order Telegram reports them."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def cleaned(text: str) -> str:
    """Return text without carriage returns, control characters as spaces."""
    return text.translate(CLEANED)


def trimmed(source: Text) -> Text:
    """Return the text without white space at both ends; entities are moved, cut, or dropped when nothing is left."""
    text = source.text.rstrip()
    body = text.lstrip()
    if len(body) == len(source.text):
        return source
    skipped = utf16_length(text[: len(text) - len(body)])
    length = utf16_length(body)
    entities = []
    for entity in source.entities:
        start = max(0, entity["offset"] - skipped)
        end = min(length, entity["offset"] + entity["length"] - skipped)
        if end > start:
            entities.append({**entity, "offset": start, "length": end - start})
    return Text(body, entities)


def with_found(source: Text) -> Text:
    """Return the text with the entities the server finds: commands, mentions, hashtags, addresses, links."""
    text = source.text
    if not any(char in text for char in "/@#"):
        return source
    entities = list(source.entities)
    for match in FOUND.finditer(text):
        start = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if not any(
            entity["type"] in KEEPS_AWAY and entity["offset"] < start + length and start < _end(entity)
            for entity in source.entities
        ):
            entities.append({"offset": start, "length": length, "type": match.lastgroup})
    return Text(text, ordered(entities))


def given(text: str, entities: list[object]) -> Text:
    """Return text with the caller's entities; raises Refused for malformed ones, drops those outside the text."""
    length = utf16_length(text)
    kept = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad("can't parse MessageEntity: object expected")
        if not (isinstance(entity.get("offset"), int) and isinstance(entity.get("length"), int)):
            raise bad('can\'t parse MessageEntity: Field "offset" must be of type Number')
        if entity["type"] == "date_time" and not isinstance(entity.get("unix_time"), int):
            raise bad('can\'t parse MessageEntity: Field "unix_time" must be of type Number')
        if entity["offset"] >= 0 and entity["length"] > 0 and _end(entity) <= length:
            kept.append({key: value for key, value in entity.items() if value is not None})
    return Text(text, ordered(kept))


def _end(entity: Entity) -> int:
    return int(entity["offset"]) + int(entity["length"])
