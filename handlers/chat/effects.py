"""What a handler wants besides rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handlers.chat.outgoing import Form, Text
from storage.dialogs import Dialog


@dataclass(slots=True)
class Effects:
    """What a handler wants besides rows: a toast, a form to show, a notice that new rows wait. `files` and `reports`
    tell that some are to be fetched or made, `erases` that a client is to be erased, `replayed` that old rows are to
    be sent after all. `reader` is the language and zone to word a direct answer in, None if nobody has looked. `alarm`
    is the code of trouble that the operator must hear of, because nobody in the chat can."""

    toast: Text | None = None
    form: tuple[Dialog, Form] | None = None
    written: int = 0
    files: bool = False
    replayed: bool = False
    earliest_timer: datetime | None = None
    joined: str | None = None
    reader: tuple[str, str] | None = None
    errors: dict[str, Text] = field(default_factory=dict)
    alarm: str | None = None
    reports: bool = False
    erases: bool = False
