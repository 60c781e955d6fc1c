"""The morning list of an assistant: on working days at their own time, if they want it and there is anything."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.chat.outgoing import Stretch
from tests.stories.booking_steps import books_first, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import begin, both, cards, labels, press, until
from tests.stories.test_digests import goes_on_until, settled

WEDNESDAY = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)


@both
async def test_on_working_days_if_there_is_anything(open_office: OpenOffice, on: str, language: str) -> None:
    """Nothing comes where nothing is to do; then what is new and what waits, once a day, at the new time after it was
    changed, never on a Saturday, and no more once it was switched off. Nobody else has one."""
    day = await begin(open_office, on, on, language, start=WEDNESDAY)
    title = day.t("morning-title", when="§").partition("§")[0]
    day.ben.commands("settings")
    await day.presses(day.ben, "change-morning")
    await until(day.ben, lambda: bool(cards(day.ben, day.t("morning-what"))), "the choice")
    press(day.ben, "07:30", day.t("morning-what"))
    await day.reads(day.ben, "settings-morning", clock="07:30")
    await goes_on_until(day.office, datetime(2026, 12, 31, 6, 31, tzinfo=UTC))
    assert not cards(day.ben, title)
    await day.taken("Rosen")
    await day.presses(day.ben, "pause", "T-1001")
    await day.fills(day.ben, pause_words="Laden zu")
    await day.request("Tulpen")
    await goes_on_until(day.office, datetime(2027, 1, 1, 6, 29, tzinfo=UTC))
    assert not cards(day.ben, title)
    await goes_on_until(day.office, datetime(2027, 1, 1, 6, 31, tzinfo=UTC))
    await until(day.ben, lambda: len(cards(day.ben, title)) == 1, "Friday's")
    told = day.ben.everything()
    for line in (day.t("morning-new", count=1), day.t("morning-waiting", count=1)):
        assert line in told
    press(day.ben, "09:00", day.t("morning-what"))
    await day.reads(day.ben, "settings-morning", clock="09:00")
    await settled(day.office)
    await goes_on_until(day.office, datetime(2027, 1, 4, 7, 59, tzinfo=UTC))
    assert len(cards(day.ben, title)) == 1
    await goes_on_until(day.office, datetime(2027, 1, 4, 8, 1, tzinfo=UTC))
    await until(day.ben, lambda: len(cards(day.ben, title)) == 2, "Monday's")
    press(day.ben, day.t("morning-none"), day.t("morning-what"))
    off = day.t("morning-none")
    await until(day.ben, lambda: off not in labels(day.ben, day.t("morning-what")), "that it is off")
    await goes_on_until(day.office, datetime(2027, 1, 5, 8, 1, tzinfo=UTC))
    assert len(cards(day.ben, title)) == 2
    assert not cards(day.eva, title)


@both
async def test_who_comes_stands_first(open_office: OpenOffice, on: str, language: str) -> None:
    """On the morning of an appointment the list of whoever it is with says when who comes, and leads to the day's
    appointments."""
    day = await begin(open_office, on, on, language, start=WEDNESDAY, desk=talk_with_ben())
    day.ben.commands("settings")
    await day.presses(day.ben, "change-morning")
    await until(day.ben, lambda: bool(cards(day.ben, day.t("morning-what"))), "the choice")
    press(day.ben, "07:30", day.t("morning-what"))
    await day.reads(day.ben, "settings-morning", clock="07:30")
    booked = await books_first(day, day.anna, "A-1")
    morning = booked.starts_at.replace(hour=6, minute=31)
    await goes_on_until(day.office, morning)
    title = day.t("morning-title", when="§").partition("§")[0]
    await until(day.ben, lambda: len(cards(day.ben, title)) == 1, "the list")
    told = day.ben.everything()
    assert day.t("morning-appointments", count=1) in told
    span, what = Stretch(booked.starts_at, booked.ends_at), {"en": "Talk", "de": "Gespräch"}[language]
    assert day.t("morning-appointment", when=span, what=what, who="Anna") in told
    await day.presses(day.ben, "agenda-today", title)
    await until(day.ben, lambda: len(cards(day.ben, "A-1")) >= 2, "the day's appointments")
