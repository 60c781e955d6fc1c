"""Telegram's webhook: only Telegram may post, nothing is accepted before it is kept, nobody else may redirect it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.health import Health
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.listening import KINDS
from bot.web import serve
from handlers.chat.incoming import Pressed
from tests.platforms.telegram_bench import BOT, FakeIntake, HastyClock, a_bot, listening, until
from tests.platforms.telegram_updates import message, press
from tests.standins.telegram import TelegramStandIn

SECRET = "A-secret_for-the_tests-123"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
URL = "http://127.0.0.1:9/telegram"
GOOD = json.dumps(message(text="Please order flowers")).encode()


class PatientClock(HastyClock):
    """In a hurry with retries; an hour lasts until the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.hour = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds < 3600:
            await super().sleep(seconds)
        else:
            await self.hour.wait()
            self.hour.clear()


@dataclass
class Open:
    """A bot that listens by webhook, and what it talks to."""

    server: TelegramStandIn
    platform: TelegramPlatform
    intake: FakeIntake
    clock: PatientClock


@asynccontextmanager
async def opened(url: str = URL) -> AsyncIterator[Open]:
    """Let a bot listen by webhook; it is set when this begins."""
    clock, intake = PatientClock(), FakeIntake()
    async with TelegramStandIn() as server:
        platform = a_bot(server, clock, mode="webhook", webhook_url=url, webhook_secret=SECRET)
        async with listening(platform, intake):
            await server.called("getMe")
            yield Open(server, platform, intake, clock)


async def test_accepted_after_commit() -> None:
    """A call with our secret is kept and answered with 200; the same once more is known, and still 200."""
    async with opened() as office:
        assert await office.platform.webhook(HEADERS, GOOD) == (200, {})
        assert await office.platform.webhook({name.lower(): value for name, value in HEADERS.items()}, GOOD) == (
            200,
            {},
        )
        assert office.intake.texts() == ["Please order flowers"]
        assert office.intake.repeats == 1
        assert office.intake.marks == {f"telegram:offset:{BOT}": ""}


@pytest.mark.parametrize(
    "given",
    ["", "wrong", SECRET[:-1], SECRET + "x", "é", SECRET.replace("A", "Å"), "\udce9", "x" * 100_000, None],
    ids=["empty", "wrong", "short", "long", "non-ascii", "almost", "raw-byte", "huge", "missing"],
)
async def test_wrong_secret(given: str | None) -> None:
    """Any other secret, or none, is 401 without a reason and without a trace, whatever the body."""
    async with opened() as office:
        headers = {} if given is None else {"X-Telegram-Bot-Api-Secret-Token": given}
        for body in (GOOD, b"", b"x" * 10_000_000):
            assert await office.platform.webhook(headers, body) == (401, {})
        assert office.intake.arrivals == []
        assert office.intake.heards <= 1


async def test_body_of_ten_mebibytes() -> None:
    """Telegram never sends that much; it is not even parsed."""
    async with opened() as office:
        assert await office.platform.webhook(HEADERS, b" " * 10 * 1024 * 1024) == (413, {})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b'"update_id"', b'{"message": {}}', b"\xff", b"[" * 100_000])
async def test_nothing_of_telegrams(body: bytes) -> None:
    """A body without an update id is 400 and leaves no trace."""
    async with opened() as office:
        assert await office.platform.webhook(HEADERS, body) == (400, {})
        assert office.intake.arrivals == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"update_id": 5, "message": {"text": ' + b"[" * 20_000 + b"]" * 20_000 + b"}}",
        b'{"update_id": 5, "message": {"text": NaN}}',
        b'{"update_id": 5, "message": {"text": "\xff"}}',
        b'{"update_id": 5, "message": {"te',
        b'{"update_id": 5, "message": 7}',
    ],
    ids=["deep", "nan", "not-utf-8", "cut-off", "no-object"],
)
async def test_unreadable_update(body: bytes) -> None:
    """A bad update with an id is set aside and answered with 200, or it would hold up its chat for a day."""
    async with opened() as office:
        assert await office.platform.webhook(HEADERS, body) == (200, {})
        (broken,) = office.intake.arrivals
        assert (broken.broken, broken.key) == ("unreadable", f"telegram:{BOT}:update:5")


async def test_store_down() -> None:
    """What can't be kept is not accepted: Telegram is asked to come again."""
    async with opened() as office:
        office.intake.down = True
        assert await office.platform.webhook(HEADERS, GOOD) == (503, {"Retry-After": "5"})
        office.intake.down = False
        assert (await office.platform.webhook(HEADERS, GOOD))[0] == 200
        assert office.intake.texts() == ["Please order flowers"]


