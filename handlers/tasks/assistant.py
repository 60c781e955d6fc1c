"""What an assistant can do: take, ask, note, pause, hand over, finish."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.chat import form_files
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import Said
from handlers.chat.outgoing import Form, Text
from handlers.rules import states
from handlers.tasks import actions, attention, conversation, files, questions, record, screens, showing
from storage.dialogs import Dialog
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import PersonId, TaskId

SHORT = 1000
INSIDE = frozenset({"decline", "give-back", "pause", "hand-over", "note"})  # forms whose words the client never reads


def show(ctx: Context, task: Task) -> None:
    """Show the assistant's card of a task anew, below what was said since."""
    holder = None if task.assistant_id in {None, ctx.who.id} else record.person(ctx, task.assistant_id)
    card = screens.task_card(task, showing.for_staff(ctx, task), holder.name if holder else None)
    ctx.tell_anew(ctx.who, card, about=task.id)


def acknowledge(ctx: Context, about: str) -> None:
    """Press of Acknowledge or Claim."""
    actions.acknowledge(ctx, TaskId(about))


def minutes(ctx: Context, about: str) -> None:
    """Press of a number of minutes on a finished task's card."""
    task, _, number = about.partition("=")
    actions.note_minutes(ctx, TaskId(task), int(number) if number.isdigit() else 0)


def ask_minutes(ctx: Context, about: str) -> None:
    """Press of Other minutes, or of Change minutes: ask how many."""
    task = record.look(ctx, TaskId(about))
    if task.assistant_id != ctx.who.id or task.state not in actions.FINISHED:
        raise record.refused(ctx, task, "minutes")
    ctx.ask(questions.minutes(task.reference), task.id, ref=task.reference)


def resume(ctx: Context, about: str) -> None:
    """Press of Resume."""
    actions.resume(ctx, TaskId(about))


# --- presses that ask something first ---


def ask_decline(ctx: Context, about: str) -> None:
    """Press of Decline: ask for the reason first."""
    _ask(ctx, about, "decline", lambda task: _words("decline", task, "decline"))


def ask_give_back(ctx: Context, about: str) -> None:
    """Press of Give back: ask for the reason first."""
    _ask(ctx, about, "give-back", lambda task: _words("give-back", task, "give-back"))


def ask_question(ctx: Context, about: str) -> None:
    """Press of Ask client: ask what."""
    record.need_contact(ctx, record.look(ctx, TaskId(about)))
    _ask(ctx, about, "ask", lambda task: _words("ask", task, "send"))


def ask_pause(ctx: Context, about: str) -> None:
    """Press of Pause: ask why."""
    _ask(ctx, about, "pause", lambda task: _words("pause", task, "pause"))


def ask_done(ctx: Context, about: str) -> None:
    """Press of Done: ask for the result first."""
    _ask(ctx, about, "finish", lambda task: questions.done(task.reference, with_minutes=ctx.window))


def ask_hand_over(ctx: Context, about: str) -> None:
    """Press of Hand over: ask to whom."""

    def build(task: Task) -> Form:
        colleagues = _colleagues(ctx, task)
        if not colleagues:
            raise Refused(Text("no-colleagues"))
        return questions.hand_over(task.reference, colleagues)

    _ask(ctx, about, "hand-over", build)


def ask_message(ctx: Context, about: str) -> None:
    """Press of Message client: ask for the words."""
    record.need_contact(ctx, record.look(ctx, TaskId(about)))
    _ask_about(ctx, about, "message", "send")


def ask_note(ctx: Context, about: str) -> None:
    """Press of Internal note: ask for the words."""
    _ask_about(ctx, about, "note", "save")


# --- the answers ---


