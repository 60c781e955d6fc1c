"""Examples of digests: a whole one, a late one with little to say, and what one figure was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.preview.example import Example, Shown
from bot.preview.examples_bookings import booking
from bot.preview.examples_trials import GOOD
from bot.preview.invented import ASKED, CLIENT, NOW, ZONE, Cast
from handlers.chat.outgoing import Text
from handlers.chat.paging import page
from handlers.reports import monthly_screens, morning_screens, review_screens, screens, spans, timing
from handlers.reports.facts import always
from handlers.reports.looking import Beside, Look
from handlers.reports.morning_screens import Appointment, Due, Morning
from handlers.reports.reaching import Gap, Reached
from handlers.reports.trialled import Trialled
from handlers.rules.kpi.coverage import Coverage
from handlers.rules.kpi.facts import Subject, TaskFacts
from handlers.rules.kpi.figures import Figures, figures
from handlers.rules.kpi.periods import ONE_DAY, Period, days, week_at
from handlers.rules.kpi.values import Share
from handlers.rules.sla_policy import Clock
from storage.report_runs import ReportRun
from storage.tasks import Step
from storage.vocabulary import BookingState, PersonId, Role, RunState, TaskState, TrialState

HERE = ZoneInfo(ZONE)
WEEK = week_at(NOW - timedelta(days=4), HERE)
HOUR = timedelta(hours=1)
ANNA, BEN = PersonId("anna"), PersonId("ben")


def _run(cast: Cast) -> ReportRun:
    due = NOW - 2 * HOUR
    return ReportRun("1", "1", cast.mia.id, "digest", WEEK.name, None, None, RunState.MADE, due, NOW)


def _tasks(count: int) -> list[TaskFacts]:
    """Return some tasks of the last weeks, most of them done, one rated badly."""
    return [TaskFacts(Subject(f"T-{1001 + number}"), _steps(number), always(ZONE)) for number in range(count)]


def _steps(number: int) -> Sequence[Step]:
    at = WEEK.begin + number * 9 * HOUR - 3 * 24 * HOUR
    filed = [Step("filed", ANNA, at, {})]
    if number % 4 == 0:
        return filed
    done = [Step("assigned", None, at, {"to": "ben"}), Step("acknowledged", BEN, at + HOUR, {})]
    done += [Step("done", BEN, at + 3 * HOUR, {}), Step("accepted", ANNA, at + 4 * HOUR, {})]
    return [*filed, *done, Step("rated", ANNA, at + 5 * HOUR, {"stars": "2" if number == 9 else "5"})]


def _digest(cast: Cast, count: int, late: timedelta, *, gaps: bool) -> Shown:
    periods: list[Period] = [WEEK, WEEK.before(), days(NOW.date(), NOW.date(), HERE)]
    now, before, today = figures(_tasks(count), periods, NOW)
    gap = Gap("Office", NOW + 22 * HOUR, NOW + 28 * HOUR)
    if not gaps:
        seen = Look(now, before, today)
    else:
        unhappy = (("1", "Café Lindner"),)
        seen = Look(now, before, today, ("Carl",), (gap,), unhappy, beside=_beside(cast, now, before))
    return screens.digest_card(_run(cast), seen, office="Office Berlin", target=90, late=late)


def _beside(cast: Cast, now: Figures, before: Figures) -> Beside:
    answered = Share(tuple(f"T-{number}" for number in range(1001, 1008)), tuple(f"T-{n}" for n in range(1001, 1009)))
    covered = Coverage(40 * 3600, 38 * 3600, (), answered, ("T-1008",))
    earlier = Coverage(40 * 3600, 40 * 3600, (), Share(("T-990",), ("T-990", "T-991")), ("T-991",))
    said = cast.words(GOOD)
    first, last = WEEK.first - 9 * ONE_DAY, WEEK.first + 18 * ONE_DAY
    when, short = spans.period_text(days(first, last, HERE)), spans.days(first, last)
    trial = Trialled("1", CLIENT, when, short, TrialState.RUNNING, 3, 4, now, 2, ((cast.anna.name, said),), decide=True)
    return Beside(None, Reached(covered, earlier), (trial,))


def _figure(cast: Cast) -> Shown:
    tasks = [cast.task(TaskState.CLOSED), cast.other_task(TaskState.CLOSED)]
    return screens.figure_card(_run(cast), "done", WEEK, page([1042, 1043], 0), tasks, {1042: 1, 1043: 2})


def _timed(cast: Cast) -> ReportRun:
    (now,) = figures(_tasks(16), [WEEK], NOW)
    return replace(_run(cast), found=timing.found_of(now, 100))


def _each_time(cast: Cast) -> Shown:
    tasks = {1042: cast.task(TaskState.CLOSED), 1043: cast.other_task(TaskState.CLOSED)}
    shown = page([(1042, 9000), (1043, 1500)], 0)
    return timing.each_card(_timed(cast), Clock.RESOLUTION, WEEK, shown, tasks)


def _review(cast: Cast) -> Shown:
    now, before, today = figures(_tasks(16), [WEEK, WEEK.before(), days(NOW.date(), NOW.date(), HERE)], NOW)
    agreed = [cast.task(TaskState.ACKNOWLEDGED), cast.other_task(TaskState.CLOSED)]
    seen = Look(now, before, today, whose=CLIENT)
    return review_screens.review_card(_run(cast), seen, agreed, target=90)


def _monthly(cast: Cast, release: Sequence[str], decided: Text | None = None) -> Shown:
    now, before, today = figures(_tasks(16), [WEEK, WEEK.before(), days(NOW.date(), NOW.date(), HERE)], NOW)
    asked = [cast.task(TaskState.WAITING, reason=cast.words(ASKED))]
    seen = Look(now, before, today, whose=CLIENT)
    return monthly_screens.report_card(_run(cast), seen, asked, late=timedelta(), release=release, decided=decided)


def _agreed(cast: Cast) -> Shown:
    return review_screens.agreed_card(_run(cast), CLIENT, [cast.task(), cast.other_task(TaskState.QUEUED)])


def _morning(cast: Cast) -> Shown:
    today = [
        Due(cast.task(TaskState.ACKNOWLEDGED), CLIENT, NOW - HOUR),
        Due(cast.other_task(TaskState.ACKNOWLEDGED), CLIENT, NOW + 5 * HOUR),
    ]
    label = {"de": "Gespräch", "en": "Talk"}
    coming = [
        Appointment(booking(cast, BookingState.CONFIRMED, starts_at=at, ends_at=at + HOUR / 2), label, who)
        for at, who in ((NOW + HOUR, cast.anna.name), (NOW + 4 * HOUR, "Otto Überreuter"))
    ]
    new, waiting = [cast.task(number=1050)], [cast.task(TaskState.WAITING, number=1051)]
    found = Morning(today, new, waiting, coming)
    return morning_screens.morning_card(cast.ben, days(NOW.date(), NOW.date(), HERE), found, NOW)


EXAMPLES = [
    Example("morning", Role.ASSISTANT, _morning),
    Example("morning-choice", Role.ASSISTANT, lambda cast: morning_screens.choice_card(cast.ben)),
    Example("client-report", Role.CLIENT, lambda cast: _monthly(cast, ())),
    Example("client-report-release", Role.MANAGER, lambda cast: _monthly(cast, (cast.anna.name,))),
    Example(
        "client-report-released",
        Role.MANAGER,
        lambda cast: _monthly(cast, (), monthly_screens.outcome(RunState.WANTED, NOW, cast.mia.name)),
    ),
    Example("review", Role.MANAGER, _review),
    Example("review-agreed-form", Role.MANAGER, lambda cast: review_screens.agreed_form(CLIENT, [cast.anna])),
    Example("review-agreed", Role.MANAGER, _agreed),
    Example("digest", Role.MANAGER, lambda cast: _digest(cast, 16, timedelta(), gaps=True)),
    Example("digest-late", Role.MANAGER, lambda cast: _digest(cast, 2, 26 * HOUR, gaps=False)),
    Example("digest-figure", Role.MANAGER, _figure),
    Example("digest-times", Role.MANAGER, lambda cast: timing.times_card(_timed(cast), WEEK)),
    Example("digest-times-each", Role.MANAGER, _each_time),
]
