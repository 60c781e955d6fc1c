"""Files of people: accepted at once, shown as coming, here or failed, and with a clear answer when they don't come."""

from __future__ import annotations

import asyncio

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, in_turn_with, sentences
from tests.stories.journey import (
    acknowledges,
    files_of,
    gives_form,
    has_file,
    opened,
    presses,
    sends_file,
    task_in_hand,
    until,
)
from tests.stories.kit import joined

PLAN, MAP, BILL, PRICE = b"%PDF plan", b"%PDF map", b"%PDF bill", b"%PDF price"
TOO_BIG = b"%PDF" + b"x" * 2000
MOST = 1000


def _holds(office: Office, on: str, downloads: int = 1) -> asyncio.Event:
    """Let the next download wait until the event is set, or so many: nobody knows which file is fetched first."""
    wait = asyncio.Event()
    if on == "telegram":
        office.telegram.fault("getFile", count=downloads, hold=wait)
    else:
        office.slack.fault("download", count=downloads, hold=wait)
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


@in_turn
async def test_coming_then_here(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The draft is there at once, its file marked as coming; once fetched, the mark goes."""
    t = sentences(language)
    office, _, anna = await opened(open_office, client_on, staff_on, language)
    wait = _holds(office, client_on)
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await until(lambda: _now(anna, "plan.pdf") == t("file-coming", name="plan.pdf"), "coming")
    wait.set()
    await until(lambda: _now(anna, "plan.pdf") == "📎 plan.pdf", "here")


@in_turn
async def test_sent_before_it_is_here(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The request may be sent while its file is still coming: the assistant's card says so and changes, and the file
    follows once, below the card."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
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


@in_turn
@pytest.mark.parametrize(
    ("name", "content", "why"), [("film.pdf", TOO_BIG, "too-big"), ("run.exe", b"MZ program", "refused-type")]
)
async def test_b10_what_is_not_taken_gets_a_clear_answer(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, name: str, content: bytes, why: str
) -> None:
    """Too big, or a program: said with a way out; the words are a draft all the same, and can be sent."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language, most_bytes=MOST)
    sends_file(anna, name, content, "Please look")
    await anna.sees(t("file-failed-notice", name=name, why=t(f"file-error-{why}")))
    await until(lambda: _now(anna, name) == t(f"file-not-taken-{why}", name=name), "not taken")
    await presses(anna, t("send-request"))
    await ben.sees("Please look")
    await office.quiet()
    assert files_of(office, ben) == []


@in_turn_with(client_on="telegram")
async def test_larger_than_telegram_gives_out(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A bot can't fetch more than 20 MB from Telegram: said at once, nothing is fetched."""
    t = sentences(language)
    office, _, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "film.mp4", bytes(21_000_000), "Our film")
    await anna.sees(t("file-failed-notice", name="film.mp4", why=t("file-error-too-big")))
    await office.quiet()
    assert office.telegram.calls_of("getFile") == []


@in_turn
async def test_an_empty_file(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A file with nothing in it is said to be empty."""
    t = sentences(language)
    _, _, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "plan.pdf", b"", "Please look")
    await anna.sees(t("file-failed-notice", name="plan.pdf", why=t("file-error-empty")))


@in_turn_with(client_on="slack")
async def test_a_file_that_is_gone(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Deleted on Slack before it was fetched: said, and what to do."""
    t = sentences(language)
    office, _, anna = await opened(open_office, client_on, staff_on, language)
    office.slack.fault("download", status=404)
    sends_file(anna, "plan.pdf", PLAN, "Please look")
    await anna.sees(t("file-failed-notice", name="plan.pdf", why=t("file-error-gone")))


@in_turn
async def test_a_platform_in_trouble_is_waited_for(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A download that fails is tried again; the file comes, and nobody is told of the trouble."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    if client_on == "telegram":
        reached = office.telegram.fault("getFile", status=502).reached
    else:
        reached = office.slack.fault("download", status=503).reached
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await presses(anna, t("send-request"))
    await ben.sees("Print this")
    await asyncio.wait_for(reached.wait(), 30)
    await office.quiet()
    office.later(6)
    assert await has_file(office, ben, PLAN) == "plan.pdf"
    assert t("file-failed-notice", name="plan.pdf", why="#").partition("#")[0] not in anna.everything()


@in_turn
async def test_in_a_conversation(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A file with the answer where words belong: the other side hears that it is coming, then has it; one that fails is
    said to who sent it, and marked on the assistant's card."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language, most_bytes=MOST)
    await task_in_hand(ben, anna, language=language)
    wait = _holds(office, client_on)
    sends_file(anna, "plan.pdf", PLAN, "Put them there")
    await presses(anna, t("to-this", ref="T-1001", title="Ten roses"))
    await ben.sees("Put them there")
    await until(lambda: t("file-coming", name="plan.pdf") in ben.everything(), "coming")
    wait.set()
    await has_file(office, ben, PLAN)
    sends_file(anna, "film.pdf", TOO_BIG, "And a film")
    await anna.sees(t("file-failed-notice", name="film.pdf", why=t("file-error-too-big")))
    await ben.sees(t("file-not-taken-too-big", name="film.pdf"))
    await office.quiet()
    assert files_of(office, ben) == [("plan.pdf", PLAN)]


@in_turn
async def test_who_takes_over_gets_the_files(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Whoever a task is handed over to holds its files, once, on their own platform; internal ones, too."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await presses(anna, t("send-request"))
    await acknowledges(ben, anna, language=language)
    await has_file(office, ben, PLAN)
    await presses(ben, t("internal-note"))
    if isinstance(ben, SlackPerson):
        await gives_form(ben, {t("note-words"): "See the price list", t("form-files"): [("price.pdf", PRICE)]})
    else:
        await ben.sees_form(t("note-words"))
        sends_file(ben, "price.pdf", PRICE)
        await ben.sees(t("files-inside"))
        await ben.answers("See the price list")
    await ben.sees(t("note-line", name="Ben", words="See the price list"))
    await office.quiet()
    eva = await joined(office, Role.ASSISTANT, "Eva", client_on, language=language)
    await presses(ben, t("hand-over"))
    await gives_form(ben, {t("hand-over-to"): "Eva", t("hand-over-words"): None})
    await has_file(office, eva, PLAN)
    await has_file(office, eva, PRICE)
    await office.quiet()
    assert len(files_of(office, eva)) == 2
    assert files_of(office, anna) == []
    assert "price.pdf" not in anna.everything()


@in_turn_with(client_on="slack")
async def test_given_in_the_window_of_a_request(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack a request's window takes files: marked as coming, then here, and handed to the assistant, once."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    wait = _holds(office, "slack", downloads=2)
    anna.commands("task")
    files = [("plan.pdf", PLAN), ("map.pdf", MAP)]
    await gives_form(anna, {t("request-words"): "Print this", t("form-files"): files})
    await until(lambda: _now(ben, "plan.pdf") == t("file-coming", name="plan.pdf"), "coming")
    wait.set()
    assert await has_file(office, ben, PLAN) == "plan.pdf"
    assert await has_file(office, ben, MAP) == "map.pdf"
    await until(lambda: _now(ben, "plan.pdf") == "📎 plan.pdf", "here")
    await office.quiet()
    assert sorted(files_of(office, ben)) == [("map.pdf", MAP), ("plan.pdf", PLAN)]


@in_turn_with(staff_on="slack")
async def test_given_in_the_windows_of_a_question_and_a_result(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack the windows of a question and of Done take files: each reaches the client, once."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await task_in_hand(ben, anna, language=language)
    await presses(ben, t("ask-client"))
    await gives_form(ben, {t("ask-words"): "In which of these?", t("form-files"): [("map.pdf", MAP)]})
    await has_file(office, anna, MAP)
    await presses(ben, t("done"))
    await gives_form(ben, {t("done-result"): "Printed, bill attached", t("form-files"): [("bill.pdf", BILL)]})
    await anna.sees("Printed, bill attached")
    assert await has_file(office, anna, BILL) == "bill.pdf"
    await office.quiet()
    assert files_of(office, anna) == [("map.pdf", MAP), ("bill.pdf", BILL)]
    assert files_of(office, ben) == []


@in_turn_with(client_on="slack")
async def test_given_in_the_window_of_an_answer(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack the window of an answer takes files: they reach the assistant, once."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await task_in_hand(ben, anna, language=language)
    await presses(ben, t("ask-client"))
    await gives_form(ben, {t("ask-words"): "Where shall they stand?"})
    await presses(anna, t("answer-question"))
    await gives_form(anna, {t("answer-words"): "As drawn", t("form-files"): [("plan.pdf", PLAN)]})
    await ben.sees("As drawn")
    await has_file(office, ben, PLAN)
    await office.quiet()
    assert files_of(office, ben) == [("plan.pdf", PLAN)]


@in_turn_with(client_on="slack")
async def test_a_window_adds_to_a_drafts_files(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Who changes a draft in a window adds files to those it came with."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "plan.pdf", PLAN, "Print this")
    await presses(anna, t("change"))
    await gives_form(anna, {t("request-words"): "Print both", t("form-files"): [("map.pdf", MAP)]})
    await ben.sees("Print both")
    await has_file(office, ben, PLAN)
    await has_file(office, ben, MAP)
    await office.quiet()
    assert len(files_of(office, ben)) == 2


@in_turn_with(staff_on="slack")
async def test_a_window_that_is_not_taken_keeps_its_files(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A window with a wrong answer stays as it is; sent again, its file comes once. One too big is told of, as in the
    chat."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language, most_bytes=MOST)
    await task_in_hand(ben, anna, language=language)
    await presses(ben, t("done"))
    files, minutes = [("bill.pdf", BILL), ("film.pdf", TOO_BIG)], t("done-minutes")
    await gives_form(ben, {t("done-result"): "Delivered", minutes: "99999", t("form-files"): files})
    assert isinstance(ben, SlackPerson)
    await until(lambda: ben.user.modal and ben.user.modal.errors, "what is wrong")
    await gives_form(ben, {minutes: "20"})
    await anna.sees("Delivered")
    await has_file(office, anna, BILL)
    await ben.sees(t("file-failed-notice", name="film.pdf", why=t("file-error-too-big")))
    await office.quiet()
    assert files_of(office, anna) == [("bill.pdf", BILL)]


@in_turn_with(staff_on="slack")
async def test_a_window_that_opened_too_late_asks_for_no_files(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Where the window can't be opened the questions come in the chat, where files are sent without being asked for."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await task_in_hand(ben, anna, language=language)
    office.slack.fault("views.open", error="expired_trigger_id")
    await presses(ben, t("done"))
    await ben.sees(t("form-question", label=t("done-result")))
    sends_file(ben, "bill.pdf", BILL)
    await ben.sees(t("files-held"))
    ben.says("Delivered")
    await anna.sees("Delivered")
    await has_file(office, anna, BILL)
    assert t("form-question", label=t("form-files")) not in ben.everything()
