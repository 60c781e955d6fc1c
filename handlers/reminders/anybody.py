"""What everybody can do with their own reminders: set, see, move, snooze, tick off, delete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from handlers.chat import sight, time_fields
from handlers.chat.context import Context, Refused
from handlers.chat.feature import Unsettled
from handlers.chat.outgoing import Form, Text, Typed
from handlers.reminders import actions, screens
from handlers.rules.reminding import Wanted, moment_of, read
from storage.dialogs import Dialog
from storage.types import from_milliseconds
from storage.vocabulary import ReminderState

MOST_LISTED = 15
MOST_READ = 100
KEPT = timedelta(days=7)


def remind(ctx: Context, words: str) -> None:
    """`/remind T-1042 tomorrow 9:00 call back`."""
    if not words.strip():
        ctx.reply(_how())
        return
    wanted = _read(ctx, words)
    task = actions.task_named(ctx, wanted.number)
    if wanted.at is None:
        ctx.reply(Text("remind-over") if wanted.past else _how())
        return
    actions.keep(ctx, wanted, wanted.at, task)


def list_own(ctx: Context, words: str) -> None:
    """`/reminders`: what is to come, what was told and not done with, what was dropped in the last week."""
    _list(ctx, anew=True)


def press_move(ctx: Context, about: str) -> None:
    """Press of another time that may have been meant."""
    reminder_id, _, at = about.partition("=")
    reminder = actions.take(ctx, reminder_id)
    if not at.isdigit():
        raise Refused(Text("button-gone"))
    actions.move(ctx, reminder, from_milliseconds(int(at)))


def pick(ctx: Context, about: str) -> None:
    """A day or a time of day was picked on the card."""
    reminder_id, _, value = about.partition("=")
    reminder = actions.take(ctx, reminder_id)
    when = time_fields.picked(ctx, screens.moment(reminder.at), value)
    if when is None or when.start is None:
        actions.show(ctx, reminder)
    else:
        actions.move(ctx, reminder, when.start.astimezone(UTC))


def press_snooze(ctx: Context, about: str) -> None:
    """Press of Snooze."""
    reminder_id, _, how = about.partition("=")
    reminder = actions.take(ctx, reminder_id)
    offered = screens.snoozes(ctx.now, ctx.who.zone, ctx.office.hours)
    if how not in offered:
        raise Refused(Text("button-gone"))
    actions.move(ctx, reminder, offered[how])


def press_done(ctx: Context, about: str) -> None:
    """Press of Done."""
    actions.end(ctx, actions.take(ctx, about), ReminderState.DONE)
    ctx.answer(Text("reminder-done", at=ctx.now))


def press_delete(ctx: Context, about: str) -> None:
    """Press of Delete, on a reminder or in the list."""
    reminder_id, _, place = about.partition("=")
    actions.end(ctx, actions.take(ctx, reminder_id), ReminderState.DELETED)
    ctx.answer(Text("reminder-deleted"))
    if place:
        _list(ctx, anew=False)


def cancelled(ctx: Context) -> Unsettled | None:
    """Return the reminder that was set last of those in doubt, to be deleted."""
    asked = [one for one in ctx.uow.reminders.of(ctx.who.id, ctx.now, MOST_READ) if one.state is ReminderState.ASKED]
    if not asked:
        return None
    latest = max(asked, key=lambda one: (one.created_at, one.id))
    return Unsettled(latest.created_at, partial(_delete_last, ctx, latest.id))


def _delete_last(ctx: Context, reminder_id: str) -> None:
    actions.end(ctx, actions.take(ctx, reminder_id), ReminderState.DELETED)
    ctx.reply(Text("reminder-deleted"))


def ask_when(ctx: Context, about: str) -> None:
    """Press of Change, or of Another time: ask for the time again."""
    actions.take(ctx, about)
    ctx.ask(screens.when_form(), about)


def when_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question when to remind."""
    return screens.when_form()


def answered(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The time is there."""
    reminder = actions.take(ctx, dialog.about)
    now = time_fields.now_of(ctx)
    moments = [at for when in time_fields.read(ctx, given["when"]).offers if (at := moment_of(when, now)) is not None]
    if moments:
        actions.move(ctx, reminder, moments[0], moments[1:])
    else:
        ctx.reply(Text("remind-over"))
        actions.show(ctx, reminder, anew=True)


def _read(ctx: Context, words: str) -> Wanted:
    return read(words, time_fields.languages_of(ctx), ctx.now, ZoneInfo(ctx.who.zone))


def _how() -> Text:
    return Text("remind-how", remind=Typed("remind"))


def _list(ctx: Context, *, anew: bool) -> None:
    found = [
        one
        for one in ctx.uow.reminders.of(ctx.who.id, ctx.now - KEPT, MOST_LISTED)
        if one.task_id is None or sight.may_hear(ctx.uow, ctx.who, one.task_id)
    ]
    tasks = actions.tasks_of(ctx, found)
    ended = {one.id for one in found if one.task_id in tasks and actions.over(tasks[one.task_id], one)}
    references = {one.id: tasks[one.task_id].reference for one in found if one.task_id in tasks}
    ctx.reply(screens.list_card(ctx.who, found, references, ended), anew=anew)