def declined(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The reason is there: decline."""
    actions.decline(ctx, TaskId(dialog.about), given["words"])


def gave_back(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The reason is there: give back."""
    actions.give_back(ctx, TaskId(dialog.about), given["words"])


def asked(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The question is there: ask the client, with the files that came meanwhile."""
    task = record.take(ctx, TaskId(dialog.about))
    held = files.release(ctx, dialog, task.id)
    actions.ask(ctx, task.id, files.with_held(dialog, given["words"]))
    files.send_on(ctx, task, held)


def paused(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The reason is there: pause."""
    actions.pause(ctx, TaskId(dialog.about), given["words"])


def finished(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The result is there: done, and the files that came meanwhile go out with it."""
    task = record.take(ctx, TaskId(dialog.about))
    held = files.release(ctx, dialog, task.id)
    minutes = given.get("minutes", "")
    number = int(minutes) if minutes else None
    beginning = files.with_held(dialog, "")
    actions.finish(ctx, task.id, given["result"], number, beginning=beginning, form=dialog.id)
    files.send_on(ctx, task, held)


def told_minutes(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The number is there: it counts, whatever was noted before."""
    actions.note_minutes(ctx, TaskId(dialog.about), int(given["minutes"]), instead=True)


def handed_over(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is known to whom: hand over."""
    actions.hand_over(ctx, TaskId(dialog.about), PersonId(given["to"]), given.get("words", ""))


def messaged(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The words are there: tell the client, with the files that came meanwhile."""
    task = record.take(ctx, TaskId(dialog.about))
    held = files.release(ctx, dialog, task.id)
    conversation.say(ctx, task, files.with_held(dialog, given["words"]), source=ctx.written, handed=held)
    files.send_on(ctx, task, held)


def noted(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The words are there: keep the note, and the files of its window inside the office."""
    task = record.take(ctx, TaskId(dialog.about))
    conversation.note(ctx, task, given["words"], form_files.of(dialog), source=ctx.written)


# --- the forms, built anew from their open dialog ---


def words_form(name: str, submit: str) -> Callable[[Context, Dialog], Form]:
    """Return what builds the form with one question called so."""
    return lambda _, dialog: questions.one_paragraph(name, dialog.facts["ref"], submit, longest=_longest(name))


def done_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the form of Done."""
    return questions.done(dialog.facts["ref"], with_minutes=bool(dialog.facts.get("window")))


def minutes_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the form of Other minutes."""
    return questions.minutes(dialog.facts["ref"])


def hand_over_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the form of Hand over, with who is there now."""
    task = record.look(ctx, TaskId(dialog.about))
    return questions.hand_over(task.reference, _colleagues(ctx, task))


def _colleagues(ctx: Context, task: Task) -> list[Person]:
    there = [person for person in actions.takers(ctx, task, task.team_id) if person.id != task.assistant_id]
    return sorted(there, key=lambda person: person.away_since is not None)


def _longest(name: str) -> int:
    return SHORT if name in {"decline", "give-back", "pause"} else 3000


def _words(name: str, task: Task, submit: str) -> Form:
    return questions.one_paragraph(name, task.reference, submit, longest=_longest(name))


def _ask(ctx: Context, about: str, move: str, build: Callable[[Task], Form]) -> None:
    task = record.look(ctx, TaskId(about))
    if task.assistant_id != ctx.who.id or not states.possible(move, task.state):
        raise record.refused(ctx, task, move)
    if move in INSIDE:
        attention.write_inside(ctx)
    ctx.ask(build(task), task.id, ref=task.reference)


def _ask_about(ctx: Context, about: str, name: str, submit: str) -> None:
    task = record.look(ctx, TaskId(about))
    if name in INSIDE:
        attention.write_inside(ctx)
    ctx.ask(_words(name, task, submit), task.id, ref=task.reference)


# --- files sent while a form is open ---


def files_for_office(ctx: Context, dialog: Dialog, said: Said) -> str:
    """Pass a client's files on to the office at once; the form stays open."""
    conversation.say(ctx, record.take(ctx, TaskId(dialog.about)), said.text, said.files, ctx.source(said.message))
    ctx.reply(Text("files-passed-on"))
    return ""


def files_for_note(ctx: Context, dialog: Dialog, said: Said) -> str:
    """Keep files inside the office; the form stays open."""
    conversation.note(ctx, record.take(ctx, TaskId(dialog.about)), said.text, said.files, ctx.source(said.message))
    ctx.reply(Text("files-inside"))
    return ""
