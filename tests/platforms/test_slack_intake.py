"""What comes from Slack is kept before it is acknowledged, once, and nothing else gets in; through real Bolt."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest

from bot.clock import MovableClock
from bot.platforms.base import Message, Picker, Place
from handlers.chat.incoming import Command, Pressed, Said
from tests.platforms.slack_kit import START, Office, office_of
from tests.standins.slack import SlackStandIn

MENU = Message(("When?",), pickers=(Picker("Find a time", "k1", "offer"),))
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(params=["socket", "http"])
async def office(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    async with office_of(request.param) as connected:
        yield connected


@pytest.fixture
async def web() -> AsyncIterator[Office]:
    async with office_of("http") as connected:
        yield connected


async def test_kept_then_acknowledged(office: Office) -> None:
    """A message is acknowledged at once and understood as it was written."""
    anna = office.slack.user("Anna")
    delivery = await anna.says("Order <flowers> & cake").done()
    assert delivery.acked
    assert delivery.ack_seconds is not None
    assert delivery.ack_seconds < 2
    [found] = office.understood()
    assert isinstance(found.heard, Said)
    assert found.heard.text == "Order <flowers> & cake"
    assert (found.sender.user, found.sender.chat) == (anna.id, anna.dm)


async def test_store_down(office: Office) -> None:
    """While nothing can be kept nothing is acknowledged; the same event comes again and is then kept."""
    office.slack.retry_delays = (0.0, 0.0, 0.0)
    office.slack.answer_within = 0.5
    office.intake.down = True
    delivery = office.slack.user("Anna").says("flowers")
    await office.intake.until(lambda: office.intake.offered >= 2)
    assert not delivery.acked
    assert office.intake.arrivals == {}
    office.intake.down = False
    assert (await delivery.done()).acked
    assert len(office.intake.arrivals) == 1


async def test_eleven_event_ids(office: Office) -> None:
    """One message told eleven times under eleven event ids, and as a mention too, is one message."""
    anna = office.slack.user("Anna")
    place = office.slack.channel("general", anna)
    delivery = await anna.says("hi", channel=place.id, also_app_mention=True).done()
    if delivery.twin is not None:
        assert (await delivery.twin.done()).acked
    for _ in range(10):
        assert (await office.slack.redeliver(delivery, new_event_id=True)).acked
    assert len(office.intake.arrivals) == 1
    assert not office.understood()[0].sender.private


async def test_presses_commands_and_their_repeats(office: Office) -> None:
    """A forged press, a command with the word Bolt trips over, and each of them twice: one event each."""
    anna = office.slack.user("Anna")
    place = office.slack.channel("general", anna)
    await office.slack.redeliver(await anna.commands("payload for me", channel=place.id).done())
    assert [found.heard for found in office.understood()] == [Command("payload", "for me")]
    assert office.understood()[0].sender.chat == f"user:{anna.id}"
    ts = office.slack.workspace.post(
        office.slack.workspace.dm(anna.id), {"text": "card"}, author=office.slack.workspace.bot_user
    ).ts
    await office.slack.quiet()
    office.intake.arrivals.clear()
    await office.slack.redeliver(await anna.presses_value("\x00\x7f" * 32, "press:forged", ts).done())
    assert [type(found.heard) for found in office.understood()] == [Pressed]


async def test_slacks_own_time_goes_along(office: Office) -> None:
    """What people write, change and press comes with Slack's time of it, in their order; a command has none."""
    anna = office.slack.user("Anna")
    ts = office.slack.workspace.post(
        office.slack.workspace.dm(anna.id), {"text": "card"}, author=office.slack.workspace.bot_user
    ).ts
    await anna.says("roses").done()
    await anna.edits(anna.messages[-1].ts, "ten roses").done()
    await anna.presses_value("key", "press:key", ts).done()
    await anna.commands("queue").done()
    orders = [arrival.order for arrival in office.intake.arrivals.values()]
    assert orders[-1] is None
    dated = [order for order in orders if order is not None]
    assert len(dated) == 3
    assert dated == sorted(dated)


