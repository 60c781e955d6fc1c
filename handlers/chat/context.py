"""What a handler has in hand: who speaks, now, one unit of work, and the ways to say, ask and promise something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from handlers.chat import amending, controls, reposting, sight
from handlers.chat.closed_forms import closed
from handlers.chat.effects import Effects
from handlers.chat.incoming import Sender, TimerDue
from handlers.chat.looking import Look
from handlers.chat.outgoing import Card, Document, Form, Home, Notice, Text, Urgency
from handlers.chat.rows import FROM_TOP, LAST_WORD, outbox_row
from handlers.chat.wire import CONCERNS, pack, pack_document
from handlers.rules.business_hours import BusinessHours
from handlers.rules.categories import Category
from handlers.rules.dates import Understanding
from handlers.rules.digests import Digests
from handlers.rules.office_terms import OfficeTerms
from handlers.rules.patience import Patience
from handlers.rules.policy import Act
from handlers.rules.retention import Periods
from handlers.rules.service_levels import ServiceLevels
from handlers.rules.slots.desk import Desk
from storage.audit import STRANGER
from storage.dialogs import ASKED_AT, PREFILLED, Dialog
from storage.people import Address, Person
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonState, Role, TaskId

BUTTON_LIFE = timedelta(days=90)
FORM_LIFE = timedelta(hours=2)
FORGOTTEN = "forms.forgotten"
Says = Text | Notice | Card | Document


class Refused(Exception):
    """A person can't do this now; all is rolled back and they are told why. `field` names the answer to blame."""

    def __init__(self, text: Text, field: str | None = None) -> None:
        super().__init__(text.name)
        self.text = text
        self.field = field


class UnknownButton(Refused):
    """A press with a key that no button ever had, or none has any more."""


