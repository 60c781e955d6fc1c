"""Files and functions stay small enough to be read in one go."""

import ast

from tests.house.source import FLOORS, nodes, place, python_files, tree

LINES_OF_A_FILE = 500
LINES_OF_A_FUNCTION = 40


def test_files_are_short() -> None:
    """No source or test file is longer than 500 lines: a longer one has grown a second purpose."""
    counted = {
        place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*FLOORS, "tests")
    }
    assert {where: lines for where, lines in counted.items() if lines > LINES_OF_A_FILE} == {}


def test_functions_are_short() -> None:
    """No function of the bot is longer than 40 lines, its signature and docstring included."""
    functions = [
        (f"{place(path, node)} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in python_files(*FLOORS)
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert {where: lines for where, lines in functions if lines > LINES_OF_A_FUNCTION} == {}


def test_files_say_what_they_hold() -> None:
    """Every source file with anything in it begins with what lives there."""
    silent = [path for path in python_files(*FLOORS) if tree(path).body and not ast.get_docstring(tree(path))]
    assert [place(path) for path in silent] == []
