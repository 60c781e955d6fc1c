"""Who may know of what: confidential and internal tasks, clients under professional secrecy, restricted data."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from handlers.bookings.choice import minute
from handlers.bookings.feeds import entries
from handlers.chat import dispatch
from handlers.chat.context import Context
from handlers.chat.dialogs import choices
from handlers.chat.incoming import Command, Event, Opened, Pressed, Said, Sender, Submitted, TimerDue
from handlers.features import HOUSE
from handlers.people import bound
from handlers.recurring import actions as recurring
from handlers.reports import monthly
from handlers.reports.actions import deliver
from handlers.reports.looking import hidden, look, open_questions, paper
from handlers.reports.naming import CODE
from handlers.rules.categories import Category
from handlers.rules.client_reports import ClientReports, Readers
from handlers.rules.digests import Digests
from handlers.tasks import actions, alerts, closing, lease
from handlers.trials import actions as trials
from storage.bookings import bookings
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.report_runs import ReportRun
from storage.secrecy import Obligation
from storage.series import series
from storage.tasks import Step, Task
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Channel, ClientId, Confidentiality, RunState, SeriesState, TaskId, TaskState
from tests.office import ZONE
from tests.stories.kit import Desk, Outcome
from tests.stories.rights_bookings import booked, of_bookings
from tests.stories.rights_scene import A, C, L, M, becomes, opened, promise, scene, sees_all, task
from tests.stories.test_lease import levels

SAID = Query(select(outbox.c.content).order_by(outbox.c.id))
A_MONTH = timedelta(days=30)
UNKNOWN = Outcome(refused="task-unknown")


def press(desk: Desk, who: Person, action: str, about: str) -> Outcome:
    """Let somebody press a button made for them."""
    key = f"{action}:{who.name}:{desk.run(lambda uow: uow.new_id())[-8:]}"
    desk.hangs(who, action, about, key)
    return desk.hears(who.name.lower(), Pressed(key))


def of(desk: Desk, task_id: TaskId) -> Task:
    """Return a task as it is now."""
    found = desk.run(lambda uow: uow.tasks.look(task_id))
    assert found is not None
    return found


def told(desk: Desk, who: Person) -> int:
    """Return how many messages were written for somebody so far."""
    query = Query(select(outbox.c.id).where(outbox.c.person_id == who.id))
    return len(desk.run(lambda uow: uow.run.all(query)))


def last_said(desk: Desk) -> str:
    """Return what the last message says."""
    return repr(desk.run(lambda uow: uow.run.all(SAID))[-1])


def finds(desk: Desk, name: str, ref: str) -> list[bool]:
    """Return whether somebody comes by a task: by its number, by its words."""
    by_number = desk.hears(name, Command("task", ref), keep=False) != UNKNOWN
    by_words = desk.hears(name, Command("find", "flowers"), keep=False).said != ("find-nothing",)
    return [by_number, by_words]


def test_a01_confidential(desk: Desk) -> None:
    """A confidential task is known to who asked, who has it, the lead and managers; to nobody else of team or client,
    by no way; its holder's colleague who had it before loses the card."""
    anna, carl = desk.joins(C, "Anna"), desk.joins(C, "Carl")
    ben, _, _, mia = desk.joins(A, "Ben"), desk.joins(A, "Eva"), desk.joins(L, "Lea"), desk.joins(M, "Mia")
    sees_all(desk)
    one = task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=anna)
    ref = of(desk, one).reference
    assert all(all(finds(desk, name, ref)) for name in ("anna", "carl", "ben", "eva", "lea", "mia"))
    assert press(desk, anna, "tasks.set-class", f"{one}=confidential").refused is None
    assert of(desk, one).confidentiality is Confidentiality.CONFIDENTIAL
    assert all(all(finds(desk, name, ref)) for name in ("anna", "ben", "lea", "mia"))
    assert not any(any(finds(desk, name, ref)) for name in ("carl", "eva"))
    assert desk.hears("carl", Command("tasks")).said == ("client-tasks-none",)
    assert press(desk, carl, "tasks.set-class", f"{one}=normal").refused == "task-unknown"
    assert press(desk, mia, "tasks.set-class", f"{one}=internal").refused is None
    before = told(desk, anna)
    assert press(desk, ben, "tasks.pause", one).form == "tasks.pause"
    dialog = desk.run(lambda uow: uow.dialogs.open_of(ben.id))
    assert dialog is not None
    assert desk.hears("ben", Submitted(dialog.id, {"words": "Because"})).refused is None
    assert told(desk, anna) == before
    assert not any(finds(desk, "anna", ref))
    assert all(all(finds(desk, name, ref)) for name in ("ben", "eva", "lea", "mia"))


