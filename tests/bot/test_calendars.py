"""A host's calendar on a real CalDAV server: written with conditions, whatever is changed there or lost on the way;
busy times read as they are meant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.calendars.busy import Unreadable, busy_of
from bot.calendars.checking import findings
from bot.calendars.dav import Account, DavCalendar, Trouble
from bot.calendars.host import HostCalendar, name_of
from bot.calendars.plan import Plan
from bot.health import Counters
from bot.i18n import Wording
from handlers.bookings import actions
from handlers.bookings.calendars import terms_changed
from handlers.chat.context import Context
from handlers.events import TermsChanged
from storage.bookings import Booking
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from tests.dav_styles import Style
from tests.mortal import MortalDatabase
from tests.radicale import Calendars, calendars
from tests.storage.booking_scene import NINE, Scene, SceneClock, opened
from tests.storage.kit import KINDS

BERLIN = ZoneInfo("Europe/Berlin")
SPAN = (NINE - timedelta(days=1), NINE + timedelta(days=60))
HALF_HOUR = timedelta(minutes=30)


@dataclass
class Desk:
    """Ben's calendar, here and on the server."""

    scene: Scene
    server: Calendars
    host: HostCalendar
    counters: Counters
    ben: str
    database: MortalDatabase
    new_host: Callable[[], HostCalendar]

    def does(self, what: Callable[..., object], *args: object) -> Booking:
        """Let Anna do something with an appointment, as in the chat."""
        done = self.scene.run("Anna", what, *args)
        assert isinstance(done, Booking), done
        return done

    async def killed_before_noting(self) -> None:
        """Let the process be killed once it has written, before it notes that it did, and another one go on."""
        with self.database.killed_after(0):
            await self.host.write_due()
        self.host = self.new_host()
        await self.host.write_due()
        assert (self.host.waiting, self.host.trouble) == (0, None)

    def busy(self) -> list[tuple[datetime, datetime]]:
        """Return what is kept of Ben's busy times."""
        since, until = (int(at.timestamp() * 1000) for at in SPAN)
        found = self.scene.store.run(lambda uow: uow.hosts.busy(self.ben, since, until))
        return sorted((datetime.fromtimestamp(a / 1000, UTC), datetime.fromtimestamp(b / 1000, UTC)) for a, b in found)

    def version(self) -> int:
        """Return how often Ben's calendar was changed."""
        return self.scene.store.run(lambda uow: uow.hosts.versions().get(self.ben, 0))


@asynccontextmanager
async def desk_at(url: str, folder: Path, style: Style | None = None) -> AsyncIterator[Desk]:
    """Return Ben's calendar here and on a server, of a style where one is named; it ends with the test."""
    migrate(url)
    scene = opened(url)
    scene.tells = True
    service = scene.service()
    ben = service.hosts[0]
    desk = scene.office.desk
    hosts = {ben: replace(desk.hosts[ben], reads=True, writes=True)}
    scene.office = replace(scene.office, desk=replace(desk, hosts=hosts))
    counters, threads = Counters(), ThreadPoolExecutor(1)
    with calendars(folder, style) as server:
        connection = DavCalendar(server.account)
        plan = Plan(ben, writes=True, reads=True, names=False, every=300)
        database, clock, wording = MortalDatabase(scene.store), SceneClock(scene), Wording()

        def host() -> HostCalendar:
            return HostCalendar(plan, connection, database, clock, scene.office, wording, counters, threads)

        yield Desk(scene, server, host(), counters, ben, database, host)
        connection.close()
    threads.shutdown()
    scene.store.stop()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk on SQLite."""
    async with desk_at(f"sqlite:///{tmp_path}/o.db", tmp_path / "collections") as made:
        yield made


@pytest.fixture(params=KINDS)
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk on each kind of database."""
    url = f"sqlite:///{tmp_path}/o.db" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    async with desk_at(url, tmp_path / "collections") as made:
        yield made


