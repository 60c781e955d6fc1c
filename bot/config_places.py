"""Where an office keeps what its settings don't place: beside its database, under names that tell several offices in
one folder apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

USUAL_STEMS = frozenset({"vorzimmer", "office", "config"})  # with them other names are as short as can be
FILES_FOLDER = "files"


def place_of(beside: Path, stem: str, name: str, *, begun: bool) -> str:
    """Return where an office keeps something. One that has begun goes on with what it has from before names told
    offices apart, unless that is the office's of a usual name."""
    former, own = beside / name, beside / (name if stem in USUAL_STEMS else f"{stem}-{name}")
    ours = begun and not any((beside / f"{usual}.db").exists() for usual in USUAL_STEMS)
    return str(former if ours and former.exists() and not own.exists() else own)


def same_file_twice(files: Mapping[str, Path]) -> list[str]:
    """Return a complaint for each key that names a file which another key, before it, names already."""
    first: dict[Path, str] = {}
    found = []
    for key, file in files.items():
        other = first.setdefault(file.resolve(), key)
        if other != key:
            found.append(f"{key}: is the same file as {other}; give it one of its own")
    return found


def shared_folder(database: Path | None, files: str | None) -> str | None:
    """Return what is wrong where another office of a usual name lies beside this one: the two would share files."""
    if database is None or database.stem not in USUAL_STEMS or files != str(database.parent / FILES_FOLDER):
        return None
    others = (database.with_stem(stem) for stem in sorted(USUAL_STEMS - {database.stem}))
    other = next((each for each in others if each.exists()), None)
    if other is None:
        return None
    return (
        f"[database] url: {other.name} lies in the same folder, and both would keep files in {FILES_FOLDER}: move one"
    )
