"""`python -m bot audit`: says whether the audit is whole, and prints it, while the office may be at work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.audit_files import append, heads_in, restored, written
from bot.compose import store_of
from bot.config import load
from storage.audit import PERSON
from storage.audit_chain import Head
from storage.engine import Store
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role
from tests.databases import fresh_sqlite

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONFIG = """
[office]
name = "Office Berlin"
time_zone = "Europe/Berlin"
[telegram]
token = "123456:telegram-canary"
[database]
url = "{url}"
"""


def noted(uow: UnitOfWork) -> None:
    uow.audit.by = "mia"
    uow.audit.record("person-role", PERSON, "ben", facts={"role": Role.MANAGER})
    uow.audit.record("tasks-searched", "task", "", values={"words": "secret words"})


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Store]:
    """An office at work, with three rows, the last of them after the head was written down."""
    (tmp_path / "config.toml").write_text(CONFIG.format(url=fresh_sqlite(tmp_path)))
    store = store_of(load(tmp_path / "config.toml"), lambda: NOW)
    store.start()
    store.run(noted)
    head = store.run(lambda uow: uow.audit.head())
    assert head is not None
    append(tmp_path / "audit.heads", written(head))
    store.run(lambda uow: uow.audit.record("client-added", "client", "c-1"))
    yield store
    store.stop()


def said(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["audit", *words, "--config", str(folder / "config.toml")])
    return result.exit_code, result.output


def test_verify_and_show(at_work: Store, tmp_path: Path) -> None:
    """Whole: 0; a row changed, or the end cut off behind our back: 1, with the first bad row. People are pseudonyms."""
    status, output = said(tmp_path, "verify")
    assert (status, "whole up to row 3" in output, "1 heads" in output) == (0, True, True), output
    status, output = said(tmp_path, "show", "--person", "mia")
    assert [line.split()[3] for line in output.splitlines()] == ["person-role", "tasks-searched"]
    assert not {"mia", "ben", "secret"} & set(output.replace("-", " ").split())
    assert said(tmp_path, "show", "--object", "c-1")[1].count("client-added") == 1
    assert said(tmp_path, "show", "--object", "T-7")[1] == "nothing is known of them\n"
    heads = tmp_path / "audit.heads"
    moved = heads.rename(tmp_path / "elsewhere")
    assert said(tmp_path, "verify")[0] == 0
    assert f"there are no heads in {heads} yet" in said(tmp_path, "verify")[1]
    moved.rename(heads)
    at_work.stop()
    with sqlite3.connect(tmp_path / "office.db") as connection:
        connection.execute("DROP TRIGGER audit_kept_delete")
        connection.execute("DELETE FROM audit WHERE number > 1")
    assert said(tmp_path, "verify") == (1, "BAD  row 2: cut-off\n")
    at_work.start()


@pytest.mark.parametrize("change", ["actor = x'ff'", "facts = 'no facts'", "facts = '[]'", "at = 9e18"])
def test_p11_a_row_of_no_kind_is_named(at_work: Store, tmp_path: Path, change: str) -> None:
    """What nobody of us could have written is named by its row, printed and verified, and is no accident."""
    at_work.stop()
    with sqlite3.connect(tmp_path / "office.db") as connection:
        connection.execute("DROP TRIGGER audit_kept_update")
        connection.execute(f"UPDATE audit SET {change} WHERE number = 3")
    assert said(tmp_path, "verify") == (1, "BAD  row 3: changed\n")
    status, output = said(tmp_path, "show")
    assert (status, output.splitlines()[-1]) == (1, "BAD  row 3: changed; what comes after it is not shown")
    assert [line.split()[3] for line in output.splitlines()[:-1]] == ["person-role", "tasks-searched"]
    at_work.start()


def test_heads_before_a_restore_mean_nothing(tmp_path: Path) -> None:
    """Only what was written since an older state was brought back on purpose has to be there."""
    file = tmp_path / "audit.heads"
    assert heads_in(file) == []
    for line in (written(Head(7, "a" * 64, NOW)), restored(NOW), written(Head(5, "b" * 64, NOW))):
        append(file, line)
    assert heads_in(file) == [Head(5, "b" * 64, NOW)]
