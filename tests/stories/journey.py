"""What the stories of requests and conversations do again and again, in people's words, the same on every platform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from handlers.rules.categories import Category, Question
from storage.vocabulary import Role
from tests.cast import PATIENCE, ConsolePerson, Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import sentences
from tests.stories.kit import joined, only

Given = list[tuple[str, bytes]]  # files put into a window

TRAVEL = Category(
    "travel",
    {"en": "Travel", "de": "Reise"},
    keywords=("train", "flight", "Zug"),
    process={"en": "We book within two hours.", "de": "Wir buchen binnen zwei Stunden."},
    questions=(
        Question("people", {"en": "How many travel?", "de": "Wie viele reisen?"}, "number"),
        Question("window", {"en": "A window seat?", "de": "Ein Fensterplatz?"}, "yes-no", required=False),
    ),
)
GIFTS = Category("gifts", {"en": "Gifts", "de": "Geschenke"}, keywords=("flowers", "Blumen"))
CATEGORIES = (TRAVEL, GIFTS)


async def ben_and_anna(
    office: Office, assistant_on: str, client_on: str, *, language: str = "en"
) -> tuple[Person, Person]:
    """Return Ben the assistant and Anna the client."""
    ben = await joined(office, Role.ASSISTANT, "Ben", assistant_on, language=language)
    return ben, await joined(office, Role.CLIENT, "Anna", client_on, language=language)


async def opened(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, **settings: object
) -> tuple[Office, Person, Person]:
    """Return an office on these platforms alone, with Ben the assistant and Anna the client."""
    office = await open_office(**only(client_on, staff_on, **settings))
    return office, *await ben_and_anna(office, staff_on, client_on, language=language)


async def until(fact: Callable[[], Any], what: str = "it") -> Any:
    """Wait until `fact` is true; return what it returns."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not (found := fact()):  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None
    return found


def labels(person: Person) -> list[str]:
    """Return what stands on the buttons a person can press now."""
    assert isinstance(person, TelegramPerson | SlackPerson)
    return person._labels()  # noqa: SLF001 - the cast's own


async def presses(person: Person, label: str) -> None:
    """Press a button as soon as it is there."""
    await person.sees_button(label)
    person.presses(label)


async def orders(client: Person, words: str, *, language: str = "en") -> None:
    """Let a client make a request of some words, whatever is asked on the way."""
    t = sentences(language)
    title, new, send = t("request-accepted", ref="T-"), t("new-request"), t("send-request")
    before = client.count(title)
    client.says(words)
    await until(lambda: {new, send} & set(labels(client)), f"[{send}] for {words!r}")
    if send not in labels(client):
        client.presses(new)
        await client.sees_button(send)
    client.presses(send)
    await client.sees(title, count=before + 1)


async def acknowledges(assistant: Person, client: Person, ref: str = "T-1001", *, language: str = "en") -> None:
    """Let the assistant take the newest task on."""
    t = sentences(language)
    await presses(assistant, t("acknowledge"))
    await client.sees(t("task-acknowledged", by=assistant.name, ref=ref))


async def task_in_hand(assistant: Person, client: Person, *, language: str = "en") -> None:
    """Let the client order ten roses as their first request, and the assistant take it on: T-1001."""
    await orders(client, "Ten roses", language=language)
    await acknowledges(assistant, client, language=language)


async def finishes(assistant: Person, client: Person, result: str, *, times: int = 1, language: str = "en") -> None:
    """Let the assistant finish the task in hand; `times` counts the results the client holds then."""
    t = sentences(language)
    await presses(assistant, t("done"))
    await assistant.sees_form(t("done-result"))
    await assistant.answers(result)
    await client.sees(result, count=times)


async def gives_form(person: Person, answers: Mapping[str, str | Given | None], submit: str | None = None) -> None:
    """Fill a form in: a window at once, with files if it takes any; a chat's questions one by one (None skips); and
    send it."""
    if isinstance(person, SlackPerson):
        await person.sees_form(next(iter(answers)))
        person.user.fills(**{question: answer for question, answer in answers.items() if answer is not None})
        person.user.submits()
        return
    for question, answer in answers.items():
        await person.sees(f"❓ {question}")
        offered = labels(person)
        if answer is None:
            person.presses(next(each for each in ("Skip", "Überspringen") if each in offered))
        elif answer in offered:
            person.presses(answer)
        else:
            assert isinstance(answer, str)  # a chat asks for no files
            person.says(answer)
    if submit is not None:
        last = list(answers)[-1]
        await until(lambda: any(label.endswith(f": {last}") for label in labels(person)), "the summary")
        person.presses(submit)


