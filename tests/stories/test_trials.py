"""A client tries the office out: asked at the start, each week and at the end, until a manager decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select

from handlers.chat.context import Context
from handlers.chat.incoming import Said, TimerDue
from handlers.chat.outgoing import Text
from handlers.rules.digests import Digests
from handlers.trials import actions
from storage.query import Query
from storage.trials import Trial, TrialStep, trials
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role, TrialState
from tests.cast import Person
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, labels, press, until
from tests.stories.journey import files_of, replies
from tests.stories.kit import Desk, joined
from tests.stories.test_digests import THURSDAY, goes_on_until
from tests.stories.test_review import text_of

CRITERIA = "Rückruf am selben Tag\nKeine Doppelbuchung"
_ALL = Query(select(trials).order_by(trials.c.id))


async def kept(day: Day) -> tuple[Trial, list[TrialStep]]:
    """Return the one trial there is, and its history."""
    read = day.office.app.database.read
    (trial,) = [Trial(*row) for row in await read(lambda uow: uow.run.all(_ALL))]
    return trial, await read(lambda uow: uow.trials.steps(trial.id))


async def begun(open_office: OpenOffice, on: str, language: str, when: str = "today") -> Day:
    """Return an office on a Thursday, in which Mia has begun a trial of two weeks with Dr. Weber."""
    day = await begin(open_office, on, on, language, start=THURSDAY, digests=Digests(day=None))
    return await begins(day, when)


async def begins(day: Day, when: str = "today") -> Day:
    """Let Mia begin a trial of two weeks with Dr. Weber."""
    day.mia.commands("trial")
    await day.presses(day.mia, "trial-begin", day.t("trial-none"))
    await until(day.mia, lambda: bool(cards(day.mia, day.t("trial-with-whom"))), "the clients")
    press(day.mia, "Dr. Weber", day.t("trial-with-whom"))
    answers = {"trial_when": day.t(f"trial-begins-{when}"), "trial_how_long": day.t("trial-weeks", count=2)}
    await day.fills(day.mia, **answers, trial_what_counts=CRITERIA)
    return day


async def asked(day: Day, who: Person, milestone: str, number: int = 0) -> str:
    """Wait until somebody is asked at a milestone; return the title of the card."""
    title = day.t("trial-question", milestone=day.t(milestone, number=number))
    await until(who, lambda: bool(cards(who, title)), title)
    return title


@both
async def test_from_the_start_to_the_decision(open_office: OpenOffice, on: str, language: str) -> None:
    """Both contacts are asked what counts, and again after a week; what Anna answers, and answers anew, managers read
    and nobody else; the digest has a section of it and asks for the decision in the last days; extended, it goes on
    under new dates, is remembered at its end, and ends with a decision; then no answer is taken any more."""
    day = await begun(open_office, on, language)
    carl = await joined(day.office, Role.CLIENT, "Carl", on, language=language)
    title = await asked(day, day.anna, "trial-at-start")
    assert cards(day.anna, "Keine Doppelbuchung")
    await day.presses(day.anna, "trial-answer", title)
    await day.fills(day.anna, trial_ask_start="Freundlich am Telefon")
    await until(day.mia, lambda: bool(cards(day.mia, "Freundlich am Telefon")), "the answer")
    await goes_on_until(day.office, datetime(2026, 12, 31, 9, 1, tzinfo=UTC))
    title = await asked(day, carl, "trial-at-week", 1)
    await day.presses(day.anna, "trial-answer", title)
    await day.fills(day.anna, trial_ask_week="Etwas langsam")
    await day.presses(day.anna, "trial-answer-change", title)
    await day.fills(day.anna, trial_ask_week="Schneller als gedacht")
    said = day.t("digest-trial-said", name="Anna", words="Schneller als gedacht")
    await until(day.mia, lambda: bool(cards(day.mia, "Schneller als gedacht")), "the new answer")
    await goes_on_until(day.office, datetime(2027, 1, 1, 8, 1, tzinfo=UTC))
    decide = day.t("trial-to-decide", client="Dr. Weber")
    await until(day.mia, lambda: bool(cards(day.mia, decide)), decide)
    day.mia.commands("digest")
    await until(day.mia, lambda: bool(cards(day.mia, said)), "the section of the digest")
    assert day.t("digest-trial-answers", answers=1, n=2) in day.mia.everything()
    on_top = day.t("digest-trial-decide", client="Dr. Weber", when="§").partition("§")[0]
    assert cards(day.mia, on_top)
    press(day.mia, day.t("trial-of", client="Dr. Weber"), said)
    await day.presses(day.mia, "trial-extend", "Keine Doppelbuchung")
    await day.fills(day.mia, trial_how_much_longer=day.t("trial-weeks", count=1))
    longer = day.t("trial-step-extended", name="Mia", at="§", when="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, longer)), longer)
    await until(day.mia, lambda: not cards(day.mia, decide), "the reminder, which has lost its sense")
    await goes_on_until(day.office, datetime(2027, 1, 7, 9, 1, tzinfo=UTC))
    assert not cards(day.anna, day.t("trial-ask-end"))
    await goes_on_until(day.office, datetime(2027, 1, 13, 9, 1, tzinfo=UTC))
    title = await asked(day, day.anna, "trial-at-end")
    await day.presses(day.mia, "trial-decide", decide)
    await day.fills(day.mia, trial_outcome=day.t("trial-stays"), trial_why="Kam gut an")
    stays = day.t("trial-step-decided", name="Mia", at="§", outcome="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, stays)), stays)
    await until(day.mia, lambda: not cards(day.mia, decide), "the last reminder, which has lost its sense")
    await day.presses(day.anna, "trial-answer", title)
    await day.reads(day.anna, "trial-over-for-you")
    for who in (day.anna, carl, day.ben):
        assert "Kam gut an" not in who.everything()
        assert who is day.anna or "Schneller als gedacht" not in who.everything()
    trial, steps = await kept(day)
    assert (trial.state, trial.last_day, trial.words) == (TrialState.STAYS, "2027-01-13", "Kam gut an")
    assert [(step.move, step.facts.get("milestone")) for step in steps] == [
        ("begun", None),
        ("asked", "start"),
        ("answered", "start"),
        ("asked", "week-1"),
        ("answered", "week-1"),
        ("answered", "week-1"),
        ("reminded", "decide:2027-01-06"),
        ("extended", None),
        ("asked", "week-2"),
        ("reminded", "decide:2027-01-13"),
        ("asked", "end:2027-01-13"),
        ("decided", None),
    ]


@both
async def test_one_at_a_time_and_after_an_outage(open_office: OpenOffice, on: str, language: str) -> None:
    """With a client whose trial is running none can be begun; the client's card leads to it. After an outage of ten
    days the week's question is left out for that at the end, and asked once."""
    day = await begun(open_office, on, language)
    await asked(day, day.anna, "trial-at-start")
    day.mia.commands("people", "weber")
    await until(day.mia, lambda: bool(cards(day.mia, day.t("people-title"))), "the people")
    press(day.mia, "Dr. Weber", day.t("people-title"))
    await day.presses(day.mia, "trial-of", day.t("client-sees-own"), client="Dr. Weber")
    await until(day.mia, lambda: len(cards(day.mia, "Keine Doppelbuchung")) == 2, "the trial again")
    press(day.mia, "Dr. Weber", day.t("trial-with-whom"))
    await day.reads(day.mia, "trial-already", client="Dr. Weber")
    await day.office.stop()
    day.office.later((datetime(2027, 1, 6, 10, 0, tzinfo=UTC) - day.office.clock.now()).total_seconds())
    await day.office.start()
    await asked(day, day.anna, "trial-at-end")
    await day.office.quiet()
    assert not cards(day.anna, day.t("trial-ask-week"))
    _, steps = await kept(day)
    moves = [(step.move, step.facts.get("milestone")) for step in steps]
    assert sorted(moves[2:], key=repr) == [
        ("asked", "end:2027-01-06"),
        ("left-out", "week-1"),
        ("reminded", "decide:2027-01-06"),
    ]


