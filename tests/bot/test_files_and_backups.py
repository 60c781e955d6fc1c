"""Backups don't hold what people's files contain: the command line says so, and says what is missing afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from storage.files import files
from storage.migrate import migrate
from storage.people import people
from storage.vocabulary import FileState
from tests.storage.kit import NOW, put

CONFIG = '[office]\nname = "Office"\ntime_zone = "Europe/Berlin"\n[telegram]\ntoken = "123456:abc"\n'
KEPT, LOST, SHORT, COMING = (f"{number:032x}" for number in range(1, 5))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose office has kept one file whole, lost two, and waits for one."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    url = f"sqlite:///{tmp_path / 'vorzimmer.db'}"
    migrate(url)
    put(url, people, {"id": "anna"})
    common = {"owner_id": "anna", "size": 7, "not_before": NOW + timedelta(days=1)}
    here = [{"id": file, "path": file, "state": FileState.HERE, **common} for file in (KEPT, LOST, SHORT)]
    put(url, files, *here, {"id": COMING, "path": None, "state": FileState.COMING, **common})
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / KEPT).write_text("content")
    (folder / SHORT).write_text("con")
    return path


def run(config: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, [*arguments, "--config", str(config)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_folder_is_named_and_what_it_lacks(config: Path, tmp_path: Path) -> None:
    """`backup` says that the folder must be copied, too; `restore` lists what the folder lacks."""
    said = run(config, "backup", str(tmp_path / "all.backup"))
    assert f"copy {tmp_path / 'files'}, too" in said
    for name in ("vorzimmer.db", "vorzimmer.db-wal", "vorzimmer.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    said = run(config, "restore", str(tmp_path / "all.backup"))
    assert [line.split()[1] for line in said.splitlines() if line.startswith("missing")] == [LOST, SHORT]
    assert "2  files are missing in" in said


def test_nothing_is_said_where_nothing_is_missing(config: Path, tmp_path: Path) -> None:
    """A whole folder needs no words."""
    for file in (LOST, SHORT):
        (tmp_path / "files" / file).write_text("content")
    run(config, "backup", str(tmp_path / "all.backup"))
    (tmp_path / "vorzimmer.db").unlink()
    for name in ("vorzimmer.db-wal", "vorzimmer.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    assert "missing" not in run(config, "restore", str(tmp_path / "all.backup"))
