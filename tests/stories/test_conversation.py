"""What client and office say to each other about a task: on both platforms, both ways; and what stays in the office."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import Person, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import (
    across,
    ben_and_anna,
    ever_sent,
    files_of,
    finishes,
    gives_form,
    hangs_below,
    has_file,
    labels,
    orders,
    presses,
    replies,
    rewrites,
    sends_file,
    takes_back,
    until,
)
from tests.stories.kit import in_chats, joined, only

CANARY = "quokka"
TO_CLIENT = "To Dr. Weber"
TO_ROSES = "To T-1001 · Ten roses"
PASS_ON = "What shall the client read?"
NOTE = "What shall the office know?"
SETTLED = "✓ Settled"


async def _in_hand(office: Office, client_on: str, assistant_on: str, language: str = "en") -> tuple[Person, Person]:
    """Return Ben and Anna, with T-1001 in Ben's hands."""
    ben = await joined(office, Role.ASSISTANT, "Ben", assistant_on)
    anna = await joined(office, Role.CLIENT, "Anna", client_on, language=language)
    german = language == "de"
    await orders(anna, "Ten roses", send="Absenden" if german else "Send request")
    await presses(ben, "Acknowledge")
    await anna.sees("kümmert sich um T-1001" if german else "is taking care of T-1001")
    await ben.sees("In your hands since")
    return ben, anna


# --- words both ways -------------------------------------------------------------------------------------------------


@across
async def test_words_go_both_ways(open_office: OpenOffice, client_on: str, assistant_on: str) -> None:
    """Staff write by Message client, the client replies below it, staff reply below that: each said once, below the
    task's card, on the other platform."""
    office = await open_office()
    ben, anna = await _in_hand(office, client_on, assistant_on)
    await presses(ben, "Message client")
    await ben.sees_form(PASS_ON)
    await ben.answers("We have yellow ones, too")
    await anna.sees("Ben on T-1001: We have yellow ones, too")
    replies(anna, "yellow ones", "No, thank you")
    await ben.sees("Anna on T-1001: No, thank you")
    await office.quiet()  # a reply finds its task once its message is noted as sent
    replies(ben, "No, thank you", "Red it is")
    await ben.sees("who may read this?")
    await presses(ben, TO_CLIENT)
    await anna.sees("Ben on T-1001: Red it is")
    await office.quiet()
    assert hangs_below(anna, "Request T-1001", "Red it is")
    assert hangs_below(ben, "T-1001 · Dr. Weber", "No, thank you")
    assert anna.count("yellow ones") == 1
    assert ben.count("Anna on T-1001: No, thank you") == 1
    assert "What is this about?" not in anna.everything()


@across
async def test_thanks_alone_are_no_answer(open_on: OpenOffice, client_on: str, assistant_on: str) -> None:
    """A greeting or thanks below a question reach the assistant, and the question stays; what says more answers it."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, client_on, assistant_on)
    await presses(ben, "Ask client")
    await gives_form(ben, {"What do you need to know from the client?": "Which colour?"})
    await anna.sees("Which colour?")
    replies(anna, "Which colour?", "Hi, thanks! 🙏")
    await ben.sees("Anna on T-1001: Hi, thanks!")
    await office.quiet()
    assert SETTLED not in anna.everything()
    replies(anna, "Which colour?", "Thanks, the red ones")
    await ben.sees("Thanks, the red ones")
    await anna.sees(SETTLED)


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_on_one_platform_too(open_on: OpenOffice, on: str) -> None:
    """Both on the same platform: the same."""
    office = await open_on(on)
    ben, anna = await _in_hand(office, on, on)
    replies(anna, "is taking care of T-1001", "Before noon, please")
    await ben.sees("Anna on T-1001: Before noon, please")
    await presses(ben, "Message client")
    await ben.sees_form(PASS_ON)
    await ben.answers("Of course")
    await anna.sees("Ben on T-1001: Of course")


@across
async def test_in_german(open_on: OpenOffice, client_on: str, assistant_on: str) -> None:
    """The client reads German, whatever the assistant reads; people's words stay as they are."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, client_on, assistant_on, language="de")
    await presses(ben, "Message client")
    await ben.sees_form(PASS_ON)
    await ben.answers("Rote sind da")
    await anna.sees("Ben zu T-1001: Rote sind da")
    anna.says("Die nehme ich")
    await anna.sees("Wozu gehört das?")
    await presses(anna, "Zu T-1001 · Ten roses")
    await anna.sees("Weitergegeben, T-1001")
    await ben.sees("Anna on T-1001: Die nehme ich")


