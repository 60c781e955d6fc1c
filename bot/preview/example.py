"""What an example is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.preview.invented import Cast
from handlers.chat.outgoing import Card, Form, Home, Notice
from storage.vocabulary import Role

Shown = Card | Form | Home | Notice


def nothing(_: Cast) -> Mapping[str, str]:
    """Return no answers: they are all made up."""
    return {}


@dataclass(frozen=True, slots=True)
class Example:
    """A screen by name (lower case, words joined by dashes), whom it is for (None for everybody), and how it is built
    for a cast. `answers` are what the person says, by field, to a form asked one question at a time; missing ones
    are made up."""

    name: str
    role: Role | None
    build: Callable[[Cast], Shown]
    answers: Callable[[Cast], Mapping[str, str]] = nothing
