"""Socket Mode stays connected, and nothing said meanwhile is missed: recycling, silence, outages, sweeps."""

import asyncio
import contextlib

from bot.clock import MovableClock
from bot.platforms.slack_sweep import Sweep
from handlers.chat.incoming import Edited, Said
from tests.platforms.slack_kit import START, FakeIntake, Office, listening, office_of
from tests.standins.slack import SlackStandIn


def said(office: Office) -> list[str]:
    return [found.heard.text for found in office.understood() if isinstance(found.heard, Said)]


async def moved_until(clock: MovableClock, done: asyncio.Future[None] | asyncio.Task[None], step: float) -> None:
    """Move the clock by `step` each time everybody sleeps, until `done`."""
    async with asyncio.timeout(30):
        while not done.done():
            await asyncio.sleep(0.01)
            clock.move(step)
    await done


async def settled() -> None:
    """Let everything that is ready run."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_recycled() -> None:
    """Slack asks for a new connection: it is there before the old one goes, and nothing is lost."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await anna.says("one").done()
        office.slack.disconnect("warning")
        async with asyncio.timeout(30):
            while office.slack.sockets_opened < 2 or office.slack.sockets != 1:  # noqa: ASYNC110 - as below
                await asyncio.sleep(0.01)
        await anna.says("two").done()
        assert said(office) == ["one", "two"]
        assert office.intake.troubles == []


async def test_all_connections_closed_at_once() -> None:
    """Slack closes everything while somebody writes; the message arrives over the next connection, once."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        office.slack.recycle()
        delivery = anna.says("in between")
        await office.slack.connected()
        assert (await delivery.done()).acked
        assert said(office) == ["in between"]


async def test_line_cut() -> None:
    """A line that is cut without a word is replaced, and the conversations are looked through."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await anna.says("before").done()
        office.slack.outage = True
        anna.says("unheard")
        office.slack.outage = False
        office.slack.drop_sockets()
        assert len(await office.events(2)) == 2
        assert said(office) == ["before", "unheard"]
        assert office.intake.troubles


async def test_half_open_line() -> None:
    """A line that looks open and is dead is given up after 90 s without a frame, by our own clock."""
    clock = MovableClock(START)
    async with office_of(clock=clock) as office:
        anna = office.slack.user("Anna")
        office.slack.go_silent()
        for seconds in (59, 1, 29):
            clock.move(seconds)
            await settled()
        assert "silent" not in office.intake.troubles
        clock.move(1)
        await office.slack.connected()
        assert "silent" in office.intake.troubles
        await anna.says("again").done()
        assert said(office) == ["again"]


async def test_a_jumping_clock_costs_no_connection() -> None:
    """A machine that slept three hours pings first; a live line answers and stays."""
    clock = MovableClock(START)
    async with office_of(clock=clock) as office:
        for _ in range(4):
            heard = office.intake.heard_count
            clock.move(3 * 3600)
            await office.intake.until(lambda seen=heard: office.intake.heard_count > seen)  # type: ignore[misc]  # defaults bind the loop's values now
        assert office.slack.sockets_opened == 1


async def test_slack_unreachable_at_start() -> None:
    """Without Slack the platform waits, says so, and connects as soon as it can."""
    clock = MovableClock(START)
    slack = SlackStandIn(clock=lambda: clock.now().timestamp())
    await slack.start()
    await slack.stop()
    office = Office(slack, clock)
    task = asyncio.create_task(office.platform.listen(office.intake))
    try:
        await office.intake.until(lambda: office.intake.troubles == ["NotSent"])
        await slack.start()
        await moved_until(clock, asyncio.ensure_future(slack.connected(timeout=30)), 1)
        assert office.platform.workspace == "T0OFFICE"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await office.platform.close()
        await slack.stop()


async def test_revoked_token() -> None:
    """A revoked app token is told to managers; the connection comes back when it is mended."""
    clock = MovableClock(START)
    async with office_of(clock=clock) as office:
        office.slack.revoke()
        office.slack.drop_sockets()
        await office.intake.until(lambda: "slack-token" in office.intake.alarms)
        office.slack.revoke(None)
        await moved_until(clock, asyncio.ensure_future(office.slack.connected(timeout=30)), 5)


