"""An export as a page to read, for whoever reads no JSON: tables, columns and states by name, moments on the wall,
requests and people by what they are called. What only a program can use stands in `data.json` alone, and the page says
so."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from bot.i18n import Wording, dated, day
from handlers.chat.outgoing import Text
from storage import exporting
from storage.vocabulary import Retention

Row = Mapping[str, Any]
Data = Mapping[str, Sequence[Row]]
FILES = "files"
_STYLE = (
    "body{font:15px/1.4 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}table{border-collapse:collapse;"
    "margin:.5em 0 1em}td,th{border:1px solid #bbb;padding:.3em .5em;vertical-align:top;text-align:left}"
    "td{white-space:pre-wrap;overflow-wrap:anywhere}th{background:#f3f3f3;font-weight:600}"
    "tr>.other{background:#fff3c4}p.other{background:#fff3c4;padding:.3em .5em}table.one{width:100%}"
    "table.one th{width:13em}@media print{body{max-width:none}table.one{break-inside:avoid}}"
)
_WIDEST = 6
"""Columns that stand side by side; rows of more stand below one another, a table each."""

SHOWN: Mapping[str, tuple[str, ...]] = {
    "clients": (
        *("name", "plan", "secrecy", "confidentiality", "channels", "contacts_see_all", "keep_days"),
        *("restricted_at", "created_at"),
    ),
    "people": ("name", "role", "state", "language", "zone", "quiet", "away_since", "created_at"),
    "addresses": ("person_id", "platform", "workspace", "account", "created_at"),
    "invites": ("name", "role", "created_at", "expires_at", "used_at"),
    "consents": ("person_id", "version", "asked_at", "agreed_at"),
    "memberships": ("person_id", "role", "since", "until"),
    "absences": ("state", "starts_at", "ends_at", "created_at"),
    "secrecy_obligations": ("signed_on", "recorded_at", "ended_at"),
    "tasks": (
        *("number", "title", "words", "answers", "category", "priority", "confidentiality", "wish", "state"),
        *("contact_id", "result", "reason", "note", "minutes", "rating", "rating_words"),
        *("created_at", "acknowledged_at", "done_at", "ended_at"),
    ),
    "task_messages": ("task_id", "author_id", "words", "at", "deleted_at"),
    "task_notes": ("task_id", "author_id", "words", "at"),
    "task_history": ("task_id", "move", "by", "at"),
    FILES: ("id", "task_id", "name", "mime", "size", "owner_id", "state", "created_at"),
    "bookings": (
        *("number", "service", "state", "contact_id", "guests", "words", "answers", "place"),
        *("starts_at", "ends_at", "zone", "reason", "created_at", "ended_at"),
    ),
    "booking_waits": ("person_id", "service", "since", "until", "state", "created_at"),
    "booking_plans": ("person_id", "service", "first", "weeks", "times", "created_at"),
    "invitations": ("booking_id", "name", "address", "language", "state"),
    "series": ("contact_id", "words", "said", "zone", "state", "created_at"),
    "reminders": ("person_id", "task_id", "words", "at", "state", "created_at"),
    "drafts": ("person_id", "title", "words", "answers", "wish", "state", "created_at"),
    "follow_ups": ("words", "state", "created_at", "ended_at"),
    "trials": ("first_day", "last_day", "criteria", "words", "state", "created_at", "ended_at"),
    "exports": ("asked_at",),
}
"""What of each table is for people, in the order in which it is read. All other columns and tables are a program's."""
STATES = frozenset(
    {"active", "asked", "attached", "booked", "cancelled", "coming", "deleted", "discarded", "done", "dropped", "ended"}
    | {"failed", "here", "leaves", "left", "offered", "on", "open", "over", "paused", "pending", "planned", "removed"}
    | {"repeated", "running", "sending", "sent", "stays", "told", "waiting"}
)
_WORDS: Mapping[str, Callable[[str], Text]] = {
    "tasks.state": lambda word: Text(f"state-{word}"),
    "bookings.state": lambda word: Text(f"booking-state-{word}"),
    "task_history.move": lambda word: Text(f"step-{word}"),
}
_WORDS_ANYWHERE: Mapping[str, Callable[[str], Text]] = {
    "role": lambda word: Text(f"role-{word}"),
    "priority": lambda word: Text(f"priority-{word}"),
    "confidentiality": lambda word: Text(f"class-{word}"),
    "state": lambda word: Text(f"export-state-{word}"),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose language and wall the page is in, and what ids in it stand for."""

    say: Callable[[Text], str]
    language: str
    zone: str
    known: Mapping[str, str]

    def cell(self, table: str, column: str, value: Any) -> str:
        """Return a value as people read it."""
        match value:
            case None | "" | [] | {}:
                return ""
            case bool():
                return self.say(Text("yes" if value else "no"))
            case str() if column in {"task_id", "booking_id"}:
                return self.known.get(value, "")
            case str() if column == "by" or column[-3:] == "_id":
                return self.known.get(value) or self.say(Text("the-office"))
            case str():
                return self._word(table, column, value)
            case list():
                return "\n".join(self.cell(table, "", each) for each in value)
            case dict():
                return "\n".join(f"{name}: {self.cell(table, '', each)}" for name, each in value.items())
            case _:
                return f"{_LETTERS.get(table, '')}{value}" if column == "number" else str(value)

    def _word(self, table: str, column: str, value: str) -> str:
        worded = _WORDS.get(f"{table}.{column}") or _WORDS_ANYWHERE.get(column)
        if worded is not None:
            return self.say(worded(value))
        if (table, column) in _MOMENTS:
            return dated(datetime.fromisoformat(value), self.language, self.zone)
        return self._day(value) if column in _DAYS else value

    def _day(self, value: str) -> str:
        with suppress(ValueError):  # a text column: no database looks at what is in it
            return day(date.fromisoformat(value), self.language)
        return value


_LETTERS = {"tasks": "T-", "bookings": "A-"}
_DAYS = frozenset({"signed_on", "first_day", "last_day"})
_MOMENTS = frozenset((table, name) for table in SHOWN for name in SHOWN[table] if exporting.is_moment(table, name))


def reader(data: Data, wording: Wording, language: str, zone: str) -> Reader:
    """Return how a page in this language, on the walls of this zone, says things."""
    known = {str(row["id"]): str(row["name"]) for row in data.get("people", ()) if "id" in row}
    for table, letter in _LETTERS.items():
        known |= {str(row["id"]): f"{letter}{row['number']}" for row in data.get(table, ()) if "id" in row}
    return Reader(partial(wording.say, language=language, zone=zone), language, zone, known)


def page(
    data: Data, said: Reader, title: str, left_out: Sequence[str], made_at: datetime, called: Callable[[str], Text]
) -> str:
    """Return the page. `called` says what its tables are; `left_out` what isn't in the export at all, and why."""
    say = said.say
    made = say(Text("export-made", at=dated(made_at, said.language, said.zone), zone=said.zone))
    parts = [f"<h1>{html.escape(title)}</h1>", *_paragraphs([made, say(Text("export-parts"))])]
    parts += _paragraphs([say(Text("export-marked"))], kind=" class=other")
    for table, rows in data.items():
        if table in SHOWN:
            name = say(called(table))
            parts += [f"<h2>{html.escape(name)} ({len(rows)})</h2>", *_table(table, rows, said)]
    besides = [f"{table} ({len(rows)})" for table, rows in data.items() if table not in SHOWN]
    parts.append(f"<h2>{html.escape(say(Text('export-legend')))}</h2>")
    parts += _paragraphs([say(Text("export-besides", tables=", ".join(besides)))] if besides else [])
    parts += _listed(say(Text("export-labels")), [f"{label}: {say(meant)}" for label, meant in labels().items()])
    parts += _listed(say(Text("export-left-out")), left_out)
    return (
        f"<!doctype html><html lang='{said.language}'><meta charset='utf-8'><title>{html.escape(title)}</title>"
        f"<style>{_STYLE}</style>{''.join(parts)}</html>\n"
    )


def file_name(row: Row) -> str:
    """Return what a file is called in an export: its id, and an ending that can do no harm."""
    ending = re.fullmatch(r".*(\.[A-Za-z0-9]{1,5})", str(row.get("name") or ""), re.DOTALL)
    return f"{row['id']}{ending.group(1).lower() if ending else ''}"


def labels() -> Mapping[str, Text]:
    """Return what the labels of columns mean."""
    return {label: Text(f"export-label-{label}") for label in Retention}


def _table(table: str, rows: Sequence[Row], said: Reader) -> Iterator[str]:
    """Yield a table: its rows below one another, or each as a table of its own if there is much in it."""
    names = [name for name in SHOWN[table] if any(said.cell(table, name, row.get(name)) for row in rows)]
    kinds = {name: " class=other" if exporting.names_others(table, name) else "" for name in names}
    heads = {name: f"<th{kinds[name]}>{html.escape(said.say(Text(f'export-column-{name}')))}</th>" for name in names}

    def cell(row: Row, name: str) -> str:
        value = f"{FILES}/{file_name(row)}" if (table, name) == (FILES, "id") else row.get(name)
        return f"<td{kinds[name]}>{html.escape(said.cell(table, name, value))}</td>"

    if len(names) <= _WIDEST:
        body = "".join(f"<tr>{''.join(cell(row, name) for name in names)}</tr>" for row in rows)
        yield f"<table><tr>{''.join(heads.values())}</tr>{body}</table>"
        return
    for row in rows:
        filled = [name for name in names if said.cell(table, name, row.get(name))]
        yield f"<table class=one>{''.join(f'<tr>{heads[name]}{cell(row, name)}</tr>' for name in filled)}</table>"


def _listed(title: str, said: Sequence[str]) -> list[str]:
    return [*_paragraphs([title]), f"<ul>{''.join(f'<li>{html.escape(each)}</li>' for each in said)}</ul>"]


def _paragraphs(said: Sequence[str], kind: str = "") -> list[str]:
    return [f"<p{kind}>{html.escape(each)}</p>" for each in said]
