"""Sending through the real library: what arrives, and which outcome each kind of failure has."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.platforms.base import (
    Busy,
    CannotTell,
    Message,
    Moved,
    Never,
    NotSent,
    Option,
    Place,
    Platform,
    Sheet,
    Uneditable,
    Unknown,
)
from bot.platforms.telegram import TelegramPlatform
from handlers.chat.incoming import Sender
from tests.platforms.telegram_bench import FakeIntake, a_bot, closing, listening, raw_server, until
from tests.standins.telegram import TelegramStandIn, TelegramUser
from tests.standins.telegram_records import Drop

CARD = Message(("Order flowers",), title="Task 7", options=(Option("Done", "key-1"), Option("Decline", "key-2")))


def at(chat: object) -> Place:
    return Place("telegram", "", str(chat))


def anna_of(server: TelegramStandIn) -> TelegramUser:
    """A client who has written to the bot before."""
    anna = server.user("Anna")
    anna.says("hello")
    return anna


async def outcome_of(platform: TelegramPlatform, place: Place, message: Message = CARD) -> Exception:
    """Return the exception that sending ends with; no trace of the library or the token may hang on it."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is what the tests ask
        await platform.send(place, message)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or not type(caught.value.__context__).__module__.startswith("telegram")
    assert "flowers" not in str(caught.value)
    return caught.value


async def test_card_and_edit() -> None:
    """A card is plain text with a bold title and buttons; an edit replaces all; nothing is parsed as mark-up."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        number = await platform.send(at(anna.id), CARD)
        shown = anna.by_id[int(number)]
        assert shown.text == "Task 7\nOrder flowers"
        assert shown.entities == [{"type": "bold", "offset": 0, "length": 6}]
        assert [[button.label for button in row] for row in shown.buttons] == [["Done", "Decline"]]
        nasty = "<b>x</b> *y* [z](tg://user?id=1) & _ `"
        await platform.edit(at(anna.id), number, Message((nasty,), title="😀 Done"))
        shown = anna.by_id[int(number)]
        assert shown.text == f"😀 Done\n{nasty}"
        assert {"type": "bold", "offset": 0, "length": 7} in shown.entities
        assert shown.buttons == []
        sent = server.calls_of("sendMessage", "editMessageText")
        assert all("parse_mode" not in call.params for call in sent)
        assert all(json.loads(json.dumps(call.params["link_preview_options"])) for call in sent)


async def test_edit_twice_the_same() -> None:
    """Editing to what it says already is done."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        number = await platform.send(at(anna.id), CARD)
        await platform.edit(at(anna.id), number, CARD)
        assert server.calls_of("editMessageText")[0].status == 400


async def test_edit_of_what_is_gone() -> None:
    """A deleted message, somebody else's, and an id that is none can't be edited."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        number = await platform.send(at(anna.id), CARD)
        anna.deletes(int(number))
        for gone in (number, "1", "x", ""):
            with pytest.raises(Uneditable):
                await platform.edit(at(anna.id), gone, CARD)


async def test_long_message_in_parts() -> None:
    """A text of 9,000 characters arrives complete, in order, with the buttons on the last part."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        lines = tuple(f"line {number} 😀" for number in range(700))
        numbers = [
            await platform.send(at(anna.id), part)
            for part in platform.parts(Message(lines, title="Long", options=CARD.options))
        ]
        shown = [anna.by_id[int(number)] for number in numbers]
        assert "\n".join(message.text for message in shown) == "\n".join(("Long", *lines))
        assert [bool(message.buttons) for message in shown] == [False] * (len(shown) - 1) + [True]


