"""What is free, and which rule says no: each rule by itself, and that the two ways of asking always agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.asking import HARD, Booker, No, Rule, Wanted, of_host, of_service, too_late
from handlers.rules.slots.choosing import Because, Chosen, Turn, choose, first_days, nearest
from handlers.rules.slots.diary import Diary, Taken
from handlers.rules.slots.free import Starts, all_of, any_of, starts_of
from handlers.rules.slots.opening import Opening, Travel, instant, joined, moment, without
from handlers.rules.slots.series import Series, decided
from handlers.rules.slots.service import DAY, HOUR, MINUTE, Align, Bookers, Service, combinations

MONDAY = instant(datetime(2026, 6, 1, tzinfo=UTC))
NOON = MONDAY + 12 * HOUR
TALK = Service("talk", {}, (30 * MINUTE,), (("ben",),))
OPENING = Opening(BusinessHours.parse("UTC", "Mon-Fri 09:00-17:00"))
CLIENT, STAFF = Booker(staff=False), Booker(staff=True)


def taken(begin: int, length: int = 30 * MINUTE, *, gap: int = 0, name: str = "other") -> Taken:
    """Return a booking of the service."""
    return Taken(begin, begin + length, begin - gap, begin + length + gap, "talk", name)


def rules(found: list[No]) -> list[Rule]:
    """Return which rules say no."""
    return [no.rule for no in found]


# --- one rule at a time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wanted", "booker", "expected"),
    [
        ({}, {}, CLIENT, []),
        ({}, {"start": MONDAY - MINUTE}, CLIENT, [Rule.PAST]),
        ({}, {"length": HOUR}, CLIENT, [Rule.LENGTH]),
        ({"bookers": Bookers.STAFF}, {}, CLIENT, [Rule.BOOKER]),
        ({"bookers": Bookers.STAFF}, {}, STAFF, []),
        ({"plans": ("gold",)}, {}, CLIENT, [Rule.PLAN]),
        ({"plans": ("gold",)}, {}, Booker(staff=False, plan="gold"), []),
        ({"notice": 12 * HOUR + 1}, {}, CLIENT, [Rule.NOTICE]),
        ({"notice": 12 * HOUR}, {}, CLIENT, []),
        ({"notice": 13 * HOUR}, {"moved": "this"}, CLIENT, []),
        ({"move_notice": 13 * HOUR}, {"moved": "this"}, CLIENT, [Rule.NOTICE]),
    ],
)
def test_rules_of_the_service(
    changes: dict[str, object], wanted: dict[str, object], booker: Booker, expected: list[Rule]
) -> None:
    """What says no whoever the host would be; moving has a notice of its own."""
    service = replace(TALK, **changes)  # type: ignore[arg-type]  # fields of Service
    asked = Wanted(**{"service": service, "start": NOON, "length": 30 * MINUTE, **wanted})  # type: ignore[arg-type]  # values of several types, by name
    assert rules(of_service(asked, MONDAY, booker)) == expected


@pytest.mark.parametrize(
    ("changes", "diary", "start", "expected"),
    [
        ({}, {}, NOON, []),
        ({}, {}, NOON + 5 * MINUTE, [Rule.STEP]),
        ({}, {}, MONDAY + 17 * HOUR - 15 * MINUTE, [Rule.CLOSED]),
        ({}, {}, MONDAY + 17 * HOUR - 30 * MINUTE, []),
        ({"window_days": 0}, {}, NOON, []),
        ({"window_days": 0}, {}, NOON + DAY, [Rule.TOO_FAR]),
        ({}, {"away": [(NOON, NOON + HOUR)]}, NOON, [Rule.AWAY]),
        ({}, {"away": [(NOON, NOON + HOUR)]}, NOON + HOUR, []),
        ({}, {"busy": [(NOON - 1, NOON + 1)]}, NOON, [Rule.BUSY]),
        ({}, {"busy": [(NOON - HOUR, NOON)]}, NOON, []),
        ({}, {"taken": [taken(NOON - 30 * MINUTE), taken(NOON + 30 * MINUTE)]}, NOON, []),
        ({}, {"taken": [taken(NOON - 15 * MINUTE)]}, NOON, [Rule.TAKEN]),
        ({}, {"taken": [taken(NOON - 30 * MINUTE, gap=1)]}, NOON, [Rule.TOO_CLOSE]),
        ({"before": 1}, {"taken": [taken(NOON - 30 * MINUTE)]}, NOON, [Rule.TOO_CLOSE]),
        ({"after": 1}, {"taken": [taken(NOON + 30 * MINUTE)]}, NOON, [Rule.TOO_CLOSE]),
        ({"per_day": 1}, {"taken": [taken(MONDAY + 9 * HOUR)]}, NOON, [Rule.DAY_FULL]),
        ({"per_day": 1}, {"taken": [taken(MONDAY + DAY + 9 * HOUR)]}, NOON, []),
        ({"per_week": 1}, {"taken": [taken(MONDAY + 4 * DAY + 9 * HOUR)]}, NOON, [Rule.WEEK_FULL]),
        ({"per_week": 1}, {"taken": [taken(MONDAY + 7 * DAY + 9 * HOUR)]}, NOON, []),
        ({"unverified": False}, {"unverified": True}, NOON, [Rule.UNVERIFIED]),
        ({}, {"unverified": True}, NOON, []),
    ],
)
def test_rules_of_the_host(
    changes: dict[str, object], diary: dict[str, object], start: int, expected: list[Rule]
) -> None:
    """What says no with this host, and that the row of starts says the same."""
    service = replace(TALK, **changes)  # type: ignore[arg-type]  # fields of Service
    ben = Diary(**{"host": "ben", "opening": OPENING, **diary})  # type: ignore[arg-type]  # as above
    found = of_host(Wanted(service, start, 30 * MINUTE), ben, MONDAY)
    assert rules(found) == expected
    if Rule.TOO_FAR not in expected:
        assert starts_of(service, 30 * MINUTE, ben, (MONDAY, MONDAY + 7 * DAY)).has(start) is (found == [])


def test_a_moved_booking_is_not_in_its_own_way() -> None:
    """Moving by a quarter of an hour over its own old time is possible, also where the day is full with it."""
    service = replace(TALK, per_day=1)
    ben = Diary("ben", OPENING, [taken(NOON, name="this")])
    wanted = Wanted(service, NOON + 15 * MINUTE, 30 * MINUTE, moved="this")
    assert of_host(wanted, ben, MONDAY) == []
    assert starts_of(service, 30 * MINUTE, ben, (MONDAY, MONDAY + DAY), moved="this").has(wanted.start)
    assert rules(of_host(replace(wanted, moved=None), ben, MONDAY)) == [Rule.TAKEN, Rule.DAY_FULL]


def test_what_nobody_overrides() -> None:
    """Hours, notice and limits are rules of the office; another booking's time is not."""
    assert {Rule.PAST, Rule.TAKEN, Rule.TOO_CLOSE} == HARD


