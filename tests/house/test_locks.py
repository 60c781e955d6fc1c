"""The lock files hold versions and hashes, agree with each other and with pyproject.toml, and name no address."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT, settings

RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"

both = pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=["runtime", "development"])


def pinned(lock: Path) -> dict[str, tuple[str, int]]:
    """Return version and number of hashes of each package in `lock`, by its canonical name."""
    return pinned_in(lock.read_text(encoding="utf-8"))


def pinned_in(text: str) -> dict[str, tuple[str, int]]:
    """Return the same of the text of a lock."""
    logical = text.replace("\\\n", " ").splitlines()
    found: dict[str, tuple[str, int]] = {}
    for line in filter(None, logical):
        named = re.match(
            r"(?P<name>[\w.-]+)==(?P<version>[\w.!+]+)( *;[^-]*)?(?P<hashes>( +--hash=sha256:[0-9a-f]{64})*) *$", line
        )
        assert named, f"a lock has a line that is neither a version nor a hash: {line[:80]}"
        found[canonicalize_name(named["name"])] = named["version"], named["hashes"].count("--hash=")
    return found


@both
def test_every_package_has_hashes(lock: Path) -> None:
    """What is installed is what was locked: each package has a hash, and there is nothing else in the file."""
    packages = pinned(lock)
    assert packages
    assert [name for name, (_, hashes) in packages.items() if not hashes] == []


@both
def test_no_addresses(lock: Path) -> None:
    """A lock says what, never from where: no address, no path, no option and no comment."""
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"https?:|file:|/|--(?!hash=)[a-z-]+|#", text) == []


def test_locks_agree() -> None:
    """Tests run with the very versions that are delivered; and the lines that only the development lock has are a lock
    of the other packages, as `make setup-dev` takes them."""
    runtime, development = pinned(RUNTIME), pinned(DEVELOPMENT)
    assert {name: development.get(name) for name in runtime} == runtime
    lines = set(RUNTIME.read_text(encoding="utf-8").splitlines())
    further = "".join(f"{line}\n" for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines() if line not in lines)
    assert pinned_in(further) == {name: found for name, found in development.items() if name not in runtime}


@pytest.mark.parametrize(("lock", "groups"), [(RUNTIME, ()), (DEVELOPMENT, ("dev",))], ids=["runtime", "development"])
def test_locks_fit_the_project(lock: Path, groups: tuple[str, ...]) -> None:
    """Every dependency in pyproject.toml is locked, at a version it allows; otherwise `make lock` was forgotten."""
    project = settings()["project"]
    wanted = [*project["dependencies"], *(line for group in groups for line in project["optional-dependencies"][group])]
    packages = pinned(lock)
    for line in wanted:
        requirement = Requirement(line)
        version, _ = packages.get(canonicalize_name(requirement.name), ("missing", 0))
        assert version != "missing", f"{requirement.name} is not in {lock.name}"
        assert requirement.specifier.contains(version), f"{requirement} but {lock.name} has {version}"


def test_every_dependency_says_why() -> None:
    """Beside each dependency stands why we need it, who keeps it, its licence and what it brings along."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = settings()["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        reason = re.search(rf'^ *"{re.escape(line)}", *# (.+)$', text, re.MULTILINE)
        assert reason, f"{line} has no reason beside it"
        assert reason[1].count(";") >= 3, f"{line}: why; who; licence; what comes along"
