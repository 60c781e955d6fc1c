"""Forms in a chat: asked one question after another, looked over, sent, left, forgotten, taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.chat import closed_forms, dialogs, form_files, limited, sight, time_fields
from handlers.chat.closed_forms import closed
from handlers.chat.context import FORGOTTEN, FORM_LIFE, Context, Refused
from handlers.chat.feature import FormSpec
from handlers.chat.incoming import Deleted, Edited, Said, TimerDue
from handlers.chat.outgoing import TIMES, Button, Card, Choice, Field, FieldKind, Form, Style, Text, Typed
from handlers.chat.router import House
from storage.dialogs import Dialog, Pressable

CANCEL = "forms.cancel"
CHOOSE = "forms.choose"
SKIP = "forms.skip"
NEXT = "forms.next"
SUBMIT = "forms.submit"
CHANGE = "forms.change"
LEAVE = "forms.leave"
KEEP = "forms.keep"
GO_ON = closed_forms.GO_ON
ACTIONS = frozenset({CANCEL, CHOOSE, SKIP, NEXT, SUBMIT, CHANGE, LEAVE, KEEP, GO_ON, time_fields.TIME})
PICKED = "picked"
BEFORE = "before"  # the answer that is being changed, by its field's name
UNFIT = "unfit"  # what was written and is no answer, by its message
WRITTEN = "written"  # where each answer that was typed stands, by its field's name
ENDED = frozenset({"done", "moved"})  # in these states nothing can be added to a form
MOST_UNFIT = 20
MOST_OFFERED = 24


class FormRefused(Refused):
    """A form was complete, but can't be taken as it is: it stays open with its answers."""

    def __init__(self, refusal: Refused, dialog: Dialog, answers: Mapping[str, str]) -> None:
        super().__init__(refusal.text, refusal.field or next(iter(answers), None))
        self.dialog = dialog.id
        self.sent = dialog.facts.get(form_files.SENT)
        self.answers = {name: value for name, value in answers.items() if name != refusal.field}


def hand_in(ctx: Context, spec: FormSpec, dialog: Dialog, answers: Mapping[str, str]) -> None:
    """End a complete form and give it to its feature. Raises FormRefused if that refuses it."""
    ctx.uow.dialogs.finish(dialog.id, ctx.now)
    ctx.act = spec.act
    try:
        spec.submit(ctx, dialog, answers)
    except Refused as refusal:
        raise FormRefused(refusal, dialog, answers) from refusal


def settled(ctx: Context, about: str, form: str | None = None) -> None:
    """Put aside the form that who acts has open about something that was settled otherwise; if named, only that."""
    asked = ctx.uow.dialogs.open_of(ctx.who.id)
    if asked is not None and asked.about == about and form in {None, asked.form}:
        ctx.put_form_aside(asked.id)


def stay_open(ctx: Context, refusal: FormRefused, house: House, *, in_window: bool) -> None:
    """Keep the answers and files of a form that was refused, for all else was rolled back; a window shows them still,
    in a chat the form says what is wrong."""
    dialog = ctx.uow.dialogs.by_id(refusal.dialog)
    if dialog is None or dialog.state in ENDED:
        return
    dialog = keep(ctx, dialog, refusal.answers, refusal.sent)
    if not in_window:
        take_up(ctx, dialog, house, why=refusal.text)


def keep(ctx: Context, dialog: Dialog, answers: Mapping[str, str], sent: object) -> Dialog:
    """Return the form with the answers and files that its window was sent with, kept."""
    ctx.uow.dialogs.answer(dialog.id, dict(answers), ctx.now)
    if sent:
        dialog = replace(dialog, facts={**dialog.facts, form_files.SENT: sent})
        ctx.uow.dialogs.note_facts(dialog.id, dialog.facts, ctx.now)
    return replace(dialog, answers=dict(answers))


def take_up(ctx: Context, dialog: Dialog, house: House, *, why: Text | None = None) -> None:
    """Go on with a form here in the chat, as it stands; another one that is open is put aside. `why` stands above
    it."""
    open_one = ctx.uow.dialogs.open_of(ctx.who.id)
    if open_one is None or open_one.id != dialog.id:
        ctx.put_form_aside(can_go_on=True)
        ctx.uow.dialogs.reopen(dialog.id, ctx.now)
        due = ctx.now + FORM_LIFE
        ctx.set_timer(f"form:{dialog.id}:{due.isoformat()}", FORGOTTEN, dialog.id, due)
    here = in_chat(ctx, dialog)
    form = house.forms[here.form].build(ctx, here)
    show(ctx, here, form if why is None else replace(form, intro=why))


