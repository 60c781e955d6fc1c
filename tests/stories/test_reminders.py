"""Reminders: people's own, in their own words; and those of what a client wishes by a certain time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.chat.incoming import Command
from handlers.rules.whens import When
from storage.vocabulary import Role
from tests.cast import Person
from tests.office import ZONE
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, errors_of, in_turn, labels, pick, press, until
from tests.stories.journey import gives_form
from tests.stories.kit import Desk
from tests.stories.rights_scene import task

MINUTE, HOUR = 60, 3600


def says(language: str, english: str, german: str) -> str:
    """Return the words of somebody who speaks this language."""
    return german if language == "de" else english


def _exact(at: datetime) -> When:
    """Return a moment as it is echoed: with weekday and year."""
    return When(at, None, "minute", "instant")


async def _reads(day: Day, who: Person, name: str, *, times: int = 1, **facts: object) -> None:
    """Wait until somebody has as many messages that begin so, whatever moment they name."""
    start = day.t(name, at="§", **facts).partition("§")[0]
    await until(who, lambda: len(cards(who, start)) >= times, f"{start!r}, {times} times")


async def _remind(day: Day, who: Person, words: str) -> None:
    """Let somebody set a reminder, and wait for what was understood."""
    before = len(cards(who, day.t("remind-set", at="§").partition("§")[0]))
    who.commands("remind", words)
    await _reads(day, who, "remind-set", times=before + 1)


@in_turn
async def test_a_reminder_is_told_snoozed_and_done(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """It comes at its time and not before, with the words and the task; snoozed for an hour it comes once more; done it
    is done. Nobody else hears of it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    words = says(language, "call the florist", "Floristin anrufen")
    await _remind(day, day.ben, f"{ref} {says(language, 'in 2 hours', 'in 2 Stunden')} {words}")
    day.office.later(HOUR)
    await day.office.quiet()
    assert not cards(day.ben, day.t("reminder-title"))
    day.office.later(HOUR + MINUTE)
    await _reads(day, day.ben, "reminder-title")
    assert {day.t("done"), day.t("reminder-show", ref=ref), day.t("snooze-morning")} <= set(labels(day.ben, words))
    assert day.t("snooze-hour").startswith(says(language, "Snooze", "Später"))
    press(day.ben, day.t("snooze-hour"), words)
    await until(day.ben, lambda: day.t("snooze-hour") not in labels(day.ben, words), "that it comes later")
    day.office.later(HOUR + MINUTE)
    await until(day.ben, lambda: day.t("snooze-hour") in labels(day.ben, words), "it again")
    press(day.ben, day.t("done"), words)
    await _reads(day, day.ben, "reminder-done")
    assert all(words not in other.everything() for other in (day.anna, day.mia, day.eva))


@both
async def test_moved_and_deleted_ones_are_not_told(open_office: OpenOffice, on: str, language: str) -> None:
    """Change asks for another time; what is deleted in the list isn't told, what was moved only at its new time."""
    day = await begin(open_office, on, on, language)
    now = day.office.clock.now().astimezone(ZoneInfo(ZONE))
    three, six = ((now + timedelta(days=1)).replace(hour=hour, minute=0, second=0) for hour in (15, 18))
    tomorrow = says(language, "tomorrow", "morgen")
    await _remind(day, day.anna, f"{tomorrow} 15:00 Rosen")
    await _remind(day, day.anna, f"{tomorrow} 15:00 Tulpen")
    await day.presses(day.anna, "change", "Rosen")
    await day.fills(day.anna, remind_when=says(language, "no idea", "keine Ahnung"))
    await day.reads(day.anna, "when-unclear")
    await day.fills(day.anna, remind_when=f"{tomorrow} 18:00")
    await day.reads(day.anna, "remind-set", at=_exact(six))
    day.anna.commands("reminders")
    await day.reads(day.anna, "reminder-line", number=1, at=three, what="Tulpen")
    await day.reads(day.anna, "reminder-line", number=2, at=six, what="Rosen")
    await day.presses(day.anna, "delete-number", number=1)
    await day.reads(day.anna, "reminder-line", number=1, at=six, what="Rosen")
    day.office.later((three - now).total_seconds() + MINUTE)
    await day.office.quiet()
    assert day.t("snooze-hour") not in labels(day.anna, "Rosen")
    day.office.later(3 * HOUR)
    await until(day.anna, lambda: day.t("snooze-hour") in labels(day.anna, "Rosen"), "the one that was moved")
    assert labels(day.anna, "Tulpen") == []


