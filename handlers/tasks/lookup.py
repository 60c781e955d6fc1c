"""Finding tasks: one by its reference, some by words. Only what the asker may see: unknown and forbidden sound
alike."""

from __future__ import annotations

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.rules import policy
from handlers.rules.policy import Act
from handlers.tasks import assistant, attention, client, drafting, list_screens, manager, record, searching
from storage.tasks import Task
from storage.vocabulary import STAFF, Role, TaskId


def opens_form(words: str) -> bool:
    """Return whether `/task` with these words opens the form of a new request."""
    return record.numbered(words) is None


def task(ctx: Context, words: str) -> None:
    """`/task T-1042` shows a task; `/task` alone, or with other words, opens the form of a new request."""
    number = record.numbered(words)
    if number is None:  # see `opens_form`
        drafting.form(ctx, words)
        return
    found = ctx.uow.tasks.by_number(number)
    if found is None or not record.may_see(ctx, found):
        raise Refused(Text("task-unknown"))
    show_one(ctx, found)


def show(ctx: Context, about: str) -> None:
    """Press of a task's reference: show it to who asks, as they may see it."""
    show_one(ctx, record.look(ctx, TaskId(about)))


def show_one(ctx: Context, found: Task) -> None:
    """Show a task in the way of who acts."""
    attention.turn_to(ctx, found.id)
    ctx.uow.channels.concern(found.client_id)
    if ctx.who.role in STAFF and found.assistant_id != ctx.who.id:
        ctx.uow.audit.record("task-looked-at", "task", found.id)
    if ctx.who.role is Role.CLIENT:
        client.show(ctx, found)
    elif found.assistant_id != ctx.who.id and ctx.who.role in policy.roles(Act.OVERSEE):
        manager.show(ctx, found)
    else:
        assistant.show(ctx, found)


def find(ctx: Context, words: str) -> None:
    """`/find words`: the latest tasks that hold all the words, as far as the asker may see them and what was said."""
    _find(ctx, words, None)


def press_find(ctx: Context, about: str) -> None:
    """Press of one of the pages of what was found: looked for again, by the same words."""
    _find(ctx, *paging.asked(about))


def _find(ctx: Context, words: str, number: int | None) -> None:
    if not words.strip():
        ctx.reply(Text("find-what"))
        return
    up_to = (number or 0) + 2  # this page, and what the button to the next one says
    found = searching.found(ctx, words, up_to * paging.MOST)
    if ctx.who.role in STAFF:
        ctx.uow.audit.record("tasks-searched", "task", "", facts={"found": len(found)}, values={"words": words})
    if not found:
        ctx.reply(Text("find-nothing", words=words))
        return
    shown = paging.page(found, number or 0)
    clients = {str(task.client_id): record.client_name(ctx, task.client_id) for task in shown.items}
    card = list_screens.found_card(f"find:{ctx.who.id}", words, list_screens.Rows(shown, clients))
    ctx.reply(card, anew=number is None)
