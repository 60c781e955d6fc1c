"""German and English on both platforms: whoever reads German reads nothing else, on cards, toasts, forms and help."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.i18n import LOCALES, Wording
from handlers.chat.outgoing import Text
from storage.vocabulary import Role
from tests.cast import Person, SlackPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.kit import everywhere, forges, in_chats, joined, joins

LONG_ENOUGH = 9
BOTH = ("en", "de")
WORDING = Wording()
COMMANDS = (
    *("help", "settings", "language", "zone", "queue", "mine", "tasks", "nonsense", "link", "board", "people", "home"),
    *("find abc", "find", "task T-1001", "task T-9999", "away", "back", "task", "cancel"),
)
WORDS = {
    "en": {
        "send": "Send request", "discard": "Discard", "ack": "Acknowledge", "decline": "Decline", "done": "Done",
        "confirm": "Confirm", "why": "Why can't you take it?", "result": "What shall the client read as the result?",
        "newcomer": "would like to join", "accepted": "Received.", "cares": "is taking care of", "is-done": "is done",
        "draft": "New request", "discarded": "Discarded", "gone": "This button doesn't work any more",
        "zone": "Time zone", "which": "Which time zone", "declined": "You declined it", "welcome": "Welcome to",
        "nobody": "Nobody can take", "hands": "In your hands",
    },
    "de": {
        "send": "Absenden", "discard": "Verwerfen", "ack": "Annehmen", "decline": "Ablehnen", "done": "Erledigt",
        "confirm": "Bestätigen", "why": "Warum können Sie das nicht übernehmen?",
        "result": "Welches Ergebnis soll ich ausrichten?", "newcomer": "möchte dazukommen", "accepted": "Angekommen.",
        "cares": "kümmert sich um", "is-done": "ist erledigt", "draft": "Neue Anfrage", "discarded": "Verworfen",
        "gone": "Dieser Knopf gilt nicht mehr", "zone": "Zeitzone", "which": "In welcher Zeitzone",
        "declined": "Sie haben abgelehnt", "welcome": "Willkommen bei", "nobody": "Niemand kann",
        "hands": "In Ihren Händen",
    },
}  # fmt: skip


def _texts(language: str) -> Iterator[str]:
    """Yield every piece of literal text of a language's sentences."""
    resource = FluentParser().parse((LOCALES / f"{language}.ftl").read_text(encoding="utf-8"))
    for message in resource.body:
        if isinstance(message, ftl.Message) and message.value is not None:
            yield from _literals(message.value)


def _literals(pattern: ftl.Pattern) -> Iterator[str]:
    for element in pattern.elements:
        if isinstance(element, ftl.TextElement):
            yield from (piece.strip() for piece in element.value.splitlines())
        elif isinstance(element.expression, ftl.SelectExpression):
            for variant in element.expression.variants:
                yield from _literals(variant.value)


@cache
def _long(language: str) -> frozenset[str]:
    """Return the texts of a language that are long enough to be in no other; read when the first test asks."""
    return frozenset(text for text in _texts(language) if len(text) >= LONG_ENOUGH)


