"""The weekly digest: once an ISO week for each manager, at their own Monday morning, followed down to the tasks."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from handlers.chat.outgoing import Text
from handlers.rules.digests import Digests
from storage.query import Query
from storage.report_runs import ReportRun, report_runs
from storage.vocabulary import Role, RunState
from tests.cast import Person
from tests.office import Office
from tests.stories.booking_steps import books_first, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, in_both_languages, in_turn, labels, press, until
from tests.stories.journey import files_of
from tests.stories.kit import asks, cast, joined, person_called
from tests.stories.test_feedback import rated
from tests.stories.test_promises import levels

PATIENT = 120.0  # seconds: a digest's files are drawn by processes of their own
THURSDAY = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
NINE_TO_FIVE = "Mon-Fri 09:00-17:00"
_RUNS = Query(select(report_runs).order_by(report_runs.c.id))


async def runs(office: Office) -> list[ReportRun]:
    """Return every report there is, first wanted first."""
    return [ReportRun(*row) for row in await office.app.database.read(lambda uow: uow.run.all(_RUNS))]


async def settled(office: Office) -> None:
    """Let the office notice who manages it."""
    office.later(61)
    await office.quiet(PATIENT)


async def goes_on_until(office: Office, moment: datetime) -> None:
    """Move time on to a moment, and let everything happen that is due then."""
    office.later((moment - office.clock.now()).total_seconds())
    await office.quiet(PATIENT)


def digests(who: Person, day: Day) -> list[object]:
    """Return the digests on somebody's screen."""
    received = day.t("digest-received", count="§", before="§").partition("§")[0]
    return list(cards(who, received))


