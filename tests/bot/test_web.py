"""The HTTP server, asked over the loopback: what is there, what is not, and that it says no more than it must."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from bot import web
from bot.health import Health
from bot.platforms.base import StoreDown

LARGE = b"x" * (10 * 1024 * 1024)


class Telegram:
    """Stands for a Telegram connection: keeps what was posted, answers what it was told to."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.trouble: Exception | None = None

    async def webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        self.posts.append((dict(headers), body))
        if self.trouble is not None:
            raise self.trouble
        return 200, {"X-Kept": "yes"}


class Slack:
    """Stands for a workspace that knows its own signature."""

    def __init__(self, signature: str) -> None:
        self.signature = signature
        self.status = 401
        self.posts: list[bytes] = []

    async def events(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], str]:
        if headers.get("x-slack-signature") != self.signature:
            return self.status, {}, ""
        self.posts.append(body)
        return 200, {"Content-Type": "application/json"}, '{"kept": true}'


class House:
    """A running server, its platforms and a client."""

    def __init__(self, runner: web.Runner, client: aiohttp.ClientSession) -> None:
        self.runner = runner
        self.client = client
        self.health = Health(ok=True)
        self.telegram = Telegram()
        self.main = Slack("main")
        self.acme = Slack("acme")

    async def post(self, path: str, body: bytes = b"{}", **headers: str) -> tuple[int, str, Mapping[str, str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.post(path, data=io.BytesIO(body), headers=named) as answer:
            return answer.status, await answer.text(), answer.headers

    async def get(self, path: str) -> tuple[int, str, Mapping[str, str]]:
        async with self.client.get(path) as answer:
            return answer.status, await answer.text(), answer.headers


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made: list[House] = []
    telegram, main, acme = Telegram(), Slack("main"), Slack("acme")
    runner = await web.serve(
        "127.0.0.1",
        0,
        health=lambda: made[0].health,
        metrics=lambda: "# TYPE vorzimmer_sent_total counter\nvorzimmer_sent_total 1\n",
        telegram=telegram,
        slack={"": main, "acme": acme},
    )
    async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.port}") as client:
        made.append(House(runner, client))
        made[0].telegram, made[0].main, made[0].acme = telegram, main, acme
        yield made[0]
    await runner.close()


async def raw(house: House, request: bytes) -> bytes:
    """Send bytes as they are; return the first line of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.runner.port)
    writer.write(request)
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    await writer.wait_closed()
    return status


async def test_health(house: House) -> None:
    """A supervisor reads 200 while all is well and 503 when it is not, with the parts as JSON."""
    house.health = Health(ok=True, parts={"database": {"ok": True, "waiting": 0}})
    status, text, headers = await house.get("/health")
    assert (status, headers["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert json.loads(text) == {"ok": True, "parts": {"database": {"ok": True, "waiting": 0}}}
    house.health = Health(ok=False)
    status, text, _ = await house.get("/health")
    assert (status, json.loads(text)["ok"]) == (503, False)


async def test_metrics(house: House) -> None:
    """Prometheus reads its text format."""
    status, text, headers = await house.get("/metrics")
    assert status == 200
    assert headers["Content-Type"] == web.METRICS_TYPE
    assert "vorzimmer_sent_total 1\n" in text


async def test_telegram_gets_headers_and_bytes(house: House) -> None:
    """A post reaches the platform as it came, with header names in lower case; the platform's answer goes back."""
    status, text, headers = await house.post("/telegram", b"\xff{}", X_Telegram_Bot_Api_Secret_Token="a")
    assert (status, text, headers["X-Kept"]) == (200, "", "yes")
    assert "Server" not in headers
    ((posted, body),) = house.telegram.posts
    assert posted["x-telegram-bot-api-secret-token"] == "a"
    assert body == b"\xff{}"


async def test_repeated_header_is_joined(house: House) -> None:
    """A second secret beside a right one makes both wrong."""
    lines = (b"POST /telegram HTTP/1.1", b"Host: x", b"X-Secret: a", b"x-secret: b", b"Content-Length: 0", b"", b"")
    status = await raw(house, b"\r\n".join(lines))
    assert b" 200 " in status
    assert house.telegram.posts[0][0]["x-secret"] == "a, b"


async def test_slack_finds_the_workspace(house: House) -> None:
    """A post goes to the workspace whose signature it bears, by either address; to nobody's, 401."""
    assert (await house.post("/slack/events", b"1", X_Slack_Signature="main"))[:2] == (200, '{"kept": true}')
    assert (await house.post("/slack/events", b"2", X_Slack_Signature="acme"))[0] == 200
    assert (await house.post("/slack/events/acme", b"3", X_Slack_Signature="acme"))[0] == 200
    assert (await house.post("/slack/events/acme", b"4", X_Slack_Signature="main"))[:2] == (401, "")
    assert (await house.post("/slack/events", b"5", X_Slack_Signature="wrong"))[:2] == (401, "")
    assert (await house.post("/slack/events/other", b"6", X_Slack_Signature="main"))[:2] == (404, "")
    assert (house.main.posts, house.acme.posts) == ([b"1"], [b"2", b"3"])


@pytest.mark.parametrize(
    ("main", "acme", "expected"), [(404, 401, 401), (401, 503, 503), (503, 404, 503), (404, 404, 404)]
)
async def test_slack_workspaces_that_do_not_take_part(house: House, main: int, acme: int, expected: int) -> None:
    """A workspace on a socket or still starting hides no other; if nobody knew the post, Slack may come again."""
    house.main.status, house.acme.status = main, acme
    assert (await house.post("/slack/events", X_Slack_Signature="wrong"))[:2] == (expected, "")
    assert (await house.post("/slack/events", X_Slack_Signature="acme"))[0] == 200
    assert house.acme.posts == [b"{}"]


@pytest.mark.parametrize("path", ["/telegram", "/slack/events", "/slack/events/acme", "/health", "/nowhere"])
async def test_body_of_ten_megabytes(house: House, path: str) -> None:
    """Too large a body is refused before any platform sees it."""
    status, text, _ = await house.post(path, LARGE, X_Slack_Signature="acme")
    assert (status, text) == (413, "")
    assert house.telegram.posts == []
    assert house.acme.posts == []


async def test_large_body_without_a_length(house: House) -> None:
    """Sent in chunks, a large body is refused as soon as it has grown too large; one just small enough is not."""

    async def chunks(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * 65536

    async with house.client.post("/telegram", data=chunks(160)) as answer:
        assert answer.status == 413
    assert house.telegram.posts == []
    async with house.client.post("/telegram", data=chunks(16)) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", ["/telegram", "/slack/events"])
async def test_body_that_is_not_packed_as_it_says(house: House, path: str, caplog: pytest.LogCaptureFixture) -> None:
    """A body that can't be unpacked is its sender's mistake, not one of ours, and no platform sees it."""
    status, text, _ = await house.post(path, b"\x1f\x8bnot packed", Content_Encoding="gzip")
    assert (status, text) == (400, "")
    assert house.telegram.posts == []
    assert "post-failed" not in caplog.text


@pytest.mark.parametrize("path", ["/", "/nowhere", "/telegram/", "/slack", "/health/../config.toml"])
async def test_unknown_paths(house: House, path: str) -> None:
    """What is not there is not there, in no more words."""
    status, text, headers = await house.get(path)
    assert (status, text) == (404, "")
    assert "Server" not in headers


async def test_wrong_method(house: House) -> None:
    """A wrong method is refused with the right one, without a page."""
    status, text, headers = await house.get("/telegram")
    assert (status, text, headers["Allow"]) == (405, "", "POST")


async def test_trouble_inside_shows_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """When the store is down the platform shall come again; a mistake of ours shows no detail."""
    house.telegram.trouble = StoreDown()
    status, text, headers = await house.post("/telegram")
    assert (status, text, headers["Retry-After"]) == (503, "", "2")
    house.telegram.trouble = ValueError("canary")
    status, text, _ = await house.post("/telegram")
    assert (status, text) == (500, "")
    assert [record.message for record in caplog.records] == ["post-not-kept", "post-failed"]


async def test_slow_body_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who promises a body and does not send it is not waited for without end."""
    monkeypatch.setattr(web, "BODY_SECONDS", 0.05)
    status = await raw(house, b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
    assert b" 408 " in status


async def test_only_what_is_configured() -> None:
    """Without platforms only health and metrics are there; a taken port is said to be taken."""
    runner = await web.serve("127.0.0.1", 0, health=lambda: Health(ok=True), metrics=str)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.port}") as client:
        for path in ("/telegram", "/slack/events"):
            async with client.post(path) as answer:
                assert answer.status == 404
    with pytest.raises(OSError, match=r"another program listens on 127\.0\.0\.1"):
        await web.serve("127.0.0.1", runner.port, health=lambda: Health(ok=True), metrics=str)
    await runner.close()