@both
async def test_in_doubt_it_comes_at_the_likelier_time(open_office: OpenOffice, on: str, language: str) -> None:
    """At three in the morning or in the afternoon? One tap takes the morning; what nobody answers comes in the
    afternoon all the same, and the card and the list say so. What was undone never comes."""
    day = await begin(open_office, on, on, language)
    now = day.office.clock.now().astimezone(ZoneInfo(ZONE))
    three = (now + timedelta(days=1)).replace(hour=3, minute=0, second=0)
    roses, tulips, pinks = ("Roses", "Tulips", "Pinks") if language == "en" else ("Rosen", "Tulpen", "Nelken")
    at_three = says(language, "tomorrow at 3", "morgen um 3")
    rather = day.t("remind-other", at=_exact(three))
    day.anna.commands("remind", f"{roses} {at_three}")
    await day.reads(day.anna, "remind-is-it", at=_exact(three.replace(hour=15)))
    await day.reads(day.anna, "remind-unless")
    assert labels(day.anna, roses) == [day.t("when-right"), rather, day.t("when-other"), day.t("undo")]
    press(day.anna, rather, roses)
    await day.reads(day.anna, "remind-set", at=_exact(three))
    day.anna.commands("remind", f"{tulips} {at_three}")
    await until(day.anna, lambda: rather in labels(day.anna, tulips), "in doubt, too")
    day.anna.commands("remind", f"{pinks} {at_three}")
    await day.presses(day.anna, "undo", pinks)
    await day.reads(day.anna, "reminder-deleted")
    day.anna.commands("reminders")
    await day.reads(day.anna, "reminder-is-asked")
    day.office.later((three - now).total_seconds() + MINUTE)
    await until(day.anna, lambda: day.t("snooze-hour") in labels(day.anna, roses), "the one that was chosen")
    assert day.t("snooze-hour") not in labels(day.anna, tulips)
    day.office.later(12 * HOUR)
    await until(day.anna, lambda: day.t("snooze-hour") in labels(day.anna, tulips), "the one nobody answered")
    await day.office.quiet()
    assert day.t("snooze-hour") not in labels(day.anna, pinks)


async def test_a_reminder_is_moved_by_pickers(open_office: OpenOffice, database: str) -> None:
    """On Slack its day and its time of day are picked beside the echo; a time that is over changes nothing."""
    day = await begin(open_office, "slack", "slack", "en")
    now = day.office.clock.now().astimezone(ZoneInfo(ZONE))
    fifth = (now + timedelta(days=5)).replace(hour=15, minute=0, second=0)
    await _remind(day, day.anna, "tomorrow 15:00 Roses")
    pick(day.anna, day.t("choose-day"), f"{fifth:%Y-%m-%d}", "Roses")
    await day.reads(day.anna, "remind-set", at=_exact(fifth))
    pick(day.anna, day.t("choose-clock"), "08:20", "Roses")
    await day.reads(day.anna, "remind-set", at=_exact(fifth.replace(hour=8, minute=20)))
    pick(day.anna, day.t("choose-day"), f"{now - timedelta(days=1):%Y-%m-%d}", "Roses")
    await day.anna.sees_toast(day.t("picked-over"))
    day.office.later(6 * 24 * HOUR)
    await _reads(day, day.anna, "reminder-title")


@both
async def test_of_an_ended_task_nobody_is_reminded(open_office: OpenOffice, on: str, language: str) -> None:
    """Once the task is done its reminder isn't told; the list says so. One set afterwards is meant, and comes."""
    day = await begin(open_office, on, on, language)
    ref = await day.taken()
    await _remind(day, day.ben, f"{ref} {says(language, 'in 2 hours', 'in 2 Stunden')} Vase")
    await day.presses(day.ben, "done", ref)
    await day.ben.sees_form(day.t("done-result"))
    await day.ben.answers("Rosen")
    await day.reads(day.anna, "task-done-title", ref=ref, by="Ben")
    await _remind(day, day.ben, f"{ref} {says(language, 'in 2 hours', 'in 2 Stunden')} Rechnung")
    day.office.later(2 * HOUR + MINUTE)
    await _reads(day, day.ben, "reminder-title")
    dropped = day.t("reminder-dropped", ref=ref)
    await until(day.ben, lambda: bool(cards(day.ben, dropped)), dropped)
    assert labels(day.ben, "Vase") == []
    day.ben.commands("reminders")
    await until(day.ben, lambda: day.t("reminder-is-dropped") in day.ben.everything(), "why it wasn't told")


@both
async def test_a_late_one_says_so(open_office: OpenOffice, on: str, language: str) -> None:
    """What came due while the office was down is told when it is back, and by how much it is late."""
    day = await begin(open_office, on, on, language)
    await _remind(day, day.anna, f"{says(language, 'in 1 hour', 'in 1 Stunde')} Rosen")
    await day.office.stop()
    day.office.later(4 * HOUR + 5 * MINUTE)
    await day.office.start()
    late = day.t("reminder-late", late=day.t("span", hours=3, minutes=5), at="§").partition("§")[0]
    await until(day.anna, lambda: late in day.anna.everything(), late)


