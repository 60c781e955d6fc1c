"""Free times in a menu that is searched by typing, on Slack: what it offers, to whom, and what a choice does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.i18n import moment
from handlers.bookings.choice import Choice, token
from handlers.chat.incoming import Sender, Standing
from handlers.chat.suggesting import suggested
from handlers.features import HOUSE
from handlers.rules.slots.desk import Desk as Bookable
from storage.vocabulary import Channel, ClientId, PersonState, Role
from tests.cast import SlackPerson
from tests.office import ZONE
from tests.stories.booking_steps import talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, labels, pick, until
from tests.stories.kit import Desk

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)
BERLIN = ZoneInfo(ZONE)
TALK = {"en": "Talk", "de": "Gespräch"}


async def _opens(open_office: OpenOffice, language: str) -> tuple[Day, str]:
    """Return a day on which Anna looks at the days of a talk, and the title of that card."""
    day = await begin(open_office, "slack", "slack", language, desk=talk_with_ben(), start=MONDAY)
    title = day.t("book-title", service=TALK[language], count=30)
    day.anna.commands("book")
    await until(day.anna, lambda: day.t("book-first-free") in labels(day.anna, title), title)
    return day, title


async def _offered(day: Day, title: str, typed: str) -> list[str]:
    """Return what Anna is offered who types into the menu of a card."""
    assert isinstance(day.anna, SlackPerson)
    ts = str(list(cards(day.anna, title))[-1])
    return await day.anna.user.suggests(day.t("book-find-time"), typed, ts=ts)


def _label(day: Day, hour: int, minute: int = 0, *, date: int = 20) -> str:
    return moment(datetime(2026, 3, date, hour, minute, tzinfo=BERLIN), day.language, ZONE)


@pytest.mark.parametrize(("database", "language"), [("sqlite", "en"), ("postgresql", "de")], indirect=["database"])
async def test_found_by_typing(open_office: OpenOffice, language: str) -> None:
    """Opened, the menu offers the next free times; a day in words leaves that day, a time what is nearest, nonsense
    nothing. A choice is a tap on its button: kept for some minutes, and not offered to anybody else."""
    day, title = await _opens(open_office, language)
    everything = await _offered(day, title, "")
    assert len(everything) == 100
    assert everything[0] == _label(day, 9, date=17)
    friday = await _offered(day, title, {"en": "Friday", "de": "Freitag"}[language])
    assert friday == [_label(day, 9 + half // 2, half % 2 * 30) for half in range(16)]
    near = await _offered(day, title, {"en": "Friday at half past nine", "de": "Freitag halb zehn"}[language])
    assert len(near) == 5
    assert _label(day, 9, 30) in near
    assert await _offered(day, title, "11:30") == [each for each in everything if each.endswith("11:30")]
    assert await _offered(day, title, "xyzzy") == []
    await _offered(day, title, {"en": "Friday", "de": "Freitag"}[language])
    pick(day.anna, day.t("book-find-time"), _label(day, 10), title)
    held = day.t("booking-held", what=TALK[language], at="§").partition("§")[0]
    await until(day.anna, lambda: bool(cards(day.anna, held)), "what is kept")
    assert _label(day, 10) in day.anna.everything()
    assert await _offered(day, title, {"en": "Friday", "de": "Freitag"}[language]) == [
        each for each in friday if each != _label(day, 10)
    ]


def test_offered_to_whom_it_hangs_with(desk: Desk) -> None:
    """Somebody else, a stranger, a guest who isn't known as one, who has no access any more, whose data are restricted,
    whose channel is off: nothing is offered to them, nor by a key that is over, unknown, or of another button."""
    desk.facts = replace(desk.facts, desk=talk_with_ben())
    anna, _ = desk.joins(Role.CLIENT, "Anna"), desk.joins(Role.CLIENT, "Otto")
    gone = desk.joins(Role.CLIENT, "Gone", state=PersonState.REMOVED)
    about = Choice(token("talk")).about()
    for person, action, key in (
        (anna, "bookings.pick-time", "menu"),
        (gone, "bookings.pick-time", "removed"),
        (anna, "bookings.pick-day", "calendar"),
    ):
        desk.hangs(person, action, about, key)

    def offered(name: str, key: str, **facts: Any) -> int:
        sender = Sender("console", "", name, name, **facts)
        return len(desk.store.run(lambda uow: suggested(uow, sender, key, "", desk.facts, HOUSE), reading=True))

    assert offered("anna", "menu") == 100
    assert [offered(name, "menu") for name in ("otto", "nobody", "gone")] == [0, 0, 0]
    assert offered("gone", "removed") == 0
    assert [offered("anna", "menu", standing=each) for each in (Standing.GUEST, Standing.OUTSIDER)] == [0, 0]
    assert [offered("anna", key) for key in ("calendar", "unknown", "x" * 300)] == [0, 0, 0]
    client = ClientId(str(anna.client_id))
    desk.run(lambda uow: uow.clients.set_restricted(client, uow.now))
    assert offered("anna", "menu") == 0
    desk.run(lambda uow: uow.clients.set_restricted(client, None))
    desk.run(lambda uow: uow.clients.set_channel(client, "console", Channel.OFF))
    assert offered("anna", "menu") == 0
    desk.run(lambda uow: uow.clients.set_channel(client, "console", Channel.FULL))
    assert offered("anna", "menu") == 100
    desk.facts = replace(desk.facts, desk=Bookable())
    assert offered("anna", "menu") == 0
    desk.facts = replace(desk.facts, desk=talk_with_ben())
    desk.clock.move(400 * 86400)
    assert offered("anna", "menu") == 0
