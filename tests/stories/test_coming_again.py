"""P15: somebody whose client was erased writes again and is invited again: nobody knows anything of before."""

from __future__ import annotations

import asyncio

import pytest

from bot.rights.erasing import ROUND_SECONDS
from storage.vocabulary import Role
from tests.cast import PATIENCE, Person
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import files_of, labels, orders, presses
from tests.stories.kit import forges, joined, joins, keys, makes_sure, only

WORDS = "Order roses for Kunigunde"
STRANGER = "I only talk to people who were invited"


async def erased(office: Office, mia: Person, max_: Person) -> None:
    """Let two people erase Dr. Weber, and wait for the certificate."""
    mia.commands("erase", "Dr. Weber")
    await presses(mia, "Erase Dr. Weber")
    await makes_sure(mia)
    await presses(max_, "Confirm")
    async with asyncio.timeout(PATIENCE):
        while not files_of(office, mia):
            await office.quiet()
            office.clock.move(ROUND_SECONDS)


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_p15_who_was_erased_and_comes_again_is_somebody_new(open_office: OpenOffice, on: str) -> None:
    """From the same account: words, old buttons, replies and numbers of before meet a stranger, whom nothing is told
    of; with a new code they are somebody new, whose lists, search, data and export hold nothing of before."""
    office = await open_office(**only(on, keeps_keys=True))
    mia = await joined(office, Role.MANAGER, "Mia", on)
    max_ = await joined(office, Role.ADMINISTRATOR, "Max", on)
    await joined(office, Role.ASSISTANT, "Ben", on)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    await orders(anna, WORDS)
    old = keys(anna, "Cancel task")
    assert old
    await erased(office, mia, max_)

    anna.says("What became of my roses?")
    await anna.sees(STRANGER)
    for key in old:
        forges(anna, key)
    anna.commands("task", "T-1001")
    anna.commands("tasks")
    anna.commands("mydata")
    await office.quiet()
    assert anna.count(WORDS) == 1, "what was shown before the erasure, and nothing since"
    assert files_of(office, anna) == []

    before = anna.count(WORDS)
    joins(anna, (await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")).code)
    await anna.sees("Office Berlin", count=1)
    for key in old:
        forges(anna, key)
    for command, argument in (("tasks", ""), ("task", "T-1001"), ("find", "Kunigunde")):
        anna.commands(command, *filter(None, (argument,)))
        await office.quiet()
    assert anna.count(WORDS) == before
    await orders(anna, "Order tulips")
    assert anna.count("Request T-1002") == 1
    mia.commands("task", "T-1001")
    await office.quiet()
    assert mia.count("Kunigunde") == 0
    assert "Cancel task" in labels(anna)
