"""How the Slack stand-in brings events to a bot: real Bolt over signed HTTP, and real Socket Mode clients."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from tests.standins.slack import SlackStandIn
from tests.standins.slack_bolt_bot import app_of, client_of, over_http, over_sockets, serving
from tests.standins.slack_shown import Json


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as standin:
        standin.workspace.own_events = False
        standin.retry_delays = (0.0, 0.05, 0.05)
        yield standin


@pytest.fixture
async def app(slack: SlackStandIn) -> AsyncIterator[AsyncApp]:
    async with app_of(slack) as ready:
        yield ready


def hears(app: AsyncApp, kind: str = "message") -> list[Json]:
    """Let the app collect events of one kind."""
    heard: list[Json] = []

    async def listen(event: Json) -> None:
        heard.append(event)

    app.event(kind)(listen)
    return heard


def answers(*statuses: int, headers: dict[str, str] | None = None) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A bot without manners: answers the requests with these statuses in turn, the last one for ever."""
    left = list(statuses)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=left.pop(0) if len(left) > 1 else left[0], headers=headers)

    return answer


# HTTP


async def test_a_signed_event_reaches_bolt(slack: SlackStandIn, app: AsyncApp) -> None:
    """Bolt accepts the signature, hears the words with entities, and the acknowledgement is noted with its time."""
    heard = hears(app)
    anna = slack.user("Anna")
    async with over_http(slack, app):
        assert await slack.verify_url()
        delivery = await anna.says("flowers & <cake>").done()
    assert delivery.acked
    assert 0 < (delivery.ack_seconds or 0) < 3
    assert heard[0]["text"] == "flowers &amp; &lt;cake&gt;"
    assert (heard[0]["channel"], heard[0]["channel_type"], heard[0]["user"]) == (anna.dm, "im", anna.id)
    assert anna.messages[0].shown == "flowers & <cake>"


async def test_bad_signatures_are_bolts_business(slack: SlackStandIn, app: AsyncApp) -> None:
    """A test can post anything: unsigned, signed for another body, or signed ten minutes ago."""
    hears(app)
    body = json.dumps({"type": "event_callback", "event": {"type": "message"}}).encode()
    kind = {"Content-Type": "application/json"}
    async with over_http(slack, app):
        assert (await slack.deliver_raw(body, kind | slack.sign(body)))[0] == 200
        assert (await slack.deliver_raw(body, kind))[0] == 401
        assert (await slack.deliver_raw(body, kind | slack.sign(b"other")))[0] == 401
        old = int(slack.signer.clock()) - 600
        assert (await slack.deliver_raw(body, kind | slack.sign(body, old)))[0] == 401


