"""Promises at their edges, on both databases and with the time set: nothing is told after it is over, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.auditor import differences
from handlers.chat.context import Context
from handlers.events import PlanChanged
from handlers.reminders import actions as reminders
from handlers.rules import whens
from handlers.rules.reminding import Wanted
from handlers.tasks import actions, closing, conversation, plans, record
from handlers.tasks.manager import set_priority
from storage.engine import Store
from storage.outbox import outbox
from storage.people import Person, people
from storage.query import Query
from storage.sla import NOBODY, alerts
from storage.types import from_milliseconds
from storage.vocabulary import OutboxState, PersonState, Priority, TaskId
from tests.sla.year import Outage, Year
from tests.sla.year_life import extends, files

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
MILLISECOND = timedelta(milliseconds=1)
ALERTS = Query(select(alerts.c.key, alerts.c.told))
ROWS = Query(select(outbox.c.key, outbox.c.zone, outbox.c.content).order_by(outbox.c.id))
DEADLINES = Query(select(outbox.c.state).where(outbox.c.card.startswith("deadline:")))
BREACH = ":2:0"  # the third step of the default chain


@pytest.fixture(params=["sqlite", "postgresql"])
def year(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Year]:
    """An office whose time is set, on each database."""
    url = None
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    made = Year(tmp_path, 1, url)
    yield made
    made.store.stop()


def _at(year: Year, text: str) -> None:
    year.run(datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC))


def _due(year: Year, task: TaskId, clock: str) -> datetime:
    promise = year.read(lambda uow: uow.sla.of(task))
    assert promise is not None
    return from_milliseconds(promise.due[clock])


def _alerts(year: Year, clock: str) -> dict[str, int]:
    return {str(key): int(told) for key, told in year.read(lambda uow: uow.run.all(ALERTS)) if f":{clock}:" in key}


def _holder(year: Year, task: TaskId) -> Person:
    found = year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    return next(person for person in year.assistants if person.id == found.assistant_id)


@pytest.mark.parametrize("down", [1, 3000, 3 * 86400])
def test_t01_down_over_the_due_time(year: Year, down: int) -> None:
    """What fell due while nobody ran is told once to each manager when it runs again, and says that it is late."""
    _at(year, "2026-03-03T09:00")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    due = _due(year, task, "acknowledge")
    year.run(due - timedelta(milliseconds=1))
    year.is_down(Outage(year.now, year.now + timedelta(seconds=down)))
    year.run(year.now + timedelta(seconds=1))
    told = [key for key in _told(year) if ":acknowledge:1:2:" in key]
    assert len(told) == len(year.managers)
    late = {"alert-late" in content for key, content in _told(year).items() if key in told}
    assert late == {down > 60}
    assert due.isoformat() in _told(year)[told[0]].partition("alert-late")[2] or down < 60
    before = len(_told(year))
    year.restart()
    year.run(year.now + timedelta(minutes=1))
    assert len(_told(year)) == before


def _told(year: Year) -> dict[str, str]:
    """Return what was told of promises, by key."""
    rows = year.read(lambda uow: uow.run.all(ROWS))
    return {str(key): str(content) for key, _, content in rows if str(key).startswith("sla:")}


@pytest.mark.parametrize("late", [-500, 0, 1, 500])
def test_t11_acknowledged_in_the_second_of_the_alert(year: Year, late: int) -> None:
    """An alert for the breach is there when the acknowledgement is through, or never comes; in time there is none."""
    _at(year, "2026-03-03T09:00")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    due = _due(year, task, "acknowledge")
    year.run(due - timedelta(seconds=1))
    year.now = due + late * MILLISECOND
    assert year.acts(_holder(year, task), lambda ctx: actions.acknowledge(ctx, task))
    at_once = {key for key, told in _alerts(year, "acknowledge").items() if key.endswith(BREACH) and told}
    assert bool(at_once) is (late > 0)
    year.run(due + 3 * HOUR)
    afterwards = {key for key, told in _alerts(year, "acknowledge").items() if key.endswith(BREACH) and told}
    assert afterwards == at_once


def test_t12_extended_in_the_last_moment(year: Year) -> None:
    """No breach alert for the old due time; one for the new, when that has come."""
    _at(year, "2026-03-03T09:00")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    due = _due(year, task, "acknowledge")
    year.run(due - timedelta(seconds=1))
    year.now = due - MILLISECOND
    extends(year, task, "acknowledge", 2)
    assert _due(year, task, "acknowledge") == due + 2 * HOUR
    year.run(due + HOUR)
    assert not [key for key in _alerts(year, "acknowledge") if key.endswith(BREACH)]
    year.run(due + 2 * HOUR + timedelta(seconds=1))
    assert [key for key in _alerts(year, "acknowledge") if key.endswith(BREACH)] == [
        f"sla:{task}:acknowledge:1.1{BREACH}"
    ]


def test_what_stands_still_is_extended_by_what_is_left(year: Year) -> None:
    """While the client is waited for two hours more come on top of what is left of the promise."""
    _at(year, "2026-03-03T09:00")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    holder = _holder(year, task)
    assert year.acts(holder, lambda ctx: actions.acknowledge(ctx, task))
    due = _due(year, task, "resolution")
    assert year.acts(holder, lambda ctx: actions.ask(ctx, task, "Which one?"))
    extends(year, task, "resolution", 2)
    assert year.acts(holder, lambda ctx: actions.resume(ctx, task))
    assert _due(year, task, "resolution") == due + 2 * HOUR


def test_what_rested_is_promised_for_later(year: Year) -> None:
    """Put aside for two hours the client is told when it is done now; after their own answer their card says so."""
    _at(year, "2026-03-03T09:00")
    contact = year.contacts[1]
    task = files(year, contact, None, Priority.NORMAL)
    holder = _holder(year, task)
    assert year.acts(holder, lambda ctx: actions.acknowledge(ctx, task))
    assert year.acts(holder, lambda ctx: actions.pause(ctx, task, "The shop is closed"))
    year.run(year.now + 2 * HOUR)
    assert year.acts(holder, lambda ctx: actions.resume(ctx, task))
    assert [_due(year, task, "resolution").isoformat() in told for told in _promised_anew(year)] == [True]
    assert year.acts(holder, lambda ctx: actions.ask(ctx, task, "Which one?"))
    year.run(year.now + 2 * HOUR)
    before = _on_card(year)
    assert year.acts(contact, lambda ctx: conversation.say(ctx, record.take(ctx, task), "The red one"))
    assert _on_card(year) != before
    assert _due(year, task, "resolution").isoformat() in _on_card(year)
    assert len(_promised_anew(year)) == 1


def _on_card(year: Year) -> str:
    """Return what the client's card of a request said last."""
    *_, last = [str(said) for _, _, said in year.read(lambda uow: uow.run.all(ROWS)) if "request-accepted" in str(said)]
    return last


