"""A01 and A02: who may do what with whose things, every cell: the table below is the policy, written by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.bookings.choice import minute
from handlers.chat import forms
from handlers.chat.incoming import Command, Deleted, Edited, Pressed, Reach, Said, Standing, Submitted
from handlers.features import HOUSE
from storage.vocabulary import PersonState, Role
from tests.stories.kit import Desk, Outcome
from tests.stories.rights_bookings import PLANS
from tests.stories.rights_scene import A, C, M, answers, becomes, opened, scene, sees_all, task

ALL = {C, A, M}
KEY = "k" * 16
ROLES = pytest.mark.parametrize("role", list(Role))

COMMANDS = {
    "task": ALL,
    "tasks": {C},
    "queue": {A, M},
    "mine": {A},
    "board": {M},
    "digest": {M},
    "kpi": {M},
    "review": {M},
    "find": ALL,
    "why": ALL,
    "book": ALL,
    "agenda": ALL,
    "calendar": ALL,
    "kalender": ALL,
    "away": {A},
    "back": {A},
    "abwesend": {A},
    "recurring": ALL,
    "wiederkehrend": ALL,
    "people": {M},
    "home": ALL,
    "remind": ALL,
    "reminders": ALL,
    "settings": ALL,
    "language": ALL,
    "zone": ALL,
    "link": ALL,
    "help": ALL,
    "start": ALL,
    "join": ALL,
}
EVERY = {"own", "team", "far"}
ANYBODY = {role: {"own", "foreign"} for role in Role}  # acts on whoever presses: what it is about has no weight
SERIES = {C: {"own"}, A: {"own", "foreign"}, M: {"own", "foreign"}}  # staff see those of their team's clients
BOOKED = SERIES  # staff see the appointments of all clients
CHOSEN = {role: there | {"service"} for role, there in BOOKED.items()}
OWN_DRAFT = {role: {"own"} for role in Role}  # or reminder
DATED = {C: {"own"}, A: {"own"}, M: EVERY}
# What each action is allowed on, by role; whatever is not here is refused. Relations: tests/stories/rights_scene.py.
ACTIONS: dict[str, dict[Role, set[str]]] = {
    "people.language": {role: {"known"} for role in Role},
    "people.zones": ANYBODY,
    "people.zone": {role: {"known"} for role in Role},
    "people.told-at": {role: {"own"} for role in Role},
    "people.quiet": ANYBODY,
    "people.ask-quiet": ANYBODY,
    "people.set-quiet": {role: {"known"} for role in Role},
    "people.link": ANYBODY,
    "people.confirm": {M: {"newcomer"}},
    "people.refuse": {M: {"newcomer"}},
    "people.list": {M: {"own", "foreign"}},
    "people.clients": {M: {"own", "foreign"}},
    "people.invite": {M: {"own", "foreign"}},
    "people.person": {M: {"assistant", "contact", "me"}},
    "people.role": {M: {"assistant"}},
    "people.team": {M: {"assistant", "contact", "me"}},
    "people.away": {M: {"assistant"}},
    "people.deactivate": {M: {"assistant", "contact"}},
    "people.sight": {M: {"client"}},
    "people.client": {M: {"client"}},
    "people.rename": {M: {"client"}},
    "people.plan": {M: {"client"}},
    "people.invites": {M: {"own", "foreign"}},
    "people.invite-for": {M: {"own"}},
    "people.withdraw": {M: {"open"}},
    "people.dead": {M: {"dead", "none"}},
    "people.retry": {M: {"dead"}},
    **{f"reminders.{name}": OWN_DRAFT for name in ("move", "pick", "ask", "snooze", "done", "delete")},
    **{f"absences.{name}": {A: {"own"}} for name in ("confirm", "pick", "discard", "cancel")},
    **{f"absences.{name}": {A: {"own", "foreign"}} for name in ("list", "ask")},
    **{f"recurring.{name}": SERIES for name in ("confirm", "pause", "resume", "skip", "end", "show")},
    "bookings.book": ANYBODY,
    "bookings.agenda": ANYBODY,
    **{f"bookings.{name}": ANYBODY for name in ("feed", "feed-new", "feed-end")},
    "bookings.hosts": CHOSEN,
    "bookings.anyway": {role: CHOSEN[role] for role in (A, M)},
    **{f"bookings.{name}": {A: {"own"}, M: {"own"}} for name in ("for-client", "for-caller")},
    **{f"bookings.{name}": CHOSEN for name in ("days", "day", "pick-day", "pick-time", "first", "take")},
    **{f"bookings.{name}": BOOKED for name in ("show", "move", "cancel", "guest")},
    "bookings.agree": BOOKED,
    **{f"bookings.{name}": BOOKED for name in ("invite", "no-invite")},
    "bookings.wait": {C: {"service"}},
    **{f"bookings.{name}": {C: {"own"}} for name in ("unwait", "wait-show", "series", *PLANS)},
    "bookings.away": {A: {"own", "foreign"}, M: {"own", "foreign"}},
    "bookings.accept-all": {A: {"own", "foreign"}, M: {"own", "foreign"}},
    **{f"bookings.{name}": {C: {"own"}} for name in ("confirm", "come")},
    "bookings.release": {role: {"own"} for role in Role},
    **{
        f"bookings.{name}": {A: {"own", "foreign"}, M: {"own", "foreign"}}
        for name in (
            "accept",
            "decline",
            "done",
            "no-show",
            "propose",
        )
    },
    "reports.show": {M: {"own"}},
    "reports.file": {M: {"own"}},
    "reports.period": {M: {"known"}},
    "reports.clients": {M: {"own", "foreign"}},
    "reports.teams": {M: {"own", "foreign"}},
    "reports.reviews": {M: {"own", "foreign"}},
    "reports.review": {M: {"client"}},
    "reports.agree": {M: {"own"}},
    "reports.release": {M: {"own"}},
    "reports.morning": {A: {"own", "foreign"}},
    "reports.set-morning": {A: {"known"}},
    **{f"feedback.{name}": {M: {"open"}} for name in ("show", "take", "settle")},
    "tasks.send": OWN_DRAFT,
    "tasks.change": OWN_DRAFT,
    "tasks.discard": OWN_DRAFT,
    "tasks.wish": OWN_DRAFT,
    "tasks.pick-wish": OWN_DRAFT,
    "tasks.ask-wish": OWN_DRAFT,
    "tasks.tie-draft": OWN_DRAFT,
    "tasks.repeat": OWN_DRAFT,
    "tasks.once": OWN_DRAFT,
    **{f"tasks.{name}": DATED for name in ("dates", "date", "pick-date", "ask-date", "tie")},
    "tasks.new": OWN_DRAFT,
    "tasks.more": OWN_DRAFT,
    "tasks.which": {A: {"own"}, M: {"own"}},
    "tasks.place": {C: {"own"}, A: {"own"}, M: {"own", "far"}},
    "tasks.say": {A: {"own"}, M: {"own", "far"}},
    "tasks.keep-note": {A: {"own"}, M: {"own", "far"}},
    "tasks.form": ANYBODY,
    "tasks.show": {C: {"own"}, A: {"own", "team"}, M: EVERY},
    "tasks.why": {C: {"own"}, A: {"own", "team"}, M: EVERY},
    "tasks.withdraw": {C: {"own"}},
    "tasks.accept": {C: {"own"}},
    "tasks.send-back": {C: {"own"}},
    "tasks.reopen": {C: {"own"}},
    "tasks.answer": {C: {"own"}},
    "tasks.add": {C: {"own"}},
    "tasks.rate": {C: {"own"}},
    "tasks.rating-word": {C: {"own"}},
    "tasks.acknowledge": {A: {"own", "team"}},
    "tasks.decline": {A: {"own"}},
    "tasks.give-back": {A: {"own"}},
    "tasks.hand-over": {A: {"own"}},
    "tasks.ask": {A: {"own"}},
    "tasks.pause": {A: {"own"}},
    "tasks.resume": {A: {"own"}},
    "tasks.still-on-it": {A: {"own"}},
    "tasks.lease-snooze": {A: {"own"}},
    "tasks.done": {A: {"own"}},
    "tasks.minutes": {A: {"own"}},
    "tasks.ask-minutes": {A: {"own"}},
    "tasks.message": {A: {"own", "team"}, M: EVERY},
    "tasks.note": {A: {"own", "team"}, M: EVERY},
    "tasks.mine": {A: {"own", "foreign"}},
    "tasks.queue": {A: {"own", "foreign"}, M: {"own", "foreign"}},
    "tasks.list": {C: {"own", "foreign"}},
    "tasks.find": ANYBODY,
    "tasks.board": {M: {"all", "by client", "nonsense"}},
    "tasks.sheet": {M: EVERY},
    "tasks.back": {M: EVERY},
    "tasks.history": {M: EVERY},
    "tasks.reassign": {M: EVERY},
    "tasks.give": {M: EVERY},
    "tasks.give-to": {M: {"own", "team", "far", "to another team"}},
    "tasks.other-team": {M: EVERY},
    "tasks.to-team": {M: {"own", "team"}},
    "tasks.priority": {M: EVERY},
    "tasks.raise": {M: EVERY},
    "tasks.set-priority": {M: EVERY},
    "tasks.category": {M: EVERY},
    "tasks.set-category": {M: EVERY},
    "tasks.cancel": {M: EVERY},
    "tasks.hand-over-all": {M: {"away"}},
    "tasks.contact": {M: EVERY},
    "tasks.set-contact": {M: {"colleague"}},
    "tasks.left": {M: {"gone"}},
    "tasks.all-to": {M: {"colleague"}},
    "tasks.take-care": {M: EVERY},
    "tasks.extend": {M: EVERY},
}
# What a form may be submitted for, by role; a form that is not for a role is closed to it.
FORMS: dict[str, dict[Role, set[str]]] = {
    "people.invite": {M: {"own", "foreign"}},
    "people.rename": {M: {"client"}},
    "people.plan": {M: {"client"}},
    "people.quiet": ANYBODY,
    "feedback.settle": {M: {"open"}},
    "reports.agree": {M: {"own"}},
    "bookings.answers": {C: {"own"}},
    "bookings.series": {C: {"own"}},
    "bookings.contact": {A: {"own"}, M: {"own"}},
    "bookings.caller": {A: {"own"}, M: {"own"}},
    "bookings.guest": BOOKED,
    "bookings.decline": {A: {"own", "foreign"}, M: {"own", "foreign"}},
    "reminders.when": OWN_DRAFT,
    "recurring.new": {A: {"own", "foreign"}, M: {"own", "foreign"}},
    "absences.when": {A: {"own", "foreign"}},
    "tasks.wish": OWN_DRAFT,
    "tasks.date": DATED,
    "tasks.request": {role: {"fresh", "own"} for role in Role},
    "tasks.worked": {A: {"own"}},
    "tasks.which": {A: {"own"}, M: {"own"}},
    **{name: ACTIONS[name] for name in (
        "tasks.decline", "tasks.give-back", "tasks.ask", "tasks.pause", "tasks.done", "tasks.hand-over",
        "tasks.message", "tasks.note", "tasks.answer", "tasks.send-back", "tasks.rating-word", "tasks.cancel",
        "tasks.extend",
    )},
}  # fmt: skip


def test_a01_the_table_covers_the_house() -> None:
    """Whatever command, action or form is added must be entered in the table above, with the roles it is for."""
    assert {name: set(spec.roles) for name, spec in HOUSE.commands.items()} == COMMANDS
    assert {name: set(spec.roles) for name, spec in HOUSE.actions.items()} == {
        name: set(allowed) for name, allowed in ACTIONS.items()
    }
    assert {name: set(spec.roles) for name, spec in HOUSE.forms.items()} == {
        name: set(allowed) for name, allowed in FORMS.items()
    }


@ROLES
@pytest.mark.parametrize("state", list(PersonState))
def test_a01_commands(desk: Desk, role: Role, state: PersonState) -> None:
    """Every command × role × state: exactly the allowed cells answer; others change nothing and show nothing."""
    me = desk.joins(role, "Me", state=state)
    desk.joins(C, "Otto")
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
    """Every action × role × relation: exactly the allowed cells act; all others are refused and change nothing."""
    found = scene(desk, role, action)
    spec, then = HOUSE.actions[action], desk.clock.now() + timedelta(days=40)
    picked = (minute(then) if spec.suggest else f"{then:%Y-%m-%d}") if spec.picks else ""
    for number, (relation, about) in enumerate(found.about.items()):
        key = f"{KEY}{number}"
        desk.hangs(found.me, action, about, key)
        outcome = desk.hears("me", Pressed(key, picked=picked), keep=False)
        if relation in ACTIONS[action].get(role, set()):
            assert outcome.refused is None, (relation, outcome)
            assert outcome.said or outcome.form or outcome.toast, (relation, outcome)
        else:
            assert outcome.refused is not None, (relation, outcome)
            assert outcome == Outcome(refused=outcome.refused)
            expected = "button-not-yours" if role not in ACTIONS[action] else outcome.refused
            assert outcome.refused == expected
        # Somebody else's button does nothing, whatever it is about and whoever presses.
        assert desk.hears("mate", Pressed(key), keep=False) == Outcome(refused="button-not-yours")
        # A button takes nothing that was picked, a picker nothing else.
        forged = Pressed(key, picked="" if picked else "2027-01-01")
        assert desk.hears("me", forged, keep=False).refused in {"button-gone", "button-not-yours"}


@ROLES
def test_a01_unknown_actions(desk: Desk, role: Role) -> None:
    """A button with an action that the house doesn't know does nothing."""
    me = desk.joins(role, "Me")
    for number, action in enumerate(("tasks.erase", "people.promote", "forms.reveal", "")):
        desk.hangs(me, action, me.id, f"{KEY}{number}")
        assert desk.hears("me", Pressed(f"{KEY}{number}"), keep=False) == Outcome(refused="button-not-yours")


