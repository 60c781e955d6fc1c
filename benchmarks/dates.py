"""`make dates CORPUS=…`: how well times in words are understood, beside raw dateparser in the same run, and how
quickly.

CORPUS is a folder with `de.jsonl` and `en.jsonl`, or one such file. Every third row, by its id, is aside: its phrases
are not
written anywhere, only counted. Failures of the others go to a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.dates_score import Reading, right
from handlers.rules.dates import understand
from tests.rules.dates.ordinary import messages

Row = Mapping[str, Any]
Reader = Callable[[str, str, datetime], Reading | None]
# Outside the project: the corpora must not get into it.
FAILURES = Path(tempfile.gettempdir()) / "dates-failures.jsonl"
ROUNDS = 5
TRIES = range(10)
BLOCK = 100
NOW = "2026-03-11T10:20:00+01:00"


def ours(phrase: str, language: str, now: datetime) -> Reading | None:
    """Read by the project's rule."""
    found = understand(phrase, language=language, now=now)
    return None if found is None else Reading(found.start, found.end, found.grain, found.kind in {"deadline", "from"})


def _settings(language: str, now: datetime) -> dict[str, Any]:
    settings: dict[str, Any] = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": now.replace(tzinfo=None)}
    if language == "de":
        settings["DATE_ORDER"] = "DMY"
    return settings


def theirs(phrase: str, language: str, now: datetime) -> Reading | None:
    """Read by dateparser alone, as a user would set it up: languages fixed, future preferred."""
    import dateparser

    found = dateparser.parse(phrase, languages=[language], settings=_settings(language, now))
    if found is None:
        return None
    whole = found.hour == found.minute == found.second == 0
    return Reading(found.replace(tzinfo=now.tzinfo), None, "day" if whole else "minute")


def understood(phrase: str, language: str, now: datetime) -> None:
    """Read by the project's rule, for nothing but the time it takes."""
    understand(phrase, language=language, now=now)


def parsed(phrase: str, language: str, now: datetime) -> None:
    """Read by dateparser alone, for nothing but the time it takes."""
    import dateparser

    dateparser.parse(phrase, languages=[language], settings=_settings(language, now))


def searched(phrase: str, language: str, now: datetime) -> None:
    """Search the phrase for a date as dateparser does where it may stand anywhere in a message, as we always do."""
    from dateparser.search import search_dates

    search_dates(phrase, languages=[language], settings=_settings(language, now))


READERS: tuple[Callable[[str, str, datetime], None], ...] = (understood, parsed, searched)


