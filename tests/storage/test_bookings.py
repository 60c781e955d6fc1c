"""Appointments from hold to done on both databases: what is kept, refused and offered, and what the clock does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from handlers.bookings import actions, free, series, waiting
from handlers.bookings.claiming import Denied, Granted, Wish, ask
from handlers.chat.context import Refused
from handlers.rules.slots.asking import No, Rule
from handlers.rules.slots.series import Series
from handlers.rules.slots.service import HOUR, MINUTE, Bookers, Service
from storage.absences import Absence
from storage.bookings import Booking, bookings
from storage.hosts import Journey, Reading
from storage.outbox import outbox
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import AbsenceState, BookingState, WaitState
from tests.databases import fresh_sqlite
from tests.storage.booking_scene import MONDAY, NINE, Scene, opened
from tests.storage.kit import KINDS

S = BookingState
BERLIN = ZoneInfo("Europe/Berlin")
_SAID = Query(select(outbox.c.content))
_ALL = Query(select(bookings.c.id))


@pytest.fixture(scope="module", params=KINDS)
def whole_scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One database of each kind for all tests of this file: each books hosts of its own."""
    if request.param == "sqlite":
        url = fresh_sqlite(tmp_path_factory.mktemp("bookings"))
    else:
        url = request.getfixturevalue("migrated").lend()
    scene = opened(url)
    yield scene
    assert scene.overlaps() == 0
    scene.store.stop()


@pytest.fixture
def scene(whole_scene: Scene) -> Scene:
    """The scene, Monday morning."""
    whole_scene.fresh()
    return whole_scene


def kept(found: Booking | Denied) -> Booking:
    """Return what was booked."""
    assert isinstance(found, Booking), found
    return found


def rules(found: object) -> list[Rule]:
    """Return which rules said no."""
    assert isinstance(found, Denied), found
    return [no.rule for no in found.why]


def look(scene: Scene, booking: Booking) -> Booking:
    """Return a booking as it is kept."""
    found = scene.store.run(lambda uow: uow.bookings.look(booking.id))
    assert found is not None
    return found


def moves(scene: Scene, booking: Booking) -> list[str]:
    """Return a booking's history."""
    return [step.move for step in scene.store.run(lambda uow: uow.bookings.steps(booking.id))]


def why(scene: Scene, booking: Booking) -> Any:
    """Return why a booking's hosts have it."""
    return scene.store.run(lambda uow: uow.bookings.steps(booking.id))[0].facts["hosts"]


def said(scene: Scene, name: str) -> int:
    """Return how often a sentence, or a card of that title, was told to anybody."""
    rows = scene.store.run(lambda uow: uow.run.all(_SAID))
    told = (line for (content,) in rows for line in (content.get("title"), *content.get("lines", [])) if line)
    return sum(1 for line in told if line[0] == name)


def test_held_confirmed_done(scene: Scene) -> None:
    """A hold has a visible end and no number, which comes when it is confirmed; afterwards it is done or was missed."""
    service = scene.service()
    held = kept(scene.run("Anna", actions.hold, scene.wish(service)))
    assert (held.state, held.reference, held.hold_until) == (S.HELD, "", MONDAY + timedelta(minutes=5))
    booked = kept(scene.run("Anna", actions.confirm, held.id, "About the contract", {"phone": "1"}))
    assert (booked.state, booked.words, booked.answers) == (S.CONFIRMED, "About the contract", {"phone": "1"})
    assert booked.reference.startswith("A-")
    assert (booked.uid, booked.version, booked.sequence) == (held.uid, 2, 1)
    with pytest.raises(Refused, match="booking-not-begun"):
        scene.run("Ben", actions.done, booked.id)
    scene.at = NINE
    assert scene.run("Ben", actions.no_show, booked.id).state is S.NO_SHOW
    assert scene.run("Ben", actions.done, booked.id).state is S.DONE
    assert moves(scene, booked) == ["held", "confirm", "no-show", "done"]
    with pytest.raises(Refused, match="booking-cannot-now"):
        scene.run("Ben", actions.cancel, booked.id)


