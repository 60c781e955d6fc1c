"""A form, one answer at a time: from the form, the answers so far and what was heard to the next question. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat.outgoing import Field, FieldKind, Form, Text


def position(form: Form, answers: Mapping[str, str]) -> Field | None:
    """Return the first unanswered field, None when the form is complete. Answers to fields that are no more don't
    count."""
    for field in form.fields:
        if field.name not in answers:
            return field
    return None


def fault(field: Field, answer: str) -> Text | None:
    """Return what is wrong with an answer, None if it will do."""
    if field.required and not answer.strip():
        return Text("form-answer-needed")
    if len(answer) > field.longest:
        return Text("form-answer-too-long", most=field.longest)
    if field.kind is FieldKind.ONE_OF and answer and answer not in {choice.value for choice in field.choices}:
        return Text("form-answer-not-offered")
    return None


def hear(form: Form, answers: Mapping[str, str], said: str) -> tuple[dict[str, str], Text | None]:
    """Return the answers with `said` taken for the field at the form's position, and what is wrong with it, if
    anything."""
    field = position(form, answers)
    if field is None:
        return dict(answers), None
    wrong = fault(field, said)
    return (dict(answers), wrong) if wrong else ({**answers, field.name: said.strip()}, None)


def check(form: Form, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Text]]:
    """Return a whole submission cleaned (only fields of the form, blanks cut) and the faults by field name."""
    clean = {field.name: str(answers.get(field.name, "")).strip() for field in form.fields}
    faults = {field.name: wrong for field in form.fields if (wrong := fault(field, clean[field.name])) is not None}
    return clean, faults
