"""Migrations stand in one line, and the catalogue they make names every table."""

from __future__ import annotations

import re
from pathlib import Path

from storage import catalogue
from tests.house.source import imported, python_files, tree

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


def test_the_catalogue_names_whatever_has_tables() -> None:
    """Backups, labels, exports and checks of the schema read what the catalogue loads: a table that only others load
    would be in them by luck."""
    makers = {path.stem for path in python_files("storage") if "metadata" in _named(path)} - {"catalogue", "query"}
    assert makers <= set(catalogue.__all__), makers - set(catalogue.__all__)


def _named(path: Path) -> set[str]:
    """Return the names that a file imports from `storage.schema`."""
    found = {name for node in tree(path).body for name in imported(node)}
    return {name.rpartition(".")[2] for name in found if name.startswith("storage.schema.")}
