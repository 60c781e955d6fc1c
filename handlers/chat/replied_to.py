"""Which task words are about by where they stand: the message they reply to, and the topic they were said in."""

from __future__ import annotations

from handlers.chat.context import Context
from handlers.chat.incoming import Said
from storage.topics import as_thread


def task_of(ctx: Context, said: Said) -> str | None:
    """Return the task whose message these words reply to, else the one in whose topic they were said; None if
    neither."""
    return _task_of_message(ctx, said) or _task_of_topic(ctx)


def is_about_task(ctx: Context, heard: object, asked: str) -> bool:
    """Return whether somebody replies to what was said about a task, or speaks in the topic of another one than
    `asked`, which a form is about: then it is about that task, whatever form is open."""
    if not isinstance(heard, Said):
        return False
    return _task_of_message(ctx, heard) is not None or _task_of_topic(ctx) not in {None, asked}


def answers_note(ctx: Context, said: Said) -> bool:
    """Return whether somebody replies to an internal note: their own, or one that the office told them."""
    sender = ctx.sender
    if said.reply_to is None or sender is None:
        return False
    told = ctx.uow.outbox.inside(sender.platform, sender.workspace, sender.chat, said.reply_to)
    return told or ctx.uow.conversation.take_note_of(ctx.source(said.reply_to)) is not None


def _task_of_message(ctx: Context, said: Said) -> str | None:
    sender = ctx.sender
    if said.reply_to is None or sender is None:
        return None
    about = ctx.uow.outbox.thread(sender.platform, sender.workspace, sender.chat, said.reply_to)
    if about is not None:
        return about
    source = ctx.source(said.reply_to)
    earlier = ctx.uow.conversation.take_of(source) or ctx.uow.conversation.take_note_of(source)
    if earlier is not None:
        return earlier.task_id
    draft = ctx.uow.drafts.take_of(source)  # what they reply to may be the request in their own words
    return None if draft is None or draft.person_id != ctx.who.id else draft.task_id


def _task_of_topic(ctx: Context) -> str | None:
    sender = ctx.sender
    if sender is None or sender.topic is None:
        return None
    return ctx.uow.outbox.thread(sender.platform, sender.workspace, sender.chat, as_thread(sender.topic))
