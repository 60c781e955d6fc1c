"""What the buttons and forms of the table of rights are about: people and things by how they relate to who presses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import update

from handlers.chat.incoming import Command
from handlers.rules.escalation import DEFAULT
from handlers.rules.service_levels import Calendar, reference
from handlers.rules.sla_policy import Budget, Clock, Policy
from handlers.tasks import repeats
from storage.clients import clients
from storage.consents import Consent
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.follow_ups import FollowUp
from storage.outbox import outbox
from storage.people import Person, people
from storage.query import Query
from storage.secrecy import Obligation
from storage.sla import Promise, RuleVersion
from storage.tasks import Step, Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import (
    WORKERS,
    DraftId,
    DraftState,
    FollowUpState,
    OutboxState,
    PersonId,
    PersonState,
    Role,
    TaskId,
    TaskState,
    TeamId,
)
from tests.stories.kit import Desk
from tests.stories.rights_bookings import of_bookings
from tests.stories.rights_own import absence, ended, reminder, report, series
from tests.stories.rights_trials import of_trials

C, A, L, M, D = Role
NONE = {"none": "0" * 32}
SETTLED = {
    "tasks.acknowledge": TaskState.ASSIGNED,
    "tasks.decline": TaskState.ASSIGNED,
    "tasks.resume": TaskState.PAUSED,
    "tasks.answer": TaskState.WAITING,
    "tasks.minutes": TaskState.DONE,
    "tasks.ask-minutes": TaskState.DONE,
    "tasks.worked": TaskState.DONE,
    "tasks.accept": TaskState.DONE,
    "tasks.send-back": TaskState.DONE,
    "tasks.reopen": TaskState.CLOSED,
    "tasks.rate": TaskState.CLOSED,
    "tasks.rating-word": TaskState.CLOSED,
}
WORDED = {
    "tasks.minutes": "=15",
    "tasks.rate": "=5",
    "tasks.set-class": "=confidential",
    "tasks.take-care": "=acknowledge",
    "tasks.extend": "=acknowledge",
}
PROMISED = frozenset({"tasks.take-care", "tasks.extend", "tasks.why"})
"""What a button carries after the task it is about."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Me and somebody of my role, and what a button may be about by how it relates to me; `none` never existed."""

    me: Person
    mate: Person
    about: dict[str, str]


_OF_ANYBODY = {
    *("people.invite", "people.list", "people.clients", "people.zones", "people.link"),
    *("people.invites", "reports.clients", "reports.teams"),
    *("reports.morning", "trials.list", "trials.choose"),
    *("people.quiet", "people.ask-quiet"),
    *("absences.list", "absences.ask", "absences.when", "recurring.new"),
}


