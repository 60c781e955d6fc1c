"""parse_mode HTML of the Telegram stand-in, with the official complaints and their UTF-8 byte offsets."""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from tests.standins.telegram_text import Cannot, Output, Text, byte_offset

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,10})|([a-z]+));?")
SPACES = " \t\r\n\0\b"
NAME_CHARACTERS = re.compile(r"[A-Za-z0-9.\-]*")
SURROGATES = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


@dataclass(slots=True)
class Open:
    """A start tag that waits for its end."""

    name: str
    units: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(source: str) -> Text:
    """Return the text with entities; raises Cannot."""
    return Reader(source).read()


class Reader:
    """Walks once over the source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._open: list[Open] = []
        self._output = Output()

    def read(self) -> Text:
        """Parse everything."""
        source = self._source
        while self._at < len(source):
            stops = [found for found in (source.find("<", self._at), source.find("&", self._at)) if found >= 0]
            stop = min(stops, default=len(source))
            if stop > self._at:
                self._output.add(source[self._at : stop])
                self._at = stop
            elif source[stop] == "&":
                self._output.add(self._reference())
            elif source.startswith("</", stop):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise Cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return self._output.result()

    def _reference(self) -> str:
        match = REFERENCE.match(self._source, self._at)
        if match:
            hexadecimal, decimal, name = match.groups()
            if name in NAMED:
                # A longer name ("&ltx") is no reference.
                self._at = match.end()
                return NAMED[name]
            if not name:
                code = int(hexadecimal, 16) if hexadecimal else int(decimal)
                if 0xD800 <= code <= 0xDFFF:
                    raise Cannot(SURROGATES)
                if 0 < code < 0x10FFFF:
                    self._at = match.end()
                    return chr(code)
        self._at += 1
        return "&"

    def _start_tag(self) -> None:
        begin = self._at
        name = self._name(begin + 1)
        if self._at >= len(self._source):
            self._fail("Unclosed start tag", begin)
        if name not in TAGS:
            self._fail(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(Open(name, self._output.units, attributes))

    def _name(self, start: int) -> str:
        source, end = self._source, start
        while end < len(source) and source[end] not in SPACES and source[end] != ">":
            end += 1
        self._at = end
        return source[start:end].lower()

    def _skip_spaces(self) -> None:
        while self._at < len(self._source) and self._source[self._at] in SPACES:
            self._at += 1

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        """Read up to and including ">"."""
        source = self._source
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self._at >= len(source):
                self._fail(f'Unclosed start tag "{tag}"' if attributes else "Unclosed start tag", begin)
            if source[self._at] == ">":
                self._at += 1
                return attributes
            start = self._at
            while self._at < len(source) and source[self._at] not in SPACES + "=>":
                self._at += 1
            name = source[start : self._at].lower()
            if not name:
                self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            self._skip_spaces()
            if not source.startswith("=", self._at):
                attributes[name] = ""
                continue
            self._at += 1
            attributes[name] = self._value(tag, begin)

    def _value(self, tag: str, begin: int) -> str:
        source = self._source
        self._skip_spaces()
        if self._at >= len(source):
            self._fail(f'Unclosed start tag "{tag}"', begin)
        quote = source[self._at]
        if quote not in "\"'":
            start = self._at
            match = NAME_CHARACTERS.match(source, start)
            self._at = match.end() if match else start
            if self._at >= len(source) or source[self._at] not in SPACES + ">":
                self._fail("Unexpected end of name token", start)
            return source[start : self._at].lower()
        self._at += 1
        value: list[str] = []
        while self._at < len(source) and source[self._at] != quote:
            if source[self._at] == "&":
                value.append(self._reference())
            else:
                value.append(source[self._at])
                self._at += 1
        self._at += 1
        if self._at >= len(source):
            self._fail("Unclosed start tag", begin)
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            self._fail("Unexpected end tag", begin)
        name = self._name(begin + 2)
        self._skip_spaces()
        if not self._source.startswith(">", self._at):
            self._fail("Unclosed end tag", begin)
        self._at += 1
        start = self._open.pop()
        if name and name != start.name:
            where = byte_offset(self._source, begin)
            raise Cannot(f'Unmatched end tag at byte offset {where}, expected "</{start.name}>", found "</{name}>"')
        self._close(start)

    def _close(self, tag: Open) -> None:
        output, kind = self._output, TAGS[tag.name]
        if kind == "text_link":
            add_link(output, tag.units, tag.attributes.get("href") or output.since(tag.units))
        elif kind == "custom_emoji":
            if not tag.attributes.get("emoji-id", "").isdigit():
                raise Cannot("Invalid custom emoji identifier specified")
            output.entity(kind, tag.units, custom_emoji_id=tag.attributes["emoji-id"])
        elif kind == "blockquote":
            output.entity("expandable_blockquote" if "expandable" in tag.attributes else kind, tag.units)
        elif kind == "code" and self._open and self._open[-1].name == "pre":
            language = tag.attributes.get("class", "")
            if language.startswith("language-"):
                self._open[-1].attributes["language"] = language.removeprefix("language-")
        elif kind == "pre" and tag.attributes.get("language"):
            output.entity(kind, tag.units, language=tag.attributes["language"])
        else:
            output.entity(kind, tag.units)

    def _fail(self, words: str, position: int) -> NoReturn:
        raise Cannot(f"{words} at byte offset {byte_offset(self._source, position)}")


def add_link(output: Output, since: int, url: str) -> None:
    """Add a link over the text written since; tg://user?id= becomes a mention, no address no entity."""
    user = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if user:
        mentioned = {"id": int(user.group(1)), "is_bot": False, "first_name": ""}
        output.entity("text_mention", since, user=mentioned)
    elif re.fullmatch(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*://)?[^\s/]+\.?[^\s]*", url) and ("." in url or "://" in url):
        address = url if "://" in url else f"http://{url}"
        if re.fullmatch(r"\w+://[^/?#]+", address):
            address += "/"
        output.entity("text_link", since, url=address)
