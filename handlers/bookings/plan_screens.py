"""What a series of appointments looks like while it is put together. Names and facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.bookings.cards import SERIES
from handlers.bookings.choice import minute
from handlers.bookings.claiming import Denied
from handlers.bookings.screens import spoken
from handlers.bookings.series import Date
from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Style, Text
from handlers.rules.slots.series import MOST
from handlers.rules.slots.service import Service
from storage.booking_plans import Plan

MOST_WEEKS = 4
AT_ONCE = 3  # clashes that have buttons; the next get theirs when these are solved


def form() -> Form:
    """Return the questions how often an appointment comes again."""
    weeks = [Choice(str(number), Text("plan-weeks", count=number)) for number in range(1, MOST_WEEKS + 1)]
    fields = [
        Field("weeks", Text("plan-how-often"), FieldKind.ONE_OF, choices=weeks),
        Field("times", Text("plan-how-many"), FieldKind.NUMBER, most=MOST),
    ]
    return Form(SERIES, Text("plan-form"), Text("plan-look"), fields)


def plan_card(plan: Plan, service: Service, starts: Sequence[datetime], dates: Mapping[int, Date]) -> Card:
    """Return every date of a series with how it stands, and what can be done: first about those that clash."""
    lines = [_line(plan, number, start, dates.get(number)) for number, start in enumerate(starts)]
    clashes = [number for number, date in sorted(dates.items()) if isinstance(date.found, Denied)]
    buttons = []
    for number in clashes[:AT_ONCE]:
        about = f"{plan.id}.{number}"
        buttons.append(Button(Text("plan-skip", number=number + 1), "bookings.plan-skip", about))
        buttons.append(Button(Text("plan-shift", number=number + 1), "bookings.plan-shift", about))
    if not clashes and dates:
        label = Text("plan-book", count=len(dates))
        buttons.append(Button(label, "bookings.plan-book", plan.id, style=Style.PRIMARY))
    for key in sorted(plan.decisions, key=int)[:AT_ONCE]:
        label = Text("plan-back", number=int(key) + 1)
        buttons.append(Button(label, "bookings.plan-back", f"{plan.id}.{key}"))
    buttons.append(Button(Text("discard"), "bookings.plan-drop", plan.id))
    lines.append(Text("plan-clashes", count=len(clashes)) if clashes else Text("plan-clear", count=len(dates)))
    return Card(_key(plan.id), _title(plan, service), lines, buttons)


def shift_card(plan: Plan, service: Service, number: int, at: datetime, starts: Sequence[datetime]) -> Card:
    """Return what is free around one date."""
    buttons = [
        Button(Text("book-at", at=start), "bookings.plan-put", f"{plan.id}.{number}.{minute(start)}")
        for start in starts
    ]
    buttons.append(Button(Text("plan-return"), "bookings.plan-back", f"{plan.id}.{number}"))
    line = Text("plan-instead" if starts else "plan-nothing", number=number + 1, at=at)
    return Card(_key(plan.id), _title(plan, service), [line], buttons)


def over_card(plan_id: str, what: Text) -> Card:
    """Return what the card becomes once the series is booked, or given up."""
    return Card(_key(plan_id), what)


def _line(plan: Plan, number: int, start: datetime, date: Date | None) -> Text:
    if date is None:
        return Text("plan-line", number=number + 1, at=start, state=Text("plan-skipped"))
    if isinstance(date.found, Denied):
        rules = dict.fromkeys(no.rule for no in date.found.why)
        state = Text("plan-clash", lines=[Text(f"book-no-{rule}") for rule in rules])
    else:
        state = Text("plan-free")
    return Text("plan-line", number=number + 1, at=date.starts_at, state=state)


def _title(plan: Plan, service: Service) -> Text:
    what = spoken(service.label)
    return Text("plan-title", what=what, often=Text("plan-weeks", count=plan.weeks), count=plan.times)


def _key(plan_id: str) -> str:
    return f"plan:{plan_id}"