def scene(desk: Desk, role: Role, what: str, name: str = "Me") -> Scene:
    """Return me in a role, a mate, and what the action or form `what` may be about."""
    me, mate = desk.joins(role, name), desk.joins(role, f"mate-{name}" if name != "Me" else "Mate")
    if what in _OF_ANYBODY:
        return Scene(me, mate, {"own": me.id, "foreign": mate.id})
    if what == "reports.reviews":
        return Scene(me, mate, {"no period": "all", "a month": "2026-02", "no such period": "2026-13"})
    if what == "people.agree":
        desk.run(lambda uow: uow.consents.add(Consent((me if role is C else mate).id, "2026-1", uow.now)))
        return Scene(me, mate, {"asked": "2026-1", "never shown": "2025-1"})
    if what.startswith("privacy.end-"):
        return Scene(me, mate, {"begun": ended(desk, me, mate), "others'": ended(desk, mate, mate), **NONE})
    if what == "people.release":
        return Scene(me, mate, {"bound": _bound(desk, me), "free": desk.joins(A, f"free-{name}").id, **NONE})
    if what.startswith(("people.", "feedback.", "privacy.")) or what in {
        "reports.period",
        "reports.review",
        "reports.set-morning",
    }:
        return Scene(me, mate, {**_of_people(desk, me, mate, what), **NONE})
    if what in _DRAFTS:
        return Scene(me, mate, _of_drafts(desk, me, mate, what))
    if what.startswith(("bookings.", "trials.")):
        make_all = of_bookings if what.startswith("bookings.") else of_trials
        return Scene(me, mate, make_all(desk, me, mate, what))
    makes = {"reminders": reminder, "reports": report, "absences": absence, "recurring": series}
    make = makes.get(what.partition(".")[0])
    if make is not None:
        return Scene(me, mate, {"own": make(desk, me, what), "foreign": make(desk, mate, what), **NONE})
    if what in {"tasks.mine", "tasks.queue", "tasks.list", "tasks.find", "tasks.form"}:
        desk.joins(C, f"contact-{name}")
        return Scene(me, mate, {"own": me.id, "foreign": mate.id})
    if what == "tasks.board":
        return Scene(me, mate, {"all": ":", "by client": "client:", "nonsense": "x:y"})
    if what == "tasks.hand-over-all":
        away, there = desk.joins(A, f"away-{name}"), desk.joins(A, f"there-{name}")
        desk.run(lambda uow: uow.people.set_away(away.id, uow.now))
        return Scene(me, mate, {"away": away.id, "there": there.id, **NONE})
    return Scene(me, mate, _of_tasks(desk, me, mate, what))


def _follow_up(desk: Desk, me: Person) -> str:
    """Return a client who is to be talked to."""
    client = desk.joins(C, f"contact-{me.name}").client_id
    assert client is not None

    def unit(uow: UnitOfWork) -> str:
        new = FollowUp(uow.new_id(), uow.new_id(), client, [], FollowUpState.OPEN, None, None, uow.now, None)
        uow.follow_ups.add(new)
        return new.id

    return desk.run(unit)


def _of_people(desk: Desk, me: Person, mate: Person, action: str) -> dict[str, str]:
    match action:
        case "reports.period" | "reports.set-morning":
            return {"known": "last-week" if action == "reports.period" else "07:30", "unknown": "12:34"}
        case "feedback.show" | "feedback.take" | "feedback.settle":
            return {"open": _follow_up(desk, me)}
        case "people.language":
            return {"known": "de", "unknown": "tlh"}
        case "people.zone":
            return {"known": "Asia/Tokyo", "unknown": "Atlantis/Capital"}
        case "people.set-quiet":
            return {"known": "22:00-06:00", "unknown": "always"}
        case "people.told-at":
            return {"own": _address(desk, me), "foreign": _address(desk, mate)}
        case "people.confirm" | "people.refuse":
            newcomer = desk.joins(A, f"new-{me.name}", state=PersonState.PENDING)
            gone = desk.joins(A, f"gone-{me.name}", state=PersonState.REMOVED)
            return {"newcomer": newcomer.id, "settled": mate.id, "removed": gone.id}
        case "people.withdraw":
            return {"open": desk.invites(A, "Kim").invite.id}
        case "people.invite-for":
            return {"own": f"{_alike(desk, me)}=new", "foreign": f"{_alike(desk, mate)}=new"}
        case (
            "people.sight"
            | "people.client"
            | "people.rename"
            | "privacy.choose"
            | "privacy.ask-export"
            | "privacy.export"
            | "privacy.ask-end"
            | "privacy.end"
            | "privacy.keep"
            | "privacy.keep-try"
            | "privacy.keep-set"
            | "privacy.keep-ask"
            | "privacy.erase"
            | "people.plan"
            | "reports.review"
            | "people.secrecy"
            | "people.class"
            | "people.channel"
            | "people.restrict"
        ):
            rows = desk.run(lambda uow: [client.id for client in uow.clients.all()] if me.client_id else [])
            carried = {"people.channel": "=telegram", "privacy.keep-try": "=30", "privacy.keep-set": "=30"}
            after = carried.get(action, "")
            return {"client": f"{rows[0] if rows else _client(desk, me)}{after}"}
        case "people.dead" | "people.retry":
            return {"dead": _dead_message(desk, mate)}
        case _:
            after = {"people.role": "=manager", "people.team": "=0"}.get(action, "")
            assistant, contact = desk.joins(A, f"one-{me.name}"), desk.joins(C, f"contact-{me.name}")
            gone = desk.joins(A, f"gone-{me.name}", state=PersonState.REMOVED)
            return {
                "assistant": f"{assistant.id}{after}",
                "contact": f"{contact.id}{after}",
                "me": f"{me.id}{after}",
                "removed": f"{gone.id}{after}",
            }


