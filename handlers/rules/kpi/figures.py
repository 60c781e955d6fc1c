"""Every figure the office prints: sums over what single tasks have to say about a period, each with what it was made
of. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from handlers.rules.kpi.coverage import Ask
from handlers.rules.kpi.facts import Dimension, TaskFacts
from handlers.rules.kpi.measure import Breach, Measured, Rated, measure_each
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import Count, Share, Spread
from handlers.rules.sla_policy import Clock
from handlers.rules.turns import Turns
from storage.vocabulary import TaskState

LOW_STARS = 2


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a clock took (open seconds of the rounds met in the period), and which of the promises decided in the
    period were kept."""

    spread: Spread
    in_target: Share


@dataclass(frozen=True, slots=True)
class Ratings:
    """What clients said: all stars with their reference, how often each number of stars, and the low ones with their
    words, worst first."""

    stars: Spread
    counts: Mapping[int, int]
    low: tuple[Rated, ...]
    words: tuple[Rated, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What an assistant has and did: open at the end, done in the period, and minutes noted for it."""

    open: Count
    done: Count
    minutes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in figures, for all tasks or some. These add up: `was_open` + `received` + `came_back` − `done` −
    `cancelled` = `open`; each counts a task as often as that happened to it."""

    period: Period
    tasks: tuple[Measured, ...]
    was_open: Count = field(init=False)
    received: Count = field(init=False)
    came_back: Count = field(init=False)
    done: Count = field(init=False)
    cancelled: Count = field(init=False)
    open: Count = field(init=False)
    acknowledged: Count = field(init=False)

    def __post_init__(self) -> None:
        """Count what the rest stands on."""
        counted: Mapping[str, Callable[[Measured], int]] = {
            "was_open": lambda task: task.was_open,
            "received": lambda task: task.received,
            "came_back": lambda task: task.came_back,
            "done": lambda task: task.done,
            "cancelled": lambda task: task.cancelled,
            "open": lambda task: task.is_open,
            "acknowledged": lambda task: task.acknowledged,
        }
        for name, times in counted.items():
            object.__setattr__(self, name, self._count(times))

    # --- what needs a decision ---

    def overdue(self) -> list[tuple[str, datetime]]:
        """Return what is overdue at the end and since when (UTC), longest first, however old."""
        late = [(task.subject.ref, task.late_since) for task in self.tasks]
        return sorted(((ref, at) for ref, at in late if at is not None), key=lambda one: (one[1], one[0]))

    def at_risk(self) -> Count:
        """Return what is open and not overdue, with a warning of a promise passed."""
        return self._count(lambda task: task.at_risk and task.late_since is None)

    def unassigned(self) -> Count:
        """Return what is open and nobody has."""
        return self._count(lambda task: task.state is TaskState.QUEUED)

    # --- promises ---

    def timing(self, clock: Clock) -> Timing:
        """Return how long one clock took, and how many of its promises were kept."""
        found = [(task.subject.ref, task.times[clock]) for task in self.tasks if clock in task.times]
        decided = [(ref, kept) for ref, times in found for kept in times.kept]
        return Timing(
            Spread.of((seconds, ref) for ref, times in found for seconds in times.seconds),
            Share(tuple(ref for ref, kept in decided if kept), tuple(ref for ref, _ in decided)),
        )

    def breaches(self) -> list[Breach]:
        """Return every promise broken in the period, in the order of time."""
        return sorted(chain.from_iterable(task.breaches for task in self.tasks), key=lambda each: (each.at, each.ref))

    def asks(self) -> list[Ask]:
        """Return every request of which the period decided whether it was answered as promised, for its `coverage`."""
        return [task.asked for task in self.tasks if task.asked is not None]

    # --- quality ---

    def rework(self) -> Share:
        """Return the error rate: of the results that their clients decided on in the period, by word or by silence,
        those sent back. Each result is decided on once; what is opened again later is new work and no error."""
        sent_back = self._count(lambda task: len(task.complaints))
        decided = self._count(lambda task: len(task.complaints) + task.accepted)
        return Share(sent_back.refs, decided.refs)

    def complaints(self) -> Mapping[str, Count]:
        """Return what was sent back, by the kind of the complaint; most frequent first, then by name."""
        found: dict[str, list[str]] = {}
        for task in self.tasks:
            for complaint in task.complaints:
                found.setdefault(complaint, []).append(task.subject.ref)
        ordered = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
        return {complaint: Count(tuple(refs)) for complaint, refs in ordered}

    def reopened(self) -> Count:
        """Return what was opened again as new work."""
        return self._count(lambda task: task.reopened)

    def ratings(self) -> Ratings:
        """Return what clients said of results, by when they first did; words, also for stars from before the period, by
        when they came."""
        all_ = _by_stars(chain.from_iterable(task.ratings for task in self.tasks))
        later = chain.from_iterable(task.worded for task in self.tasks)
        return Ratings(
            Spread.of((each.stars, each.ref) for each in all_),
            dict(sorted(Counter(each.stars for each in all_).items())),
            tuple(each for each in all_ if each.stars <= LOW_STARS),
            tuple(_by_stars([*(each for each in all_ if each.words), *later])),
        )

    # --- work ---

    def turns(self) -> Turns:
        """Return whose turn it was, in whole seconds of all tasks together."""
        return Turns(
            sum(task.turns.office for task in self.tasks),
            sum(task.turns.client for task in self.tasks),
            sum(task.turns.outside for task in self.tasks),
        )

    def minutes(self) -> Spread:
        """Return the minutes noted in the period, by task; below zero where more of an earlier one was put right."""
        return Spread.of((task.minutes, task.subject.ref) for task in self.tasks if task.minutes)

    def load(self) -> Mapping[str, Load]:
        """Return the load of each assistant (id), in no order of merit: results count for who made them, the minutes of
        a task and what is open for who has it."""
        opened, done = self.by(Dimension.ASSISTANT), _done_by(self.tasks)
        people = sorted({person for person in (*opened, *done) if person is not None})
        return {
            person: Load(
                opened[person].open if person in opened else Count(),
                Count(tuple(done.get(person, ()))),
                sum(task.minutes for task in opened[person].tasks) if person in opened else 0,
            )
            for person in people
        }

    def continuity(self, known: Mapping[str, str] | None = None) -> Share:
        """Return how many of the results were made by the person their client knows: the one of `known` (client id to
        assistant id), else who made most of the client's results in the period, of equals the first by id. What
        belongs to no client is left out."""
        part: list[str] = []
        all_: list[str] = []
        for client, figures in self.by(Dimension.CLIENT).items():
            makers = [(by, task.subject.ref) for task in figures.tasks for by in task.done_by if by]
            if client is None or not makers:
                continue
            person = (known or {}).get(client) or _most_frequent([by for by, _ in makers])
            all_ += [ref for _, ref in makers]
            part += [ref for by, ref in makers if by == person]
        return Share(tuple(part), tuple(all_))

    # --- drilling down ---

    def by(self, dimension: Dimension) -> Mapping[str | None, Figures]:
        """Return the same figures for each value of a dimension, by its name and those without last: together they have
        exactly the tasks of all."""
        groups: dict[str | None, list[Measured]] = {}
        for task in self.tasks:
            groups.setdefault(task.subject.under(dimension), []).append(task)
        ordered = sorted(groups.items(), key=lambda each: (each[0] is None, each[0] or ""))
        return {name: replace(self, tasks=tuple(tasks)) for name, tasks in ordered}

    def only(self, dimension: Dimension, value: str | None) -> Figures:
        """Return the same figures for one value of a dimension."""
        return replace(self, tasks=tuple(task for task in self.tasks if task.subject.under(dimension) == value))

    def _count(self, times: Callable[[Measured], int]) -> Count:
        return Count(tuple(task.subject.ref for task in self.tasks if (n := times(task)) for _ in range(n)))


def figures(tasks: Iterable[TaskFacts], periods: Sequence[Period], now: datetime) -> list[Figures]:
    """Return the figures of each period as known at `now` (UTC). The tasks may come as a stream: each is read once and
    not kept."""
    found: list[list[Measured]] = [[] for _ in periods]
    for task in tasks:
        for place, part in measure_each(task, periods, now):
            found[place].append(part)
    return [Figures(period, tuple(measured)) for period, measured in zip(periods, found, strict=True)]


def _done_by(tasks: Sequence[Measured]) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for by, ref in _makers(tasks):
        found.setdefault(by, []).append(ref)
    return found


def _makers(tasks: Sequence[Measured]) -> Iterator[tuple[str | None, str]]:
    return ((by, task.subject.ref) for task in tasks for by in task.done_by)


def _most_frequent(names: Sequence[str]) -> str:
    counted = Counter(names)
    return min(counted, key=lambda name: (-counted[name], name))


def _by_stars(ratings: Iterable[Rated]) -> list[Rated]:
    return sorted(ratings, key=lambda each: (each.stars, each.ref))
