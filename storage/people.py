"""People, their addresses on platforms, and the invites that bring them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    literal,
    select,
    update,
)

from storage import memberships
from storage.clients import clients, teams  # noqa: F401 - the tables referred to
from storage.invites import Invite, failed_codes, invites
from storage.query import Query, Runner, among, insert
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, MASK, EncryptedText, Moment, OneOf, column, to_milliseconds
from storage.vocabulary import WORKERS, ClientId, InviteKind, PersonId, PersonState, Role, TeamId

people = Table(
    "people",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("name", EncryptedText, MASK),
    column("role", OneOf(Role), KEEP),
    column("state", OneOf(PersonState), KEEP),
    column("client_id", String(32), KEEP, ForeignKey("clients.id"), nullable=True),
    column("team_id", String(32), KEEP, ForeignKey("teams.id"), nullable=True),
    column("language", String(16), ERASE),
    column("zone", String(64), ERASE),
    column("zone_known", Boolean, KEEP),
    column("guest", Boolean, KEEP),
    column("told_at", String(32), ERASE, nullable=True),
    column("created_at", Moment, KEEP),
    column("away_since", Moment, KEEP, nullable=True),
    column("quiet", String(120), KEEP, nullable=True),
    column("morning", String(5), KEEP, nullable=True),
    Index("ix_people_role", "role", "state"),
    info=sealed_for(("client_id", "clients")),
)
addresses = Table(
    "addresses",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id"), index=True),
    column("platform", String(16), KEEP),
    column("workspace", String(32), ERASE),
    column("account", String(64), ERASE),
    column("chat", String(64), ERASE),
    column("open", Boolean, KEEP),
    column("created_at", Moment, KEEP),
    UniqueConstraint("platform", "workspace", "account"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as rights and sentences need them. `zone` is an IANA name, `language` a BCP 47 tag we have texts for,
    `quiet` their quiet hours in the notation of `QuietHours.parse`, `morning` when a list comes (`07:30`)"""

    id: PersonId
    name: str
    role: Role
    state: PersonState
    client_id: ClientId | None
    team_id: TeamId | None
    language: str
    zone: str
    zone_known: bool
    guest: bool
    told_at: str | None
    created_at: datetime
    away_since: datetime | None = None
    quiet: str | None = None
    morning: str | None = None

    @property
    def active(self) -> bool:
        """Whether the person's rights have begun and not ended."""
        return self.state is PersonState.ACTIVE


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be told things."""

    id: str
    person_id: PersonId
    platform: str
    workspace: str
    account: str
    chat: str
    open: bool
    created_at: datetime

    @property
    def lane(self) -> str:
        """Return the conversation's name, `platform:workspace:chat`."""
        return f"{self.platform}:{self.workspace}:{self.chat}"


