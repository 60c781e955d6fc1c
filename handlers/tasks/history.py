"""A task's history as staff read it: each line with its reason and to whom, and how a task came to who has it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.chat import requests
from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.rules.clock_events import APPOINTMENT, BOOKING, DEADLINE
from handlers.tasks import lease_screens
from storage.tasks import Step
from storage.vocabulary import PersonId

MOST_REASONS = 3
# "assigned" is noted at every change of hands; what was done says more.
_SAYS_MORE = frozenset({"handed-over", "reassigned", "sent-back", "reopened"})
_MOVED = frozenset({"paused", "resumed", "assigned", "given-back", "returned", "done"})
_NOT_WORDS = frozenset({"away", "left", "moved", "not-bound"})


def people(steps: Sequence[Step]) -> list[PersonId | None]:
    """Return everybody whose name the lines need."""
    named = [PersonId(step.facts[fact]) for step in steps for fact in ("to", "whose", "before") if _is_id(step, fact)]
    return [*(step.by for step in steps), *named]


def lines(steps: Sequence[Step], names: Mapping[str, str], office: Office) -> list[Text]:
    """Return a line for each step: when, what, by whom, and the reason, to whom or from what to what."""
    before: Sequence[Step | None] = [None, *steps[:-1]]
    shown = [step for step, last in zip(steps, before, strict=False) if not _was_said(step, last)]
    return [_line(step, names, office) for step in shown]


def how_it_came(steps: Sequence[Step], names: Mapping[str, str]) -> list[Text]:
    """Return why a task is where it is, the latest three: declined, given back, handed over with a note, paused by who
    had it before, sent back. What was before the last result counts no more."""
    reasons: list[tuple[Step, Text]] = []
    for step in steps:
        if step.move == "done":
            reasons.clear()
        elif step.move == "resumed":
            reasons = [each for each in reasons if each[0].move != "paused"]
        elif (reason := _reason(step, names)) is not None:
            reasons.append((step, reason))
    at_rest = bool(steps) and _rests(steps)
    return [reason for step, reason in reasons if not (at_rest and step.move == "paused")][-MOST_REASONS:]


def form_of_result(steps: Sequence[Step]) -> str:
    """Return the form that a task's latest result was given with, empty if there is none."""
    return next((str(step.facts.get("form", "")) for step in reversed(steps) if step.move == "done"), "")


def minutes_of_round(steps: Sequence[Step]) -> int | None:
    """Return the minutes noted for a task's latest result, None if none were."""
    noted: int | None = None
    for step in steps:
        if step.move == "done":
            noted = int(step.facts.get("minutes") or 0) or None
        elif step.move == "minutes":
            noted = int(step.facts.get("minutes") or 0)
    return noted


def minutes_before(steps: Sequence[Step]) -> int:
    """Return the minutes noted for a task's earlier results, without the latest."""
    rounds: list[int] = []
    for step in steps:
        minutes = int(step.facts.get("minutes") or 0)
        if step.move == "done":
            rounds.append(minutes)
        elif step.move == "minutes" and rounds:
            rounds[-1] = minutes
    return sum(rounds[:-1])


def _line(step: Step, names: Mapping[str, str], office: Office) -> Text:
    by = names.get(step.by or "")
    line = Text("step-line", at=step.at, what=Text(f"step-{step.move}"), by=by if by else Text("the-office"))
    more = _silence(step, names) if step.move == "returned" else _more(step, names, office)
    return line if more is None else Text("step-line-more", line=line, more=more)


def _why_ended(facts: Mapping[str, object]) -> Text | None:
    return Text("step-unanswered") if facts.get("why") == "unanswered" else _words(facts.get("reason"))


