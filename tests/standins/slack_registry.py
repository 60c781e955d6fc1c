"""How a Web API method is declared, and how its arguments are read. No method lives here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tests.standins.slack_shown import Json
from tests.standins.slack_state import Conversation, SlackError, Workspace

Answer = Callable[[Workspace, Json], Json]
F = TypeVar("F", bound=Answer)


@dataclass(frozen=True, slots=True)
class Method:
    """One Web API method: what it does, and the scopes of which the bot needs at least one."""

    run: Answer
    scopes: tuple[str, ...] = ()


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str) -> Callable[[F], F]:
    """Declare a method; the function returns the answer without `ok` or raises SlackError."""

    def declare(run: F) -> F:
        METHODS[name] = Method(run, scopes)
        return run

    return declare


def text_of(params: Json, key: str) -> str:
    """An argument as text, empty if it is missing."""
    value = params.get(key)
    return "" if value is None else str(value)


def flag(params: Json, key: str, *, default: bool = False) -> bool:
    """A yes-or-no argument in any of the ways it can be sent."""
    value = params.get(key)
    if value is None or value == "":
        return default
    return value if isinstance(value, bool) else str(value).lower() in {"1", "true", "yes"}


def whole(params: Json, key: str, default: int, most: int) -> int:
    """A number between 1 and `most`; SlackError invalid_limit otherwise."""
    value = params.get(key)
    if value is None or value == "":
        return default
    if not str(value).isdigit() or not 0 < int(value) <= most:
        raise SlackError("invalid_limit")
    return int(value)


def page(params: Json, items: list[Json], default: int = 100) -> tuple[list[Json], str]:
    """One page of `items` and the cursor of the next, empty at the end."""
    cursor = text_of(params, "cursor")
    if cursor and not (cursor.startswith("at:") and cursor[3:].isdigit()):
        raise SlackError("invalid_cursor")
    begin = int(cursor[3:]) if cursor else 0
    end = begin + whole(params, "limit", default, 1000)
    return items[begin:end], f"at:{end}" if end < len(items) else ""


def conversation(workspace: Workspace, params: Json, *, member: bool = True, key: str = "channel") -> Conversation:
    """The conversation an argument names, by id; SlackError if the bot can't see it or, with `member`, isn't in it."""
    name = text_of(params, key)
    found = workspace.conversations.get(name)
    if found is None:
        found = next((each for each in workspace.conversations.values() if each.name and f"#{each.name}" == name), None)
    if found is None or (found.kind == "im" and workspace.bot_user not in found.members):
        raise SlackError("channel_not_found")
    if member and workspace.bot_user not in found.members:
        raise SlackError("not_in_channel")
    return found