async def test_before_and_after_listening() -> None:
    """While nobody takes anything in, Telegram is asked to wait; a polling bot has no such address."""
    async with opened() as office:
        await office.platform.stop_listening()
        assert (await office.platform.webhook(HEADERS, GOOD))[0] == 503
    idle = a_bot(URL, mode="webhook", webhook_url=URL, webhook_secret=SECRET)
    assert (await idle.webhook(HEADERS, GOOD))[0] == 503
    assert (await a_bot(URL).webhook(HEADERS, GOOD))[0] == 404


async def test_press_has_its_ticket() -> None:
    """A press keeps the id that its answer needs."""
    async with opened() as office:
        await office.platform.webhook(HEADERS, json.dumps(press()).encode())
        assert office.intake.tickets == {"in-1": "99"}
        (event,) = office.intake.understood(office.platform)
        assert event.heard == Pressed("key-1", "6")


async def test_settings() -> None:
    """The webhook is set with address, secret and kinds, and without dropping what waits."""
    async with opened() as office:
        (call,) = office.server.calls_of("setWebhook")
        kinds = call.params["allowed_updates"]
        assert tuple(json.loads(kinds) if isinstance(kinds, str) else kinds) == KINDS
        assert (call.params["url"], call.params["secret_token"]) == (URL, SECRET)
        assert "drop_pending_updates" not in call.params


async def test_set_again_until_it_works() -> None:
    """A server that is down, and a bad answer, are waited out."""
    clock, intake = PatientClock(), FakeIntake()
    async with TelegramStandIn() as server:
        server.fault("setWebhook", count=3, status=502)
        platform = a_bot(server, clock, mode="webhook", webhook_url=URL, webhook_secret=SECRET)
        async with listening(platform, intake):
            await until(lambda: intake.heards, "it is set")
        assert clock.slept == [1, 2, 4]
        assert intake.troubles == ["server"] * 3


async def test_redirected() -> None:
    """A webhook that points elsewhere is alarmed within the hour, and set back."""
    async with opened() as office:
        office.server.webhook.url = "http://127.0.0.1:9/elsewhere"
        office.clock.hour.set()
        await until(lambda: office.server.webhook.url == URL, "it is ours again")
        assert office.intake.codes == {"telegram-foreign-webhook"}
        office.clock.hour.set()
        await until(lambda: office.server.calls_of("getWebhookInfo")[1:], "it is looked at again")
        assert office.intake.alarms == [("telegram-foreign-webhook", {})]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "telepathy"},
        {"mode": "webhook"},
        {"mode": "webhook", "webhook_url": URL},
        {"mode": "webhook", "webhook_url": URL, "webhook_secret": "bad secret"},
        {"token": ""},
    ],
)
def test_settings_that_make_no_sense(wrong: dict[str, Any]) -> None:
    """A webhook without its address or secret is refused at once, and no secret is repeated."""
    with pytest.raises(ValueError, match=r"mode|webhook|token") as caught:
        a_bot(URL, **wrong)
    assert "bad secret" not in str(caught.value)


async def test_through_a_real_server() -> None:
    """Telegram posts to our own HTTP server: everything arrives once, in order, though the store fails in between."""
    runner = None
    intake = FakeIntake()
    async with TelegramStandIn() as server:
        server.webhook.time_scale = 0.01
        holder: list[TelegramPlatform] = []

        class Posts:
            async def webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str]]:
                return await holder[0].webhook(headers, body)

        runner = await serve("127.0.0.1", 0, health=lambda: Health(True), metrics=lambda: "", telegram=Posts())
        try:
            url = f"http://127.0.0.1:{runner.port}/telegram"
            holder.append(a_bot(server, PatientClock(), mode="webhook", webhook_url=url, webhook_secret=SECRET))
            async with listening(holder[0], intake):
                await server.called("setWebhook")
                anna = server.user("Anna")
                intake.down = True
                for number in range(20):
                    anna.says(f"wish {number}")
                await until(lambda: len(server.webhook.attempts) >= 2, "Telegram tries again")
                assert {attempt.status for attempt in server.webhook.attempts} == {503}
                intake.down = False
                await until(lambda: not server.pending, "everything is accepted")
        finally:
            await runner.close()
    assert intake.texts() == [f"wish {number}" for number in range(20)]
