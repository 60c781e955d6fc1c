"""The terms that an office asks its clients to agree to. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.rules.categories import Words


@dataclass(frozen=True, slots=True)
class OfficeTerms:
    """A version of the terms, and what is shown of them by language; another version is asked about anew."""

    version: str
    words: Words
