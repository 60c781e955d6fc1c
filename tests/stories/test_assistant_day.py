"""An assistant's working day, each step of it as people see it: on the four pairs of platforms, in both languages."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, in_turn, in_turn_with, labels, typed, until
from tests.stories.journey import sends_file
from tests.stories.kit import joined


@in_turn
async def test_the_card_says_what_can_be_done(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Before and after acknowledging, the card offers these buttons, and stays one message."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.request("Please order flowers")
    await until(day.ben, lambda: bool(labels(day.ben, ref)), "the card")
    assert labels(day.ben, ref) == [day.t(name) for name in ("acknowledge", "decline", "hand-over")]
    await day.presses(day.ben, "acknowledge", ref)
    await day.ben.sees_button(day.t("done"))
    wanted = ("done", "ask-client", "message-client", "internal-note", "hand-over", "pause", "give-back")
    assert labels(day.ben, ref) == [day.t(name) for name in wanted]
    assert len(cards(day.ben, f"{ref} · Dr. Weber")) == 1
    await day.anna.sees(day.t("task-acknowledged", ref=ref, by="Ben"))


@in_turn
async def test_declining_sends_it_to_somebody_else(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The reason stays on the card of who declined; somebody else has the task, and the client is told who."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.request("Please order flowers")
    day.eva.commands("back")
    await day.eva.sees(day.t("back-now"))
    await day.presses(day.ben, "decline", ref)
    await day.fills(day.ben, decline_words="I am at the dentist")
    await day.ben.sees(day.t("task-you-declined", reason="I am at the dentist"))
    await day.eva.sees(f"{ref} · Dr. Weber")
    await day.anna.sees(day.t("request-goes-to", name="Eva"))
    await day.office.quiet()
    assert labels(day.ben, f"{ref} · Dr. Weber") == []
    assert "dentist" not in day.anna.everything()


@in_turn
async def test_a_handover_says_what_is_open(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Handing over names the colleague and what is open; the colleague has a card with the request, what was said, the
    notes and the open question; and can go on."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await day.presses(day.ben, "internal-note", ref)
    await day.fills(day.ben, note_words="Pays by invoice")
    await day.ben.sees("🔒 Ben: Pays by invoice")
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words="Which colour?")
    await day.ben.sees(day.t("task-state-waiting", reason="Which colour?"))
    await day.presses(day.ben, "hand-over", ref)
    away = day.t("colleague-away", name="Eva")
    await day.fills(day.ben, hand_over_to=away, hand_over_words="Only the delivery is missing")
    question = day.t("question-open", words="Which colour?")
    note = "Only the delivery is missing"
    await day.eva.sees(day.t("handed-to-you", ref=ref, by="Ben", words=note, question=question))
    card = await day.eva.sees(f"{ref} · Dr. Weber")
    assert "Please order flowers" in card
    assert "🔒 Ben: Pays by invoice" in card
    await day.ben.sees(day.t("task-handed-over", name="Eva"))
    assert labels(day.ben, f"{ref} · Dr. Weber") == []
    await day.presses(day.eva, "acknowledge", ref)
    await day.anna.sees(day.t("task-acknowledged", ref=ref, by="Eva"))
    await until(day.eva, lambda: day.t("ask-client") in labels(day.eva, f"{ref} · Dr. Weber"), "what Eva can do")


@in_turn
async def test_asking_waits_for_the_client_and_goes_on(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Ask client: the task waits, the client sees one question with a button; the answer lands on the card, and the
    task is in the assistant's hands again."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words="Which colour?")
    await day.ben.sees(day.t("task-state-waiting", reason="Which colour?"))
    await day.anna.sees(day.t("question-title", ref=ref, by="Ben"))
    assert "Which colour?" in await day.anna.sees(day.t("question-title", ref=ref, by="Ben"))
    await day.presses(day.anna, "answer-question")
    await day.fills(day.anna, answer_words="Red ones")
    card = await day.ben.sees("💬 Anna: Red ones")
    assert day.t("task-state-waiting", reason="Which colour?") not in card
    assert day.t("ask-client") in labels(day.ben, "💬 Anna: Red ones")
    await day.office.quiet()
    assert len(cards(day.anna, day.t("question-title", ref=ref, by="Ben"))) == 1


@in_turn
async def test_pause_rests_and_resume_goes_on(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A pause has a reason that only the office reads; the client sees that it rests; Resume goes on."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await day.presses(day.ben, "pause", ref)
    await day.fills(day.ben, pause_words="The shop opens on Monday")
    await day.ben.sees(day.t("task-state-paused", reason="The shop opens on Monday"))
    day.anna.commands("tasks")
    await day.anna.sees(day.t("client-tasks-title"))
    await day.presses(day.anna, "show-this", ref=ref)
    await day.anna.sees(day.t("client-state-paused", by="Ben"))
    await day.presses(day.ben, "resume", ref)
    await day.ben.sees_button(day.t("pause"))
    await day.office.quiet()
    assert "Monday" not in day.anna.everything()


@in_turn
async def test_an_internal_note_stays_inside(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A note is a button of its own; it stands on the card with a lock, and no client ever reads it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await day.presses(day.ben, "internal-note", ref)
    await day.fills(day.ben, note_words="Always pays late")
    await day.ben.sees("🔒 Ben: Always pays late")
    day.mia.commands("task", ref)
    await day.mia.sees("🔒 Ben: Always pays late")
    day.anna.commands("task", ref)
    await day.anna.sees(day.t("task-title", ref=ref, title="Please order flowers"))
    await day.office.quiet()
    assert "pays late" not in day.anna.everything()


@pytest.mark.parametrize(("database", "language"), [("sqlite", "de")], indirect=["database"])
async def test_minutes_are_asked_for_until_they_are_there(open_office: OpenOffice, language: str) -> None:
    """Also once the client has accepted: the buttons never stand there without their question."""
    day = await begin(open_office, "telegram", "telegram", language)
    ref = await day.taken()
    await day.presses(day.ben, "done", ref)
    await day.fills(day.ben, done_result="Roses")
    await day.presses(day.anna, "accept")
    await day.anna.sees(day.t("rate-this"))
    await day.office.quiet()
    closed = await day.ben.sees(f"{ref} · Dr. Weber")
    assert day.t("done-minutes") in closed
    assert day.t("minutes", minutes=30) in labels(day.ben, ref)
    await day.presses(day.ben, "minutes", minutes=30)
    assert day.t("done-minutes") not in await day.ben.sees(day.t("task-minutes", minutes=30))


@in_turn
async def test_done_has_result_file_and_minutes(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A file sent in answer to the card reaches the client; Done takes the result; minutes stand on the card."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await _sends_invoice(day, ref)
    await day.presses(day.ben, "to-client", day.t("audience-title", ref=ref, client="Dr. Weber"), client="Dr. Weber")
    await day.anna.sees(day.t("file-of-task", ref=ref, name="invoice.pdf"))
    await day.presses(day.ben, "done", ref)
    if staff_on == "slack":
        await day.fills(day.ben, done_result="Roses, Friday at ten", done_minutes="30")
    else:
        await day.fills(day.ben, done_result="Roses, Friday at ten")
        await day.presses(day.ben, "minutes", minutes=30)
    card = await day.ben.sees(day.t("task-minutes", minutes=30))
    assert day.t("task-result", words="Roses, Friday at ten") in card
    result = await day.anna.sees(day.t("task-done-title", ref=ref, by="Ben"))
    assert "Roses, Friday at ten" in result
    assert day.t("minutes", minutes=30) not in day.anna.everything()


@in_turn_with(staff_on="telegram")
async def test_a_file_sent_while_the_result_is_asked(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """In the middle of Done a file is no answer: the question stays open, and it goes to the client with the result."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await day.presses(day.ben, "done", ref)
    await day.ben.sees(day.t("form-question", label=day.t("done-result")))
    sends_file(day.ben, "plan.pdf", b"%PDF-1.4 plan")
    await day.ben.sees(day.t("files-held"))
    await day.office.quiet()
    assert "plan.pdf" not in day.anna.everything()
    day.ben.says("As in the plan")
    title = day.t("task-done-title", ref=ref, by="Ben")
    await day.anna.sees(f"{title}\nAs in the plan\n📎 plan.pdf")
    await day.anna.sees("T-1001 · plan.pdf")


