"""Files travel across platforms: fetched where they were sent, kept, and handed to whoever they are for."""

from __future__ import annotations

import pytest

from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, sentences
from tests.stories.journey import files_of, has_file, opened, presses, sends_file

CONTENT = b"%PDF-1.7 " + b"roses are red " * 20_000


@in_turn
async def test_a_document_reaches_the_assistant(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What a client sends the assistant holds, on whatever platform: once, whole, under its own name."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "roses.pdf", CONTENT, "Please print this")
    await anna.sees("roses.pdf")
    await presses(anna, t("send-request"))
    await ben.sees("Please print this")
    await has_file(office, ben, CONTENT)
    await office.quiet()
    assert files_of(office, ben) == [("roses.pdf", CONTENT)]


@pytest.mark.usefixtures("short_leases")
@in_turn
async def test_a_file_survives_a_kill(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The office is killed as soon as the file was mentioned: after the next start it is fetched and sent on, once."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "roses.pdf", CONTENT, "Please print this")
    await anna.sees("roses.pdf")
    await office.kill()
    await office.start()
    await presses(anna, t("send-request"))
    await has_file(office, ben, CONTENT)
    await office.quiet()
    assert files_of(office, ben) == [("roses.pdf", CONTENT)]


@in_turn
async def test_a_program_is_refused_and_said(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A program is not taken; the words that came with it are."""
    t = sentences(language)
    _, _, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "run.exe", b"MZ", "Please run this")
    await anna.sees(t("file-error-refused-type"))
    await anna.sees("Please run this")