def test_steps_by_the_clock() -> None:
    """A window from 09:10: by the window it begins then, by the clock at 09:30."""
    ben = Diary("ben", Opening(BusinessHours.parse("Asia/Kathmandu", "daily 09:10-11:00")))
    half = replace(TALK, step=30 * MINUTE)
    span = ben.opening.day_span(date(2026, 6, 1))
    said = {
        align: [
            f"{moment(at).astimezone(ben.opening.zone):%H:%M}"
            for at in starts_of(replace(half, align=align), half.length, ben, span).listed(*span)
        ]
        for align in Align
    }
    assert said == {Align.WINDOW: ["09:10", "09:40", "10:10"], Align.CLOCK: ["09:30", "10:00", "10:30"]}


def test_on_a_journey_the_day_is_there() -> None:
    """09:00 is 09:00 where the host is, and the day's limit counts by the wall there."""
    new_york = ZoneInfo("America/New_York")
    hours = BusinessHours.parse("Europe/Berlin", "daily 09:00-11:00,20:00-22:00")
    away = Opening(hours, [Travel(date(2026, 6, 2), date(2026, 6, 3), new_york)])
    windows = [moment(begin) for begin, _ in away.windows(MONDAY, MONDAY + 4 * DAY)]
    assert [f"{at:%d %H}" for at in windows] == ["01 07", "01 18", "02 13", "03 00", "03 13", "04 00", "04 07", "04 18"]
    late = instant(datetime(2026, 6, 2, 20, tzinfo=new_york))
    assert away.day_of(late) == date(2026, 6, 2)
    ben = Diary("ben", away, [taken(late)])
    service = replace(TALK, per_day=1)
    found = of_host(Wanted(service, late + HOUR, 30 * MINUTE), ben, MONDAY)
    assert rules(found) == [Rule.DAY_FULL]
    assert not of_host(Wanted(service, late + 13 * HOUR, 30 * MINUTE), ben, MONDAY)