@in_turn
async def test_a_wished_time_is_remembered(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A day and two hours before the time that was wished for the assistant hears of it, the client only if the office
    waits for their answer."""
    day = await begin(open_office, client_on, staff_on, language)
    wish = says(language, "in 26 hours", "in 26 Stunden")
    day.anna.commands("task")
    answers = {day.t("request-words"): "Rosen", day.t("request-wish"): wish}
    await gives_form(day.anna, answers, day.t("send-request"))
    await day.anna.sees(day.t("request-accepted", ref="T-1001"))
    await day.presses(day.ben, "acknowledge", "T-1001")
    await day.ben.sees_button(day.t("ask-client"))
    day.office.later(HOUR)
    await day.office.quiet()
    near = day.t("deadline-near", ref="T-1001", at="§").partition("§")[0]
    assert near not in day.ben.everything()
    day.office.later(HOUR + MINUTE)
    await until(day.ben, lambda: near in day.ben.everything(), near)
    assert near not in day.anna.everything()
    await day.presses(day.ben, "ask-client", "T-1001")
    await day.ben.sees_form(day.t("ask-words"))
    await day.ben.answers("Rot?")
    await day.anna.sees("Rot?")
    day.office.later(22 * HOUR)
    await until(day.anna, lambda: near in day.anna.everything(), near)
    assert day.t("deadline-question", words="Rot?") in day.anna.everything()
    await until(day.ben, lambda: len(cards(day.ben, near)) == 2, "the second one")


async def test_a_wish_too_near_for_a_reminder(open_office: OpenOffice) -> None:
    """What is wished for within the half hour is taken as any other request, and nobody is reminded."""
    day = await begin(open_office, "telegram", "telegram", "en")
    day.anna.commands("task")
    answers = {day.t("request-words"): "Taxi", day.t("request-wish"): "in 30 minutes"}
    await gives_form(day.anna, answers, day.t("send-request"))
    await day.anna.sees(day.t("request-accepted", ref="T-1001"))
    await day.ben.sees("Taxi")
    day.office.later(HOUR)
    await day.office.quiet()
    assert day.t("deadline-near", ref="T-1001", at="§").partition("§")[0] not in day.ben.everything()


def test_what_cant_be_understood(desk: Desk) -> None:
    """No time, a time that is over, a task that isn't theirs or none: each is said, and nothing is set."""
    desk.joins(Role.CLIENT, "Anna")
    far = desk.joins(Role.ASSISTANT, "Far", team="Night")
    task(desk, far, "Night")
    for words, said in (("", "remind-how"), ("call back", "remind-how"), ("yesterday call", "remind-over")):
        outcome = desk.hears("anna", Command("remind", words))
        assert (outcome.said, desk.hears("anna", Command("reminders")).said) == ((said,), ("reminders-title",))
    for number in (1, 1001, 999999):
        assert desk.hears("anna", Command("remind", f"T-{number} tomorrow call")).refused == "task-unknown"
    assert desk.hears("anna", Command("remind", "tomorrow call")).said == ("remind-set",)


@both
async def test_a_reminder_without_words_says_what_the_task_is(open_office: OpenOffice, on: str, language: str) -> None:
    """Who noted nothing but the number reads at its time what the task is, too."""
    day = await begin(open_office, on, on, language)
    ref = await day.taken("Astern")
    await _remind(day, day.ben, f"{ref} {says(language, 'in 2 hours', 'in 2 Stunden')}")
    day.office.later(2 * HOUR + 60)
    line = day.t("reminder-of-task", ref=ref, words="Astern")
    await until(day.ben, lambda: bool(cards(day.ben, line)), line)


@both
async def test_quiet_hours_are_set(open_office: OpenOffice, on: str, language: str) -> None:
    """Quiet hours are chosen or typed as people write them; what can't be read is asked again."""
    day = await begin(open_office, on, on, language)
    day.ben.commands("settings")
    await until(day.ben, lambda: day.t("settings-quiet-none") in day.ben.everything(), "no quiet hours")
    await day.presses(day.ben, "change-quiet")
    await day.presses(day.ben, "quiet-hours", hours="20:00–07:00")
    await day.reads(day.ben, "settings-quiet", hours="20:00–07:00")
    await day.presses(day.ben, "quiet-others")
    await day.fills(day.ben, quiet_when=says(language, "at night", "nachts"))
    unknown = day.t("quiet-unknown")
    await until(day.ben, lambda: unknown in "".join([*errors_of(day.ben), day.ben.everything()]), "told")
    await day.fills(day.ben, quiet_when=says(language, "Mon-Fri 9 pm to 6 am", "Mo-Fr 21 bis 6 Uhr"))
    await day.reads(day.ben, "settings-quiet", hours=says(language, "Mon–Fri 21:00–06:00", "Mo–Fr 21:00–06:00"))
