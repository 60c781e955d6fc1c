"""A request that is for an appointment: what is promised before it follows it; and the date of a request is changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from handlers.rules.escalation import DEFAULT
from handlers.rules.service_levels import Level, ServiceLevels, policy_of
from handlers.rules.sla_policy import Anchor, Applies, Before, Clock
from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import ZONE
from tests.stories.booking_steps import appointment, books_first, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, labels, press, until
from tests.stories.journey import replies, rewrites
from tests.stories.kit import joined, makes_sure
from tests.stories.test_dates_in_chat import doubtful, says
from tests.stories.test_promises import ALWAYS, HOUR, ahead

TWO_HOURS = timedelta(hours=2)
WORDS = {"en": "Please prepare the papers for A-1", "de": "Bitte bereiten Sie die Unterlagen für A-1 vor"}


def _before_appointments() -> ServiceLevels:
    """Return an office that never closes and promises to be done two hours before the appointment something is for."""
    policy = policy_of("prepared", {Clock.RESOLUTION: Before(2 * HOUR, Anchor.APPOINTMENT)})
    return ServiceLevels({"office": ALWAYS}, (Level(Applies(policy), None, DEFAULT),))


async def _shows(day: Day, who: Person, name: str, card: str, /, **facts: object) -> None:
    """Wait until a card that holds `card` says something."""
    said = day.t(name, **facts)
    await until(who, lambda: bool(cards(who, card)) and said in who.everything(), f"{said!r} on {card}")


@both
async def test_what_is_promised_before_an_appointment_follows_it(
    open_office: OpenOffice, on: str, language: str
) -> None:
    """Anna names A-1 in her request: it is echoed, and the request is promised two hours before. She moves A-1, and the
    promise moves with it; she cancels it, and nothing is promised any more. Each time both sides hear of it once, and
    /why says how it came."""
    day = await begin(open_office, on, on, language, levels=_before_appointments(), desk=talk_with_ben())
    first = (await books_first(day, day.anna, "A-1")).starts_at
    ref = await day.request(WORDS[language])
    accepted = day.t("request-accepted", ref=ref)
    await _shows(day, day.anna, "for-appointment", accepted, ref="A-1", at=first)
    await _shows(day, day.anna, "promise-done-line", accepted, at=first - TWO_HOURS)
    await _shows(day, day.ben, "for-appointment", f"{ref} · ", ref="A-1", at=first)
    second = await _moved(day, ref)
    assert second != first
    await _shows(day, day.anna, "promise-done-line", accepted, at=second - TWO_HOURS)
    day.mia.commands("why", ref)
    moved = day.t("why-date-moved", since="§", what="appointment", ref="A-1", at=second).rpartition("§")[2]
    await until(day.mia, lambda: moved in day.mia.everything(), moved)
    press(day.anna, day.t("booking-cancel"), "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    await day.reads(day.ben, "task-appointment-cancelled", ref=ref, booking="A-1", at=second)
    await day.reads(day.anna, "promise-gone", ref=ref)
    await _shows(day, day.anna, "for-appointment-gone", accepted, ref="A-1", at=second)
    day.anna.commands("why", ref)
    gone = day.t("why-date-gone", since="§", what="appointment", ref="A-1").partition("§")[0]
    await until(day.anna, lambda: gone in day.anna.everything(), gone)


async def _moved(day: Day, ref: str) -> datetime:
    """Let Anna move A-1 to the last other time on the second page of free ones: hours from now. Return when it is
    then."""
    present = f"{(await appointment(day, 'A-1')).starts_at.astimezone(ZoneInfo(ZONE)):%H:%M}"
    await day.presses(day.anna, "booking-move", "A-1 · ")
    what = day.t("book-title", service={"en": "Talk", "de": "Gespräch"}[day.language], count=30)
    title = day.t("book-title-move", ref="A-1", what=what)
    await day.presses(day.anna, "book-first-free", title)
    await until(day.anna, lambda: bool(_times(day, title)), "free times")
    soonest = _times(day, title)
    await day.presses(day.anna, "book-later", title)
    await until(day.anna, lambda: _times(day, title) not in ([], soonest), "later ones")
    press(day.anna, [label for label in _times(day, title) if present not in label][-1], title)
    told = day.t("task-appointment-moved", ref=ref, booking="A-1", at="§").partition("§")[0]
    await until(day.ben, lambda: told in day.ben.everything(), told)
    return (await appointment(day, "A-1")).starts_at


def _times(day: Day, title: str) -> list[str]:
    return [label for label in labels(day.anna, title) if ":" in label]


@both
async def test_an_appointment_is_picked(open_office: OpenOffice, on: str, language: str) -> None:
    """Where something is promised before appointments, the draft offers the client's next ones; the assistant says
    later that it is for none, and the client hears that nothing is promised any more."""
    day = await begin(open_office, on, on, language, levels=_before_appointments(), desk=talk_with_ben())
    at = (await books_first(day, day.anna, "A-1")).starts_at
    day.anna.says("Tulpen")
    await day.presses(day.anna, "for-this-appointment", "Tulpen", ref="A-1", at=at)
    await _shows(day, day.anna, "for-appointment", "Tulpen", ref="A-1", at=at)
    await day.presses(day.anna, "send-request", "Tulpen")
    await _shows(day, day.anna, "promise-done-line", "T-1001", at=at - TWO_HOURS)
    await day.presses(day.ben, "date-change", "T-1001 · ")
    await day.presses(day.ben, "not-for-appointment", day.t("date-title", ref="T-1001"), ref="A-1")
    await day.reads(day.anna, "task-untied", name="Ben", ref="T-1001", booking="A-1")
    await day.reads(day.anna, "promise-gone", ref="T-1001")
    await day.presses(day.ben, "for-this-appointment", day.t("date-title", ref="T-1001"), ref="A-1", at=at)
    await day.reads(day.anna, "promise-of", ref="T-1001", promised=day.t("promise-done-line", at=at - TWO_HOURS))


async def test_an_appointment_is_named_in_later_words(open_on: OpenOffice) -> None:
    """Anna names A-1 in an edit of one request and in what she adds to another: both are for it then. Paul, whose it is
    not, is told the same of it as of A-99, which nobody has."""
    settings = {"levels": _before_appointments(), "desk": talk_with_ben()}
    day = await begin(lambda **_: open_on("telegram", language="en", **settings), "telegram", "telegram", "en")
    at = (await books_first(day, day.anna, "A-1")).starts_at
    for words, names in (("Tulips", rewrites), ("Tea", replies)):
        ref = await day.request(words)
        await day.office.quiet()
        names(day.anna, words if names is rewrites else day.t("request-accepted", ref=ref), f"{words} for A-1")
        await day.reads(day.ben, "task-tied", name="Anna", ref=ref, booking="A-1", at=at)
        await day.reads(day.anna, "tied-by-words", ref=ref, booking="A-1", at=at)
        await _shows(day, day.ben, "for-appointment", f"{ref} · ", ref="A-1", at=at)
    paul = await joined(day.office, Role.CLIENT, "Paul", "telegram", client="Café Lindner")
    paul.says("Flowers for A-1 and A-99")
    for ref in ("A-1", "A-99"):
        await _shows(day, paul, "appointment-unknown", "Flowers", ref=ref)
    await day.presses(paul, "send-request", "Flowers")
    await paul.sees(day.t("request-accepted", ref="T-1003"))
    assert day.t("for-appointment", ref="A-1", at=at) not in paul.everything()
    await day.office.quiet()
    replies(paul, "T-1003", "And tea for A-77")
    await day.reads(paul, "appointment-unknown", ref="A-77")


@both
async def test_the_date_of_a_request_is_changed(open_office: OpenOffice, on: str, language: str) -> None:
    """On the card of a request with a date the client picks another day, and the promise moves with it; its assistant
    takes the date away, and the client hears of it. The client's own words, changed afterwards, bring no date back."""
    day = await begin(open_office, on, on, language, levels=ahead(2))
    ref = await day.request(says(language, "Roses by tomorrow 3 pm", "Rosen bis morgen 15 Uhr"))
    title = day.t("date-title", ref=ref)
    await day.presses(day.anna, "date-change", ref)
    await day.presses(day.anna, "when-next-monday", title)
    told = day.t("task-date-set", ref=ref, name="Anna", wish="§").partition("§")[0]
    await until(day.ben, lambda: told in day.ben.everything(), told)
    moved = day.t("promises-changed", lines="").strip()
    await until(day.anna, lambda: moved in day.anna.everything(), moved)
    await day.presses(day.ben, "date-change", f"{ref} · ")
    await day.presses(day.ben, "when-none", title)
    await day.reads(day.anna, "task-date-set", ref=ref, name="Ben", wish=day.t("wish-none"))
    await day.reads(day.anna, "promise-gone", ref=ref)
    rewrites(day.anna, says(language, "Roses by tomorrow 3 pm", "Rosen bis morgen 15 Uhr"), "Tulpen")
    await day.reads(day.ben, "task-words-edited", ref=ref)
    await until(day.ben, lambda: "Tulpen" in list(_shown(day.ben, f"{ref} · "))[-1], "the words")
    assert day.t("wish-line", wish="") not in list(_shown(day.ben, f"{ref} · "))[-1]


async def test_a_date_in_doubt(open_on: OpenOffice) -> None:
    """What is written in the window and can be read in two ways changes nothing until it is said which is meant."""
    day = await begin(lambda **_: open_on("slack", language="en"), "slack", "slack", "en")
    words, march, april = doubtful(day)
    ref = await day.request("Roses tomorrow")
    title = day.t("date-title", ref=ref)
    await day.presses(day.anna, "date-change", ref)
    await day.presses(day.anna, "when-other", title)
    await day.fills(day.anna, request_wish=words)
    await until(day.anna, lambda: march in labels(day.anna, title), march)
    assert words not in day.ben.everything()
    press(day.anna, april, title)
    told = day.t("task-date-set", ref=ref, name="Anna", wish=april)
    await until(day.ben, lambda: told in day.ben.everything(), told)


def _shown(who: Person, text: str) -> list[str]:
    """Return what the office's messages that hold `text` say now, oldest first."""
    if isinstance(who, SlackPerson):
        return [note.shown for note in who.user.messages if note.from_bot and text in note.shown]
    messages = cast(TelegramPerson, who).user.messages
    return [message.text for message in messages if message.from_bot and text in message.text]