# --- where words belong ----------------------------------------------------------------------------------------------


@in_chats
async def test_the_choice_is_remembered_for_ten_minutes(open_office: OpenOffice, on: str) -> None:
    """One card asks; what follows goes to the same task without a question, for ten minutes; then it asks again."""
    office = await open_office(**only(on))
    ben, anna = await _in_hand(office, on, on)
    anna.says("Before noon, please")
    await anna.sees("What is this about?")
    assert "New request" in labels(anna)
    assert "Nothing, thanks" in labels(anna)
    assert ben.count("Before noon") == 0
    await presses(anna, TO_ROSES)
    await ben.sees("Anna on T-1001: Before noon, please")
    office.later(500)
    anna.says("And a card")
    await ben.sees("Anna on T-1001: And a card")
    office.later(200)
    anna.says("One more thing")
    await anna.sees("What is this about?")
    await office.quiet()
    assert ben.count("One more thing") == 0


@in_chats
async def test_new_request_is_remembered_too(open_on: OpenOffice, on: str) -> None:
    """After New request the next words become a draft at once; both become tasks of their own."""
    office = await open_on(on)
    ben, anna = await _in_hand(office, on, on)
    anna.says("A table for two")
    await presses(anna, "New request")
    await presses(anna, "Send request")
    await anna.sees("Request T-1002")
    await ben.sees("A table for two")
    anna.says("And a taxi")
    await presses(anna, "Send request")
    await ben.sees("And a taxi")
    await anna.sees("Request T-1003")
    assert "What is this about?" not in [line for line in anna.everything().splitlines() if "taxi" in line]


async def test_three_are_offered_then_more(open_on: OpenOffice) -> None:
    """The three latest, and More for the rest; the one meant gets the words."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    for number in range(1, 6):
        await orders(anna, f"Thing {number}")
    office.later(601)
    anna.says("Not this week")
    await anna.sees("What is this about?")
    offered = [label for label in labels(anna) if label.startswith("To T-")]
    assert sorted(offered) == [f"To T-100{n} · Thing {n}" for n in (3, 4, 5)]
    await presses(anna, "More …")
    await anna.sees_button("To T-1001 · Thing 1")
    await presses(anna, "To T-1001 · Thing 1")
    await ben.sees("Anna on T-1001: Not this week")


@in_chats
async def test_nothing_thanks(open_on: OpenOffice, on: str) -> None:
    """Nothing, thanks settles it; nobody in the office hears the words."""
    office = await open_on(on)
    ben, anna = await _in_hand(office, on, on)
    anna.says("Lovely weather")
    await presses(anna, "Nothing, thanks")
    await until(lambda: "Nothing, thanks" not in labels(anna), "it settled")
    await office.quiet()
    assert "Lovely weather" not in ben.everything()


@across
async def test_staff_are_asked_the_same(open_office: OpenOffice, client_on: str, assistant_on: str) -> None:
    """Ben's words: which task, then who may read it; remembered for ten minutes; an internal note reaches no client."""
    office = await open_office()
    ben, anna = await _in_hand(office, client_on, assistant_on)
    ben.says("Here is the price: 20")
    await ben.sees("What is this about?")
    assert "New request for a client" in labels(ben)
    await presses(ben, TO_ROSES)
    await ben.sees("who may read this?")
    await presses(ben, TO_CLIENT)
    await anna.sees("Ben on T-1001: Here is the price: 20")
    ben.says("Without the vase")
    await anna.sees("Ben on T-1001: Without the vase")
    office.later(601)
    ben.says(f"She pays late, {CANARY}")
    await presses(ben, TO_ROSES)
    await ben.sees("who may read this?")
    await presses(ben, "Internal note")
    await ben.sees("Noted inside the office, T-1001")
    ben.says(f"Always has, {CANARY}")
    await ben.sees("→ internal note, T-1001")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)
    assert anna.count("Without the vase") == 1


async def test_staff_discard_and_write_for_a_client(open_on: OpenOffice) -> None:
    """Discard forgets Ben's words; New request for a client makes a request of them."""
    office = await open_on("telegram")
    ben, anna = await _in_hand(office, "telegram", "telegram")
    ben.says("Hm")
    await presses(ben, "Discard")
    await until(lambda: "Discard" not in labels(ben), "it settled")
    office.later(61)
    ben.says("Chocolate, she said on the phone")
    await presses(ben, "New request for a client")
    await gives_form(ben, {"For whom?": "Anna"})
    await until(lambda: "Change: For whom?" in labels(ben), "the summary")
    ben.presses("Send request")
    await anna.sees("Chocolate, she said on the phone")


