"""Who may do what with whose things: one table, and one function that asks it. Whatever the table doesn't grant is
denied; a class of confidentiality only ever takes something away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.vocabulary import Confidentiality, Role


class Act(StrEnum):
    """What people do. Every command, button and form names the one it is."""

    USE = "use"
    ASK = "ask"
    ASK_FOR = "ask for"
    SEE = "see"
    DECIDE = "decide"
    QUEUE = "queue"
    WORK = "work"
    TALK = "talk"
    DATE = "date"
    CLASSIFY = "classify"
    OVERSEE = "oversee"
    GIVE = "give"
    STEER = "steer"
    BOOK = "book"
    RESERVE = "reserve"
    HOST = "host"
    ROSTER = "roster"
    FIGURES = "figures"
    PEOPLE = "people"
    ROLES = "roles"
    CLIENTS = "clients"
    EXPORT = "export"
    ERASE = "erase"
    AUDIT = "audit"
    KEYS = "keys"


MEANING: Mapping[Act, str] = {
    Act.USE: "one's own settings, reminders, data, home and help",
    Act.ASK: "draft and file a request, also one that comes again",
    Act.ASK_FOR: "draft and file a request for a client",
    Act.SEE: "see a task or an appointment, find it, have it in lists, be told of it",
    Act.DECIDE: "a client's word: answer, accept, send back, reopen, withdraw, rate",
    Act.QUEUE: "see what waits for the team",
    Act.WORK: "take a task on, ask, pause, finish, hand over, give back",
    Act.TALK: "write to the client, or a note for the office",
    Act.DATE: "change the date of a task, tie it to an appointment",
    Act.CLASSIFY: "set who may know of a task",
    Act.OVERSEE: "the board, a task's sheet and history, look after an alert",
    Act.GIVE: "give tasks to others",
    Act.STEER: "priority, category, contact, more time, cancel",
    Act.BOOK: "see, book, move and cancel appointments",
    Act.RESERVE: "a client's word on appointments: come, wait, series",
    Act.HOST: "the office's word on appointments: accept, decline, for others",
    Act.ROSTER: "one's own absences and morning list",
    Act.FIGURES: "digests, reports, figures, reviews, complaints, trials",
    Act.PEOPLE: "invite, confirm, team, absence, end access, undelivered messages, secrecy obligations",
    Act.ROLES: "change what somebody is",
    Act.CLIENTS: "client accounts: name, plan, sight, secrecy, channels, restriction",
    Act.EXPORT: "export what is kept of a client",
    Act.ERASE: "erase a client",
    Act.AUDIT: "read the audit log",
    Act.KEYS: "keys and their rotation",
}
"""What each act is, for the printed table."""


class Relation(StrEnum):
    """How somebody stands to what they act on. Contacts: their own, their client's. Staff: assigned to them, their
    team's. Everything else is somebody else's."""

    OWN = "own"
    CLIENT = "own client's"
    ASSIGNED = "assigned"
    TEAM = "team's"
    OTHER = "others'"


Grant = frozenset[Relation]

_ALL = frozenset(Relation)
_OWN = frozenset({Relation.OWN})
_OURS = frozenset({Relation.OWN, Relation.CLIENT})
_MINE = frozenset({Relation.OWN, Relation.ASSIGNED})
_TEAM = frozenset({Relation.OWN, Relation.ASSIGNED, Relation.TEAM})
_C, _A, _L, _M, _D = Role.CLIENT, Role.ASSISTANT, Role.LEAD, Role.MANAGER, Role.ADMINISTRATOR

GRANTS: Mapping[Act, Mapping[Role, Grant]] = {
    Act.USE: dict.fromkeys(Role, _OWN),
    Act.ASK: {_C: _OURS, _A: _TEAM, _L: _TEAM, _M: _ALL},
    Act.ASK_FOR: {_A: _TEAM, _L: _TEAM, _M: _ALL},
    Act.SEE: {_C: _OURS, _A: _TEAM, _L: _TEAM, _M: _ALL},
    Act.DECIDE: {_C: _OURS},
    Act.QUEUE: {_A: _TEAM, _L: _TEAM, _M: _ALL},
    Act.WORK: {_A: _TEAM, _L: _TEAM},
    Act.TALK: {_A: _TEAM, _L: _TEAM, _M: _ALL},
    Act.DATE: {_C: _OURS, _A: _TEAM, _L: _TEAM, _M: _ALL},
    Act.CLASSIFY: {_C: _OURS, _A: _MINE, _L: _TEAM, _M: _ALL},
    Act.OVERSEE: {_L: _TEAM, _M: _ALL},
    Act.GIVE: {_L: _TEAM, _M: _ALL},
    Act.STEER: {_M: _ALL},
    Act.BOOK: {_C: _OURS, _A: _ALL, _L: _ALL, _M: _ALL},
    Act.RESERVE: {_C: _OURS},
    Act.HOST: {_A: _ALL, _L: _ALL, _M: _ALL},
    Act.ROSTER: {_A: _OWN, _L: _OWN},
    Act.FIGURES: {_M: _ALL},
    Act.PEOPLE: {_M: _ALL, _D: _ALL},
    Act.ROLES: {_M: _ALL, _D: _ALL},
    Act.CLIENTS: {_M: _ALL, _D: _ALL},
    Act.EXPORT: {_M: _ALL, _D: _ALL},
    Act.ERASE: {_M: _ALL, _D: _ALL},
    Act.AUDIT: {_M: _ALL, _D: _ALL},
    Act.KEYS: {_D: _ALL},
}

NARROWED: Mapping[Confidentiality, Mapping[Role, Grant]] = {
    Confidentiality.NORMAL: {},
    Confidentiality.CONFIDENTIAL: {
        _C: _OWN,
        _A: frozenset({Relation.OWN, Relation.ASSIGNED}),
        _L: frozenset({Relation.OWN, Relation.ASSIGNED, Relation.TEAM}),
    },
    Confidentiality.INTERNAL: {_C: frozenset()},
    Confidentiality.SECRECY: {},
}
"""What is left of a grant where something is of a class; a role that isn't named keeps what it has."""

