"""How a person's answer becomes the value of an input, and what Slack's own client refuses to take."""

import re
from collections.abc import Sequence

from tests.standins.slack_rules import FILES, PICKERS
from tests.standins.slack_shown import Control, Json
from tests.standins.slack_view import HOLDS, View

File = tuple[str, bytes]
Answer = str | int | Sequence[str] | Sequence[File] | None
LARGEST_FILE = 10 * 1024 * 1024
CHOICES = {"selected_option", "selected_options"}
LISTS = {"selected_users"}
SEVERAL = {"checkboxes", "multi_static_select", "multi_external_select"}


def input_called(view: View, label: str) -> Control:
    """The input with that label; underscores may stand for blanks, and capitals don't matter. LookupError lists all."""
    wanted = label.casefold()
    for control in view.inputs:
        if control.label == label or wanted in (control.label.casefold(), control.label.casefold().replace(" ", "_")):
            return control
    visible = [control.label for control in view.inputs]
    raise LookupError(f"no input {label!r}; the modal {view.title!r} shows {visible}")


def value_for(control: Control, answer: Answer, suggested: list[Json]) -> Json:
    """The entry of `state.values`; LookupError for an option that isn't there, ValueError if Slack wouldn't take it."""
    kind = str(control.element["type"])
    held = HOLDS.get(kind, ("selected_option", ""))[0]
    if held in LISTS:
        return {"type": kind, held: _several(answer)}
    if held not in CHOICES:
        return {"type": kind, held: _plain(control, answer)}
    options = _options(control.element) or suggested
    if kind in SEVERAL:
        return {"type": kind, "selected_options": [_option(control, options, each) for each in _several(answer)]}
    return {"type": kind, "selected_option": None if answer is None else _option(control, options, str(answer))}


def _plain(control: Control, answer: Answer) -> str | int | None:
    if answer is None or answer == "":
        return None
    if control.element["type"] == "datetimepicker":
        return int(str(answer))
    text = str(answer)
    least, most = control.element.get("min_length", 0), control.element.get("max_length", 3000)
    if control.element["type"] == "plain_text_input" and not least <= len(text) <= most:
        raise ValueError(f"{control.label!r} takes {least} to {most} characters, not {len(text)}")
    if control.element["type"] in PICKERS and not PICKERS[control.element["type"]][1].fullmatch(text):
        raise ValueError(f"{control.label!r} gives {PICKERS[control.element['type']][2]}, not {text!r}")
    if control.element["type"] == "number_input" and not _is_number(control.element, text):
        raise ValueError(f"{control.label!r} takes a number from {control.element.get('min_value')}, not {text!r}")
    return text


def _is_number(element: Json, text: str) -> bool:
    pattern = r"-?[0-9]+(\.[0-9]+)?" if element.get("is_decimal_allowed") else r"-?[0-9]+"
    least, most = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    return re.fullmatch(pattern, text, re.ASCII) is not None and least <= float(text) <= most


def files_for(control: Control, answer: Answer) -> list[File]:
    """The files, by name and content, that a person puts into an input; ValueError if Slack wouldn't take them."""
    given = () if answer is None or isinstance(answer, str | int) else answer
    found = [each for each in given if not isinstance(each, str)]
    most, kinds = control.element.get("max_files", FILES), control.element.get("filetypes")
    if len(found) > most:
        raise ValueError(f"{control.label!r} takes {most} files, not {len(found)}")
    for name, content in found:
        if kinds and name.rpartition(".")[2].lower() not in kinds:
            raise ValueError(f"{control.label!r} takes {kinds}, not {name!r}")
        if len(content) > LARGEST_FILE:
            raise ValueError(f"{control.label!r} takes at most 10 MB, {name!r} has {len(content)} bytes")
    return found


def _several(answer: Answer) -> list[str]:
    if answer is None or isinstance(answer, int):
        return []
    return [answer] if isinstance(answer, str) else [str(each) for each in answer]


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _option(control: Control, options: list[Json], label: str) -> Json:
    for option in options:
        if option["text"]["text"] == label:
            return option
    shown = [option["text"]["text"] for option in options]
    raise LookupError(f"{control.label!r} offers no {label!r}; it offers {shown}")


def options_in(answer: object) -> list[Json]:
    """The options in the bot's answer to a suggestion request."""
    return _options(answer) if isinstance(answer, dict) else []
