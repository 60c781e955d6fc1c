"""A01 and A02: who may do what with whose things, every cell: the table below is the policy, written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import update

from handlers.chat.incoming import Command, Deleted, Edited, Pressed, Reach, Said, Standing, Submitted
from handlers.features import HOUSE
from storage.dialogs import Dialog
from storage.people import Person, people
from storage.query import Query
from storage.tasks import Draft, Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import DraftId, DraftState, PersonState, Role, TaskId, TaskState, TeamId
from tests.stories.kit import Desk, Outcome

C, A, M = Role.CLIENT, Role.ASSISTANT, Role.MANAGER
ALL = {C, A, M}
KEY = "k" * 22
ROLES = pytest.mark.parametrize("role", list(Role))

COMMANDS = {
    "tasks": {C},
    "queue": {A, M},
    "mine": {A},
    "settings": ALL,
    "language": ALL,
    "zone": ALL,
    "link": ALL,
    "help": ALL,
    "start": ALL,
    "join": ALL,
}
# What each action is allowed on, by role; whatever is not here is refused. Relations: see `_about`.
ACTIONS: dict[str, dict[Role, set[str]]] = {
    "people.language": {role: {"known"} for role in Role},
    "people.zones": {role: {"own", "foreign"} for role in Role},
    "people.zone": {role: {"known"} for role in Role},
    "people.told-at": {role: {"own"} for role in Role},
    "people.link": {role: {"own", "foreign"} for role in Role},
    "people.confirm": {M: {"newcomer"}},
    "people.refuse": {M: {"newcomer"}},
    "tasks.send": {C: {"own"}},
    "tasks.discard": {C: {"own"}},
    "tasks.acknowledge": {A: {"own", "team"}},
    "tasks.decline": {A: {"own"}},
    "tasks.done": {A: {"own"}},
}
# Buttons about a person that act on whoever presses: what they are about has no weight.
FORMS = {"tasks.decline": {A}, "tasks.done": {A}}


@dataclass(frozen=True, slots=True)
class Scene:
    """One person of each kind, and what belongs to them."""

    me: Person
    mate: Person
    about: dict[str, str]


def test_a01_the_table_covers_the_house() -> None:
    """Whatever command, action or form is added must be entered in the table above."""
    assert set(COMMANDS) == set(HOUSE.commands)
    assert set(ACTIONS) == set(HOUSE.actions)
    assert set(FORMS) == set(HOUSE.forms)


@ROLES
@pytest.mark.parametrize("state", list(PersonState))
def test_a01_commands(desk: Desk, role: Role, state: PersonState) -> None:
    """Every command × role × state: exactly the allowed cells answer; others change nothing and show nothing."""
    me = desk.joins(role, "Me", state=state)
    for name, roles in COMMANDS.items():
        outcome = desk.hears("me", Command(name), keep=False)
        if state is not PersonState.ACTIVE:
            assert outcome == Outcome((_closed(state),)), name
        elif role in roles:
            assert outcome.refused is None, name
            assert outcome.said, name
        else:
            assert outcome == Outcome(refused="command-not-yours"), (name, me.role)


@ROLES
@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a01_actions(desk: Desk, role: Role, action: str) -> None:
    """Every action × role × relation × state: exactly the allowed cells act; all others are refused and change
    nothing."""
    scene = _scene(desk, role, action)
    for relation, about in scene.about.items():
        allowed = relation in ACTIONS[action].get(role, set())
        desk.hangs(scene.me, action, about, KEY + relation)
        outcome = desk.hears("me", Pressed(KEY + relation), keep=False)
        if allowed:
            assert outcome.refused is None, (relation, outcome)
            assert outcome.said or outcome.form or outcome.toast, (relation, outcome)
        else:
            assert outcome.refused is not None, (relation, outcome)
            assert outcome == Outcome(refused=outcome.refused)
            expected = "button-not-yours" if role not in ACTIONS[action] else outcome.refused
            assert outcome.refused == expected
        # Somebody else's button does nothing, whatever it is about and whoever presses.
        assert desk.hears("mate", Pressed(KEY + relation), keep=False) == Outcome(refused="button-not-yours")


@ROLES
@pytest.mark.parametrize("state", [PersonState.PENDING, PersonState.REMOVED])
def test_a01_actions_without_rights(desk: Desk, role: Role, state: PersonState) -> None:
    """Before the confirmation and after the end, no button acts, not even one's own from better days."""
    for number, action in enumerate(ACTIONS):
        scene = _scene(desk, role, action, name=f"me{number}")
        desk.run(partial(_set_state, scene.me, state))
        for relation, about in scene.about.items():
            key = f"{number}:{relation}"
            desk.hangs(scene.me, action, about, key)
            assert desk.hears(f"me{number}", Pressed(key), keep=False) == Outcome((_closed(state),)), (action, relation)