def test_a_new_hold_replaces_the_old(scene: Scene) -> None:
    """Whoever taps another time holds that, also one that overlaps the first; nobody holds two."""
    service = scene.service()
    first = kept(scene.run("Anna", actions.hold, scene.wish(service)))
    second = kept(scene.run("Anna", actions.hold, scene.wish(service, 15)))
    assert look(scene, first).state is S.EXPIRED
    assert rules(scene.run("Client 0", actions.hold, scene.wish(service))) == [Rule.TAKEN]
    assert kept(scene.run("Client 0", actions.hold, scene.wish(service, 45))).state is S.HELD
    assert rules(scene.run("Anna", actions.hold, scene.wish(service, 60))) == [Rule.TAKEN]
    assert look(scene, second).state is S.HELD, "what one has is not lost by a wish that can't be granted"


def test_a_hold_ends_by_itself(scene: Scene) -> None:
    """After five minutes others get the time, whether its timer has fired or not; unless nobody wanted it."""
    service = scene.service()
    held = kept(scene.run("Anna", actions.hold, scene.wish(service)))
    scene.at = MONDAY + timedelta(minutes=5)
    other = kept(scene.run("Client 0", actions.hold, scene.wish(service)))
    assert look(scene, held).state is S.EXPIRED
    found = scene.run("Anna", actions.confirm, held.id)
    assert rules(found) == [Rule.TAKEN]
    assert isinstance(found, Denied)
    assert [slot.start for slot in found.alternatives][:2] == [NINE + timedelta(minutes=each) for each in (30, 45)]
    assert scene.until(MONDAY + timedelta(minutes=10)) == ["bookings.hold-over"]
    assert look(scene, other).state is S.EXPIRED
    assert kept(scene.run("Anna", actions.confirm, held.id)).state is S.CONFIRMED
    assert scene.until(MONDAY + timedelta(minutes=11)) == []


def test_asked_for_and_decided(scene: Scene) -> None:
    """Where the host has the last word a client asks: that blocks until it is declined, and is a booking once
    accepted."""
    service = scene.service(confirmed_by_host=True)
    asked = kept(scene.run("Anna", actions.book, scene.wish(service)))
    assert asked.state is S.PENDING
    assert rules(scene.run("Client 0", actions.book, scene.wish(service, 15))) == [Rule.TAKEN]
    with pytest.raises(Refused, match="booking-unknown"):
        scene.run("Client 0", actions.accept, asked.id)
    declined = scene.run("Ben", actions.decline, asked.id, "On holiday")
    assert (declined.state, declined.reason, declined.blocks) == (S.DECLINED, "On holiday", False)
    again = kept(scene.run("Client 0", actions.book, scene.wish(service, 15)))
    assert scene.run("Ben", actions.accept, again.id).state is S.CONFIRMED
    with pytest.raises(Refused, match="booking-cannot-now"):
        scene.run("Mia", actions.accept, again.id)
    assert kept(scene.run("Mia", actions.book, scene.wish(service, 120))).state is S.CONFIRMED


def test_another_time_proposed(scene: Scene) -> None:
    """The host proposes, the client takes it: confirmed, without asking again. A move of their own is asked for."""
    service = scene.service(confirmed_by_host=True)
    asked = kept(scene.run("Anna", actions.book, scene.wish(service)))
    later = NINE + timedelta(hours=2)
    proposed = kept(scene.run("Ben", actions.propose, asked.id, later))
    assert (proposed.state, proposed.starts_at, proposed.proposed_at) == (S.PENDING, NINE, later)
    moved = kept(scene.run("Anna", actions.move, asked.id, later))
    assert (moved.state, moved.starts_at, moved.proposed_at) == (S.CONFIRMED, later, None)
    assert kept(scene.run("Anna", actions.move, asked.id, NINE)).state is S.PENDING
    assert rules(scene.run("Ben", actions.propose, asked.id, NINE + timedelta(hours=9))) == [Rule.CLOSED]


