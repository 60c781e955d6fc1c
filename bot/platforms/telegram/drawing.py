"""How a message looks on Telegram: plain text with a bold title, rows of buttons, cut to what one may hold. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.platforms.base import Message, Option
from bot.platforms.telegram.calendar_leaf import leading_days, month
from bot.platforms.telegram.keys import Key

# Telegram's limits; a test compares them with the library's own constants. Lengths count UTF-16 units, which is never
# less than what Telegram counts.
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_BUTTONS = 100
# Telegram refuses keyboards above about 10,000 bytes; counted here as ASCII JSON, which is never less.
LARGEST_KEYBOARD = 9_900
LARGEST_BLANKS = 3_400  # what a month adds at most: the names of its days, and all but one of six weeks
ALWAYS_FIT = 12
MOST_STAMPS = 99  # of 100 formatted places, one is the bold title
LONGEST_ANSWER = 200
LONGEST_LABEL = 100
LONGEST_TOPIC = 128
SHORT_LABEL = 18
TINY_LABEL = 7
GRID = 4
STYLES = frozenset({"primary", "danger"})
# A long line starts in the room left over if there is at least this much of it.
WORTH_FILLING = 1024
ELLIPSIS = "…"
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\u2028-\u202e]")
FIT = {
    **dict.fromkeys([*range(1, 10), 11, 12, *range(14, 32)], " "),
    **dict.fromkeys([0, 13, *range(0x2028, 0x202F)], None),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Words of the text that name an instant, in UTF-16 units: who taps them sees it in their own zone."""

    offset: int
    length: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as the wire takes it; `bold` is the length of the bold title in UTF-16 units, 0 for none."""

    text: str
    bold: int
    rows: tuple[tuple[Key, ...], ...] = ()
    reply_to: int | None = None
    stamps: tuple[Stamp, ...] = ()


def draw(message: Message) -> Drawn:
    """Return what goes over the wire; legal for any message (too long a text is cut, see `parts`)."""
    drawn = _drawn(message, LONGEST_TEXT)
    rows = layout(message.options, message.weekdays)
    return replace(drawn, rows=rows) if drawn.text else Drawn(ELLIPSIS, 0, rows, drawn.reply_to)


def caption(message: Message) -> Drawn:
    """Return the words below a file, cut to what a caption holds; no text if there are none. Without buttons."""
    return _drawn(message, LONGEST_CAPTION)


def _drawn(message: Message, longest: int) -> Drawn:
    reply_to = _message_id(message.reply_to)
    # Telegram drops blanks at both ends, which would shift the title under its formatting.
    title = clean(message.title or "").strip()
    body = "\n".join(clean(line) for line in message.lines)
    text = f"{title}\n{body}" if title else body
    text = shorten(text.rstrip() if title else text.strip(), longest)
    if _is_blank(text):
        return Drawn("", 0, reply_to=reply_to)
    stamps = tuple(Stamp(units(text[:at]), units(words), when) for at, words, when in _found(text, message.moments))
    return Drawn(text, min(units(title), units(text)), reply_to=reply_to, stamps=stamps[:MOST_STAMPS])


def parts(message: Message) -> list[Message]:
    """Return the message cut to Telegram's limits, in order; the first is the reply, the last has the buttons (those
    that find no room there are on further ones)."""
    pages = _pages(message.options)
    pieces = [replace(message, options=())] if units(message.text()) <= LONGEST_TEXT else _cut(message)
    last = replace(pieces[-1], options=tuple(pages[0]))
    more = [replace(message, title=None, lines=(ELLIPSIS,), options=tuple(page)) for page in pages[1:]]
    return _dealt([*pieces[:-1], last, *more], message)


def layout(options: Sequence[Option], weekdays: Sequence[str] = ()) -> tuple[tuple[Key, ...], ...]:
    """Return the buttons in rows: two short ones beside each other, a long one alone; many tiny ones on end four beside
    each other; days of one month as a leaf of a calendar, if the names of `weekdays` are known."""
    rows: list[list[Key]] = []
    room = False
    shown = _pages(options)[0]
    keys = [_key(option) for option in shown]
    tiny = leading_days(shown) if weekdays and sum(map(_size, keys)) <= LARGEST_KEYBOARD - LARGEST_BLANKS else 0
    rows += month(shown[:tiny], weekdays) if tiny else []
    if not tiny:
        tiny = _leading_tiny(keys)
        rows += [keys[start : min(start + GRID, tiny)] for start in range(0, tiny, GRID)]
    for key in keys[tiny:]:
        short = len(key.label) <= SHORT_LABEL
        if room and short:
            rows[-1].append(key)
            room = False
        else:
            rows.append([key])
            room = short
    return tuple(tuple(row) for row in rows)


def _leading_tiny(keys: Sequence[Key]) -> int:
    """Return how many tiny buttons come first, 0 if they are too few to be a grid."""
    count = next((number for number, key in enumerate(keys) if len(key.label) > TINY_LABEL), len(keys))
    return count if count > GRID + 1 else 0


def _key(option: Option) -> Key:
    label = shorten(" ".join(clean(option.label).split()), LONGEST_LABEL)
    return Key(ELLIPSIS if _is_blank(label) else label, option.key, option.style if option.style in STYLES else None)


def _pages(options: Sequence[Option]) -> list[Sequence[Option]]:
    """Return the buttons as they fit under one message after the other."""
    if len(options) <= ALWAYS_FIT:
        return [options]
    pages: list[list[Option]] = [[]]
    room = LARGEST_KEYBOARD
    for option in options:
        size = _size(_key(option))
        if size > room or len(pages[-1]) == MOST_BUTTONS:
            pages.append([])
            room = LARGEST_KEYBOARD
        pages[-1].append(option)
        room -= size
    return list(pages)


def _size(key: Key) -> int:
    return len(json.dumps([[{"text": key.label, "callback_data": key.key, "style": key.style}]])) + 2


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
    """Return the text without what no message can carry: lone surrogates, control characters, directions forced upon
    others. Telegram would take most of it out itself, and formatting would then be off."""
    if UNFIT.search(text):
        text = text.translate(FIT)
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


def _dealt(pieces: list[Message], message: Message) -> list[Message]:
    """Give each moment to the part in which its words are, and the reply to the first part only."""
    if len(pieces) == 1:
        return pieces
    texts = [clean(piece.text()) for piece in pieces]
    dealt: list[list[tuple[str, datetime]]] = [[] for _ in pieces]
    page = start = 0
    for words, when in message.moments:
        for number in range(page, len(pieces)):
            at = _place_of(words, texts[number], start if number == page else 0)
            if at >= 0:
                page, start = number, at + len(clean(words))
                dealt[number].append((words, when))
                break
    return [
        replace(piece, moments=tuple(here), reply_to=message.reply_to if piece is pieces[0] else None)
        for piece, here in zip(pieces, dealt, strict=True)
    ]


def _found(text: str, moments: Sequence[tuple[str, datetime]]) -> Iterator[tuple[int, str, datetime]]:
    """Yield where the words of the moments are, one after the other; those not in the text are left out."""
    start = 0
    for said, when in moments:
        words = clean(said)
        at = _place_of(words, text, start)
        if at >= 0:
            start = at + len(words)
            yield at, words, when


def _place_of(words: str, text: str, start: int) -> int:
    words = clean(words)
    return -1 if _is_blank(words) else text.find(words, start)


def _message_id(number: str | None) -> int | None:
    """Return Telegram's id of a message, None for what is none."""
    if number is None or not (number.isascii() and number.isdecimal() and len(number) < 11):
        return None
    return int(number) if 0 < int(number) < 2**31 else None


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
