"""What the buttons of appointments are about in the table of rights: one's own, somebody else's, a service, nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.bookings.choice import Choice, minute, token
from handlers.rules.business_hours import BusinessHours
from handlers.rules.categories import Question
from handlers.rules.slots.desk import Desk as Bookable
from handlers.rules.slots.desk import Host
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE, Service
from storage.booking_plans import Plan
from storage.bookings import Booking
from storage.invitations import Invitation
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingId, BookingState, InvitationState, Role, WaitState
from storage.waits import Wait
from tests.office import ZONE
from tests.stories.kit import Desk

FEEDS = "https://example.org/calendars"
HALF_HOUR = timedelta(minutes=30)
SERVICE = Service(
    "talk", {"": "Talk"}, (30 * MINUTE,), (("ben",),), step=30 * MINUTE, questions=(Question("phone", {"": "Phone?"}),)
)
HOST = Host("ben", {"": "Ben"}, Opening(BusinessHours.parse(ZONE, "Mon-Sun 00:00-24:00")), "Ben")
OF_HOLDS = tuple(f"bookings.{name}" for name in ("series", "for-client", "for-caller", "contact", "caller"))
STATES = {
    **dict.fromkeys(("bookings.confirm", "bookings.release", "bookings.answers", *OF_HOLDS), BookingState.HELD),
    **dict.fromkeys(("bookings.accept", "bookings.accept-all", "bookings.decline"), BookingState.PENDING),
}
CHOOSING = frozenset(
    f"bookings.{name}" for name in ("days", "hosts", "day", "pick-day", "pick-time", "first", "take", "wait", "anyway")
)


WAITS = frozenset({"bookings.unwait", "bookings.wait-show"})
PLANS = ("plan-skip", "plan-shift", "plan-put", "plan-back", "plan-drop", "plan-book")


def of_bookings(desk: Desk, me: Person, mate: Person, what: str) -> dict[str, str]:
    """Let a talk be bookable, and me and a mate (where we are no clients, contacts) have one each; return what the
    action or form `what` may be about."""
    desk.facts = replace(desk.facts, desk=Bookable({"talk": SERVICE}, {"ben": HOST}, FEEDS))
    if what in {"bookings.book", "bookings.agenda"} or what.startswith("bookings.feed"):
        return {"own": "today", "foreign": "week"}
    if what == "bookings.away":
        return {"own": "1.2=0", "foreign": "1.2=1"}
    if what in WAITS or what.removeprefix("bookings.") in PLANS:
        make = _wait if what in WAITS else _plan
        return {"own": make(desk, me, what), "foreign": make(desk, mate, what), "none": "0" * 32}
    if what in {"bookings.invite", "bookings.no-invite"}:
        mine, theirs = (_invitation(desk, booked(desk, who, what, ahead)) for who, ahead in ((me, 1), (mate, 2)))
        return {"own": mine, "foreign": theirs, "none": "0" * 32}
    own, foreign = (booked(desk, who, what, ahead) for who, ahead in ((me, 1), (mate, 2)))
    if what == "bookings.agree":
        return {"own": f"{own}.{_proposed(desk, own)}", "foreign": f"{foreign}.{_proposed(desk, foreign)}"}
    if what not in CHOOSING:
        return {"own": own, "foreign": foreign, "none": "0" * 32}
    at = _midnight(desk) + timedelta(days=4)
    values = {"day": f"{at:%Y%m%d}", "pick-day": f"={at:%Y-%m-%d}", "take": minute(at), "anyway": minute(at)}
    value = values.get(what.removeprefix("bookings."), "")
    named = {"own": own, "foreign": foreign, "none": "0" * 32, "service": token("talk"), "no service": "0" * 8}
    return {relation: Choice(which).about(value) for relation, which in named.items()}


def _invitation(desk: Desk, booking: BookingId) -> str:
    """Let somebody be asked whether a mail is to go out for a booking; return what the buttons are about."""

    def unit(uow: UnitOfWork) -> str:
        asked = Invitation(uow.new_id(), booking, "Otto", "otto@example.org", "en", InvitationState.ASKED, 0)
        uow.invitations.add(asked)
        return asked.id

    return desk.run(unit)


def _wait(desk: Desk, who: Person, what: str) -> str:
    """Let somebody wait for a talk; return what the button that takes them off the list is about."""

    def unit(uow: UnitOfWork) -> str:
        until = uow.now + timedelta(days=9)
        wait = Wait(
            uow.new_id(), who.id, who.client_id, "talk", 30, None, uow.now, until, WaitState.WAITING, None, uow.now
        )
        uow.waits.add(wait)
        return wait.id

    return desk.run(unit)


def _plan(desk: Desk, who: Person, what: str) -> str:
    """Let somebody put a series together; return what a button of it is about."""
    first = _midnight(desk) + timedelta(days=6)

    def unit(uow: UnitOfWork) -> str:
        plan = Plan(uow.new_id(), who.id, "talk", 30, None, first, ZONE, 1, 3, {"1": None}, uow.now)
        uow.booking_plans.add(plan)
        return plan.id

    plan_id = desk.run(unit)
    value = {"bookings.plan-put": f".1.{minute(first)}", "bookings.plan-drop": "", "bookings.plan-book": ""}
    return plan_id + value.get(what, ".1")


def _proposed(desk: Desk, which: str) -> str:
    """Let another time be proposed for a booking; return it as buttons carry it."""
    at = _midnight(desk) + timedelta(days=5)

    def unit(uow: UnitOfWork) -> None:
        uow.hosts.lock(["ben"])
        before = uow.bookings.take(BookingId(which))
        assert before is not None
        assert uow.bookings.save(replace(before, proposed_at=at), before)

    desk.run(unit)
    return minute(at)


def _midnight(desk: Desk) -> datetime:
    return desk.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def booked(desk: Desk, who: Person, action: str, ahead: int) -> BookingId:
    """Let somebody have a talk so many days from tomorrow, as it stands where `action` can be done with it."""
    over = action in {"bookings.done", "bookings.no-show"}
    contact = who if who.role is Role.CLIENT else desk.joins(Role.CLIENT, f"contact-{who.name}")
    starts_at = _midnight(desk) + timedelta(days=-ahead if over else 1 + ahead)
    state = STATES.get(action, BookingState.CONFIRMED)
    held = state is BookingState.HELD
    for_somebody = held and who.role is not Role.CLIENT

    def unit(uow: UnitOfWork) -> BookingId:
        booking_id = BookingId(uow.new_id())
        booking = Booking(
            id=booking_id,
            number=None if held else uow.bookings.next_number(),
            service="talk",
            state=state,
            client_id=None if for_somebody else contact.client_id,
            contact_id=None if for_somebody else contact.id,
            booked_by=who.id if for_somebody else contact.id,
            guests=[],
            words=None,
            answers={},
            place=None,
            starts_at=starts_at,
            ends_at=starts_at + HALF_HOUR,
            zone=ZONE,
            uid=uow.new_id(),
            sequence=0,
            version=1,
            hold_until=uow.now + timedelta(minutes=5) if held else None,
            proposed_at=None,
            reason=None,
            overridden=[],
            series_id=booking_id if action == "bookings.accept-all" else None,
            recurrence_at=starts_at if action == "bookings.accept-all" else None,
            created_at=uow.now,
            ended_at=None,
        )
        uow.hosts.lock(["ben"])
        uow.bookings.add(booking, ["ben"], (booking.starts_at, booking.ends_at))
        return booking.id

    return desk.run(unit)