def test_s08_moving_and_lengthening_into_another(scene: Scene) -> None:
    """Moving over another booking, or growing into it, is refused; over its own old time it is not."""
    service = scene.service()
    booked = kept(scene.run("Anna", actions.book, scene.wish(service)))
    kept(scene.run("Client 0", actions.book, scene.wish(service, 60)))
    assert rules(scene.run("Anna", actions.move, booked.id, NINE + timedelta(minutes=45))) == [Rule.TAKEN]
    assert rules(scene.run("Ben", actions.move, booked.id, NINE + timedelta(minutes=15), length=HOUR)) == [Rule.TAKEN]
    moved = kept(scene.run("Anna", actions.move, booked.id, NINE + timedelta(minutes=15)))
    assert (moved.uid, moved.sequence, moved.version) == (booked.uid, 1, 2)
    kept(scene.run("Client 1", actions.book, replace(scene.wish(service, 90), length=30 * MINUTE)))


def test_distances_are_not_added(scene: Scene) -> None:
    """After a booking with 30 minutes after it, one with 15 before it may begin 30 minutes later."""
    service = scene.service(before=15 * MINUTE, after=30 * MINUTE)
    kept(scene.run("Anna", actions.book, scene.wish(service)))
    assert rules(scene.run("Client 0", actions.book, scene.wish(service, 45))) == [Rule.TOO_CLOSE]
    kept(scene.run("Client 0", actions.book, scene.wish(service, 60)))


@pytest.mark.parametrize("limits", [{}, {"per_day": 9}])
def test_what_is_offered_may_be_booked(scene: Scene, limits: dict[str, int]) -> None:
    """Beside bookings of services with other distances, a hold, and one that is over, the same starts of a day are
    offered and granted, whether the host's bookings are read one by one or only where they leave no time."""
    service = scene.service(before=15 * MINUTE, after=30 * MINUTE, **limits)
    other = replace(service, name="other", before=5 * MINUTE, after=50 * MINUTE)
    scene.office = replace(scene.office, desk=replace(scene.office.desk, services={"other": other, "talk": service}))
    kept(scene.run("Client 0", actions.hold, scene.wish(service, 405)))
    scene.at += 6 * timedelta(minutes=1)
    kept(scene.run("Anna", actions.book, scene.wish(other, 0)))
    kept(scene.run("Anna", actions.book, scene.wish(service, 135)))
    kept(scene.run("Client 1", actions.hold, scene.wish(other, 270)))
    for asked in (service, other):
        starts = [NINE + timedelta(minutes=15 * number) for number in range(32)]

        def both(
            uow: UnitOfWork, asked: Service = asked, starts: list[datetime] = starts
        ) -> tuple[list[Any], list[Any]]:
            ctx = scene.context(uow, "Anna")
            offered = free.free(ctx, asked, asked.length, NINE, NINE + timedelta(hours=8))
            wishes = [Wish(asked, start, asked.length, scene.people["Anna"]) for start in starts]
            granted = [wish.starts_at for wish in wishes if isinstance(ask(ctx, wish), Granted)]
            return [slot.start for slot in offered], granted

        offered, granted = scene.store.run(both)
        assert offered == granted
        assert 5 < len(granted) < 25


def test_the_time_it_has_is_not_offered_when_it_is_moved(scene: Scene) -> None:
    """What overlaps with an appointment's own time is offered for it, that time itself is not, nor as the nearest."""
    service = scene.service(step=15 * MINUTE, per_day=1)
    booked = kept(scene.run("Anna", actions.book, scene.wish(service, 15)))
    day, quarter = (NINE, NINE + timedelta(minutes=60)), timedelta(minutes=15)
    slots = scene.run("Anna", lambda ctx: list(free.free(ctx, service, service.length, *day, moved=booked)))
    assert [slot.start for slot in slots] == [NINE, NINE + 2 * quarter, NINE + 3 * quarter]
    near = scene.run("Anna", free.alternatives, service, service.length, booked.starts_at, moved=booked)
    assert {slot.start for slot in near} >= {NINE, NINE + 2 * quarter}
    assert booked.starts_at not in {slot.start for slot in near}


