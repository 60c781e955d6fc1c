"""Free words that ask for an appointment at a time, and for nothing else: it is kept at once, or they hear why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.bookings import anybody, choosing, moving, plans, record, screens, showing
from handlers.bookings.choice import Choice, chosen, minute, on_day, token
from handlers.chat import time_fields
from handlers.chat.context import Context
from handlers.chat.incoming import Said
from handlers.rules import booking_changes, booking_states, recurrences
from handlers.rules.slots import moving as slots
from handlers.rules.slots.series import Series
from handlers.rules.slots.service import MINUTE, Service
from handlers.rules.slots.wording import asked_for, how_long, how_often, is_between, wants_first, wants_one
from handlers.rules.wall_time import first_instant
from handlers.rules.whens import Reading, When
from storage.bookings import Booking
from storage.vocabulary import Role

LONGEST_MOVE = 100
MINUTES = timedelta(minutes=1)
A_WEEK = timedelta(days=7)
_WEEKLY = re.compile(r"FREQ=WEEKLY(?:;INTERVAL=(\d+))?(?:;BYDAY=[A-Z]{2})?")


def heard(ctx: Context, said: Said) -> bool:
    """Take words that ask for one service at a time that is certain, or for any at any time, say when to move what is
    being moved, or ask to move or cancel what there is; False leaves them to others. Exact times are kept, days are
    shown."""
    services = {each.name: each for each in choosing.bookable(ctx)}
    if not services or said.files or said.forwarded or said.reply_to is not None or said.other is not None:
        return False
    if len(said.text) <= LONGEST_MOVE and _says_when_to(ctx, said.text):
        return True
    if len(said.text) <= booking_changes.LONGEST and _changes_one(ctx, said.text):
        return True
    if _is_series(ctx, said.text, services):
        return True
    if wants_first(said.text):
        return _first_of(ctx, list(services.values()))
    if wants_one(said.text):
        choosing.book(ctx, "")
        return True
    return _names_one(ctx, said.text, services)


def named_behind(ctx: Context, words: str) -> bool:
    """Take the words behind `/book`, which say that an appointment is wanted: False if they don't say when, or more."""
    services = {each.name: each for each in choosing.bookable(ctx)}
    if _is_series(ctx, words, services, wanted=True):
        return True
    if services and wants_first(words, wanted=True):
        return _first_of(ctx, list(services.values()))
    return _names_one(ctx, words, services, wanted=True)


def _names_one(ctx: Context, words: str, services: Mapping[str, Service], *, wanted: bool = False) -> bool:
    """Take words that say when one of some services is wanted, for how long perhaps, and nothing else."""
    spans = [part for one in time_fields.times(ctx, words) for part in one.stretches]
    long = how_long(words, spans)
    said = spans if long is None else [*spans, long[1]]
    names = asked_for(words, said, _labels(services), wanted=wanted) if spans else []
    return bool(names) and _when_said(ctx, words, [services[name] for name in names], None if long is None else long[0])


def _when_said(ctx: Context, words: str, services: Sequence[Service], minutes: int | None) -> bool:
    """Take what words say of when for one of some services, also if that is as soon as possible."""
    now = time_fields.times(ctx, words)
    if len(now) == 1 and now[0].kind == "from" and now[0].start is not None and now[0].start <= ctx.now:
        return not now[0].past and _first_of(ctx, services)
    reading = time_fields.read(ctx, words)
    stretch = _stretch(reading)
    if minutes is None and stretch is not None and is_between(words):
        return _between(ctx, services, reading)
    return taken_for(ctx, services, reading, minutes or stretch)


def _stretch(reading: Reading) -> int | None:
    """Return how many minutes words say from when until when, None if they don't, or not in any case."""
    ends = {
        None if one.start is None or one.end is None else (one.end - one.start) // MINUTES for one in reading.offers
    }
    exact = all(one.grain in screens.EXACT and one.kind == "interval" for one in reading.offers)
    return ends.pop() if exact and len(ends) == 1 else None