@in_turn
async def test_a_digest_followed_down_to_a_task(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Monday at eight the manager reads what needs a decision and what the week was, follows a figure to its tasks
    and opens one; after a restart there is no second digest, and nobody else has any."""
    day = await begin(open_office, client_on, staff_on, language, start=THURSDAY, digests=Digests())
    await settled(day.office)
    await day.taken("Rosen")
    await day.request("Tulpen")
    await goes_on_until(day.office, datetime(2026, 12, 28, 6, 59, tzinfo=UTC))
    assert digests(day.mia, day) == []
    day.office.later(2 * 60)
    await until(day.mia, lambda: bool(digests(day.mia, day)), "the digest")
    for text in (day.t("digest-received", count=2, before=0), day.t("digest-done", count=0, before=0)):
        await until(day.mia, lambda text=text: bool(cards(day.mia, text)), text)  # type: ignore[misc]  # bound early
    await until(day.mia, lambda: len(files_of(day.office, day.mia)) == 3, "the files")
    now_and_then = (
        f"{day.t('digest-now')}\n",
        f"\n{day.t('digest-then')}\n{day.t('digest-received', count=2, before=0)}",
    )
    assert all(cards(day.mia, text) for text in now_and_then), "what is to be decided today is not the week's"
    names = [name for name, _ in files_of(day.office, day.mia)]
    assert names == [day.t("digest-file", whose="", period="2026-W52", form=form) for form in ("png", "xlsx", "csv")]
    await day.presses(day.mia, "digest-show-received", count=2)
    figure = day.t("digest-task", ref="T-1002", words="Tulpen")
    await until(day.mia, lambda: bool(cards(day.mia, figure)), figure)
    press(day.mia, day.t("show-this", ref="T-1002"), figure)
    await day.mia.sees_button(day.t("reassign"))
    await day.office.restart()
    await settled(day.office)
    assert [run.state for run in await runs(day.office)] == [RunState.MADE]
    assert all(digests(other, day) == [] for other in (day.ben, day.eva, day.anna))


@both
async def test_week_53_and_a_manager_far_away(open_office: OpenOffice, on: str, language: str) -> None:
    """T14: around New Year two managers, one of them in New York, get one digest for each ISO week, each at eight on
    their own wall."""
    day = await begin(open_office, on, on, language, start=THURSDAY, digests=Digests())
    max_ = await joined(day.office, Role.MANAGER, "Max", on, language=language, zone="America/New_York")
    await settled(day.office)
    await day.request("Rosen")
    await goes_on_until(day.office, datetime(2026, 12, 28, 7, 1, tzinfo=UTC))
    await until(day.mia, lambda: bool(digests(day.mia, day)), "Mia's digest")
    assert digests(max_, day) == []
    await goes_on_until(day.office, datetime(2026, 12, 28, 13, 1, tzinfo=UTC))
    await until(max_, lambda: bool(digests(max_, day)), "Max's digest")
    await goes_on_until(day.office, datetime(2027, 1, 4, 7, 1, tzinfo=UTC))
    await goes_on_until(day.office, datetime(2027, 1, 4, 13, 1, tzinfo=UTC))
    await until(max_, lambda: len(digests(max_, day)) >= 2, "Max's second digest")
    people = [(await person_called(day.office, name)).id for name in ("Mia", "Max")]
    expected = {f"digest:{person}:{week}" for person in people for week in ("2026-W53", "2027-W01")}
    assert {run.key for run in await runs(day.office)} == expected


@both
async def test_an_outage_over_two_mondays(open_office: OpenOffice, on: str, language: str) -> None:
    """After an outage over two Mondays the second digest comes late and says so, in the language the manager has now;
    of the first it is kept that it was left out."""
    other = {"en": "de", "de": "en"}[language]
    day = await begin(open_office, on, on, language, start=THURSDAY, digests=Digests())
    await settled(day.office)
    await day.request("Rosen")
    day.mia.commands("language", other)
    there = Day(day.office, other, day.mia, day.ben, day.eva, day.anna)
    await there.reads(day.mia, "language-set", language=there.t(f"language-{other}"))
    await day.office.stop()
    day.office.later((datetime(2027, 1, 5, 9, 0, tzinfo=UTC) - day.office.clock.now()).total_seconds())
    await day.office.start()
    late = there.t("digest-late", late="§", at="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, late)), late)
    assert digests(day.mia, day) == []
    states = [(run.key.rpartition(":")[2], run.state) for run in await runs(day.office)]
    assert states == [("2026-W53", RunState.SKIPPED), ("2027-W01", RunState.MADE)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_where_nothing_was_there_is_no_digest(open_office: OpenOffice) -> None:
    """A week without work is no reason to write, nor is what came in since then and is in somebody's hands."""
    day = await begin(open_office, "telegram", "telegram", "en", eva_away=False, start=THURSDAY, digests=Digests())
    await settled(day.office)
    await goes_on_until(day.office, datetime(2026, 12, 28, 6, 30, tzinfo=UTC))
    await day.request("Rosen")
    await until(day.ben, lambda: bool(cards(day.ben, "T-1001") or cards(day.eva, "T-1001")), "whoever has it")
    await goes_on_until(day.office, datetime(2026, 12, 28, 7, 1, tzinfo=UTC))
    assert digests(day.mia, day) == []
    assert [run.state for run in await runs(day.office)] == [RunState.EMPTY]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_needs_a_decision(open_office: OpenOffice) -> None:
    """What is with nobody, who can't be reached and when a whole team will be away stand on top; a change of zone moves
    the digest, and a week that had one gets no other."""
    day = await begin(open_office, "telegram", "telegram", "en", start=THURSDAY, digests=Digests())
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=0))
    await day.request("Rosen")
    anna = await person_called(day.office, "Anna")
    address = await day.office.app.database.read(lambda uow: uow.people.addresses(anna.id)[0].id)
    await day.office.app.database.write(lambda uow: uow.people.set_open(address, is_open=False))
    day.mia.commands("zone", "Asia/Tokyo")
    await day.reads(day.mia, "zone-set", zone="Asia/Tokyo")
    await settled(day.office)
    await goes_on_until(day.office, datetime(2026, 12, 27, 23, 1, tzinfo=UTC))
    await until(day.mia, lambda: bool(digests(day.mia, day)), "the digest")
    screen = day.mia.everything()
    assert day.t("digest-unassigned", count=1, which="T-1001") in screen
    assert day.t("digest-unreachable", which="Anna") in screen
    assert day.t("digest-gap", team="Office", when="§").partition("§")[0] in screen
    day.mia.commands("zone", "Europe/Berlin")
    await day.reads(day.mia, "zone-set", zone="Europe/Berlin")
    await settled(day.office)
    await goes_on_until(day.office, datetime(2026, 12, 28, 8, 0, tzinfo=UTC))
    assert [run.state for run in await runs(day.office)] == [RunState.MADE]


