"""Bookings and reachability in figures."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from handlers.rules.business_hours import BusinessHours
from handlers.rules.kpi.bookings import BookingFigures, booking_figures
from handlers.rules.kpi.coverage import Ask, coverage
from handlers.rules.kpi.facts import BookingFacts, DutyFacts
from handlers.rules.kpi.office_hours import OfficeHours
from handlers.rules.kpi.periods import Period, month
from storage.bookings import Step
from tests.rules.kpi_cases import week_of
from tests.rules.sla_cases import HOUR, HOURS, local

WEEK, NEXT = week_of("01-12"), week_of("01-19")
BOTH = (WEEK, NEXT)
JANUARY = month(WEEK.first, WEEK.zone)
LATER = local("02-01 12:00")
DAY = 24 * HOUR
KEPT = OfficeHours([(WEEK.begin, HOURS)])


def booking(ref: str, begin: str, *lines: tuple[str, str] | tuple[str, str, str]) -> BookingFacts:
    """Return a booking that begins then by now, may be cancelled until a day before by today's settings, and whose
    history has these lines: what, when, and of a move from when."""
    steps = [Step(move, None, local(at), {"from": local(was).isoformat()} if was else {}) for move, at, was in
             (line if len(line) == 3 else (*line, "") for line in lines)]  # fmt: skip
    return BookingFacts(ref, steps, local(begin), DAY)


def of(*bookings: BookingFacts, period: Period = WEEK) -> BookingFigures:
    """Return their figures in a period."""
    return booking_figures(bookings, period, LATER)


def due(*bookings: BookingFacts) -> list[tuple[str, ...]]:
    """Return what was to take place in the first week and in the second."""
    return [of(*bookings, period=each).due.refs for each in BOTH]


def test_booked_and_due() -> None:
    """A booking counts as booked when it was made and as due when it began, each in its own period; lead time is real
    time."""
    found = of(
        booking("A-1", "01-13 10:00", ("confirmed", "01-12 10:00")),
        booking("A-2", "01-13 10:00", ("confirmed", "01-05 10:00")),
        booking("A-3", "01-20 10:00", ("held", "01-12 09:00"), ("confirm", "01-12 10:00")),
        booking("A-4", "01-21 10:00", ("confirmed", "01-20 10:00")),
        booking("A-5", "01-16 10:00", ("pending", "01-12 10:00"), ("decline", "01-13 10:00")),
    )
    assert (found.booked.refs, found.due.refs) == (("A-1", "A-3"), ("A-1", "A-2"))
    assert found.lead.values == ((DAY, "A-1"), (8 * DAY, "A-3"))
    assert found.cancelled.n == 0


def test_no_shows_and_cancellations() -> None:
    """Who did not come is a share of those who had to; a cancellation within the notice is late, exactly at its border
    it is in time."""
    found = of(
        booking("A-1", "01-13 10:00", ("confirmed", "01-05 10:00"), ("no-show", "01-13 10:30")),
        booking("A-2", "01-14 10:00", ("confirmed", "01-05 10:00"), ("cancel", "01-13 10:00")),
        booking("A-3", "01-14 10:00", ("confirmed", "01-05 10:00"), ("cancel", "01-13 10:01")),
        *(
            booking(f"A-{number}", "01-15 10:00", ("confirmed", "01-05 10:00"), ("done", "01-15 11:00"))
            for number in range(4, 8)
        ),
    )
    assert (found.no_shows.part, found.no_shows.n) == (("A-1",), 5)
    assert found.no_shows.percent == 20
    assert (found.late.part, found.late.of, found.late.percent) == (("A-3",), ("A-2", "A-3"), None)
    assert found.cancelled.n == 2


def test_the_notice_of_then() -> None:
    """A cancellation is late by the notice that was asked for when it was made, whatever the settings ask for today;
    where none was, none is late. A line that doesn't say takes today's, if there is one."""
    noted = booking("A-1", "01-14 10:00", ("confirmed", "01-05 10:00"))
    for then, today, late in ((0, DAY, 0), (2 * DAY, DAY, 1), (2 * DAY, None, 1), (None, DAY, 0), (None, 2 * DAY, 1)):
        facts = {} if then is None else {"notice": then}
        off = Step("cancel", None, local("01-12 20:00"), facts)
        found = of(BookingFacts(noted.ref, [*noted.steps, off], noted.begin, today))
        assert (len(found.late.part), found.late.n) == (late, 1)
    off = Step("cancel", None, local("01-14 09:59"), {})
    assert of(BookingFacts(noted.ref, [*noted.steps, off], noted.begin)).late.part == ()
    assert of(booking("A-2", "01-13 10:00", ("confirmed", "01-05 10:00"))).late.n == 0


def test_what_is_to_come_is_not_due() -> None:
    """What is still to come is not due yet, and what is made later is not known."""
    early = booking("A-2", "01-13 10:00", ("confirmed", "01-05 10:00"))
    late = booking("A-3", "01-13 10:00", ("confirmed", "01-12 13:00"))
    found = booking_figures([early, late], WEEK, local("01-12 12:00"))
    assert (found.due.n, found.booked.n) == (0, 0)


def test_moved_before_it_began() -> None:
    """What is moved is due when it begins in the end: from this week into next, back again, or forward. Its lead time
    stays that of the time which was agreed on first."""
    into_next = booking("A-1", "01-20 10:00", ("confirmed", "01-12 10:00"), ("move", "01-14 09:00", "01-15 10:00"))
    back = booking(
        "A-2",
        "01-16 10:00",
        ("confirmed", "01-12 10:00"),
        ("move", "01-13 10:00", "01-15 10:00"),
        ("move", "01-14 10:00", "01-20 10:00"),
    )
    forward = booking("A-3", "01-16 10:00", ("confirmed", "01-12 10:00"), ("move", "01-15 10:00", "01-21 10:00"))
    assert due(into_next, back, forward) == [("A-2", "A-3"), ("A-1",)]
    assert of(into_next, back, forward).lead.values == ((3 * DAY, "A-1"), (3 * DAY, "A-2"), (9 * DAY, "A-3"))


def test_moved_after_it_began() -> None:
    """What is moved after it began was due, and is due again at its new time; what goes to another host at the same
    time is due once."""
    moved = booking("A-1", "01-21 10:00", ("confirmed", "01-12 10:00"), ("move", "01-19 09:00", "01-16 10:00"))
    passed_on = booking("A-2", "01-16 10:00", ("confirmed", "01-12 10:00"), ("move", "01-19 09:00", "01-16 10:00"))
    again = booking("A-3", "01-16 15:00", ("confirmed", "01-12 10:00"), ("move", "01-16 10:30", "01-16 10:00"))
    assert due(moved, passed_on, again) == [("A-1", "A-2", "A-3", "A-3"), ("A-1",)]


def test_asked_for_and_not_agreed_on() -> None:
    """While a host has yet to agree to another time nobody has to come; what is declined then is cancelled."""
    asked = (("confirmed", "01-05 10:00"), ("move-request", "01-12 10:00", "01-13 10:00"))
    waits = booking("A-1", "01-15 10:00", *asked)
    agreed = booking("A-2", "01-15 10:00", *asked, ("accept", "01-15 09:00"))
    too_late = booking("A-3", "01-16 10:00", *asked, ("accept", "01-19 09:00"))
    declined = booking("A-4", "01-15 10:00", *asked, ("decline", "01-14 09:00"))
    assert due(waits, agreed, too_late, declined) == [("A-2",), ("A-3",)]
    assert of(waits, agreed, too_late, declined).cancelled.refs == ("A-4",)


def test_cancelled_after_it_began() -> None:
    """What was due stays so when it is cancelled after it began; the cancelling counts in its own period."""
    off = booking("A-1", "01-16 10:00", ("confirmed", "01-12 10:00"), ("cancel", "01-19 09:00"))
    at_once = booking("A-2", "01-16 10:00", ("confirmed", "01-12 10:00"), ("cancel", "01-16 10:00"))
    assert due(off, at_once) == [("A-1",), ()]
    assert [of(off, at_once, period=each).cancelled.refs for each in BOTH] == [("A-2",), ("A-1",)]


def test_a_no_show_that_is_noted_later() -> None:
    """Who did not come on Friday and is noted on Monday counts in the week in which that was noted, in both numbers of
    the share; over both weeks it counts once."""
    friday = booking("A-1", "01-16 10:00", ("confirmed", "01-12 10:00"), ("no-show", "01-19 09:00"))
    tuesday = booking("A-2", "01-20 10:00", ("confirmed", "01-12 10:00"), ("done", "01-20 11:00"))
    shares = [of(friday, tuesday, period=each).no_shows for each in BOTH]
    assert [(each.part, each.of) for each in shares] == [((), ("A-1",)), (("A-1",), ("A-1", "A-2"))]
    assert [of(friday, tuesday, period=each).due.n for each in BOTH] == [1, 1]
    month = of(friday, tuesday, period=JANUARY).no_shows
    assert (month.part, month.of) == (("A-1",), ("A-1", "A-2"))


def test_a_no_show_that_is_taken_back() -> None:
    """A no-show that was put right within the period was none; put right later it stays in the period that knew it as
    one, and doesn't count again."""
    noted = (("confirmed", "01-05 10:00"), ("no-show", "01-16 11:00"))
    soon = booking("A-1", "01-16 10:00", *noted, ("done", "01-16 12:00"))
    later = booking("A-2", "01-16 10:00", *noted, ("done", "01-19 09:00"))
    twice = booking("A-3", "01-16 10:00", *noted, ("done", "01-16 12:00"), ("no-show", "01-16 13:00"))
    assert [of(soon, later, twice, period=each).no_shows.part for each in BOTH] == [("A-2", "A-3"), ()]


