"""A client who is not content twice in a row: a manager hears of it, talks to them, and notes what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.follow_ups import FollowUp, follow_ups
from storage.query import Query
from storage.vocabulary import FollowUpState, Role
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, press, until
from tests.stories.kit import joined

_ALL = Query(select(follow_ups).order_by(follow_ups.c.id))


async def kept(day: Day) -> list[FollowUp]:
    """Return every follow-up there is, oldest first."""
    return [FollowUp(*row) for row in await day.office.app.database.read(lambda uow: uow.run.all(_ALL))]


async def rated(day: Day, words: str, stars: int) -> str:
    """Let Ben do what Anna asks for, and Anna rate it; return its reference."""
    ref = await day.taken(words)
    await day.presses(day.ben, "done", ref)
    await day.fills(day.ben, done_result=f"{words}!")
    await day.presses(day.anna, "accept", ref)
    await day.presses(day.anna, "rating", ref, stars=stars)
    word = day.t("rating-word")
    await until(day.anna, lambda: any(word in there for there in cards(day.anna, f"{words}!").values()), f"{ref} rated")
    return ref


@both
async def test_two_low_ratings_in_a_row(open_office: OpenOffice, on: str, language: str) -> None:
    """After the second low rating in a row both managers read who said what of whose work; one takes care of it and
    notes what came of it, once; a word that comes later is there, too; the next low rating alone is no further one."""
    day = await begin(open_office, on, on, language)
    max_ = await joined(day.office, Role.MANAGER, "Max", on, language=language)
    await rated(day, "Rosen", 2)
    await rated(day, "Nelken", 5)
    await rated(day, "Tulpen", 2)
    title = day.t("follow-up-title", client="Dr. Weber")
    assert not cards(day.mia, title)
    ref = await rated(day, "Lilien", 1)
    for manager in (day.mia, max_):
        await until(manager, lambda who=manager: bool(cards(who, title)), title)  # type: ignore[misc]  # bound early
    told = day.t("follow-up-rating", ref=ref, words="Lilien", stars=1, by="Anna", worker="Ben")
    assert told in day.mia.everything()
    await day.presses(day.anna, "rating-word", ref)
    await day.fills(day.anna, rating_word_words="Verwelkt")
    await until(day.mia, lambda: bool(cards(day.mia, day.t("follow-up-said", words="Verwelkt"))), "the word")
    await day.presses(day.mia, "follow-up-take", title)
    await until(max_, lambda: bool(cards(max_, day.t("follow-up-with", name="Mia"))), "who takes care")
    await day.presses(max_, "follow-up-settle", title)
    await day.fills(max_, follow_up_what="Ein Strauß umsonst")
    settled = day.t("follow-up-settled-line", by="§", at="§", words="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, settled)), "what came of it")
    assert not any(day.t("follow-up-settle") in there for there in cards(day.mia, title).values())
    press(day.mia, day.t("show-this", ref=ref), title)
    await until(day.mia, lambda: bool(cards(day.mia, "Lilien!")), "the task's sheet")
    await rated(day, "Astern", 1)
    (one,) = await kept(day)
    assert (one.state, one.words, [said["stars"] for said in one.said]) == (
        FollowUpState.DONE,
        "Ein Strauß umsonst",
        [2, 1],
    )
    assert isinstance(one.ended_at, datetime)


@both
async def test_the_digest_has_it_until_it_is_settled(open_office: OpenOffice, on: str, language: str) -> None:
    """What nobody has settled stands in the digest, with a button that opens it; settled it is gone from there."""
    day = await begin(open_office, on, on, language)
    for words in ("Rosen", "Tulpen"):
        await rated(day, words, 1)
    await until(day.mia, lambda: bool(cards(day.mia, day.t("follow-up-hint"))), "the follow-up")
    day.mia.commands("digest")
    decision = day.t("digest-follow-ups", which="Dr. Weber")
    await until(day.mia, lambda: bool(cards(day.mia, decision)), decision)
    press(day.mia, day.t("follow-up-of", client="Dr. Weber"), decision)
    title = day.t("follow-up-title", client="Dr. Weber")
    await day.presses(day.mia, "follow-up-settle", title)
    await day.fills(day.mia, follow_up_what="Entschuldigt")
    settled = day.t("follow-up-settled-line", by="Mia", at="§", words="§").partition("§")[0]
    await until(day.mia, lambda: bool(cards(day.mia, settled)), "settled")
    received = day.t("digest-received", count=2, before=0)
    before = len(cards(day.mia, received))
    day.mia.commands("digest")
    await until(day.mia, lambda: len(cards(day.mia, received)) == before + 1, "the next digest")
    assert len(cards(day.mia, decision)) == 1