def press(ctx: Context, button: Pressable, dialog: Dialog | None, house: House) -> None:
    """Take the press of a form's button. Raises Refused if the form is not open any more."""
    about, _, sought = button.about.partition("=")
    if button.action == GO_ON:
        _go_on(ctx, about, house)
        return
    if dialog is None or dialog.id != about:
        raise Refused(Text("form-closed"))
    if button.action == CANCEL:
        put_aside(ctx, dialog)
        return
    dialog = in_chat(ctx, dialog)
    form = house.forms[dialog.form].build(ctx, dialog)
    if button.action == SUBMIT:
        _submit(ctx, dialog, form, dialog.answers, house)
        return
    if button.action == time_fields.TIME:
        _choose_time(ctx, dialog, form, sought, house)
        return
    found = dialogs.meant(form, sought)
    if found is None:
        show(ctx, dialog, form)
        return
    field, value = found
    if button.action == CHANGE:
        _change(ctx, dialog, field, house)
    elif button.action == LEAVE:
        _keep(ctx, dialog, _with_before(dialog), house)
    elif field.kind is FieldKind.SOME_OF and dialogs.position(form, dialog.answers) != field:
        show(ctx, dialog, form)  # what is picked belongs to the question that is open
    elif button.action == CHOOSE and field.kind is FieldKind.SOME_OF:
        _toggle(ctx, dialog, form, field, value)
    else:
        picked = dialog.facts.get(PICKED, "") if button.action == NEXT else value
        _choose(ctx, dialog, form, field, str(picked), house)


def answer(ctx: Context, said: Said, dialog: Dialog, house: House) -> None:
    """Take words as the answer to the question that is open. If several choices begin so, these are offered; what is
    no choice is a remark where the form has a field for these; what is no answer can be kept as a message, and the
    question stays."""
    form = house.forms[dialog.form].build(ctx, dialog)
    answers, wrong = dialogs.hear(form, dialog.answers, said.text, ctx.readings)
    field = dialogs.position(form, dialog.answers)
    if wrong is None and field is not None and field.kind in TIMES:
        wrong = _hear_time(ctx, dialog, form, field, answers, house, typed=field)
    elif wrong is None:
        _keep(ctx, dialog, answers, house, typed=field)
    if wrong is None:
        return
    several = dialogs.fitting(field, said.text, ctx.readings) if field and field.kind is FieldKind.ONE_OF else []
    if several:
        ctx.reply(question(form, dialog, several))
        return
    if field is not None and field.kind in dialogs.CLOSED and _remarked(ctx, dialog, form, said.text, house):
        return
    unfit = {"text": said.text, "reply_to": said.reply_to, "forwarded": said.forwarded}
    latest = list(dialog.facts.get(UNFIT, {}).items())[1 - MOST_UNFIT :]
    ctx.uow.dialogs.note_facts(dialog.id, {**dialog.facts, UNFIT: {**dict(latest), said.message: unfit}}, ctx.now)
    keep = Button(Text("form-keep"), KEEP, f"{dialog.id}={said.message}")
    ctx.reply(Card(f"unfit:{dialog.id}:{said.message}", wrong, [Text("form-unfit")], [keep]))


def _remarked(ctx: Context, dialog: Dialog, form: Form, said: str, house: House) -> bool:
    """Take words that are none of the choices for the form's field of remarks, after those it has. False if there is no
    such field, or they don't fit there."""
    field = next((each for each in form.fields if each.name == form.remarks), None)
    if field is None:
        return False
    before = dialog.answers.get(field.name, "")
    words = "\n".join(filter(None, (before, said.strip())))
    if dialogs.fault(field, words) is not None:
        return False
    if before:  # made of several messages, they follow the edit of none
        typed = {name: source for name, source in written(dialog).items() if name != field.name}
        dialog = replace(dialog, facts={**dialog.facts, WRITTEN: typed})
        ctx.uow.dialogs.note_facts(dialog.id, dialog.facts, ctx.now)
    _keep(ctx, dialog, {**dialog.answers, field.name: words}, house, typed=None if before else field)
    return True


def unfit(ctx: Context, button: Pressable) -> Said:
    """Take the press of Keep as a message: return the words that were no answer. Raises Refused if they are gone."""
    about, _, message = button.about.partition("=")
    dialog = ctx.uow.dialogs.by_id(about)
    words = None if dialog is None else dialog.facts.get(UNFIT, {}).get(message)
    if dialog is None or dialog.person_id != ctx.who.id or words is None:
        raise Refused(Text("form-closed"))
    ctx.reply(Card(f"unfit:{about}:{message}", Text("form-kept")))
    return Said(message=message, alone=True, **words)


