"""What a handler has in hand: who speaks, now, one unit of work, and the ways to say, ask and promise something."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from handlers.chat.incoming import Said, Sender
from handlers.chat.outgoing import Card, Form, Home, Notice, Text, Urgency
from handlers.chat.wire import pack, pack_button
from handlers.rules.business_hours import BusinessHours
from handlers.rules.categories import Category
from storage.dialogs import Dialog, Pressable
from storage.people import Address, Person
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState, Role

BUTTON_LIFE = timedelta(days=90)
FORM_LIFE = timedelta(hours=2)
FORGOTTEN = "forms.forgotten"
Says = Text | Notice | Card


class Refused(Exception):
    """A person may not or can't do this now; everything is rolled back and they are told why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.name)
        self.text = text


class UnknownButton(Refused):
    """A press with a key that no button ever had, or none has any more."""


@dataclass(frozen=True, slots=True)
class Office:
    """What handlers know of the installation. `zone` is an IANA name; `languages` are those we have texts for."""

    name: str
    language: str
    zone: str
    languages: tuple[str, ...] = ("en", "de")
    hours: BusinessHours | None = None
    slack_command: str = "/office"
    categories: tuple[Category, ...] = ()
    close_after: timedelta = timedelta(days=7)

    def category(self, name: str | None) -> Category | None:
        """Return the category called so; None for none, or if the settings don't know it any more."""
        return next((category for category in self.categories if category.name == name), None)


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A command as the help lists it, and for whom."""

    name: str
    roles: frozenset[Role]


@dataclass(slots=True)
class Effects:
    """What a handler wants besides rows: a toast, a form to show, a notice that new rows wait. `files` tells that
    files were added that are to be fetched, `replayed` that old rows are to be sent after all. `reader` is the language
    and zone to word a direct answer in, None if nobody has looked."""

    toast: Text | None = None
    form: tuple[Dialog, Form] | None = None
    written: int = 0
    files: bool = False
    replayed: bool = False
    earliest_timer: datetime | None = None
    joined: str | None = None
    reader: tuple[str, str] | None = None
    errors: dict[str, Text] = field(default_factory=dict)


class Context:
    """One event being handled. Everything said through it is a row of the same transaction."""

    __slots__ = ("_who", "barred", "commands", "effects", "office", "react", "sender", "uow", "window")

    def __init__(
        self,
        uow: UnitOfWork,
        office: Office,
        *,
        sender: Sender | None = None,
        who: Person | None = None,
        window: bool = False,
        barred: bool = False,
        react: Callable[[Context, object], None] | None = None,
        commands: Sequence[CommandHelp] = (),
    ) -> None:
        self.uow = uow
        self.office = office
        self.sender = sender
        self._who = who
        self.window = window
        self.barred = barred
        self.commands = commands
        self.effects = Effects()
        self.react = react or (lambda _ctx, _event: None)

    @property
    def now(self) -> datetime:
        """Return this transaction's one moment (UTC)."""
        return self.uow.now

    @property
    def who(self) -> Person:
        """Return the person who acts; handlers are only called with one unless they serve strangers."""
        assert self._who is not None  # the router sends strangers elsewhere
        return self._who

    @property
    def known(self) -> Person | None:
        """Return the person who acts, None for a stranger or the clock."""
        return self._who

    def become(self, person: Person) -> None:
        """Go on as this person: they joined just now, or their settings changed."""
        self._who = person

    # --- saying ---

    def reply(self, what: Says, *, urgency: Urgency = Urgency.DIALOGUE, anew: bool = False) -> None:
        """Say something to whoever spoke, where they spoke; also to strangers. `anew` posts a card again below what was
        said since, instead of editing it where it hangs."""
        sender = self.sender
        assert sender is not None  # only what was said by somebody can be replied to
        person = self._who
        language = person.language if person else self.language_of(sender)
        zone = person.zone if person else self.office.zone
        place = self._here(sender)
        if anew and isinstance(what, Card):
            self.uow.outbox.unhang(*place, what.key)
        self._write(what, place, person, language, zone, urgency=urgency, key=None)

    def redraw(self, person: Person, card: Card) -> None:
        """Show a person the card as it is now, if it hangs with them or is on its way."""
        if any(self._hangs(address, card.key) for address in self.uow.people.addresses(person.id)):
            self.tell(person, card)

    def tell_at(self, address: Address, person: Person, what: Says) -> None:
        """Say something to a person at one of their addresses, whichever they prefer."""
        place = (address.platform, address.workspace, address.chat)
        self._write(what, place, person, person.language, person.zone, urgency=Urgency.DIALOGUE, key=None)

    def tell(
        self,
        person: Person,
        what: Says,
        *,
        urgency: Urgency | None = None,
        key: str | None = None,
        not_on: Collection[str] = (),
        about: str | None = None,
        thread: str | None = None,
        file: str | None = None,
    ) -> None:
        """Say something to a person: where a card hangs already, else where they speak just now, else where they want
        to be told. `key` makes it said once for ever. `not_on` names platforms to avoid for who has another one.
        `about` is the task it belongs to, so that a reply does, too; `thread` the card below which it is said; `file`
        the stored file that goes with it. Unless `urgency` says otherwise, who acts is answered before others hear of
        it."""
        theirs = self._who is None or self._who.id == person.id
        told = urgency or (Urgency.DIALOGUE if theirs else Urgency.NEWS)
        for address in self._where(person, what.key if isinstance(what, Card) else thread, not_on):
            place = (address.platform, address.workspace, address.chat)
            extra = {name: value for name, value in (("thread", thread), ("file", file)) if value is not None}
            self._write(
                what, place, person, person.language, person.zone, urgency=told, key=key, about=about, extra=extra
            )

    def tell_anew(self, person: Person, card: Card, *, about: str | None = None) -> None:
        """Show a person a card again below what was said since, wherever it hung."""
        for address in self.uow.people.addresses(person.id):
            self.uow.outbox.unhang(address.platform, address.workspace, address.chat, card.key)
        self.tell(person, card, about=about)

    def draw_home(self, person: Person, home: Home, place: tuple[str, str, str], *, anew: bool = False) -> None:
        """Draw a person's home in a place; `anew` posts it again below what was said since, where it is a card."""
        card = Card(f"home:{person.id}", home.title, home.lines, home.buttons)
        if anew:
            self.uow.outbox.unhang(*place, card.key)
        extra = {"home": True}
        self._write(card, place, person, person.language, person.zone, urgency=Urgency.DIALOGUE, key=None, extra=extra)

    @property
    def here(self) -> tuple[str, str, str]:
        """Return where who speaks is answered: platform, workspace, chat."""
        assert self.sender is not None  # only what was said by somebody can be replied to
        return self._here(self.sender)

    def reply_once(self, text: Text, key: str) -> None:
        """Say something to whoever spoke, once for each `key`."""
        sender = self.sender
        assert sender is not None  # as above
        language = self._who.language if self._who else self.language_of(sender)
        self._write(text, self._here(sender), self._who, language, self.office.zone, urgency=Urgency.DIALOGUE, key=key)

    def say_and_leave(self, place: tuple[str, str, str], text: Text) -> None:
        """Say a last sentence in a group and leave it."""
        row = outbox_row(
            self.uow, place, self.office.language, self.office.zone, content={"lines": [pack(text)], "leave": True}
        )
        self.uow.outbox.add(row)
        self.effects.written += 1

    def show_menu(self, person: Person) -> None:
        """Set the command menu of a person's chats: what their role may do, in their language."""
        listed = [command.name for command in self.commands if person.role in command.roles]
        content = {"menu": [[name, pack(Text(f"command-{name}"))] for name in listed]}
        for address in self.uow.people.addresses(person.id):
            place = (address.platform, address.workspace, address.chat)
            self.uow.outbox.add(outbox_row(self.uow, place, person.language, person.zone, content=content))
            self.effects.written += 1

    def answer(self, text: Text) -> None:
        """Answer a press or command directly; may be lost, so never the only sign that something was saved."""
        self.effects.toast = text

    def ask(self, form: Form, about: str, answers: Mapping[str, str] = MappingProxyType({}), **facts: Any) -> None:
        """Open a form for the person who acts, with these answers filled in; a form they had open is put aside."""
        self.put_form_aside()
        dialog = Dialog(
            id=self.uow.new_id(),
            person_id=self.who.id,
            form=form.name,
            version=form.version,
            about=about,
            facts={**facts, "window": self.window},
            answers=dict(answers),
            state="open",
            opened_at=self.now,
            touched_at=self.now,
        )
        self.uow.dialogs.add(dialog)
        self.effects.form = (dialog, form)
        forgotten = self.now + FORM_LIFE
        self.set_timer(f"form:{dialog.id}:{forgotten.isoformat()}", FORGOTTEN, dialog.id, forgotten)

    def put_form_aside(self, only: str | None = None) -> None:
        """Close the form that the person who acts has open, if any; `only` this one."""
        open_one = None if self._who is None else self.uow.dialogs.open_of(self._who.id)
        if open_one is None or only not in {None, open_one.id}:
            return
        self.uow.dialogs.close(open_one.id, "cancelled", self.now)
        self.redraw(self.who, Card(f"form:{open_one.id}", Text("form-put-aside")))

    def language_of(self, sender: Sender) -> str:
        """Return the language to speak with an account: its own where we have it, else the office's."""
        spoken = (sender.language or "").replace("_", "-").split("-")[0].lower()
        return spoken if spoken in self.office.languages else self.office.language

    # --- what is spoken of ---

    def source(self, message: str) -> str:
        """Return where a message stands, as one text: `platform:workspace:chat:message`."""
        assert self.sender is not None  # words have a speaker
        return f"{self.sender.platform}:{self.sender.workspace}:{self.sender.chat}:{message}"

    def task_replied_to(self, said: Said) -> str | None:
        """Return the task whose message these words reply to, None if they don't."""
        sender = self.sender
        if said.reply_to is None or sender is None:
            return None
        about = self.uow.outbox.thread(sender.platform, sender.workspace, sender.chat, said.reply_to)
        if about is not None:
            return about
        earlier = self.uow.conversation.take_of(self.source(said.reply_to))
        return None if earlier is None else earlier.task_id

    def is_reply_to_task(self, heard: object) -> bool:
        """Return whether somebody replies to what was said about a task: then it is about that, whatever form is
        open."""
        return isinstance(heard, Said) and heard.reply_to is not None and self.task_replied_to(heard) is not None

    # --- promising ---

    def set_timer(self, key: str, kind: str, about: str, due_at: datetime, **facts: Any) -> None:
        """Promise to look again at `due_at` (UTC); a key is used once for ever."""
        self.uow.timers.set(Timer(key, kind, about, facts, due_at))
        earliest = self.effects.earliest_timer
        self.effects.earliest_timer = due_at if earliest is None else min(earliest, due_at)

    def cancel_timer(self, key: str) -> None:
        """Take a promise back."""
        self.uow.timers.cancel(key, self.now)

    # --- inside ---

    def _hangs(self, address: Address, card: str) -> bool:
        place = (address.platform, address.workspace, address.chat)
        return self.uow.outbox.card(*place, card) is not None or self.uow.outbox.on_its_way(*place, card)

    def _here(self, sender: Sender) -> tuple[str, str, str]:
        """Return where to reply. A slash command and a window name no chat of ours, but we may know the one."""
        chat = sender.chat
        if self._who is not None and chat.startswith("user:"):
            known = self.uow.people.address(sender.platform, sender.workspace, sender.user)
            chat = known.chat if known is not None else chat
        return sender.platform, sender.workspace, chat

    def _where(self, person: Person, card: str | None, not_on: Collection[str]) -> Sequence[Address]:
        addresses = self.uow.people.addresses(person.id)
        usable = [address for address in addresses if address.open] or addresses[:1]
        usable = [address for address in usable if address.platform not in not_on] or usable
        if len(usable) > 1 and card is not None:
            hanging = [address for address in usable if self._hangs(address, card)]
            if hanging:
                return hanging
        here = self.sender
        if here is not None and self._who is not None and person.id == self._who.id:
            for address in usable:
                if (address.platform, address.workspace, address.account) == (here.platform, here.workspace, here.user):
                    return [address]
        for address in usable:
            if address.id == person.told_at:
                return [address]
        return usable[:1]

    def _write(
        self,
        what: Says,
        place: tuple[str, str, str],
        person: Person | None,
        language: str,
        zone: str,
        *,
        urgency: Urgency,
        key: str | None,
        extra: Mapping[str, Any] = MappingProxyType({}),
        **columns: object,
    ) -> None:
        platform, workspace, chat = place
        card = what.key if isinstance(what, Card) else None
        replaced = self.uow.outbox.supersede(platform, workspace, chat, card) if card is not None else []
        row = outbox_row(self.uow, place, language, zone, content={**self._content(what, person), **extra})
        row.update(person_id=person.id if person else None, card=card, urgency=min([str(urgency), *replaced]), key=key)
        row.update(columns)
        if key is not None:
            account = self.sender.address if self.sender else place[2]
            row["key"] = f"{key}:{person.id if person else account}"
        if self.uow.outbox.add(row):
            self.effects.written += 1

    def _content(self, what: Says, person: Person | None) -> dict[str, Any]:
        if isinstance(what, Text):
            return {"lines": [pack(what)]}
        if isinstance(what, Notice):
            return {"lines": [pack(what.text)]}
        content: dict[str, Any] = {"title": pack(what.title), "lines": [pack(line) for line in what.lines]}
        if what.buttons and person is not None:
            ends = self.now + BUTTON_LIFE
            hung = [
                Pressable(
                    secrets.token_urlsafe(16), person.id, button.action, button.about, button.version, ends, None, None
                )
                for button in what.buttons
            ]
            self.uow.dialogs.add_buttons(hung)
            content["buttons"] = [pack_button(button, one.key) for button, one in zip(what.buttons, hung, strict=True)]
        return content


def outbox_row(
    uow: UnitOfWork, place: tuple[str, str, str], language: str, zone: str, *, content: Mapping[str, Any]
) -> dict[str, object]:
    """Return a fresh outbox row for a place, by column name; urgency dialogue, nobody's, no key."""
    platform, workspace, chat = place
    return {
        "id": uow.new_id(),
        "key": None,
        "person_id": None,
        "platform": platform,
        "workspace": workspace,
        "chat": chat,
        "card": None,
        "urgency": str(Urgency.DIALOGUE),
        "language": language,
        "zone": zone,
        "content": content,
        "state": OutboxState.NEW,
        "attempts": 0,
        "parts_sent": 0,
        "repeat": False,
        "not_before": uow.now,
        "sending_since": None,
        "message_id": None,
        "error": None,
        "created_at": uow.now,
        "sent_at": None,
        "about": None,
    }
