"""What may be shown at once, in a window or as a direct answer, where a client is limited: no relay looks at these on
their way (`bot.channels` looks at messages)."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat import reference_only
from handlers.chat.context import Context
from handlers.chat.outgoing import Choice, Field, Form, Text
from handlers.chat.wire import CONCERNS, pack
from storage.dialogs import Dialog
from storage.vocabulary import Channel, ClientId, PersonId, TaskId


def concern(ctx: Context, dialog: Dialog) -> None:
    """Note whose things a form is about: as it was when it was opened, and as far as its answers tell by now."""
    for client in dialog.facts.get(CONCERNS, ()):
        ctx.uow.channels.concern(ClientId(client))
    task = ctx.uow.tasks.standing(TaskId(dialog.about))
    named = dialog.answers.get("contact")
    contact = ctx.uow.people.by_id(PersonId(named)) if named else None
    ctx.uow.channels.concern(None if task is None else task.client_id)
    ctx.uow.channels.concern(None if contact is None else contact.client_id)


def is_off(ctx: Context, platform: str) -> bool:
    """Return whether nothing may leave here for the client whose contact speaks: then nothing is taken either."""
    client = None if ctx.known is None else ctx.known.client_id
    terms = None if client is None else ctx.uow.clients.terms(client)
    return terms is not None and terms.channel(platform) is Channel.OFF


def said_directly(ctx: Context, platform: str, text: Text) -> Text:
    """Return a direct answer as it may be said here; one that is given again says itself whom it is about."""
    limits = ctx.uow.channels.limits(platform)
    if not limits.channels:
        return text
    names = ctx.uow.channels.telling(limits)
    told = _is_limited(ctx, platform) or names(" ".join(reference_only.words_in(pack(text))))
    return reference_only.toast(text) if told else text


def in_window(ctx: Context, platform: str, form: Form) -> Form | None:
    """Return a form as a window may show it: without the choices that name a limited client; None if it is about one,
    and has to be asked in the chat, where nothing but references leaves."""
    limits = ctx.uow.channels.limits(platform)
    if not limits.channels:
        return form
    if _is_limited(ctx, platform):
        return None
    tells = ctx.uow.channels.telling(limits)

    def names(text: Text | None) -> bool:
        return text is not None and tells(" ".join(reference_only.words_in(pack(text))))

    def without(field: Field) -> Field:
        kept: list[Choice] = [choice for choice in field.choices if not names(choice.label)]
        return field if len(kept) == len(field.choices) else replace(field, choices=kept)

    fields = [without(field) for field in form.fields]
    emptied = any(old.choices and not new.choices for old, new in zip(form.fields, fields, strict=True))
    told = [form.title, form.intro, *(text for field in fields for text in (field.label, field.help))]
    return None if emptied or any(map(names, told)) else replace(form, fields=fields)


def _is_limited(ctx: Context, platform: str) -> bool:
    ctx.uow.channels.concern(None if ctx.known is None else ctx.known.client_id)
    concerned = ctx.uow.channels.concerned
    return bool(concerned) and ctx.uow.channels.limits(platform).strictest(concerned) is not Channel.FULL
