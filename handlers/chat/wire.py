"""Sentences and cards as JSON, for the outbox and for stored answers. Pure; the one place that knows the shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from handlers.chat.outgoing import Button, Document, Picker, Spoken, Stretch, Text, Typed
from handlers.rules.whens import When, parsed

CONCERNS = "concerns"  # what a message's content says under which the clients are named that it is about
ITS_OWN = "its_own"  # ... that its document is one client's own, which whoever governs asked for


def pack(text: Text) -> list[Any]:
    """Return a sentence as `[name, facts]`."""
    return [text.name, {key: _pack_fact(value) for key, value in text.facts.items()}]


def unpack(packed: Sequence[Any]) -> Text:
    """Return the sentence that `pack` packed."""
    name, facts = packed
    return Text(name, **{key: _unpack_fact(value) for key, value in facts.items()})


def pack_button(button: Button, key: str) -> list[Any]:
    """Return a button as `[label, key, style, confirm, opens a form]`, with the date behind it that it stands for."""
    confirm = None if button.confirm is None else pack(button.confirm)
    day = [] if button.day is None else [button.day.isoformat()]
    return [pack(button.label), key, button.style, confirm, button.opens is not None, *day]


def pack_document(document: Document) -> dict[str, Any]:
    """Return a document as the content of a message."""
    wanted = {"name": pack(document.name), "maker": document.maker, "facts": dict(document.facts)}
    content = {"lines": [pack(document.text)], "document": wanted}
    return content if document.concerns is None else {**content, CONCERNS: [document.concerns], ITS_OWN: True}


def pack_picker(picker: Picker, key: str) -> list[Any]:
    """Return a picker as `[label, key, kind, what it shows]`."""
    return [pack(picker.label), key, picker.kind, None if picker.shows is None else picker.shows.noted()]


def _pack_fact(value: object) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, datetime):
        return {"at": value.astimezone(UTC).isoformat()}
    if isinstance(value, Stretch):
        return {"from": value.begin.astimezone(UTC).isoformat(), "to": value.end.astimezone(UTC).isoformat()}
    if isinstance(value, When):
        return {"when": value.noted()}
    if isinstance(value, Text):
        return {"text": pack(value)}
    if isinstance(value, Typed):
        return {"typed": value.command}
    if isinstance(value, Spoken):
        return {"spoken": dict(value.words)}
    if isinstance(value, Sequence):
        return [_pack_fact(item) for item in value]
    message = f"{type(value).__name__} is no fact"
    raise TypeError(message)


def _unpack_fact(value: Any) -> object:
    if isinstance(value, Mapping):
        if "at" in value:
            return datetime.fromisoformat(value["at"])
        if "from" in value:
            return Stretch(datetime.fromisoformat(value["from"]), datetime.fromisoformat(value["to"]))
        if "when" in value:
            return parsed(value["when"])
        if "spoken" in value:
            return Spoken(value["spoken"])
        return unpack(value["text"]) if "text" in value else Typed(value["typed"])
    return [_unpack_fact(item) for item in value] if isinstance(value, list) else value
