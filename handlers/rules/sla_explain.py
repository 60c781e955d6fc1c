"""Why a clock is due when it is: the facts, in the order in which one would tell them. Pure; no sentence is made here,
each name is one that a language has a sentence for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.rules.business_hours import BusinessHours
from handlers.rules.cutoff import Cutoff
from handlers.rules.sla import PAUSED_CLOCKS, ClockState, Status
from handlers.rules.sla_history import Anchored, Extended, History, PolicyChanged, pauses_of
from handlers.rules.sla_policy import Before, Budget

MOST_CLOSINGS = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact: the name of its sentence and what goes into it. Instants are UTC, `seconds` and `remaining` are of open
    time, `dates` are local dates of the office, times of day are text like 14:00."""

    name: str
    facts: Mapping[str, object] = field(default_factory=dict)


def explain(state: ClockState, history: History, hours: BusinessHours, now: datetime) -> list[Reason]:
    """Return why a round of a clock stands as it does, from its beginning to its result.

    `state` is what `sla.states` says with the same history, hours and now."""
    past = [event for event in history if event.at <= now]
    return [
        _beginning(state),
        Reason("why-policy", {"policy": state.policy.name, "version": state.policy.version}),
        *_changes(state, past),
        *_target(state, past, hours),
        *_closings(state, hours),
        *_holidays(state, hours),
        *_pauses(state, past, hours, now),
        *_result(state),
    ]


def _beginning(state: ClockState) -> Reason:
    name = "why-filed" if state.round == 1 else "why-begun"
    return Reason(name, {"clock": state.clock.value, "at": state.started_at, "round": state.round})


def _changes(state: ClockState, past: History) -> Iterator[Reason]:
    """Yield what was changed while the round ran; of several extensions each counts until the next one."""
    until = state.ended_at or datetime.max.replace(tzinfo=state.started_at.tzinfo)
    for event in past:
        if not state.started_at < event.at <= until:
            continue
        match event:
            case PolicyChanged(at=at, why=why):
                yield Reason("why-changed", {"at": at, "why": why})
            case Extended(at=at, clock=clock, until=due, by=by, reason=reason) if clock is state.clock:
                yield Reason("why-extended", {"at": at, "until": due, "by": by, "reason": reason})
            case _:
                pass


def _target(state: ClockState, past: History, hours: BusinessHours) -> Iterator[Reason]:
    match state.target:
        case Budget(seconds=seconds):
            yield Reason("why-budget", {"seconds": seconds})
        case Cutoff(by=by, same_day=same_day, next_day=next_day) as rule:
            local = state.started_at.astimezone(hours.zone)
            in_time = rule.due(state.started_at, hours).astimezone(hours.zone).date() == local.date()
            name = "why-cutoff-kept" if in_time else "why-cutoff-missed"
            facts = {"by": by, "same_day": same_day, "next_day": next_day}
            yield Reason(name, {key: f"{clock:%H:%M}" for key, clock in facts.items()})
        case Before(seconds=seconds, of=of):
            dates = [event.when for event in past if isinstance(event, Anchored) and event.what is of]
            if dates and dates[-1] is not None:
                yield Reason("why-before", {"seconds": seconds, "what": of.value, "at": dates[-1]})
        case None:
            pass


def _closings(state: ClockState, hours: BusinessHours) -> Iterator[Reason]:
    """Yield where the office closed on the way, with what was left of the budget and when it opens again; of many only
    the last and how many there were."""
    if state.due is None or state.total is None or not isinstance(state.target, Budget):
        return
    closed_at: datetime | None = None
    found: list[Reason] = []
    for begin, end in hours.intervals(state.started_at):
        if closed_at is None and begin > state.started_at:
            yield Reason("why-opens", {"at": begin})
        if begin >= state.due:
            break
        if closed_at is not None and begin > closed_at:
            left = state.total - hours.elapsed(state.started_at, closed_at, state.pauses)
            found.append(Reason("why-closed", {"at": closed_at, "remaining": left, "opens": begin}))
        closed_at = end
    if len(found) > MOST_CLOSINGS:
        yield Reason("why-closings", {"count": len(found)})
        found = found[-1:]
    yield from found


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


def _pauses(state: ClockState, past: History, hours: BusinessHours, now: datetime) -> Iterator[Reason]:
    """Yield each pause that took open time out of the round; its kind is waiting, aside or finished."""
    if state.clock not in PAUSED_CLOCKS or isinstance(state.target, Before):
        return
    until = state.ended_at or now
    for pause in pauses_of(past):
        begin, end = max(pause.begin, state.started_at), min(pause.end or until, until)
        seconds = hours.elapsed(begin, end)
        if seconds > 0:
            facts = {"begin": begin, "end": end, "seconds": seconds, "by": pause.author, "reason": pause.reason}
            yield Reason(f"why-paused-{pause.kind}", facts)


def _result(state: ClockState) -> Iterator[Reason]:
    if state.breached_at is not None:
        yield Reason("why-breached", {"at": state.breached_at})
    match state.status:
        case Status.PAUSED:
            yield Reason("why-standing", {"since": state.paused_since, "remaining": state.remaining})
        case Status.NOT_APPLICABLE:
            yield Reason("why-nothing", {"clock": state.clock.value})
        case Status.RUNNING | Status.MET | Status.BREACHED:
            if state.due is not None:
                yield Reason("why-due", {"at": state.due})
    if state.met_at is not None:
        yield Reason("why-met", {"at": state.met_at})
