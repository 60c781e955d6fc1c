"""What a client can do with requests: write one, send it, discard it, change the message it came from."""

from __future__ import annotations

from handlers.chat.context import Context, Refused
from handlers.chat.incoming import Deleted, Edited, Said
from handlers.chat.outgoing import Text
from handlers.tasks import actions, screens
from storage.tasks import Draft
from storage.vocabulary import DraftId, DraftState


def words(ctx: Context, said: Said) -> None:
    """Make a client's free words and files a draft, shown as a card to send or discard."""
    if not said.text.strip() and not said.files:
        ctx.reply(screens.nothing_in_it(said.other))
        return
    draft = Draft(
        id=DraftId(ctx.uow.new_id()),
        person_id=ctx.who.id,
        words=said.text,
        files=[{"name": file.name, "handle": file.handle, "mime": file.mime, "size": file.size} for file in said.files],
        source=_source(ctx, said.message),
        state=DraftState.OPEN,
        task_id=None,
        created_at=ctx.now,
    )
    ctx.uow.tasks.add_draft(draft)
    ctx.reply(screens.draft_card(draft))


def send(ctx: Context, about: str) -> None:
    """Send a draft: it becomes a task."""
    draft = _own_draft(ctx, about)
    if draft.state is not DraftState.OPEN:
        ctx.answer(_state_of(ctx, draft))
        return
    task = actions.file(ctx, draft)
    ctx.answer(Text("request-sent", ref=task.reference))


def discard(ctx: Context, about: str) -> None:
    """Take a draft back before it was sent."""
    draft = _own_draft(ctx, about)
    if draft.state is not DraftState.OPEN:
        ctx.answer(_state_of(ctx, draft))
        return
    ctx.uow.tasks.close_draft(draft.id, DraftState.DISCARDED)
    ctx.tell(ctx.who, screens.discarded_card(draft))


def edited(ctx: Context, change: Edited | Deleted) -> None:
    """Let a draft or task follow the message it came from."""
    draft = ctx.uow.tasks.take_draft_of(_source(ctx, change.message))
    if draft is None or draft.person_id != ctx.who.id:
        return
    new_words = change.text if isinstance(change, Edited) else None
    if draft.task_id is not None:
        actions.reword(ctx, draft.task_id, new_words)
    elif draft.state is DraftState.OPEN and new_words is not None and new_words.strip():
        ctx.uow.tasks.reword_draft(draft.id, new_words)
        changed = ctx.uow.tasks.take_draft(draft.id)
        if changed is not None:
            ctx.tell(ctx.who, screens.draft_card(changed))
    elif draft.state is DraftState.OPEN and new_words is None:
        ctx.uow.tasks.close_draft(draft.id, DraftState.DISCARDED)
        ctx.tell(ctx.who, screens.discarded_card(draft))


def list_own(ctx: Context, words_after: str) -> None:
    """Show a client's open tasks."""
    lines = [
        Text("client-task-line", ref=task.reference, words=screens.short(task.words), state=Text(f"state-{task.state}"))
        for task in ctx.uow.tasks.of_contact(ctx.who.id)
    ]
    ctx.reply(Text("client-tasks", lines=lines) if lines else Text("client-tasks-none"))


def _own_draft(ctx: Context, about: str) -> Draft:
    draft = ctx.uow.tasks.take_draft(DraftId(about))
    if draft is None or draft.person_id != ctx.who.id:
        raise Refused(Text("button-gone"))
    return draft


def _state_of(ctx: Context, draft: Draft) -> Text:
    task = ctx.uow.tasks.look(draft.task_id) if draft.task_id else None
    return Text("draft-discarded") if task is None else Text("request-accepted", ref=task.reference)


def _source(ctx: Context, message: str) -> str:
    sender = ctx.sender
    assert sender is not None  # words have a speaker
    return f"{sender.platform}:{sender.workspace}:{sender.chat}:{message}"