async def test_formatting_refused() -> None:
    """If Telegram does not like the formatting, the same goes out as plain text, once."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        server.fault("sendMessage", status=400, description="can't parse entities: canary")
        number = await platform.send(at(anna.id), CARD)
        assert anna.by_id[int(number)].entities == []
        assert anna.count("Order flowers") == 1
        server.fault("sendMessage", status=400, description="ENTITY_BOUNDS_INVALID", count=2)
        refused = await outcome_of(platform, at(anna.id))
        assert isinstance(refused, Never)
        assert refused.code == "bad-request:entity-bounds-invalid"


async def test_answer_lost() -> None:
    """A connection that breaks after the request leaves open whether it was executed."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        drops: tuple[Drop, ...] = ("after", "before")
        for drop in drops:
            server.fault("sendMessage", drop=drop)
            assert isinstance(await outcome_of(platform, at(anna.id)), Unknown)
        assert anna.count("Order flowers") == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_server_errors(status: int) -> None:
    """A server error may come after executing."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        server.fault("sendMessage", status=status)
        assert isinstance(await outcome_of(platform, at(anna_of(server).id)), Unknown)


async def test_nobody_listens() -> None:
    """A refused connection means: surely not sent."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/bot"
        async with closing(a_bot(address)) as platform:
            assert isinstance(await outcome_of(platform, at(5)), NotSent)
    async with closing(a_bot("gopher://127.0.0.1/bot")) as platform:
        assert isinstance(await outcome_of(platform, at(5)), NotSent)


async def test_closed() -> None:
    """After closing nothing is sent."""
    async with TelegramStandIn() as server:
        platform = a_bot(server)
        await platform.close()
        assert isinstance(await outcome_of(platform, at(5)), NotSent)
        await platform.answer("5", "hi")
        await platform.leave("5")
        assert server.calls == []


async def test_held_back() -> None:
    """A 429 holds its chat as long as Telegram says; three chats at once hold everybody."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        people = [anna_of(server) for _ in range(3)]
        server.fault("sendMessage", retry_after=17, count=3)
        holds = [await outcome_of(platform, at(person.id)) for person in people]
        assert all(isinstance(hold, Busy) and hold.seconds == 17 for hold in holds)
        assert [isinstance(hold, Busy) and hold.everybody for hold in holds] == [False, False, True]


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (lambda anna: setattr(anna, "blocked", True), "blocked"),
        (lambda anna: setattr(anna, "deactivated", True), "deactivated"),
        (lambda anna: setattr(anna, "started", False), "never-started"),
    ],
    ids=["blocked", "deactivated", "never-started"],
)
async def test_unreachable_people(happens: Callable[[TelegramUser], None], code: str) -> None:
    """Who blocked the bot, is gone or never began can't be reached here."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        happens(anna)
        refused = await outcome_of(platform, at(anna.id))
        assert isinstance(refused, Never)
        assert (refused.code, refused.unreachable) == (code, True)


async def test_unknown_chat() -> None:
    """A chat that does not exist is unreachable as well."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        for chat in ("12345", "@nobody", "nonsense", ""):
            refused = await outcome_of(platform, at(chat))
            assert isinstance(refused, Never)


async def test_too_many_things_wrong_with_a_button() -> None:
    """What Telegram finds illegal is final, and says which rule."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        refused = await outcome_of(platform, at(anna_of(server).id), Message(("x",), options=(Option("y", "k" * 65),)))
        assert isinstance(refused, Never)
        assert (refused.code, refused.unreachable) == ("bad-request:button-data-invalid", False)


