"""What choosing a time looks like: services, days, times, and why not. Names and facts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.bookings.choice import Choice, minute, token
from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Picker, PickerKind, Spoken, Style, Text
from handlers.rules.slots.asking import No, Rule
from handlers.rules.slots.desk import Host
from handlers.rules.slots.service import MINUTE, Service
from handlers.rules.whens import When
from storage.people import Person
from storage.vocabulary import Role

MOST_TIMES = 24
MONTH = "%Y%m"
DAY = "%Y%m%d"
EXACT = frozenset({"second", "minute", "hour"})


def services_card(who: Person, services: Sequence[Service]) -> Card:
    """Return the question which kind of appointment."""
    buttons = [
        Button(spoken(service.label), "bookings.days", Choice(token(service.name)).about()) for service in services
    ]
    return Card(_key(who), Text("book-which"), buttons=buttons)


def kinds_card(who: Person, services: Mapping[Choice, Service], said: Sequence[When]) -> Card:
    """Return the question which kind of appointment is to be at a time that was said already: at one of some moments,
    or on days, of which the times are shown then. All `said` have a beginning; `services` by what chooses them."""
    lines = [Text("book-kind-when", at=said[0].start)] if len(said) == 1 and said[0].grain in EXACT else []
    buttons = []
    for choice, service in services.items():
        for when in said:
            assert when.start is not None
            if when.grain in EXACT:
                several = Text("book-kind-at", what=spoken(service.label), at=when.start)
                label = spoken(service.label) if lines else several
                buttons.append(Button(label, "bookings.take", choice.about(minute(when.start))))
                continue
            opens, value = ("day", DAY) if when.is_one_day else ("days", MONTH)
            buttons.append(Button(spoken(service.label), f"bookings.{opens}", choice.about(when.start.strftime(value))))
            break
    return Card(_key(who), Text("book-which"), lines, buttons)


def lengths_card(who: Person, service: Service, choice: Choice) -> Card:
    """Return the question how long."""
    buttons = []
    for length in service.lengths:
        minutes = length // MINUTE
        about = Choice(choice.what, choice.host, minutes).about()
        buttons.append(Button(Text("book-minutes", count=minutes), "bookings.days", about))
    return Card(_key(who), spoken(service.label), [Text("book-how-long")], buttons)


def hosts_card(who: Person, service: Service, hosts: Sequence[Host], choice: Choice) -> Card:
    """Return the question with whom."""
    anybody = Choice(choice.what, "", choice.minutes).about()
    buttons = [Button(Text("book-anybody"), "bookings.days", anybody)]
    buttons += [
        Button(spoken(host.label), "bookings.days", Choice(choice.what, token(host.name), choice.minutes).about())
        for host in hosts
    ]
    return Card(_key(who), spoken(service.label), [Text("book-with-whom")], buttons)


def days_card(
    who: Person,
    title: Text,
    choice: Choice,
    days: Sequence[date],
    month: str,
    soonest: Sequence[datetime] = (),
    *,
    has_choice: bool,
    among: tuple[date, date] | None = None,
) -> Card:
    """Return the days of a month (`202611`, else the first that has any) that have something free, to be tapped; with
    the first month the `soonest` times at once. `has_choice` offers to say with whom. `among`: of the days from one to
    another, if any of these has; else it is said that none has."""
    months = sorted({day.strftime(MONTH) for day in days})
    if not months:
        return Card(_key(who, choice), title, [Text("book-nothing-free")], _more(who, choice, has_choice=has_choice))
    at = months.index(month) if month in months else 0
    said = [day for day in days if among[0] <= day <= among[1]] if among else []
    shown = said or [day for day in days if day.strftime(MONTH) == months[at]]
    buttons = [Button(day_label(day), "bookings.day", choice.about(day.strftime(DAY)), day=day) for day in shown]
    if at == 0 and not said:
        buttons += [Button(Text("book-at", at=when), "bookings.take", choice.about(minute(when))) for when in soonest]
    buttons.append(Button(Text("book-first-free"), "bookings.first", choice.about(), style=Style.PRIMARY))
    for name, other in (("book-earlier-month", at - 1), ("book-later-month", at + 1)):
        if 0 <= other < len(months):
            buttons.append(Button(Text(name), "bookings.days", choice.about(months[other])))
    buttons += _more(who, choice, has_choice=has_choice)
    month_name = Text("book-month", month=shown[0].month, year=str(shown[0].year))
    lines = [Text("book-which-day", month=month_name, zone=who.zone)]
    if among is not None and not said:
        one = among[0] == among[1]
        lines.insert(0, Text("book-none-that-day", day=day_of(among[0])) if one else Text("book-none-then"))
    return Card(_key(who, choice), title, lines, buttons, [_calendar(choice), _menu(choice, shown[0])])


def times_card(who: Person, title: Text, choice: Choice, day: date, starts: Sequence[datetime], number: int) -> Card:
    """Return the free times of a day on the reader's clock."""
    shown = paging.page(starts, number, MOST_TIMES)
    labels = time_labels(starts, ZoneInfo(who.zone))
    buttons = [
        Button(Text("book-time", time=labels[start]), "bookings.take", choice.about(minute(start)))
        for start in shown.items
    ]
    buttons += paging.turning(shown, "bookings.day", choice.about(day.strftime(DAY)))
    buttons.append(Button(Text("book-other-day"), "bookings.days", choice.about(day.strftime(MONTH))))
    lines = [Text("book-which-time", day=day_of(day), zone=who.zone)]
    return Card(_key(who, choice), title, lines, buttons, [_calendar(choice), _menu(choice, day)])


