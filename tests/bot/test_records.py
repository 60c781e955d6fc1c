"""`python -m bot records`: what law asks for, of exactly the parts this office has."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.records.writing import DOCUMENTS

SMALL = """
[office]
name = "Büro <Weber> | Co"
time_zone = "Europe/Berlin"
[telegram]
token = "123456:telegram-canary"
"""
LARGE = """
[office]
name = "Front office"
time_zone = "Europe/Berlin"
[database]
url = "postgresql://office:db-canary@db.example.org/office"
[slack]
bot_token = "xoxb-slack-canary"
app_token = "xapp-app-canary"
[mail]
host = "smtp.example.org"
address = "office@example.org"
[records]
address = "Unter den Linden 1, Berlin"
contact = "office@example.org"
officer = "Dr. Schmidt"
host = "Hosting GmbH"
host_address = "Nürnberg"
[audit]
tell_managers = true
"""


def written(folder: Path, config: str) -> dict[str, str]:
    """Return each document by its file's name."""
    (folder / "config.toml").write_text(config, encoding="utf-8")
    out = folder / "out"
    result = CliRunner().invoke(main, ["records", "--out", str(out), "--config", str(folder / "config.toml")])
    assert result.exit_code == 0, result.output
    return {file.name: file.read_text(encoding="utf-8") for file in out.iterdir()}


@pytest.mark.parametrize("config", [SMALL, LARGE], ids=["small", "large"])
def test_all_documents_in_both_languages(tmp_path: Path, config: str) -> None:
    """Three documents, German and English, as text and as page; nothing half filled in, and no secret."""
    found = written(tmp_path, config)
    assert set(found) == {
        f"{name}.{language}.{kind}" for name in DOCUMENTS for language in ("de", "en") for kind in ("md", "html")
    }
    for name, text in found.items():
        assert not {"{{", "}}", "canary"} & {part for part in ("{{", "}}", "canary") if part in text}, name
        assert name.endswith(".md") or ("<table>" in text or "<ul>" in text), name


def test_only_what_this_office_has(tmp_path: Path) -> None:
    """A platform that is off isn't named; what nobody filled in names its key; a name can't become mark-up."""
    found = written(tmp_path, SMALL)
    assert "Telegram" in found["sub-processors.de.md"]
    assert "Slack" not in "".join(found.values())
    assert "`[records] host`" in found["sub-processors.en.md"]
    assert "Büro &lt;Weber&gt; | Co" in found["processing.de.html"]
    large = written(tmp_path, LARGE)
    assert "Telegram" not in large["sub-processors.de.md"] + large["processing.en.md"]
    assert "| 90 Tage nach seinem Ende; für einzelne Auftraggeber 7 bis 365 Tage |" in found["processing.de.md"]
    assert (
        "| 45 days after it ended;" in written(tmp_path, f"{SMALL}[retention]\nrequest_days = 45\n")["processing.en.md"]
    )
    for said in ("Slack", "smtp.example.org", "db.example.org", "Hosting GmbH", "Nürnberg"):
        assert said in large["sub-processors.de.md"], said
    assert "Dr. Schmidt" in large["processing.de.md"]
    assert "täglich im Chat" in large["measures.de.md"]
    assert "täglich im Chat" not in found["measures.de.md"]


def test_both_languages_say_the_same(tmp_path: Path) -> None:
    """The German and the English document have the same headings, points and rows in the same places."""
    for config in (SMALL, LARGE):
        found = written(tmp_path, config)
        for name in DOCUMENTS:
            assert shape(found[f"{name}.de.md"]) == shape(found[f"{name}.en.md"]), name


def shape(text: str) -> list[str]:
    """Return what each line is: a heading, a point, a row, or nothing of these."""
    return [line[:2] if line[:2] in {"# ", "##", "- ", "| "} else "" for line in text.splitlines()]