@across
async def test_words_after_a_kill_go_where_they_went(open_on: OpenOffice, client_on: str, assistant_on: str) -> None:
    """The card that asks, the choice remembered and the thread survive a kill."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, client_on, assistant_on)
    anna.says("Before noon, please")
    await anna.sees_button(TO_ROSES)
    await office.kill()
    await office.start()
    anna.presses(TO_ROSES)
    await ben.sees("Anna on T-1001: Before noon, please")
    anna.says("And a card")
    await ben.sees("Anna on T-1001: And a card")
    replies(ben, "And a card", "Gladly")
    await presses(ben, TO_CLIENT)
    await anna.sees("Ben on T-1001: Gladly")
    await office.quiet()
    assert ben.count("Anna on T-1001: Before noon, please") == 1


async def test_a_question_is_part_of_the_conversation(open_on: OpenOffice) -> None:
    """What the assistant asks the client stands among the words on both cards, with the answer below it."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, "telegram", "slack")
    await presses(ben, "Ask client")
    await ben.sees_form("What do you need to know")
    await ben.answers("Which colour?")
    await ben.sees("💬 Ben: Which colour?")
    await presses(anna, "Answer")
    await anna.sees_form("What shall I pass on?")
    await anna.answers("Red")
    assert "💬 Ben: Which colour?" in await ben.sees("💬 Anna: Red")
    anna.commands("task", "T-1001")
    assert "💬 Anna: Red" in await anna.sees("💬 Ben: Which colour?")


async def test_who_puts_words_to_a_finished_task_is_answered_first(open_on: OpenOffice) -> None:
    """Reopen on the question where some words belong: the first thing that changes is the card that was pressed."""
    office = await open_on("telegram")
    ben, anna = await _in_hand(office, "telegram", "telegram")
    assert isinstance(anna, TelegramPerson)
    await finishes(ben, anna, "Delivered")
    await office.quiet()
    anna.says("One is broken")
    await anna.sees("What is this about?")
    await office.quiet()
    before = len(office.telegram.calls)
    await presses(anna, next(label for label in labels(anna) if label.startswith("Reopen T-1001")))
    await ben.sees("Anna on T-1001: One is broken")
    await office.quiet()
    told = [call for call in office.telegram.calls[before:] if call.chat_id == anna.user.id and "text" in call.params]
    assert "One is broken" in str(told[0].params["text"]), [call.params["text"] for call in told]
    assert told[0].method == "editMessageText"


# --- edits and deletions ---------------------------------------------------------------------------------------------


@across
async def test_edits_arrive_as_a_new_version(open_office: OpenOffice, client_on: str, assistant_on: str) -> None:
    """Changed words are said as changed, the old stay where they were; the card shows the newest."""
    office = await open_office()
    ben, anna = await _in_hand(office, client_on, assistant_on)
    replies(anna, "is taking care of", "Before noon")
    await ben.sees("Anna on T-1001: Before noon")
    rewrites(anna, "Before noon", "After noon")
    await ben.sees("Anna has changed a message on T-1001: After noon")
    assert ben.count("Anna on T-1001: Before noon") == 1
    await ben.sees("💬 Anna (changed): After noon")
    replies(ben, "Before noon", "That costs 20")
    await presses(ben, TO_CLIENT)
    await anna.sees("Ben on T-1001: That costs 20")
    rewrites(ben, "That costs 20", "That costs 30")
    await anna.sees("Ben has changed a message on T-1001: That costs 30")
    await office.quiet()
    assert anna.count("Ben has changed a message") == 1


