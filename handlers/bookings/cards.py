"""What an appointment looks like to whoever comes and to its hosts, and lists of them. Names and facts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.bookings.choice import Choice, minute, token
from handlers.bookings.screens import day_of, spoken
from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Field, FieldKind, Form, Spoken, Stretch, Style, Text
from handlers.chat.outgoing import Choice as Answer
from handlers.rules import booking_states
from handlers.rules.slots.desk import Host
from handlers.rules.slots.service import Service
from handlers.rules.slots.zones import unusual
from storage.bookings import Booking
from storage.invitations import Invitation
from storage.people import Person
from storage.vocabulary import STAFF, BookingState, InvitationState

GUEST, DECLINE, ANSWERS = "bookings.guest", "bookings.decline", "bookings.answers"
SERIES, CONTACT, CALLER = "bookings.series", "bookings.contact", "bookings.caller"
TODAY, WEEK = "today", "week"
LISTED = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card says of an appointment: its service (None if the settings lost it), its hosts, who comes and for
    which client, and the zone of the hosts."""

    service: Service | None
    hosts: Sequence[Host]
    contact: Person | None
    client: str | None
    zone: str

    @property
    def label(self) -> Text:
        """What kind of appointment it is."""
        return Text("booking-some") if self.service is None else spoken(self.service.label)


def card(booking: Booking, facts: Facts, reader: Person, now: datetime) -> Card:
    """Return an appointment as it stands, for whoever comes or for staff."""
    title, buttons = _title(booking, facts), _buttons(booking, facts, reader, now)
    return Card(f"booking:{booking.id}", title, _lines(booking, facts, reader), buttons)


def _title(booking: Booking, facts: Facts) -> Text:
    if booking.number is not None:
        return Text("booking-title", ref=booking.reference, what=facts.label)
    held = booking.state is BookingState.HELD
    return Text("booking-held" if held else "booking-held-over", what=facts.label, at=booking.hold_until)


def _lines(booking: Booking, facts: Facts, reader: Person) -> list[Text]:
    lines = [Text("booking-when", at=Stretch(booking.starts_at, booking.ends_at)), *_elsewhere(booking, facts, reader)]
    if booking.number is not None:
        lines.append(Text("booking-is", state=Text(f"booking-state-{booking.state}")))
    if facts.hosts:
        lines.append(Text("booking-with", lines=[spoken(host.label) for host in facts.hosts]))
    if facts.service is not None and facts.service.place:
        lines.append(Text("booking-where", place=spoken(facts.service.place)))
    if reader.role in STAFF:
        lines += _for_staff(booking, facts)
    if booking.proposed_at is not None:
        lines.append(Text("booking-proposed", at=booking.proposed_at))
    lines += _guests(booking, reader)
    if booking.words:
        lines.append(Text("words", words=booking.words))
    if booking.reason:
        lines.append(Text("booking-reason", words=booking.reason))
    return lines


def _guests(booking: Booking, reader: Person) -> list[Text]:
    """Return who comes as well; of whom nobody's account is tied to, the first is whom it is for."""
    lines = []
    for number, guest in enumerate(booking.guests):
        reach = (guest.get("phone") or guest.get("mail")) if reader.role in STAFF else None
        said = Text("words", words=f"{guest['name']}, {reach}" if reach else guest["name"])
        is_caller = number == 0 and booking.contact_id is None
        lines.append(Text("booking-caller", name=said) if is_caller else Text("booking-guest", name=said))
    return lines


def _for_staff(booking: Booking, facts: Facts) -> list[Text]:
    name = facts.contact.name if facts.contact is not None else None
    lines = [] if name is None else [Text("booking-contact", name=name, client=facts.client)]
    labels = {question.name: question.label for question in facts.service.questions} if facts.service else {}
    lines += [
        Text("booking-answer", question=Spoken(labels.get(key, {"": key})), answer=value)
        for key, value in booking.answers.items()
    ]
    if booking.overridden:
        lines.append(Text("booking-overridden", lines=[Text(f"book-no-{rule}") for rule in booking.overridden]))
    return lines


