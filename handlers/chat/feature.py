"""What a feature declares: its commands, buttons, forms, timers, and which words it claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.chat.context import Context
from handlers.chat.incoming import Deleted, Edited, Said, Shared, TimerDue
from handlers.chat.outgoing import Choice, Form
from handlers.rules import policy
from handlers.rules.policy import Act
from storage.dialogs import Dialog
from storage.vocabulary import Role


class NeedsAct:
    """What is declared with the act it needs: whose it is follows from the policy, and from nothing else."""

    __slots__ = ()
    act: Act

    @property
    def roles(self) -> frozenset[Role]:
        """Return which roles may do this at all, with whatever it is about."""
        return policy.roles(self.act)


@dataclass(frozen=True, slots=True)
class CommandSpec(NeedsAct):
    """A command: the act it is, whether one more word may follow where it is typed without a slash, and which
    words after it `opens` a form. `always`: it is about the person alone, and works while the data of their client are
    restricted, too. Its menu line is the sentence `command-<name>`."""

    run: Callable[[Context, str], None]
    act: Act
    with_words: bool = False
    listed: bool = True
    always: bool = False
    opens: Callable[[str], bool] = lambda words: False


@dataclass(frozen=True, slots=True)
class ActionSpec(NeedsAct):
    """What a button does; whether it is allowed is asked again at press time. One that only shows something may be
    pressed `again`; of all others the first press counts. `picks`: it is a picker's, and gets what was picked behind
    `=`. `suggest` returns the choices of a picker that offers some, for what it is about and the words typed so far; it
    only reads. `second`: a second person has to confirm it (`handlers.chat.four_eyes`); this raises Refused beforehand
    where it can't be done anyway, and the button's `confirm` says what it is. `always` as in CommandSpec."""

    run: Callable[[Context, str], None]
    act: Act
    again: bool = False
    always: bool = False
    picks: bool = False
    suggest: Callable[[Context, str, str], Sequence[Choice]] | None = None
    second: Callable[[Context, str], object] | None = None


@dataclass(frozen=True, slots=True)
class FormSpec(NeedsAct):
    """How a form is built anew from its open dialog, what happens once it is complete, and what with files that are
    sent while it is open (it returns the words that came with them if they are the answer, else nothing); None: as if
    no form were open. Whether it is allowed is asked again at each answer: a role may have changed since the form was
    opened. `always` as in CommandSpec."""

    build: Callable[[Context, Dialog], Form]
    submit: Callable[[Context, Dialog, Mapping[str, str]], None]
    act: Act
    files: Callable[[Context, Dialog, Said], str] | None = None
    always: bool = False


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Something a person began and has not confirmed; `take_back` undoes it and tells them so."""

    since: datetime
    take_back: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Feature:
    """One noun of the house. Names are unique over all features. `words` claims free text of whoever may do the act,
    unless `heard` of any feature is sure of it and takes it first; `shared` takes what is handed on to the office;
    `cancelled` returns what /cancel would take back here where no form is open: of all features' the one begun last
    is."""

    name: str
    commands: Mapping[str, CommandSpec] = field(default_factory=dict)
    actions: Mapping[str, ActionSpec] = field(default_factory=dict)
    forms: Mapping[str, FormSpec] = field(default_factory=dict)
    timers: Mapping[str, Callable[[Context, TimerDue], None]] = field(default_factory=dict)
    words: Mapping[Act, Callable[[Context, Said], None]] = field(default_factory=dict)
    heard: Mapping[Act, Callable[[Context, Said], bool]] = field(default_factory=dict)
    shared: Mapping[Act, Callable[[Context, Shared], None]] = field(default_factory=dict)
    opened: Callable[[Context], None] | None = None
    cancelled: Callable[[Context], Unsettled | None] | None = None
    edited: Callable[[Context, Edited | Deleted], None] | None = None
    stranger: Callable[[Context, str | None], None] | None = None
    reactions: Mapping[type, Callable[[Context, Any], None]] = field(default_factory=dict)
