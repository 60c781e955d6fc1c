"""Bad input, as far as requests reach: whatever is thrown at us is refused, kept literally, or shown inertly."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from storage.drafts import drafts
from storage.inbox import inbox
from storage.people import people
from storage.query import Query
from storage.tasks import history, tasks
from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import SECRET, Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, in_turn_and_at_the_terminal, sentences
from tests.stories.journey import opened, orders, presses, until
from tests.stories.kit import cast, forges, joined, joins, only, person_called

NASTY = (
    "<!channel> <!here> <@U0BOT> <#C1|general> <https://evil.example|bank.example> @everyone @here",
    '[x](tg://user?id=1) <a href="https://evil.example">bank</a> <b>bold</b> *bold* _italic_ `code` ~gone~ ||hidden||',
    "&lt;!channel&gt; &amp; {$office} { yes } %s {0} \\u202e :smile: > quoted",
    "'; DROP TABLE people; -- \" OR 1=1 /* $$ ? :name %(name)s \\",
)
OUR_TIME = re.compile(r"\w{2,3}\.? \d{1,2}\.? \w{3,4}\.?, \d{2}:\d{2}")
BIDI = "safe\u202egnp.exe \u2066hid\u2069den \u200fright\u200e zero\u200bwidth"
CLEAN = "safegnp.exe hidden right zerowidth"
SQL = "Robert'); DROP TABLE tasks;-- \" \\ % _ ? :p $1 {x} \u2019 NULL"


@in_turn
async def test_b04_a_foreign_time_zone_stays_as_written(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A time in another zone is nobody's guess yet: it stands on draft, card and list exactly as the client wrote
    it."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    words = "Call me tomorrow 10:00 EST, not 10:00 MEZ"
    await orders(anna, words, language=language)
    await ben.sees(words)
    anna.commands("tasks")
    await anna.sees(t("client-task-line", ref="T-1001", state=t("state-assigned"), words=words))


@in_turn
@pytest.mark.parametrize("nasty", NASTY)
async def test_b05_words_stay_words(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, nasty: str
) -> None:
    """Mark-up, mentions and hidden links in names, requests, file names, reasons and results are shown as they are."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on), language=language)
    name = nasty[:40].strip()
    mia = await joined(office, Role.MANAGER, f"{name} M", staff_on, language=language)
    ben = await joined(office, Role.ASSISTANT, f"{name} B", staff_on, language=language)
    new = await office.invited(Role.CLIENT, name, client=nasty)
    anna = office.person("Anna", client_on, language=language)
    joins(anna, new.code)
    await anna.sees(t("welcome-client", office="Office Berlin", name=name, help="#").partition("#")[0])
    _sends_file(anna, "plan <!here> *x*.pdf", nasty)
    await anna.sees_button(t("send-request"))
    anna.presses(t("send-request"))
    await anna.sees(t("request-accepted", ref="T-1001"))
    card = await ben.sees(f"T-1001 · {nasty[:80].strip()}")
    assert nasty in card
    assert "plan <!here> *x*.pdf" in card
    await ben.sees_button(t("acknowledge"))
    ben.presses(t("acknowledge"))
    await anna.sees(t("task-acknowledged", by=f"{name} B", ref="T-1001"))
    await ben.sees_button(t("done"))
    ben.presses(t("done"))
    await ben.sees_form(t("done-result"))
    await ben.answers(nasty)
    assert nasty in await anna.sees(t("task-done-title", by=f"{name} B", ref="T-1001"))
    mia.commands("queue")
    await mia.sees(t("queue-empty"))
    _nothing_alive(office)


