"""Files of people: accepted at once, shown as coming, here or failed, and with a clear answer when they don't come."""

from __future__ import annotations

import asyncio

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, sentences
from tests.stories.journey import (
    acknowledges,
    ben_and_anna,
    files_of,
    gives_form,
    has_file,
    orders,
    presses,
    sends_file,
    until,
)
from tests.stories.kit import in_chats, joined, only

PLAN = b"%PDF plan"
SENTENCES = {
    "en": {
        "coming": "(coming)",
        "failed": "(did not arrive)",
        "not taken": "(not taken: ",
        "too big": "it is too big. Please send it in parts, or send a link to it.",
        "refused": "files of this kind are not taken here. Please send it as a PDF or picture.",
        "empty": "it is empty. Please look at it and send it again.",
        "gone": "it is not there any more. Please send it again.",
        "send": "Send request",
    },
    "de": {
        "coming": "(kommt gerade)",
        "failed": "(nicht angekommen)",
        "not taken": "(nicht angenommen: ",
        "too big": "Sie ist zu groß. Bitte senden Sie sie in Teilen oder als Link.",
        "refused": "Dateien dieser Art nehmen wir nicht an. Bitte senden Sie sie als PDF oder Bild.",
        "empty": "Sie ist leer. Bitte sehen Sie nach und senden Sie sie noch einmal.",
        "gone": "Sie ist nicht mehr da. Bitte senden Sie sie noch einmal.",
        "send": "Absenden",
    },
}
MAP, BILL = b"%PDF map", b"%PDF bill"
IN_WINDOWS = {
    "en": {
        "words": "What do you need?",
        "files": "Files",
        "acknowledge": "Acknowledge",
        "done": "Done",
        "result": "What shall the client read as the result?",
    },
    "de": {
        "words": "Was wird gebraucht?",
        "files": "Dateien",
        "acknowledge": "Annehmen",
        "done": "Erledigt",
        "result": "Welches Ergebnis soll ich ausrichten?",
    },
}
languages = pytest.mark.parametrize("language", ["en", "de"])


def _holds(office: Office, on: str) -> asyncio.Event:
    """Let the next download wait until the event is set."""
    wait = asyncio.Event()
    if on == "telegram":
        office.telegram.fault("getFile", hold=wait)
    else:
        office.slack.fault("download", hold=wait)
    return wait


def _now(person: Person, name: str) -> str:
    """Return the line about a file on the newest card."""
    assert isinstance(person, TelegramPerson | SlackPerson)
    if isinstance(person, TelegramPerson):
        texts = [each.text for each in person.user.messages if each.from_bot]
    else:
        texts = [each.shown for each in person.user.messages if each.from_bot]
    lines = [line for text in texts for line in text.splitlines() if line.startswith("📎") and name in line]
    return lines[-1] if lines else ""


@languages
@in_chats
async def test_coming_then_here(open_on: OpenOffice, on: str, language: str) -> None:
    """The draft is there at once, its file marked as coming; once fetched, the mark goes."""
    said = SENTENCES[language]
    office = await open_on(on)
    _, anna = await ben_and_anna(office, on, on, language=language)
    wait = _holds(office, on)
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await until(lambda: _now(anna, "plan.pdf") == f"📎 plan.pdf {said['coming']}", "coming")
    wait.set()
    await until(lambda: _now(anna, "plan.pdf") == "📎 plan.pdf", "here")


