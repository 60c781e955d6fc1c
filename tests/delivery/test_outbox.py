"""What a transaction promised is said, whatever is restarted, rerouted, changed or replayed meanwhile (D30-D32)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete

from handlers.chat.context import Context
from handlers.chat.outgoing import Button, Card, Text, Urgency
from storage.engine import StoreBusy
from storage.outbox import outbox
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState, PersonState, Role
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, passing, read_by, tell, until


async def _nobody_assists(setting: Setting) -> None:
    def unit(uow: UnitOfWork) -> None:
        for person in uow.people.active(Role.ASSISTANT):
            uow.people.set_state(person.id, PersonState.REMOVED)

    await setting.office.app.database.write(unit)


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_d30_nobody_can_take_it(either: str, opened: OpenSetting, on: str) -> None:
    """Without an assistant a request is accepted, waits in the queue, and managers hear it within a minute, once."""
    setting = await opened(either, anna=on)
    await _nobody_assists(setting)
    began = setting.office.clock.now()
    await setting.requests("Please order flowers")
    await setting.mia.sees("Nobody can take T-1001")
    assert (setting.office.clock.now() - began).total_seconds() < 60
    await setting.office.restart()
    await setting.office.quiet()
    assert setting.mia.count("Nobody can take T-1001") == 1
    assert setting.anna.count("in the queue for the next free assistant") == 1


async def test_d31_deploy_with_500_in_flight(either: str, opened: OpenSetting) -> None:
    """Restarted while 500 messages are on their way: every one arrives, once, in order."""
    setting = await opened(either, anna="telegram")
    office = setting.office
    people = (setting.anna, setting.ben, setting.mia)
    for name in ("Anna", "Ben", "Mia"):
        await tell(setting, name, *[f"{number:03}" for number in range(167)])
    await setting.anna.sees("020")
    await office.restart()
    await setting.anna.sees("080")
    await office.restart()
    for person in people:
        await person.sees("166")
    await office.quiet()
    expected = [f"{number:03}" for number in range(167)]
    assert [read_by(person) for person in people] == [expected] * 3


async def test_d32_words_changed_on_telegram(either: str, opened: OpenSetting) -> None:
    """An edit before sending changes the draft; one after it changes the task, and its assistant is told."""
    setting = await opened(either, anna="telegram")
    anna: Any = setting.anna
    said = anna.user.says("Please order flowers")["message"]["message_id"]
    await setting.anna.sees("Please order flowers")
    anna.user.edits(said, "Please order roses")
    await setting.anna.sees("Please order roses")
    setting.anna.presses("Send request")
    await setting.ben.sees("Please order roses")
    anna.user.edits(said, "Please order tulips")
    await setting.ben.sees("The client has changed the words of T-1001")
    await setting.ben.sees("Please order tulips")
    await setting.office.quiet()
    assert setting.ben.count("Please order") == 1
    assert setting.anna.count("Please order") == 1


async def test_d32_words_changed_on_slack(either: str, opened: OpenSetting) -> None:
    """The same on Slack; a message taken back is told to the assistant, the request stays until somebody decides."""
    setting = await opened(either, anna="slack")
    anna: Any = setting.anna
    said = anna.user.says("Please order flowers").payload["event"]["ts"]
    await setting.anna.sees_button("Send request")
    anna.user.edits(said, "Please order roses")
    await setting.anna.sees("Please order roses")
    setting.anna.presses("Send request")
    await setting.ben.sees("Please order roses")
    anna.user.edits(said, "Please order tulips")
    await setting.ben.sees("Please order tulips")
    anna.user.deletes(said)
    await setting.ben.sees("has taken back the message of T-1001")
    await setting.office.quiet()
    assert await setting.tasks() == 1
    other = anna.user.says("And a vase").payload["event"]["ts"]
    await setting.anna.sees("And a vase")
    anna.user.deletes(other)
    await setting.anna.sees("Discarded")


async def _posts_anew(setting: Setting, words: str) -> None:
    def unit(uow: UnitOfWork) -> None:
        ctx = Context(uow, setting.office.app.office)
        for client in uow.people.active(Role.CLIENT):
            ctx.tell_anew(client, Card("probe", Text("words", words=words), buttons=[Button(Text("done"), "x.y", "1")]))

    await setting.office.app.database.write(unit)
    setting.office.app.housekeeping.look_soon()


async def test_a_card_can_be_pressed_in_one_place(either: str, opened: OpenSetting) -> None:
    """A card that is posted again leaves its words behind and takes its buttons along; where the message before is gone
    nothing takes its place."""
    setting = await opened(either, anna="telegram")
    anna: Any = setting.anna
    await _posts_anew(setting, "first")
    await setting.anna.sees("first")
    await setting.office.quiet()
    await _posts_anew(setting, "second")
    await setting.anna.sees("goes on in a newer message")
    await setting.office.quiet()
    shown = {message.text.split("\n")[0]: message for message in anna.user.messages if message.from_bot}
    assert not shown["first"].buttons
    assert shown["second"].buttons
    anna.user.deletes(shown["second"].id)
    await _posts_anew(setting, "third")
    await setting.anna.sees("third")
    await setting.office.quiet()
    assert setting.anna.count("goes on in a newer message") == 1
    assert setting.anna.count("third") == 1


async def test_a_card_that_was_tidied_away_is_not_left_empty(either: str, opened: OpenSetting) -> None:
    """Where what a message said is not kept any more, it says what the card says now, and can't be pressed."""
    setting = await opened(either, anna="telegram")
    await _posts_anew(setting, "first")
    await setting.anna.sees("first")
    await setting.office.quiet()
    tidied = Query(delete(outbox).where(outbox.c.card == "probe"))
    await setting.office.app.database.write(lambda uow: uow.run.change(tidied))
    await _posts_anew(setting, "second")
    await setting.anna.sees("goes on in a newer message")
    await setting.office.quiet()
    assert setting.anna.count("first") == 0
    assert setting.anna.count("second") == 2