def test_notices_of_moving_and_cancelling(scene: Scene) -> None:
    """Clients can until the notice of each; staff always can, on their own word. What is cancelled is free."""
    service = scene.service(move_notice=2 * HOUR, cancel_notice=HOUR)
    booked = kept(scene.run("Anna", actions.book, scene.wish(service, 60)))
    scene.at = MONDAY + timedelta(minutes=30)
    assert rules(scene.run("Anna", actions.move, booked.id, NINE + timedelta(hours=4))) == [Rule.NOTICE]
    assert rules(scene.run("Ben", actions.move, booked.id, NINE + timedelta(minutes=30))) == [Rule.NOTICE]
    moved = kept(scene.run("Ben", actions.move, booked.id, NINE + timedelta(minutes=30), override=True))
    assert moved.overridden == ["notice"]
    scene.at = MONDAY + timedelta(minutes=31)
    assert rules(scene.run("Anna", actions.cancel, moved.id)) == [Rule.NOTICE]
    cancelled = kept(scene.run("Ben", actions.cancel, moved.id, "The client called"))
    assert (cancelled.state, cancelled.sequence) == (S.CANCELLED, moved.sequence + 1)
    kept(scene.run("Client 0", actions.book, scene.wish(service, 30)))


def test_staff_override_is_recorded(scene: Scene) -> None:
    """Staff may book against the office's rules, but not into somebody's time; what they did not mind is kept."""
    service = scene.service(notice=5 * HOUR, bookers=Bookers.STAFF)
    wish = scene.wish(service, 7)
    assert rules(scene.run("Anna", actions.book, replace(wish, override=False))) == [
        Rule.BOOKER,
        Rule.NOTICE,
        Rule.STEP,
    ]
    booked = kept(scene.run("Ben", actions.book, replace(wish, override=True)))
    assert booked.overridden == ["notice", "step"]
    [step] = scene.store.run(lambda uow: uow.bookings.steps(booked.id))
    assert step.facts == {"hosts": {scene.host("ben"): "wished"}, "overridden": ["notice", "step"]}
    again = rules(scene.run("Ben", actions.book, replace(wish, override=True)))
    assert Rule.TAKEN in again


def test_callers_and_guests(scene: Scene) -> None:
    """Staff book for somebody without an account; more may come; strangers' bookings are nobody else's business."""
    service = scene.service()
    caller = {"name": "Mr. Jones", "phone": "+49 30 1"}
    booked = kept(scene.run("Ben", actions.book, replace(scene.wish(service), contact=None, guests=(caller,))))
    assert (booked.contact_id, booked.guests) == (None, [caller])
    more = scene.run("Ben", actions.add_guest, booked.id, {"name": "Mrs. Jones", "mail": "j@example.org"})
    assert [guest["name"] for guest in more.guests] == ["Mr. Jones", "Mrs. Jones"]
    for act in (actions.cancel, actions.confirm, actions.release):
        with pytest.raises(Refused, match="booking-unknown"):
            scene.run("Anna", act, booked.id)


def test_round_robin_says_why(scene: Scene) -> None:
    """Either of two: in turn, with the reason kept; the third at the same time is denied, with other times."""
    service = scene.service(("ben", "eva"))
    first = kept(scene.run("Anna", actions.book, scene.wish(service)))
    second = kept(scene.run("Client 0", actions.book, scene.wish(service)))
    assert [why(scene, first), why(scene, second)] == [{scene.host("ben"): "first"}, {scene.host("eva"): "only-one"}]
    denied = scene.run("Client 1", actions.book, scene.wish(service))
    assert rules(denied) == [Rule.TAKEN]
    assert isinstance(denied, Denied)
    assert denied.alternatives[0].hosts == (scene.host("ben"), scene.host("eva"))
    kept(scene.run("Anna", actions.book, scene.wish(service.with_host(scene.host("eva")) or service, 60)))
    third = kept(scene.run("Client 1", actions.book, scene.wish(service, 120)))
    assert why(scene, third) == {scene.host("ben"): "fewest"}


