"""The monthly report of a client: once for each contact, on the first working day, about what they may see."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.rules.client_reports import ClientReports, Readers
from handlers.rules.digests import Digests
from storage.vocabulary import Role, RunState
from tests.cast import Person
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, labels, until
from tests.stories.journey import files_of
from tests.stories.kit import joined, makes_sure
from tests.stories.test_digests import PATIENT, THURSDAY, goes_on_until, runs, settled
from tests.stories.test_review import text_of

NEW_YEAR = datetime(2027, 1, 1, 8, 1, tzinfo=UTC)  # nine in Berlin, a Friday


def title(day: Day) -> str:
    """Return what every such report begins with."""
    return day.t("client-report-title", client="Dr. Weber", period="§").partition("§")[0]


def reports(who: Person, day: Day) -> list[object]:
    """Return the reports on somebody's screen."""
    return list(cards(who, title(day)))


async def opened(open_office: OpenOffice, on: str, language: str, to: Readers) -> Day:
    """Return an office in which something was done, and something waits for an answer."""
    digests = Digests(day=None, clients=ClientReports(to))
    day = await begin(open_office, on, on, language, start=THURSDAY, digests=digests)
    await settled(day.office)
    await day.taken("Rosen")
    await day.presses(day.ben, "done", "T-1001")
    await day.fills(day.ben, done_result="Geliefert")
    await day.taken("Tulpen")
    await day.presses(day.ben, "ask-client", "T-1002")
    await day.fills(day.ben, ask_words="Rot oder weiß?")
    await day.anna.sees("Rot oder weiß?")
    return day


@both
async def test_each_contact_reads_what_is_theirs(open_office: OpenOffice, on: str, language: str) -> None:
    """On the first working day Anna reads what was done, how promises were kept and what is needed of her, with the
    pages; her colleague, who sees only his own and asked for nothing, gets nothing; after a restart nothing comes
    again; February's comes late after an outage and says so."""
    day = await opened(open_office, on, language, Readers.CLIENTS)
    carl = await joined(day.office, Role.CLIENT, "Carl", on, language=language)
    await goes_on_until(day.office, datetime(2027, 1, 1, 7, 59, tzinfo=UTC))
    assert reports(day.anna, day) == []
    await goes_on_until(day.office, NEW_YEAR)
    await until(day.anna, lambda: bool(reports(day.anna, day)), "the report")
    needed = day.t("client-report-question", ref="T-1002", words="Rot oder weiß?")
    assert list(cards(day.anna, needed)) == reports(day.anna, day)
    await until(day.anna, lambda: len(files_of(day.office, day.anna)) == 1, "the pages")
    name, content = files_of(day.office, day.anna)[0]
    assert name == day.t("client-report-file", whose="dr-weber-", period="2026-12", form="pdf")
    words = text_of(content)
    assert "T-1001 Rosen" in words
    assert "T-1002 Tulpen Rot oder weiß?" in words
    await day.office.stop()
    day.office.later((datetime(2027, 2, 1, 12, 0, tzinfo=UTC) - day.office.clock.now()).total_seconds())
    await day.office.start()
    await until(day.anna, lambda: len(reports(day.anna, day)) == 2, "the next month's")
    await day.office.quiet(PATIENT)
    assert cards(day.anna, day.t("digest-late", late="§", at="§").partition("§")[0])
    assert reports(carl, day) == []
    assert reports(day.mia, day) == []
    states = [(run.key.split(":")[2], run.state) for run in await runs(day.office)]
    assert sorted(states) == [
        ("2026-12", RunState.EMPTY),
        ("2026-12", RunState.MADE),
        ("2027-01", RunState.EMPTY),
        ("2027-01", RunState.MADE),
    ]


