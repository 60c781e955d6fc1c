"""Somebody without a chat is invited to an appointment by mail, and hears there what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.cast import PATIENCE, SlackPerson
from tests.mail import MailServer, calendar_in, mail_server, words_of
from tests.stories.booking_steps import books_first, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, errors_of, until
from tests.stories.kit import makes_sure

OTTO = "otto@example.net"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """A mail server."""
    async with mail_server() as made:
        yield made


async def _arrived(server: MailServer, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(server.arrived) < count:
            server.changed.clear()
            await server.changed.wait()


async def _adds_otto(day: Day, address: str) -> None:
    await day.presses(day.anna, "booking-add", "A-1 · ")
    await day.fills(day.anna, booking_guest_name="Otto", booking_guest_mail=address)


@both
async def test_invited_by_mail(open_office: OpenOffice, server: MailServer, on: str, language: str) -> None:
    """What is no address is said to be none; a right one is shown once more, and only then mail goes there. The
    appointment is cancelled: Otto reads so, too. Whoever refuses mail, Ben hears it."""
    day = await begin(open_office, on, on, language, desk=talk_with_ben(), mail=server.account)
    await books_first(day, day.anna, "A-1")
    await _adds_otto(day, "otto at example")
    wrong = day.t("invitation-no-address")
    await until(day.anna, lambda: wrong in day.anna.everything() or wrong in errors_of(day.anna), wrong)
    await _corrects(day)
    await until(day.anna, lambda: bool(cards(day.anna, OTTO)), OTTO)
    assert server.arrived == []
    await day.presses(day.anna, "invitation-send")
    await _arrived(server, 1)
    await until(day.anna, lambda: bool(cards(day.anna, day.t("invitation-told"))), "told")
    assert words_of(server.arrived[0]).startswith(day.t("letter-hello", name="Otto"))
    assert day.t("letter-invited", by="Anna") in words_of(server.arrived[0])
    server.refuses["rcpt"] = "550 gone"
    await day.presses(day.anna, "booking-cancel", "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    refused = day.t("invitation-refused", name="Otto", ref="A-1", address=OTTO, code="smtp-550")
    await until(day.ben, lambda: refused in day.ben.everything(), refused)
    assert [calendar_in(mail)[0] for mail in server.arrived] == ["REQUEST"]


async def _corrects(day: Day) -> None:
    """Let Anna give the right address instead of the wrong one."""
    if isinstance(day.anna, SlackPerson):
        day.anna.user.fills(**{day.t("booking-guest-mail"): OTTO})
        day.anna.user.submits()
    else:
        day.anna.says(OTTO)
