"""Every change of an absence: asked about, planned, begun, over, cancelled. Rows only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from handlers.absences import screens
from handlers.chat import forms, time_fields
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text
from handlers.events import AbsenceBegan, AbsencePlanned, RightsBegan
from handlers.rules import picking, whens
from handlers.rules.whens import Reading, When
from storage.absences import Absence
from storage.people import Person
from storage.vocabulary import WORKERS, AbsenceState, PersonId

BEGIN, END = "absences.begin", "absences.end"
CURRENT = frozenset({AbsenceState.PLANNED, AbsenceState.ON})


def ask(ctx: Context, reading: Reading, instead: str = "") -> None:
    """Show who acts how their absence was understood; nothing is planned before they confirm it. What they were asked
    about before and meant otherwise, `instead` of which this is, is the same absence."""
    offers = [when.noted() for when in reading.offers]
    before = ctx.uow.absences.take(instead) if instead else None
    if before is not None and before.person_id == ctx.who.id and before.state is AbsenceState.ASKED:
        absence = replace(before, offers=offers)
        ctx.uow.absences.save(absence)
    else:
        absence = Absence(ctx.uow.new_id(), ctx.who.id, AbsenceState.ASKED, offers, ctx.now, None, ctx.now)
        ctx.uow.absences.add(absence)
    ctx.reply(screens.asked_card(absence, known=reading.when is not None), anew=True)


def reset(ctx: Context, absence: Absence, value: str, *, last: bool) -> None:
    """Let an absence that is asked about begin, or end, with a day that was picked; it is to be confirmed still."""
    now = time_fields.now_of(ctx)
    when, day = whens.parsed(absence.offers[0]), picking.day_of(value, now)
    if when is None or day is None:
        ctx.answer(Text("picked-over"))
        ctx.reply(screens.asked_card(absence, known=True))
        return
    changed = (picking.ends if last else picking.begins)(when, day, now)
    asked = replace(absence, offers=[changed.noted()])
    ctx.uow.absences.save(asked)
    ctx.reply(screens.asked_card(asked, known=True))


def go(ctx: Context) -> None:
    """Let who acts be away from now on, until they say that they are back."""
    ctx.uow.absences.add(Absence(ctx.uow.new_id(), ctx.who.id, AbsenceState.ON, [], ctx.now, None, ctx.now))
    if ctx.who.away_since is None:
        ctx.uow.people.set_away(ctx.who.id, ctx.now)
    ctx.react(ctx, AbsencePlanned(ctx.who, ctx.now, None))


def confirm(ctx: Context, absence: Absence, when: When) -> None:
    """Plan an absence at one of the times it was understood as. Raises Refused if that is over."""
    begin, end = span(when, ctx.now)
    if end is not None and end <= ctx.now:
        raise Refused(Text("when-past", when=when))
    forms.settled(ctx, absence.id)
    planned = replace(
        absence, state=AbsenceState.PLANNED, offers=[when.noted()], starts_at=max(begin, ctx.now), ends_at=end
    )
    if end is not None:
        ctx.set_timer(f"absence:{absence.id}:end", END, absence.id, end)
    if begin <= ctx.now:
        _begin(ctx, planned, ctx.who)
    else:
        ctx.uow.absences.save(planned)
        ctx.set_timer(f"absence:{absence.id}:begin", BEGIN, absence.id, planned.starts_at)
        ctx.reply(screens.planned_card(planned))
    ctx.react(ctx, AbsencePlanned(ctx.who, planned.starts_at, planned.ends_at))


def span(when: When, now: datetime) -> tuple[datetime, datetime | None]:
    """Return from when until when (UTC) somebody is away who is so at a time: from now on for a mere deadline, without
    an end for a mere beginning."""
    begin = now if when.start is None else when.start.astimezone(UTC)
    return begin, None if when.end is None else when.end.astimezone(UTC)


def own(ctx: Context, about: str, *states: AbsenceState) -> Absence:
    """Return an absence of who acts that stands so, to be changed. Raises Refused."""
    absence = ctx.uow.absences.take(about)
    if absence is None or absence.person_id != ctx.who.id or absence.state not in states:
        raise Refused(Text("button-gone"))
    return absence


def meant(absence: Absence, token: str) -> When:
    """Return the offered time with a token. Raises Refused if there is none."""
    for offer in absence.offers:
        when = whens.parsed(offer)
        if when is not None and when.token() == token:
            return when
    raise Refused(Text("button-gone"))


def drop(ctx: Context, absence: Absence) -> None:
    """Take an absence back that was not confirmed, or has not begun."""
    forms.settled(ctx, absence.id)
    dropped = replace(absence, state=AbsenceState.CANCELLED)
    ctx.uow.absences.save(dropped)
    for name in ("begin", "end"):
        ctx.cancel_timer(f"absence:{absence.id}:{name}")
    ctx.redraw(ctx.who, screens.over_card(dropped))


def come_back(ctx: Context) -> None:
    """Let who acts be back: what is under way is over, what is planned stays."""
    for absence in ctx.uow.absences.of(ctx.who.id):
        if absence.state is AbsenceState.ON:
            _over(ctx, absence, ctx.who)
    _return(ctx, ctx.who)


def begin_due(ctx: Context, timer: TimerDue) -> None:
    """Let a planned absence begin, unless it was cancelled, or its end has passed, too."""
    absence = ctx.uow.absences.take(timer.about)
    if absence is None or absence.state is not AbsenceState.PLANNED:
        return
    person = _assistant(ctx, absence.person_id)
    if person is None or (absence.ends_at is not None and absence.ends_at <= ctx.now):
        ctx.uow.absences.save(replace(absence, state=AbsenceState.OVER))
        return
    _begin(ctx, absence, person)


def end_due(ctx: Context, timer: TimerDue) -> None:
    """Let an absence be over; who is away for another reason, too, stays so."""
    absence = ctx.uow.absences.take(timer.about)
    if absence is None or absence.state is not AbsenceState.ON:
        return
    person = _assistant(ctx, absence.person_id)
    if person is None:
        ctx.uow.absences.save(replace(absence, state=AbsenceState.OVER))
        return
    _over(ctx, absence, person)
    if not any(one.state is AbsenceState.ON for one in ctx.uow.absences.of(person.id)):
        _return(ctx, person)
        ctx.tell(person, Text("back-now"))


def _begin(ctx: Context, absence: Absence, person: Person) -> None:
    begun = replace(absence, state=AbsenceState.ON)
    ctx.uow.absences.save(begun)
    if person.away_since is None:
        ctx.uow.people.set_away(person.id, ctx.now)
    load = len(ctx.uow.tasks.carried_by(person.id, most=500))
    ctx.tell(person, screens.begun_card(begun, load))
    ctx.react(ctx, AbsenceBegan(person, absence.ends_at, load))


def _over(ctx: Context, absence: Absence, person: Person) -> None:
    over = replace(absence, state=AbsenceState.OVER, ends_at=min(absence.ends_at or ctx.now, ctx.now))
    ctx.uow.absences.save(over)
    ctx.redraw(person, screens.over_card(over))


def _return(ctx: Context, person: Person) -> None:
    ctx.uow.people.set_away(person.id, None)
    ctx.react(ctx, RightsBegan(replace(person, away_since=None)))


def _assistant(ctx: Context, who: PersonId) -> Person | None:
    person = ctx.uow.people.take(who)
    return person if person is not None and person.active and person.role in WORKERS else None
