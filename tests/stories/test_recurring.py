"""Recurring requests: understood, confirmed, filed once each time, paused, left out, ended."""

from __future__ import annotations

from functools import partial

from handlers.chat.incoming import Command
from storage.vocabulary import Role
from tests.cast import Person, SlackPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import begin, both, cards, in_turn, labels, until
from tests.stories.journey import CATEGORIES, TRAVEL, files_of, gives_form, sends_file
from tests.stories.kit import Desk
from tests.stories.test_dates_in_chat import says

DAY = 24 * 3600


def _has(who: Person, line: str, times: int) -> bool:
    return len(cards(who, line)) >= times


@in_turn
async def test_it_is_filed_each_time(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Nothing is filed before it is confirmed; then one task each day at its time; paused none, and the list shows
    it."""
    day = await begin(open_office, client_on, staff_on, language)
    day.anna.commands("recurring", says(language, "every day 9:00 water roses", "täglich 9 Uhr Rosen giessen"))
    await day.reads(day.anna, "recurring-asked")
    day.office.later(2 * DAY)
    await day.office.quiet()
    words = says(language, "water roses", "Rosen giessen")
    assert words not in day.ben.everything()
    await day.presses(day.anna, "when-right")
    await day.anna.sees_button(day.t("recurring-skip"))
    day.office.later(DAY)
    await until(day.ben, lambda: len(cards(day.ben, words)) == 1, "the first")
    await day.presses(day.anna, "recurring-skip")
    await day.office.quiet()
    day.office.later(DAY)
    await day.office.quiet()
    assert len(cards(day.ben, words)) == 1
    day.office.later(DAY)
    await until(day.ben, lambda: len(cards(day.ben, words)) == 2, "the next but one")
    await day.presses(day.anna, "pause")
    await day.reads(day.anna, "recurring-paused")
    day.office.later(3 * DAY)
    await day.office.quiet()
    assert len(cards(day.ben, words)) == 2
    day.anna.commands("recurring")
    line = day.t("recurring-line", number=1, words=words, standing="§").partition("§")[0]
    await until(day.anna, lambda: line in day.anna.everything(), line)


@in_turn
async def test_a_draft_becomes_one(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Free words that say how often are said back with the first time; one press makes them a recurring request, with
    its list, pause and end. Nothing is filed before its time."""
    day = await begin(open_office, client_on, staff_on, language)
    words = says(language, "water roses", "Rosen giessen")
    day.anna.says(says(language, f"every day at 9:00: {words}", f"jeden Tag um 9 Uhr {words}"))
    how = day.t("repeats-line", how=day.t("repeats-day", count=1), first="§").partition("§")[0]
    await until(day.anna, lambda: bool(cards(day.anna, how)), how)
    assert day.t("send-request") not in labels(day.anna, how)
    await day.presses(day.anna, "repeats-yes", how)
    await day.reads(day.anna, "recurring-active")
    await day.reads(day.anna, "draft-repeats")
    await day.office.quiet()
    assert words not in day.ben.everything()
    day.office.later(DAY)
    await until(day.ben, lambda: len(cards(day.ben, words)) == 1, "the first")
    day.anna.commands("recurring")
    await day.presses(day.anna, "recurring-show", number=1)
    await day.presses(day.anna, "pause", day.t("repeats-day", count=1))
    await day.reads(day.anna, "recurring-paused")
    day.office.later(2 * DAY)
    await day.office.quiet()
    assert len(cards(day.ben, words)) == 1


@both
async def test_each_has_what_the_first_draft_had(open_office: OpenOffice, on: str, language: str) -> None:
    """What its category asks is asked once; then each task of the series has category, answers and file, and what else
    the form was given: title and priority."""
    day = await begin(open_office, on, on, language, categories=CATEGORIES)
    words = says(language, "train to Hamburg", "Zug nach Hamburg")
    sends_file(day.anna, "list.txt", b"names", says(language, f"every day at 9:00: {words}", f"täglich um 9 {words}"))
    await day.presses(day.anna, "repeats-yes", words)
    people, seat = [question.label[language] for question in TRAVEL.questions]
    if isinstance(day.anna, SlackPerson):
        form = {people: "2", day.t("request-short"): "Messe", day.t("request-priority"): day.t("priority-high")}
        await gives_form(day.anna, form)
    else:
        await gives_form(day.anna, {people: "2", seat: None}, day.t("send-request"))
    await until(day.anna, lambda: bool(cards(day.anna, f"{people} 2")), "the answer on the draft")
    await day.presses(day.anna, "repeats-yes", words)
    await day.reads(day.anna, "recurring-active")
    expected = [words, day.t("category-line", category=TRAVEL.label[language]), f"{people} 2", "list.txt"]
    if on == "slack":
        expected += ["Messe", day.t("priority-line", priority=day.t("priority-high"))]
    for times in (1, 2):
        await day.office.quiet()
        day.office.later(DAY)
        await until(day.ben, partial(_has, day.ben, f"{people} 2", times), f"number {times}")
    for line in expected:
        await until(day.ben, partial(_has, day.ben, line, 2), f"{line} on both")
    sent = partial(files_of, day.office, day.ben)
    await until(day.ben, lambda: [content for _, content in sent()].count(b"names") == 2, "its file both times")


@both
async def test_only_once(open_office: OpenOffice, on: str, language: str) -> None:
    """What is wanted just once is a request like any other, and isn't asked about again, whatever joins it. A form's
    words are asked about, too."""
    day = await begin(open_office, on, on, language)
    words = says(language, "Report every Monday", "Bericht jeden Montag")
    day.anna.says(words)
    await day.presses(day.anna, "repeats-no", words)
    await until(day.anna, lambda: day.t("send-request") in labels(day.anna, words), "it can be sent")
    day.anna.says(says(language, "and roses every day", "und Rosen jeden Tag"))
    await until(
        day.anna,
        lambda: day.t("send-request") in labels(day.anna, "and ros" if language == "en" else "und Ros"),
        "still",
    )
    await day.presses(day.anna, "send-request", words)
    await day.anna.sees(day.t("request-accepted", ref="T-1001"))
    day.anna.commands("task")
    tulips = says(language, "Tulips every Friday", "Tulpen jeden Freitag")
    if on == "slack":
        await day.fills(day.anna, request_words=tulips)
    else:
        await day.fills(day.anna, request_words=tulips, request_wish=None)
        await day.presses(day.anna, "send-request")
    await day.presses(day.anna, "repeats-no", tulips)
    await day.presses(day.anna, "send-request", tulips)
    await day.anna.sees(day.t("request-accepted", ref="T-1002"))
    assert "T-1003" not in day.anna.everything()


@both
async def test_after_an_outage_there_is_one(open_office: OpenOffice, on: str, language: str) -> None:
    """What was missed is one task and a line, not a pile; an assistant sets it up for a client."""
    day = await begin(open_office, on, on, language)
    words = says(language, "water roses", "Rosen giessen")
    day.ben.commands("recurring", says(language, f"every day 9:00 {words}", f"täglich 9 Uhr {words}"))
    await day.ben.sees_button("Anna")
    day.ben.presses("Anna")
    await day.presses(day.ben, "when-right")
    await day.ben.sees_button(day.t("recurring-skip"))
    await day.office.stop()
    day.office.later(5 * DAY)
    await day.office.start()
    await day.reads(day.anna, "recurring-missed", words=words, count=4)
    await day.anna.sees(day.t("request-accepted", ref="T-1001"))
    await day.office.quiet()
    assert day.t("request-accepted", ref="T-1002") not in day.anna.everything()
    assert day.t("done") not in labels(day.ben, words)


def test_what_is_not_understood(desk: Desk) -> None:
    """No repetition, nothing to do, or too often: each is said, and nothing is kept."""
    desk.joins(Role.CLIENT, "Anna")
    for words in ("order coffee", "every Monday"):
        assert desk.hears("anna", Command("recurring", words)).said == ("recurring-how",)
    assert desk.hears("anna", Command("recurring", "every hour call")).refused == "recurring-too-often"
    assert desk.hears("anna", Command("wiederkehrend", "jeden Montag Kaffee")).said == ("recurring-asked",)
    assert desk.hears("anna", Command("recurring")).said == ("recurring-title",)
