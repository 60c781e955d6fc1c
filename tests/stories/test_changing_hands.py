"""A task that changes hands, comes back or waits: nobody has to guess why, nothing that was said is lost, and who is to
do something about it gets a new message."""

from __future__ import annotations

from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, in_turn, labels, press, until
from tests.stories.journey import has_file, sends_file
from tests.stories.kit import makes_sure


def _newest(day: Day, who: str, text: str) -> str:
    """Return what the newest message holding `text` says now."""
    person = getattr(day, who)
    (*_, found) = [message for message in person.user.messages if message.from_bot and text in _shown(message)]
    return _shown(found)


def _shown(message: object) -> str:
    return str(getattr(message, "shown", None) or getattr(message, "text", ""))


async def _to_eva(day: Day, ref: str) -> None:
    """Let Mia give a task to Eva, who is away."""
    day.mia.commands("task", ref)
    await day.presses(day.mia, "reassign", f"{ref} · ")
    away = day.t("colleague-away", name="Eva")
    await day.mia.sees_button(away)
    day.mia.presses(away)
    await day.eva.sees(f"{ref} · Dr. Weber")


@in_turn
async def test_what_comes_back_is_a_new_message_with_the_reason(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Ben's task goes to Eva, who declines: Ben has a new message that says why; so has, with nobody there, Mia; and
    the history says who, why, from whom to whom and from what to what, all of it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    card = f"{ref} · Dr. Weber"
    await _to_eva(day, ref)
    await day.ben.sees(day.t("task-reassigned", name="Eva", by="Mia"))
    await day.presses(day.eva, "decline", card)
    await day.fills(day.eva, decline_words="Wrong day")
    reason = day.t("came-declined", by="Eva", words="Wrong day")
    await until(day.ben, lambda: len(cards(day.ben, card)) == 2, "a new card")
    assert reason in _newest(day, "ben", card)
    assert day.t("acknowledge") in labels(day.ben, card)
    await day.presses(day.ben, "decline", card)
    await day.fills(day.ben, decline_words="At the dentist")
    await day.mia.sees(day.t("came-declined", by="Ben", words="At the dentist"))
    day.mia.commands("task", ref)
    for level in ("urgent", "low", "high", "urgent", "low", "high"):
        await day.presses(day.mia, "priority", card)
        await day.presses(day.mia, f"priority-{level}", day.t("priority-which", ref=ref))
        await day.mia.sees(day.t("priority-line", priority=day.t(f"priority-{level}")))
    sheet = await day.mia.sees(day.t("steps-earlier", count=1))
    low, high = day.t("priority-low"), day.t("priority-high")
    assert f" · Mia · {day.t('step-from-to', before=low, now=high)}" in sheet
    assert f"{day.t('step-declined')} · Ben · At the dentist" in sheet
    await day.presses(day.mia, "history")
    whole = await day.mia.sees(day.t("history-title", ref=ref))
    assert f"{day.t('step-reassigned')} · Mia · {day.t('step-from-to', before='Ben', now='Eva')}" in whole
    assert f"{day.t('step-declined')} · Eva · Wrong day" in whole
    assert whole.count(f" · {day.t('step-assigned')} · ") == 2  # by the office; the hand-overs have a line of their own
    await day.presses(day.mia, "back")
    await day.office.quiet()
    assert "Wrong day" not in day.anna.everything()


@in_turn
async def test_an_open_question_survives_a_change_of_hands(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What Ben asked is on Eva's card, on the sheet, in the client's view and home, until it is answered, to Eva."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words="Which colour?")
    question = day.t("question-title", ref=ref, by="Ben")
    await day.anna.sees(question)
    await _to_eva(day, ref)
    asked = day.t("question-open", words="Which colour?")
    assert asked in await day.eva.sees(f"{ref} · Dr. Weber")
    assert asked in await day.mia.sees(day.t("holder-line", name="Eva"))
    day.anna.commands("home")
    await day.reads(day.anna, "home-wants-you", ref=ref, words="Please order flowers")
    await day.presses(day.eva, "acknowledge", ref)
    await until(day.eva, lambda: day.t("done") in labels(day.eva, ref), "Eva at work")
    assert asked in _newest(day, "eva", f"{ref} · Dr. Weber")
    await day.presses(day.anna, "answer-question", question)
    await day.fills(day.anna, answer_words="Red ones")
    await until(day.eva, lambda: asked not in _newest(day, "eva", f"{ref} · Dr. Weber"), "the answer")
    assert "💬 Anna: Red ones" in _newest(day, "eva", f"{ref} · Dr. Weber")
    await day.anna.sees(day.t("question-settled"))


@in_turn
async def test_what_is_said_before_anybody_acknowledges_is_on_every_card(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words, a file and a note on a task that nobody has acknowledged: whoever looks at it or claims it has them."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.request("Please order flowers")
    sends_file(day.anna, "plan.pdf", b"%PDF plan", "With a card")
    await day.presses(day.anna, "to-this", ref=ref, title="Please order flowers")
    await day.ben.sees("💬 Anna: With a card")
    day.mia.commands("task", ref)
    await day.presses(day.mia, "internal-note", f"{ref} · ")
    await day.fills(day.mia, note_words="They like tea")
    await day.ben.sees("🔒 Mia: They like tea")
    day.eva.commands("task", ref)
    shown = await day.eva.sees("🔒 Mia: They like tea")
    assert "💬 Anna: With a card" in shown
    await day.presses(day.eva, "claim", ref)
    await until(day.eva, lambda: day.t("done") in labels(day.eva, ref), "Eva at work")
    assert "💬 Anna: With a card" in _newest(day, "eva", f"{ref} · Dr. Weber")
    assert await has_file(day.office, day.eva, b"%PDF plan") == "plan.pdf"


@in_turn
async def test_a_result_that_was_put_right_is_a_new_message(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Sent back, the card says what is wrong until it is done again; the client has a new message then. A rating counts
    once, whatever stars are pressed, and goes with the result it was for."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await _finishes(day, ref, "Ten tulips")
    done = day.t("task-done-title", ref=ref, by="Ben")
    await day.presses(day.anna, "send-back", done)
    await day.fills(day.anna, send_back_complaint=day.t("complaint-wrong"), send_back_words="Roses, please")
    why = day.t("step-complaint", complaint=day.t("complaint-wrong"), words="Roses, please")
    assert day.t("came-sent-back", why=why) in await day.ben.sees(day.t("came-sent-back", why=why))
    await day.presses(day.ben, "acknowledge", day.t("came-sent-back", why=why))
    await until(day.ben, lambda: day.t("done") in labels(day.ben, ref), "Ben at work again")
    assert day.t("came-sent-back", why=why) in _newest(day, "ben", f"{ref} · Dr. Weber")
    await _finishes(day, ref, "Ten roses")
    await until(day.anna, lambda: len(cards(day.anna, done)) == 2, "a new result")
    assert "Ten roses" in _newest(day, "anna", done)
    await day.presses(day.anna, "accept", done)
    await day.anna.sees(day.t("rate-this"))
    press(day.anna, day.t("rating", stars=5), done)
    press(day.anna, day.t("rating", stars=1), done)  # before the card could change
    await day.anna.sees(day.t("rated", stars=5))
    await day.reads(day.anna, "rated-already", stars=5)
    await day.presses(day.anna, "rating-word", done)
    await day.fills(day.anna, rating_word_words="Lovely")
    await day.ben.sees(day.t("task-rated", stars=5, words="Lovely"))
    day.mia.commands("task", ref)
    sheet = await day.mia.sees(day.t("task-rated", stars=5, words="Lovely"))
    rated = f"· {day.t('step-rated')} · Anna · "
    assert rated + day.t("rating", stars=5) in sheet
    assert rated + "Lovely" in sheet
    await day.presses(day.anna, "reopen", done)
    await day.anna.sees(day.t("result-open-again"))
    await until(day.ben, lambda: day.t("acknowledge") in labels(day.ben, ref), "the card anew")
    assert day.t("task-rated", stars=5, words="").strip() not in _newest(day, "ben", f"{ref} · Dr. Weber")
    await day.presses(day.anna, "cancel-task", day.t("request-accepted", ref=ref))
    await makes_sure(day.anna, day.t("yes"))
    over = day.t("client-cancelled", at="#").partition("#")[0]
    await until(day.anna, lambda: over in _newest(day, "anna", done), "what became of the result's task")
    assert day.t("result-open-again") not in _newest(day, "anna", done)


async def _finishes(day: Day, ref: str, result: str) -> None:
    await day.presses(day.ben, "done", ref)
    await day.fills(day.ben, done_result=result)
    await day.anna.sees(result)


@in_turn
async def test_handing_everything_over_says_what_became_of_it(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """With nobody there the tasks wait, and everybody reads that; a question asked before is not lost."""
    day = await begin(open_office, client_on, staff_on, language)
    refs = [await day.taken(), await day.request("Please book a train")]
    await day.presses(day.ben, "ask-client", refs[0])
    await day.fills(day.ben, ask_words="Which colour?")
    await day.anna.sees(day.t("question-title", ref=refs[0], by="Ben"))
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=2))
    day.mia.commands("board")
    await day.presses(day.mia, "hand-over-all", name="Ben", count=2)
    await makes_sure(day.mia, day.t("yes"))
    await day.reads(day.mia, "handed-over-none", name="Ben", count=0, waiting=2)
    gone = day.t("task-taken-away", why=day.t("gone-away", name="Ben"), where=day.t("task-in-queue"))
    await day.ben.sees(gone, count=2)
    day.eva.commands("back")
    card = await day.eva.sees(day.t("question-open", words="Which colour?"))
    assert card.startswith(f"{refs[0]} · Dr. Weber")
    day.mia.commands("task", refs[0])
    await day.mia.sees(f"{day.t('step-given-back')} · Mia · {day.t('gone-away', name='Ben')}")
