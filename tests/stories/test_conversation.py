"""What client and office say to each other about a task: on both platforms, both ways; and what stays in the office."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import Person, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, in_turn_with, sentences
from tests.stories.journey import (
    ever_sent,
    files_of,
    finishes,
    gives_form,
    hangs_below,
    has_file,
    labels,
    opened,
    orders,
    presses,
    replies,
    rewrites,
    sends_file,
    takes_back,
    until,
)
from tests.stories.kit import joined, only

CANARY = "quokka"
ROSES = {"ref": "T-1001", "title": "Ten roses"}


async def _in_hand(
    office: Office, client_on: str, staff_on: str, language: str, *, staff_language: str | None = None
) -> tuple[Person, Person]:
    """Return Ben and Anna, with T-1001 in Ben's hands; both read the same language unless the staff's is named."""
    t, to_staff = sentences(language), sentences(staff_language or language)
    ben = await joined(office, Role.ASSISTANT, "Ben", staff_on, language=staff_language or language)
    anna = await joined(office, Role.CLIENT, "Anna", client_on, language=language)
    await orders(anna, "Ten roses", language=language)
    await presses(ben, to_staff("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"))
    await ben.sees(to_staff("task-state-acknowledged", at="#").split("#")[0])
    return ben, anna


# --- words both ways -------------------------------------------------------------------------------------------------


@in_turn
async def test_words_go_both_ways(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Staff write by Message client, the client replies below it, staff reply below that: each said once, below the
    task's card, on the other platform."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await presses(ben, t("message-client"))
    await ben.sees_form(t("message-words"))
    await ben.answers("We have yellow ones, too")
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="We have yellow ones, too"))
    await office.quiet()
    replies(anna, "yellow ones", "No, thank you")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="No, thank you"))
    await office.quiet()  # a reply finds its task once its message is noted as sent
    replies(ben, "No, thank you", "Red it is")
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("to-client", client="Dr. Weber"))
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="Red it is"))
    await office.quiet()
    assert hangs_below(anna, t("request-accepted", ref="T-1001"), "Red it is")
    assert hangs_below(ben, "T-1001 · Dr. Weber", "No, thank you")
    assert anna.count("yellow ones") == 1
    assert ben.count(t("said", name="Anna", ref="T-1001", lines="No, thank you")) == 1
    assert t("where-title") not in anna.everything()


@in_turn
async def test_thanks_alone_are_no_answer(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A greeting or thanks below a question reach the assistant, and the question stays; what says more answers it."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await presses(ben, t("ask-client"))
    await gives_form(ben, {t("ask-words"): "Which colour?"})
    await anna.sees("Which colour?")
    await office.quiet()
    replies(anna, "Which colour?", "Hi, thanks! 🙏")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Hi, thanks!"))
    await office.quiet()
    assert t("question-settled") not in anna.everything()
    await office.quiet()
    replies(anna, "Which colour?", "Thanks, the red ones")
    await ben.sees("Thanks, the red ones")
    await anna.sees(t("question-settled"))


@in_turn
async def test_each_reads_their_language(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The client reads one language, the assistant another; people's words stay as they are."""
    office = await open_office(**only(client_on, staff_on))
    other = "en" if language == "de" else "de"
    t, to_staff = sentences(language), sentences(other)
    ben, anna = await _in_hand(office, client_on, staff_on, language, staff_language=other)
    await presses(ben, to_staff("message-client"))
    await ben.sees_form(to_staff("message-words"))
    await ben.answers("Rote sind da")
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="Rote sind da"))
    anna.says("Die nehme ich")
    await anna.sees(t("where-title"))
    await presses(anna, t("to-this", **ROSES))
    await anna.sees(t("placed-task", ref="T-1001"))
    await ben.sees(to_staff("said", name="Anna", ref="T-1001", lines="Die nehme ich"))


# --- where words belong ----------------------------------------------------------------------------------------------


