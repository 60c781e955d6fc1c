"""What is promised is shown, watched and escalated; a manager moves it, and everybody can ask why."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from handlers.rules.escalation import DEFAULT
from handlers.rules.service_levels import Calendar, Duty, Level, ServiceLevels, policy_of
from handlers.rules.sla_policy import Anchor, Applies, Before, Budget, Clock, Policy
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import ZONE
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, in_turn, labels, until
from tests.stories.journey import rewrites

MINUTE, HOUR = 60, 3600
ALWAYS = Calendar("office", {"zone": ZONE, "week": "daily 00:00-24:00", "exceptions": []})


def levels(duty: Duty | None = None, week: str | None = None, **budgets: int) -> ServiceLevels:
    """Return an office that promises these hours, by clock; it never closes, or has this `week`."""
    targets = {Clock(name.replace("_", "-")): Budget(hours * HOUR) for name, hours in budgets.items()}
    level = Level(Applies(Policy("standard", 1, targets)), None, DEFAULT)
    calendar = ALWAYS if week is None else Calendar("office", {"zone": ZONE, "week": week, "exceptions": []})
    return ServiceLevels({"office": calendar}, (level,), {} if duty is None else {"Office": duty})


def ahead(hours: int) -> ServiceLevels:
    """Return an office that never closes and promises to be done so many hours before what a client wishes for."""
    policy = policy_of("ahead", {Clock.RESOLUTION: Before(hours * HOUR, Anchor.DEADLINE)})
    return ServiceLevels({"office": ALWAYS}, (Level(Applies(policy), None, DEFAULT),))


def _in_thread(day: Day, who: Person, said: str, card: str) -> bool:
    """Whether something was said below a card: in its thread on Slack, as a reply to it on Telegram."""
    if isinstance(who, SlackPerson):
        notes = who.user.messages
        return any(said in note.shown and note.thread_ts in cards(who, card) for note in notes)
    messages = cast(TelegramPerson, who).user.messages
    return any(said in message.text and message.reply_to in cards(who, card) for message in messages)


async def _reads_card(day: Day, who: Person, name: str, ref: str) -> None:
    """Wait until a card about a task says something, whatever time it names."""
    start = day.t(name, at="§").partition("§")[0]
    await until(who, lambda: any(start in who.everything() for _ in cards(who, ref)), f"{start!r} about {ref}")


@in_turn
async def test_a_promise_is_shown_watched_and_kept(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The client reads until when they hear from us; at three quarters the assistant is warned, at the breach the
    manager; once it is acknowledged the alert says so."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(acknowledge=1))
    ref = await day.request("Please call the plumber")
    await _reads_card(day, day.anna, "promise-line", ref)
    day.office.later(46 * MINUTE)
    await day.reads(day.ben, "soon-title", count=1)
    assert day.t("clock-acknowledge") not in day.mia.everything()
    day.office.later(15 * MINUTE)
    await _reads_card(day, day.mia, "alert-breached", ref)
    await day.presses(day.ben, "acknowledge", ref)
    await _reads_card(day, day.mia, "alert-met-late", ref)


@in_turn
async def test_a_manager_moves_a_promise(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Extend with reason: the client hears the new time once, never the reason; /why tells staff the whole story."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(first_response=4))
    ref = await day.taken("Please find a hotel")
    day.office.later(4 * HOUR + MINUTE)
    await _reads_card(day, day.mia, "alert-breached", ref)
    await day.presses(day.mia, "extend", ref)
    hours = day.t("hours-more", hours=4)
    await day.fills(day.mia, extend_hours=hours, extend_why="The hotel is closed today")
    start = day.t("promise-moved", ref=ref, until="§", clock="first-response").partition("§")[0]
    await until(day.anna, lambda: start in day.anna.everything(), "the new time")
    assert "closed today" not in day.anna.everything()
    day.mia.commands("why", ref)
    await day.mia.sees(day.t("why-title", ref=ref))
    assert "The hotel is closed today" in day.mia.everything(), day.mia.everything()
    day.mia.commands("task", ref)
    extended = day.t("step-extended")
    await until(
        day.mia,
        lambda: any(extended in line and "closed today" in line for line in day.mia.everything().splitlines()),
        "the extension in the history",
    )
    day.anna.commands("why", ref)
    await day.anna.sees(day.t("why-title", ref=ref))
    assert "closed today" not in day.anna.everything()


@in_turn
async def test_taking_care_stops_repeats(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """After a breach the manager hears it again each hour, unless somebody takes care."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(acknowledge=1))
    ref = await day.request("Please call the plumber")
    day.office.later(61 * MINUTE)
    await _reads_card(day, day.mia, "alert-breached", ref)
    await day.presses(day.mia, "i-take-care", ref)
    start = day.t("alert-care", name="Mia", until="§").partition("§")[0]
    await until(day.mia, lambda: start in day.mia.everything(), "who takes care")
    before = len(cards(day.mia, day.t("clock-acknowledge")))
    day.office.later(2 * HOUR + 5 * MINUTE)
    await day.request("Something else")
    assert len(cards(day.mia, day.t("clock-acknowledge"))) == before


