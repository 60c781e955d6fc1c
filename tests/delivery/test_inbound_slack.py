"""What comes in from Slack is kept before it is acknowledged and handled once: D13-D19."""

from __future__ import annotations

import asyncio
import re
from typing import Any, cast

import pytest

from storage.vocabulary import InboxState
from tests.cast import SlackPerson
from tests.delivery.blocking import stalled_store
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, passing, until

WAYS = pytest.mark.parametrize("way", ["socket", "http"])


def user(setting: Setting) -> Any:
    """Return Anna's account on the stand-in."""
    return cast("SlackPerson", setting.anna).user


@WAYS
async def test_d13_eleven_event_ids(either: str, opened: OpenSetting, way: str) -> None:
    """One message, three times with its event id and eleven times with new ones: one draft, one task."""
    setting = await opened(either, anna="slack", slack=way)
    slack = setting.office.slack
    said = user(setting).says("Please order flowers")
    await said.done()
    for number in range(13):
        again = await slack.redeliver(said, new_event_id=number > 1)
        assert again.acked
    await setting.anna.sees_button("Send request")
    press = user(setting).presses("Send request")
    await setting.anna.sees("T-1001")
    for _ in range(3):
        await slack.redeliver(press)
    await setting.office.quiet()
    assert await setting.tasks() == 1
    assert setting.anna.count("Please order flowers") == 1


@WAYS
async def test_d14_mention_and_message(sqlite: str, opened: OpenSetting, way: str) -> None:
    """A mention comes as app_mention and as message, with different event ids: one draft."""
    setting = await opened(sqlite, anna="slack", slack=way)
    said = user(setting).says("Please order flowers", also_app_mention=True)
    await said.done()
    assert said.twin is not None
    await said.twin.done()
    assert said.acked
    assert said.twin.acked
    await setting.anna.sees("Please order flowers")
    await setting.office.quiet()
    assert setting.anna.count("Please order flowers") == 1


@WAYS
async def test_d15_store_down(either: str, opened: OpenSetting, way: str) -> None:
    """A store that can't keep an event: Slack is not told that we have it, and its repeat is handled."""
    setting = await opened(either, anna="slack", slack=way)
    slack = setting.office.slack
    slack.answer_within = 0.3
    slack.retry_delays = (0.0, 1.0, 1.0)
    async with stalled_store(setting.office):
        said = user(setting).says("Please order flowers")
        await said.tried(1, timeout=30)
        assert not said.acked
    slack.answer_within = 3.0
    await said.done()
    assert said.acked
    await setting.anna.sees("Please order flowers")
    await setting.office.quiet()
    assert setting.anna.count("Please order flowers") == 1


async def test_d16_outage_of_ten_minutes(sqlite: str, opened: OpenSetting) -> None:
    """What Slack could not deliver for ten minutes and gave up is found by the sweep after reconnecting, none twice."""
    setting = await opened(sqlite, anna="slack")
    office, slack = setting.office, setting.office.slack
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    slack.outage = True
    for number in range(20):
        user(setting).says(f"Wish {number:02}")
        office.later(30)
    slack.outage = False
    slack.recycle()
    await setting.anna.sees("Wish 19")
    await office.quiet()
    office.later(3600)
    setting.anna.says("After")
    await setting.anna.sees("After")
    await office.quiet()
    shown = [message.shown for message in user(setting).messages if message.from_bot]
    assert [found for text in shown for found in re.findall(r"Wish \d\d", text)] == [f"Wish {n:02}" for n in range(20)]


async def test_d16_down_for_a_day(sqlite: str, opened: OpenSetting) -> None:
    """What was written while we were down for a day is found at the start."""
    setting = await opened(sqlite, anna="slack")
    office, slack = setting.office, setting.office.slack
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    await until(lambda: slack.calls_of("conversations.list"), "the first sweep")
    await office.quiet()
    await office.stop()
    slack.outage = True
    said = user(setting).says("While you slept")
    user(setting).edits(_ts(said), "While you slept well")
    user(setting).says("Good morning")
    office.later(23 * 3600)
    slack.outage = False
    await office.start()
    await setting.anna.sees("While you slept well")
    await setting.anna.sees("Good morning")
    await office.quiet()
    assert setting.anna.count("While you slept") == 1


async def test_d17_half_open_socket(sqlite: str, opened: OpenSetting) -> None:
    """A line that went dead without a word is given up after 90 s, and what was said meanwhile is found."""
    setting = await opened(sqlite, anna="slack")
    slack = setting.office.slack
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    before = slack.sockets_opened
    slack.go_silent()
    slack.outage = True
    user(setting).says("Into the dead line")
    slack.outage = False
    await passing(setting, lambda: slack.sockets_opened > before and slack.sockets == 1, 10, "a new line")
    await setting.anna.sees("Into the dead line")


async def test_d18_all_connections_recycled(either: str, opened: OpenSetting) -> None:
    """All connections recycled at once, in the middle of messages: no loss, none twice."""
    setting = await opened(either, anna="slack")
    slack = setting.office.slack
    for number in range(30):
        user(setting).says(f"Wish {number:02}")
        if number % 10 == 4:
            slack.recycle()
        if number % 10 == 8:
            slack.drop_sockets()
        await asyncio.sleep(0.005)
    for number in range(30):
        await setting.anna.sees(f"Wish {number:02}")
    await slack.quiet(timeout=30)
    await setting.office.quiet()
    assert [setting.anna.count(f"Wish {number:02}") for number in range(30)] == [1] * 30


