"""The tables of expected results that are kept beside the project, outside of it, for its checks from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.source import ROOT

BESIDE = ROOT.parent / "shared" / "vectors"


def outside_vectors(name: str) -> Path:
    """Return the file of a table; skips the test where the tables are not at hand, as in a plain checkout."""
    path = BESIDE / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the project; its rows are in the project's own tests as well")
    return path
