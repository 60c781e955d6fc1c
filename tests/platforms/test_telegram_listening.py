"""Polling Telegram: nothing is confirmed before it is kept, and nothing that comes can stop what comes after it."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from typing import Any

import httpx
import pytest

from bot import logs
from bot.platforms.base import Message, Option, Place
from bot.platforms.telegram.listening import KINDS
from handlers.chat.incoming import Command, Nothing, Pressed, Said
from storage.vocabulary import BOT_NAME
from tests.platforms.telegram_bench import BOT, FakeIntake, HastyClock, a_bot, listening, raw_server, until
from tests.standins.telegram import TelegramStandIn

MARK = f"telegram:offset:{BOT}"


def offsets(server: TelegramStandIn) -> list[int]:
    return [int(call.params.get("offset", 0)) for call in server.calls_of("getUpdates")]


async def test_kept_before_confirmed() -> None:
    """The poll that confirms an update comes after the commit that keeps it, together with its offset."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        waiting: list[int] = []

        async def look() -> None:
            waiting.append(len(server.pending))

        intake.before = intake.after = look
        anna.says("Please order flowers")
        platform = a_bot(server)
        async with listening(platform, intake):
            await server.drained()
        assert waiting[-2:] == [1, 1]  # before, our own name was kept
        assert intake.marks == {MARK: str(server.next_update_id), BOT_NAME: "vorzimmer_bot"}
        (event,) = intake.understood(platform)
        assert event.heard == Said("Please order flowers", "1")
        assert event.sender.address == f"telegram::{anna.id}"
        assert intake.arrivals[0].account == event.sender.address
        assert intake.arrivals[0].key == f"telegram:{BOT}:{anna.id}:1"


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_around_the_commit(moment: str) -> None:
    """Ended before or after the commit, but before the next poll: every update of the batch is kept once."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        reached = asyncio.Event()

        async def hang() -> None:
            reached.set()
            await asyncio.Event().wait()

        for number in range(100):
            anna.says(f"wish {number}")
        setattr(intake, moment, hang)
        async with listening(a_bot(server), intake):
            await asyncio.wait_for(reached.wait(), 10)
        setattr(intake, moment, None)
        assert len(server.pending) == 100
        async with listening(a_bot(server), intake):
            await server.drained()
        assert intake.texts() == [f"wish {number}" for number in range(100)]
        assert intake.repeats == 0  # the first poll carries the offset that was kept


async def test_store_down() -> None:
    """While the store can't commit, the same offset is polled again, more and more slowly; then all is kept."""
    async with TelegramStandIn() as server:
        anna, intake, clock = server.user("Anna"), FakeIntake(), HastyClock()
        async with listening(a_bot(server, clock), intake):
            anna.says("one")
            await until(lambda: intake.texts() == ["one"], "the first is kept")
            intake.down = True
            anna.says("two")
            await until(lambda: intake.troubles.count("store") >= 7, "it is tried again")
            assert clock.slept[:6] == [1, 2, 4, 8, 16, 30]
            assert server.pending[-1]["message"]["text"] == "two"
            intake.down = False
            await server.drained()
            assert intake.texts() == ["one", "two"]


async def test_store_down_at_start() -> None:
    """Without the offset nothing is polled, as any other could confirm what nobody has read."""
    async with TelegramStandIn() as server:
        intake = FakeIntake()
        intake.down = True
        async with listening(a_bot(server), intake):
            await until(lambda: intake.troubles.count("store") >= 3, "it waits")
            assert server.calls_of("getUpdates") == []
            intake.down = False
            await until(lambda: server.calls_of("getUpdates"), "it polls")