@ROLES
@pytest.mark.parametrize("state", [PersonState.PENDING, PersonState.REMOVED])
def test_a01_actions_without_rights(desk: Desk, role: Role, state: PersonState) -> None:
    """Before the confirmation and after the end, no button acts, not even one's own from better days."""
    me = becomes(desk, desk.joins(role, "Me"), state=state)
    mine = task(desk, me if role is A else None, "Office", contact=me if role is C else None)
    for number, action in enumerate([*ACTIONS, *forms.ACTIONS]):
        desk.hangs(me, action, mine if action.startswith("tasks.") else me.id, f"{KEY}{number}")
        assert desk.hears("me", Pressed(f"{KEY}{number}"), keep=False) == Outcome((_closed(state),)), action


@ROLES
@pytest.mark.parametrize("form", sorted(FORMS))
def test_a01_forms(desk: Desk, role: Role, form: str) -> None:
    """A form is submitted by whoever opened it, with the rights of that moment; to all others it is closed."""
    found = scene(desk, role, form)
    contact = desk.joins(C, "Otto")
    given = answers(form, desk.joins(A, "Eva"))
    if form in {"tasks.request", "recurring.new", "bookings.contact"} and role is not C:
        given["contact"] = contact.id
    for relation, about in found.about.items():
        dialog = desk.run(lambda uow, at=about: opened(found.me, form, at, {}, uow, window=True))  # type: ignore[misc]  # defaults bind the loop's values now
        outcome = desk.hears("me", Submitted(dialog.id, given), keep=False)
        if relation in FORMS[form].get(role, set()):
            assert outcome.refused is None, (relation, outcome)
            assert outcome.changed, (relation, outcome)
        elif relation == "foreign" and form == "tasks.request":
            assert outcome == Outcome(refused="button-gone")
        else:
            assert outcome.refused is not None, (relation, outcome)
            assert outcome == Outcome(refused="form-closed" if role not in FORMS[form] else outcome.refused)
        assert desk.hears("mate", Submitted(dialog.id, given), keep=False) == Outcome(refused="form-closed")


