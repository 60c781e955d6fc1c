"""What an assistant can do: see the queue and their own tasks, acknowledge, decline, finish."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.chat.context import Context, Refused
from handlers.chat.incoming import Said
from handlers.chat.outgoing import Form, Text, Typed
from handlers.rules import states
from handlers.tasks import actions, screens
from storage.dialogs import Dialog
from storage.vocabulary import Role, TaskId


def words(ctx: Context, said: Said) -> None:
    """Answer free words of staff: nothing is lost on them, but nobody is listening yet."""
    ctx.reply(Text("staff-words", help=Typed("help")))


def queue(ctx: Context, words_after: str) -> None:
    """Show what nobody has acknowledged yet: of the assistant's team, of all teams for a manager."""
    team = None if ctx.who.role is Role.MANAGER else ctx.who.team_id
    waiting = [(task, actions.client_name(ctx, task.client_id)) for task in ctx.uow.tasks.unacknowledged(team)]
    card = screens.list_card(
        f"queue:{ctx.uow.new_id()}",
        Text("queue-title"),
        waiting,
        empty=Text("queue-empty"),
        holders=actions.names(ctx, [task.assistant_id for task, _ in waiting]),
    )
    ctx.reply(card if ctx.who.role is Role.ASSISTANT else screens.without_buttons(card))


def mine(ctx: Context, words_after: str) -> None:
    """Show what the assistant has in hand."""
    carried = [(task, actions.client_name(ctx, task.client_id)) for task in ctx.uow.tasks.carried_by(ctx.who.id)]
    ctx.reply(screens.list_card(f"mine:{ctx.uow.new_id()}", Text("mine-title"), carried, empty=Text("mine-empty")))


def acknowledge(ctx: Context, about: str) -> None:
    """Press of Acknowledge."""
    actions.acknowledge(ctx, TaskId(about))


def ask_decline(ctx: Context, about: str) -> None:
    """Press of Decline: ask for the reason first."""
    _ask(ctx, about, "decline", screens.decline_form)


def ask_done(ctx: Context, about: str) -> None:
    """Press of Done: ask for the result first."""
    _ask(ctx, about, "finish", screens.done_form)


def declined(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The reason is there: decline."""
    actions.decline(ctx, TaskId(dialog.about), given["reason"])


def finished(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The result is there: done."""
    actions.finish(ctx, TaskId(dialog.about), given["result"])


def _ask(ctx: Context, about: str, move: str, build: Callable[[str], Form]) -> None:
    task = ctx.uow.tasks.look(TaskId(about))
    if task is None or task.team_id != ctx.who.team_id:
        raise Refused(Text("task-unknown"))
    if task.assistant_id != ctx.who.id or task.state not in states.MOVES[move][0]:
        raise actions.assistant_refused(ctx, task, move)
    ctx.ask(build(task.reference), task.id, ref=task.reference)
