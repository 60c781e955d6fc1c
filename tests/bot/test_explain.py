"""`explain when`: what is read as a time, for people and as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from bot.__main__ import main

NOW = "2026-03-11T10:20:00+01:00"


def _explain(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["explain", "when", *arguments], input=given)


def test_for_people() -> None:
    """The words that were read, the time they mean, and doubts are printed."""
    result = _explain("--language", "de", "--now", NOW, "Termin nächsten Dienstag um halb zehn")
    assert result.exit_code == 0
    assert "nächsten Dienstag um halb zehn" in result.output
    assert "Tue 2026-03-17 09:30" in result.output


def test_zone() -> None:
    """A zone by name knows what clocks do on the night of a change, an offset does not."""
    result = _explain(
        "--language", "de", "--now", "2026-03-28T10:20:00+01:00", "--zone", "Europe/Berlin", "morgen um 02:30"
    )
    assert "gap" in result.output
    assert "03:00:00+0200" in result.output


def test_nothing_found() -> None:
    """A text without a time says so, and ends with 1."""
    result = _explain("--now", NOW, "thank you")
    assert (result.exit_code, "nothing" in result.output) == (1, True)


def test_rows(tmp_path: Path) -> None:
    """Rows of a file or of standard input come back with a result, other keys untouched."""
    rows = [
        {"id": 7, "phrase": "by Friday", "now": NOW, "lang": "en"},
        {"phrase": "danke", "now": NOW, "language": "de"},
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    file = tmp_path / "rows.jsonl"
    file.write_text(text, encoding="utf-8")
    answers = [json.loads(line) for line in _explain("--jsonl", str(file)).output.splitlines()]
    assert answers == [json.loads(line) for line in _explain("--jsonl", given=text).output.splitlines()]
    assert (answers[0]["id"], answers[1]["result"]) == (7, None)
    assert (answers[0]["result"]["start"], answers[0]["result"]["end"]) == (None, "2026-03-14T00:00:00+01:00")


def test_a_bad_row_does_not_stop_the_others() -> None:
    """A row that can't be read is complained about by its line; the rows after it get their results."""
    given = "\n".join((
        "{", json.dumps({"phrase": "today", "now": "yesterday"}), json.dumps({"now": NOW}),
        json.dumps({"phrase": "today", "now": 7}), json.dumps({"phrase": "\ud800 today\u2028", "now": NOW}),
    ))  # fmt: skip
    result = _explain("--jsonl", given=given)
    assert result.exit_code == 2
    assert [line[:7] for line in result.stderr.splitlines()] == ["line 1:", "line 2:", "line 3:", "line 4:"]
    (answer,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (answer["phrase"], answer["result"]["start"]) == ("\ud800 today\u2028", "2026-03-11T00:00:00+01:00")


def test_what_is_wrong_is_said() -> None:
    """A time without zone, an unknown zone or a line that is no row is a complaint, not a traceback."""
    for arguments, given in (
        (["--now", "2026-03-11T10:20", "today"], None),
        (["--now", NOW, "--zone", "Mars/Base", "today"], None),
        (["--jsonl"], "no row"),
        ([], None),
    ):
        assert _explain(*arguments, given=given).exit_code == 2
