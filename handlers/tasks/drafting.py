"""From free words to a request, or to the task they are about. Nothing is guessed silently, nothing is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from handlers.chat import form_files, forms, paging, replied_to, reposting, sight, trial_questions
from handlers.chat.context import Context, Refused
from handlers.chat.feature import Unsettled
from handlers.chat.incoming import File, Said, Shared
from handlers.chat.outgoing import Form, Text
from handlers.rules import categories, titles
from handlers.rules.policy import Act
from handlers.tasks import (
    actions,
    appointments,
    attention,
    closing,
    conversation,
    draft_screens,
    draft_words,
    files,
    joining,
    questions,
    record,
    repeats,
    thanks,
    wishes,
)
from handlers.tasks.attention import CLIENT, INTERNAL, NEW
from handlers.tasks.candidates import candidates
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import DraftId, DraftState, PersonId, Priority, Role, TaskId, TaskState

POLL = "poll"  # its question comes as words, but nobody can answer it here


def words(ctx: Context, said: Said) -> None:
    """Take free words and files: a reply goes to its task or draft; what follows within a minute joins the draft; what
    was chosen in the last ten minutes counts again; else a new draft, or the question where it belongs. The question,
    too, if they may answer what somebody said meanwhile, or what staff reply to is no task's."""
    if not said.files and (not said.text.strip() or said.other == POLL):
        ctx.reply(draft_screens.nothing_in_it(said.other, staff=ctx.who.role is not Role.CLIENT))
        return
    replied = replied_to.task_of(ctx, said)
    task = None if replied is None else ctx.uow.tasks.take(TaskId(replied))
    if task is not None and record.may_see(ctx, task):
        _about(ctx, task, said)
        return
    focus = attention.chosen(ctx)
    if focus is not None and focus.about == attention.CALLED:
        attention.forget(ctx)
        ask_where(ctx, _begin(ctx, said))
        return
    draft = joining.joined(ctx, said)
    if draft is not None:
        _append(ctx, draft, said)
        return
    if said.reply_to is not None and ctx.who.role is not Role.CLIENT:
        focus = None
    if focus is not None and focus.about != NEW:
        task = ctx.uow.tasks.take(TaskId(focus.about))
        if task is not None and record.may_see(ctx, task) and task.state in conversation.SPOKEN_OF:
            _speak(ctx, task, said.text, said.files, ctx.source(said.message), focus.audience)
            return
    draft = _begin(ctx, said)
    new = focus is not None and focus.about == NEW and not draft_words.ask_for_nothing(draft)
    if new and ctx.who.role is Role.CLIENT:
        show(ctx, draft, kept=draft)
    else:
        ask_where(ctx, draft)


def shared(ctx: Context, heard: Shared) -> None:
    """Make somebody's message the start of a request: the form, with its words filled in. What is a draft already is
    not made one twice, nor what is a request."""
    assert ctx.sender is not None  # somebody hands it in
    source = f"{ctx.sender.platform}:{ctx.sender.workspace}:{heard.chat}:{heard.message}"
    draft = ctx.uow.drafts.take_of(source)
    if draft is not None and draft.person_id == ctx.who.id and draft.state is DraftState.OPEN:
        _open_form(ctx, draft.id, draft=draft)
        return
    task = None if draft is None or draft.state is not DraftState.SENT else ctx.uow.tasks.look(TaskId(draft.id))
    if task is not None and record.may_see(ctx, task) and task.state is not TaskState.CANCELLED:
        raise Refused(Text("already-request", ref=task.reference))
    _open_form(ctx, "", words=heard.text, shared=form_files.remembered(heard.files))


def form(ctx: Context, words_after: str) -> None:
    """Open the form of a new request."""
    _open_form(ctx, "", words=words_after)


def press_form(ctx: Context, about: str) -> None:
    """Press of New request: the form."""
    _open_form(ctx, "")


def change(ctx: Context, about: str) -> None:
    """Press of Change: the draft as a form, to be changed field by field."""
    draft = own_draft(ctx, about)
    _open_form(ctx, draft.id, draft=draft)


