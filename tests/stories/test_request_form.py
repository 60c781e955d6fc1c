"""A request as a form: a window on Slack, questions with an editable summary elsewhere; nothing is lost on the way."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import CATEGORIES, acknowledges, ben_and_anna, gives_form, labels, links, presses, until
from tests.stories.kit import claims, joined, only

WORDS = "What do you need?"
ABOUT = "What is it about?"
WISH = "By when, or when?"
PEOPLE = "How many travel?"
SEAT = "A window seat?"


async def test_questions_with_a_summary_that_can_be_changed(open_office: OpenOffice) -> None:
    """On Telegram: each question in turn, the category's own follow, a wrong answer is asked again, the summary shows
    all and lets one answer be changed; then it is sent."""
    office = await open_office(categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "slack", "telegram")
    anna.commands("task")
    await gives_form(anna, {WORDS: "To Hamburg and back", ABOUT: "Travel"})
    await anna.sees("We book within two hours.")
    await anna.sees("In your own words, such as")
    await gives_form(anna, {WISH: "tomorrow noon"})
    await anna.sees(f"❓ {PEOPLE}")
    anna.says("a few")
    await anna.sees("Please write a whole number.")
    anna.says("2")
    await gives_form(anna, {SEAT: "Yes"})
    summary = await until(lambda: _with(anna, f"{SEAT} Yes"), "the summary")
    for line in (f"{WORDS} To Hamburg and back", f"{ABOUT} Travel", "12:00 (“tomorrow noon”)", f"{PEOPLE} 2"):
        assert line in summary
    await presses(anna, f"Change: {PEOPLE}")
    await anna.sees(f"❓ {PEOPLE}")
    anna.says("3")
    await anna.sees(f"{PEOPLE} 3")
    await presses(anna, "Send request")
    await anna.sees("Request T-1001")
    card = await ben.sees("To Hamburg and back")
    for line in ("Category: Travel", "12:00 (“tomorrow noon”)", f"{PEOPLE} 3", f"{SEAT} Yes"):
        assert line in card
    await office.quiet()
    assert ben.count("To Hamburg and back") == 1


async def test_the_same_questions_in_german(open_on: OpenOffice) -> None:
    """Questions, choices, process and summary are in the reader's language."""
    office = await open_on("telegram", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "telegram", "telegram", language="de")
    anna.commands("task")
    await gives_form(
        anna,
        {"Was wird gebraucht?": "Einmal Hamburg und zurück", "Worum geht es?": "Reise", "Bis wann, oder wann?": None},
    )
    await anna.sees("Wir buchen binnen zwei Stunden.")
    await gives_form(anna, {"Wie viele reisen?": "2", "Ein Fensterplatz?": "Ja"}, "Absenden")
    await anna.sees("Auftrag T-1001")
    card = await ben.sees("Einmal Hamburg")
    assert "Art: Reise" in card
    assert "Ein Fensterplatz? Ja" in card


@pytest.mark.parametrize("way", ["command", "shortcut", "message shortcut"])
async def test_a_window_on_slack(open_on: OpenOffice, way: str) -> None:
    """`/office task`, the global shortcut and "Make this a task" on a message open the same window; sent once filled
    in."""
    office = await open_on("slack", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "slack", "slack")
    assert isinstance(anna, SlackPerson)
    if way == "command":
        anna.commands("task")
    elif way == "shortcut":
        anna.user.shortcut("new_task")
    else:
        anna.says("Some flowers for my mother")
        await anna.sees("New request")
        anna.presses("Discard")
        await anna.sees("Discarded")
        said = next(each for each in anna.user.messages if not each.from_bot)
        anna.user.message_shortcut("make_task", said.ts)
    await anna.sees_form(WORDS)
    modal = anna.user.modal
    assert modal is not None
    if way == "message shortcut":
        assert modal.answers[WORDS] == "Some flowers for my mother"
        assert modal.answers[ABOUT] == "Gifts"
        await gives_form(anna, {WISH: "tomorrow noon"})
    else:
        await gives_form(anna, {WORDS: "Some flowers for my mother", ABOUT: "Gifts", WISH: "tomorrow noon"})
    await anna.sees("Request T-1001")
    card = await ben.sees("Some flowers for my mother")
    assert "Category: Gifts" in card
    assert "(“tomorrow noon”)" in card
    assert anna.user.modal is None


async def test_a_window_asks_the_rest_before_it_is_sent(open_on: OpenOffice) -> None:
    """A category chosen in the window brings questions: the draft is kept, Send asks them, and only then it is sent."""
    office = await open_on("slack", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "slack", "slack")
    anna.commands("task")
    await gives_form(anna, {WORDS: "To Hamburg and back", ABOUT: "Travel"})
    await anna.sees("Category: Travel")
    assert ben.count("To Hamburg") == 0
    await presses(anna, "Send request")
    await anna.sees_form("We book within two hours.")
    await gives_form(anna, {PEOPLE: "2"})
    await anna.sees("Request T-1001")
    assert f"{PEOPLE} 2" in await ben.sees("To Hamburg")


