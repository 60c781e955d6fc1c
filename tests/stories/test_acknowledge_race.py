"""Two assistants press Acknowledge at the same moment, one on the card and one on the queue, through the platforms."""

from __future__ import annotations

import re

from storage.vocabulary import Role
from tests.cast import Person
from tests.stories.conftest import OpenOffice
from tests.stories.days import press
from tests.stories.kit import joined

ROUNDS = 10  # on each database


async def test_of_two_who_press_at_once_one_gets_the_task(open_office: OpenOffice) -> None:
    """The other reads who has it and since when; the client hears it once."""
    office = await open_office()
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    eva = await joined(office, Role.ASSISTANT, "Eva", "slack")
    for number in range(ROUNDS):
        reference = await _request(anna, f"Errand {number}.")
        for assistant, other in ((ben, eva), (eva, ben)):
            if f"It goes to {assistant.name}" in await anna.sees(reference):
                await assistant.sees_button("Acknowledge")
                other.commands("queue")
                claim = f"Claim {reference}"
                await other.sees_button(claim)
                if other.platform != "slack":  # where the button's own dialog asks
                    other.presses(claim)
                    claim = "Yes"
                    await other.sees(f"{reference} has been with")
                first, second = (assistant, "Acknowledge"), (other, claim)
                for presser, label in (first, second) if number % 2 else (second, first):
                    press(presser, label, f"{reference} has been with" if label == "Yes" else None)
        winner, loser = await _won(ben, eva, anna, reference)
        await loser.sees_toast(f"{reference} was already taken by {winner.name}, ")
        await winner.sees_toast(f"{reference} is yours")
        await office.quiet()
        assert anna.count(f"is taking care of {reference}") == 1


async def _request(anna: Person, words: str) -> str:
    await anna.requests(words)
    shown = await anna.sees(f"{words}\nReceived")
    found = re.search(r"T-\d+", shown)
    assert found is not None, shown
    return found[0]


async def _won(ben: Person, eva: Person, anna: Person, reference: str) -> tuple[Person, Person]:
    told = await anna.sees(f"is taking care of {reference}")
    return (ben, eva) if told.startswith("Ben") else (eva, ben)
