"""Files travel across platforms: fetched where they were sent, kept, and handed to whoever they are for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import PATIENCE, Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice

CONTENT = b"%PDF-1.7 " + b"roses are red " * 20_000


def sends_file(person: Person, name: str, content: bytes, words: str) -> None:
    """Let a person send a document with words."""
    if isinstance(person, SlackPerson):
        person.user.sends_file(name, content, words)
        return
    assert isinstance(person, TelegramPerson)
    person.user.sends_document(name, content, caption=words)


def has_files(office: Office, person: Person) -> list[tuple[str, bytes]]:
    """Return the files the office sent a person, oldest first."""
    if isinstance(person, TelegramPerson):
        sent = [message.file for message in person.user.messages if message.from_bot and message.file is not None]
        return [(file.filename, file.content) for file in sent]
    assert isinstance(person, SlackPerson)
    workspace = office.slack.workspace
    shown = [
        file["id"] for message in person.user.messages if message.from_bot for file in message.raw.get("files", ())
    ]
    return [(workspace.files[file].title, workspace.files[file].content or b"") for file in shown]


async def until(fact: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE * 4):
        while not fact():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("client_on", "assistant_on"), [("telegram", "slack"), ("slack", "telegram")])
async def test_a_document_reaches_the_assistant(open_office: OpenOffice, client_on: str, assistant_on: str) -> None:
    """What a client sends on one platform the assistant holds on the other: once, whole, under its own name."""
    office = await open_office()
    mia = await office.manager("Mia", on=client_on)
    (ben,) = await office.assistants("Ben", on=assistant_on, by=mia)
    anna = await office.client("Anna", on=client_on)

    sends_file(anna, "roses.pdf", CONTENT, "Please print this")
    await anna.sees("roses.pdf")
    await anna.sees_button("Send request")
    anna.presses("Send request")
    await ben.sees("Please print this")
    await until(lambda: has_files(office, ben))
    await office.quiet()
    assert has_files(office, ben) == [("roses.pdf", CONTENT)]


async def test_a_file_survives_a_kill(open_on: OpenOffice) -> None:
    """The office is killed as soon as the file was mentioned: after the next start it is fetched and sent on, once."""
    office = await open_on("telegram", "slack")
    mia = await office.manager("Mia")
    (ben,) = await office.assistants("Ben", by=mia)
    anna = await office.client("Anna")
    sends_file(anna, "roses.pdf", CONTENT, "Please print this")
    await anna.sees("roses.pdf")
    await office.kill()
    await office.start()
    await anna.sees_button("Send request")
    anna.presses("Send request")
    await until(lambda: has_files(office, ben))
    await office.quiet()
    assert has_files(office, ben) == [("roses.pdf", CONTENT)]


async def test_a_program_is_refused_and_said(open_office: OpenOffice) -> None:
    """A program is not taken; the words that came with it are."""
    office = await open_office()
    mia = await office.manager("Mia")
    await office.assistants("Ben", by=mia)
    anna = await office.client("Anna")
    sends_file(anna, "run.exe", b"MZ", "Please run this")
    await anna.sees("did not arrive")
    await anna.sees("Please run this")
