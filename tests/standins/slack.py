"""A stand-in for Slack on loopback: Web API, events, Socket Mode and interactivity, and people to play. Start here.

Built to what Slack documents and to what its issue trackers show; the real client libraries talk to it unchanged.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Literal, Unpack

import aiohttp
from aiohttp import web

from tests.standins.slack_delivery import Delivery, Dispatch, HttpTransport, Signer, Transport, wall_clock
from tests.standins.slack_gestures import TOKEN, Gestures
from tests.standins.slack_limits import Call, Fault, FaultOptions, Limits
from tests.standins.slack_people import Channel, SlackUser
from tests.standins.slack_shown import Json, LiveMarkup
from tests.standins.slack_socket import Reason, Sockets
from tests.standins.slack_state import Conversation, Message, Profile, Workspace
from tests.standins.slack_view import View
from tests.standins.slack_web import Access, WebApi

__all__ = ["Call", "Channel", "Delivery", "Fault", "Limits", "Message", "SlackStandIn", "SlackUser", "View"]


class SlackStandIn:
    """One workspace with one app installed.

    `clock` gives seconds since 1970 and rules over message ids, triggers, response addresses, rate limits, delayed
    history and pauses between retries; without it real time does. `answer_within` (Slack's three seconds of patience)
    and everything else on the wire is real time. State survives `stop` and `start`, also the port.
    """

    def __init__(
        self,
        *,
        team: str = "T0OFFICE",
        bot_token: str = "xoxb-office",
        app_token: str = "xapp-office",
        signing_secret: str = "signing-secret",
        clock: Callable[[], float] | None = None,
        limits: Limits | None = None,
        command: str = "/office",
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.mode: Literal["socket", "http"] = "socket"
        self.command = command
        self.workspace = Workspace(team=team, clock=clock or wall_clock)
        self.access = Access(bot_token, app_token)
        self.signer = Signer(signing_secret)
        self.limits = limits or Limits()
        self._http = HttpTransport(self.signer)
        self._sockets = Sockets(self.workspace.app, lambda: self.workspace.origin)
        self._web = WebApi(self.workspace, self.access, self.limits, self._sockets.ticket)
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep if clock is None else self._sleep_by_clock
        self.dispatch = Dispatch(self._transport, sleep)
        self.gestures = Gestures(self.workspace, self.dispatch)
        self.workspace.emit = self.gestures.event
        self._runner: web.AppRunner | None = None
        self._port = 0

    def _transport(self) -> Transport:
        return self._sockets if self.mode == "socket" else self._http

    async def _sleep_by_clock(self, seconds: float) -> None:
        due = self.workspace.clock() + seconds
        while self.workspace.clock() < due:  # noqa: ASYNC110 - the test's clock has nothing to wait on
            await asyncio.sleep(0.02)

    # running

    async def start(self) -> None:
        """Listen on loopback (the same port at each start) and go on with what wasn't acknowledged."""
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.add_routes(self._web.routes())
        application.router.add_get("/link/", self._sockets.handle)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        self.workspace.origin = f"http://127.0.0.1:{self._port}"
        await self._http.start()
        self.dispatch.resume()

    async def stop(self) -> None:
        """Cut all connections; everything Slack knows is kept."""
        await self.dispatch.pause()
        await self._sockets.stop()
        await self._http.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "SlackStandIn":
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    @property
    def base_url(self) -> str:
        """What slack_sdk takes as `base_url`."""
        return f"{self.workspace.origin}/api/"

    @property
    def request_url(self) -> str | None:
        """Where events, commands and interactions go in mode "http"."""
        return self._http.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._http.request_url = url

    # people and places

    def user(
        self,
        real_name: str,
        *,
        locale: str = "en-US",
        tz: str = "Europe/Berlin",
        is_restricted: bool = False,
        is_ultra_restricted: bool = False,
        is_stranger: bool = False,
        deleted: bool = False,
        is_bot: bool = False,
        team: str | None = None,
    ) -> SlackUser:
        """Add a person. A stranger belongs to another team unless `team` says otherwise."""
        home = team or ("T0ELSEWHERE" if is_stranger else self.workspace.team)
        profile = Profile(
            self.workspace.new_id("U"), real_name, home, locale, tz, is_restricted, is_ultra_restricted, is_stranger,
            deleted, is_bot,
        )  # fmt: skip
        self.workspace.profiles[profile.id] = profile
        return SlackUser(self.workspace, self.gestures, profile.id, self.command)

    def channel(self, name: str, *members: SlackUser, with_bot: bool = True) -> Channel:
        """Add a channel."""
        inside = {person.id for person in members} | ({self.workspace.bot_user} if with_bot else set())
        place = Conversation(self.workspace.new_id("C"), "channel", int(self.workspace.clock()), None, name, inside)
        self.workspace.conversations[place.id] = place
        return Channel(self.workspace, place)

    # what the bot did

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot in order, refused and cut ones too."""
        return self._web.calls

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def live_markup(self) -> list[LiveMarkup]:
        """Mentions, dates and labelled links that the bot's texts really made."""
        return self.workspace.live_markup

    @property
    def auto_links(self) -> list[LiveMarkup]:
        """Bare addresses that Slack would turn into links in texts the bot didn't mark `verbatim`."""
        return self.workspace.auto_links

    # what goes wrong

    def fault(self, method: str | None = None, **how: Unpack[FaultOptions]) -> Fault:
        """Let calls of the bot fail; see Fault. The oldest fault that fits is taken."""
        fault = Fault(method, **how)
        self._web.faults.append(fault)
        return fault

    @property
    def outage(self) -> bool:
        """While true, things happen but nothing is delivered, not even later."""
        return self.dispatch.outage

    @outage.setter
    def outage(self, value: bool) -> None:
        self.dispatch.outage = value

    @property
    def history_delay(self) -> float:
        """Seconds by the clock until a new message can be read in conversations.history."""
        return self.workspace.history_delay

    @history_delay.setter
    def history_delay(self, seconds: float) -> None:
        self.workspace.history_delay = seconds

    @property
    def scopes(self) -> set[str]:
        """What the bot's token may do; change it in place."""
        return self.access.scopes

    def revoke(self, error: str | None = "token_revoked") -> None:
        """Refuse every call with `error` (token_revoked, account_inactive …); None ends it."""
        self.access.revoked = error

    # deliveries

    @property
    def deliveries(self) -> list[Delivery]:
        """Every event, command and interaction, in order."""
        return self.dispatch.deliveries

    @property
    def answer_within(self) -> float:
        """Seconds the bot has to acknowledge anything; Slack gives three."""
        return self.dispatch.answer_within

    @answer_within.setter
    def answer_within(self, seconds: float) -> None:
        self.dispatch.answer_within = seconds

    @property
    def retry_delays(self) -> tuple[float, ...]:
        """Pauses before the second, third and fourth attempt of an event."""
        return self.dispatch.retry_delays

    @retry_delays.setter
    def retry_delays(self, seconds: tuple[float, ...]) -> None:
        self.dispatch.retry_delays = seconds

    def emit(self, event: Json) -> Delivery | None:
        """Send an event of any kind; None if the app isn't subscribed to it."""
        return self.gestures.event({"event_ts": self.workspace.next_ts(), **event})

    async def redeliver(self, delivery: Delivery, *, new_event_id: bool = False) -> Delivery:
        """Bring the same thing once more, with no sign of being a repeat; returns when it ended."""
        payload = dict(delivery.payload)
        if new_event_id:
            payload["event_id"] = self.workspace.new_id("Ev")
        again = Delivery(delivery.kind, payload, delivery.user, delivery.after)
        return await self.dispatch.send(again).done()

    async def quiet(self, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - says what was missing
        """Wait until nothing is under way to the bot."""
        async with asyncio.timeout(timeout):
            while under_way := [each for each in self.deliveries if not each.finished]:
                await under_way[-1].done()

    def sign(self, body: bytes, timestamp: int | None = None) -> dict[str, str]:
        """Slack's two signature headers for a body."""
        return self.signer.sign(body, timestamp)

    async def deliver_raw(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Post anything to the request URL; returns status and body of the answer."""
        if self._http.session is None or self.request_url is None:
            raise RuntimeError("start the stand-in and set request_url first")
        bound = aiohttp.ClientTimeout(total=self.answer_within)
        async with self._http.session.post(self.request_url, data=body, headers=headers, timeout=bound) as answer:
            return answer.status, await answer.read()

    async def verify_url(self) -> bool:
        """The handshake Slack does when a request URL is entered: is the challenge echoed?"""
        challenge = f"challenge-{self.workspace.number()}"
        body = json.dumps({"token": TOKEN, "challenge": challenge, "type": "url_verification"}).encode()
        status, answer = await self.deliver_raw(body, {"Content-Type": "application/json", **self.sign(body)})
        return status == 200 and challenge in answer.decode(errors="replace")

    async def announce_rate_limit(self) -> tuple[int, bytes]:
        """Tell the bot (mode "http") that it was sent more than 30,000 events in an hour and misses some."""
        notice = {
            "token": TOKEN, "type": "app_rate_limited", "team_id": self.workspace.team,
            "minute_rate_limited": int(self.workspace.clock()) // 60 * 60, "api_app_id": self.workspace.app,
        }  # fmt: skip
        body = json.dumps(notice).encode()
        return await self.deliver_raw(body, {"Content-Type": "application/json", **self.sign(body)})

    # connections

    @property
    def sockets(self) -> int:
        """Number of open Socket Mode connections, silent ones not counted."""
        return sum(not connection.silent for connection in self._sockets.open)

    @property
    def sockets_opened(self) -> int:
        """How many connections were ever opened."""
        return self._sockets.opened

    @property
    def socket_shares(self) -> list[int]:
        """How many envelopes each open connection got."""
        return [connection.envelopes for connection in self._sockets.open]

    async def connected(self, count: int = 1, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - says what was missing
        """Wait until `count` connections are open."""
        await self._sockets.changed.until(lambda: self.sockets >= count, timeout)

    def recycle(self) -> None:
        """Ask all connections to reconnect, and close them."""
        self._sockets.disconnect("refresh_requested")

    def disconnect(self, reason: Reason) -> None:
        """Send a farewell on all connections: a warning leaves them open, everything else closes them."""
        self._sockets.disconnect(reason)

    def drop_sockets(self) -> None:
        """Cut all connections without a word."""
        for connection in list(self._sockets.open):
            connection.abort()

    def go_silent(self) -> None:
        """Let all present connections go dead half-open: nothing sent, nothing answered, nothing closed."""
        self._sockets.go_silent()