def test_t12_only_the_last_of_five_moves_reminds(year: Year) -> None:
    """A reminder that is moved five times within a minute comes at its last time, once."""
    _at(year, "2026-03-03T09:00")
    client = year.contacts[1]
    year.acts(client, lambda ctx: reminders.keep(ctx, Wanted("Call back"), ctx.now + HOUR, None))
    (reminder,) = year.read(lambda uow: uow.reminders.of(client.id, year.now, 9))
    last = year.now
    for hours in (2, 5, 3, 6, 4):
        year.run(year.now + timedelta(seconds=10))
        last = year.now + hours * HOUR
        year.acts(client, lambda ctx, at=last: reminders.move(ctx, reminders.take(ctx, reminder.id), at))  # type: ignore[misc]  # defaults bind the loop's values now
    for hours in range(1, 8):
        year.run(year.now + HOUR)
        told = [str(row) for row in year.read(lambda uow: uow.run.all(ROWS)) if "reminder-title" in str(row)]
        assert len(told) == (1 if year.now >= last else 0), hours


def test_t12_a_date_that_is_changed_reminds_of_itself(year: Year) -> None:
    """Once a client wishes for another date, nothing reminds of the first any more, and of the new one as of any."""
    _at(year, "2026-03-03T09:00")
    client = year.contacts[1]
    task = files(year, client, None, Priority.NORMAL, wish="tomorrow 15:00")
    moved = whens.read("2026-03-06 15:00", ("en",), year.now.astimezone(BERLIN)).when

    def edits(ctx: Context) -> None:
        assert actions.reword(ctx, task, "Please, by Friday", moved)

    assert year.acts(client, edits)
    _at(year, "2026-03-04T15:30")
    assert _reminders(year) == {}
    _at(year, "2026-03-06T13:30")
    assert _reminders(year) == {OutboxState.NEW: 1, OutboxState.SUPERSEDED: 1}  # two hours before, and a day