def _elsewhere(booking: Booking, facts: Facts, reader: Person) -> list[Text]:
    """Return the time on the other's clock, where that is another one, and whether the distance is unusual then."""
    there = facts.contact.zone if reader.role in STAFF and facts.contact is not None else facts.zone
    here, other = ZoneInfo(reader.zone), ZoneInfo(there)
    begin, end = (at.astimezone(other) for at in (booking.starts_at, booking.ends_at))
    if begin.utcoffset() == booking.starts_at.astimezone(here).utcoffset():
        return []
    span = f"{begin:%H:%M}–{end:%H:%M}"
    lines = [Text("booking-elsewhere", zone=there, day=day_of(begin.date()), span=span)]
    return [*lines, Text("booking-unusual")] if unusual(booking.starts_at, here, other) else lines


def _buttons(booking: Booking, facts: Facts, reader: Person, now: datetime) -> list[Button]:
    if booking.number is None:
        return _of_hold(booking, facts, reader)
    staff, state = reader.role in STAFF, booking.state
    buttons = []
    if staff and state is BookingState.PENDING:
        buttons.append(Button(Text("confirm"), "bookings.accept", booking.id, style=Style.PRIMARY))
        buttons.append(Button(Text("decline"), "bookings.decline", booking.id, opens=DECLINE))
    begun = booking.starts_at <= now
    if not begun and staff and facts.contact is not None and booking_states.possible("propose", state):
        buttons.append(Button(Text("booking-propose"), "bookings.propose", booking.id))
    if not begun and not staff and booking.proposed_at is not None:
        about = f"{booking.id}.{minute(booking.proposed_at)}"
        buttons.append(Button(Text("booking-agree"), "bookings.agree", about, style=Style.PRIMARY))
    for name in ("done", "no-show"):
        if staff and begun and booking_states.possible(name, state) and name != str(state):
            buttons.append(Button(Text(f"booking-{name}"), f"bookings.{name}", booking.id))
    if not begun and booking_states.possible("cancel", state):
        buttons += _to_change(booking)
    return buttons


def _of_hold(booking: Booking, facts: Facts, reader: Person) -> list[Button]:
    if reader.id not in {booking.contact_id, booking.booked_by}:
        return []
    if booking.contact_id is None:
        return _for_whom(booking)
    asks = ANSWERS if facts.service is not None and facts.service.questions else None
    buttons = [Button(Text("book-it"), "bookings.confirm", booking.id, style=Style.PRIMARY, opens=asks)]
    if booking.state is BookingState.HELD:
        buttons.append(Button(Text("book-release"), "bookings.release", booking.id))
        if reader.id == booking.contact_id:
            buttons.append(Button(Text("plan-several"), "bookings.series", booking.id, opens=SERIES))
        return buttons
    return [*buttons, Button(Text("book-other-times"), "bookings.days", Choice(token(booking.service)).about())]


def _for_whom(booking: Booking) -> list[Button]:
    buttons = [
        Button(Text("book-for-client"), "bookings.for-client", booking.id, style=Style.PRIMARY, opens=CONTACT),
        Button(Text("book-for-caller"), "bookings.for-caller", booking.id, opens=CALLER),
    ]
    if booking.state is BookingState.HELD:
        buttons.append(Button(Text("book-release"), "bookings.release", booking.id))
    return buttons


def _to_change(booking: Booking) -> list[Button]:
    sure = Text("booking-cancel-sure", ref=booking.reference)
    return [
        Button(Text("booking-move"), "bookings.move", booking.id),
        Button(Text("booking-cancel"), "bookings.cancel", booking.id, style=Style.DANGER, confirm=sure),
        Button(Text("booking-add"), "bookings.guest", booking.id, opens=GUEST),
    ]


