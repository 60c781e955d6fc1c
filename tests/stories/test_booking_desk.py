"""Staff book and move for clients and callers, and overrule the office's rules where they must; it is kept that they
did."""

from __future__ import annotations

from tests.stories.conftest import OpenOffice
from tests.stories.days import begin, both, cards, labels, press, until
from tests.stories.kit import makes_sure
from tests.stories.test_bookings import _at, _desk, _held, _opens_times, _talk, _tomorrow


@both
async def test_for_a_client_and_for_a_caller(open_office: OpenOffice, on: str, language: str) -> None:
    """An assistant picks a time, then says for whom: the client has the appointment with their own card; a caller's
    name and number stand on the card of the assistant."""
    day = await begin(open_office, on, on, language, desk=_desk())
    await _opens_times(day, day.ben)
    day.ben.presses("09:30")
    await day.presses(day.ben, "book-for-client", _held(day))
    await day.fills(day.ben, request_contact="Anna")
    await until(day.anna, lambda: bool(cards(day.anna, "A-1 · ")), "A-1")
    assert day.t("booking-cancel") in labels(day.anna, "A-1 · ")
    await _opens_times(day, day.ben, "11:00")
    day.ben.presses("11:00")
    await day.presses(day.ben, "book-for-caller", _held(day))
    await day.fills(day.ben, booking_guest_name="Mr Lee", booking_guest_phone="030 1234")
    await until(day.ben, lambda: bool(cards(day.ben, "A-2 · ")), "A-2")
    assert "030 1234" in day.ben.everything()
    assert "Mr Lee" not in day.anna.everything()


@both
async def test_rules_are_overruled_and_it_is_kept(open_office: OpenOffice, on: str, language: str) -> None:
    """By words at a time when it is closed, the assistant reads why not and books all the same; moved by words to
    another such time, too. What is taken nobody can overrule."""
    day = await begin(open_office, on, on, language, desk=_desk())
    tomorrow = _tomorrow(day).strftime({"en": "%d %B %Y", "de": "%d.%m.%Y"}[language])
    at = {"en": "at {}", "de": "um {} Uhr"}[language]
    day.ben.commands("book", f"{_talk(day)} {tomorrow} {at.format('07:00')}")
    await day.presses(day.ben, "book-anyway", day.t("book-denied"))
    await makes_sure(day.ben, day.t("yes"))
    await day.presses(day.ben, "book-for-client", _held(day))
    await day.fills(day.ben, request_contact="Anna")
    overridden = day.t("booking-overridden", lines=day.t("book-no-closed"))
    await until(day.anna, lambda: bool(cards(day.anna, "A-1 · ")), "A-1")
    await until(day.ben, lambda: bool(cards(day.ben, "A-1 · ")), "A-1 with the host")
    assert overridden in day.ben.everything()
    assert overridden not in day.anna.everything()
    day.ben.commands("book", f"A-1 {tomorrow} {at.format('20:00')}")
    await day.presses(day.ben, "book-anyway", day.t("book-denied"))
    await makes_sure(day.ben, day.t("yes"))
    was_moved = day.t("booking-was-moved", ref="A-1", by="Ben", before=_at(day, 7), at=_at(day, 20))
    await until(day.anna, lambda: was_moved in day.anna.everything(), was_moved)
    day.mia.commands("book", f"{_talk(day)} {tomorrow} {at.format('20:00')}")
    await until(day.mia, lambda: day.t("book-no-taken") in day.mia.everything(), "why not")
    assert day.t("book-anyway") not in labels(day.mia, day.t("book-denied"))


@both
async def test_a_request_that_speaks_of_an_appointment(open_office: OpenOffice, on: str, language: str) -> None:
    """Words that say more than when become a draft, from which an appointment can be booked instead; other drafts
    have no such button."""
    day = await begin(open_office, on, on, language, desk=_desk())
    day.anna.says({"en": "An appointment with my dentist, please", "de": "Bitte einen Termin beim Zahnarzt"}[language])
    await day.presses(day.anna, "book-new", day.t("draft-title"))
    await day.anna.sees_button(day.t("book-first-free"))
    press(day.anna, day.t("discard"), day.t("draft-title"))
    await day.reads(day.anna, "draft-discarded")
    day.anna.says({"en": "Please order flowers", "de": "Bitte Blumen bestellen"}[language])
    await until(day.anna, lambda: day.t("send-request") in labels(day.anna, day.t("draft-title")), "a draft")
    assert day.t("book-new") not in labels(day.anna, day.t("draft-title"))