async def test_nonsense_can_be_posted(slack: SlackStandIn) -> None:
    """Headers that aren't ASCII, a timestamp that is no number and a body that isn't UTF-8 arrive as they were sent."""
    seen: list[tuple[str, str, bytes]] = []

    async def note(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((headers["X-Slack-Signature"], headers["X-Slack-Request-Timestamp"], await request.read()))
        return web.Response(status=401)

    async with serving(note) as url:
        slack.request_url = url
        nonsense = {"X-Slack-Signature": "v0=é", "X-Slack-Request-Timestamp": "abc"}
        assert (await slack.deliver_raw(b"\xff\xfe", nonsense))[0] == 401
    assert seen == [("v0=é", "abc", b"\xff\xfe")]


async def test_a_bot_hears_itself(slack: SlackStandIn, app: AsyncApp) -> None:
    """Slack tells an app of its own messages and edits too, with its bot id."""
    slack.workspace.own_events = True
    heard = hears(app)
    anna = slack.user("Anna")
    async with over_http(slack, app), client_of(slack) as client:
        posted = await client.chat_postMessage(channel=anna.dm, text="T-1")
        await slack.quiet()
        await client.chat_update(channel=anna.dm, ts=posted["ts"], text="T-1 done")
        await slack.quiet()
    assert [(each.get("subtype"), each.get("bot_id")) for each in heard] == [
        (None, "B0OFFICE"),
        ("message_changed", None),
    ]


async def test_an_event_is_repeated_until_it_is_taken(slack: SlackStandIn, app: AsyncApp) -> None:
    """A listener that fails twice gets the same event again, with number and reason of the repeat."""
    failures = [RuntimeError("database down"), RuntimeError("database down")]

    async def listen(event: Json) -> None:
        if failures:
            raise failures.pop()

    app.event("message")(listen)
    async with over_http(slack, app) as seen:
        delivery = await slack.user("Anna").says("hello").done()
    assert delivery.acked
    assert [attempt.outcome.status for attempt in delivery.attempts] == [500, 500, 200]
    retries = [(each.headers.get("X-Slack-Retry-Num"), each.headers.get("X-Slack-Retry-Reason")) for each in seen]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({json.loads(await each.text())["event_id"] for each in seen}) == 1


async def test_slack_gives_up(slack: SlackStandIn) -> None:
    """After four attempts, or at once if the bot forbids repeats, the event is lost."""
    anna = slack.user("Anna")
    slack.mode = "http"
    async with serving(answers(500)) as url:
        slack.request_url = url
        delivery = await anna.says("hello").done()
        assert (delivery.lost, len(delivery.attempts)) == (True, 4)
    async with serving(answers(500, headers={"X-Slack-No-Retry": "1"})) as url:
        slack.request_url = url
        assert len((await anna.says("hello").done()).attempts) == 1
    delivery = await anna.says("nobody there").done()
    assert {attempt.outcome.reason for attempt in delivery.attempts} == {"connection_failed"}


async def test_three_seconds_of_patience(slack: SlackStandIn) -> None:
    """A bot that takes too long is asked again."""
    free = asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        await free.wait()
        return web.Response()

    slack.mode, slack.answer_within = "http", 0.1
    async with serving(slow) as url:
        slack.request_url = url
        delivery = slack.user("Anna").says("hello")
        await delivery.tried(2)
        free.set()
        await delivery.done()
    assert delivery.attempts[0].outcome.reason == "http_timeout"
    assert delivery.acked


async def test_retries_follow_the_injected_clock() -> None:
    """One and five minutes pass in no time when the test moves the clock."""
    now = [1_780_000_000.0]
    async with SlackStandIn(clock=lambda: now[0]) as slack, serving(answers(500, 500, 200)) as url:
        slack.mode, slack.request_url = "http", url
        delivery = slack.user("Anna").says("hello")
        await delivery.tried(2)
        assert not delivery.finished
        now[0] += 61
        await delivery.done()
        assert (delivery.acked, len(delivery.attempts)) == (True, 3)


async def test_copies_mentions_and_outages(slack: SlackStandIn, app: AsyncApp) -> None:
    """The same message can come again with new event ids, as message and mention, or not at all."""
    heard, mentions = hears(app), hears(app, "app_mention")
    anna = slack.user("Anna")
    async with over_http(slack, app), client_of(slack) as client:
        first = await anna.says("hello", also_app_mention=True).done()
        for _ in range(11):
            await slack.redeliver(first, new_event_id=True)
        await slack.redeliver(first)
        await slack.quiet()
        slack.outage = True
        lost = await anna.says("unheard").done()
        slack.outage = False
        history = await client.conversations_history(channel=anna.dm)
    assert len(heard) == 13
    assert len({each["ts"] for each in [*heard, *mentions]}) == 1
    assert len(mentions) == 1
    ids = [each.event_id for each in slack.deliveries if each.event.get("type") == "message"]
    assert len(set(ids)) == 13, "one id for the original, its twin in name only and the lost one"
    assert (lost.lost, lost.attempts) == (True, [])
    assert history["messages"][0]["text"] == "unheard"


async def test_edits_deletions_and_subscriptions(slack: SlackStandIn, app: AsyncApp) -> None:
    """Changes come as their own subtypes; kinds the app isn't subscribed to don't come at all."""
    heard, homes = hears(app), hears(app, "app_home_opened")
    anna = slack.user("Anna")
    async with over_http(slack, app):
        await anna.says("helo").done()
        ts = anna.messages[0].ts
        await anna.edits(ts, "hello").done()
        await anna.deletes(ts).done()
        await anna.opens_home().done()
        slack.gestures.subscriptions = {"app_home_opened"}
        assert (await anna.says("unheard").done()).lost
        await anna.opens_home().done()
    assert [each.get("subtype") for each in heard] == [None, "message_changed", "message_deleted"]
    assert heard[1]["message"]["text"] == "hello"
    assert heard[1]["previous_message"]["text"] == "helo"
    assert len(homes) == 2


# Socket Mode


async def test_an_event_by_socket(slack: SlackStandIn, app: AsyncApp) -> None:
    """A real Socket Mode client hears the event once, with retry number 0, and acknowledges."""
    numbers: list[object] = []

    async def listen(event: Json, request: object) -> None:
        numbers.append(getattr(request, "headers", {}).get("x-slack-retry-num"))

    app.event("message")(listen)
    async with over_sockets(slack, app):
        assert slack.sockets == 1
        delivery = await slack.user("Anna").says("hello").done()
    assert delivery.acked
    assert numbers == [["0"]]


async def test_each_envelope_goes_to_one_connection(slack: SlackStandIn, app: AsyncApp) -> None:
    """With three connections twelve events are heard twelve times, and every connection gets some."""
    heard = hears(app)
    anna = slack.user("Anna")
    async with over_sockets(slack, app, 3):
        for number in range(12):
            anna.says(str(number))
        await slack.quiet()
        shares = slack.socket_shares
    assert sorted(int(each["text"]) for each in heard) == list(range(12))
    assert min(shares) >= 3


async def test_an_unacknowledged_envelope_comes_again(slack: SlackStandIn, app: AsyncApp) -> None:
    """A listener that fails doesn't acknowledge; Slack tries again after its patience ran out."""
    failures = [RuntimeError("database down")]

    async def listen(event: Json) -> None:
        if failures:
            raise failures.pop()

    app.event("message")(listen)
    slack.answer_within = 0.2
    async with over_sockets(slack, app):
        delivery = await slack.user("Anna").says("hello").done()
    assert delivery.acked
    assert [attempt.outcome.reason for attempt in delivery.attempts] == ["timeout", ""]


async def test_nothing_is_lost_when_all_connections_are_recycled(slack: SlackStandIn, app: AsyncApp) -> None:
    """Events before, during and after a recycling of both connections all arrive."""
    heard = hears(app)
    anna = slack.user("Anna")
    async with over_sockets(slack, app, 2):
        anna.says("before")
        slack.recycle()
        anna.says("during")
        await slack.quiet()
        await slack.connected(2)
        anna.says("after")
        await slack.quiet()
        assert slack.sockets_opened >= 4  # one that is slow to come is asked for again
    assert {each["text"] for each in heard} == {"before", "during", "after"}


async def test_a_connection_that_drops_hands_its_envelopes_on(slack: SlackStandIn, app: AsyncApp) -> None:
    """An event unacknowledged on a cut line is brought over another one."""
    arrived, free = asyncio.Event(), asyncio.Event()
    heard = []

    async def listen(event: Json) -> None:
        heard.append(event["text"])
        arrived.set()
        await free.wait()

    app.event("message")(listen)
    async with over_sockets(slack, app):
        delivery = slack.user("Anna").says("hello")
        await arrived.wait()
        slack.drop_sockets()
        free.set()
        await delivery.done()
    assert delivery.acked
    assert heard == ["hello", "hello"]


async def test_a_silent_connection_is_replaced(slack: SlackStandIn, app: AsyncApp) -> None:
    """The client's own watch over pings notices a half-open line and opens another; the event arrives there."""
    heard = hears(app)
    slack.answer_within = 0.3
    slack.retry_delays = (0.0, *([0.2] * 100))
    async with over_sockets(slack, app):
        slack.go_silent()
        assert slack.sockets == 0
        delivery = slack.user("Anna").says("hello")
        await slack.connected(1, timeout=30)
        await delivery.done()
    assert delivery.acked
    assert [each["text"] for each in heard] == ["hello"]
    assert delivery.attempts[0].outcome.reason == "timeout"


async def test_a_bot_that_comes_later_gets_what_waited(slack: SlackStandIn, app: AsyncApp) -> None:
    """What was unacknowledged when Slack itself stopped is delivered after its return."""
    heard = hears(app)
    delivery = slack.user("Anna").says("hello")
    await slack.stop()
    assert not delivery.finished
    await slack.start()
    async with over_sockets(slack, app):
        await delivery.done()
    assert [each["text"] for each in heard] == ["hello"]


async def test_only_the_app_token_opens_a_link(slack: SlackStandIn) -> None:
    """The ticket for a websocket is given to the app token only."""
    async with client_of(slack) as client:
        answer = await client.apps_connections_open(app_token=slack.app_token)
    assert str(answer["url"]).startswith("ws://127.0.0.1:")