async def test_group_moved() -> None:
    """A group that became a supergroup says its new id."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        server.fault("sendMessage", status=400, description="group chat was upgraded to a supergroup chat")
        assert isinstance(await outcome_of(platform, at(-5)), Never)
    body = {"ok": False, "error_code": 400, "description": "x", "parameters": {"migrate_to_chat_id": -1003}}
    async with canned(json.dumps(body).encode(), status=400) as address, closing(a_bot(address)) as platform:
        moved = await outcome_of(platform, at(-5))
        assert isinstance(moved, Moved)
        assert moved.chat == "-1003"


def canned(body: bytes, status: int = 200) -> Any:
    return raw_server(lambda method, facts: body, status=status)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"<html>", 200),
        (b"[" * 20_000, 200),
        (b'{"ok": true}', 200),
        (b'{"ok": true, "result": 5}', 200),
        (b'{"ok": true, "result": {"message_id": 5}}', 200),
        (b'{"ok": true, "result": {"message_id": 5, "date": 1, "chat": {"id": 5, "type": "private"}, '
         b'"reply_markup": {"keyboard": []}}}', 200),
        (b"<html>", 502),
        (b"[" * 20_000, 500),
        (b"", 302),
    ],
)  # fmt: skip
async def test_answers_nobody_understands(body: bytes, status: int) -> None:
    """An answer that makes no sense leaves open whether it was executed."""
    async with canned(body, status) as address, closing(a_bot(address)) as platform:
        assert isinstance(await outcome_of(platform, at(5)), Unknown)


@pytest.mark.parametrize(("status", "code"), [(413, "http-413"), (400, "bad-request:other"), (403, "forbidden")])
async def test_refusals_without_words(status: int, code: str) -> None:
    """A refusal without a readable body is still one."""
    async with canned(b"<html>", status) as address, closing(a_bot(address)) as platform:
        refused = await outcome_of(platform, at(5))
        assert isinstance(refused, Never)
        assert refused.code == code


async def test_token_revoked_while_sending() -> None:
    """Everything waits a minute, health and managers hear of it, and nothing is given up."""
    async with TelegramStandIn() as server:
        anna, intake, platform = anna_of(server), FakeIntake(), a_bot(server)
        async with listening(platform, intake):
            await server.drained()
            server.refuse_all(401)
            busy = await outcome_of(platform, at(anna.id))
        assert isinstance(busy, Busy)
        assert (busy.seconds, busy.everybody) == (60, True)
        assert "telegram-token" in intake.codes
        assert "token" in intake.troubles


async def test_answer_to_a_press() -> None:
    """A toast is cut to what Telegram shows; an answer that is late or wrong is nobody's error."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        await platform.send(at(anna.id), CARD)
        press = anna.presses("Done")
        await platform.answer(press.id, "x" * 300)
        assert (await press.answered()).text == "x" * 199 + "…"
        quiet = anna.presses("Done")
        await platform.answer(quiet.id, None)
        assert (await quiet.answered()).text == ""
        await platform.answer(press.id, "again")
        await platform.answer("unknown", "late")
        await platform.answer(object(), "no ticket of ours")
        server.refuse_all(500)
        await platform.answer(quiet.id, "down")


async def test_reply() -> None:
    """A message answers another; if that is gone, or its id is none, it is sent without."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        first = await platform.send(at(anna.id), CARD)
        second = await platform.send(at(anna.id), Message(("done",), reply_to=first))
        assert anna.by_id[int(second)].reply_to == int(first)
        anna.deletes(int(first))
        for gone in (first, "x", "", "-1", "0", "9" * 30):
            number = await platform.send(at(anna.id), Message(("still done",), reply_to=gone))
            assert anna.by_id[int(number)].reply_to is None


async def test_only_the_first_part_is_a_reply() -> None:
    """A long answer quotes what it answers once."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        first = await platform.send(at(anna.id), CARD)
        parts = platform.parts(Message(("x" * 9000,), reply_to=first))
        shown = [anna.by_id[int(await platform.send(at(anna.id), part))].reply_to for part in parts]
        assert shown == [int(first), None, None]


async def test_moments() -> None:
    """Words that name an instant carry it, so that Telegram can show it in the reader's zone; the words stay."""
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    card = Message(("😀 Due 2 March, 13:00",), title="Task 7", moments=(("2 March, 13:00", noon),))
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna = anna_of(server)
        number = await platform.send(at(anna.id), card)
        date = {"type": "date_time", "offset": 14, "length": 14, "unix_time": 1_772_452_800}
        assert anna.by_id[int(number)].text == "Task 7\n😀 Due 2 March, 13:00"
        assert anna.by_id[int(number)].entities == [{"type": "bold", "offset": 0, "length": 6}, date]
        await platform.edit(at(anna.id), number, Message(("Due 2 March, 13:00",), moments=card.moments))
        assert anna.by_id[int(number)].entities == [date | {"offset": 4}]
        server.fault("sendMessage", status=400, description="can't parse MessageEntity: type is unknown")
        number = await platform.send(at(anna.id), card)
        assert anna.by_id[int(number)].entities == []