async def test_delivered_again() -> None:
    """The same update later, and the same message under another update id, are known; a press gets its answer."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        async with listening(platform := a_bot(server), intake):
            update = anna.says("flowers")
            await server.drained()
            server.redeliver(update)
            server.push_raw({"message": update["message"]})
            await until(lambda: intake.repeats == 2, "both are recognised")
            await platform.send(Place("telegram", "", str(anna.id)), a_card("Yes", "key-1"))
            press = anna.presses("Yes")
            await until(lambda: intake.tickets, "the press is kept")
            assert intake.tickets == {"in-2": press.id}
            assert press.answer is None
            server.redeliver(press.update)
            assert (await press.answered()).text == ""
        assert intake.texts() == ["flowers"]


def a_card(label: str, key: str) -> Message:
    return Message(("Well?",), options=(Option(label, key),))


@pytest.mark.parametrize(
    "poison",
    [
        {"message": 5},
        {"message": {"message_id": 1}},
        {"message": {"message_id": 2**70, "chat": {"id": 1}}},
        {"message": {"message_id": 1, "chat": {"id": 1}, "text": float("nan")}},
        {"callback_query": {"id": None, "from": {"id": 1}}},
        {"edited_message": []},
        {"message": {"message_id": 1, "chat": {"id": 1}, "deep": json.loads("[" * 200 + "]" * 200)}},
        {"message": {"message_id": 1, "chat": {"id": 1}, "text": "x" * 1_100_000}},
    ],
    ids=["no-object", "no-chat", "id-too-big", "nan", "no-press-id", "a-list", "deep", "huge"],
)
async def test_poison_between_good_ones(poison: dict[str, Any]) -> None:
    """A bad update is set aside under its id; its neighbours come in, in order, and it never comes again."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        anna.says("before")
        number = server.push_raw(poison)
        anna.says("after")
        async with listening(a_bot(server), intake):
            await server.drained()
        assert intake.texts() == ["before", "after"]
        (broken,) = [arrival for arrival in intake.arrivals if arrival.broken]
        assert (broken.broken, broken.key) == ("unreadable", f"telegram:{BOT}:update:{number}")
        assert isinstance(json.loads(broken.raw), str)
        assert len(json.loads(broken.raw)) <= 64 * 1024
        assert intake.alarms == []


async def test_body_too_deep_to_parse() -> None:
    """Of a batch that no parser takes, the updates are fetched one by one, and only the deep one is set aside."""
    deep = '{"update_id": 12, "message": {"text": ' + "[" * 20_000 + "]" * 20_000 + "}}"
    queue = {n: json.dumps({"update_id": n, "poll": {"id": str(n)}}) for n in (10, 11, 13, 14)} | {12: deep}
    asked: list[tuple[int, int]] = []

    def answer(method: str, facts: dict[str, str]) -> bytes:
        if method != "getUpdates":
            return b'{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "B", "username": "b"}}'
        offset, limit = int(facts.get("offset", 0)), int(facts["limit"])
        asked.append((offset, limit))
        for number in [number for number in queue if number < offset]:
            del queue[number]
        batch = [queue[number] for number in sorted(queue)[:limit]]
        return f'{{"ok": true, "result": [{", ".join(batch)}]}}'.encode()

    intake = FakeIntake()
    async with raw_server(answer) as address, listening(a_bot(address), intake):
        await until(lambda: asked[-1:] == [(15, 100)], "all are confirmed")
    assert [arrival.key.rpartition(":")[2] for arrival in intake.arrivals] == ["10", "11", "12", "13", "14"]
    assert [arrival.key for arrival in intake.arrivals if arrival.broken] == [f"telegram:{BOT}:update:12"]
    assert [limit for _, limit in asked[:5]] == [100, 1, 1, 1, 100]


@pytest.mark.parametrize("body", [b"<html>", b'{"ok": true}', b'{"ok": true, "result": [{"message": {}}, 7]}', b"\xff"])
async def test_answers_that_are_none(body: bytes) -> None:
    """An answer without a single update id (a proxy's page, say) is trouble, tried again with pauses, never an end."""
    good = b'{"ok": true, "result": [{"update_id": 7, "poll": {}}]}'
    bodies = [body] * 4 + [good]
    intake, clock = FakeIntake(), HastyClock()
    offers: list[dict[str, str]] = []

    def answer(method: str, facts: dict[str, str]) -> bytes:
        if method == "getUpdates":
            offers.append(facts)
            return bodies.pop(0) if bodies else b'{"ok": true, "result": []}'
        return b""

    async with raw_server(answer) as address, listening(a_bot(address, clock), intake):
        await until(lambda: f"telegram:{BOT}:update:7" in {a.key for a in intake.arrivals}, "the good one is kept")
    assert "garbled" in intake.troubles
    assert len(clock.slept) >= 2
    assert "offset" not in offers[0]


async def test_kinds_are_always_asked_for() -> None:
    """Each poll says which kinds we want, since a list left out keeps the previous one; offsets are never negative."""
    async with TelegramStandIn() as server:
        intake = FakeIntake()
        async with listening(a_bot(server), intake):
            server.user("Anna").says("hello")
            await server.drained()
        polls = server.calls_of("getUpdates")
        assert all(tuple(json.loads(value) if isinstance(value, str) else value) == KINDS
                   for value in (call.params["allowed_updates"] for call in polls))  # fmt: skip
        assert min(offsets(server)) >= 0