@pytest.mark.parametrize("sent", [False, True])
def test_t13_cancelled_while_the_reminder_waits(year: Year, *, sent: bool) -> None:
    """A task is cancelled while the reminder of the time that was wished for is still to be sent: it isn't sent. One
    that was sent stays, and nothing comes after it."""
    _at(year, "2026-03-03T09:00")
    client = year.contacts[1]
    task = files(year, client, None, Priority.NORMAL, wish="tomorrow 15:00")
    _at(year, "2026-03-04T13:30")
    assert _reminders(year) == {OutboxState.NEW: 1, OutboxState.SUPERSEDED: 1}  # two hours before, and a day
    if sent:
        year.sends()
    year.acts(client, lambda ctx: closing.withdraw(ctx, task))
    state = OutboxState.SENT if sent else OutboxState.SUPERSEDED
    _at(year, "2026-03-06T09:00")
    assert _reminders(year) == Counter([state, OutboxState.SUPERSEDED])


def _reminders(year: Year) -> Counter[str]:
    rows = year.read(lambda uow: uow.run.all(DEADLINES))
    return Counter(str(state) for (state,) in rows)


def test_t16_each_reads_the_same_instant_in_their_zone(year: Year) -> None:
    """What a client in Tokyo and an assistant in Berlin are told to be due is one instant, each in their own zone."""
    client = year.contacts[1]
    move = Query(update(people).where(people.c.id == client.id).values(zone="Asia/Tokyo"))
    year.store.run(lambda uow: uow.run.change(move))
    _at(year, "2026-03-03T09:00")
    task = files(year, client, None, Priority.NORMAL)
    due = _due(year, task, "acknowledge")
    rows = year.read(lambda uow: uow.run.all(ROWS))
    said = {zone: str(content) for _, zone, content in rows if str(due.isoformat())[:16] in str(content)}
    assert set(said) == {"Asia/Tokyo", "Europe/Berlin"}, rows


def test_t18_holidays_and_closing_are_cut_out_to_the_second(year: Year) -> None:
    """Filed 33 minutes 20 before the last closing before Easter: the rest of the hour is due on Tuesday morning."""
    _at(year, "2026-04-02T16:26:40")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    expected = datetime(2026, 4, 7, 8, 26, 40, tzinfo=BERLIN).astimezone(UTC)
    assert _due(year, task, "acknowledge") == expected
    year.run(expected - timedelta(seconds=1))
    assert not [key for key in _alerts(year, "acknowledge") if key.endswith(BREACH)]
    year.run(expected + timedelta(seconds=1))
    assert [told for key, told in _alerts(year, "acknowledge").items() if key.endswith(BREACH)] == [len(year.managers)]


def test_two_processes_send_each_alert_once(postgres_url: str, tmp_path: Path) -> None:
    """Two that fire whatever is due at the same time: one row and one message for each natural key and reader."""
    year = Year(tmp_path, 1, postgres_url)
    _at(year, "2026-03-03T09:00")
    for number in range(12):
        files(year, year.contacts[number], None, Priority.NORMAL)
    year.now += 30 * HOUR
    second = year.another_store()
    second.start()

    def fires(store: Store) -> None:
        while due := store.run(lambda uow: uow.timers.due(uow.now, 50)):
            for timer in due:
                store.run(lambda uow, timer=timer: year.fire(timer, uow))  # type: ignore[misc]  # bound early

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(fires, (year.store, second)))
    second.stop()
    rows = Counter(str(key).rpartition(":")[0] for key, _, _ in year.read(lambda uow: uow.run.all(ROWS)) if key)
    sent = {str(key): int(told) for key, told in year.read(lambda uow: uow.run.all(ALERTS))}
    year.store.stop()
    assert sum(told > 0 for told in sent.values()) >= 12
    assert {key: rows[key] for key in sent} == sent