def test_the_usual_class(desk: Desk) -> None:
    """A new request is as confidential as its client has it, else as its category has it; a client can't say that it
    stays inside the office."""
    anna, ben = desk.joins(C, "Anna"), desk.joins(A, "Ben")
    client = anna.client_id
    assert client is not None
    private = Category("private", {"en": "Private"}, keywords=("private",), confidential=True)
    desk.facts = replace(desk.facts, categories=(private,))

    def filed(words: str) -> Confidentiality | None:
        desk.hears("anna", Said(words, words))
        query = Query(select(outbox.c.card).where(outbox.c.person_id == anna.id).order_by(outbox.c.id.desc()))
        card = next(row[0] for row in desk.run(lambda uow: uow.run.all(query)) if str(row[0]).startswith("draft:"))
        which = card.removeprefix("draft:")
        assert press(desk, anna, "tasks.send", which).refused is None
        return of(desk, TaskId(which)).confidentiality

    assert filed("Please order flowers") is None
    assert filed("A private matter") is Confidentiality.CONFIDENTIAL
    desk.run(lambda uow: uow.clients.set_confidentiality(client, Confidentiality.CONFIDENTIAL))
    assert filed("Please order tulips") is Confidentiality.CONFIDENTIAL
    one = task(desk, ben, "Office", contact=anna)
    assert press(desk, anna, "tasks.set-class", f"{one}=internal").refused == "button-gone"


def test_p14_only_who_is_bound_works_for_a_client_under_secrecy(desk: Desk) -> None:
    """Without a secrecy obligation nobody is given, told, shown or finds a task of such a client; recorded in a few
    taps, it brings what waits, and once it ends all of it goes to others."""
    anna, ben, mia = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(M, "Mia")
    one = task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=anna)
    ref = of(desk, one).reference
    assert anna.client_id is not None
    assert press(desk, mia, "people.secrecy", anna.client_id).refused is None
    assert (of(desk, one).assistant_id, of(desk, one).state) == (None, TaskState.QUEUED)
    before = told(desk, ben)
    assert not any(finds(desk, "ben", ref))
    assert desk.hears("ben", Command("queue"), keep=False).said == ("queue-title",)
    assert press(desk, mia, "tasks.give-to", f"{of(desk, one).number}={ben.id}") == Outcome(refused="not-bound")
    assert press(desk, ben, "tasks.acknowledge", one) == UNKNOWN
    assert desk.hears("ben", Command("task"), keep=False).refused == "no-clients-yet"
    assert told(desk, ben) == before
    assert press(desk, mia, "people.oblige", ben.id).form == "people.oblige"
    dialog = desk.run(lambda uow: uow.dialogs.open_of(mia.id))
    assert dialog is not None
    assert desk.hears("mia", Submitted(dialog.id, {"on": "today"})).refused is None
    kept = desk.run(lambda uow: uow.secrecy.in_force(ben.id))
    assert kept is not None
    assert (kept.signed_on, kept.recorded_by) == (f"{desk.clock.now().astimezone(ZoneInfo(ZONE)):%Y-%m-%d}", mia.id)
    assert of(desk, one).assistant_id == ben.id
    assert all(finds(desk, "ben", ref))
    assert press(desk, mia, "people.release", ben.id).refused is None
    assert of(desk, one).assistant_id is None
    assert not any(finds(desk, "ben", ref))


