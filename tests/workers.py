"""Which tests one worker gets together: those for which something takes long to load."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from xdist.scheduler import LoadScopeScheduling

AIOGRAM = frozenset({"test_any_screen.py", "test_telegram_any_message.py", "test_telegram_listening.py"})
AIOGRAM |= {"test_telegram_standin.py"}


class Together(LoadScopeScheduling):  # type: ignore[misc]  # ships no types
    """Hands out tests one by one, but for those that load the source of the whole house, aiogram's models, or a process
    to fork offices from, of which two at once would keep both cores to themselves. The marks that do this for `--dist
    loadgroup` are without effect since pytest 9.2 (pytest-xdist 3.8)."""

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        for folder in ("house", "kill"):
            if path.is_relative_to(f"tests/{folder}"):
                return folder
        return "aiogram" if path.name in AIOGRAM else nodeid

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Note that a test has ended. What a worker has done is forgotten: all of it is counted after each test."""
        super().mark_test_complete(node, item_index, duration)
        work, scope = self.assigned_work[node], self._split_scope(self.registered_collections[node][item_index])
        if all(work[scope].values()):
            del work[scope]
