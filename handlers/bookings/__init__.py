"""Appointments: free times, holds, bookings, reminders, series, the waiting list."""

from __future__ import annotations

from handlers.bookings import (
    anybody,
    away,
    calendars,
    cards,
    choosing,
    feeds,
    hearing,
    inviting,
    plans,
    queueing,
    record,
    staff,
    suggesting,
    timers,
)
from handlers.chat.feature import EVERYONE, ActionSpec, CommandSpec, Feature, FormSpec
from handlers.events import AbsencePlanned, BookingChanged
from storage.vocabulary import STAFF, Role

CLIENTS = frozenset({Role.CLIENT})

FEATURE = Feature(
    name="bookings",
    commands={
        "book": CommandSpec(staff.book),
        "agenda": CommandSpec(anybody.agenda),
        "calendar": CommandSpec(feeds.calendar),
        "kalender": CommandSpec(feeds.calendar, listed=False),
    },
    actions={
        "bookings.book": ActionSpec(anybody.press_book, roles=EVERYONE, again=True),
        "bookings.days": ActionSpec(choosing.press_days, roles=EVERYONE, again=True),
        "bookings.hosts": ActionSpec(choosing.press_hosts, roles=EVERYONE, again=True),
        "bookings.day": ActionSpec(choosing.press_day, roles=EVERYONE, again=True),
        "bookings.pick-day": ActionSpec(choosing.press_pick, roles=EVERYONE, again=True, picks=True),
        "bookings.pick-time": ActionSpec(
            suggesting.press, roles=EVERYONE, again=True, picks=True, suggest=suggesting.suggest
        ),
        "bookings.first": ActionSpec(choosing.press_first, roles=EVERYONE, again=True),
        "bookings.take": ActionSpec(choosing.press_take, roles=EVERYONE, again=True),
        "bookings.wait": ActionSpec(queueing.press_wait, roles=CLIENTS, again=True),
        "bookings.wait-show": ActionSpec(queueing.press_show, roles=CLIENTS, again=True),
        "bookings.unwait": ActionSpec(queueing.press_leave, roles=CLIENTS),
        "bookings.series": ActionSpec(plans.ask, roles=CLIENTS, again=True),
        "bookings.plan-skip": ActionSpec(plans.skip, roles=CLIENTS, again=True),
        "bookings.plan-shift": ActionSpec(plans.shift, roles=CLIENTS, again=True),
        "bookings.plan-put": ActionSpec(plans.put, roles=CLIENTS, again=True),
        "bookings.plan-back": ActionSpec(plans.back, roles=CLIENTS, again=True),
        "bookings.plan-drop": ActionSpec(plans.drop, roles=CLIENTS),
        "bookings.plan-book": ActionSpec(plans.book, roles=CLIENTS, again=True),
        "bookings.confirm": ActionSpec(anybody.confirm, roles=CLIENTS, again=True),
        "bookings.release": ActionSpec(anybody.release, roles=EVERYONE),
        "bookings.agenda": ActionSpec(anybody.press_agenda, roles=EVERYONE, again=True),
        "bookings.show": ActionSpec(anybody.show, roles=EVERYONE, again=True),
        "bookings.move": ActionSpec(choosing.press_move, roles=EVERYONE, again=True),
        "bookings.anyway": ActionSpec(staff.anyway, roles=STAFF, again=True),
        "bookings.for-client": ActionSpec(staff.ask_contact, roles=STAFF, again=True),
        "bookings.for-caller": ActionSpec(staff.ask_caller, roles=STAFF, again=True),
        "bookings.propose": ActionSpec(choosing.press_propose, roles=STAFF, again=True),
        "bookings.agree": ActionSpec(choosing.press_agree, roles=EVERYONE, again=True),
        "bookings.cancel": ActionSpec(anybody.cancel, roles=EVERYONE),
        "bookings.guest": ActionSpec(anybody.ask_guest, roles=EVERYONE, again=True),
        "bookings.invite": ActionSpec(inviting.press_send, roles=EVERYONE),
        "bookings.no-invite": ActionSpec(inviting.press_leave, roles=EVERYONE),
        "bookings.come": ActionSpec(anybody.come, roles=CLIENTS),
        "bookings.feed": ActionSpec(feeds.press_calendar, roles=EVERYONE, again=True),
        "bookings.feed-new": ActionSpec(feeds.press_new, roles=EVERYONE),
        "bookings.feed-end": ActionSpec(feeds.press_end, roles=EVERYONE),
        "bookings.accept": ActionSpec(anybody.accept, roles=STAFF),
        "bookings.accept-all": ActionSpec(plans.accept, roles=STAFF),
        "bookings.away": ActionSpec(away.press_page, roles=STAFF, again=True),
        "bookings.decline": ActionSpec(anybody.ask_decline, roles=STAFF, again=True),
        "bookings.done": ActionSpec(anybody.done, roles=STAFF),
        "bookings.no-show": ActionSpec(anybody.no_show, roles=STAFF),
    },
    forms={
        cards.ANSWERS: FormSpec(anybody.answers_form, anybody.answered, roles=CLIENTS),
        cards.SERIES: FormSpec(plans.form, plans.named, roles=CLIENTS),
        cards.GUEST: FormSpec(anybody.guest_form, anybody.guest_named),
        cards.CONTACT: FormSpec(staff.contact_form, staff.contact_named, roles=STAFF),
        cards.CALLER: FormSpec(staff.caller_form, staff.caller_named, roles=STAFF),
        cards.DECLINE: FormSpec(anybody.decline_form, anybody.declined, roles=STAFF),
    },
    timers={record.HOLD_OVER: timers.hold_over, record.REMIND: timers.remind},
    heard=hearing.heard,
    reactions={BookingChanged: calendars.changed, AbsencePlanned: away.planned},
)
