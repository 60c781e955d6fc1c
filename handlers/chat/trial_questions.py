"""Which question of a trial somebody was asked and hasn't answered: words of theirs may be the answer."""

from __future__ import annotations

from datetime import timedelta

from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.rules import trials
from storage.conversation import Focus
from storage.people import Person
from storage.trials import Trial, TrialStep
from storage.vocabulary import TrialState

ASKED = "trial"
"""What the next words are about of somebody who was asked, until something comes between."""
WITHIN = timedelta(days=1)
"""For how long, and for how long words that may be the answer are asked about."""


def begin(ctx: Context, person: Person) -> None:
    """Let a person's next words be their answer, unless they are about something just now."""
    if ctx.uow.conversation.focus(person.id, ctx.now) is None:
        ctx.uow.conversation.set_focus(Focus(person.id, ASKED, "", ctx.now + WITHIN))


def is_next(ctx: Context) -> bool:
    """Return whether ctx.who was asked, and nothing has come between."""
    focus = ctx.uow.conversation.focus(ctx.who.id, ctx.now)
    return focus is not None and focus.about == ASKED


def forget(ctx: Context) -> None:
    """Let ctx.who's next words be about nothing in particular, if they were to be an answer."""
    if is_next(ctx):
        ctx.uow.conversation.forget_focus(ctx.who.id)


def unanswered(ctx: Context) -> tuple[Trial, str] | None:
    """Return the trial of ctx.who's client and the milestone at which they were asked last, not long ago, and haven't
    answered. Nothing answers it that was done before it and reached us after it."""
    client = ctx.who.client_id
    trial = None if client is None else ctx.uow.trials.of(client)
    if trial is None or trial.state is not TrialState.RUNNING:
        return None
    steps = ctx.uow.trials.steps(trial.id)
    last = next((step for step in reversed(steps) if is_asked(step, ctx.who)), None)
    if last is None or last.at + WITHIN <= ctx.now or ctx.at < last.at.replace(microsecond=0):  # some tell no fractions
        return None
    milestone = str(last.facts["milestone"])
    known = any(
        step.move == "answered" and step.by == ctx.who.id and step.facts["milestone"] == milestone for step in steps
    )
    return None if known else (trial, milestone)


def is_asked(step: TrialStep, who: Person) -> bool:
    """Return whether a line of a trial's history is that this person was asked."""
    return step.move == "asked" and who.id in step.facts.get("to", ())


def milestone_text(name: str) -> Text:
    """Return what a milestone is called."""
    kind, number = trials.kind_of(name)
    return Text(f"trial-at-{kind}", number=number)
