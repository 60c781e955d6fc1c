"""What the office says, by meaning: names of sentences with their facts, never words; every platform draws it its
own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from handlers.rules.whens import When

Fact = "str | int | datetime | When | Text | Sequence[Text] | None"


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A sentence by name (a Fluent message id) and its facts.

    A `str` fact is somebody's own words and stays inert; a `datetime` (aware) is worded in the reader's zone and
    language, a `When` with weekday and year; a `Text` fact is worded first; a list of them is joined as a list in the
    reader's language.
    """

    name: str
    facts: Mapping[str, object]

    def __init__(self, name: str, /, **facts: object) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "facts", facts)


class Style(StrEnum):
    """How a button stands out: the one expected next, or one that ends something."""

    PRIMARY = "primary"
    DANGER = "danger"


class Urgency(StrEnum):
    """The classes of the relay, first come first: urgent, dialogue (answers to who waits for them), news of what others
    did, digest."""

    URGENT = "0-urgent"
    DIALOGUE = "1-dialogue"
    NEWS = "1-news"
    DIGEST = "2-digest"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice on a card: `action` is `feature.verb`, `about` the id of what it acts on.

    `opens` names the form that a press answers with: platforms with modals open one at once. `confirm` is asked
    before the press counts. `version` is the version of the object when drawn; None means any. `day` is the date it
    stands for: the first buttons of a card that stand for dates of one month are a leaf of a calendar where the
    platform can draw one.
    """

    label: Text
    action: str
    about: str
    style: Style | None = None
    confirm: Text | None = None
    opens: str | None = None
    version: int | None = None
    day: date | None = None


class PickerKind(StrEnum):
    """What is picked: a day, a time of day, or one of what the office offers as somebody types."""

    DAY = "day"
    CLOCK = "clock"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Picker:
    """A day or a time of day to be picked on a card: a calendar or a clock where the platform has one, or a menu whose
    choices the action suggests; elsewhere it is nothing, so that a button beside it has to ask in words. `action` gets
    `about=VALUE`, a date (`2026-03-17`), a time on the wall (`09:30`), or the value of a choice. It stands at `shows`
    first: at its beginning, or its end if it has none."""

    label: Text
    kind: PickerKind
    action: str
    about: str
    shows: When | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A message that lives: sent once to each reader, then edited in place by later cards of the same `key`.
    Posted again below (`tell_anew`), it lives there alone. Grown too long for one message it shows its end where it is
    edited, as of a conversation the newest counts; `from_top` what it begins with."""

    key: str
    title: Text
    lines: Sequence[Text] = ()
    buttons: Sequence[Button] = ()
    pickers: Sequence[Picker] = ()
    from_top: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A plain message, said once; `inside` if it is for the office alone: an answer to it asks who may read it."""

    text: Text
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file that doesn't lie anywhere: it is made when it is sent, by the maker of this name (`bot/makers.py`) from
    `facts` (ids, names, dates as JSON; nobody's own words). `text` goes with it, `name` is what the file is called,
    `concerns` whose it is: it leaves only where all of that client's may, as that is when it leaves."""

    text: Text
    name: Text
    maker: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    concerns: str | None = None


class FieldKind(StrEnum):
    """What a field of a form takes."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    ONE_OF = "one-of"
    SOME_OF = "some-of"
    YES_NO = "yes-no"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    FILES = "files"


TIMES = frozenset({FieldKind.DAY, FieldKind.TIME})


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer of a field: the value kept and the words shown."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; `name` is what the answer is kept under, always as text: the choice's value, for SOME_OF
    the values joined by commas, for YES_NO `yes` or `no`, for NUMBER whole digits, for DAY and TIME what was understood
    (`When.noted`), else the person's words; a TIME has to be understood, and to come. `choices` of a LINE or NUMBER are
    offers; other answers may be typed. `most` bounds a NUMBER. FILES are given in a window, and may be left out; a chat
    never asks for them, for they can be sent there at any time. They are no answer: see `form_files`.
    `governs`: which questions follow hangs on this answer, so that it can be changed at each of them; `governed`: this
    is such a question. `past`: a DAY that has been."""

    name: str
    label: Text
    kind: FieldKind = FieldKind.LINE
    required: bool = True
    choices: Sequence[Choice] = ()
    longest: int = 3000
    help: Text | None = None
    most: int = 1_000_000_000
    governs: bool = False
    governed: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Questions asked together (a Slack modal) or one after another (Telegram, terminal).

    `name` is `feature.form`, handled by that feature once complete; `version` is raised when a field changes meaning.
    `summary` shows all answers for a last look before they count, where they were asked one after another; `intro`
    comes first (a process description). `leave` is the word for closing it unsent, where that is not Cancel. `remarks`
    names the field that takes words typed where a choice is asked for and they are none; the choice is asked for still.
    """

    name: str
    title: Text
    submit: Text
    fields: Sequence[Field]
    version: int = 1
    facts: Mapping[str, object] = field(default_factory=dict)
    summary: bool = False
    intro: Text | None = None
    leave: Text | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """What a person sees of the office at a glance; the newest wins. A page of its own on Slack, elsewhere the edited
    answer to `/start`."""

    title: Text
    lines: Sequence[Text] = ()
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words from the settings as a fact, by language (BCP 47); a reader whose language is missing gets the first."""

    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Two instants as one fact, from the first to the second: the date is said once where both are on one."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as a fact: shown the way it is typed on the reader's platform (`/queue`, `/office queue`)."""

    command: str
