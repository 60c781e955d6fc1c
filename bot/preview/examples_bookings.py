"""Examples of appointments: a time is chosen, kept, booked, moved, asked for, declined, reminded of, listed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.preview.example import Example
from bot.preview.invented import NOW, ZONE, Cast
from handlers.bookings import cards, feeds, plan_screens, queueing, screens
from handlers.bookings.choice import Choice, token
from handlers.bookings.claiming import Denied, Granted
from handlers.bookings.series import Date
from handlers.chat.outgoing import Card, Text
from handlers.rules.business_hours import BusinessHours
from handlers.rules.categories import Question
from handlers.rules.slots.asking import No, Rule
from handlers.rules.slots.choosing import Because, Chosen
from handlers.rules.slots.desk import Host
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE, Service
from handlers.rules.whens import When
from storage.booking_plans import Plan
from storage.bookings import Booking
from storage.invitations import Invitation
from storage.people import Person
from storage.vocabulary import BookingId, BookingState, InvitationState, Role, WaitState
from storage.waits import Wait

OPENING = Opening(BusinessHours.parse(ZONE, "Mon-Fri 09:00-17:00"))
BEN, EVA = (Host(name.lower(), {"": name}, OPENING, name) for name in ("Ben", "Eva"))
TALK = Service(
    "talk",
    {"de": "Gespräch", "en": "Talk"},
    (30 * MINUTE, 60 * MINUTE),
    (("ben", "eva"),),
    place={"de": "am Telefon", "en": "on the phone"},
    questions=(Question("phone", {"de": "Unter welcher Nummer?", "en": "At which number?"}),),
)
LETTER = Service("letter", {"de": "Diktat", "en": "Dictation"}, (30 * MINUTE,), (("eva",),))
CHOICE = Choice(token("talk"), minutes=30)
AT = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
MEANT = When(AT, None, "minute", "instant")
TITLE = screens.title(TALK, 30, None)
TIMES = [AT + HALF_HOUR * number for number in range(9)]
SOONEST = [AT - timedelta(days=7) + HALF_HOUR * number for number in range(3)]
DAYS = [date(2026, 3, day) for day in (3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18)] + [date(2026, 4, 1)]


def booking(cast: Cast, state: BookingState, **changes: Any) -> Booking:
    """Return Anna's appointment in this state."""
    values: dict[str, Any] = {
        **{"id": BookingId("1"), "number": 17, "service": "talk", "state": state, "client_id": None},
        **{"contact_id": cast.anna.id, "booked_by": cast.anna.id, "guests": [], "words": None, "answers": {}},
        **{"place": None, "starts_at": AT, "ends_at": AT + HALF_HOUR, "zone": ZONE, "uid": "1", "sequence": 0},
        **{"version": 1, "hold_until": None, "proposed_at": None, "reason": None, "overridden": []},
        **{"series_id": None, "recurrence_at": None, "created_at": NOW, "ended_at": None},
    }
    return Booking(**{**values, **changes})


def _facts(cast: Cast, zone: str = ZONE) -> cards.Facts:
    return cards.Facts(TALK, [BEN], cast.anna, cast.words({"de": "Praxis Dr. Weber", "en": "Dr. Weber"}), zone)


def _card(cast: Cast, state: BookingState, reader: Person, *, at: datetime = NOW, **changes: Any) -> Card:
    return cards.card(booking(cast, state, **changes), _facts(cast), reader, at)


def _held(cast: Cast, state: BookingState) -> Card:
    until = NOW + timedelta(minutes=5) if state is BookingState.HELD else None
    return _card(cast, state, cast.anna, number=None, hold_until=until)


def _abroad(cast: Cast) -> Card:
    return cards.card(booking(cast, BookingState.CONFIRMED), _facts(cast, "America/New_York"), cast.anna, NOW)


def _asked(cast: Cast) -> Card:
    return _card(cast, BookingState.PENDING, cast.ben, answers={"phone": "030 1234567"}, overridden=["notice"])


def _declined(cast: Cast) -> Card:
    reason = cast.words({"de": "Ben ist auf Reisen.", "en": "Ben is travelling."})
    return _card(cast, BookingState.DECLINED, cast.anna, reason=reason)


def _reminder(cast: Cast, *, comes: bool) -> Card:
    return cards.reminder_card(booking(cast, BookingState.CONFIRMED), _facts(cast), comes=comes)


def _agenda(reader: Person, span: str, cast: Cast, name: str | None) -> Card:
    return cards.agenda_card(reader, span, [booking(cast, BookingState.CONFIRMED)], [_label()], [name], 0)


def _label() -> Text:
    return screens.spoken(TALK.label)


def _proposed(cast: Cast) -> Card:
    return _card(cast, BookingState.PENDING, cast.anna, proposed_at=AT + HALF_HOUR * 3)


