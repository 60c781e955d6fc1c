"""P02, P16: at the command line a client's data are exported, whole and alone, and then erased, with a certificate."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from bot.__main__ import main
from bot.i18n import COMPLETE, Wording
from bot.rights.documents import Made, documents
from bot.rights.reading import SHOWN, Data, file_name
from storage import exporting
from storage.belonging import WAYS
from storage.catalogue import metadata
from storage.migrate import engine_for
from storage.types import EncryptedText
from storage.vocabulary import Retention
from tests.bot.test_keys import CONFIG
from tests.databases import fresh_sqlite
from tests.storage.kit import NOW, WORDS, fill

NAME = f"{WORDS} 0"
WORDING = Wording()
MADE = Made("Office Berlin", "en", "Europe/Berlin", NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an office with made-up rows of three clients in all tables, nothing of them on its way."""
    url = fresh_sqlite(tmp_path)
    fill(url)
    with engine_for(url).begin() as connection:
        for table in ("calendar_entries", "invitations"):
            connection.execute(text(f"UPDATE {table} SET next_at = NULL"))
        connection.execute(text("UPDATE files SET path = NULL"))
    (tmp_path / "config.toml").write_text(CONFIG.format(url=url))
    return tmp_path


def calls(folder: Path, *words: str) -> tuple[int, str]:
    """Call the command line; return how it ended and what it said."""
    done = CliRunner().invoke(main, [*words, "--config", str(folder / "config.toml")])
    return done.exit_code, done.output


def test_p02_every_classified_column_is_exported_or_left_out_for_a_reason() -> None:
    """What is neither exported nor left out by name doesn't exist."""
    said = {f"{each['table']}.{each['column']}" for each in exporting.legend()} | exporting.SECRETS
    silent = {name for name in exporting.classified() - said if name.partition(".")[0] not in exporting.LEFT_OUT}
    assert silent == set()
    assert set(exporting.LEFT_OUT) <= WAYS.keys()


def test_whatever_anybody_wrote_may_name_third_parties() -> None:
    """Results, reasons, reminders and remarks as much as requests; not the names of the client and its people, nor
    times."""
    marked = {f"{each['table']}.{each['column']}" for each in exporting.legend() if each["third_parties"]}
    assert {"tasks.words", "tasks.result", "tasks.reason", "reminders.words", "bookings.guests", "files.name"} <= marked
    assert not marked & {"clients.name", "people.name", "tasks.created_at", "tasks.number"}


def test_p02_an_export_has_all_of_a_client_and_nothing_of_others(folder: Path) -> None:
    """Every table with words of theirs is in it with those words, in the page what is for people; no other client's."""
    assert calls(folder, "export", str(folder / "out"), "--client", NAME)[0] == 0
    made = {each.name: each.read_text("utf-8") for each in (folder / "out").glob("*.*")}
    data = json.loads(made["data.json"])
    assert data.keys() == set(exporting.tables())
    for table in exporting.tables():
        kept = [each for each in metadata.tables[table].columns if isinstance(each.type, EncryptedText)]
        for name in (each.name for each in kept if f"{table}.{each.name}" not in exporting.SECRETS):
            assert NAME in [row[name] for row in data[table]], f"{table}.{name}"
            assert name not in SHOWN.get(table, ()) or escape(NAME) in made["index.html"], f"{table}.{name}"
    assert json.dumps(NAME, ensure_ascii=False)[1:-1] in made["data.json"]
    for other in (f"{WORDS} 1", f"{WORDS} 2", "clients-1", "clients-2"):
        assert json.dumps(other, ensure_ascii=False)[1:-1] not in made["data.json"]
        assert escape(other) not in made["index.html"]


