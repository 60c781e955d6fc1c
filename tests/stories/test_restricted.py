"""P08: what was on its way when a client's data were restricted (GDPR Art. 18): messages, alerts, forms, mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from bot.channels import is_withheld
from handlers.bookings import mailing
from handlers.chat import forms
from handlers.chat.context import FORGOTTEN, Context
from handlers.chat.incoming import Command, Pressed, Said, TimerDue
from handlers.chat.outgoing import Document, Text, Urgency
from handlers.tasks import alerts
from storage.invitations import Invitation
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.tasks import tasks
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingId, BookingState, ClientId, InvitationState, Priority, TaskId, TaskState
from tests.stories.kit import Desk
from tests.stories.rights_bookings import booked, of_bookings
from tests.stories.rights_scene import A, C, M, promise, task
from tests.stories.test_confidential import press, told

WRITTEN = Query(select(outbox.c.id).order_by(outbox.c.id))
DAY = 24 * 3600.0


def restrict(desk: Desk, who: Person, *, since: bool) -> None:
    """Restrict the client of a contact from now on, or end that."""
    desk.clock.move(60.0)
    client = ClientId(str(who.client_id))
    desk.run(lambda uow: uow.clients.set_restricted(client, uow.now if since else None))


def withheld(uow: UnitOfWork) -> list[bool]:
    """Return of each message written so far whether it must not go."""
    rows = [uow.outbox.look(str(row[0])) for row in uow.run.all(WRITTEN)]
    return [is_withheld(row, uow) for row in rows if row is not None]


def test_p08_what_waited_does_not_go(desk: Desk) -> None:
    """What was written about a client's task or appointment, or for its contact, and has waited, doesn't go once the
    client is restricted; what is about others goes, and so does what whoever governs asked for."""
    anna, ben, carl = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(C, "Carl")
    desk.run(lambda uow: uow.clients.ensure(ClientId(uow.new_id()), "Other", "other", uow.now))
    other = desk.run(lambda uow: next(each for each in uow.clients.all() if each.id != anna.client_id))
    one = task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=anna)
    client = ClientId(str(anna.client_id))
    assert carl.client_id == client

    def write(uow: UnitOfWork) -> None:
        ctx = Context(uow, desk.facts)
        ctx.tell(ben, Text("help-title"), about=one)
        ctx.tell(anna, Text("help-title"))
        ctx.tell(ben, Text("help-title"))
        ctx.tell(ben, Document(Text("export-file"), Text("help-title"), "export", {}, concerns=client))

    def about_them(which: ClientId, uow: UnitOfWork) -> None:
        uow.channels.concern(which)
        Context(uow, desk.facts).tell(ben, Text("help-title"))

    desk.run(write)
    desk.run(partial(about_them, client))
    desk.run(partial(about_them, other.id))
    assert not any(desk.run(withheld))
    restrict(desk, anna, since=True)
    assert desk.run(withheld) == [True, True, False, False, True, False]
    restrict(desk, anna, since=False)
    assert not any(desk.run(withheld))


@pytest.mark.parametrize("priority", [Priority.NORMAL, Priority.URGENT])
def test_p08_promises_run_on_and_alert_nobody(desk: Desk, priority: Priority) -> None:
    """While a client is restricted the clocks of its tasks run on, and nobody is alerted, not in an emergency either;
    afterwards the breach is told as it was."""
    anna, ben, mia = desk.joins(C, "Anna"), desk.joins(A, "Ben"), desk.joins(M, "Mia")
    one = task(desk, ben, "Office", TaskState.ASSIGNED, contact=anna)
    desk.run(lambda uow: uow.run.change(Query(update(tasks).where(tasks.c.id == one).values(priority=priority))))
    desk.run(partial(promise, one))

    def look(uow: UnitOfWork) -> timedelta | None:
        kept = uow.sla.of(one)
        assert kept is not None
        uow.sla.save(replace(kept, look_at=min(kept.look_at or uow.now, uow.now)))
        alerts.due(Context(uow, desk.facts), TimerDue("k", "tasks.promise", one, uow.now, {}))
        after = uow.sla.of(one)
        assert after is not None
        return None if after.look_at is None else after.look_at - uow.now

    restrict(desk, anna, since=True)
    desk.clock.move(2 * 3600.0)
    before = [told(desk, each) for each in (ben, mia)]
    assert desk.run(look) == alerts.RESTRICTED
    assert [told(desk, each) for each in (ben, mia)] == before
    quiet = {"person": mia.id, "clock": "acknowledge", "round": 0, "unheard": True}
    timer = TimerDue("quiet:x:1", alerts.QUIET, one, desk.clock.now(), quiet)
    desk.run(lambda uow: alerts.after_quiet(Context(uow, desk.facts), timer))
    desk.run(lambda uow: tell_everywhere(uow, desk, mia, one))
    assert told(desk, mia) == before[1]
    restrict(desk, anna, since=False)
    desk.run(look)
    assert told(desk, mia) > before[1]
    assert "breached" in [step.move for step in desk.run(lambda uow: uow.tasks.steps(one))]


def tell_everywhere(uow: UnitOfWork, desk: Desk, who: Person, about: TaskId) -> None:
    """Tell somebody something about a task at each of their addresses."""
    ctx = Context(uow, desk.facts)
    for address in uow.people.addresses(who.id):
        ctx.tell_at(address, who, Text("help-title"), Urgency.URGENT, about=about)


def test_p08_a_form_about_them_is_forgotten_in_silence(desk: Desk) -> None:
    """A form that somebody of the office has left open, and that names the client, says nothing more."""
    anna, mia = desk.joins(C, "Anna"), desk.joins(M, "Mia")
    assert press(desk, mia, "trials.begin", str(anna.client_id)).form == "trials.begin"
    dialog = desk.run(lambda uow: uow.dialogs.open_of(mia.id))
    assert dialog is not None
    restrict(desk, anna, since=True)
    desk.clock.move(DAY)
    before = told(desk, mia)
    due = TimerDue("k", FORGOTTEN, dialog.id, desk.clock.now(), {})
    desk.run(lambda uow: forms.forgotten(Context(uow, desk.facts), due))
    assert told(desk, mia) == before
    assert desk.run(lambda uow: uow.dialogs.open_of(mia.id)) is None


def test_p08_invitations_wait(desk: Desk) -> None:
    """An invitation by mail that waits isn't handed over while the client is restricted, and is afterwards; that the
    appointment is off goes to whoever knows of it; too late, it ends without a word."""
    anna = desk.joins(C, "Anna")
    of_bookings(desk, anna, desk.joins(C, "Otto"), "bookings.cancel")
    one = booked(desk, anna, "bookings.show", 5)

    def invite(uow: UnitOfWork) -> str:
        new = Invitation(uow.new_id(), one, "Lee", "lee@example.net", "en", InvitationState.WAITING, 0, next_at=uow.now)
        uow.invitations.add(new)
        return new.id

    def begins(which: str, uow: UnitOfWork) -> tuple[bool, InvitationState, timedelta | None]:
        booking = uow.bookings.look(BookingId(one))
        assert booking is not None
        begun = mailing.begun(uow, which, booking.sequence)
        kept = uow.invitations.look(which)
        assert kept is not None
        return begun, kept.state, None if kept.next_at is None else kept.next_at - uow.now

    first, second, third = (desk.run(invite) for _ in range(3))
    restrict(desk, anna, since=True)
    hour = timedelta(hours=1)
    assert desk.run(partial(begins, first)) == (False, InvitationState.WAITING, hour)
    before = len(desk.run(lambda uow: uow.run.all(WRITTEN)))
    restrict(desk, anna, since=False)
    assert desk.run(partial(begins, first)) == (True, InvitationState.SENDING, None)
    restrict(desk, anna, since=True)
    desk.clock.move(30 * DAY)
    assert desk.run(partial(begins, second)) == (False, InvitationState.ENDED, None)
    assert len(desk.run(lambda uow: uow.run.all(WRITTEN))) == before

    def cancel(uow: UnitOfWork) -> None:
        uow.hosts.lock(["ben"])
        booking = uow.bookings.take(BookingId(one))
        assert booking is not None
        assert uow.bookings.save(replace(booking, state=BookingState.CANCELLED), booking)

    desk.run(cancel)
    assert desk.run(partial(begins, third)) == (True, InvitationState.SENDING, None)


def test_p08_what_is_written_in_that_very_moment_arrives(desk: Desk) -> None:
    """What is written in the moment of the restriction goes: that the data are restricted is such an answer."""
    anna = desk.joins(C, "Anna")

    def restricts(uow: UnitOfWork) -> list[bool]:
        uow.clients.set_restricted(ClientId(str(anna.client_id)), uow.now)
        Context(uow, desk.facts, who=anna).tell(anna, Text("client-restricted", office="Office"))
        return withheld(uow)

    assert desk.run(restricts) == [False]


def test_p08_their_own_settings_work(desk: Desk) -> None:
    """While a client is restricted its contacts set what is about themselves alone, by command, button and form."""
    desk.joins(M, "Mia")
    anna = desk.joins(C, "Anna")
    restrict(desk, anna, since=True)
    assert desk.hears("anna", Command("settings", "")).said == ("settings-title",)
    for key, (action, about) in enumerate({"people.language": "de", "people.zone": "Asia/Tokyo"}.items()):
        desk.hangs(anna, action, about, f"{key:022}")
        assert desk.hears("anna", Pressed(f"{key:022}")).said != ("client-restricted",)
    desk.hangs(anna, "people.ask-quiet", "", "q" * 22)
    assert desk.hears("anna", Pressed("q" * 22)).said != ("client-restricted",)
    assert desk.hears("anna", Said("22 bis 7 Uhr", "1")).said != ("client-restricted",)
    kept = desk.run(lambda uow: uow.people.by_id(anna.id))
    assert kept is not None
    assert (kept.language, kept.zone, kept.quiet) == ("de", "Asia/Tokyo", "22:00-07:00")
    desk.hangs(anna, "tasks.mine", "", "t" * 22)
    assert desk.hears("anna", Pressed("t" * 22)).said == ("client-restricted",)
    assert desk.hears("anna", Said("Please order flowers", "2")).said == ("client-restricted",)
