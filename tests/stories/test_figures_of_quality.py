"""What came back and what was said of results: in the digest down to the request, and in what the client reads."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.chat.outgoing import Text
from handlers.rules.client_reports import ClientReports, Readers
from handlers.rules.digests import Digests
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, until
from tests.stories.journey import files_of
from tests.stories.test_digests import THURSDAY, goes_on_until, settled
from tests.stories.test_figures_stay import table
from tests.stories.test_review import text_of

NEW_YEAR = datetime(2027, 1, 1, 8, 1, tzinfo=UTC)


async def _done(day: Day, ref: str, result: str) -> None:
    await day.presses(day.ben, "done", ref)
    await day.fills(day.ben, done_result=result)
    await until(day.anna, lambda: bool(cards(day.anna, result)), result)


async def _sent_back_then_rated(day: Day) -> str:
    """Let Ben do something twice, in 30 minutes, and Anna rate it with two stars and a word; return its reference."""
    ref = await day.taken("Rosen")
    await _done(day, ref, "Zehn Tulpen")
    await day.presses(day.anna, "send-back", "Zehn Tulpen")
    await day.fills(day.anna, send_back_complaint=day.t("complaint-wrong"), send_back_words="Rosen, bitte")
    why = day.t("step-complaint", complaint=day.t("complaint-wrong"), words="Rosen, bitte")
    await day.presses(day.ben, "acknowledge", day.t("came-sent-back", why=why))
    await _done(day, ref, "Zehn Rosen")
    await day.presses(day.ben, "minutes", ref, minutes=30)
    await day.presses(day.anna, "accept", "Zehn Rosen")
    await day.presses(day.anna, "rating", "Zehn Rosen", stars=2)
    await day.presses(day.anna, "rating-word", "Zehn Rosen")
    await day.fills(day.anna, rating_word_words="Erst im zweiten Anlauf")
    await day.ben.sees(day.t("task-rated", stars=2, words="Erst im zweiten Anlauf"))
    return ref


@both
async def test_what_came_back_and_what_was_said(open_office: OpenOffice, on: str, language: str) -> None:
    """The manager's digest says what was sent back, of how many, and who was not content, in which words, each followed
    down to the request, and its table says the same, and why; the client's report says how much work it was and how
    they rated it, in the message and on its pages."""
    digests = Digests(day=None, clients=ClientReports(Readers.CLIENTS))
    day = await begin(open_office, on, on, language, start=THURSDAY, digests=digests)
    await settled(day.office)
    ref = await _sent_back_then_rated(day)
    day.mia.commands("digest")
    few = Text("report-share-few", part=1, n=2)
    lines = (
        day.t("digest-came-back", count=1, before=0),
        day.t("digest-done", count=2, before=0),
        day.t("digest-rework", share=few),
        day.t("digest-ratings", stars="2", count=1),
        day.t("digest-low", ref=ref, stars=2, words="Erst im zweiten Anlauf"),
    )
    for line in lines:
        await until(day.mia, lambda line=line: bool(cards(day.mia, line)), line)  # type: ignore[misc]  # bound early
    tables = await table(day, lines[0])
    assert f"{day.t('report-error-rate')},{day.t('report-share-few', part=1, n=2)},{day.t('report-no-share')}" in tables
    assert tables[tables.index(day.t("report-rework")) + 2] == f"{day.t('complaint-wrong')},1,{ref}"
    line = day.t("digest-task", ref=ref, words="Rosen")
    for shown, name in enumerate(("digest-show-came-back", "digest-show-rework", "digest-show-low"), 1):
        await day.presses(day.mia, name, lines[0], count=1)
        await until(day.mia, lambda n=shown: len(cards(day.mia, line)) == n, name)  # type: ignore[misc]  # bound early
    await goes_on_until(day.office, NEW_YEAR)
    worked = day.t("client-report-worked", span=Text("span", hours=0, minutes=30))
    await until(day.anna, lambda: bool(cards(day.anna, worked)), worked)
    await until(day.anna, lambda: len(files_of(day.office, day.anna)) == 1, "the pages")
    words = text_of(files_of(day.office, day.anna)[0][1])
    assert f"{day.t('report-worked')} 0:30 h" in words
    assert f"{ref} 2 Erst im zweiten Anlauf" in words