@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d %B %Y"])
def test_a_signature_is_of_a_day_that_has_been(desk: Desk, written: str) -> None:
    """In a chat a day that is over is taken as it is, and no day to come is offered or taken."""
    ben, mia = desk.joins(A, "Ben"), desk.joins(M, "Mia")
    assert [choice.value for choice in choices(bound.form_of(ben).fields[0])] == ["today"]
    assert press(desk, mia, "people.oblige", ben.id).form == "people.oblige"
    today = desk.clock.now().astimezone(ZoneInfo(ZONE))
    assert desk.hears("mia", Said(f"{today + timedelta(days=9):{written}}", "1")).refused == "obligation-not-yet"
    signed = today - timedelta(days=30)
    assert desk.hears("mia", Said(f"{signed:{written}}", "2")).refused is None
    kept = desk.run(lambda uow: uow.secrecy.in_force(ben.id))
    assert kept is not None
    assert kept.signed_on == f"{signed:%Y-%m-%d}"


def test_p08_restricted_data_are_left_alone(desk: Desk) -> None:
    """While a client's data are restricted nobody sees them, nobody is reminded, and their contacts are told so; what
    governs is left, and everything comes back."""
    anna, ben, mia = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(M, "Mia")
    one = task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=anna)
    ref = of(desk, one).reference
    waiting = task(desk, None, "Office", contact=anna)
    assert anna.client_id is not None
    desk.hears("anna", Said("Please order a quokka", "1"))
    assert press(desk, mia, "people.restrict", anna.client_id).refused is None
    desk.hears("anna", Opened())
    assert ("client-restricted" in last_said(desk), "quokka" in last_said(desk)) == (True, False)
    assert not any(any(finds(desk, name, ref)) for name in ("ben", "mia"))
    asked = (Command("tasks"), Command("task", ref), Command("cancel"), Command("remind", "tomorrow 9:00 call Zoe"))
    for heard in (*asked, Command("reminders"), Command("home"), Said("Please order flowers", "2")):
        assert desk.hears("anna", heard, keep=False) == Outcome(("client-restricted",)), heard
    for command in ("settings", "language", "zone", "help", "link", "start"):
        assert desk.hears("anna", Command(command), keep=False).said != ("client-restricted",), command
    before = [told(desk, each) for each in (anna, ben, mia)]
    due = TimerDue(f"queue:{waiting}", "tasks.queue", waiting, desk.clock.now(), {"times": 0})
    desk.run(lambda uow: dispatch.handle_timer(uow, due, desk.facts, HOUSE))
    assert [told(desk, each) for each in (anna, ben, mia)] == before
    assert press(desk, mia, "people.restrict", anna.client_id).refused is None
    assert all(all(finds(desk, name, ref)) for name in ("anna", "ben", "mia"))


def test_p08_no_report_of_restricted_data(desk: Desk) -> None:
    """The monthly report of a restricted client isn't drawn up; one that was wanted before isn't told, nor its file
    made."""
    anna, mia = desk.joins(C, "Anna"), desk.joins(M, "Mia")
    office = replace(desk.facts, digests=Digests(day=None, clients=ClientReports(Readers.MANAGERS)))
    desk.run(lambda uow: monthly.due(Context(uow, office), TimerDue("k", monthly.DUE, "2026-11", uow.now)))
    runs = desk.run(lambda uow: uow.report_runs.wanted(9))
    assert [run.person_id for run in runs] == [mia.id]
    assert press(desk, mia, "people.restrict", str(anna.client_id)).refused is None
    seen = desk.run(lambda uow: look(uow, office, runs[0]))
    assert desk.run(lambda uow: deliver(Context(uow, office), runs[0].id, seen)) is False
    assert desk.run(lambda uow: paper(uow, office, runs[0].id)) is None
    desk.run(lambda uow: monthly.due(Context(uow, office), TimerDue("k", monthly.DUE, "2026-12", uow.now)))
    assert desk.run(lambda uow: uow.report_runs.wanted(9)) == []


