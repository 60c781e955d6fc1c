"""P12: fifty people with names of their own come, ask and are served, and the log names none of them."""

from __future__ import annotations

from itertools import cycle

from storage.vocabulary import Role
from tests.canaries import NAMES
from tests.cast import Person
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_both_languages, sentences
from tests.stories.journey import finishes, presses
from tests.stories.kit import joined, only


@in_both_languages
async def test_p12_fifty_names(open_office: OpenOffice, language: str) -> None:
    """Each joins, asks with their name in it, and the first is served to the end; after every test the log is looked
    through for these names (`tests/conftest.py`)."""
    assert len(set(NAMES)) >= 50
    office = await open_office(**only("telegram", "slack"))
    max_ = await joined(office, Role.ASSISTANT, "Max", "telegram", language=language)
    anna, *others = [each for each in NAMES if each != "Max"]
    person = await asking(office, anna, "slack", language)
    await presses(max_, sentences(language)("acknowledge"))
    await finishes(max_, person, f"Delivered to {anna}", language=language)
    for name, platform in zip(others, cycle(("telegram", "slack"))):
        await asking(office, name, platform, language)
    await office.quiet()


async def asking(office: Office, name: str, platform: str, language: str) -> Person:
    """Return somebody of a client called so, too, who has asked for something."""
    person = await joined(office, Role.CLIENT, name, platform, language=language, client=f"Dr. {name}")
    await person.requests(f"Please order flowers for {name}")
    await person.sees(sentences(language)("request-accepted", ref="T-"))
    return person
