"""Which tests one worker gets together: those for which something takes long to load."""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

AIOGRAM = frozenset({"test_any_screen.py", "test_telegram_any_message.py", "test_telegram_listening.py"})
AIOGRAM |= {"test_telegram_standin.py"}


class Together(LoadScopeScheduling):  # type: ignore[misc]  # ships no types
    """Hands out tests one by one, but for those that load the source of the whole house, or aiogram's models. The marks
    that do this for `--dist loadgroup` are without effect since pytest 9.2 (pytest-xdist 3.8)."""

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        if path.is_relative_to("tests/house"):
            return "house"
        return "aiogram" if path.name in AIOGRAM else nodeid
