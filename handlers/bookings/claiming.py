"""From a wish to a host: who could do it, which rules say no, whose turn it is; and the claim, in the same transaction.
The hosts are locked before anything is asked, so what is free stays free until the claim is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from handlers.bookings import record
from handlers.bookings.diaries import absent, diary
from handlers.bookings.free import Slot, alternatives
from handlers.chat.context import Context
from handlers.rules.slots.asking import HARD, Booker, No, Rule, Wanted, of_host, of_service
from handlers.rules.slots.choosing import Chosen, Turn, choose
from handlers.rules.slots.diary import Diary, Taken
from handlers.rules.slots.opening import instant, moment
from handlers.rules.slots.service import Service
from storage.bookings import Booking
from storage.people import Person
from storage.vocabulary import BookingId, BookingState

MILLISECOND = timedelta(milliseconds=1)
NOTHING: Mapping[str, Sequence[Taken]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to book: a service (`service.with_host` for one host), from a moment (UTC) for so many
    milliseconds. `contact` is for whom, None for a caller, who is the first of `guests`. `override` is staff's word
    that the office's rules don't matter this time."""

    service: Service
    starts_at: datetime
    length: int
    contact: Person | None = None
    guests: tuple[Mapping[str, str], ...] = ()
    words: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    override: bool = False

    @property
    def ends_at(self) -> datetime:
        """Return when it would end (UTC)."""
        return self.starts_at + MILLISECOND * self.length


@dataclass(frozen=True, slots=True)
class Denied:
    """Why something can't be booked (never empty), and what could be instead."""

    why: tuple[No, ...]
    alternatives: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Granted:
    """Who does it and why, and the rules that staff did not mind."""

    chosen: Chosen
    overridden: tuple[No, ...] = ()


def ask(
    ctx: Context,
    wish: Wish,
    *,
    moved: Booking | None = None,
    but: Collection[str] = (),
    planned: Mapping[str, Sequence[Taken]] = NOTHING,
) -> Granted | Denied:
    """Return who could do what is wished, or which rules say no and what is free instead. The service's hosts are
    locked if it is to be claimed. `moved` is a booking that would be moved there, `but` holds that would be given up
    for it, `planned` what each host would have besides."""
    wanted = Wanted(wish.service, instant(wish.starts_at), wish.length, None if moved is None else moved.id)
    now = instant(ctx.now)
    common = of_service(wanted, now, Booker(record.is_staff(ctx), _plan(ctx, wish)))
    span = (wanted.start, wanted.end)
    diaries, away = {}, absent(ctx)
    for name in wish.service.hosts:
        known = diary(ctx, name, wish.service, span, but, away=away.get(name, ()), weeks=_has_choice(wish))
        diaries[name] = replace(known, taken=[*known.taken, *planned.get(name, ())])
    refused = {name: of_host(wanted, diaries[name], now) for name in wish.service.hosts}
    turns = {name: _turn(ctx, diaries[name], wanted) for name in wish.service.hosts} if _has_choice(wish) else {}
    if not common:
        chosen = choose(wish.service.groups, {name: not why for name, why in refused.items()}, turns)
        if chosen is not None:
            return Granted(chosen)
    if wish.override and not HARD.intersection(no.rule for no in common):
        able = {name: HARD.isdisjoint(no.rule for no in why) for name, why in refused.items()}
        chosen = choose(wish.service.groups, able, turns)
        if chosen is not None:
            return Granted(chosen, (*common, *(no for name in chosen.hosts for no in refused[name])))
    why = (*common, *_best_reason(wish.service, refused))
    return Denied(why, _instead(ctx, wish, moved, why))