def first_card(who: Person, title: Text, choice: Choice, starts: Sequence[datetime]) -> Card:
    """Return the next free times, wherever they are."""
    buttons = [Button(Text("book-at", at=start), "bookings.take", choice.about(minute(start))) for start in starts]
    if starts:
        buttons.append(Button(Text("book-later"), "bookings.first", choice.about(minute(starts[-1]))))
    buttons.append(Button(Text("book-days"), "bookings.days", choice.about()))
    return Card(_key(who, choice), title, [Text("book-next" if starts else "book-nothing-free")], buttons)


def meant_card(who: Person, title: Text, choice: Choice, starts: Sequence[datetime]) -> Card:
    """Return the question which of some times is meant, all of them free."""
    buttons = [Button(Text("book-at", at=start), "bookings.take", choice.about(minute(start))) for start in starts]
    buttons.append(Button(Text("book-days"), "bookings.days", choice.about()))
    return Card(_key(who, choice), title, [Text("book-which-meant")], buttons)


def denied_card(
    who: Person,
    choice: Choice,
    why: Sequence[No],
    starts: Sequence[datetime],
    *,
    day: date | None = None,
    anyway: tuple[Choice, datetime] | None = None,
) -> Card:
    """Return why something can't be booked, and what could be instead; `day` has a waiting list, and staff may have
    `anyway` all the same what they asked for."""
    rules = list(dict.fromkeys(no.rule for no in why))
    lines = [Text(f"book-no-{rule}") for rule in ([Rule.PAST] if Rule.PAST in rules else rules)]
    buttons = [Button(Text("book-at", at=start), "bookings.take", choice.about(minute(start))) for start in starts]
    if starts:
        lines.append(Text("book-instead"))
        buttons.append(Button(Text("book-days"), "bookings.days", choice.about()))
    if anyway is not None and not choice.is_proposal:
        asked, at = anyway
        sure, about = Text("book-anyway-sure", at=at), asked.about(minute(at))
        buttons.append(Button(Text("book-anyway"), "bookings.anyway", about, style=Style.DANGER, confirm=sure))
    if day is not None and choice.is_new and who.role is Role.CLIENT:
        buttons.append(Button(Text("wait-list"), "bookings.wait", choice.about(day.strftime(DAY))))
    return Card(_key(who, choice), Text("book-denied"), lines, buttons)


def moved_card(who: Person, choice: Choice, ref: str, at: datetime) -> Card:
    """Return what the choice of a time becomes once the appointment was moved there."""
    return Card(_key(who, choice), Text("booking-moved-there", ref=ref, at=at))


def anyway_card(who: Person, choice: Choice, at: datetime) -> Card:
    """Return what a refusal becomes once staff overruled it."""
    return Card(_key(who, choice), Text("book-anyway-done", at=at))


def proposed_card(who: Person, choice: Choice, ref: str, at: datetime) -> Card:
    """Return what the choice of a time becomes once it was proposed to who comes."""
    return Card(_key(who, choice), Text("booking-proposed-there", ref=ref, at=at))


def settled_card(who: Person, at: datetime) -> Card:
    """Return what the choice of a time becomes once it was booked."""
    return Card(_key(who), Text("book-settled", at=at))


def title(service: Service, minutes: int, host: Host | None, ref: str = "", *, proposes: bool = False) -> Text:
    """Return what is being booked, in one line; `ref` is the appointment that is moved, or for which another time is
    proposed."""
    said = Text("book-title", service=spoken(service.label), count=minutes)
    if host is not None:
        said = Text("book-title-with", what=said, host=spoken(host.label))
    if proposes:
        return Text("book-title-propose", ref=ref, what=said)
    return Text("book-title-move", ref=ref, what=said) if ref else said


def day_label(day: date) -> Text:
    """Return a day as its button says it."""
    return Text("book-day", weekday=day.isoweekday(), day=day.day)


def day_of(day: date) -> Text:
    """Return a day with its month."""
    month = Text("book-month", month=day.month, year=str(day.year))
    return Text("book-day-of", day=day_label(day), month=month)


def time_labels(starts: Sequence[datetime], zone: ZoneInfo) -> Mapping[datetime, str]:
    """Return the times of a day on a wall; those that come twice there, with the name of the clock."""
    walls = {start: start.astimezone(zone) for start in starts}
    said = {start: f"{wall:%H:%M}" for start, wall in walls.items()}
    often = Counter(said.values())
    return {
        start: f"{said[start]} {wall:%Z}" if often[said[start]] > 1 else said[start] for start, wall in walls.items()
    }


def spoken(words: Mapping[str, str]) -> Text:
    """Return words of the settings."""
    return Text("spoken", words=Spoken(words))


def _calendar(choice: Choice) -> Picker:
    """Return what picks any day at once, where the platform has a calendar."""
    return Picker(Text("choose-day"), PickerKind.DAY, "bookings.pick-day", choice.about())


def _menu(choice: Choice, day: date) -> Picker:
    """Return what offers the free times from a day on, where the platform has menus that are searched by typing."""
    return Picker(Text("book-find-time"), PickerKind.OFFER, "bookings.pick-time", choice.about(day.strftime(DAY)))


def _more(who: Person, choice: Choice, *, has_choice: bool) -> list[Button]:
    buttons = [Button(Text("book-another-person"), "bookings.hosts", choice.about())] if has_choice else []
    if choice.is_new and who.role is Role.CLIENT:
        buttons.append(Button(Text("wait-list"), "bookings.wait", choice.about()))
    return buttons


def _key(who: Person, choice: Choice | None = None) -> str:
    """Return where a choice is made: one for what is new, one for each appointment that is moved."""
    return f"book:{who.id}" if choice is None or choice.is_new else f"move:{choice.what}"
