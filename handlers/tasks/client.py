"""What a client can do with requests: write, see how they stand, answer, accept, send back, cancel, rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.chat import form_files
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import Deleted, Edited
from handlers.chat.outgoing import Form, Text, Typed
from handlers.tasks import (
    actions,
    appointments,
    closing,
    conversation,
    corrections,
    draft_screens,
    draft_words,
    drafting,
    questions,
    record,
    screens,
    showing,
    wishes,
)
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.tasks import Task
from storage.vocabulary import DraftState, TaskId, TaskState


def show(ctx: Context, task: Task) -> None:
    """Show a client one task: how it stands, what was said, what they can do."""
    by = record.somebody(record.person(ctx, task.assistant_id))
    card = screens.client_task_card(task, showing.for_client(ctx, task, with_messages=True), by)
    ctx.tell_anew(ctx.who, card, about=task.id)


def edited(ctx: Context, change: Edited | Deleted) -> None:
    """Let a draft, task or message follow what it came from."""
    source = ctx.source(change.message)
    text = change.text if isinstance(change, Edited) else ""
    draft = ctx.uow.drafts.take_of(source)
    if draft is None or draft.person_id != ctx.who.id:
        if not conversation.edited(ctx, source, text if isinstance(change, Edited) else None):
            corrections.edited(ctx, change)
        return
    _draft_edited(ctx, draft, source, text, gone=isinstance(change, Deleted))


def _draft_edited(ctx: Context, draft: Draft, source: str, text: str, *, gone: bool) -> None:
    task = None if draft.task_id is None else ctx.uow.tasks.look(draft.task_id)
    if task is not None and not record.may_see(ctx, task):
        return
    changed = draft_words.reworded(draft, source, text)
    taken = draft_words.files_from(draft, source) if gone else []
    changed = _files_taken_back(ctx, changed, source, task, taken) if taken else changed
    if changed != draft and draft.state is DraftState.OPEN:
        changed = appointments.understood(ctx, wishes.understood(ctx, changed), draft.words)
    if changed == draft:
        if not taken and not draft_words.comes_from(draft, source):
            _words_stand(ctx, draft)
        return
    gone = gone and not changed.words.strip()
    if draft.state is DraftState.ATTACHED:
        # Kept as one with whatever joined it, under the source of the first.
        ctx.uow.drafts.save(changed)
        conversation.edited(ctx, draft.source, None if gone else changed.words)
    elif draft.state is DraftState.SENT and draft.task_id is not None:
        changed = changed if gone else wishes.followed(ctx, changed)
        ctx.uow.drafts.save(changed)
        if not actions.reword(ctx, draft.task_id, None if gone else changed.words, wishes.when(changed)):
            _words_stand(ctx, draft)
    elif draft.state is DraftState.OPEN and (changed.words.strip() or changed.files):
        if draft.asks:
            drafting.ask_where(ctx, changed)
        else:
            drafting.show(ctx, changed)
    elif draft.state is DraftState.OPEN:
        ctx.uow.drafts.close(draft.id, DraftState.DISCARDED)
        ctx.tell(ctx.who, draft_screens.discarded_card(draft, ctx.office))


def _files_taken_back(
    ctx: Context, draft: Draft, source: str, task: Task | None, taken: Sequence[Mapping[str, str]]
) -> Draft:
    """Let the files of a deleted message go, and return the draft without them; once they are in a task, the other side
    has them and is told."""
    if draft.state is DraftState.OPEN:
        for file in taken:
            ctx.uow.files.let_go(file["id"])
        return draft_words.without_files(draft, source)
    if task is not None:
        conversation.files_taken_back(ctx, task, [file["name"] for file in taken])
    return draft


def _words_stand(ctx: Context, draft: Draft) -> None:
    """Say that an edit changes nothing any more: a form has replaced the words, or the task is done."""
    task = None if draft.task_id is None else ctx.uow.tasks.look(draft.task_id)
    if draft.state is DraftState.OPEN:
        ctx.reply(Text("words-replaced"))
    elif task is not None:
        ctx.reply(Text("words-stand", ref=task.reference))


def accept(ctx: Context, about: str) -> None:
    """Press of Accept on one result."""
    task, _, made = about.partition("=")
    closing.accept(ctx, TaskId(task), int(made) if made.isdigit() else None)


def reopen(ctx: Context, about: str) -> None:
    """Press of Reopen."""
    closing.reopen(ctx, TaskId(about))


def withdraw(ctx: Context, about: str) -> None:
    """Press of Cancel task."""
    closing.withdraw(ctx, TaskId(about))


def rate(ctx: Context, about: str) -> None:
    """Press of a number of stars."""
    task, _, stars = about.partition("=")
    closing.rate(ctx, TaskId(task), int(stars) if stars.isdigit() else 0)


def ask_rating_word(ctx: Context, about: str) -> None:
    """Press of Add a word: ask for it."""
    task = record.look(ctx, TaskId(about))
    ctx.ask(questions.one_paragraph("rating-word", task.reference, "save", longest=1000), task.id, ref=task.reference)


def rated_in_words(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The word is there."""
    closing.rate_in_words(ctx, TaskId(dialog.about), given["words"])


def ask_answer(ctx: Context, about: str) -> None:
    """Press of Answer: ask for the words, unless the question is settled by now."""
    task = record.look(ctx, TaskId(about))
    if task.question is None and task.state in conversation.SPOKEN_OF:
        raise Refused(Text("question-gone", ref=task.reference, task=Typed(f"task {task.reference}")))
    ask_more(ctx, about)


def ask_more(ctx: Context, about: str) -> None:
    """Press of Add something: ask for the words."""
    task = record.look(ctx, TaskId(about))
    if task.state not in conversation.SPOKEN_OF:
        raise record.refused(ctx, task, "say")
    form = questions.one_paragraph("answer", task.reference, "send", asked=task.question)
    ctx.ask(form, task.id, ref=task.reference, question=task.question)


def answer_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the form of Answer and Add something, with what was asked."""
    return questions.one_paragraph("answer", dialog.facts["ref"], "send", asked=dialog.facts.get("question"))


def answered(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answer is there, with the files given in its window."""
    task = record.take(ctx, TaskId(dialog.about))
    conversation.say(ctx, task, given["words"], form_files.of(dialog), source=ctx.written, asked=True)
    ctx.answer(Text("passed-on", ref=task.reference))


def ask_send_back(ctx: Context, about: str) -> None:
    """Press of Send back: ask what is wrong."""
    task = record.look(ctx, TaskId(about))
    if task.state is not TaskState.DONE:
        raise record.refused(ctx, task, "send-back")
    ctx.ask(questions.send_back(task.reference, closing.COMPLAINTS), task.id, ref=task.reference)


def sent_back(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is said what is wrong."""
    if given["complaint"] not in closing.COMPLAINTS:
        raise Refused(Text("form-answer-not-offered"))
    closing.send_back(ctx, TaskId(dialog.about), given["complaint"], given.get("words", ""))


def send_back_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions what is wrong."""
    return questions.send_back(dialog.facts["ref"], closing.COMPLAINTS)
