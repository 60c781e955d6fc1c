"""Who tries out buttons that don't exist: counted per account, in memory, so that nobody searches for keys at our cost.
Who tries out buttons that don't exist: counted per account, in memory, so that nobody searches for keys at our cost."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

MOST_FORGED = 20
WINDOW_SECONDS = 3600.0
SHUT_SECONDS = 3600.0
MOST_ACCOUNTS = 10_000


@dataclass(slots=True)
class _Tries:
    at: deque[float] = field(default_factory=deque)
    shut_until: float = float("-inf")


class Forgeries:
    """Presses with unknown keys, by account. All moments are monotonic seconds."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[str, _Tries] = OrderedDict()

    def shut(self, account: str, now: float) -> bool:
        """Return whether this account's keys are not looked up for the time being."""
        tries = self._accounts.get(account)
        return tries is not None and now < tries.shut_until

    def note(self, account: str, now: float) -> bool:
        """Count an unknown key; True if it was the twentieth within an hour, which shuts the account for an hour."""
        tries = self._accounts.setdefault(account, _Tries())
        self._accounts.move_to_end(account)
        if len(self._accounts) > MOST_ACCOUNTS:
            self._accounts.popitem(last=False)
        while tries.at and tries.at[0] <= now - WINDOW_SECONDS:
            tries.at.popleft()
        tries.at.append(now)
        if len(tries.at) < MOST_FORGED:
            return False
        tries.at.clear()
        tries.shut_until = now + SHUT_SECONDS
        return True