def edited(ctx: Context, change: Edited | Deleted, dialog: Dialog, house: House) -> bool:
    """Let an answer of the open form follow the edit of the message it was typed in; one that was taken back is asked
    for again. False if the message is no such answer."""
    source = ctx.source(change.message)
    form = house.forms[dialog.form].build(ctx, dialog)
    typed = written(dialog)
    field = next((each for each in form.fields if typed.get(each.name) == source), None)
    if field is None or field.name not in dialog.answers:
        return False
    if isinstance(change, Deleted):
        _change(ctx, dialog, field, house)
        return True
    answer = dialogs.kept(field, change.text, ctx.readings)
    answers, faults = time_fields.submitted(ctx, form, {**dialog.answers, field.name: answer})
    wrong = dialogs.fault(field, answer) or faults.get(field.name)
    if wrong is not None:
        ctx.reply(wrong)
        return True
    ctx.uow.dialogs.answer(dialog.id, answers, ctx.now)
    changed = replace(dialog, answers=answers)
    show(ctx, changed, house.forms[dialog.form].build(ctx, changed))
    return True


def written(dialog: Dialog) -> dict[str, str]:
    """Return where the answers that were typed stand, by their fields' names."""
    return dict(dialog.facts.get(WRITTEN, {}))


def asks_nothing(ctx: Context, dialog: Dialog, house: House) -> bool:
    """Return whether all questions are answered and the form waits to be sent: words are no answer then."""
    return dialogs.position(house.forms[dialog.form].build(ctx, dialog), dialog.answers) is None


def show(ctx: Context, dialog: Dialog, form: Form) -> None:
    """Show where a form stands: its question, or all answers for a last look."""
    limited.concern(ctx, dialog)
    if dialogs.position(form, dialog.answers) is None:
        ctx.reply(summary(form, dialog))
    else:
        ctx.reply(question(form, dialog))


def put_aside(ctx: Context, dialog: Dialog) -> None:
    """Close a form unanswered, on its owner's wish; what was filled in already can be taken up again."""
    kept = dialog.begun
    ctx.uow.dialogs.close(dialog.id, "aside" if kept else "cancelled", ctx.now)
    ctx.reply(closed(dialog, "form-cancelled" if kept else "form-put-aside", can_go_on=kept))


def forgotten(ctx: Context, due: TimerDue) -> None:
    """Close a form nobody has touched for two hours, with a friendly line; one just touched is given more time."""
    dialog = ctx.uow.dialogs.by_id(due.about)
    if dialog is None or dialog.state != "open":
        return
    ends = dialog.touched_at + FORM_LIFE
    if ends > ctx.now:
        ctx.set_timer(f"form:{dialog.id}:{ends.isoformat()}", FORGOTTEN, dialog.id, ends)
        return
    ctx.uow.dialogs.close(dialog.id, "forgotten", ctx.now)
    person = ctx.uow.people.by_id(dialog.person_id)
    limited.concern(ctx, dialog)
    if any(sight.are_restricted(ctx.uow, client) for client in ctx.uow.channels.concerned):
        return  # nothing is said of them meanwhile
    if person is None or (dialog.facts.get("window") and not dialog.begun):
        return
    ctx.tell(person, closed(dialog, "form-forgotten", can_go_on=True))


def question(form: Form, dialog: Dialog, offered: Sequence[Choice] | None = None) -> Card:
    """Return the card that asks for the next answer; the form's one live message. `offered` are the choices to show,
    else the first of all."""
    field = dialogs.position(form, dialog.answers)
    assert field is not None  # complete forms are shown as a summary
    before = dialog.facts.get(BEFORE, {}).get(field.name)
    choices = dialogs.choices(field)
    shown = list(choices if offered is None else offered)[: None if field.kind is FieldKind.SOME_OF else MOST_OFFERED]
    lines = [form.intro] if form.intro is not None else []
    lines += [*given(form, dialog.answers), Text("form-question", label=field.label)]
    if before:
        lines.append(Text("form-so-far", words=worded(field, before)))
    doubt = time_fields.asked_about(dialog, field)
    if doubt is not None:
        lines.append(time_fields.echo(doubt))
    elif field.help is not None:
        lines.append(field.help)
    if len(shown) < len(choices):
        lines.append(Text("form-more-choices", count=len(choices) - len(shown)))
    if not field.required:
        lines.append(Text("form-optional"))
    buttons = [] if doubt is None else time_fields.buttons(dialog, field, doubt)
    buttons += _answers(field, dialog, shown)
    if before:
        buttons.append(Button(Text("form-leave"), LEAVE, f"{dialog.id}={dialogs.token(field)}"))
    governing = [each for each in form.fields if each.governs and dialog.answers.get(each.name)]
    buttons += [_change_button(each, dialog) for each in governing]
    return Card(
        f"form:{dialog.id}", form.title, lines, [*buttons, Button(form.leave or Text("cancel"), CANCEL, dialog.id)]
    )