@both
async def test_words_are_the_answer(open_office: OpenOffice, on: str, language: str) -> None:
    """The first words after a question are the answer, and so is a reply to it; what asks for something is a request
    as ever. Where something came between, one of the choices is that they are the answer."""
    day = await begun(open_office, on, language)
    title = await asked(day, day.anna, "trial-at-start")
    day.anna.says("Freundlich am Telefon")
    await until(day.mia, lambda: bool(cards(day.mia, "Freundlich am Telefon")), "the answer")
    await until(day.anna, lambda: bool(cards(day.anna, day.t("trial-thanks"))), "thanks")
    await day.office.quiet()  # a reply counts once the message it answers is noted
    replies(day.anna, title, "Freundlich und schnell")
    await until(day.mia, lambda: bool(cards(day.mia, "Freundlich und schnell")), "the new answer")
    assert not cards(day.anna, day.t("draft-title"))
    await goes_on_until(day.office, datetime(2026, 12, 31, 9, 1, tzinfo=UTC))
    await asked(day, day.anna, "trial-at-week", 1)
    await day.request({"en": "Please order flowers", "de": "Bitte Blumen bestellen"}[language])
    day.office.later(11 * 60)  # so long the next words are a new request as well
    day.anna.says("Etwas langsam")
    answer = day.t("trial-words", milestone=day.t("trial-at-week", number=1))
    await until(day.anna, lambda: answer in labels(day.anna, day.t("where-title")), answer)
    press(day.anna, answer, day.t("where-title"))
    await until(day.mia, lambda: bool(cards(day.mia, "Etwas langsam")), "the week's answer")
    day.anna.says("Schneller als gedacht")
    await until(day.anna, partial(_asks_without, day, answer), "the question, which is answered")
    _, steps = await kept(day)
    said = [(step.facts["milestone"], step.facts["words"]) for step in steps if step.move == "answered"]
    at_start = [("start", "Freundlich am Telefon"), ("start", "Freundlich und schnell")]
    assert said == [*at_start, ("week-1", "Etwas langsam")]


