"""Our HTTP server: health, metrics, calendar feeds, and what platforms post to us. It judges no request beyond its
size; platforms do.

Imported only where it is used, because aiohttp takes its time to load.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiohttp import web

from bot.check_web import no_listening
from bot.health import Health
from bot.logs import event
from bot.platforms.base import StoreDown

LOG = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
BODY_SECONDS = 10.0
RETRY_SECONDS = 2
NOT_MINE = (503, 401, 404)  # not started yet; not signed for this workspace; not in HTTP mode
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


class TelegramPosts(Protocol):
    """A Telegram connection in webhook mode."""

    async def webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        """Check and keep one update; return status and headers of the answer. `headers` have lower-case names.
        Raises StoreDown."""


class SlackPosts(Protocol):
    """A Slack workspace in HTTP mode."""

    async def events(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], str]:
        """Check and keep one event, command or interaction; return status, headers and body of the answer: 401 if the
        signature is not this workspace's, 404 if it is in another mode, 503 if it can't tell yet. `headers` have
        lower-case names. May raise StoreDown."""


class CalendarFeeds(Protocol):
    """The calendar feeds of an office."""

    async def answer(self, key: str, seen: str) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body for a secret key; `seen` is the ETag of what the caller has, or empty."""


class Runner:
    """A server that is running."""

    def __init__(self, runner: web.AppRunner, port: int) -> None:
        """Take over a started runner."""
        self._runner = runner
        self.port = port

    async def close(self) -> None:
        """Take nothing new in, let what is being answered end, give back the port."""
        await self._runner.cleanup()


async def serve(
    host: str,
    port: int,
    *,
    health: Callable[[], Health],
    metrics: Callable[[], str],
    telegram: TelegramPosts | None = None,
    slack: Mapping[str, SlackPosts] | None = None,
    feeds: CalendarFeeds | None = None,
) -> Runner:
    """Listen on `host` and `port` (0: any free one, see `Runner.port`); `slack` is by name of the workspace.

    What is not given is not there (404). Raises OSError, saying what to do, if it can't listen there.
    """
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_plainly])
    app.on_response_prepare.append(_unnamed)
    app.router.add_get("/health", _health(health))
    app.router.add_get("/metrics", _metrics(metrics))
    if telegram is not None:
        app.router.add_post("/telegram", _telegram(telegram))
    if slack:
        app.router.add_post("/slack/events", _slack(slack))
        app.router.add_post("/slack/events/{name}", _slack(slack))
    if feeds is not None:
        app.router.add_get("/calendars/{key}.ics", _feed(feeds))
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise OSError(no_listening(host, port, error)) from error
    return Runner(runner, runner.addresses[0][1])


def _health(health: Callable[[], Health]) -> Respond:
    async def respond(_: web.Request) -> web.Response:
        now = health()
        status = 200 if now.ok else 503
        return web.json_response(text=now.to_json(), status=status, headers={"Cache-Control": "no-store"})

    return respond


def _metrics(metrics: Callable[[], str]) -> Respond:
    async def respond(_: web.Request) -> web.Response:
        return web.Response(body=metrics().encode(), headers={"Content-Type": METRICS_TYPE})

    return respond


def _telegram(platform: TelegramPosts) -> Respond:
    async def respond(request: web.Request) -> web.Response:
        status, headers = await platform.webhook(_headers(request), await _body(request))
        return web.Response(status=status, headers=headers)

    return respond


def _slack(workspaces: Mapping[str, SlackPosts]) -> Respond:
    async def respond(request: web.Request) -> web.Response:
        name = request.match_info.get("name")
        asked = list(workspaces.values()) if name is None else [workspaces[name]] if name in workspaces else []
        if not asked:
            return web.Response(status=404)
        headers, body = _headers(request), await _body(request)
        statuses = set()
        for workspace in asked:
            # Which workspace it is stands in the body, but only the signature says so reliably.
            status, answer_headers, answer = await workspace.events(headers, body)
            if status not in NOT_MINE:
                return web.Response(status=status, headers=answer_headers, text=answer)
            statuses.add(status)
        # One that has not started yet might have known it, so Slack shall come again.
        return web.Response(status=next(status for status in NOT_MINE if status in statuses))

    return respond


def _feed(feeds: CalendarFeeds) -> Respond:
    async def respond(request: web.Request) -> web.Response:
        seen = request.headers.get("If-None-Match", "")
        status, headers, body = await feeds.answer(request.match_info["key"], seen)
        return web.Response(status=status, headers=headers, body=body or None)

    return respond


def _headers(request: web.Request) -> dict[str, str]:
    """Return the headers by lower-case name. A repeated one is joined: no signature can hide behind another."""
    found: dict[str, str] = {}
    for name, value in request.headers.items():
        small = name.lower()
        found[small] = f"{found[small]}, {value}" if small in found else value
    return found


async def _body(request: web.Request) -> bytes:
    """Return the whole body. Raises HTTPBadRequest, HTTPRequestEntityTooLarge and HTTPRequestTimeout."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except web.RequestPayloadError:  # packed otherwise than its header says
        raise web.HTTPBadRequest from None


@web.middleware
async def _plainly(request: web.Request, handler: Respond) -> web.StreamResponse:
    """Refuse what is too large at once, and answer every trouble with a bare status."""
    try:
        if (request.content_length or 0) > LARGEST_BODY:
            return web.Response(status=413)
        return await handler(request)
    except web.HTTPException as refusal:
        allowed = refusal.headers.get("Allow")
        return web.Response(status=refusal.status, headers={"Allow": allowed} if allowed else None)
    except StoreDown:
        event(LOG, "post-not-kept", level=logging.WARNING)
        return web.Response(status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    except Exception:  # the platform brings it again; other posts go on
        LOG.exception("post-failed")
        return web.Response(status=500)


async def _unnamed(_: web.Request, response: web.StreamResponse) -> None:
    """Don't say which server in which version this is."""
    response.headers.popall("Server", None)
