"""Who hears of promises when: warnings together, breaches each and once, quiet hours kept but for emergencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.auditor import Differences, differences
from bot.i18n import Wording
from handlers.chat.outgoing import Text
from handlers.rules.escalation import Chain, Condition, Receiver, Step
from handlers.rules.service_levels import Level, policy_of
from handlers.rules.sla_policy import Applies, Budget
from handlers.rules.sla_policy import Clock as SlaClock
from handlers.tasks import actions, alerts, manager, why
from storage.dialogs import Dialog
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.types import from_milliseconds
from storage.vocabulary import Priority, TaskId
from tests.sla.year import Outage, Year
from tests.sla.year_life import files
from tests.stories.kit import add_address

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
PLAIN = (1, 2, 4, 5, 8, 10, 13, 14, 16, 17)  # contacts of the day's team, without a plan
WHERE = Query(select(outbox.c.chat, outbox.c.person_id, outbox.c.card))
TOLD = Query(select(outbox.c.person_id, outbox.c.card, outbox.c.content, outbox.c.created_at).order_by(outbox.c.id))


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


def _told(year: Year, who: Person, what: str) -> list[tuple[str, str, datetime]]:
    """Return the cards on which somebody was told something: key, content, when."""
    rows = year.read(lambda uow: uow.run.all(TOLD))
    return [(str(card), str(said), at) for person, card, said, at in rows if person == who.id and what in str(said)]


def _to_ben(year: Year, number: int) -> TaskId:
    """Let a contact file a task that goes to Ben and is to be taken on within an hour."""
    return files(year, year.contacts[PLAIN[number]], None, Priority.NORMAL)


@pytest.fixture
def ben(year: Year) -> Person:
    """Ben, with whom everything is on Tuesday at nine."""
    for colleague in year.assistants:
        if colleague.name in {"Eva", "Tom", "Kim"}:
            year.store.run(lambda uow, who=colleague: uow.people.set_away(who.id, uow.now))  # type: ignore[misc]  # defaults bind the loop's values now
    _at(year, "2026-03-03T09:00")
    return next(person for person in year.assistants if person.name == "Ben")


def test_warnings_within_two_minutes_are_one_message(year: Year, ben: Person) -> None:
    """What becomes urgent for an assistant within two minutes is one card, edited; later warnings are another."""
    _to_ben(year, 0)
    year.run(year.now + MINUTE)
    _to_ben(year, 1)
    year.run(year.now + 10 * MINUTE)
    _to_ben(year, 2)
    year.run(year.now + 50 * MINUTE)
    cards = Counter(card for card, _, _ in _told(year, ben, "soon-title"))
    assert sorted(cards.values()) == [1, 2]
    together = [said for card, said, _ in _told(year, ben, "soon-title") if cards[card] == 2]
    assert "'count': 2" in together[-1]
    assert all(f"T-{number}" in together[-1] for number in (1001, 1002))
    assert "home-mine" not in together[-1]


def test_a_warning_offers_the_next_step_of_three(year: Year, ben: Person) -> None:
    """Of five tasks on one card all are listed, three have their next step there; the others are a button away."""
    for number in range(5):
        _to_ben(year, number)
    year.run(year.now + 50 * MINUTE)
    *_, (_, said, _) = _told(year, ben, "soon-title")
    assert said.count("'soon-line'") == 5
    assert said.count("'acknowledge-this'") == 3
    assert said.count("'home-mine'") == 1


def test_a_warning_names_the_time_that_is_still_to_come(year: Year, ben: Person) -> None:
    """Where the acknowledgement is over its time the first answer is warned of by its own."""
    task = _to_ben(year, 0)
    year.run(year.now + 200 * MINUTE)  # three quarters of the four hours are over
    promise = year.read(lambda uow: uow.sla.of(task))
    assert promise is not None
    *_, (_, said, _) = _told(year, ben, "soon-title")
    assert from_milliseconds(promise.due["first-response"]).isoformat() in said


def test_breaches_are_never_throttled(year: Year, ben: Person) -> None:
    """Ten promises that break in one second are ten cards for the manager, each at once and once."""
    mia = year.managers[0]
    for number in range(10):
        _to_ben(year, number)
    due = year.now + 60 * MINUTE
    year.run(due + MINUTE)
    told = [(card, at) for card, _, at in _told(year, mia, "alert-breached") if card.endswith(":acknowledge")]
    assert len(told) == len({card for card, _ in told}) == 10
    assert all(due <= at <= due + timedelta(seconds=1) for _, at in told)


@pytest.mark.parametrize("urgent", [False, True])
def test_quiet_hours(year: Year, ben: Person, *, urgent: bool) -> None:
    """Who wants no message in the evening hears of a breach once the quiet hours are over, and once; of an emergency at
    once. What was settled meanwhile isn't told."""
    leo = year.managers[1]
    assert leo.quiet == "Mon-Fri 20:00-07:00"
    evening = next(person for person in year.contacts if person.name == "contact-3")  # whose team works till two
    _at(year, "2026-03-03T19:30")
    task = files(year, evening, None, Priority.URGENT if urgent else Priority.NORMAL)
    other = files(year, evening, None, Priority.NORMAL)
    year.run(year.now + 125 * MINUTE)
    settled = next(each for each in year.assistants if each.id == _holder(year, other))
    year.acts(settled, lambda ctx: actions.acknowledge(ctx, other))
    _at(year, "2026-03-04T06:59")
    at_night = _heard(year, leo, task)
    assert bool(at_night) is urgent
    _at(year, "2026-03-04T07:01")
    assert len(_heard(year, leo, task)) - len(at_night) == (0 if urgent else 1)
    assert not _heard(year, leo, other)
    assert _heard(year, year.managers[0], task)