@ROLES
def test_a01_forms_without_rights(desk: Desk, role: Role) -> None:
    """A form opened in better days is submitted in vain once the rights are gone."""
    form = {C: "tasks.answer", A: "tasks.done", M: "people.invite"}[role]
    found = scene(desk, role, form)
    dialog = desk.run(lambda uow: opened(found.me, form, found.about["own"], {}, uow, window=True))
    becomes(desk, found.me, state=PersonState.REMOVED)
    outcome = desk.hears("me", Submitted(dialog.id, answers(form, desk.joins(A, "Eva"))), keep=False)
    assert outcome == Outcome(("removed-notice",))


@pytest.mark.parametrize(
    ("before", "form", "now"), [(M, "people.invite", A), (M, "tasks.cancel", A), (A, "tasks.done", M)]
)
def test_a14_a_form_ends_with_the_role_it_was_for(desk: Desk, before: Role, form: str, now: Role) -> None:
    """Whoever got another role can neither submit the window of before, nor answer, nor send, nor take it up again."""
    found = scene(desk, before, form)
    given = answers(form, desk.joins(A, "Eva"))
    last = list(given)[-1]
    for window in (True, False):
        dialog = desk.run(lambda uow, w=window: opened(found.me, form, found.about["own"], given, uow, window=w))  # type: ignore[misc]  # defaults bind the loop's values now
        becomes(desk, found.me, role=now)
        assert desk.hears("me", Submitted(dialog.id, given), keep=False) == Outcome(refused="form-closed")
        for action in sorted(forms.ACTIONS):
            key = f"{window}:{action}"
            desk.hangs(found.me, action, dialog.id, key)
            assert desk.hears("me", Pressed(key), keep=False) == Outcome(refused="form-closed"), action
        heard = desk.hears("me", Said(given[last], "1"), keep=False)
        assert heard.refused is None
        assert not {"invite-made", "task-cancelled", "task-done-title"} & set(heard.said)
        becomes(desk, found.me, role=before)