async def test_said_once_for_a_key(either: str, opened: OpenSetting) -> None:
    """What has a key is said once for ever, whoever asks for it again."""
    setting = await opened(either, anna="telegram")

    def unit(uow: UnitOfWork) -> int:
        ctx = Context(uow, setting.office.app.office)
        for client in uow.people.active(Role.CLIENT):
            ctx.tell(client, Text("words", words="once"), key="once")
        return ctx.effects.written

    first = await setting.office.app.database.write(unit)
    second = await setting.office.app.database.write(unit)
    setting.office.app.housekeeping.look_soon()
    await setting.anna.sees("once")
    await setting.office.quiet()
    assert (first, second, setting.anna.count("once")) == (1, 0, 1)


async def test_urgent_first(sqlite: str, opened: OpenSetting) -> None:
    """In one chat urgent words overtake what waits; those of one class keep their order."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    fault = office.telegram.fault("sendMessage", retry_after=600)
    await tell(setting, "Anna", "held")
    await until(lambda: fault.hits == 1)

    def unit(uow: UnitOfWork) -> None:
        ctx = Context(uow, office.app.office)
        (anna,) = uow.people.active(Role.CLIENT)
        for number, urgency in enumerate((Urgency.DIGEST, Urgency.DIALOGUE, Urgency.URGENT, Urgency.URGENT)):
            ctx.tell(anna, Text("words", words=f"{number} {urgency}"), urgency=urgency)

    await office.app.database.write(unit)
    office.app.housekeeping.look_soon()
    await until(lambda: office.app.health().parts["queues"]["outbox_waiting"] == 5)
    await passing(setting, lambda: setting.anna.count("0 2-digest"), 601, "the last of them")
    kinds = [re.sub(r" .*", "", text) for text in read_by(setting.anna)]
    assert kinds == ["2", "3", "held", "1", "0"]


async def test_message_that_cannot_be_worded(sqlite: str, opened: OpenSetting) -> None:
    """A row nobody can draw is set aside with an alert; those behind it go on."""
    setting = await opened(sqlite, anna="telegram")

    def unit(uow: UnitOfWork) -> None:
        ctx = Context(uow, setting.office.app.office)
        (anna,) = uow.people.active(Role.CLIENT)
        ctx.tell(anna, Text("words", words="good"))
        ctx.tell(replace(anna, zone="No/Where"), Text("office-back", at=ctx.now))
        ctx.tell(anna, Text("words", words="also good"))

    await setting.office.app.database.write(unit)
    setting.office.app.housekeeping.look_soon()
    await setting.anna.sees("also good")
    await setting.office.quiet()
    await setting.mia.sees("refused by the platform (internal)")
    assert read_by(setting.anna) == ["good", "also good"]
    assert await setting.look(lambda uow: uow.outbox.count(OutboxState.FAILED)) == 1
    assert await setting.look(lambda uow: uow.outbox.count(OutboxState.NEW)) == 0


async def test_store_fails_while_looking(sqlite: str, opened: OpenSetting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look for new rows that fails is made again, without anybody asking for it."""
    setting = await opened(sqlite, anna="telegram")
    await setting.office.quiet()
    app, failures = setting.office.app, 0
    [connection] = app.connections
    database = connection.relay._database  # noqa: SLF001 - the others read it without failing

    async def failing(unit: Callable[[UnitOfWork], Any]) -> Any:
        nonlocal failures
        failures += 1
        if failures <= 2:
            raise StoreBusy("not now")
        return await database.read(unit)

    def unit(uow: UnitOfWork) -> None:
        (anna,) = uow.people.active(Role.CLIENT)
        Context(uow, app.office).tell(anna, Text("words", words="said after all"))

    await app.database.write(unit)
    seen = SimpleNamespace(read=failing, write=database.write, write_each=database.write_each)
    monkeypatch.setattr(connection.relay, "_database", seen)
    app._written()  # noqa: SLF001 - what follows each commit
    await passing(setting, lambda: setting.anna.count("said after all"), 1)
    assert failures > 2