@in_turn
async def test_one_alert_can_be_pressed(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A breach that comes again is a new message; the one before keeps its words and loses its buttons. What is pressed
    on the new one shows there alone."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(acknowledge=1))
    ref = await day.request("Please call the plumber")
    alert = day.t("clock-acknowledge")
    day.office.later(61 * MINUTE)
    await _reads_card(day, day.mia, "alert-breached", ref)
    day.office.later(HOUR)
    await until(day.mia, lambda: len(cards(day.mia, alert)) == 2, "the second alert")
    goes_on = day.t("card-goes-on")
    await until(day.mia, lambda: bool(cards(day.mia, goes_on)), goes_on)
    (first, gone), (second, there) = cards(day.mia, alert).items()
    assert cards(day.mia, goes_on) == {first: []}
    assert gone == []
    assert day.t("i-take-care") in there
    broken = day.t("alert-breached", at="§").partition("§")[0]
    assert {first, second} <= set(cards(day.mia, broken))
    await day.presses(day.mia, "i-take-care", alert)
    start = day.t("alert-care", name="Mia", until="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, start)), "who takes care")
    assert list(cards(day.mia, start)) == [second]


@in_turn
async def test_an_alert_is_acted_on(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """From the alert a manager raises the priority, which brings the promise of urgent tasks, and gives the task to
    somebody else: the alert says who has it now, and how it ended."""
    standard, urgent = (policy_of(f"{hours}h", {Clock.ACKNOWLEDGE: Budget(hours * HOUR)}) for hours in (2, 1))
    applied = (Applies(standard), Applies(urgent, None, "urgent"))
    promised = ServiceLevels({"office": ALWAYS}, tuple(Level(each, None, DEFAULT) for each in applied))
    day = await begin(open_office, client_on, staff_on, language, levels=promised)
    ref = await day.request("Please call the plumber")
    day.office.later(2 * HOUR + MINUTE)
    alert = day.t("clock-acknowledge")
    await _reads_card(day, day.mia, "alert-breached", ref)
    await day.presses(day.mia, "raise-priority", alert)
    await day.presses(day.mia, "priority-urgent")
    higher = day.t("raise-priority")
    await until(day.mia, lambda: higher not in labels(day.mia, alert), "an alert with no higher priority left")
    await day.presses(day.mia, "reassign", alert)
    eva = day.t("colleague-away", name="Eva")
    await day.mia.sees_button(eva)
    day.mia.presses(eva)
    await day.eva.sees(f"{ref} · Dr. Weber")
    await until(day.mia, lambda: bool(cards(day.mia, day.t("holder-line", name="Eva"))), "who has it")
    await day.presses(day.eva, "acknowledge", f"{ref} · Dr. Weber")
    await _reads_card(day, day.mia, "alert-met-late", ref)
    day.mia.commands("why", ref)
    changed = day.t("why-changed", at="§", why="priority").rpartition("§")[2]
    await until(day.mia, lambda: changed in day.mia.everything(), changed)


@in_turn
async def test_why_is_one_press_away(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Wherever a promise stands there is Why?: the answer comes below the card, in the reader's words, with a way back;
    no card gets more than eight buttons for it. Where nothing is due any more, the button is gone."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(acknowledge=1, resolution=8))
    ref = await day.request("Please call the plumber")
    await day.presses(day.anna, "why-button", ref)
    title = day.t("why-title", ref=ref)
    await day.anna.sees(title)
    assert _in_thread(day, day.anna, title, day.t("request-accepted", ref=ref))
    assert labels(day.anna, title) == [day.t("show-this", ref=ref)]
    await day.presses(day.ben, "acknowledge", ref)
    await day.ben.sees_button(day.t("done"))
    await day.presses(day.ben, "why-button", ref)
    await day.ben.sees(title)
    assert "“standard”" in day.ben.everything() or "„standard“" in day.ben.everything()
    assert "standard" not in day.anna.everything()
    assert max(map(len, [*cards(day.ben, ref).values(), *cards(day.anna, ref).values()])) <= 8
    await day.presses(day.ben, "show-this", title, ref=ref)
    await until(day.ben, lambda: len([there for there in cards(day.ben, ref).values() if len(there) == 8]) > 1, "it")
    await day.office.quiet()
    await day.presses(day.ben, "done", ref)
    await day.fills(day.ben, **{"done_result": "Called"} | ({"done_minutes": None} if staff_on == "slack" else {}))
    await day.anna.sees(day.t("task-done-title", ref=ref, by="Ben"))
    await day.office.quiet()
    assert day.t("why-button") not in {label for there in cards(day.anna, "plumber").values() for label in there}


@in_turn
async def test_why_on_an_alert(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A manager who presses Why? on an alert reads of the clock that it is about, and of no other."""
    day = await begin(open_office, client_on, staff_on, language, levels=levels(acknowledge=1, resolution=8))
    ref = await day.request("Please call the plumber")
    day.office.later(61 * MINUTE)
    await _reads_card(day, day.mia, "alert-breached", ref)
    await day.presses(day.mia, "why-button", ref)
    title = day.t("why-title", ref=ref)
    await day.mia.sees(title)
    assert _in_thread(day, day.mia, title, day.t("clock-acknowledge"))
    asked = day.t("why-clock-due", clock=day.t("clock-resolution"), at="§").partition("§")[0]
    assert asked not in day.mia.everything()


WISHES = {
    "en": ("Please book a table by tomorrow 3 pm", "Please book a table by the day after tomorrow 3 pm"),
    "de": (
        "Bitte reservieren Sie einen Tisch bis morgen 15 Uhr",
        "Bitte reservieren Sie einen Tisch bis übermorgen 15 Uhr",
    ),
}


@in_turn
async def test_a_promise_follows_the_date_wished_for(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Two hours before the date a client names it is promised to be done, and they read so. They edit the date in their
    message: the promise moves with it, they are told once, /why tells how it came, and so does the history."""
    day = await begin(open_office, client_on, staff_on, language, levels=ahead(2))
    here = ZoneInfo(ZONE)
    now = day.office.clock.now().astimezone(here)
    noon = datetime.combine(now.date() + timedelta(days=1), time(12), here)
    day.office.later((noon - now) / timedelta(seconds=1))
    at = {days: datetime.combine(noon.date() + timedelta(days=days), time(13), here) for days in (1, 2)}
    before, after = WISHES[language]
    ref = await day.request(before)
    first, second = (day.t("promise-done-line", at=at[days]) for days in (1, 2))
    await until(day.anna, lambda: bool(cards(day.anna, first)), first)
    rewrites(day.anna, before, after)
    told = day.t("promises-changed", lines="").strip()
    await until(day.anna, lambda: told in day.anna.everything(), told)
    await until(day.anna, lambda: bool(cards(day.anna, second)), second)
    await day.office.quiet()
    assert day.anna.everything().count(told) == 1, day.anna.everything()
    day.mia.commands("why", ref)
    moved = day.t("why-date-moved", since="§", what="deadline", ref="", at=at[2] + timedelta(hours=2)).rpartition("§")[
        2
    ]
    await until(day.mia, lambda: moved in day.mia.everything(), moved)
    day.mia.commands("task", ref)
    await until(day.mia, lambda: day.t("step-wish") in day.mia.everything(), "the history")