async def test_unknown_kinds_move_on() -> None:
    """An update of a kind that does not exist yet is kept, means nothing, and is confirmed."""
    async with TelegramStandIn() as server:
        intake, platform = FakeIntake(), a_bot(server)
        server.push_raw({"telepathy": {"from": {"id": 5, "is_bot": False, "first_name": "Anna"}, "thought": "?"}})
        async with listening(platform, intake):
            await server.drained()
        (event,) = intake.understood(platform)
        assert event.heard == Nothing("update-telepathy")


async def test_numbering_starts_again_lower() -> None:
    """After a week of silence ids begin at a random number; lower ones are taken like any other, without alarm."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        async with listening(a_bot(server), intake):
            anna.says("one")
            await server.drained()
            server.next_update_id = 1_000
            anna.says("two")
            anna.says("three")
            await until(lambda: len(intake.arrivals) == 3, "both are kept")
            server.next_update_id = 1_900_000_000
            anna.says("four")
            await until(lambda: len(intake.arrivals) == 4, "the last is kept")
        assert intake.alarms == []
        assert intake.marks[MARK] == "1900000001"


async def test_gap_is_alarmed() -> None:
    """Missing ids mean expired updates or another reader: managers hear how many; the first poll of all is no gap."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        async with listening(a_bot(server), intake):
            anna.says("one")
            await server.drained()
            server.next_update_id += 3
            anna.says("two")
            await server.drained()
        assert intake.alarms == [("telegram-gap", {"count": 3})]


async def test_second_reader() -> None:
    """Somebody else who polls with our token raises an alarm; we go on."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        async with listening(a_bot(server), intake):
            async with httpx.AsyncClient() as other:
                await until(lambda: [call for call in server.calls_of("getUpdates") if not call.finished], "we poll")
                await other.get(f"{server.base_url}{server.token}/getUpdates", params={"timeout": 0})
            await until(lambda: intake.codes, "the alarm")
            anna.says("still here?")
            await server.drained()
        assert intake.codes == {"telegram-second-reader"}
        assert intake.texts() == ["still here?"]


@pytest.mark.parametrize("own", [None, "http://127.0.0.1:9/elsewhere"])
async def test_webhook_in_the_way(own: str | None) -> None:
    """A webhook is removed without dropping what waits; one that was not our own is alarmed."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        anna.says("important")
        async with httpx.AsyncClient() as other:
            await other.get(
                f"{server.base_url}{server.token}/setWebhook", params={"url": "http://127.0.0.1:9/elsewhere"}
            )
        async with listening(a_bot(server, webhook_url=own), intake):
            await server.drained()
        assert intake.codes == (set() if own else {"telegram-foreign-webhook"})
        assert intake.texts() == ["important"]
        assert len(server.calls_of("deleteWebhook")) == 1
        assert "drop_pending_updates" not in server.calls_of("deleteWebhook")[0].params


@pytest.mark.parametrize("status", [401, 404])
async def test_token_revoked(status: int) -> None:
    """A revoked token is alarmed and tried again once a minute; nothing is lost until a new one is in."""
    async with TelegramStandIn() as server:
        anna, intake, clock = server.user("Anna"), FakeIntake(), HastyClock()
        server.refuse_all(status)
        async with listening(platform := a_bot(server, clock), intake):
            await until(lambda: len(clock.slept) >= 3, "it is tried again")
            assert set(clock.slept) == {60.0}
            assert intake.codes == {"telegram-token"}
            server.refuse_all(None)
            anna.says("hello")
            await server.drained()
            await until(lambda: platform.username == "vorzimmer_bot", "the name is learnt")
        assert intake.texts() == ["hello"]


async def test_starts_without_network() -> None:
    """Nobody answers at first: it waits, reports, and goes on by itself."""
    server = TelegramStandIn()
    await server.start()
    await server.stop()
    anna, intake, clock = server.user("Anna"), FakeIntake(), HastyClock()
    async with listening(a_bot(server, clock), intake):
        await until(lambda: intake.troubles.count("not-sent") >= 7, "trouble is reported")
        assert intake.heards == 0
        assert clock.slept[:7] == [1, 2, 4, 8, 16, 30, 30]
        async with server:
            anna.says("hello")
            await server.drained()
            await until(lambda: intake.heards, "life is reported")
    assert intake.texts() == ["hello"]


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ({"drop": "after"}, "lost"),
        ({"status": 502}, "server"),
        ({"retry_after": 7}, "busy"),
    ],
)
async def test_trouble_while_polling(fault: dict[str, Any], trouble: str) -> None:
    """Lost answers, server errors and holds are reported and waited out; the updates come with the next poll."""
    async with TelegramStandIn() as server:
        anna, intake, clock = server.user("Anna"), FakeIntake(), HastyClock()
        server.fault("getUpdates", count=2, **fault)
        anna.says("hello")
        async with listening(a_bot(server, clock), intake):
            await server.drained()
        assert intake.texts() == ["hello"]
        assert intake.troubles == [trouble] * 2
        assert clock.slept == ([7, 7] if trouble == "busy" else [1, 2])