def _between(ctx: Context, services: Sequence[Service], reading: Reading) -> bool:
    """Show what is free in a stretch of a day; of several services it is asked which."""
    when = reading.when
    if len(services) > 1 or when is None or when.start is None or when.end is None or reading.past:
        return taken_for(ctx, services, reading)
    choice = Choice(token(services[0].name), minutes=services[0].length // MINUTE)
    choosing.show_day(ctx, choice, when.start.date(), anew=True, part=(when.start, when.end))
    return True


def _first_of(ctx: Context, services: Sequence[Service]) -> bool:
    """Show the first free times of a service; of several it is asked which."""
    if len(services) == 1:
        choosing.show_first(ctx, Choice(token(services[0].name), minutes=services[0].length // MINUTE), anew=True)
    else:
        ctx.reply(screens.services_card(ctx.who, services), anew=True)
    return True


def taken_for(ctx: Context, services: Sequence[Service], reading: Reading, minutes: int | None = None) -> bool:
    """Take what words say of when, and for how many `minutes`, for a service; where it may be one of several, it is
    asked which. Those that are offered for so long are meant, if there are any."""
    if minutes is not None:
        services = [each for each in services if minutes * MINUTE in each.lengths] or services
    choices = {Choice(token(each.name), minutes=minutes or each.length // MINUTE): each for each in services}
    if len(choices) == 1:
        return taken(ctx, next(iter(choices)), reading)
    meant = _meant_times(reading)
    if meant:
        ctx.reply(screens.kinds_card(ctx.who, choices, meant), anew=True)
    return bool(meant)


def _meant_times(reading: Reading) -> list[When]:
    """Return the times that may be meant and can be booked: they have a beginning, which is to come. One that is over
    is said to be."""
    if reading.past and (reading.when is None or reading.when.grain not in screens.EXACT):
        return []
    return [one for one in reading.offers if one.start is not None and one.kind not in {"deadline", "from"}]


def taken(
    ctx: Context, choice: Choice, reading: Reading, own_day: date | None = None, also: datetime | None = None
) -> bool:
    """Take what words say of when for a choice: of several hours that may be meant the one that can be had, else it is
    asked which; days are shown. False if they say nothing to come. `own_day` is the day of hours said without one,
    `also` another hour that may be meant."""
    meant = _meant_times(reading)
    if not meant:
        return False
    starts = [one.start for one in meant if one.grain in screens.EXACT and one.start is not None]
    if own_day is not None:
        starts = [datetime.combine(own_day, at.time(), at.tzinfo) for at in starts]
    first = meant[0].start
    assert first is not None  # as above
    if starts:
        _take(ctx, choice, list(dict.fromkeys([*([] if also is None else [also]), *starts])))
    elif meant[0].is_one_day:
        end = meant[0].end
        part = None if meant[0].whole_days or end is None else (first, end)
        choosing.show_day(ctx, choice, first.date(), anew=True, part=part)
    else:
        last = meant[0].last_day or first.date()
        choosing.show_days(ctx, choice, first.strftime(screens.MONTH), anew=True, among=(first.date(), last))
    return True


def _take(ctx: Context, choice: Choice, starts: Sequence[datetime]) -> None:
    """Take the one of several times that can be had; of more than one, ask which; of none, say why not."""
    target = choosing.target_of(ctx, choice)
    fitting = [at for at in starts if len(starts) == 1 or choosing.is_free(ctx, target, at)]
    if len(fitting) > 1:
        ctx.reply(screens.meant_card(ctx.who, target.title, choice, fitting), anew=True)
    else:
        choosing.press_take(ctx, choice.about(minute([*fitting, *starts][0])))


def moved(ctx: Context, booking: Booking, words: str) -> bool:
    """Move an appointment to the time that words say, or show the free times of the days they say; False if they say
    none. An hour without a day is one of its own day."""
    begins = booking.starts_at.astimezone(ZoneInfo(ctx.who.zone))
    said = slots.one_hour(words, begins.time())
    stretches = [part for one in time_fields.times(ctx, said) for part in one.stretches]
    no_day = all(slots.is_hour(said[slice(*part)]) for part in stretches)
    reading = time_fields.read(ctx, said)
    also = _in_its_week(ctx, said, begins, reading)
    return taken(ctx, Choice(booking.id), reading, begins.date() if no_day else None, also)


def _in_its_week(ctx: Context, said: str, begins: datetime, reading: Reading) -> datetime | None:
    """Return the hour of the appointment's own week that a weekday alone may mean, where that isn't the coming one."""
    if reading.when is None or reading.when.start is None or not booking_changes.names_weekday(said):
        return None
    monday = first_instant(
        datetime.combine(begins.date() - timedelta(days=begins.weekday()), time()), ZoneInfo(ctx.who.zone)
    )
    there = time_fields.read(ctx, said, written_at=monday).when if monday > ctx.now else None
    if there is None or there.start is None or there.grain not in screens.EXACT:
        return None
    is_alike = (there.start.weekday(), there.start.time()) == (reading.when.start.weekday(), reading.when.start.time())
    return there.start if is_alike and monday <= there.start < monday + A_WEEK else None


def _says_when_to(ctx: Context, words: str) -> bool:
    """Take words that say when to move the appointment that is being moved, and nothing else."""
    booking = moving.begun(ctx)
    if booking is None:
        return _says_when(ctx, words)
    said = slots.one_hour(words, booking.starts_at.astimezone(ZoneInfo(ctx.who.zone)).time())
    when = [part for one in time_fields.times(ctx, said) for part in one.stretches]
    return slots.says_no_more(said, when) and moved(ctx, booking, words)


def _says_when(ctx: Context, words: str) -> bool:
    """Take words that say when or for how long what a time is looked for shall be, and nothing else. An hour without a
    day is one of the day that is shown."""
    found = chosen(moving.sought(ctx) or "")
    if found is None or not _is_open(ctx, found[0]):
        return False
    choice, day = found[0], on_day(found[1])
    spans = [part for one in time_fields.times(ctx, words) for part in one.stretches]
    long = how_long(words, spans)
    if not slots.says_no_more(words, spans if long is None else [*spans, long[1]]):
        return False
    if not spans:
        return long is not None and choice.is_new and _is_to_take(ctx, choice, long[0])
    no_day = all(slots.is_hour(words[slice(*part)]) for part in spans)
    if choice.is_new:
        usual = choosing.target_of(ctx, choice).length // MINUTE
        choice = replace(choice, minutes=usual if long is None else long[0])
    return taken(ctx, choice, time_fields.read(ctx, words), day if no_day else None)


def _is_to_take(ctx: Context, choice: Choice, minutes: int) -> bool:
    """Show what is free for so long; where that isn't offered, the lengths that are."""
    offered = minutes * MINUTE in choosing.target_of(ctx, choice).service.lengths
    choosing.show_days(ctx, replace(choice, minutes=minutes if offered else 0), "", anew=True)
    return True


def _is_open(ctx: Context, choice: Choice) -> bool:
    """Whether what a time is looked for can still be booked, or proposed."""
    if choice.is_new:
        return choice.what in {token(each.name) for each in choosing.bookable(ctx)}
    booking = ctx.uow.bookings.look(choice.booking)
    return booking is not None and record.may_see(ctx, booking) and booking_states.possible("propose", booking.state)


def _changes_one(ctx: Context, text: str) -> bool:
    """Take words that ask to move or cancel an appointment there is, and nothing else: it is moved to the one time they
    say, else shown with its days or its buttons; where it isn't clear which, all are listed. False for what they may
    not see."""
    plain = booking_changes.without_number(text)
    times = time_fields.times(ctx, plain)
    names = [label for each in ctx.office.desk.services.values() for label in each.label.values()]
    wanted = booking_changes.wanted(text, [part for one in times for part in one.stretches], names)
    if wanted is None:
        return False
    found = _meant(ctx, wanted.number)
    over = None if wanted.number is None else ctx.uow.bookings.by_number(wanted.number)
    if not found and over is not None and record.may_see(ctx, over):
        showing.show(ctx, over)  # its state says why not
        return True
    if len(found) > 1:
        anybody.agenda(ctx, "")
    elif found and wanted.change is booking_changes.Change.CANCEL:
        showing.show(ctx, found[0])
    elif found and (len(times) != 1 or not moved(ctx, found[0], plain)):
        choosing.press_move(ctx, found[0].id)
    return bool(found)


def _meant(ctx: Context, number: int | None) -> list[Booking]:
    if number is None:
        found = anybody.own(ctx) if ctx.who.role is Role.CLIENT else []
    else:
        named = ctx.uow.bookings.by_number(number)
        found = [] if named is None or not record.may_see(ctx, named) else [named]
    return [each for each in found if booking_states.possible("cancel", each.state)]


def _is_series(ctx: Context, text: str, services: Mapping[str, Service], *, wanted: bool = False) -> bool:
    """Take words that ask for one service again and again, so many times; False leaves them to others. `wanted`: that
    they ask for an appointment is known."""
    times = time_fields.times(ctx, text)
    repeated, often = recurrences.read(text, times), how_often(text)
    weeks = None if repeated is None or repeated.too_often else _WEEKLY.fullmatch(repeated.rule)
    if repeated is None or often is None or weeks is None:
        return False
    said = next(one for one in times if one.rule is not None)
    spans = [*said.stretches, often[1]]
    long = how_long(text, spans)
    names = asked_for(text, spans if long is None else [*spans, long[1]], _labels(services), wanted=wanted)
    zone = ZoneInfo(ctx.who.zone)
    try:
        series = Series(first_instant(repeated.first, zone), zone, int(weeks[1] or 1), often[0])
    except ValueError:
        return False
    if len(names) != 1:
        return False
    service = services[names[0]]
    minutes = service.length // MINUTE if long is None else long[0]
    if minutes * MINUTE in service.lengths:
        plans.begin(ctx, service, minutes, None, series)
    else:
        _take(ctx, Choice(token(service.name), minutes=minutes), [series.first])
    return True


def _labels(services: Mapping[str, Service]) -> dict[str, list[str]]:
    return {name: list(each.label.values()) for name, each in services.items()}
