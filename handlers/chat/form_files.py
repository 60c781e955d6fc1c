"""Files that belong to a form: its dialog remembers them until the feature that asked takes them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.chat.incoming import File
from storage.dialogs import Dialog

BROUGHT = "files"  # those of the message that the form was opened for
SENT = "sent"  # those given in its window


def remembered(files: Sequence[File]) -> list[dict[str, object]]:
    """Return files as a dialog's facts keep them."""
    return [
        {"handle": file.handle, "name": file.name, "mime": file.mime, "size": file.size, "kind": file.kind}
        for file in files
    ]


def with_sent(dialog: Dialog, files: Sequence[File]) -> Dialog:
    """Return the dialog with the files its window was sent with, instead of those of an earlier try."""
    return replace(dialog, facts={**dialog.facts, SENT: remembered(files)})


def of(dialog: Dialog) -> tuple[File, ...]:
    """Return the files a form was opened with, and those given in its window."""
    return tuple(File(**file) for name in (BROUGHT, SENT) for file in dialog.facts.get(name, ()))
