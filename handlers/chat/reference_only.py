"""What is left of a message where only a reference may leave: its sentences, with references, times, numbers and
urgency; whatever somebody wrote, and whatever anybody or anything is called, is blotted out. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers.chat.outgoing import Text
from handlers.chat.wire import pack, unpack
from storage.vocabulary import Priority

BLOT = "•••"
LEAVES_OUT = "leaves_out"  # the fact of a document that is made without whoever is limited on the platform it names
CHANNEL_OFF = "channel-off-here"  # the one sentence that may be said where nothing may
Packed = Sequence[Any]
_REFERENCES = re.compile(r"(?:#?[TA]-\d{1,9})(?:, #?[TA]-\d{1,9})*")
_SELECTORS = frozenset({"", *Priority, "late", "fine"})  # words of our own that choose a form of the sentence
_KEPT = frozenset({"at", "from", "when", "typed"})  # packed instants, stretches, times and commands


def message(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a message with all its sentences blotted, without the lines of which nothing is left, and
    without any file; of one that was to be made for its reader it says so."""
    left = {name: value for name, value in content.items() if name not in {"file", "document"}}
    if "document" in content:
        left["lines"] = [*left.get("lines", ()), pack(Text("file-not-here"))]
    return _each(left, sentence)


def where(content: Mapping[str, Any], tells: Callable[[str], bool]) -> dict[str, Any]:
    """Return the content with those sentences blotted whose words, and references, are told to be somebody's."""
    return _each(content, lambda packed: sentence(packed) if tells(" ".join(words_in(packed))) else list(packed))


def document(content: Mapping[str, Any], platform: str) -> dict[str, Any]:
    """Return the content of a message about several clients with its document as it may leave on a platform: made
    without the limited ones, or none if it can't be."""
    wanted = content.get("document")
    if wanted is None:
        return dict(content)
    if LEAVES_OUT not in wanted["facts"]:
        return {name: value for name, value in content.items() if name != "document"}
    return {**content, "document": {**wanted, "facts": {**wanted["facts"], LEAVES_OUT: platform}}}


def toast(text: Text) -> Text:
    """Return a direct answer blotted."""
    return unpack(sentence(pack(text)))


def sentence(packed: Packed) -> list[Any]:
    """Return one packed sentence blotted."""
    name, facts = packed
    return [name, {key: _fact(value) for key, value in facts.items()}]


def words_in(packed: Packed) -> list[str]:
    """Return all words that a packed sentence gets as facts, however deep."""
    found: list[str] = []
    for value in packed[1].values():
        _collect(value, found)
    return found


def _each(content: Mapping[str, Any], blot: Callable[[Packed], list[Any]]) -> dict[str, Any]:
    changed = dict(content)
    if "title" in content:
        changed["title"] = blot(content["title"])
    if "lines" in content:
        pairs = [(line, blot(line)) for line in content["lines"]]
        # A line of which only blots are left says nothing, unless it is all there is.
        changed["lines"] = [new for old, new in pairs if new == list(old) or _says(new) or "title" not in content]
    for kind in ("buttons", "pickers"):
        if kind in content:
            changed[kind] = [[blot(one[0]), *_confirmed(kind, one[1:], blot)] for one in content[kind]]
    return changed


def _confirmed(kind: str, rest: Sequence[Any], blot: Callable[[Packed], list[Any]]) -> list[Any]:
    """Return the rest of a packed button with the question blotted that is asked before its press counts."""
    if kind == "buttons" and len(rest) > 2 and rest[2]:
        return [*rest[:2], blot(rest[2]), *rest[3:]]
    return list(rest)


def _says(packed: Packed) -> bool:
    return any(_REFERENCES.fullmatch(word) for word in words_in(packed))


def _fact(value: Any) -> Any:
    if isinstance(value, str):
        return value if value in _SELECTORS or _REFERENCES.fullmatch(value) else BLOT
    if isinstance(value, Mapping):
        if "text" in value:
            return {"text": sentence(value["text"])}
        return value if _KEPT & set(value) else BLOT
    return [_fact(item) for item in value] if isinstance(value, list) else value


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, Mapping) and "text" in value:
        found.extend(words_in(value["text"]))
    elif isinstance(value, Mapping) and "spoken" in value:
        found.extend(str(word) for word in value["spoken"].values())
    elif isinstance(value, list):
        for item in value:
            _collect(item, found)
