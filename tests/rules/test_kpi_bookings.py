"""Bookings and reachability in figures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from handlers.rules.kpi.bookings import BookingFigures, booking_figures
from handlers.rules.kpi.coverage import Ask, coverage
from handlers.rules.kpi.facts import BookingFacts, DutyFacts, Outcome
from tests.rules.kpi_cases import week_of
from tests.rules.sla_cases import HOUR, HOURS, local

WEEK = week_of("01-12")
LATER = local("02-01 12:00")
DAY = 24 * HOUR


def booking(ref: str, made: str, begin: str, outcome: Outcome = Outcome.BOOKED, cancelled: str = "") -> BookingFacts:
    """Return a booking of an hour that may be cancelled until a day before."""
    at = local(cancelled) if cancelled else None
    return BookingFacts(ref, "weber", "ben", local(made), local(begin), local(f"{begin[:-2]}59"), outcome, at, DAY)


def of(*bookings: BookingFacts) -> BookingFigures:
    """Return their figures in the week."""
    return booking_figures(bookings, WEEK, LATER)


def test_booked_and_due() -> None:
    """A booking counts as booked when it was made and as due when it began, each in its own period; lead time is real
    time."""
    found = of(
        booking("A-1", "01-12 10:00", "01-13 10:00"),
        booking("A-2", "01-05 10:00", "01-13 10:00"),
        booking("A-3", "01-12 10:00", "01-20 10:00"),
        booking("A-4", "01-20 10:00", "01-21 10:00"),
    )
    assert (found.booked.refs, found.due.refs) == (("A-1", "A-3"), ("A-1", "A-2"))
    assert found.lead.values == ((DAY, "A-1"), (8 * DAY, "A-3"))


def test_no_shows_and_cancellations() -> None:
    """Who did not come is a share of those who had to; a cancellation within the notice is late, exactly at its border
    it is in time."""
    found = of(
        booking("A-1", "01-05 10:00", "01-13 10:00", Outcome.NO_SHOW),
        booking("A-2", "01-05 10:00", "01-14 10:00", Outcome.CANCELLED, cancelled="01-13 10:00"),
        booking("A-3", "01-05 10:00", "01-14 10:00", Outcome.CANCELLED, cancelled="01-13 10:01"),
        *(booking(f"A-{number}", "01-05 10:00", "01-15 10:00", Outcome.HELD) for number in range(4, 8)),
    )
    assert (found.no_shows.part, found.no_shows.n) == (("A-1",), 5)
    assert found.no_shows.percent == 20
    assert (found.late.part, found.late.of, found.late.percent) == (("A-3",), ("A-2", "A-3"), None)
    assert found.cancelled.n == 2


def test_a_booking_without_notice() -> None:
    """Where there is no notice, no cancellation is late; what is still to come is not due yet."""
    free = replace(booking("A-1", "01-05 10:00", "01-13 10:00", cancelled="01-13 09:59"), notice=None)
    assert of(free).late.part == ()
    early = booking_figures([booking("A-2", "01-05 10:00", "01-13 10:00")], WEEK, local("01-12 12:00"))
    assert (early.due.n, early.booked.n) == (0, 0)


def test_reachable_all_week() -> None:
    """With somebody on duty in all promised hours and every answer in time, exactly at its end too, all of them were
    covered."""
    asks = [Ask(f"T-{number}", local("01-12 09:00"), local("01-12 10:00"), local("01-12 10:00")) for number in range(5)]
    found = coverage(HOURS, WEEK, LATER, asks, [DutyFacts("ben", WEEK.begin, WEEK.end)])
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
    found = coverage(HOURS, WEEK, LATER, asks, duties)
    assert found.gaps == ((local("01-14 11:00"), local("01-14 11:30")),)
    assert found.staffed == 38 * HOUR - HOUR // 2
    assert (found.waited, found.n, found.percent, found.reached) == (("T-1",), 4, None, None)
    asks.append(Ask("T-6", local("01-16 11:00"), local("01-16 12:00"), local("01-16 11:30")))
    more = coverage(HOURS, WEEK, LATER, asks, duties)
    assert more.percent == Fraction(100 * 4 * 75, 5 * 76)
    assert more.reached == 30 * HOUR


def test_asks_are_counted_once() -> None:
    """What was asked on Friday counts in the week in which it was answered, or came to be too late; what is neither
    yet, not at all."""
    friday, monday = local("01-16 11:00"), local("01-19 10:00")
    asks = [Ask("T-1", friday, monday, local("01-19 09:00")), Ask("T-2", friday, monday, None)]
    second = week_of("01-19")
    assert [coverage(HOURS, each, LATER, asks).answered.of for each in (WEEK, second)] == [(), ("T-1", "T-2")]
    assert coverage(HOURS, second, local("01-19 09:30"), asks).answered.of == ("T-1",)


def test_without_records_of_duty() -> None:
    """Where nobody keeps who is on duty, only answers tell, and that is said."""
    found = coverage(HOURS, WEEK, local("01-12 10:00"), [])
    assert (found.promised, found.staffed, found.reached, found.gaps) == (2 * HOUR, None, None, ())


def test_before_anybody_came() -> None:
    """Before the first of the team came nothing was promised."""
    duties = [DutyFacts("ben", local("01-16 08:00"), WEEK.end)]
    found = coverage(HOURS, WEEK, LATER, [], duties, since=local("01-16 08:00"))
    assert (found.promised, found.staffed, found.gaps) == (6 * HOUR, 6 * HOUR, ())
    assert coverage(HOURS, WEEK, LATER, [], duties, since=local("01-26 08:00")).promised == 0