async def test_our_own_mistake_does_not_end_listening(caplog: pytest.LogCaptureFixture) -> None:
    """An exception nobody foresaw is logged, and the same batch is tried again."""
    async with TelegramStandIn() as server:
        anna, intake = server.user("Anna"), FakeIntake()
        failures = [RuntimeError("bug")]

        async def stumble() -> None:
            if failures:
                raise failures.pop()

        intake.before = stumble
        anna.says("hello")
        async with listening(a_bot(server), intake):
            await server.drained()
        assert intake.texts() == ["hello"]
        assert intake.troubles == ["internal"]
        assert "telegram-poll-failed" in caplog.text


async def test_another_bot_has_its_own_offset() -> None:
    """A new token of another bot starts afresh: the old bot's offset would confirm what nobody has read."""
    intake = FakeIntake()
    intake.marks[MARK] = "900000000"
    async with TelegramStandIn(token="700000002:AAStandInTokenForTheTests_0123456789") as server:
        server.user("Anna").says("hello")
        async with listening(a_bot(server), intake):
            await server.drained()
        assert offsets(server)[0] == 0
    assert intake.marks[MARK] == "900000000"
    assert intake.texts() == ["hello"]


async def test_stop_listening() -> None:
    """After stopping nothing comes in any more, listening has ended, and sending still works."""
    async with TelegramStandIn() as server:
        anna, intake, platform = server.user("Anna"), FakeIntake(), a_bot(server)
        async with listening(platform, intake) as task:
            anna.says("one")
            await server.drained()
            await platform.stop_listening()
            await asyncio.wait_for(task, 10)
            anna.says("two")
            await platform.send(Place("telegram", "", str(anna.id)), a_card("Yes", "key-1"))
            assert anna.count("Well?") == 1
        assert intake.texts() == ["one"]
        assert len(server.pending) == 1


async def test_commands_and_presses_arrive() -> None:
    """What people do in the app comes out as the office's own words, and our calls suit other people's models."""
    from tests.standins import telegram_check  # loads for seconds, which would hold up the server

    assert telegram_check.is_method("getUpdates")
    async with TelegramStandIn(validate=True) as server:
        anna, intake, platform = server.user("Anna", language_code="de"), FakeIntake(), a_bot(server)
        async with listening(platform, intake):
            anna.says("/start Code_1-x")
            await server.drained()
            await platform.send(Place("telegram", "", str(anna.id)), a_card("Yes", "key-1"))
            anna.presses("Yes")
            await until(lambda: len(intake.arrivals) == 2, "both are kept")
            start, press = intake.understood(platform)
        assert start.heard == Command("start", "Code_1-x")
        assert start.sender.language == "de"
        assert press.heard == Pressed("key-1", "2")
        assert platform.username == "vorzimmer_bot"
        assert server.complaints == []
        assert server.missing == set()


async def test_logs_show_no_token_and_no_words() -> None:
    """Nothing that people wrote, and no token, gets into the log, whatever goes wrong."""
    out = io.StringIO()
    undo = logs.set_up("debug", (), out)
    try:
        async with TelegramStandIn() as server:
            anna, intake = server.user("Canary-Anna"), FakeIntake()
            server.fault("getUpdates", count=1, drop="after")
            server.fault("getUpdates", count=1, status=500, description="canary")
            server.push_raw({"message": {"text": "canary", "x": float("nan")}})
            anna.says("canary words")
            async with listening(platform := a_bot(server), intake):
                await server.drained()
                server.refuse_all(401)
                await platform.answer("canary", "canary")
                await platform.leave("canary")
            secret = server.token.partition(":")[2]
    finally:
        undo()
    written = out.getvalue()
    assert "telegram-call-failed" in written
    assert "canary" not in written.lower()
    assert secret not in written


def test_loading_is_light() -> None:
    """Importing the platform loads neither the library nor its HTTP client; that happens at first use, in a thread."""
    code = "import sys, bot.platforms.telegram; print(sorted({'telegram', 'httpx', 'aiohttp'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