@in_turn_and_at_the_terminal
async def test_b06_nothing_turns_text_around(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Direction overrides and invisible characters are gone from names, words, file names and results wherever
    shown."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on), language=language)
    new = await office.invited(Role.CLIENT, f"Anna {BIDI}", client=BIDI)
    ben = await joined(office, Role.ASSISTANT, "Ben", staff_on, language=language)
    anna = office.person("Anna", client_on, language=language)
    joins(anna, new.code)
    await anna.sees(t("welcome-client", office="Office Berlin", name=f"Anna {CLEAN}", help="#").partition("#")[0])
    anna.says(f"Please open {BIDI}")
    await anna.sees(f"Please open {CLEAN}")
    await presses(anna, t("send-request"))
    await ben.sees(f"T-1001 · {CLEAN}")
    await presses(ben, t("acknowledge"))
    await presses(ben, t("done"))
    await ben.sees_form(t("done-result"))
    await ben.answers(f"Opened {BIDI}")
    await anna.sees(f"Opened {CLEAN}")
    for person in (anna, ben):
        shown = "\n".join(_said_to(person))
        assert not set(shown) & set("\u202e\u2066\u2069\u200f\u200e\u200b"), shown


async def test_b06_names_that_look_the_same_are_the_same(open_on: OpenOffice) -> None:
    """Two invites for one client whose name was typed with unseen characters, or composed otherwise, mean one
    client."""
    office = await open_on("telegram")
    await office.invited(Role.CLIENT, "Anna", client="Bäcker  GmbH")
    await office.invited(Role.CLIENT, "Otto", client="\u202eBa\u0308cker\u200b GmbH ")
    new = await office.invited(Role.CLIENT, "An\u200bna\n\u202eWeber" + "x" * 200, client="bäcker gmbh")
    anna, otto = office.person("Anna", "telegram"), office.person("Otto", "telegram")
    joins(anna, new.code)
    joins(otto, (await office.invited(Role.CLIENT, "Otto", client="BÄCKER GMBH")).code)
    await anna.sees("Welcome to Office Berlin, Anna Weberxxx")
    await otto.sees("Welcome to Office Berlin, Otto")
    kept = [Query(select(people.c.name, people.c.client_id).order_by(people.c.id))]
    (first, client), (_, other) = await office.app.database.read(lambda uow: uow.run.all(kept[0]))
    assert client == other
    assert len(first) == 80


DEEP = '{"a":' * 10_000 + "1" + "}" * 10_000
BODIES = {
    "depth": b'{"update_id": 900001, "message": ' + DEEP.encode() + b"}",
    "list depth": b"[" * 10_000 + b"]" * 10_000,
    "NaN": b'{"update_id": NaN, "message": {"date": Infinity}}',
    "huge number": b'{"update_id": ' + b"9" * 5_000 + b"}",
    "64 bit": b'{"update_id": 900002, "message": {"message_id": 9223372036854775808, "date": 1, "chat": {"id": 1}}}',
    "surrogate": b'{"update_id": 900003, "message": {"message_id": 1, "date": 1, "text": "\\ud800"}}',
    "no object": b'"update"',
    "nothing": b"",
    "not UTF-8": b'{"update_id": \xff\xfe}',
    "wrong types": b'{"update_id": 900004, "message": [], "callback_query": 7}',
    "wrong date": b'{"update_id": 900005, "message": {"message_id": 1, "date": -99999999999999, "chat": {"id": 5}}}',
}


@pytest.mark.parametrize("kind", sorted(BODIES))
async def test_b12_json_that_is_none_on_telegram(open_on: OpenOffice, kind: str) -> None:
    """Deep nesting, numbers beyond 64 bit, NaN, half characters: refused or set aside, and the next message is
    served."""
    office = await open_on("telegram", telegram="webhook")
    _, _, anna = await cast(office, "telegram")
    anna.says("Please order flowers")
    await anna.sees("Please order flowers")
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    status, answer = await _posts(office, "/telegram", BODIES[kind], headers)
    assert status in {200, 400}
    assert answer == b""
    anna.says("Please book a table")
    await anna.sees("Please order flowers\nPlease book a table")
    assert await _count(office, drafts) == 1


@pytest.mark.parametrize("kind", sorted(BODIES))
async def test_b12_json_that_is_none_on_slack(open_on: OpenOffice, kind: str) -> None:
    """The same bodies, rightly signed, over Slack's HTTP: nobody falls over, nothing becomes a request."""
    office = await open_on("slack", slack="http")
    _, _, anna = await cast(office, "slack")
    event = b'{"type": "event_callback", "team_id": "T0OFFICE", "event_id": "Ev1", "event": ' + BODIES[kind] + b"}"
    for body in (BODIES[kind], event):
        status, answer = await office.slack.deliver_raw(body, _signed(office, body))
        assert status in {200, 400, 401, 404}
        assert b"Traceback" not in answer
    anna.says("Please book a table")
    await anna.sees("Please book a table")
    assert await _count(office, drafts) == 1


@in_turn
async def test_b13_sql_stays_words(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """SQL in names, words, files, reasons, results, zones, languages, codes and commands is kept letter by letter."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on), language=language)
    await joined(office, Role.MANAGER, SQL, staff_on, language=language)
    ben = await joined(office, Role.ASSISTANT, "Ben", staff_on, language=language)
    new = await office.invited(Role.CLIENT, SQL, client=SQL)
    anna, zoe = (office.person(name, client_on, language=language) for name in ("Anna", "Zoe"))
    joins(zoe, SQL)
    await zoe.sees(t("code-not-valid"))
    joins(anna, new.code)
    await anna.sees(t("welcome-client", office="Office Berlin", name=SQL, help="#").partition("#")[0])
    anna.commands("zone", SQL)
    await anna.sees(t("zone-unknown", zone="Robert')#").partition("#")[0])
    anna.commands("language", SQL)
    await anna.sees(t("language-unknown", language="Robert')#").partition("#")[0])
    forges(anna, SQL[:60])
    _sends_file(anna, SQL, SQL)
    await presses(anna, t("send-request"))
    await anna.sees(t("request-goes-to", name="Ben"))
    await ben.sees(f"T-1001 · {SQL}")
    await presses(ben, t("acknowledge"))
    await presses(ben, t("done"))
    await ben.sees_form(t("done-result"))
    await ben.answers(SQL)
    assert SQL in await anna.sees(t("task-done-title", by="Ben", ref="T-1001"))
    kept = Query(select(tasks.c.words, tasks.c.files, tasks.c.result))
    (words, files, result) = (await office.app.database.read(lambda uow: uow.run.all(kept)))[0]
    assert words == result == SQL
    assert files[0]["name"] == SQL
    assert (await person_called(office, SQL)).role in {Role.CLIENT, Role.MANAGER}
    assert await _count(office, history) >= 4


async def test_b14_other_contents_on_telegram(open_on: OpenOffice) -> None:
    """Sticker, story and poll are answered politely; location, contact, voice and album are kept, in one draft, as they
    come within a minute; no words are lost."""
    office = await open_on("telegram")
    _, ben, anna = await cast(office, "telegram")
    assert isinstance(anna, TelegramPerson)
    alone = "I can't make a request of this alone"
    sends: tuple[Callable[[], object], ...] = (
        anna.user.sends_sticker,
        anna.user.sends_story,
        anna.user.sends_poll,
    )
    for number, send in enumerate(sends):
        send()
        await anna.sees(alone, count=number + 1)
    anna.user.sends_location(52.52, 13.405)
    await anna.sees("52.520000, 13.405000")
    anna.user.sends_contact()
    await anna.sees("+49")
    anna.user.sends_voice()
    await anna.sees("📎")
    anna.user.sends_album([("a.jpg", b"a"), ("b.pdf", b"b")], caption="Both of these")
    await anna.sees("Both of these")
    await anna.sees("b.pdf")
    assert isinstance(ben, TelegramPerson)
    ben.user.sends_sticker()
    await ben.sees("I can't do anything with this here")
    draft = await anna.sees("b.pdf")
    assert all(words in draft for words in ("52.520000, 13.405000", "+49", "Both of these", "photo.jpg"))
    assert await _count(office, drafts) == 1


async def test_b14_other_contents_on_slack(open_on: OpenOffice) -> None:
    """On Slack, files alone are a request, and a message of blocks without words is answered politely."""
    office = await open_on("slack")
    _, _, anna = await cast(office, "slack")
    assert isinstance(anna, SlackPerson)
    anna.user.sends_file("memo.m4a", b"voice")
    await anna.sees("memo.m4a")
    anna.user.says("", blocks=[{"type": "image", "image_url": "https://x.example/a.gif", "alt_text": "a"}])
    await anna.sees("I can't make a request of this alone")
    assert await _count(office, drafts) == 1


@in_turn
async def test_b15_presses_that_mean_nothing(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Random and binary button data is refused in general words and counted; the person goes on as before."""
    t = sentences(language)
    office, _, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Please order flowers", language=language)
    data = [secrets.token_urlsafe(16), "é" * 32, "\x01" * 64, "a\x00b", "\U0001f511" * 16, "tasks.send", "{}", " "]
    for value in data:
        forges(anna, value)
    await until(lambda: anna.everything().count(t("button-gone")) >= len(data) - 2, "the refusals")
    await office.quiet()
    assert "forged_buttons_total" in office.app.metrics()
    anna.says("Please book a table")
    await anna.sees("Please book a table")
    assert "inbox_failed_total" not in office.app.metrics()


BAD_HEADERS: dict[str, dict[str, str]] = {
    "no signature": {"X-Slack-Signature": ""},
    "not ASCII": {"X-Slack-Signature": "v0=é"},
    "other version": {"X-Slack-Signature": "v1=" + "0" * 64},
    "wrong": {"X-Slack-Signature": "v0=" + "0" * 64},
    "no number": {"X-Slack-Request-Timestamp": "abc"},
    "not finite": {"X-Slack-Request-Timestamp": "nan"},
    "huge": {"X-Slack-Request-Timestamp": "9" * 400},
    "arabic digits": {"X-Slack-Request-Timestamp": "١٧٠٠٠٠٠٠٠٠"},
    "long ago": {"X-Slack-Request-Timestamp": "1000000000"},
}


@pytest.mark.parametrize("kind", sorted(BAD_HEADERS))
async def test_b16_signatures_on_slack(open_on: OpenOffice, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """A wrong signature or time is answered 401 without a word, and leaves no trace in store or log."""
    office = await open_on("slack", slack="http")
    before = await _count(office, inbox)
    for body in (b'{"type": "event_callback", "canary-words": 1}', b"canary-words \xff\xfe"):
        headers = {**_signed(office, body), **BAD_HEADERS[kind]}
        status, answer = await office.slack.deliver_raw(body, headers)
        assert (status, answer) == (401, b"")
    assert await _count(office, inbox) == before
    assert "canary-words" not in caplog.text


@pytest.mark.parametrize("secret", [None, "", "wrong", "é", SECRET + "x", SECRET[:-1]])
async def test_b16_secrets_on_telegram(
    open_on: OpenOffice, secret: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """A webhook call without the right secret is answered 401 without a word and leaves no trace."""
    office = await open_on("telegram", telegram="webhook")
    before = await _count(office, inbox)
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    body = json.dumps({"update_id": 1, "canary-words": 1}).encode()
    assert await _posts(office, "/telegram", body, headers) == (401, b"")
    assert await _posts(office, "/telegram", b"canary-words \xff", headers) == (401, b"")
    assert await _count(office, inbox) == before
    assert "canary-words" not in caplog.text


# --- helpers of this page ---------------------------------------------------------------------------------------------


def _sends_file(person: Person, name: str, words: str) -> None:
    if isinstance(person, TelegramPerson):
        person.user.sends_document(name, b"x", caption=words)
    else:
        assert isinstance(person, SlackPerson)
        person.user.sends_file(name, b"x", words)


def _said_to(person: Person) -> list[str]:
    """Return what the office said to somebody, without their own words."""
    if isinstance(person, TelegramPerson):
        return [message.text for message in person.user.messages if message.from_bot]
    if isinstance(person, SlackPerson):
        return [message.shown for message in person.user.messages if message.from_bot]
    return [person.everything()]


def _nothing_alive(office: Office) -> None:
    """Nothing people wrote became a mention, a hidden link or a format; our own are bold titles and times of ours.

    What Telegram's server marks by itself (`url`, `mention`, `hashtag` …) shows the very words it leads to.
    """
    assert office.slack.live_markup == []
    assert [link for link in office.slack.auto_links if link.where != "text"] == []  # `text` is for notifications
    by_itself = {"url", "mention", "hashtag", "cashtag", "bot_command", "email", "phone_number"}
    for chat in office.telegram.world.chats.values():
        for message in chat.messages:
            for entity in message.entities if message.from_bot else []:
                if entity["type"] == "date_time":
                    assert OUR_TIME.fullmatch(_covered(message.text, entity)), entity
                else:
                    assert entity["type"] in {"bold", *by_itself}, entity
    sent = [call.params for call in office.telegram.calls if "text" in call.params]
    assert all("parse_mode" not in params for params in sent)
    for params in sent:
        ours = params.get("entities") or []
        ours = json.loads(ours) if isinstance(ours, str) else ours
        formats = [(entity["type"], entity["offset"]) for entity in ours if entity["type"] != "date_time"]
        assert formats in ([], [("bold", 0)])


def _covered(text: str, entity: dict[str, Any]) -> str:
    """Return the words an entity covers; Telegram counts in UTF-16 units."""
    start, length = entity["offset"] * 2, entity["length"] * 2
    return text.encode("utf-16-le")[start : start + length].decode("utf-16-le")


def _signed(office: Office, body: bytes) -> dict[str, str]:
    return {"Content-Type": "application/json", **office.slack.sign(body)}


async def _posts(office: Office, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    url = f"http://127.0.0.1:{office.port}{path}"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status, await answer.read()


async def _count(office: Office, table: Any) -> int:
    query = Query(select(func.count()).select_from(table))
    return await office.app.database.read(lambda uow: int(uow.run.all(query)[0][0]))
