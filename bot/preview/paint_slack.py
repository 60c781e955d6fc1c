"""Slack's blocks and views as its app shows them: messages, windows with a form, the app's home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.preview.html import Html, element, joined, words
from bot.preview.paint_slack_inputs import INPUTS, text_of

Json = Mapping[str, Any]


def channel(messages: Sequence[Sequence[Json]], name: str, clock: str) -> Html:
    """Return messages of the app called `name`, each a list of blocks."""
    return element("div", *(_message(drawn, name, clock) for drawn in messages), class_="slack")


def modal(view: Json) -> Html:
    """Return a window: title, blocks, the buttons below."""
    head = element(
        "div",
        element("span", "▤", class_="sl-icon", aria_hidden="true"),
        element("b", words(text_of(view["title"]))),
        element("span", "✕", class_="sl-close", aria_hidden="true"),
        class_="sl-modal-head",
    )
    buttons = [
        element("button", text_of(view[key]), type="button", class_=style)
        for key, style in (("close", "sl-button"), ("submit", "sl-button submit"))
        if key in view
    ]
    foot = element("div", *buttons, class_="sl-modal-foot") if buttons else ""
    body = element("div", blocks(view["blocks"]), class_="sl-modal-body")
    return element("div", element("div", head, body, foot, class_="sl-modal"), class_="slack sl-behind")


def home(view: Json, name: str) -> Html:
    """Return the app's own page."""
    head = element("div", _picture(name), element("b", words(name)), class_="sl-home-head")
    tabs = element("div", element("span", "Home", class_="here"), element("span", "Messages"), class_="sl-tabs")
    return element("div", head, tabs, blocks(view["blocks"]), class_="slack sl-home")


def blocks(drawn: Sequence[Json]) -> Html:
    """Return blocks one below the other; one of an unknown type shows as such."""
    return joined(*(_BLOCKS.get(block["type"], _unknown)(block) for block in drawn))


def _message(drawn: Sequence[Json], name: str, clock: str) -> Html:
    who = element(
        "div",
        element("b", words(name)),
        element("span", "APP", class_="sl-app"),
        element("time", clock),
        class_="sl-who",
    )
    body = element("div", who, blocks(drawn), class_="sl-body")
    return element("div", element("div", _picture(name), body, class_="sl-message"), _questions(drawn))


def _questions(drawn: Sequence[Json]) -> Html:
    """Return the small windows that ask again before a press counts."""
    asking = [each for block in drawn for each in _elements(block) if "confirm" in each]
    return joined(*(_confirm(each["confirm"]) for each in asking))


def _elements(block: Json) -> list[Json]:
    return [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]


def _confirm(confirm: Json) -> Html:
    style = "danger" if confirm.get("style") == "danger" else "submit"
    buttons = element(
        "div",
        element("button", text_of(confirm["deny"]), type="button", class_="sl-button"),
        element("button", text_of(confirm["confirm"]), type="button", class_=f"sl-button {style}"),
        class_="sl-modal-foot",
    )
    head = element("div", element("b", words(text_of(confirm["title"]))), class_="sl-modal-head")
    body = element("div", words(text_of(confirm["text"]), "p"), class_="sl-modal-body")
    return element("div", head, body, buttons, class_="sl-modal sl-confirm")


def _picture(name: str) -> Html:
    return element("span", name[:1], class_="sl-picture", role="img", aria_label=name)


# --- blocks ----------------------------------------------------------------------------------------------------------


def _header(block: Json) -> Html:
    return words(text_of(block["text"]), "div", class_="sl-header")


def _section(block: Json) -> Html:
    text = words(text_of(block["text"]), "div", class_="sl-text") if "text" in block else ""
    fields = [words(text_of(field), "div") for field in block.get("fields", ())]
    grid = element("div", *fields, class_="sl-fields") if fields else ""
    accessory = _element(block["accessory"]) if "accessory" in block else ""
    return element("div", element("div", text, grid, class_="sl-grow"), accessory, class_="sl-section")


def _context(block: Json) -> Html:
    return element("div", *(_element(each) for each in block["elements"]), class_="sl-context")


def _actions(block: Json) -> Html:
    return element("div", *(_element(each) for each in block["elements"]), class_="sl-actions")


def _divider(_: Json) -> Html:
    return element("div", class_="sl-divider", role="separator")


def _input(block: Json) -> Html:
    optional = element("small", " (optional)") if block.get("optional") else ""
    label = element("div", words(text_of(block["label"])), optional, class_="sl-label")
    hint = words(text_of(block["hint"]), "div", class_="sl-hint") if "hint" in block else ""
    return element("div", label, _element(block["element"], text_of(block["label"])), hint, class_="sl-input")


def _image(block: Json) -> Html:
    return element("span", str(block.get("alt_text", "")), class_="sl-image", role="img", aria_label=block["alt_text"])


def _unknown(drawn: Json) -> Html:
    return element("div", f"{drawn['type']}?", class_="unknown")


def _element(drawn: Json, label: str = "") -> Html:
    kind = str(drawn["type"])
    if kind in {"plain_text", "mrkdwn"}:
        return words(text_of(drawn))
    if kind == "image":
        return _image(drawn)
    paint = INPUTS.get(kind)
    return paint(drawn, label) if paint else _unknown(drawn)


_BLOCKS: Mapping[str, Callable[[Json], Html]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "input": _input,
    "image": _image,
}