def _alike(desk: Desk, person: Person) -> str:
    """Let a person have named a new client whose name is like that of another; return the form."""

    def unit(uow: UnitOfWork) -> str:
        given = {"role": "client", "name": "Carl", "client": "new", "called": "dr weber"}
        dialog = opened(person, "people.invite", "", given, uow, window=False)
        uow.dialogs.note_facts(dialog.id, {**dialog.facts, "alike": ["one"]}, uow.now)
        uow.dialogs.close(dialog.id, "done", uow.now)
        return dialog.id

    return desk.run(unit)


def _bound(desk: Desk, me: Person) -> PersonId:
    bound = desk.joins(A, f"bound-{me.name}").id
    desk.run(lambda uow: uow.secrecy.add(Obligation(uow.new_id(), bound, "2026-01-01", bound, uow.now)))
    return bound


def _client(desk: Desk, me: Person) -> str:
    contact = desk.joins(C, f"contact-{me.name}")
    assert contact.client_id is not None
    return contact.client_id


def _dead_message(desk: Desk, person: Person) -> str:
    """Let a message to somebody fail; return its id."""
    desk.hears(person.name.lower(), Command("help"))
    fail = Query(update(outbox).where(outbox.c.person_id == person.id).values(state=OutboxState.FAILED, error="gone"))
    desk.run(lambda uow: uow.run.change(fail))
    return next(row.id for row in desk.run(lambda uow: uow.outbox.failed()) if row.person_id == person.id)


def _address(desk: Desk, person: Person) -> str:
    return desk.run(lambda uow: uow.people.addresses(person.id)[0].id)


# --- drafts ---

_PLACED = {"tasks.place", "tasks.say", "tasks.keep-note"}
_DRAFTS = {
    *("tasks.send", "tasks.change", "tasks.discard", "tasks.new", "tasks.more", "tasks.which", "tasks.request"),
    *("tasks.wish", "tasks.pick-wish", "tasks.ask-wish", "tasks.repeat", "tasks.once", "tasks.tie-draft", *_PLACED),
    *("tasks.unsent", "trials.words"),
}


def _of_drafts(desk: Desk, me: Person, mate: Person, what: str) -> dict[str, str]:
    desk.joins(C, f"contact-{me.name}")
    own, foreign = _draft(desk, me), _draft(desk, mate)
    if what == "tasks.request":
        return {"fresh": "", "own": own, "foreign": foreign}
    if what == "trials.words":
        of_trials(desk, me, mate, what)  # they were asked, and said something
    if what == "tasks.which":
        _numbers(desk, me)
    if what not in _PLACED:
        return {"own": own, "foreign": foreign, **NONE}
    near, far = _numbers(desk, me)
    return {
        "own": f"{own}={near}",
        "foreign": f"{foreign}={near}",
        "far": f"{own}={far}",
        "no task": f"{own}=999999",
        "no draft": f"{NONE['none']}={near}",
    }


def _numbers(desk: Desk, me: Person) -> tuple[int, int]:
    holder, far = desk.joins(A, f"holder-{me.name}"), desk.joins(A, f"far-{me.name}", team="Night")
    near = task(desk, holder, "Office", TaskState.ACKNOWLEDGED, contact=me if me.role is C else None)
    return _number(desk, near), _number(desk, task(desk, far, "Night", TaskState.ACKNOWLEDGED))


