"""What a client's contacts do in a trial: say how it goes."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat import replied_to, trial_questions
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import Said
from handlers.chat.outgoing import Form, Text
from handlers.rules import pleasantries, trials
from handlers.trials import actions, screens
from storage.dialogs import Dialog
from storage.trials import Trial
from storage.vocabulary import DraftId, DraftState, TrialState

LONGEST = 3000


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


def heard(ctx: Context, said: Said) -> bool:
    """Take words as the answer that reply to a question, or are the first after it, and ask for nothing; False leaves
    them to others."""
    if said.files or said.forwarded or said.other is not None or not 0 < len(said.text.strip()) <= LONGEST:
        return False
    found = None
    if said.reply_to is not None:
        found = _replied_to(ctx, said.reply_to)
    elif trial_questions.is_next(ctx) and replied_to.task_of(ctx, said) is None:
        found = trial_questions.unanswered(ctx)
        if found is not None and (trials.may_be_request(said.text) or pleasantries.alone(said.text)):
            trial_questions.forget(ctx)
            return False
    if found is not None:
        actions.answer(ctx, *found, said.text.strip())
    return found is not None


def press_words(ctx: Context, about: str) -> None:
    """Press of My answer, where it was asked what some words are about. Raises Refused."""
    draft, found = ctx.uow.drafts.take(DraftId(about)), trial_questions.unanswered(ctx)
    if draft is None or draft.person_id != ctx.who.id or found is None:
        raise Refused(Text("button-gone"))
    if draft.state is not DraftState.OPEN:
        raise Refused(Text("already-placed"))
    ctx.uow.drafts.close(draft.id, DraftState.DISCARDED)
    ctx.tell_here(screens.taken_card(draft.id, found[1], draft.words))
    actions.answer(ctx, *found, draft.words)


def _replied_to(ctx: Context, message: str) -> tuple[Trial, str] | None:
    """Return the question that a message of ours is, if the trial is still running."""
    client = ctx.who.client_id
    trial = None if client is None else ctx.uow.trials.of(client)
    if trial is None:
        return None
    steps = [step for step in ctx.uow.trials.steps(trial.id) if trial_questions.is_asked(step, ctx.who)]
    for milestone in (str(step.facts["milestone"]) for step in reversed(steps)):
        if ctx.uow.outbox.card(*ctx.here, screens.question_key(trial, milestone)) == message:
            return trial, milestone
    return None


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
