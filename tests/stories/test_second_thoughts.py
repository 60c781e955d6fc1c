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
from tests.stories.days import in_turn, in_turn_with, sentences
from tests.stories.journey import (
    acknowledges,
    ben_and_anna,
    files_of,
    finishes,
    gives_form,
    has_file,
    labels,
    opened,
    orders,
    presses,
    rewrites,
    sends_file,
    task_in_hand,
    until,
)
from tests.stories.kit import Desk, forges, keys, only

WEEK = 7 * 24 * 3600
CANARY = "quokka"


async def _in_hand(office: Office, client_on: str, staff_on: str, language: str) -> tuple[Person, Person]:
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    await task_in_hand(ben, anna, language=language)
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


@in_turn_with(client_on="telegram", staff_on="telegram")
async def test_edited_answers_follow(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A question, its answer, a message, a note and a result that were given in a form follow their edits; of a reason
    that has done its work its author is told that it stands."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await _asked(ben, t("ask-client"), t("ask-words"), "At 7 or at 9?")
    await anna.sees("At 7 or at 9?")
    rewrites(ben, "At 7 or at 9?", "At 7 or at 8?")
    await until(
        lambda: "At 7 or at 8?" in "".join(_texts(anna, t("question-title", by="Ben", ref="T-1001"))), "the question"
    )
    await ben.sees(t("task-state-waiting", reason="At 7 or at 8?"))
    await _asked(anna, t("answer-question"), t("answer-words"), "At seven")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="At seven"))
    rewrites(anna, "At seven", "At eight")
    await ben.sees(t("message-edited", name="Anna", ref="T-1001", words="At eight"))
    await _asked(ben, t("message-client"), t("message-words"), "It costs 20")
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="It costs 20"))
    rewrites(ben, "It costs 20", "It costs 30")
    await anna.sees(t("message-edited", name="Ben", ref="T-1001", words="It costs 30"))
    await _asked(ben, t("internal-note"), t("note-words"), f"{CANARY} one")
    rewrites(ben, f"{CANARY} one", f"{CANARY} two")
    await ben.sees(f"🔒 Ben: {CANARY} two")
    await _asked(ben, t("pause"), t("pause-words"), f"{CANARY} is closed")
    await ben.sees(t("task-state-paused", reason=f"{CANARY} is closed"))
    rewrites(ben, f"{CANARY} is closed", f"{CANARY} is open")
    await ben.sees(t("words-stand", ref="T-1001"))
    await presses(ben, t("resume"))
    await finishes(ben, anna, "Booked at 8", language=language)
    rewrites(ben, "Booked at 8", "Booked at 9")
    await anna.sees(t("result-changed", name="Ben", ref="T-1001", words="Booked at 9"))
    await until(
        lambda: "Booked at 8" not in "".join(_texts(anna, t("task-done-title", by="Ben", ref="T-1001"))),
        "the new result on its card",
    )
    await ben.sees(t("task-result", words="Booked at 9"))
    office.later(WEEK + 60)
    await anna.sees(t("rate-this"))  # closed by silence, whatever was changed meanwhile
    assert CANARY not in anna.everything()


def _texts(person: Person, text: str) -> list[str]:
    assert isinstance(person, TelegramPerson)
    return [message.text for message in person.user.messages if message.from_bot and text in message.text]


