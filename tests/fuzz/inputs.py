"""Inputs for fuzzing, drawn by chance: words that mean mischief, values of JSON, and things changed here and there."""

from __future__ import annotations

import random
from typing import Any

NASTY = (
    *(
        "<!channel>",
        "<@U1>",
        "<https://evil.example|bank.de>",
        "@here",
        "*bold*",
        "`code`",
        "&lt;b&gt;",
        "[x](tg://user?id=1)",
    ),
    *(
        "\r\nATTENDEE:mailto:eve@example.org",
        "\n\nEND:VEVENT",
        "BEGIN:VCALENDAR",
        ";X=1:",
        "\\n\\,\\;",
        '"',
        "'",
        "^n^^",
    ),
    *("=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", ",", ";", '"",""'),
    *("\u202eabc", "\u2066x\u2069", "\u200b", "\ufeff", "\u2028", "\u2029", "\x85", "\x00", "\x1b[31m", "\x7f"),
    *(
        "👩‍👩‍👧‍👦",
        "🇩🇪🇩",
        "e\u0301\u0301\u0301",
        "ß",
        "İ",
        "ﷺ",
        "٣",
        "²",
        "\U0010ffff",
        "x" * 400,
        "a\n" * 60,
        " " * 200,
    ),
)
LONGEST = 6000


def words(chance: random.Random, *, surrogates: bool = False) -> str:
    """Return some words; with half characters that JSON can carry, if `surrogates`."""
    parts = []
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        kind = chance.randrange(6)
        if kind < 3:
            parts.append(chance.choice(NASTY))
        elif kind == 3:
            parts.append("".join(chr(chance.randint(1, 0x2FFF)) for _ in range(chance.randint(1, 40))))
        elif kind == 4:
            parts.append(chance.choice(NASTY) * chance.randint(1, 300))
        else:
            parts.append(chr(chance.randint(0xD800, 0xDFFF)) if surrogates else "Please order flowers")
    return "".join(parts)[:LONGEST]


def value(chance: random.Random, depth: int = 0) -> Any:
    """Return anything that JSON can hold, numbers beyond all bounds as well."""
    kind = chance.randrange(9 if depth < 4 else 7)
    simple = (None, True, 0, -1, 2**63, 10**40, 1e308, "", "T0OFFICE", words(chance, surrogates=True))
    if kind < 7:
        return chance.choice(simple)
    if kind == 7:
        return [value(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    return {chance.choice(("id", "type", "text", "user", "")): value(chance, depth + 1) for _ in range(3)}


def changed(given: Any, chance: random.Random) -> Any:
    """Return a copy of JSON with one place in it left out, replaced or renamed."""
    if isinstance(given, dict) and given and chance.random() < 0.85:
        name = chance.choice(list(given))
        kept = dict(given)
        match chance.randrange(8):
            case 0:
                del kept[name]
            case 1:
                kept[name] = value(chance)
            case 2:
                kept[chance.choice(("text", "type", "id", "x"))] = kept.pop(name)
            case _:
                kept[name] = changed(kept[name], chance)
        return kept
    if isinstance(given, list) and given and chance.random() < 0.85:
        at = chance.randrange(len(given))
        return [*given[:at], changed(given[at], chance), *given[at + chance.randint(0, 1) :]]
    return value(chance)


def damaged(body: bytes, chance: random.Random) -> bytes:
    """Return bytes cut off, doubled, nested without end, or with some exchanged."""
    at = chance.randrange(len(body)) if body else 0
    match chance.randrange(6):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + body
        case 2:
            return body[:at] + b"[" * chance.randint(1, 20_000) + body[at:]
        case 3:
            return body[:at] + bytes(chance.randrange(256) for _ in range(8)) + body[at + 8 :]
        case 4:
            return body.replace(b"7", chance.choice((b"NaN", b"1e999", b"9" * 400, b'"\\ud800"')), 1)
        case _:
            return body