def test_two_at_once_and_a_room(scene: Scene) -> None:
    """A collective booking takes everybody's time, or nobody's."""
    service = scene.service(("ben",), ("eva",), ("room-1", "room-2"))
    kept(scene.run("Anna", actions.book, scene.wish(service)))
    alone = service.with_host(scene.host("room-1"))
    assert alone is not None
    assert rules(scene.run("Client 0", actions.book, scene.wish(service))) == [Rule.TAKEN]
    only_eva = replace(service, groups=((scene.host("eva"),),))
    kept(scene.run("Client 0", actions.book, scene.wish(only_eva, 60)))
    assert rules(scene.run("Client 0", actions.book, scene.wish(service, 60))) == [Rule.TAKEN]
    slots = scene.run("Anna", lambda ctx: [slot.start for slot in free.first_free(ctx, service, 30 * MINUTE, NINE, 3)])
    assert slots == [NINE + timedelta(minutes=each) for each in (30, 90, 105)]


def test_reminders_are_those_of_the_last_version(scene: Scene) -> None:
    """T12, T13: moved again and again, only the last time is reminded of; cancelled, none is."""
    service = scene.service(remind_before=(timedelta(hours=1),))
    booked = kept(scene.run("Anna", actions.book, scene.wish(service, 60)))
    for minutes in (75, 90, 105, 120, 240):
        kept(scene.run("Anna", actions.move, booked.id, NINE + timedelta(minutes=minutes)))
    before = said(scene, "booking-reminder")
    assert scene.until(NINE + timedelta(minutes=179)) == []
    assert scene.until(NINE + timedelta(minutes=180)) == ["bookings.remind"]
    assert said(scene, "booking-reminder") == before + 1
    other = kept(scene.run("Anna", actions.book, scene.wish(service, 420)))
    kept(scene.run("Anna", actions.cancel, other.id))
    assert scene.until(NINE + timedelta(hours=8)) == ["bookings.begun"], "the first one, at its last time"


def test_a_missed_reminder_becomes_a_note(scene: Scene) -> None:
    """After a night without the office running nobody is reminded of what has begun; the host hears of it."""
    service = scene.service(remind_before=(timedelta(hours=1),))
    kept(scene.run("Anna", actions.book, scene.wish(service, 120)))
    before = said(scene, "booking-reminder"), said(scene, "booking-reminder-missed")
    assert scene.until(NINE + timedelta(hours=3)) == ["bookings.remind", "bookings.begun"]
    assert (said(scene, "booking-reminder"), said(scene, "booking-reminder-missed")) == (before[0], before[1] + 1)


def test_a_series_with_a_clash(scene: Scene) -> None:
    """All clashes come first and nothing is kept; with one skipped and one shifted all are kept, by the wall."""
    service = scene.service(window_days=250)
    at_nine = datetime(2026, 10, 12, 9, tzinfo=BERLIN)
    every_second = Series(at_nine, BERLIN, 2, 6)
    clash = replace(scene.wish(service), starts_at=every_second.starts()[1])
    kept(scene.run("Client 0", actions.book, clash))
    wish = replace(scene.wish(service), starts_at=at_nine.astimezone(UTC))
    rows = scene.store.run(lambda uow: len(uow.run.all(_ALL)))
    shown = scene.run("Anna", series.book, wish, every_second)
    assert [isinstance(date, series.Date) and isinstance(date.found, Granted) for date in shown] == [True, False] + [
        True
    ] * 4
    assert scene.store.run(lambda uow: len(uow.run.all(_ALL))) == rows
    decisions = {1: None, 2: every_second.starts()[2] + timedelta(hours=1)}
    found = scene.run("Anna", series.book, wish, every_second, decisions)
    assert [f"{each.starts_at.astimezone(BERLIN):%m-%d %H}" for each in found] == [
        "10-12 09", "11-09 10", "11-23 09", "12-07 09", "12-21 09",
    ]  # fmt: skip
    assert len({each.uid for each in found if isinstance(each, Booking)}) == 1
    limited = replace(service, per_week=1)
    first = scene.run(
        "Anna", series.plan, replace(wish, service=limited), every_second, {0: found[0].starts_at + timedelta(hours=2)}
    )
    assert [isinstance(date.found, Granted) for date in first][:2] == [False, False]