@in_turn
async def test_the_choice_is_remembered_for_ten_minutes(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """One card asks; what follows goes to the same task without a question, for ten minutes; then it asks again."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    anna.says("Before noon, please")
    await anna.sees(t("where-title"))
    assert t("new-request") in labels(anna)
    assert t("nothing-more") in labels(anna)
    assert ben.count("Before noon") == 0
    await presses(anna, t("to-this", **ROSES))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Before noon, please"))
    office.later(500)
    anna.says("And a card")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="And a card"))
    office.later(200)
    anna.says("One more thing")
    await anna.sees(t("where-title"))
    await office.quiet()
    assert ben.count("One more thing") == 0


@in_turn
async def test_new_request_is_remembered_too(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """After New request the next words become a draft at once; both become tasks of their own."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    anna.says("A table for two")
    await presses(anna, t("new-request"))
    await presses(anna, t("send-request"))
    await anna.sees(t("request-accepted", ref="T-1002"))
    await ben.sees("A table for two")
    anna.says("And a taxi")
    await presses(anna, t("send-request"))
    await ben.sees("And a taxi")
    await anna.sees(t("request-accepted", ref="T-1003"))
    assert t("where-title") not in [line for line in anna.everything().splitlines() if "taxi" in line]


@in_turn
async def test_three_are_offered_then_more(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The three latest, and More for the rest; the one meant gets the words."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    for number in range(1, 6):
        await orders(anna, f"Thing {number}", language=language)
    office.later(601)
    anna.says("Not this week")
    await anna.sees(t("where-title"))
    start = t("to-this", ref="T-", title="").split("T-")[0] + "T-"
    offered = [label for label in labels(anna) if label.startswith(start)]
    assert sorted(offered) == [t("to-this", ref=f"T-100{n}", title=f"Thing {n}") for n in (3, 4, 5)]
    await presses(anna, t("more-tasks"))
    await anna.sees_button(t("to-this", ref="T-1001", title="Thing 1"))
    await presses(anna, t("to-this", ref="T-1001", title="Thing 1"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Not this week"))


@in_turn
async def test_nothing_thanks(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Nothing, thanks settles it; nobody in the office hears the words."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    anna.says("Lovely weather")
    await presses(anna, t("nothing-more"))
    await until(lambda: t("nothing-more") not in labels(anna), "it settled")
    await office.quiet()
    assert "Lovely weather" not in ben.everything()


@in_turn
async def test_staff_are_asked_the_same(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Ben's words: which task, then who may read it; remembered for ten minutes; an internal note reaches no client."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    ben.says("Here is the price: 20")
    await ben.sees(t("where-title"))
    assert t("for-client") in labels(ben)
    await presses(ben, t("to-this", **ROSES))
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("to-client", client="Dr. Weber"))
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="Here is the price: 20"))
    ben.says("Without the vase")
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="Without the vase"))
    office.later(601)
    ben.says(f"She pays late, {CANARY}")
    await presses(ben, t("to-this", **ROSES))
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("internal-note"))
    await ben.sees(t("placed-note", ref="T-1001"))
    ben.says(f"Always has, {CANARY}")
    await ben.sees(t("noted-line", ref="T-1001"))
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)
    assert anna.count("Without the vase") == 1


@in_turn_with(staff_on="telegram")
async def test_staff_discard_and_write_for_a_client(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Discard forgets Ben's words; New request for a client makes a request of them."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    ben.says("Hm")
    await presses(ben, t("discard"))
    await until(lambda: t("discard") not in labels(ben), "it settled")
    office.later(61)
    ben.says("Chocolate, she said on the phone")
    await presses(ben, t("for-client"))
    await gives_form(ben, {t("request-contact"): "Anna"})
    await until(lambda: t("form-change", label=t("request-contact")) in labels(ben), "the summary")
    ben.presses(t("send-request"))
    await anna.sees("Chocolate, she said on the phone")


@pytest.mark.usefixtures("short_leases")
@in_turn
async def test_words_after_a_kill_go_where_they_went(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The card that asks, the choice remembered and the thread survive a kill."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    anna.says("Before noon, please")
    await anna.sees_button(t("to-this", **ROSES))
    await office.kill()
    await office.start()
    anna.presses(t("to-this", **ROSES))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Before noon, please"))
    anna.says("And a card")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="And a card"))
    await office.quiet()  # a reply finds its task once its message is noted as sent
    replies(ben, "And a card", "Gladly")
    await presses(ben, t("to-client", client="Dr. Weber"))
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="Gladly"))
    await office.quiet()
    assert ben.count(t("said", name="Anna", ref="T-1001", lines="Before noon, please")) == 1


