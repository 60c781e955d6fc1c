"""What stories about calendars share: a desk with a talk of half an hour, and somebody who books the first free one."""

from __future__ import annotations

from typing import Any

from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.desk import Desk, Host
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE, Service
from storage.bookings import Booking
from storage.unit_of_work import UnitOfWork
from tests.cast import Person
from tests.office import ZONE
from tests.stories.days import Day, cards, labels, press, until

HALF_HOUR = 30 * MINUTE
OPENING = Opening(BusinessHours.parse(ZONE, "Mon-Sun 09:00-17:00"))


def talk_with_ben(host: dict[str, Any] | None = None, **more: Any) -> Desk:
    """Return what can be booked: a talk of half an hour with Ben on any day; `host` and `more` are further settings."""
    service = Service(
        "talk",
        {"en": "Talk", "de": "Gespräch"},
        (HALF_HOUR,),
        (("ben",),),
        step=HALF_HOUR,
        notice=24 * HALF_HOUR,
        **more,
    )
    return Desk({"talk": service}, {"ben": Host("ben", {"": "Ben"}, OPENING, "Ben", **(host or {}))})


async def first_free(day: Day, who: Person) -> list[str]:
    """Return the labels of the first free times that somebody is offered."""
    title = day.t("book-title", service={"en": "Talk", "de": "Gespräch"}[day.language], count=30)
    shown = len(cards(who, title))
    who.commands("book")
    await until(who, lambda: len(cards(who, title)) > shown and bool(labels(who, title)), title)
    press(who, day.t("book-first-free"), title)
    await until(who, lambda: day.t("book-days") in labels(who, title), "the first free times")
    return [label for label in labels(who, title) if ":" in label]


async def books_first(day: Day, who: Person, ref: str) -> Booking:
    """Let somebody book the first free time by tapping; return the appointment."""
    label = (await first_free(day, who))[0]
    press(who, label)
    await day.presses(who, "book-it")
    await until(who, lambda: bool(cards(who, f"{ref} · ")), ref)
    return await appointment(day, ref)


async def appointment(day: Day, ref: str) -> Booking:
    """Return an appointment as it is kept now."""

    def unit(uow: UnitOfWork) -> Booking:
        found = uow.bookings.by_number(int(ref.removeprefix("A-")))
        assert found is not None
        return found

    return await day.office.app.database.read(unit)