@pytest.mark.parametrize("urgent", [False, True])
def test_an_outage_that_ends_at_night_wakes_nobody(year: Year, ben: Person, *, urgent: bool) -> None:
    """What broke in the afternoon while the office was down is told when it opens, once, also if it was settled in
    the night: nobody has heard of it. An emergency is told at once."""
    mia = year.managers[0]
    task, settled = (
        files(year, year.contacts[PLAIN[number]], None, Priority.URGENT if urgent else Priority.NORMAL)
        for number in range(2)
    )
    year.is_down(Outage(year.now, year.now + timedelta(hours=14)))  # from nine until eleven in the evening
    year.run(year.now + timedelta(seconds=1))
    assert year.acts(ben, lambda ctx: actions.acknowledge(ctx, settled))
    _at(year, "2026-03-04T07:59")
    at_night = [_heard(year, mia, each) for each in (task, settled)]
    assert [bool(times) for times in at_night] == [urgent, urgent]
    _at(year, "2026-03-04T08:01")
    said = [(card, said) for card, said, _ in _told(year, mia, "alert-title") if card.endswith(":acknowledge")]
    assert {card for card, _ in said} == {f"sla:{each}:acknowledge" for each in (task, settled)}
    if not urgent:
        assert len(_heard(year, mia, task)) == 1
        assert len(said) == 2


@pytest.mark.parametrize("urgent", [False, True])
def test_an_emergency_is_told_everywhere(year: Year, ben: Person, *, urgent: bool) -> None:
    """Who is told at their first address is told of an emergency at all they have, each once, assistants too; and no
    difference is seen between what should have been sent and what was."""
    mia = year.managers[0]
    for who in (mia, ben):
        account = ("console", "second", who.name.lower(), f"{who.name.lower()}-2")
        year.store.run(lambda uow, who=who, account=account: add_address(uow, who.id, account))  # type: ignore[misc]  # as above
    task = files(year, year.contacts[PLAIN[0]], None, Priority.URGENT if urgent else Priority.NORMAL)
    year.run(year.now + 65 * MINUTE)
    for who, card in ((mia, f"sla:{task}:acknowledge"), (ben, "soon:")):
        rows = year.read(lambda uow: uow.run.all(WHERE))
        there = {str(chat) for chat, person, shown in rows if person == who.id and str(shown).startswith(card)}
        assert there == ({who.name.lower(), f"{who.name.lower()}-2"} if urgent else {who.name.lower()})
    assert year.read(differences) == Differences()


def _heard(year: Year, who: Person, task: TaskId) -> list[datetime]:
    return [at for card, _, at in _told(year, who, "alert-breached") if card == f"sla:{task}:acknowledge"]


def _number(year: Year, task: TaskId) -> int:
    found = year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    return found.number


def _holder(year: Year, task: TaskId) -> str | None:
    found = year.read(lambda uow: uow.tasks.look(task))
    return found.assistant_id if found else None


