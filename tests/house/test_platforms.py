"""Each platform keeps to itself: a file belongs to the platform that its name begins with (slack.py, slack_keys.py)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, imported, nodes, place, python_files

PLATFORMS = ROOT / "bot" / "platforms"
SHARED = {"__init__", "base"}

LIBRARIES = {"telegram": {"telegram"}, "slack": {"slack_bolt", "slack_sdk"}, "console": {"rich"}}


def family(path: Path) -> str:
    """Return which platform a file below bot/platforms belongs to: its first folder's or its own name up to the `_`."""
    first = path.relative_to(PLATFORMS).parts[0].removesuffix(".py")
    return first if first in SHARED else first.split("_")[0]


def imports(path: Path) -> Iterator[tuple[ast.stmt, list[str]]]:
    """Yield each import of `path`, as the parts of the full name."""
    for node in nodes(path):
        if isinstance(node, ast.stmt):
            yield from ((node, name.split(".")) for name in imported(node))


def test_every_file_belongs_to_a_platform() -> None:
    """A new platform is named here, together with the library that only it may know."""
    assert {family(path) for path in python_files("bot/platforms")} <= {*LIBRARIES, *SHARED}


def test_platforms_do_not_know_one_another() -> None:
    """What two platforms share is in bot/platforms/base.py; so either can be left out, and a third one added."""
    found = [
        f"{place(path, node)} {'.'.join(name)}"
        for path in python_files("bot/platforms")
        for node, name in imports(path)
        if name[:2] == ["bot", "platforms"] and len(name) > 2 and name[2].split("_")[0] not in {family(path), *SHARED}
    ]
    assert found == []


def test_a_library_is_known_to_its_platform_only() -> None:
    """Telegram's and Slack's libraries are imported by the files of their own platform, and the base knows none."""
    theirs = {library: platform for platform, libraries in LIBRARIES.items() for library in libraries}
    found = [
        f"{place(path, node)} {name[0]}"
        for path in python_files("bot/platforms")
        for node, name in imports(path)
        if name[0] in theirs and theirs[name[0]] != family(path)
    ]
    assert found == []
