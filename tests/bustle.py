"""A busy office: many clients and assistants at once, and how long each waits until what they did is confirmed."""

from __future__ import annotations

import asyncio
import gc
import random
import re
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from storage.migrate import migrate
from tests.inmemory import InMemoryOffice, Member, Network
from tests.standins.slack import SlackUser
from tests.standins.telegram import TelegramUser
from tests.virtual import VirtualClock, VirtualStore, between

SEND, NEW, ACKNOWLEDGE, DONE, ACCEPT = "Send request", "New request", "Acknowledge", "Done", "Accept"
FINISHED = "was already finished"  # what is said of a press on a card whose edit is still to come
PASSED_ON = "Passed on"  # what is said of words that go to a task without a question
FORM = "What shall the client read as the result?"
PATIENCE = 120.0  # virtual seconds; who waits longer counts as that
ROUNDS = 50
WORDS = "Please book a table for six on Friday evening, somewhere quiet near the office, and tell Dr. Weber."


@dataclass(frozen=True)
class Bustle:
    """What happens: `rate` messages and presses a second for `seconds`, in the middle of it a burst."""

    clients: int = 200
    assistants: int = 20
    rate: float = 10.0
    seconds: float = 120.0
    burst: float = 30.0
    burst_seconds: float = 5.0
    store: tuple[float, float] = (0.001, 0.02)
    durable: bool = False  # whether the database waits for the disk
    seed: int = 1

    def moments(self) -> Iterable[float]:
        """Yield when somebody does something, in seconds from the beginning."""
        at, begin = 0.0, (self.seconds - self.burst_seconds) / 2
        while at < self.seconds:
            yield at
            at += 1 / (self.burst if begin <= at < begin + self.burst_seconds else self.rate)


