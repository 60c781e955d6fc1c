"""Hosts' calendars on servers that behave as Nextcloud, Fastmail, iCloud and one behind a proxy do: addresses, logins,
ETags, sync tokens, redirects and answers in trouble."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.calendars import multistatus
from bot.calendars.checking import findings
from bot.calendars.dav import Account
from bot.calendars.plan import Plan
from handlers.bookings import actions
from tests.bot.test_calendars import Desk, desk_at, wish
from tests.dav_styles import FASTMAIL, NEXTCLOUD, PROXIED, STYLES, Dressed, Style
from tests.storage.booking_scene import NINE

DAY = timedelta(days=1)
styles = pytest.mark.parametrize("style", STYLES, ids=lambda style: str(style.name))


@pytest.fixture
def style() -> Style:
    """Nextcloud, for tests that name no style."""
    return NEXTCLOUD


@pytest.fixture
async def desk(tmp_path: Path, style: Style) -> AsyncIterator[Desk]:
    """Ben's calendar on a server of a style."""
    async with desk_at(f"sqlite:///{tmp_path}/o.db", tmp_path / "collections", style) as made:
        yield made


def _dressed(desk: Desk) -> Dressed:
    assert desk.server.dressed is not None
    return desk.server.dressed


@styles
async def test_put_moved_and_deleted(desk: Desk, style: Style) -> None:
    """One object, put, replaced by what was moved, deleted, each at the first try: no ETag of theirs is taken for
    somebody else's change. Where a PUT names no ETag the object is looked at first."""
    booked = desk.does(actions.book, wish(desk))
    await desk.host.write_due()
    (first,) = desk.server.shows()
    for hours in (1, 2):
        desk.does(actions.move, booked.id, NINE + timedelta(hours=hours))
        desk.server.requests.clear()
        await desk.host.write_due()
        assert [each for each in desk.server.methods() if each != "GET"] == ["PUT"]
        assert ("GET" in desk.server.methods()) is not style.says_etag
    (second,) = desk.server.shows()
    assert (first.path, "T110000" in second.content) == (second.path, True)
    desk.does(actions.cancel, booked.id)
    desk.server.requests.clear()
    await desk.host.write_due()
    assert desk.server.methods() == ["DELETE"]
    assert (desk.counters.value("calendar_conflicts_total"), desk.server.shows()) == (0, [])


@styles
async def test_what_the_host_changed_there(desk: Desk, style: Style) -> None:
    """An object the host changed by hand is put back with what they noted there, whatever ETags are like."""
    booked = desk.does(actions.book, wish(desk))
    await desk.host.write_due()
    (there,) = desk.server.shows()
    name = there.path.rpartition("/")[2].removesuffix(".ics")
    desk.server.keeps(name, "DTSTART:20260601T150000Z", "DTEND:20260601T153000Z", "CATEGORIES:blue", uid=booked.uid)
    desk.does(actions.move, booked.id, NINE + timedelta(hours=2))
    await desk.host.write_due()
    assert desk.host.trouble is None
    (there,) = desk.server.shows()
    assert "T110000" in there.content
    assert "CATEGORIES:blue" in there.content


@styles
async def test_busy_times(desk: Desk, style: Style) -> None:
    """Read, then what changed since: by tokens where they are kept, a page at a time if need be; else all anew."""
    for day in range(1, 6):
        desk.server.keeps(f"e{day}", f"DTSTART:2026060{day}T080000Z", f"DTEND:2026060{day}T090000Z")
    await desk.host.read_if_due()
    assert [begin.day for begin, _ in desk.busy()] == [1, 2, 3, 4, 5]
    for day in (1, 2, 3):
        desk.server.keeps(f"e{day}", f"DTSTART:2026060{day}T100000Z", f"DTEND:2026060{day}T110000Z")
    desk.server.drops("e4")
    desk.scene.at += timedelta(seconds=301)
    await desk.host.read_if_due()
    assert [(begin.day, begin.hour) for begin, _ in desk.busy()] == [(1, 10), (2, 10), (3, 10), (5, 8)]
    how = {"whole": 1, "changes": 1} if style.tokens == "kept" else {"whole": 2}
    assert desk.counters.by_label("calendar_reads_total", "how") == how
    assert (desk.host.trouble, desk.host.unreadable) == (None, 0)


@pytest.mark.parametrize(
    ("status", "headers", "trouble", "pause"),
    [
        ("423 Locked", [], "http-423", 6),
        ("507 Insufficient Storage", [], "http-507", 6),
        ("429 Too Many Requests", [("Retry-After", "90")], "http-429", 91),
        ("503 Service Unavailable", [("Retry-After", "600"), ("Content-Type", "text/html")], "http-503", 601),
        ("302 Found", [("Location", "/index.php/login")], "moved", 6),
    ],
)
async def test_a_write_in_trouble(
    desk: Desk, status: str, headers: list[tuple[str, str]], trouble: str, pause: int
) -> None:
    """It waits, as long as the server asks for, and is done after that; a redirect isn't taken for a yes."""
    desk.does(actions.book, wish(desk))
    _dressed(desk).next_answers.append(("PUT", status, headers))
    await desk.host.write_due()
    assert (desk.host.trouble, desk.host.waiting, desk.server.shows()) == (trouble, 1, [])
    desk.server.requests.clear()
    desk.scene.at += timedelta(seconds=pause - 2)
    await desk.host.write_due()
    assert desk.server.requests == []
    desk.scene.at += timedelta(seconds=2)
    await desk.host.write_due()
    assert (desk.host.trouble, desk.host.waiting, len(desk.server.shows())) == (None, 0, 1)


