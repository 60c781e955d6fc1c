"""A wave of messages through the real relay and outbox, to a platform that only looks at its clock. Virtual time."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from bot.outbox import Relay
from bot.platforms.base import Busy, Limits, Message, Place
from handlers.chat.context import Office
from handlers.chat.outgoing import Text, Urgency
from handlers.chat.rows import outbox_row
from handlers.chat.wire import pack
from handlers.features import HOUSE
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from tests.virtual import AT_ONCE, VirtualClock, VirtualStore, between

TELEGRAM = Limits(per_second=29, per_chat=1)
LONG = "a long week"
PUBLISHED = 30  # messages a second over all chats, core.telegram.org/bots/faq


@dataclass(frozen=True)
class Weather:
    """How rough the way is. Seconds; the chances of a 429 are for each send."""

    send: tuple[float, float] = (0.05, 0.05)
    store: tuple[float, float] = (AT_ONCE, AT_ONCE)
    late: tuple[float, float] = (0.0, 0.0)
    busy_chat: float = 0.0
    busy_all: float = 0.0


@dataclass(frozen=True)
class Wave:
    """What is to be sent: digests that all wait at once, and every two seconds an urgent message to one of twenty
    people who get no digest."""

    digests: int
    chats: int
    urgent: bool = True
    weather: Weather = Weather()
    seed: int = 1
    limits: Limits = TELEGRAM
    long_every: int = 0  # each so-manieth digest is too long for one message: three parts

    @property
    def messages(self) -> int:
        """Return how many messages the digests are."""
        return self.digests + (2 * (self.digests // self.long_every) if self.long_every else 0)


@dataclass
class Call:
    """One message as it left."""

    at: float
    chat: str
    row: str


@dataclass
class Seen:
    """What the platform saw, and what was promised. Times are virtual seconds."""

    calls: list[Call] = field(default_factory=list)
    arrived: list[Call] = field(default_factory=list)
    inside_hold: int = 0
    held: float = 0.0
    written: dict[str, float] = field(default_factory=dict)  # urgent rows, by id

    @property
    def most_in_a_second(self) -> int:
        """Return the most calls in any one second."""
        return most_within([call.at for call in self.calls], 1.0)

    @property
    def most_in_a_chat(self) -> int:
        """Return the most calls to one chat in any one second."""
        by_chat = defaultdict(list)
        for call in self.calls:
            by_chat[call.chat].append(call.at)
        return max(most_within(times, 1.0) for times in by_chat.values())

    @property
    def use(self) -> float:
        """Return which share of the published limit was used while many chats waited: all but the last twentieth."""
        busy = self.calls[: -len(self.calls) // 20]
        span = busy[-1].at - busy[0].at - self.held
        return (len(busy) - 1) / (span * PUBLISHED)

    @property
    def out_of_order(self) -> int:
        """Return how many messages arrived in a chat before an older one of the same class."""
        wrong = 0
        last: dict[tuple[str, bool], str] = {}
        for call in self.arrived:
            lane = call.chat, call.row in self.written
            wrong += last.get(lane, "") >= call.row
            last[lane] = call.row
        return wrong

    def urgent_late(self, share: float) -> float:
        """Return how late the urgent messages left, at this share of them (0.99: p99)."""
        late = sorted(call.at - self.written[call.row] for call in self.arrived if call.row in self.written)
        return late[min(len(late) - 1, int(len(late) * share))]


class LookingPlatform:
    """Takes every message, notes when; says Busy now and then, and then watches whether that is obeyed."""

    name = "telegram"
    workspace = ""
    prefix = "/"
    reconciles = False
    parallel = 16

    def __init__(self, wave: Wave, seen: Seen) -> None:
        self.limits = wave.limits
        self._seen = seen
        self._weather = wave.weather
        self._chance = random.Random(wave.seed + 1)
        self._free_at: dict[str, float] = {}
        self._all_free_at = 0.0

    def parts(self, message: Message) -> list[Message]:
        """Return the message, or three for a long one."""
        return [message] * 3 if LONG in message.text() else [message]

    async def send(self, to: Place, message: Message) -> str:
        """Note a message."""
        loop = asyncio.get_running_loop()
        call = Call(loop.time(), to.chat, message.mark)
        self._seen.calls.append(call)
        self._seen.inside_hold += call.at < max(self._all_free_at, self._free_at.get(to.chat, 0.0))
        fate, seconds = self._chance.random(), self._chance.uniform(1, 6)
        await asyncio.sleep(self._chance.uniform(*self._weather.send))
        if fate < self._weather.busy_all:
            self._seen.held += max(0.0, loop.time() + seconds - max(self._all_free_at, loop.time()))
            self._all_free_at = max(self._all_free_at, loop.time() + seconds)
            raise Busy(seconds, everybody=True)
        if fate < self._weather.busy_all + self._weather.busy_chat:
            self._free_at[to.chat] = loop.time() + seconds
            raise Busy(seconds)
        self._seen.arrived.append(call)
        return f"{len(self._seen.arrived)}"


async def send_all(wave: Wave, folder: Path) -> Seen:
    """Send a wave and return what was seen. Run it on a virtual loop."""
    chance = random.Random(wave.seed)
    seen = Seen()
    clock = VirtualClock(between(chance, *wave.weather.late))
    store = VirtualStore(folder / "wave.db", clock.now, between(chance, *wave.weather.store))
    migrate(f"sqlite:///{store.path}")
    store.start()
    database = Database(store)
    wording, office = Wording(), Office("Office", "en", "UTC")
    chats = [str(5_000_000_000 + number) for number in range(wave.chats)]
    staff = [str(6_000_000_000 + number) for number in range(20)]
    await database.write(lambda uow: _write_digests(uow, wave, chats))
    platform = LookingPlatform(wave, seen)
    relay = Relay(platform, database, clock, wording, office, HOUSE, Counters())  # type: ignore[arg-type]  # sends only
    running = asyncio.create_task(relay.run())
    relay.written()
    while len(seen.arrived) < wave.messages + len(seen.written):
        await asyncio.sleep(2.0)
        if wave.urgent and len(seen.arrived) < wave.messages:
            row = await database.write(lambda uow: _write(uow, chance.choice(staff), Urgency.URGENT))
            seen.written[row] = asyncio.get_running_loop().time()
            relay.written()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    store.stop()
    return seen


def most_within(times: Sequence[float], seconds: float) -> int:
    """Return the most of the ascending `times` in any half-open stretch of so many seconds. A millionth is rounding."""
    return max(bisect_left(times, start + seconds - AT_ONCE) - number for number, start in enumerate(times))


def _write_digests(uow: UnitOfWork, wave: Wave, chats: Sequence[str]) -> None:
    for turn in range(wave.digests):
        is_long = wave.long_every and turn % wave.long_every == wave.long_every - 1
        _write(uow, chats[turn % len(chats)], Urgency.DIGEST, LONG if is_long else "a short week")


def _write(uow: UnitOfWork, chat: str, urgency: Urgency, words: str = "now") -> str:
    content = {"lines": [pack(Text("words", words=words))]}
    row = outbox_row(uow, ("telegram", "", chat), "en", "UTC", content=content) | {"urgency": str(urgency)}
    uow.outbox.add(row)
    return str(row["id"])
