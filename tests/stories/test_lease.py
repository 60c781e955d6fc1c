"""An acknowledgement is a lease: who took a task on and gives no sign of life is asked, then somebody else gets it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.rules.escalation import DEFAULT
from handlers.rules.lease import Lease
from handlers.rules.service_levels import Calendar, Duty, Level, ServiceLevels
from handlers.rules.sla_policy import Applies, Budget, Clock, Policy
from tests.cast import Person
from tests.office import ZONE
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, in_turn, labels, until
from tests.stories.kit import forges, keys

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
WEEK = "daily 00:00-24:00"


def levels(hours: int = 16, days: int = 90, week: str = WEEK) -> ServiceLevels:
    """Return an office that promises next to nothing and lets what was taken on lie still for so many open hours."""
    policy = Policy("standard", 1, {Clock.RESOLUTION: Budget(8000 * HOUR)})
    calendar = Calendar("office", {"zone": ZONE, "week": week, "exceptions": []})
    duty = Duty(lease=Lease(hours * HOUR, timedelta(days=days)))
    return ServiceLevels({"office": calendar}, (Level(Applies(policy), None, DEFAULT),), {"Office": duty})


async def _asked(day: Day, ref: str, who: Person | None = None) -> None:
    """Wait until Ben, or whoever it is, is asked with buttons whether they are still on it."""
    reader, title = who or day.ben, day.t("lease-title", ref=ref)
    await until(reader, lambda: day.t("still-on-it") in labels(reader, title), title)


async def _passes(day: Day, seconds: float) -> None:
    """Let time pass while the office is down, and wait until it has caught up."""
    await day.office.stop()
    day.office.later(seconds)
    await day.office.start()
    await day.office.quiet()


async def _begins(day: Day, who: Person, name: str, **facts: object) -> None:
    """Wait for a sentence, whatever moment it names."""
    start = day.t(name, at="§", until="§", **facts).partition("§")[0]
    await until(who, lambda: start in who.everything(), repr(start))


@in_turn
async def test_without_a_sign_of_life_it_goes_to_somebody_else(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Ben is asked after 16 hours; after as many more Eva has it, not Ben, and Mia hears why. The client reads who
    takes care of it now, and nothing of the silence. A restart in between changes nothing."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels())
    ref = await day.taken()
    day.eva.commands("back")
    await day.reads(day.eva, "back-now")
    day.office.later(16 * HOUR - MINUTE)
    await day.office.quiet()
    assert day.t("lease-title", ref=ref) not in day.ben.everything()
    await _passes(day, 2 * MINUTE)
    await _asked(day, ref)
    await _passes(day, 16 * HOUR + MINUTE)
    await day.eva.sees_button(day.t("acknowledge"))
    span = day.t("span", hours=32, minutes=0)
    why = day.t("came-returned", by="Ben", span=span)
    await day.reads(day.ben, "task-lapsed-told", ref=ref, span=span)
    await day.reads(day.mia, "lease-returned", ref=ref, client="Dr. Weber", why=why, name="Eva")
    assert why in day.eva.everything(), day.eva.everything()
    await day.reads(day.anna, "request-goes-to", name="Eva")
    assert why not in day.anna.everything()
    await until(day.ben, lambda: not labels(day.ben, day.t("lease-title", ref=ref)), "the question without buttons")


@in_turn
async def test_still_on_it_renews(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Still on it: asked again after another 16 hours, not before; the press counts once, however often it comes."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels())
    ref = await day.taken()
    day.office.later(16 * HOUR + MINUTE)
    await _asked(day, ref)
    (key,) = keys(day.ben, day.t("still-on-it"))
    await day.presses(day.ben, "still-on-it", ref)
    forges(day.ben, key)
    await _begins(day, day.ben, "lease-settled")
    day.office.later(16 * HOUR - 5 * MINUTE)
    await day.office.quiet()
    assert not labels(day.ben, day.t("lease-title", ref=ref))
    day.office.later(10 * MINUTE)
    await _asked(day, ref)
    day.mia.commands("task", ref)
    await until(day.mia, lambda: day.t("step-still-on-it") in day.mia.everything(), "the history")
    assert day.mia.everything().count(f"{day.t('step-still-on-it')} · Ben") == 1, day.mia.everything()


@both
async def test_later_and_give_back(open_office: OpenOffice, on: str, language: str) -> None:
    """Snooze: asked again four hours later, with time to answer. Give back: it goes at once, with Ben's own reason."""
    day = await begin(open_office, on, on, language, levels=levels())
    ref = await day.taken()
    day.office.later(16 * HOUR + MINUTE)
    await _asked(day, ref)
    await day.presses(day.ben, "lease-snooze", ref)
    await until(day.ben, lambda: not labels(day.ben, day.t("lease-title", ref=ref)), "the question put off")
    day.office.later(4 * HOUR + MINUTE)
    await _asked(day, ref)
    await day.presses(day.ben, "give-back", day.t("lease-title", ref=ref))
    await day.fills(day.ben, give_back_words="Too much to do")
    reason = day.t("task-you-gave-back", reason="Too much to do")
    await until(day.ben, lambda: reason in day.ben.everything(), reason)
    await until(day.ben, lambda: not labels(day.ben, day.t("lease-title", ref=ref)), "the question settled")


