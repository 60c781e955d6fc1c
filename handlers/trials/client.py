"""What a client's contacts do in a trial: say how it goes."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.trials import actions, screens
from storage.dialogs import Dialog
from storage.trials import Trial
from storage.vocabulary import TrialState


def ask_answer(ctx: Context, about: str) -> None:
    """Press of Answer, below a question. Raises Refused: what is not theirs and what was never asked sound alike."""
    ctx.ask(screens.answer_form(_asked(ctx, about)[1]), about)


def answer_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question."""
    return screens.answer_form(_asked(ctx, dialog.about)[1])


def answered(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answer is there."""
    trial, milestone = _asked(ctx, dialog.about)
    actions.answer(ctx, trial, milestone, given["words"])


def _asked(ctx: Context, about: str) -> tuple[Trial, str]:
    """Return the trial of who acts, and at which milestone they were asked."""
    which, _, milestone = about.partition("=")
    trial = ctx.uow.trials.take(which)
    if trial is None or trial.client_id != ctx.who.client_id:
        raise Refused(Text("button-gone"))
    if trial.state is not TrialState.RUNNING:
        raise Refused(Text("trial-over-for-you"))
    steps = ctx.uow.trials.steps(trial.id)
    if not any(step.move == "asked" and step.facts["milestone"] == milestone for step in steps):
        raise Refused(Text("button-gone"))
    return trial, milestone
