"""Elements of a page from their parts. Every text and attribute is escaped here, so nobody else needs to."""

from __future__ import annotations

from html import escape

VOID = frozenset({"input", "meta", "img"})


class Html(str):
    """Text that is HTML already; everything else is escaped when it is put into an element."""

    __slots__ = ()


def element(tag: str, /, *inside: str, **attributes: str | bool) -> Html:
    """Return an element. `class_` and `aria_label` are written `class` and `aria-label`; an attribute that is False or
    empty is left out, one that is True stands alone. An `alt` or a `value` may be empty."""
    written = "".join(_attribute(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    if tag in VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{joined(*inside)}</{tag}>")


def joined(*parts: str) -> Html:
    """Return the parts one after another, escaped where they are no HTML yet."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def words(text: str, tag: str = "span", /, class_: str = "") -> Html:
    """Return people's words: line breaks stay, and a language that runs the other way turns nothing around it."""
    return element(tag, text, class_=f"words {class_}".strip(), dir="auto")


def _attribute(name: str, value: str | bool) -> str:
    if value is True:
        return f" {name}"
    if value is False or (not value and name not in {"alt", "value"}):
        return ""
    return f' {name}="{escape(value)}"'
