"""`make test-long`: the tests that take minutes, each in a run of its own, and the other places of the stories, a
folder at a time; goes on where the last portion stopped.

SECONDS: after how many nothing further is begun (1500). What has passed is kept in .test-long/passed, and counts until
a file of the code changes. Ends with 1 if a test failed, 2 if some are left."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

from tests.places import FOLDERS

HOUSE = Path(__file__).parent.parent
KEPT = HOUSE / ".test-long" / "passed"
LONGEST = 3600  # seconds for one test; those of `make test` have five minutes
CODE = ("bot", "handlers", "storage", "tests", "benchmarks")
WORKERS = os.environ.get("WORKERS", "3")  # for a folder with many short tests
PYTEST = (sys.executable, "-m", "pytest", "-q", "-m", "long", "-o", f"faulthandler_timeout={LONGEST}")


def main() -> int:
    """Run what is left, as long as there is time."""
    state, begun = _fingerprint(), monotonic()
    passed = _passed(state)
    left = [portion for portion in _portions() if portion not in passed]
    print(f"{len(passed)} have passed before, {len(left)} to go", flush=True)
    failed = []
    while left and monotonic() - begun < float(os.environ.get("SECONDS", "1500")):
        portion = left.pop(0)
        at_once = () if "::" in portion else ("-n", WORKERS)
        if subprocess.run([*PYTEST, *at_once, portion], cwd=HOUSE, check=False).returncode == 0:
            passed.append(portion)
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_text("\n".join([state, *passed]), encoding="utf-8")
        else:
            failed.append(portion)
    for portion in failed:
        print(f"failed: {portion}")
    if left:
        print(f"{len(left)} left: run it again")
    return 1 if failed else 2 if left else 0


def _portions() -> list[str]:
    """Return what is run by itself: a folder whose tests are short, or one long test."""
    folders = {test: Path(test.partition("::")[0]).parent for test in _collected()}
    short = {folder for folder in folders.values() if HOUSE / folder in FOLDERS}
    return list(dict.fromkeys(str(folder) if folder in short else test for test, folder in folders.items()))


def _collected() -> list[str]:
    found = subprocess.run([*PYTEST, "--collect-only"], cwd=HOUSE, check=True, capture_output=True, text=True)
    return [line for line in found.stdout.splitlines() if "::" in line]


def _passed(state: str) -> list[str]:
    if not KEPT.exists():
        return []
    first, *tests = KEPT.read_text(encoding="utf-8").splitlines()
    return tests if first == state else []


def _fingerprint() -> str:
    """Return what is another word after any change of the code."""
    seen = hashlib.sha256()
    for folder in CODE:
        for file in sorted((HOUSE / folder).rglob("*")):
            if file.suffix in {".py", ".ftl"}:
                seen.update(f"{file.relative_to(HOUSE)}\0".encode() + file.read_bytes())
    return seen.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