async def test_leaving_and_showing_work() -> None:
    """The bot leaves groups, and shows that it is busy, which is no message and nobody's error."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        group, anna = server.group("Strangers"), anna_of(server)
        await platform.leave(str(group.id))
        assert server.calls_of("leaveChat")[0].params["chat_id"] == group.id
        await platform.show_work(at(anna.id))
        assert anna.actions == ["typing"]
        anna.blocked = True
        await platform.show_work(at(anna.id))
        server.refuse_all(500)
        await platform.show_work(at(anna.id))


async def test_menu_of_a_chat() -> None:
    """Each chat has its own menu, without what Telegram would refuse; none given, it has that of all chats again."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna, ben = anna_of(server), anna_of(server)
        entries = [("new", "New request"), ("Bad Name", "x"), ("blank", " \n"), ("long", "Neu\x00 " * 200)]
        await platform.set_menu(str(anna.id), entries)
        assert [(name, len(words)) for name, words in anna.menu] == [("new", 11), ("long", 256)]
        assert ben.menu == []
        await platform.set_menu(str(ben.id), [(f"c{number}", "x") for number in range(150)])
        assert len(ben.menu) == 100
        await platform.set_menu(str(anna.id), [])
        assert anna.menu == []
        await platform.set_menu("12345", entries)
        server.refuse_all(500)
        await platform.set_menu(str(anna.id), entries)


async def test_check() -> None:
    """`check` names the bot, and says what to do about a bad token, a dead network or a webhook in the way."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        assert [finding.ok for finding in await platform.check()] == [True, True]
        assert "@vorzimmer_bot" in (await platform.check())[0].what
        server.webhook.url = "http://127.0.0.1:9/elsewhere"
        assert [finding.ok for finding in await platform.check()] == [True, False]
        server.refuse_all(401)
        (finding,) = await platform.check()
        assert not finding.ok
        assert "BotFather" in finding.todo
        server.refuse_all(502)
        assert [finding.ok for finding in await platform.check()] == [False]


async def test_what_telegram_has_not() -> None:
    """No windows, no history, and nothing more to know about people than each update says."""
    async with closing(a_bot("http://127.0.0.1:9/bot")) as platform:
        assert not await platform.open_form("5", Sheet("d", "t", "s", "c", ()))
        with pytest.raises(CannotTell):
            await platform.find(at(5), "m1", datetime(2026, 3, 2, tzinfo=UTC))
        with pytest.raises(Never):
            await platform.show_home(at(5), CARD)
        sender = Sender("telegram", "", "5", "5")
        assert await platform.profile(sender) is sender


async def test_slow_answer_does_not_hold_others() -> None:
    """While one call waits for its answer, others go through."""
    async with TelegramStandIn() as server, closing(a_bot(server)) as platform:
        anna, ben = anna_of(server), anna_of(server)
        gate = asyncio.Event()
        server.fault("sendMessage", chat=anna.id, hold=gate)
        slow = asyncio.create_task(platform.send(at(anna.id), CARD))
        await platform.send(at(ben.id), CARD)
        await until(lambda: server.calls_of("sendMessage"), "both were asked")
        assert not slow.done()
        gate.set()
        await slow


def test_it_is_a_platform() -> None:
    """The connection has all that the house asks of a platform (mypy checks the signatures)."""
    platform: Platform = a_bot("http://127.0.0.1:9/bot")
    assert (platform.name, platform.workspace, platform.reconciles) == ("telegram", "", False)
    assert not platform.has_home
