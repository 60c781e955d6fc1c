"""What can be pressed, chosen or filled in on Slack. Choices are shown open, so that all words can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.preview.html import Html, element, words

Json = Mapping[str, Any]


def text_of(drawn: Json) -> str:
    """Return the words of a text object. Mark-up stays letters: we send none."""
    return str(drawn["text"])


def _button(drawn: Json, _: str) -> Html:
    style = str(drawn.get("style", ""))
    return element("button", text_of(drawn["text"]), type="button", class_=f"sl-button {style}".strip())


def _text_input(drawn: Json, label: str) -> Html:
    value, hint = str(drawn.get("initial_value", "")), _placeholder(drawn)
    if drawn.get("multiline"):
        return element("textarea", value, class_="sl-line tall", aria_label=label, placeholder=hint, readonly=True)
    return element(
        "input", type="text", value=value, class_="sl-line", aria_label=label, placeholder=hint, readonly=True
    )


def _moment(drawn: Json, label: str) -> Html:
    initial = next((str(value) for key, value in drawn.items() if key.startswith("initial_")), "")
    shown = initial or _placeholder(drawn) or "…"
    return element("div", element("span", "▦ ", aria_hidden="true"), words(shown), class_="sl-line", aria_label=label)


def _select(drawn: Json, _: str) -> Html:
    chosen = drawn.get("initial_option")
    shown = text_of(chosen["text"]) if chosen else _placeholder(drawn) or "…"
    closed = element("div", words(shown), element("span", "▾", aria_hidden="true"), class_="sl-line sl-select")
    groups = drawn.get("option_groups") or [{"options": drawn.get("options", ())}]
    items = [item for group in groups for item in _group(group)]
    return element("div", closed, element("ul", *items, class_="sl-options") if items else "")


def _group(group: Json) -> list[Html]:
    named = [words(text_of(group["label"]), "li", class_="sl-group")] if "label" in group else []
    return named + [_words_of(option, "li") for option in group["options"]]


def _several(drawn: Json, _: str) -> Html:
    chosen = [text_of(option["text"]) for option in drawn.get("initial_options", ())]
    return _select({**drawn, "initial_option": {"text": {"text": ", ".join(chosen)}} if chosen else None}, "")


def _ticks(drawn: Json, _: str) -> Html:
    chosen = [*drawn.get("initial_options", ()), *([drawn["initial_option"]] if "initial_option" in drawn else [])]
    values = {option["value"] for option in chosen}
    return _boxes(drawn["options"], values, round_ones=drawn["type"] == "radio_buttons")


def _boxes(options: Sequence[Json], chosen: set[str], *, round_ones: bool) -> Html:
    rows = []
    for option in options:
        ticked = option["value"] in chosen
        box = element(
            "span",
            "✓" if ticked else "",
            class_=f"sl-box{' round' if round_ones else ''}{' ticked' if ticked else ''}",
            aria_hidden="true",
        )
        rows.append(element("div", box, _words_of(option, "span"), class_="sl-choice"))
    return element("div", *rows)


def _words_of(option: Json, tag: str) -> Html:
    more = element("small", words(text_of(option["description"]))) if "description" in option else ""
    return element(tag, words(text_of(option["text"])), more)


def _overflow(drawn: Json, _: str) -> Html:
    items = [_words_of(option, "li") for option in drawn["options"]]
    return element("div", element("span", "⋯", class_="sl-button", aria_hidden="true"), element("ul", *items))


def _files(drawn: Json, label: str) -> Html:
    return element("div", element("span", "📎 ", aria_hidden="true"), words("…"), class_="sl-line", aria_label=label)


def _placeholder(drawn: Json) -> str:
    return text_of(drawn["placeholder"]) if "placeholder" in drawn else ""


INPUTS: Mapping[str, Callable[[Json, str], Html]] = {
    "button": _button,
    "plain_text_input": _text_input,
    "number_input": _text_input,
    "email_text_input": _text_input,
    "url_text_input": _text_input,
    "datepicker": _moment,
    "timepicker": _moment,
    "datetimepicker": _moment,
    "file_input": _files,
    "static_select": _select,
    "external_select": _select,
    "multi_static_select": _several,
    "checkboxes": _ticks,
    "radio_buttons": _ticks,
    "overflow": _overflow,
}
