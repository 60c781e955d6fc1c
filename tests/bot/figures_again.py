"""Figures computed a second time, another way: from the raw rows of the SQLite file, with plain SQL where that can, and
by walking along a list of open hours where it can't. Knows nothing of the office's rules but their wording."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
WINDOWS = dict.fromkeys(range(4), ((8, 12), (13, 17))) | {4: ((8, 14),)}
HOUR = 3_600_000
STANDARD = {"acknowledge": HOUR, "first-response": 4 * HOUR, "next-update": 12 * HOUR, "resolution": 12 * HOUR}
PRESSING = {"acknowledge": HOUR // 4, "first-response": HOUR, "resolution": 8 * HOUR}
ANSWERS = ("asked", "staff-said")
BACK = ("sent-back", "reopened")
BEGINS = {
    "acknowledge": ("filed", "assigned", "declined", *BACK),
    "first-response": ("filed",),
    "next-update": ("filed", *ANSWERS, *BACK),
    "resolution": ("filed", "reopened"),
}
ENDS = {
    "acknowledge": ("acknowledged", "done"),
    "first-response": (*ANSWERS, "done"),
    "next-update": (*ANSWERS, "done"),
    "resolution": ("done",),
}
STANDS = ("next-update", "resolution")
Span = tuple[int, int]


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _open_hours() -> list[Span]:
    """Return when the office is open from July to December 2026, in milliseconds since 1970; no holiday of Bavaria is
    on a working day but those of Christmas."""
    found = []
    for number in range(184):
        day = date(2026, 7, 1) + timedelta(days=number)
        for begin, end in WINDOWS.get(day.weekday(), ()):
            edges = [datetime.combine(day, time(hour), BERLIN) for hour in (begin, end)]
            found.append((_milliseconds(edges[0]), _milliseconds(edges[1])))
    return found


OPEN = _open_hours()
STARTS, ENDINGS = [span[0] for span in OPEN], [span[1] for span in OPEN]


def open_spans(begin: int, end: int, cuts: list[Span]) -> Iterator[Span]:
    """Yield what is open of a stretch of time outside of cuts."""
    for span in OPEN[bisect_right(ENDINGS, begin) : bisect_left(STARTS, end)]:
        parts = [(max(span[0], begin), min(span[1], end))]
        for cut in cuts:
            left = [(b, min(e, cut[0])) for b, e in parts] + [(max(b, cut[1]), e) for b, e in parts]
            parts = sorted({(b, e) for b, e in left if b < e})
        yield from parts


def worked(begin: int, end: int, cuts: list[Span]) -> int:
    """Return the open milliseconds of it."""
    merged: list[Span] = []
    for cut in sorted(cut for cut in cuts if cut[0] < cut[1]):
        if merged and cut[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(cut[1], merged[-1][1]))
        else:
            merged.append(cut)
    return sum(e - b for b, e in open_spans(begin, end, merged))


def due_at(begin: int, budget: int, cuts: list[Span]) -> int:
    """Return when a budget of open milliseconds is used up."""
    far = OPEN[-1][1]
    low, high = begin, far
    while low < high:  # the first moment by which so much was worked
        middle = (low + high) // 2
        low, high = (low, middle) if worked(begin, middle, cuts) >= budget else (middle + 1, high)
    return low


@dataclass
class Told:
    """A task as the rows tell it: its lines are (milliseconds, move, by, facts)."""

    ref: str
    client: str
    assistant: str
    pressing: bool
    lines: list[tuple[int, str, str | None, dict[str, Any]]]

    def stops(self, kinds: str, until: int) -> list[Span]:
        """Return when it was waited for the client (w), put aside (p) or finished (f), as known at `until`."""
        begun: dict[str, int] = {}
        found: list[Span] = []
        starts = {"asked": "w", "paused": "p", "done": "f"}
        over = {
            "client-said": "w",
            "resumed": "wp",
            "assigned": "wp",
            "declined": "wp",
            "cancelled": "wp",
            "done": "wp",
        }
        over |= dict.fromkeys(BACK, "f")
        for at, move, _, _ in self.lines:
            if at > until:
                break
            for kind in over.get(move, ""):
                if kind in begun:
                    found.append((begun.pop(kind), at)) if kind in kinds else begun.pop(kind)
            if move in starts:
                begun.setdefault(starts[move], at)
        return found + [(at, until) for kind, at in begun.items() if kind in kinds]

    def rounds(self, clock: str, until: int) -> list[tuple[int, int | None, bool]]:
        """Return from when to when a clock ran, and whether it was met."""
        found: list[tuple[int, int | None, bool]] = []
        finished = False
        for at, move, _, _ in self.lines:
            if at > until:
                break
            if found and found[-1][1] is None and move in (*ENDS[clock], "cancelled"):
                found[-1] = (found[-1][0], at, move != "cancelled")
            if move in ("done", "cancelled"):
                finished = True
            if move in BACK:
                finished = False
            if clock == "resolution" and move == "sent-back":
                found[-1] = (found[-1][0], None, False)
            elif move in BEGINS[clock] and not finished and not (found and found[-1][1] is None):
                found.append((at, None, False))
        return found


@dataclass
class Appointed:
    """Appointments by reference: when they were to take place, how long ahead they were booked (seconds), who did not
    come of whom, what was cancelled and what of that too late."""

    due: list[str] = field(default_factory=list)
    lead: list[tuple[int, str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)


class Again:
    """The figures of an office in a file, of one period in milliseconds since 1970, `end` excluded."""

    def __init__(self, file: Path, begin: datetime, end: datetime, client: str | None = None) -> None:
        self.begin, self.end = _milliseconds(begin), _milliseconds(end)
        self.rows = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self.client = client
        self.tasks = self._tasks()
        self.until = self.end - 1

    def close(self) -> None:
        """Give the file back."""
        self.rows.close()

    def _tasks(self) -> list[Told]:
        lines: dict[str, list[tuple[int, str, str | None, dict[str, Any]]]] = {}
        steps = 'SELECT task_id, at, move, "by", facts FROM task_history ORDER BY at, id'
        for task, at, move, by, facts in self.rows.execute(steps):
            lines.setdefault(task, []).append((at, move, by, json.loads(facts[1:])))
        found = self.rows.execute("SELECT id, number, client_id, assistant_id, priority FROM tasks ORDER BY id")
        return [
            Told(f"T-{number}", client, assistant, priority in ("high", "urgent"), lines[key])
            for key, number, client, assistant, priority in found
            if self.client in (None, client)
        ]

    def count(self, *moves: str, before: bool = False, distinct: bool = False) -> int:
        """Return how many lines there are in the period (or before it), by SQL."""
        places = ",".join("?" * len(moves))
        what = "DISTINCT task_id" if distinct else "*"
        sql = f"SELECT count({what}) FROM task_history h JOIN tasks t ON t.id = h.task_id WHERE move IN ({places})"
        since, until = (0, self.begin) if before else (self.begin, self.end)
        sql += " AND at >= ? AND at < ?" + (" AND t.client_id = ?" if self.client else "")
        values = [*moves, since, until, *([self.client] if self.client else [])]
        return int(self.rows.execute(sql, values).fetchone()[0])

    def balance(self) -> dict[str, int]:
        """Return what must add up, from counts alone."""
        came = self.count("filed", *BACK, before=True) - self.count("done", "cancelled", before=True)
        now = self.count("filed", *BACK) - self.count("done", "cancelled")
        return {
            "was_open": came,
            "received": self.count("filed"),
            "came_back": self.count(*BACK),
            "done": self.count("done"),
            "cancelled": self.count("cancelled"),
            "open": came + now,
            "acknowledged": self.count("acknowledged", distinct=True),
        }

    def clock(self, clock: str) -> tuple[list[tuple[int, str]], Counter[tuple[str, bool]], set[tuple[str, int]]]:
        """Return seconds with their references in order, which promises were kept or not, and the breaches."""
        seconds: list[tuple[int, str]] = []
        decided: Counter[tuple[str, bool]] = Counter()
        breaches: set[tuple[str, int]] = set()
        for task in self.tasks:
            budget = (PRESSING if task.pressing else STANDARD).get(clock)
            for begin, ended, met in task.rounds(clock, self.until):
                end = self.until if ended is None else ended
                cuts = task.stops("wpf", end) if clock in STANDS else []
                if met and self.begin <= end < self.end:
                    seconds.append((worked(begin, end, cuts) // 1000, task.ref))
                if budget is None:
                    continue
                if worked(begin, end, cuts) > budget or (ended is None and worked(begin, end + 1, cuts) >= budget):
                    due = due_at(begin, budget, cuts)
                    if self.begin <= due < self.end:
                        decided[task.ref, False] += 1
                        breaches.add((task.ref, due))
                elif met and self.begin <= end < self.end:
                    decided[task.ref, True] += 1
        return sorted(seconds), decided, breaches

    def turns(self) -> tuple[int, int, int]:
        """Return the seconds of office, client and closed hours."""
        sums = [0, 0, 0]
        for task in self.tasks:
            edges = [
                (at, move in ("filed", *BACK))
                for at, move, _, _ in task.lines
                if at < self.end and move in ("filed", *BACK, "done", "cancelled")
            ]
            ends = [*(at for at, _ in edges[1:]), self.end]
            for (begun, is_open), ended in zip(edges, ends, strict=False):
                begin = max(begun, self.begin)
                if is_open and ended > begin:
                    theirs = task.stops("wf", ended)
                    opened, office = worked(begin, ended, []) // 1000, worked(begin, ended, theirs) // 1000
                    sums[0] += office
                    sums[1] += opened - office
                    sums[2] += (ended - begin) // 1000 - opened
        return sums[0], sums[1], sums[2]

    def _elsewhere(self, person: str) -> list[Span]:
        """Return when somebody worked in no team: before, between and after their memberships."""
        found = self.rows.execute(
            "SELECT since, coalesce(until, ?) FROM memberships WHERE person_id = ? AND role IN ('assistant', 'lead')"
            " AND team_id IS NOT NULL ORDER BY since",
            (OPEN[-1][1], person),
        )
        spans = [(OPEN[0][0], OPEN[0][0]), *found, (OPEN[-1][1], OPEN[-1][1])]
        return [(left, came) for (_, left), (came, _) in pairwise(spans) if left < came]

    def reach(self) -> tuple[int, int, Counter[str], Counter[str]]:
        """Return the open seconds of the period, those in which not everybody was away, and of the requests of open
        hours whose first answer was decided in it all, and those answered in time."""
        away: dict[str, list[Span]] = {}
        for (person,) in self.rows.execute("SELECT id FROM people WHERE role = 'assistant'"):
            found = self.rows.execute("SELECT starts_at, ends_at FROM absences WHERE person_id = ?", (person,))
            away[person] = [(begin, end) for begin, end in found] + self._elsewhere(person)
        edges = sorted({edge for spans in away.values() for span in spans for edge in span})
        nobody = [
            (begin, end)
            for begin, end in pairwise(edges)
            if all(any(b <= begin and end <= e for b, e in spans) for spans in away.values())
        ]
        all_: Counter[str] = Counter()
        good: Counter[str] = Counter()
        for task in self.tasks:
            asked = task.lines[0][0]
            answered = next((at for at, move, *_ in task.lines if move in ENDS["first-response"]), None)
            over = next((at for at, move, *_ in task.lines if move == "cancelled"), None)
            due = due_at(asked, (PRESSING if task.pressing else STANDARD)["first-response"], [])
            if not any(True for _ in open_spans(asked, asked + 1, [])) or (over is not None and over <= due):
                continue
            decided = due if answered is None else min(due, answered)
            if self.begin <= decided < self.end:
                all_[task.ref] += 1
                good[task.ref] += answered is not None and answered <= due
        opened, staffed = (worked(self.begin, self.end, cuts) // 1000 for cuts in ([], nobody))
        return opened, staffed, all_, +good

    def lines(self, *moves: str) -> Iterator[tuple[Told, int, str, str | None, dict[str, Any]]]:
        """Yield the lines of the period with these moves."""
        for task in self.tasks:
            for at, move, by, facts in task.lines:
                if move in moves and self.begin <= at < self.end:
                    yield task, at, move, by, facts

    def rework(self) -> tuple[int, int]:
        """Return how many results were sent back, of how many that were decided on."""
        return self.count("sent-back"), self.count("sent-back", "accepted", "closed-by-silence")

    def stars(self) -> Counter[int]:
        """Return how often each number of stars was given: the last word about a result counts, when it was first
        spoken of."""
        found: Counter[int] = Counter()
        for task in self.tasks:
            given: tuple[int, int] | None = None
            for at, move, _, facts in [*task.lines, (self.end, "end", None, {})]:
                if move == "rated" and at < self.end:
                    given = (given[0] if given else at, int(facts["stars"]))
                elif move in ("done", "end") and given:
                    found[given[1]] += self.begin <= given[0] < self.end
                    given = None
        return found

    def minutes(self) -> int:
        """Return the minutes noted in the period: what all results have at its end, less what they had at its begin."""
        return sum(_noted(task, self.end) - _noted(task, self.begin) for task in self.tasks)

    def open_with(self) -> Counter[str]:
        """Return how many requests each assistant has at the end: the last who was given it or took it."""
        found: Counter[str] = Counter()
        for task in self.tasks:
            whose: str | None = None
            is_open = False
            for at, move, by, facts in task.lines:
                if at >= self.end:
                    break
                if move in ("filed", *BACK):
                    is_open = True
                if move in ("done", "cancelled"):
                    is_open = False
                if move in ("declined", "given-back", *BACK):
                    whose = None
                elif move in ("assigned", "acknowledged"):
                    whose = facts["to"] if move == "assigned" else by
            if is_open and whose is not None:
                found[whose] += 1
        return found

    def came_on(self) -> Counter[str]:
        """Return how many requests of the period came on each platform."""
        return Counter(facts["platform"] for *_, facts in self.lines("filed"))

    def done_by(self) -> Counter[tuple[str, str | None]]:
        """Return how many results each assistant made for each client."""
        return Counter((task.client, by) for task, _, _, by, _ in self.lines("done"))

    def appointments(self) -> Appointed:
        """Return what became of appointments in the period."""
        found = Appointed()
        sql = "SELECT id, number, client_id, starts_at FROM bookings ORDER BY number"
        for key, number, client, starts in self.rows.execute(sql).fetchall():
            if self.client in (None, client):
                self._add(found, f"A-{number}", starts, self._lines_of(key))
        return found

    def _lines_of(self, key: str) -> list[tuple[int, str, dict[str, Any]]]:
        sql = "SELECT at, move, facts FROM booking_history WHERE booking_id = ? ORDER BY id"
        return [(at, move, json.loads(facts[1:])) for at, move, facts in self.rows.execute(sql, (key,))]

    def _add(self, found: Appointed, ref: str, starts: int, lines: list[tuple[int, str, dict[str, Any]]]) -> None:
        moved = [(at, datetime.fromisoformat(facts["from"])) for at, move, facts in lines if move == "move"]
        begins = [*(_milliseconds(was) for _, was in moved), starts]
        gone = next((at for at, move, _ in lines if move == "cancel"), OPEN[-1][1])
        edges = [0, *(at for at, _ in moved), gone]
        for (since, until), begin in zip(pairwise(edges), begins, strict=True):
            if since <= begin < until and self._is_in(begin):
                found.due.append(ref)
        times = found.due.count(ref)
        for at, move, facts in lines:
            if not self._is_in(at):
                continue
            if move == "confirmed":
                found.lead.append(((begins[0] - at) // 1000, ref))
            elif move == "cancel":
                found.cancelled.append(ref)
                found.late += [ref] * (starts - at < facts["notice"] * 1000)
            elif move == "no-show":
                found.missed.append(ref)
                times = times or 1
        found.expected += [ref] * times

    def _is_in(self, at: int) -> bool:
        return self.begin <= at < self.end


def _noted(task: Told, until: int) -> int:
    """Return the minutes of all results of a task as noted before a moment."""
    results: list[int] = []
    for at, move, _, facts in task.lines:
        if at < until and move == "done":
            results.append(int(facts["minutes"]))
        elif at < until and move == "minutes":
            results[-1] = int(facts["minutes"])
    return sum(results)