def wish(desk: Desk, minutes: int = 0) -> object:
    """Return a talk with Ben, so many minutes after nine."""
    service = next(iter(desk.scene.office.desk.services.values()))
    return desk.scene.wish(service, minutes)


async def test_one_object_put_moved_and_deleted(either: Desk) -> None:
    """Booked: one object, put where none was. Moved: the same one, on the condition that it is as we left it, with a
    higher SEQUENCE. Cancelled: deleted. Done over, nothing is sent again."""
    booked = either.does(actions.book, wish(either))
    await either.host.write_due()
    (first,) = either.server.shows()
    moved = either.does(actions.move, booked.id, NINE + timedelta(hours=2))
    either.server.requests.clear()
    await either.host.write_due()
    assert either.server.requests == [("PUT", {"HTTP_IF_MATCH": first.etag})]
    (second,) = either.server.shows()
    assert (first.path, booked.uid in first.content) == (second.path, booked.uid in second.content)
    assert f"SEQUENCE:{moved.sequence}" in second.content
    assert "DTSTART;TZID=Europe/Berlin:20260601T110000" in second.content
    assert "METHOD" not in second.content
    either.does(actions.cancel, booked.id)
    either.server.requests.clear()
    await either.host.write_due()
    await either.host.write_due()
    assert either.server.methods() == ["DELETE"]
    assert either.server.shows() == []


async def test_an_answer_that_was_lost(desk: Desk) -> None:
    """The server took it and we don't know, as after a kill: tried again after a pause, it is still one object."""
    desk.does(actions.book, wish(desk))
    desk.server.lost = 1
    await desk.host.write_due()
    assert desk.host.facts()["trouble"] == "http-502"
    assert desk.host.facts()["waiting"] == 1
    desk.server.requests.clear()
    await desk.host.write_due()
    assert desk.server.requests == []
    desk.scene.at += timedelta(seconds=6)
    await desk.host.write_due()
    assert (desk.host.trouble, desk.host.waiting, len(desk.server.shows())) == (None, 0, 1)


async def test_killed_between_writing_and_noting(either: Desk) -> None:
    """Put, moved, deleted, each time killed before it is noted: the next process finds its own work, and there is one
    event as it stands, in the end none."""
    booked = either.does(actions.book, wish(either))
    await either.killed_before_noting()
    (first,) = either.server.shows()
    moved = either.does(actions.move, booked.id, NINE + timedelta(hours=2))
    await either.killed_before_noting()
    (second,) = either.server.shows()
    assert first.path == second.path
    assert f"SEQUENCE:{moved.sequence}" in second.content
    assert "T110000" in second.content
    either.does(actions.cancel, booked.id)
    await either.killed_before_noting()
    assert either.server.shows() == []


async def test_what_the_host_changed_there(desk: Desk) -> None:
    """The host moved it by hand and gave it an alarm: our time counts, the alarm stays, SEQUENCE is not below theirs.
    Deleted by hand, it comes back; cancelled, it goes whatever they did to it."""
    booked = desk.does(actions.book, wish(desk))
    await desk.host.write_due()
    name = name_of(booked.uid).removesuffix(".ics")
    alarm = ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:go", "TRIGGER:-PT10M", "END:VALARM")
    mine = ("DTSTART:20260601T150000Z", "DTEND:20260601T153000Z", "SEQUENCE:7", "CATEGORIES:blue", *alarm)
    desk.server.keeps(name, *mine, uid=booked.uid)
    desk.does(actions.move, booked.id, NINE + timedelta(hours=2))
    await desk.host.write_due()
    (there,) = desk.server.shows()
    assert "T110000" in there.content
    assert all(line in there.content for line in ("TRIGGER:-PT10M", "CATEGORIES:blue", "SEQUENCE:7"))
    assert desk.counters.value("calendar_conflicts_total") == 1
    desk.server.drops(name)
    desk.does(actions.move, booked.id, NINE + timedelta(hours=3))
    await desk.host.write_due()
    assert ["T120000" in each.content for each in desk.server.shows()] == [True]
    desk.server.keeps(name, *mine, uid=booked.uid)
    desk.does(actions.cancel, booked.id)
    await desk.host.write_due()
    assert desk.server.shows() == []


