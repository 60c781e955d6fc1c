"""What must not stand in the code, where neither the linter nor the import contracts can see it."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.house.source import (
    FLOORS,
    ROOT,
    dotted,
    full_names,
    imported,
    nodes,
    place,
    python_files,
    settings,
)

CLOCK = ROOT / "bot" / "clock.py"

READS_THE_CLOCK = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime",
}  # fmt: skip

STAYS_BELOW_THE_CHAT = re.compile(r"\b(ReplyKeyboard\w+|KeyboardButton|ForceReply|force_reply)\b")

RELATIVE = re.compile(r"\bfrom\s*\.")

UNSAFE_TO_READ = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "yaml")

INSTALLING = ("pyproject.toml", "requirements*.txt", "Makefile", ".ci/*", "*.cfg", "*.ini", "*.lock")

NAMES_A_SOURCE = re.compile(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b|://")


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Yield each call in `path` with the full name of what is called, import aliases resolved."""
    names = full_names(path)
    for node in nodes(path):
        if isinstance(node, ast.Call) and (called := dotted(node.func)):
            first, dot, rest = called.partition(".")
            yield node, f"{names.get(first, first)}{dot}{rest}"


def test_only_the_clock_reads_the_time() -> None:
    """The machine's time is asked for in bot/clock.py; everybody else is told, tests tell something else."""
    found = [
        f"{place(path, node)} {name}"
        for path in python_files(*FLOORS)
        if path != CLOCK
        for node, name in calls(path)
        if name in READS_THE_CLOCK
    ]
    assert found == []


def test_nothing_is_left_to_chance() -> None:
    """`random` can be guessed and can't be repeated: keys come from secrets, everything else is decided by a rule. The
    invented office is drawn from a given seed, to be repeated."""
    found = list(_imports_of(("random",)))
    assert [where for where in found if not where.startswith("bot/seed/")] == []


def test_nothing_is_unpickled() -> None:
    """What is kept is JSON or columns: a format that runs code while it is read turns one bad row into a break-in."""
    assert list(_imports_of(UNSAFE_TO_READ)) == []


def _imports_of(modules: tuple[str, ...]) -> Iterator[str]:
    for path in python_files(*FLOORS):
        for node in nodes(path):
            if isinstance(node, ast.stmt) and any(_covers(modules, name) for name in imported(node)):
                yield place(path, node)


def test_waiting_messages_are_never_dropped() -> None:
    """What people wrote while the bot was down is read when it is back, never thrown away."""
    words = "drop_pending_updates"
    assert [place(path) for path in python_files("bot") if words in path.read_text(encoding="utf-8")] == []


def test_no_reply_keyboards() -> None:
    """Buttons are part of the message they belong to: a keyboard below the chat would stay when its question is gone.
    Every story looks at what went over the wire, too (`tests/office.py`)."""
    found = [place(path) for path in python_files("bot") if STAYS_BELOW_THE_CHAT.search(path.read_text("utf-8"))]
    assert found == []


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides who knows whom; only the slow ones of [tool.vorzimmer.lazy] may wait."""
    allowed = tuple(settings()["tool"]["vorzimmer"]["lazy"]["modules"])
    found = [
        f"{place(path, node)} {name}"
        for path in python_files(*FLOORS)
        for node in _inner_statements(nodes(path))
        for name in imported(node)
        if not _covers(allowed, name)
    ]
    assert found == []


def _inner_statements(module: Sequence[ast.AST]) -> Iterator[ast.stmt]:
    seen: set[ast.AST] = set()
    for function in module:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.stmt) and node not in seen:
                    seen.add(node)
                    yield node


def _covers(modules: tuple[str, ...], name: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def test_no_module_is_imported_by_a_relative_name() -> None:
    """`from . import x` says less than its full name, and the other tests here would not see it."""
    relative = [
        place(path, node)
        for path in python_files(*FLOORS, "tests")
        if RELATIVE.search(path.read_text("utf-8"))  # reading all tests as Python does takes seconds
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the machine's own setting; a file that names another place overrules it."""
    installing = [path for pattern in INSTALLING for path in ROOT.glob(pattern)]
    found = [
        f"{place(path)}:{number} {line.strip()}"
        for path in installing
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if NAMES_A_SOURCE.search(line)
    ]
    assert len(installing) > 3
    assert found == []