@dataclass(frozen=True, slots=True)
class Office:
    """What handlers know of the installation. `zone` is an IANA name; `languages` are those we have texts for. `say`
    words a sentence in a language and zone: to recognise what somebody typed, never to speak."""

    name: str
    language: str
    zone: str
    languages: tuple[str, ...] = ("en", "de")
    hours: BusinessHours | None = None
    slack_command: str = "/office"
    platforms: frozenset[str] = frozenset({"telegram", "slack"})
    categories: tuple[Category, ...] = ()
    close_after: timedelta = timedelta(days=7)
    patience: Patience = field(default_factory=Patience)
    levels: ServiceLevels | None = None
    remind_before: tuple[timedelta, ...] = (timedelta(days=1), timedelta(hours=2))
    desk: Desk = field(default_factory=Desk)
    digests: Digests = field(default_factory=Digests)
    terms: OfficeTerms | None = None
    periods: Periods = field(default_factory=Periods)
    say: Callable[[Text, str, str], str] = lambda text, language, zone: text.name

    @property
    def hours_version(self) -> int | None:
        """Return the version of the calendar whose hours are the office's, None if the settings name none."""
        return None if self.hours is None or self.levels is None else self.levels.calendar(None).version

    def category(self, name: str | None) -> Category | None:
        """Return the category called so; None for none, or if the settings don't know it any more."""
        return next((category for category in self.categories if category.name == name), None)


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A command as the help lists it, and for whom."""

    name: str
    roles: frozenset[Role]


class Context:
    """One event being handled. Everything said through it is a row of the same transaction."""

    __slots__ = (
        "_who",
        "act",
        "asker",
        "at",
        "barred",
        "commands",
        "done_at",
        "effects",
        "looked",
        "message",
        "office",
        "react",
        "sender",
        "understood",
        "uow",
        "window",
    )

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
        self.looked: Look | None = None  # what was looked up for this event (`handlers.chat.looking`)
        self.at = uow.now  # when what is handled was done, the platform's time where it gives one (`Event.at`)
        self.done_at: datetime | None = None  # when they did it by the platform's clock (`Event.done_at`)
        self.message: str | None = None  # what holds the words that are handled, as the platform calls it
        self.understood: dict[object, list[Understanding]] = {}  # the times in words read so far (`time_fields.times`)
        self._who = who
        if who is not None or sender is not None:
            uow.audit.by = STRANGER if who is None else who.id
        self.act = Act.SEE  # what is being done: who declares a command, button or form says so
        self.asker: Person | None = None  # who began what the one who acts has confirmed (`handlers.chat.four_eyes`)
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
        self.uow.audit.by = person.id

    # --- saying ---

    def reply(self, what: Says, *, urgency: Urgency = Urgency.DIALOGUE, anew: bool = False) -> None:
        """Say something to whoever spoke, where they spoke; also to strangers. `anew` posts a card again below what was
        said since, instead of editing it where it hangs."""
        sender = self.sender
        assert sender is not None  # only what was said by somebody can be replied to
        person, place = self._who, self._here(sender)
        language = person.language if person else self.language_of(sender)
        zone = person.zone if person else self.office.zone
        if anew and isinstance(what, Card):
            reposting.let_go(self.uow, place, what.key)
        self._write(what, place, person, language, zone, urgency=urgency, key=None)

    def redraw(self, person: Person, card: Card, *, about: str | None = None) -> None:
        """Show a person the card as it is now, if it hangs with them or is on its way; `about` as in `tell`."""
        if any(self._hangs(address, card.key) for address in self.uow.people.addresses(person.id)):
            self.tell(person, card, about=about)

    def amend(self, person: Person, card: Card, without: Collection[str]) -> None:
        """Change a person's card in one place, if it hangs with them or is on its way (`handlers.chat.amending`)."""
        urgency = Urgency.DIALOGUE if self._who is not None and self._who.id == person.id else Urgency.NEWS
        if self._may_be_told(person, None):
            amending.amend(self.uow, self.effects, person, card, without, urgency)

    def take_back(self, person: Person, card: str) -> None:
        """Let a card that is only on its way to a person not be sent: what it says has lost its sense."""
        reposting.take_back(self.uow, person, card)

    def tell_at(self, address: Address, person: Person, what: Says, urgency: Urgency, **columns: Any) -> None:
        """Say something to a person at one of their addresses, whichever they prefer; `key`, `about` as in `tell`."""
        about = columns.get("about")
        if about is not None and not sight.may_hear(self.uow, person, TaskId(about)):
            return
        place = (address.platform, address.workspace, address.chat)
        self._write(what, place, person, person.language, person.zone, urgency=urgency, **{"key": None, **columns})

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
    ) -> Sequence[tuple[str, str, str]]:
        """Say something to a person: where a card hangs already, else where they speak just now, else where they want
        to be told. `key` makes it said once for ever. `not_on` names platforms to avoid for who has another one.
        `about` is the task it belongs to, so that a reply does, too; `thread` the card below which it is said; `file`
        the stored file that goes with it. Unless `urgency` says otherwise, who acts is answered before others hear of
        it. Who has no access any more is told nothing, nor who may not know of the task it is about. Return where it
        is said."""
        if not self._may_be_told(person, about):
            return ()
        theirs = self._who is None or self._who.id == person.id
        told = urgency or (Urgency.DIALOGUE if theirs else Urgency.NEWS)
        extra = {name: value for name, value in (("thread", thread), ("file", file)) if value is not None}
        addresses = self._where(person, what.key if isinstance(what, Card) else thread, not_on)
        places = [(address.platform, address.workspace, address.chat) for address in addresses]
        for place in places:
            self._write(
                what, place, person, person.language, person.zone, urgency=told, key=key, about=about, extra=extra
            )
        return places

    def tell_anew(
        self, person: Person, card: Card, *, urgency: Urgency | None = None, about: str | None = None
    ) -> None:
        """Show a person a card again below what was said since, wherever it hung: there it can't be pressed then."""
        say = partial(self.tell, person, card, urgency=urgency, about=about)
        reposting.below(self.uow, self.effects, person, card, say, about=about)

    def tell_here(self, card: Card) -> None:
        """Show who acts a card of theirs wherever it hangs, and where they speak just now."""
        places = self.tell(self.who, card)
        if self.sender is None or self.here in places:
            return
        if not self.uow.outbox.on_its_way(*self.here, card.key):
            self.reply(card)

    def leave_behind(self, person: Person, card: Card, *, about: str | None = None) -> None:
        """Let a card that hangs with somebody say its last, also if they have no access any more."""
        columns: dict[str, Any] = {"urgency": Urgency.NEWS, "key": None, "about": about, "extra": {LAST_WORD: True}}
        for place in self._hung(person, card.key):
            self._write(card, place, person, person.language, person.zone, **columns)

    def leave_home(self, person: Person, home: Home) -> None:
        """Draw somebody's home for the last time, wherever it was drawn before."""
        for place in self._hung(person, f"home:{person.id}"):
            self.draw_home(person, home, place)

    def draw_home(self, person: Person, home: Home, place: tuple[str, str, str], *, anew: bool = False) -> None:
        """Draw a person's home in a place; `anew` posts it again below what was said since, where it is a card."""
        card = Card(f"home:{person.id}", home.title, home.lines, home.buttons)
        if anew:
            reposting.let_go(self.uow, place, card.key)
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
        content = {"lines": [pack(text)], "leave": True}
        row = outbox_row(self.uow, place, self.office.language, self.office.zone, content=content)
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

    def ask(
        self,
        form: Form,
        about: str,
        answers: Mapping[str, str] = MappingProxyType({}),
        *,
        fresh: bool = False,
        **facts: Any,
    ) -> None:
        """Open a form for the person who acts, with these answers filled in. If they have begun to fill in this very
        one, it goes on here as it stands, unless this is a `fresh` one; any other they had open is put aside."""
        old = self.uow.dialogs.open_of(self.who.id)
        moved = old is not None and not fresh and (old.form, old.about) == (form.name, about)
        self.put_form_aside(moved=moved, can_go_on=True)
        begun = old if moved and old is not None and old.begun else None
        dialog = Dialog(
            id=self.uow.new_id(),
            person_id=self.who.id,
            form=form.name,
            version=form.version,
            about=about,
            facts={
                PREFILLED: [*answers],
                **(begun.facts if begun else facts),
                "window": self.window,
                "title": pack(form.title),
                CONCERNS: sorted(self.uow.channels.concerned),
                ASKED_AT: None if self.done_at is None else self.done_at.isoformat(),
            },
            answers=dict(begun.answers if begun else answers),
            state="open",
            opened_at=begun.opened_at if begun else self.now,
            touched_at=self.now,
        )
        self.uow.dialogs.add(dialog)
        self.effects.form = (dialog, form)
        forgotten = self.now + FORM_LIFE
        self.set_timer(f"form:{dialog.id}:{forgotten.isoformat()}", FORGOTTEN, dialog.id, forgotten)

    def put_form_aside(self, only: str | None = None, *, can_go_on: bool = False, moved: bool = False) -> None:
        """Close the form that the person who acts has open, if any; `only` this one. `can_go_on` offers to take it up
        again if something was filled in; `moved` says that it goes on elsewhere."""
        open_one = None if self._who is None else self.uow.dialogs.open_of(self._who.id)
        if open_one is None or only not in {None, open_one.id}:
            return
        kept = can_go_on and open_one.begun and not moved
        why = "form-moved" if moved else "form-aside" if kept else "form-left"
        self.uow.dialogs.close(open_one.id, "moved" if moved else "aside" if kept else "cancelled", self.now)
        self.redraw(self.who, closed(open_one, why, can_go_on=kept))

    def readings(self, label: Text) -> set[str]:
        """Return how a label reads to the person who acts, and in the office's other languages: to recognise it."""
        languages = {self.who.language, *self.office.languages}
        return {self.office.say(label, language, self.who.zone) for language in languages}

    def language_of(self, sender: Sender) -> str:
        """Return the language to speak with an account: its own where we have it, else the office's."""
        spoken = (sender.language or "").replace("_", "-").split("-")[0].lower()
        return spoken if spoken in self.office.languages else self.office.language

    def source(self, message: str) -> str:
        """Return where a message stands, as one text: `platform:workspace:chat:message`."""
        assert self.sender is not None  # words have a speaker
        return f"{self.sender.platform}:{self.sender.workspace}:{self.sender.chat}:{message}"

    @property
    def written(self) -> str | None:
        """Return where the words stand that are handled now; None for a press, a window and the clock."""
        return None if self.message is None else self.source(self.message)

    # --- promising ---

    def set_timer(self, key: str, kind: str, about: str, due_at: datetime, **facts: Any) -> None:
        """Promise to look again at `due_at` (UTC); a key is used once for ever."""
        self.uow.timers.set(Timer(key, kind, about, facts, due_at))
        earliest = self.effects.earliest_timer
        self.effects.earliest_timer = due_at if earliest is None else min(earliest, due_at)

    def cancel_timer(self, key: str) -> None:
        """Take a promise back."""
        self.uow.timers.cancel(key, self.now)

    def late(self, due: TimerDue) -> timedelta:
        """Return by how much a timer fires late: a moment, or as long as the office was down over its time."""
        return max(self.now - due.due_at, timedelta())

    # --- inside ---

    def _may_be_told(self, person: Person, about: str | None) -> bool:
        if person.state is PersonState.REMOVED:
            return False
        if about is not None and not sight.may_hear(self.uow, person, TaskId(about)):
            return False
        acts = self._who is not None and self._who.id == person.id
        return acts or not sight.is_restricted(self.uow, person)

    def _hung(self, person: Person, card: str) -> list[tuple[str, str, str]]:
        there = (address for address in self.uow.people.addresses(person.id) if self._hangs(address, card))
        return [(address.platform, address.workspace, address.chat) for address in there]

    def _hangs(self, address: Address, card: str) -> bool:
        return self.uow.outbox.hangs(address.platform, address.workspace, address.chat, card)

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
        content = {**self._content(what, person), **extra}
        if self.sender is not None and self.sender.topic is not None and place == self._here(self.sender):
            content["topic"] = self.sender.topic
        row = outbox_row(self.uow, place, language, zone, content=content)
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
            return {"lines": [pack(what.text)], **({"inside": True} if what.inside else {})}
        if isinstance(what, Document):
            return pack_document(what)
        content: dict[str, Any] = {"title": pack(what.title), "lines": [pack(line) for line in what.lines]}
        if what.from_top:
            content[FROM_TOP] = True
        if (what.buttons or what.pickers) and person is not None:
            hung, drawn = controls.hung(what, person, self.now + BUTTON_LIFE)
            self.uow.dialogs.add_buttons(hung)
            content.update(drawn)
        return content