@in_turn
async def test_a_question_is_part_of_the_conversation(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What the assistant asks the client stands among the words on both cards, with the answer below it."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await presses(ben, t("ask-client"))
    await ben.sees_form(t("ask-words"))
    await ben.answers("Which colour?")
    await ben.sees(t("message-line", name="Ben", words="Which colour?"))
    await presses(anna, t("answer-question"))
    await anna.sees_form(t("answer-words"))
    await anna.answers("Red")
    assert t("message-line", name="Ben", words="Which colour?") in await ben.sees(
        t("message-line", name="Anna", words="Red")
    )
    anna.commands("task", "T-1001")
    assert t("message-line", name="Anna", words="Red") in await anna.sees(
        t("message-line", name="Ben", words="Which colour?")
    )


@in_turn_with(client_on="telegram")
async def test_who_puts_words_to_a_finished_task_is_answered_first(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Reopen on the question where some words belong: the first thing that changes is the card that was pressed."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    await finishes(ben, anna, "Delivered", language=language)
    await office.quiet()
    anna.says("One is broken")
    await anna.sees(t("where-title"))
    await office.quiet()
    before = len(office.telegram.calls)
    await presses(anna, t("reopen-this", **ROSES))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="One is broken"))
    await office.quiet()
    told = [call for call in office.telegram.calls[before:] if call.chat_id == anna.user.id and "text" in call.params]
    assert "One is broken" in str(told[0].params["text"]), [call.params["text"] for call in told]
    assert told[0].method == "editMessageText"


# --- edits and deletions ---------------------------------------------------------------------------------------------


@in_turn
async def test_edits_arrive_as_a_new_version(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Changed words are said as changed, the old stay where they were; the card shows the newest."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await office.quiet()
    replies(anna, t("task-acknowledged", by="Ben", ref="T-1001"), "Before noon")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Before noon"))
    rewrites(anna, "Before noon", "After noon")
    await ben.sees(t("message-edited", name="Anna", ref="T-1001", words="After noon"))
    assert ben.count(t("said", name="Anna", ref="T-1001", lines="Before noon")) == 1
    await ben.sees(t("message-edited-line", name="Anna", words="After noon"))
    await office.quiet()
    replies(ben, "Before noon", "That costs 20")
    await presses(ben, t("to-client", client="Dr. Weber"))
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="That costs 20"))
    rewrites(ben, "That costs 20", "That costs 30")
    await anna.sees(t("message-edited", name="Ben", ref="T-1001", words="That costs 30"))
    await office.quiet()
    assert anna.count(t("message-edited", name="Ben", ref="T-1001", words="")) == 1


