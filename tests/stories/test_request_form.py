"""A request as a form: a window on Slack, questions with an editable summary elsewhere; nothing is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import Sentences, in_turn, in_turn_with, sentences
from tests.stories.journey import (
    CATEGORIES,
    GIFTS,
    TRAVEL,
    acknowledges,
    ben_and_anna,
    gives_form,
    labels,
    links,
    opened,
    presses,
    until,
)
from tests.stories.kit import joined, makes_sure, only

OTHER = {"telegram": "slack", "slack": "telegram"}
NOON = {"en": "tomorrow noon", "de": "morgen 12 Uhr"}
FLOWERS = {"en": "Some flowers for my mother", "de": "Blumen für meine Mutter"}
TRAIN = {"en": "A train to Hamburg, please", "de": "Bitte einen Zug nach Hamburg"}


@dataclass(frozen=True)
class Labels:
    """What a request's form asks, in one language; and a time in words, with how it stands beside what it means."""

    t: Sentences
    words: str
    about: str
    wish: str
    send: str
    travel: str
    gifts: str
    process: str
    people: str
    seat: str
    noon: str
    quoted: str

    @classmethod
    def of(cls, language: str) -> Labels:
        """Return them."""
        t, noon = sentences(language), NOON[language]
        return cls(
            t,
            words=t("request-words"),
            about=t("request-category"),
            wish=t("request-wish"),
            send=t("send-request"),
            travel=TRAVEL.label[language],
            gifts=GIFTS.label[language],
            process=(TRAVEL.process or {})[language],
            people=TRAVEL.questions[0].label[language],
            seat=TRAVEL.questions[1].label[language],
            noon=noon,
            quoted=t("wish-line-words", wish="#", words=noon).partition("# ")[2],
        )

    def asks(self, question: str) -> str:
        """Return how a chat asks a question."""
        return self.t("form-question", label=question)

    def accepted(self, ref: str = "T-1001") -> str:
        """Return what the client reads once the request is sent."""
        return self.t("request-accepted", ref=ref)

    def kind(self, category: str) -> str:
        """Return a card's line with its category."""
        return self.t("category-line", category=category)


