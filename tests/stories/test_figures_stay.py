"""Figures of a week that is over stay as they were, whatever becomes of its requests and of who reads them."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.rules.digests import Digests
from storage.vocabulary import Role
from tests.stories.conftest import OpenOffice
from tests.stories.days import FLOWERS, TRAVEL, Day, begin, both, cards, files_of, in_turn, press, until
from tests.stories.kit import joined
from tests.stories.test_digests import goes_on_until
from tests.stories.test_promises import levels

FRIDAY = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
TEAMS = ("Office", "Travel")
LAST_WEEK = {"en": "last week", "de": "letzte Woche"}
WEEK_51 = {
    "en": "Week 51, Mon 14 December 2026 – Sun 20 December 2026",
    "de": "Woche 51, Mo. 14. Dezember 2026 – So. 20. Dezember 2026",
}
NEXT_TUESDAY = datetime(2026, 12, 22, 9, 0, tzinfo=UTC)


async def asks(day: Day, words: str, *facts: str) -> None:
    """Let the manager ask for figures until a card has these sentences that had fewer before."""
    before = {fact: len(cards(day.mia, fact)) for fact in facts}
    day.mia.commands("digest", words)
    for fact in facts:
        await until(day.mia, lambda fact=fact: len(cards(day.mia, fact)) > before[fact], fact)  # type: ignore[misc]  # bound early


@in_turn
async def test_a_request_changes_teams_in_the_next_week(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Two requests of a week are one team's. In the next week one comes to another team, to another person and to
    another kind: last week's figures stay the first team's, with who had them then; this week's are the second's."""
    kinds, by_hand = (FLOWERS, TRAVEL), Digests(day=None)
    day = await begin(
        open_office, client_on, staff_on, language, start=FRIDAY, digests=by_hand, teams=TEAMS, categories=kinds
    )
    await joined(day.office, Role.ASSISTANT, "Zoe", staff_on, language=language, team="Travel")
    ref = await day.taken("Please order flowers")
    await day.request("Please order more flowers")
    both_open, one_open = (day.t("digest-open", count=count, before=0) for count in (2, 1))
    await goes_on_until(day.office, NEXT_TUESDAY)
    await asks(day, f"{LAST_WEEK[language]} Office", both_open)
    then = await table(day, both_open)
    assert [row for row in then if row.startswith(ref)] != []
    day.mia.commands("task", ref)
    sheet = f"{ref} · Dr. Weber"
    await day.presses(day.mia, "reassign", sheet)
    await day.presses(day.mia, "other-team")
    await day.presses(day.mia, "team-whoever", team="Travel")
    await day.reads(day.mia, "to-team-toast", ref=ref, team="Travel")
    await day.presses(day.mia, "category", sheet)
    await day.mia.sees_button(TRAVEL.label[language])
    day.mia.presses(TRAVEL.label[language])
    await day.reads(day.mia, "category-set", ref=ref)
    await asks(day, f"{LAST_WEEK[language]} Office", both_open)
    assert await table(day, both_open) == then
    await asks(day, f"{LAST_WEEK[language]} Travel", day.t("digest-received", count=0, before=0))
    this_week = {"en": "this week", "de": "diese Woche"}[language]
    await asks(day, f"{this_week} Travel", one_open)
    assert "Zoe" in "".join(await table(day, one_open))


async def table(day: Day, fact: str) -> list[str]:
    """Return the rows of the table of the newest figures that say `fact`."""
    before = len(files_of(day.mia, "csv"))
    press(day.mia, day.t("digest-as-csv"), fact)
    await until(day.mia, lambda: len(files_of(day.mia, "csv")) > before, "the table")
    return files_of(day.mia, "csv")[-1].decode("utf-8-sig").splitlines()


@both
async def test_nobody_there_in_the_other_team(open_office: OpenOffice, on: str, language: str) -> None:
    """A request that somebody had taken on comes to a team in which nobody is there: figures say that nobody has it,
    and the promise to take it on runs anew, so that it is overdue when nobody does. What is overdue now stands on top
    of last week's figures, and is followed down as what it is: overdue now."""
    promised, by_hand = levels(acknowledge=2), Digests(day=None)
    day = await begin(open_office, on, on, language, start=FRIDAY, digests=by_hand, teams=TEAMS, levels=promised)
    zoe = await joined(day.office, Role.ASSISTANT, "Zoe", on, language=language, team="Travel")
    zoe.commands("away")
    await zoe.sees(day.t("away-now", count=0))
    ref = await day.taken()
    day.mia.commands("task", ref)
    await day.presses(day.mia, "reassign", f"{ref} · Dr. Weber")
    await day.presses(day.mia, "other-team")
    await day.presses(day.mia, "team-whoever", team="Travel")
    await day.reads(day.mia, "to-team-toast", ref=ref, team="Travel")
    await asks(day, "Travel", day.t("digest-unassigned", count=1, which=ref))
    await goes_on_until(day.office, NEXT_TUESDAY)
    overdue = day.t("digest-overdue", count=1, which=ref)
    await asks(day, f"{LAST_WEEK[language]} Travel", overdue)
    await day.presses(day.mia, "digest-show-overdue", overdue, count=1)
    what = day.t("digest-show-overdue", count=1)
    now = day.t("digest-figure-now", what=what, at="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, now)), now)
    assert not cards(day.mia, day.t("digest-figure", what=what, period=WEEK_51[language]))


@both
async def test_a_manager_travels(open_office: OpenOffice, on: str, language: str) -> None:
    """Figures of Berlin's week stay those of Berlin's week: what was done on its Sunday evening in New York, Monday in
    Berlin, is in none of their files, wherever their reader is when they ask for one."""
    day = await begin(open_office, on, on, language, start=FRIDAY, digests=Digests(day=None))
    ref = await day.taken()
    await goes_on_until(day.office, datetime(2026, 12, 20, 23, 30, tzinfo=UTC))
    await day.presses(day.ben, "done", ref)
    await day.fills(day.ben, done_result="Ordered")
    await day.anna.sees("Ordered")
    open_at_its_end = day.t("digest-open", count=1, before=0)
    await asks(day, LAST_WEEK[language], open_at_its_end)
    then = await table(day, open_at_its_end)
    day.mia.commands("zone", "America/New_York")
    await day.reads(day.mia, "zone-set", zone="America/New_York")
    assert await table(day, open_at_its_end) == then
    await day.presses(day.mia, "digest-show-open", open_at_its_end, count=1)
    figure = day.t("digest-figure", what=day.t("digest-show-open", count=1), period=WEEK_51[language])
    await until(day.mia, lambda: bool(cards(day.mia, figure)), figure)