async def test_stop_listening() -> None:
    """After stop nothing is taken in, what is said waits at Slack, and sending works."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await office.platform.stop_listening()
        async with asyncio.timeout(30):
            while office.slack.sockets:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
        anna.says("later")
        assert (await office.platform.call("chat.postMessage", channel=anna.dm, text="hi"))["ok"]
        assert office.intake.arrivals == {}


# --- sweeps ----------------------------------------------------------------------------------------------------------


async def test_outage_of_ten_minutes() -> None:
    """Messages whose events were lost for good are found, in order, in every conversation, and none twice."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna, ben = office.slack.user("Anna"), office.slack.user("Ben")
        await anna.says("first").done()
        office.slack.outage = True
        for number in range(30):
            clock.move(20)
            anna.says(f"anna {number}")
            ben.says(f"ben {number}", files=[])
        office.slack.outage = False
        await anna.says("last").done()
        mark = dict(office.intake.marks)
        sweep = Sweep(office.platform, clock, office.intake, lambda: office.platform.ours)
        assert await sweep.once() == 60
        assert await sweep.once() == 0
        mine = [text for text in said(office) if not text.startswith("ben")]
        assert mine == ["first", "last", *(f"anna {number}" for number in range(30))]
        assert office.intake.marks != mark


async def test_same_key_from_event_and_sweep() -> None:
    """A message that came as an event is known to the sweep, an edit and a thread reply that were lost are not."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna = office.slack.user("Anna")
        first = await anna.says("flowers").done()
        ts = str(first.event["ts"])
        clock.move(5)
        office.slack.outage = True
        anna.edits(ts, "roses")
        anna.says("in a thread", thread_ts=ts)
        office.slack.outage = False
        sweep = Sweep(office.platform, clock, office.intake, lambda: office.platform.ours)
        assert await sweep.once() == 1
        heard = [found.heard for found in office.understood()]
        assert heard[0] == Said("flowers", ts)
        assert Edited(ts, "roses") in heard
        assert [each.reply_to for each in heard if isinstance(each, Said)] == [None, ts]
        assert await sweep.once() == 0
        assert len(heard) == len(office.intake.arrivals)


async def test_sweep_is_patient() -> None:
    """A 429 is waited out; a failure leaves the mark where it was; every hour there is a sweep."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        office.slack.user("Anna").says("x")
        await office.slack.quiet()
        name = f"slack:{office.platform.workspace}:swept"
        mark = office.intake.marks[name]
        office.slack.fault("conversations.history", retry_after=120)
        broken = office.slack.fault("conversations.list", status=502)
        clock.move(3600)
        await office.intake.until(lambda: bool(office.intake.troubles))
        assert (office.intake.marks[name], broken.hits) == (mark, 1)
        swept = asyncio.ensure_future(office.intake.until(lambda: office.intake.marks[name] != mark))
        await moved_until(clock, swept, 30)


async def test_first_start_imports_no_history() -> None:
    """An office that begins does not take yesterday's conversations for requests."""
    clock = MovableClock(START)
    async with SlackStandIn(clock=lambda: clock.now().timestamp()) as slack:
        slack.mode, slack.outage = "http", True
        anna = slack.user("Anna")
        anna.says("yesterday")
        clock.move(24 * 3600)
        anna.says("just now")
        slack.outage = False
        slack.signer.clock = lambda: clock.now().timestamp()
        async with listening(Office(slack, clock)) as office:
            assert said(office) == ["just now"]


async def test_sweep_by_itself_needs_no_connection() -> None:
    """The mark moves only with the last batch: a store that fails half-way leaves it."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        intake = FakeIntake()
        intake.down = True
        office.slack.outage = True
        office.slack.user("Anna").says("x")
        sweep = Sweep(office.platform, clock, intake, lambda: office.platform.ours)
        result = await asyncio.gather(sweep.once(), return_exceptions=True)
        assert type(result[0]).__name__ == "StoreDown"
        assert intake.marks == {}


async def test_a_refused_token_is_no_life() -> None:
    """While Slack refuses the bot token its pings don't make the connection well; the next accepted call does."""
    clock = MovableClock(START)
    async with office_of(clock=clock) as office:
        await office.intake.until(lambda: office.intake.heard_count > 0)
        office.slack.revoke()
        with contextlib.suppress(Exception):
            await office.platform.call("users.info", user="U1")
        await office.intake.until(lambda: "slack-token" in office.intake.alarms)
        heard = office.intake.heard_count
        office.platform._alive()  # noqa: SLF001 - as a ping does, which the stand-in sends when it likes
        assert office.intake.heard_count == heard
        office.slack.revoke(None)
        again = asyncio.create_task(office.intake.until(lambda: office.intake.heard_count > heard))
        await moved_until(clock, again, 20)