def test_p08_nothing_is_shown_again_of_restricted_data(desk: Desk) -> None:
    """While a client's data are restricted, reports about them and complaints of theirs aren't shown again, nor made,
    and reminders about their tasks aren't listed."""
    anna, ben, mia = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(M, "Mia")
    client = str(anna.client_id)
    ref = of(desk, task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=anna)).reference
    report, complaint = scene(desk, M, "reports.show", "Eva"), scene(desk, M, "feedback.show", "Lou")
    assert desk.hears("ben", Command("remind", f"{ref} tomorrow 9:00 quokka")).refused is None
    for restricted in (True, False):
        assert press(desk, mia, "people.restrict", client).refused is None
        expected = "button-gone" if restricted else None
        assert press(desk, report.me, "reports.show", report.about["own"]).refused == expected
        assert press(desk, complaint.me, "feedback.show", complaint.about["open"]).refused == expected
        assert press(desk, mia, "reports.review", client).refused == expected
        assert press(desk, mia, "reports.period", f"last-week:client={client}").refused == expected
        assert desk.hears("ben", Command("reminders")).refused is None
        assert ("quokka" not in last_said(desk)) is restricted


def test_a_file_is_called_after_its_client_unless_that_is_secret(desk: Desk) -> None:
    """Two clients' reports of one month have names of their own; of who is under professional secrecy the name of the
    file, which goes further than its chat does, names nobody."""
    mia, at = desk.joins(M, "Mia"), desk.clock.now()
    found = []
    for name in ("Café Müller", "Dr. Lang"):
        new = ClientId(desk.run(lambda uow: uow.new_id()))
        desk.run(lambda uow, new=new, name=name: uow.clients.ensure(new, name, name.casefold(), at))  # type: ignore[misc]  # the loop's values now
        run = ReportRun(str(new), new, mia.id, "review", "2026-12", new, None, RunState.MADE, at, at)
        desk.run(lambda uow, run=run: uow.report_runs.add(run))  # type: ignore[misc]  # as above
        if name == "Dr. Lang":
            assert press(desk, mia, "people.secrecy", str(new)).refused is None
        assert press(desk, mia, "reports.file", f"{run.id}:pdf").refused is None
        content = desk.run(lambda uow: uow.run.all(Query(select(outbox.c.content).order_by(outbox.c.id))))[-1][0]
        found.append((content["document"]["name"][1]["whose"], new[-CODE:]))
    assert [whose for whose, _ in found] == ["cafe-mueller-", f"{found[1][1]}-"]


def test_p08_a_figure_says_what_it_does_not_show(desk: Desk) -> None:
    """A figure of the whole office counts what is restricted, shows nothing of it, and says how much that is."""
    anna, mia = desk.joins(C, "Anna"), desk.joins(M, "Mia")
    one = of(desk, task(desk, None, "Office", contact=anna))
    run = ReportRun("1", "1", mia.id, "digest", "2026-12", None, None, RunState.MADE, one.created_at, one.created_at)
    desk.run(lambda uow: uow.report_runs.add(replace(run, found={"received": [one.number]})))
    assert press(desk, mia, "reports.show", "1:received").refused is None
    assert one.reference in last_said(desk)
    assert press(desk, mia, "people.restrict", str(anna.client_id)).refused is None
    assert press(desk, mia, "reports.show", "1:received").refused is None
    assert one.reference not in last_said(desk)
    assert "digest-not-shown" in last_said(desk)


