"""Real Bolt apps run against the stand-in, over signed HTTP or Socket Mode. For the stand-in's own tests only."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import SlackStandIn


@asynccontextmanager
async def client_of(slack: SlackStandIn, token: str | None = None) -> AsyncIterator[AsyncWebClient]:
    """A client that repeats nothing by itself."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=token or slack.bot_token, base_url=slack.base_url, session=session, retry_handlers=[]
        )


@asynccontextmanager
async def app_of(slack: SlackStandIn) -> AsyncIterator[AsyncApp]:
    """A Bolt app that acknowledges after its listener, and hears its own messages too."""
    async with client_of(slack) as client:
        yield AsyncApp(
            client=client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            ignoring_self_events_enabled=False,
        )


@asynccontextmanager
async def over_http(slack: SlackStandIn, app: AsyncApp) -> AsyncIterator[list[web.Request]]:
    """Serve `app` on loopback and point the stand-in at it; yields the requests as they came."""
    seen: list[web.Request] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request)
        body = (await request.read()).decode()
        bolt = AsyncBoltRequest(body=body, headers={key: [value] for key, value in request.headers.items()})
        response = await app.async_dispatch(bolt)
        content_type = response.first_headers_without_set_cookie().get("content-type", "text/plain")
        return web.Response(
            status=response.status, text=response.body, content_type=content_type.partition(";")[0], charset="utf-8"
        )

    async with serving(answer) as url:
        slack.mode, slack.request_url = "http", url
        yield seen


@asynccontextmanager
async def serving(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Serve one handler on loopback; yields its address."""
    application = web.Application()
    application.router.add_post("/slack/events", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def over_sockets(
    slack: SlackStandIn, app: AsyncApp, count: int = 1
) -> AsyncIterator[list[AsyncSocketModeHandler]]:
    """Connect `app` by as many Socket Mode connections."""
    handlers = [AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.5) for _ in range(count)]
    try:
        for handler in handlers:
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt has no types for it
        await slack.connected(count)
        yield handlers
    finally:
        for handler in handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt has no types for it
