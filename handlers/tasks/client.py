"""What a client can do with requests: write, see how they stand, answer, accept, send back, cancel, rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers.chat.context import Context, Refused
from handlers.chat.incoming import Deleted, Edited
from handlers.chat.outgoing import Button, Card, Form, Text
from handlers.tasks import actions, closing, conversation, draft_screens, drafting, questions, record, screens, showing
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.tasks import Task
from storage.vocabulary import DraftState, TaskId, TaskState

MOST_SHOWN = 8


def list_own(ctx: Context, words_after: str) -> None:
    """Show a client's open tasks, each with a button for more."""
    tasks = visible_tasks(ctx)
    lines = [
        Text("client-task-line", ref=task.reference, words=screens.called(task), state=Text(f"state-{task.state}"))
        for task in tasks
    ]
    buttons = [Button(Text("show-this", ref=task.reference), "tasks.show", task.id) for task in tasks[:MOST_SHOWN]]
    if not lines:
        ctx.reply(Text("client-tasks-none"))
        return
    ctx.reply(Card(f"tasks:{ctx.uow.new_id()}", Text("client-tasks-title"), lines, buttons))


def visible_tasks(ctx: Context) -> list[Task]:
    """Return the open tasks a contact may see, and those waiting for their word."""
    client = None if ctx.who.client_id is None else ctx.uow.clients.look(ctx.who.client_id)
    if client is not None and client.contacts_see_all:
        return ctx.uow.tasks.of_client(client.id)
    return ctx.uow.tasks.of_contact(ctx.who.id)


def show(ctx: Context, task: Task) -> None:
    """Show a client one task: how it stands, what was said, what they can do."""
    by = record.somebody(record.person(ctx, task.assistant_id))
    card = screens.client_task_card(task, showing.for_client(ctx, task, with_messages=True), by)
    ctx.tell_anew(ctx.who, card, about=task.id)


def edited(ctx: Context, change: Edited | Deleted) -> None:
    """Let a draft, task or message follow what it came from."""
    source = ctx.source(change.message)
    if conversation.edited(ctx, change):
        return
    draft = ctx.uow.drafts.take_of(source)
    if draft is None or draft.person_id != ctx.who.id:
        return
    text = change.text if isinstance(change, Edited) else ""
    changed = _reworded(draft, source, text)
    if draft.state is DraftState.SENT and draft.task_id is not None:
        gone = not isinstance(change, Edited) and not changed.words.strip()
        ctx.uow.drafts.save(changed)
        actions.reword(ctx, draft.task_id, None if gone else changed.words)
    elif draft.state is DraftState.OPEN and (changed.words.strip() or changed.files):
        if draft.asks:
            ctx.uow.drafts.save(changed)
        else:
            drafting.show(ctx, changed)
    elif draft.state is DraftState.OPEN:
        ctx.uow.drafts.close(draft.id, DraftState.DISCARDED)
        ctx.tell(ctx.who, draft_screens.discarded_card(draft, ctx.office))


def accept(ctx: Context, about: str) -> None:
    """Press of Accept."""
    closing.accept(ctx, TaskId(about))


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
    """Press of Answer, or of Add something: ask for the words."""
    task = record.look(ctx, TaskId(about))
    if task.state not in conversation.SPOKEN_OF:
        raise record.refused(ctx, task, "say")
    ctx.ask(questions.one_paragraph("answer", task.reference, "send"), task.id, ref=task.reference)


def answered(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answer is there."""
    task = record.take(ctx, TaskId(dialog.about))
    conversation.say(ctx, task, given["words"])
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


def _reworded(draft: Draft, source: str, text: str) -> Draft:
    parts = draft.parts or [[draft.source, draft.words]]
    changed = [[at, text if at == source else old] for at, old in parts]
    return replace(draft, parts=changed, words="\n".join(words for _, words in changed if words.strip()))


def send_back_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions what is wrong."""
    return questions.send_back(dialog.facts["ref"], closing.COMPLAINTS)