@ROLES
@pytest.mark.parametrize("form", sorted(FORMS))
def test_a01_forms(desk: Desk, role: Role, form: str) -> None:
    """A form is submitted by whoever opened it, with the rights of that moment; to all others it is closed."""
    scene = _scene(desk, role, form)
    for relation, task in scene.about.items():
        for opener, expected in ((scene.me, _submitted(form, role, relation)), (scene.mate, "form-closed")):
            dialog = desk.run(partial(_open, opener, form, task))
            answers = {"reason": "leave", "result": "roses"}
            outcome = desk.hears("me", Submitted(dialog, answers), keep=False)
            desk.run(partial(_close, dialog))
            if expected is None:
                assert outcome.refused is None, (relation, outcome)
                assert outcome.changed
            else:
                assert outcome.refused is not None, (relation, role, outcome)


@ROLES
def test_a01_forms_without_rights(desk: Desk, role: Role) -> None:
    """A form opened in better days is submitted in vain once the rights are gone."""
    scene = _scene(desk, role, "tasks.done")
    dialog = desk.run(partial(_open, scene.me, "tasks.done", scene.about["own"]))
    desk.run(partial(_set_state, scene.me, PersonState.REMOVED))
    outcome = desk.hears("me", Submitted(dialog, {"result": "roses"}), keep=False)
    assert outcome == Outcome(("removed-notice",))


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("known", ["stranger", "member", "permitted guest"])
def test_a01_standings(desk: Desk, standing: Standing, known: str) -> None:
    """Every standing × acquaintance: only members, and guests with permission, are served; what is unknown is
    refused."""
    if known != "stranger":
        me = desk.joins(C, "Me")
        if known == "permitted guest":
            _make_guest(desk, me)
    outcome = desk.hears("me", Said("Please order flowers", "1"), keep=False, standing=standing)
    visitors = {Standing.GUEST, Standing.OUTSIDER}
    if standing is Standing.BOT:
        assert outcome == Outcome()
    elif standing in {Standing.GONE, Standing.UNKNOWN} or (standing in visitors and known != "permitted guest"):
        assert outcome == Outcome(("stranger-not-admitted",))
    elif known == "stranger":
        assert outcome == Outcome(("stranger",))
    else:
        assert outcome.said == ("draft-title",)


@ROLES
def test_a01_hidden_and_public_senders(desk: Desk, role: Role) -> None:
    """Nothing of an anonymous sender or from a group is ever acted on, even from a known account."""
    desk.joins(role, "Me")
    for facts in ({"anonymous": True}, {"private": False}, {"standing": Standing.BOT}):
        for heard in (
            Command("queue"),
            Said("Please order flowers", "1"),
            Pressed("x"),
            Edited("1", "x"),
            Deleted("1"),
        ):
            assert desk.hears("me", heard, keep=False, **facts) == Outcome(), (facts, heard)
        assert not desk.hears("me", Reach(open=False), keep=False, **facts).changed


def test_a02_another_teams_task_is_like_none(desk: Desk) -> None:
    """An assistant who names another team's task gets the very answer of a task that doesn't exist."""
    me = desk.joins(A, "Me")
    foreign = _task(desk, desk.joins(A, "Far", team="Night"), "Night")
    for action in ("tasks.acknowledge", "tasks.decline", "tasks.done"):
        answers = []
        for about in (foreign, "0" * 32):
            key = f"{action}:{about[:8]}"[:32]
            desk.hangs(me, action, about, key)
            answers.append(desk.hears("me", Pressed(key), keep=False))
        assert answers[0] == answers[1] == Outcome(refused="task-unknown")


def test_a02_lists_show_ones_own_team(desk: Desk) -> None:
    """/queue, /mine and /tasks show nothing of other teams and other clients."""
    desk.joins(A, "Me")
    desk.joins(C, "Otto")
    far = desk.joins(A, "Far", team="Night")
    _task(desk, far, "Night")
    _task(desk, None, "Night")
    for who, command, empty in (
        ("me", "queue", "queue-title"),
        ("me", "mine", "mine-title"),
        ("otto", "tasks", "client-tasks-none"),
    ):
        assert desk.hears(who, Command(command)).said == (empty,)
    shown = desk.run(lambda uow: [uow.outbox.look(row.id) for row in uow.outbox.pending("console", "")])
    assert all("Please order" not in repr(row) for row in shown)