def _draft(desk: Desk, owner: Person) -> DraftId:
    def unit(uow: UnitOfWork) -> DraftId:
        draft = Draft(DraftId(uow.new_id()), owner.id, "Please order", [], uow.new_id(), DraftState.OPEN, None, uow.now)
        daily = {"words": "Order", "said": "daily", "rule": "FREQ=DAILY", "first": "2020-01-01T09:00:00"}
        again = {**daily, "too_often": False, "at": uow.now.isoformat()}
        uow.drafts.add(replace(draft, wished={**repeats.NOTHING, repeats.AGAIN: again}))
        return draft.id

    return desk.run(unit)


# --- tasks ---


def _of_tasks(desk: Desk, me: Person, mate: Person, action: str) -> dict[str, str]:
    """Return tasks: one that is mine to work on or that I asked for; one of my team or my firm; one of strangers."""
    state = SETTLED.get(action, TaskState.ACKNOWLEDGED)
    one, other = desk.joins(A, f"one-{me.name}"), desk.joins(A, f"other-{me.name}")
    far, further = (desk.joins(A, f"{each}-{me.name}", team="Night") for each in ("far", "further"))
    mine, my_contact = (me if me.role in WORKERS else one), (me if me.role is C else None)
    their_contact = mate if me.role is C else None
    found = {
        "own": task(desk, mine, "Office", state, contact=my_contact),
        "team": task(desk, mate if me.role in WORKERS else one, "Office", state, contact=their_contact),
        "far": task(desk, far, "Night", state),
    }
    match action:
        case "tasks.set-contact":
            number, colleague = _number(desk, found["own"]), _colleague(desk, found["own"])
            return {"colleague": f"{number}={colleague}", "staff": f"{number}={mine.id}", "none": "9=x"}
        case "tasks.all-to" | "tasks.left":
            colleague, gone = _colleague(desk, found["own"]), _gone(desk, found["far"])
            return {"colleague": colleague, "gone": gone, "staff": mine.id, **NONE}
        case "tasks.give-to":
            named = {name: f"{_number(desk, each)}={other.id}" for name, each in found.items()}
            near = _number(desk, found["own"])
            return {
                **named,
                "to who has it": f"{near}={mine.id}",
                "to another team": f"{near}={further.id}",
                "none": "9=x",
            }
        case "tasks.to-team":
            team = desk.run(lambda uow: uow.clients.team(TeamId(uow.new_id()), "Night"))
            named = {name: f"{_number(desk, each)}={team}" for name, each in found.items()}
            return {**named, "no team": f"{_number(desk, found['own'])}=x", "none": f"9={team}"}
        case "tasks.set-priority" | "tasks.set-category":
            value = "high" if action == "tasks.set-priority" else "-"
            named = {name: f"{_number(desk, each)}={value}" for name, each in found.items()}
            return {**named, "unknown value": f"{_number(desk, found['own'])}=x", "none": f"999999={value}"}
        case _:
            for each in found.values() if action in PROMISED else ():
                desk.run(partial(promise, each))
            after = WORDED.get(action, "")
            return {name: f"{each}{after}" for name, each in {**found, **NONE}.items()}


def _colleague(desk: Desk, task_id: TaskId) -> PersonId:
    """Return another contact of the client whose task this is."""
    found = desk.run(lambda uow: uow.tasks.look(task_id))
    assert found is not None
    person = desk.joins(C, f"colleague-{task_id}")
    query = Query(update(people).where(people.c.id == person.id).values(client_id=found.client_id))
    desk.run(lambda uow: uow.run.change(query))
    return person.id


