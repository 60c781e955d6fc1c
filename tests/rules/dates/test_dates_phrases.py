"""Phrases in hundreds, a file for each language and subject: what each means on Wednesday, 11 March 2026, at 10:20."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.dates.saying import meant, read

FILES = sorted((Path(__file__).parent / "phrases").glob("*.tsv"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_phrases(file: Path) -> None:
    """Each phrase, written before a tab, means what stands behind it; a repetition with its rule."""
    language, _, country = file.stem.partition("_")[0].partition("-")
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 1
    wrong = [
        (phrase, found, wanted)
        for phrase, wanted in rows
        if (found := _said(phrase, language, country or None)) != wanted
    ]
    assert wrong == []


def _said(phrase: str, language: str, region: str | None) -> str:
    said = meant(phrase, language, region=region)
    rule = None if said == "nothing" else read(phrase, language, region=region).rule
    return (said if rule is None else f"{said} {rule}").strip()
