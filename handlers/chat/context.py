"""What a handler has in hand: who speaks, now, one unit of work, and the ways to say, ask and promise something."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers.chat.incoming import Sender
from handlers.chat.outgoing import Card, Form, Notice, Text, Urgency
from handlers.chat.wire import pack, pack_button
from handlers.rules.business_hours import BusinessHours
from storage.dialogs import Dialog, Pressable
from storage.people import Address, Person
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState, Role

BUTTON_LIFE = timedelta(days=90)
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


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A command as the help lists it, and for whom."""

    name: str
    roles: frozenset[Role]


@dataclass(slots=True)
class Effects:
    """What a handler wants besides rows: a toast, a form to show, a notice that new rows wait. `reader` is the language
    and zone to word a direct answer in, None if nobody has looked."""

    toast: Text | None = None
    form: tuple[Dialog, Form] | None = None
    written: int = 0
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
        """Show a person the card as it is now, if it hangs with them."""
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
        urgency: Urgency = Urgency.DIALOGUE,
        key: str | None = None,
        not_on: Collection[str] = (),
    ) -> None:
        """Say something to a person: where a card hangs already, else where they speak just now, else where they want
        to be told. `key` makes it said once for ever. `not_on` names platforms to avoid for who has another one."""
        for address in self._where(person, what.key if isinstance(what, Card) else None, not_on):
            place = (address.platform, address.workspace, address.chat)
            self._write(what, place, person, person.language, person.zone, urgency=urgency, key=key)

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

    def answer(self, text: Text) -> None:
        """Answer a press or command directly; may be lost, so never the only sign that something was saved."""
        self.effects.toast = text

    def ask(self, form: Form, about: str, **facts: Any) -> None:
        """Open a form for the person who acts; a form they had open is put aside."""
        self.put_form_aside()
        dialog = Dialog(
            id=self.uow.new_id(),
            person_id=self.who.id,
            form=form.name,
            version=form.version,
            about=about,
            facts={**facts, "window": self.window},
            answers={},
            state="open",
            opened_at=self.now,
            touched_at=self.now,
        )
        self.uow.dialogs.add(dialog)
        self.effects.form = (dialog, form)

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
        return self.uow.outbox.card(address.platform, address.workspace, address.chat, card) is not None

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
    ) -> None:
        platform, workspace, chat = place
        card = what.key if isinstance(what, Card) else None
        replaced = self.uow.outbox.supersede(platform, workspace, chat, card) if card is not None else []
        row = outbox_row(self.uow, place, language, zone, content=self._content(what, person))
        row.update(person_id=person.id if person else None, card=card, urgency=min([str(urgency), *replaced]), key=key)
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
            content["buttons"] = [pack_button(button, self._hang(button, person)) for button in what.buttons]
        return content

    def _hang(self, button: Any, person: Person) -> str:
        key = secrets.token_urlsafe(16)
        self.uow.dialogs.add_button(
            Pressable(key, person.id, button.action, button.about, button.version, self.now + BUTTON_LIFE, None, None)
        )
        return key


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
    }