def test_without_anybody_to_tell_the_operator_hears_it(year: Year) -> None:
    """No lead, no manager: the alarm is raised, and the alert is kept as one that nobody heard."""
    for manager in year.managers:
        year.store.run(lambda uow, who=manager.id: uow.people.set_state(who, PersonState.REMOVED))  # type: ignore[misc]  # defaults bind the loop's values now
    _at(year, "2026-03-03T09:00")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    year.run(_due(year, task, "acknowledge") + timedelta(seconds=1))
    assert year.alarms["nobody-to-alert"] == 2  # for the lead at 90 %, for the managers at the breach
    assert sorted(_alerts(year, "acknowledge").values()) == [NOBODY, NOBODY, 1]
    assert year.read(differences).unheard == 2


def test_a_higher_priority_counts_from_the_beginning(year: Year) -> None:
    """What is used up stays used up: half an hour after filing a quarter of an hour is over, and that is told at once.
    The client hears of the times that are still to come. Lowered again, the breach stays one."""
    _at(year, "2026-03-03T09:00")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    filed = year.now
    year.run(filed + HOUR / 2)
    _sets_priority(year, task, Priority.HIGH)
    assert _due(year, task, "acknowledge") == filed + HOUR / 4
    assert [("'promise-line'" in said, "'promise-done-line'" in said) for said in _promised_anew(year)] == [
        (False, True)
    ]
    year.run(year.now + timedelta(seconds=1))
    assert "'promise-line-over'" in _request_card(year)
    assert [told for key, told in _alerts(year, "acknowledge").items() if key.endswith(":1:2:0")] == [
        len(year.managers)
    ]
    _sets_priority(year, task, Priority.NORMAL)
    history = year.read(lambda uow: uow.tasks.steps(task))
    assert [
        step.facts["due"] for step in history if step.move == "breached" and step.facts["clock"] == "acknowledge"
    ] == [(filed + HOUR / 4).isoformat()]
    assert _due(year, task, "acknowledge") == filed + HOUR
    assert len(_promised_anew(year)) == 2


def test_a_higher_priority_of_what_is_late(year: Year) -> None:
    """Broken after an hour, then a quarter of an hour is promised: the alert names no time that was never to come."""
    _at(year, "2026-03-03T09:00")
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    year.run(year.now + 1.5 * HOUR)
    _sets_priority(year, task, Priority.HIGH)
    drawn = [
        str(content) for _, _, content in year.read(lambda uow: uow.run.all(ROWS)) if "alert-title" in str(content)
    ]
    assert "'alert-breached'" in drawn[-1]
    assert "'alert-now-due'" not in "".join(drawn)


def test_another_plan_counts_from_the_beginning(year: Year) -> None:
    """Gold promises half an hour where three quarters are over: the client reads of the times that are still to come,
    and on the request's card that the other was not kept."""
    _at(year, "2026-03-03T09:00")
    client = year.contacts[1]
    task = files(year, client, None, Priority.NORMAL)
    filed = year.now
    year.run(filed + 0.75 * HOUR)
    assert client.client_id is not None
    changed = PlanChanged(client.client_id, None, "gold")

    def gets_gold(ctx: Context) -> None:
        ctx.uow.clients.set_plan(changed.client, changed.now)
        plans.changed(ctx, changed)

    assert year.acts(year.managers[0], gets_gold)
    assert _due(year, task, "acknowledge") == filed + HOUR / 2
    [told] = _promised_anew(year)
    assert "'promise-done-line'" in told
    assert "'promise-line" not in told
    assert "'promise-line-over'" in _request_card(year)


def _request_card(year: Year) -> str:
    """Return what the newest card of a request says to its client."""
    found = [str(content) for _, _, content in year.read(lambda uow: uow.run.all(ROWS))]
    return [content for content in found if "'request-accepted'" in content][-1]


def _promised_anew(year: Year) -> list[str]:
    """Return what the client was told about other times."""
    found = [str(content) for _, _, content in year.read(lambda uow: uow.run.all(ROWS))]
    return [content for content in found if "promises-changed" in content]


def _sets_priority(year: Year, task: TaskId, priority: Priority) -> None:
    found = year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    assert year.acts(year.managers[0], lambda ctx: set_priority(ctx, f"{found.number}={priority}"))
