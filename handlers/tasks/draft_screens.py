"""What a request looks like before it is a task: the draft, and the question where some words belong. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.chat import paging, requests
from handlers.chat.context import Office
from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.chat.paging import Page
from handlers.rules.categories import Category
from handlers.rules.slots.service import Bookers
from handlers.rules.slots.wording import sounds_like
from handlers.tasks import draft_words, list_screens, repeats, screens, wishes
from handlers.tasks.appointment_lines import NO_CHOICE, Choice
from storage.drafts import Draft
from storage.files import StoredFile
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import Role, TaskState

REQUEST = "tasks.request"
OFFERED = 3


def draft_card(
    draft: Draft,
    office: Office,
    files: Sequence[StoredFile] = (),
    contact: str | None = None,
    appointments: Choice = NO_CHOICE,
) -> Card:
    """Return the card of a request not sent yet; `contact` is for whom, where staff write it."""
    lines = [Text("draft-for", name=contact)] if contact else []
    return Card(
        key=f"draft:{draft.id}",
        title=Text("draft-title"),
        lines=[*lines, *_content(draft, office, files), *appointments.lines()],
        buttons=[
            *(repeats.buttons(draft, _opens(draft, office)) or [_send(draft, office)]),
            *wishes.buttons(draft),
            *appointments.buttons("tasks.tie-draft", draft.id),
            Button(Text("change"), "tasks.change", draft.id, opens=REQUEST),
            *([Button(Text("book-new"), "bookings.book", draft.id)] if _may_book(draft, office, contact) else []),
            Button(Text("discard"), "tasks.discard", draft.id, confirm=_lost(draft)),
        ],
        pickers=wishes.pickers(draft),
    )


def _send(draft: Draft, office: Office) -> Button:
    return Button(Text("send-request"), "tasks.send", draft.id, style=Style.PRIMARY, opens=_opens(draft, office))


def _opens(draft: Draft, office: Office) -> str | None:
    return REQUEST if questions_left(draft, office.category(draft.category)) else None


def _may_book(draft: Draft, office: Office, contact: str | None) -> bool:
    """Return whether a client's words speak of an appointment, and there is one to be had."""
    return (
        contact is None
        and any(each.bookers is Bookers.CLIENTS for each in office.desk.services.values())
        and sounds_like(draft.words)
    )


def _lost(draft: Draft) -> Text | None:
    """Return what to ask before a draft is discarded if more than words would be lost: those stand in the chat."""
    return Text("discard-confirm") if draft.title or draft.wish or draft.answers else None


def questions_left(draft: Draft, category: Category | None) -> bool:
    """Return whether a required question of the category has no answer yet."""
    answers = draft.answers or {}
    asked = category.questions if category is not None else ()
    return any(question.required and not answers.get(question.name) for question in asked)


def discarded_card(draft: Draft, office: Office) -> Card:
    """Return the card of a request the client took back."""
    return Card(f"draft:{draft.id}", Text("draft-discarded"), _content(draft, office, ()))


def where_card(
    draft: Draft,
    office: Office,
    shown: Page[Task],
    *,
    more: bool,
    staff: bool,
    over: Task | None = None,
    asked: Text | None = None,
) -> Card:
    """Return the question where some words belong: a new request, or one of these tasks. At first these are the likely
    ones, with a button for `more`; then all, page by page. Finished ones are opened again; nothing is guessed. `over`
    is the task that is closed or cancelled to which they reply; `asked` at which milestone of a trial they were."""
    opens = REQUEST if draft_words.ask_for_nothing(draft) else None
    buttons = [] if staff else [Button(Text("new-request"), "tasks.new", draft.id, style=Style.PRIMARY, opens=opens)]
    if asked is not None:
        buttons.append(Button(Text("trial-words", milestone=asked), "trials.words", draft.id))
    for task in shown.items:
        ended = task.state in {TaskState.DONE, TaskState.CLOSED}
        name = "reopen-this" if ended and not staff else "to-this"
        label = Text(name, ref=task.reference, title=screens.called(task))
        buttons.append(Button(label, "tasks.place", f"{draft.id}={task.number}"))
    more_tasks = Button(Text("more-tasks"), "tasks.more", draft.id)
    buttons += [more_tasks] if more else paging.turning(shown, "tasks.more", draft.id)
    if staff:
        buttons.append(Button(Text("other-task"), "tasks.which", draft.id, opens="tasks.which"))
        buttons.append(Button(Text("for-client"), "tasks.new", draft.id, opens=REQUEST))
    buttons.append(Button(Text("nothing-more" if not staff else "discard"), "tasks.discard", draft.id))
    lines = [*(_over(over) if over is not None else ()), *_content(draft, office, ())]
    return Card(f"draft:{draft.id}", Text("where-title"), lines, buttons)


def audience_card(draft: Draft, office: Office, task: Task, client: str) -> Card:
    """Return the question who may read some words of staff: the client, or the office alone; about a task that is over
    nothing is said to clients any more."""
    over, which = _over(task), f"{draft.id}={task.number}"
    to_client = Button(Text("to-client", client=client), "tasks.say", which, style=Style.PRIMARY)
    return Card(
        f"draft:{draft.id}",
        Text("audience-title", ref=task.reference, client=client),
        [*over, *_content(draft, office, ())],
        [
            *([] if over else [to_client]),
            Button(Text("internal-note"), "tasks.keep-note", which),
            Button(Text("discard"), "tasks.discard", draft.id),
        ],
    )


def placed_card(draft: Draft, office: Office, what: Text) -> Card:
    """Return what the question becomes once it is answered."""
    return Card(f"draft:{draft.id}", what, _content(draft, office, ()))


def filed_card(draft: Draft, office: Office, task: Task, client: str, by: Person, holder: Person | None) -> Card:
    """Return what a request that staff sent for a client becomes for them: whose it is now, and a way to it."""
    if holder is None:
        where = Text("task-in-queue")
    else:
        where = Text("filed-yours") if holder.id == by.id else Text("filed-with", name=holder.name)
    if by.role is Role.MANAGER:
        button = Button(Text("manage-this", ref=task.reference), "tasks.sheet", task.id)
    else:
        button = list_screens.next_step(task, None if holder is None or holder.id == by.id else holder.name)
    title = Text("request-filed-for", ref=task.reference, client=client)
    return Card(f"draft:{draft.id}", title, [*_content(draft, office, ()), where], [button])


def nothing_in_it(other: str | None, *, staff: bool = False) -> Text:
    """Return the answer to something that can't be a request by itself (a sticker, a poll)."""
    return Text("words-for-nobody") if staff else Text("words-not-a-request", what=other or "")


def _over(task: Task) -> list[Text]:
    """Return the line that says that a task is closed or cancelled, nothing for all others."""
    if task.state is TaskState.CANCELLED:
        return [Text("already-cancelled", ref=task.reference, at=task.ended_at)]
    return [Text("already-closed", ref=task.reference)] if task.state is TaskState.CLOSED else []


def _content(draft: Draft, office: Office, files: Sequence[StoredFile]) -> list[Text]:
    lines = [Text("title-line", title=draft.title)] if draft.title else []
    lines += [Text("words", words=draft.words)] if draft.words.strip() else []
    category = office.category(draft.category)
    wish = [*repeats.lines(draft), *wishes.lines(draft.wish, wishes.when(draft), draft)]
    lines += requests.details(category, draft.category, draft.priority, wish, draft.answers)
    return lines + requests.file_lines(draft.files, files)
