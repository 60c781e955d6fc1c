"""Everybody's events are handled in their order, one person beside the other, whatever fails on the way."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.database import Database
from bot.platforms.base import Arrival
from handlers.chat.context import Context
from handlers.chat.feature import ActionSpec
from handlers.chat.incoming import Said, Sender
from handlers.features import HOUSE
from handlers.rules.policy import Act
from storage.engine import StoreBusy
from storage.inbox import inbox
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, OutboxState
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, passing, read_by, until, until_stored

_TRIED = Query(select(inbox.c.id).where(inbox.c.attempts > 0).limit(1))
Words = Callable[[Context, Said], None]


@pytest.fixture
def stumbles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Words that clients' handlers stumble over: what is in the list raises, and is noted in it."""
    tasks = HOUSE.features[0]
    words: Words = tasks.words[Act.ASK]
    stumbled: list[str] = []

    def stumbling(ctx: Context, said: Said) -> None:
        words(ctx, said)  # its rows must not stay
        if "stumble" in said.text:
            stumbled.append(said.text)
            raise RuntimeError("a fault of our own")

    monkeypatch.setitem(tasks.words, Act.ASK, stumbling)
    return stumbled


async def test_order_of_each_person(either: str, opened: OpenSetting) -> None:
    """Forty messages of each of two people come out in each one's order."""
    setting = await opened(either, anna="telegram", slack="socket")
    for number in range(40):
        setting.anna.says(f"Wish {number:02}")
        setting.ben.commands(*(("help",) if number % 2 else ("task", "T-9999")))
    await setting.anna.sees("Wish 39")
    await setting.ben.sees("I can't find this task", count=20)
    await setting.office.quiet()
    found = [re.findall(r"Wish \d\d", text) for text in read_by(setting.anna)]
    assert found == [[f"Wish {number:02}"] for number in range(40)]
    kinds = ["can't find this task" in text for text in read_by(setting.ben)]
    assert kinds == [True, False] * 20


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_failing_handler(either: str, opened: OpenSetting, stumbles: list[str], on: str) -> None:
    """Tried three times within ten seconds, then set aside: managers and the sender hear it, the lane goes on; others
    never waited."""
    setting = await opened(either, anna=on)
    office = setting.office
    setting.anna.says("stumble")
    await until(lambda: len(stumbles) == 1)
    setting.anna.says("And a vase")
    setting.ben.commands("mine")
    await setting.ben.sees("You have nothing in hand")
    assert setting.anna.count("And a vase") == 0
    await passing(setting, lambda: setting.anna.count("Something went wrong on our side"), 1)
    await setting.anna.sees("And a vase")
    await setting.mia.sees("failed three times")
    await office.quiet()
    assert stumbles == ["stumble"] * 3
    assert setting.anna.count("stumble") == 0
    assert await setting.look(lambda uow: uow.inbox.count(InboxState.DEAD)) == 1


