"""An export as documents: `data.json`, `legend.json`, `index.html` to read; and all of it as one file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.i18n import Wording
from bot.rights.reading import FILES, Data, Reader, labels, page, reader
from handlers.chat.outgoing import Text
from handlers.rules.retention import PASSING_DAYS
from storage import exporting, own_data
from storage.unit_of_work import UnitOfWork


def data_of(uow: UnitOfWork, client: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that is kept of a client, by table; empty ones are left out."""
    found = {table: exporting.rows(uow.run, table, client) for table in exporting.tables()}
    return {table: rows for table, rows in found.items() if rows}


@dataclass(frozen=True, slots=True)
class Made:
    """For whom an export is made, by which office, and when (UTC)."""

    office: str
    language: str
    zone: str
    at: datetime


def documents(data: Data, made: Made, wording: Wording) -> dict[str, str]:
    """Return the documents of an export of a client, by their names."""
    client = next((str(row["name"]) for row in data.get("clients", ())), "")
    title = Text("export-title-client", office=made.office, client=client)
    left_out = {table: Text(f"export-left-{table}", days=PASSING_DAYS) for table in exporting.LEFT_OUT}
    said = reader(data, wording, made.language, made.zone)
    return _documents(
        data, made, said, title, exporting.legend(), left_out, lambda table: Text(f"export-table-{table}")
    )


def own_documents(data: Data, made: Made, wording: Wording) -> dict[str, str]:
    """Return the documents of an export of somebody's own data, by their names."""
    handed_out = {table: list(rows[0]) for table, rows in data.items()}
    columns, title = exporting.legend(handed_out), Text("export-title", office=made.office)
    left_out = {table: Text(f"mydata-left-{table}", days=PASSING_DAYS) for table in own_data.LEFT_OUT}
    said = reader(data, wording, made.language, made.zone)
    return _documents(data, made, said, title, columns, left_out, lambda table: Text(f"mydata-table-{table}"))


def _documents(
    data: Data,
    made: Made,
    said: Reader,
    title: Text,
    columns: Iterable[Mapping[str, Any]],
    left_out: Mapping[str, Text],
    called: Callable[[str], Text],
) -> dict[str, str]:
    """Return the documents: the data, what each of their `columns` is, what its label means and what was `left_out`,
    and the page, on which tables are `called` by their names."""
    why = {table: said.say(text) for table, text in left_out.items()}
    meant = {label: said.say(text) for label, text in labels().items()}
    return {
        "data.json": _json(data),
        "legend.json": _json({"labels": meant, "columns": list(columns), "left_out": why}),
        "index.html": page(data, said, said.say(title), list(why.values()), made.at, called),
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
