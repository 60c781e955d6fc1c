"""Invitations by mail to a real mail server: invited, moved, cancelled; refused, postponed, in doubt, killed. Each
change is told once, and a repeat has the name of what it repeats."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.health import Counters
from bot.i18n import Wording
from bot.mail.account import Account
from bot.mail.checking import finding
from bot.mail.working import Mail
from handlers.bookings import actions, inviting
from storage.bookings import Booking
from storage.invitations import Invitation
from storage.outbox import outbox
from storage.query import Query
from storage.vocabulary import InvitationState
from tests.databases import fresh_sqlite
from tests.mail import MailServer, calendar_in, mail_server, words_of
from tests.mortal import MortalDatabase
from tests.storage.booking_scene import NINE, Scene, SceneClock, opened
from tests.storage.kit import KINDS

vobject = pytest.importorskip("vobject", reason="vobject is not installed: `make setup-dev` does that")

OTTO = "otto@example.net"
MINUTES = timedelta(minutes=1)
_SAID = Query(select(outbox.c.content))


@dataclass
class Post:
    """An office with a mail server, and Anna who has an appointment with Ben at nine."""

    scene: Scene
    server: MailServer
    database: MortalDatabase
    booked: Booking
    mail: Mail

    def does(self, what: Callable[..., object], *args: object) -> Booking:
        """Let Anna do something with an appointment."""
        done = self.scene.run("Anna", what, *args)
        assert isinstance(done, Booking), done
        return done

    def invites(self) -> str:
        """Let Anna invite Otto, and say that his address is right."""
        asked = self.scene.run("Anna", inviting.ask, self.booked, "Otto Müller", OTTO)
        assert asked.state is InvitationState.ASKED
        self.scene.run("Anna", inviting.send, asked.id)
        return asked.id

    def stands(self) -> Invitation:
        """Return how the one invitation stands."""
        (found,) = self.scene.store.run(lambda uow: uow.invitations.of(self.booked.id))
        return found

    def said(self) -> str:
        """Return all that anybody was told in the chat."""
        return str(self.scene.store.run(lambda uow: uow.run.all(_SAID)))

    async def later(self, minutes: int) -> None:
        """Let time pass, and what is due then be sent."""
        self.scene.at += minutes * MINUTES
        await self.mail.send_due()

    async def killed_after(self, writes: int) -> None:
        """Let the process be killed once it has kept so many things, and another one begin."""
        with self.database.killed_after(writes):
            await self.mail.send_due()
        self.mail = new_mail(self.scene, self.server, self.database)
        await self.mail.recover()


def new_mail(scene: Scene, server: MailServer, database: MortalDatabase) -> Mail:
    """Return the mail of a process."""
    clock, counters = SceneClock(scene), Counters()
    return Mail(server.account, database, clock, scene.office, Wording(), counters, lambda: None)


@asynccontextmanager
async def _post(url: str) -> AsyncIterator[Post]:
    scene = opened(url)
    scene.fresh()
    scene.tells = True
    service = scene.service(place={"": "Room 1"})
    scene.office = replace(scene.office, desk=replace(scene.office.desk, mails=True))
    async with mail_server() as server:
        database = MortalDatabase(scene.store)
        mail = new_mail(scene, server, database)
        booked = scene.run("Anna", actions.book, scene.wish(service))
        assert isinstance(booked, Booking)
        yield Post(scene, server, database, booked, mail)
    scene.store.stop()


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """A post on SQLite."""
    async with _post(fresh_sqlite(tmp_path)) as made:
        yield made


@pytest.fixture(params=KINDS)
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Post]:
    """A post on each kind of database."""
    url = fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    async with _post(url) as made:
        yield made


async def test_invited_moved_and_cancelled(either: Post) -> None:
    """One mail for each: REQUEST, REQUEST with a higher SEQUENCE, CANCEL; one UID, what people read, no word of who
    else comes."""
    either.invites()
    await either.mail.send_due()
    assert either.mail.trouble is None
    await either.mail.send_due()
    moved = either.does(actions.move, either.booked.id, NINE + 120 * MINUTES)
    await either.mail.send_due()
    either.does(actions.add_guest, either.booked.id, {"name": "Somebody Else"})
    await either.mail.send_due()
    over = either.does(actions.cancel, either.booked.id)
    await either.mail.send_due()
    mails = either.server.arrived
    found = [calendar_in(mail) for mail in mails]
    events = [vobject.readOne(content) for _, content in found]
    assert [method for method, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(event.method.value) for event in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {event.vevent.uid.value for event in events} == {either.booked.uid}
    assert [int(event.vevent.sequence.value) for event in events] == [0, moved.sequence, over.sequence]
    assert {event.vevent.attendee.value for event in events} == {f"mailto:{OTTO}"}
    assert {event.vevent.organizer.value for event in events} == {"mailto:office@example.org"}
    assert [str(mail["Subject"]).partition(":")[0] for mail in mails] == ["Invitation", "Changed", "Cancelled"]
    assert {str(mail["To"]) for mail in mails} == {f"Otto Müller <{OTTO}>"}
    assert len({str(mail["Message-ID"]) for mail in mails}) == 3
    assert "Anna invites you" in words_of(mails[0])
    assert "11:00" in words_of(mails[1])
    assert not any("Somebody Else" in mail.as_string() for mail in mails)
    assert either.server.logins


async def test_only_what_stands_is_told(post: Post) -> None:
    """Asked about and not meant, nobody is told; before the host has confirmed it nobody is; of what was never told it
    is not said that it is over."""
    asked = post.scene.run("Anna", inviting.ask, post.booked, "Otto", OTTO)
    await post.mail.send_due()
    post.scene.run("Anna", inviting.leave, asked.id)
    service = post.scene.service(confirmed_by_host=True)
    post.scene.office = replace(post.scene.office, desk=replace(post.scene.office.desk, mails=True))
    post.booked = post.does(actions.book, post.scene.wish(service, 120))
    post.invites()
    await post.later(5)
    post.does(actions.cancel, post.booked.id)
    await post.later(5)
    assert post.server.arrived == []
    post.booked = post.does(actions.book, post.scene.wish(service, 180))
    post.invites()
    assert isinstance(post.scene.run("Ben", actions.accept, post.booked.id), Booking)
    await post.mail.send_due()
    assert len(post.server.arrived) == 1


@pytest.mark.parametrize("at", ["rcpt", "data"])
async def test_refused_for_good(post: Post, at: str) -> None:
    """An address that the server refuses, or a mail: not tried again, and Ben hears it."""
    post.invites()
    post.server.refuses[at] = "550 no such user"
    await post.mail.send_due()
    post.server.refuses.clear()
    await post.later(120)
    assert (post.server.arrived, post.stands().state, post.stands().trouble) == ([], InvitationState.ENDED, "smtp-550")
    assert "invitation-refused" in post.said()


async def test_postponed(post: Post) -> None:
    """The server asks to come later, or is not there, or doesn't know our password: tried again after growing pauses,
    sent once; too late for that, Ben hears it."""
    post.invites()
    post.server.refuses["rcpt"] = "451 come back"
    await post.mail.send_due()
    await post.mail.send_due()
    assert (post.mail.waiting, post.mail.trouble, post.stands().attempts) == (1, "smtp-451", 1)
    post.server.refuses.clear()
    await post.later(1)
    assert (len(post.server.arrived), post.mail.trouble, post.mail.waiting) == (1, None, 0)
    post.server.refuses["rcpt"] = "451 come back"
    post.does(actions.move, post.booked.id, NINE + 60 * MINUTES)
    await post.mail.send_due()
    await post.later(180)
    assert post.stands().trouble == "too-late"
    assert "invitation-too-late" in post.said()


async def test_an_answer_that_was_lost(post: Post) -> None:
    """The connection ends after the mail and nobody knows whether it was taken: it goes once more under the same name,
    and not a third time. If the appointment has moved meanwhile, only that is told."""
    post.invites()
    post.server.lost = 5
    await post.mail.send_due()
    for _ in range(4):
        await post.later(5)
    assert len({str(mail["Message-ID"]) for mail in post.server.arrived}) == 1
    assert (len(post.server.arrived), post.stands().state) == (2, InvitationState.TOLD)
    post.server.arrived.clear()
    post.does(actions.move, post.booked.id, NINE + 120 * MINUTES)
    await post.mail.send_due()
    moved = post.does(actions.move, post.booked.id, NINE + 180 * MINUTES)
    post.server.lost = 0
    await post.later(5)
    assert [f"SEQUENCE:{moved.sequence}" in calendar_in(mail)[1] for mail in post.server.arrived] == [False, True]
    assert post.stands().state is InvitationState.TOLD


async def test_killed_at_each_step(either: Post) -> None:
    """Killed before it is noted that a mail goes: nothing went, it goes once. Killed after it went, before that is
    noted: once more under the same name. A move that comes in between is told, and nothing older after it."""
    either.invites()
    await either.killed_after(0)
    assert either.server.arrived == []
    await either.killed_after(1)
    assert either.stands().state is InvitationState.WAITING
    await either.later(1)
    first, repeat = either.server.arrived
    assert first["Message-ID"] == repeat["Message-ID"]
    assert either.stands().state is InvitationState.TOLD
    either.does(actions.move, either.booked.id, NINE + 120 * MINUTES)
    await either.killed_after(1)
    over = either.does(actions.cancel, either.booked.id)
    await either.later(1)
    assert [calendar_in(mail)[0] for mail in either.server.arrived] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert f"SEQUENCE:{over.sequence}" in calendar_in(either.server.arrived[-1])[1]


async def test_check_says_what_to_do(post: Post, unused_tcp_port: int) -> None:
    """`check` logs in and sends nothing: a server that lets us in, one that doesn't, one without encryption, none."""
    account = post.server.account
    wrong = replace(account, password="wrong")
    plain = replace(account, tls="starttls")
    lost = Account("127.0.0.1", unused_tcp_port, "none", "office@example.org")
    found = [await finding(each) for each in (account, wrong, plain, lost)]
    assert [each.ok for each in found] == [True, False, False, False]
    assert ["user or password" in found[1].todo, "encryption" in found[2].todo, "network" in found[3].todo] == [
        True
    ] * 3
    assert post.server.arrived == []