async def test_failing_button(sqlite: str, opened: OpenSetting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with a button that fails twice and then works: done once."""
    setting = await opened(sqlite, anna="telegram")
    spec, tries = HOUSE.actions["tasks.send"], 0

    def send(ctx: Context, about: str) -> None:
        nonlocal tries
        tries += 1
        spec.run(ctx, about)
        if tries < 3:
            raise KeyError("a fault of our own")

    monkeypatch.setitem(HOUSE.actions, "tasks.send", ActionSpec(send, spec.act))
    setting.anna.says("Please order flowers")
    await setting.anna.sees_button("Send request")
    setting.anna.presses("Send request")
    await until(lambda: tries == 1)
    setting.office.later(1)
    await until(lambda: tries == 2)
    setting.office.later(3)
    await setting.anna.sees("T-1001")
    await setting.office.quiet()
    assert await setting.tasks() == 1


@pytest.mark.usefixtures("short_leases")
async def test_failing_handler_over_a_restart(either: str, opened: OpenSetting, stumbles: list[str]) -> None:
    """A kill between the tries does not begin the counting again, and the order stays."""
    setting = await opened(either, anna="telegram")
    setting.anna.says("stumble")
    await until_stored(setting, lambda uow: uow.run.one(_TRIED), "the first try")
    setting.anna.says("And a vase")
    await setting.office.telegram.drained()
    await setting.office.kill()
    setting.office.later(10)
    await setting.office.start()
    await until(lambda: len(stumbles) == 2)
    setting.office.later(3)
    await setting.anna.sees("And a vase")
    await setting.office.quiet()
    assert stumbles == ["stumble"] * 3


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_store_that_fails_now_and_then(
    either: str, opened: OpenSetting, on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every fifth transaction is refused, or committed without our hearing of it: nothing is lost, nothing doubled."""
    setting = await opened(either, anna=on)
    office, chance, write = setting.office, random.Random(7), Database.write
    broken = True

    async def unsure(self: Database, unit: Callable[[UnitOfWork], Any]) -> Any:
        before, after = (chance.random(), chance.random()) if broken else (1.0, 1.0)
        if before < 0.12:
            raise StoreBusy("not now")
        value = await write(self, unit)
        if after < 0.08:
            raise StoreBusy("answer lost")
        return value

    monkeypatch.setattr(Database, "write", unsure)
    for number in range(25):
        setting.anna.says(f"Wish {number:02}")
    async with asyncio.timeout(60):
        while len(read_by(setting.anna)) < 25 or not office.app.quiet:
            office.later(1)
            await asyncio.sleep(0.01)
    broken = False
    office.later(31)
    await asyncio.sleep(0.05)
    await office.quiet()
    found = re.findall(r"Wish \d\d", "\n".join(read_by(setting.anna)))
    # Slack brings an event that was not acknowledged again after others.
    assert (sorted(found) if on == "slack" else found) == [f"Wish {number:02}" for number in range(25)]


@pytest.mark.usefixtures("short_leases")
async def test_d12_two_processes_poll(postgres: str, opened: OpenSetting) -> None:
    """Of two processes one holds the lease and polls; when it is killed the other takes over, and nothing is lost."""
    setting = await opened(postgres, anna="telegram")
    office = setting.office
    second = office.new_app()
    await second.start()
    try:
        for number in range(10):
            setting.anna.says(f"Wish {number:02}")
        await setting.anna.sees("Wish 09")
        assert "telegram" in office.app.inbox.state()
        assert "telegram" not in second.inbox.state()
        await office.quiet()
        await office.kill()
        for number in range(10, 20):
            setting.anna.says(f"Wish {number:02}")
        await setting.anna.sees("Wish 19")
        assert "telegram" in second.inbox.state()
        refused = [call for call in office.telegram.calls_of("getUpdates") if call.status == 409]
        assert len(refused) <= 3
        await until(lambda: second.quiet)
        found = [re.findall(r"Wish \d\d", text) for text in read_by(setting.anna)]
        assert found == [[f"Wish {number:02}"] for number in range(20)]
    finally:
        await office.start()
        await second.stop()


async def test_a12_second_reader_elsewhere(sqlite: str, opened: OpenSetting) -> None:
    """Somebody else polls with our token: managers hear it, calls stay few, and nothing of ours is lost for good."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    thief = office.new_app()._platforms[0]  # noqa: SLF001 - another program with the same token
    elsewhere: list[Arrival] = []

    class Thief:
        async def take(self, arrivals: list[Arrival], mark: object = None) -> list[str | None]:
            elsewhere.extend(arrivals)
            return ["?"] * len(arrivals)

        async def marked(self, name: str) -> str | None:
            return await office.app.inbox.marked(name)

        def __getattr__(self, name: str) -> Any:
            return lambda *args, **kwargs: None

    listening = asyncio.ensure_future(thief.listen(Thief()))  # type: ignore[arg-type]  # takes part of it
    await setting.mia.sees("Somebody else is reading")
    calls = len(office.telegram.calls_of("getUpdates"))
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await thief.close()
    assert calls < 20
    office.later(60)
    setting.anna.says("After")
    await setting.anna.sees("After")


async def test_two_processes_one_lane(postgres: str, opened: OpenSetting) -> None:
    """One person's events taken in by two processes in turn are handled in their order, each once."""
    setting = await opened(postgres, anna="telegram")
    office = setting.office
    second = office.new_app()
    await second.start()
    try:
        apps = (office.app, second)
        account = setting.anna.user.person()  # type: ignore[attr-defined]  # on Telegram
        for number in range(40):
            arrival = _said(account, number)
            await apps[number % 2].inbox.take([arrival])
            assert await apps[(number + 1) % 2].inbox.take([replace(arrival)]) == [None]
        await setting.anna.sees("Wish 39")
        await until(lambda: all(app.inbox.quiet for app in apps))
        drafts = await _drafts(setting, apps[0])
        assert drafts == [f"Wish {number:02}" for number in range(40)]
    finally:
        await second.stop()


async def test_the_platforms_order_counts(either: str, opened: OpenSetting) -> None:
    """Two messages that reach us in the wrong order, together or while the first is still in hand, are handled in the
    platform's own; one that comes when the other is dealt with comes too late for that."""
    setting = await opened(either, anna="telegram")
    app = setting.office.app
    account = setting.anna.user.person()  # type: ignore[attr-defined]  # on Telegram
    began = setting.office.clock.now() - timedelta(seconds=10)
    said = [replace(_said(account, number), order=began + timedelta(milliseconds=number)) for number in range(5)]
    await app.inbox.take([said[2], said[1]])
    await setting.anna.sees("Wish 02")
    platform, may_go = app.connections[0].platform, asyncio.Event()
    profile = platform.profile

    async def slow(sender: Sender) -> Sender:
        await may_go.wait()
        return await profile(sender)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platform, "profile", slow)
        await app.inbox.take([said[4]])
        await app.inbox.take([said[3]])
        may_go.set()
        await setting.anna.sees("Wish 04")
    await app.inbox.take([said[0]])
    await setting.anna.sees("Wish 00")
    await setting.office.quiet()
    assert await _drafts(setting, app) == [f"Wish 0{number}" for number in (1, 2, 3, 4, 0)]


