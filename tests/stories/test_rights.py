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
from tests.stories.rights_answers import answers
from tests.stories.rights_bookings import PLANS
from tests.stories.rights_scene import A, C, D, L, M, becomes, opened, scene, task

ALL = {C, A, L, M}
ANY = ALL | {D}
KEY = "k" * 16
ROLES = pytest.mark.parametrize("role", list(Role))

COMMANDS = {
    "task": ALL,
    "tasks": {C},
    "queue": {A, L, M},
    "mine": {A, L},
    "board": {L, M},
    "digest": {M},
    "kpi": {M},
    "review": {M},
    "trial": {M},
    "probe": {M},
    "find": ALL,
    "why": ALL,
    "book": ALL,
    "agenda": ALL,
    "calendar": ALL,
    "kalender": ALL,
    "away": {A, L},
    "back": {A, L},
    "abwesend": {A, L},
    "recurring": ALL,
    "wiederkehrend": ALL,
    "people": {M, D},
    "export": {M, D},
    "erase": {M, D},
    "loeschen": {M, D},
    "mydata": ANY,
    "meinedaten": ANY,
    "home": ANY,
    "remind": ANY,
    "reminders": ANY,
    "settings": ANY,
    "language": ANY,
    "zone": ANY,
    "link": ANY,
    "help": ANY,
    "start": ANY,
    "join": ANY,
}
EVERY = {"own", "team", "far"}
ANYBODY = {role: {"own", "foreign"} for role in ALL}  # acts on whoever presses: what it is about has no weight
SERIES = {C: {"own"}, A: {"own", "foreign"}, M: {"own", "foreign"}}  # staff see those of their team's clients
BOOKED = SERIES  # staff see the appointments of all clients
CHOSEN = {role: there | {"service"} for role, there in BOOKED.items()}
OWN_DRAFT = {role: {"own"} for role in ALL}  # or reminder
SELF = {role: {"own", "foreign"} for role in Role}
OWN = {role: {"own"} for role in Role}
DATED = {C: {"own"}, A: {"own"}, M: EVERY}
# What each action is allowed on, by role; whatever is not here is refused. Relations: tests/stories/rights_scene.py.
ACTIONS: dict[str, dict[Role, set[str]]] = {
    "people.language": {role: {"known"} for role in Role},
    "people.zones": SELF,
    "people.zone": {role: {"known"} for role in Role},
    "people.told-at": OWN,
    "people.quiet": SELF,
    "people.ask-quiet": SELF,
    "people.set-quiet": {role: {"known"} for role in Role},
    "people.link": SELF,
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
    **{f"privacy.{name}": {M: {"client"}} for name in ("choose", "erase", "ask-export", "export", "ask-end", "end")},
    **{f"privacy.{name}": {M: {"client"}} for name in ("keep", "keep-try", "keep-set", "keep-ask")},
    **{f"privacy.{name}": {M: {"begun"}} for name in ("end-again", "end-handed", "end-off")},
    **{f"people.{name}": {M: {"client"}} for name in ("rename", "plan", "secrecy", "class", "channel", "restrict")},
    "people.agree": {**{role: set() for role in Role}, C: {"asked"}},
    "people.oblige": {M: {"assistant"}},
    "people.release": {M: {"bound"}},
    "people.invites": {M: {"own", "foreign"}},
    "people.invite-for": {M: {"own"}},
    "people.withdraw": {M: {"open"}},
    "people.dead": {M: {"dead", "none"}},
    "people.retry": {M: {"dead"}},
    **{f"reminders.{name}": OWN for name in ("move", "pick", "ask", "snooze", "done", "delete")},
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
    "bookings.release": OWN_DRAFT,
    **{
        f"bookings.{name}": {A: {"own", "foreign"}, M: {"own", "foreign"}}
        for name in ("accept", "decline", "done", "no-show", "propose")
    },
    "reports.show": {M: {"own"}},
    "reports.times": {M: {"own"}},
    "reports.file": {M: {"own"}},
    "reports.period": {M: {"known"}},
    "reports.clients": {M: {"own", "foreign"}},
    "reports.teams": {M: {"own", "foreign"}},
    "reports.reviews": {M: {"no period", "a month"}},
    "reports.review": {M: {"client"}},
    "reports.agree": {M: {"own"}},
    "reports.release": {M: {"own"}},
    "reports.withhold": {M: {"own"}},
    "reports.morning": {A: {"own", "foreign"}},
    "reports.set-morning": {A: {"known"}},
    **{f"feedback.{name}": {M: {"open"}} for name in ("show", "take", "settle")},
    **{f"trials.{name}": {M: {"own", "foreign"}} for name in ("list", "choose")},
    **{f"trials.{name}": {M: {"own"}} for name in ("show", "begin", "extend", "decide")},
    "trials.answer": {C: {"own"}},
    "trials.words": {C: {"own"}},
    "tasks.send": OWN_DRAFT,
    "tasks.change": OWN_DRAFT,
    "tasks.discard": OWN_DRAFT,
    "tasks.unsent": OWN_DRAFT,
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
    **{f"tasks.{name}": {C: {"own"}, A: {"own"}, L: {"own", "team"}, M: EVERY} for name in ("class", "set-class")},
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
TEAMS = {"own", "team"}
# What team leads may beside what assistants may: see and give away what their team has.
LEADS = {
    **{f"tasks.{name}": TEAMS for name in ("sheet", "back", "history", "reassign", "give", "other-team", "take-care")},
    "tasks.board": {"all", "by client", "nonsense"},
    "tasks.give-to": {"own", "team", "to another team"},
    "tasks.to-team": TEAMS,
    "tasks.hand-over-all": {"away"},
}
# What a form may be submitted for, by role; a form that is not for a role is closed to it.
FORMS: dict[str, dict[Role, set[str]]] = {
    "people.invite": {M: {"own", "foreign"}},
    "people.rename": {M: {"client"}},
    "privacy.keep": {M: {"client"}},
    "people.plan": {M: {"client"}},
    "people.oblige": {M: {"assistant"}},
    "people.quiet": SELF,
    "feedback.settle": {M: {"open"}},
    "reports.agree": {M: {"own"}},
    **{f"trials.{name}": {M: {"own"}} for name in ("begin", "extend", "decide")},
    "trials.answer": {C: {"own"}},
    "bookings.answers": {C: {"own"}},
    "bookings.series": {C: {"own"}},
    "bookings.contact": {A: {"own"}, M: {"own"}},
    "bookings.caller": {A: {"own"}, M: {"own"}},
    "bookings.guest": BOOKED,
    "bookings.decline": {A: {"own", "foreign"}, M: {"own", "foreign"}},
    "reminders.when": OWN,
    "recurring.new": {A: {"own", "foreign"}, M: {"own", "foreign"}},
    "absences.when": {A: {"own", "foreign"}},
    "tasks.wish": OWN_DRAFT,
    "tasks.date": DATED,
    "tasks.request": {role: {"fresh", "own"} for role in ALL},
    "tasks.worked": {A: {"own"}},
    "tasks.which": {A: {"own"}, M: {"own"}},
    **{name: ACTIONS[name] for name in (
        "tasks.decline", "tasks.give-back", "tasks.ask", "tasks.pause", "tasks.done", "tasks.hand-over",
        "tasks.message", "tasks.note", "tasks.answer", "tasks.send-back", "tasks.rating-word", "tasks.cancel",
        "tasks.extend",
    )},
}  # fmt: skip

for _name, _cells in [*ACTIONS.items(), *FORMS.items()]:
    _lead = LEADS.get(_name) if _name in ACTIONS else None
    if A in _cells or _lead:
        _cells.setdefault(L, _lead or _cells[A])
    if _name.startswith(("people.", "privacy.")) and M in _cells:  # administrators, too, and nothing else
        _cells.setdefault(D, _cells[M])
ALLOWED = [(action, role) for action in sorted(ACTIONS) for role in Role if role in ACTIONS[action]]
FILLED = [(form, role) for form in sorted(FORMS) for role in Role if role in FORMS[form]]


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
def test_a01_actions_of_others(desk: Desk, role: Role) -> None:
    """Every action that isn't for a role at all is refused alike, whatever it is about, and changes nothing."""
    me = desk.joins(role, "Me")
    for number, action in enumerate(name for name in sorted(ACTIONS) if role not in ACTIONS[name]):
        desk.hangs(me, action, me.id, f"{KEY}{number}")
        assert desk.hears("me", Pressed(f"{KEY}{number}"), keep=False) == Outcome(refused="button-not-yours"), action


@pytest.mark.parametrize(("action", "role"), ALLOWED)
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
        desk.takes_down()


@ROLES
def test_a01_forms_of_others(desk: Desk, role: Role) -> None:
    """Every form that isn't for a role at all is closed to it, and changes nothing."""
    me = desk.joins(role, "Me")
    for form in (name for name in sorted(FORMS) if role not in FORMS[name]):
        dialog = desk.run(lambda uow, name=form: opened(me, name, me.id, {}, uow, window=True))  # type: ignore[misc]  # defaults bind the loop's values now
        assert desk.hears("me", Submitted(dialog.id, {}), keep=False) == Outcome(refused="form-closed"), form


@pytest.mark.parametrize(("form", "role"), FILLED)
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
            assert outcome == Outcome(refused=outcome.refused)
        assert desk.hears("mate", Submitted(dialog.id, given), keep=False) == Outcome(refused="form-closed")


@ROLES
def test_a01_forms_without_rights(desk: Desk, role: Role) -> None:
    """A form opened in better days is submitted in vain once the rights are gone."""
    form = {C: "tasks.answer", A: "tasks.done", L: "tasks.note", M: "people.invite", D: "people.rename"}[role]
    found = scene(desk, role, form)
    dialog = desk.run(lambda uow: opened(found.me, form, next(iter(found.about.values())), {}, uow, window=True))
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


def _closed(state: PersonState) -> str:
    return "pending-still" if state is PersonState.PENDING else "removed-notice"