def claim(ctx: Context, wish: Wish, state: BookingState, granted: Granted, **columns: object) -> Booking:
    """Keep a new booking of the hosts that were granted; the line in its history says why they and not others."""
    booking_id = BookingId(ctx.uow.new_id())
    values: dict[str, object] = {
        "id": booking_id,
        "number": None,
        "service": wish.service.name,
        "state": state,
        "client_id": None if wish.contact is None else wish.contact.client_id,
        "contact_id": None if wish.contact is None else wish.contact.id,
        "booked_by": None if ctx.known is None else ctx.known.id,
        "guests": [dict(guest) for guest in wish.guests],
        "words": wish.words,
        "answers": dict(wish.answers),
        "place": None,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "zone": ctx.office.zone if wish.contact is None else wish.contact.zone,
        "uid": f"{booking_id}@vorzimmer",
        "sequence": 0,
        "version": 1,
        "hold_until": None,
        "proposed_at": None,
        "reason": None,
        "overridden": [str(no.rule) for no in granted.overridden],
        "series_id": None,
        "recurrence_at": None,
        "created_at": ctx.now,
        "ended_at": None,
    }
    booking = Booking(**{**values, **columns})  # type: ignore[arg-type]  # fields of Booking
    kept = record.distances(wish.service, booking.starts_at, booking.ends_at)
    ctx.uow.bookings.add(booking, granted.chosen.hosts, kept)
    ctx.uow.hosts.touch(granted.chosen.hosts)
    record.added(ctx, booking, None, str(state), facts_of(granted))
    return booking


def facts_of(granted: Granted) -> dict[str, object]:
    """Return what the history says of a choice: the hosts, why each, and the rules that were overridden."""
    because = dict(zip(granted.chosen.hosts, map(str, granted.chosen.because), strict=True))
    overridden = [str(no.rule) for no in granted.overridden]
    return {"hosts": because, **({"overridden": overridden} if overridden else {})}


def lock(ctx: Context, hosts: Iterable[str], holds: Iterable[BookingId] = ()) -> None:
    """Lock hosts, with all who have a part in these holds and in holds that are over, which are let go of: nobody need
    wait for their timers. One call and one order for all of them, so that nobody waits in a circle."""
    wanted = set(hosts)
    over = {held for host in wanted for held in ctx.uow.bookings.holds_over(host, ctx.now)}
    ctx.uow.hosts.lock(wanted.union(*(ctx.uow.bookings.hosts(held) for held in {*over, *holds})))
    for booking_id in sorted(over):
        let_go(ctx, booking_id)


def let_go(ctx: Context, booking_id: BookingId) -> None:
    """Give up a hold, if it still is one. Its hosts are locked."""
    booking = ctx.uow.bookings.take(booking_id)
    if booking is not None and booking.state is BookingState.HELD:
        record.move(ctx, booking, "expire", hold_until=None, ended_at=ctx.now)


def _has_choice(wish: Wish) -> bool:
    return any(len(group) > 1 for group in wish.service.groups)


def _turn(ctx: Context, found: Diary, wanted: Wanted) -> Turn:
    day = found.opening.day_of(wanted.start)
    week = day.isocalendar()[:2]
    bookings = sum(1 for each in found.taken if found.opening.day_of(each.begin).isocalendar()[:2] == week)
    last = ctx.uow.bookings.last_given(found.host)
    return Turn(bookings, None if last is None else instant(last))


def _plan(ctx: Context, wish: Wish) -> str | None:
    client = None if wish.contact is None else wish.contact.client_id
    return None if client is None or not wish.service.plans else ctx.uow.clients.plan(client)


def _best_reason(service: Service, refused: Mapping[str, list[No]]) -> list[No]:
    """Return why not, of the host who is nearest to being able, for the first group in which nobody is."""
    for group in service.groups:
        if all(refused[name] for name in group):
            return min((refused[name] for name in group), key=len)
    return next((why for why in refused.values() if why), [])


def _instead(ctx: Context, wish: Wish, moved: Booking | None, why: Iterable[No]) -> tuple[Slot, ...]:
    if {Rule.BOOKER, Rule.PLAN}.intersection(no.rule for no in why):
        return ()
    length = wish.length if wish.length in wish.service.lengths else wish.service.length
    wanted = max(wish.starts_at, ctx.now)
    return alternatives(ctx, wish.service, length, wanted, moved=moved)


def held_until(ctx: Context, milliseconds: int) -> datetime:
    """Return when a hold that begins now ends (UTC)."""
    return moment(instant(ctx.now) + milliseconds)