async def test_words_on_telegram_ask_the_rest_too(open_on: OpenOffice) -> None:
    """A guessed category with a required question: Send asks just that, and the process is described."""
    office = await open_on("telegram", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.says("A train to Hamburg, please")
    assert "Category: Travel" in await anna.sees("A train to Hamburg")
    await presses(anna, "Send request")
    await gives_form(anna, {PEOPLE: "1", SEAT: None}, "Send request")
    await anna.sees("Request T-1001")
    assert f"{PEOPLE} 1" in await ben.sees("A train to Hamburg")


async def test_send_pressed_again_shows_the_form_as_it_is(open_on: OpenOffice) -> None:
    """Send request while its own questions are asked: the question that is open comes again, no answer is lost."""
    office = await open_on("telegram", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.says("A train to Hamburg, please")
    await presses(anna, "Send request")
    await gives_form(anna, {PEOPLE: "2"})
    await anna.sees(f"❓ {SEAT}")
    anna.presses("Send request")
    await office.quiet()
    assert anna.count(f"❓ {PEOPLE}") == 0
    assert anna.count(f"❓ {SEAT}") == 1
    await gives_form(anna, {SEAT: "Yes"}, "Send request")
    await anna.sees("Request T-1001")
    assert f"{PEOPLE} 2" in await ben.sees("A train to Hamburg")


async def test_send_pressed_again_opens_the_same_window(open_on: OpenOffice) -> None:
    """On Slack a window that was closed opens again for the same form, and counts once."""
    office = await open_on("slack", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "slack", "slack")
    assert isinstance(anna, SlackPerson)
    anna.says("A train to Hamburg, please")
    await presses(anna, "Send request")
    await anna.sees_form(PEOPLE)
    anna.user.closes_modal()
    await presses(anna, "Send request")
    await gives_form(anna, {PEOPLE: "2"})
    await anna.sees("Request T-1001")
    assert f"{PEOPLE} 2" in await ben.sees("A train to Hamburg")


@pytest.mark.parametrize(
    ("language", "answer"), [("en", "I can't make a request"), ("de", "Danke, aber daraus allein")]
)
async def test_a_sticker_or_poll_is_no_answer(open_on: OpenOffice, language: str, answer: str) -> None:
    """While a form asks something: each is answered politely, and the question stays."""
    office = await open_on("telegram")
    _, anna = await ben_and_anna(office, "telegram", "telegram", language=language)
    assert isinstance(anna, TelegramPerson)
    anna.commands("task")
    question = {"en": WORDS, "de": "Was wird gebraucht?"}[language]
    await anna.sees(f"❓ {question}")
    anna.user.sends_poll("When shall we meet?")
    await anna.sees(answer)
    anna.user.sends_sticker()
    await anna.sees(answer, count=2)
    assert anna.count("When shall we meet?") == 0
    assert anna.count(f"❓ {question}") == 1
    anna.says("Ten roses")
    await anna.sees(f"{question} Ten roses")


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_forgotten_form_closes_and_can_be_taken_up_again(open_office: OpenOffice, language: str) -> None:
    """Two hours without a word close it with a friendly line; Go on asks where it stopped, nothing was lost."""
    office = await open_office(**only("telegram"))
    ben, anna = await ben_and_anna(office, "telegram", "telegram", language=language)
    german = language == "de"
    anna.commands("task")
    await gives_form(anna, {"Was wird gebraucht?" if german else WORDS: "Blumen"})
    await anna.sees("❓ Bis wann" if german else f"❓ {WISH}")
    office.later(3600)
    await office.quiet()
    assert anna.count("Formular geschlossen" if german else "closed this form") == 0
    office.later(3660)
    await anna.sees("Ich habe dieses Formular geschlossen" if german else "I have closed this form")
    await presses(anna, "Weitermachen" if german else "Go on")
    await gives_form(
        anna, {"Bis wann, oder wann?" if german else WISH: "morgen"}, "Absenden" if german else "Send request"
    )
    await anna.sees("T-1001")
    card = await ben.sees("Blumen")
    assert "morgen" in card


async def test_a_form_touched_within_two_hours_stays(open_on: OpenOffice) -> None:
    """An answer gives it two hours more."""
    office = await open_on("telegram")
    _, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.commands("task")
    await anna.sees(f"❓ {WORDS}")
    office.later(7000)
    anna.says("Flowers")
    await anna.sees(f"❓ {WISH}")
    office.later(600)
    await office.quiet()
    assert anna.count("I have closed this form") == 0
    office.later(7200)
    await anna.sees("I have closed this form")


@pytest.mark.parametrize("begun_on", ["telegram", "slack"])
async def test_begun_here_finished_there(open_on: OpenOffice, begun_on: str) -> None:
    """A form begun on one platform is finished on the other: draft and answers are the person's, not the chat's."""
    office = await open_on("telegram", "slack")
    ben, anna = await ben_and_anna(office, "telegram", begun_on)
    other = await links(office, anna, "slack" if begun_on == "telegram" else "telegram")
    if begun_on == "telegram":
        anna.commands("task")
        await gives_form(anna, {WORDS: "Some flowers"})
        await anna.sees(f"❓ {WISH}")
        other.says("tomorrow noon")
        await other.sees("(“tomorrow noon”)")
        await presses(other, "Send request")
    else:
        anna.says("Some flowers")
        await presses(anna, "Change")
        await anna.sees_form(WISH)
        other.commands("task")
        await gives_form(other, {WORDS: "Some flowers and chocolate", WISH: "tomorrow noon"}, "Send request")
    await until(lambda: anna.count("Request T-1001") + other.count("Request T-1001"), "the reference")
    assert "(“tomorrow noon”)" in await ben.sees("Some flowers")
    await office.quiet()
    assert ben.count("Some flowers") == 1


async def test_a_restart_in_the_middle(open_office: OpenOffice) -> None:
    """Closed in order between two answers: it goes on where it stood, and is sent once."""
    office = await open_office(**only("telegram", categories=CATEGORIES))
    ben, anna = await _halfway(office)
    await office.restart()
    await _sends_the_rest(office, ben, anna)


async def test_a_kill_in_the_middle(open_on: OpenOffice) -> None:
    """Killed between two answers: the same."""
    office = await open_on("telegram", categories=CATEGORIES)
    ben, anna = await _halfway(office)
    await office.kill()
    await office.start()
    await _sends_the_rest(office, ben, anna)


async def _halfway(office: Office) -> tuple[Person, Person]:
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.commands("task")
    await gives_form(anna, {WORDS: "Some roses", ABOUT: "Gifts"})
    await anna.sees(f"❓ {WISH}")
    return ben, anna


async def _sends_the_rest(office: Office, ben: Person, anna: Person) -> None:
    anna.says("tomorrow noon")
    await anna.sees("(“tomorrow noon”)")
    await presses(anna, "Send request")
    await anna.sees("Request T-1001")
    await office.quiet()
    assert ben.count("Some roses") == 1


@pytest.mark.parametrize(("language", "closed", "nothing"), [
    ("en", "Cancelled. Nothing was changed", "There is nothing open to cancel"),
    ("de", "Abgebrochen", "Es ist nichts offen"),
])  # fmt: skip
async def test_cancel_closes_it_and_says_when_there_is_nothing(
    open_on: OpenOffice, language: str, closed: str, nothing: str
) -> None:
    """/cancel closes the form; a second one says that nothing is open; words are a new request again."""
    office = await open_on("telegram")
    _, anna = await ben_and_anna(office, "telegram", "telegram", language=language)
    anna.commands("task")
    await anna.sees("❓")
    anna.commands("cancel")
    await anna.sees(closed)
    anna.commands("cancel")
    await anna.sees(nothing)
    anna.says("Roses")
    await presses(anna, "Absenden" if language == "de" else "Send request")


async def test_a_file_sent_while_a_form_is_open_is_kept(open_on: OpenOffice) -> None:
    """Nothing a client sends is dropped because a form is open: the picture becomes a draft, the form stays."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    assert isinstance(anna, TelegramPerson)
    anna.commands("task")
    await anna.sees(f"❓ {WORDS}")
    anna.user.sends_photo(caption="Like these")
    await anna.sees("Like these")
    anna.user.sends_sticker()
    await anna.sees("I can't make a request of this alone")
    anna.says("Some roses")
    await gives_form(anna, {WISH: None})
    await anna.sees(f"{WORDS} Some roses")
    await office.quiet()
    assert labels(anna).count("Send request") == 2
    anna.presses("Send request")
    await anna.sees("Request T-1001")
    anna.presses("Send request")
    await anna.sees("Request T-1002")
    await ben.sees("Some roses")
    await ben.sees("Like these")


async def test_staff_write_a_request_for_a_client(open_on: OpenOffice) -> None:
    """An assistant's form asks for whom first; the client sees the request as theirs."""
    office = await open_on("telegram", "slack")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "slack")
    ben.commands("task")
    await gives_form(ben, {"For whom?": "Anna", WORDS: "Roses, as told on the phone", WISH: None}, "Send request")
    await ben.sees("Filed as T-1001")
    await anna.sees("Roses, as told on the phone")
    await anna.sees("Ben took this down for you.")
    await acknowledges(ben, anna)
    await joined(office, Role.ASSISTANT, "Eva", "telegram")
    ben.commands("task")
    await gives_form(ben, {"For whom?": "Anna", WORDS: "Tulips, too", WISH: None}, "Send request")
    await ben.sees("Eva has it.")
    await claims(ben, "T-1002")
    await anna.sees("Ben is taking care of T-1002")


def _with(person: Person, text: str) -> str | None:
    assert isinstance(person, TelegramPerson)
    return next((each.text for each in reversed(person.user.messages) if text in each.text), None)
