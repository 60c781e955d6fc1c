"""How a message looks on Telegram: plain text with a bold title, rows of buttons, cut to what one may hold. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.platforms.base import Message, Option

# Telegram's limits; a test compares them with the library's own constants. Lengths count UTF-16 units, which is never
# less than what Telegram counts.
LONGEST_TEXT = 4096
MOST_BUTTONS = 100
LONGEST_ANSWER = 200
LONGEST_LABEL = 100
SHORT_LABEL = 18
STYLES = frozenset({"primary", "danger"})
# A long line starts in the room left over if there is at least this much of it.
WORTH_FILLING = 1024
ELLIPSIS = "…"
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


@dataclass(frozen=True, slots=True)
class Key:
    """A button as the wire takes it."""

    label: str
    key: str
    style: str | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as the wire takes it; `bold` is the length of the bold title in UTF-16 units, 0 for none."""

    text: str
    bold: int
    rows: tuple[tuple[Key, ...], ...]


def draw(message: Message) -> Drawn:
    """Return what goes over the wire; legal for any message (too long a text is cut, see `parts`)."""
    # Telegram drops blanks at both ends, which would shift the title under its formatting.
    title = clean(message.title or "").strip()
    body = "\n".join(clean(line) for line in message.lines)
    text = f"{title}\n{body}" if title else body
    text = shorten(text.rstrip() if title else text.strip(), LONGEST_TEXT)
    if _is_blank(text):
        return Drawn(ELLIPSIS, 0, layout(message.options))
    return Drawn(text, min(units(title), units(text)), layout(message.options))


def parts(message: Message) -> list[Message]:
    """Return the message cut to Telegram's limits, in order; the last has the buttons (above 100: further ones too)."""
    options = message.options
    pages = [options[at : at + MOST_BUTTONS] for at in range(0, len(options), MOST_BUTTONS)] or [()]
    pieces = [replace(message, options=())] if units(message.text()) <= LONGEST_TEXT else _cut(message)
    last = replace(pieces[-1], options=pages[0])
    more = [replace(message, title=None, lines=(ELLIPSIS,), options=page) for page in pages[1:]]
    return [*pieces[:-1], last, *more]


def layout(options: Sequence[Option]) -> tuple[tuple[Key, ...], ...]:
    """Return the buttons in rows: two short ones beside each other, a long one alone."""
    rows: list[list[Key]] = []
    room = False
    for option in options[:MOST_BUTTONS]:
        label = shorten(" ".join(clean(option.label).split()), LONGEST_LABEL)
        key = Key(ELLIPSIS if _is_blank(label) else label, option.key, option.style if option.style in STYLES else None)
        short = len(label) <= SHORT_LABEL
        if room and short:
            rows[-1].append(key)
            room = False
        else:
            rows.append([key])
            room = short
    return tuple(tuple(row) for row in rows)


def units(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def head(text: str, room: int) -> str:
    """Return a beginning of at most `room` UTF-16 units that, if avoidable, splits no character as people see it."""
    if units(text) <= room:
        return text
    end = len(text[:room].encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore"))
    for whole in range(end, max(0, end - 32), -1):
        if not _joined(text, whole):
            return text[:whole]
    return text[:end]


def shorten(text: str, room: int) -> str:
    """Return the text, or its beginning with an ellipsis, in at most `room` UTF-16 units."""
    return text if units(text) <= room else head(text, room - 1).rstrip() + ELLIPSIS


def clean(text: str) -> str:
    """Return the text without what no JSON or message can carry: lone surrogates and NUL."""
    text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Page:
    """The lines of one message, and how many UTF-16 units a further line may have."""

    def __init__(self) -> None:
        self.lines: list[tuple[bool, str]] = []
        self.room = LONGEST_TEXT

    def add(self, is_title: bool, line: str) -> None:
        self.lines.append((is_title, line))
        self.room -= units(line) + 1


def _cut(message: Message) -> list[Message]:
    """Fill one message after another, at line ends if possible, else at blanks, else between characters."""
    page = _Page()
    pages = [page]
    for is_title, line in _lines(message):
        rest = line
        while rest:
            if units(rest) <= page.room:
                page.add(is_title, rest)
                break
            if units(rest) > LONGEST_TEXT and page.room >= WORTH_FILLING:
                first, rest = _at_blank(rest, page.room)
                page.add(is_title, first)
            page = _Page()
            pages.append(page)
        if not line and page.lines and page.room >= 0:
            page.add(is_title, line)
    built = [built for page in pages if not _is_blank((built := _message(message, page.lines)).text())]
    return built or [_message(message, [])]


def _lines(message: Message) -> Iterator[tuple[bool, str]]:
    for is_title, text in ((True, message.title or ""), *((False, line) for line in message.lines)):
        if is_title and not text:
            continue
        for line in clean(text).split("\n"):
            yield is_title, line


def _at_blank(text: str, room: int) -> tuple[str, str]:
    """Return a beginning of at most `room` units and the rest; at a blank in its second half if there is one."""
    first = head(text, room)
    blank = first.rfind(" ")
    if blank > len(first) // 2:
        return text[:blank], text[blank + 1 :]
    return first, text[len(first) :]


def _message(message: Message, page: Sequence[tuple[bool, str]]) -> Message:
    title = "\n".join(text for is_title, text in page if is_title)
    lines = tuple(text for is_title, text in page if not is_title)
    return replace(message, title=title or None, lines=lines, options=())


def _joined(text: str, at: int) -> bool:
    """Return whether the characters before and after the position are seen as one (combined, joined emoji, flags)."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in {"Mn", "Me", "Mc"} or "\u200d" in {before, after}:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        run = 0
        while run < at and _is_flag_half(text[at - 1 - run]):
            run += 1
        return run % 2 == 1
    return (before, after) == ("\r", "\n")


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_blank(text: str) -> bool:
    return all(char.isspace() or char in INVISIBLE for char in text)