@ROLES
def test_a01_somebody_elses_form(desk: Desk, role: Role) -> None:
    """No button of a form works on the form of somebody else, open or forgotten."""
    me, mate = desk.joins(role, "Me"), desk.joins(role, "Mate")
    desk.joins(C, "Otto")
    dialog = desk.run(lambda uow: opened(mate, "tasks.request", "", {"words": "secret"}, uow, window=False))
    for state in ("open", "forgotten"):
        if state == "forgotten":
            desk.run(lambda uow: uow.dialogs.close(dialog.id, "forgotten", uow.now))
        for action in sorted(forms.ACTIONS):
            key = f"{state}:{action}"
            desk.hangs(me, action, dialog.id, key)
            assert desk.hears("me", Pressed(key), keep=False) == Outcome(refused="form-closed"), (state, action)


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("known", ["stranger", "member", "permitted guest"])
def test_a01_standings(desk: Desk, standing: Standing, known: str) -> None:
    """Every standing × acquaintance: only members, and guests with permission, are served; what is unknown is
    refused."""
    if known != "stranger":
        me = desk.joins(C, "Me")
        if known == "permitted guest":
            becomes(desk, me, guest=True)
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
    foreign = task(desk, desk.joins(A, "Far", team="Night"), "Night")
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
    task(desk, far, "Night")
    task(desk, None, "Night")
    for who, command, empty in (
        ("me", "find flowers", "find-nothing"),
        ("otto", "find flowers", "find-nothing"),
        ("me", "queue", "queue-title"),
        ("me", "mine", "mine-title"),
        ("otto", "tasks", "client-tasks-none"),
    ):
        name, _, words = command.partition(" ")
        assert desk.hears(who, Command(name, words)).said == (empty,)
    shown = desk.run(lambda uow: [uow.outbox.look(row.id) for row in uow.outbox.pending("console", "")])
    assert all("Please order" not in repr(row) for row in shown)


