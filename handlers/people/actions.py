"""Every change of who belongs to the office: invite, join, confirm, link. Rows only."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.chat.context import Context, Refused
from handlers.chat.incoming import Sender
from handlers.chat.outgoing import Text, Typed, Urgency
from handlers.chat.router import VISITORS
from handlers.events import RightsBegan
from handlers.people import screens
from storage.invites import Invite
from storage.people import Address, Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import GOVERNORS, OFFICE, ClientId, InviteKind, PersonId, PersonState, Role, TeamId

CODE_LIFE = timedelta(hours=48)
CODE_BYTES = 24  # 192 bit; OWASP ASVS 5.0, 11.5.1 asks for 128
MOST_FAILURES = 5
FAILURE_WINDOW = timedelta(hours=1)
NAME_LENGTH = 80
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class NewInvite:
    """A code as it is handed over, once: only its hash is kept, in the `invite`."""

    code: str
    invite: Invite

    @property
    def expires_at(self) -> datetime:
        """Return until when it can be used (UTC)."""
        return self.invite.expires_at


def invite(
    uow: UnitOfWork,
    role: Role,
    name: str,
    *,
    client: str | None = None,
    client_id: ClientId | None = None,
    team: str | None = None,
    allow_guest: bool = False,
) -> NewInvite:
    """Make a one-time code that lets one person in. `client` names the client account, made if it is new, unless
    `client_id` says which one it is."""
    if client is not None and client_id is None:
        called = tidy(client)
        client_id = uow.clients.ensure(ClientId(uow.new_id()), called, name_key(called), uow.now)
    team_id = uow.clients.team(TeamId(uow.new_id()), team) if team else uow.clients.first_team()
    return _code(
        uow,
        Invite(
            id=uow.new_id(),
            code_hash="",
            kind=InviteKind.JOIN,
            role=role,
            name=tidy(name),
            client_id=client_id,
            team_id=team_id,
            person_id=None,
            allow_guest=allow_guest,
            created_at=uow.now,
            expires_at=uow.now + CODE_LIFE,
            used_at=None,
        ),
    )


def link_code(ctx: Context) -> NewInvite:
    """Make a one-time code with which ctx.who takes a second address."""
    who = ctx.who
    return _code(
        ctx.uow,
        Invite(
            id=ctx.uow.new_id(),
            code_hash="",
            kind=InviteKind.LINK,
            role=who.role,
            name=who.name,
            client_id=who.client_id,
            team_id=who.team_id,
            person_id=who.id,
            allow_guest=who.guest,
            created_at=ctx.now,
            expires_at=ctx.now + CODE_LIFE,
            used_at=None,
        ),
    )


def redeem(ctx: Context, code: str) -> Invite | None:
    """Let a stranger in with a code; return what it was worth. Wrong, used and expired codes, and too many tries, get
    one and the same answer."""
    sender = ctx.sender
    assert sender is not None  # codes are typed by somebody
    tried = ctx.uow.people.failed_codes(sender.address, ctx.now - FAILURE_WINDOW)
    found = ctx.uow.people.take_invite(_hash(code.strip())) if tried < MOST_FAILURES else None
    if not _worth(ctx, found, sender):
        if tried < MOST_FAILURES:
            ctx.uow.people.note_failed_code(ctx.uow.new_id(), sender.address, ctx.now)
        ctx.reply(Text("code-not-valid"))
        return None
    assert found is not None  # only an invite is worth something
    ctx.uow.people.use_invite(found.id, ctx.now)
    if found.kind is InviteKind.LINK:
        _link(ctx, found, sender)
    else:
        _join(ctx, found, sender)
    return found


def confirm(ctx: Context, newcomer: PersonId) -> None:
    """Let a newcomer's rights begin."""
    person = _pending(ctx, newcomer)
    ctx.uow.people.set_state(person.id, PersonState.ACTIVE)
    _settle(ctx, person, "confirmed")
    active = replace(person, state=PersonState.ACTIVE)
    ctx.show_menu(active)
    ctx.tell(active, Text("welcome-confirmed", office=ctx.office.name, by=ctx.who.name, help=Typed("help")))
    if not active.zone_known:
        ctx.tell(active, screens.zone_card(active, ctx.office))
    ctx.react(ctx, RightsBegan(active))


def refuse(ctx: Context, newcomer: PersonId) -> None:
    """Turn a newcomer away."""
    person = _pending(ctx, newcomer)
    ctx.uow.people.set_state(person.id, PersonState.REMOVED)
    _settle(ctx, person, "refused")
    ctx.tell(person, Text("refused-notice"))


def _worth(ctx: Context, found: Invite | None, sender: Sender) -> bool:
    if found is None or found.used_at is not None or found.expires_at <= ctx.now:
        return False
    return sender.standing not in VISITORS or found.allow_guest