def test_an_alert_of_what_was_never_promised(year: Year, ben: Person) -> None:
    """A chain may look after what is not done without a promise: the card says since when it is open, and offers no
    longer time. An old button for that is refused; Why? says that nothing is promised."""
    mia = year.managers[0]
    levels = year.office.levels
    assert levels is not None
    chain = Chain("watched", (Step(Condition.NOT_DONE, Receiver.MANAGER, wait=2 * 3600),))
    policy = policy_of("quick", {SlaClock.ACKNOWLEDGE: Budget(3600)})
    year.office = replace(year.office, levels=replace(levels, levels=(Level(Applies(policy), None, chain),)))
    task = _to_ben(year, 0)
    year.acts(ben, lambda ctx: actions.acknowledge(ctx, task))
    year.run(year.now + 125 * MINUTE)
    [(_, said, _)] = _told(year, mia, "'alert-open'")
    assert "alert-standing" not in said
    assert "'i-take-care'" in said
    assert "'extend'" not in said
    asked = Dialog("1", mia.id, "tasks.extend", 1, f"{task}=resolution", {}, {}, "open", year.now, year.now)
    assert not year.acts(mia, lambda ctx: alerts.extended(ctx, asked, {"hours": "4", "words": "late"}))
    assert year.refused["nothing-to-extend"] == 1
    year.acts(mia, lambda ctx: why.press(ctx, f"{task}=resolution"))
    assert _told(year, mia, "'why-nothing'")


def test_buttons_are_called_as_in_the_guides(year: Year, ben: Person) -> None:
    """What a manager can do about a broken promise, by name, in both languages."""
    task = _to_ben(year, 0)
    year.run(year.now + 65 * MINUTE)
    *_, (_, said, _) = _told(year, year.managers[0], "alert-breached")
    assert f"sla:{task}" not in said  # keys travel, not what they are for
    called = {
        "en": ["I take care", "Reassign", "Raise priority", "Extend with reason", "Why?"],
        "de": ["Ich kümmere mich", "Neu zuweisen", "Priorität erhöhen", "Frist verlängern", "Warum?"],
    }
    names = ["i-take-care", "reassign", "raise-priority", "extend", "why-button"]
    assert [name for name in names if f"'{name}'" in said] == names
    for language, labels in called.items():
        assert [Wording().say(Text(name), language, "Europe/Berlin") for name in names] == labels


def test_a_chain_is_that_of_the_filing(year: Year, ben: Person) -> None:
    """A task keeps the chain that held when it was filed; the settings' new one is for those that come after it."""
    mia, levels = year.managers[0], year.office.levels
    assert levels is not None
    before = _to_ben(year, 0)
    patient = Chain("patient", (Step(Condition.BREACHED, Receiver.MANAGER, wait=2 * 3600),))
    quick = policy_of("quick", {SlaClock.ACKNOWLEDGE: Budget(3600)})
    year.office = replace(year.office, levels=replace(levels, levels=(Level(Applies(quick), None, patient),)))
    after = _to_ben(year, 1)
    year.run(year.now + 65 * MINUTE)
    assert (len(_heard(year, mia, before)), len(_heard(year, mia, after))) == (1, 0)
    _at(year, "2026-03-03T12:05")
    assert _heard(year, mia, after)


def test_who_takes_care_hears_nothing_more(year: Year, ben: Person) -> None:
    """A breach comes again each open hour; after I take care not for four open hours, then again."""
    mia = year.managers[0]
    task = _to_ben(year, 0)
    year.run(year.now + 65 * MINUTE)  # broken at ten
    assert len(_heard(year, mia, task)) == 1
    year.acts(mia, lambda ctx: alerts.take_care(ctx, f"{task}=acknowledge"))
    seen = len(_heard(year, mia, task))  # with the card that says who takes care
    _at(year, "2026-03-03T15:59")
    assert len(_heard(year, mia, task)) == seen
    _at(year, "2026-03-03T16:01")
    assert len(_heard(year, mia, task)) == seen + 1