async def _follows_times(day: Day, taken: list[str], late: str) -> None:
    """Let Mia follow how long it took until a request was taken on, and which were taken on too late, to each."""
    clock = Text("digest-clock-acknowledge")
    await day.presses(day.mia, "digest-times")
    half = day.t("digest-took", clock=clock, count=4, half="§", most="", how="few").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, half)), half)
    assert cards(day.mia, day.t("digest-kept-share", clock=clock, share=Text("report-share", percent=80, n=5)))
    await day.presses(day.mia, "digest-took-each", clock=clock, count=4)
    line = day.t("digest-took-line", span="", ref=taken[0], words="Rosen")
    await until(day.mia, lambda: bool(cards(day.mia, line)), line)
    assert {day.t("show-this", ref=ref) for ref in taken} <= set(labels(day.mia, line))
    await day.presses(day.mia, "digest-show-breaches", count=1)
    why = Text("digest-broken-how", clock=clock, cause=Text("report-cause-unacknowledged"))
    line = day.t("digest-task-broken", ref=late, why=why, words="Lilien")
    await until(day.mia, lambda: bool(cards(day.mia, line)), line)
    await day.presses(day.mia, "digest-missed", clock=clock, count=1)
    line = day.t("digest-task", ref=late, words="Lilien")
    await until(day.mia, lambda: bool(cards(day.mia, line)), line)


@both
async def test_figures_on_top(open_office: OpenOffice, on: str, language: str) -> None:
    """On top stand what is overdue, at risk and with nobody, and when the whole team will be away; then the share of
    promises kept against the target, and how reachable the office was, down to the request that waited too long."""
    day = await begin(
        open_office, on, on, language, start=THURSDAY, hours=NINE_TO_FIVE,
        digests=Digests(day=None), levels=levels(week=NINE_TO_FIVE, acknowledge=1, resolution=8),
    )  # fmt: skip
    taken = [await day.taken(words) for words in ("Rosen", "Nelken", "Astern", "Tulpen")]
    waits = await day.request("Lilien")
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=5))
    day.office.later(7 * 3600 - 60)
    nobodys = await day.request("Mohn")
    day.mia.commands("digest")
    for line in (
        day.t("digest-overdue", count=1, which=waits),
        day.t("digest-at-risk", count=4, which=", ".join(taken)),
        day.t("digest-unassigned", count=1, which=nobodys),
        day.t("digest-in-time", clock=Text("digest-acknowledged"), share=Text("report-share", percent=80, n=5),
              before=Text("report-no-share"), target=90, how="missed"),
        day.t("digest-answered-share", share=Text("report-share", percent=80, n=5)),
        day.t("digest-waited", count=1, which=waits),
    ):  # fmt: skip
        await until(day.mia, lambda line=line: bool(cards(day.mia, line)), line)  # type: ignore[misc]  # bound early
    for begins in (day.t("digest-gap", team="Office", when="§"), day.t("digest-reached", reached="§", before="§")):
        assert cards(day.mia, begins.partition("§")[0])
    await _follows_times(day, taken, waits)
    await day.presses(day.mia, "digest-show-waited", count=1)
    line = day.t("digest-task", ref=waits, words="Lilien")
    await until(day.mia, lambda: bool(cards(day.mia, line)), line)
    press(day.mia, day.t("show-this", ref=waits), line)
    await day.mia.sees_button(day.t("reassign"))


async def test_the_digest_at_the_terminal(open_on: OpenOffice) -> None:
    """At the terminal a manager reads the same digest and follows a figure down to a task; a day that no month has is
    none, and the office's name means all of it."""
    office = await open_on("console")
    mia, _, anna = await cast(office, "console")
    await asks(anna, "Roses")
    mia.commands("digest")
    await mia.sees("Received: 1 (before: 0)")
    mia.presses("Received: 1")
    await mia.sees("T-1001 · Roses")
    mia.presses("T-1001")
    await mia.sees_button("Reassign")
    mia.commands("digest", "31 February")
    await mia.sees("There is no client or team called “")
    mia.commands("digest", "31. Februar")
    await mia.sees("There is no client or team called “Februar”")
    mia.commands("digest", "this month Office Berlin")
    await mia.sees("Received: 1 (before: 0)", count=2)
    assert "yet to come" not in mia.everything()


