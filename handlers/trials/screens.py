"""What trials look like: for managers, and what their clients are asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Style, Text
from handlers.chat.paging import Page
from handlers.chat.trial_questions import milestone_text
from handlers.rules.kpi.periods import ONE_DAY
from handlers.rules.trials import BEGINNINGS, EXTENSIONS, LENGTHS, Kind, kind_of, week_on, weeks_of
from handlers.rules.wall_time import first_instant
from handlers.rules.whens import When
from storage.clients import Client
from storage.trials import Trial, TrialStep
from storage.vocabulary import TrialState

LIST, CHOOSE, SHOW = "trials.list", "trials.choose", "trials.show"
BEGIN, EXTEND, DECIDE, ANSWER = "trials.begin", "trials.extend", "trials.decide", "trials.answer"
WORDS = "trials.words"
REVIEW = "reports.review"
MOST_STEPS = 12
LONGEST_CRITERIA = 1000
OUTCOMES = (TrialState.STAYS, TrialState.LEAVES)
MOVES = ("begun", "asked", "answered", "left-out", "reminded", "extended", "decided")

Names = Mapping[str, str]
"""What people are called, by id."""


def trial_card(trial: Trial, client: str, steps: Sequence[TrialStep], names: Names, today: date, zone: str) -> Card:
    """Return a trial as managers see it on a day: how far it is, what was agreed, what has happened and what was
    said."""
    lines = [standing(trial, today, zone), Text("trial-criteria"), Text("words", words=trial.criteria)]
    for step in _latest(steps)[-MOST_STEPS:]:
        lines += _step(step, names, zone)
    buttons = []
    if trial.state is TrialState.RUNNING:
        buttons = [
            Button(Text("trial-decide"), DECIDE, trial.id, style=Style.PRIMARY, opens=DECIDE),
            Button(Text("trial-extend"), EXTEND, trial.id, opens=EXTEND),
        ]
    buttons.append(Button(Text("trial-review"), REVIEW, trial.client_id))
    return Card(f"trial:{trial.id}", Text("trial-title", client=client), lines, buttons)


def list_card(reader: str, running: Sequence[tuple[Trial, str]], today: date, zone: str) -> Card:
    """Return the trials that are running, each with its client, and a way to begin one."""
    lines = [Text("trial-line", client=client, standing=standing(trial, today, zone)) for trial, client in running] or [
        Text("trial-none")
    ]
    buttons = [Button(Text("words", words=client), SHOW, trial.id) for trial, client in running]
    buttons.append(Button(Text("trial-begin"), CHOOSE, "all", style=Style.PRIMARY))
    return Card(f"trials:{reader}", Text("trials-title"), lines, buttons)


def choice_card(reader: str, shown: Page[Client]) -> Card:
    """Return the choice of a client, a page of all."""
    buttons = [Button(Text("words", words=client.name), BEGIN, client.id, opens=BEGIN) for client in shown.items]
    turning = paging.turning(shown, CHOOSE, "all")
    back = Button(Text("back"), LIST, "all")
    return Card(f"trials:{reader}", Text("trial-with-whom"), paging.where(shown), [*buttons, *turning, back])


def none_card(reader: str, client: Client) -> Card:
    """Return that a client has no trial, and a way to begin one."""
    begin = Button(Text("trial-begin"), BEGIN, client.id, style=Style.PRIMARY, opens=BEGIN)
    return Card(f"trials:{reader}", Text("trial-title", client=client.name), [Text("trial-none-with")], [begin])


def answer_card(trial: Trial, client: str, name: str, step: TrialStep) -> Card:
    """Return what somebody answered, for managers."""
    key = f"trial-answer:{trial.id}:{step.facts['milestone']}:{step.by}"
    title = Text("trial-answered", name=name, client=client, milestone=milestone_text(str(step.facts["milestone"])))
    show = Button(Text("trial-of", client=client), SHOW, trial.id)
    return Card(key, title, [Text("trial-said", words=step.facts["words"])], [show])


def remind_card(trial: Trial, client: str, zone: str, *, over: bool) -> Card:
    """Return that a trial is to be decided, or is over and was not."""
    key = _reminder_key(trial, trial.last_day)
    line = Text("trial-over-since" if over else "trial-ends", when=_day(trial.last_day, zone))
    buttons = [
        Button(Text("trial-decide"), DECIDE, trial.id, style=Style.PRIMARY, opens=DECIDE),
        Button(Text("trial-of", client=client), SHOW, trial.id),
    ]
    return Card(key, Text("trial-to-decide", client=client), [line], buttons)


def reminded_card(trial: Trial, last_day: str, client: str, today: date, zone: str) -> Card:
    """Return what the reminder of a trial that was to end on a day becomes once it goes on, or is decided."""
    show = Button(Text("trial-of", client=client), SHOW, trial.id)
    return Card(
        _reminder_key(trial, last_day), Text("trial-title", client=client), [standing(trial, today, zone)], [show]
    )


def _reminder_key(trial: Trial, last_day: str) -> str:
    return f"trial-decide:{trial.id}:{last_day}"


def question_card(trial: Trial, milestone: str, answer: str | None, zone: str) -> Card:
    """Return what a client's contact is asked at a milestone, and what they have answered."""
    kind, _ = kind_of(milestone)
    lines = []
    if kind is Kind.START:
        lines = [Text("trial-yours", when=span(trial, zone)), Text("trial-criteria"), _words(trial.criteria)]
    elif kind is Kind.END:
        lines = [Text("trial-ends", when=_day(trial.last_day, zone))]
    lines.append(Text(f"trial-ask-{kind}"))
    if answer is not None:
        lines += [Text("trial-your-answer"), _words(answer), Text("trial-thanks")]
    label = Text("trial-answer" if answer is None else "trial-answer-change")
    button = Button(label, ANSWER, f"{trial.id}={milestone}", style=Style.PRIMARY, opens=ANSWER)
    title = Text("trial-question", milestone=milestone_text(milestone))
    return Card(question_key(trial, milestone), title, lines, [button])


