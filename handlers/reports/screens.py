"""What digests look like in chat: what needs a decision, then the figures, each with a button to what it is made of.
Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Document, Stretch, Text
from handlers.chat.paging import Page
from handlers.chat.reference_only import LEAVES_OUT
from handlers.reports import appointments, reaching, timing, trialled
from handlers.reports.looking import CLIENT, Look
from handlers.reports.pages import mean_of, share
from handlers.reports.spans import period_text
from handlers.rules import titles
from handlers.rules.kpi.asked import CHOICES, THIS_MONTH
from handlers.rules.kpi.periods import Period
from handlers.rules.sla_policy import Clock
from storage.clients import Client
from storage.report_runs import BARS, ReportRun
from storage.tasks import Task
from storage.vocabulary import TeamId

DIGEST, REVIEW, MONTHLY = "digest", "review", CLIENT
SHOW, FILE = "reports.show", "reports.file"
PERIOD, CLIENTS, TEAMS = "reports.period", "reports.clients", "reports.teams"
FORMS = {
    "png": ("image/png", "photo"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document"),
    "csv": ("text/csv", "document"),
    "pdf": ("application/pdf", "document"),
}
"""The files a report can come as, each with its media type and `Parcel.kind`."""

WITH_DIGEST = ("png", "xlsx", "csv")
"""What comes with a digest that comes by itself."""

ALL = "all-"
"""Before a figure's name, under which is kept how many it was made of where not all of them are."""

LATE = timedelta(minutes=15)
MOST_NAMED = 5
OF_NOW = ("overdue", "at-risk", "unassigned")
"""The figures that say how it stood when the report was made, whatever period it is about."""

FIGURES = (*OF_NOW, "received", "came-back", "done", "cancelled", "open", "breaches", "waited", "rework", "low")
CLOCK_NAMES: Mapping[Clock, Text] = {
    Clock.ACKNOWLEDGE: Text("digest-acknowledged"),
    Clock.FIRST_RESPONSE: Text("digest-answered"),
    Clock.RESOLUTION: Text("digest-done-in-time"),
}


def digest_card(run: ReportRun, seen: Look, *, office: str, target: int, late: timedelta, files: bool = False) -> Card:
    """Return a digest; `late` says by how much it comes later than it was to come, `target` how many promises of a
    hundred are to be kept; `files` offers it as files."""
    if seen.is_empty:
        return Card(_key(run), _title(seen, office), [Text("digest-nothing")], _other_periods(run))
    lines = []
    if late >= LATE:
        lines.append(tardy(run, late))
    decisions = _decisions(seen) or [Text("digest-nothing-to-decide")]
    is_over = seen.today.period.first > seen.now.period.last
    lines += [Text("digest-now"), *decisions, Text("digest-then")] if is_over else decisions
    lines += [*counts(seen), *kept(seen, target), *beside(seen), *quality(seen)]
    found = seen.found()
    buttons = [
        Button(Text(f"digest-show-{name}", count=len(found[name])), SHOW, f"{run.id}:{name}")
        for name in FIGURES
        if name in found
    ]
    buttons += timing.way(run)
    buttons += [Button(Text("follow-up-of", client=name), "feedback.show", which) for which, name in seen.follow_ups]
    buttons += [Button(Text("trial-of", client=each.client), trialled.SHOW, each.id) for each in seen.beside.trials]
    if files:
        buttons += [Button(Text(f"digest-as-{form}"), FILE, f"{run.id}:{form}") for form in FORMS]
        buttons += _other_periods(run)
    return Card(_key(run), _title(seen, office), lines, buttons, from_top=True)


def _other_periods(run: ReportRun) -> list[Button]:
    """Return what leads from the figures of one client or team to those of other periods."""
    if run.client_id is None and run.team_id is None:
        return []
    whose = f"team={run.team_id}" if run.client_id is None else f"client={run.client_id}"
    return [Button(Text(f"kpi-{choice}"), PERIOD, f"{choice}:{whose}") for choice in CHOICES]


def tardy(run: ReportRun, late: timedelta) -> Text:
    """Return the line that a report should have come before."""
    return Text("digest-late", late=_span(late), at=run.due_at)


def announcement(run: ReportRun, name: str, period: Period, said: Text) -> Card:
    """Return what stands where a report is to come: that it is being made, or that it could not be."""
    title = Text("digest-title", office=name, period=period_text(period))
    return Card(_key(run), title, [said])