@both
async def test_figures_asked_for(open_office: OpenOffice, on: str, language: str) -> None:
    """`/digest` tells the week so far, of a client the month; the same figures come by button, and as files that say
    the same; whom nobody knows is asked about; an empty period says that it is."""
    day = await begin(open_office, on, on, language, start=THURSDAY, digests=Digests())
    day.mia.commands("kpi")
    await day.presses(day.mia, "kpi-last-month")
    await day.reads(day.mia, "digest-nothing")
    await day.request("Rosen")
    await day.request("Tulpen")
    day.mia.commands("digest")
    received = day.t("digest-received", count=2, before=0)
    await until(day.mia, lambda: len(cards(day.mia, received)) == 1, "the week")
    day.mia.commands("digest", "Dr. W")
    await until(day.mia, lambda: len(cards(day.mia, received)) == 2, "the client's month")
    day.mia.commands("kpi")
    await until(day.mia, lambda: len(cards(day.mia, day.t("kpi-title"))) == 2, "the buttons again")
    await day.presses(day.mia, "kpi-teams")
    await until(day.mia, lambda: "Office" in labels(day.mia, day.t("kpi-teams")), "the teams")
    press(day.mia, "Office", day.t("kpi-teams"))
    await until(day.mia, lambda: len(cards(day.mia, received)) == 3, "the team's month")
    press(day.mia, day.t("digest-as-csv"), received)
    await until(day.mia, lambda: len(files_of(day.office, day.mia)) == 1, "the table")
    name, content = files_of(day.office, day.mia)[0]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert name == day.t("digest-file", whose="office-", period="2026-12", form="csv")
    assert [day.t("report-received"), "2", "0"] in rows
    assert [row[0] for row in rows if len(row) == 14][1:] == ["T-1001", "T-1002"]
    press(day.mia, day.t("digest-as-png"), received)
    await until(day.mia, lambda: len(files_of(day.office, day.mia)) == 2, "the picture")
    assert files_of(day.office, day.mia)[1][1].startswith(b"\x89PNG")
    day.mia.commands("digest", {"en": "November", "de": "im November"}[language])
    november = day.t("digest-title", office="", period=Text("book-month", month=11, year="2026")).strip()
    await until(day.mia, lambda: bool(cards(day.mia, november)), november)
    day.mia.commands("digest", {"en": "next week", "de": "nächste Woche"}[language])
    ahead = day.t("digest-ahead", period="§").partition("§")[2]
    await until(day.mia, lambda: ahead in day.mia.everything(), ahead)
    await day.presses(day.mia, "kpi-last-month", received)
    nothing = day.t("digest-nothing")  # of the month before, by button, by words, and of the team, whose work is newer
    await until(day.mia, lambda: len(cards(day.mia, nothing)) == 3, "the team's last month")
    day.mia.commands("digest", "Nobody")
    await until(day.mia, lambda: "“Nobody”" in day.mia.everything() or "„Nobody“" in day.mia.everything(), "a refusal")
    assert {run.state for run in await runs(day.office)} == {RunState.MADE}


async def test_never_by_itself(open_office: OpenOffice) -> None:
    """Where the settings say never, Monday comes and goes; /digest still answers."""
    day = await begin(open_office, "telegram", "telegram", "en", start=THURSDAY, digests=Digests(day=None))
    await settled(day.office)
    await day.taken("Rosen")
    await goes_on_until(day.office, datetime(2026, 12, 28, 7, 1, tzinfo=UTC))
    assert await runs(day.office) == []
    day.mia.commands("digest")
    await until(day.mia, lambda: bool(digests(day.mia, day)), "the digest asked for")


