"""How long promises took and which were kept, in chat: each clock in figures, followed down to the requests. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import product

from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Text
from handlers.chat.paging import Page
from handlers.reports.pages import duration, share_of
from handlers.reports.spans import period_text
from handlers.rules import titles
from handlers.rules.kpi.causes import Cause
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.periods import Period
from handlers.rules.sla_policy import Clock
from storage.report_runs import ReportRun
from storage.tasks import Task

TIMES = "reports.times"
KEPT, MISSED = "kept", "missed"
_NO_P90 = -1  # of too few


def found_of(now: Figures, most: int) -> dict[str, list[int]]:
    """Return what the times of a period were made of, by clock, at most so many of each: the numbers of the requests,
    longest first, and their seconds; those whose promise was kept, and not; and the figures themselves."""
    found: dict[str, list[int]] = {}
    for clock in Clock:
        spread, share = now.timing(clock).spread, now.timing(clock).in_target
        if not (spread.n or share.n):
            continue
        longest = spread.values[::-1][:most]
        missed = Counter(share.of) - Counter(share.part)
        p90 = _NO_P90 if spread.p90 is None else spread.p90
        found |= {
            f"figures-{clock}": [spread.n, spread.p50 or 0, p90, len(share.part), share.n],
            f"time-{clock}": [_number(ref) for _, ref in longest],
            f"seconds-{clock}": [seconds for seconds, _ in longest],
            f"{KEPT}-{clock}": [_number(ref) for ref in share.part[:most]],
            f"{MISSED}-{clock}": [_number(ref) for ref in [*missed.elements()][:most]],
        }
    for each in now.breaches()[:most]:
        found.setdefault(_broken(each.clock, each.cause), []).append(_number(each.ref))
    return {name: numbers for name, numbers in found.items() if numbers}


def way(run: ReportRun) -> list[Button]:
    """Return the button that leads from a report to its times, none where it has none."""
    has = any(f"figures-{clock}" in run.found for clock in Clock)
    return [Button(Text("digest-times"), TIMES, run.id)] if has else []


def times_card(run: ReportRun, period: Period) -> Card:
    """Return each clock in figures, with what they were made of one press away."""
    lines, buttons = [], []
    for clock in Clock:
        if (figures := run.found.get(f"figures-{clock}")) is None:
            continue
        n, p50, p90, kept, decided = figures
        name = _clock(clock)
        if n:
            how = "few" if p90 == _NO_P90 else "many"
            lines.append(Text("digest-took", clock=name, count=n, half=duration(p50), most=duration(p90), how=how))
            buttons.append(Button(Text("digest-took-each", clock=name, count=n), TIMES, f"{run.id}:{clock}"))
        if decided:
            lines.append(Text("digest-kept-share", clock=name, share=share_of(kept, decided)))
        buttons += [
            Button(named(f"{how}-{clock}", count), "reports.show", f"{run.id}:{how}-{clock}")
            for how, count in ((KEPT, kept), (MISSED, decided - kept))
            if count
        ]
    title = Text("digest-figure", what=Text("digest-times"), period=period_text(period))
    return Card(f"times:{run.id}", title, lines, buttons)


def each_card(
    run: ReportRun, clock: Clock, period: Period, shown: Page[tuple[int, int]], tasks: Mapping[int, Task]
) -> Card:
    """Return how long a clock took of each request, a page of it (number, seconds), longest first. What is not among
    the `tasks` (by number) may not be shown: how much, is said."""
    lines = [_took(tasks[number], seconds) for number, seconds in shown.items if number in tasks]
    if len(lines) < len(shown.items):
        lines.append(Text("digest-not-shown", count=len(shown.items) - len(lines)))
    count, listed = run.found[f"figures-{clock}"][0], len(run.found[f"time-{clock}"])
    if listed < count:
        lines.insert(0, Text("digest-first-of", shown=listed, count=count))
    title = Text("digest-took-each", clock=_clock(clock), count=count)
    turning = paging.turning(shown, TIMES, f"{run.id}:{clock}")
    return Card(
        f"figure:{run.id}",
        Text("digest-figure", what=title, period=period_text(period)),
        [*lines, *paging.where(shown)],
        [*(Button(Text("show-this", ref=task.reference), "tasks.sheet", task.id) for task in tasks.values()), *turning],
    )


def each(run: ReportRun, clock: Clock) -> Sequence[tuple[int, int]]:
    """Return how long a clock took of each request (number, seconds), longest first."""
    return list(zip(run.found[f"time-{clock}"], run.found[f"seconds-{clock}"], strict=True))


def why_broken(run: ReportRun) -> Mapping[int, Text]:
    """Return which promises of a request (by number) were broken, and where it lay then."""
    found: dict[int, list[Text]] = {}
    for clock, cause in product(Clock, Cause):
        how = Text("digest-broken-how", clock=_clock(clock), cause=Text(f"report-cause-{cause}"))
        for number in run.found.get(_broken(clock, cause), ()):
            found.setdefault(number, []).append(how)
    return {number: reduce(_and, hows) for number, hows in found.items()}


def named(figure: str, count: int) -> Text:
    """Return what `kept-CLOCK` or `missed-CLOCK` is called."""
    how, _, clock = figure.partition("-")
    return Text("digest-kept" if how == KEPT else "digest-missed", clock=_clock(Clock(clock)), count=count)


def of_clock(run: ReportRun, figure: str) -> int:
    """Return of how many promises `kept-CLOCK` or `missed-CLOCK` is, however many of them are kept; 0 for others."""
    if not is_of_clock(figure):
        return 0
    how, _, clock = figure.partition("-")
    *_, kept, decided = run.found[f"figures-{clock}"]
    return kept if how == KEPT else decided - kept


def is_of_clock(figure: str) -> bool:
    """Whether a figure is one that `named` knows."""
    return figure.partition("-")[0] in {KEPT, MISSED}


def _and(before: Text, last: Text) -> Text:
    return Text("list-comma", first=before, last=last)


def _broken(clock: Clock, cause: Cause) -> str:
    return f"broken-{clock}-{cause}"


def _took(task: Task, seconds: int) -> Text:
    called = titles.called(task.title, task.words, task.files)
    return Text("digest-took-line", span=duration(seconds), ref=task.reference, words=called)


def _clock(clock: Clock) -> Text:
    return Text(f"digest-clock-{clock}")


def _number(ref: str) -> int:
    return int(ref.removeprefix("T-"))
