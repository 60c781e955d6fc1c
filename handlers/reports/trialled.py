"""Trials in reports: how those that are running go, which are to be decided, what became of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.chat import sight
from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.reports import spans
from handlers.reports.facts import figures_of
from handlers.reports.pages import Cell, Table, share
from handlers.rules import trials
from handlers.rules.kpi.facts import Dimension
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.periods import INSTANT, ONE_DAY, days
from handlers.rules.kpi.values import Share
from handlers.rules.sla_policy import Clock
from handlers.rules.wall_time import first_instant
from handlers.rules.whens import When
from storage.trials import Trial, TrialStep
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, TrialState

SHOW = "trials.show"
LONGEST_ANSWER = 200


@dataclass(frozen=True, slots=True)
class Trialled:
    """A trial in a period: whose, and as it was at the period's end, when it is (`days`: in short), in which `week` of
    how many. `figures` are the client's of the trial's days in the period, `answers` what was said in the period and by
    whom, `asked` how many were asked then. `decide`: it is to be decided now; `over`: its last day was past, and it was
    not decided."""

    id: str
    client: str
    when: Text
    days: Text
    state: TrialState
    week: int
    weeks: int
    figures: Figures
    asked: int
    answers: tuple[tuple[str, str], ...]
    decide: bool
    over: bool = False

    @property
    def in_time(self) -> Share:
        """Return the promises of results that were kept."""
        return self.figures.timing(Clock.RESOLUTION).in_target


def trials_in(
    uow: UnitOfWork, office: Office, figures: Figures, now: datetime, only: ClientId | None = None
) -> tuple[Trialled, ...]:
    """Return the trials (of a client) that had begun and were not decided before the period of these figures, as known
    at `now` (UTC), the first to end first."""
    zone, end = ZoneInfo(office.zone), min(figures.period.end, now)
    return tuple(
        _trialled(uow, office, trial, figures, now)
        for trial in uow.trials.since(figures.period.begin)
        if trial.created_at < end and _midnight(date.fromisoformat(trial.first_day), zone) < end
        if only in {None, trial.client_id} and not sight.are_restricted(uow, trial.client_id)
    )


def _trialled(uow: UnitOfWork, office: Office, trial: Trial, figures: Figures, now: datetime) -> Trialled:
    zone, period, history = ZoneInfo(office.zone), figures.period, uow.trials.steps(trial.id)
    first, end = date.fromisoformat(trial.first_day), min(period.end, now)
    last, on = _last_day(trial, history, end), (end - INSTANT).astimezone(zone).date()
    state = _state(trial, end)
    plan = trials.milestones(first, _last_day(trial, history, now), office.hours, zone)
    steps = [step for step in history if period.has(step.at) and step.at <= now]
    said = {(step.by, step.facts["milestone"]): step for step in steps if step.move == "answered"}
    return Trialled(
        id=trial.id,
        client=uow.clients.name(trial.client_id),
        when=_span(first, last, zone),
        days=spans.days(first, last),
        state=state,
        week=trials.week_on(first, last, min(on, last)),
        weeks=trials.weeks_of(first, last),
        figures=_figures(uow, office, trial, figures, now),
        asked=sum(len(step.facts["to"]) for step in steps if step.move == "asked"),
        answers=tuple((_name(uow, step.by), str(step.facts["words"])) for step in said.values() if step.by),
        decide=_state(trial, now) is TrialState.RUNNING and trials.is_to_be_decided(plan, now),
        over=state is TrialState.RUNNING and on > last,
    )


def _figures(uow: UnitOfWork, office: Office, trial: Trial, figures: Figures, now: datetime) -> Figures:
    """Return the client's figures of those days of a period on which the trial had begun and was not decided."""
    period, first = figures.period, date.fromisoformat(trial.first_day)
    ended = trial.ended_at if trial.ended_at is not None and trial.ended_at <= now else None
    begin = max(period.first, first)
    last = period.last if ended is None else min(period.last, ended.astimezone(period.zone).date())
    if (begin, last) == (period.first, period.last):
        return figures.only(Dimension.CLIENT, trial.client_id)
    (found,) = figures_of(uow, office, [days(begin, max(begin, last), period.zone)], now, trial.client_id)
    return found


def _state(trial: Trial, moment: datetime) -> TrialState:
    """Return how a trial stood at a moment (UTC)."""
    return trial.state if trial.ended_at is None or trial.ended_at <= moment else TrialState.RUNNING


def _last_day(trial: Trial, history: Sequence[TrialStep], moment: datetime) -> date:
    """Return until when a trial was to go at a moment (UTC), however it was extended since."""
    known = [str(step.facts["until"]) for step in history if "until" in step.facts and step.at <= moment]
    return date.fromisoformat(known[-1] if known else trial.last_day)


def _name(uow: UnitOfWork, who: PersonId) -> str:
    """Return what somebody is called, also once they have left."""
    person = uow.people.by_id(who)
    return "" if person is None else person.name


def to_decide(found: Sequence[Trialled]) -> list[Text]:
    """Return the lines of trials that are to be decided."""
    return [Text("digest-trial-decide", client=each.client, when=each.when) for each in found if each.decide]


def lines(found: Sequence[Trialled]) -> list[Text]:
    """Return the section of a digest about trials, nothing where there are none. Every line of a trial has its client
    among its facts, shown or not: where the client is limited all of them are left out, and none seems another's."""
    said = [Text("digest-trials")] if found else []
    for each in found:
        if each.over:
            how = Text("trial-over", when=each.when)
        elif each.state is TrialState.RUNNING:
            how = Text("trial-running", when=each.when, week=each.week, weeks=each.weeks)
        else:
            how = Text("trial-ended", when=each.when, outcome=Text(f"trial-{each.state}"))
        said.append(Text("trial-line", client=each.client, standing=how))
        now, whose = each.figures, {"client": each.client}
        counts = {"received": now.received.n, "done": now.done.n, "open": now.open.n}
        said.append(Text("digest-trial-figures", **whose, **counts, share=share(each.in_time)))
        if each.asked:
            said.append(Text("digest-trial-answers", **whose, answers=len(each.answers), n=each.asked))
        for name, words in each.answers:
            said.append(Text("digest-trial-said", **whose, name=name, words=_short(words)))
    return said


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_ANSWER else f"{words[: LONGEST_ANSWER - 1].rstrip()}…"


def table(found: Sequence[Trialled]) -> Table:
    """Return them as a table."""
    head = (
        *(Text("report-client"), Text("report-trial-when"), Text("report-state")),
        *(Text("report-received"), Text("report-done"), Text("report-in-time"), Text("report-trial-answers")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.client,
            each.days,
            _standing(each),
            *(each.figures.received.n, each.figures.done.n, share(each.in_time)),
            Text("report-share-few", part=len(each.answers), n=each.asked) if each.asked else Text("report-no-share"),
        )
        for each in found
    )
    return Table(Text("trials-title"), head, rows)


def _standing(trial: Trialled) -> Text:
    if trial.over:
        return Text("report-trial-over")
    if trial.state is TrialState.RUNNING:
        return Text("report-trial-week", week=trial.week, weeks=trial.weeks)
    return Text(f"trial-{trial.state}")


def _span(first: date, last: date, zone: ZoneInfo) -> Text:
    begin, end = (_midnight(day, zone).astimezone(zone) for day in (first, last + ONE_DAY))
    return Text("when", when=When(begin, end, "day", "interval"))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return first_instant(datetime.combine(day, time()), zone)