def reminder_card(booking: Booking, facts: Facts, *, comes: bool = False) -> Card:
    """Return the reminder of an appointment that is near; `comes` once somebody said that they will be there."""
    lines = [Text("booking-when", at=Stretch(booking.starts_at, booking.ends_at))]
    if facts.service is not None and facts.service.place:
        lines.append(Text("booking-where", place=spoken(facts.service.place)))
    come = Button(Text("booking-come"), "bookings.come", booking.id, style=Style.PRIMARY)
    buttons = [*([] if comes else [come]), *_to_change(booking)[:2]]
    if comes:
        lines.append(Text("booking-comes"))
    title = Text("booking-reminder", ref=booking.reference, what=facts.label)
    return Card(_reminder_key(booking), title, lines, buttons)


def reminder_over_card(booking: Booking) -> Card:
    """Return what a reminder becomes once its appointment was moved, cancelled or took place."""
    return Card(_reminder_key(booking), Text("booking-reminder-over", ref=booking.reference))


def invitation_card(booking: Booking, invitation: Invitation) -> Card:
    """Return an invitation by mail as it stands: asked whether it is meant, on its way, told, ended."""
    lines = [Text("invitation-to", address=invitation.address), Text(f"invitation-{_stands(invitation)}")]
    key, about = f"invitation:{invitation.id}", {"name": invitation.name, "ref": booking.reference}
    if invitation.state is not InvitationState.ASKED:
        return Card(key, Text("invitation-title", **about), lines)
    buttons = [
        Button(Text("invitation-send"), "bookings.invite", invitation.id, style=Style.PRIMARY),
        Button(Text("invitation-leave"), "bookings.no-invite", invitation.id),
    ]
    return Card(key, Text("invitation-ask", **about), lines, buttons)


def _stands(invitation: Invitation) -> str:
    match invitation.state:
        case InvitationState.ASKED:
            return "how"
        case InvitationState.WAITING:
            return "later" if invitation.next_at is None else "waiting"
        case InvitationState.SENDING:
            return "waiting"
        case InvitationState.TOLD:
            return "told"
        case InvitationState.ENDED:
            return "left" if invitation.trouble is None else "failed"


def agenda_card(
    reader: Person,
    span: str,
    bookings: Sequence[Booking],
    labels: Sequence[Text],
    names: Sequence[str | None],
    page: int,
    ages: Sequence[Text] = (),
    waits: Sequence[tuple[Text, Button]] = (),
) -> Card:
    """Return a list of appointments, `labels` and `names` saying of each what it is and who comes. A client's are all
    that are to come, and what they wait for; staff see today or the week, and below it the `ages` of what their
    calendars said."""
    shown = paging.page(listed(bookings, labels, names), page, LISTED)
    lines = [line for line, _ in shown.items]
    buttons = [button for _, button in shown.items]
    buttons += paging.turning(shown, "bookings.agenda", span)
    buttons += [button for _, button in waits]
    buttons += _spans(span) if reader.role in STAFF else [Button(Text("book-new"), "bookings.book", reader.id)]
    title = Text("agenda-today" if span == TODAY else "agenda-week") if reader.role in STAFF else Text("agenda-own")
    return Card(
        f"agenda:{reader.id}",
        title,
        [*(lines or [Text("agenda-none")]), *paging.where(shown), *(line for line, _ in waits), *ages],
        buttons,
    )


def series_card(reader: Person, bookings: Sequence[Booking], label: Text, names: Sequence[str | None]) -> Card:
    """Return the appointments of a series as they stand, each to be opened; as `agenda_card`."""
    shown = listed(bookings, [label] * len(bookings), names)
    title = Text("booking-series", what=label, count=len(bookings))
    key = f"booking-series:{bookings[0].series_id}"
    buttons = [button for _, button in shown]
    if reader.role in STAFF and sum(booking.state is BookingState.PENDING for booking in bookings) > 1:
        series = str(bookings[0].series_id)
        buttons.insert(0, Button(Text("booking-accept-all"), "bookings.accept-all", series, style=Style.PRIMARY))
    return Card(key, title, [line for line, _ in shown], buttons)