@in_turn_with(staff_on="telegram")
async def test_files_go_out_with_the_result(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A file sent while Done asks for the result waits for it, and is not sent with Cancel; one with words is the
    result; only the office's files stand with it."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    sends_file(anna, "wish.pdf", b"%PDF wish", "Ten roses")
    await presses(anna, t("send-request"))
    await acknowledges(ben, anna, language=language)
    await presses(ben, t("done"))
    await ben.sees_form(t("done-result"))
    sends_file(ben, "wrong.pdf", b"%PDF wrong")
    await ben.sees(t("files-held"))
    ben.commands("cancel")
    await until(lambda: t("cancel") not in labels(ben), "cancelled")
    await presses(ben, t("done"))
    await ben.sees_form(t("done-result"))
    sends_file(ben, "bill.pdf", b"%PDF bill")
    await ben.sees(t("files-held"), count=2)
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


@in_turn
async def test_each_result_names_its_own_files(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The card of a result names the files that were given with it, here or coming; not what the office sent before,
    nor what came with the result before rework."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    sends_file(ben, "offer.pdf", b"%PDF offer", "An offer")
    await presses(ben, t("to-this", ref="T-1001", title="Ten roses"))
    await presses(ben, t("to-client", client="Dr. Weber"))
    await has_file(office, anna, b"%PDF offer")
    await _done_with(ben, language, "Ordered", "bill.pdf")
    await anna.sees(_result(language, "Ordered", "bill.pdf"))
    await presses(anna, t("send-back"))
    await gives_form(anna, {t("send-back-complaint"): t("complaint-wrong"), t("send-back-words"): None})
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"), count=2)
    await _done_with(ben, language, "Now red", "photo.pdf")
    await anna.sees(_result(language, "Now red", "photo.pdf"))
    await office.quiet()
    assert [name for name, _ in files_of(office, anna)] == ["offer.pdf", "bill.pdf", "photo.pdf"]


async def _done_with(ben: Person, language: str, result: str, file: str) -> None:
    t = sentences(language)
    await presses(ben, t("done"))
    if isinstance(ben, TelegramPerson):
        await ben.sees_form(t("done-result"))
        sends_file(ben, file, b"%PDF " + file.encode(), result)
    else:
        await gives_form(ben, {t("done-result"): result, t("form-files"): [(file, b"%PDF " + file.encode())]})


def _result(language: str, words: str, *files: str) -> str:
    """Return a result's card up to the line that follows its files."""
    t = sentences(language)
    lines = [t("task-done-title", by="Ben", ref="T-1001"), t("result-words", words=words)]
    lines += [t("file-line", name=name) for name in files]
    return "\n".join([*lines, t("result-closes", at="#").partition("#")[0]])


@in_turn_with(staff_on="telegram")
async def test_files_go_out_with_a_question(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A file sent while Ask client wants the words goes to the client with them."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await presses(ben, t("ask-client"))
    await ben.sees_form(t("ask-words"))
    sends_file(ben, "red.pdf", b"%PDF red")
    await ben.sees(t("files-held"))
    await ben.answers("Like this?")
    await anna.sees("Like this?")
    assert await has_file(office, anna, b"%PDF red") == "red.pdf"


@in_turn
async def test_a_file_after_the_result(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """On Slack, where a window takes no file, one that is sent after Done can be put to the finished task."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await finishes(ben, anna, "Delivered", language=language)
    sends_file(ben, "bill.pdf", b"%PDF bill", "The bill")
    await presses(ben, t("to-this", ref="T-1001", title="Ten roses"))
    await presses(ben, t("to-client", client="Dr. Weber"))
    assert await has_file(office, anna, b"%PDF bill") == "bill.pdf"


@in_turn_with(staff_on="telegram")
async def test_minutes_can_be_put_right(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Any number of minutes of a day can be typed and changed, in a chat, too; each round has its own, and an old
    button changes none. The task still closes by silence."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await finishes(ben, anna, "Delivered", language=language)
    await presses(ben, t("minutes-other"))
    await ben.sees_form(t("done-minutes"))
    ben.says("5000")
    await ben.sees(t("form-answer-too-much", most=1440))
    await ben.answers("45")
    await ben.sees(t("task-minutes", minutes=45))
    await presses(ben, t("minutes-change"))
    await ben.answers("20")
    await ben.sees(t("task-minutes", minutes=20))
    await presses(anna, t("send-back"))
    await gives_form(anna, {t("send-back-complaint"): t("complaint-wrong"), t("send-back-words"): None})
    await ben.sees(t("sent-back", ref="T-1001", complaint=t("complaint-wrong"), words="").rstrip())
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"), count=2)
    await finishes(ben, anna, "Now red", language=language)
    await ben.sees_button(t("minutes", minutes=10))
    assert isinstance(ben, TelegramPerson)
    ben.user.presses(t("minutes", minutes=10))
    ben.user.presses(t("minutes", minutes=60))  # before the card could change
    await ben.sees(t("task-minutes", minutes=30))
    await until(lambda: t("minutes-already", minutes=10) in ben.everything(), "the second press")
    assert t("task-minutes", minutes=80) not in ben.everything()
    office.later(WEEK + 60)
    await anna.sees(t("rate-this"))
    assert await office.app.database.read(lambda uow: uow.tasks.count(TaskState.CLOSED)) == 1


@in_turn_with(staff_on="slack")
async def test_minutes_in_a_window_are_bounded(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A window refuses more minutes than a day has, and keeps what was filled in."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await presses(ben, t("done"))
    await ben.sees_form(t("done-result"))
    assert isinstance(ben, SlackPerson)
    window = ben.user.modal
    assert window is not None
    ben.user.fills(**{t("done-result"): "Delivered", t("done-minutes"): "99999"})
    ben.user.submits()
    await until(
        lambda: any(t("form-answer-too-much", most=1440) in each for each in window.errors.values()), "the refusal"
    )
    ben.user.fills(**{t("done-minutes"): "90"})
    ben.user.submits()
    await anna.sees("Delivered")
    await ben.sees(t("task-minutes", minutes=90))


@in_turn
async def test_old_cards_tell_how_things_stand(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Copies of a card that something has come over: a press tells the state and changes nothing; the client's own
    card follows an edit of the request."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Ten roses", language=language)
    rewrites(anna, "Ten roses", "Twelve roses")
    assert "Twelve roses" in await anna.sees(t("request-accepted", ref="T-1001") + "\nTwelve roses")
    await ben.sees("Twelve roses")
    await office.quiet()
    (older,) = keys(ben, t("acknowledge"))
    ben.commands("task", "T-1001")
    await ben.sees("T-1001 · Dr. Weber", count=2)
    await acknowledges(ben, anna, language=language)
    await ben.sees(t("task-state-acknowledged", at="#").split("#")[0])
    forges(ben, older)  # pressed on the older card before its buttons went
    await ben.sees_toast(t("already-yours", ref="T-1001", at="#").split("#")[0])
    await _asked(ben, t("ask-client"), t("ask-words"), "Red or white?")
    await anna.sees("Red or white?")
    anna.commands("task", "T-1001")
    await anna.sees(t("question-open", words="Red or white?"))
    await presses(ben, t("resume"))
    await anna.sees(t("question-settled"))
    anna.presses(t("answer-question"))
    await anna.sees_toast(t("question-gone", ref="T-1001", task="#").split("#")[0].rstrip())
    await office.quiet()
    assert anna.count(t("answer-words")) == 0