@dataclass
class Outcome:
    """What was seen: seconds until each confirmation by (platform, what), the platforms' refusals, tasks accepted."""

    waits: dict[tuple[str, str], array[float]] = field(default_factory=dict)  # small: memory is measured, too
    refused: Counter[str] = field(default_factory=Counter)
    unseen: list[str] = field(default_factory=list)  # what somebody has waited for in vain
    sent: Counter[str] = field(default_factory=Counter)  # calls by method
    idle: int = 0  # moments at which nobody was free
    tasks: int = 0
    blocks: list[tuple[int, int]] = field(default_factory=list)  # (tasks, blocks of memory in use)

    @property
    def all_waits(self) -> list[float]:
        """Return all of them, ascending."""
        return sorted(wait for waits in self.waits.values() for wait in waits)

    def late(self, share: float) -> float:
        """Return how long at most this share of people waited."""
        waits = self.all_waits
        return waits[min(len(waits) - 1, int(len(waits) * share))]

    def growth(self, start: int) -> float:
        """Return by which share the memory in use grew from `start` tasks to the last; each the middle of three."""
        early, late = (
            [count for tasks, count in self.blocks if tasks >= start][:3],
            [each[1] for each in self.blocks[-3:]],
        )
        return sorted(late)[1] / sorted(early)[1] - 1

    def table(self) -> str:
        """Return a line for each kind of thing done."""
        lines = []
        for (platform, what), waits in sorted(self.waits.items()):
            ordered = sorted(waits)
            p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
            lines.append(f"{platform:9} {what:14} {len(waits):6}  p95 {p95:6.2f}  worst {ordered[-1]:6.2f}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Shown:
    """A message of the office as its reader sees it."""

    key: str
    text: str
    labels: tuple[str, ...]


class Somebody:
    """One person at their screen, on either platform alike."""

    def __init__(self, member: Member, *, staff: bool) -> None:
        self.member = member
        self.staff = staff
        self.platform = "slack" if isinstance(member, SlackUser) else "telegram"
        self.busy = False
        self.said = 0
        self.spent: set[tuple[str, str]] = set()  # buttons that stayed although their press was answered

    def shown(self) -> list[Shown]:
        """Return what the office says, oldest first."""
        if isinstance(self.member, TelegramUser):
            return [
                Shown(str(each.id), each.text, tuple(button.label for row in each.buttons for button in row))
                for each in self.member.by_id.values()
                if each.from_bot
            ]
        return [
            Shown(each.ts, each.shown, tuple(button.label for button in each.buttons))
            for each in self.member.messages
            if each.from_bot
        ]

    def count(self, text: str) -> int:
        """Return how many of the office's messages contain `text`."""
        return sum(text in each.text for each in self.shown())

    def answers(self) -> int:
        """Return how often the office answered directly: toasts, and messages for this person alone."""
        if isinstance(self.member, TelegramUser):
            return sum(bool(answer.text) for answer in self.member.answers)
        return sum(message.ephemeral for message in self.member.messages)

    def press(self, label: str, on: str) -> None:
        """Press a button of one message."""
        if isinstance(self.member, TelegramUser):
            self.member.presses(label, message_id=int(on))
        else:
            self.member.presses(label, ts=on)

    async def until(self, fact: Callable[[], bool], what: str) -> None:
        """Wait until something is to be seen. Raises AssertionError."""
        if isinstance(self.member, TelegramUser):
            await self.member.until(fact, what, timeout=PATIENCE)
        else:
            await self.member.waits(lambda: fact() or None, what, timeout=PATIENCE)

    def asked(self) -> bool:
        """Whether the question for a result is open."""
        if isinstance(self.member, TelegramUser):
            return any(FORM in each.text and "Cancel" in each.labels for each in self.shown())
        return self.member.modal is not None and FORM in self.member.modal.shown

    def told(self) -> bool:
        """Whether a window says something and asks nothing."""
        modal = self.member.modal if isinstance(self.member, SlackUser) else None
        return modal is not None and modal.submit is None and "⏳" not in modal.shown

    def answer(self, text: str) -> None:
        """Say what the result is."""
        if isinstance(self.member, TelegramUser):
            self.member.says(text)
        else:
            self.member.fills(**{FORM: text})
            self.member.submits()

    def offered(self, *labels: str) -> tuple[str, Shown] | None:
        """Return the first of these buttons that some card has, and the oldest such card; of each, its newest drawing
        counts."""
        shown = list({max(_marks(each)): each for each in self.shown()}.values())
        there = {message.key for message in shown}
        self.spent = {each for each in self.spent if each[0] in there}
        for label in labels:
            for message in shown:
                if label in message.labels and (message.key, label) not in self.spent:
                    return label, message
        return None


class Play:
    """People who do what their screens offer, one thing at a time each."""

    def __init__(self, office: InMemoryOffice, clients: list[Member], staff: list[Member], bustle: Bustle) -> None:
        self.outcome = Outcome()
        self.everybody = [*clients, *staff]
        self._office = office
        self._clients = [Somebody(member, staff=False) for member in clients]
        self._staff = [Somebody(member, staff=True) for member in staff]
        self._chance = random.Random(bustle.seed)
        self._number = 0
        self._going: set[asyncio.Task[None]] = set()

    def something(self) -> None:
        """Let somebody who is free do something: staff if they have something to do, every other time."""
        loop = asyncio.get_running_loop()
        turns = [self._staff, self._clients] if self._chance.random() < 0.5 else [self._clients]
        for people in turns:
            for one in self._chance.sample(people, min(6, len(people))):
                if one.busy:
                    continue
                step = self._staff_step(one) if one.staff else self._client_step(one)
                if step is not None:
                    one.busy = True
                    task = loop.create_task(self._watch(one, *step))
                    self._going.add(task)
                    task.add_done_callback(self._going.discard)
                    return
        self.outcome.idle += 1

    async def ended(self) -> None:
        """Wait for what is under way."""
        while self._going:
            await asyncio.wait(self._going)

    async def _watch(self, one: Somebody, what: str, seen: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await one.until(seen, what)
        except AssertionError as error:
            self.outcome.unseen.append(str(error))
        self.outcome.waits.setdefault((one.platform, what), array("d")).append(loop.time() - began)
        self.outcome.tasks += what == SEND
        one.busy = False

    def _client_step(self, one: Somebody) -> tuple[str, Callable[[], bool]]:
        """Answer what the office asks, else write something new."""
        offer = one.offered(SEND, NEW, ACCEPT)
        if offer is not None:
            label, message = offer
            to_task = [each for each in message.labels if each.startswith("To T-")]
            if label == NEW and to_task and self._chance.random() < 0.3:
                label = to_task[0]
            return self._press(one, label, message, label if label in {SEND, NEW, ACCEPT} else "To T-…")
        self._number += 1
        mark, before = f"({self._number})", one.count(PASSED_ON)
        one.member.says(f"{WORDS} {mark}")
        return "words", lambda: any(mark in each.text for each in one.shown()) or one.count(PASSED_ON) > before

    def _staff_step(self, one: Somebody) -> tuple[str, Callable[[], bool]] | None:
        """Take what is new, finish what is in hand."""
        if isinstance(one.member, SlackUser) and one.member.modal is not None and one.told():
            one.member.closes_modal()
        if one.asked():
            one.answer("The table is booked, they know.")
            return "result", lambda: not one.asked()
        offer = one.offered(ACKNOWLEDGE, DONE)
        if offer is None:
            return None
        label, message = offer
        if label == DONE:
            before, said = one.answers(), one.count(FINISHED)
            one.press(DONE, message.key)
            return "form", lambda: one.asked() or one.answers() > before or one.told() or one.count(FINISHED) > said
        return self._press(one, label, message, label)

    @staticmethod
    def _press(one: Somebody, label: str, message: Shown, what: str) -> tuple[str, Callable[[], bool]]:
        before = one.answers()
        one.press(label, message.key)

        def seen() -> bool:
            # The card is edited, or drawn once more below.
            newest = [each for each in one.shown() if _marks(each) & _marks(message)][-1:]
            if any(label not in each.labels for each in newest):
                return True
            if one.answers() == before:
                return False
            one.spent.add((message.key, label))  # nobody presses it again: an edit may have been refused for good
            return True

        return what, seen


def _marks(message: Shown) -> set[str]:
    """Return which words a message is about."""
    return set(re.findall(r"\(\d+\)", message.text)) or {message.key}


async def play(bustle: Bustle, folder: Path) -> Outcome:
    """Play a bustle and return what was seen. Run it on a virtual loop."""
    return await _play(bustle, folder, None)


async def play_tasks(bustle: Bustle, folder: Path, tasks: int) -> Outcome:
    """Play on and on until so many tasks were made, noting the memory in use again and again."""
    return await _play(bustle, folder, tasks)


async def _play(bustle: Bustle, folder: Path, tasks: int | None) -> Outcome:
    chance = random.Random(bustle.seed + 1)
    clock = VirtualClock()
    store = VirtualStore(folder / "bustle.db", clock.now, between(chance, *bustle.store))
    migrate(f"sqlite:///{store.path}")
    network = Network(between(chance, 0.02, 0.1), between(chance, 0.05, 0.25))
    office = InMemoryOffice(store, clock, network)
    await office.open()
    if bustle.durable:
        store.make_durable()
    try:
        going = Play(office, *await office.staffed(bustle.clients, bustle.assistants), bustle)
        if tasks is None:
            await _once(going, bustle)
        else:
            await _on_and_on(going, office, bustle, tasks)
        await going.ended()
    finally:
        await office.close()
    going.outcome.refused = _refusals(office)
    going.outcome.sent = Counter(call.method for call in office.telegram.calls)
    going.outcome.sent.update(call.method for call in office.slack.calls)
    return going.outcome


async def _once(going: Play, bustle: Bustle) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for moment in bustle.moments():
        await asyncio.sleep(began + moment - loop.time())
        going.something()


async def _on_and_on(going: Play, office: InMemoryOffice, bustle: Bustle, tasks: int) -> None:
    step = max(1, tasks // ROUNDS)
    due = step
    while going.outcome.tasks < tasks:
        await asyncio.sleep(1 / bustle.rate)
        going.something()
        if going.outcome.tasks >= due:
            due += step
            await going.ended()
            office.tidy(going.everybody)
            gc.collect()
            going.outcome.blocks.append((going.outcome.tasks, sys.getallocatedblocks()))


def _refusals(office: InMemoryOffice) -> Counter[str]:
    found = Counter({f"slack {method} {code}": count for (method, code), count in office.on_slack.refusals.items()})
    found.update(f"telegram {call.method} {call.status}" for call in office.telegram.calls if call.status != 200)
    return found
