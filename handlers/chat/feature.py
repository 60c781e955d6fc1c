"""What a feature declares: its commands, buttons, forms, timers, and which words it claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.chat.context import Context
from handlers.chat.incoming import Deleted, Edited, Said, Shared, TimerDue
from handlers.chat.outgoing import Choice, Form
from storage.dialogs import Dialog
from storage.vocabulary import Role

EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command: who may give it, whether one more word may follow where it is typed without a slash, and which
    words after it `opens` a form. Its menu line is the sentence `command-<name>`."""

    run: Callable[[Context, str], None]
    roles: frozenset[Role] = EVERYONE
    with_words: bool = False
    listed: bool = True
    opens: Callable[[str], bool] = lambda words: False


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What a button does; `roles` are asked again at press time. One that only shows something may be pressed
    `again`; of all others the first press counts. `picks`: it is a picker's, and gets what was picked behind `=`.
    `suggest` returns the choices of a picker that offers some, for what it is about and the words typed so far; it
    only reads."""

    run: Callable[[Context, str], None]
    roles: frozenset[Role]
    again: bool = False
    picks: bool = False
    suggest: Callable[[Context, str, str], Sequence[Choice]] | None = None


@dataclass(frozen=True, slots=True)
class FormSpec:
    """How a form is built anew from its open dialog, what happens once it is complete, and what with files that are
    sent while it is open (it returns the words that came with them if they are the answer, else nothing); None: as if
    no form were open. `roles` are asked again at each answer: a role may have
    changed since the form was opened."""

    build: Callable[[Context, Dialog], Form]
    submit: Callable[[Context, Dialog, Mapping[str, str]], None]
    files: Callable[[Context, Dialog, Said], str] | None = None
    roles: frozenset[Role] = EVERYONE


@dataclass(frozen=True, slots=True)
class Feature:
    """One noun of the house. Names are unique over all features; `words` claims free text by role, unless
    `heard` of any feature takes it first; `cancelled` is told
    of /cancel where no form is open, and whether there was something else to cancel."""

    name: str
    commands: Mapping[str, CommandSpec] = field(default_factory=dict)
    actions: Mapping[str, ActionSpec] = field(default_factory=dict)
    forms: Mapping[str, FormSpec] = field(default_factory=dict)
    timers: Mapping[str, Callable[[Context, TimerDue], None]] = field(default_factory=dict)
    words: Mapping[Role, Callable[[Context, Said], None]] = field(default_factory=dict)
    heard: Callable[[Context, Said], bool] | None = None
    shared: Callable[[Context, Shared], None] | None = None
    opened: Callable[[Context], None] | None = None
    cancelled: Callable[[Context], bool] | None = None
    edited: Callable[[Context, Edited | Deleted], None] | None = None
    stranger: Callable[[Context, str | None], None] | None = None
    reactions: Mapping[type, Callable[[Context, Any], None]] = field(default_factory=dict)