@in_turn
async def test_sent_before_it_is_here(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The request may be sent while its file is still coming: the assistant's card says so and changes, and the file
    follows once, below the card."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    wait = _holds(office, client_on)
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await presses(anna, t("send-request"))
    await until(lambda: _now(ben, "plan.pdf") == t("file-coming", name="plan.pdf"), "coming")
    assert files_of(office, ben) == []
    wait.set()
    assert await has_file(office, ben, PLAN) == "plan.pdf"
    await until(lambda: _now(ben, "plan.pdf") == "📎 plan.pdf", "here")
    await until(lambda: _now(anna, "plan.pdf") == "📎 plan.pdf", "here")
    await office.quiet()
    assert files_of(office, ben) == [("plan.pdf", PLAN)]


@languages
@in_chats
@pytest.mark.parametrize(
    ("name", "content", "why"), [("film.pdf", b"%PDF" + b"x" * 2000, "too big"), ("run.exe", b"MZ program", "refused")]
)
async def test_what_is_not_taken_gets_a_clear_answer(
    open_on: OpenOffice, on: str, language: str, name: str, content: bytes, why: str
) -> None:
    """Too big, or a program: said with a way out; the words are a draft all the same, and can be sent."""
    said = SENTENCES[language]
    office = await open_on(on, most_bytes=1000)
    ben, anna = await ben_and_anna(office, on, on, language=language)
    sends_file(anna, name, content, "Please look")
    await anna.sees(said[why])
    await until(lambda: said["not taken"] in _now(anna, name), "not taken")
    await presses(anna, said["send"])
    await ben.sees("Please look")
    await office.quiet()
    assert files_of(office, ben) == []


async def test_larger_than_telegram_gives_out(open_on: OpenOffice) -> None:
    """A bot can't fetch more than 20 MB from Telegram: said at once, nothing is fetched."""
    office = await open_on("telegram")
    _, anna = await ben_and_anna(office, "telegram", "telegram")
    sends_file(anna, "film.mp4", bytes(21_000_000), "Our film")
    await anna.sees(SENTENCES["en"]["too big"])
    await office.quiet()
    assert office.telegram.calls_of("getFile") == []


@languages
async def test_an_empty_file(open_on: OpenOffice, language: str) -> None:
    """A file with nothing in it is said to be empty."""
    office = await open_on("telegram")
    _, anna = await ben_and_anna(office, "telegram", "telegram", language=language)
    sends_file(anna, "plan.pdf", b"", "Please look")
    await anna.sees(SENTENCES[language]["empty"])


@languages
async def test_a_file_that_is_gone(open_on: OpenOffice, language: str) -> None:
    """Deleted on Slack before it was fetched: said, and what to do."""
    office = await open_on("slack")
    _, anna = await ben_and_anna(office, "slack", "slack", language=language)
    office.slack.fault("download", status=404)
    sends_file(anna, "plan.pdf", PLAN, "Please look")
    await anna.sees(SENTENCES[language]["gone"])


@in_chats
async def test_a_platform_in_trouble_is_waited_for(open_on: OpenOffice, on: str) -> None:
    """A download that fails is tried again; the file comes, and nobody is told of the trouble."""
    office = await open_on(*{on, "slack"})
    ben, anna = await ben_and_anna(office, "slack", on)
    if on == "telegram":
        reached = office.telegram.fault("getFile", status=502).reached
    else:
        reached = office.slack.fault("download", status=503).reached
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await presses(anna, "Send request")
    await ben.sees("Print this")
    await asyncio.wait_for(reached.wait(), 30)
    await office.quiet()
    office.later(6)
    assert await has_file(office, ben, PLAN) == "plan.pdf"
    assert "send it again" not in anna.everything()


@in_turn
async def test_in_a_conversation(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A file with the answer where words belong: the other side hears that it is coming, then has it; one that fails is
    said to who sent it, and marked on the assistant's card."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on, most_bytes=1000))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    await orders(anna, "Ten roses", language=language)
    await acknowledges(ben, anna, language=language)
    wait = _holds(office, client_on)
    sends_file(anna, "plan.pdf", PLAN, "Put them there")
    await presses(anna, t("to-this", ref="T-1001", title="Ten roses"))
    await ben.sees("Put them there")
    await until(lambda: t("file-coming", name="plan.pdf") in ben.everything(), "coming")
    wait.set()
    await has_file(office, ben, PLAN)
    sends_file(anna, "film.pdf", b"%PDF" + b"x" * 2000, "And a film")
    await anna.sees(t("file-failed-notice", name="film.pdf", why=t("file-error-too-big")))
    await ben.sees(t("file-not-taken-too-big", name="film.pdf"))
    await office.quiet()
    assert files_of(office, ben) == [("plan.pdf", PLAN)]


async def test_who_takes_over_gets_the_files(open_office: OpenOffice) -> None:
    """Whoever a task is handed over to holds its files, once, on their own platform; internal ones, too."""
    office = await open_office()
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await presses(anna, "Send request")
    await acknowledges(ben, anna)
    await has_file(office, ben, PLAN)
    await presses(ben, "Internal note")
    await ben.sees_form("What shall the office know?")
    sends_file(ben, "price.pdf", b"%PDF price")
    await ben.sees("The question above is still open")
    await ben.answers("See the price list")
    await ben.sees("🔒 Ben: See the price list")
    await office.quiet()
    eva = await joined(office, Role.ASSISTANT, "Eva", "slack")
    await presses(ben, "Hand over")
    await gives_form(ben, {"To whom?": "Eva", "What is still open?": None})
    await has_file(office, eva, PLAN)
    await has_file(office, eva, b"%PDF price")
    await office.quiet()
    assert len(files_of(office, eva)) == 2
    assert files_of(office, anna) == []
    assert "price.pdf" not in anna.everything()


@languages
async def test_given_in_a_window(open_office: OpenOffice, language: str) -> None:
    """On Slack a request's window and that of Done take files: marked as coming, then here, and handed to whoever they
    are for, once."""
    office = await open_office(telegram=None)
    said = IN_WINDOWS[language]
    ben, anna = await ben_and_anna(office, "slack", "slack", language=language)
    wait = _holds(office, "slack")
    anna.commands("task")
    await gives_form(anna, {said["words"]: "Print this", said["files"]: [("plan.pdf", PLAN), ("map.pdf", MAP)]})
    await until(lambda: SENTENCES[language]["coming"] in _now(ben, "plan.pdf"), "coming")
    wait.set()
    assert await has_file(office, ben, PLAN) == "plan.pdf"
    assert await has_file(office, ben, MAP) == "map.pdf"
    await until(lambda: _now(ben, "plan.pdf") == "📎 plan.pdf", "here")
    await presses(ben, said["acknowledge"])
    await presses(ben, said["done"])
    await gives_form(ben, {said["result"]: "Printed, bill attached", said["files"]: [("bill.pdf", BILL)]})
    await anna.sees("Printed, bill attached")
    assert await has_file(office, anna, BILL) == "bill.pdf"
    await office.quiet()
    assert sorted(files_of(office, ben)) == [("map.pdf", MAP), ("plan.pdf", PLAN)]
    assert files_of(office, anna) == [("bill.pdf", BILL)]


async def test_questions_and_answers_in_windows(open_on: OpenOffice) -> None:
    """On Slack the windows of a question and of its answer take files: each reaches the other side, once."""
    office = await open_on("slack")
    ben, anna = await ben_and_anna(office, "slack", "slack")
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    await presses(ben, "Ask client")
    await gives_form(
        ben, {"What do you need to know from the client?": "In which of these?", "Files": [("map.pdf", MAP)]}
    )
    await has_file(office, anna, MAP)
    await presses(anna, "Answer")
    await gives_form(anna, {"What shall I pass on?": "As drawn", "Files": [("plan.pdf", PLAN)]})
    await ben.sees("As drawn")
    await has_file(office, ben, PLAN)
    await office.quiet()
    assert files_of(office, anna) == [("map.pdf", MAP)]
    assert files_of(office, ben) == [("plan.pdf", PLAN)]


async def test_a_window_adds_to_a_drafts_files(open_on: OpenOffice) -> None:
    """Who changes a draft in a window adds files to those it came with."""
    office = await open_on("slack")
    ben, anna = await ben_and_anna(office, "slack", "slack")
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await presses(anna, "Change")
    await gives_form(anna, {"What do you need?": "Print both", "Files": [("map.pdf", MAP)]})
    await ben.sees("Print both")
    await has_file(office, ben, PLAN)
    await has_file(office, ben, MAP)
    await office.quiet()
    assert len(files_of(office, ben)) == 2


async def test_a_window_that_is_not_taken_keeps_its_files(open_on: OpenOffice) -> None:
    """A window with a wrong answer stays as it is; sent again, its file comes once. One too big is told of, as in the
    chat."""
    office = await open_on("slack", most_bytes=1000)
    ben, anna = await ben_and_anna(office, "slack", "slack")
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    await presses(ben, "Done")
    files = [("bill.pdf", BILL), ("film.pdf", b"%PDF" + b"x" * 2000)]
    minutes = "How many minutes did it take?"
    result = "What shall the client read as the result?"
    await gives_form(ben, {result: "Delivered", minutes: "99999", "Files": files})
    assert isinstance(ben, SlackPerson)
    await until(lambda: ben.user.modal and ben.user.modal.errors, "what is wrong")
    await gives_form(ben, {minutes: "20"})
    await anna.sees("Delivered")
    await has_file(office, anna, BILL)
    await ben.sees("The file film.pdf did not arrive here: it is too big")
    await office.quiet()
    assert files_of(office, anna) == [("bill.pdf", BILL)]


async def test_a_window_that_opened_too_late_asks_for_no_files(open_on: OpenOffice) -> None:
    """Where the window can't be opened the questions come in the chat, where files are sent without being asked for."""
    office = await open_on("slack")
    ben, anna = await ben_and_anna(office, "slack", "slack")
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    office.slack.fault("views.open", error="expired_trigger_id")
    await presses(ben, "Done")
    await ben.sees("❓ What shall the client read as the result?")
    sends_file(ben, "bill.pdf", BILL)
    await ben.sees("The question above is still open")
    ben.says("Delivered")
    await anna.sees("Delivered")
    await has_file(office, anna, BILL)
    assert "❓ Files" not in ben.everything()