async def test_a_read_in_trouble(desk: Desk) -> None:
    """A page instead of an answer, and a wish to be left alone, are trouble, and what was known stays."""
    desk.server.keeps("a", "DTSTART:20260602T080000Z", "DTEND:20260602T090000Z")
    await desk.host.read_if_due()
    answers = [
        ("207 Multi-Status", [("Content-Type", "application/xml")], "nonsense"),
        ("200 OK", [("Content-Type", "text/html")], "http-200"),
        ("503 Service Unavailable", [("Retry-After", "900")], "http-503"),
    ]
    for status, headers, trouble in answers:
        _dressed(desk).next_answers.append(("REPORT", status, headers))
        desk.scene.at += timedelta(seconds=301)
        await desk.host.read_if_due()
        assert (desk.host.trouble, len(desk.busy())) == (trouble, 1)
    desk.server.requests.clear()
    desk.scene.at += timedelta(seconds=899)
    await desk.host.read_if_due()
    assert desk.server.requests == []
    desk.scene.at += timedelta(seconds=1)
    await desk.host.read_if_due()
    assert desk.host.trouble is None


@pytest.mark.parametrize("style", [FASTMAIL, PROXIED], ids=["basic", "digest"])
async def test_refused_for_a_while(desk: Desk) -> None:
    """A server that refuses a password it knows, as some do while they restart, is asked anew with the same one."""
    desk.does(actions.book, wish(desk))
    await desk.host.write_due()
    desk.does(actions.book, wish(desk, 60))
    denied = ("PUT", "401 Unauthorized", [("WWW-Authenticate", 'Basic realm="calendars"')])
    _dressed(desk).next_answers.append(denied)
    await desk.host.write_due()
    assert (desk.host.trouble, desk.host.waiting) == ("refused", 1)
    desk.scene.at += timedelta(seconds=6)
    await desk.host.write_due()
    assert (desk.host.trouble, desk.host.waiting, len(desk.server.shows())) == (None, 0, 2)


@styles
async def test_check_finds_the_calendar(desk: Desk, style: Style) -> None:
    """Who has the address of the server alone reads which calendars there are; with one of those all is well."""
    plan = Plan("ben", writes=True, reads=True, names=False, every=300)
    (found,) = findings([(plan, replace(desk.server.account, url=desk.server.root))], NINE)
    assert not found.ok
    url = found.todo.partition('url = "')[2].partition('"')[0]
    assert found.todo.endswith('" is Duties')
    assert ("localhost" in url) is style.far
    (found,) = findings([(plan, replace(desk.server.account, url=url))], NINE)
    assert found.ok
    (found,) = findings([(plan, Account(desk.server.root, "ben", "wrong"))], NINE)
    assert found.todo == "user or password is wrong, or has no right to read it"


async def test_check_says_where_it_moved(desk: Desk) -> None:
    """A server that sends elsewhere is not followed with a calendar's words: the new address is said."""
    _dressed(desk).next_answers.append(("REPORT", "301 Moved Permanently", [("Location", "/new/ben/duties/")]))
    plan = Plan("ben", writes=True, reads=True, names=False, every=300)
    (found,) = findings([(plan, desk.server.account)], NINE)
    assert found.todo == f"the server sends elsewhere: put the new address into url; {desk.server.root}/new/ben/duties/"


def test_one_in_trouble_among_others() -> None:
    """Addresses of any host and escaping are paths; a resource that is locked or gone doesn't hide the others; what is
    not a multistatus is none."""
    said = multistatus.read(
        ElementTree.fromstring(  # noqa: S314 - our own words
            """<multistatus xmlns="DAV:" xmlns:x="http://example.org/">
            <response><href>https://p12.example.org:443/ben/a%20b.ics</href><propstat><prop><getetag>"1"</getetag></prop>
              <status>HTTP/1.1 200 OK</status></propstat><propstat><prop><displayname>x</displayname></prop>
              <status>HTTP/1.1 404 Not Found</status></propstat></response>
            <response><href>/ben/c.ics</href><status>HTTP/1.1 423 Locked</status><x:more/></response>
            <response><href>/ben/d.ics</href><status>HTTP/1.1 404 Not Found</status></response>
            <sync-token>42</sync-token></multistatus>"""
        )
    )
    assert [(each.path, each.status, each.is_gone) for each in said.resources] == [
        ("/ben/a b.ics", None, False),
        ("/ben/c.ics", 423, False),
        ("/ben/d.ics", 404, True),
    ]
    assert list(said.resources[0].properties) == ["{DAV:}getetag"]
    assert (said.token, said.is_truncated) == ("42", False)
    for none in (None, ElementTree.Element("html")):
        with pytest.raises(ValueError, match="multistatus"):
            multistatus.read(none)
