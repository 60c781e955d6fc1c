"""What a request is called where there is one line for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LONGEST = 60


def short(words: str) -> str:
    """Return the first line of people's words, cut to a title's length."""
    line = words.strip().splitlines()[0].strip() if words.strip() else ""
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def called(title: str | None, words: str, files: Sequence[Mapping[str, object]]) -> str:
    """Return a request's title, else how its words begin, else its first file's name."""
    first = next((str(file.get("name", "")) for file in files), "")
    return title or short(words) or short(first)