def question_key(trial: Trial, milestone: str) -> str:
    """Return the key of a question's card."""
    return f"trial-question:{trial.id}:{milestone}"


def taken_card(draft: str, milestone: str, words: str) -> Card:
    """Return what the question where some words belong becomes once they are an answer."""
    return Card(f"draft:{draft}", Text("trial-words-taken", milestone=milestone_text(milestone)), [_words(words)])


def begin_form(client: str) -> Form:
    """Return the questions of a new trial."""
    lengths = [Choice(str(weeks), Text("trial-weeks", count=weeks)) for weeks in LENGTHS]
    starts = [Choice(each, Text(f"trial-begins-{each}")) for each in BEGINNINGS]
    fields = [
        Field("begins", Text("trial-when"), FieldKind.ONE_OF, choices=starts),
        Field("weeks", Text("trial-how-long"), FieldKind.ONE_OF, choices=lengths),
        Field(
            "criteria",
            Text("trial-what-counts"),
            FieldKind.PARAGRAPH,
            longest=LONGEST_CRITERIA,
            help=Text("trial-what-counts-help"),
        ),
    ]
    return Form(BEGIN, Text("trial-begin-title", client=client), Text("trial-begin-it"), fields)


def extend_form(client: str) -> Form:
    """Return the question by how much a trial is extended."""
    choices = [Choice(str(weeks), Text("trial-weeks", count=weeks)) for weeks in EXTENSIONS]
    asked = Field("weeks", Text("trial-how-much-longer"), FieldKind.ONE_OF, choices=choices)
    return Form(EXTEND, Text("trial-extend-title", client=client), Text("save"), [asked])


def decide_form(client: str) -> Form:
    """Return the question what becomes of a trial."""
    choices = [Choice(outcome, Text(f"trial-{outcome}")) for outcome in OUTCOMES]
    fields = [
        Field("outcome", Text("trial-outcome"), FieldKind.ONE_OF, choices=choices),
        Field("words", Text("trial-why"), FieldKind.PARAGRAPH, required=False, help=Text("trial-why-help")),
    ]
    return Form(DECIDE, Text("trial-decide-title", client=client), Text("save"), fields)


def answer_form(milestone: str) -> Form:
    """Return what a client's contact is asked, as a form."""
    asked = Field("words", Text(f"trial-ask-{kind_of(milestone)[0]}"), FieldKind.PARAGRAPH)
    return Form(ANSWER, Text("trial-question", milestone=milestone_text(milestone)), Text("send"), [asked])


def standing(trial: Trial, today: date, zone: str) -> Text:
    """Return how far a trial is on a day, that it has not begun yet, or what became of it."""
    first, last = date.fromisoformat(trial.first_day), date.fromisoformat(trial.last_day)
    when = span(trial, zone)
    if trial.state is not TrialState.RUNNING:
        return Text("trial-ended", when=when, outcome=Text(f"trial-{trial.state}"))
    if today > last:
        return Text("trial-over", when=when)
    if today < first:
        return Text("trial-ahead", when=when)
    return Text("trial-running", when=when, week=week_on(first, last, today), weeks=weeks_of(first, last))


def span(trial: Trial, zone: str) -> Text:
    """Return the days of a trial in words."""
    begin, end = _midnight(trial.first_day, zone, 0), _midnight(trial.last_day, zone, 1)
    return Text("when", when=When(begin, end, "day", "interval"))


def _latest(steps: Sequence[TrialStep]) -> list[TrialStep]:
    """Return the lines of a history without answers that were changed later."""
    last = {(step.by, step.facts["milestone"]): step for step in steps if step.move == "answered"}
    return [step for step in steps if step.move != "answered" or last[step.by, step.facts["milestone"]] is step]


def _step(step: TrialStep, names: Names, zone: str) -> list[Text]:
    facts: dict[str, object] = {"name": names.get(step.by or "", ""), "at": step.at}
    if step.move in {"asked", "answered", "left-out"}:
        facts["milestone"] = milestone_text(str(step.facts["milestone"]))
    if "until" in step.facts:
        facts["when"] = _day(str(step.facts["until"]), zone)
    if "outcome" in step.facts:
        facts["outcome"] = Text(f"trial-{step.facts['outcome']}")
    said = step.facts.get("words")
    return [Text(f"trial-step-{step.move}", **facts), *([Text("trial-said", words=said)] if said else [])]


def _words(words: str) -> Text:
    return Text("words", words=words)


def _day(day: str, zone: str) -> Text:
    return Text("when", when=When(_midnight(day, zone, 0), _midnight(day, zone, 1), "day", "date"))


def _midnight(day: str, zone: str, later: int) -> datetime:
    on = date.fromisoformat(day) + later * ONE_DAY
    return first_instant(datetime.combine(on, time()), ZoneInfo(zone)).astimezone(ZoneInfo(zone))
