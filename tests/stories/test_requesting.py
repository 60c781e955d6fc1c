"""Requesting: words become a draft, the draft a request with a reference; changes and files follow."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.vocabulary import Role, TaskState
from tests.cast import SlackPerson, TelegramPerson
from tests.clocks import RunningClock
from tests.stories.conftest import OpenOffice
from tests.stories.days import (
    Day,
    begin,
    in_both_languages,
    in_turn,
    in_turn_and_at_the_terminal,
    in_turn_with,
    sentences,
)
from tests.stories.journey import rewrites, takes_back
from tests.stories.kit import joined

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


async def _tasks(day: Day) -> int:
    return await day.office.app.database.read(lambda uow: sum(uow.tasks.count(state) for state in TaskState))


@in_turn
async def test_a_draft_becomes_a_request(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The client's words come back as a draft; once sent, the same message says the reference and who takes care of
    it."""
    day = await begin(open_office, client_on, staff_on, language)
    anna, send = day.anna, day.t("send-request")
    anna.says("Please order flowers\nfor Friday")
    draft = await anna.sees(day.t("draft-title"))
    assert "Please order flowers\nfor Friday" in draft
    await anna.sees_button(send)
    await anna.sees_button(day.t("discard"))
    assert "flowers" not in day.ben.everything()
    anna.presses(send)
    await anna.sees_toast("T-1001")
    card = await anna.sees(day.t("request-goes-to", name="Ben"))
    assert day.t("request-accepted", ref="T-1001") in card
    assert anna.count(day.t("draft-title")) == 0
    assert anna.count("Please order flowers") == 1
    with pytest.raises(LookupError):
        anna.presses(send)
    await day.ben.sees("T-1001 · Dr. Weber")