NEED_OBLIGATION = frozenset({_A, _L})  # § 203 StGB: with a professional's secrets only after being bound to secrecy
OF_TASKS = frozenset(
    {
        Act.ASK,
        Act.ASK_FOR,
        Act.SEE,
        Act.DECIDE,
        Act.QUEUE,
        Act.WORK,
        Act.TALK,
        Act.DATE,
        Act.CLASSIFY,
        Act.OVERSEE,
        Act.GIVE,
    }
    | {Act.STEER}
)
OF_BOOKINGS = frozenset({Act.BOOK, Act.RESERVE, Act.HOST})
"""Acts on one task or appointment: its classes and how somebody stands to it are asked. All others are about the office
or oneself."""
WHILE_RESTRICTED = frozenset({Act.CLIENTS, Act.EXPORT, Act.ERASE})
"""What is left while a client's data are restricted (GDPR Art. 18): whoever governs settles what becomes of them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is acted on, as far as rights ask: its classes (all of them bind), and whether its client is restricted."""

    classes: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})
    restricted: bool = False


NOTHING_SPECIAL = Subject()


def roles(act: Act) -> frozenset[Role]:
    """Return the roles that may do this with anything at all."""
    return frozenset(role for role, granted in GRANTS[act].items() if granted)


def allowed(
    role: Role, act: Act, relation: Relation, subject: Subject = NOTHING_SPECIAL, *, bound: bool = False
) -> bool:
    """Return whether somebody may do this with something that stands so to them. `bound` tells that they have a secrecy
    obligation in force."""
    if subject.restricted and act not in WHILE_RESTRICTED:
        return False
    if Confidentiality.SECRECY in subject.classes and role in NEED_OBLIGATION and not bound:
        return False
    return relation in _left(GRANTS[act].get(role, frozenset()), role, subject.classes)


def _left(granted: Grant, role: Role, classes: Iterable[Confidentiality]) -> Grant:
    for each in classes:
        granted &= NARROWED[each].get(role, _ALL)
    return granted