async def test_unknown_kinds_are_kept_and_acknowledged(office: Office) -> None:
    """Whatever Slack invents is stored and acknowledged, never answered with an error."""
    anna = office.slack.user("Anna")
    assert (await anna.shortcut("any").done()).acked
    assert (await anna.opens_home().done()).acked
    message = anna.says("x")
    assert (await anna.reacts(str(message.event["ts"]), "eyes").done()).acked
    assert len(office.intake.arrivals) == 4


async def test_revoked_tokens_raise_an_alarm(office: Office) -> None:
    """Managers hear when the app is taken away."""
    delivery = office.slack.emit({"type": "tokens_revoked", "tokens": {"bot": ["U0OFFICEBOT"]}})
    assert delivery is not None
    assert (await delivery.done()).acked
    assert office.intake.alarms == ["slack-revoked"]


async def test_rate_limited_notice(web: Office) -> None:
    """Slack's word that it leaves out events is kept, and told to managers."""
    assert (await web.slack.announce_rate_limit())[0] == 200
    assert web.intake.alarms == ["slack-flood"]


async def test_address_handshake(web: Office) -> None:
    """Slack's challenge is echoed, and a check of the certificate answered."""
    assert await web.slack.verify_url()
    assert (await web.slack.deliver_raw(b"ssl_check=1&token=x", {"Content-Type": FORM}))[0] == 200
    assert web.intake.arrivals == {}


