"""From `/book` to a time: service, days, times. A tap on a time keeps it for some minutes, or moves an appointment
there; a lost race is said with what is free instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from handlers.bookings import actions, hosting, moving, record, screens
from handlers.bookings.choice import Choice, at_minute, chosen, named, on_day, proposing, token
from handlers.bookings.claiming import Denied, Wish
from handlers.bookings.free import first_free, free, free_days
from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Text
from handlers.rules.slots.asking import HARD, Rule
from handlers.rules.slots.desk import Host
from handlers.rules.slots.service import MINUTE, Bookers, Service
from handlers.rules.wall_time import first_instant
from storage.bookings import Booking
from storage.vocabulary import STAFF, BookingId, Role

ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)
MOST_FIRST = 6
MOST_SOONEST = 3


@dataclass(frozen=True, slots=True)
class Target:
    """What a time is chosen for: a service with the host that is meant, so many milliseconds long; or an appointment
    that is moved, with the hosts it has."""

    service: Service
    length: int
    host: Host | None
    moved: Booking | None
    proposes: bool = False

    @property
    def title(self) -> Text:
        """What it is called."""
        ref = "" if self.moved is None else self.moved.reference
        return screens.title(self.service, self.length // MINUTE, self.host, ref, proposes=self.proposes)


def book(ctx: Context, words: str) -> None:
    """`/book`: which kind of appointment; if there is one alone, its days."""
    services = bookable(ctx)
    if not services:
        ctx.reply(Text("book-nothing"))
    elif len(services) == 1:
        show_days(ctx, Choice(token(services[0].name)), "", anew=True)
    else:
        ctx.reply(screens.services_card(ctx.who, services), anew=True)


def bookable(ctx: Context) -> list[Service]:
    """Return the services that who acts may book: staff all of them, a contact with hosts who may know of it."""
    services = list(ctx.office.desk.services.values())
    if ctx.who.role in STAFF:
        return services
    offered = (hosting.with_hosts_for(ctx, each, ctx.who) for each in _of_plan(ctx, services))
    return [each for each in offered if each is not None]


def _of_plan(ctx: Context, services: Sequence[Service]) -> list[Service]:
    known = [each for each in services if ctx.who.role is Role.CLIENT and each.bookers is Bookers.CLIENTS]
    if not any(each.plans for each in known):
        return known
    plan = None if ctx.who.client_id is None else ctx.uow.clients.plan(ctx.who.client_id)
    return [each for each in known if not each.plans or plan in each.plans]


def press_days(ctx: Context, about: str) -> None:
    """Press of a service, of a length, of a host, or of another month."""
    show_days(ctx, *chosen_in(about))


def press_move(ctx: Context, about: str) -> None:
    """Press of Move on an appointment: its days; words say when to, too (`hearing`)."""
    show_days(ctx, Choice(about), "", anew=True)
    moving.begin(ctx, BookingId(about))


def press_propose(ctx: Context, about: str) -> None:
    """Press of Propose another time, by staff."""
    show_days(ctx, proposing(BookingId(about)), "", anew=True)


def press_agree(ctx: Context, about: str) -> None:
    """Press of Take it: the appointment moves to what the host proposed, if that is still on offer and free."""
    booking_id, _, value = about.partition(".")
    booking, at = record.look(ctx, BookingId(booking_id)), at_minute(value)
    if at is None or booking.proposed_at != at:
        raise Refused(Text("booking-proposal-over", ref=booking.reference))
    _move(ctx, Choice(booking.id), booking, at)


def press_hosts(ctx: Context, about: str) -> None:
    """Press of Another person."""
    choice, _ = chosen_in(about)
    target = target_of(ctx, replace(choice, host=""))
    hosts = [ctx.office.desk.hosts[name] for name in _choice_of(target) if name in ctx.office.desk.hosts]
    ctx.reply(screens.hosts_card(ctx.who, target.service, hosts, choice))


def press_day(ctx: Context, about: str) -> None:
    """Press of a day, or of a page of its times."""
    which, number = paging.asked(about)
    choice, value = chosen_in(which)
    day = on_day(value)
    if day is None:
        raise Refused(Text("button-gone"))
    show_day(ctx, choice, day, number or 0)


def press_pick(ctx: Context, about: str) -> None:
    """A day was picked in a calendar, whether anything is free then or not."""
    which, _, value = about.rpartition("=")
    choice, _ = chosen_in(which)
    day = on_day(value.replace("-", ""))
    if day is None:
        raise Refused(Text("button-gone"))
    if not show_day(ctx, choice, day):
        ctx.answer(Text("book-none-that-day", day=screens.day_of(day)))


def show_day(
    ctx: Context,
    choice: Choice,
    day: date,
    number: int = 0,
    *,
    anew: bool = False,
    part: tuple[datetime, datetime] | None = None,
) -> bool:
    """Show the free times of a day (on the reader's wall), of one `part` of it alone where that has some; the days of
    its month, if it has none. Return whether it has any."""
    target = target_of(ctx, choice)
    zone = ZoneInfo(ctx.who.zone)
    begin, end = (first_instant(datetime.combine(each, time()), zone) for each in (day, day + ONE_DAY))
    found = free(ctx, target.service, target.length, begin, end, moved=target.moved)
    starts = [slot.start for slot in found]
    if part is not None:
        starts = [start for start in starts if part[0] <= start < part[1]] or starts
    if starts:
        _remember(ctx, choice, day)
        ctx.reply(screens.times_card(ctx.who, target.title, choice, day, starts, number), anew=anew)
    else:
        show_days(ctx, choice, day.strftime(screens.MONTH), anew=anew, among=(day, day))
    return bool(starts)


def press_first(ctx: Context, about: str) -> None:
    """Press of First free, or of Later."""
    choice, value = chosen_in(about)
    show_first(ctx, choice, at_minute(value))


def show_first(ctx: Context, choice: Choice, after: datetime | None = None, *, anew: bool = False) -> None:
    """Show the first free times after a moment, or from now on."""
    target = target_of(ctx, choice)
    since = ctx.now if after is None else max(after + ONE_MINUTE, ctx.now)
    until = ctx.now + ONE_DAY * (target.service.window_days + 2)
    slots = islice(free(ctx, target.service, target.length, since, until, moved=target.moved), MOST_FIRST)
    _remember(ctx, choice)
    ctx.reply(screens.first_card(ctx.who, target.title, choice, [slot.start for slot in slots]), anew=anew)


def press_take(ctx: Context, about: str) -> None:
    """Press of a time: it is kept for who acts, or the appointment is moved there."""
    choice, value = chosen_in(about)
    target, at = target_of(ctx, choice), at_minute(value)
    if at is None:
        raise Refused(Text("button-gone"))
    if target.moved is not None:
        (_propose if choice.is_proposal else _move)(ctx, choice, target.moved, at)
        return
    contact = ctx.who if ctx.who.role is Role.CLIENT else None
    kept = actions.hold(ctx, Wish(target.service, at, target.length, contact))
    if isinstance(kept, Denied):
        denied(ctx, choice, kept, at)
    else:
        moving.end(ctx)


def is_free(ctx: Context, target: Target, at: datetime) -> bool:
    """Return whether a time (aware) can be had now."""
    found = free(ctx, target.service, target.length, at, at + ONE_MINUTE, moved=target.moved)
    return any(slot.start == at for slot in found)


def denied(ctx: Context, choice: Choice, no: Denied, wanted: datetime | None = None) -> None:
    """Say why not, with what is free instead; and offer the waiting list of that day, where one may help."""
    starts = [slot.start for slot in no.alternatives]
    day = None if wanted is None or not may_wait(no) else wanted.astimezone(ZoneInfo(ctx.who.zone)).date()
    rules = {each.rule for each in no.why}
    anyway = (choice, wanted) if wanted is not None and ctx.who.role in STAFF and not HARD & rules else None
    if Rule.LENGTH in rules and choice.is_new:
        choice = replace(choice, minutes=target_of(ctx, choice).service.length // MINUTE)
    ctx.reply(screens.denied_card(ctx.who, choice, no.why, starts, day=day, anyway=anyway), anew=True)


def may_wait(no: Denied) -> bool:
    """Return whether what stands in the way may go away when somebody else cancels."""
    return {each.rule for each in no.why} <= {Rule.TAKEN, Rule.TOO_CLOSE, Rule.DAY_FULL, Rule.WEEK_FULL}


def for_service(booking: Booking) -> Choice:
    """Return the choice of another time for what was booked."""
    minutes = (booking.ends_at - booking.starts_at) // ONE_MINUTE
    return Choice(token(booking.service), minutes=minutes)


def _move(ctx: Context, choice: Choice, booking: Booking, at: datetime) -> None:
    if booking.starts_at == at:
        ctx.reply(screens.moved_card(ctx.who, choice, booking.reference, at))
        return
    moved = actions.move(ctx, booking.id, at)
    if isinstance(moved, Denied):
        denied(ctx, choice, moved, at)
    else:
        moving.end(ctx)
        ctx.reply(screens.moved_card(ctx.who, choice, moved.reference, moved.starts_at))


def _propose(ctx: Context, choice: Choice, booking: Booking, at: datetime) -> None:
    proposed = actions.propose(ctx, booking.id, at)
    if isinstance(proposed, Denied):
        denied(ctx, choice, proposed)
    else:
        moving.end(ctx)
        ctx.reply(screens.proposed_card(ctx.who, choice, proposed.reference, at))


def show_days(
    ctx: Context, choice: Choice, month: str, *, anew: bool = False, among: tuple[date, date] | None = None
) -> None:
    """Show the days of a month (`202611`) that have something free; `among` as on the card."""
    target = target_of(ctx, choice)
    ctx.reply(_card_of_days(ctx, choice, target, month, among), anew=anew)


def _card_of_days(
    ctx: Context, choice: Choice, target: Target, month: str, among: tuple[date, date] | None = None
) -> Card:
    _remember(ctx, choice)
    if target.moved is None and not choice.minutes and len(target.service.lengths) > 1:
        return screens.lengths_card(ctx.who, target.service, choice)
    until = ctx.now + ONE_DAY * (target.service.window_days + 2)
    days = free_days(ctx, target.service, target.length, ctx.now, until, ctx.who.zone, moved=target.moved)
    has_choice = target.moved is None and (target.host is not None or len(_choice_of(target)) > 1)
    new = target.moved is None  # a tap on one that is moved would move it at once
    slots = first_free(ctx, target.service, target.length, ctx.now, MOST_SOONEST) if new else ()
    soonest = [slot.start for slot in slots]
    return screens.days_card(ctx.who, target.title, choice, days, month, soonest, has_choice=has_choice, among=among)


def _remember(ctx: Context, choice: Choice, day: date | None = None) -> None:
    """Let the next words say when; of an appointment that is moved that is remembered already."""
    if choice.is_new or choice.is_proposal:
        moving.look_for(ctx, choice.about("" if day is None else day.strftime(screens.DAY)))


def _choice_of(target: Target) -> tuple[str, ...]:
    return next((group for group in target.service.groups if len(group) > 1), ())


def chosen_in(about: str) -> tuple[Choice, str]:
    """Return what a button carried. Raises Refused."""
    found = chosen(about)
    if found is None:
        raise Refused(Text("button-gone"))
    return found


def target_of(ctx: Context, choice: Choice) -> Target:
    """Return what a choice means by now. Raises Refused: not offered any more, not for who acts, not theirs."""
    if choice.is_new:
        return _of_service(ctx, choice)
    booking = record.look(ctx, choice.booking)
    record.state_after(ctx, booking, "propose" if choice.is_proposal else "move")
    if choice.is_proposal:
        record.need_staff(ctx)
    groups = tuple((host,) for host in ctx.uow.bookings.hosts(booking.id))
    service = replace(actions.service_of(ctx, booking), groups=groups)
    length = (booking.ends_at - booking.starts_at) // timedelta(milliseconds=1)
    return Target(service, length, None, booking, proposes=choice.is_proposal)


def _of_service(ctx: Context, choice: Choice) -> Target:
    service = next((each for each in bookable(ctx) if token(each.name) == choice.what), None)
    if service is None:
        raise Refused(Text("booking-service-gone"))
    length = choice.minutes * MINUTE or service.length
    if not choice.host:
        return Target(service, length, None, None)
    host = ctx.office.desk.hosts.get(named(service.hosts, choice.host) or "")
    only = None if host is None else service.with_host(host.name)
    if host is None or only is None:
        raise Refused(Text("booking-service-gone"))
    return Target(only, length, host, None)