def _asks_without(day: Day, answer: str) -> bool:
    """Return whether Anna is asked where words belong, and not whether they are this."""
    offered = labels(day.anna, day.t("where-title"))
    return day.t("new-request") in offered and answer not in offered


def test_words_from_before_a_question_are_no_answer(desk: Desk) -> None:
    """What a client wrote before they were asked, and the office heard after it because it was closed, is a request as
    ever; what they write next is the answer."""
    mia, anna = desk.joins(Role.MANAGER, "Mia"), desk.joins(Role.CLIENT, "Anna")
    client = anna.client_id
    assert client is not None

    def asks(uow: UnitOfWork) -> None:
        ctx = Context(uow, desk.facts, who=mia)
        actions.begin(ctx, client, uow.now.date(), 4, "Quick")
        trial = uow.trials.of(client)
        assert trial is not None
        actions.due(ctx, TimerDue("start", actions.DUE, trial.id, uow.now, {"milestone": "start"}))

    desk.run(asks)
    before = desk.clock.now() - timedelta(minutes=5)
    assert desk.hears("anna", Said("The printer is out of paper", "1"), at=before).said == ("draft-title",)
    assert "trial-answered" in desk.hears("anna", Said("Friendly on the phone", "2")).said


@both
async def test_over_and_not_decided(open_office: OpenOffice, on: str, language: str) -> None:
    """A trial that is over and not decided is told as over by the digest, in its section and in its table, and not as
    in its last week."""
    day = await begun(open_office, on, language)
    await asked(day, day.anna, "trial-at-start")
    await goes_on_until(day.office, datetime(2027, 1, 8, 9, 1, tzinfo=UTC))
    day.mia.commands("digest")
    section = day.t("digest-trial-figures", received=0, done=0, open=0, share=Text("report-no-share"))
    await until(day.mia, lambda: bool(cards(day.mia, section)), "the section of the digest")
    over = day.t("trial-line", client="Dr. Weber", standing=Text("trial-over", when="§")).partition("§")[2]
    await until(day.mia, lambda: bool(cards(day.mia, over)), over)
    press(day.mia, day.t("digest-as-pdf"), section)
    await until(day.mia, lambda: len(files_of(day.office, day.mia)) == 1, "the pages")
    words = text_of(files_of(day.office, day.mia)[0][1])
    assert day.t("report-trial-over") in words
    assert day.t("report-trial-week", week=2, weeks=2) not in words


