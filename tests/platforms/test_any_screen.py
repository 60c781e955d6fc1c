"""Whatever people write, and whatever they are called: every screen and form of the office, drawn as each platform
draws it, is legal by other people's models and by the stand-ins' rules."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.i18n import Wording
from bot.platforms import slack_drawing, slack_forms
from bot.platforms.base import Message, Place
from bot.platforms.telegram import TelegramPlatform
from handlers.chat.outgoing import Card, Home
from tests.platforms.any_screen import SCREENS, Screen, asked, content, dialogs
from tests.platforms.telegram_bench import a_bot
from tests.standins.slack_rules import block_errors, view_errors
from tests.standins.telegram import TelegramStandIn, TelegramUser

READERS = st.sampled_from([("en", "Europe/Berlin"), ("de", "Asia/Kathmandu")])
# Without shrinking: a screen full of words takes minutes to shrink, and says by itself what is wrong.
QUICKLY = {"suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.reuse, Phase.generate)}
FEW = settings(max_examples=2, **QUICKLY)  # type: ignore[arg-type]  # as above
MORE = settings(max_examples=15, **QUICKLY)  # type: ignore[arg-type]  # as above


@dataclass
class Bench:
    """A stand-in and a bot that live as long as the module; each example runs on their loop."""

    runner: asyncio.Runner
    server: TelegramStandIn
    platform: TelegramPlatform
    anna: TelegramUser

    def takes(self, message: Message) -> None:
        """See that Telegram takes a message, its first part as an edit, with all its buttons."""
        self.server.calls.clear()
        numbers = self.runner.run(self._sends(message))
        assert self.server.complaints == []
        assert [call.status for call in self.server.calls] == [200] * len(self.server.calls)
        sent = [self.anna.by_id[int(number)] for number in numbers]
        pressed = [button.data for one in sent for row in one.buttons for button in row]
        assert pressed == [option.key for option in message.options]

    def _sends(self, message: Message) -> Coroutine[Any, Any, list[str]]:
        async def work() -> list[str]:
            place = Place("telegram", "", str(self.anna.id))
            parts = self.platform.parts(message)
            before = await self.platform.send(place, Message(("before",)))
            await self.platform.edit(place, before, parts[0])
            return [before, *[await self.platform.send(place, part) for part in parts[1:]]]

        return work()


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        server = TelegramStandIn(validate=True)
        runner.run(server.start())
        anna = server.user("Anna")
        anna.says("hello")
        bench = Bench(runner, server, a_bot(server), anna)
        yield bench
        runner.run(bench.platform.close())
        runner.run(server.stop())


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording()


def slack_takes(message: Message, shown: Screen) -> None:
    """See that Slack takes every part of a message, and a home as a page."""
    for part in slack_drawing.parts(message):
        drawn = slack_drawing.blocks(part)
        for block in Block.parse_all(drawn):
            block.validate_json()
        assert block_errors(drawn) == []
        assert slack_drawing.fallback(part)
    if isinstance(shown, Home):
        page = slack_drawing.home(message)
        View(**page).validate_json()
        assert view_errors(page) == []


@pytest.mark.parametrize("name", SCREENS)
@given(data=st.data(), reader=READERS)
@FEW
def test_any_screen(name: str, bench: Bench, wording: Wording, data: st.DataObject, reader: tuple[str, str]) -> None:
    """Every card, home and sentence."""
    shown = data.draw(SCREENS[name])
    if isinstance(shown, Card) and shown.pickers:  # not every platform has any
        assert any(button.opens for button in shown.buttons)
    for prefix in ("/", "/office "):
        message = wording.message(content(shown), *reader, prefix=prefix, mark="0192f0c1")
        if prefix == "/":
            bench.takes(message)
        else:
            slack_takes(message, shown)


@given(given_form=dialogs(), reader=READERS)
@MORE
def test_any_form(bench: Bench, wording: Wording, given_form: tuple[Any, Any], reader: tuple[str, str]) -> None:
    """Every form, begun or filled: as a window, and as the question or summary it is in a chat."""
    form, dialog = given_form
    window = slack_forms.view(wording.sheet(dialog, form, *reader))
    View(**window).validate_json()
    assert view_errors(window) == []
    card = asked(form, dialog)
    message = wording.message(content(card), *reader)
    bench.takes(message)
    slack_takes(message, card)