@in_chats
@pytest.mark.parametrize("language", BOTH)
async def test_a_whole_day_in_one_language(
    open_on: OpenOffice, on: str, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Joining, requesting, declining, finishing, settings, help and refusals: not one sentence in the other
    language."""
    office = await open_on(on, language=language)
    say = WORDS[language]
    mia, ben = await _staff_joins(office, on, language)
    anna = await _requests(office, mia, ben, on, language)
    for person in (mia, ben, anna):
        for command in COMMANDS:
            name, _, words = command.partition(" ")
            person.commands(name, words)
        forges(person, "x" * 22)
        person.says("…")
        await _eventually(person, say["gone"])
    await office.quiet()
    other = next(each for each in BOTH if each != language)
    foreign = _long(other) - _long(language)
    for person in (mia, ben, anna):
        shown = person.everything()
        assert {text for text in foreign if text in shown} == set(), person.name
    assert "sentence" not in caplog.text  # neither missing nor broken


async def _staff_joins(office: Office, on: str, language: str) -> tuple[Person, Person]:
    say = WORDS[language]
    mia = office.person("Mia", on, language=language)
    joins(mia, (await office.invited(Role.MANAGER, "Mia")).code)
    await mia.sees(say["welcome"])
    ben = office.person("Ben", on, language=language)
    joins(ben, (await office.invited(Role.ASSISTANT, "Ben")).code)
    await mia.sees(say["newcomer"])
    await mia.sees_button(say["confirm"])
    mia.presses(say["confirm"])
    await ben.sees(say["welcome"], count=2)
    return mia, ben


async def _requests(office: Office, mia: Person, ben: Person, on: str, language: str) -> Person:
    say = WORDS[language]
    anna = await joined(office, Role.CLIENT, "Anna", on, language=language)
    anna.says("xyz")
    await anna.sees_button(say["discard"])
    anna.presses(say["discard"])
    await anna.sees(say["discarded"])
    anna.says("abc")
    await anna.sees_button(say["send"])
    anna.presses(say["send"])
    await anna.sees(say["accepted"])
    await ben.sees_button(say["decline"])
    ben.presses(say["decline"])
    await ben.sees_form(say["why"])
    await ben.answers("def")
    await ben.sees(say["declined"])
    await mia.sees(say["nobody"])
    ben.commands("queue")
    take = {"en": "Acknowledge T-1001", "de": "T-1001 annehmen"}[language]
    await ben.sees_button(take)
    ben.presses(take)
    await anna.sees(say["cares"])
    await ben.sees(say["hands"])
    await _asks_and_answers(ben, anna, language)
    await ben.sees_button(say["done"])
    ben.presses(say["done"])
    await ben.sees_form(say["result"])
    await ben.answers("ghi")
    await anna.sees(say["is-done"])
    accept = WORDING.say(Text("accept"), language, "UTC")
    await anna.sees_button(accept)
    anna.presses(accept)
    await anna.sees_button("5 ★")
    anna.presses("5 ★")
    return anna


async def _asks_and_answers(ben: Person, anna: Person, language: str) -> None:
    """Let Ben ask something and Anna answer it."""
    ask, ask_words, answer, answer_words = (
        WORDING.say(Text(name), language, "UTC")
        for name in ("ask-client", "ask-words", "answer-question", "answer-words")
    )
    await ben.sees_button(ask)
    ben.presses(ask)
    await ben.sees_form(ask_words)
    await ben.answers("jkl")
    await anna.sees_button(answer)
    anna.presses(answer)
    await anna.sees_form(answer_words)
    await anna.answers("mno")
    await ben.sees("mno")


PROMISED = {
    "send-request": ("Send request", "Absenden"),
    "change": ("Change", "Ändern"),
    "discard": ("Discard", "Verwerfen"),
    "cancel-task": ("Cancel task", "Auftrag stornieren"),
    "accept": ("Accept", "Passt"),
    "send-back": ("Send back", "Nachbessern"),
    "reopen": ("Reopen", "Wieder öffnen"),
    "new-request": ("New request", "Neuer Auftrag"),
    "acknowledge": ("Acknowledge", "Annehmen"),
    "decline": ("Decline", "Ablehnen"),
    "hand-over": ("Hand over", "Übergeben"),
    "ask-client": ("Ask client", "Rückfrage"),
    "internal-note": ("Internal note", "Interne Notiz"),
    "pause": ("Pause", "Pausieren"),
    "done": ("Done", "Erledigt"),
    "claim": ("Claim", "Übernehmen"),
    "give-back": ("Give back", "Zurückgeben"),
}


def test_buttons_are_called_as_promised() -> None:
    """The words on the buttons of a task, in both languages, and of the one that puts words to a task."""
    for name, labels in PROMISED.items():
        assert tuple(WORDING.say(Text(name), language, "UTC") for language in BOTH) == labels
    to_this = Text("to-this", ref="T-1042", title="Roses")
    assert [WORDING.say(to_this, language, "UTC") for language in BOTH] == ["To T-1042 · Roses", "Zu T-1042 · Roses"]


@everywhere
async def test_labels_of_the_trip(open_on: OpenOffice, on: str) -> None:
    """The buttons are called what the office promises: Absenden, Verwerfen, Annehmen, Ablehnen, Erledigt."""
    office = await open_on(on)
    await joined(office, Role.MANAGER, "Mia", on, language="de")
    ben = await joined(office, Role.ASSISTANT, "Ben", on, language="de")
    anna = await joined(office, Role.CLIENT, "Anna", on, language="de")
    anna.says("Bitte Blumen bestellen")
    for label in ("Absenden", "Verwerfen"):
        await anna.sees_button(label)
    anna.presses("Absenden")
    for label in ("Annehmen", "Ablehnen"):
        await ben.sees_button(label)
    ben.presses("Annehmen")
    await ben.sees_button("Erledigt")


async def test_a_region_is_still_the_language(open_on: OpenOffice) -> None:
    """Swiss and Austrian German are German, British English is English, on both platforms."""
    office = await open_on("telegram", "slack")
    for name, tag, greeting in (
        ("Urs", "de-CH", "Guten Tag"),
        ("Eve", "en-GB", "Hello"),
        ("Resi", "de-at", "Guten Tag"),
    ):
        person = office.person(name, "telegram", language=tag)
        person.says("?")
        await person.sees(greeting)
    urs = SlackPerson(office.slack, "Uli", "de")
    office.slack.workspace.profiles[urs.user.id].locale = "de-CH"
    urs.says("?")
    await urs.sees("Guten Tag")


async def _eventually(person: Person, text: str) -> None:
    if isinstance(person, SlackPerson):
        await person.user.waits(lambda: text in person.everything() or None, text, timeout=30)
    else:
        await person.sees_toast(text)