def replies(person: Person, to: str, words: str) -> None:
    """Answer the newest message of the office that holds `to`: below it, or in its thread."""
    if isinstance(person, SlackPerson):
        message = [each for each in person.user.messages if each.from_bot and to in each.shown][-1]
        person.user.says(words, thread_ts=message.thread_ts or message.ts)
        return
    assert isinstance(person, TelegramPerson)
    number = [each.id for each in person.user.messages if each.from_bot and to in each.text][-1]
    person.user.says(words, reply_to=number)


def replies_to_own(person: Person, own: str, words: str) -> None:
    """Answer one's own newest message that holds `own`: below it, or in its thread."""
    if isinstance(person, SlackPerson):
        person.user.says(words, thread_ts=_own_slack(person, own))
        return
    assert isinstance(person, TelegramPerson)
    number = [each.id for each in person.user.messages if not each.from_bot and own in each.text][-1]
    person.user.says(words, reply_to=number)


def hangs_below(person: Person, card: str, text: str) -> bool:
    """Return whether the office's message with `text` hangs below the one with `card`."""
    if isinstance(person, SlackPerson):
        ours = [each for each in person.user.messages if each.from_bot]
        tops = {each.ts for each in ours if card in each.shown}
        return any(each.thread_ts in tops and text in each.shown for each in ours if each.thread_ts != each.ts)
    assert isinstance(person, TelegramPerson)
    sent = [each for each in person.user.messages if each.from_bot]
    heads = {each.id for each in sent if card in each.text}
    return any(each.reply_to in heads and text in each.text for each in sent)


def rewrites(person: Person, before: str, after: str) -> None:
    """Edit an own message."""
    if isinstance(person, SlackPerson):
        person.user.edits(_own_slack(person, before), after)
        return
    assert isinstance(person, TelegramPerson)
    found = [each.id for each in person.user.messages if not each.from_bot and before in each.text]
    person.user.edits(found[-1], after)


def takes_back(person: Person, words: str) -> None:
    """Delete an own message on Slack; Telegram tells no bot of that."""
    assert isinstance(person, SlackPerson)
    person.user.deletes(_own_slack(person, words))


def _own_slack(person: SlackPerson, words: str) -> str:
    return [each.ts for each in person.user.messages if not each.from_bot and words in each.shown][-1]


def sends_file(person: Person, name: str, content: bytes, words: str = "") -> None:
    """Send a document with words."""
    if isinstance(person, SlackPerson):
        person.user.sends_file(name, content, words)
        return
    assert isinstance(person, TelegramPerson)
    person.user.sends_document(name, content, caption=words or None)


def files_of(office: Office, person: Person) -> list[tuple[str, bytes]]:
    """Return the files the office sent a person, oldest first."""
    if isinstance(person, TelegramPerson):
        sent = [message.file for message in person.user.messages if message.from_bot and message.file is not None]
        return [(file.filename, file.content) for file in sent]
    assert isinstance(person, SlackPerson)
    kept = office.slack.workspace.files
    shown = [file["id"] for each in person.user.messages if each.from_bot for file in each.raw.get("files", ())]
    return [(kept[file].title, kept[file].content or b"") for file in shown]


async def has_file(office: Office, person: Person, content: bytes) -> str:
    """Wait until a person holds a file with this content; return its name."""
    return str(
        await until(
            lambda: next((name for name, each in files_of(office, person) if each == content), None),
            f"{person.name}'s file:\n{person.everything()}",
        )
    )


async def links(office: Office, person: Person, on: str, *, language: str = "en") -> Person:
    """Give somebody their second platform; return them there."""
    t = sentences(language)
    person.commands("link")
    shown = await person.sees(t("link-code", expires="#", code="", join="").split("#")[0])
    other = office.person(person.name, on, language=language)
    other.commands("join" if on == "slack" else "start", shown.splitlines()[1].strip())
    await other.sees(t("linked", name="#", settings="").split("#")[0])
    return other


def ever_sent(office: Office, person: Person) -> str:
    """Return all that ever went out to a person's chat: every call the servers got, and what was on the screen."""
    if isinstance(person, ConsolePerson):
        return person.everything()
    if isinstance(person, TelegramPerson):
        calls = [call.params for call in office.telegram.calls if call.chat_id == person.user.id]
        return person.everything() + repr(calls) + repr(files_of(office, person))
    assert isinstance(person, SlackPerson)
    meant = (person.user.id, person.user.dm)
    sent = [call for each in office.slack.calls if any(name in (call := repr(each.params)) for name in meant)]
    views = [view.source for view in office.slack.workspace.views.values() if view.user == person.user.id]
    return person.everything() + repr(sent) + repr(views) + repr(files_of(office, person))