def document(run: ReportRun, form: str, whose: str) -> Document:
    """Return a report as a file, whose name says `whose` it is; the words with its picture say what the picture
    shows."""
    facts = {"whose": f"{whose}-" if whose else "", "period": run.period.replace("/", "_"), "form": form}
    name = Text("digest-file", **facts)
    if run.kind == REVIEW:
        name = Text("review-file", **facts)
    elif run.kind == MONTHLY:
        name = Text("client-report-file", **facts)
    wanted = {"run": run.id, LEAVES_OUT: ""}
    if form != "png":
        return Document(Text(f"digest-as-{form}"), name, f"reports.{form}", wanted)
    now, before = run.found[BARS][:4], run.found[BARS][4:]
    heights = dict(zip(("received", "done", "open", "overdue"), now, strict=True))
    heights |= dict(zip(("receivedbefore", "donebefore", "openbefore", "overduebefore"), before, strict=True))
    return Document(Text("digest-picture", **heights), name, "reports.png", wanted)


def bars(seen: Look) -> list[int]:
    """Return the heights of the picture's bars: those of the period, then those of the one before."""
    return [
        number
        for each in (seen.now, seen.before)
        for number in (each.received.n, each.done.n, each.open.n, len(each.overdue()))
    ]


def choice_card(reader: str) -> Card:
    """Return the choice of figures: of a period, or of whom."""
    buttons = [Button(Text(f"kpi-{choice}"), PERIOD, choice) for choice in CHOICES]
    buttons += [Button(Text("kpi-clients"), CLIENTS, "all"), Button(Text("kpi-teams"), TEAMS, "all")]
    return Card(f"kpi:{reader}", Text("kpi-title"), [], buttons)


def clients_card(reader: str, shown: Page[Client]) -> Card:
    """Return the choice of a client, a page of all: this month's figures."""
    buttons = [
        Button(Text("words", words=client.name), PERIOD, f"{THIS_MONTH}:client={client.id}") for client in shown.items
    ]
    turning = paging.turning(shown, CLIENTS, "all")
    return Card(f"kpi:{reader}", Text("kpi-clients"), paging.where(shown), [*buttons, *turning])


def teams_card(reader: str, teams: Sequence[tuple[TeamId, str]]) -> Card:
    """Return the choice of a team: this month's figures."""
    buttons = [Button(Text("words", words=name), PERIOD, f"{THIS_MONTH}:team={team}") for team, name in teams]
    return Card(f"kpi:{reader}", Text("kpi-teams"), [], buttons)


def figure_card(
    run: ReportRun, figure: str, period: Period, shown: Page[int], tasks: Sequence[Task], times: Mapping[int, int]
) -> Card:
    """Return what one figure was made of, a page of it, each task with a button that opens it; `times` is how often
    each was counted, by number. What is not among the `tasks` may not be shown: how much, is said."""
    why = timing.why_broken(run) if figure == "breaches" else {}
    lines = [_counted(task, times.get(task.number, 1), why.get(task.number)) for task in tasks]
    if sum(times.values()) > len(times):
        lines.insert(0, Text("digest-more-than-once", tasks=len(times)))
    if len(tasks) < len(shown.items):
        lines.append(Text("digest-not-shown", count=len(shown.items) - len(tasks)))
    buttons = [Button(Text("show-this", ref=task.reference), "tasks.sheet", task.id) for task in tasks]
    kept = sum(times.values())
    count = timing.of_clock(run, figure) or run.found.get(ALL + figure, [kept])[0]
    if kept < count:
        lines.insert(0, Text("digest-first-of", shown=kept, count=count))
    what = timing.named(figure, count) if timing.is_of_clock(figure) else Text(f"digest-show-{figure}", count=count)
    title = Text("digest-figure", what=what, period=period_text(period))
    if figure in OF_NOW:
        title = Text("digest-figure-now", what=what, at=run.ended_at or run.due_at)
    turning = paging.turning(shown, SHOW, f"{run.id}:{figure}")
    return Card(f"figure:{run.id}", title, [*lines, *paging.where(shown)], [*buttons, *turning])


