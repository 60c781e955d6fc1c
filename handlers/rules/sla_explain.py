"""Why a clock is due when it is: the facts, in the order in which one would tell them. Pure; no sentence is made here,
each name is one that a language has a sentence for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby

from handlers.rules.business_hours import BusinessHours
from handlers.rules.cutoff import Cutoff
from handlers.rules.sla import PAUSED_CLOCKS, ClockState, Status
from handlers.rules.sla_history import Anchored, Extended, History, PolicyChanged, pauses_of
from handlers.rules.sla_legs import MINUTE, Leg, legs
from handlers.rules.sla_policy import Before, Budget

MOST_LEGS = 3

Told = tuple[datetime, "Reason | Leg"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact: the name of its sentence and what goes into it. Instants are UTC, `seconds`, `gap` and `remaining` are
    of open time, `dates` are local dates of the office, times of day are text like 14:00."""

    name: str
    facts: Mapping[str, object] = field(default_factory=dict)


def explain(state: ClockState, history: History, hours: BusinessHours, now: datetime) -> list[Reason]:
    """Return why a round of a clock stands as it does, from its beginning on: what was promised, and each stretch that
    counted or did not, so that the sum is the promise. The due time itself is `state.due`.

    `state` is what `sla.states` says with the same history, hours and now."""
    past = [event for event in history if event.at <= now]
    extensions = _extensions(state, past)
    return [
        Reason("why-filed" if state.round == 1 else "why-begun", {"at": state.started_at, "policy": state.policy.name}),
        *_changes(state, past),
        *_target(state, past, hours),
        *_arithmetic(state, past, hours, now, extensions),
        *_holidays(state, hours),
        *_result(state, hours, extensions),
    ]


def _extensions(state: ClockState, past: History) -> list[Extended]:
    """Return the extensions of a round that no later change of the promise has replaced."""
    found: list[Extended] = []
    for event in past:
        match event:
            case Extended(clock=clock) if clock is state.clock and _during(state, event.at):
                found.append(event)
            case PolicyChanged():
                found.clear()
            case Anchored(what=what) if isinstance(state.target, Before) and state.target.of is what:
                found.clear()
            case _:
                pass
    return found


def _during(state: ClockState, at: datetime) -> bool:
    return state.started_at < at and (state.ended_at is None or at <= state.ended_at)


def _changes(state: ClockState, past: History) -> Iterator[Reason]:
    """Yield the changes of policy while the round ran."""
    for event in past:
        if isinstance(event, PolicyChanged) and _during(state, event.at):
            yield Reason("why-changed", {"at": event.at, "why": event.why})


def _target(state: ClockState, past: History, hours: BusinessHours) -> Iterator[Reason]:
    match state.target:
        case Budget(seconds=seconds):
            yield Reason("why-budget", {"seconds": seconds})
        case Cutoff(by=by, same_day=same_day, next_day=next_day) as rule:
            local = state.started_at.astimezone(hours.zone)
            in_time = rule.due(state.started_at, hours).astimezone(hours.zone).date() == local.date()
            name = "why-cutoff-kept" if in_time else "why-cutoff-missed"
            facts = {"cutoff": by, "same_day": same_day, "next_day": next_day}
            yield Reason(name, {key: f"{clock:%H:%M}" for key, clock in facts.items()})
        case Before(seconds=seconds, of=of):
            dates = [event for event in past if isinstance(event, Anchored) and event.what is of]
            yield from _before(state, seconds, dates)
        case None:
            pass


def _before(state: ClockState, seconds: int, dates: Sequence[Anchored]) -> Iterator[Reason]:
    """Yield what a target is before, that its date was changed or taken away while the round ran, and that it leaves
    less time than was asked for."""
    last = dates[-1] if dates else None
    if last is not None and last.when is None and _during(state, last.at):
        yield Reason("why-date-gone", {"what": last.what.value, "since": last.at, "ref": last.ref})
    if last is None or last.when is None or last.when <= max(state.started_at, last.at):
        return
    facts = {"what": last.what.value, "at": last.when, "ref": last.ref}
    if len(dates) > 1 and _during(state, last.at):
        yield Reason("why-date-moved", {**facts, "since": last.at})
    yield Reason(
        "why-before-near" if seconds and state.due == last.when else "why-before", {"seconds": seconds, **facts}
    )


def _arithmetic(
    state: ClockState, past: History, hours: BusinessHours, now: datetime, extensions: Sequence[Extended]
) -> Iterator[Reason]:
    """Yield what counted and what did not, in order. An extension and a cut-off name a date instead of a sum: there
    only what did not count is said."""
    for event in extensions:
        told = {"at": event.at, "until": event.until, "by": event.by, "reason": event.reason}
        yield Reason("why-extended", told)
    since = extensions[-1].at if extensions else state.started_at
    stopped = list(_in_minutes(_stopped(state, past, hours, since, state.ended_at or now)))
    until = state.due or state.paused_since
    if extensions or until is None or state.total is None or not isinstance(state.target, Budget):
        yield from (reason for _, reason in stopped)
        if stopped:
            yield Reason("why-added", {"seconds": sum(int(str(reason.facts["seconds"])) for _, reason in stopped)})
        return
    if not hours.is_open(state.started_at):
        yield Reason("why-opens", {"at": hours.next_opening(state.started_at)})
    ran = legs(state.started_at, until, state.total, hours, state.pauses)
    if stopped or len(ran) > 1 or any(leg.gap for leg in ran):
        told_in_order: list[Told] = [*((leg.begin, leg) for leg in ran), *stopped]
        yield from _ledger(sorted(told_in_order, key=lambda each: each[0]))


