"""Forms as Slack's modals: each kind of question as the input that fits it best. Pure: no library, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.platforms.base import Question, Sheet
from bot.platforms.slack_drawing import (
    EMPTY,
    SECTION,
    VIEW_BLOCKS,
    VIEW_SIZE,
    VIEW_TITLE,
    Json,
    clipped,
    pieces,
    plain_text,
    section,
)
from bot.platforms.slack_shapes import NO_VALUE, PICKED_DAY, PICKED_TIME, cleaned

BUTTON, INTRO = 24, 3
CHOICE, CHOICE_VALUE, CHOICES, BOXES = 75, 150, 100, 10
LABEL, FIELD_VALUE, FIELD_ID = 2000, 3000, 255
YES_NO = (("yes", "Yes"), ("no", "No"))  # for a question that comes without words of its own
DIGITS = 15
FILES = 10  # the most that Slack takes in one field, of at most 10 MB each
PICKERS = 2  # blocks beside the field for words
PICKED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: ([0-9]{2}:[0-9]{2}))?", re.ASCII)


class Scale(NamedTuple):
    """How much of a form is drawn: choices of each question, characters of labels and help, answers so far."""

    choices: int
    words: int
    answers: bool = True


# A view may have some 250 KB. No form of an office comes near; one that does loses help and rare choices first.
SCALES = (Scale(10_000, LABEL), Scale(1_000, 600), Scale(100, 150), Scale(100, 75, answers=False), Scale(10, 20, False))


def view(sheet: Sheet) -> Json:
    """Return the modal of a form: a block for each question, named like it; the dialog id travels along unseen."""
    drawn: Json = {}
    for scale in SCALES:
        drawn = {
            "type": "modal",
            "callback_id": "form",
            "private_metadata": sheet.dialog,
            "title": plain_text(sheet.title, VIEW_TITLE),
            "submit": plain_text(sheet.submit, BUTTON),
            "close": plain_text(sheet.cancel, BUTTON),
            "blocks": _blocks(sheet, scale) or [section(EMPTY)],
        }
        if len(json.dumps(drawn)) <= VIEW_SIZE:
            break
    return drawn


def _blocks(sheet: Sheet, scale: Scale) -> list[Json]:
    intro = clipped(cleaned(sheet.intro or ""), SECTION * INTRO)
    drawn = [section(piece) for piece in pieces((intro,), SECTION)]
    questions = sheet.questions[: VIEW_BLOCKS - len(drawn)]
    spare = (VIEW_BLOCKS - len(drawn) - len(questions)) // PICKERS
    for question in questions:
        with_pickers = question.pick is not None and spare > 0
        spare -= with_pickers
        drawn += _with_pickers(question, scale) if with_pickers else [_question(question, scale)]
    return drawn


def _with_pickers(question: Question, scale: Scale) -> list[Json]:
    """Return the field for words, with one to pick a day and one to pick a time below it: each may be left out, so no
    one of them can be required."""
    picked = PICKED.fullmatch(question.value or "")
    words = replace(question, required=False, value=None if picked else question.value)
    day: Json = {"type": "datepicker"}
    time: Json = {"type": "timepicker"}
    if picked and scale.answers:
        day["initial_date"] = picked[1]
        time.update({"initial_time": picked[2]} if picked[2] else {})
    labels = question.pick or ("", "")
    return [
        _question(words, scale),
        _picker(question, PICKED_DAY, labels[0], day),
        _picker(question, PICKED_TIME, labels[1], time),
    ]


def _picker(question: Question, suffix: str, label: str, element: Json) -> Json:
    return {
        "type": "input",
        "block_id": question.name[: FIELD_ID - len(suffix)] + suffix,
        "label": plain_text(label, LABEL),
        "optional": True,
        "element": {"action_id": "value", **element},
    }


def _question(question: Question, scale: Scale) -> Json:
    nothing_offered = question.kind in ("one-of", "some-of") and not question.choices
    draw = _input if nothing_offered else DRAWN.get(question.kind, _input)
    block: Json = {
        "type": "input",
        "block_id": question.name[:FIELD_ID],
        "label": plain_text(question.label, scale.words),
        "optional": not question.required,
        "element": {"action_id": "value", **draw(question, scale)},
    }
    hint = _hint(question, draw)
    if hint:
        block["hint"] = plain_text(hint, scale.words)
    return block


def _hint(question: Question, draw: Draw) -> str:
    """Return the help, and below it what is offered where anything may be typed."""
    offered = draw in (_input, _number) and question.pick is None  # beside pickers nothing need be offered
    offers = " · ".join(label for _, label in question.choices) if offered else ""
    return "\n".join(text for text in (cleaned(question.help or "").strip(), cleaned(offers).strip()) if text)


def _input(question: Question, scale: Scale) -> Json:
    most = max(1, min(question.longest, FIELD_VALUE))
    element: Json = {"type": "plain_text_input", "max_length": most}
    if question.kind == "paragraph":
        element["multiline"] = True
    if question.value and scale.answers:
        element["initial_value"] = cleaned(question.value)[:most]
    return element


def _number(question: Question, scale: Scale) -> Json:
    element: Json = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}
    value = (question.value or "").strip()
    if value.isascii() and value.isdigit() and len(value) <= DIGITS:
        element["initial_value"] = value
    return element


def _one(question: Question, scale: Scale) -> Json:
    choices = question.choices[: scale.choices]
    return {"type": "static_select", **_offered(choices), **_chosen(question, choices)}


def _either(question: Question, scale: Scale) -> Json:
    choices = (question.choices or YES_NO)[:BOXES]
    return {"type": "radio_buttons", "options": [_choice(each) for each in choices], **_chosen(question, choices)}


def _some(question: Question, scale: Scale) -> Json:
    choices = question.choices[: scale.choices]
    element: Json = {"type": "checkboxes" if len(choices) <= BOXES else "multi_static_select", **_offered(choices)}
    wanted = set((question.value or "").split(",")) - {""}
    initial = [_choice(each) for each in choices if each[0] in wanted]
    return {**element, "initial_options": initial} if initial else element


def _files(question: Question, scale: Scale) -> Json:
    return {"type": "file_input", "max_files": FILES}


Draw = Callable[[Question, Scale], Json]
DRAWN: dict[str, Draw] = {"one-of": _one, "some-of": _some, "yes-no": _either, "number": _number, "files": _files}


def _offered(choices: Sequence[tuple[str, str]]) -> Json:
    """Return the options of a select; above 100 in groups, named by where they begin and end."""
    options = [_choice(each) for each in choices]
    if len(options) <= CHOICES:
        return {"options": options}
    return {
        "option_groups": [
            {
                "label": plain_text(f"{start + 1}–{min(start + CHOICES, len(options))}", CHOICE),
                "options": options[start : start + CHOICES],
            }
            for start in range(0, len(options), CHOICES)
        ]
    }


def _chosen(question: Question, choices: Sequence[tuple[str, str]]) -> Json:
    found = next((each for each in choices if question.value and each[0] == question.value), None)
    return {"initial_option": _choice(found)} if found is not None else {}


def _choice(choice: tuple[str, str]) -> Json:
    value, label = choice
    return {"text": plain_text(label, CHOICE), "value": value[:CHOICE_VALUE] or NO_VALUE}
