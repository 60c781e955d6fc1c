"""Every sentence the code says, by name and with its facts, and every sentence a language file holds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fluent.syntax import ast as ftl
from fluent.syntax import parse
from fluent.syntax.visitor import Visitor

from bot.i18n import LOCALES
from tests.house.source import ROOT, dotted, full_names, nodes, place, python_files, tree

TEXT = "handlers.chat.outgoing.Text"


# --- what the code says ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence where the code says it. `name` is whole; or its constant beginning, or `*` and its constant end, and
    `rest` is then True; or empty, where the code got it from elsewhere. `facts` is None where they came from elsewhere,
    too."""

    name: str
    rest: bool
    facts: frozenset[str] | None
    file: str
    where: str


@cache
def spoken() -> tuple[Spoken, ...]:
    """Return every `Text(...)` of the running program and, as `alarm-<code>`, every alarm."""
    found: list[Spoken] = []
    for path in python_files("bot", "handlers"):
        names = full_names(path)
        for node in nodes(path):
            if isinstance(node, ast.Call):
                found += _said_by(node, names, path)
    return tuple(found)


def _said_by(call: ast.Call, names: Mapping[str, str], path: Path) -> Iterator[Spoken]:
    called, arguments = dotted(call.func), list(call.args)
    if names.get(called) == "functools.partial" and arguments:
        called, arguments = dotted(arguments[0]), arguments[1:]
    if not arguments:
        return
    if names.get(called) == TEXT:
        front = ""
    elif called.rpartition(".")[2] == "alarm":
        front = "alarm-"
    else:
        return
    keywords = {keyword.arg for keyword in call.keywords}
    facts = None if None in keywords else frozenset(name for name in keywords if name)
    for name, rest in _names_in(arguments[0]):
        yield Spoken(f"{front}{name}" if name else "", rest, facts, str(path.relative_to(ROOT)), place(path, call))


def _names_in(node: ast.expr) -> Iterator[tuple[str, bool]]:
    match node:
        case ast.Constant(value=str(name)):
            yield name, False
        case ast.JoinedStr(values=[ast.Constant(value=str(begin)), ast.FormattedValue()]):
            yield begin, True
        case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(end))]):
            yield f"*{end}", True
        case ast.IfExp(body=one, orelse=other):
            yield from _names_in(one)
            yield from _names_in(other)
        case _:
            yield "", False


def constants(file: str) -> set[str]:
    """Return every string written in a source file or, as what it passes on comes from there, beside it."""
    return _constants_in((ROOT / file).parent)


@cache
def _constants_in(folder: Path) -> set[str]:
    return {
        node.value
        for beside in folder.glob("*.py")
        for node in ast.walk(tree(beside))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def steps_noted() -> set[str]:
    """Return the names of steps that the code appends to a task's history; empty for one it got from elsewhere."""
    return {
        name
        for path in python_files("handlers")
        for node in nodes(path)
        if isinstance(node, ast.Call) and dotted(node.func) == "record.note" and len(node.args) > 2
        for name, _ in _names_in(node.args[2])
    }


# --- what a language file holds --------------------------------------------------------------------------------------


class _Facts(Visitor):
    """Collects what the patterns visited refer to."""

    def __init__(self) -> None:
        self.facts: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the library's dispatch
        self.facts.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802 - as above
        self.messages.add(node.id.name)


@cache
def resource(language: str) -> ftl.Resource:
    """Return what Fluent reads in a language's file."""
    return parse((LOCALES / f"{language}.ftl").read_text(encoding="utf-8"))


def messages(language: str) -> list[ftl.Message]:
    """Return a language's sentences in their order."""
    return [entry for entry in resource(language).body if isinstance(entry, ftl.Message)]


def outline(language: str) -> list[str]:
    """Return section titles and names in their order."""
    return [
        f"## {entry.content}" if isinstance(entry, ftl.GroupComment) else entry.id.name
        for entry in resource(language).body
        if isinstance(entry, ftl.GroupComment | ftl.Message)
    ]


@cache
def facts_of(language: str) -> Mapping[str, frozenset[str]]:
    """Return the facts each sentence of a language uses, those of sentences it quotes included."""
    seen: dict[str, _Facts] = {}
    for message in messages(language):
        seen[message.id.name] = collected = _Facts()
        collected.visit(message)
    return {name: frozenset(_with_quoted(name, seen, ())) for name in seen}


def _with_quoted(name: str, seen: Mapping[str, _Facts], above: Iterable[str]) -> set[str]:
    collected = seen.get(name)
    if collected is None or name in above:
        return set()
    quoted = (_with_quoted(other, seen, (*above, name)) for other in collected.messages)
    return collected.facts.union(*quoted)
