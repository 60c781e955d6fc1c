"""What a feature declares: its commands, buttons, forms, timers, and which words it claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.chat.context import Context
from handlers.chat.incoming import Deleted, Edited, Said, TimerDue
from handlers.chat.outgoing import Form
from storage.dialogs import Dialog
from storage.vocabulary import Role

EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command: who may give it, and whether words may follow it. Its menu line is the sentence `command-<name>`."""

    run: Callable[[Context, str], None]
    roles: frozenset[Role] = EVERYONE
    with_words: bool = False
    listed: bool = True


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What a button does; `roles` are asked again at press time."""

    run: Callable[[Context, str], None]
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class FormSpec:
    """How a form is built anew from its open dialog, and what happens once it is complete."""

    build: Callable[[Dialog], Form]
    submit: Callable[[Context, Dialog, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Feature:
    """One noun of the house. Names are unique over all features; `words` claims free text by role."""

    name: str
    commands: Mapping[str, CommandSpec] = field(default_factory=dict)
    actions: Mapping[str, ActionSpec] = field(default_factory=dict)
    forms: Mapping[str, FormSpec] = field(default_factory=dict)
    timers: Mapping[str, Callable[[Context, TimerDue], None]] = field(default_factory=dict)
    words: Mapping[Role, Callable[[Context, Said], None]] = field(default_factory=dict)
    edited: Callable[[Context, Edited | Deleted], None] | None = None
    stranger: Callable[[Context, str | None], None] | None = None
    reactions: Mapping[type, Callable[[Context, Any], None]] = field(default_factory=dict)