@in_turn_with(client_on="slack")
async def test_deletions_arrive_as_a_mark(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What is taken back on Slack is marked so on both sides, once; Telegram tells nobody of deletions."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await office.quiet()
    replies(anna, t("task-acknowledged", by="Ben", ref="T-1001"), "Before noon")
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Before noon"))
    takes_back(anna, "Before noon")
    await ben.sees(t("message-deleted", name="Anna", ref="T-1001"))
    await ben.sees(t("message-deleted-line", name="Anna", at="").rstrip())


@in_turn
async def test_edits_of_any_message_put_to_a_task(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Several messages put to a task together: an edit of the first or a later one changes its words and no others."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    for words in ("Red ones", "with a card", "before noon"):
        anna.says(words)
    await anna.sees("Red ones\nwith a card\nbefore noon")
    await presses(anna, t("to-this", **ROSES))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Red ones"))
    rewrites(anna, "with a card", "without a card")
    await ben.sees(t("message-edited", name="Anna", ref="T-1001", words="Red ones\nwithout a card\nbefore noon"))
    rewrites(anna, "Red ones", "White ones")
    await ben.sees(t("message-edited", name="Anna", ref="T-1001", words="White ones\nwithout a card\nbefore noon"))
    await ben.sees(t("message-edited-line", name="Anna", words="White ones"))
    if client_on == "slack":
        takes_back(anna, "before noon")
        await ben.sees(t("message-edited", name="Anna", ref="T-1001", words="White ones\nwithout a card"))
        takes_back(anna, "White ones")
        takes_back(anna, "without a card")
        await ben.sees(t("message-deleted", name="Anna", ref="T-1001"))


@in_turn
async def test_edits_of_a_note_in_several_messages(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A note that was written in several messages follows the edit of a later one, inside the office."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    ben.says(f"{CANARY} one")
    ben.says(f"{CANARY} two")
    await ben.sees(f"{CANARY} one\n{CANARY} two")
    await presses(ben, t("to-this", **ROSES))
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("internal-note"))
    await ben.sees(f"🔒 Ben: {CANARY} one")
    rewrites(ben, f"{CANARY} two", f"{CANARY} three")
    await ben.sees(f"🔒 Ben: {CANARY} one\n{CANARY} three")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@in_turn
async def test_an_edited_note_stays_inside(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A note that is changed is changed on the card; the client hears of neither."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await office.quiet()
    replies(ben, "T-1001 · Dr. Weber", f"{CANARY} one")
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("internal-note"))
    await ben.sees(f"🔒 Ben: {CANARY} one")
    rewrites(ben, f"{CANARY} one", f"{CANARY} two")
    await ben.sees(f"🔒 Ben: {CANARY} two")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


# --- more than words -------------------------------------------------------------------------------------------------


@in_turn_with(client_on="telegram")
async def test_telegram_things_reach_the_assistant(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Photo, document, voice note and place of the client reach the assistant, in the task."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    anna.says("See what I found")
    await presses(anna, t("to-this", **ROSES))
    await ben.sees("See what I found")
    anna.user.sends_photo(b"\xff\xd8\xff\xe0rose", caption="This red")
    anna.user.sends_document("list.pdf", b"%PDF list")
    anna.user.sends_voice(b"OggSvoice")
    anna.user.sends_location(52.52, 13.405)
    await ben.sees("This red")
    await ben.sees("52.52")
    await has_file(office, ben, b"\xff\xd8\xff\xe0rose")
    assert await has_file(office, ben, b"%PDF list") == "list.pdf"
    await has_file(office, ben, b"OggSvoice")
    await office.quiet()
    assert len(files_of(office, ben)) == 3


@in_turn_with(staff_on="telegram")
async def test_things_travel_both_ways(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Files of a client reach the assistant on Telegram, and theirs come back: photo, document, voice,
    place."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    assert isinstance(ben, TelegramPerson)
    sends_file(anna, "list.pdf", b"%PDF list", "Everything is here")
    await presses(anna, t("to-this", **ROSES))
    assert await has_file(office, ben, b"%PDF list") == "list.pdf"
    await ben.sees("Everything is here")
    await office.quiet()
    replies(ben, "Everything is here", "Thank you")
    await presses(ben, t("to-client", client="Dr. Weber"))
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="Thank you"))
    ben.user.sends_photo(b"\xff\xd8\xff\xe0bunch", caption="Like this?")
    ben.user.sends_voice(b"OggSvoice")
    ben.user.sends_location(52.52, 13.405)
    ben.user.sends_document("bill.pdf", b"%PDF bill")
    await anna.sees("Like this?")
    await anna.sees("52.52")
    await has_file(office, anna, b"\xff\xd8\xff\xe0bunch")
    await has_file(office, anna, b"OggSvoice")
    assert await has_file(office, anna, b"%PDF bill") == "bill.pdf"


@in_turn_with(staff_on="telegram")
async def test_a_result_comes_with_files(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Files sent while Done asks for the result reach the client, and the form stays open."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await _in_hand(office, client_on, staff_on, language)
    await presses(ben, t("done"))
    await ben.sees_form(t("done-result"))
    sends_file(ben, "bill.pdf", b"%PDF bill")
    await ben.sees(t("files-held"))
    await ben.answers("Delivered")
    await anna.sees("Delivered")
    assert await has_file(office, anna, b"%PDF bill") == "bill.pdf"
