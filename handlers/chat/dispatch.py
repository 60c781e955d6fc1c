"""Handles one event inside its transaction: finds person and form, asks the router, calls the feature."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from handlers.chat import confirming, dialogs, form_files, forms, four_eyes, limited, ones_own, replied_to, time_fields
from handlers.chat.context import FORGOTTEN, Context, Office, Refused, UnknownButton
from handlers.chat.feature import ActionSpec, FormSpec
from handlers.chat.incoming import (
    Added,
    Command,
    Deleted,
    Edited,
    Event,
    Migrated,
    Pressed,
    Reach,
    Said,
    Sender,
    Shared,
    Submitted,
    TimerDue,
)
from handlers.chat.looking import Look
from handlers.chat.outgoing import Form, Text, Urgency
from handlers.chat.router import JOINING, VISITORS, House, Way, route
from handlers.chat.wire import pack, unpack
from handlers.events import Served
from handlers.rules import policy
from handlers.rules.policy import Act
from storage.dialogs import Dialog, Pressable
from storage.people import Address, Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role

Handler = TypeVar("Handler")
STRANGER_SILENCE = timedelta(minutes=10)


class UnknownTimer(LookupError):
    """No feature knows this kind of timer: another version of the program wrote it."""


def react(house: House) -> Callable[[Context, object], None]:
    """Return what tells every feature about a domain event, in the same transaction."""

    def tell_features(ctx: Context, event: object) -> None:
        for reaction in house.reactions.get(type(event), ()):
            reaction(ctx, event)

    return tell_features


def handle(
    uow: UnitOfWork,
    event: Event,
    office: Office,
    house: House,
    *,
    window: bool = False,
    barred: bool = False,
    looked: Look | None = None,
) -> Context:
    """Handle what somebody said or did. Raises Refused when it can't be done, LookFirst when something has to be
    looked up first; then nothing may be committed.

    `window` tells that a window waits for a form or a text; `barred` that presses aren't looked up; `looked` what was.
    """
    sender = event.sender
    found = uow.people.at(sender.platform, sender.workspace, sender.user)
    person, address = found or (None, None)
    ctx = Context(
        uow,
        office,
        sender=sender,
        who=person,
        window=window,
        barred=barred,
        react=react(house),
        commands=house.listed,
    )
    ctx.looked = looked
    ctx.at, ctx.done_at = event.at, event.done_at
    ctx.message = event.heard.message if isinstance(event.heard, Said) else None
    dialog = None if person is None else _open_form(ctx, person, house)
    way = route(event, person, form_open=_is_asked(ctx, event, dialog), house=house)
    if address is not None and way not in {Way.IGNORE, Way.REACH, Way.LEAVE, Way.WARN, Way.MIGRATE, Way.NOT_ADMITTED}:
        _note_place(uow, sender, address)
    _go(ctx, way, event, dialog, house)
    reader = ctx.known
    ctx.effects.reader = (reader.language, reader.zone) if reader else (ctx.language_of(sender), office.zone)
    return ctx


def _go(ctx: Context, way: Way, event: Event, dialog: Dialog | None, house: House) -> None:
    """Go this way, and let direct answers say no more than may leave here."""
    platform, effects = event.sender.platform, ctx.effects
    try:
        _go_on(ctx, way, event, dialog, house)
    except Refused as refusal:
        refusal.text = limited.said_directly(ctx, platform, refusal.text)
        raise
    if effects.toast is not None:
        effects.toast = limited.said_directly(ctx, platform, effects.toast)
    effects.errors = {name: limited.said_directly(ctx, platform, text) for name, text in effects.errors.items()}


def _go_on(ctx: Context, way: Way, event: Event, dialog: Dialog | None, house: House) -> None:
    """Go this way, unless the channel is off or the data of the client are restricted."""
    if way in _WORK and limited.is_off(ctx, event.sender.platform):
        occasion = f"channel-off:{event.sender.address}:{ctx.now:%Y-%m-%dT%H}"
        ctx.reply_once(Text("channel-off-here", office=ctx.office.name), occasion)
    elif way in _WORK and ones_own.is_refused(ctx, way, event, dialog, house):
        ctx.reply(Text("client-restricted", office=ctx.office.name))
    else:
        _WAYS[way](ctx, event, dialog, house)
    if ctx.known is not None and way in _WORK | {Way.STRANGER}:
        ctx.react(ctx, Served(ctx.known))


def _is_asked(ctx: Context, event: Event, dialog: Dialog | None) -> bool:
    """Return whether this may answer the open form."""
    if dialog is None or not dialogs.is_asked(event, dialog):
        return False
    return not replied_to.is_about_task(ctx, event.heard, dialog.about)


def _open_form(ctx: Context, person: Person, house: House) -> Dialog | None:
    """Return the form a person has open; one that is not for their role any more is put aside first."""
    dialog = ctx.uow.dialogs.open_of(person.id)
    if dialog is None:
        return None
    spec = house.forms.get(dialog.form)
    if spec is None or person.role not in spec.roles:
        ctx.put_form_aside()
        return None
    limited.concern(ctx, dialog)
    return dialog


def handle_timer(uow: UnitOfWork, due: TimerDue, office: Office, house: House) -> Context:
    """Handle a timer that came due. Raises UnknownTimer for a kind that no feature has; the timer is to be kept."""
    ctx = Context(uow, office, react=react(house))
    if due.kind == FORGOTTEN:
        forms.forgotten(ctx, due)
        return ctx
    for feature in house.features:
        run = feature.timers.get(due.kind)
        if run is not None:
            run(ctx, due)
            return ctx
    raise UnknownTimer(due.kind)


def _note_place(uow: UnitOfWork, sender: Sender, address: Address) -> None:
    better = sender.chat and not sender.chat.startswith("user:")
    if not address.open or (better and address.chat != sender.chat):
        uow.people.set_chat(address.id, sender.chat if better else address.chat)
    if better and address.chat != sender.chat:
        # The same chat under its real name: what hangs there goes on being edited, what waits goes there in order.
        uow.outbox.move_chat(sender.platform, sender.workspace, address.chat, sender.chat)


# --- the ways ---


def _ignore(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    """Nothing is to be done; the row stays as evidence."""


def _leave(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Added)
    row_place = (event.sender.platform, event.sender.workspace, event.sender.chat)
    ctx.say_and_leave(row_place, Text("group-only-alone"))
    text = Text("alarm-group", platform=Text(f"platform-{event.sender.platform}"))
    occasion = f"group:{':'.join(row_place)}:{ctx.now.date().isoformat()}"
    alert(ctx.uow, ctx.office, text, occasion)


def _warn(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    """Nothing is ever said in a channel; but what people say there, managers should know, others read now."""
    sender = event.sender
    alert(ctx.uow, ctx.office, Text("alarm-shared"), f"shared:{sender.platform}:{sender.workspace}:{sender.chat}")


def _migrate(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Migrated)
    ctx.uow.outbox.move_chat(event.sender.platform, event.sender.workspace, event.sender.chat, event.heard.to)


def _reach(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Reach)
    sender = event.sender
    address = ctx.uow.people.address(sender.platform, sender.workspace, sender.user)
    if address is not None:
        ctx.uow.people.set_open(address.id, is_open=event.heard.open)


def _not_admitted(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    _once_in_a_while(ctx, event.sender, "stranger-not-admitted")


def _stranger(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    heard = event.heard
    if isinstance(heard, Command) and heard.name in JOINING and heard.words:
        for feature in house.features:
            if feature.stranger is not None:
                feature.stranger(ctx, heard.words)
                return
    if event.sender.standing in VISITORS:
        _once_in_a_while(ctx, event.sender, "stranger-not-admitted")
    elif isinstance(heard, Said | Command | Pressed | Submitted):
        _once_in_a_while(ctx, event.sender, "stranger")


def _to_stranger(ctx: Context, name: str) -> Text:
    return Text(name, office=ctx.office.name, join=f"{ctx.office.slack_command} join")


def _once_in_a_while(ctx: Context, sender: Sender, name: str) -> None:
    slot = int(ctx.now.timestamp()) // int(STRANGER_SILENCE.total_seconds())
    ctx.reply_once(_to_stranger(ctx, name), f"{name}:{sender.address}:{slot}")


def _pending(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    if isinstance(event.heard, Said | Command | Pressed | Submitted):
        ctx.reply(Text("pending-still" if ctx.who.state.value == "pending" else "removed-notice"))


def _command(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Command)
    spec = house.commands[event.heard.name]
    if ctx.who.role not in spec.roles:
        raise Refused(Text("command-not-yours"))
    ctx.act = spec.act
    spec.run(ctx, event.heard.words)
    _show_form(ctx, house)


def _unknown_command(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    ctx.reply(Text("command-unknown"))
    house.commands["help"].run(ctx, "")


def _edited(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Edited | Deleted)
    if dialog is not None and forms.edited(ctx, event.heard, dialog, house):
        return
    for feature in house.features:
        if feature.edited is not None:
            feature.edited(ctx, event.heard)


def _press(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Pressed)
    button, asked = _pressed(ctx, event.heard.key), event.heard.asked
    if button.action in confirming.ACTIONS:
        meant = confirming.answered(ctx, button)
        if meant is None:
            return
        button, asked = meant, True
    if button.action in four_eyes.ACTIONS and button.used_at is None:
        four_eyes.decide(ctx, button, house)
        ctx.uow.dialogs.use_button(button.key, None, ctx.now)
        return
    action = house.actions.get(button.action)
    if button.used_at is not None and not (action is not None and action.again):
        ctx.answer(unpack(button.result) if button.result else Text("button-used"))
        return
    if button.action in forms.ACTIONS:
        _press_in_form(ctx, button, dialog, house)
        return
    if action is None or ctx.who.role not in action.roles:
        raise Refused(Text("button-not-yours"))
    if action.picks != bool(event.heard.picked):
        raise Refused(Text("button-gone"))
    if confirming.is_due(button, asked=asked):
        confirming.ask(ctx, button)
        return
    _run(ctx, button, action, f"{button.about}={event.heard.picked}" if action.picks else button.about)
    if ctx.effects.form is None:
        said = ctx.effects.toast
        ctx.uow.dialogs.use_button(button.key, None if said is None else pack(said), ctx.now)
    else:
        _show_form(ctx, house)


def _run(ctx: Context, button: Pressable, action: ActionSpec, about: str) -> None:
    """Do what a button stands for, or ask a second person first."""
    ctx.act = action.act
    if action.second is None:
        action.run(ctx, about)
    else:
        what = Text("second-what") if button.result is None else unpack(button.result)
        four_eyes.ask(ctx, action, button.action, about, what)


def _pressed(ctx: Context, key: str) -> Pressable:
    """Return the button somebody pressed. Raises Refused, or UnknownButton."""
    if ctx.barred:
        raise Refused(Text("button-gone"))
    button = ctx.uow.dialogs.take_button(key) if len(key) <= 32 else None
    if button is None:
        raise UnknownButton(Text("button-gone"))
    if button.expires_at <= ctx.now:
        raise Refused(Text("button-gone"))
    if button.person_id != ctx.who.id:
        raise Refused(Text("button-not-yours"))
    return button


def _press_in_form(ctx: Context, button: Pressable, dialog: Dialog | None, house: House) -> None:
    if button.action not in {forms.CHOOSE, forms.GO_ON, time_fields.TIME}:
        ctx.uow.dialogs.use_button(button.key, None, ctx.now)
    if button.action == forms.KEEP:
        _to_feature(ctx, forms.unfit(ctx, button), house)
    else:
        forms.press(ctx, button, dialog, house)
    _show_form(ctx, house)


def _words(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Said)
    # Files never answer a question: they go where the form wants them, else where words without a form go, as do those
    # that reply to what was said about another task.
    here = dialog is not None and replied_to.task_of(ctx, event.heard) in {None, dialog.about}
    if dialog is not None and here and event.heard.files and not dialog.facts.get("window"):
        take = house.forms[dialog.form].files
        if take is not None:
            ctx.act = house.forms[dialog.form].act
            words = take(ctx, dialog, event.heard)
            if words:
                forms.answer(ctx, replace(event.heard, text=words, files=()), dialog, house)
            return
    _to_feature(ctx, event.heard, house)


def _to_feature(ctx: Context, said: Said, house: House) -> None:
    """Give free words to a feature that is sure of them, else to the one that claims them from who may do its act."""
    for feature in house.features:
        for sure in _for(ctx, feature.heard):
            if sure(ctx, said):
                return
    for feature in house.features:
        for claim in _for(ctx, feature.words):
            claim(ctx, said)
            return
    ctx.reply(Text("words-for-nobody"))


def _for(ctx: Context, declared: Mapping[Act, Handler]) -> Iterator[Handler]:
    """Return what ctx.who may do of it, one after another; from then on that is what they do."""
    for act, run in declared.items():
        if ctx.who.role in policy.roles(act):
            ctx.act = act
            yield run


def _shared(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Shared)
    for feature in house.features:
        for take in _for(ctx, feature.shared):
            take(ctx, event.heard)
            _show_form(ctx, house)
            return


def _opened(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    for feature in house.features:
        if feature.opened is not None:
            feature.opened(ctx)


def _nothing_open(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    asked = [feature.cancelled(ctx) for feature in house.features if feature.cancelled is not None]
    unsettled = [found for found in asked if found is not None]
    if unsettled:
        max(unsettled, key=lambda found: found.since).take_back()
    else:
        forms.nothing_open(ctx)


def _cancel(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert dialog is not None
    forms.put_aside(ctx, dialog)


def _answer(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Said)
    assert dialog is not None
    if forms.asks_nothing(ctx, dialog, house):
        _words(ctx, event, dialog, house)
        return
    forms.answer(ctx, event.heard, dialog, house)


def _submit(ctx: Context, event: Event, dialog: Dialog | None, house: House) -> None:
    assert isinstance(event.heard, Submitted)
    meant = forms.own(ctx, event.heard.dialog, house)
    if meant.state == "done":
        return  # our answer to an earlier submission was lost
    meant = form_files.with_sent(meant, event.heard.files)
    if meant.state == "moved":  # its window stays, with what was written in it
        raise forms.FormRefused(Refused(Text("form-went-on")), meant, event.heard.answers)
    spec = house.forms[meant.form]
    form = _still_asked(ctx, spec, meant, event.heard.answers)
    answers, faults = dialogs.check(form, event.heard.answers)
    if not faults:
        answers, faults = time_fields.submitted(ctx, form, answers)
    if faults:
        right = {name: value for name, value in answers.items() if name not in faults}
        forms.keep(ctx, meant, right, meant.facts.get(form_files.SENT))
        ctx.effects.errors = faults
        return
    ctx.uow.dialogs.answer(meant.id, answers, ctx.now)
    forms.hand_in(ctx, spec, meant, answers)


def _still_asked(ctx: Context, spec: FormSpec, dialog: Dialog, given: Mapping[str, str]) -> Form:
    """Return the form as its window showed it, without the questions that the answers have made superfluous."""
    shown = spec.build(ctx, dialog)
    wanted = {field.name for field in spec.build(ctx, replace(dialog, answers=dict(given))).fields}
    return replace(shown, fields=[field for field in shown.fields if field.name in wanted])


def _show_form(ctx: Context, house: House) -> None:
    """Ask in the chat unless the platform holds a window open for the form, and may show it there; one taken up again
    goes on as it stands."""
    if ctx.effects.form is None:
        return
    dialog, form = ctx.effects.form
    if dialog.begun:
        form = house.forms[dialog.form].build(ctx, dialog)
        ctx.effects.form = (dialog, form)
    if not ctx.window:
        forms.show(ctx, dialog, form)
        return
    assert ctx.sender is not None  # somebody waits in front of the window
    limited.concern(ctx, dialog)
    shown = limited.in_window(ctx, ctx.sender.platform, form)
    if shown is None:
        ctx.effects.form = None
        ctx.answer(Text("form-in-chat"))
        forms.show(ctx, forms.in_chat(ctx, dialog), form)
    else:
        ctx.effects.form = (dialog, shown)


def ask_in_chat(
    uow: UnitOfWork, event: Event, office: Office, house: House, dialog_id: str, faults: Collection[Text] = ()
) -> None:
    """Ask a form in the chat after all: its window could not be opened, or can't show any more what is wrong with the
    answers it was sent with."""
    person = uow.people.by_account(event.sender.platform, event.sender.workspace, event.sender.user)
    dialog = uow.dialogs.by_id(dialog_id)
    if person is None or dialog is None or dialog.state in forms.ENDED:
        return
    ctx = Context(uow, office, sender=event.sender, who=person)
    for text in faults:
        ctx.reply(text)
    forms.take_up(ctx, dialog, house)


def alert(uow: UnitOfWork, office: Office, text: Text, occasion: str, *, not_on: Collection[str] = ()) -> None:
    """Tell all managers something urgent, once for each `occasion`; if possible on no platform named in `not_on`."""
    for manager in uow.people.active(Role.MANAGER):
        Context(uow, office).tell(manager, text, urgency=Urgency.URGENT, key=f"alert:{occasion}", not_on=not_on)


_WORK = frozenset(
    {Way.COMMAND, Way.PRESS, Way.SUBMIT, Way.WORDS, Way.ANSWER, Way.SHARED, Way.EDITED, Way.CANCEL, Way.NOTHING_OPEN}
)
"""What isn't done for a client whose data are restricted: nothing of theirs is shown, and nothing new is kept."""
_WAYS: Mapping[Way, Callable[[Context, Event, Dialog | None, House], None]] = {
    Way.IGNORE: _ignore,
    Way.LEAVE: _leave,
    Way.WARN: _warn,
    Way.MIGRATE: _migrate,
    Way.REACH: _reach,
    Way.NOT_ADMITTED: _not_admitted,
    Way.STRANGER: _stranger,
    Way.PENDING: _pending,
    Way.CANCEL: _cancel,
    Way.ANSWER: _answer,
    Way.COMMAND: _command,
    Way.UNKNOWN_COMMAND: _unknown_command,
    Way.PRESS: _press,
    Way.SUBMIT: _submit,
    Way.WORDS: _words,
    Way.SHARED: _shared,
    Way.OPENED: _opened,
    Way.NOTHING_OPEN: _nothing_open,
    Way.EDITED: _edited,
}
