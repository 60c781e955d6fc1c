"""What leaves for Slack: every way it can end has its outcome, and nothing goes twice by itself."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from bot.clock import MovableClock, SystemClock
from bot.platforms.base import (
    Busy,
    CannotTell,
    Message,
    Never,
    NotSent,
    Option,
    Place,
    Uneditable,
    Unknown,
)
from bot.platforms.slack import SlackPlatform
from bot.platforms.slack_manifest import SCOPES
from bot.platforms.slack_people import standing
from handlers.chat.incoming import Sender, Standing
from tests.platforms.slack_kit import START, Office, office_of

TEXT = Message(("canary words",), mark="outbox-1")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_of("http") as connected:
        yield connected


def to(chat: str) -> Place:
    return Place("slack", "T0OFFICE", chat)


async def test_send_and_edit(office: Office) -> None:
    """A message arrives in the person's DM, opened once, and is edited in place; the same edit again is no error."""
    anna = office.slack.user("Anna")
    card = Message(("One",), "Title", (Option("Claim", "k1", "primary"),), mark="m1")
    ts = await office.platform.send(to(f"user:{anna.id}"), card)
    await office.platform.send(to(f"user:{anna.id}"), TEXT)
    assert len(office.slack.calls_of("conversations.open")) == 1
    assert (await anna.sees("One")).ts == ts
    for _ in range(2):
        await office.platform.edit(to(f"user:{anna.id}"), ts, Message(("Two",), "Title"))
    message = await anna.sees("Two")
    assert message.buttons == []
    assert await office.platform.find(to(anna.dm), "m1", office.clock.now()) == ts


@pytest.mark.parametrize(
    "words", ["<!channel> <@U1>", "<https://evil.example|bank.de>", "*x* `y` :smile: @here", "&lt;"]
)
async def test_words_stay_words(office: Office, words: str) -> None:
    """Nothing in people's words comes alive, in blocks or in the text beside them."""
    anna = office.slack.user("Anna")
    message = Message((words,), words, (Option(words, "k", confirm=words),))
    await office.platform.send(to(anna.dm), message)
    shown = await anna.sees(words)
    assert shown.buttons[0].label == words
    office.slack.fault("chat.postMessage", error="invalid_blocks")
    await office.platform.send(to(anna.dm), Message((f"again {words}",)))
    await anna.sees(f"again {words}")
    assert office.slack.live_markup == []


async def test_blocks_refused(office: Office) -> None:
    """Blocks that Slack does not take go once more as text; if that fails too, the message is dead."""
    anna = office.slack.user("Anna")
    office.slack.fault("chat.postMessage", error="invalid_blocks")
    await office.platform.send(to(anna.dm), TEXT)
    assert [bool(call.params.get("blocks")) for call in office.slack.calls_of("chat.postMessage")] == [True, False]
    office.slack.fault("chat.postMessage", error="invalid_blocks", count=2)
    with pytest.raises(Never, match="invalid_blocks"):
        await office.platform.send(to(anna.dm), TEXT)


@pytest.mark.parametrize(
    ("code", "unreachable"),
    [
        ("channel_not_found", True), ("is_archived", True), ("user_disabled", True), ("cannot_dm_bot", True),
        ("not_in_channel", True), ("restricted_action", True), ("msg_too_long", False), ("no_text", False),
    ],
)  # fmt: skip
async def test_never(office: Office, code: str, *, unreachable: bool) -> None:
    """A refusal for good says whether another address of the person may help."""
    anna = office.slack.user("Anna")
    office.slack.fault("chat.postMessage", error=code)
    with pytest.raises(Never) as raised:
        await office.platform.send(to(anna.dm), TEXT)
    assert (raised.value.code, raised.value.unreachable) == (code, unreachable)


async def test_nobody_there(office: Office) -> None:
    """Deactivated, unknown and no address at all: never, before anything is posted."""
    gone = office.slack.user("Gone", deleted=True)
    for chat in (f"user:{gone.id}", "user:U404", "", "C404"):
        with pytest.raises(Never):
            await office.platform.send(to(chat), TEXT)
    assert not any(call.ok for call in office.slack.calls_of("chat.postMessage"))


