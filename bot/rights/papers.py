"""The papers of the rights of those concerned, as files in chat: the certificate of an erasure, exports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from bot.database import Database
from bot.filestore import FileStore
from bot.i18n import Wording, dated
from bot.makers import Maker, Makers, Wanted
from bot.rights.documents import Made, data_of, documents, own_documents, zipped
from bot.rights.reading import FILES, Data, file_name
from handlers.chat.context import Office
from handlers.privacy import ending_screens, own, own_screens, screens
from handlers.rules import policy
from handlers.rules.policy import Act
from storage import erasing, own_data
from storage.erasures import Erasure
from storage.unit_of_work import UnitOfWork

MOST_BYTES = 40_000_000
"""Of all files of an export together: bots may send files of 50 MB on Telegram."""
TOO_MUCH = "files_left_out.txt"
Found = tuple[dict[str, list[dict[str, Any]]], dict[str, str]]
"""What is kept, by table, and where its files lie by their ids."""
Finding = Callable[[str, UnitOfWork], Found | None]
Writing = Callable[[Data, Made, Wording], dict[str, str]]


def certificate(
    erasure: Erasure, by: str | None, office: Office, wording: Wording, language: str, zone: str
) -> list[str]:
    """Return the certificate of an erasure, line by line; `by` is who asked for it, None for the operator."""

    def written(at: datetime) -> str:
        return f"{dated(at, language, zone)} ({zone})"

    return [wording.say(line, language, zone) for line in screens.certified(erasure, by, office, written)]


def asked_by(erasure: Erasure, uow: UnitOfWork) -> str | None:
    """Return who asked for an erasure, None for the operator."""
    person = None if erasure.asked_by is None else uow.people.by_id(erasure.asked_by)
    return None if person is None else person.name


class RightsPapers:
    """Makes them."""

    def __init__(self, database: Database, office: Office, wording: Wording, files: FileStore | None) -> None:
        self._database, self._office = database, office
        self._wording, self._files = wording, files

    def makers(self) -> Makers:
        """Return what makes them, by name."""
        return {
            screens.CERTIFICATE: Maker("text/plain", self._certificate),
            own_screens.OWN: Maker("application/zip", partial(self._export, _own_data, own_documents)),
            ending_screens.EXPORTED: Maker("application/zip", partial(self._export, _client_data, documents)),
        }

    async def _certificate(self, wanted: Wanted) -> bytes | None:
        found = await self._database.read(lambda uow: uow.erasures.look(str(wanted.facts["erasure"])))
        if found is None:
            return None
        by = await self._database.read(partial(asked_by, found))
        title, *lines = certificate(found, by, self._office, self._wording, wanted.language, wanted.zone)
        return ("\n\n".join([f"{title}\n{'=' * len(title)}", *lines]) + "\n").encode()

    async def _export(self, found_by: Finding, written: Writing, wanted: Wanted) -> bytes | None:
        """Make an export of what its reader may have by now."""
        found, at = await self._database.read(lambda uow: (found_by(str(wanted.facts["export"]), uow), uow.now))
        if found is None:
            return None
        data, paths = found
        made = Made(self._office.name, wanted.language, wanted.zone, at)
        words = await asyncio.to_thread(written, data, made, self._wording)
        return await self._packed(data, paths, words)

    async def _packed(self, data: Data, paths: Mapping[str, str], words: Mapping[str, str]) -> bytes:
        """Return documents and files as one file. What is too much for a chat is named in it, and left out."""
        files: dict[str, bytes] = {}
        left_out: list[str] = []
        room = MOST_BYTES
        for row in data.get(FILES, ()):
            path, name = paths.get(str(row["id"])), file_name(row)
            size = None if self._files is None or path is None else self._files.size_of(path)
            if self._files is None or path is None or size is None or size > room:
                left_out.append(f"{name}  {row['name']}")
                continue
            room -= size
            files[name] = await self._files.read(path)
        more = {TOO_MUCH: "\n".join(left_out) + "\n"} if left_out else {}
        return await asyncio.to_thread(zipped, {**words, **more}, files)


def _own_data(which: str, uow: UnitOfWork) -> Found | None:
    """Return what somebody may have who asked for what is kept of themselves."""
    export = uow.exports.look(which)
    who = None if export is None else uow.people.by_id(export.person_id)
    if who is None or not who.active:
        return None
    ids = own.readable(uow, who)
    found = {table: own_data.rows(uow.run, table, part, ids) for table, part in own_data.parts(who.client_id).items()}
    return _with_paths({table: rows for table, rows in found.items() if rows}, uow)


def _client_data(which: str, uow: UnitOfWork) -> Found | None:
    """Return all of a client for somebody who may still have it, as long as it isn't being erased."""
    export = uow.exports.look(which)
    who = None if export is None else uow.people.by_id(export.person_id)
    if export is None or export.client_id is None or who is None or not who.active:
        return None
    if who.role not in policy.roles(Act.EXPORT) or uow.erasures.of(export.client_id) is not None:
        return None
    return _with_paths(data_of(uow, export.client_id), uow)


def _with_paths(data: dict[str, list[dict[str, Any]]], uow: UnitOfWork) -> Found:
    found = {str(row["id"]): erasing.path_of(uow.run, str(row["id"])) for row in data.get(FILES, ())}
    return data, {file: path for file, path in found.items() if path is not None}
