"""Putting right what was written or pressed before: edits of answers, files that come with a result, minutes, and the
buttons of old cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.chat.incoming import Command, Said
from storage.vocabulary import BookingState, Role, TaskState
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.booking_steps import talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.journey import (
    acknowledges,
    ben_and_anna,
    files_of,
    finishes,
    gives_form,
    has_file,
    labels,
    orders,
    presses,
    rewrites,
    sends_file,
    until,
)
from tests.stories.kit import Desk

WEEK = 7 * 24 * 3600
RESULT = "What shall the client read as the result?"
CANARY = "quokka"


async def _in_hand(office: Office, ben_on: str = "telegram", anna_on: str = "telegram") -> tuple[Person, Person]:
    ben, anna = await ben_and_anna(office, ben_on, anna_on)
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    return ben, anna


async def _asked(person: Person, button: str, question: str, words: str) -> None:
    await presses(person, button)
    await person.sees_form(question)
    await person.answers(words)


def test_cancel_takes_back_what_was_begun_last(desk: Desk) -> None:
    """An absence that is not confirmed, a reminder in doubt, a time that is held, a draft: the newest first, and with
    nothing left that is said."""
    desk.facts = replace(desk.facts, desk=talk_with_ben())
    anna, ben = desk.joins(Role.CLIENT, "Anna"), desk.joins(Role.ASSISTANT, "Ben")
    desk.hears("anna", Said("Please order tulips", "1"))
    at = desk.clock.now() + timedelta(days=2)
    desk.hears("anna", Said(f"Appointment on {at:%Y-%m-%d} at 10:00", "2"))
    (held,) = desk.run(lambda uow: uow.bookings.held_by(anna.id))
    assert _cancels(desk, "anna") == ["book-released", "draft-cancelled", "form-nothing-open"]
    assert desk.run(lambda uow: uow.bookings.look(held)).state is BookingState.EXPIRED  # type: ignore[union-attr]  # it is kept
    desk.hears("ben", Command("remind", "3/4 8:00 call back"))
    desk.hears("ben", Command("away", "tomorrow"))
    assert _cancels(desk, "ben") == ["away-cancelled", "reminder-deleted", "form-nothing-open"]
    assert desk.run(lambda uow: uow.absences.asked(ben.id)) is None


def _cancels(desk: Desk, name: str) -> list[str]:
    """Return what three times /cancel is answered with."""
    answers = []
    for _ in range(3):
        desk.clock.move(1)
        answers.append(desk.hears(name, Command("cancel", "")).said[-1])
    return answers


async def test_edited_answers_follow(open_on: OpenOffice) -> None:
    """A question, its answer, a message, a note and a result that were given in a form follow their edits; of a reason
    that has done its work its author is told that it stands."""
    office = await open_on("telegram")
    ben, anna = await _in_hand(office)
    await _asked(ben, "Ask client", "What do you need to know", "At 7 or at 9?")
    await anna.sees("At 7 or at 9?")
    rewrites(ben, "At 7 or at 9?", "At 7 or at 8?")
    await until(lambda: "At 7 or at 8?" in "".join(_questions(anna)), "the question")
    await ben.sees("Waiting for an answer: At 7 or at 8?")
    await _asked(anna, "Answer", "What shall I pass on?", "At seven")
    await ben.sees("Anna on T-1001: At seven")
    rewrites(anna, "At seven", "At eight")
    await ben.sees("Anna has changed a message on T-1001: At eight")
    await _asked(ben, "Message client", "What shall the client read?", "It costs 20")
    await anna.sees("Ben on T-1001: It costs 20")
    rewrites(ben, "It costs 20", "It costs 30")
    await anna.sees("Ben has changed a message on T-1001: It costs 30")
    await _asked(ben, "Internal note", "What shall the office know?", f"{CANARY} one")
    rewrites(ben, f"{CANARY} one", f"{CANARY} two")
    await ben.sees(f"🔒 Ben: {CANARY} two")
    await _asked(ben, "Pause", "Why does it rest?", f"{CANARY} is closed")
    await ben.sees(f"Paused: {CANARY} is closed")
    rewrites(ben, f"{CANARY} is closed", f"{CANARY} is open")
    await ben.sees("This change reaches nobody: on T-1001")
    await presses(ben, "Resume")
    await finishes(ben, anna, "Booked at 8")
    rewrites(ben, "Booked at 8", "Booked at 9")
    await anna.sees("Ben has changed the result of T-1001: Booked at 9")
    await until(lambda: "Booked at 8" not in "".join(_results(anna)), "the new result on its card")
    await ben.sees("Result: Booked at 9")
    office.later(WEEK + 60)
    await anna.sees("How content are you?")  # closed by silence, whatever was changed meanwhile
    assert CANARY not in anna.everything()


def _questions(anna: Person) -> list[str]:
    return _texts(anna, "Ben asks about T-1001")


def _results(anna: Person) -> list[str]:
    return _texts(anna, "T-1001 is done, by Ben")


def _texts(person: Person, text: str) -> list[str]:
    assert isinstance(person, TelegramPerson)
    return [message.text for message in person.user.messages if message.from_bot and text in message.text]


async def test_files_go_out_with_the_result(open_on: OpenOffice) -> None:
    """A file sent while Done asks for the result waits for it, and is not sent with Cancel; one with words is the
    result; only the office's files stand with it."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    sends_file(anna, "wish.pdf", b"%PDF wish", "Ten roses")
    await presses(anna, "Send request")
    await acknowledges(ben, anna)
    await presses(ben, "Done")
    await ben.sees_form(RESULT)
    sends_file(ben, "wrong.pdf", b"%PDF wrong")
    await ben.sees("Kept: it goes out together with your words.")
    ben.commands("cancel")
    await until(lambda: "Cancel" not in labels(ben), "cancelled")
    await presses(ben, "Done")
    await ben.sees_form(RESULT)
    sends_file(ben, "bill.pdf", b"%PDF bill")
    await ben.sees("Kept: it goes out together with your words.", count=2)
    await office.quiet()
    assert files_of(office, anna) == []
    sends_file(ben, "photo.pdf", b"%PDF photo", "Delivered, see these")
    result = await anna.sees("Delivered, see these")
    assert "bill.pdf" in result
    assert "wish.pdf" not in result
    await has_file(office, anna, b"%PDF bill")
    await has_file(office, anna, b"%PDF photo")
    await office.quiet()
    assert {name for name, _ in files_of(office, anna)} == {"bill.pdf", "photo.pdf"}


