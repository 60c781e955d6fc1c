"""Forms in a chat: asked one question after another, looked over, sent, left, forgotten, taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers.chat import dialogs
from handlers.chat.context import FORGOTTEN, FORM_LIFE, Context, Refused
from handlers.chat.incoming import Said, TimerDue
from handlers.chat.outgoing import Button, Card, Field, FieldKind, Form, Style, Text, Typed
from handlers.chat.router import House
from storage.dialogs import Dialog, Pressable

CANCEL = "forms.cancel"
CHOOSE = "forms.choose"
SKIP = "forms.skip"
NEXT = "forms.next"
SUBMIT = "forms.submit"
CHANGE = "forms.change"
GO_ON = "forms.go-on"
ACTIONS = frozenset({CANCEL, CHOOSE, SKIP, NEXT, SUBMIT, CHANGE, GO_ON})
PICKED = "picked"


def press(ctx: Context, button: Pressable, dialog: Dialog | None, house: House) -> None:
    """Take the press of a form's button. Raises Refused if the form is not open any more."""
    about, _, sought = button.about.partition("=")
    if button.action == GO_ON:
        _go_on(ctx, about, dialog, house)
        return
    if dialog is None or dialog.id != about:
        raise Refused(Text("form-closed"))
    if button.action == CANCEL:
        put_aside(ctx, dialog)
        return
    form = house.forms[dialog.form].build(ctx, dialog)
    if button.action == SUBMIT:
        _submit(ctx, dialog, form, dialog.answers, house)
        return
    found = dialogs.meant(form, sought)
    if found is None:
        show(ctx, dialog, form)
        return
    field, value = found
    if button.action == CHANGE:
        _keep(ctx, dialog, dialogs.without(dialog.answers, field.name), house)
    elif field.kind is FieldKind.SOME_OF and dialogs.position(form, dialog.answers) != field:
        show(ctx, dialog, form)  # what is picked belongs to the question that is open
    elif button.action == CHOOSE and field.kind is FieldKind.SOME_OF:
        _toggle(ctx, dialog, form, field, value)
    else:
        picked = dialog.facts.get(PICKED, "") if button.action == NEXT else value
        _choose(ctx, dialog, form, field, str(picked), house)


def answer(ctx: Context, said: Said, dialog: Dialog, house: House) -> None:
    """Take words as the answer to the question that is open."""
    form = house.forms[dialog.form].build(ctx, dialog)
    answers, wrong = dialogs.hear(form, dialog.answers, said.text)
    if wrong is not None:
        ctx.reply(wrong)
        return
    _keep(ctx, dialog, answers, house)


def asks_nothing(ctx: Context, dialog: Dialog, house: House) -> bool:
    """Return whether all questions are answered and the form waits to be sent: words are no answer then."""
    form = house.forms[dialog.form].build(ctx, dialog)
    return form.summary and dialogs.position(form, dialog.answers) is None


def show(ctx: Context, dialog: Dialog, form: Form) -> None:
    """Show where a form stands: its question, or all answers for a last look."""
    if dialogs.position(form, dialog.answers) is None:
        ctx.reply(summary(form, dialog))
    else:
        ctx.reply(question(form, dialog))


def put_aside(ctx: Context, dialog: Dialog) -> None:
    """Close a form unanswered, on its owner's wish."""
    ctx.uow.dialogs.close(dialog.id, "cancelled", ctx.now)
    ctx.reply(Card(f"form:{dialog.id}", Text("form-put-aside")))


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
    if person is None or dialog.facts.get("window"):
        return
    go_on = Button(Text("form-go-on"), GO_ON, dialog.id, style=Style.PRIMARY)
    ctx.tell(person, Card(f"form:{dialog.id}", Text("form-forgotten"), buttons=[go_on]))


def question(form: Form, dialog: Dialog) -> Card:
    """Return the card that asks for the next answer; the form's one live message."""
    field = dialogs.position(form, dialog.answers)
    assert field is not None  # complete forms are shown as a summary
    lines = [form.intro] if form.intro is not None else []
    lines += [*given(form, dialog.answers), Text("form-question", label=field.label)]
    if field.help is not None:
        lines.append(field.help)
    if not field.required:
        lines.append(Text("form-optional"))
    return Card(f"form:{dialog.id}", form.title, lines, _answers(field, dialog))


