"""What the report of a month looks like in chat, for a client's contacts and for managers who release it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.reports import appointments, screens, spans
from handlers.reports.looking import Look
from handlers.rules.kpi.values import Spread
from storage.report_runs import ReportRun
from storage.tasks import Task
from storage.vocabulary import RunState

RELEASE, WITHHOLD = "reports.release", "reports.withhold"
UNDECIDED = frozenset({"client-report-release-to", "client-report-release", "client-report-withhold"})
"""Lines and buttons of a manager's card, by their sentences, until it is decided whether the client gets it."""
MOST_ASKED = 10
HOUR = 60


def report_card(
    run: ReportRun,
    seen: Look,
    asked: Sequence[Task],
    *,
    late: timedelta,
    release: Sequence[str] = (),
    decided: Text | None = None,
) -> Card:
    """Return the report of a month: what we need from the client (`asked`), what was done, promises kept, work noted.
    A manager may `release` it to contacts of these names, until that is `decided`."""
    lines = [screens.tardy(run, late)] if late >= screens.LATE else []
    if asked:
        lines.append(Text("client-report-needed"))
        lines += [
            Text("client-report-question", ref=task.reference, words=task.question) for task in asked[:MOST_ASKED]
        ]
    lines += [*screens.counts(seen), *screens.kept(seen, None), *appointments.lines(seen.beside.booked)]
    minutes = _sum(seen.now.minutes())
    if minutes > 0:
        lines.append(Text("client-report-worked", span=Text("span", hours=minutes // HOUR, minutes=minutes % HOUR)))
    opens = "tasks.sheet" if release or decided else "tasks.show"
    buttons = [Button(Text("show-this", ref=task.reference), opens, task.id) for task in asked[:MOST_ASKED]]
    if decided is not None:
        lines.append(decided)
    elif release:
        lines.append(Text("client-report-release-to", names=", ".join(release)))
        buttons = [*_to_decide(run, seen.whose or ""), *buttons]
    return Card(_key(run), title(seen.whose or "", spans.period_text(seen.now.period)), lines, buttons)


def title(client: str, period: Text) -> Text:
    """Return what a report is called."""
    return Text("client-report-title", client=client, period=period)


def outcome(state: RunState, at: datetime, by: str | None = None) -> Text:
    """Return the line that says what was decided about a report, when and by whom, where that is known."""
    how = _how(state)
    return Text(f"decided-on-{how}", at=at) if by is None else Text(f"decided-by-{how}", by=by, at=at)


def decided_card(run: ReportRun, title: Text, said: Text) -> Card:
    """Return what is left to say of a manager's report once it is decided, where it doesn't show more."""
    return Card(_key(run), title, [said])


def toast(state: RunState, client: str, *, already: bool = False) -> Text:
    """Return the answer to who decides, or comes too late to."""
    how = _how(state)
    return Text(f"decided-already-{how}", client=client) if already else Text(f"decided-now-{how}", client=client)


def _how(state: RunState) -> str:
    return "withheld" if state is RunState.SKIPPED else "released"


def _to_decide(run: ReportRun, client: str) -> list[Button]:
    sure = Text("client-report-withhold-sure", client=client)
    return [
        Button(Text("client-report-release"), RELEASE, run.id, style=Style.PRIMARY),
        Button(Text("client-report-withhold"), WITHHOLD, run.id, confirm=sure),
    ]


def _key(run: ReportRun) -> str:
    return f"report:{run.id}"


def _sum(minutes: Spread) -> int:
    return sum(value for value, _ in minutes.values)
