"""A request that is for an appointment: what is promised before it follows it; and the date of a request is changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.rules.escalation import DEFAULT
from handlers.rules.service_levels import Level, ServiceLevels, policy_of
from handlers.rules.sla_policy import Anchor, Applies, Before, Clock
from tests.cast import Person
from tests.stories.booking_steps import appointment, books_first, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, labels, press, until
from tests.stories.kit import makes_sure
from tests.stories.test_promises import ALWAYS, HOUR

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
    """Let Anna move A-1 to the last time on the second page of free ones: hours from now. Return when it is then."""
    await day.presses(day.anna, "booking-move", "A-1 · ")
    what = day.t("book-title", service={"en": "Talk", "de": "Gespräch"}[day.language], count=30)
    title = day.t("book-title-move", ref="A-1", what=what)
    await day.presses(day.anna, "book-first-free", title)
    await until(day.anna, lambda: bool(_times(day, title)), "free times")
    soonest = _times(day, title)
    await day.presses(day.anna, "book-later", title)
    await until(day.anna, lambda: _times(day, title) not in ([], soonest), "later ones")
    press(day.anna, _times(day, title)[-1], title)
    told = day.t("task-appointment-moved", ref=ref, booking="A-1", at="§").partition("§")[0]
    await until(day.ben, lambda: told in day.ben.everything(), told)
    return (await appointment(day, "A-1")).starts_at


def _times(day: Day, title: str) -> list[str]:
    return [label for label in labels(day.anna, title) if ":" in label]
