"""The Telegram stand-in's rules: markup, keyboards, sizes, flood limits, groups and topics, webhooks."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web

from tests.standins.telegram import Limits, Rate, TelegramStandIn, TelegramUser
from tests.standins.telegram_html import parse_html
from tests.standins.telegram_markdown import parse_markdown_v2
from tests.standins.telegram_text import Cannot

Answer = dict[str, Any]


class RawBot:
    """Calls methods with JSON bodies and returns the answers as they are."""

    def __init__(self, telegram: TelegramStandIn, session: ClientSession) -> None:
        self._url = f"{telegram.base_url}{telegram.token}/"
        self._session = session

    async def __call__(self, method: str, **params: object) -> Answer:
        async with self._session.post(self._url + method, json=params) as response:
            answer: Answer = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer

    async def refused(self, method: str, **params: object) -> str:
        answer = await self(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as standin:
        yield standin


@pytest.fixture
async def call(telegram: TelegramStandIn) -> AsyncIterator[RawBot]:
    async with ClientSession() as session:
        yield RawBot(telegram, session)


@pytest.fixture
def anna(telegram: TelegramStandIn) -> TelegramUser:
    person = telegram.user("Anna")
    person.started = True
    return person


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&lt;&amp;&gt; &quot;&#228;&#x1F600;&nbsp;", '<&> "ä😀&nbsp;', []),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("👋<u>ä</u><s>x</s>", "👋äx", [("underline", 2, 1), ("strikethrough", 3, 1)]),
        ('<a href="https://a.example/?x=1&amp;y=2">go</a>', "go", [("text_link", 0, 2)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<blockquote expandable>long</blockquote>", "long", [("expandable_blockquote", 0, 4)]),
        ('<span class="tg-spoiler">x</span><b></b>', "x", [("spoiler", 0, 1)]),
    ],
)
def test_html(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    """HTML becomes text and entities with UTF-16 offsets."""
    parsed = parse_html(source)
    assert parsed.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in parsed.entities] == entities


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>ab</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("ä<div>", 'Unsupported start tag "div" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<3>", 'Unsupported start tag "3" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b  ", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=http://x>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_broken_html(source: str, complaint: str) -> None:
    """Broken HTML is refused with the place in bytes."""
    with pytest.raises(Cannot) as caught:
        parse_html(source)
    assert str(caught.value) == complaint


def test_markdown_v2() -> None:
    """Reserved characters must be escaped; marks nest and have to be closed."""
    parsed = parse_markdown_v2("*b _i_* `a.b` [go](https://a.example/) ||s|| \\.\n>quoted")
    assert parsed.text == "b i a.b go s .\nquoted"
    kinds = ["bold", "italic", "code", "text_link", "spoiler", "blockquote"]
    assert [entity["type"] for entity in parsed.entities] == kinds
    for char in "]()>#+-=|{}.!":
        with pytest.raises(Cannot, match="is reserved and must be escaped with the preceding"):
            parse_markdown_v2(f"a{char}")
        assert parse_markdown_v2(f"a\\{char}").text == f"a{char}"
    with pytest.raises(Cannot, match="Can't find end of Italic entity at byte offset 3"):
        parse_markdown_v2("ä _x")


async def test_text_refusals(call: RawBot, anna: TelegramUser) -> None:
    """Empty, too long and broken texts are refused before anything is sent."""
    chat = anna.id
    assert await call.refused("sendMessage", chat_id=chat, text=" \n ") == "Bad Request: message text is empty"
    assert await call.refused("sendMessage", chat_id=chat, text="x" * 4097) == "Bad Request: message is too long"
    broken = await call.refused("sendMessage", chat_id=chat, text="<b>", parse_mode="HTML")
    assert broken == "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""
    long = await call.refused("sendMessage", chat_id=chat, text="x", reply_parameters={"message_id": 9})
    assert long == "Bad Request: message to be replied not found"
    free = {"message_id": 9, "allow_sending_without_reply": True}
    assert (await call("sendMessage", chat_id=chat, text="  <b> x </b>", parse_mode="HTML", reply_parameters=free))[
        "ok"
    ]
    assert (anna.last.text, anna.last.entities) == ("x", [{"offset": 0, "length": 1, "type": "bold"}])
    assert (await call("sendMessage", chat_id=chat, text="<b>" + "x" * 4096 + "</b>", parse_mode="html"))["ok"]


async def test_keyboard_refusals(call: RawBot, telegram: TelegramStandIn, anna: TelegramUser) -> None:
    """Callback data has 1-64 bytes, buttons need an action, keyboards a bounded size."""

    async def refused(button: dict[str, object], times: int = 1) -> str:
        markup = {"inline_keyboard": [[button]] * times}
        return await call.refused("sendMessage", chat_id=anna.id, text="x", reply_markup=markup)

    assert await refused({"text": "A", "callback_data": "ä" * 33}) == "Bad Request: BUTTON_DATA_INVALID"
    assert await refused({"text": "A"}) == "Bad Request: text buttons are unallowed in the inline keyboard"
    assert await refused({"text": "A", "callback_data": "x"}, 101) == "Bad Request: reply markup is too long"
    assert "is invalid: Wrong HTTP URL" in await refused({"text": "A", "url": "no address"})
    group = telegram.group("Team")
    group.adds_bot(anna)
    contact = {"keyboard": [[{"text": "Number", "request_contact": True}]]}
    words = await call.refused("sendMessage", chat_id=group.id, text="x", reply_markup=contact)
    assert words == "Bad Request: phone number can be requested in private chats only"


async def test_deletion(call: RawBot, anna: TelegramUser) -> None:
    """Deleted messages disappear; unknown ones are refused singly, skipped in bulk."""
    for text in ("a", "b", "c"):
        await call("sendMessage", chat_id=anna.id, text=text)
    assert (await call("deleteMessage", chat_id=anna.id, message_id=1))["result"] is True
    again = await call.refused("deleteMessage", chat_id=anna.id, message_id=1)
    assert again == "Bad Request: message to delete not found"
    assert (await call("deleteMessages", chat_id=anna.id, message_ids=[1, 2]))["ok"]
    assert [message.text for message in anna.messages] == ["c"]


async def test_flood_limits() -> None:
    """Above the rate of a chat comes 429 with retry_after; others go on; calls in the pause extend nothing."""
    seconds = [100.0]
    limits = Limits(per_chat=Rate(1, 1.0, burst=2), overall=Rate(30, 1.0), clock=lambda: seconds[0])
    async with TelegramStandIn(limits=limits) as telegram, ClientSession() as session:
        call = RawBot(telegram, session)
        anna, ben = telegram.user("Anna"), telegram.user("Ben")
        anna.started = ben.started = True
        answers = [await call("sendMessage", chat_id=anna.id, text="x") for _ in range(4)]
        assert [answer["ok"] for answer in answers] == [True, True, False, False]
        assert answers[2]["description"] == "Too Many Requests: retry after 1"
        assert answers[2]["parameters"] == {"retry_after": 1}
        assert (await call("sendMessage", chat_id=ben.id, text="x"))["ok"]
        seconds[0] += 1
        assert (await call("sendMessage", chat_id=anna.id, text="x"))["ok"]
        assert not (await call("sendMessage", chat_id=anna.id, text="x"))["ok"]


async def test_groups(call: RawBot, telegram: TelegramStandIn, anna: TelegramUser) -> None:
    """Membership decides about writing; anonymous administrators and channels have a sender_chat."""
    group = telegram.group("Team")
    group.says(anna, "before the bot")
    words = await call.refused("sendMessage", chat_id=group.id, text="x")
    assert words == "Forbidden: bot is not a member of the group chat"
    group.adds_bot(anna)
    group.says(anna, "hello")
    group.says_anonymously("from above")
    group.says_as_channel("News", "from outside")
    updates = (await call("getUpdates"))["result"]
    assert [next(key for key in update if key != "update_id") for update in updates] == ["my_chat_member"] + [
        "message"
    ] * 4
    assert [update.get("message", {}).get("sender_chat", {}).get("type") for update in updates[3:]] == [
        "group",
        "channel",
    ]
    await call(
        "sendMessage",
        chat_id=group.id,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
    )
    assert group.presses(anna, "A").data == "a"
    administrators = (await call("getChatAdministrators", chat_id=group.id))["result"]
    assert [(member["user"]["id"], member["status"]) for member in administrators] == [(anna.id, "creator")]
    group.removes_bot(anna)
    words = await call.refused("sendMessage", chat_id=group.id, text="x")
    assert words == "Forbidden: bot was kicked from the group chat"


async def test_migration(call: RawBot, telegram: TelegramStandIn, anna: TelegramUser) -> None:
    """The old id is refused with the new one; both chats tell of the move."""
    group = telegram.group("Team")
    group.adds_bot(anna)
    old = group.id
    new = group.migrate()
    answer = await call("sendMessage", chat_id=old, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    assert (await call("sendMessage", chat_id=new, text="moved"))["result"]["chat"]["type"] == "supergroup"
    messages = [update["message"] for update in (await call("getUpdates"))["result"][2:]]
    assert [(m["chat"]["id"], m.get("migrate_to_chat_id"), m.get("migrate_from_chat_id")) for m in messages] == [
        (old, new, None),
        (new, None, old),
    ]


async def test_topics(call: RawBot, telegram: TelegramStandIn, anna: TelegramUser) -> None:
    """Topics can be made, written to, closed, reopened and deleted by an administrator."""
    group = telegram.group("Front office", forum=True)
    group.adds_bot(anna)
    words = await call.refused("createForumTopic", chat_id=group.id, name="Anna")
    assert words == "Bad Request: not enough rights to create a topic"
    group.adds_bot(anna, admin=True)
    topic = (await call("createForumTopic", chat_id=group.id, name="Anna"))["result"]["message_thread_id"]
    place = {"chat_id": group.id, "message_thread_id": topic}
    assert (await call("sendMessage", **place, text="x"))["result"]["is_topic_message"]
    await call("closeForumTopic", **place)
    assert await call.refused("sendMessage", **place, text="x") == "Bad Request: message thread not found"
    await call("reopenForumTopic", **place)
    await call("deleteForumTopic", **place)
    assert await call.refused("sendMessage", **place, text="x") == "Bad Request: message thread not found"


class Receiver:
    """A webhook of our own; `answers` are used up first, then 200."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Answer]] = []
        self.answers: list[web.Response] = []
        self.arrived = asyncio.Condition()
        self.url = ""

    async def __aenter__(self) -> "Receiver":
        self._runner = web.ServerRunner(web.Server(self._handle))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        answer = self.answers.pop(0) if self.answers else web.Response()
        async with self.arrived:
            self.got.append((secret, await request.json()))
            self.arrived.notify_all()
        return answer

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: len(self.got) >= count)