@in_turn_and_at_the_terminal
async def test_a_draft_can_be_discarded(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A discarded draft stays on the screen as such; nobody else ever hears of it."""
    day = await begin(open_office, client_on, staff_on, language)
    day.anna.says("Please order flowers")
    await day.presses(day.anna, "discard")
    await day.anna.sees(day.t("draft-discarded"))
    await day.office.quiet()
    assert await _tasks(day) == 0
    assert "flowers" not in day.ben.everything() + day.mia.everything()


@in_turn
async def test_sending_twice_makes_one_task(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Two quick presses on Send, before the card could change, make one task; both are answered with its reference."""
    day = await begin(open_office, client_on, staff_on, language)
    day.anna.says("Please order flowers")
    await day.presses(day.anna, "send-request")
    day.anna.presses(day.t("send-request"))
    await day.anna.sees(day.t("request-accepted", ref="T-1001"))
    await day.office.quiet()
    assert await _tasks(day) == 1
    assert day.ben.count("T-1001 · Dr. Weber") == 1


@in_turn
async def test_several_drafts_are_kept_apart(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What is written more than a minute later is a draft of its own: one can be sent and the other discarded, in any
    order."""
    day = await begin(open_office, client_on, staff_on, language)
    anna = day.anna
    anna.says("Please order flowers")
    await anna.sees("flowers")
    day.office.later(61)
    anna.says("Please book a table")
    await anna.sees("table")
    assert anna.count("flowers\nPlease book") == 0
    await day.presses(anna, "send-request")
    await anna.sees(day.t("request-goes-to", name="Ben"))
    await day.presses(anna, "discard")
    await anna.sees(day.t("draft-discarded"))
    card = await day.ben.sees("T-1001 · Dr. Weber")
    assert "table" in card
    assert "flowers" not in day.ben.everything()


@in_turn
async def test_d32_changing_the_words_before_sending(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A client who edits the message of a draft sees the draft follow, and what is sent are the new words."""
    day = await begin(open_office, client_on, staff_on, language)
    day.anna.says("Please order flwers")
    await day.anna.sees("flwers")
    rewrites(day.anna, "flwers", "Please order flowers")
    await day.anna.sees("Please order flowers")
    assert day.anna.count("flwers") == 0
    await day.presses(day.anna, "send-request")
    await day.ben.sees("Please order flowers")


@in_turn
async def test_d32_changing_the_words_after_sending(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Once it is a task, the assistant's card shows the new words and says so, and the assistant is told."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.request("Please order flowers")
    await day.ben.sees("Please order flowers")
    rewrites(day.anna, "Please order flowers", "Please order tulips")
    assert day.t("task-note-edited") in await day.ben.sees("Please order tulips")
    await day.ben.sees(day.t("task-words-edited", ref=ref))
    assert day.ben.count("Please order flowers") == 0
    await day.ben.sees_button(day.t("acknowledge"))


@in_turn_with(client_on="slack")
async def test_d32_taking_the_message_back(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Deleting the message discards a draft; of a task, the assistant hears it and the words stay, to be asked
    about."""
    day = await begin(open_office, client_on, staff_on, language)
    day.anna.says("Please order a cake")
    await day.anna.sees_button(day.t("discard"))
    takes_back(day.anna, "Please order a cake")
    await day.anna.sees(day.t("draft-discarded"))
    ref = await day.request("Please order flowers")
    await day.ben.sees("Please order flowers")
    takes_back(day.anna, "Please order flowers")
    await day.ben.sees(day.t("task-words-deleted", ref=ref))
    assert "Please order flowers" in await day.ben.sees(day.t("task-note-deleted"))


@in_both_languages
async def test_files_are_on_the_draft(open_office: OpenOffice, language: str, tmp_path: Path) -> None:
    """A file is named on the draft with the words beside it, on every platform; a file alone is a request, too."""
    day = await begin(open_office, "telegram", "telegram", language, slack="socket", console=True)
    office, anna = day.office, day.anna
    carl = await joined(office, Role.CLIENT, "Carl", "slack", language=language)
    dora = await joined(office, Role.CLIENT, "Dora", "console", language=language)
    assert isinstance(anna, TelegramPerson)
    assert isinstance(carl, SlackPerson)

    anna.user.sends_document("plan.pdf", b"%PDF-1.4", caption="Please print this")
    card = await anna.sees("plan.pdf")
    assert "Please print this" in card
    anna.user.sends_photo()
    await anna.sees("photo.jpg")
    carl.user.sends_file("list.txt", b"milk", "Please buy all of it")
    card = await carl.sees("list.txt")
    assert "Please buy all of it" in card
    path = tmp_path / "a plan.txt"
    path.write_text("tea")
    dora.says(f'file:"{path}" Please read')
    await dora.sees("a plan.txt")
    await dora.sees("Please read")

    await day.presses(carl, "send-request")
    await carl.sees(day.t("request-accepted", ref="T-1001"))
    card = await day.ben.sees("T-1001")
    assert "list.txt" in card


@in_turn_and_at_the_terminal
async def test_tasks_lists_what_is_open(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """/tasks shows a client's own open requests and how they stand, and nobody else's."""
    day = await begin(open_office, client_on, staff_on, language)
    otto = await joined(day.office, Role.CLIENT, "Otto", client_on, language=language, client="Otto AG")
    day.anna.commands("tasks")
    await day.anna.sees(day.t("client-tasks-none"))
    ref = await day.request("Please order flowers")
    await day.request("Please book a flight", otto)
    day.anna.commands("tasks")
    state = day.t("state-assigned")
    await day.anna.sees(day.t("client-task-line", ref=ref, state=state, words="Please order flowers"))
    assert "flight" not in day.anna.everything()


@in_both_languages
async def test_out_of_hours_says_when_the_office_is_back(open_office: OpenOffice, language: str) -> None:
    """Out of hours the accepted card adds when the office is back, in the reader's own time zone and language."""
    tomorrow = RunningClock().now().astimezone(BERLIN) + timedelta(days=1)
    hours = f"{tomorrow:%a} 08:00-17:00"
    day = await begin(open_office, "telegram", "telegram", language, slack="socket", hours=hours)
    opening = tomorrow.replace(hour=8, minute=0)
    for name, on, zone in (("Nora", "telegram", NEW_YORK), ("Bert", "slack", BERLIN)):
        person = await joined(day.office, Role.CLIENT, name, on, language=language, zone=zone.key)
        await day.request("Please order flowers", person)
        card = await person.sees(day.t("office-back", at="#").split("#")[0])
        assert _clock_face(opening.astimezone(zone), language) in card


@in_turn
async def test_in_hours_nothing_is_said_of_hours(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """While the office is open, the accepted card says nothing of opening times."""
    day = await begin(open_office, client_on, staff_on, language, hours="daily 00:00-24:00")
    await day.request("Please order flowers")
    assert day.t("office-back", at="#").split("#")[0] not in day.anna.everything()


@in_turn
async def test_a_forwarded_message_is_a_request_and_no_command(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What a client forwards becomes a draft of these words; a command inside has no power."""
    day, other = await begin(open_office, client_on, staff_on, language), "en" if language == "de" else "de"
    anna, words = day.anna, f"/language {other}"
    if isinstance(anna, TelegramPerson):
        anna.user.says(words, forward_origin={"type": "hidden_user", "sender_user_name": "Zoe", "date": 1})
    else:
        assert isinstance(anna, SlackPerson)
        anna.user.says("", attachments=[{"is_share": True, "text": words, "author_name": "Zoe"}])
    assert words in await anna.sees(day.t("draft-title"))
    assert sentences(other)("language-set", language="#").split("#")[0] not in anna.everything()


@in_turn
async def test_words_within_a_minute_are_one_draft(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Several messages in a row are one draft, which follows; an edit of one of them changes only its part."""
    day = await begin(open_office, client_on, staff_on, language)
    anna = day.anna
    anna.says("Please order flowers")
    await anna.sees("flowers")
    anna.says("redd ones")
    await anna.sees("Please order flowers\nredd ones")
    rewrites(anna, "redd ones", "red ones")
    await anna.sees("Please order flowers\nred ones")
    assert anna.count(day.t("draft-title")) == 1
    await day.presses(anna, "send-request")
    await day.ben.sees("Please order flowers\nred ones")
    assert await _tasks(day) == 1


@in_turn_and_at_the_terminal
async def test_a_second_request_is_asked_about_once(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """With a task open, words are asked where they belong; the answer counts for the next ones, too."""
    day = await begin(open_office, client_on, staff_on, language)
    anna, asks = day.anna, day.t("where-title")
    ref = await day.request("Please order flowers")
    anna.says("Please book a table")
    await anna.sees(asks)
    await anna.sees_button(day.t("to-this", ref=ref, title="Please order flowers"))
    await day.presses(anna, "new-request")
    await day.presses(anna, "send-request")
    await anna.sees(day.t("request-accepted", ref="T-1002"))
    asked = anna.count(asks)
    anna.says("Please call a taxi")
    await anna.sees_button(day.t("send-request"))
    assert anna.count(asks) == asked


@in_turn_and_at_the_terminal
async def test_free_words_of_staff_ask_where_they_belong(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words of assistants and managers become nothing by themselves: they are asked what it is about, and can leave
    it."""
    day = await begin(open_office, client_on, staff_on, language)
    for person in (day.mia, day.ben):
        person.says("Please order flowers")
        await person.sees(day.t("where-title"))
        await person.sees_button(day.t("for-client"))
        await day.presses(person, "discard")
        await person.sees(day.t("draft-discarded"))
    await day.office.quiet()
    assert await _tasks(day) == 0
    assert "flowers" not in day.anna.everything()


def _clock_face(at: datetime, language: str) -> str:
    months = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
    days = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")
    german = f"{days[at.weekday()]} {at.day}. {months[at.month - 1]}, {at:%H:%M}"
    return german if language == "de" else f"{at:%a} {at.day} {at:%b}, {at:%H:%M}".replace("Sep,", "Sept,")
