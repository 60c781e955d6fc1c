"""People and clients whose changes are audited: nothing about rights or settings can change without a row that says
so."""

from __future__ import annotations

from datetime import datetime

from storage.audit import PERSON, Audit, Fact
from storage.clients import Clients
from storage.invites import Invite
from storage.people import Address, People, Person
from storage.query import Runner
from storage.secrecy import Obligation, Secrecy
from storage.vocabulary import Channel, ClientId, Confidentiality, PersonId, PersonState, Role, TeamId


class AuditedPeople(People):
    """The people of one unit of work."""

    __slots__ = ("_audit",)

    def __init__(self, run: Runner, audit: Audit) -> None:
        super().__init__(run)
        self._audit = audit

    def add(self, person: Person) -> None:
        """As `People.add`."""
        super().add(person)
        self._audit.record("person-added", PERSON, person.id, facts={"role": person.role, "state": person.state})

    def set_state(self, person: PersonId, state: PersonState) -> None:
        """As `People.set_state`."""
        super().set_state(person, state)
        self._audit.record("person-state", PERSON, person, facts={"state": state})

    def set_role(self, person: PersonId, role: Role, team: TeamId | None) -> None:
        """As `People.set_role`."""
        super().set_role(person, role, team)
        self._audit.record("person-role", PERSON, person, facts={"role": role}, values={"team": team})

    def add_address(self, address: Address) -> None:
        """As `People.add_address`."""
        super().add_address(address)
        self._audit.record("address-added", PERSON, address.person_id, values=_account(address))

    def give_address(self, address: str, person: PersonId, chat: str, at: datetime) -> None:
        """As `People.give_address`."""
        super().give_address(address, person, chat, at)
        self._audit.record("address-added", PERSON, person, values={"address": address, "chat": chat})

    def add_invite(self, invite: Invite) -> None:
        """As `People.add_invite`."""
        super().add_invite(invite)
        guest = int(invite.allow_guest)
        facts: dict[str, Fact] = {"kind": invite.kind, "role": invite.role, "guest": guest}
        self._audit.record("invite-made", "invite", invite.id, facts=facts, values={"client": invite.client_id})

    def use_invite(self, invite: str, at: datetime) -> bool:
        """As `People.use_invite`."""
        used = super().use_invite(invite, at)
        if used:
            self._audit.record("invite-used", "invite", invite)
        return used

    def withdraw_invite(self, invite: str, at: datetime) -> bool:
        """As `People.withdraw_invite`."""
        withdrawn = super().withdraw_invite(invite, at)
        if withdrawn:
            self._audit.record("invite-withdrawn", "invite", invite)
        return withdrawn

    def note_failed_code(self, failure: str, account: str, at: datetime) -> None:
        """As `People.note_failed_code`."""
        super().note_failed_code(failure, account, at)
        self._audit.record("code-refused", "account", "", values={"account": account})


class AuditedClients(Clients):
    """The clients of one unit of work."""

    __slots__ = ("_audit",)

    def __init__(self, run: Runner, audit: Audit) -> None:
        super().__init__(run)
        self._audit = audit

    def ensure(self, client: ClientId, name: str, key: str, at: datetime) -> ClientId:
        """As `Clients.ensure`."""
        found = super().ensure(client, name, key, at)
        if found == client:
            self._audit.record("client-added", "client", client, values={"key": key})
        return found

    def set_contacts_see_all(self, client: ClientId, *, see_all: bool) -> None:
        """As `Clients.set_contacts_see_all`."""
        super().set_contacts_see_all(client, see_all=see_all)
        self._audit.record("client-contacts-see-all", "client", client, facts={"see_all": int(see_all)})

    def rename(self, client: ClientId, name: str, key: str) -> None:
        """As `Clients.rename`."""
        super().rename(client, name, key)
        self._audit.record("client-renamed", "client", client, values={"key": key})

    def set_plan(self, client: ClientId, plan: str | None) -> None:
        """As `Clients.set_plan`."""
        super().set_plan(client, plan)
        self._audit.record("client-plan", "client", client, values={"plan": plan})

    def set_secrecy(self, client: ClientId, *, under: bool) -> None:
        """As `Clients.set_secrecy`."""
        super().set_secrecy(client, under=under)
        self._audit.record("client-secrecy", "client", client, facts={"under": int(under)})

    def set_confidentiality(self, client: ClientId, wanted: Confidentiality | None) -> None:
        """As `Clients.set_confidentiality`."""
        super().set_confidentiality(client, wanted)
        self._audit.record("client-confidentiality", "client", client, facts={"wanted": wanted})

    def set_channel(self, client: ClientId, platform: str, channel: Channel) -> None:
        """As `Clients.set_channel`."""
        super().set_channel(client, platform, channel)
        self._audit.record("client-channel", "client", client, facts={"channel": channel}, values={"on": platform})

    def set_keep_days(self, client: ClientId, days: int | None) -> None:
        """As `Clients.set_keep_days`."""
        super().set_keep_days(client, days)
        self._audit.record("client-keep-days", "client", client, facts={"days": days})

    def set_restricted(self, client: ClientId, since: datetime | None) -> None:
        """As `Clients.set_restricted`."""
        super().set_restricted(client, since)
        self._audit.record("client-restricted", "client", client, facts={"restricted": int(since is not None)})


class AuditedSecrecy(Secrecy):
    """The obligations to secrecy of one unit of work."""

    __slots__ = ("_audit",)

    def __init__(self, run: Runner, audit: Audit) -> None:
        super().__init__(run)
        self._audit = audit

    def add(self, obligation: Obligation) -> None:
        """As `Secrecy.add`."""
        super().add(obligation)
        self._audit.record("secrecy-obliged", PERSON, obligation.person_id)

    def end(self, person: PersonId, by: PersonId, at: datetime) -> bool:
        """As `Secrecy.end`."""
        ended = super().end(person, by, at)
        if ended:
            self._audit.record("secrecy-ended", PERSON, person)
        return ended


def _account(address: Address) -> dict[str, str]:
    return {"platform": address.platform, "workspace": address.workspace, "account": address.account}