def test_a_history_that_forgot_its_times() -> None:
    """Where a move doesn't say any more from when, the appointment counts as always having been for the time it has."""
    forgotten = booking("A-1", "01-20 10:00", ("confirmed", "01-12 10:00"), ("move", "01-13 10:00"))
    assert due(forgotten) == [(), ("A-1",)]
    assert of(forgotten).lead.values == ((8 * DAY, "A-1"),)


def test_reachable_all_week() -> None:
    """With somebody on duty in all promised hours and every answer in time, exactly at its end too, all of them were
    covered."""
    asks = [Ask(f"T-{number}", local("01-12 09:00"), local("01-12 10:00"), local("01-12 10:00")) for number in range(5)]
    found = coverage(KEPT, WEEK, LATER, asks, [DutyFacts("ben", WEEK.begin, WEEK.end)])
    assert (found.promised, found.staffed, found.reached, found.n) == (38 * HOUR, 38 * HOUR, 38 * HOUR, 5)
    assert found.percent == 100
    assert (found.gaps, found.waited) == ((), ())


def test_nobody_there_and_nobody_answering() -> None:
    """Hours without anybody are gaps with their place; together with the share of answers in time they say how
    reachable the office was, which says nothing of four. Who asked outside of promised hours doesn't count."""
    duties = [
        DutyFacts("ben", local("01-12 08:00"), local("01-14 11:00")),
        DutyFacts("eva", local("01-14 11:30"), local("01-17 00:00")),
        DutyFacts("eva", local("01-13 07:00"), local("01-13 09:00")),
    ]
    asks = [
        Ask("T-1", local("01-14 09:00"), local("01-14 10:30"), local("01-14 11:45")),
        Ask("T-2", local("01-14 18:00"), local("01-15 09:00"), None),
        *(Ask(f"T-{n}", local("01-13 09:00"), local("01-13 10:00"), local("01-13 09:30")) for n in (3, 4, 5)),
    ]
    found = coverage(KEPT, WEEK, LATER, asks, duties)
    assert found.gaps == ((local("01-14 11:00"), local("01-14 11:30")),)
    assert found.staffed == 38 * HOUR - HOUR // 2
    assert (found.waited, found.n, found.percent, found.reached) == (("T-1",), 4, None, None)
    asks.append(Ask("T-6", local("01-16 11:00"), local("01-16 12:00"), local("01-16 11:30")))
    more = coverage(KEPT, WEEK, LATER, asks, duties)
    assert more.percent == Fraction(100 * 4 * 75, 5 * 76)
    assert more.reached == 30 * HOUR