async def test_an_order_far_from_now_is_that_of_arrival(either: str, opened: OpenSetting) -> None:
    """What the platform dates weeks ago, or in the future, is handled as it came in."""
    setting = await opened(either, anna="telegram")
    account = setting.anna.user.person()  # type: ignore[attr-defined]  # on Telegram
    now = setting.office.clock.now()
    days = (-30, 2, -40, 1)
    said = [replace(_said(account, each), order=now + timedelta(days=day)) for each, day in enumerate(days)]
    await setting.office.app.inbox.take(said)
    await setting.anna.sees("Wish 03")
    await setting.office.quiet()
    assert await _drafts(setting, setting.office.app) == [f"Wish 0{number}" for number in range(4)]


def _said(account: dict[str, Any], number: int) -> Arrival:
    chat = {"id": account["id"], "type": "private", "first_name": account["first_name"]}
    message = {"message_id": 9000 + number, "date": 1_800_000_000, "from": account, "chat": chat}
    update = {"update_id": 9000 + number, "message": {**message, "text": f"Wish {number:02}"}}
    now = _now()
    return Arrival("telegram", "", f"telegram:test:{number}", f"telegram::{account['id']}", json.dumps(update), now)


def _now() -> Any:
    from tests.clocks import RunningClock

    return RunningClock().now()


async def _drafts(setting: Setting, app: App) -> list[str]:
    """Return the words of what was handled, in the order of handling."""

    def unit(uow: UnitOfWork) -> list[str]:
        assert uow.outbox.count(OutboxState.FAILED) == 0
        return [row[0] for row in uow.run.all(_DRAFTS)]

    return await app.database.read(unit)


def _query() -> Any:
    from sqlalchemy import select

    from storage.drafts import drafts
    from storage.query import Query

    return Query(select(drafts.c.words).order_by(drafts.c.created_at, drafts.c.id))


_DRAFTS = _query()