async def test_webhook_in_order_with_retries(call: RawBot, telegram: TelegramStandIn, anna: TelegramUser) -> None:
    """Updates of a chat come strictly in order, repeated until accepted; polling meanwhile is a conflict."""
    telegram.webhook.time_scale = 0.001
    anna.says("1")
    async with Receiver() as receiver:
        receiver.answers = [web.Response(status=500), web.Response(status=503, headers={"Retry-After": "7"})]
        poll = asyncio.create_task(call("getUpdates", offset=telegram.next_update_id, timeout=30))
        await telegram.until(lambda: telegram.calls_of("getUpdates"), "the poll")
        answer = await call("setWebhook", url=receiver.url, secret_token="s3cret")
        assert answer["description"] == "Webhook was set"
        assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
        anna.says("2")
        await receiver.until(3)
        conflict = await call.refused("getUpdates")
        assert conflict.startswith("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        assert [(secret, update["message"]["text"]) for secret, update in receiver.got[:2]] == [("s3cret", "2")] * 2
        info = (await call("getWebhookInfo"))["result"]
        assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
        assert [attempt.next_in for attempt in telegram.webhook.attempts][:2] == [0.0, 7.0]
        assert (await call("deleteWebhook"))["description"] == "Webhook was deleted"
        assert (await call("getUpdates"))["ok"]


async def test_webhook_answer_is_a_call(call: RawBot, telegram: TelegramStandIn, anna: TelegramUser) -> None:
    """A JSON answer with a method is executed."""
    async with Receiver() as receiver:
        receiver.answers = [web.json_response({"method": "sendMessage", "chat_id": anna.id, "text": "by webhook"})]
        await call("setWebhook", url=receiver.url)
        anna.says("hello")
        await anna.sees("by webhook")


async def test_chat_facts(call: RawBot, anna: TelegramUser) -> None:
    """getChat gives the full information, pins and reactions stay on the messages."""
    number = (await call("sendMessage", chat_id=anna.id, text="pin me"))["result"]["message_id"]
    await call("pinChatMessage", chat_id=anna.id, message_id=number)
    await call("setMessageReaction", chat_id=anna.id, message_id=number, reaction=[{"type": "emoji", "emoji": "👍"}])
    full = (await call("getChat", chat_id=anna.id))["result"]
    assert {"accent_color_id", "max_reaction_count", "accepted_gift_types"} <= full.keys()
    assert full["pinned_message"]["text"] == "pin me"
    assert anna.last.reactions == ["👍"]
    copied = await call("copyMessage", chat_id=anna.id, from_chat_id=anna.id, message_id=number)
    assert copied["result"] == {"message_id": anna.last.id}
    forwarded = await call("forwardMessage", chat_id=anna.id, from_chat_id=anna.id, message_id=number)
    assert forwarded["result"]["forward_origin"]["type"] == "user"