def test_a14_rights_are_asked_in_the_transaction_that_acts(desk: Desk) -> None:
    """An assistant moved to another team between two presses is refused at the second, whatever the card still
    shows."""
    me = desk.joins(A, "Me")
    mine = task(desk, me, "Office")
    desk.hangs(me, "tasks.acknowledge", mine, "first")
    desk.hangs(me, "tasks.done", mine, "second")
    assert desk.hears("me", Pressed("first")).refused is None
    becomes(desk, me, state=PersonState.REMOVED)
    assert desk.hears("me", Pressed("second"), keep=False) == Outcome(("removed-notice",))


def test_a02_a_colleagues_tasks(desk: Desk) -> None:
    """Two contacts of one client see each other's tasks only where the client has it so."""
    desk.joins(C, "Me")
    mine = task(desk, None, "Office", contact=desk.joins(C, "Colleague"))
    number = desk.run(lambda uow: uow.tasks.look(mine).reference)  # type: ignore[union-attr]
    assert desk.hears("me", Command("task", number)) == Outcome(refused="task-unknown")
    assert desk.hears("me", Command("task", "T-9999")) == Outcome(refused="task-unknown")
    sees_all(desk)
    assert desk.hears("me", Command("task", number)).said == ("task-title",)


def _closed(state: PersonState) -> str:
    return "pending-still" if state is PersonState.PENDING else "removed-notice"
