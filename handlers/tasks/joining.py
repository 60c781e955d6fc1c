"""Which request, not sent yet, some words join: those that reply to it, and those that follow at once."""

from __future__ import annotations

from datetime import timedelta

from handlers.chat.context import Context
from handlers.chat.incoming import Said
from storage.drafts import Draft
from storage.vocabulary import DraftState

TOGETHER = timedelta(minutes=1)


def joined(ctx: Context, said: Said) -> Draft | None:
    """Return the draft that words join, locked: the one they reply to, else the latest, if they follow at once."""
    replied = _replied_to(ctx, said)
    latest = ctx.uow.drafts.take_latest(ctx.who.id) if replied is None else None
    return latest if latest is not None and _goes_on(ctx, latest, said) else replied


def _replied_to(ctx: Context, said: Said) -> Draft | None:
    """Return the draft, not sent yet, whose card or words somebody replies to, locked."""
    if said.reply_to is None:
        return None
    of_words = ctx.uow.drafts.take_of(ctx.source(said.reply_to))
    if of_words is not None and of_words.person_id == ctx.who.id and of_words.state is DraftState.OPEN:
        return of_words
    for draft in ctx.uow.drafts.open_of(ctx.who.id):
        if ctx.uow.outbox.card(*ctx.here, f"draft:{draft.id}") == said.reply_to:
            return ctx.uow.drafts.take(draft.id)
    return None


def _goes_on(ctx: Context, draft: Draft, said: Said) -> bool:
    """Return whether words belong to the draft written last: within a minute, and neither kept for itself."""
    return draft.touched_at is not None and draft.touched_at > ctx.now - TOGETHER and not said.alone