def test_an_export_that_is_not_written_is_not_audited(folder: Path) -> None:
    """Nothing is overwritten, no folder is left where there is no such client, and the audit tells of neither."""
    (folder / "out").mkdir()
    code, said = calls(folder, "export", str(folder / "out"), "--client", NAME)
    assert (code, "exists already" in said) == (1, True)
    assert calls(folder, "export", str(folder / "other"), "--client", "Nobody")[0] == 1
    assert not (folder / "other").exists()
    assert "client-exported" not in calls(folder, "audit", "show")[1]
    assert calls(folder, "export", str(folder / "other"), "--client", NAME)[0] == 0
    assert "client-exported" in calls(folder, "audit", "show")[1]


def test_p16_export_erase_certificate_nothing_left(folder: Path) -> None:
    """The end of a contract: the export has all of the client and nothing of others; after the certificate there is
    nobody of that name, and nothing to export."""
    assert calls(folder, "export", str(folder / "out"), "--client", NAME)[0] == 0
    data = json.loads((folder / "out" / "data.json").read_text("utf-8"))
    assert {"clients", "people", "tasks", "task_messages", "bookings", "files"} <= data.keys()
    assert [row["name"] for row in data["clients"]] == [NAME]
    assert all(
        "-1" not in str(row.get("id")) and "-2" not in str(row.get("id")) for rows in data.values() for row in rows
    )
    assert "&quot;quoted&quot;" in (folder / "out" / "index.html").read_text("utf-8")
    assert json.loads((folder / "out" / "legend.json").read_text("utf-8"))["columns"]
    code, said = calls(folder, "export", str(folder / "out"), "--client", NAME)
    assert (code, "out exists already, and nothing is overwritten" in said) == (1, True)
    assert calls(folder, "erase", "--client", NAME, "--sure", "another")[0] == 1
    code, said = calls(folder, "erase", "--client", NAME, "--sure", NAME, "--language", "de")
    assert code == 0, said
    assert "Löschbescheinigung" in said
    assert NAME not in said
    assert calls(folder, "export", str(folder / "again"), "--client", NAME)[0] == 1
    assert calls(folder, "retention", "--client", f"{WORDS} 1", "--days", "30") == (
        0,
        f"requests of {WORDS} 1 are kept 30 days, counted from when they ended\n",
    )
    assert "requests" in calls(folder, "retention", "--dry-run")[1]