def test_asks_are_counted_once() -> None:
    """What was asked on Friday counts in the week in which it was answered, or came to be too late; what is neither
    yet, not at all."""
    friday, monday = local("01-16 11:00"), local("01-19 10:00")
    asks = [Ask("T-1", friday, monday, local("01-19 09:00")), Ask("T-2", friday, monday, None)]
    second = week_of("01-19")
    assert [coverage(KEPT, each, LATER, asks).answered.of for each in (WEEK, second)] == [(), ("T-1", "T-2")]
    assert coverage(KEPT, second, local("01-19 09:30"), asks).answered.of == ("T-1",)


def test_without_records_of_duty() -> None:
    """Where nobody keeps who is on duty, only answers tell, and that is said."""
    found = coverage(KEPT, WEEK, local("01-12 10:00"), [])
    assert (found.promised, found.staffed, found.reached, found.gaps) == (2 * HOUR, None, None, ())


def test_before_anybody_came() -> None:
    """Before the first of the team came nothing was promised."""
    duties = [DutyFacts("ben", local("01-16 08:00"), WEEK.end)]
    found = coverage(KEPT, WEEK, LATER, [], duties, since=local("01-16 08:00"))
    assert (found.promised, found.staffed, found.gaps) == (6 * HOUR, 6 * HOUR, ())
    assert coverage(KEPT, WEEK, LATER, [], duties, since=local("01-26 08:00")).promised == 0


