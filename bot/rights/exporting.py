"""An export of a client, written into a folder of its own at the command line."""

from __future__ import annotations

from pathlib import Path

from bot.clock import SystemClock
from bot.compose import file_store_of, office_of
from bot.config import Settings
from bot.i18n import Wording
from bot.rights.documents import Made, data_of, documents
from bot.rights.reading import FILES, file_name
from bot.vault import safe_of
from storage.looking import looking


def write_export(settings: Settings, client: str, folder: Path, language: str | None) -> int:
    """Write an export into an empty folder; return how many rows it has. Raises OSError,
    StoreBusy."""
    now = SystemClock().now
    safe, wording = safe_of(settings, now), Wording()
    office = office_of(settings, wording, now())
    with looking(settings.database.url, safe.vault, safe.audit_secret()) as uow:
        data = data_of(uow, client)
    (folder / FILES).mkdir(mode=0o700)
    made = Made(office.name, language or office.language, office.zone, now())
    for name, words in documents(data, made, wording).items():
        (folder / name).write_text(words, "utf-8")
    store = file_store_of(settings, safe.keys)
    try:
        for row in data.get(FILES, ()):
            if row["path"] is not None and store.size_of(row["path"]) is not None:
                (folder / FILES / file_name(row)).write_bytes(store.open_content(row["path"]).read())
    finally:
        store.close()
    return sum(map(len, data.values()))