def summary(form: Form, dialog: Dialog) -> Card:
    """Return the card with all answers: to be sent, or changed one by one."""
    changes = [_change_button(field, dialog) for field in dialogs.asked(form)]
    send = Button(form.submit, SUBMIT, dialog.id, style=Style.PRIMARY)
    leave = Button(form.leave or Text("cancel"), CANCEL, dialog.id)
    lines = [] if form.summary or form.intro is None else [form.intro]
    lines += given(form, dialog.answers)
    return Card(f"form:{dialog.id}", form.title, lines, [send, *changes, leave])


def given(form: Form, answers: Mapping[str, str]) -> list[Text]:
    """Return the answers so far, a line each; empty ones are left out."""
    shown = []
    for field in form.fields:
        value = answers.get(field.name, "")
        if value:
            shown.append(Text("form-given", label=field.label, words=worded(field, value)))
    return shown


def worded(field: Field, value: str) -> str | Text | list[Text]:
    """Return an answer as people read it."""
    by_value = {choice.value: choice.label for choice in dialogs.choices(field)}
    if field.kind in TIMES:
        return time_fields.worded(value) or value
    if field.kind is FieldKind.SOME_OF:
        return Text("form-several", items=[by_value.get(each, Text("words", words=each)) for each in value.split(",")])
    return by_value.get(value, value)


def _answers(field: Field, dialog: Dialog, offered: Sequence[Choice]) -> list[Button]:
    picked = str(dialog.facts.get(PICKED, "")).split(",")
    buttons = []
    for choice in offered:
        label = Text("form-picked", label=choice.label) if choice.value in picked else choice.label
        buttons.append(Button(label, CHOOSE, f"{dialog.id}={dialogs.token(field, choice.value)}"))
    here = f"{dialog.id}={dialogs.token(field)}"
    if field.kind is FieldKind.SOME_OF:
        buttons.append(Button(Text("form-next"), NEXT, here, style=Style.PRIMARY))
    if not field.required:
        buttons.append(Button(Text("form-skip"), SKIP, here))
    return buttons


def _change_button(field: Field, dialog: Dialog) -> Button:
    return Button(Text("form-change", label=field.label), CHANGE, f"{dialog.id}={dialogs.token(field)}")


def _change(ctx: Context, dialog: Dialog, field: Field, house: House) -> None:
    """Ask a question anew, the answer so far at hand; another one that was being changed stays as it was."""
    answers = _with_before(dialog)
    before = {field.name: answers[field.name]} if field.name in answers else {}
    facts = {**dialog.facts, BEFORE: before, PICKED: before.get(field.name, "")}
    changed = replace(dialog, answers=dialogs.without(answers, field.name), facts=facts)
    ctx.uow.dialogs.answer(dialog.id, changed.answers, ctx.now)
    ctx.uow.dialogs.note_facts(dialog.id, facts, ctx.now)
    show(ctx, changed, house.forms[dialog.form].build(ctx, changed))


def _with_before(dialog: Dialog) -> dict[str, str]:
    return {**dialog.facts.get(BEFORE, {}), **dialog.answers}


def in_chat(ctx: Context, dialog: Dialog) -> Dialog:
    """Return the form as one that is asked in the chat, whose words are answers."""
    if not dialog.facts.get("window"):
        return dialog
    changed = replace(dialog, facts={**dialog.facts, "window": False})
    ctx.uow.dialogs.note_facts(dialog.id, changed.facts, ctx.now)
    return changed


def _choose(ctx: Context, dialog: Dialog, form: Form, field: Field, value: str, house: House) -> None:
    if field.name in dialog.answers:
        show(ctx, dialog, form)  # a button of a question that was answered before
        return
    wrong = dialogs.fault(field, value)
    if wrong is None and field.kind in TIMES and value:
        wrong = _hear_time(ctx, dialog, form, field, {**dialog.answers, field.name: value}, house)
    elif wrong is None:
        _keep(ctx, dialog, {**dialog.answers, field.name: value}, house)
    if wrong is not None:
        raise Refused(wrong)