@both
async def test_appointments_in_figures(open_office: OpenOffice, on: str, language: str) -> None:
    """What a client booked stands in the week's digest and in the client's; of a team, which has no appointments of
    its own, nothing is said of them."""
    day = await begin(open_office, on, on, language, desk=talk_with_ben(), digests=Digests())
    await books_first(day, day.anna, "A-1")
    day.mia.commands("digest")
    booked = day.t("digest-booked", count=1, before=0)
    await until(day.mia, lambda: len(cards(day.mia, booked)) == 1, "the week")
    day.mia.commands("digest", "Dr. W")
    await until(day.mia, lambda: len(cards(day.mia, booked)) == 2, "the client's month")
    day.mia.commands("digest", "Office")
    await day.reads(day.mia, "digest-nothing")
    assert len(cards(day.mia, booked)) == 2


@in_both_languages
async def test_more_than_can_be_followed(
    open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """A figure of more requests than are kept to be followed says the same number on its button and behind it, and how
    many of them are listed; so do times, and what was kept."""
    monkeypatch.setattr("handlers.reports.actions.MOST_FOUND", 1)
    promised = levels(acknowledge=1)
    day = await begin(open_office, "telegram", "telegram", language, start=THURSDAY, levels=promised)
    for words in ("Rosen", "Tulpen"):
        ref = await day.taken(words)
        await until(day.ben, lambda ref=ref: any(day.t("done") in on for on in cards(day.ben, ref).values()), ref)  # type: ignore[misc]  # bound early
    day.mia.commands("digest")
    few = day.t("digest-first-of", shown=1, count=2)
    await day.presses(day.mia, "digest-show-received", count=2)
    clock = Text("digest-clock-acknowledge")
    for shown, what in enumerate(("digest-show-received", "digest-took-each", "digest-kept"), 1):
        if shown == 2:
            await day.presses(day.mia, "digest-times")
        if shown > 1:
            await day.presses(day.mia, what, clock=clock, count=2)
        await until(day.mia, lambda n=shown: len(cards(day.mia, few)) == n, what)  # type: ignore[misc]  # bound early
        title = day.t("digest-figure", what=Text(what, clock=clock, count=2), period="§").partition("§")[0]
        assert cards(day.mia, title)


@in_both_languages
async def test_a_long_digest_keeps_its_top(open_office: OpenOffice, language: str) -> None:
    """Where clients wrote more about results than a message holds, a digest that takes the place of "is being put
    together" shows what it begins with, not its end, and its buttons; a review pack does, too."""
    day = await begin(open_office, "telegram", "telegram", language)
    for words in ("Rosen", "Nelken", "Tulpen", "Lilien", "Astern"):
        await rated(day, words, 1)
        await day.presses(day.anna, "rating-word", f"{words}!")
        await day.fills(day.anna, rating_word_words=f"{words}: {'verwelkt! ' * 90}")
        await day.ben.sees(f"{words}: verwelkt!")
    received = day.t("digest-received", count=5, before=0)
    for number, (command, words) in enumerate((("digest", ""), ("review", "Dr. Weber")), 1):
        day.mia.commands(command, words)
        await until(day.mia, lambda n=number: len(cards(day.mia, received)) == n, command)  # type: ignore[misc]  # as above
        assert day.t("digest-show-received", count=5) in labels(day.mia, received)


@both
async def test_figures_that_can_not_be_made(
    open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch, on: str, language: str
) -> None:
    """Figures that can't be made are tried three times; then their announcement says so, and that they are under way no
    more."""

    def breaks(*_: object, **__: object) -> None:
        raise ValueError

    day = await begin(open_office, on, on, language)
    await settled(day.office)
    monkeypatch.setattr("bot.reports.rounds.look", breaks)
    day.mia.commands("digest")
    under_way, failed = day.t("digest-under-way"), day.t("report-failed")
    await until(day.mia, lambda: bool(cards(day.mia, under_way)), under_way)
    for _ in range(2):
        await day.office.quiet()
        day.office.later(61)
    await until(day.mia, lambda: bool(cards(day.mia, failed)), failed)
    assert not cards(day.mia, under_way)
    assert [run.state for run in await runs(day.office)] == [RunState.FAILED]