def _counted(task: Task, times: int, why: Text | None) -> Text:
    facts = {"ref": task.reference, "words": titles.called(task.title, task.words, task.files)}
    if why is not None:
        return Text("digest-task-broken", why=why, **facts)
    return Text("digest-task", **facts) if times == 1 else Text("digest-task-times", times=times, **facts)


def _key(run: ReportRun) -> str:
    return f"report:{run.id}"


def _title(seen: Look, office: str) -> Text:
    return Text("digest-title", office=seen.whose or office, period=period_text(seen.now.period))


def _decisions(seen: Look) -> list[Text]:
    late, risky, nobodys = seen.overdue, seen.today.at_risk().refs, seen.today.unassigned().refs
    unhappy = tuple(dict.fromkeys(name for _, name in seen.follow_ups))
    lines = [
        (late, Text("digest-overdue", count=len(late), which=_named(late))),
        (risky, Text("digest-at-risk", count=len(risky), which=_named(risky))),
        (nobodys, Text("digest-unassigned", count=len(nobodys), which=_named(nobodys))),
        (seen.unreachable, Text("digest-unreachable", which=_named(seen.unreachable))),
        (unhappy, Text("digest-follow-ups", which=_named(unhappy))),
    ]
    gaps = [Text("digest-gap", team=gap.team, when=Stretch(gap.begin, gap.end)) for gap in seen.gaps]
    return [line for which, line in lines if which] + trialled.to_decide(seen.beside.trials) + gaps


def counts(seen: Look) -> list[Text]:
    """Return how much there was, beside the period before; what came back or was cancelled only if anything did, as all
    of it adds up to what is open."""
    now, before = seen.now, seen.before
    lines = [Text("digest-received", count=now.received.n, before=before.received.n)]
    if now.came_back.n or before.came_back.n:
        lines.append(Text("digest-came-back", count=now.came_back.n, before=before.came_back.n))
    lines.append(Text("digest-done", count=now.done.n, before=before.done.n))
    if now.cancelled.n or before.cancelled.n:
        lines.append(Text("digest-cancelled", count=now.cancelled.n, before=before.cancelled.n))
    return [*lines, Text("digest-open", count=now.open.n, before=before.open.n)]


def kept(seen: Look, target: int | None) -> list[Text]:
    """Return how many promises of each kind were kept, against a target if there is one."""
    return [line for clock in CLOCK_NAMES for line in _in_time(seen, clock, target)]


def beside(seen: Look) -> list[Text]:
    """Return how reachable the office was, what was booked, and how trials go."""
    found = seen.beside
    return [*reaching.lines(found.reached), *appointments.lines(found.booked), *trialled.lines(found.trials)]


def _in_time(seen: Look, clock: Clock, target: int | None) -> list[Text]:
    """Return how many promises of a kind were kept, beside the period before and against the target; nothing where
    none was decided."""
    in_time, earlier = seen.now.timing(clock).in_target, seen.before.timing(clock).in_target
    if not in_time.n:
        return []
    how = "few" if target is None or in_time.percent is None else "met" if in_time.percent >= target else "missed"
    said, before = share(in_time), share(earlier)
    return [Text("digest-in-time", clock=CLOCK_NAMES[clock], share=said, before=before, target=target or 0, how=how)]


def quality(seen: Look) -> list[Text]:
    """Return what was broken, sent back and said of results."""
    lines = []
    broken, rework, ratings = seen.now.breaches(), seen.now.rework(), seen.now.ratings()
    if broken:
        lines.append(Text("digest-broken", count=len(broken), before=len(seen.before.breaches())))
    if rework.part:
        lines.append(Text("digest-rework", share=share(rework)))
    if ratings.stars.n:
        each_one = ", ".join(str(stars) for stars, _ in ratings.stars.values)
        stars = Text("words", words=each_one) if ratings.stars.mean is None else mean_of(ratings.stars.mean)
        lines.append(Text("digest-ratings", stars=stars, count=ratings.stars.n))
    for each in ratings.low[:MOST_NAMED]:
        lines.append(Text("digest-low", ref=each.ref, stars=each.stars, words=each.words or ""))
    return lines


def _named(which: Sequence[str]) -> str:
    more = " …" if len(which) > MOST_NAMED else ""
    return ", ".join(which[:MOST_NAMED]) + more


def _span(late: timedelta) -> Text:
    seconds = int(late.total_seconds())
    return Text("span", hours=seconds // 3600, minutes=seconds % 3600 // 60)
