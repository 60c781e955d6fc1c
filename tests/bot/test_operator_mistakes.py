"""What the command line says to whoever made a mistake: what happened, in the driver's own words, and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main

CONFIG = """
[office]
name = "Office"
time_zone = "Europe/Berlin"
[database]
url = "{url}"
[telegram]
token = "123456:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi"
base_url = "http://127.0.0.1:1/bot"
"""


def bot(folder: Path, *words: str, url: str = "sqlite:///office.db") -> Result:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=url), encoding="utf-8")
    return CliRunner().invoke(main, [*words, "--config", str(config)])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///folder", "database file"),
        ("sqlite:///words.txt", "file is not a database"),
        ("postgresql://mia:canary-word@127.0.0.1:1/office", "Connection refused"),
    ],
)
@pytest.mark.parametrize("words", [("migrate",), ("backup", "out.backup"), ("invite", "--role=manager", "--name=M")])
def test_a_database_that_cannot_be_used(tmp_path: Path, words: tuple[str, ...], url: str, said: str) -> None:
    """The reason is there in one line, without the password."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "words.txt").write_text("no database, but words\n" * 100, encoding="utf-8")
    done = bot(tmp_path, *words, url=url)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert "look at [database] url" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "canary-word" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role=manager", "--name=\u200b"), "--name needs a name"),
        (("--role=manager", "--name=" + "x" * 81), "--name: at most 80 characters"),
        (("--role=client", "--name=Anna", "--client="), "--client needs a name"),
        (("--role=client", "--name=Anna", "--client=\u200b"), "--client needs a name"),
        (("--role=client", "--name=Anna", "--client=" + "x" * 81), "--client: at most 80 characters"),
    ],
)
def test_names_that_cannot_be_kept(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """A name that would be cut or vanish is refused, and no code is made."""
    done = bot(tmp_path, "invite", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "office.db").exists()


def test_a_name_is_shown_as_it_is_kept(tmp_path: Path) -> None:
    """Blanks and lines in a name are tidied before anybody reads it."""
    assert bot(tmp_path, "migrate").exit_code == 0
    done = bot(tmp_path, "invite", "--role=manager", "--name= Mia \n Koch ")
    assert done.stdout.startswith("Code for Mia Koch (manager), ")
    made = json.loads(bot(tmp_path, "invite", "--role=client", "--name=Anna", "--json").stdout)
    assert list(made) == ["code", "telegram_link", "slack_command", "expires_at"]
