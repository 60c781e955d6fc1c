"""How much may come in from one account, from people nobody knows, and from all together: token buckets. Pure, time is
given."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

MOST_ACCOUNTS = 10_000
NOTICE_SECONDS = 600.0
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many a minute, and so many at once. `per_minute` 0: as many as anybody likes."""

    per_minute: float
    burst: float


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """What is taken in: messages and presses of one account, all that comes from strangers, all together."""

    person: Allowance = Allowance(20, 40)
    presses: Allowance = Allowance(120, 120)
    strangers: Allowance = Allowance(60, 120)
    together: Allowance = Allowance(6000, 6000)


class Kind(StrEnum):
    """What was too much."""

    PERSON = "person"
    PRESSES = "presses"
    STRANGERS = "strangers"
    TOGETHER = "together"


class Bucket:
    """What is left of an allowance. Moments are seconds of any clock; one that goes back gives nothing."""

    __slots__ = ("_allowance", "_at", "_left")

    def __init__(self, allowance: Allowance) -> None:
        self._allowance, self._left, self._at = allowance, allowance.burst, float("-inf")

    def take(self, at: float) -> bool:
        """Take one, if there is one."""
        if not self._allowance.per_minute:
            return True
        if at > self._at:
            since = at - self._at
            self._left = min(self._allowance.burst, self._left + since * self._allowance.per_minute / MINUTE)
            self._at = at
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def give_back(self) -> None:
        """Put one back: it came to nothing."""
        self._left = min(self._allowance.burst, self._left + 1)


class _Account:
    __slots__ = ("messages", "presses", "told")

    def __init__(self, limits: FloodLimits) -> None:
        self.messages, self.presses = Bucket(limits.person), Bucket(limits.presses)
        self.told = float("-inf")


class Flood:
    """The buckets of all accounts, of the last ten thousand that were heard."""

    def __init__(self, limits: FloodLimits) -> None:
        self._limits = limits
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._strangers, self._together = Bucket(limits.strangers), Bucket(limits.together)

    def __len__(self) -> int:
        return len(self._accounts)

    def too_much(self, account: str, at: float, *, press: bool, stranger: bool) -> Kind | None:
        """Take what one event needs; return what was too much, and then nothing was taken."""
        own = self._of(account)
        bucket = own.presses if press else own.messages
        if not bucket.take(at):
            return Kind.PRESSES if press else Kind.PERSON
        if stranger and not self._strangers.take(at):
            bucket.give_back()
            return Kind.STRANGERS
        if not self._together.take(at):
            bucket.give_back()
            return Kind.TOGETHER
        return None

    def give_back(self, account: str, *, press: bool, stranger: bool) -> None:
        """Put back what an event took that came to nothing: it could not be kept, or was known already."""
        own = self._of(account)
        (own.presses if press else own.messages).give_back()
        self._together.give_back()
        if stranger:
            self._strangers.give_back()

    def may_tell(self, account: str, now: float) -> bool:
        """Return whether an account is to be told that it was too much: once in ten minutes."""
        own = self._of(account)
        if now - own.told < NOTICE_SECONDS:
            return False
        own.told = now
        return True

    def _of(self, account: str) -> _Account:
        found = self._accounts.get(account)
        if found is None:
            found = self._accounts[account] = _Account(self._limits)
            if len(self._accounts) > MOST_ACCOUNTS:
                self._accounts.popitem(last=False)
        else:
            self._accounts.move_to_end(account)
        return found
