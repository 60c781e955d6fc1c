"""The project's own files as the house tests read them: where they are, and what Python makes of them."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("bot", "handlers", "storage")


def python_files(*folders: str) -> list[Path]:
    """Return every .py file below `folders` of the project, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """Return what Python reads in `path`."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all that `tree` holds, in the order of `ast.walk`, which takes longer than reading the file."""
    return tuple(ast.walk(tree(path)))


@cache
def settings() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def place(path: Path, node: ast.stmt | ast.expr | None = None) -> str:
    """Return where something is, as editors and people write it."""
    line = f":{node.lineno}" if node else ""
    return f"{path.relative_to(ROOT)}{line}"


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for such an expression, and an empty string for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name) if before := dotted(value):
            return f"{before}.{name}"
        case _:
            return ""


def imported(node: ast.stmt) -> list[str]:
    """Return the full names that an import statement brings in; an empty list for any other statement."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names):
            return [f"{module}.{alias.name}" for alias in names]
        case _:
            return []


def full_names(path: Path) -> dict[str, str]:
    """Return what each imported local name of `path` stands for: {"dt": "datetime", "now": "datetime.datetime.now"}."""
    names: dict[str, str] = {}
    for node in nodes(path):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.asname or alias.name: alias.name for alias in aliases}
            case ast.ImportFrom(module=str(module), names=aliases):
                names |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in aliases}
            case _:
                pass
    return names