def _gone(desk: Desk, task_id: TaskId) -> PersonId:
    """Return the contact of a task, who has no access any more."""
    found = desk.run(lambda uow: uow.tasks.look(task_id))
    assert found is not None
    query = Query(update(people).where(people.c.id == found.contact_id).values(state=PersonState.REMOVED))
    desk.run(lambda uow: uow.run.change(query))
    return found.contact_id


def promise(task_id: TaskId, uow: UnitOfWork) -> None:
    """Promise that a task is acknowledged within an hour."""
    calendar = Calendar("office", {"zone": "Europe/Berlin", "week": "daily 00:00-24:00", "exceptions": []})
    policy = Policy("standard", 1, {Clock.ACKNOWLEDGE: Budget(3600)})
    refs = (reference("standard", 1), reference("office", calendar.version))
    for kind, name, version, body in (
        ("policy", "standard", 1, policy.to_json()),
        ("calendar", "office", calendar.version, dict(calendar.body)),
    ):
        uow.sla.add_rule(RuleVersion(kind, name, version, body, uow.now))
    uow.tasks.add_step(uow.new_id(), task_id, Step("filed", None, uow.now, {"policy": refs[0], "calendar": refs[1]}))
    uow.sla.add(Promise(task_id, *refs, DEFAULT.to_json()["steps"], {}, None, None))


def task(
    desk: Desk,
    holder: Person | None,
    team: str,
    state: TaskState = TaskState.ASSIGNED,
    *,
    contact: Person | None = None,
) -> TaskId:
    """Return a task of a team, held by somebody or in its queue, asked for by `contact` or a new one."""
    asker = contact or desk.joins(C, f"contact-{desk.run(lambda uow: uow.new_id())}", team=team)

    def unit(uow: UnitOfWork) -> TaskId:
        team_id = uow.clients.team(TeamId(uow.new_id()), team)
        started = holder is not None and state not in {TaskState.QUEUED, TaskState.ASSIGNED}
        new = Task(
            id=TaskId(uow.new_id()),
            number=uow.tasks.next_number(),
            client_id=asker.client_id,
            contact_id=asker.id,
            team_id=team_id,
            words="Please order flowers",
            files=[],
            state=state if holder else TaskState.QUEUED,
            assistant_id=holder.id if holder else None,
            result="Roses" if state in {TaskState.DONE, TaskState.CLOSED} else None,
            note=None,
            version=1,
            created_at=uow.now,
            assigned_at=uow.now if holder else None,
            acknowledged_at=uow.now if started else None,
            done_at=uow.now if state in {TaskState.DONE, TaskState.CLOSED} else None,
            reason="Which colour?" if state is TaskState.WAITING else None,
        )
        uow.tasks.add(new)
        return new.id

    return desk.run(unit)


def _number(desk: Desk, task_id: TaskId) -> int:
    found = desk.run(lambda uow: uow.tasks.look(task_id))
    assert found is not None
    return found.number


# --- forms ---


def opened(person: Person, form: str, about: str, given: dict[str, str], uow: UnitOfWork, *, window: bool) -> Dialog:
    """Let a person have a form open, answered so far with `given`; what they had open is closed."""
    before = uow.dialogs.open_of(person.id)
    if before is not None:
        uow.dialogs.close(before.id, "cancelled", uow.now)
    facts = {"ref": "T-1", "window": window}
    dialog = Dialog(uow.new_id(), person.id, form, 1, about, facts, given, "open", uow.now, uow.now)
    uow.dialogs.add(dialog)
    return dialog


def becomes(desk: Desk, person: Person, **facts: object) -> Person:
    """Change a person's row."""
    change = Query(update(people).where(people.c.id == person.id).values(**facts))
    desk.run(lambda uow: uow.run.change(change))
    return replace(person, **facts)  # type: ignore[arg-type]  # fields of Person


def sees_all(desk: Desk) -> None:
    """Let the contacts of every client see all its tasks."""
    desk.run(lambda uow: uow.run.change(Query(update(clients).values(contacts_see_all=True))))
