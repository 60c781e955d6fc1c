"""The calendar feed: an address got in chat, read by another's parser, renewed, switched off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from tests.cast import Person
from tests.stories.booking_steps import books_first, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, until
from tests.stories.kit import makes_sure

vobject = pytest.importorskip("vobject", reason="vobject is not installed: `make setup-dev` does that")
ALWAYS = {"date"}


async def _address(day: Day, who: Person, button: str, known: int = 0) -> str:
    """Return the address that somebody gets; they got `known` before."""
    base = f"{day.office.app.office.desk.feeds}/"
    await day.presses(who, button)
    if known:
        await makes_sure(who, day.t("yes"))
    await until(who, lambda: who.everything().count(base) > known, "an address")
    return base + who.everything().rpartition(base)[2].split(".ics")[0] + ".ics"


async def _get(address: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as session, session.get(address, headers=named) as answer:
        kept = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in ALWAYS}
        return answer.status, kept, await answer.read()


def _events(body: bytes) -> list[Any]:
    read = vobject.readOne(body.decode())
    read.validate(raiseException=True)
    return list(read.contents.get("vevent", []))


@both
async def test_a_feed_is_read_renewed_and_switched_off(open_office: OpenOffice, on: str, language: str) -> None:
    """Client and host have an address each, with the same appointment and without each other's name. What changes is
    there at the next look; an old address and one switched off answer just as one that never was."""
    day = await begin(open_office, on, on, language, desk=talk_with_ben(), feeds=True)
    booked = await books_first(day, day.anna, "A-1")
    day.anna.commands("calendar")
    first = await _address(day, day.anna, "feed-make")
    status, headers, body = await _get(first)
    assert (status, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("private, max-age=300", "noindex")
    (event,) = _events(body)
    assert (event.uid.value, event.dtstart.value) == (booked.uid, booked.starts_at)
    assert event.summary.value.endswith("A-1")
    assert (await _get(first, If_None_Match=headers["etag"]))[0] == 304
    day.ben.commands("calendar")
    hosts = await _address(day, day.ben, "feed-make")
    _, _, theirs = await _get(hosts)
    assert [each.uid.value for each in _events(theirs)] == [booked.uid]
    assert b"Anna" not in theirs
    await day.presses(day.anna, "booking-cancel", "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    await until(day.anna, lambda: bool(cards(day.anna, day.t("booking-state-cancelled"))), "cancelled")
    status, again, body = await _get(first, If_None_Match=headers["etag"])
    assert (status, _events(body)) == (200, [])
    assert again["etag"] != headers["etag"]
    second = await _address(day, day.anna, "feed-renew", 1)
    assert second != first
    assert (await _get(second))[0] == 200
    never = first[:-14] + "0123456789.ics"
    assert await _get(first) == await _get(never)
    assert (await _get(never))[0] == 404
    await day.presses(day.ben, "feed-end")
    await makes_sure(day.ben, day.t("yes"))
    await day.reads(day.ben, "feed-ended")
    assert await _get(hosts) == await _get(never)