def test_too_late_to_change() -> None:
    """Moving and cancelling have notices of their own."""
    assert too_late(NOON, HOUR, NOON - HOUR) is None
    assert too_late(NOON, HOUR, NOON - HOUR + 1) == No(Rule.NOTICE, until=NOON - HOUR)


# --- both ways of asking agree -------------------------------------------------------------------------------------

MINUTES = some.integers(0, 4 * 24 * 60)
SPANS = some.lists(some.tuples(MINUTES, some.integers(1, 600)), max_size=4)


@given(
    week=some.sampled_from(
        ["daily 09:00-17:00", "daily 08:10-12:00,13:05-18:00", "daily 00:00-24:00", "Sun 22:00-30:00"]
    ),
    zone=some.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    day=some.sampled_from(["2026-03-28", "2026-10-24", "2026-10-02"]),
    service=some.builds(
        Service,
        name=some.just("talk"),
        label=some.just({}),
        lengths=some.sampled_from([(30 * MINUTE,), (50 * MINUTE,), (7 * MINUTE,)]),
        groups=some.just((("ben",),)),
        before=some.sampled_from([0, 15 * MINUTE]),
        after=some.sampled_from([0, 7 * MINUTE, 30 * MINUTE]),
        step=some.sampled_from([15 * MINUTE, 20 * MINUTE, 60 * MINUTE, 90 * MINUTE]),
        align=some.sampled_from(Align),
        per_day=some.none() | some.integers(1, 2),
        per_week=some.none() | some.integers(1, 3),
    ),
    bookings=SPANS,
    busy=SPANS,
    away=SPANS,
    travels=some.booleans(),
)
def test_the_row_says_what_asking_says(  # the whole point of having two
    week: str,
    zone: str,
    day: str,
    service: Service,
    bookings: list[tuple[int, int]],
    busy: list[tuple[int, int]],
    away: list[tuple[int, int]],
    *,
    travels: bool,
) -> None:
    """Over days on which clocks change, and journeys: what the row offers can be booked, and nothing else can."""
    first = date.fromisoformat(day)
    journey = [Travel(first.replace(day=first.day + 1), first.replace(day=first.day + 2), ZoneInfo("America/New_York"))]
    opening = Opening(BusinessHours.parse(zone, week), journey if travels else ())
    since = opening.day_span(first)[0]

    def spans(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(since + begin * MINUTE, since + (begin + long) * MINUTE) for begin, long in found]

    there = [
        Taken(begin, end, begin - 10 * MINUTE, end + number % 2 * 20 * MINUTE, "talk", f"b{number}")
        for number, (begin, end) in enumerate(spans(bookings))
    ]
    ben = Diary("ben", opening, there, spans(busy), spans(away))
    span = (since + DAY // 2, since + 3 * DAY)
    row = starts_of(service, service.length, ben, span)
    offered = set(row.listed(row.since, row.since + len(row.row) * row.cell))
    among = offered | set(range(row.since, row.since + len(row.row) * row.cell, 11 * row.cell))
    assert offered == {at for at in among if not of_host(Wanted(service, at, service.length), ben, since)}


@given(some.lists(some.binary(min_size=4, max_size=4), min_size=1, max_size=4), some.sampled_from([1, 3]))
def test_rows_together(raw: list[bytes], finer: int) -> None:
    """Of rows with cells of different lengths: any of them, and all of them."""
    rows = [Starts(0, 60, bytes(byte & 1 for byte in each)) for each in raw]
    rows[0] = rows[0].finer(60 // finer)
    for put, holds in ((any_of, any), (all_of, all)):
        found = set(put(rows).listed(0, 240))
        assert found == {at for at in range(0, 240, 20) if holds(row.has(at) for row in rows)}


@given(some.binary(max_size=12), some.integers(-100, 900), some.integers(-100, 900), some.integers(1, 4))
def test_near_and_between(raw: bytes, wanted: int, until: int, most: int) -> None:
    """The nearest starts, and those in between, are found as by looking at each one."""
    row = Starts(0, 60, bytes(byte & 1 for byte in raw))
    listed = list(row.listed(0, 720))
    assert row.around(wanted, most) == nearest(listed, wanted, most)
    assert list(row.between(wanted, until).listed(0, 720)) == [at for at in listed if wanted <= at < until]


def test_spans() -> None:
    """What touches is one; what is cut out leaves its sides."""
    assert joined([(5, 7), (0, 2), (2, 3), (4, 4)]) == [(0, 3), (5, 7)]
    assert without([(0, 10), (20, 30)], [(2, 3), (8, 22), (29, 40)]) == [(0, 2), (3, 8), (22, 29)]


# --- choosing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "turns", "preferred", "expected"),
    [
        ("ab", {}, None, ("a", Because.FIRST)),
        ("b", {}, None, ("b", Because.ONLY_ONE)),
        ("ab", {}, "b", ("b", Because.PREFERRED)),
        ("a", {}, "b", ("a", Because.ONLY_ONE)),
        ("ab", {"a": Turn(2, 5), "b": Turn(1, 9)}, None, ("b", Because.FEWEST)),
        ("ab", {"a": Turn(1, 5), "b": Turn(1, 4)}, None, ("b", Because.LONGEST_AGO)),
        ("ab", {"a": Turn(1, 5), "b": Turn(1, None)}, None, ("b", Because.LONGEST_AGO)),
        ("", {}, None, None),
    ],
)
def test_round_robin(
    free: str, turns: dict[str, Turn], preferred: str | None, expected: tuple[str, Because] | None
) -> None:
    """Who is chosen, and why."""
    found = choose([("a", "b")], dict.fromkeys(free, True), turns, preferred)
    assert found == (None if expected is None else Chosen((expected[0],), (expected[1],)))


def test_both_and_a_room() -> None:
    """One of each group, nobody twice; a group of one is a wish."""
    groups = (("a", "b"), ("b",), ("room-1", "room-2"))
    everybody = dict.fromkeys(["a", "b", "room-1", "room-2"], True)
    assert choose(groups, everybody, {}) == Chosen(("a", "b", "room-1"), (Because.FIRST, Because.WISHED, Because.FIRST))
    assert choose(groups, {**everybody, "a": False}, {}) is None
    assert list(combinations((("a", "b"), ("a", "b")), {"a": True, "b": True})) == [("a", "b"), ("b", "a")]


def test_alternatives() -> None:
    """The nearest ones, later before earlier, shown in order; or the first of each day."""
    assert nearest([0, 10, 20, 40], 15, 2) == [10, 20]
    assert nearest([10, 20], 15, 1) == [20]
    assert first_days([1, 2, 11, 12, 21], lambda at: at // 10, 2) == [1, 11]


def test_a_series_without_some_dates() -> None:
    """Single dates are skipped or shifted; the others keep their numbers."""
    berlin = ZoneInfo("Europe/Berlin")
    starts = Series(datetime(2026, 3, 16, 9, tzinfo=berlin), berlin, 2, 3).starts()
    assert [f"{at:%m-%d %H}" for at in starts] == ["03-16 08", "03-30 07", "04-13 07"]
    shifted = datetime(2026, 4, 14, 7, tzinfo=UTC)
    assert decided(starts, {1: None, 2: shifted}) == [(0, starts[0]), (2, shifted)]
    with pytest.raises(ValueError, match="a series begins"):
        Series(datetime(2026, 3, 16, 9, tzinfo=berlin), berlin, 1, 1)
