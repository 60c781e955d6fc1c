"""The review pack: a manager asks for it before a meeting, notes what was agreed, and finds it in the next one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pypdfium2

from handlers.rules.whens import When
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, press, until
from tests.stories.journey import files_of

BERLIN = ZoneInfo("Europe/Berlin")


def text_of(pdf: bytes) -> str:
    """Return all words of a PDF, one blank between any two."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


async def pack(day: Day, number: int) -> str:
    """Wait for the pages of a pack, the first or a later one; return their words."""
    await until(day.mia, lambda: len(files_of(day.office, day.mia)) == number, f"pack {number}")
    name, content = files_of(day.office, day.mia)[-1]
    assert name.endswith(".pdf")
    return text_of(content)


@both
async def test_a_review_and_the_next(open_office: OpenOffice, on: str, language: str) -> None:
    """`/review` gives figures and pages; what was agreed, a line each, becomes tasks that the client and the office
    have; the next pack says how they stand. A client nobody knows is asked about."""
    day = await begin(open_office, on, on, language, start=datetime(2026, 11, 24, 9, 0, tzinfo=BERLIN))
    await day.taken("Rosen")
    await day.request("Tulpen")
    day.mia.commands("review", "Nobody")
    await until(day.mia, lambda: "“Nobody”" in day.mia.everything() or "„Nobody“" in day.mia.everything(), "a refusal")
    day.mia.commands("review")
    await until(day.mia, lambda: bool(cards(day.mia, day.t("review-choose"))), "the clients")
    press(day.mia, "Dr. Weber", day.t("review-choose"))
    title = day.t("review-title", client="Dr. Weber", period="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, title)), title)
    words = await pack(day, 1)
    assert "Dr. Weber" in words
    assert day.t("report-agreed") in words
    await day.presses(day.mia, "review-agree", title)
    await day.fills(day.mia, agreed_words="- Wochenbericht am Freitag\n\n2. Neue Vase kaufen")
    friday = When(datetime(2026, 11, 27, tzinfo=BERLIN), datetime(2026, 11, 28, tzinfo=BERLIN), "day", "date")
    line = day.t(
        "agreed-line-wished",
        ref="T-1003",
        words="Wochenbericht am Freitag",
        state=day.t("state-to-acknowledge"),
        wish=friday,
    )
    await until(day.mia, lambda: bool(cards(day.mia, line)), line)
    for ref in ("T-1003", "T-1004"):
        await day.anna.sees(day.t("request-accepted", ref=ref))
        await day.presses(day.ben, "acknowledge", ref)
        await until(day.ben, lambda ref=ref: any(day.t("done") in card for card in cards(day.ben, ref).values()), ref)  # type: ignore[misc]  # defaults bind the loop's values now
    in_work = day.t("agreed-line", ref="T-1004", words="Neue Vase kaufen", state=day.t("state-acknowledged"))
    day.mia.commands("review", "dr. w")
    await until(day.mia, lambda: bool(cards(day.mia, in_work)), in_work)
    words = await pack(day, 2)
    assert f"T-1004 Neue Vase kaufen – {day.t('state-acknowledged')}" in words
    assert f"T-1003 Wochenbericht am Freitag {day.t('when', when=friday)} {day.t('state-acknowledged')}" in words
