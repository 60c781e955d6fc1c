"""Where only a reference may leave: nothing that anybody wrote or is called is left of a message."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.chat import reference_only
from handlers.chat.outgoing import Button, Spoken, Text, Typed
from handlers.chat.wire import pack, pack_button
from handlers.reports import left_out, trialled
from handlers.reports.pages import Report, Table
from handlers.reports.trialled import Trialled
from handlers.rules.kpi.figures import figures
from handlers.rules.kpi.periods import week_at
from storage.vocabulary import TrialState

NOW = datetime(2026, 3, 16, 8, tzinfo=UTC)
CANARY = "quokka"


def content(words: str) -> dict[str, object]:
    """Return a message that says some words in every place that can say any."""
    inner = Text("words", words=words)
    line = Text("line", ref="T-1042", words=words, inner=inner, several=[inner, inner], label=Spoken({"en": words}))
    button = Button(Text("to", ref="T-1042", words=words), "tasks.show", "1", confirm=Text("sure", name=words))
    return {
        "title": pack(line),
        "lines": [pack(line), pack(inner), pack(Text("due", at=NOW, queue=Typed("queue"), priority="urgent", count=3))],
        "buttons": [pack_button(button, "k" * 22)],
        "file": "1",
        "document": {"name": pack(inner), "maker": "x", "facts": {}},
    }


@given(st.text(min_size=1, max_size=30))
def test_no_words_are_left(words: str) -> None:
    """Whatever was written, in whatever place: it is gone, and so are files, which is said; numbers, urgency and times
    stay, and lines that said nothing else go."""
    said = f"{CANARY} {words}"
    left = reference_only.message(content(said))
    assert CANARY not in json.dumps(left)
    assert set(left) == {"title", "lines", "buttons"}
    lines = left["lines"]
    assert [line[0] for line in lines] == ["line", "due", "file-not-here"]
    assert lines[0][1]["ref"] == "T-1042"
    assert lines[1] == pack(Text("due", at=NOW, queue=Typed("queue"), priority="urgent", count=3))
    assert left["buttons"][0][1] == "k" * 22


def test_only_what_is_somebodys_is_blotted() -> None:
    """Of a list that speaks of several, the sentences of one client are blotted, the others stay as they are."""
    mine, other = pack(Text("line", ref="T-1", words=CANARY)), pack(Text("line", ref="T-2", words="tulips"))
    left = reference_only.where({"title": pack(Text("board")), "lines": [mine, other]}, lambda words: "T-1" in words)
    assert left["lines"] == [["line", {"ref": "T-1", "words": reference_only.BLOT}], other]


def _is_limited(words: str) -> bool:
    return "T-2" in words or "Quokka" in words


def test_numbers_stay_where_the_limited_are_left_out() -> None:
    """What counts tasks says the same number as where nobody is limited, whether it names one of theirs alone, one of
    several, or a few of many; their references alone go."""
    head = (Text("report-what"), Text("report-n"), Text("report-reference"))
    risky, late = (Text("report-at-risk"), 1, "T-2"), (Text("report-overdue"), 2, "T-1, T-2")
    waited = (Text("report-waited"), "7 (T-1, T-2, T-3, T-4, T-5 …)", "1 (T-2)")
    tables = (
        Table(Text("report-decisions"), head, (risky, late)),
        Table(Text("report-reachability"), (Text("report-what"), "W2", "W1"), (waited,)),
    )
    left = left_out.without(Report(Text("report-digest-title"), (), tables), _is_limited, 1).tables
    assert left[1].rows == ((Text("report-at-risk"), 1, ""), (Text("report-overdue"), 2, "T-1"))
    assert left[2].rows == ((Text("report-waited"), "7 (T-1, T-3, T-4, T-5 …)", 1),)


def test_a_file_leaves_the_limited_out() -> None:
    """Of a report about several clients the rows of a limited one go, of several references theirs alone; it says that
    somebody was left out. A file that can't be made so stays here."""
    head = (Text("report-what"),)
    rows = (("Café Lindner", 1), ("Dr. Quokka", 2), ("overdue", "T-1, T-2, A-3 …"), ("T-2", CANARY), ("T-1", "tulips"))
    tables = (Table(Text("report-all"), head, rows),)
    report = Report(Text("report-digest-title"), (), tables, tables)
    left = left_out.without(report, _is_limited, 1)
    kept = (("Café Lindner", 1), ("overdue", "T-1, A-3 …"), ("T-1", "tulips"))
    assert [table.rows for table in left.tables] == [((Text("report-limited"), 1),), kept]
    assert [table.rows for table in left.rows] == [kept]
    able = {"document": {"maker": "reports.csv", "facts": {"run": "1", reference_only.LEAVES_OUT: ""}}}
    assert reference_only.document(able, "slack")["document"]["facts"][reference_only.LEAVES_OUT] == "slack"
    assert reference_only.document({"document": {"maker": "x", "facts": {}}}, "slack") == {}


def test_no_figures_of_a_limited_clients_trial() -> None:
    """Of two trials in a digest all lines of the limited client's go, the figures with the name: none is left that
    would read as the other's."""
    week = week_at(NOW, ZoneInfo("Europe/Berlin"))
    (none,) = figures([], [week], NOW)
    tried = [
        Trialled(
            "1",
            client,
            Text("when"),
            Text("when"),
            TrialState.RUNNING,
            1,
            2,
            none,
            asked,
            (("Anna", "Good"),),
            decide=False,
        )
        for asked, client in enumerate(("Café Lindner", "Dr. Quokka"), 3)
    ]
    lines = [pack(line) for line in trialled.lines(tried)]
    left = reference_only.where({"title": pack(Text("board")), "lines": lines}, _is_limited)
    assert left["lines"] == lines[:5]
    assert [line[0] for line in lines[5:]] == [line[0] for line in lines[1:5]]