async def test_busy(office: Office) -> None:
    """A 429 says how long to wait, and a post's limit is its channel's; edits have one for all together, and while it
    lasts cards are posted anew without asking."""
    anna = office.slack.user("Anna")
    ts = await office.platform.send(to(anna.dm), TEXT)
    office.slack.fault("chat.postMessage", retry_after=600)
    office.slack.fault("chat.update", retry_after=7)
    with pytest.raises(Busy) as raised:
        await office.platform.send(to(anna.dm), TEXT)
    assert (raised.value.seconds, raised.value.everybody) == (600, False)
    for asked in (True, False):
        with pytest.raises(Uneditable) as refused:
            await office.platform.edit(to(anna.dm), ts, TEXT)
        assert refused.value.asked is asked
    assert len(office.slack.calls_of("chat.update")) == 1
    assert len(office.slack.calls_of("chat.postMessage")) == 2


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_locked_out(office: Office, code: str) -> None:
    """A token that counts for nothing holds everybody up, kills no message, and managers hear of it."""
    anna = office.slack.user("Anna")
    chat = anna.dm
    office.slack.revoke(code)
    with pytest.raises(Busy) as raised:
        await office.platform.send(to(chat), TEXT)
    assert (raised.value.seconds, raised.value.everybody) == (60, True)
    assert (office.intake.alarms, office.intake.troubles) == (["slack-token"], [code])


@pytest.mark.parametrize("how", [{"drop": "after"}, {"drop": "before"}, {"status": 500}, {"error": "fatal_error"}])
async def test_answer_lost(office: Office, how: dict[str, object]) -> None:
    """When nobody knows whether a message arrived, it is unknown, and sent once by us."""
    anna = office.slack.user("Anna")
    office.slack.fault("chat.postMessage", **how)  # type: ignore[arg-type]  # values of several types, by name
    began = office.clock.now()
    with pytest.raises(Unknown):
        await office.platform.send(to(anna.dm), TEXT)
    calls = office.slack.calls_of("chat.postMessage")
    assert len(calls) == 1
    if calls[0].executed:
        assert await office.platform.find(to(anna.dm), "outbox-1", began) == anna.messages[-1].ts


async def test_surely_not_sent(unused_tcp_port: int) -> None:
    """Without a connection nothing was sent; opening the DM may be repeated, so it never makes a message unknown."""
    nowhere = SlackPlatform(
        bot_token="xoxb-canary", app_token=None, signing_secret=None, clock=SystemClock(),
        base_url=f"http://127.0.0.1:{unused_tcp_port}/api/",
    )  # fmt: skip
    with pytest.raises(NotSent):
        await nowhere.send(to("D1"), TEXT)
    assert [finding.ok for finding in await nowhere.check()] == [False, False]
    await nowhere.close()
    async with office_of("http") as office:
        office.slack.fault("conversations.open", drop="after")
        with pytest.raises(NotSent):
            await office.platform.send(to(f"user:{office.slack.user('Anna').id}"), TEXT)


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_uneditable(office: Office, code: str) -> None:
    """A message that can't be edited any more says so, and a new one can be sent."""
    anna = office.slack.user("Anna")
    ts = await office.platform.send(to(anna.dm), TEXT)
    office.slack.fault("chat.update", error=code)
    with pytest.raises(Uneditable):
        await office.platform.edit(to(anna.dm), ts, TEXT)