def summary(form: Form, dialog: Dialog) -> Card:
    """Return the card with all answers: to be sent, or changed one by one."""
    changes = [
        Button(Text("form-change", label=field.label), CHANGE, f"{dialog.id}={dialogs.token(field)}")
        for field in form.fields
    ]
    send = Button(form.submit, SUBMIT, dialog.id, style=Style.PRIMARY)
    leave = Button(Text("cancel"), CANCEL, dialog.id)
    return Card(f"form:{dialog.id}", form.title, given(form, dialog.answers), [send, *changes, leave])


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
    if field.kind is FieldKind.SOME_OF:
        return Text("form-several", items=[by_value.get(each, Text("words", words=each)) for each in value.split(",")])
    return by_value.get(value, value)


def _answers(field: Field, dialog: Dialog) -> list[Button]:
    picked = str(dialog.facts.get(PICKED, "")).split(",")
    buttons = []
    for choice in dialogs.choices(field):
        label = Text("form-picked", label=choice.label) if choice.value in picked else choice.label
        buttons.append(Button(label, CHOOSE, f"{dialog.id}={dialogs.token(field, choice.value)}"))
    here = f"{dialog.id}={dialogs.token(field)}"
    if field.kind is FieldKind.SOME_OF:
        buttons.append(Button(Text("form-next"), NEXT, here, style=Style.PRIMARY))
    if not field.required:
        buttons.append(Button(Text("form-skip"), SKIP, here))
    buttons.append(Button(Text("cancel"), CANCEL, dialog.id))
    return buttons


def _choose(ctx: Context, dialog: Dialog, form: Form, field: Field, value: str, house: House) -> None:
    if field.name in dialog.answers:
        show(ctx, dialog, form)  # a button of a question that was answered before
        return
    wrong = dialogs.fault(field, value)
    if wrong is not None:
        raise Refused(wrong)
    _keep(ctx, dialog, {**dialog.answers, field.name: value}, house)


def _toggle(ctx: Context, dialog: Dialog, form: Form, field: Field, value: str) -> None:
    picked = dialogs.toggled(field, str(dialog.facts.get(PICKED, "")), value)
    facts = {**dialog.facts, PICKED: picked}
    ctx.uow.dialogs.note_facts(dialog.id, facts, ctx.now)
    ctx.reply(question(form, replace(dialog, facts=facts)))


def _keep(ctx: Context, dialog: Dialog, answers: dict[str, str], house: House) -> None:
    ctx.uow.dialogs.answer(dialog.id, answers, ctx.now)
    facts = {name: value for name, value in dialog.facts.items() if name != PICKED}
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
    ctx.uow.dialogs.close(dialog.id, "done", ctx.now)
    ctx.reply(Card(f"form:{dialog.id}", form.title, lines=given(form, clean)))
    house.forms[dialog.form].submit(ctx, dialog, clean)


def _go_on(ctx: Context, about: str, open_one: Dialog | None, house: House) -> None:
    dialog = ctx.uow.dialogs.by_id(about)
    if dialog is None or dialog.state not in {"forgotten", "open"} or dialog.form not in house.forms:
        raise Refused(Text("form-closed"))
    if dialog.person_id != ctx.who.id or ctx.who.role not in house.forms[dialog.form].roles:
        raise Refused(Text("form-closed"))
    if open_one is not None and open_one.id != dialog.id:
        ctx.put_form_aside()
    ctx.uow.dialogs.reopen(dialog.id, ctx.now)
    due = ctx.now + FORM_LIFE
    ctx.set_timer(f"form:{dialog.id}:{due.isoformat()}", FORGOTTEN, dialog.id, due)
    show(ctx, dialog, house.forms[dialog.form].build(ctx, dialog))


def nothing_open(ctx: Context) -> None:
    """Answer /cancel where nothing is open."""
    ctx.reply(Text("form-nothing-open", help=Typed("help")))
