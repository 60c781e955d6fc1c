"""The Telegram stand-in itself, through the real python-telegram-bot: sending, editing, presses, polls, faults."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from tests.standins.telegram import FOREVER, Call, TelegramStandIn, TelegramUser


class Clock:
    """Unix seconds that stand still unless moved."""

    def __init__(self) -> None:
        self.now = 1_750_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn(clock=clock, validate=True) as standin:
        yield standin
        assert standin.complaints == []


@pytest.fixture
async def bot(telegram: TelegramStandIn) -> AsyncIterator[Bot]:
    async with bot_on(telegram) as connected:
        yield connected


@pytest.fixture
def anna(telegram: TelegramStandIn) -> TelegramUser:
    person = telegram.user("Anna", language_code="de")
    person.started = True
    return person


def bot_on(telegram: TelegramStandIn) -> Bot:
    return Bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=HTTPXRequest(read_timeout=5),
        get_updates_request=HTTPXRequest(),
    )


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"do:{label}")] for label in labels])


async def test_message_and_answer(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """A person writes, the bot reads and answers with markup, a reply and buttons, and the person sees it."""
    sent = anna.says("/start@vorzimmer_bot now")
    (update,) = await bot.get_updates()
    assert update.update_id == sent["update_id"]
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.from_user.language_code, update.message.chat.id) == ("de", anna.id)
    assert [(entity.type, entity.length) for entity in update.message.entities] == [("bot_command", 20)]
    answer = await bot.send_message(
        anna.id, "Hello <b>Anna 👋</b>!", "HTML", reply_to_message_id=update.message.id, reply_markup=keyboard("Order")
    )
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "/start@vorzimmer_bot now"
    assert [(entity.type, entity.offset, entity.length) for entity in answer.entities] == [("bold", 6, 7)]
    seen = await anna.sees("Hello Anna")
    assert (seen.text, seen.from_bot, seen.reply_to) == ("Hello Anna 👋!", True, 1)
    assert seen.buttons == [[("Order", "do:Order")]]
    assert "[2] Vorzimmer Bot: Hello Anna 👋!\n      [Order]" in anna.transcript()
    assert [call.method for call in telegram.calls] == ["getMe", "getUpdates", "sendMessage"]
    assert telegram.calls[-1].params["reply_parameters"] == {"message_id": 1}
    assert telegram.calls[-1].result["message_id"] == 2


async def test_sees_waits_and_complains_with_the_transcript(bot: Bot, anna: TelegramUser) -> None:
    """`sees` wakes up when the message comes, also by an edit, and shows the chat when it doesn't."""
    waiting = asyncio.create_task(anna.sees("second text"))
    message = await bot.send_message(anna.id, "first text")
    assert not waiting.done()
    await message.edit_text("second text")
    seen = await waiting
    assert (seen.edited, seen.edits[0].text) == (1, "first text")
    with pytest.raises(AssertionError, match="second text"):
        await anna.sees("third text", timeout=0)


async def test_press_and_answer_once(clock: Clock, bot: Bot, anna: TelegramUser) -> None:
    """A press found by label arrives, is answered once; a second or late answer is refused."""
    await bot.send_message(anna.id, "Choose", reply_markup=keyboard("✅ Yes", "No"))
    with pytest.raises(LookupError, match="No"):
        anna.presses("Maybe")
    query = anna.presses("Yes")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.id) == ("do:✅ Yes", query.id)
    await update.callback_query.answer("Done", show_alert=True)
    assert await query.answered() == (query.id, "Done", True)
    assert anna.answers == [(query.id, "Done", True)]
    late = anna.presses_data("forged")
    clock.now += 151
    for number in (query.id, late.id, "4711"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(number)


async def test_edits_follow_the_server(bot: Bot, anna: TelegramUser) -> None:
    """Same content, unknown and foreign messages are refused; without buttons in the edit they go away."""
    own = anna.says("mine")["message"]["message_id"]
    message = await bot.send_message(anna.id, "one", reply_markup=keyboard("A"))
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup"):
        await message.edit_text("one", reply_markup=keyboard("A"))
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", anna.id, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", anna.id, own)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(anna.id, message.id, caption="x")
    await message.edit_reply_markup(keyboard("B"))
    assert anna.last.buttons == [[("B", "do:B")]]
    await message.edit_text("one")
    assert (anna.last.buttons, anna.last.edited) == ([], 2)