def away_card(
    reader: Person,
    span: tuple[datetime, datetime],
    bookings: Sequence[Booking],
    labels: Sequence[Text],
    names: Sequence[str | None],
    page: int = 0,
) -> Card:
    """Return the appointments that fall into somebody's absence between two moments (UTC), as `agenda_card`."""
    shown = paging.page(listed(bookings, labels, names), page, LISTED)
    lines, buttons = [line for line, _ in shown.items], [button for _, button in shown.items]
    buttons += paging.turning(shown, "bookings.away", ".".join(map(minute, span)))
    key = f"away-bookings:{reader.id}"
    return Card(key, Text("agenda-away"), [*(lines or [Text("agenda-none")]), *paging.where(shown)], buttons)


def listed(
    bookings: Sequence[Booking], labels: Sequence[Text], names: Sequence[str | None]
) -> list[tuple[Text, Button]]:
    """Return appointments as numbered lines, each with the button that shows it."""
    found = []
    for number, (booking, label, name) in enumerate(zip(bookings, labels, names, strict=True), start=1):
        state = Text(f"booking-state-{booking.state}")
        line = Text("booking-line", number=number, at=booking.starts_at, ref=booking.reference, what=label)
        named = line if name is None else Text("booking-line-with", line=line, name=name)
        button = Button(Text("booking-show", ref=booking.reference), "bookings.show", booking.id)
        found.append((Text("booking-line-is", line=named, state=state), button))
    return found


def _spans(span: str) -> list[Button]:
    if span == TODAY:
        return [Button(Text("agenda-show-week"), "bookings.agenda", WEEK)]
    return [Button(Text("agenda-show-today"), "bookings.agenda", TODAY)]


# --- forms ---------------------------------------------------------------------------------------------------------


def guest_form(ref: str, *, mails: bool = False) -> Form:
    """Return the questions who comes as well; `mails` if they can be invited by mail."""
    how = Text("booking-guest-mail-how") if mails else None
    fields = [
        Field("name", Text("booking-guest-name"), longest=100),
        Field("mail", Text("booking-guest-mail"), required=False, longest=254, help=how),
    ]
    return Form(GUEST, Text("booking-add-title", ref=ref), Text("save"), fields, facts={"ref": ref})


def contact_form(contacts: Sequence[Person]) -> Form:
    """Return the question for whom of the clients staff book."""
    offered = [Answer(person.id, Text("words", words=person.name)) for person in contacts]
    field = Field("contact", Text("request-contact"), FieldKind.ONE_OF, choices=offered)
    return Form(CONTACT, Text("book-for-client"), Text("book-it"), [field])


def caller_form() -> Form:
    """Return the questions for which caller staff book."""
    fields = [
        Field("name", Text("booking-guest-name"), longest=100),
        Field("phone", Text("booking-guest-phone"), required=False, longest=50),
    ]
    return Form(CALLER, Text("book-for-caller"), Text("book-it"), fields)


def decline_form(ref: str) -> Form:
    """Return the question why an appointment is declined."""
    field = Field("words", Text("booking-decline-words"), FieldKind.PARAGRAPH, longest=1000)
    return Form(DECLINE, Text("booking-decline-title", ref=ref), Text("decline"), [field], facts={"ref": ref})


def answers_form(service: Service) -> Form:
    """Return a service's own questions."""
    fields = [
        Field(
            name=question.name,
            label=spoken(question.label),
            kind=FieldKind(question.kind),
            required=question.required,
            choices=[Answer(value, spoken(words)) for value, words in question.choices],
            help=spoken(question.help) if question.help else None,
        )
        for question in service.questions
    ]
    return Form(ANSWERS, spoken(service.label), Text("book-it"), fields)


def _reminder_key(booking: Booking) -> str:
    return f"booking-reminder:{booking.id}"