def test_a_new_time_that_is_over_too_is_said(year: Year, ben: Person) -> None:
    """A promise that was broken and extended says by when it is due now; once that is over, that it is over as well."""
    mia = year.managers[0]
    task = _to_ben(year, 0)
    year.run(year.now + 65 * MINUTE)
    asked = Dialog("1", mia.id, "tasks.extend", 1, f"{task}=acknowledge", {}, {}, "open", year.now, year.now)
    assert year.acts(mia, lambda ctx: alerts.extended(ctx, asked, {"hours": "2", "words": "away"}))
    *_, (_, said, _) = _told(year, mia, "alert-breached")
    assert "'alert-now-due'" in said
    promise = year.read(lambda uow: uow.sla.of(task))
    assert promise is not None
    year.run(from_milliseconds(promise.due["acknowledge"]) + MINUTE)
    *_, said = [said for card, said, _ in _told(year, mia, "alert-breached") if card.endswith(":acknowledge")]
    assert "'alert-over-again'" in said
    assert "'alert-now-due'" not in said


def test_who_takes_care_hears_of_another_breach(year: Year, ben: Person) -> None:
    """Mia takes care of a task that nobody has taken on. The office is down while the first answer breaks as well, and
    while that would have been said again: it is told, once."""
    mia = year.managers[0]
    task = _to_ben(year, 0)
    year.run(year.now + 65 * MINUTE)
    year.acts(mia, lambda ctx: alerts.take_care(ctx, f"{task}=acknowledge"))  # until 15:05
    _at(year, "2026-03-03T13:50")
    year.is_down(Outage(year.now, year.now + 72 * MINUTE))
    year.run(year.now + timedelta(seconds=1))
    assert [card for card, _, _ in _told(year, mia, "alert-breached") if card.endswith(":first-response")] == [
        f"sla:{task}:first-response"
    ]


def test_what_a_higher_priority_makes_late(year: Year, ben: Person) -> None:
    """Another priority promises what is over by then: it is told at once, as over and not as due soon; nobody is told
    that they should have read it before, for it was not so then."""
    mia = year.managers[0]
    task = _to_ben(year, 0)
    number, filed = _number(year, task), year.now
    year.run(filed + 90 * MINUTE)
    assert not _told(year, ben, "over-title")
    assert year.acts(mia, lambda ctx: manager.set_priority(ctx, f"{number}=high"))
    year.run(year.now + timedelta(seconds=1))
    *_, (_, said, _) = _told(year, ben, "over-title")
    assert "'over-line'" in said
    assert (filed + 15 * MINUTE).isoformat() in said
    assert [card for card, _, _ in _told(year, mia, "alert-breached") if card == f"sla:{task}:first-response"]
    assert not _told(year, mia, "alert-late")


def test_a_warning_of_what_is_over_and_what_is_not(year: Year, ben: Person) -> None:
    """One card of a task whose time is over and one that is due soon says which is which."""
    mia = year.managers[0]
    late, filed = _to_ben(year, 0), year.now
    year.run(filed + 45 * MINUTE)
    _to_ben(year, 1)
    year.run(filed + 90 * MINUTE + timedelta(seconds=1))
    number = _number(year, late)
    assert year.acts(mia, lambda ctx: manager.set_priority(ctx, f"{number}=high"))
    year.run(year.now + timedelta(seconds=1))
    *_, (_, said, _) = _told(year, ben, "over-or-soon-title")
    assert (said.count("'over-line'"), said.count("'soon-line'")) == (1, 1)
    assert said.index("'over-line'") < said.index(f"T-{number}") < said.index("'soon-line'")


def test_a_client_reads_of_an_extension_what_their_card_says(year: Year, ben: Person) -> None:
    """They hear by the earlier of two times. One that moves behind the other moves what they read to the other; one
    that was the later before moves nothing for them."""
    mia, client = year.managers[0], year.contacts[PLAIN[0]]
    task = _to_ben(year, 0)
    year.run(year.now + 10 * MINUTE)

    def extends(clock: str, hours: int) -> None:
        asked = Dialog("1", mia.id, "tasks.extend", 1, f"{task}={clock}", {}, {}, "open", year.now, year.now)
        assert year.acts(mia, lambda ctx: alerts.extended(ctx, asked, {"hours": str(hours), "words": "away"}))

    def due(clock: str) -> str:
        promise = year.read(lambda uow: uow.sla.of(task))
        assert promise is not None
        return from_milliseconds(promise.due[clock]).isoformat()

    extends("first-response", 1)
    assert not _told(year, client, "promise-moved")
    extends("acknowledge", 16)
    [(_, said, _)] = _told(year, client, "promise-moved")
    assert due("first-response") in said
    extends("resolution", 4)
    *_, (_, said, _) = _told(year, client, "promise-moved")
    assert due("resolution") in said