_PERSON = select(people)
_BY_ID = Query(_PERSON.where(people.c.id == bindparam("id")))
_TAKE = Query(_PERSON.where(people.c.id == bindparam("id")).with_for_update(key_share=True))
_BY_ACCOUNT = Query(
    _PERSON.join(addresses, addresses.c.person_id == people.c.id).where(
        addresses.c.platform == bindparam("platform"),
        addresses.c.workspace == bindparam("workspace"),
        addresses.c.account == bindparam("account"),
    )
)
_account = addresses.alias("account")
_AT = Query(
    select(people, addresses)
    .select_from(
        _account.join(people, people.c.id == _account.c.person_id).join(addresses, addresses.c.person_id == people.c.id)
    )
    .where(
        _account.c.platform == bindparam("platform"),
        _account.c.workspace == bindparam("workspace"),
        _account.c.account == bindparam("account"),
    )
)
_PERSON_WIDTH = len(people.c)
_IS_ACTIVE = people.c.state == literal(PersonState.ACTIVE, OneOf(PersonState))
_BY_ROLE = Query(_PERSON.where(people.c.role == bindparam("role"), _IS_ACTIVE).order_by(people.c.id))
_PENDING = Query(
    _PERSON.where(people.c.state == literal(PersonState.PENDING, OneOf(PersonState))).order_by(people.c.id)
)
_ADD_PERSON = insert(people)
_SET_STATE = Query(update(people).where(people.c.id == bindparam("who")).values(state=bindparam("new_state")))
_SET_LANGUAGE = Query(update(people).where(people.c.id == bindparam("who")).values(language=bindparam("new_language")))
_SET_ZONE = Query(
    update(people)
    .where(people.c.id == bindparam("who"))
    .values(zone=bindparam("new_zone"), zone_known=bindparam("known"))
)
_SET_TOLD_AT = Query(update(people).where(people.c.id == bindparam("who")).values(told_at=bindparam("address")))
_SET_AWAY = Query(
    update(people).where(people.c.id == bindparam("who")).values(away_since=bindparam("since", type_=Moment))
)
_SET_QUIET = Query(update(people).where(people.c.id == bindparam("who")).values(quiet=bindparam("hours")))
_SET_ROLE = Query(
    update(people)
    .where(people.c.id == bindparam("who"))
    .values(role=bindparam("new_role", type_=OneOf(Role)), team_id=bindparam("team"))
)
_EVERYBODY = Query(
    _PERSON.where(people.c.state != literal(PersonState.REMOVED, OneOf(PersonState))).order_by(people.c.id)
)
_TEAMMATES = Query(
    _PERSON.where(
        people.c.team_id == bindparam("team"),
        among(people.c.role, WORKERS),
        _IS_ACTIVE,
    ).order_by(people.c.id)
)
_CONTACTS = Query(
    _PERSON.where(
        people.c.client_id == bindparam("client"),
        _IS_ACTIVE,
    ).order_by(people.c.id)
)
_OF_CLIENT = Query(_PERSON.where(people.c.client_id == bindparam("client")).order_by(people.c.id))
_UNREACHABLE = Query(
    _PERSON.where(
        _IS_ACTIVE,
        people.c.id.not_in(select(addresses.c.person_id).where(addresses.c.open)),
    ).order_by(people.c.id)
)
_ADD_ADDRESS = insert(addresses)
_ADDRESSES_OF = Query(select(addresses).where(addresses.c.person_id == bindparam("person")).order_by(addresses.c.id))
_ADDRESS_BY_ACCOUNT = Query(
    select(addresses).where(
        addresses.c.platform == bindparam("platform"),
        addresses.c.workspace == bindparam("workspace"),
        addresses.c.account == bindparam("account"),
    )
)
_LANE_OF = Query(
    select(addresses.c.person_id).where(
        addresses.c.platform == bindparam("platform"),
        addresses.c.workspace == bindparam("workspace"),
        addresses.c.account == bindparam("account"),
    )
)
_SET_CHAT = Query(
    update(addresses).where(addresses.c.id == bindparam("which")).values(chat=bindparam("new_chat"), open=True)
)
_SET_OWNER = Query(
    update(addresses)
    .where(addresses.c.id == bindparam("which"))
    .values(
        person_id=bindparam("owner"), chat=bindparam("new_chat"), open=True, created_at=bindparam("at", type_=Moment)
    )
)
_SET_OPEN = Query(update(addresses).where(addresses.c.id == bindparam("which")).values(open=bindparam("is_open")))
_CLOSE_LANE = Query(
    update(addresses)
    .where(
        addresses.c.platform == bindparam("at_platform"),
        addresses.c.workspace == bindparam("at_workspace"),
        addresses.c.chat == bindparam("at_chat"),
    )
    .values(open=False)
)

_MOVE_CHAT = Query(
    update(addresses)
    .where(
        addresses.c.platform == bindparam("at_platform"),
        addresses.c.workspace == bindparam("at_workspace"),
        addresses.c.chat == bindparam("old_chat"),
    )
    .values(chat=bindparam("new_chat"))
)

_ADD_INVITE = insert(invites)
_INVITE = Query(select(invites).where(invites.c.code_hash == bindparam("hash")).with_for_update())
_USE_INVITE = Query(
    update(invites)
    .where(invites.c.id == bindparam("which"), invites.c.used_at.is_(None))
    .values(used_at=bindparam("at", type_=Moment))
)
_INVITE_BY_ID = Query(select(invites).where(invites.c.id == bindparam("id")).with_for_update())
_OPEN_INVITES = Query(
    select(invites)
    .where(
        invites.c.kind == literal(InviteKind.JOIN, OneOf(InviteKind)),
        invites.c.used_at.is_(None),
        invites.c.expires_at > bindparam("now", type_=Moment),
    )
    .order_by(invites.c.id)
)
_WITHDRAW_INVITE = Query(
    update(invites)
    .where(
        invites.c.id == bindparam("which"),
        invites.c.used_at.is_(None),
        invites.c.expires_at > bindparam("at", type_=Moment),
    )
    .values(expires_at=bindparam("at", type_=Moment))
)
_ADD_FAILURE = insert(failed_codes)
_FAILURES = Query(
    select(func.count())
    .select_from(failed_codes)
    .where(failed_codes.c.account == bindparam("account"), failed_codes.c.at > bindparam("since", type_=Moment))
)
_FORGET_FAILURES = Query(
    delete(failed_codes).where(
        failed_codes.c.id.in_(
            select(failed_codes.c.id)
            .where(failed_codes.c.id < bindparam("before"))  # by key: ids ascend with time
            .order_by(failed_codes.c.id)
            .limit(bindparam("most"))
        )
    )
)
_COUNT_ROLE = Query(select(func.count()).select_from(people).where(people.c.role == bindparam("role"), _IS_ACTIVE))


