"""When a request is wished for: understood, echoed, asked about in doubt, picked where the platform has pickers."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import i18n
from tests.cast import Person, SlackPerson
from tests.office import ZONE
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, in_turn, labels, pick, press, until

BERLIN = ZoneInfo(ZONE)


def says(language: str, english: str, german: str) -> str:
    """Return the words of somebody who speaks this language."""
    return german if language == "de" else english


def _ahead(day: Day, days: int) -> datetime:
    """Return this time on the wall so many days from now."""
    return day.office.clock.now().astimezone(BERLIN) + timedelta(days=days)


def _day(day: Day, at: datetime) -> str:
    return i18n.day(at.date(), day.language)


def doubtful(day: Day) -> tuple[str, str, str]:
    """Return a date that can be read in two ways, and both readings in words: of next year's 3 April and 4 March."""
    year = _ahead(day, 366).year
    march, april = datetime(year, 3, 4, tzinfo=BERLIN), datetime(year, 4, 3, tzinfo=BERLIN)
    return f"03/04/{year}", _day(day, march), _day(day, april)


async def _shows(who: Person, text: str) -> None:
    await until(who, lambda: bool(cards(who, text)), text)


@in_turn
async def test_a_draft_shows_the_time_it_was_understood(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The time in a request's own words stands on its card with weekday and year, and on the task; it can be taken
    away."""
    day = await begin(open_office, client_on, staff_on, language)
    tomorrow = _day(day, _ahead(day, 1))
    for number, words in enumerate(("Rosen", "Tulpen"), start=1):
        day.anna.says(f"{words} {says(language, 'for tomorrow at 14:30', 'für morgen um 14:30 Uhr')}")
        if number > 1:
            await day.presses(day.anna, "new-request", words)
        await _shows(day.anna, f"{tomorrow}, 14:30")
        if number > 1:
            await day.presses(day.anna, "when-none", words)
            await until(day.anna, lambda: day.t("when-none") not in labels(day.anna, "Tulpen"), "no date")
        await day.presses(day.anna, "send-request", words)
        await day.anna.sees(day.t("request-accepted", ref=f"T-100{number}"))
    assert f"{tomorrow}, 14:30" in await day.ben.sees("Rosen")
    assert f"{tomorrow}, 14:30" not in await day.ben.sees("Tulpen")


async def test_doubt_is_asked_about(open_office: OpenOffice, database: str) -> None:
    """Month or day first? Both are offered in the form, in whatever language the office has, and count after a restart;
    a second press changes nothing. On a draft's card they are buttons, too."""
    day = await begin(open_office, "telegram", "telegram", "en")
    words, march, april = doubtful(day)
    day.anna.commands("task")
    await day.fills(day.anna, request_words="Roses", request_wish=words)
    await _shows(day.anna, day.t("when-is-it", when=march))
    await day.office.stop()
    await day.office.start()
    rather = day.t("when-rather", when=april)
    await day.anna.sees_button(rather)
    press(day.anna, rather)
    press(day.anna, rather)
    await _shows(day.anna, f"{april} (“{words}”)")
    await day.presses(day.anna, "send-request")
    assert f"{april} (“{words}”)" in await day.ben.sees("Roses")
    day.anna.says(f"Tulips {words}")
    await day.presses(day.anna, "new-request", "Tulips")
    await day.anna.sees_button(april)
    press(day.anna, april, "Tulips")
    await until(day.anna, lambda: march not in labels(day.anna, "Tulips"), "the doubt gone")
    await day.presses(day.anna, "send-request", "Tulips")
    assert april in await day.ben.sees("Tulips")


@both
async def test_what_is_not_understood_stays_in_words(open_office: OpenOffice, on: str, language: str) -> None:
    """It is asked about once where there is a conversation, then passed on as it stands. What is over is pointed
    out."""
    day = await begin(open_office, on, on, language)
    words = says(language, "when the roses bloom", "wenn die Rosen blühen")
    day.anna.commands("task")
    if on == "slack":
        await day.fills(day.anna, request_words="Tulpen", request_wish=words)
    else:
        await day.fills(day.anna, request_words="Tulpen", request_wish=words)
        await _shows(day.anna, day.t("when-words", words=words))
        day.anna.says(says(language, "yesterday", "gestern"))
        past = day.t("when-is-past", when=_day(day, _ahead(day, -1)))
        await _shows(day.anna, past)
        day.anna.says(words)
        await _shows(day.anna, day.t("when-words", words=words))
        await day.presses(day.anna, "when-keep-words")
        await day.presses(day.anna, "send-request")
    assert day.t("wish-line", wish=words) in await day.ben.sees("Tulpen")


async def test_days_are_offered_where_there_are_no_pickers(open_office: OpenOffice) -> None:
    """Telegram offers the nearest days; a press is enough."""
    day = await begin(open_office, "telegram", "telegram", "de")
    day.anna.commands("task")
    await day.fills(day.anna, request_words="Rosen", request_wish=day.t("when-tomorrow"))
    await day.presses(day.anna, "send-request")
    assert _day(day, _ahead(day, 1)) in await day.ben.sees("Rosen")


async def test_slack_has_pickers(open_on: OpenOffice) -> None:
    """A day and a time are picked in the window beside the words, and stand there again when it is opened anew; in
    doubt the card asks before anything is sent."""
    day = await begin(lambda **settings: open_on("slack", **_without(settings)), "slack", "slack", "en")
    picked = _ahead(day, 10)
    words, march, april = doubtful(day)
    assert isinstance(day.anna, SlackPerson)
    day.anna.commands("task")
    await day.anna.sees_form(day.t("request-wish"))
    day.anna.user.fills(**{day.t("request-words"): "Roses", day.t("request-wish"): words})
    day.anna.user.submits()
    await day.anna.sees_button(april)
    assert day.t("when-is-it", when=march) in await day.anna.sees("Roses")
    assert "Roses" not in day.ben.everything()
    await day.presses(day.anna, "when-other")
    await day.anna.sees_form(day.t("pick-day"))
    day.anna.user.fills(**{day.t("pick-day"): f"{picked:%Y-%m-%d}", day.t("pick-time"): "09:30"})
    day.anna.user.submits()
    await _shows(day.anna, f"{_day(day, picked)}, 09:30")
    await day.presses(day.anna, "change", "Roses")
    await day.anna.sees_form(day.t("pick-day"))
    modal = day.anna.user.modal
    assert modal is not None
    assert (modal.answers[day.t("pick-day")], modal.answers[day.t("pick-time")]) == (f"{picked:%Y-%m-%d}", "09:30")
    day.anna.user.closes_modal()
    await day.presses(day.anna, "send-request", "Roses")
    assert f"{_day(day, picked)}, 09:30" in await day.ben.sees("Roses")


@in_turn
async def test_pickers_beside_the_echo(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """On Slack a day and a time of day can be picked on the draft itself, each at once; what is over changes nothing. A
    day picked for a deadline leaves it one. Elsewhere a button asks."""
    day = await begin(open_office, client_on, staff_on, language)
    words = says(language, "Roses by tomorrow 14:30", "Rosen bis morgen 14:30 Uhr")
    day.anna.says(words)
    await _shows(day.anna, day.t("when-by", when=f"{_day(day, _ahead(day, 1))}, 14:30"))
    later = _ahead(day, 9)
    if isinstance(day.anna, SlackPerson):
        pick(day.anna, day.t("choose-day"), f"{later:%Y-%m-%d}", words)
        await _shows(day.anna, day.t("when-by", when=f"{_day(day, later)}, 14:30"))
        pick(day.anna, day.t("choose-day"), "2020-01-01", words)
        await day.anna.sees_toast(day.t("picked-over"))
        pick(day.anna, day.t("choose-clock"), "09:15", words)
    else:
        await day.presses(day.anna, "when-other", words)
        asked = f"{later:%Y-%m-%d} 09:15"
        await day.fills(day.anna, request_wish=says(language, f"by {asked}", f"bis {asked}"))
    await _shows(day.anna, day.t("when-by", when=f"{_day(day, later)}, 09:15"))
    await day.presses(day.anna, "send-request", words)
    assert day.t("when-by", when=f"{_day(day, later)}, 09:15") in await day.ben.sees(words)


@both
async def test_a_question_is_settled_by_the_card(open_office: OpenOffice, on: str, language: str) -> None:
    """Sent while it is still asked when it is wished for, a request goes as it stands; the question is over, and what
    is written next is no answer to it."""
    day = await begin(open_office, on, on, language)
    day.anna.says(says(language, "Roses tomorrow", "Rosen morgen"))
    await day.presses(day.anna, "when-other")
    await day.anna.sees_form(day.t("request-wish"))
    if isinstance(day.anna, SlackPerson):
        day.anna.user.closes_modal()
    await day.presses(day.anna, "send-request")
    await day.anna.sees(day.t("request-accepted", ref="T-1001"))
    day.anna.says("Tulpen")
    await day.presses(day.anna, "new-request", "Tulpen")
    await day.presses(day.anna, "send-request", "Tulpen")
    await day.anna.sees(day.t("request-accepted", ref="T-1002"))


def _without(settings: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in settings.items() if name not in {"telegram", "slack"}}
