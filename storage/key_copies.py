"""A backup of keys as lines of JSON: each key as it lies there, wrapped, and the list of the erased."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import IO, Any


def write(file: IO[str], keys: Sequence[Mapping[str, Any]], gone: Mapping[str, datetime]) -> int:
    """Write keys, and when which owner was erased; return how many keys."""
    lines = [{**row, "made_at": row["made_at"].isoformat()} for row in keys]
    for line in [*lines, *({"erased": owner, "at": at.isoformat()} for owner, at in gone.items())]:
        file.write(json.dumps(line) + "\n")
    return len(lines)


def read(file: IO[str], columns: Collection[str]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the keys of a backup, and when which owner was erased. Raises ValueError for any other file."""
    try:
        rows = [json.loads(line) for line in file]
    except ValueError:
        rows = []
    gone = {row["erased"]: row["at"] for row in rows if isinstance(row, dict) and row.keys() == {"erased", "at"}}
    rows = [row for row in rows if not isinstance(row, dict) or "erased" not in row]
    whole = all(isinstance(row, dict) and row.keys() == set(columns) for row in rows)
    if not whole or not (rows or gone):
        message = "this is no whole backup of keys, `python -m bot keys backup` makes one; nothing was changed"
        raise ValueError(message)
    return rows, gone
