"""Migrations stand in one line."""

from __future__ import annotations

import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "storage" / "migrations" / "versions"
_SAID = re.compile(r'^(revision|down_revision) = (?:"(\d{4})"|None)$', re.MULTILINE)


def test_each_follows_the_one_before() -> None:
    """Every file has the number it begins with, and follows the file before it: no number is there twice."""
    before = ""
    for path in sorted(VERSIONS.glob("[0-9]*.py")):
        said = dict(_SAID.findall(path.read_text(encoding="utf-8")))
        assert (said["revision"], said["down_revision"]) == (path.name[:4], before), path.name
        before = said["revision"]
    assert before
