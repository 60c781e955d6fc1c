"""The Web API of the Slack stand-in, driven through the real slack_sdk client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, SectionBlock
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tests.standins.slack import Limits, SlackStandIn
from tests.standins.slack_bolt_bot import client_of
from tests.standins.slack_rules import block_errors, view_errors
from tests.standins.slack_shown import Json


class Clock:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(clock=clock) as standin:
        yield standin


@pytest.fixture
async def client(slack: SlackStandIn) -> AsyncIterator[AsyncWebClient]:
    async with client_of(slack) as ready:
        yield ready


async def refused(call: Awaitable[AsyncSlackResponse]) -> Json:
    """The answer of a call that must be refused."""
    with pytest.raises(SlackApiError) as raised:
        await call
    return dict(raised.value.response.data)


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, **more: object) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, **more}


async def test_who_am_i(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """auth.test names the bot, and every answer lists the token's scopes."""
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == ("T0OFFICE", slack.workspace.bot_user)
    assert "chat:write" in answer.headers["x-oauth-scopes"]
    assert (await client.team_info())["team"]["domain"] == "office"
    assert (await client.bots_info(bot=answer["bot_id"]))["bot"]["user_id"] == answer["user_id"]


async def test_tokens_and_scopes(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """Wrong tokens, wrong kinds of token, revoked ones and missing scopes are each refused by their own name."""
    anna = slack.user("Anna")
    async with client_of(slack, "xoxb-wrong") as stranger, client_of(slack, slack.app_token) as app:
        assert (await refused(stranger.auth_test()))["error"] == "invalid_auth"
        assert (await refused(app.chat_postMessage(channel=anna.dm, text="x")))["error"] == "not_allowed_token_type"
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.apps_connections_open(app_token=slack.bot_token)
    slack.scopes.discard("chat:write")
    answer = await refused(client.chat_postMessage(channel=anna.dm, text="x"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in answer["provided"]
    slack.revoke()
    assert (await refused(client.auth_test()))["error"] == "token_revoked"
    async with aiohttp.ClientSession() as session, session.post(f"{slack.base_url}auth.test") as bare:
        assert await bare.json() == {"ok": False, "error": "not_authed"}
    assert (await refused(client.api_call("chat.sing")))["error"] == "unknown_method"


async def test_post_update_delete(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """A person sees a message with its buttons, its edits, and then nothing."""
    anna = slack.user("Anna")
    blocks = [SectionBlock(text="Order *flowers* &amp; cake"), ActionsBlock(elements=[
        ButtonElement(text="Claim", action_id="claim", value="k1", style="primary"),
    ])]  # fmt: skip
    posted = await client.chat_postMessage(channel=anna.dm, text="fallback", blocks=blocks)
    message = await anna.sees("Order *flowers* & cake")
    assert message.buttons == [("Claim", "claim", "k1", "primary", None)]
    assert message.text == "fallback"
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Done &lt;now&gt;")
    message = await anna.sees("Done <now>")
    assert message.edited
    assert message.edits == ["Order *flowers* & cake"]
    assert message.buttons == [], "text without blocks takes the blocks away"
    assert "Office (edited): Done <now>" in anna.transcript()
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert anna.messages == []
    assert (await refused(client.chat_update(channel=anna.dm, ts=posted["ts"], text="x")))[
        "error"
    ] == "message_not_found"
    assert [call.method for call in slack.calls][:2] == ["chat.postMessage", "chat.update"]
    assert slack.calls[0].params["blocks"][1]["elements"][0]["value"] == "k1"


async def test_refused_posts(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """Unknown and closed conversations, empty and too long texts, other people's messages."""
    anna = slack.user("Anna")
    closed, outside = slack.channel("old", anna), slack.channel("secret", anna, with_bot=False)
    closed.archive()
    anna.says("mine")

    async def error(channel: str, text: str = "x") -> str:
        return str(
            (await refused(client.api_call("chat.postMessage", json={"channel": channel, "text": text})))["error"]
        )

    assert await error("D0NOWHERE") == "channel_not_found"
    assert await error(closed.id) == "is_archived"
    assert await error(outside.id) == "not_in_channel"
    assert await error(anna.dm, "") == "no_text"
    assert await error(anna.dm, "x" * 40_001) == "msg_too_long"
    mine = anna.messages[0].ts
    assert (await refused(client.chat_update(channel=anna.dm, ts=mine, text="x")))["error"] == "cant_update_message"
    assert (await refused(client.chat_delete(channel=anna.dm, ts=mine)))["error"] == "cant_delete_message"
    assert (await client.chat_postMessage(channel=anna.id, text="by person"))["channel"] == anna.dm


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([section("x")] * 51, "no more than 50 items"),
        ([section("x" * 3001)], "less than 3001 characters"),
        ([section("")], "more than 0 characters"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "less than 151"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be one of"),
        ([section("a", block_id="b"), section("c", block_id="b")], "`block_id` already exists"),
        ([{"type": "actions", "elements": [button("x" * 76)]}], "less than 76"),
        ([{"type": "actions", "elements": [button("x", value="v" * 2001)]}], "less than 2001"),
        ([{"type": "actions", "elements": [button("x", action_id=str(i)) for i in range(26)]}], "1 to 25"),
        ([{"type": "actions", "elements": [button("x", action_id="a")] * 2}], "`action_id` already exists"),
        ([{"type": "actions", "elements": [button("x", style="gold")]}], "primary"),
        ([section("x", colour="red")], "invalid additional property: colour"),
        ([{"type": "sectoin"}], "unsupported type: sectoin"),
    ],
)
async def test_blocks_slack_would_refuse(
    slack: SlackStandIn, client: AsyncWebClient, blocks: list[Json], complaint: str
) -> None:
    """Each limit of Block Kit is kept, and the answer says where it was broken."""
    answer = await refused(client.chat_postMessage(channel=slack.user("Anna").dm, text="x", blocks=blocks))
    assert answer["error"] == "invalid_blocks"
    assert any(complaint in sentence for sentence in answer["response_metadata"]["messages"])


def test_views_slack_would_refuse() -> None:
    """Inputs need a submit button, titles are short, metadata is limited; a full form passes."""
    label = {"type": "plain_text", "text": "What?"}
    field = {"type": "input", "label": label, "element": {"type": "plain_text_input", "action_id": "a"}}
    view: Json = {"type": "modal", "title": label, "submit": label, "blocks": [field], "private_metadata": "{}"}
    assert view_errors(view) == []
    assert "`submit` is required" in view_errors({**view, "submit": None})[0]
    assert "less than 25" in view_errors({**view, "title": {"type": "plain_text", "text": "x" * 25}})[0]
    assert "less than 3001" in view_errors({**view, "private_metadata": "x" * 3001})[0]
    assert block_errors([section("x")] * 100, "modal") == []


async def test_history(slack: SlackStandIn, client: AsyncWebClient, clock: Clock) -> None:
    """Newest first, in pages, between two moments, with metadata only on demand and late if Slack is slow."""
    anna = slack.user("Anna")
    metadata = {"event_type": "outbox", "event_payload": {"id": "o-1"}}
    for text in ("one", "two", "three"):
        anna.says(text)
    posted = await client.chat_postMessage(channel=anna.dm, text="four", metadata=metadata)
    first = await client.conversations_history(channel=anna.dm, limit=3)
    assert [each["text"] for each in first["messages"]] == ["four", "three", "two"]
    assert "metadata" not in first["messages"][0]
    rest = await client.conversations_history(
        channel=anna.dm, cursor=first["response_metadata"]["next_cursor"], limit=3
    )
    assert ([each["text"] for each in rest["messages"]], rest["has_more"]) == (["one"], False)
    full = await client.conversations_history(
        channel=anna.dm, oldest=posted["ts"], inclusive=True, include_all_metadata=True
    )
    assert [each["metadata"] for each in full["messages"]] == [metadata]
    since = await client.conversations_history(channel=anna.dm, oldest=anna.messages[0].ts, latest=posted["ts"])
    assert [each["text"] for each in since["messages"]] == ["three", "two"]
    slack.history_delay = 5.0
    anna.says("five")
    assert len((await client.conversations_history(channel=anna.dm))["messages"]) == 4
    clock.now += 6
    assert len((await client.conversations_history(channel=anna.dm))["messages"]) == 5
    bad = {"event_type": "outbox", "event_payload": "x"}
    assert (await refused(client.chat_postMessage(channel=anna.dm, text="x", metadata=bad)))["error"] == (
        "invalid_metadata_schema"
    )


async def test_threads_and_reactions(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """Replies stand under their parent, not in history; a second equal reaction is refused."""
    anna = slack.user("Anna")
    parent = await client.chat_postMessage(channel=anna.dm, text="T-1")
    anna.says("a question", thread_ts=parent["ts"])
    thread = await client.conversations_replies(channel=anna.dm, ts=parent["ts"])
    assert [each["text"] for each in thread["messages"]] == ["T-1", "a question"]
    assert [each["text"] for each in (await client.conversations_history(channel=anna.dm))["messages"]] == ["T-1"]
    asked = thread["messages"][1]["ts"]
    await client.reactions_add(channel=anna.dm, timestamp=asked, name="eyes")
    again = client.reactions_add(channel=anna.dm, timestamp=asked, name="eyes")
    assert (await refused(again))["error"] == "already_reacted"
    await client.reactions_remove(channel=anna.dm, timestamp=asked, name="eyes")
    gone = client.reactions_remove(channel=anna.dm, timestamp=asked, name="eyes")
    assert (await refused(gone))["error"] == "no_reaction"


async def test_threads_that_are_none(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """A reply's own id leads to its thread; a thread that is gone is left out; what is no time stamp is refused."""
    anna = slack.user("Anna")
    parent = await client.chat_postMessage(channel=anna.dm, text="T-1")
    reply = await client.chat_postMessage(channel=anna.dm, text="one", thread_ts=parent["ts"])
    below = await client.chat_postMessage(channel=anna.dm, text="two", thread_ts=reply["ts"])
    assert below["message"]["thread_ts"] == parent["ts"]
    alone = await client.chat_postMessage(channel=anna.dm, text="three", thread_ts="1000000000.000100")
    assert "thread_ts" not in alone["message"]
    wrong = client.chat_postMessage(channel=anna.dm, text="four", thread_ts="T-1")
    assert (await refused(wrong))["error"] == "invalid_thread_ts"
    late = await client.conversations_replies(channel=anna.dm, ts=parent["ts"], oldest=below["ts"])
    assert [each["text"] for each in late["messages"]] == ["T-1"]


async def test_people(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """Guests, strangers, bots and deactivated accounts can be told apart."""
    mia = slack.user("Mia", locale="de-DE", tz="Europe/Berlin")
    guest = slack.user("Guest", is_restricted=True, is_ultra_restricted=True)
    stranger, gone, robot = (
        slack.user("S", is_stranger=True), slack.user("G", deleted=True), slack.user("R", is_bot=True),
    )  # fmt: skip
    user = (await client.users_info(user=mia.id, include_locale=True))["user"]
    assert (user["locale"], user["tz"], user["real_name"]) == ("de-DE", "Europe/Berlin", "Mia")
    assert user["tz_label"] == "Central European Summer Time"
    assert user["tz_offset"] == 7200
    assert (await client.users_info(user=guest.id))["user"]["is_ultra_restricted"]
    outside = (await client.users_info(user=stranger.id))["user"]
    assert outside["is_stranger"]
    assert outside["team_id"] != slack.workspace.team
    assert "tz" not in (await client.users_info(user=gone.id))["user"]
    assert (await client.users_info(user=robot.id))["user"]["is_bot"]
    assert (await refused(client.conversations_open(users=gone.id)))["error"] == "user_disabled"
    assert (await refused(client.conversations_open(users="U404")))["error"] == "user_not_found"
    assert (await refused(client.users_info(user="U404")))["error"] == "user_not_found"
    page = await client.users_list(limit=4)
    assert len(page["members"]) == 4
    names = [
        each["real_name"] async for part in await client.users_list(limit=4) for each in part["members"] if "tz" in each
    ]
    assert names == ["Office", "Mia", "Guest", "S", "R"]


async def test_conversations(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """DMs exist once opened; channels can be joined, left and listed in pages."""
    anna, ben = slack.user("Anna"), slack.user("Ben")
    room = slack.channel("front-office", anna, ben, with_bot=False)
    assert (await client.conversations_list(types="im"))["channels"] == []
    assert (await refused(client.conversations_open(users="")))["error"] == "users_list_not_supplied"
    opened = await client.conversations_open(users=anna.id)
    assert opened["channel"]["id"] == anna.dm
    assert (await client.conversations_open(users=anna.id))["already_open"]
    assert ben.dm
    pages = [part["channels"] async for part in await client.conversations_list(types="im", limit=1)]
    assert [part[0]["user"] for part in pages] == [anna.id, ben.id]
    assert (await refused(client.conversations_history(channel=room.id)))["error"] == "not_in_channel"
    await client.conversations_join(channel=room.id)
    assert (await client.conversations_info(channel=room.id))["channel"]["is_member"]
    assert anna.id in (await client.conversations_members(channel=room.id))["members"]
    await client.conversations_leave(channel=room.id)
    im = client.conversations_leave(channel=anna.dm)
    assert (await refused(im))["error"] == "method_not_supported_for_channel_type"
    await client.chat_postEphemeral(channel=anna.dm, user=anna.id, text="psst")
    assert anna.messages[0].ephemeral
    hidden = client.chat_update(channel=anna.dm, ts=anna.messages[0].ts, text="x")
    assert (await refused(hidden))["error"] == "message_not_found"
    wrong = client.chat_postEphemeral(channel=anna.dm, user=ben.id, text="psst")
    assert (await refused(wrong))["error"] == "user_not_in_channel"


async def test_files(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """An upload becomes a message with a file; downloads need the token, else a sign-in page comes."""
    anna = slack.user("Anna")
    await client.files_upload_v2(channel=anna.dm, filename="bill.csv", content="a;b", initial_comment="Your bill")
    message = await anna.sees("[file bill.csv]")
    assert "Your bill" in message.shown
    anna.sends_file("scan.pdf", b"%PDF", "my scan")
    sent = anna.messages[-1].files[0]
    assert slack.deliveries[-1].event["subtype"] == "file_share"
    token = {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(sent["url_private"], headers=token) as answer:
            assert await answer.read() == b"%PDF"
        async with session.get(sent["url_private"]) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
    assert (await refused(client.files_completeUploadExternal(files=[{"id": "F404", "title": "x"}])))["error"] == (
        "file_not_found"
    )


async def test_where_a_file_is_shown(clock: Clock, slack: SlackStandIn, client: AsyncWebClient) -> None:
    """files.info tells some moments late which message shows a file, and in which thread."""
    anna = slack.user("Anna")
    slack.workspace.share_delay = 2.0
    parent = await client.chat_postMessage(channel=anna.dm, text="T-1")
    answer = await client.files_upload_v2(channel=anna.dm, filename="a.txt", content="a", thread_ts=parent["ts"])
    file = answer["files"][0]["id"]
    assert (await client.files_info(file=file))["file"]["shares"] == {}
    clock.now += 2
    [share] = (await client.files_info(file=file))["file"]["shares"]["private"][anna.dm]
    assert (share["ts"], share["thread_ts"]) == (anna.messages[-1].ts, parent["ts"])


async def test_rate_limits(clock: Clock) -> None:
    """Beyond the burst Slack answers 429 with the seconds to wait, and later takes calls again."""
    async with (
        SlackStandIn(clock=clock, limits=Limits(posts_per_second=1, post_burst=2)) as slack,
        client_of(slack) as client,
    ):
        anna, ben = slack.user("Anna"), slack.user("Ben")
        for _ in range(2):
            await client.chat_postMessage(channel=anna.dm, text="x")
        with pytest.raises(SlackApiError) as raised:
            await client.chat_postMessage(channel=anna.dm, text="x")
        assert raised.value.response.status_code == 429
        assert raised.value.response.headers["Retry-After"] == "1"
        assert raised.value.response.data == {"ok": False, "error": "ratelimited"}
        await client.chat_postMessage(channel=ben.dm, text="other channels are free")
        clock.now += 1
        await client.chat_postMessage(channel=anna.dm, text="x")
        assert len(anna.messages) == 3


async def test_faults(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """Calls can be refused, slowed, held, or cut before or after Slack did what was asked."""
    anna, ben = slack.user("Anna"), slack.user("Ben")

    async def post(text: str) -> None:
        await client.chat_postMessage(channel=anna.dm, text=text)

    slack.fault("chat.postMessage", channel=anna.dm, error="channel_not_found")
    await client.chat_postMessage(channel=ben.dm, text="not hit")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await post("x")
    slack.fault("chat.postMessage", retry_after=30)
    with pytest.raises(SlackApiError) as raised:
        await post("x")
    assert raised.value.response.headers["Retry-After"] == "30"
    slack.fault(status=503, count=2)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await post("x")
    slack.fault("chat.postMessage", drop="before")
    with pytest.raises(aiohttp.ClientConnectionError):
        await post("never")
    slack.fault("chat.postMessage", drop="after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await post("arrived")
    assert [message.text for message in anna.messages] == ["arrived"]
    assert [call.executed for call in slack.calls][-2:] == [False, True]
    hold = asyncio.Event()
    fault = slack.fault("chat.postMessage", hold=hold)
    waiting = asyncio.create_task(post("held"))
    await fault.reached.wait()
    assert len(anna.messages) == 1
    hold.set()
    await waiting
    assert anna.messages[-1].text == "held"


async def test_live_markup(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """People's words stay inert only if they are escaped: a real mention, a link or link_names is remembered."""
    anna = slack.user("Anna")
    inert = "&lt;!channel&gt; &lt;@U1&gt; a < b > c &amp;"
    await client.chat_postMessage(channel=anna.dm, text=inert, blocks=[section(inert)])
    assert slack.live_markup == []
    assert anna.messages[0].shown == "<!channel> <@U1> a < b > c &"
    alive = f"hi <!channel> <@{anna.id}> <https://evil.example|bank>"
    await client.chat_postMessage(channel=anna.dm, text="x", blocks=[section(alive)])
    assert [each.markup for each in slack.live_markup] == [
        "<!channel>", f"<@{anna.id}>", "<https://evil.example|bank>",
    ]  # fmt: skip
    assert anna.messages[1].shown == "hi @channel @Anna bank"
    plain = [{"type": "section", "text": {"type": "plain_text", "text": "<!channel> &amp;"}}]
    await client.chat_postMessage(channel=anna.dm, text="see https://a.example", blocks=plain, link_names=True)
    assert slack.live_markup[3].markup == "link_names"
    assert len(slack.live_markup) == 4
    assert anna.messages[2].shown == "<!channel> &amp;", "plain text knows no entities"
    assert slack.auto_links[-1].markup == "https://a.example"


async def test_state_survives_a_restart(slack: SlackStandIn, client: AsyncWebClient) -> None:
    """The address and everything said are the same after Slack was gone."""
    anna, address = slack.user("Anna"), slack.base_url
    await client.chat_postMessage(channel=anna.dm, text="before")
    await slack.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.auth_test()
    await slack.start()
    assert slack.base_url == address
    await client.chat_postMessage(channel=anna.dm, text="after")
    assert [message.text for message in anna.messages] == ["before", "after"]