async def test_nothing_of_a_message_in_errors_and_logs(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Neither words nor tokens stand in an exception, its causes, or a log at its most talkative."""
    anna = office.slack.user("Anna")
    failures: list[BaseException] = []
    with caplog.at_level(logging.DEBUG):
        await anna.says("canary question").done()
        for how in ({"error": "msg_too_long"}, {"drop": "after"}, {"status": 502}, {"retry_after": 3}):
            office.slack.fault("chat.postMessage", **how)
            try:
                await office.platform.send(to(anna.dm), TEXT)
            except (Busy, Never, Unknown) as error:
                failures += [error, *(each for each in (error.__cause__, error.__context__) if each)]
    assert len(failures) == 4
    own = [line for line in caplog.text.splitlines() if "canary" in line or "xoxb" in line or "xapp" in line]
    assert own == []
    assert not any("canary" in repr(error) for error in failures)


# --- reconciliation --------------------------------------------------------------------------------------------------


async def test_never_arrived() -> None:
    """None is said only after what Slack shows late could be seen."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna = office.slack.user("Anna")
        chat = anna.dm
        looked = asyncio.ensure_future(office.platform.find(to(chat), "m1", clock.now()))
        await office.slack.fault("conversations.history").reached.wait()
        clock.move(5)
        assert await looked is None
        office.slack.history_delay = 3
        began = clock.now()
        ts = await office.platform.send(to(chat), Message(("x",), mark="m2"))
        looked = asyncio.ensure_future(office.platform.find(to(chat), "m2", began))
        await office.slack.fault("conversations.history").reached.wait()
        clock.move(5)
        assert await looked == ts


async def test_found_among_many() -> None:
    """A message is found behind pages of others; somebody else's forged mark is not ours."""
    async with office_of("http") as office:
        anna = office.slack.user("Anna")
        began = office.clock.now() - timedelta(seconds=1)
        ts = await office.platform.send(to(anna.dm), TEXT)
        dm = office.slack.workspace.dm(anna.id)
        office.slack.outage = True
        for number in range(250):
            office.slack.workspace.post(dm, {"text": f"{number}"}, author=anna.id)
        forged = {"event_type": "vorzimmer_message", "event_payload": {"mark": "outbox-2"}}
        office.slack.workspace.post(dm, {"text": "forged"}, author=anna.id, metadata=forged)
        assert await office.platform.find(to(anna.dm), "outbox-1", began) == ts
        old = began - timedelta(minutes=1)
        assert await office.platform.find(to(anna.dm), "outbox-2", old) is None


@pytest.mark.parametrize("how", [{"error": "missing_scope"}, {"status": 502}, {"retry_after": 9}, {"drop": "before"}])
async def test_cannot_tell(office: Office, how: dict[str, object]) -> None:
    """If the history can't be read nobody knows."""
    anna = office.slack.user("Anna")
    office.slack.fault("conversations.history", count=None, **how)  # type: ignore[arg-type]  # values of several types, by name
    with pytest.raises(CannotTell):
        await office.platform.find(to(anna.dm), "m1", office.clock.now())


# --- people ----------------------------------------------------------------------------------------------------------


def sender(user: str, **more: object) -> Sender:
    return Sender("slack", "T0OFFICE", user, "D1", **more)  # type: ignore[arg-type]  # values of several types, by name


async def test_profiles() -> None:
    """Language, zone and standing come from Slack, once a day; strangers, guests and bots are known as such."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna = office.slack.user("Anna", locale="de-DE", tz="Europe/Vienna")
        found = await office.platform.profile(sender(anna.id))
        assert (found.name, found.language, found.zone) == ("Anna", "de-DE", "Europe/Vienna")
        assert found.standing is Standing.MEMBER
        office.slack.fault("users.info", count=None, drop="before")
        clock.move(23 * 3600)
        assert (await office.platform.profile(sender(anna.id))).name == "Anna"
        clock.move(3601)
        with pytest.raises(NotSent):
            await office.platform.profile(sender(anna.id))


async def test_a_changed_account_is_asked_about_again() -> None:
    """Who becomes a guest or is deactivated is known as such at once, and the change itself is not kept."""
    async with office_of("socket", MovableClock(START)) as office:
        anna = office.slack.user("Anna")
        assert (await office.platform.profile(sender(anna.id))).standing is Standing.MEMBER
        await anna.changes(is_restricted=True).done()
        assert (await office.platform.profile(sender(anna.id))).standing is Standing.GUEST
        await anna.changes(deleted=True).done()
        assert (await office.platform.profile(sender(anna.id))).standing is Standing.GONE
        assert office.intake.arrivals == {}


async def test_a_change_while_slack_is_asked() -> None:
    """An answer that was under way when the account changed is not kept for a day."""
    async with office_of("http", MovableClock(START)) as office:
        anna, held = office.slack.user("Anna"), asyncio.Event()
        fault = office.slack.fault("users.info", hold=held)
        asked = asyncio.create_task(office.platform.profile(sender(anna.id)))
        await asyncio.wait_for(fault.reached.wait(), 10)
        await anna.changes(deleted=True).done()
        held.set()
        await asked
        assert (await office.platform.profile(sender(anna.id))).standing is Standing.GONE


async def test_after_a_gap_everybody_is_asked_about_again() -> None:
    """What was changed while the connection was down is seen after it: accounts count as they are now."""
    async with office_of("socket", MovableClock(START)) as office:
        anna = office.slack.user("Anna")
        assert (await office.platform.profile(sender(anna.id))).standing is Standing.MEMBER
        office.slack.outage = True
        office.slack.drop_sockets()
        anna.changes(deleted=True)
        office.slack.outage = False
        async with asyncio.timeout(30):
            while (await office.platform.profile(sender(anna.id))).standing is not Standing.GONE:
                await asyncio.sleep(0.01)
                office.clock.move(10)  # type: ignore[attr-defined]  # a MovableClock


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"is_restricted": True}, Standing.GUEST),
        ({"is_ultra_restricted": True}, Standing.GUEST),
        ({"is_stranger": True}, Standing.OUTSIDER),
        ({"team": "T0OTHER"}, Standing.OUTSIDER),
        ({"deleted": True}, Standing.GONE),
        ({"is_bot": True}, Standing.BOT),
    ],
)
async def test_standing(office: Office, facts: dict[str, object], expected: Standing) -> None:
    """Whoever is not simply a member is told apart."""
    person = office.slack.user("Eva", **facts)  # type: ignore[arg-type]  # values of several types, by name
    assert (await office.platform.profile(sender(person.id))).standing is expected


async def test_unknown_standing(office: Office) -> None:
    """Nobody is a member by default, and what the message showed is never softened."""
    assert (await office.platform.profile(sender("U404"))).standing is Standing.UNKNOWN
    anna = office.slack.user("Anna")
    outside = sender(anna.id, standing=Standing.OUTSIDER)
    assert (await office.platform.profile(outside)).standing is Standing.OUTSIDER
    nobody = sender("")
    assert await office.platform.profile(nobody) is nobody


MEMBER = {
    "id": "U1", "team_id": "T1", "deleted": False, "is_bot": False, "is_restricted": False,
    "is_ultra_restricted": False,
}  # fmt: skip


@pytest.mark.parametrize("without", list(MEMBER))
def test_left_out_facts_count_against_the_account(without: str) -> None:
    """Only a whole user object makes a member (its id may be missing)."""
    user = {key: value for key, value in MEMBER.items() if key != without}
    assert (standing(user, "T1") is Standing.MEMBER) == (without == "id")
    assert standing(MEMBER, "") is not Standing.MEMBER
    assert standing({**MEMBER, "team_id": "E1", "enterprise_user": {"teams": ["T1"]}}, "T1") is Standing.MEMBER


# --- check -----------------------------------------------------------------------------------------------------------


async def test_check() -> None:
    """What is missing and what is too much is said, with what to do."""
    async with office_of("socket") as office:
        office.slack.scopes.clear()
        office.slack.scopes.update(set(SCOPES) - {"files:read"})
        found = {finding.what: finding for finding in await office.platform.check()}
        assert "files:read" in found["rights"].todo
        assert found["no needless rights"].ok
        office.slack.scopes.update({"files:read", "files:write", "channels:history"})
        found = {finding.what: finding for finding in await office.platform.check()}
        assert found["rights"].ok
        assert found["rights, more than needed"].ok
        assert "channels:history" in found["rights, more than needed"].todo
        assert found["Socket Mode"].ok
        assert found["workspace"].ok
        office.slack.revoke()
        assert not any(finding.ok for finding in await office.platform.check())


async def test_leaving(office: Office) -> None:
    """The bot leaves a channel, and leaving an unknown one is no error."""
    place = office.slack.channel("general")
    await office.platform.leave(place.id)
    assert office.slack.workspace.bot_user not in place.members
    await office.platform.leave("C404")


@asynccontextmanager
async def broken_slack(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[SlackPlatform]:
    """A platform that talks to whatever `answer` is."""
    application = web.Application()
    application.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    platform = SlackPlatform(
        bot_token="xoxb-1", app_token=None, signing_secret=None, clock=SystemClock(), base_url=address
    )
    try:
        yield platform
    finally:
        await platform.close()
        await runner.cleanup()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"\xff", b'{"ok":false}', b'"x"', b"[" * 100_000])
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
async def test_nonsense_for_an_answer(body: bytes, kind: str) -> None:
    """Whatever a broken proxy answers, the outcome is one of ours."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=kind)

    async with broken_slack(answer) as platform:
        with pytest.raises(Unknown):
            await platform.send(to("D1"), TEXT)


async def test_one_connection_for_all() -> None:
    """Messages share one kept connection instead of opening one each."""
    peers = []

    async def answer(request: web.Request) -> web.Response:
        peers.append(request.transport.get_extra_info("peername") if request.transport else None)
        return web.json_response({"ok": True, "ts": "1.1"})

    async with broken_slack(answer) as platform:
        for _ in range(20):
            await platform.send(to("D1"), TEXT)
    assert (len(peers), len(set(peers))) == (20, 1)
