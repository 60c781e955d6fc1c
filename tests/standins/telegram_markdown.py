"""parse_mode MarkdownV2 and the old Markdown of the Telegram stand-in, with the official complaints."""

from dataclasses import dataclass
from typing import NoReturn

from tests.standins.telegram_html import add_link
from tests.standins.telegram_text import Cannot, Output, Text, byte_offset

RESERVED = "_*[]()~`>#+-=|{}.!"
MARKS = {
    "__": ("Underline", "underline"),
    "||": ("Spoiler", "spoiler"),
    "```": ("Pre", "pre"),
    "_": ("Italic", "italic"),
    "*": ("Bold", "bold"),
    "~": ("Strikethrough", "strikethrough"),
    "`": ("Code", "code"),
}
CODE_MARKS = ("`", "```")


@dataclass(slots=True)
class Open:
    """A mark that waits for its pair; `name` is the word of the complaint."""

    mark: str
    name: str
    position: int
    units: int
    language: str = ""


def parse_markdown_v2(source: str) -> Text:
    """Return the text with entities; raises Cannot."""
    return Reader(source).read()


class Reader:
    """Walks once over the source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._open: list[Open] = []
        self._output = Output()
        self._quote: int | None = None

    def read(self) -> Text:
        """Parse everything."""
        source = self._source
        while self._at < len(source):
            char = source[self._at]
            if char == "\\" and self._at + 1 < len(source) and "\x00" < source[self._at + 1] < "\x7f":
                self._output.add(source[self._at + 1])
                self._at += 2
            elif self._in_code():
                self._code(char)
            elif char == "\n" and self._quote is not None and source[self._at + 1 : self._at + 2] != ">":
                self._end_quote()
            elif char in RESERVED:
                self._reserved(char)
            else:
                self._output.add(char)
                self._at += 1
        if self._open:
            last = self._open[-1]
            self._fail(f"Can't find end of {last.name} entity", last.position)
        self._end_quote()
        return self._output.result()

    def _in_code(self) -> bool:
        return bool(self._open) and self._open[-1].mark in CODE_MARKS

    def _code(self, char: str) -> None:
        mark = self._open[-1].mark
        if self._source.startswith(mark, self._at):
            self._close(mark)
        else:
            self._output.add(char)
            self._at += 1

    def _reserved(self, char: str) -> None:
        source = self._source
        mark = next((mark for mark in MARKS if source.startswith(mark, self._at)), "")
        if mark:
            if self._open and self._open[-1].mark == mark:
                self._close(mark)
            else:
                self._begin(mark)
        elif char == "[" or source.startswith("![", self._at):
            self._open.append(Open("[", "TextUrl" if char == "[" else "CustomEmoji", self._at, self._output.units))
            self._at += 1 if char == "[" else 2
        elif char == "]" and self._open and self._open[-1].mark == "[":
            self._link()
        elif char == ">" and (self._at == 0 or source[self._at - 1] == "\n"):
            self._quote = self._output.units if self._quote is None else self._quote
            self._at += 1
        else:
            raise Cannot(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _begin(self, mark: str) -> None:
        begin = Open(mark, MARKS[mark][0], self._at, self._output.units)
        self._at += len(mark)
        if mark == "```":
            end = self._at
            while end < len(self._source) and not self._source[end].isspace() and self._source[end] != "`":
                end += 1
            if end > self._at and end < len(self._source) and self._source[end] != "`":
                begin.language, begin.name = self._source[self._at : end], "PreCode"
                self._at = end
            if self._source.startswith("\n", self._at):
                self._at += 1
        self._open.append(begin)

    def _close(self, mark: str) -> None:
        begin = self._open.pop()
        more = {"language": begin.language} if begin.language else {}
        self._output.entity(MARKS[mark][1], begin.units, **more)
        self._at += len(mark)

    def _link(self) -> None:
        begin = self._open.pop()
        self._at += 1
        url = self._output.since(begin.units)
        if self._source.startswith("(", self._at):
            start = self._at
            self._at += 1
            parts: list[str] = []
            while self._at < len(self._source) and self._source[self._at] != ")":
                if self._source[self._at] == "\\" and self._at + 1 < len(self._source):
                    self._at += 1
                parts.append(self._source[self._at])
                self._at += 1
            if self._at >= len(self._source):
                kind = "a URL" if begin.name == "TextUrl" else "a custom emoji URL"
                self._fail(f"Can't find end of {kind}", start)
            self._at += 1
            url = "".join(parts)
        elif begin.name == "CustomEmoji":
            raise Cannot("Custom emoji entity must contain a tg://emoji URL")
        if begin.name == "CustomEmoji":
            self._output.entity("custom_emoji", begin.units, custom_emoji_id=url.rpartition("=")[2])
        else:
            add_link(self._output, begin.units, url)

    def _end_quote(self) -> None:
        if self._quote is not None:
            self._output.entity("blockquote", self._quote)
            self._quote = None
        if self._at < len(self._source):
            self._output.add("\n")
            self._at += 1

    def _fail(self, words: str, position: int) -> NoReturn:
        raise Cannot(f"{words} at byte offset {byte_offset(self._source, position)}")


def parse_markdown(source: str) -> Text:
    """Return the text of the old mode with entities; marks don't nest; raises Cannot."""
    output, at = Output(), 0
    while at < len(source):
        char = source[at]
        if char == "\\" and source[at + 1 : at + 2] in set("_*`["):
            output.add(source[at + 1])
            at += 2
            continue
        if char not in "_*`[":
            output.add(char)
            at += 1
            continue
        mark = "```" if source.startswith("```", at) else char
        closing = "]" if mark == "[" else mark
        end = source.find(closing, at + len(mark))
        if end < 0:
            raise Cannot(f"Can't find end of the entity starting at byte offset {byte_offset(source, at)}")
        since = output.units
        output.add(source[at + len(mark) : end])
        at = end + len(closing)
        if mark != "[":
            output.entity(MARKS[mark][1] if mark != "*" else "bold", since)
        elif source.startswith("(", at) and ")" in source[at:]:
            close = source.index(")", at)
            add_link(output, since, source[at + 1 : close])
            at = close + 1
    return output.result()