def test_a14_rights_are_asked_in_the_transaction_that_acts(desk: Desk) -> None:
    """An assistant moved to another team between two presses is refused at the second, whatever the card still
    shows."""
    me = desk.joins(A, "Me")
    task = _task(desk, me, "Office")
    desk.hangs(me, "tasks.acknowledge", task, "first")
    desk.hangs(me, "tasks.done", task, "second")
    assert desk.hears("me", Pressed("first")).refused is None
    desk.run(partial(_set_state, me, PersonState.REMOVED))
    assert desk.hears("me", Pressed("second"), keep=False) == Outcome(("removed-notice",))


# --- the scene -------------------------------------------------------------------------------------------------------


def _scene(desk: Desk, role: Role, action: str, name: str = "Me") -> Scene:
    me, mate = desk.joins(role, name), desk.joins(role, f"mate-{name}" if name != "Me" else "Mate")
    return Scene(me, mate, _about(desk, me, mate, action))


def _about(desk: Desk, me: Person, mate: Person, action: str) -> dict[str, str]:
    """Return what a button may be about, by how it relates to me; `none` never existed."""
    none = {"none": "0" * 32}
    match action:
        case "people.language":
            return {"known": "de", "unknown": "tlh"}
        case "people.zone":
            return {"known": "Asia/Tokyo", "unknown": "Atlantis/Capital"}
        case "people.zones" | "people.link":
            return {"own": me.id, "foreign": mate.id}
        case "people.told-at":
            return {"own": _address(desk, me), "foreign": _address(desk, mate), **none}
        case "people.confirm" | "people.refuse":
            newcomer = desk.joins(A, f"new-{me.name}", state=PersonState.PENDING)
            gone = desk.joins(A, f"gone-{me.name}", state=PersonState.REMOVED)
            return {"newcomer": newcomer.id, "settled": mate.id, "removed": gone.id, **none}
        case "tasks.send" | "tasks.discard":
            return {"own": _draft(desk, me), "foreign": _draft(desk, mate), **none}
        case _:
            state = TaskState.ASSIGNED if action in {"tasks.acknowledge", "tasks.decline"} else TaskState.ACKNOWLEDGED
            far = desk.joins(A, f"far-{me.name}", team="Night")
            tasks = {
                "own": _task(desk, me, "Office", state),
                "team": _task(desk, mate, "Office", state),
                "other team": _task(desk, far, "Night", state),
            }
            return {**tasks, **none}


def _address(desk: Desk, person: Person) -> str:
    return desk.run(lambda uow: uow.people.addresses(person.id)[0].id)


def _draft(desk: Desk, owner: Person) -> DraftId:
    def unit(uow: UnitOfWork) -> DraftId:
        draft = Draft(DraftId(uow.new_id()), owner.id, "Please order", [], uow.new_id(), DraftState.OPEN, None, uow.now)
        uow.tasks.add_draft(draft)
        return draft.id

    return desk.run(unit)


def _task(desk: Desk, holder: Person | None, team: str, state: TaskState = TaskState.ASSIGNED) -> TaskId:
    contact = desk.joins(C, f"contact-{desk.clock.monotonic()}", team=team)

    def unit(uow: UnitOfWork) -> TaskId:
        team_id = uow.people.team(TeamId(uow.new_id()), team)
        task = Task(
            id=TaskId(uow.new_id()),
            number=uow.tasks.next_number(),
            client_id=contact.client_id,
            contact_id=contact.id,
            team_id=team_id,
            words="Please order flowers",
            files=[],
            state=state if holder else TaskState.QUEUED,
            assistant_id=holder.id if holder else None,
            result=None,
            note=None,
            version=1,
            created_at=uow.now,
            assigned_at=uow.now if holder else None,
            acknowledged_at=uow.now if state is TaskState.ACKNOWLEDGED else None,
            done_at=None,
        )
        uow.tasks.add(task)
        return task.id

    return desk.run(unit)


def _set_state(person: Person, state: PersonState, uow: UnitOfWork) -> None:
    uow.people.set_state(person.id, state)


def _close(dialog: str, uow: UnitOfWork) -> None:
    uow.dialogs.close(dialog, "cancelled", uow.now)


def _open(person: Person, form: str, about: str, uow: UnitOfWork) -> str:
    facts = {"ref": "T-1", "window": True}
    dialog = Dialog(uow.new_id(), person.id, form, 1, about, facts, {}, "open", uow.now, uow.now)
    uow.dialogs.add(dialog)
    return dialog.id


def _submitted(form: str, role: Role, relation: str) -> str | None:
    """Return None where a submission is to work."""
    return None if role in FORMS[form] and relation == "own" else "refused"


def _make_guest(desk: Desk, person: Person) -> None:
    change = Query(update(people).where(people.c.id == person.id).values(guest=True))
    desk.run(lambda uow: uow.run.change(change))


def _closed(state: PersonState) -> str:
    return "pending-still" if state is PersonState.PENDING else "removed-notice"