def test_p08_nothing_comes_by_itself_of_restricted_data(desk: Desk) -> None:
    """While a client's data are restricted, requests that come again aren't filed, nobody is warned of their promises,
    silence closes nothing, and no calendar program reads their appointments."""
    anna, ben, mia = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(M, "Mia")
    one = task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=anna)
    desk.run(partial(promise, one))
    finished = of(desk, task(desk, ben, "Office", TaskState.DONE, contact=anna))
    assert finished.done_at is not None
    done = to_milliseconds(finished.done_at)
    weekly = scene(desk, C, "recurring.pause", "Carl").about["own"]
    of_bookings(desk, anna, desk.joins(C, "Otto"), "bookings.cancel")

    def made(uow: UnitOfWork) -> tuple[bool, bool, bool, int]:
        ctx, series, now_with = Context(uow, desk.facts), uow.series.take(weekly), uow.tasks.take(one)
        assert series is not None
        assert now_with is not None
        before = len(uow.run.all(SAID))
        alerts.warn_together(ctx, now_with, ben, uow.new_id(), everywhere=False)
        warned = len(uow.run.all(SAID)) > before
        filed: list[object] = []
        ctx.react = lambda _, event: filed.append(event)
        recurring.due(ctx, TimerDue("k", recurring.DUE, weekly, uow.now, {"version": series.version}))
        closing.close_silently(ctx, finished.id, done)
        closed = uow.tasks.look(finished.id) != finished
        return bool(filed), warned, closed, len(entries(uow, desk.facts, anna))

    for restricted in (True, False):
        desk.clock.move(3 * 24 * 3600.0)
        assert press(desk, mia, "people.restrict", str(anna.client_id)).refused is None
        assert desk.run(made) == ((False, False, False, 0) if restricted else (True, True, True, 1))


def test_p08_nobody_is_asked_about_restricted_work(desk: Desk) -> None:
    """While a client's data are restricted nobody can show a sign of life on their tasks: nobody is asked for one,
    nothing is taken from anybody, and managers aren't told what waits; all of it goes on afterwards."""
    anna, ben, mia = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(M, "Mia")
    desk.facts = replace(desk.facts, levels=levels(hours=1))
    one, queued = (task(desk, who, "Office", TaskState.ACKNOWLEDGED, contact=anna) for who in (ben, None))
    desk.run(lambda uow: uow.tasks.add_step(uow.new_id(), one, Step("acknowledged", ben.id, uow.now, {})))
    for restricted in (True, False):
        assert press(desk, mia, "people.restrict", str(anna.client_id)).refused is None
        desk.clock.move(3 * 3600.0)
        before = [told(desk, each) for each in (ben, mia)]
        desk.run(lambda uow: lease.due(Context(uow, desk.facts), TimerDue("k", lease.DUE, one, uow.now)))
        desk.run(lambda uow: actions.still_queued(Context(uow, desk.facts), queued, 0))
        heard = [told(desk, each) - known for each, known in zip((ben, mia), before, strict=True)]
        assert heard == ([0, 0] if restricted else [1, 1])


def test_p14_only_who_is_bound_hears_of_appointments(desk: Desk) -> None:
    """An assistant without an obligation is told nothing of an appointment with a client under secrecy, neither when it
    changes nor when they will be away; and none is to be had with them, nor given to them, until they are bound."""
    anna, ben, mia = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(M, "Mia")
    own = of_bookings(desk, anna, desk.joins(C, "Otto"), "bookings.cancel")["own"]
    held = booked(desk, mia, "bookings.contact", 5)
    dialog = desk.run(lambda uow: opened(mia, "bookings.contact", held, {}, uow, window=True))
    given = Submitted(dialog.id, {"contact": anna.id})
    absence = f"{minute(desk.clock.now())}.{minute(desk.clock.now() + A_MONTH)}=0"

    def may(*, be: bool) -> None:
        assert (desk.hears("anna", Command("book"), keep=False).said != ("book-nothing",)) is be
        assert (desk.hears("mia", given, keep=False).refused is None) is be
        assert press(desk, ben, "bookings.away", absence).refused is None
        assert ("Otto" in last_said(desk)) is be

    may(be=True)
    assert press(desk, mia, "people.secrecy", str(anna.client_id)).refused is None
    may(be=False)
    before = told(desk, ben)
    assert press(desk, anna, "bookings.cancel", own).refused is None
    assert told(desk, ben) == before
    desk.run(lambda uow: uow.secrecy.add(Obligation(uow.new_id(), ben.id, "2026-01-01", ben.id, uow.now)))
    may(be=True)