async def test_changed_while_it_is_written(desk: Desk) -> None:
    """What changes between our look and our note stays to be written."""
    booked = desk.does(actions.book, wish(desk))
    (entry,) = desk.scene.store.run(lambda uow: uow.entries.due(desk.ben, uow.now, 9))
    desk.does(actions.move, booked.id, NINE + timedelta(hours=1))
    desk.scene.store.run(lambda uow: uow.entries.done(entry, None))
    assert len(desk.scene.store.run(lambda uow: uow.entries.due(desk.ben, uow.now, 9))) == 1
    await desk.host.write_due()
    assert desk.scene.store.run(lambda uow: uow.entries.due(desk.ben, uow.now, 9)) == []


async def test_busy_times_by_sync_token(either: Desk) -> None:
    """First all is read, then what changed; nothing changed leaves the host's calendar as it is; what we wrote
    ourselves is no busy time; without a token that counts all is read again."""
    either.does(actions.book, wish(either))
    await either.host.write_due()
    either.server.keeps("a", "DTSTART:20260602T080000Z", "DTEND:20260602T090000Z")
    either.server.keeps("b", "DTSTART:20260603T080000Z", "DTEND:20260603T090000Z")
    second, third = (datetime(2026, 6, day, 8, tzinfo=UTC) for day in (2, 3))
    await either.host.read_if_due()
    assert [begin for begin, _ in either.busy()] == [second, third]
    version = either.version()
    await _again(either, ["REPORT"])
    assert either.version() == version
    assert either.host.facts()["read_seconds_ago"] == 0
    either.server.keeps("a", "DTSTART:20260602T100000Z", "DTEND:20260602T110000Z")
    either.server.drops("b")
    await _again(either, ["REPORT", "REPORT"])
    assert [begin for begin, _ in either.busy()] == [second + timedelta(hours=2)]
    assert either.version() > version
    assert either.counters.by_label("calendar_reads_total", "how") == {"whole": 1, "changes": 2}
    either.scene.at += timedelta(days=1)
    await either.host.read_if_due()
    assert either.counters.value("calendar_reads_total", how="whole") == 2


async def _again(desk: Desk, methods: list[str]) -> None:
    desk.scene.at += timedelta(seconds=301)
    desk.server.requests.clear()
    await desk.host.read_if_due()
    assert desk.server.methods() == methods


async def test_a_server_in_trouble(desk: Desk) -> None:
    """It is said in a word, what was known stays, and it is tried again soon."""
    desk.server.keeps("a", "DTSTART:20260602T080000Z", "DTEND:20260602T090000Z")
    await desk.host.read_if_due()
    desk.server.down = True
    desk.scene.at += timedelta(seconds=301)
    await desk.host.read_if_due()
    assert (desk.host.trouble, len(desk.busy())) == ("http-503", 1)
    assert desk.host.facts()["read_seconds_ago"] == 301
    desk.server.down = False
    desk.scene.at += timedelta(seconds=6)
    await desk.host.read_if_due()
    assert desk.host.trouble is None


async def test_p13_no_names_under_secrecy(desk: Desk) -> None:
    """A calendar that names who comes doesn't name whoever is a client under professional secrecy, also where they
    came under it afterwards, nor one whose data are restricted."""
    desk.host.plan = replace(desk.host.plan, names=True)
    booked = desk.does(actions.book, wish(desk))
    client = booked.client_id
    assert client is not None

    async def named() -> bool:
        await desk.host.write_due()
        (found,) = desk.server.shows()
        return "Anna" in found.content

    def switches(uow: UnitOfWork, *, under: bool, since: datetime | None) -> None:
        uow.clients.set_secrecy(client, under=under)
        uow.clients.set_restricted(client, since)
        terms_changed(Context(uow, desk.scene.office), TermsChanged(client))

    assert await named()
    for under, since in ((True, None), (False, None), (False, NINE)):
        desk.scene.store.run(partial(switches, under=under, since=since))
        assert await named() is (not under and since is None)


