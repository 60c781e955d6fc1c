"""Every change of a trial: begun, asked about, answered, extended, decided. Rows only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from handlers.chat import sight, trial_questions
from handlers.chat.context import Context, Office, Refused
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Card, Text, Urgency
from handlers.rules import trials
from handlers.rules.kpi.periods import ONE_DAY
from handlers.rules.trials import QUESTIONS, Kind, Milestone
from handlers.trials import screens
from storage.reports import names
from storage.timers import Timer
from storage.trials import Trial, TrialStep
from storage.vocabulary import ClientId, PersonId, Role, TrialState

DUE = "trials.due"


def begin(ctx: Context, client: ClientId, first: date, weeks: int, criteria: str) -> None:
    """Let a client's trial begin. Raises Refused where one is running."""
    ctx.uow.in_turn(f"trial:{client}")
    ctx.uow.channels.concern(client)
    new = Trial(
        id=ctx.uow.new_id(),
        client_id=client,
        person_id=ctx.who.id,
        state=TrialState.RUNNING,
        first_day=first.isoformat(),
        last_day=trials.last_day(first, weeks).isoformat(),
        criteria=criteria,
        words=None,
        created_at=ctx.now,
        ended_at=None,
    )
    if not ctx.uow.trials.add(new):
        raise Refused(Text("trial-already", client=ctx.uow.clients.name(client)))
    _note(ctx, new, "begun", until=new.last_day)
    _wake(ctx, new, plan_of(new, ctx.office))
    _show_managers(ctx, new)


def extend(ctx: Context, which: str, weeks: int) -> None:
    """Let a trial go on for some weeks more. Raises Refused if it is decided."""
    trial = running(ctx, which)
    last = date.fromisoformat(trial.last_day)
    later = replace(trial, last_day=trials.last_day(last + ONE_DAY, weeks).isoformat())
    ctx.uow.trials.save(later)
    _note(ctx, later, "extended", until=later.last_day)
    _wake(ctx, later, [each for each in plan_of(later, ctx.office) if each.at > ctx.now])
    _show_managers(ctx, later)
    _settle_reminder(ctx, later, trial.last_day)


def decide(ctx: Context, which: str, outcome: TrialState, words: str) -> None:
    """Keep what becomes of a trial. Raises Refused if it is decided."""
    trial = running(ctx, which)
    ended = replace(trial, state=outcome, person_id=ctx.who.id, words=words or None, ended_at=ctx.now)
    ctx.uow.trials.save(ended)
    _note(ctx, ended, "decided", outcome=outcome.value, words=words)
    _show_managers(ctx, ended)
    _settle_reminder(ctx, ended, trial.last_day)


def answer(ctx: Context, trial: Trial, milestone: str, words: str) -> None:
    """Keep what a contact says at a milestone; said again, the last counts."""
    trial_questions.forget(ctx)
    step = _note(ctx, trial, "answered", milestone=milestone, words=words)
    ctx.tell_anew(ctx.who, screens.question_card(trial, milestone, words, ctx.office.zone))
    card = screens.answer_card(trial, ctx.uow.clients.name(trial.client_id), ctx.who.name, step)
    for manager in ctx.uow.people.active(Role.MANAGER):
        ctx.tell(manager, card)
        ctx.redraw(manager, card_of(ctx, trial))


def due(ctx: Context, timer: TimerDue) -> None:
    """A milestone has come: ask the client's contacts, or remind the managers. What was moved since, or came so late
    that the next question is due as well, is nothing any more; while the client's data are restricted it is left
    out."""
    trial = ctx.uow.trials.take(timer.about)
    if trial is None or trial.state is not TrialState.RUNNING:
        return
    plan = plan_of(trial, ctx.office)
    milestone = next((each for each in plan if each.name == timer.facts["milestone"]), None)
    if milestone is None:
        return
    ctx.uow.channels.concern(trial.client_id)
    if sight.are_restricted(ctx.uow, trial.client_id):
        _note(ctx, trial, "left-out", milestone=milestone.name)
    elif milestone.kind in QUESTIONS:
        _ask(ctx, trial, plan, milestone)
    else:
        _remind(ctx, trial, milestone)


