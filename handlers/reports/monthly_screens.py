"""What the report of a month looks like in chat, for a client's contacts and for managers who release it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.reports import appointments, screens, spans
from handlers.reports.looking import Look
from handlers.rules.kpi.values import Spread
from storage.report_runs import ReportRun
from storage.tasks import Task

RELEASE = "reports.release"
MOST_ASKED = 10
HOUR = 60


def report_card(
    run: ReportRun, seen: Look, asked: Sequence[Task], *, late: timedelta, release: Sequence[str] = ()
) -> Card:
    """Return the report of a month: what we need from the client (`asked`), what was done, promises kept, work noted.
    A manager may `release` it to contacts of these names."""
    lines = [screens.tardy(run, late)] if late >= screens.LATE else []
    if asked:
        lines.append(Text("client-report-needed"))
        lines += [
            Text("client-report-question", ref=task.reference, words=task.question) for task in asked[:MOST_ASKED]
        ]
    lines += [*screens.counts(seen), *screens.kept(seen, None), *appointments.lines(seen.beside.booked)]
    minutes = _sum(seen.now.minutes())
    if minutes:
        lines.append(Text("client-report-worked", span=Text("span", hours=minutes // HOUR, minutes=minutes % HOUR)))
    buttons = [
        Button(Text("show-this", ref=task.reference), "tasks.sheet" if release else "tasks.show", task.id)
        for task in asked[:MOST_ASKED]
    ]
    if release:
        lines.append(Text("client-report-release-to", names=", ".join(release)))
        buttons.insert(0, Button(Text("client-report-release"), RELEASE, run.id, style=Style.PRIMARY))
    title = Text("client-report-title", client=seen.whose or "", period=spans.period_text(seen.now.period))
    return Card(f"report:{run.id}", title, lines, buttons)


def _sum(minutes: Spread) -> int:
    return sum(value for value, _ in minutes.values)
