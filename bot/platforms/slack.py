"""Slack as a platform: one workspace over Socket Mode or HTTP. Loads Bolt and slack_sdk only when it begins to listen.

The rooms beside it: shapes, keys and reading (what comes), drawing, forms, sending, pressed, files and finding (what
goes), calls, bytes and outcomes (the Web API), door, socket, listening and sweep (how it comes), people; manifest and
check.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import logs
from bot.clock import Clock
from bot.platforms.base import Busy, Finding, Intake, Limits, Message, NoTopic, NotSent, Parcel, Place, Sheet
from bot.platforms.slack_check import Setting, findings
from bot.platforms.slack_drawing import parts
from bot.platforms.slack_files import LARGEST as LARGEST_FILE
from bot.platforms.slack_files import Files
from bot.platforms.slack_finding import Search
from bot.platforms.slack_listening import Lines, Listening
from bot.platforms.slack_manifest import manifest
from bot.platforms.slack_outcomes import FAILURES, Declined, Json, harmless
from bot.platforms.slack_people import People
from bot.platforms.slack_pressed import Pressed
from bot.platforms.slack_reading import Words, understand
from bot.platforms.slack_sending import Sending, SlackTicket
from bot.platforms.slack_shapes import Ours, ident, part
from bot.platforms.slack_sweep import Sweep
from handlers.chat.incoming import Command, Event, Sender

if TYPE_CHECKING:
    from bot.platforms.slack_bytes import Bytes
    from bot.platforms.slack_calls import Calls
    from bot.platforms.slack_door import Door
    from bot.platforms.slack_socket import Socket

__all__ = ["SlackPlatform", "SlackTicket", "manifest"]

LARGEST = 1024 * 1024
USUAL = Limits(8.0, 1.0)
PAUSE, LONGEST_PAUSE = 1.0, 60.0

log = logging.getLogger(__name__)


class SlackPlatform:
    """One workspace of Slack (see base.Platform)."""

    name = "slack"
    reconciles = True
    parallel = 8
    has_home = True
    has_topics = False
    largest_file = LARGEST_FILE
    _intake: Intake | None = None
    _calls: Calls | None = None
    _door: Door | None = None
    _socket: Socket | None = None
    _sweep: Sweep | None = None
    _closed = False
    _refused = False

    def __init__(  # noqa: PLR0913 - the settings of a connection, by name
        self,
        *,
        label: str = "",
        bot_token: str,
        app_token: str | None,
        signing_secret: str | None,
        clock: Clock,
        mode: str = "socket",
        base_url: str = "https://slack.com/api/",
        command: str = "/office",
        limits: Limits = USUAL,
        known_team: str | None = None,
        commands: frozenset[str] = frozenset(),
        commands_with_words: frozenset[str] = frozenset(),
        opens_form: Callable[[Command], bool] = lambda command: False,
        saved_line: Callable[[str | None], str] = lambda language: "Saved, working on it.",
        trouble_line: Callable[[str | None], str] = lambda language: "That was not saved. Please try again.",
    ) -> None:
        """`known_team` is the team id learned before: payloads make sense, and count, before Slack is asked again.

        `commands` are the words known after the slash command; those in `commands_with_words` take one more word when
        typed as a plain message, those that `opens_form` knows answer with a form. The two lines are worded by
        language (None if unknown), for modals that can't wait.
        """
        self.label, self.limits, self.mode = label, limits, mode
        self._tokens = (bot_token, app_token or "", signing_secret or "")
        self._base_url, self._clock, self._known_team = base_url, clock, known_team or ""
        self.prefix = f"{command} "
        self._vocabulary = Words(command, commands, commands_with_words)
        self.ours = Ours(self._known_team, _app_of(app_token))
        search = Search(self, clock, self._us)
        self._sending = Sending(self, search, clock, Pressed(self._replace, clock))
        self._files = Files(self, clock, self._sending.channel, search, lambda: self._locked_out("missing_scope"))
        self._people = People(self, clock)
        lines = Lines(saved_line, trouble_line, self._people.language)
        self._listening = Listening(self._sending, clock, self._us, lines, opens_form, self._people.forget)
        self._loading = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    def _us(self) -> Ours:
        return self.ours

    @property
    def workspace(self) -> str:
        """The team id, empty until it was learned."""
        return self.ours.team

    # --- listening ---------------------------------------------------------------------------------------------------

    async def listen(self, intake: Intake) -> None:
        """Connect and hand in events until cancelled (see base.Platform)."""
        self._intake = self._listening.intake = intake
        await self._loaded()
        await self._learn_in_the_end(intake)
        self._listening.open = True
        sweep = self._sweep = Sweep(self, self._clock, intake, lambda: self.ours)
        try:
            async with asyncio.TaskGroup() as group:
                self._tasks = [group.create_task(self._steadily(sweep.run, intake))]
                if self.mode == "socket":
                    socket = self._new_socket(intake)
                    self._tasks.append(group.create_task(self._steadily(lambda: socket.run(self._connected), intake)))
                else:
                    sweep.ask()
                await asyncio.get_running_loop().create_future()
        finally:
            self._tasks = []
            await self._let_go()

    def _connected(self) -> None:
        """Make up for what was not heard: messages, and who has become a guest or gone."""
        self._people.forget_all()
        if self._sweep is not None:
            self._sweep.ask()

    def _new_socket(self, intake: Intake) -> Socket:
        from bot.platforms.slack_socket import Socket

        if self._calls is None or self._door is None:
            raise RuntimeError("listening before loading")
        self._socket = Socket(self._door, self._calls, self._tokens[1], self._clock, intake, self._alive)
        return self._socket

    async def _steadily(self, run: Callable[[], Awaitable[None]], intake: Intake) -> None:
        """Run something endless again should it fail by a fault of our own: a deaf office is worse than a loud one."""
        while True:
            try:
                await run()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next try may go well
                logs.event(log, "slack-task-failed", level=logging.WARNING, error=type(error).__name__)
                intake.trouble(self.name, type(error).__name__)
            await self._clock.sleep(LONGEST_PAUSE)

    async def stop_listening(self) -> None:
        """Take nothing new in; sending still works. What is not acknowledged by now, Slack repeats."""
        tasks, self._tasks = self._tasks, []
        await self._listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._let_go()

    async def _let_go(self) -> None:
        self._listening.open = False
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.stop()

    async def close(self) -> None:
        """Give back connections."""
        self._closed = True
        await self._let_go()
        calls, self._calls, self._door = self._calls, None, None
        if calls is not None:
            await calls.close()

    async def events(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], str]:
        """Answer a POST to the request URL (events, commands, interactions): status, headers, body. Never raises."""
        if self.mode != "http":
            return 404, {}, ""
        if len(body) > LARGEST:
            return 413, {}, ""
        if not self._closed:
            await self._loaded()
        if self._door is None:
            return 503, {}, ""
        status, named, text = await self._door.http(headers, body)
        if status == 200:
            self._alive()
        return status, named, text

    def _alive(self) -> None:
        """Note a sign of life. While the bot token is refused there is none: we may hear, but can't speak."""
        if self._intake is not None and not self._refused:
            self._intake.heard(self.name)

    # --- who we are --------------------------------------------------------------------------------------------------

    async def call(self, method: str, /, **parameters: object) -> Json:
        """Call a method of the Web API (see slack_outcomes.Api)."""
        answer = await (await self._loaded()).call(method, **parameters)
        if "token" not in parameters:
            self._refused = False
        return answer

    async def _replace(self, address: str, body: Json) -> bool:
        return await (await self._loaded()).answer(address, body)

    async def transfers(self) -> Bytes:
        """Return the transfers of this connection (see slack_files.Carrier)."""
        return (await self._loaded()).bytes

    async def _loaded(self) -> Calls:
        """Load the libraries, in a thread (0.7 s in which nobody else should wait), and open the session."""
        if self._calls is not None:
            return self._calls
        if self._closed:
            raise NotSent("closed")
        async with self._loading:
            if self._calls is None:
                await asyncio.to_thread(_load)
                from bot.platforms.slack_calls import Calls
                from bot.platforms.slack_door import Door

                bot_token, _, secret = self._tokens
                calls = Calls(bot_token, self._base_url, self._locked_out)
                self._door = Door(self._listening, self._clock, secret, calls.client)
                self._calls = calls
            return self._calls

    def _locked_out(self, code: str) -> None:
        logs.event(log, "slack-token-refused", level=logging.WARNING, code=code)
        if self._intake is not None:
            self._intake.trouble(self.name, code)
            self._intake.alarm("slack-scope" if code == "missing_scope" else "slack-token", reason=code)
        if code != "missing_scope":
            self._refused = True
            if self._sweep is not None:
                self._sweep.ask()  # it tries again every minute, and so finds out when the token is accepted

    async def _learn_in_the_end(self, intake: Intake) -> None:
        """Ask Slack who we are until it says so, and until it is the workspace we know."""
        pause = PAUSE
        while True:
            try:
                if await self._learn():
                    return
                intake.alarm("slack-team")
                reason, pause = "other-team", LONGEST_PAUSE
            except Busy as busy:
                reason, pause = "busy", max(pause, busy.seconds)
            except FAILURES as error:
                reason = error.code if isinstance(error, Declined) else type(error).__name__
            intake.trouble(self.name, reason)
            await self._clock.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _learn(self) -> bool:
        """Learn team, bot user and app; False if the token belongs to another workspace than before."""
        answer = await harmless(self, "auth.test")
        team = ident(answer, "team_id")
        if not team or (self._known_team and team != self._known_team):
            return False
        app = ident(answer, "app_id")
        if not app and ident(answer, "bot_id"):
            with contextlib.suppress(Declined):  # nice to know, not needed
                described = await harmless(self, "bots.info", bot=ident(answer, "bot_id"))
                app = ident(part(described, "bot"), "app_id")
        self.ours = Ours(team, app or self.ours.app, ident(answer, "user_id"))
        return True

    # --- coming and going --------------------------------------------------------------------------------------------

    def understand(self, raw: Mapping[str, Any], at: datetime) -> Event:
        """Return what a stored payload means (see base.Platform)."""
        return understand(dict(raw), at, self.ours, self._vocabulary)

    def ticket(self, raw: Mapping[str, Any]) -> object | None:
        """Return what reaches the window opened for a stored press, command or shortcut (see base.Platform)."""
        return self._listening.ticket(dict(raw))

    async def profile(self, sender: Sender) -> Sender:
        """Return the sender as Slack knows them now (see base.Platform)."""
        return await self._people.profile(sender)

    def parts(self, message: Message) -> list[Message]:
        """Return the message cut to Slack's limits (see base.Platform)."""
        return parts(message)

    async def send(self, to: Place, message: Message) -> str:
        """Send one part (see base.Platform)."""
        return await self._sending.send(to, message)

    async def edit(self, to: Place, message_id: str, message: Message) -> None:
        """Replace a message sent before (see base.Platform)."""
        await self._sending.edit(to, message_id, message)

    def answers_press(self, to: Place, message_id: str) -> bool:
        """Whether an edit would be the answer to a press (see base.Platform)."""
        return self._sending.pressed.has(to.chat, message_id)

    async def find(self, to: Place, mark: str, since: datetime) -> str | None:
        """Return the id of the message that carries `mark` (see base.Platform)."""
        return await self._sending.find(to, mark, since)

    async def answer(self, ticket: object, text: str | None) -> None:
        """Answer a press or command directly (see base.Platform)."""
        if isinstance(ticket, SlackTicket):
            await self._sending.answer(ticket, text)

    async def open_form(self, ticket: object, sheet: Sheet) -> bool:
        """Fill the modal that a press has opened (see base.Platform)."""
        return isinstance(ticket, SlackTicket) and await self._sending.open_form(ticket, sheet)

    async def send_file(self, to: Place, parcel: Parcel, caption: Message) -> str:
        """Send a file with words (see base.Platform); return its file id where Slack does not tell the message's."""
        return await self._files.send(to, parcel, caption)

    def fetch(self, handle: str) -> AsyncIterator[bytes]:
        """Yield the content of the file with this id (see base.Platform)."""
        return self._files.fetch(handle)

    async def open_topic(self, to: Place, name: str) -> str:
        """Refuse: below a card hangs its thread here (`has_topics`)."""
        raise NoTopic

    async def show_home(self, to: Place, message: Message) -> None:
        """Draw a person's App Home; `to` is `user:` and their id, or their conversation with us (see base.Platform)."""
        await self._sending.show_home(to, message)

    async def show_work(self, to: Place) -> None:
        """Nothing: Slack shows no such thing for apps."""

    async def set_menu(self, chat: str, entries: Sequence[tuple[str, str]]) -> None:
        """Nothing: Slack's commands are in the app's manifest."""

    async def leave(self, chat: str) -> None:
        """Leave a channel (see base.Platform)."""
        await self._sending.leave(chat)

    async def check(self) -> list[Finding]:
        """Look at token, rights and Socket Mode over the network; never raises."""
        _, app_token, secret = self._tokens
        setting = Setting(self.label, self.mode, app_token, secret)
        return await findings(self, setting, lambda: self._calls.scopes if self._calls else None, self._learn)


def _load() -> None:
    from bot.platforms import slack_door, slack_socket  # noqa: F401 - loaded here so that nobody waits for it later


def _app_of(app_token: str | None) -> str:
    """Return the app id that an app-level token (xapp-1-A…-…) carries, empty if there is none."""
    pieces = (app_token or "").split("-")
    return pieces[2] if len(pieces) > 3 and pieces[0] == "xapp" and pieces[2].isalnum() else ""