@both
async def test_not_begun_yet_and_weeks_that_are_over(open_office: OpenOffice, on: str, language: str) -> None:
    """Agreed on a Thursday for the next Monday, a trial has not begun yet: its card says so, and the digest of the week
    has nothing of it. The digest of its first week says that it is the first of two, also once it was extended and
    decided; the one of the week in which that was says what became of it."""
    day = await begun(open_office, on, language, when="monday")
    ahead = day.t("trial-ahead", when="§").partition("§")[2]
    assert ahead
    await until(day.mia, lambda: bool(cards(day.mia, ahead)), ahead)
    assert not cards(day.mia, _standing(day, "trial-running", week=0, weeks=2))
    await day.request("Rosen")
    received = day.t("digest-received", count=1, before=0)
    day.mia.commands("digest")
    await until(day.mia, lambda: bool(cards(day.mia, received)), "the digest of the week before")
    assert day.t("digest-trials") not in day.mia.everything()
    await goes_on_until(day.office, datetime(2027, 1, 5, 9, 1, tzinfo=UTC))
    first_week = _standing(day, "trial-running", week=1, weeks=2)
    for shown in range(1, 4):
        day.mia.commands("digest", {"en": "last week", "de": "letzte Woche"}[language])
        await until(day.mia, lambda n=shown: len(cards(day.mia, first_week)) == n, f"last week, {shown}")  # type: ignore[misc]  # bound early
        if shown == 1:
            press(day.mia, day.t("trial-of", client="Dr. Weber"), first_week)
            await day.presses(day.mia, "trial-extend", "Keine Doppelbuchung")
            await day.fills(day.mia, trial_how_much_longer=day.t("trial-weeks", count=1))
            longer = day.t("trial-step-extended", name="Mia", at="§", when="§").partition("§")[0]
            await day.mia.sees(longer)
        if shown == 2:
            await day.presses(day.mia, "trial-decide", "Keine Doppelbuchung")
            await day.fills(day.mia, trial_outcome=day.t("trial-stays"), trial_why="Kam gut an")
    ended = _standing(day, "trial-ended", outcome=Text("trial-stays"))
    before = len(cards(day.mia, ended))
    day.mia.commands("digest")
    await until(day.mia, lambda: len(cards(day.mia, ended)) > before, "the week in which it was decided")


def _standing(day: Day, name: str, **facts: object) -> str:
    """Return what a sentence says of a trial behind its days."""
    return day.t(name, when="§", **facts).partition("§")[2]


@both
async def test_what_was_before_is_not_the_trials(open_office: OpenOffice, on: str, language: str) -> None:
    """What a client asked for on the day before the trial began, or on the day after it was decided, is the client's of
    that week, and not the trial's."""
    day = await begin(open_office, on, on, language, start=THURSDAY - timedelta(days=1), digests=Digests(day=None))
    await day.request("Rosen")
    await goes_on_until(day.office, THURSDAY)
    await begins(day)
    await day.request("Tulpen")
    share = Text("report-no-share")
    of_trial = day.t("digest-trial-figures", received=1, done=0, open=2, share=share)
    day.mia.commands("digest")
    await until(day.mia, lambda: bool(cards(day.mia, of_trial)), of_trial)
    assert cards(day.mia, of_trial).keys() == cards(day.mia, day.t("digest-received", count=2, before=0)).keys()
    press(day.mia, day.t("trial-of", client="Dr. Weber"), of_trial)
    await day.presses(day.mia, "trial-decide", "Keine Doppelbuchung")
    await day.fills(day.mia, trial_outcome=day.t("trial-stays"), trial_why="Kam gut an")
    stays = day.t("trial-step-decided", name="Mia", at="§", outcome="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, stays)), stays)
    await goes_on_until(day.office, THURSDAY + timedelta(days=1))
    await day.request("Nelken")
    day.mia.commands("digest")
    await until(day.mia, lambda: len(cards(day.mia, of_trial)) == 2, "the same of the trial")
    assert cards(day.mia, day.t("digest-received", count=3, before=0))
