"""An export as documents: `data.json`, `legend.json`, `index.html` to read; and all of it as one file."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bot.i18n import Wording
from handlers.chat.outgoing import Text
from storage import exporting, own_data
from storage.unit_of_work import UnitOfWork

Data = Mapping[str, Sequence[Mapping[str, Any]]]
FILES = "files"
_STYLE = (
    "body{font:15px sans-serif;margin:2em}table{border-collapse:collapse}.other{background:#fff3c4}"
    "td,th{border:1px solid #bbb;padding:.3em;vertical-align:top;text-align:left}"
)


def data_of(uow: UnitOfWork, client: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that is kept of a client, by table; empty ones are left out."""
    found = {table: exporting.rows(uow.run, table, client) for table in exporting.tables()}
    return {table: rows for table, rows in found.items() if rows}


def page(data: Data, title: str, marked: str, language: str, called: Callable[[str], str] = str) -> str:
    """Return an export as a page to read; columns in which third parties may be named are marked. `called` says what
    its tables are."""
    parts = [f"<h1>{html.escape(title)}</h1><p class=other>{html.escape(marked)}</p>"]
    for table, rows in data.items():
        names = list(rows[0])
        kinds = ["other" if f"{table}.{name}" in exporting.OTHERS else "" for name in names]
        head = "".join(f"<th class='{kind}'>{name}</th>" for name, kind in zip(names, kinds, strict=True))
        body = "".join(
            "<tr>"
            + "".join(f"<td class='{kind}'>{_cell(row[name])}</td>" for name, kind in zip(names, kinds, strict=True))
            + "</tr>"
            for row in rows
        )
        parts.append(f"<h2>{html.escape(called(table))}</h2><table><tr>{head}</tr>{body}</table>")
    return (
        f"<!doctype html><html lang='{language}'><meta charset='utf-8'><title>{html.escape(title)}</title>"
        f"<style>{_STYLE}</style>{''.join(parts)}</html>\n"
    )


def file_name(row: Mapping[str, Any]) -> str:
    """Return what a file is called in an export: its id, and an ending that can do no harm."""
    ending = re.fullmatch(r".*(\.[A-Za-z0-9]{1,5})", str(row.get("name") or ""), re.DOTALL)
    return f"{row['id']}{ending.group(1).lower() if ending else ''}"


def documents(data: Data, office: str, wording: Wording, language: str, zone: str) -> dict[str, str]:
    """Return the documents of an export, by their names."""
    title = wording.say(Text("export-title", office=office), language, zone)
    marked = wording.say(Text("export-marked"), language, zone)
    return {
        "data.json": _json(data),
        "legend.json": _json({"columns": list(exporting.legend()), "left_out": dict(exporting.LEFT_OUT)}),
        "index.html": page(data, title, marked, language),
    }


def own_documents(data: Data, office: str, wording: Wording, language: str, zone: str) -> dict[str, str]:
    """Return the documents of an export of somebody's own data, by their names."""
    say = partial(wording.say, language=language, zone=zone)
    handed_out = {table: list(rows[0]) for table, rows in data.items()}
    legend = {"columns": list(exporting.legend(handed_out)), "left_out": dict(own_data.LEFT_OUT)}

    def called(table: str) -> str:
        return say(Text(f"mydata-table-{table}"))

    return {
        "data.json": _json(data),
        "legend.json": _json(legend),
        "index.html": page(
            data, say(Text("export-title", office=office)), say(Text("export-marked")), language, called
        ),
    }


def zipped(documents_: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """Return an export as one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in documents_.items():
            archive.writestr(name, words)
        for name, content in files.items():
            archive.writestr(f"{FILES}/{name}", content)
    return made.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return html.escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