class People:
    """The people of one unit of work."""

    __slots__ = ("_addresses", "_run")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._addresses: dict[str, list[Address]] = {}  # read once in a unit of work, unless one changes

    def by_id(self, person: PersonId) -> Person | None:
        """Return one person."""
        row = self._run.one(_BY_ID, id=person)
        return None if row is None else Person(*row)

    def take(self, person: PersonId) -> Person | None:
        """Return one person whose rights will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=person)
        return None if row is None else Person(*row)

    def by_account(self, platform: str, workspace: str, account: str) -> Person | None:
        """Return whose account this is."""
        row = self._run.one(_BY_ACCOUNT, platform=platform, workspace=workspace, account=account)
        return None if row is None else Person(*row)

    def at(self, platform: str, workspace: str, account: str) -> tuple[Person, Address] | None:
        """Return whose account this is, with the address that is this account."""
        rows = self._run.all(_AT, platform=platform, workspace=workspace, account=account)
        if not rows:
            return None
        person = Person(*rows[0][:_PERSON_WIDTH])
        found = sorted((Address(*row[_PERSON_WIDTH:]) for row in rows), key=lambda address: address.id)
        self._addresses[person.id] = found
        here = (platform, workspace, account)
        return person, next(one for one in found if (one.platform, one.workspace, one.account) == here)

    def active(self, *roles: Role) -> list[Person]:
        """Return all people of these roles whose rights have begun, longest here first."""
        found = [Person(*row) for role in roles for row in self._run.all(_BY_ROLE, role=role)]
        return found if len(roles) == 1 else sorted(found, key=lambda person: person.id)

    def pending(self) -> list[Person]:
        """Return newcomers waiting to be confirmed, longest waiting first."""
        return [Person(*row) for row in self._run.all(_PENDING)]

    def count(self, role: Role) -> int:
        """Return how many active people have this role."""
        row = self._run.one(_COUNT_ROLE, role=role)
        return int(row[0]) if row else 0

    def add(self, person: Person) -> None:
        """Keep a new person."""
        self._run.add(_ADD_PERSON, person)
        self._note_membership(person)

    def set_state(self, person: PersonId, state: PersonState) -> None:
        """Begin or end a person's rights."""
        self._run.change(_SET_STATE, who=person, new_state=state)
        self._note_membership(self.by_id(person))

    def set_language(self, person: PersonId, language: str) -> None:
        """Keep the language a person wants to read."""
        self._run.change(_SET_LANGUAGE, who=person, new_language=language)

    def set_zone(self, person: PersonId, zone: str, *, known: bool) -> None:
        """Keep a person's IANA zone; `known` once they or their platform said it."""
        self._run.change(_SET_ZONE, who=person, new_zone=zone, known=known)

    def set_away(self, person: PersonId, since: datetime | None) -> None:
        """Keep since when an assistant is away; None: they are back."""
        self._run.change(_SET_AWAY, who=person, since=since)

    def set_quiet(self, person: PersonId, hours: str | None) -> None:
        """Keep a person's quiet hours; None: they may always be told."""
        self._run.change(_SET_QUIET, who=person, hours=hours)

    def set_role(self, person: PersonId, role: Role, team: TeamId | None) -> None:
        """Keep what a person is from now on, and in which team."""
        self._run.change(_SET_ROLE, who=person, new_role=role, team=team)
        self._note_membership(self.by_id(person))

    def _note_membership(self, person: Person | None) -> None:
        if person is not None:
            role = person.role if person.active else None
            memberships.note(self._run, person.id, role, person.team_id)

    def everybody(self) -> list[Person]:
        """Return all people who belong to the office or wait to, longest here first."""
        return [Person(*row) for row in self._run.all(_EVERYBODY)]

    def assistants(self, team: TeamId) -> list[Person]:
        """Return a team's active assistants, absent ones included."""
        return [Person(*row) for row in self._run.all(_TEAMMATES, team=team)]

    def contacts(self, client: ClientId) -> list[Person]:
        """Return a client's active contacts."""
        return [Person(*row) for row in self._run.all(_CONTACTS, client=client)]

    def of_client(self, client: ClientId) -> list[Person]:
        """Return everybody who is or was a contact of a client."""
        return [Person(*row) for row in self._run.all(_OF_CLIENT, client=client)]

    def unreachable(self) -> list[Person]:
        """Return active people none of whose addresses takes messages."""
        return [Person(*row) for row in self._run.all(_UNREACHABLE)]

    def set_told_at(self, person: PersonId, address: str) -> None:
        """Keep which address a person wants to be told things at."""
        self._run.change(_SET_TOLD_AT, who=person, address=address)

    def add_address(self, address: Address) -> None:
        """Give a person one more address."""
        self._addresses.clear()
        self._run.add(_ADD_ADDRESS, address)

    def give_address(self, address: str, person: PersonId, chat: str, at: datetime) -> None:
        """Let an account that belonged to somebody removed be this person's from now on."""
        self._addresses.clear()
        self._run.change(_SET_OWNER, which=address, owner=person, new_chat=chat, at=at)

    def addresses(self, person: PersonId) -> list[Address]:
        """Return a person's addresses, oldest first."""
        known = self._addresses.get(person)
        if known is None:
            known = [Address(*row) for row in self._run.all(_ADDRESSES_OF, person=person)]
            self._addresses[person] = known
        return known

    def address(self, platform: str, workspace: str, account: str) -> Address | None:
        """Return the address that is this account."""
        row = self._run.one(_ADDRESS_BY_ACCOUNT, platform=platform, workspace=workspace, account=account)
        return None if row is None else Address(*row)

    def lane_of(self, platform: str, workspace: str, account: str) -> str | None:
        """Return the id of the person whose account this is: their lane."""
        row = self._run.one(_LANE_OF, platform=platform, workspace=workspace, account=account)
        return None if row is None else str(row[0])

    def set_chat(self, address: str, chat: str) -> None:
        """Keep the chat an account writes from now; it is open again."""
        self._addresses.clear()
        self._run.change(_SET_CHAT, which=address, new_chat=chat)

    def set_open(self, address: str, *, is_open: bool) -> None:
        """Note whether the person can be reached at this address."""
        self._addresses.clear()
        self._run.change(_SET_OPEN, which=address, is_open=is_open)

    def close_chat(self, platform: str, workspace: str, chat: str) -> None:
        """Note that nobody can be reached in this chat any more."""
        self._addresses.clear()
        self._run.change(_CLOSE_LANE, at_platform=platform, at_workspace=workspace, at_chat=chat)

    def move_chat(self, platform: str, workspace: str, old: str, new: str) -> None:
        """Let addresses follow a chat to its new id."""
        self._addresses.clear()
        self._run.change(_MOVE_CHAT, at_platform=platform, at_workspace=workspace, old_chat=old, new_chat=new)

    def add_invite(self, invite: Invite) -> None:
        """Keep a new invite."""
        self._run.add(_ADD_INVITE, invite)

    def take_invite(self, code_hash: str) -> Invite | None:
        """Return the invite of a code, locked for this transaction."""
        row = self._run.one(_INVITE, hash=code_hash)
        return None if row is None else Invite(*row)

    def use_invite(self, invite: str, at: datetime) -> bool:
        """Mark an invite used; False if it was used before."""
        return self._run.change(_USE_INVITE, which=invite, at=at) == 1

    def invite(self, invite: str) -> Invite | None:
        """Return an invite, locked for this transaction."""
        row = self._run.one(_INVITE_BY_ID, id=invite)
        return None if row is None else Invite(*row)

    def open_invites(self, now: datetime) -> list[Invite]:
        """Return the invites that somebody may still come in with, oldest first."""
        return [Invite(*row) for row in self._run.all(_OPEN_INVITES, now=now)]

    def withdraw_invite(self, invite: str, at: datetime) -> bool:
        """Let an invite be worth nothing from now on; False if it was nothing any more."""
        return self._run.change(_WITHDRAW_INVITE, which=invite, at=at) == 1

    def note_failed_code(self, failure: str, account: str, at: datetime) -> None:
        """Keep that an account tried a code that is worth nothing."""
        self._run.change(_ADD_FAILURE, id=failure, account=account, at=at)

    def failed_codes(self, account: str, since: datetime) -> int:
        """Return how many such tries an account made since then."""
        row = self._run.one(_FAILURES, account=account, since=since)
        return int(row[0]) if row else 0

    def forget_failed_codes(self, before: datetime, most: int) -> int:
        """Drop tries older than `before`, at most `most`; return how many there were."""
        return self._run.change(_FORGET_FAILURES, before=f"{to_milliseconds(before):012x}", most=most)