def running(ctx: Context, which: str) -> Trial:
    """Return a trial to be changed. Raises Refused if there is none that may be known of, or it is decided."""
    trial = known(ctx, ctx.uow.trials.take(which))
    if trial.state is not TrialState.RUNNING:
        raise Refused(Text("trial-decided-already", outcome=Text(f"trial-{trial.state}")))
    return trial


def known(ctx: Context, trial: Trial | None) -> Trial:
    """Return a trial that may be known of, with what is said about its client now. Raises Refused: one of restricted
    data and none sound alike."""
    if trial is None or sight.are_restricted(ctx.uow, trial.client_id):
        raise Refused(Text("button-gone"))
    ctx.uow.channels.concern(trial.client_id)
    return trial


def card_of(ctx: Context, trial: Trial) -> Card:
    """Return a trial as managers see it now."""
    zone = ctx.office.zone
    today = ctx.now.astimezone(ZoneInfo(zone)).date()
    steps, client = ctx.uow.trials.steps(trial.id), ctx.uow.clients.name(trial.client_id)
    return screens.trial_card(trial, client, steps, names(ctx.uow.run), today, zone)


def plan_of(trial: Trial, office: Office) -> list[Milestone]:
    """Return all milestones of a trial."""
    first, last = date.fromisoformat(trial.first_day), date.fromisoformat(trial.last_day)
    return trials.milestones(first, last, office.hours, ZoneInfo(office.zone))


def timer_of(trial: Trial, milestone: Milestone) -> Timer:
    """Return the timer of a milestone."""
    key = f"trial:{trial.id}:{milestone.name}"
    return Timer(key, DUE, trial.id, {"milestone": milestone.name}, milestone.at)


def _ask(ctx: Context, trial: Trial, plan: list[Milestone], milestone: Milestone) -> None:
    people = list(ctx.uow.people.contacts(trial.client_id))
    if not people or trials.overtaken(plan, milestone, ctx.now):
        _note(ctx, trial, "left-out", milestone=milestone.name)
        return
    _note(ctx, trial, "asked", milestone=milestone.name, to=[person.id for person in people])
    card = screens.question_card(trial, milestone.name, None, ctx.office.zone)
    for person in people:
        ctx.tell(person, card, urgency=Urgency.NEWS)
        trial_questions.begin(ctx, person)


def _remind(ctx: Context, trial: Trial, milestone: Milestone) -> None:
    _note(ctx, trial, "reminded", milestone=milestone.name)
    client, over = ctx.uow.clients.name(trial.client_id), milestone.kind is Kind.OVER
    for manager in ctx.uow.people.active(Role.MANAGER):
        ctx.tell_anew(manager, screens.remind_card(trial, client, ctx.office.zone, over=over), urgency=Urgency.NEWS)


def _wake(ctx: Context, trial: Trial, plan: Sequence[Milestone]) -> None:
    for each in plan:
        timer = timer_of(trial, each)
        ctx.set_timer(timer.key, timer.kind, timer.about, timer.due_at, **timer.facts)


def _show_managers(ctx: Context, trial: Trial) -> None:
    card = card_of(ctx, trial)
    for manager in ctx.uow.people.active(Role.MANAGER):
        if manager.id == ctx.who.id:
            ctx.tell_anew(manager, card)
        else:
            ctx.tell(manager, card)


def _settle_reminder(ctx: Context, trial: Trial, last_day: str) -> None:
    """Let nobody be asked any more to decide what was to end on that day."""
    client, zone = ctx.uow.clients.name(trial.client_id), ctx.office.zone
    today = ctx.now.astimezone(ZoneInfo(zone)).date()
    for manager in ctx.uow.people.active(Role.MANAGER):
        ctx.redraw(manager, screens.reminded_card(trial, last_day, client, today, zone))


def _note(ctx: Context, trial: Trial, move: str, **facts: Any) -> TrialStep:
    known = ctx.known
    step = TrialStep(move, None if known is None else PersonId(known.id), ctx.now, facts)
    ctx.uow.trials.note(ctx.uow.new_id(), trial.id, step)
    return step
