"""What a manager does with tasks: the board, reassigning, priority and category, cancelling, the tasks of who is
away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.chat import paging, sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Form, Text
from handlers.rules import policy, states
from handlers.rules.policy import Act
from handlers.tasks import actions, board_screens, closing, history, lists, questions, record, showing
from handlers.tasks.board_screens import Filter
from storage.dialogs import Dialog
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import WORKERS, PersonId, Priority, TaskId

MOST_ON_BOARD = 2000
NO_CATEGORY = "-"


def board(ctx: Context, words_after: str) -> None:
    """Show the board anew."""
    ctx.reply(_board(ctx, Filter()), anew=True)


def press_board(ctx: Context, about: str) -> None:
    """Press of one of the board's filters: the same board, edited in place."""
    ctx.reply(_board(ctx, Filter.of(about)))


def show(ctx: Context, task: Task) -> None:
    """Show a task with its history and what a manager can do."""
    ctx.tell_anew(ctx.who, _sheet(ctx, task), about=task.id)


def press_priority(ctx: Context, about: str) -> None:
    """Press of Priority: offer them."""
    ctx.reply(board_screens.priority_card(open_task(ctx, about)))


def press_raise(ctx: Context, about: str) -> None:
    """Press of Raise priority on an alert: offer the higher ones below what was said since."""
    task = open_task(ctx, about)
    ctx.tell_anew(ctx.who, board_screens.priority_card(task, higher=True), about=task.id)


def set_priority(ctx: Context, about: str) -> None:
    """Press of a priority."""
    number, _, wanted = about.partition("=")
    if wanted not in set(Priority):
        raise Refused(Text("button-gone"))
    task = numbered(ctx, number)
    promised = showing.promised_lines(ctx, task)
    changed = record.save(ctx, task, replace(task, priority=Priority(wanted)))
    record.note(ctx, changed, "priority", now=wanted, before=str(task.priority or Priority.NORMAL))
    toast = Text("priority-set", ref=task.reference, priority=Text(f"priority-{wanted}"))
    _changed(ctx, changed, promised, toast)


def press_category(ctx: Context, about: str) -> None:
    """Press of Category: offer them."""
    ctx.reply(board_screens.category_card(open_task(ctx, about), ctx.office.categories))


def set_category(ctx: Context, about: str) -> None:
    """Press of a category."""
    number, _, wanted = about.partition("=")
    task = numbered(ctx, number)
    category = None if wanted == NO_CATEGORY else wanted
    if category is not None and ctx.office.category(category) is None:
        raise Refused(Text("button-gone"))
    promised = showing.promised_lines(ctx, task)
    changed = record.save(ctx, task, replace(task, category=category))
    record.note(ctx, changed, "category", now=category or "", before=task.category or "")
    _changed(ctx, changed, promised, Text("category-set", ref=task.reference))


def ask_cancel(ctx: Context, about: str) -> None:
    """Press of Cancel task: ask for the reason."""
    task = open_task(ctx, about)
    ctx.ask(questions.cancel(task.reference), task.id, ref=task.reference)


def cancelled(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The reason is there: cancel."""
    task = open_task(ctx, dialog.about)
    closing.cancel(ctx, task, reason=given["words"])
    again(ctx, record.look(ctx, task.id))


def cancel_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question why a task is cancelled."""
    return questions.cancel(dialog.facts["ref"])


def show_history(ctx: Context, about: str) -> None:
    """Press of History: all of it, page by page, on the sheet."""
    which, page = paging.asked(about)
    task = record.look(ctx, TaskId(which))
    ctx.reply(board_screens.history_card(task, _history(ctx, task), page or 0))


def back_to_sheet(ctx: Context, about: str) -> None:
    """Press of Back: the task's sheet again."""
    again(ctx, record.look(ctx, TaskId(about)))


def hand_over_all(ctx: Context, about: str) -> None:
    """Press of Give all to others: everything somebody absent has in hand goes to the queue and to others."""
    person = ctx.uow.people.take(PersonId(about))
    if person is None or person.role not in WORKERS:
        raise Refused(Text("nobody-like-that"))
    if person.active and person.away_since is None:
        raise Refused(Text("not-away", name=person.name))
    given, waiting = actions.unassign(ctx, person, why="away")
    told = "handed-over-all" if not waiting else "handed-over-some" if given else "handed-over-none"
    ctx.answer(Text(told, name=person.name, count=given, waiting=waiting))
    ctx.reply(_board(ctx, Filter()))


def _board(ctx: Context, chosen: Filter) -> Card:
    open_ones = sight.visible(ctx.uow, ctx.who, ctx.uow.tasks.open_tasks(MOST_ON_BOARD))
    work = lists.in_order(ctx, open_ones)
    assistants = [person for team, _ in ctx.uow.clients.teams() for person in ctx.uow.people.assistants(team)]
    clients: dict[str, str] = {client.id: client.name for client in ctx.uow.clients.all()}
    away = [_with_load(person, work.tasks) for person in assistants if person.away_since is not None]
    names: dict[str, str] = {person.id: person.name for person in assistants}
    absent = [each for each in away if each[1]]
    shown = board_screens.OpenWork(work.tasks, names, clients, absent, work.late)
    return board_screens.board_card(f"board:{ctx.who.id}", ctx.office, chosen, shown)


def _with_load(person: Person, tasks: Sequence[Task]) -> tuple[Person, int]:
    return person, sum(1 for task in tasks if task.assistant_id == person.id)


def _sheet(ctx: Context, task: Task) -> Card:
    holder = record.person(ctx, task.assistant_id)
    around = showing.for_staff(ctx, task)
    steers = ctx.who.role in policy.roles(Act.STEER)
    return board_screens.sheet_card(task, around, _history(ctx, task), holder.name if holder else None, steers=steers)


def _history(ctx: Context, task: Task) -> list[Text]:
    steps = ctx.uow.tasks.steps(task.id)
    return history.lines(steps, showing.names(ctx, history.people(steps)), ctx.office)


def again(ctx: Context, task: Task) -> None:
    """Show a task's sheet as it is now, where it hangs."""
    ctx.reply(_sheet(ctx, task))


def _changed(ctx: Context, task: Task, promised: list[Text], toast: Text) -> None:
    """Show both sides a task that is of another kind now; the client is told if it was `promised` otherwise."""
    showing.to_assistant(ctx, task)
    showing.to_contact(ctx, task)
    if showing.promised_lines(ctx, task) != promised:
        showing.promised_anew(ctx, task)
    again(ctx, task)
    ctx.answer(toast)


def open_task(ctx: Context, about: str) -> Task:
    """Return a task that is not done yet, to be changed. Raises Refused."""
    task = record.take(ctx, TaskId(about))
    if not states.possible("reassign", task.state):
        raise record.refused(ctx, task, "reassign")
    return task


def numbered(ctx: Context, number: str) -> Task:
    """Return the task people call T-`number`, to be changed. Raises Refused."""
    found = ctx.uow.tasks.by_number(int(number)) if number.isdigit() else None
    if found is None:
        raise Refused(Text("task-unknown"))
    return record.take(ctx, found.id)
