"""The words of a draft: one request made of several messages and a form, each of which may change afterwards. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.rules import pleasantries
from storage.drafts import Draft

FROM = "from"  # the source of the message that a file came with
FORM = ""  # the source of words that were given in a window of the draft's form


def joined_by(draft: Draft, source: str, text: str) -> Draft:
    """Return the draft with a further message."""
    return _of(draft, [*_parts(draft), [source, text]])


def reworded(draft: Draft, source: str, text: str) -> Draft:
    """Return the draft with one of its messages changed; none, if that is no part of it any more."""
    return _of(draft, [[at, text if at == source else old] for at, old in _parts(draft)])


def comes_from(draft: Draft, source: str) -> bool:
    """Return whether a message is still part of the draft's words: the form may have replaced it."""
    return any(at == source for at, _ in _parts(draft))


def with_files(draft: Draft, source: str, kept: Sequence[Mapping[str, object]]) -> Draft:
    """Return the draft with the files of a message; which message, is remembered."""
    return replace(draft, files=[*draft.files, *({**file, FROM: source} for file in kept)])


def without_files(draft: Draft, source: str) -> Draft:
    """Return the draft without the files that came with a message."""
    return replace(draft, files=[file for file in draft.files if file.get(FROM) != source])


def files_from(draft: Draft, source: str) -> list[dict[str, Any]]:
    """Return what the draft remembers of the files that came with a message: id and name."""
    return [file for file in draft.files if file.get(FROM) == source]


def ask_for_nothing(draft: Draft) -> bool:
    """Return whether a draft only greets or thanks: what is wanted, if anything, is still to be said."""
    return not draft.files and (pleasantries.alone(draft.words) or pleasantries.thanks_alone(draft.words))


def opened(draft: Draft) -> dict[str, Any]:
    """Return what a form must know of the draft's words when it is opened."""
    return {"said": draft.words, "sources": [at for at, _ in _parts(draft)]}


def filled(draft: Draft, before: Mapping[str, Any], given: str, source: str = FORM) -> Draft:
    """Return the draft with the words its form was sent with, `source` if they were typed in a chat; `before` is how it
    was opened. What was said or changed since stays: words the form left alone are the draft's as they are now, others
    replace only what was there then."""
    if given in {draft.words.strip(), str(before.get("said", "")).strip()}:
        return draft
    since = [part for part in _parts(draft) if part[0] not in before.get("sources", ())]
    return _of(draft, [[source, given], *since])


def _parts(draft: Draft) -> list[list[str]]:
    return draft.parts or [[draft.source, draft.words]]


def _of(draft: Draft, parts: list[list[str]]) -> Draft:
    return replace(draft, parts=parts, words="\n".join(text for _, text in parts if text.strip()))
