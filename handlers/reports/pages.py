"""What stands in a report: headings and tables of names and numbers, whichever way they are drawn later. Every number
comes from `handlers.rules.kpi`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from handlers.chat.outgoing import Text
from handlers.chat.requests import category_label
from handlers.reports.spans import column, period_text
from handlers.rules import titles
from handlers.rules.kpi.causes import Cause
from handlers.rules.kpi.facts import Dimension
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.values import Share, percentage, rounded
from handlers.rules.sla_policy import Clock
from handlers.rules.whens import parsed
from storage.tasks import Task

HOUR, MINUTE = 3600, 60
MOST_REFS = 40

Cell = Text | str | int


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, the names of the columns, and rows of as many cells."""

    title: Text
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in groups: what each group is, what each series is, and the numbers of each series by group."""

    title: Text
    groups: tuple[Text, ...]
    series: tuple[tuple[Text, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of one period. `rows` is what its figures were made of, task by task: for programs, not in print."""

    title: Text
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    rows: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: of people, of clients, and of the categories in the settings, in their order."""

    people: Mapping[str, str]
    clients: Mapping[str, str]
    categories: Mapping[str, Text] = field(default_factory=dict)

    def category(self, name: str | None) -> Text:
        """Return what a category is called, also one that the settings know no longer, and none."""
        if not name:
            return Text("category-none")
        return self.categories.get(name) or category_label(None, name)


CLOCKS: Mapping[Clock, Text] = {
    Clock.ACKNOWLEDGE: Text("report-acknowledge"),
    Clock.FIRST_RESPONSE: Text("report-first-response"),
    Clock.NEXT_UPDATE: Text("report-next-update"),
    Clock.RESOLUTION: Text("report-resolution"),
}


def digest(
    office: str,
    now: Figures,
    before: Figures,
    names: Names,
    booked: tuple[Table, ...] = (),
    each_booked: tuple[Table, ...] = (),
) -> Report:
    """Return the office's week (or other period) beside the one before: first what needs a decision. What is `booked`
    follows the promises, each appointment of it the tasks."""
    title = Text("report-digest-title", office=office, period=period_text(now.period))
    load = [
        (names.people.get(person, person), load.open.n, load.done.n, load.minutes)
        for person, load in now.load().items()
    ]
    people = (Text("report-assistant"), Text("report-open"), Text("report-done"), Text("report-minutes"))
    return Report(
        title,
        (_chart(now, before),),
        (
            _decisions(now),
            _counts(now, before),
            _times(now, before),
            _breaches(now),
            _rework(now),
            *booked,
            *_apart(now, names),
            Table(Text("report-load"), people, tuple(sorted(load))),
            _ratings(now),
        ),
        (_all(now, names), _each_time(now), *each_booked),
    )


def client_report(
    client: str,
    now: Figures,
    before: Figures,
    done: Mapping[str, Task],
    asked: Sequence[Task] = (),
    booked: tuple[Table, ...] = (),
    hidden: Collection[str] = (),
) -> Report:
    """Return what a client reads about a period: what we need from them (`asked`), what was done, how long it took
    against the promise, how much work it was, what was `booked`. `done` are tasks by reference;
    of those whose references are `hidden` only the totals tell."""
    title = Text("report-client-title", client=client, period=period_text(now.period))
    refs = dict.fromkeys(now.done.refs)
    what_was_done = Table(
        Text("report-what-was-done"),
        (Text("report-reference"), Text("report-what")),
        tuple((ref, _called(done[ref]) if ref in done else "") for ref in refs if ref not in hidden),
    )
    questions = Table(
        Text("report-needed"),
        (Text("report-reference"), Text("report-what"), Text("report-question")),
        tuple((task.reference, _called(task), task.question or "") for task in asked),
    )
    needed = (questions,) if asked else ()
    counts, times = _counts(now, before, worked=True), _times(now, before)
    tables = (*needed, counts, times, *booked, what_was_done, _ratings(now, hidden))
    return Report(title, (_chart(now, before),), tables)


def review(
    client: str,
    now: Figures,
    before: Figures,
    agreed: Sequence[Task] = (),
    booked: tuple[Table, ...] = (),
    promised: tuple[Table, ...] = (),
) -> Report:
    """Return the page for a review meeting: what is `promised` and how it was kept, broken ones with their cause,
    rework, what was `booked`, and how what was `agreed` on before stands."""
    title = Text("report-review-title", client=client, period=period_text(now.period))
    times, counts = _times(now, before), _counts(now, before)
    tables = (_agreed(agreed), *promised, times, _breaches(now), _rework(now), counts, *booked, _ratings(now))
    return Report(title, (_chart(now, before),), tables)


def _agreed(agreed: Sequence[Task]) -> Table:
    rows = tuple((task.reference, _called(task), _wished(task), Text(f"state-{task.state}")) for task in agreed)
    head = (Text("report-reference"), Text("report-what"), Text("report-wished"), Text("report-state"))
    return Table(Text("report-agreed"), head, rows)


def _wished(task: Task) -> Text | str:
    wish = parsed(task.wished) if task.wished else None
    return "–" if wish is None else Text("when", when=wish)


def _called(task: Task) -> Text | str:
    return titles.called(task.title, task.words, task.files)


def _all(now: Figures, names: Names) -> Table:
    """Return every task of the period, and what it is counted as."""
    head = (
        *(Text("report-reference"), Text("report-client"), Text("report-assistant"), Text("report-category")),
        *(Text("report-received"), Text("report-came-back"), Text("report-done"), Text("report-cancelled")),
        *(Text("report-open"), Text("report-overdue"), Text("report-breaches"), Text("report-rework")),
        *(Text("report-minutes"), Text("report-stars")),
    )
    rows = tuple(
        (
            task.subject.ref,
            names.clients.get(task.subject.client or "", ""),
            names.people.get(task.subject.assistant or "", ""),
            names.category(task.subject.category),
            *(int(task.received), task.came_back, task.done, task.cancelled),
            *(int(task.is_open), int(task.late_since is not None), len(task.breaches), len(task.complaints)),
            *(task.minutes, task.ratings[-1].stars if task.ratings else ""),
        )
        for task in now.tasks
    )
    return Table(Text("report-all"), head, rows)


def _each_time(now: Figures) -> Table:
    """Return what percentiles are made of: how long every promise took that was met in the period."""
    head = (Text("report-reference"), Text("report-clock"), Text("report-seconds"))
    rows = ((ref, name, seconds) for clock, name in CLOCKS.items() for seconds, ref in now.timing(clock).spread.values)
    return Table(Text("report-each-time"), head, tuple(rows))


def _apart(now: Figures, names: Names) -> tuple[Table, ...]:
    """Return the same figures by client, in the order of their names; by category, in the order of the settings, those
    that they know no longer and none behind them; and by platform."""
    late = (Text("report-received"), Text("report-done"), Text("report-open"), Text("report-overdue"))
    called: Mapping[Dimension, Callable[[str | None], Cell]] = {
        Dimension.CLIENT: lambda client: names.clients.get(client or "", Text("report-nobody")),
        Dimension.CATEGORY: names.category,
        Dimension.PLATFORM: lambda platform: Text(f"platform-{platform}") if platform else "–",
    }
    settled = list(names.categories)
    places: Mapping[Dimension, Callable[[str | None], tuple[int, str]]] = {
        Dimension.CLIENT: lambda client: (0, names.clients.get(client or "", "").casefold()),
        Dimension.CATEGORY: lambda kind: (settled.index(kind) if kind in settled else len(settled), kind or "\uffff"),
        Dimension.PLATFORM: lambda platform: (0, platform or "\uffff"),
    }
    return tuple(
        Table(
            Text(f"report-by-{dimension}"),
            (Text(f"report-{dimension}"), *late, Text("report-p50"), Text("report-in-time")),
            tuple((name(value), *_row(parts[value])) for value in sorted(parts, key=places[dimension])),
        )
        for dimension, name in called.items()
        for parts in [now.by(dimension)]
    )


def _row(part: Figures) -> tuple[Cell, ...]:
    timing = part.timing(Clock.RESOLUTION)
    counts = (part.received.n, part.done.n, part.open.n, len(part.overdue()))
    return *counts, duration(timing.spread.p50), share(timing.in_target)


def _decisions(now: Figures) -> Table:
    overdue = tuple(ref for ref, _ in now.overdue())
    kinds = (
        (Text("report-overdue"), overdue),
        (Text("report-at-risk"), now.at_risk().refs),
        (Text("report-unassigned"), now.unassigned().refs),
    )
    head = (Text("report-what"), Text("report-n"), Text("report-reference"))
    return Table(Text("report-decisions"), head, tuple((what, len(refs), _refs(refs)) for what, refs in kinds))


def _counted(found: Figures) -> tuple[int, ...]:
    return (found.was_open.n, found.received.n, found.came_back.n, found.done.n, found.cancelled.n, found.open.n)


def _counts(now: Figures, before: Figures, *, worked: bool = False) -> Table:
    what = (
        Text("report-was-open"),
        Text("report-received"),
        Text("report-came-back"),
        Text("report-done"),
        Text("report-cancelled"),
        Text("report-open"),
    )
    rows: list[tuple[Cell, ...]] = list(zip(what, _counted(now), _counted(before), strict=True))
    rows.append((Text("report-continuity"), share(now.continuity()), share(before.continuity())))
    if not worked:
        rows.append((Text("report-error-rate"), share(now.rework()), share(before.rework())))
        turns = [each.turns() for each in (now, before)]
        rows.append((Text("report-turn-office"), *(duration(each.office) for each in turns)))
        rows.append((Text("report-turn-client"), *(duration(each.client) for each in turns)))
    minutes = [sum(value for value, _ in each.minutes().values) for each in (now, before)]
    if worked and any(minutes):
        rows.append((Text("report-worked"), *(duration(value * MINUTE) for value in minutes)))
    return Table(Text("report-counts"), _head(now, before), tuple(rows))


def _times(now: Figures, before: Figures) -> Table:
    head = (Text("report-clock"), Text("report-n"), "p50", "p90", Text("report-in-time"), Text("report-in-time-before"))
    rows = []
    for clock, name in CLOCKS.items():
        timing, earlier = now.timing(clock), before.timing(clock).in_target
        spread = timing.spread
        times = (duration(spread.p50), duration(spread.p90))
        rows.append((name, spread.n, *times, share(timing.in_target), share(earlier)))
    return Table(Text("report-times"), head, tuple(rows))


def _breaches(now: Figures) -> Table:
    found: dict[tuple[Clock, Cause], list[str]] = {}
    for each in now.breaches():
        found.setdefault((each.clock, each.cause), []).append(each.ref)
    head = (Text("report-clock"), Text("report-cause"), Text("report-n"), Text("report-reference"))
    ordered = sorted(found.items(), key=lambda each: -len(each[1]))
    rows = tuple(
        (CLOCKS[clock], Text(f"report-cause-{cause}"), len(refs), _refs(refs)) for (clock, cause), refs in ordered
    )
    return Table(Text("report-breaches"), head, rows)


def _rework(now: Figures) -> Table:
    """Return why results were sent back."""
    head = (Text("report-reason"), Text("report-n"), Text("report-reference"))
    reasons = now.complaints().items()
    rows = tuple((Text(f"complaint-{kind}"), count.n, _refs(count.refs)) for kind, count in reasons)
    return Table(Text("report-rework"), head, rows)


def _ratings(now: Figures, hidden: Collection[str] = ()) -> Table:
    """Return what was said of results, except of those whose references are `hidden`."""
    ratings = now.ratings()
    head = (Text("report-reference"), Text("report-stars"), Text("report-words"))
    spoken = sorted({*ratings.low, *ratings.words}, key=lambda each: (each.stars, each.ref))
    told = [each for each in spoken if each.ref not in hidden]
    rows: list[tuple[Cell, ...]] = [(each.ref, each.stars, each.words or "") for each in told]
    mean = "–" if ratings.stars.mean is None else mean_of(ratings.stars.mean)
    if ratings.stars.n:
        rows.append((Text("report-mean", n=ratings.stars.n), mean, ""))
    return Table(Text("report-ratings"), head, tuple(rows))


def _chart(now: Figures, before: Figures) -> Chart:
    groups = (Text("report-received"), Text("report-done"), Text("report-open"), Text("report-overdue"))
    series = tuple(
        (column(each.period), (each.received.n, each.done.n, each.open.n, len(each.overdue())))
        for each in (before, now)
    )
    return Chart(Text("report-chart"), groups, series)


def _head(now: Figures, before: Figures) -> tuple[Cell, ...]:
    return Text("report-what"), column(now.period), column(before.period)


def share(found: Share) -> Text:
    """Return a share as people read it: with n, with a percentage only of enough, and of nothing a dash; "none" would
    read as none of them."""
    return share_of(len(found.part), found.n)


def share_of(part: int, n: int) -> Text:
    """Return `part` of `n` the same way."""
    percent = percentage(part, n)
    if not n:
        return Text("report-no-share")
    return (
        Text("report-share-few", part=part, n=n)
        if percent is None
        else Text("report-share", percent=rounded(percent), n=n)
    )


def mean_of(mean: Fraction) -> Text:
    """Return an average as people read it, to a tenth, half up."""
    tenths = int(mean * 10 + Fraction(1, 2))
    return Text("digest-mean", whole=tenths // 10, tenth=tenths % 10)


def duration(seconds: int | None) -> str:
    """Return seconds as hours and minutes."""
    if seconds is None:
        return "–"
    span = abs(seconds)
    return f"{'−' if seconds < 0 else ''}{span // HOUR}:{span % HOUR // MINUTE:02} h"


def _refs(refs: Sequence[str]) -> str:
    shown = ", ".join(refs[:MOST_REFS])
    return f"{shown} …" if len(refs) > MOST_REFS else shown