BODY = json.dumps({"type": "event_callback", "event": {"type": "message", "text": "canary-words"}}).encode()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY),
        ({"X-Slack-Signature": "v0=0"}, BODY),
        ({"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "abc"}, BODY),
        ({"X-Slack-Signature": "v0=é", "X-Slack-Request-Timestamp": "1"}, BODY),
        ({"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "²"}, BODY),
        ({"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "1"}, b"\xff\xfe canary-words"),
        ({"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "1"}, b"[" * 10_000),
        ({"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "1"}, b'["canary-words"]'),
        ({"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "1"}, b'{"type": "url_verification"}'),
    ],
)
async def test_unsigned_bodies(
    web: Office, caplog: pytest.LogCaptureFixture, headers: dict[str, str], body: bytes
) -> None:
    """What Slack did not sign gets 401, no details, no row and no line in a log."""
    with caplog.at_level(logging.DEBUG):
        status, _, text = await web.platform.events({"Content-Type": "application/json", **headers}, body)
    assert (status, text) == (401, "")
    assert web.intake.arrivals == {}
    assert "canary-words" not in caplog.text


@pytest.mark.parametrize("skew", [-400, 400])
async def test_old_signatures(web: Office, skew: int) -> None:
    """A signature more than five minutes off is none."""
    stamp = int(web.clock.now().timestamp()) + skew
    assert (await web.slack.deliver_raw(BODY, web.slack.sign(BODY, stamp)))[0] == 401


async def test_a_clock_that_drifts(web: Office) -> None:
    """A minute of difference to Slack's clock is told before Slack's signatures count for nothing."""
    stamp = int(web.clock.now().timestamp()) - 100
    assert (await web.slack.deliver_raw(BODY, web.slack.sign(BODY, stamp)))[0] == 200
    assert web.intake.alarms == ["slack-clock"]


async def test_nobody_else_alarms_about_the_clock(web: Office) -> None:
    """What comes unsigned says nothing of anybody's clock, also where it is answered like an ssl_check."""
    stamp = str(int(web.clock.now().timestamp()) - 100)
    headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": stamp}
    assert (await web.slack.deliver_raw(b"ssl_check=1&token=x", headers))[0] == 200
    assert web.intake.alarms == []


async def test_replayed_request(web: Office) -> None:
    """A request sent again within the five minutes ends at the inbox's key."""
    delivery = await web.slack.user("Anna").says("flowers").done()
    body = json.dumps(delivery.payload).encode()
    for _ in range(2):
        assert (await web.slack.deliver_raw(body, {"Content-Type": "application/json", **web.slack.sign(body)}))[
            0
        ] == 200
    assert len(web.intake.arrivals) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"type":"event_callback","authorizations":[5]}',
        b'{"type":"event_callback","user":5}',
        b'{"type":"event_callback","event":{"x":NaN}}',
        b'{"type":"event_callback","event":{"x":1e999}}',
        b'{"type":"event_callback","event":{"x":' + b"9" * 5000 + b"}}",
        b'{"type":"x","event":{"x":"\\ud800"}}',
        b'"text"',
        b"payload=%7B%22type%22",
    ],
)
async def test_signed_and_broken(web: Office, body: bytes) -> None:
    """What Slack signed and nobody can read is set aside, not lost and not an error."""
    headers = {"Content-Type": "application/json" if body[:1] in b'[{"' else FORM}
    status, _ = await web.slack.deliver_raw(body, {**headers, **web.slack.sign(body)})
    assert status == 200
    [kept] = web.intake.arrivals.values()
    assert kept.raw.isascii()
    json.loads(kept.raw)


async def test_too_large_and_too_early(web: Office) -> None:
    """More than a mebibyte is refused unread; before anybody listens Slack is asked to come again."""
    assert (await web.platform.events({}, b"x" * (1024 * 1024 + 1)))[0] == 413
    await web.platform.stop_listening()
    assert (await web.slack.deliver_raw(BODY, web.slack.sign(BODY)))[0] == 503
    assert web.intake.arrivals == {}


async def test_socket_mode_has_no_address() -> None:
    """With Socket Mode nothing is there to post to."""
    async with office_of("socket") as office:
        assert (await office.platform.events(office.slack.sign(BODY), BODY))[0] == 404


async def test_other_workspaces_token() -> None:
    """A token that belongs to another workspace than before is not listened with, and managers hear why."""
    async with SlackStandIn() as slack:
        office = Office(slack, MovableClock(START), known_team="T0ANOTHER")
        task = asyncio.create_task(office.platform.listen(office.intake))
        await office.intake.until(lambda: office.intake.alarms == ["slack-team"])
        findings = {finding.what: finding.ok for finding in await office.platform.check()}
        assert not findings["workspace"]
        assert (office.platform.workspace, slack.sockets_opened) == ("T0ANOTHER", 0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await office.platform.close()


async def test_suggestions_are_answered_without_a_row(office: Office) -> None:
    """Whoever types into a menu reads what the office offers, at once; that is none of the inbox's business. Where the
    store can't be asked Slack says so itself."""
    anna = office.slack.user("Anna")
    ts = await office.platform.send(Place("slack", office.slack.workspace.team, anna.dm), MENU)
    assert await anna.suggests("Find a time", "Fri & <Sat>", ts=ts) == [f"Fri & <Sat> k1 {anna.id}"]
    assert office.intake.arrivals == {}
    await anna.chooses("Find a time", f"Fri & <Sat> k1 {anna.id}", ts=ts).done()
    [found] = office.understood()
    assert found.heard == Pressed("k1", ts, asked=True, picked="v-1")
    office.intake.down, office.slack.answer_within = True, 0.5
    assert await anna.suggests("Find a time", "", ts=ts) == []
    assert await anna.sees_error("no results could be loaded")


async def test_suggestions_that_nobody_asked_for(web: Office) -> None:
    """A menu that isn't ours, another workspace, or words without end are offered nothing."""
    ours = {"type": "block_suggestion", "action_id": "pick:k1", "value": "x"}
    for strange in ({"action_id": "where"}, {"action_id": 7}, {"team": {"id": "T9"}}, {"value": "x" * 201}):
        body = b"payload=" + json.dumps({**ours, **strange}).encode()
        status, answer = await web.slack.deliver_raw(body, {"Content-Type": FORM, **web.slack.sign(body)})
        assert (status, json.loads(answer)) == (200, {"options": []})
    assert web.intake.arrivals == {}
