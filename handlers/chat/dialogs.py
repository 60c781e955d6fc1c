"""A form, one answer at a time: from the form, the answers so far and what was heard to the next question. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from handlers.chat.incoming import Event
from handlers.chat.outgoing import TIMES, Choice, Field, FieldKind, Form, Spoken, Text
from handlers.rules.whens import QUICK, TODAY, parsed
from storage.dialogs import ASKED_AT, Dialog

YES, NO = "yes", "no"
SKIP = Text("form-skip")
LEAST_BEGINNING = 2  # letters of a label that mean it
Labels = Callable[[Text], Collection[str]]  # all that a label reads like to somebody, in whatever language
_YES_NO = {
    **dict.fromkeys(("yes", "y", "ja", "j", "jo", "ok"), YES),
    **dict.fromkeys(("no", "n", "nein", "nö", "ne"), NO),
}
_NUMBER = re.compile(r"\s*(\d{1,9})\s*(?:min|minutes?|minuten?|m|h|x)?\.?\s*", re.IGNORECASE)


def position(form: Form, answers: Mapping[str, str]) -> Field | None:
    """Return the first unanswered field, None when the form is complete. Answers to fields that are no more don't
    count."""
    return next((field for field in asked(form) if field.name not in answers), None)


def asked(form: Form) -> list[Field]:
    """Return the fields that a chat asks for, one after another: files are sent there without being asked for."""
    return [field for field in form.fields if field.kind is not FieldKind.FILES]


def fault(field: Field, answer: str) -> Text | None:
    """Return what is wrong with an answer in the form that is kept, None if it will do."""
    if not answer.strip():
        return Text("form-answer-needed") if field.required and field.kind is not FieldKind.FILES else None
    if field.kind in TIMES and parsed(answer) is not None:
        return None
    if len(answer) > field.longest:
        return Text("form-answer-too-long", most=field.longest)
    if field.kind is FieldKind.NUMBER and not (answer.isascii() and answer.isdigit()):
        return Text("form-answer-no-number")
    if field.kind is FieldKind.NUMBER and int(answer) > field.most:
        return Text("form-answer-too-much", most=field.most)
    offered = {choice.value for choice in choices(field)}
    given = set(answer.split(",")) if field.kind is FieldKind.SOME_OF else {answer}
    if field.kind in CLOSED and not given <= offered:
        return Text("form-answer-not-offered")
    return None


CLOSED = frozenset({FieldKind.ONE_OF, FieldKind.SOME_OF, FieldKind.YES_NO})


def choices(field: Field) -> tuple[Choice, ...]:
    """Return what a field offers to pick; a yes-no field offers just these two, one for a time the nearest days."""
    if field.kind is FieldKind.YES_NO:
        return (Choice(YES, Text("yes")), Choice(NO, Text("no")))
    if field.past:
        return (Choice(TODAY, Text(f"when-{TODAY}")),)
    if field.kind in TIMES:
        return tuple(Choice(name, Text(f"when-{name}")) for name in QUICK)
    return tuple(field.choices)


def as_set(label: Text) -> set[str]:
    """Return what the settings themselves call a choice, in every language."""
    facts = label.facts.values()
    return {word for fact in facts if isinstance(fact, Spoken) for word in fact.words.values()}


def kept(field: Field, said: str, labels: Labels = as_set) -> str:
    """Return what somebody typed as it is kept: digits of a number, the value of a choice that was meant."""
    words = said.strip()
    if field.kind is FieldKind.NUMBER and (number := _NUMBER.fullmatch(words)):
        return str(int(number[1]))
    if field.kind is FieldKind.YES_NO and (known := _YES_NO.get(words.casefold().rstrip(".!"))):
        return known
    if field.kind is FieldKind.SOME_OF:
        return ",".join(_value(field, piece.strip(), labels) for piece in words.split(",") if piece.strip())
    return _value(field, words, labels) if field.kind in CLOSED else words


def fitting(field: Field, said: str, labels: Labels = as_set) -> list[Choice]:
    """Return the choices that some words may mean: that of this value; else of this label, whatever the letters' case;
    else the one with this number; else all with a label, or a word in it, that begins so."""
    words, offered = said.strip(), choices(field)
    same = [choice for choice in offered if choice.value == words]
    if same or not words:
        return same
    wanted = words.casefold()
    known = [(choice, {label.casefold() for label in labels(choice.label)}) for choice in offered]
    called = [choice for choice, written in known if wanted in written | {choice.value.casefold()}]
    if called:
        return called
    if words.isascii() and words.isdigit():
        return list(offered[int(words) - 1 : int(words)]) if 0 < len(words) < 5 and int(words) else []
    if len(wanted) < LEAST_BEGINNING:
        return []
    return [choice for choice, written in known if any(_begins(label, wanted) for label in written)]


def hear(
    form: Form, answers: Mapping[str, str], said: str, labels: Labels = as_set
) -> tuple[dict[str, str], Text | None]:
    """Return the answers with `said` taken for the field at the form's position, and what is wrong with it, if
    anything. What may be left out is, by the word for it."""
    field = position(form, answers)
    if field is None:
        return dict(answers), None
    skipped = not field.required and said.strip().casefold() in {label.casefold() for label in labels(SKIP)}
    answer = "" if skipped else kept(field, said, labels)
    wrong = fault(field, answer)
    return (dict(answers), wrong) if wrong else ({**answers, field.name: answer}, None)


def check(form: Form, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Text]]:
    """Return a whole submission cleaned (only fields of the form, blanks cut) and the faults by field name."""
    clean = {field.name: kept(field, str(answers.get(field.name, ""))) for field in form.fields}
    faults = {field.name: wrong for field in form.fields if (wrong := fault(field, clean[field.name])) is not None}
    return clean, faults


def without(answers: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the answers without that field's, so that it is asked again; the others stay, those to questions that are
    not asked just now, too."""
    return {known: answer for known, answer in answers.items() if known != name}


def toggled(field: Field, picked: str, value: str) -> str:
    """Return the picked values (joined by commas, in the field's order) with `value` in if it was out, and out if it
    was in."""
    chosen = set(filter(None, picked.split(","))) ^ {value}
    return ",".join(choice.value for choice in choices(field) if choice.value in chosen)


def token(field: Field, value: str = "") -> str:
    """Return a short name for a field and one of its choices, as buttons carry it: the same whatever else the form
    asks."""
    return hashlib.sha256(f"{field.name}\0{value}".encode()).hexdigest()[:16]


def meant(form: Form, sought: str) -> tuple[Field, str] | None:
    """Return the field and value that a token stands for, None if the form doesn't ask that any more."""
    return next(((field, value) for field, value in _all(form) if token(field, value) == sought), None)


def _all(form: Form) -> Iterator[tuple[Field, str]]:
    for field in form.fields:
        yield field, ""
        for choice in choices(field):
            yield field, choice.value


def _value(field: Field, words: str, labels: Labels) -> str:
    meant = fitting(field, words, labels)
    return meant[0].value if len(meant) == 1 else words


def _begins(label: str, wanted: str) -> bool:
    return label.startswith(wanted) or any(word.startswith(wanted) for word in label.split())


def is_asked(event: Event, dialog: Dialog) -> bool:
    """Return whether words may be an answer to an open form: a closed window may have left it open without a question,
    and what was written before it was asked for, and reached us only now, may be about something else."""
    asked_at = dialog.facts.get(ASKED_AT)
    late = event.done_at is not None and asked_at is not None and event.done_at < datetime.fromisoformat(asked_at)
    return not dialog.facts.get("window") and not late