def test_check_says_what_to_do(desk: Desk, unused_tcp_port: int) -> None:
    """`check` asks each server: one that can be read, one without such a calendar, one that doesn't answer."""
    plan = Plan("ben", writes=True, reads=True, names=False, every=300)
    there = desk.server.account
    nowhere = replace(there, url=there.url.replace("duties", "home"))
    lost = replace(there, url=f"http://127.0.0.1:{unused_tcp_port}/ben/")
    found = findings([(plan, account) for account in (there, nowhere, lost)], NINE)
    assert [each.ok for each in found] == [True, False, False]
    assert found[0].what == "calendar of ben, by sync token"
    assert "no calendar" in found[1].todo
    assert "network" in found[2].todo


def test_nobody_there(unused_tcp_port: int) -> None:
    """A server that doesn't answer is one word of trouble."""
    lost = DavCalendar(Account(f"http://127.0.0.1:{unused_tcp_port}/ben/", "ben", "secret"))
    with pytest.raises(Trouble, match="unreachable"):
        lost.get("x.ics")


# --- what busy means -----------------------------------------------------------------------------------------------


def _event(*lines: str) -> str:
    own = ["BEGIN:VEVENT", "UID:1", "DTSTAMP:20260601T000000Z", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *own, "END:VCALENDAR", ""])


def _starts(*lines: str, span: tuple[datetime, datetime] = SPAN) -> list[str]:
    return [f"{begin:%m-%d %H:%M}" for begin, _ in busy_of(_event(*lines), span, BERLIN, {"ours"})]


def test_repeating_events_in_their_own_zone() -> None:
    """Every Monday at nine in New York, over the change of clocks there; one date left out."""
    span = (datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC))
    lines = ("DTSTART;TZID=America/New_York:20260601T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    left_out = "EXDATE;TZID=America/New_York:20261109T090000"
    assert _starts(*lines, left_out, span=span) == ["10-19 13:00", "10-26 13:00", "11-02 14:00", "11-16 14:00"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART:20260602T080000Z", "DTEND:20260602T090000Z"), ["06-02 08:00"]),
        (("DTSTART:20260602T080000Z", "DTEND:20260602T090000Z", "TRANSP:TRANSPARENT"), []),
        (("DTSTART:20260602T080000Z", "DTEND:20260602T090000Z", "STATUS:CANCELLED"), []),
        (("DTSTART:20260602T080000Z", "DTEND:20260602T090000Z", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        (("DTSTART:20260602T080000Z", "DTEND:20260602T090000Z", "STATUS:TENTATIVE"), ["06-02 08:00"]),
        (("DTSTART;VALUE=DATE:20260602",), ["06-01 22:00"]),  # a whole day on the host's wall
        (("DTSTART:20260602T080000", "DTEND:20260602T090000"), ["06-02 06:00"]),  # no zone: the host's
        (("DTSTART:20260602T080000Z",), []),  # a moment takes no time
    ],
)
def test_what_counts_as_busy(lines: tuple[str, ...], expected: list[str]) -> None:
    """Cancelled and transparent events, and those shown as free, don't; whole days and times without zone do."""
    assert _starts(*lines) == expected


@pytest.mark.parametrize(
    "content",
    [
        "nonsense",
        _event("DTSTART:yesterday"),
        _event("DTSTART:20260602T080000Z", "DTEND:20260602T090000Z", "RRULE:FREQ=SECONDLY"),
    ],
)
def test_unreadable(content: str) -> None:
    """What is no calendar object, and what repeats so often that nobody means it, is said to be so."""
    with pytest.raises(Unreadable):
        busy_of(content, SPAN, BERLIN, ())