async def test_files_go_out_with_a_question(open_on: OpenOffice) -> None:
    """A file sent while Ask client wants the words goes to the client with them."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, "telegram", "slack")
    await presses(ben, "Ask client")
    await ben.sees_form("What do you need to know")
    sends_file(ben, "red.pdf", b"%PDF red")
    await ben.sees("Kept: it goes out together with your words.")
    await ben.answers("Like this?")
    await anna.sees("Like this?")
    assert await has_file(office, anna, b"%PDF red") == "red.pdf"


async def test_a_file_after_the_result(open_on: OpenOffice) -> None:
    """On Slack, where a window takes no file, one that is sent after Done can be put to the finished task."""
    office = await open_on("slack")
    ben, anna = await _in_hand(office, "slack", "slack")
    await finishes(ben, anna, "Delivered")
    sends_file(ben, "bill.pdf", b"%PDF bill", "The bill")
    await presses(ben, "To T-1001 · Ten roses")
    await presses(ben, "To Dr. Weber")
    assert await has_file(office, anna, b"%PDF bill") == "bill.pdf"


async def test_minutes_can_be_put_right(open_on: OpenOffice) -> None:
    """Any number of minutes of a day can be typed and changed, in a chat, too; each round has its own, and an old
    button changes none. The task still closes by silence."""
    office = await open_on("telegram")
    ben, anna = await _in_hand(office)
    await finishes(ben, anna, "Delivered")
    await presses(ben, "Other …")
    await ben.sees_form("How many minutes did it take?")
    ben.says("5000")
    await ben.sees("That is too much: at most 1,440")
    await ben.answers("45")
    await ben.sees("Worked: 45 min")
    await presses(ben, "Change minutes")
    await ben.answers("20")
    await ben.sees("Worked: 20 min")
    await presses(anna, "Send back")
    await gives_form(anna, {"What is wrong?": "wrong", "Anything to add?": None})
    await ben.sees("comes back (wrong)")
    await presses(ben, "Acknowledge")
    await anna.sees("is taking care of T-1001", count=2)
    await finishes(ben, anna, "Now red")
    await ben.sees_button("10 min")
    assert isinstance(ben, TelegramPerson)
    ben.user.presses("10 min")
    ben.user.presses("60 min")  # before the card could change
    await ben.sees("Worked: 30 min")
    await until(lambda: "10 min are noted. Change minutes" in ben.everything(), "the second press")
    assert "Worked: 80 min" not in ben.everything()
    office.later(WEEK + 60)
    await anna.sees("How content are you?")
    assert await office.app.database.read(lambda uow: uow.tasks.count(TaskState.CLOSED)) == 1


async def test_minutes_in_a_window_are_bounded(open_on: OpenOffice) -> None:
    """A window refuses more minutes than a day has, and keeps what was filled in."""
    office = await open_on("slack")
    ben, anna = await _in_hand(office, "slack", "slack")
    await presses(ben, "Done")
    await ben.sees_form(RESULT)
    assert isinstance(ben, SlackPerson)
    window = ben.user.modal
    assert window is not None
    ben.user.fills(**{RESULT: "Delivered", "How many minutes did it take?": "99999"})
    ben.user.submits()
    await until(lambda: any("at most 1,440" in each for each in window.errors.values()), "the refusal")
    ben.user.fills(**{"How many minutes did it take?": "90"})
    ben.user.submits()
    await anna.sees("Delivered")
    await ben.sees("Worked: 90 min")


async def test_old_cards_tell_how_things_stand(open_on: OpenOffice) -> None:
    """Copies of a card that something has come over: a press tells the state and changes nothing; the client's own
    card follows an edit of the request."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    await orders(anna, "Ten roses")
    rewrites(anna, "Ten roses", "Twelve roses")
    assert "Twelve roses" in await anna.sees("Request T-1001\nTwelve roses")
    ben.commands("task", "T-1001")
    await ben.sees("T-1001 · Dr. Weber", count=2)
    await acknowledges(ben, anna)
    ben.presses("Acknowledge")
    await until(lambda: "T-1001 has been yours since" in ben.everything(), "the old Acknowledge")
    await _asked(ben, "Ask client", "What do you need to know", "Red or white?")
    anna.commands("task", "T-1001")
    await anna.sees("Open question: Red or white?")
    await presses(ben, "Resume")
    await anna.sees("✓ Settled")
    anna.presses("Answer")
    await until(lambda: "The question about T-1001 is settled." in anna.everything(), "the old Answer")
    await office.quiet()
    assert anna.count("What shall I pass on?") == 0