async def test_deletions_arrive_as_a_mark(open_on: OpenOffice) -> None:
    """What is taken back on Slack is marked so on both sides, once; Telegram tells nobody of deletions."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, "slack", "telegram")
    replies(anna, "is taking care of", "Before noon")
    await ben.sees("Anna on T-1001: Before noon")
    takes_back(anna, "Before noon")
    await ben.sees("Anna has taken back a message on T-1001")
    await ben.sees("💬 Anna: taken back")


@in_chats
async def test_edits_of_any_message_put_to_a_task(open_on: OpenOffice, on: str) -> None:
    """Several messages put to a task together: an edit of the first or a later one changes its words and no others."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, on, "slack")
    for words in ("Red ones", "with a card", "before noon"):
        anna.says(words)
    await anna.sees("Red ones\nwith a card\nbefore noon")
    await presses(anna, TO_ROSES)
    await ben.sees("Anna on T-1001: Red ones")
    rewrites(anna, "with a card", "without a card")
    await ben.sees("Anna has changed a message on T-1001: Red ones\nwithout a card\nbefore noon")
    rewrites(anna, "Red ones", "White ones")
    await ben.sees("Anna has changed a message on T-1001: White ones\nwithout a card\nbefore noon")
    await ben.sees("💬 Anna (changed): White ones")
    if on == "slack":
        takes_back(anna, "before noon")
        await ben.sees("Anna has changed a message on T-1001: White ones\nwithout a card")
        takes_back(anna, "White ones")
        takes_back(anna, "without a card")
        await ben.sees("Anna has taken back a message on T-1001")


async def test_edits_of_a_note_in_several_messages(open_on: OpenOffice) -> None:
    """A note that was written in several messages follows the edit of a later one, inside the office."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, "slack", "telegram")
    ben.says(f"{CANARY} one")
    ben.says(f"{CANARY} two")
    await ben.sees(f"{CANARY} one\n{CANARY} two")
    await presses(ben, TO_ROSES)
    await ben.sees("who may read this?")
    await presses(ben, "Internal note")
    await ben.sees(f"🔒 Ben: {CANARY} one")
    rewrites(ben, f"{CANARY} two", f"{CANARY} three")
    await ben.sees(f"🔒 Ben: {CANARY} one\n{CANARY} three")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


async def test_an_edited_note_stays_inside(open_on: OpenOffice) -> None:
    """A note that is changed is changed on the card; the client hears of neither."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, "slack", "telegram")
    replies(ben, "T-1001 · Dr. Weber", f"{CANARY} one")
    await ben.sees("who may read this?")
    await presses(ben, "Internal note")
    await ben.sees(f"🔒 Ben: {CANARY} one")
    rewrites(ben, f"{CANARY} one", f"{CANARY} two")
    await ben.sees(f"🔒 Ben: {CANARY} two")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


# --- more than words -------------------------------------------------------------------------------------------------


async def test_telegram_things_reach_slack(open_office: OpenOffice) -> None:
    """Photo, document, voice note and place of the client reach the assistant on Slack, in the task."""
    office = await open_office()
    ben, anna = await _in_hand(office, "telegram", "slack")
    assert isinstance(anna, TelegramPerson)
    anna.says("See what I found")
    await presses(anna, TO_ROSES)
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


async def test_slack_things_reach_telegram_both_ways(open_office: OpenOffice) -> None:
    """Files of a client on Slack reach the assistant on Telegram, and theirs come back: photo, document, voice,
    place."""
    office = await open_office()
    ben, anna = await _in_hand(office, "slack", "telegram")
    assert isinstance(ben, TelegramPerson)
    sends_file(anna, "list.pdf", b"%PDF list", "Everything is here")
    await presses(anna, TO_ROSES)
    assert await has_file(office, ben, b"%PDF list") == "list.pdf"
    await ben.sees("Everything is here")
    replies(ben, "Everything is here", "Thank you")
    await presses(ben, TO_CLIENT)
    await anna.sees("Ben on T-1001: Thank you")
    ben.user.sends_photo(b"\xff\xd8\xff\xe0bunch", caption="Like this?")
    ben.user.sends_voice(b"OggSvoice")
    ben.user.sends_location(52.52, 13.405)
    ben.user.sends_document("bill.pdf", b"%PDF bill")
    await anna.sees("Like this?")
    await anna.sees("52.52")
    await has_file(office, anna, b"\xff\xd8\xff\xe0bunch")
    await has_file(office, anna, b"OggSvoice")
    assert await has_file(office, anna, b"%PDF bill") == "bill.pdf"


async def test_a_result_comes_with_files(open_on: OpenOffice) -> None:
    """Files sent while Done asks for the result reach the client, and the form stays open."""
    office = await open_on("telegram", "slack")
    ben, anna = await _in_hand(office, "slack", "telegram")
    await presses(ben, "Done")
    await ben.sees_form("What shall the client read as the result?")
    sends_file(ben, "bill.pdf", b"%PDF bill")
    await ben.sees("The question above is still open")
    await ben.answers("Delivered")
    await anna.sees("Delivered")
    assert await has_file(office, anna, b"%PDF bill") == "bill.pdf"