def rows_of(corpus: Path) -> list[Row]:
    """Return the rows of a file, or of all in a folder."""
    files = sorted(corpus.glob("*.jsonl")) if corpus.is_dir() else [corpus]
    return [
        json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def aside(row: Row) -> bool:
    """Tell whether a row is one of those nobody looks at while rules are written."""
    return int(row["id"], 16) % 3 == 0


def marks_of(rows: Iterable[Row], read: Reader) -> list[tuple[Row, Reading | None, bool]]:
    """Return each row with its reading and whether that is right."""
    marked = []
    for row in rows:
        reading = read(row["phrase"], row["lang"], datetime.fromisoformat(row["now"]))
        marked.append((row, reading, right(reading, row)))
    return marked


def share(marked: Iterable[tuple[Row, Reading | None, bool]]) -> str:
    """Return the share of the right ones with their number."""
    marks = [good for _, _, good in marked]
    return f"{100 * fmean(marks):5.1f} % of {len(marks):4}" if marks else "   –"


def _table(title: str, mine: list[Any], other: list[Any], key: Callable[[Row], str]) -> None:
    print(f"\n{title:24} {'ours':>17} {'dateparser':>17}")
    groups: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for side, marked in enumerate((mine, other)):
        for one in marked:
            groups[key(one[0])][side].append(one)
    for name, (left, right_) in sorted(groups.items()):
        print(f"{name:24} {share(left):>17} {share(right_):>17}")


def _means(marked: list[Any]) -> float:
    classes: dict[str, list[bool]] = defaultdict(list)
    for row, _, good in marked:
        classes[row["class"]].append(good)
    return 100 * fmean(fmean(goods) for goods in classes.values())


def accuracy(rows: list[Row]) -> None:
    """Print how many are right, in every way of grouping, and write the failures down."""
    core = [row for row in rows if row["category"] == "core"]
    mine, other = marks_of(core, ours), marks_of(core, theirs)
    _table("language", mine, other, lambda row: row["lang"])
    _table("part", mine, other, lambda row: f"{row['lang']} {'aside' if aside(row) else 'tuned'}")
    _table("source", mine, other, lambda row: f"{row['lang']} {row['source']}")
    _table("class", mine, other, lambda row: f"{row['lang']} {row['class']}")
    for language in sorted({row["lang"] for row in core}):
        means = [_means([one for one in marked if one[0]["lang"] == language]) for marked in (mine, other)]
        print(f"{language} mean over classes: ours {means[0]:.1f} %, dateparser {means[1]:.1f} %")
    negative = marks_of([row for row in rows if row["category"] == "negative"], ours)
    print(f"\nfalse dates in {len(negative)} texts without a time: {sum(not good for *_, good in negative)}")
    extra = marks_of([row for row in rows if row["category"] == "extra"], ours)
    _table("not scored", extra, [], lambda row: f"{row['lang']} {row['why_extra']}")
    failed = [(row, reading) for row, reading, good in [*mine, *negative, *extra] if not good and not aside(row)]
    with FAILURES.open("w", encoding="utf-8") as file:
        for row, reading in failed:
            read = None if reading is None else [str(reading.start), str(reading.end), reading.grain]
            kept = {name: row[name] for name in ("lang", "category", "class", "source", "phrase", "now", "expected")}
            file.write(json.dumps({**kept, "read": read}, ensure_ascii=False) + "\n")
    print(f"failures of the tuned part: {FAILURES}")


def times_of(rows: list[Row]) -> list[list[float]]:
    """Return the best of some rounds for each row, in ms of processor time: ours, dateparser's parse, its search.

    The readers take turns block by block, so that what else the machine does meets all of them; each reads a block once
    before it is measured, so that it is warm and doesn't find what the one before left in the machine's caches. What
    looking at the clock takes (half a microsecond) is deducted from all.
    """
    looking = _looking_at_the_clock()
    told = [(row["phrase"], row["lang"], datetime.fromisoformat(row["now"])) for row in rows]
    best = [[float("inf")] * len(rows) for _ in READERS]
    for begin in [*range(0, len(rows), BLOCK)] * ROUNDS:
        block = range(begin, min(begin + BLOCK, len(rows)))
        for side, read in enumerate(READERS):
            for at in block:
                read(*told[at])
            for at in block:
                began = time.process_time()
                read(*told[at])
                best[side][at] = min(best[side][at], 1000 * (time.process_time() - began) - looking)
    return best


def _looking_at_the_clock() -> float:
    """Return how many ms of processor time it takes to measure nothing: the best of some."""
    taken = []
    for _ in range(1000):
        began = time.process_time()
        taken.append(time.process_time() - began)
    return 1000 * min(taken)


def loading() -> None:
    """Print how many ms of processor time a fresh interpreter takes to load the rule, compiled before: the best of
    some."""
    program = (
        "import sys, time; began = time.process_time(); import handlers.rules.dates\n"
        "print(1000 * (time.process_time() - began), 'dateparser' in sys.modules)"
    )
    compiled = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-c", program]
    runs = [subprocess.run(command, env=compiled, check=True, capture_output=True, text=True) for _ in TRIES]
    taken = [run.stdout.split() for run in runs]
    print(f"import {min(float(ms) for ms, _ in taken):.1f} ms, dateparser loaded: {taken[0][1]}")


def _ordinary() -> list[Row]:
    return [{"phrase": text, "lang": language, "now": NOW} for language, text in messages()]


def latency(rows: list[Row]) -> None:
    """Print how long a phrase takes, warm, and how many times longer dateparser does, told the whole is a date and
    having to search for it."""
    for name, chosen in (
        ("core de", [row for row in rows if row["category"] == "core" and row["lang"] == "de"]),
        ("core en", [row for row in rows if row["category"] == "core" and row["lang"] == "en"]),
        ("without a time", [row for row in rows if row["category"] == "negative"]),
        ("ordinary messages", _ordinary()),
    ):
        if not chosen:
            continue
        mine, their, found = times_of(chosen)
        ordered = sorted(mine)
        print(
            f"{name:18} p50 {ordered[len(mine) // 2]:.3f} ms, p99 {ordered[int(len(mine) * 0.99)]:.3f} ms, "
            f"mean {fmean(mine):.3f} ms; dateparser.parse {fmean(their):.3f} ms, × {fmean(their) / fmean(mine):.1f}; "
            f"search_dates {fmean(found):.3f} ms, × {fmean(found) / fmean(mine):.0f}"
        )


def main(arguments: list[str]) -> int:
    """Print everything."""
    corpus = Path(arguments[0]) if arguments else None
    if corpus is None or not corpus.exists():
        print("which corpus? a folder with de.jsonl and en.jsonl, or one such file", file=sys.stderr)
        return 2
    rows = rows_of(corpus)
    accuracy(rows)
    print()
    loading()
    latency(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
