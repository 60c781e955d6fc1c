"""What review packs look like in chat. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.chat import paging, requests
from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Style, Text
from handlers.chat.paging import Page
from handlers.reports import screens, spans, timing
from handlers.reports.looking import Look
from handlers.rules import titles
from handlers.rules.kpi.periods import Period
from handlers.rules.whens import parsed
from storage.clients import Client
from storage.people import Person
from storage.report_runs import ReportRun
from storage.tasks import Task

CHOOSE, OF_CLIENT, AGREE = "reports.reviews", "reports.review", "reports.agree"
ALL = "all"
SHOWN = ("received", "came-back", "done", "cancelled", "open", "breaches", "waited", "rework", "low")


def choice_card(reader: str, shown: Page[Client], period: Period | None = None) -> Card:
    """Return the choice of a client, a page of all, for a review of a period if one was named."""
    of_period = "" if period is None else f":{period.name}"
    buttons = [Button(Text("words", words=each.name), OF_CLIENT, f"{each.id}{of_period}") for each in shown.items]
    turning = paging.turning(shown, CHOOSE, ALL if period is None else period.name)
    lines = [] if period is None else [spans.period_text(period)]
    return Card(f"review:{reader}", Text("review-choose"), [*lines, *paging.where(shown)], [*buttons, *turning])


def review_card(run: ReportRun, seen: Look, agreed: Sequence[Task], *, target: int) -> Card:
    """Return what a manager sees of a pack before its pages are there: the figures in short, what was agreed last."""
    period = spans.period_text(seen.now.period)
    lines = [*screens.counts(seen), *screens.kept(seen, target), *screens.beside(seen), *screens.quality(seen)]
    if agreed:
        lines.append(Text("review-agreed"))
        lines += [_agreed(task) for task in agreed]
    found = seen.found()
    shown = [
        Button(Text(f"digest-show-{name}", count=len(found[name])), screens.SHOW, f"{run.id}:{name}")
        for name in SHOWN
        if name in found
    ]
    agree = Button(Text("review-agree"), AGREE, run.id, style=Style.PRIMARY, opens=AGREE)
    again = Button(Text("digest-as-pdf"), screens.FILE, f"{run.id}:pdf")
    title = Text("review-title", client=seen.whose or "", period=period)
    return Card(f"report:{run.id}", title, lines, [agree, *shown, *timing.way(run), again], from_top=True)


def agreed_form(client: str, people: Sequence[Person]) -> Form:
    """Return the question what was agreed with a client, and with whom where several speak for them."""
    fields = [Field("words", Text("agreed-words"), FieldKind.PARAGRAPH, help=Text("agreed-help"))]
    if len(people) > 1:
        choices = [Choice(person.id, Text("words", words=person.name)) for person in people]
        fields.append(Field("contact", Text("agreed-contact"), FieldKind.ONE_OF, choices=choices))
    return Form(AGREE, Text("agreed-title", client=client), Text("save"), fields)


def agreed_card(run: ReportRun, client: str, tasks: Sequence[Task]) -> Card:
    """Return what became of agreed actions."""
    buttons = [Button(Text("show-this", ref=task.reference), "tasks.sheet", task.id) for task in tasks]
    return Card(f"agreed:{run.id}", Text("agreed-done", client=client), [_agreed(task) for task in tasks], buttons)


def _agreed(task: Task) -> Text:
    called = titles.called(task.title, task.words, task.files)
    facts = {"ref": task.reference, "words": called, "state": requests.state_to_staff(task.state)}
    wish = parsed(task.wished) if task.wished else None
    return Text("agreed-line", **facts) if wish is None else Text("agreed-line-wished", wish=wish, **facts)