def _hear_time(
    ctx: Context,
    dialog: Dialog,
    form: Form,
    field: Field,
    answers: Mapping[str, str],
    house: House,
    *,
    typed: Field | None = None,
) -> Text | None:
    """Take an answer to a question for a time: kept as it was understood, or asked about. Return what is wrong with one
    that can't be a time at all. `typed` as in `_keep`."""
    words = answers.get(field.name, "")
    right = time_fields.right(dialog, field)
    if right is not None and words.strip().casefold() in {each.casefold() for each in ctx.readings(time_fields.RIGHT)}:
        words = right
    reading = time_fields.read(ctx, words)
    wrong = time_fields.fault(field, reading) if words else None
    if wrong is not None:
        return wrong
    kept = time_fields.settled(field, reading, words, dialog) if words else ""
    if kept is not None:
        _keep(ctx, dialog, {**answers, field.name: kept}, house, typed=typed)
        return None
    facts = {**dialog.facts, time_fields.DOUBTED: time_fields.doubted(field, reading, words)}
    ctx.uow.dialogs.note_facts(dialog.id, facts, ctx.now)
    ctx.reply(question(form, replace(dialog, facts=facts)))
    return None


def _choose_time(ctx: Context, dialog: Dialog, form: Form, sought: str, house: House) -> None:
    """Take one of the times that were offered; a button of what is not asked any more changes nothing."""
    field = dialogs.position(form, dialog.answers)
    value = None if field is None else time_fields.chosen(dialog, field, sought)
    if field is None or value is None:
        show(ctx, dialog, form)
    else:
        _keep(ctx, dialog, {**dialog.answers, field.name: value}, house)


def _toggle(ctx: Context, dialog: Dialog, form: Form, field: Field, value: str) -> None:
    picked = dialogs.toggled(field, str(dialog.facts.get(PICKED, "")), value)
    facts = {**dialog.facts, PICKED: picked}
    ctx.uow.dialogs.note_facts(dialog.id, facts, ctx.now)
    ctx.reply(question(form, replace(dialog, facts=facts)))


def _keep(ctx: Context, dialog: Dialog, answers: dict[str, str], house: House, typed: Field | None = None) -> None:
    """Keep the answers and go on; `typed` is the field whose answer is in the message that is handled."""
    ctx.uow.dialogs.answer(dialog.id, answers, ctx.now)
    over = {PICKED, time_fields.DOUBTED} | ({BEFORE} if set(dialog.facts.get(BEFORE, {})) <= set(answers) else set())
    facts = {name: value for name, value in dialog.facts.items() if name not in over}
    if typed is not None and ctx.written is not None:
        facts[WRITTEN] = {**facts.get(WRITTEN, {}), typed.name: ctx.written}
    if facts != dialog.facts:
        ctx.uow.dialogs.note_facts(dialog.id, facts, ctx.now)
    changed = replace(dialog, answers=answers, facts=facts)
    form = house.forms[dialog.form].build(ctx, changed)  # an answer may bring further questions
    if dialogs.position(form, answers) is None and not form.summary:
        _submit(ctx, changed, form, answers, house)
    else:
        show(ctx, changed, form)


def _submit(ctx: Context, dialog: Dialog, form: Form, answers: Mapping[str, str], house: House) -> None:
    clean, faults = dialogs.check(form, answers)
    if dialogs.position(form, answers) is not None or faults:
        rest = {name: clean.get(name, value) for name, value in answers.items() if name not in faults}
        ctx.uow.dialogs.answer(dialog.id, rest, ctx.now)
        show(ctx, replace(dialog, answers=rest), form)
        return
    limited.concern(ctx, replace(dialog, answers=clean))
    ctx.reply(Card(f"form:{dialog.id}", form.title, lines=given(form, clean)))
    hand_in(ctx, house.forms[dialog.form], dialog, clean)


def _go_on(ctx: Context, about: str, house: House) -> None:
    dialog = own(ctx, about, house)
    if dialog.state in ENDED:
        raise Refused(Text("form-closed"))
    take_up(ctx, dialog, house)


def own(ctx: Context, about: str, house: House) -> Dialog:
    """Return a form that ctx.who opened and may still fill in, by their role. Raises Refused."""
    dialog = ctx.uow.dialogs.by_id(about)
    if dialog is None or dialog.person_id != ctx.who.id or dialog.form not in house.forms:
        raise Refused(Text("form-closed"))
    if ctx.who.role not in house.forms[dialog.form].roles:
        raise Refused(Text("form-closed"))
    ctx.act = house.forms[dialog.form].act
    return dialog


def nothing_open(ctx: Context) -> None:
    """Answer /cancel where nothing is open."""
    ctx.reply(Text("form-nothing-open", help=Typed("help")))