def test_trials_know_what_may_be_known(desk: Desk) -> None:
    """A trial's card is about its client: where that one is limited, a reference alone leaves. While its data are
    restricted its contacts aren't asked and managers neither see the trial nor begin one."""
    anna, mia = desk.joins(C, "Anna"), desk.joins(M, "Mia")
    client = anna.client_id
    assert client is not None
    desk.run(lambda uow: uow.clients.set_channel(client, "console", Channel.REFERENCE))
    today = desk.clock.now().date()
    acting = partial(Context, office=desk.facts, who=mia)
    desk.run(lambda uow: trials.begin(acting(uow), client, today, 2, "Quick"))
    query = Query(select(outbox.c.content).where(outbox.c.card.like("trial:%")))
    assert [row[0]["concerns"] for row in desk.run(lambda uow: uow.run.all(query))] == [[client]]
    (trial,) = desk.run(lambda uow: uow.trials.since(uow.now))
    assert press(desk, mia, "people.restrict", client).refused is None
    assert desk.hears("mia", Command("trial", "Dr. Weber"), keep=False).refused == "trial-of-whom"
    for action, about in (("show", trial.id), ("decide", trial.id), ("begin", client)):
        assert press(desk, mia, f"trials.{action}", about).refused == "button-gone"
    milestone = {"milestone": trials.plan_of(trial, desk.facts)[0].name}
    timer = desk.run(lambda uow: TimerDue("k", trials.DUE, trial.id, uow.now, milestone))
    desk.run(lambda uow: trials.due(Context(uow, desk.facts), timer))
    assert [step.move for step in desk.run(lambda uow: uow.trials.steps(trial.id))] == ["begun", "left-out"]


def test_p13_a_second_press_says_no_more_than_the_first(desk: Desk) -> None:
    """Where a reference alone may leave, the answer to a press names nobody, nor when it is given again; a complaint
    is shown by references alone."""
    anna, otto, mia = desk.joins(C, "Anna"), desk.joins(C, "Otto"), desk.joins(M, "Mia")
    client = anna.client_id
    assert client is not None
    one = of(desk, task(desk, None, "Office", contact=anna))
    complaint = scene(desk, M, "feedback.show", "Lou").about["open"]
    desk.run(lambda uow: uow.clients.set_channel(client, "console", Channel.REFERENCE))
    for action, about in (("tasks.set-contact", f"{one.number}={otto.id}"), ("feedback.take", complaint)):
        desk.hangs(mia, action, about, action)
        pressed = Event(Sender("console", "", "mia", "mia"), Pressed(action), desk.clock.now())
        for _ in range(2):
            said = desk.run(lambda uow, at=pressed: dispatch.handle(uow, at, desk.facts, HOUSE)).effects.toast  # type: ignore[misc]  # defaults bind the loop's values now
            assert said is not None
            assert not {"Otto", "Dr. Weber"} & set(said.facts.values())
    assert press(desk, mia, "feedback.show", complaint).refused is None
    assert desk.run(lambda uow: uow.run.all(SAID))[-1][0]["concerns"] == [client]