@pytest.mark.parametrize(
    "command",
    [
        ("export", "{folder}/out", "--client", "Kant"),
        ("report", "client", "{folder}/out.json", "--client", "Kant"),
        ("erase", "--client", "Kant", "--sure", "Kant"),
    ],
)
def test_a_name_swapped_by_hand_is_said_in_a_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Somebody put a client's name into another client's row: each command says which row, and what it means."""
    (tmp_path / "config.toml").write_text(CONFIG.format(url="sqlite:///office.db"))
    assert calls(tmp_path, "migrate")[0] == 0
    for name in ("Kant", "Dr. Weber"):
        assert calls(tmp_path, "invite", "--role", "client", "--name", name)[0] == 0
    with closing(sqlite3.connect(tmp_path / "office.db")) as connection, connection:
        names = connection.execute("SELECT id, name FROM clients ORDER BY id").fetchall()
        for (id_, _), (_, other) in zip(names, names[1:] + names[:1], strict=True):
            connection.execute("UPDATE clients SET name = ? WHERE id = ?", (other, id_))
    code, said = calls(tmp_path, *(word.format(folder=tmp_path) for word in command))
    assert code == 1
    assert "clients|name" in said
    assert "restore a backup" in said
    assert "Traceback" not in said


def test_p05_s15_a_restored_backup_is_erased_again(folder: Path) -> None:
    """A backup from before the erasure brings everybody back but who was erased."""
    assert calls(folder, "backup", str(folder / "before"))[0] == 0
    assert calls(folder, "erase", "--client", NAME, "--sure", NAME)[0] == 0
    for file in folder.glob("office.db*"):
        file.unlink()
    code, said = calls(folder, "restore", str(folder / "before"))
    assert (code, "1  clients erased again" in said) == (0, True), said
    assert calls(folder, "export", str(folder / "again"), "--client", NAME)[0] == 1
    assert calls(folder, "export", str(folder / "other"), "--client", f"{WORDS} 2")[0] == 0


def test_what_is_exported_can_do_no_harm() -> None:
    """Words stay words in the page; a file keeps its ending at most."""
    data: Data = {"tasks": [{"id": "t", "number": 1, "words": "<script>x</script>"}], "clients": [{"name": "<script>"}]}
    assert "<script" not in documents(data, MADE, WORDING)["index.html"]
    assert file_name({"id": "ab", "name": "../../etc/x.PDF"}) == "ab.pdf"
    assert file_name({"id": "ab", "name": "x.p/../q"}) == "ab"


def test_the_page_is_for_people() -> None:
    """Nobody has to know our columns: requests and people go by what they are called, times hang on the wall with their
    year, states are words, in both languages; and whatever isn't there is named."""
    data: Data = {
        "clients": [{"id": "c1", "name": "Dr. Weber", "secrecy": True}],
        "people": [
            {"id": "p1", "name": "Anna", "role": "client", "state": "removed"},
            {"id": "p2", "name": "Carl", "role": "client", "away_since": "2026-03-03T08:05:00+00:00"},
        ],
        "tasks": [{"id": "t1", "number": 1042, "words": "Roses", "state": "done", "contact_id": "p1"}],
        "task_messages": [{"task_id": "t1", "author_id": "ben", "words": "Red?", "at": "2026-03-02T08:05:00+00:00"}],
        "task_history": [{"task_id": "t1", "move": "filed", "by": "p1", "at": "2026-03-02T08:00:00+00:00"}],
        "files": [{"id": "f1", "task_id": "t1", "name": "a.PDF", "owner_id": "p1", "state": "here"}],
        "trials": [{"first_day": "2026-03-02", "state": "stays"}],
        "outbox": [{"id": "o1"}, {"id": "o2"}],
    }
    said = {each: documents(data, replace(MADE, language=each), WORDING) for each in COMPLETE}
    for words in ("Office Berlin", "Dr. Weber", "Anna", "T-1042", "files/f1.pdf", "outbox (2)"):
        assert all(words in each["index.html"] for each in said.values()), words
    german, english = (said[each]["index.html"] for each in ("de", "en"))
    for words in (
        "2. März 2026, 09:05",
        "3. März 2026, 09:05",
        "das Büro",
        "erledigt",
        "eingegangen",
        "Berufsgeheimnis",
        "Ja",
        "ohne Zugang",
    ):
        assert words in german, words
    for words in ("2 March 2026, 09:05", "the office", ">done<", "Mon 2 March 2026", "Messages about requests (1)"):
        assert words in english, words
    assert not any(name in german + english for name in ("contact_id", "task_messages", "t1<", "p1<"))
    legend = json.loads(said["de"]["legend.json"])
    assert legend["labels"].keys() == set(Retention)
    assert legend["left_out"]["timers"] == "Wann das Programm etwas wieder ansieht."


def test_each_table_for_people_has_its_columns() -> None:
    """A column or table that is renamed is noticed here."""
    for table, columns in SHOWN.items():
        assert set(columns) <= set(metadata.tables[table].columns.keys()), table


def test_a_certificate_says_what_when_and_who(folder: Path) -> None:
    """With year and zone, by kinds, with the years this office keeps its evidence, and who asked for it."""
    config = folder / "config.toml"
    config.write_text(config.read_text() + "\n[retention]\nevidence_years = 10\n")
    code, said = calls(folder, "erase", "--client", NAME, "--sure", NAME, "--language", "en")
    assert code == 0, said
    assert ", by whoever runs the office" in said
    assert re.search(r"Done: \d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d \(Europe/Berlin\)\n", said), said
    assert "– Requests: 1\n" in said
    assert "kept for 10 years" in said