def test_the_waiting_list(scene: Scene) -> None:
    """What frees up is offered to whoever waited longest, for a while and nobody else; then to the next one."""
    service = scene.service()
    booked = kept(scene.run("Anna", actions.book, scene.wish(service)))
    until = NINE + timedelta(hours=1)
    first = scene.run("Client 0", waiting.join, service, 30 * MINUTE, MONDAY, until)
    second = scene.run("Client 1", waiting.join, service, 30 * MINUTE, MONDAY, until)
    before = said(scene, "booking-offered")
    kept(scene.run("Anna", actions.cancel, booked.id))
    assert said(scene, "booking-offered") == before + 1

    def states() -> list[WaitState]:
        return [_wait(scene, one).state for one in (first.id, second.id)]

    assert states() == [WaitState.OFFERED, WaitState.WAITING]
    assert rules(scene.run("Anna", actions.book, scene.wish(service))) == [Rule.TAKEN]
    assert scene.until(MONDAY + timedelta(minutes=30)) == ["bookings.hold-over"]
    assert states() == [WaitState.WAITING, WaitState.OFFERED]
    offered = _wait(scene, second.id).booking_id
    assert kept(scene.run("Client 1", actions.confirm, offered)).state is S.CONFIRMED
    assert states() == [WaitState.WAITING, WaitState.BOOKED]
    scene.run("Client 0", waiting.leave, first.id)
    assert states()[0] is WaitState.LEFT


@pytest.mark.parametrize("way", ["over", "released", "replaced"])
def test_a_time_that_was_only_kept_frees_up_as_well(scene: Scene, way: str) -> None:
    """A hold that is over, given up or replaced by another one frees its time for the waiting list; who held it isn't
    offered it again."""
    service = scene.service()
    held = kept(scene.run("Anna", actions.hold, scene.wish(service)))
    until = NINE + timedelta(minutes=30)
    own = scene.run("Anna", waiting.join, service, 30 * MINUTE, MONDAY, until)
    first = scene.run("Client 0", waiting.join, service, 30 * MINUTE, MONDAY, until)
    match way:
        case "over":
            assert scene.until(MONDAY + timedelta(minutes=5)) == ["bookings.hold-over"]
        case "released":
            scene.run("Anna", actions.release, held.id)
        case _:
            kept(scene.run("Anna", actions.hold, scene.wish(service, 60)))
    assert [_wait(scene, one.id).state for one in (own, first)] == [WaitState.WAITING, WaitState.OFFERED]
    assert rules(scene.run("Client 1", actions.book, scene.wish(service))) == [Rule.TAKEN]


def _wait(scene: Scene, wait: str) -> Any:
    return scene.store.run(lambda uow: uow.waits.take(wait))


