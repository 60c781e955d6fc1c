"""From what was heard to who handles it. Pure: looks at nothing but its arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from handlers.chat.context import CommandHelp, Context
from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.chat.incoming import (
    Added,
    Command,
    Deleted,
    Edited,
    Event,
    Exposed,
    Heard,
    Migrated,
    Nothing,
    Opened,
    Pressed,
    Reach,
    Said,
    Shared,
    Standing,
    Submitted,
    TimerDue,
)
from storage.people import Person
from storage.vocabulary import PersonState

Spec = TypeVar("Spec")
Reaction = Callable[[Context, Any], None]


class Way(Enum):
    """Where an event goes."""

    IGNORE = auto()
    LEAVE = auto()
    WARN = auto()
    MIGRATE = auto()
    REACH = auto()
    NOT_ADMITTED = auto()
    STRANGER = auto()
    PENDING = auto()
    CANCEL = auto()
    ANSWER = auto()
    COMMAND = auto()
    UNKNOWN_COMMAND = auto()
    PRESS = auto()
    SUBMIT = auto()
    WORDS = auto()
    SHARED = auto()
    OPENED = auto()
    NOTHING_OPEN = auto()
    EDITED = auto()


@dataclass(frozen=True, slots=True)
class House:
    """All features' declarations by name, looked up in one step."""

    features: tuple[Feature, ...]
    commands: Mapping[str, CommandSpec]
    actions: Mapping[str, ActionSpec]
    forms: Mapping[str, FormSpec]
    listed: tuple[CommandHelp, ...]
    reactions: Mapping[type, Sequence[Reaction]]

    @classmethod
    def of(cls, features: Sequence[Feature]) -> House:
        """Return the house of these features. A name declared twice raises ValueError."""
        commands = _joined(feature.commands for feature in features)
        actions = _joined(feature.actions for feature in features)
        forms = _joined(feature.forms for feature in features)
        listed = tuple(CommandHelp(name, spec.roles) for name, spec in commands.items() if spec.listed)
        reactions: dict[type, list[Reaction]] = {}
        for feature in features:
            for kind, reaction in feature.reactions.items():
                reactions.setdefault(kind, []).append(reaction)
        return cls(tuple(features), commands, actions, forms, listed, reactions)

    def opens_form(self, command: Command) -> bool:
        """Return whether a command is answered with a form."""
        spec = self.commands.get(command.name)
        return spec is not None and spec.opens(command.words)


def _joined(declared: Iterable[Mapping[str, Spec]]) -> dict[str, Spec]:
    joined: dict[str, Spec] = {}
    for names in declared:
        twice = set(joined) & set(names)
        if twice:
            message = f"declared by two features: {', '.join(sorted(twice))}"
            raise ValueError(message)
        joined.update(names)
    return joined


JOINING = frozenset({"start", "join"})
NEVER_SERVED = frozenset({Standing.BOT, Standing.GONE, Standing.UNKNOWN})
VISITORS = frozenset({Standing.GUEST, Standing.OUTSIDER})


def route(event: Event, person: Person | None, *, form_open: bool, house: House) -> Way:
    """Return where an event goes. Whatever isn't plainly allowed is ignored or refused."""
    heard, sender = event.heard, event.sender
    always = _ALWAYS.get(type(heard))
    if always is not None:
        return always
    if sender.anonymous or not sender.private or sender.standing is Standing.BOT:
        return Way.IGNORE
    if isinstance(heard, Reach):
        return Way.REACH
    if sender.standing in NEVER_SERVED:
        return Way.NOT_ADMITTED
    if isinstance(heard, Opened) and (person is None or not person.active):
        gone = person is not None and person.state is PersonState.REMOVED
        return Way.OPENED if gone else Way.IGNORE  # nothing is to be left standing there
    if person is None or _comes_anew(heard, person):
        return Way.STRANGER
    if sender.standing in VISITORS and not person.guest:
        return Way.NOT_ADMITTED
    if not person.active:
        return Way.PENDING
    return _for_known(heard, form_open=form_open, house=house)


def _comes_anew(heard: Heard, person: Person) -> bool:
    """Whether somebody who has no access any more comes with a new code."""
    with_code = isinstance(heard, Command) and heard.name in JOINING and bool(heard.words.strip())
    return with_code and person.state is PersonState.REMOVED


def _for_known(heard: Heard, *, form_open: bool, house: House) -> Way:
    if isinstance(heard, Command):
        if heard.name == "cancel":
            return Way.CANCEL if form_open else Way.NOTHING_OPEN
        return Way.COMMAND if heard.name in house.commands else Way.UNKNOWN_COMMAND
    if isinstance(heard, Said):
        return Way.ANSWER if form_open and _is_words(heard) else Way.WORDS
    return _BY_KIND[type(heard)]


def _is_words(said: Said) -> bool:
    """Whether somebody said just words: a poll has some, too, but they answer nothing."""
    return bool(said.text.strip()) and not said.files and said.other is None


_ALWAYS: Mapping[type, Way] = {
    Nothing: Way.IGNORE,
    TimerDue: Way.IGNORE,
    Added: Way.LEAVE,
    Exposed: Way.WARN,
    Migrated: Way.MIGRATE,
}
_BY_KIND: Mapping[type, Way] = {
    Pressed: Way.PRESS,
    Submitted: Way.SUBMIT,
    Edited: Way.EDITED,
    Deleted: Way.EDITED,
    Reach: Way.REACH,
    Shared: Way.SHARED,
    Opened: Way.OPENED,
}