def _plan(cast: Cast) -> Card:
    plan = Plan("1", cast.anna.id, "talk", 30, None, AT, ZONE, 2, 4, {"2": None}, NOW)
    starts = [AT + timedelta(weeks=2) * number for number in range(4)]
    free, taken = Granted(Chosen(("ben",), (Because.ONLY_ONE,))), Denied((No(Rule.TAKEN, "ben"),))
    dates = {number: Date(number, starts[number], found) for number, found in ((0, free), (1, taken), (3, free))}
    return plan_screens.plan_card(plan, TALK, starts, dates)


def _series(cast: Cast) -> Card:
    several = [
        booking(cast, BookingState.CONFIRMED, number=17 + number, series_id="1", starts_at=AT + timedelta(weeks=number))
        for number in range(3)
    ]
    return cards.series_card(cast.anna, several, _label(), [None] * 3)


def _invitation(cast: Cast, state: InvitationState) -> Card:
    invitation = Invitation("1", BookingId("1"), "Otto", "otto@example.org", "de", state, 1)
    return cards.invitation_card(booking(cast, BookingState.CONFIRMED), invitation)


def _wait(cast: Cast) -> Card:
    wait = Wait("1", cast.anna.id, None, "talk", 30, None, AT, AT + HALF_HOUR, WaitState.WAITING, None, NOW)
    return queueing.wait_card(wait, TITLE, Text("wait-day", day=screens.day_of(wait.since.date())))


EXAMPLES = [
    Example("book-which", Role.CLIENT, lambda cast: screens.services_card(cast.anna, [TALK, LETTER])),
    Example(
        "book-which-at",
        Role.CLIENT,
        lambda cast: screens.kinds_card(
            cast.anna, {CHOICE: TALK, Choice(token("letter"), minutes=30): LETTER}, [MEANT]
        ),
    ),
    Example("book-length", Role.CLIENT, lambda cast: screens.lengths_card(cast.anna, TALK, CHOICE)),
    Example("book-person", Role.CLIENT, lambda cast: screens.hosts_card(cast.anna, TALK, [BEN, EVA], CHOICE)),
    Example(
        "book-days",
        Role.CLIENT,
        lambda cast: screens.days_card(cast.anna, TITLE, CHOICE, DAYS, "202603", SOONEST, has_choice=True),
    ),
    Example(
        "book-times",
        Role.CLIENT,
        lambda cast: screens.times_card(cast.anna, TITLE, CHOICE, date(2026, 3, 10), TIMES, 0),
    ),
    Example("book-first", Role.CLIENT, lambda cast: screens.first_card(cast.anna, TITLE, CHOICE, TIMES[:6])),
    Example(
        "book-denied",
        Role.CLIENT,
        lambda cast: screens.denied_card(cast.anna, CHOICE, [No(Rule.TAKEN, "ben")], TIMES[1:4]),
    ),
    Example("booking-held", Role.CLIENT, lambda cast: _held(cast, BookingState.HELD)),
    Example("booking-held-over", Role.CLIENT, lambda cast: _held(cast, BookingState.EXPIRED)),
    Example("booking-questions", Role.CLIENT, lambda _: cards.answers_form(TALK)),
    Example("booking", Role.CLIENT, lambda cast: _card(cast, BookingState.CONFIRMED, cast.anna)),
    Example("booking-abroad", Role.CLIENT, _abroad),
    Example("booking-add", Role.CLIENT, lambda _: cards.guest_form("A-17")),
    Example("booking-invite", Role.CLIENT, lambda cast: _invitation(cast, InvitationState.ASKED)),
    Example("booking-invited", Role.CLIENT, lambda cast: _invitation(cast, InvitationState.TOLD)),
    Example("booking-declined", Role.CLIENT, _declined),
    Example("booking-reminder", Role.CLIENT, lambda cast: _reminder(cast, comes=False)),
    Example("booking-comes", Role.CLIENT, lambda cast: _reminder(cast, comes=True)),
    Example("calendar-address-none", Role.CLIENT, lambda cast: feeds.card(cast.anna, None)),
    Example("calendar-address", Role.CLIENT, lambda cast: feeds.card(cast.anna, AT)),
    Example("agenda-client", Role.CLIENT, lambda cast: _agenda(cast.anna, cards.TODAY, cast, None)),
    Example("booking-proposed", Role.CLIENT, _proposed),
    Example("booking-several", Role.CLIENT, lambda _: plan_screens.form()),
    Example("booking-plan", Role.CLIENT, _plan),
    Example("booking-series", Role.CLIENT, _series),
    Example("booking-wait", Role.CLIENT, _wait),
    Example("booking-asked", Role.ASSISTANT, _asked),
    Example("booking-decline", Role.ASSISTANT, lambda _: cards.decline_form("A-17")),
    Example(
        "booking-begun",
        Role.ASSISTANT,
        lambda cast: _card(cast, BookingState.CONFIRMED, cast.ben, at=AT + HALF_HOUR),
    ),
    Example("agenda", Role.ASSISTANT, lambda cast: _agenda(cast.ben, cards.TODAY, cast, cast.anna.name)),
]