def test_hours_that_change() -> None:
    """Each day counts by the hours that were promised then, the day of the change by both; requests, too, and what was
    promised before stays as it was."""
    change, again = local("01-14 10:00"), local("01-15 00:00")
    shorter = BusinessHours.parse("Europe/Berlin", "Mon-Fri 12:00-13:00")
    duties = [DutyFacts("ben", WEEK.begin, local("01-15 08:30"))]
    asks = [
        Ask("T-1", local("01-14 09:30"), local("01-14 12:30"), local("01-14 09:45")),
        Ask("T-2", local("01-14 11:00"), local("01-14 12:30"), local("01-14 12:15")),
    ]
    before = coverage(KEPT, WEEK, change, asks, duties)
    hours = OfficeHours([(WEEK.begin, HOURS), (change, shorter), (again, HOURS)])
    found = coverage(hours, WEEK, LATER, asks, duties)
    assert [*hours.intervals(local("01-14 00:00"), local("01-15 09:00"))] == [
        (local("01-14 08:00"), change),
        (local("01-14 12:00"), local("01-14 13:00")),
        (local("01-15 08:00"), local("01-15 09:00")),
    ]
    assert found.promised == (8 + 8 + 2 + 1 + 8 + 6) * HOUR
    assert found.gaps[0] == (local("01-15 08:30"), local("01-15 12:00"))
    assert found.answered.of == ("T-1",)
    assert coverage(hours, WEEK, change, asks, duties) == before


def test_a_change_costs_no_second() -> None:
    """New settings that leave the hours as they are change nothing, at whatever millisecond they come."""
    change = local("01-14 10:00") + timedelta(milliseconds=1)
    hours = OfficeHours([(WEEK.begin, HOURS), (change, HOURS)])
    duties = [DutyFacts("ben", WEEK.begin, WEEK.end)]
    assert coverage(hours, WEEK, LATER, [], duties) == coverage(KEPT, WEEK, LATER, [], duties)


def test_hours_of_no_time() -> None:
    """While the settings named no hours none were promised; the first that are known held before, too."""
    hours = OfficeHours([(local("01-14 00:00"), HOURS), (local("01-15 00:00"), None)])
    assert coverage(hours, WEEK, LATER, []).promised == 24 * HOUR
    assert not hours.is_open(local("01-15 09:00"))
    assert not any(OfficeHours([]).intervals(WEEK.begin, WEEK.end))


def test_hours_of_years() -> None:
    """Hours are told for as long as it takes: every open second of three years, once."""
    end = WEEK.begin + timedelta(days=3 * 365)
    found = [*KEPT.intervals(WEEK.begin, end)]
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert sum((end - begin for begin, end in found), timedelta()) == timedelta(
        seconds=HOURS.elapsed(WEEK.begin, WEEK.begin + timedelta(days=3 * 365))
    )