async def managed(open_office: OpenOffice, on: str, language: str) -> tuple[Day, Person]:
    """Return an office whose two managers have read a client's report and are to release it."""
    day = await opened(open_office, on, language, Readers.MANAGERS)
    olga = await joined(day.office, Role.MANAGER, "Olga", on, language=language)
    await goes_on_until(day.office, NEW_YEAR)
    for who in (day.mia, olga):
        await until(who, lambda who=who: day.t("client-report-release") in labels(who, title(day)), "a manager's")  # type: ignore[misc]  # bound early
    await day.office.quiet(PATIENT)
    assert reports(day.anna, day) == []
    return day, olga


def shown(who: Person, day: Day, name: str) -> list[list[str]]:
    """Return the labels on the reports that somebody sees with a line that begins like this sentence."""
    said = day.t(name, by="Mia", at="§").partition("§")[0]
    return [there for message, there in cards(who, said).items() if message in reports(who, day)]


@both
async def test_a_manager_releases_it(open_office: OpenOffice, on: str, language: str) -> None:
    """Where managers read it first, the client gets it once one of them releases it. The cards of all managers say who
    did and when, keep what they said and what can be opened, and lose the two buttons."""
    day, olga = await managed(open_office, on, language)
    before = {who.name: labels(who, title(day)) for who in (day.mia, olga)}
    await day.presses(day.mia, "client-report-release", title(day))
    await until(day.anna, lambda: bool(reports(day.anna, day)), "the client's")
    needed = day.t("client-report-question", ref="T-1002", words="Rot oder weiß?")
    for who in (day.mia, olga):
        await until(who, lambda who=who: bool(shown(who, day, "decided-by-released")), "what became of it")  # type: ignore[misc]  # bound early
        kept = [
            name
            for name in before[who.name]
            if name not in {day.t("client-report-release"), day.t("client-report-withhold")}
        ]
        assert shown(who, day, "decided-by-released") == [kept]
        assert kept
        assert len(before[who.name]) == len(kept) + 2
        assert list(cards(who, needed)) == reports(who, day)
        assert not cards(who, day.t("client-report-release-to", names="§").partition("§")[0])
        assert len(reports(who, day)) == 1
    assert len(await runs(day.office)) == 3


@both
async def test_a_manager_withholds_it(open_office: OpenOffice, on: str, language: str) -> None:
    """A report that a manager withholds goes to nobody, and all managers see that on their cards."""
    day, olga = await managed(open_office, on, language)
    await day.presses(olga, "client-report-withhold", title(day))
    await makes_sure(olga, day.t("yes"))
    said = day.t("decided-by-withheld", by="Olga", at="§").partition("§")[0]
    for who in (day.mia, olga):
        await until(who, lambda who=who: bool(cards(who, said)), "what became of it")  # type: ignore[misc]  # bound early
        assert list(cards(who, said)) == reports(who, day)
        assert not {day.t("client-report-release"), day.t("client-report-withhold")} & {*labels(who, title(day))}
    await day.office.quiet(PATIENT)
    assert reports(day.anna, day) == []


@both
async def test_a_month_is_the_offices(open_office: OpenOffice, on: str, language: str) -> None:
    """Of a month in which nothing was there no report comes, though something is open when it would; what came in after
    the office's month was over stands in the next one's, wherever who reads it lives."""
    digests = Digests(day=None, clients=ClientReports(Readers.CLIENTS))
    day = await begin(open_office, on, on, language, start=THURSDAY, digests=digests)
    west = await joined(day.office, Role.CLIENT, "Kai", on, language=language, zone="Pacific/Honolulu", client="Kai")
    await settled(day.office)
    await goes_on_until(day.office, datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    await day.request("Rosen")
    await goes_on_until(day.office, NEW_YEAR)
    await day.request("Lilien", by=west)  # it is December there
    await goes_on_until(day.office, datetime(2027, 2, 1, 8, 1, tzinfo=UTC))
    received = day.t("digest-received", count=1, before=0)
    for who in (day.anna, west):
        await until(who, lambda who=who: bool(cards(who, received)), "January's")  # type: ignore[misc]  # bound early
    states = [(run.key.split(":")[2], run.state) for run in await runs(day.office)]
    assert sorted(states) == [("2026-12", RunState.EMPTY)] * 2 + [("2027-01", RunState.MADE)] * 2