def _join(ctx: Context, found: Invite, sender: Sender) -> None:
    if found.role in OFFICE:
        ctx.uow.in_turn("staff")  # there is one first manager, and a newcomer who is shown to nobody waits for ever
    first_manager = found.role is Role.MANAGER and ctx.uow.people.count(Role.MANAGER) == 0
    waits = found.role in OFFICE and not first_manager
    person = Person(
        id=PersonId(ctx.uow.new_id()),
        name=found.name or tidy(sender.name),
        role=found.role,
        state=PersonState.PENDING if waits else PersonState.ACTIVE,
        client_id=found.client_id,
        team_id=found.team_id,
        language=ctx.language_of(sender),
        zone=sender.zone or ctx.office.zone,
        zone_known=sender.zone is not None,
        guest=sender.standing in VISITORS,
        told_at=None,
        created_at=ctx.now,
    )
    ctx.uow.people.add(person)
    _add_address(ctx, person, sender)
    ctx.become(person)
    if waits:
        ctx.reply(Text("welcome-pending", office=ctx.office.name))
        for manager in ctx.uow.people.active(*GOVERNORS):
            ctx.tell(manager, screens.newcomer_card(person), urgency=Urgency.URGENT)
        return
    ctx.show_menu(person)
    ctx.reply(Text(f"welcome-{person.role}", office=ctx.office.name, name=person.name, help=Typed("help")))
    if not person.zone_known:
        ctx.reply(screens.zone_card(person, ctx.office))
    for newcomer in ctx.uow.people.pending() if first_manager else []:
        ctx.tell(person, screens.newcomer_card(newcomer), urgency=Urgency.URGENT)
    ctx.react(ctx, RightsBegan(person))


def _link(ctx: Context, found: Invite, sender: Sender) -> None:
    person = ctx.uow.people.by_id(found.person_id) if found.person_id else None
    if person is None or not person.active:
        raise Refused(Text("code-not-valid"))
    before = ctx.uow.people.addresses(person.id)
    _add_address(ctx, person, sender)
    for address in before:
        elsewhere = Text("linked-elsewhere", platform=Text(f"platform-{sender.platform}"))
        ctx.tell_at(address, person, elsewhere, Urgency.DIALOGUE)
    if sender.zone is not None and not person.zone_known:
        ctx.uow.people.set_zone(person.id, sender.zone, known=True)
    ctx.become(person)
    ctx.show_menu(person)
    ctx.reply(Text("linked", name=person.name, settings=Typed("settings")))


def _add_address(ctx: Context, person: Person, sender: Sender) -> None:
    """Let the sender's account be this person's. Whoever was removed and comes with a new code is a new person: neither
    rights nor buttons of before come back."""
    before = ctx.uow.people.address(sender.platform, sender.workspace, sender.user)
    address = before or Address(
        id=ctx.uow.new_id(),
        person_id=person.id,
        platform=sender.platform,
        workspace=sender.workspace,
        account=sender.user,
        chat=sender.chat,
        open=True,
        created_at=ctx.now,
    )
    if before is None:
        ctx.uow.people.add_address(address)
    else:
        ctx.uow.people.give_address(before.id, person.id, sender.chat, ctx.now)
    if person.told_at is None:
        ctx.uow.people.set_told_at(person.id, address.id)
    ctx.uow.inbox.move_lane(sender.address if before is None else before.person_id, person.id)
    ctx.effects.joined = person.id


def _pending(ctx: Context, newcomer: PersonId) -> Person:
    person = ctx.uow.people.take(newcomer)
    if person is None or person.state is not PersonState.PENDING:
        raise Refused(Text("newcomer-settled"))
    return person


def _settle(ctx: Context, person: Person, outcome: str) -> None:
    card = screens.newcomer_settled(person, ctx.who, outcome, ctx.now)
    for manager in ctx.uow.people.active(*GOVERNORS):
        if manager.id != person.id:
            ctx.tell(manager, card)


def _code(uow: UnitOfWork, blank: Invite) -> NewInvite:
    code = secrets.token_urlsafe(CODE_BYTES)
    kept = replace(blank, code_hash=_hash(code))
    uow.people.add_invite(kept)
    return NewInvite(code, kept)


def tidy(name: str) -> str:
    """Return a name as one line of at most 80 characters, in one spelling (NFC), without unseen characters: two names
    that look the same are the same."""
    composed = unicodedata.normalize("NFC", name)
    seen = "".join(char for char in composed if char.isspace() or unicodedata.category(char) not in UNSEEN)
    return " ".join(seen.split())[:NAME_LENGTH].rstrip()


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()


def same_name(one: str, other: str) -> bool:
    """Return whether two clients would be one: the same name but for case and blanks."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """Return by what a client is known: a hash of the name without case."""
    return hashlib.sha256(" ".join(name.split()).casefold().encode()).hexdigest()