async def _sends_invoice(day: Day, ref: str) -> None:
    """Let Ben send a file for the client of a task: in reply to its card on Telegram; on Slack by itself, and the
    office asks which task it belongs to."""
    who = day.ben
    if isinstance(who, TelegramPerson):
        (card,) = cards(who, ref)
        who.user.sends_document("invoice.pdf", b"%PDF-1.4 invoice", reply_to=int(str(card)))
    else:
        assert isinstance(who, SlackPerson)
        who.user.sends_file("invoice.pdf", b"%PDF-1.4 invoice")
        await day.presses(who, "to-this", ref=ref, title="Please order flowers")


@in_turn
async def test_give_back_and_claim(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Given back with a reason and nobody else there, the task waits in the queue; who comes back gets it at once; a
    waiting one can be claimed from the queue by whoever is faster."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken()
    await day.presses(day.ben, "give-back", ref)
    await day.fills(day.ben, give_back_words="I have to leave")
    await day.ben.sees(day.t("task-you-gave-back", reason="I have to leave"))
    await day.anna.sees(day.t("request-waits"))
    await day.mia.sees(day.t("task-nobody", ref=ref, client="Dr. Weber", queue=typed(staff_on, "queue")))
    day.eva.commands("task", ref)
    await day.eva.sees(day.t("task-state-queued"))
    await day.presses(day.eva, "claim", ref)
    await day.eva.sees_button(day.t("done"))
    await day.anna.sees(day.t("task-acknowledged", ref=ref, by="Eva"))
    assert "I have to leave" not in day.anna.everything()


@in_turn
async def test_away_and_back(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Who is away keeps what they have and gets nothing new; who comes back gets what waits."""
    day = await begin(open_office, client_on, staff_on, language)
    first = await day.taken()
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=1))
    second = await day.request("Please book a train")
    await day.anna.sees(day.t("request-waits"))
    assert day.ben.count(f"{second} · ") == 0
    day.ben.commands("mine")
    assert first in await day.ben.sees(day.t("mine-title"))
    day.ben.commands("back")
    await day.ben.sees(day.t("back-now"))
    await day.ben.sees(f"{second} · Dr. Weber")
    await day.anna.sees(day.t("request-goes-to", name="Ben"))


@in_turn
async def test_looking_things_up(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """/queue, /mine, /task and /find show what one may see; another team's task sounds just like one that isn't."""
    day = await begin(open_office, client_on, staff_on, language, teams=("Office", "Travel"))
    zoe = await joined(day.office, Role.ASSISTANT, "Zoe", staff_on, language=language, team="Travel")
    ref = await day.request("Please order flowers")
    day.ben.commands("queue")
    assert ref in await day.ben.sees(day.t("queue-title"))
    await day.presses(day.ben, "acknowledge-this", ref=ref)
    await day.ben.sees_button(day.t("done"))
    day.ben.commands("mine")
    assert ref in await day.ben.sees(day.t("mine-title"))
    day.ben.commands("find", "flowers weber")
    await day.ben.sees(day.t("find-title", words="flowers weber"))
    await day.presses(day.ben, "show-this", ref=ref)
    await until(day.ben, lambda: day.t("done") in labels(day.ben, f"{ref} · Dr. Weber"), "the card anew")
    zoe.commands("find", "weber")
    await zoe.sees(day.t("find-nothing", words="weber"))
    for number, wanted in enumerate((ref, "T-4711"), start=1):
        zoe.commands("task", wanted)
        await until(zoe, lambda n=number: zoe.everything().count(day.t("task-unknown")) == n, f"no {wanted}")  # type: ignore[misc]  # defaults bind the loop's values now
    zoe.commands("queue")
    await zoe.sees(day.t("queue-empty"))
    assert "flowers" not in zoe.everything()


@in_turn
async def test_a_task_on_behalf_of_a_client(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """An assistant's own words become a request for a client, who sees it like one of their own."""
    day = await begin(open_office, client_on, staff_on, language)
    day.ben.says("Please book a train")
    await day.presses(day.ben, "for-client", "Please book a train")
    if staff_on == "slack":
        await day.fills(day.ben, request_contact="Anna · Dr. Weber", request_priority=day.t("priority-normal"))
    else:
        await day.fills(day.ben, request_contact="Anna · Dr. Weber")
        await day.presses(day.ben, "send-request", day.t("request-contact"))
    await day.ben.sees(day.t("request-filed-for", ref="T-1001", client="Dr. Weber"))
    await day.ben.sees(day.t("filed-yours"))
    assert labels(day.ben, day.t("where-title")) == []
    card = await day.anna.sees(day.t("request-accepted", ref="T-1001"))
    assert "Please book a train" in card
    assert day.t("request-filed-by", name="Ben") in card
    await day.presses(day.ben, "acknowledge", "T-1001")
    await day.anna.sees(day.t("task-acknowledged", ref="T-1001", by="Ben"))
    await day.anna.sees(day.t("request-filed-by", name="Ben"))


@in_turn
async def test_a_colleagues_task_can_be_seen_and_taken(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/task of a colleague's task says with whom it is; it can be claimed until they acknowledge it, and then no
    more: only words and notes are left, and nobody finishes it in their place."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.request("Please order flowers")
    day.eva.commands("task", ref)
    await day.eva.sees(day.t("client-state-assigned", by="Ben", at="#").split("#")[0])
    assert labels(day.eva, ref) == [day.t(name) for name in ("claim", "message-client", "internal-note")]
    await day.presses(day.ben, "acknowledge", ref)
    await day.ben.sees_button(day.t("done"))
    await day.presses(day.eva, "claim", ref)
    taken = day.t("already-taken", ref=ref, by="Ben", at="#").split("#")[0]
    await until(day.eva, lambda: taken in day.eva.everything(), "who has it")
    day.eva.commands("task", ref)
    await day.eva.sees(day.t("client-state-acknowledged", by="Ben", at="#").split("#")[0])
    await until(day.eva, lambda: day.t("claim") not in labels(day.eva, ref), "a card without Claim")
    assert labels(day.eva, ref) == [day.t(name) for name in ("message-client", "internal-note")]
    assert day.anna.count(day.t("task-acknowledged", ref=ref, by="Eva")) == 0


@in_turn
@pytest.mark.parametrize("command", ["board", "people", "tasks"])
async def test_commands_of_others_are_refused(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, command: str
) -> None:
    """An assistant has no board, no people and no client's list."""
    day = await begin(open_office, client_on, staff_on, language)
    day.ben.commands(command)
    await day.ben.sees(day.t("command-not-yours"))
