"""Long lists, a page at a time: cut the same way everywhere, with the same two buttons to go on and back. Pure.

What such a button is about ends with the number of its page, so that nobody need keep where a reader is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.chat.outgoing import Button, Text

MOST = 10  # lines of a page, and as many buttons
LONGEST_NAME = 50  # of what is listed: a button's `about` holds 64 characters

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of a list: `number` counts from 0, `first` is how many come before, `all` how many there are."""

    items: Sequence[Item]
    number: int
    first: int
    all: int
    most: int


def page(items: Sequence[Item], number: int, most: int = MOST) -> Page[Item]:
    """Return a page of a list; the last one if the list has become shorter."""
    last = max(0, (len(items) - 1) // most)
    number = min(max(number, 0), last)
    first = number * most
    return Page(items[first : first + most], number, first, len(items), most)


def turning(shown: Page[Item], action: str, name: str) -> list[Button]:
    """Return the buttons to the pages before and after, each saying what is there; `name` is what is listed."""
    buttons = []
    if shown.number > 0:
        facts = {"first": shown.first - shown.most + 1, "last": shown.first}
        buttons.append(Button(Text("page-back", **facts), action, about(name, shown.number - 1)))
    end = shown.first + len(shown.items)
    if end < shown.all:
        facts = {"first": end + 1, "last": min(end + shown.most, shown.all)}
        buttons.append(Button(Text("page-more", **facts), action, about(name, shown.number + 1)))
    return buttons


def where(shown: Page[Item]) -> list[Text]:
    """Return the line that says which part of a list is shown, nothing if that is all of it."""
    if shown.all == len(shown.items):
        return []
    return [Text("page-where", first=shown.first + 1, last=shown.first + len(shown.items), all=shown.all)]


def about(name: str, number: int) -> str:
    """Return what a button to a page is about."""
    return f"{name}={number}"


def asked(pressed: str) -> tuple[str, int | None]:
    """Return what a press wants to see: the list's name, and the page; None if it is no button to a page."""
    name, _, number = pressed.rpartition("=")
    return (name, int(number)) if number.isdecimal() and "=" in pressed else (pressed, None)