def _ledger(told: Sequence[Told]) -> Iterator[Reason]:
    """Yield legs and what lies between them; of many legs in a row the first and the last, and how many there were."""
    only = sum(isinstance(each, Leg) for _, each in told) == 1
    for _, run in groupby((each for _, each in told), key=lambda each: isinstance(each, Leg)):
        row = list(run)
        ran = [each for each in row if isinstance(each, Leg)]
        yield from (each for each in row if isinstance(each, Reason))
        if len(ran) > MOST_LEGS:
            between = ran[1:-1]
            facts = {"count": len(between), "seconds": sum(leg.seconds for leg in between)}
            yield _leg(ran[0], only=only)
            yield Reason("why-days", {**facts, "remaining": between[-1].left, "opens": ran[-1].begin})
            ran = ran[-1:]
        yield from (_leg(leg, only=only) for leg in ran)


def _leg(leg: Leg, *, only: bool) -> Reason:
    facts: dict[str, object] = {"begin": leg.begin, "end": leg.end, "seconds": leg.seconds, "gap": leg.gap}
    if not leg.left:
        return Reason("why-leg-only" if only else "why-leg-last", facts)
    facts["remaining"] = leg.left
    return Reason("why-leg-stops", facts) if leg.opens is None else Reason("why-leg", {**facts, "opens": leg.opens})


def _in_minutes(stopped: Iterable[tuple[datetime, Reason]]) -> Iterator[tuple[datetime, Reason]]:
    """Yield pauses with whole minutes, as they are read, which make what all of them together come to."""
    passed = shown = 0
    for at, reason in stopped:
        passed += int(str(reason.facts["seconds"]))
        minutes = passed // MINUTE * MINUTE
        yield at, replace(reason, facts={**reason.facts, "seconds": minutes - shown})
        shown = minutes


def _stopped(
    state: ClockState, past: History, hours: BusinessHours, since: datetime, until: datetime
) -> Iterator[tuple[datetime, Reason]]:
    """Yield each pause before the due time that took open time out of the round, with its beginning; what two pauses
    share is told of the first. Its kind is waiting, aside or finished; one that goes on is told by the result."""
    if state.clock not in PAUSED_CLOCKS or isinstance(state.target, Before):
        return
    told: list[tuple[datetime, datetime]] = []
    for pause in pauses_of(past):
        begin, end = max(pause.begin, since), min(pause.end or until, until)
        if pause.end is None and state.paused_since is not None:
            continue
        seconds = hours.elapsed(begin, end, told)
        if seconds > 0 and (state.due is None or begin < state.due):
            told.append((begin, end))
            facts = {"begin": begin, "end": end, "seconds": seconds, "by": pause.author, "reason": pause.reason}
            yield begin, Reason(f"why-paused-{pause.kind}", facts)


def _holidays(state: ClockState, hours: BusinessHours) -> Iterator[Reason]:
    """Yield the dates on the way that would have been working days."""
    if state.due is None:
        return
    first, last = (at.astimezone(hours.zone).date() for at in (state.started_at, state.due))
    dates = tuple(day for day in sorted(hours.holidays) if first <= day <= last and _would_open(day, hours))
    if dates:
        yield Reason("why-holidays", {"dates": dates, "count": len(dates)})


def _would_open(day: date, hours: BusinessHours) -> bool:
    return bool(hours.week[day.weekday()]) and day not in hours.shifts


def _left(state: ClockState, hours: BusinessHours, extensions: Sequence[Extended]) -> int | None:
    """Return what is left of a clock that stands still: as the stretches tell it that ran, where they do."""
    since = state.paused_since
    if extensions or since is None or state.total is None or not isinstance(state.target, Budget):
        return state.remaining
    ran = legs(state.started_at, since, state.total, hours, state.pauses)
    return ran[-1].left if ran else state.remaining


def _result(state: ClockState, hours: BusinessHours, extensions: Sequence[Extended]) -> Iterator[Reason]:
    if state.breached_at is not None:
        yield Reason("why-breached", {"at": state.breached_at})
    if state.status is Status.PAUSED:
        yield Reason("why-standing", {"since": state.paused_since, "remaining": _left(state, hours, extensions)})
    if state.met_at is not None:
        yield Reason("why-met" if state.breached_at is None else "why-met-late", {"at": state.met_at})
    elif state.ended_at is not None:
        yield Reason("why-over", {"at": state.ended_at})
    elif state.status is Status.NOT_APPLICABLE:
        yield Reason("why-nothing", {})