def _more(step: Step, names: Mapping[str, str], office: Office) -> Text | None:
    facts = step.facts
    to = names.get(str(facts.get("to", "")), "")
    match step.move:
        case "given-back" if facts.get("reason") in _NOT_WORDS:
            whose = names.get(str(facts.get("whose", "")))
            return Text(f"gone-{facts['reason']}", name=whose or Text("somebody"))
        case "declined" | "given-back" | "paused" | "cancelled":
            return _why_ended(facts)
        case "asked":
            return _words(facts.get("question"))
        case "handed-over":
            words = facts.get("words")
            return Text("step-to-words", name=to, words=words) if to and words else _to(to)
        case "extended" | "breached":
            return _of_clock(step)
        case "assigned":
            return _to(to)
        case "reassigned" | "contact":
            before = names.get(str(facts.get("before", "")))
            return Text("step-from-to", before=before, now=to) if before else _to(to)
        case "sent-back":
            return _complaint(step)
        case "class" | "team" | "priority" | "category" | "plan" | "wish" | "appointment":
            return _change(step, office)
        case "rated":
            return _words(facts.get("words")) or (Text("rating", stars=facts["stars"]) if facts.get("stars") else None)
        case "done" | "minutes" if facts.get("minutes", "0") != "0":
            return Text("minutes", minutes=int(facts["minutes"]))
        case _:
            return None


def _of_clock(step: Step) -> Text:
    """Return until when and why a promise was extended, or which one was broken."""
    if step.move == "breached":
        return Text(f"clock-{step.facts['clock']}")
    return Text("step-to-words", name=_moment(step.facts.get("until")), words=step.facts.get("reason", ""))


def _change(step: Step, office: Office) -> Text:
    """Return from what to what a team, priority, category, plan or wished date was changed, or what became of an
    appointment."""
    facts = step.facts
    if step.move == "class":
        return Text("step-from-to", **{which: Text(f"class-{facts[which]}") for which in ("before", "now")})
    if step.move == "team":
        return Text("step-from-to", before=facts.get("before", ""), now=facts.get("now", ""))
    if step.move == "appointment":
        at = _moment(facts.get(APPOINTMENT))
        return Text(f"step-appointment-{facts['why']}", ref=facts.get(BOOKING, ""), at=at)
    if step.move == "wish":
        dates = {which: _moment(facts.get(fact)) for which, fact in (("before", "before"), ("now", DEADLINE))}
        return Text("step-from-to", **dates)
    if step.move == "plan":
        plans = {which: facts.get(which) or Text("plan-none") for which in ("before", "now")}
        return Text("step-from-to", **plans)
    if step.move == "priority":
        levels = {which: Text(f"priority-{facts.get(which, 'normal')}") for which in ("before", "now")}
        return Text("step-from-to", **levels)
    kinds = {which: _category(str(facts.get(which, "")), office) for which in ("before", "now")}
    return Text("step-from-to", **kinds)


def _reason(step: Step, names: Mapping[str, str]) -> Text | None:
    by = names.get(step.by or "") or Text("somebody")
    words = step.facts.get("reason") or step.facts.get("words")
    match step.move:
        case "declined" | "handed-over" | "paused" if words:
            return Text(f"came-{step.move}", by=by, words=words)
        case "given-back" if words and words not in _NOT_WORDS:
            return Text("came-given-back", by=by, words=words)
        case "returned":
            return _silence(step, names)
        case "sent-back":
            return Text("came-sent-back", why=_complaint(step))
        case _:
            return None


def _silence(step: Step, names: Mapping[str, str]) -> Text:
    """Return who gave no sign of life, and for how long."""
    whose = names.get(str(step.facts.get("whose", ""))) or Text("somebody")
    return Text("came-returned", by=whose, span=lease_screens.span(int(step.facts.get("seconds", "0"))))


def _rests(steps: Sequence[Step]) -> bool:
    moves = [step.move for step in steps if step.move in _MOVED]
    return bool(moves) and moves[-1] == "paused"


def _complaint(step: Step) -> Text:
    complaint = Text(f"complaint-{step.facts.get('complaint', 'wrong')}")
    words = step.facts.get("words")
    return Text("step-complaint", complaint=complaint, words=words) if words else complaint


def _category(named: str, office: Office) -> Text:
    return requests.category_label(office.category(named), named) if named else Text("category-none")


def _moment(written: object) -> datetime | Text:
    return datetime.fromisoformat(str(written)) if written else Text("wish-none")


def _words(words: object) -> Text | None:
    return Text("words", words=str(words)) if words else None


def _to(name: str) -> Text | None:
    return Text("step-to", name=name) if name else None


def _was_said(step: Step, last: Step | None) -> bool:
    return step.move == "assigned" and last is not None and last.move in _SAYS_MORE and last.at == step.at


def _is_id(step: Step, fact: str) -> bool:
    return bool(step.facts.get(fact)) and (fact != "before" or step.move in {"reassigned", "contact"})