async def _result_form(setting: Setting) -> Any:
    """Bring Ben to the form in which he writes the result of T-1001, filled in."""
    await setting.requests("Please order flowers")
    await setting.ben.sees_button("Acknowledge")
    setting.ben.presses("Acknowledge")
    await setting.ben.sees_button("Done")
    setting.ben.presses("Done")
    await setting.ben.sees_form("What shall the client read")
    ben = cast("SlackPerson", setting.ben).user
    await ben.waits(lambda: ben.modal is not None and ben.modal.submit, "a form to submit")
    ben.fills(**{"What shall the client read as the result?": "Roses, Friday"})
    return ben


@WAYS
async def test_d19_submit_just_in_time(sqlite: str, opened: OpenSetting, way: str) -> None:
    """A submission whose answer takes nearly all of the three seconds is stored once and says so."""
    setting = await opened(sqlite, anna="slack", slack=way)
    ben = await _result_form(setting)
    async with stalled_store(setting.office) as let_go:
        submitted = ben.submits()
        asyncio.get_running_loop().call_later(2.2, let_go.set)
        await submitted.done()
    assert submitted.acked
    assert not ben.errors
    await setting.anna.sees("Roses, Friday")
    await setting.office.quiet()
    assert setting.anna.count("T-1001 is done") == 1


async def test_d19_submit_too_late(either: str, opened: OpenSetting) -> None:
    """A submission that could not be acknowledged within three seconds: an error is seen, or it is stored, or both; a
    second try stores it once."""
    setting = await opened(either, anna="slack")
    ben = await _result_form(setting)
    async with stalled_store(setting.office) as let_go:
        submitted = ben.submits()
        asyncio.get_running_loop().call_later(3.2, let_go.set)
        await submitted.done()
        assert not submitted.acked
        assert "We had some trouble connecting" in await ben.sees_error()
    await setting.office.quiet()
    again = ben.submits()
    await again.done()
    assert again.acked
    await setting.anna.sees("Roses, Friday")
    await setting.office.quiet()
    assert setting.anna.count("T-1001 is done") == 1
    assert await setting.look(lambda uow: uow.inbox.count(InboxState.DEAD)) == 0


async def _in_hand(opened: OpenSetting, database: str) -> tuple[Setting, Any]:
    """Return an office in which Ben works on T-1001 and T-1002, on Slack, and his account there."""
    setting = await opened(database, anna="slack")
    await setting.requests("Please order flowers", "Please call Weber")
    ben = cast("SlackPerson", setting.ben).user
    for reference in ("T-1001", "T-1002"):
        card = await ben.waits(lambda: _card(ben, reference, "Acknowledge"), f"the card of {reference}")  # noqa: B023 - waited for here
        ben.presses("Acknowledge", ts=card)
        await ben.waits(lambda: _card(ben, reference, "Done"), f"{reference} in hand")  # noqa: B023 - as above
    return setting, ben


def _card(ben: Any, reference: str, label: str) -> str | None:
    found = [each for each in ben.messages if each.shown.startswith(f"{reference} · ")]
    return next((each.ts for each in found if label in {button.label for button in each.buttons}), None)


async def _found_late(setting: Setting) -> None:
    """Let Slack reconnect, so that what it could not deliver is found."""
    setting.office.slack.outage = False
    setting.office.slack.recycle()


async def test_words_that_come_late_answer_no_later_question(sqlite: str, opened: OpenSetting) -> None:
    """Words written before a form was asked for, found by the sweep only then, are not its answer: they may be about
    another client's task."""
    setting, ben = await _in_hand(opened, sqlite)
    office, slack = setting.office, setting.office.slack
    slack.outage = True
    ben.says("They are ordered")  # about T-1001
    slack.outage = False
    office.later(5)
    slack.fault("views.open", error="expired_trigger_id")
    ben.presses("Done", ts=_card(ben, "T-1002", "Done"))
    await setting.ben.sees("What shall the client read")
    await _found_late(setting)
    await setting.ben.sees("What is this about?")
    assert setting.anna.count("They are ordered") == 0
    office.later(5)
    ben.says("Weber calls back")
    await setting.anna.sees("Weber calls back")


async def test_words_that_come_late_go_by_no_later_choice(sqlite: str, opened: OpenSetting) -> None:
    """Words written before somebody chose what their words are about, found only then, don't go by that choice."""
    setting, ben = await _in_hand(opened, sqlite)
    office, slack = setting.office, setting.office.slack
    slack.outage = True
    ben.says("They are ordered")  # about T-1001
    slack.outage = False
    office.later(5)
    ben.says("Weber calls back")
    await setting.ben.sees_button("To T-1002 · Please call Weber")
    ben.presses("To T-1002 · Please call Weber")
    await setting.ben.sees_button("To Dr. Weber")
    ben.presses("To Dr. Weber")
    await setting.anna.sees("Weber calls back")
    await _found_late(setting)
    await setting.ben.sees("They are ordered")
    assert setting.anna.count("They are ordered") == 0


def _ts(delivery: Any) -> str:
    return str(delivery.payload["event"]["ts"])