async def test_person_edits_and_deletes(bot: Bot, anna: TelegramUser) -> None:
    """An edit arrives with the new text while the queued original keeps the old one; a deletion tells nobody."""
    number = anna.says("ten o'clock")["message"]["message_id"]
    anna.edits(number, "eleven o'clock")
    anna.deletes(number)
    first, second = await bot.get_updates()
    assert first.message is not None
    assert second.edited_message is not None
    assert (first.message.text, second.edited_message.text) == ("ten o'clock", "eleven o'clock")
    assert anna.messages == []


async def test_who_can_be_written_to(telegram: TelegramStandIn, bot: Bot) -> None:
    """Unknown, not started, blocked and deleted people are refused in the official words."""
    ben = telegram.user("Ben")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "x")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(ben.id, "x")
    ben.says("hi")
    ben.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ben.id, "x")
    ben.unblocks()
    await bot.send_message(ben.id, "x")
    _, blocked, unblocked = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    ben.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ben.id, "x")


async def test_offset_confirms(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """Updates come again until an offset above them; a negative offset keeps the newest; limit cuts."""
    numbers = [anna.says(str(number))["update_id"] for number in range(5)]
    assert [update.update_id for update in await bot.get_updates(limit=2)] == numbers[:2]
    assert [update.update_id for update in await bot.get_updates(offset=numbers[2])] == numbers[2:]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == numbers[4:]
    assert await bot.get_updates(offset=numbers[4] + 1) == ()
    telegram.redeliver(numbers[0])
    telegram.redeliver(numbers[0])
    again = anna.says("new")["update_id"]
    assert [update.update_id for update in await bot.get_updates(offset=numbers[4] + 1)] == [
        numbers[0],
        numbers[0],
        again,
    ]
    assert await bot.get_updates(offset=again + 1) == ()


async def test_numbering_can_jump(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """Gaps and a restart at a lower number deliver everything, as an offset far in the future is ignored."""
    telegram.next_update_id += 1000
    high = anna.says("high")["update_id"]
    await bot.get_updates(offset=high + 1)
    telegram.next_update_id = 77
    anna.says("low")
    telegram.push_raw({"something_new": {"x": 1}})
    assert [update.update_id for update in await bot.get_updates(offset=high + 1)] == [77, 78]
    assert await bot.get_updates(offset=79) == ()


async def test_expiry(telegram: TelegramStandIn, clock: Clock, bot: Bot, anna: TelegramUser) -> None:
    """A press waits 150 s, a message 24 h."""
    message = await bot.send_message(anna.id, "x", reply_markup=keyboard("A"))
    anna.says("hello")
    anna.presses("A", message_id=message.id)
    clock.now += 149
    assert len(telegram.pending) == 2
    clock.now += 2
    assert len(await bot.get_updates()) == 1
    clock.now += 24 * 3600
    assert await bot.get_updates() == ()


async def test_allowed_updates_apply_at_creation(bot: Bot, anna: TelegramUser) -> None:
    """Reactions are left out by default; the list is remembered and does not touch what is queued."""
    anna.says("1")
    anna.reacts(1, "👍")
    assert len(await bot.get_updates(allowed_updates=["message_reaction"])) == 1
    anna.says("2")
    anna.reacts(1, "👍")
    await bot.get_updates(offset=-1)
    assert [update.message_reaction is not None for update in await bot.get_updates()] == [True]


async def test_second_poller(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """The older waiting poll gets 409, the newer one the update."""
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await until_calls(telegram, 2)
    newer = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await older
    anna.says("hello")
    assert len(await newer) == 1


async def until_calls(telegram: TelegramStandIn, count: int) -> None:
    """Wait until so many calls have begun (a waiting poll is not finished)."""
    await telegram.until(lambda: len(telegram.calls) >= count, f"{count} calls")


async def test_dead_poller_loses_nothing(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """A process that dies while its poll waits leaves the update to the next one."""
    before = len(telegram.calls)
    address = f"{telegram.base_url}{telegram.token}/getUpdates?timeout=30"
    reader, writer = await asyncio.open_connection("127.0.0.1", telegram.http.port)
    writer.write(f"GET {address.partition(str(telegram.http.port))[2]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await until_calls(telegram, before + 1)
    writer.transport.abort()
    anna.says("hello")
    await telegram.called("getUpdates")
    assert len(await bot.get_updates()) == 1
    assert await reader.read() == b""


async def test_slow_poll_rules() -> None:
    """Not in fast mode: the same offset again at once brings one update only."""
    async with TelegramStandIn(fast=False) as telegram, bot_on(telegram) as bot:
        ben = telegram.user("Ben")
        for text in ("1", "2", "3"):
            ben.says(text)
        assert len(await bot.get_updates()) == 3
        assert len(await bot.get_updates()) == 1


async def test_restart_keeps_queue_and_messages(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """After a stop calls fail; after the next start, on the same address, queue and chat are as before."""
    anna.says("hello")
    poll = asyncio.create_task(bot.get_updates(offset=telegram.next_update_id, timeout=30))
    await until_calls(telegram, 2)
    url = telegram.base_url
    await telegram.stop()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "x")
    anna.says("while away")
    await telegram.start()
    assert telegram.base_url == url
    assert len(await bot.get_updates()) == 1
    assert [message.text for message in anna.messages] == ["hello", "while away"]


async def test_faults(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals, 429, and lost answers hit the named method and chat as often as asked."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    ben = telegram.user("Ben")
    ben.started = True
    telegram.fault("sendMessage", chat=anna.id, count=2, retry_after=600)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(anna.id, "x")
        assert caught.value.retry_after == timedelta(minutes=10)
        await bot.send_message(ben.id, "x")
    await bot.send_message(anna.id, "y")
    telegram.fault(status=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.get_me()
    telegram.fault("sendMessage", drop="before")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "never arrives")
    telegram.fault("sendMessage", drop="after")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "arrives unknown to the bot")
    assert [message.text for message in anna.messages] == ["y", "arrives unknown to the bot"]
    assert [call.dropped for call in telegram.calls_of("sendMessage")][-2:] == ["before", "after"]
    endless = telegram.fault("getMe", count=FOREVER, status=500)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.get_me()
    endless.clear()
    assert (await bot.get_me()).username == "vorzimmer_bot"
    assert endless.hits == 3


async def test_held_answers(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """A held call shows that it began and goes on when released; a delayed one makes the client give up."""
    release = asyncio.Event()
    fault = telegram.fault("sendMessage", hold=release)
    sending = asyncio.create_task(bot.send_message(anna.id, "held"))
    await fault.reached.wait()
    assert anna.messages == []
    release.set()
    await sending
    await anna.sees("held")
    never = asyncio.Event()
    telegram.fault("sendMessage", hold=never)
    with pytest.raises(TimedOut):
        await bot.send_message(anna.id, "slow", read_timeout=0.05)
    await telegram.stop()  # hangs up on what is still held
    assert [message.text for message in anna.messages] == ["held"]


async def test_tokens_and_unknown_methods(telegram: TelegramStandIn, bot: Bot) -> None:
    """401 for wrong tokens, 404 for no method, 400 for a real method that is missing here."""
    telegram.http.dispatcher.validate = False
    async with aiohttp.ClientSession() as session:

        async def ask(address: str) -> tuple[int, str]:
            async with session.get(telegram.base_url + address) as response:
                return response.status, (await response.json())["description"]

        assert await ask("nonsense/getMe") == (401, "Unauthorized: invalid token specified")
        assert await ask("1:AAAA/getMe") == (401, "Unauthorized")
        assert await ask(f"{telegram.token}/getNothing") == (404, "Not Found: method not found")
        assert (await ask(f"{telegram.token}/sendDice"))[0] == 400
        assert telegram.missing == {"sendDice"}
    telegram.refuse_all(401)
    with pytest.raises(InvalidToken):
        await bot.get_me()
    telegram.refuse_all(None)
    telegram.refuse_get_me(500)
    with pytest.raises(NetworkError):
        await bot.get_me()


async def test_every_transport(telegram: TelegramStandIn, anna: TelegramUser) -> None:
    """Query, urlencoded, JSON and multipart mean the same; method names have no case."""
    telegram.http.dispatcher.validate = True
    url = f"{telegram.base_url}{telegram.token}/SENDmessage"
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    flat = {"chat_id": str(anna.id), "text": "hello & more", "reply_markup": json.dumps(markup)}
    parts = aiohttp.FormData(flat, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        for sending in (
            session.get(url, params=flat),
            session.post(url, data=flat),
            session.post(url, json={"chat_id": anna.id, "text": "hello & more", "reply_markup": markup}),
            session.post(url, data=parts),
        ):
            async with sending as response:
                assert response.status == 200, await response.text()
    assert [(m.text, m.buttons) for m in anna.messages] == [("hello & more", [[("A", "a")]])] * 4
    first, *others = [call.params for call in telegram.calls]
    assert others == [first] * 3


async def test_files(telegram: TelegramStandIn, clock: Clock, bot: Bot, anna: TelegramUser) -> None:
    """Documents go both ways; links end after an hour; empty and unknown files are refused."""
    sent = await bot.send_document(
        anna.id, b"BEGIN:VCALENDAR", filename="date.ics", caption="*Your* date", parse_mode="MarkdownV2"
    )
    seen = await anna.sees("Your date")
    assert seen.document is not None
    assert (seen.document.filename, seen.document.content) == ("date.ics", b"BEGIN:VCALENDAR")
    assert sent.document is not None
    await bot.send_document(anna.id, sent.document.file_id)
    await bot.send_media_group(
        anna.id, [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b", filename="b.txt")]
    )
    assert [m.document.content for m in anna.messages if m.document][2:] == [b"a", b"b"]
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(anna.id, b"")
    anna.sends_document("plan.pdf", b"%PDF", caption="see /page")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert await file.download_as_bytearray() == b"%PDF"
    clock.now += 3601
    with pytest.raises(InvalidToken):  # python-telegram-bot's reading of 404
        await file.download_as_bytearray()
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("nothing")


async def test_everything_people_send_can_be_parsed(bot: Bot, anna: TelegramUser) -> None:
    """Each kind of content arrives as the library knows it."""
    anna.sends_photo(caption="look")
    anna.sends_voice()
    anna.sends_sticker()
    anna.sends_poll()
    anna.sends_location()
    anna.sends_contact()
    anna.sends_story()
    anna.sends_album([("a.jpg", b"1"), ("b.jpg", b"2")], caption="two")
    anna.sends_venue()
    anna.sends_video()
    anna.sends_video_note()
    anna.sends_audio()
    anna.sends_animation()
    anna.forwards("hear, hear")
    anna.forwards_document("a.txt", b"a")
    kinds = ["photo", "voice", "sticker", "poll", "location", "contact", "story", "photo", "photo", "venue"]
    kinds += ["video", "video_note", "audio", "animation", "forward_origin", "forward_origin"]
    messages = [update.message for update in await bot.get_updates()]
    assert [message is not None and bool(message[kind]) for message, kind in zip(messages, kinds, strict=True)] == [
        True
    ] * len(kinds)


async def test_commands_per_scope_and_language(bot: Bot, anna: TelegramUser) -> None:
    """The person is offered the list of the narrowest scope and their language."""
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("hilfe", "Hilfe")], BotCommandScopeAllPrivateChats(), "de")
    assert anna.menu == [("hilfe", "Hilfe")]
    anna.language_code = "en"
    assert anna.menu == [("help", "Help")]
    await bot.set_my_commands([BotCommand("team", "Team")], BotCommandScopeChat(anna.id))
    assert anna.menu == [("team", "Team")]
    assert await bot.get_my_commands() == (BotCommand("help", "Help"),)
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Großes", "x")])


async def test_reply_keyboard(bot: Bot, anna: TelegramUser) -> None:
    """Reply keyboards are shown but never returned; a contact button sends the own contact."""
    keys = ReplyKeyboardMarkup([[KeyboardButton("My number", request_contact=True)], ["No"]])
    message = await bot.send_message(anna.id, "Your number?", reply_markup=keys)
    assert message.reply_markup is None
    assert anna.keyboard == [["My number"], ["No"]]
    anna.taps("My number")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.contact is not None
    assert update.message.contact.user_id == anna.id


async def test_calls_wake_those_who_wait(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """Tests can wait for a call and for an empty queue without asking again and again."""
    waiting: asyncio.Task[Call] = asyncio.create_task(telegram.called("sendChatAction"))
    await bot.send_chat_action(anna.id, "typing")
    assert (await waiting).params["action"] == "typing"
    number = anna.says("x")["update_id"]
    drained = asyncio.create_task(telegram.drained())
    await bot.get_updates(offset=number + 1)
    await drained
