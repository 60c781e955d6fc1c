"""Whatever the office says, Telegram takes it: any message, edit and caption, sent by the real library, judged by the
stand-in's rules and by aiogram's models."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.platforms.base import Message, Option, Parcel, Place
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.drawing import LONGEST_CAPTION, LONGEST_TEXT, units
from tests.platforms.telegram_bench import a_bot
from tests.standins.telegram import TelegramStandIn, TelegramUser
from tests.standins.telegram_pictures import png_of
from tests.standins.telegram_records import Message as Shown

BIDI = "\u202eabc\u202c \u2066שלום\u2069 \u200fمرحبا"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CARD = Message(("Here it is",), title="Task 7", reply_to="1", moments=(("is", NOON),))
FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@dataclass
class Bench:
    """A stand-in and a bot that live as long as the module; each example runs on their loop."""

    runner: asyncio.Runner
    server: TelegramStandIn
    platform: TelegramPlatform
    anna: TelegramUser
    path: Path

    def run(self, work: Coroutine[Any, Any, list[str]]) -> list[Shown]:
        """Return the messages that the ids stand for; nothing may have been refused or complained about."""
        self.server.calls.clear()
        numbers = self.runner.run(work)
        assert self.server.complaints == []
        assert [call.status for call in self.server.calls] == [200] * len(self.server.calls)
        return [self.anna.by_id[int(number)] for number in numbers]

    @property
    def place(self) -> Place:
        """Anna's chat."""
        return Place("telegram", "", str(self.anna.id))

    async def sends(self, message: Message) -> list[str]:
        """Send a message in its parts."""
        return [await self.platform.send(self.place, part) for part in self.platform.parts(message)]

    async def edits(self, message: Message) -> list[str]:
        """Send something, and edit it to what the message's last part says."""
        number = await self.platform.send(self.place, Message(("before",), options=(Option("Old", "old"),)))
        await self.platform.edit(self.place, number, self.platform.parts(message)[-1])
        return [number]

    async def does_the_rest(self) -> list[str]:
        """Do everything else that goes to Telegram, once."""
        await self.platform.show_work(self.place)
        await self.platform.set_menu(str(self.anna.id), [("new", "New request")])
        await self.platform.set_menu(str(self.anna.id), [])
        self.path.write_bytes(png_of(800, 600))
        picture = await self.platform.send_file(self.place, Parcel(self.path, "a.png", kind="photo"), CARD)
        self.path.write_bytes(b"OggS")
        voice = await self.platform.send_file(self.place, Parcel(self.path, "a.ogg", kind="voice"), CARD)
        self.path.write_bytes(b"%PDF")
        return [picture, voice]

    async def sends_file(self, parcel: Parcel, message: Message) -> list[str]:
        """Send a file with the message as its caption."""
        return [await self.platform.send_file(self.place, parcel, message)]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        server = TelegramStandIn(validate=True)
        runner.run(server.start())
        anna = server.user("Anna")
        anna.says("hello")
        path = tmp_path_factory.mktemp("any") / "file"
        path.write_bytes(b"%PDF")
        bench = Bench(runner, server, a_bot(server), anna, path)
        yield bench
        runner.run(bench.platform.close())
        runner.run(server.stop())


PIECES = ["x", " ", "\n", "word ", "😀", "👨‍👩‍👧", "🇩🇪", "\u0301", "\ud83d", "\x00", "\u200b", "\r\n", "<b>&", "@anna ",
          "/start ", "#a ", "https://a.example/x ", "*_`[", BIDI]  # fmt: skip
words = st.text(st.characters(), max_size=40) | st.builds(str.__mul__, st.sampled_from(PIECES), st.integers(0, 1500))
keys = st.text("abcdefghijklmnop0123456789-_", min_size=1, max_size=64)
labels = st.text(st.characters(), max_size=30) | st.sampled_from([*PIECES, "", "x" * 300, "😀" * 99])
options = st.builds(
    Option, label=labels, key=keys, style=st.sampled_from([None, "primary", "danger", "purple"]), opens=st.booleans()
)
many = st.builds(lambda some, times: (some * times)[:150], st.lists(options, max_size=10), st.integers(0, 15))
messages = st.builds(
    Message,
    lines=st.lists(words, max_size=5).map(tuple),
    title=st.none() | words,
    options=many.map(tuple),
    reply_to=st.sampled_from([None, "1", "999999", "x", "-5", ""]),
    moments=st.lists(st.tuples(st.sampled_from(["x", "word", "😀", "", "x x"]), st.just(NOON)), max_size=120).map(
        tuple
    ),
)


@given(messages)
@example(Message(("x",) * 150, title="t", moments=(("x", NOON),) * 150))
@example(Message((BIDI * 300,), options=(Option("x", "y" * 64),) * 150))
@FEW
def test_any_message(bench: Bench, message: Message) -> None:
    """Every part of any message is taken as it is, with all its buttons, and the first answers what it should."""
    shown = bench.run(bench.sends(message))
    assert all(1 <= units(one.text) <= LONGEST_TEXT for one in shown)
    pressed = [button.data for one in shown for row in one.buttons for button in row]
    assert pressed == [option.key for option in message.options]
    assert [one.reply_to for one in shown] == [1 if message.reply_to == "1" else None] + [None] * (len(shown) - 1)


@given(messages)
@FEW
def test_any_edit(bench: Bench, message: Message) -> None:
    """A card can be edited to anything that could be sent."""
    (shown,) = bench.run(bench.edits(message))
    assert shown.edited == 1


parcels = st.builds(
    Parcel,
    content=st.just(Path("set below")),
    name=words,
    mime=st.sampled_from(["", "image/png", "audio/ogg", "application/pdf", "x", "text/x\r\nY: 1"])
    | st.text(max_size=20),
    kind=st.sampled_from(["document", "audio", "video"]),
)


@given(parcels, messages)
@FEW
def test_any_caption(bench: Bench, parcel: Parcel, message: Message) -> None:
    """Any file name, type and caption is taken."""
    (shown,) = bench.run(bench.sends_file(replace(parcel, content=bench.path), message))
    assert units(shown.text) <= LONGEST_CAPTION
    assert shown.document is not None
    assert shown.document.content == b"%PDF"
    assert shown.document.filename
    assert shown.buttons == []


def test_all_other_calls(bench: Bench) -> None:
    """Pictures, voice messages, typing and menus are calls as others know them, too."""
    picture, voice = bench.run(bench.does_the_rest())
    assert picture.photo is not None
    assert voice.voice is not None
    assert [entity["type"] for entity in voice.entities] == ["bold", "date_time"]
    assert [call.method for call in bench.server.calls] == [
        "sendChatAction",
        "setMyCommands",
        "deleteMyCommands",
        "sendPhoto",
        "sendVoice",
    ]
