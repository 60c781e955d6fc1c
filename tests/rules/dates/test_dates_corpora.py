"""The open corpora of time expressions, where they stand beside the project: the share that is read rightly."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import fmean

import pytest

from benchmarks.dates import aside, marks_of, ours, rows_of
from benchmarks.dates_score import Reading

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "dates"
BAR, BAR_ASIDE, BAR_OF_MEANS, BAR_OF_A_CLASS, LARGE_CLASS = 0.95, 0.93, 0.92, 0.85, 20
FALSE_AT_MOST = 3

Marked = list[tuple[dict[str, str], Reading | None, bool]]


def _marked(category: str, language: str | None = None) -> Marked:
    if not CORPUS.is_dir():
        pytest.skip("the corpora of time expressions are not beside the project")
    rows = [row for row in rows_of(CORPUS) if row["category"] == category and language in {None, row["lang"]}]
    return [(dict(row), reading, good) for row, reading, good in marks_of(rows, ours)]


@pytest.mark.parametrize("language", ["de", "en"])
def test_core(language: str) -> None:
    """In each language enough is right as a whole, of the rows put aside, on the mean of classes, and in each large
    class."""
    marked = _marked("core", language)
    classes: dict[str, list[bool]] = defaultdict(list)
    for row, _, good in marked:
        classes[row["class"]].append(good)
    assert fmean(good for *_, good in marked) >= BAR
    assert fmean(good for row, _, good in marked if aside(row)) >= BAR_ASIDE
    assert fmean(fmean(goods) for goods in classes.values()) >= BAR_OF_MEANS
    assert {
        name for name, goods in classes.items() if len(goods) >= LARGE_CLASS and fmean(goods) < BAR_OF_A_CLASS
    } == set()


def test_office() -> None:
    """Of the phrases that were written for an office enough are right."""
    assert fmean(good for row, _, good in _marked("core") if row["source"] == "office") >= BAR


def test_texts_without_a_time() -> None:
    """Hardly any text without a time is taken to have one."""
    assert sum(not good for *_, good in _marked("negative")) <= FALSE_AT_MOST