@both
async def test_what_is_done_renews_and_waiting_holds_it(open_office: OpenOffice, on: str, language: str) -> None:
    """A word to the client renews it. While the client is waited for nobody is asked, from their answer on it runs
    again; a pause holds it, too."""
    day = await begin(open_office, on, on, language, levels=levels())
    ref = await day.taken()
    title = day.t("lease-title", ref=ref)
    await _passes(day, 12 * HOUR)
    await day.presses(day.ben, "message-client", ref)
    await day.fills(day.ben, message_words="On my way")
    await day.anna.sees("On my way")
    await _passes(day, 12 * HOUR)
    assert title not in day.ben.everything()
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words="Red or blue?")
    await day.anna.sees("Red or blue?")
    await _passes(day, 5 * DAY)
    assert title not in day.ben.everything()
    await day.presses(day.anna, "answer-question")
    await day.fills(day.anna, answer_words="Red")
    await day.ben.sees("Red")
    await day.presses(day.ben, "pause", ref)
    await day.fills(day.ben, pause_words="Closed today")
    await day.ben.sees_button(day.t("resume"))
    await _passes(day, 5 * DAY)
    assert title not in day.ben.everything()
    await day.presses(day.ben, "resume", ref)
    await day.ben.sees_button(day.t("ask-client"))
    await _passes(day, 16 * HOUR + MINUTE)
    await _asked(day, ref)


@both
async def test_nobody_is_asked_at_night(open_office: OpenOffice, on: str, language: str) -> None:
    """An outage ends at night: the question waits until the office opens. With nobody else there managers hear at once
    that the task waits, and why."""
    day = await begin(open_office, on, on, language, levels=levels(8, week="Mon-Fri 08:00-17:00"))
    ref = await day.taken()
    title = day.t("lease-title", ref=ref)
    now = day.office.clock.now().astimezone(ZoneInfo(ZONE))
    tuesday = now + timedelta(days=8 - now.weekday())  # after a Monday
    await _passes(day, (tuesday.replace(hour=2, minute=0) - now).total_seconds())
    assert title not in day.ben.everything()
    day.office.later(6 * HOUR + MINUTE)
    await _asked(day, ref)
    day.office.later(DAY)
    await until(day.mia, lambda: bool(cards(day.mia, day.t("queue-title"))) or "Ben" in day.mia.everything(), "why")
    told = day.t("task-nobody", ref=ref, client="Dr. Weber", queue="§").partition("§")[0]
    await until(day.mia, lambda: told in day.mia.everything(), told)


@both
async def test_it_is_not_renewed_for_ever(open_office: OpenOffice, on: str, language: str) -> None:
    """After the days of the settings managers are asked whether the task should stay where it is, and again after as
    many."""
    day = await begin(open_office, on, on, language, levels=levels(hours=1000, days=3))
    ref = await day.taken()
    for days in (3, 6):
        day.office.later(3 * DAY + MINUTE)
        await day.reads(day.mia, "lease-old", name="Ben", ref=ref, client="Dr. Weber", days=days)
        await day.presses(day.ben, "internal-note", ref)
        await day.fills(day.ben, note_words="Still at it")
        await until(day.ben, lambda: bool(cards(day.ben, "Still at it")), "the note")