def send(ctx: Context, about: str) -> None:
    """Press of Send request: it becomes a task, once the category's own questions are answered."""
    draft = own_draft(ctx, about)
    if draft.state is not DraftState.OPEN:
        ctx.answer(state_of(ctx, draft))
        return
    if ctx.who.role is not Role.CLIENT and draft.contact_id is None:
        _open_form(ctx, draft.id, draft=draft)
        return
    if draft_screens.questions_left(draft, ctx.office.category(draft.category)):
        _open_form(ctx, draft.id, draft=draft)
        return
    _file(ctx, draft)


def build(ctx: Context, dialog: Dialog) -> Form:
    """Return the request's form as far as it goes: the questions of the category that is chosen."""
    category = dialog.answers.get("category", dialog.facts.get("category"))
    contacts = [] if ctx.who.role is Role.CLIENT else _contacts(ctx)
    return questions.request(ctx.office, category, contacts)


def filled(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The form is complete: the request is sent, unless the category it got has questions of its own left."""
    draft = own_draft(ctx, dialog.about) if dialog.about else None
    if draft is not None and draft.state is not DraftState.OPEN:
        ctx.answer(state_of(ctx, draft))
        return
    written = forms.written(dialog)
    if draft is None:
        draft = _begin_from(ctx, given.get("words", ""), written.get("words"), form_files.of(dialog))
    else:
        draft = replace(draft, files=[*draft.files, *files.keep(ctx, form_files.of(dialog), draft=draft.id)])
    for source in written.values():
        ctx.uow.drafts.add_source(source, draft.id)
    words = given.get("words", draft.words).strip()
    filled = draft_words.filled(draft, dialog.facts, words, written.get("words", draft_words.FORM))
    changed = replace(
        filled,
        title=given.get("title") or None,
        category=_category(given, draft),
        priority=Priority(given["priority"]) if given.get("priority") else draft.priority,
        answers=questions.own_answers(given) or draft.answers,
        contact_id=PersonId(given["contact"]) if given.get("contact") else draft.contact_id,
        touched_at=ctx.now,
        asks=False,
    )
    changed = wishes.given(ctx, changed, given.get("wish", ""))
    changed = appointments.understood(ctx, changed, draft.words if draft.contact_id == changed.contact_id else "")
    ctx.uow.drafts.save(changed)
    questions_left = draft_screens.questions_left(changed, ctx.office.category(changed.category))
    if questions_left or wishes.asked_of_form(changed) or repeats.again(changed) is not None:
        show(ctx, changed, kept=changed)  # a window can't ask a category's own questions before it knows which one
    else:
        _file(ctx, changed)
        for line in appointments.unknown(ctx, changed):
            ctx.reply(line)


def discard(ctx: Context, about: str) -> None:
    """Take a draft back before it was sent."""
    draft = own_draft(ctx, about)
    if draft.state is not DraftState.OPEN:
        ctx.answer(state_of(ctx, draft))
        return
    forms.settled(ctx, draft.id)
    ctx.uow.drafts.close(draft.id, DraftState.DISCARDED)
    if draft.asks and ctx.who.role is Role.CLIENT:
        ctx.tell(ctx.who, draft_screens.placed_card(draft, ctx.office, Text("all-right")))
    else:
        ctx.tell(ctx.who, draft_screens.discarded_card(draft, ctx.office))


def cancelled(ctx: Context) -> Unsettled | None:
    """Return what was written last and is neither sent nor placed, to be discarded."""
    draft = ctx.uow.drafts.take_latest(ctx.who.id)
    if draft is None:
        return None
    return Unsettled(draft.touched_at or draft.created_at, partial(_discard_last, ctx, draft))


def _discard_last(ctx: Context, draft: Draft) -> None:
    discard(ctx, draft.id)
    ctx.reply(Text("draft-cancelled", title=titles.called(draft.title, draft.words, draft.files)))


def make_new(ctx: Context, about: str) -> None:
    """Press of New request: the words are one; so are the next ones for ten minutes. Where they only greet or thank,
    they are put aside and the client is asked what they need."""
    draft = open_draft(ctx, about)
    attention.choose(ctx, NEW)
    if ctx.who.role is not Role.CLIENT:
        _open_form(ctx, draft.id, draft=draft)
    elif draft_words.ask_for_nothing(draft):
        thanks.keep(ctx, draft)
        _open_form(ctx, "")
    else:
        show(ctx, replace(draft, asks=False))


def place(ctx: Context, about: str) -> None:
    """Press of To T-1042: the words belong to that task; for staff the question who may read them follows."""
    draft, task = _draft_and_task(ctx, about)
    if ctx.who.role is not Role.CLIENT:
        client = record.client_name(ctx, task.client_id)
        ctx.reply(draft_screens.audience_card(draft, ctx.office, task, client))
        return
    _put(ctx, draft, task, "")


def say(ctx: Context, about: str) -> None:
    """Press of To the client: staff's words go to the client of that task."""
    draft, task = _draft_and_task(ctx, about)
    _put(ctx, draft, task, CLIENT)


def keep_note(ctx: Context, about: str) -> None:
    """Press of Internal note: staff's words stay in the office."""
    draft, task = _draft_and_task(ctx, about)
    _put(ctx, draft, task, INTERNAL)


def more(ctx: Context, about: str) -> None:
    """Press of More, or of a page: all tasks the words may belong to."""
    which, number = paging.asked(about)
    draft = open_draft(ctx, which)
    over, tasks = candidates(ctx, draft)
    shown, staff = paging.page(tasks, number or 0), ctx.who.role is not Role.CLIENT
    ctx.reply(draft_screens.where_card(draft, ctx.office, shown, more=False, staff=staff, over=over))


def unsent(ctx: Context, about: str) -> None:
    """Press of a request not sent yet, in a list: it is shown where its author is now, to go on with."""
    draft = own_draft(ctx, about)
    if draft.state is not DraftState.OPEN:
        ctx.answer(state_of(ctx, draft))
        return
    reposting.let_go(ctx.uow, ctx.here, f"draft:{draft.id}")
    if draft.asks:
        ask_where(ctx, draft)
    else:
        show(ctx, draft, kept=draft)


def show(ctx: Context, draft: Draft, *, kept: Draft | None = None) -> None:
    """Keep a draft and show it as it is now; `kept` is what is kept already, if that is the same."""
    if kept is not draft:
        ctx.uow.drafts.save(draft)
    stored = ctx.uow.files.of_draft(draft.id) if draft.files else []
    contact, choice = _contact(ctx, draft), appointments.of_draft(ctx, draft)
    name = contact.name if contact else None
    ctx.tell_here(draft_screens.draft_card(draft, ctx.office, stored, name, choice))


def ask_where(ctx: Context, draft: Draft) -> None:
    """Ask where some words belong; a client with nothing open, no question of ours, and no reply to what is over,
    begins a request."""
    staff = ctx.who.role is not Role.CLIENT
    over, tasks = candidates(ctx, draft)
    question = None if staff or draft.files or not draft.words.strip() else trial_questions.unanswered(ctx)
    if not tasks and not staff and over is None and question is None:
        show(ctx, draft, kept=draft)
        return
    asking = replace(draft, asks=True)
    ctx.uow.drafts.save(asking)
    first = paging.page(tasks, 0, draft_screens.OFFERED)
    more = first.all > len(first.items)
    at = None if question is None else trial_questions.milestone_text(question[1])
    ctx.tell_here(draft_screens.where_card(asking, ctx.office, first, more=more, staff=staff, over=over, asked=at))


def own_draft(ctx: Context, about: str) -> Draft:
    """Return a draft of the person who acts, to be changed. Raises Refused."""
    draft = ctx.uow.drafts.take(DraftId(about))
    if draft is None or draft.person_id != ctx.who.id:
        raise Refused(Text("button-gone"))
    _contact(ctx, draft)
    return draft


def open_draft(ctx: Context, about: str) -> Draft:
    """Return a draft of the person who acts that is neither sent nor placed yet, to be changed. Raises Refused."""
    draft = own_draft(ctx, about)
    if draft.state is not DraftState.OPEN:
        raise Refused(Text("already-placed"))
    return draft


def state_of(ctx: Context, draft: Draft) -> Text:
    """Return what became of a draft that is no more open."""
    if draft.state is DraftState.REPEATED:
        return Text("draft-repeats")
    task = ctx.uow.tasks.look(draft.task_id) if draft.task_id else None
    return Text("draft-discarded") if task is None else Text("request-accepted", ref=task.reference)


# --- inside ---


def _contact(ctx: Context, draft: Draft) -> Person | None:
    """Return whom staff write a request for, once they have said so: from then on it is about their client."""
    contact = record.person(ctx, draft.contact_id)
    ctx.uow.channels.concern(None if contact is None else contact.client_id)
    return contact


def _about(ctx: Context, task: Task, said: Said) -> None:
    """Take a reply: a client's goes to the office; staff say once in ten minutes who may read it, and always if it
    answers a note and would go to the client."""
    attention.turn_to(ctx, task.id)
    ctx.uow.channels.concern(task.client_id)
    source = ctx.source(said.message)
    if task.state not in conversation.SPOKEN_OF:
        draft = joining.joined(ctx, said)
        if draft is not None and draft.task_id == task.id:
            _append(ctx, draft, said)
        else:
            ask_where(ctx, _begin(ctx, said, replied=task.id))
        return
    if ctx.who.role is Role.CLIENT:
        conversation.say(ctx, task, said.text, said.files, source)
        return
    focus = attention.chosen(ctx)
    if focus is not None and focus.audience == CLIENT and replied_to.answers_note(ctx, said):
        focus = None
    if focus is not None and focus.about == task.id and focus.audience:
        _speak(ctx, task, said.text, said.files, source, focus.audience)
        return
    draft = _begin(ctx, said)
    client = record.client_name(ctx, task.client_id)
    ctx.uow.drafts.save(replace(draft, asks=True))
    ctx.reply(draft_screens.audience_card(draft, ctx.office, task, client))


def _speak(ctx: Context, task: Task, text: str, sent: tuple[File, ...], source: str, audience: str) -> None:
    ctx.uow.channels.concern(task.client_id)
    if audience == INTERNAL:
        conversation.note(ctx, task, text, sent, source)
        ctx.reply(Text("noted-line", ref=task.reference))
        return
    conversation.say(ctx, task, text, sent, source)
    if audience == CLIENT:
        ctx.reply(Text("said-line", ref=task.reference, client=record.client_name(ctx, task.client_id)))
    else:
        ctx.reply(Text("passed-on", ref=task.reference))


def _append(ctx: Context, draft: Draft, said: Said) -> None:
    """Let words and files that follow within a minute join the draft."""
    source = ctx.source(said.message)
    kept = files.keep(ctx, said.files, draft=draft.id)
    changed = wishes.understood(ctx, draft_words.joined_by(draft, source, said.text))
    changed = appointments.understood(ctx, changed, draft.words)
    changed = replace(draft_words.with_files(changed, source, kept), touched_at=ctx.now)
    if changed.category is None:
        changed = replace(changed, category=categories.guess(changed.words, ctx.office.categories))
    ctx.uow.drafts.add_source(source, draft.id)
    if draft.asks:
        ctx.uow.drafts.save(changed)
        ask_where(ctx, changed)
    else:
        show(ctx, changed)


def _begin(ctx: Context, said: Said, *, replied: TaskId | None = None) -> Draft:
    return _begin_from(ctx, said.text, ctx.source(said.message), said.files, alone=said.alone, replied=replied)


def _begin_from(
    ctx: Context,
    text: str,
    source: str | None,
    sent: tuple[File, ...],
    *,
    alone: bool = False,
    replied: TaskId | None = None,
) -> Draft:
    draft_id = DraftId(ctx.uow.new_id())
    draft = Draft(
        id=draft_id,
        person_id=ctx.who.id,
        words=text,
        files=[],
        source=source or f"form:{draft_id}",
        state=DraftState.OPEN,
        task_id=replied,
        created_at=ctx.now,
        touched_at=None if alone else ctx.now,
        category=categories.guess(text, ctx.office.categories),
    )
    draft = draft_words.with_files(draft, draft.source, files.keep(ctx, sent, draft=draft_id))
    draft = appointments.understood(ctx, wishes.understood(ctx, draft))
    ctx.uow.drafts.add(draft)
    return draft


def _open_form(ctx: Context, about: str, *, words: str = "", draft: Draft | None = None, shared: object = ()) -> None:
    attention.turn_to(ctx, NEW)
    fresh = {"words": words, "title": "", "priority": str(Priority.NORMAL)}
    answers = fresh if draft is None else _answers(draft)
    if not answers["words"]:
        answers.pop("words")
    category = draft.category if draft else categories.guess(words, ctx.office.categories)
    if ctx.office.categories and category is not None:
        answers["category"] = category
    contacts = [] if ctx.who.role is Role.CLIENT else _contacts(ctx)
    if ctx.who.role is not Role.CLIENT and not contacts:
        raise Refused(Text("no-clients-yet"))
    request = questions.request(ctx.office, category, contacts)
    facts = {"category": category, form_files.BROUGHT: list(shared or [])}  # type: ignore[call-overload]  # None is allowed
    facts.update({} if draft is None else draft_words.opened(draft))
    ctx.ask(request, about, answers=answers, fresh=bool(words or shared), **facts)


def _answers(draft: Draft) -> dict[str, str]:
    """Return a draft as the form's answers; the wish counts as asked once the draft has been a form before."""
    answers = {
        "words": draft.words,
        "title": draft.title or "",
        "priority": str(draft.priority or Priority.NORMAL),
        "wish": wishes.answer(draft),
    }
    if draft.contact_id:
        answers["contact"] = draft.contact_id
    return {**answers, "category": draft.category or questions.NO_CATEGORY, **questions.prefilled(draft.answers)}


def _category(given: Mapping[str, str], draft: Draft) -> str | None:
    chosen = given.get("category", draft.category)
    return None if chosen == questions.NO_CATEGORY else chosen


def _contacts(ctx: Context) -> list[tuple[Person, str]]:
    names: dict[str | None, str] = {client.id: client.name for client in ctx.uow.clients.all()}
    ours = [person for person in ctx.uow.people.active(Role.CLIENT) if person.team_id in {None, ctx.who.team_id}]
    people = [person for person in ours if sight.may_for(ctx.uow, ctx.who, Act.ASK_FOR, person)]
    return [(person, names.get(person.client_id, "")) for person in people]


def _file(ctx: Context, draft: Draft) -> None:
    forms.settled(ctx, draft.id)
    task = actions.file(ctx, draft)
    attention.turn_to(ctx, NEW)  # who chose a new request goes on with them for ten minutes (decision 10)
    ctx.answer(Text("request-sent", ref=task.reference))
    if ctx.who.role is not Role.CLIENT:
        holder = record.person(ctx, task.assistant_id)
        client = record.client_name(ctx, task.client_id)
        ctx.reply(draft_screens.filed_card(draft, ctx.office, task, client, ctx.who, holder))


def _put(ctx: Context, draft: Draft, task: Task, audience: str) -> None:
    """Give a draft's words and files to a task's conversation, opened again if it was finished, and remember the choice
    for ten minutes. Who pressed is answered before anything else is said to them."""
    name = {CLIENT: "placed-client", INTERNAL: "placed-note"}.get(audience, "placed-task")
    what = Text(name, ref=task.reference, client=record.client_name(ctx, task.client_id))
    ctx.tell_here(draft_screens.placed_card(draft, ctx.office, what))
    if not audience and task.state in {TaskState.DONE, TaskState.CLOSED}:
        closing.reopen(ctx, task.id)
        task = record.take(ctx, task.id)
    handed = files.hand_on(ctx, draft, task, internal=audience == INTERNAL) if draft.files else []
    if audience == INTERNAL:
        conversation.note(ctx, task, draft.words, (), draft.source, handed)
    else:
        conversation.say(ctx, task, draft.words, (), draft.source, handed)
    files.send_on(ctx, task, handed)
    ctx.uow.drafts.close(draft.id, DraftState.ATTACHED, task.id)
    attention.choose(ctx, task.id, audience)


def _draft_and_task(ctx: Context, about: str) -> tuple[Draft, Task]:
    draft_id, _, number = about.partition("=")
    draft = open_draft(ctx, draft_id)
    task = ctx.uow.tasks.by_number(int(number)) if number.isdigit() else None
    if task is None or not record.may_see(ctx, task):
        raise Refused(Text("task-unknown"))
    ctx.uow.channels.concern(task.client_id)
    return draft, task