@in_turn_with(client_on="telegram")
async def test_questions_with_a_summary_that_can_be_changed(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Telegram: each question in turn, the category's own follow, a wrong answer is asked again, the summary shows
    all and lets one answer be changed; then it is sent."""
    f = Labels.of(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    yes = f.t("yes")
    anna.commands("task")
    await gives_form(anna, {f.words: "To Hamburg and back", f.about: f.travel})
    await anna.sees(f.process)
    await anna.sees(f.t("request-wish-help"))
    await gives_form(anna, {f.wish: f.noon})
    await anna.sees(f.asks(f.people))
    anna.says("a few")
    await anna.sees(f.t("form-answer-no-number"))
    anna.says("2")
    await gives_form(anna, {f.seat: yes})
    summary = await until(lambda: _with(anna, f"{f.seat} {yes}"), "the summary")
    for line in (f"{f.words} To Hamburg and back", f"{f.about} {f.travel}", f"12:00 {f.quoted}", f"{f.people} 2"):
        assert line in summary
    await presses(anna, f.t("form-change", label=f.people))
    await anna.sees(f.asks(f.people))
    anna.says("3")
    await anna.sees(f"{f.people} 3")
    await presses(anna, f.send)
    await anna.sees(f.accepted())
    card = await ben.sees("To Hamburg and back")
    for line in (f.kind(f.travel), f"12:00 {f.quoted}", f"{f.people} 3", f"{f.seat} {yes}"):
        assert line in card
    await office.quiet()
    assert ben.count("To Hamburg and back") == 1


@in_turn_with(client_on="slack")
@pytest.mark.parametrize("way", ["command", "shortcut", "message shortcut"])
async def test_a_window_on_slack(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, way: str
) -> None:
    """`/office task`, the global shortcut and "Make this a task" on a message open the same window; sent once filled
    in."""
    f = Labels.of(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    flowers = FLOWERS[language]
    assert isinstance(anna, SlackPerson)
    if way == "command":
        anna.commands("task")
    elif way == "shortcut":
        anna.user.shortcut("new_task")
    else:
        anna.says(flowers)
        await presses(anna, f.t("discard"))
        await anna.sees(f.t("draft-discarded"))
        said = next(each for each in anna.user.messages if not each.from_bot)
        anna.user.message_shortcut("make_task", said.ts)
    await anna.sees_form(f.words)
    modal = anna.user.modal
    assert modal is not None
    if way == "message shortcut":
        assert modal.answers[f.words] == flowers
        assert modal.answers[f.about] == f.gifts
        await gives_form(anna, {f.wish: f.noon})
    else:
        await gives_form(anna, {f.words: flowers, f.about: f.gifts, f.wish: f.noon})
    await anna.sees(f.accepted())
    card = await ben.sees(flowers)
    assert f.kind(f.gifts) in card
    assert f.quoted in card
    assert anna.user.modal is None


@in_turn_with(client_on="slack")
async def test_a_window_asks_the_rest_before_it_is_sent(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A category chosen in the window brings questions: the draft is kept, Send asks them, and only then it is sent."""
    f = Labels.of(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna.commands("task")
    await gives_form(anna, {f.words: "To Hamburg and back", f.about: f.travel})
    await anna.sees(f.kind(f.travel))
    assert ben.count("To Hamburg") == 0
    await presses(anna, f.send)
    await anna.sees_form(f.process)
    await gives_form(anna, {f.people: "2"})
    await anna.sees(f.accepted())
    assert f"{f.people} 2" in await ben.sees("To Hamburg")


@in_turn_with(client_on="telegram")
async def test_words_on_telegram_ask_the_rest_too(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A guessed category with a required question: Send asks just that, and the process is described."""
    f = Labels.of(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna.says(TRAIN[language])
    assert f.kind(f.travel) in await anna.sees(TRAIN[language])
    await presses(anna, f.send)
    await anna.sees(f.process)
    await gives_form(anna, {f.people: "1", f.seat: None}, f.send)
    await anna.sees(f.accepted())
    assert f"{f.people} 1" in await ben.sees(TRAIN[language])


@in_turn_with(client_on="telegram")
async def test_send_pressed_again_shows_the_form_as_it_is(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Send request while its own questions are asked: the question that is open comes again, no answer is lost."""
    f = Labels.of(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna.says(TRAIN[language])
    await presses(anna, f.send)
    await gives_form(anna, {f.people: "2"})
    await anna.sees(f.asks(f.seat))
    anna.presses(f.send)
    await office.quiet()
    assert anna.count(f.asks(f.people)) == 0
    assert anna.count(f.asks(f.seat)) == 1
    await gives_form(anna, {f.seat: f.t("yes")}, f.send)
    await anna.sees(f.accepted())
    assert f"{f.people} 2" in await ben.sees(TRAIN[language])


@in_turn_with(client_on="slack")
async def test_send_pressed_again_opens_the_same_window(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack a window that was closed opens again for the same form, and counts once."""
    f = Labels.of(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    assert isinstance(anna, SlackPerson)
    anna.says(TRAIN[language])
    await presses(anna, f.send)
    await anna.sees_form(f.people)
    anna.user.closes_modal()
    await presses(anna, f.send)
    await gives_form(anna, {f.people: "2"})
    await anna.sees(f.accepted())
    assert f"{f.people} 2" in await ben.sees(TRAIN[language])


@in_turn_with(client_on="telegram")
async def test_a_sticker_or_poll_is_no_answer(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """While a form asks something: each is answered politely, and the question stays."""
    f = Labels.of(language)
    _, _, anna = await opened(open_office, client_on, staff_on, language)
    answer = f.t("words-not-a-request")
    assert isinstance(anna, TelegramPerson)
    anna.commands("task")
    await anna.sees(f.asks(f.words))
    anna.user.sends_poll("When shall we meet?")
    await anna.sees(answer)
    anna.user.sends_sticker()
    await anna.sees(answer, count=2)
    assert anna.count("When shall we meet?") == 0
    assert anna.count(f.asks(f.words)) == 1
    anna.says("Ten roses")
    await anna.sees(f"{f.words} Ten roses")


@in_turn_with(client_on="telegram")
async def test_a_forgotten_form_closes_and_can_be_taken_up_again(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Two hours without a word close it with a friendly line; Go on asks where it stopped, nothing was lost."""
    f = Labels.of(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    anna.commands("task")
    await gives_form(anna, {f.words: "Ten roses"})
    await anna.sees(f.asks(f.wish))
    office.later(3600)
    await office.quiet()
    assert anna.count(f.t("form-forgotten")) == 0
    office.later(3660)
    await anna.sees(f.t("form-forgotten"))
    await presses(anna, f.t("form-go-on"))
    await gives_form(anna, {f.wish: f.noon}, f.send)
    await anna.sees(f.accepted())
    assert f.quoted in await ben.sees("Ten roses")


@in_turn_with(client_on="telegram")
async def test_a_form_touched_within_two_hours_stays(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """An answer gives it two hours more."""
    f = Labels.of(language)
    office, _, anna = await opened(open_office, client_on, staff_on, language)
    anna.commands("task")
    await anna.sees(f.asks(f.words))
    office.later(7000)
    anna.says("Ten roses")
    await anna.sees(f.asks(f.wish))
    office.later(600)
    await office.quiet()
    assert anna.count(f.t("form-forgotten")) == 0
    office.later(7200)
    await anna.sees(f.t("form-forgotten"))


@in_turn
async def test_begun_here_finished_there(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A form begun on one platform is finished on the other: draft and answers are the person's, not the chat's."""
    f = Labels.of(language)
    office = await open_office(**only("telegram", "slack"))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    other = await links(office, anna, OTHER[client_on], language=language)
    if client_on == "telegram":
        anna.commands("task")
        await gives_form(anna, {f.words: "Ten roses"})
        await anna.sees(f.asks(f.wish))
        other.says(f.noon)
        await other.sees(f.quoted)
        await presses(other, f.send)
    else:
        anna.says("Ten roses")
        await presses(anna, f.t("change"))
        await anna.sees_form(f.wish)
        other.commands("task")
        await gives_form(other, {f.words: "Ten roses and chocolate", f.wish: f.noon}, f.send)
    await until(lambda: anna.count(f.accepted()) + other.count(f.accepted()), "the reference")
    assert f.quoted in await ben.sees("Ten roses")
    await office.quiet()
    assert ben.count("Ten roses") == 1


@in_turn_with(client_on="telegram")
async def test_a_restart_in_the_middle(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Closed in order between two answers: it goes on where it stood, and is sent once."""
    office = await open_office(**only(client_on, staff_on, categories=CATEGORIES))
    ben, anna = await _halfway(office, client_on, staff_on, language)
    await office.restart()
    await _sends_the_rest(office, ben, anna, language)


@pytest.mark.usefixtures("short_leases")
@in_turn_with(client_on="telegram")
async def test_a_kill_in_the_middle(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Killed between two answers: the same."""
    office = await open_office(**only(client_on, staff_on, categories=CATEGORIES))
    ben, anna = await _halfway(office, client_on, staff_on, language)
    await office.kill()
    await office.start()
    await _sends_the_rest(office, ben, anna, language)


@pytest.mark.usefixtures("short_leases")
@in_turn_with(client_on="slack")
async def test_a_window_over_a_kill(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """On Slack the office is killed while the window is being filled in: it is sent afterwards, and counts once."""
    f = Labels.of(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    assert isinstance(anna, SlackPerson)
    anna.commands("task")
    await anna.sees_form(f.words)
    await office.quiet()
    await office.kill()
    await office.start()
    await gives_form(anna, {f.words: "Some roses", f.about: f.gifts, f.wish: f.noon})
    await anna.sees(f.accepted())
    await ben.sees("Some roses")
    await office.quiet()
    assert ben.count("Some roses") == 1


async def _halfway(office: Office, client_on: str, staff_on: str, language: str) -> tuple[Person, Person]:
    f = Labels.of(language)
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    anna.commands("task")
    await gives_form(anna, {f.words: "Some roses", f.about: f.gifts})
    await anna.sees(f.asks(f.wish))
    return ben, anna


async def _sends_the_rest(office: Office, ben: Person, anna: Person, language: str) -> None:
    f = Labels.of(language)
    anna.says(f.noon)
    await anna.sees(f.quoted)
    await presses(anna, f.send)
    await anna.sees(f.accepted())
    await ben.sees("Some roses")
    await office.quiet()
    assert ben.count("Some roses") == 1


@in_turn_with(client_on="telegram")
async def test_cancel_closes_it_and_says_when_there_is_nothing(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/cancel closes the form; a second one says that nothing is open; words are a new request again."""
    f = Labels.of(language)
    _, _, anna = await opened(open_office, client_on, staff_on, language)
    anna.commands("task")
    await anna.sees(f.asks(f.words))
    anna.commands("cancel")
    await anna.sees(f.t("form-put-aside"))
    anna.commands("cancel")
    await anna.sees(f.t("form-nothing-open", help="#").partition("#")[0])
    anna.says("Roses")
    await presses(anna, f.send)


@in_turn_with(client_on="telegram")
async def test_a_file_sent_while_a_form_is_open_is_kept(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Nothing a client sends is dropped because a form is open: the picture becomes a draft, the form stays."""
    f = Labels.of(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    anna.commands("task")
    await anna.sees(f.asks(f.words))
    anna.user.sends_photo(caption="Like these")
    await anna.sees("Like these")
    anna.user.sends_sticker()
    await anna.sees(f.t("words-not-a-request"))
    anna.says("Some roses")
    await gives_form(anna, {f.wish: None})
    await anna.sees(f"{f.words} Some roses")
    await office.quiet()
    assert labels(anna).count(f.send) == 2
    anna.presses(f.send)
    await anna.sees(f.accepted())
    anna.presses(f.send)
    await anna.sees(f.accepted("T-1002"))
    await ben.sees("Some roses")
    await ben.sees("Like these")


@in_turn
async def test_staff_write_a_request_for_a_client(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """An assistant's form asks for whom first; the client sees the request as theirs."""
    f = Labels.of(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    whom = f.t("request-contact")
    client = "Anna" if staff_on == "telegram" else f.t("contact-of", name="Anna", client="Dr. Weber")
    ben.commands("task")
    await gives_form(ben, {whom: client, f.words: "Roses, as told on the phone", f.wish: None}, f.send)
    await ben.sees(f.t("request-filed-for", ref="T-1001", client="Dr. Weber"))
    await anna.sees("Roses, as told on the phone")
    await anna.sees(f.t("request-filed-by", name="Ben"))
    await acknowledges(ben, anna, language=language)
    await joined(office, Role.ASSISTANT, "Eva", staff_on, language=language)
    ben.commands("task")
    await gives_form(ben, {whom: client, f.words: "Tulips, too", f.wish: None}, f.send)
    await ben.sees(f.t("filed-with", name="Eva"))
    await presses(ben, f.t("claim-this", ref="T-1002"))
    await makes_sure(ben, f.t("yes"))
    await anna.sees(f.t("task-acknowledged", by="Ben", ref="T-1002"))


def _with(person: Person, text: str) -> str | None:
    assert isinstance(person, TelegramPerson)
    return next((each.text for each in reversed(person.user.messages) if text in each.text), None)