def test_a_lead_sees_and_gives_away_what_the_team_has(desk: Desk) -> None:
    """A team lead opens the sheet of a colleague's task and gives it to somebody else of the team, but doesn't cancel
    it; of another team's task they know nothing. They are given tasks like assistants."""
    lea, ben, eva = desk.joins(L, "Lea"), desk.joins(A, "Ben"), desk.joins(A, "Eva")
    one = task(desk, ben, "Office", TaskState.ACKNOWLEDGED)
    far = task(desk, desk.joins(A, "Zoe", team="Night"), "Night")
    assert desk.hears("lea", Command("task", of(desk, one).reference)).said == ("task-card-title",)
    assert press(desk, lea, "tasks.give-to", f"{of(desk, one).number}={eva.id}").refused is None
    assert of(desk, one).assistant_id == eva.id
    assert press(desk, lea, "tasks.cancel", one) == Outcome(refused="button-not-yours")
    assert press(desk, lea, "tasks.give-to", f"{of(desk, far).number}={eva.id}") == UNKNOWN
    for name in (ben, eva):
        becomes(desk, name, away_since=desk.clock.now())
    waits = task(desk, None, "Office")
    assert press(desk, lea, "tasks.acknowledge", waits).refused is None
    assert of(desk, waits).assistant_id == lea.id


def test_a_clients_report_says_nothing_confidential(desk: Desk) -> None:
    """What a client's report says of open questions leaves out what is confidential to one contact, unless it is for
    them alone, and what stays inside always."""
    anna, ben = desk.joins(C, "Anna"), desk.joins(A, "Ben")
    client = anna.client_id
    assert client is not None
    one = task(desk, ben, "Office", TaskState.WAITING, contact=anna)
    ref = of(desk, one).reference
    expected = ((None, True, True), ("confidential", False, True), ("internal", False, False))
    for wanted, by_all, by_anna in expected:
        if wanted is not None:
            now = of(desk, one)
            changed = replace(now, confidentiality=Confidentiality(wanted))
            assert desk.run(lambda uow, to=changed: uow.tasks.save(to, to.version))  # type: ignore[misc]  # defaults bind the loop's values now
        assert bool(desk.run(lambda uow: open_questions(uow, client, None))) is by_all
        assert bool(desk.run(lambda uow: open_questions(uow, client, anna.id))) is by_anna
        assert desk.run(lambda uow: hidden(uow, client, None)) == (set() if by_all else {ref})
        assert desk.run(lambda uow: hidden(uow, client, anna.id)) == (set() if by_anna else {ref})


@pytest.mark.parametrize("shut", ["restricted", "secrecy", "neither"])
def test_a02_for_whom_follows_the_policy(desk: Desk, shut: str) -> None:
    """For whom staff may make a recurring request or an appointment: not for a client whose data are restricted, nor,
    unless bound to secrecy, for one under it; whatever is submitted. Nor do they see what comes again for them."""
    anna, ben = desk.joins(C, "Anna"), desk.joins(A, "Ben")
    client = ClientId(str(anna.client_id))
    desk.hears("anna", Command("recurring", "every day 9:00 quokka"))
    desk.run(lambda uow: uow.run.change(Query(update(series).values(state=SeriesState.ACTIVE))))
    held = of_bookings(desk, ben, desk.joins(A, "Eva"), "bookings.contact")["own"]
    if shut == "restricted":
        desk.run(lambda uow: uow.clients.set_restricted(client, uow.now))
    elif shut == "secrecy":
        desk.run(lambda uow: uow.clients.set_secrecy(client, under=True))
    given = {"words": "every Monday 9:00 order coffee", "contact": anna.id}
    for form, about in (("recurring.new", ""), ("bookings.contact", held)):
        dialog = desk.run(lambda uow, name=form, at=about: opened(ben, name, at, {}, uow, window=True))  # type: ignore[misc]  # defaults bind the loop's values now
        desk.hears("ben", Submitted(dialog.id, given))
    of_anna = [
        desk.run(lambda uow, each=table: uow.run.all(Query(select(each.c.id).where(each.c.contact_id == anna.id))))  # type: ignore[misc]  # as above
        for table in (series, bookings)
    ]
    assert list(map(len, of_anna)) == ([2, 1] if shut == "neither" else [1, 0])
    desk.hears("ben", Command("recurring"))
    assert ("quokka" in last_said(desk)) is (shut == "neither")