def test_what_was_told_since(scene: Scene) -> None:
    """Other hours on a date, absences, journeys and outside calendars count at once, whatever is remembered."""
    service = scene.service(window_days=20)
    ben = scene.host("ben")
    tuesday = NINE + timedelta(days=1)

    def first(day: datetime) -> str:
        found = scene.run("Anna", lambda ctx: free.first_free(ctx, service, 30 * MINUTE, day, 1))
        return f"{found[0].start:%d %H:%M}"

    assert first(tuesday) == "02 07:00"
    scene.store.run(lambda uow: uow.hosts.set_day(ben, "2026-06-02", "10:00-12:00"))
    assert first(tuesday) == "02 08:00"
    scene.store.run(
        lambda uow: uow.hosts.add_absence(uow.new_id(), ben, tuesday, tuesday + timedelta(hours=2), "Dentist")
    )
    assert first(tuesday) == "02 09:00"
    busy = [(f"busy-{scene.tests}", tuesday + timedelta(hours=2), tuesday + timedelta(hours=2, minutes=20))]
    scene.store.run(lambda uow: uow.hosts.keep_busy(ben, Reading("nextcloud", uow.now, "sync-1"), busy))
    assert first(tuesday) == "02 09:30"
    scene.store.run(lambda uow: uow.hosts.set_day(ben, "2026-06-02", ""))
    assert first(tuesday) == "03 07:00"
    journey = Journey("2026-06-03", "2026-06-05", "America/New_York")
    scene.store.run(lambda uow: uow.hosts.add_journey(uow.new_id(), ben, journey))
    assert first(tuesday) == "03 13:00"
    days = scene.run(
        "Anna", lambda ctx: free.free_days(ctx, service, 30 * MINUTE, NINE, NINE + timedelta(days=9), "UTC")
    )
    assert [day.day for day in days] == [1, 3, 4, 5, 8, 9]


def test_an_assistant_who_is_away_is_not_booked(scene: Scene) -> None:
    """What an assistant said with /away holds for their calendar at once, and ends when it is taken back."""
    service = scene.service(("ben",), window_days=4)
    until = NINE + timedelta(hours=1)

    def first(ctx: Any) -> datetime:
        return free.first_free(ctx, service, 30 * MINUTE, NINE, 1)[0].start

    def away(uow: Any) -> Absence:
        known = Absence(uow.new_id(), scene.people["Ben"].id, AbsenceState.PLANNED, [], MONDAY, until, uow.now)
        uow.absences.add(known)
        return known

    assert scene.run("Anna", first) == NINE
    planned = scene.store.run(away)
    assert scene.run("Anna", first) == until
    assert rules(scene.run("Anna", actions.book, scene.wish(service))) == [Rule.AWAY]
    scene.store.run(lambda uow: uow.absences.save(replace(planned, ends_at=None)))
    assert scene.run("Anna", lambda ctx: free.first_free(ctx, service, 30 * MINUTE, NINE, 1)) == ()
    scene.store.run(lambda uow: uow.absences.save(replace(planned, state=AbsenceState.CANCELLED)))
    assert scene.run("Anna", first) == NINE


def test_an_outside_calendar_that_is_too_old(scene: Scene) -> None:
    """A host whose calendar wasn't read for too long is not offered where the service says so, and is again once it
    was."""
    service = scene.service(unverified=False)
    ben = scene.host("ben")
    hosts = {ben: replace(scene.office.desk.hosts[ben], stale_after=HOUR)}
    scene.office = replace(scene.office, desk=replace(scene.office.desk, hosts=hosts))
    scene.store.run(lambda uow: uow.hosts.keep_busy(ben, Reading("nextcloud", uow.now, None), []))

    def starts() -> int:
        return len(scene.run("Anna", lambda ctx: free.first_free(ctx, service, 30 * MINUTE, NINE, 2)))

    assert starts() == 2
    scene.at = MONDAY + timedelta(minutes=61)
    assert starts() == 0
    assert scene.run("Anna", actions.hold, scene.wish(service, 60)) == Denied((No(Rule.UNVERIFIED, ben),))


def test_what_was_not_kept_is_not_remembered(scene: Scene) -> None:
    """What a transaction saw that was rolled back in the end is nobody else's answer."""
    service = scene.service()

    def first(ctx: Any) -> datetime:
        return free.first_free(ctx, service, 30 * MINUTE, NINE, 1)[0].start

    def fails(ctx: Any) -> None:
        kept(actions.book(ctx, scene.wish(service)))
        assert first(ctx) == NINE + timedelta(minutes=30)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        scene.run("Anna", fails)
    assert scene.run("Anna", first) == NINE
    kept(scene.run("Anna", actions.book, scene.wish(service, 60)))
    assert scene.run("Anna", first) == NINE
