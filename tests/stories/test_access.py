"""Access, as people try it: forged and foreign buttons, codes that were guessed or passed on, accounts nobody invited.
Access, as people try it: forged and foreign buttons, codes that were guessed or passed on, accounts nobody invited."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.forgeries import MOST_FORGED, SHUT_SECONDS, Forgeries
from handlers.chat.incoming import Command, Pressed
from handlers.people.actions import MOST_FAILURES
from storage.inbox import inbox
from storage.query import Query
from storage.vocabulary import PersonState, Role, TaskState
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office, together
from tests.stories.conftest import OpenOffice
from tests.stories.kit import (
    Desk,
    Outcome,
    asks,
    cast,
    forges,
    in_chats,
    joined,
    joins,
    keys,
    only,
    person_called,
    set_person,
)

GONE = "This button doesn't work any more"
INVALID = "This code doesn't work (any more). Please ask for a new one."


# --- buttons ---------------------------------------------------------------------------------------------------------


@in_chats
async def test_a03_somebody_elses_button(open_on: OpenOffice, on: str) -> None:
    """The key of another person's button is refused to whoever presses it, and the log of events says so."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    eva = await joined(office, Role.ASSISTANT, "Eva", on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    eva.commands("help")
    await eva.sees("what you have in hand")
    forges(eva, keys(ben, "Acknowledge")[-1])
    await _told(eva, "This button is not for you")
    await office.quiet()
    assert "is taking care" not in anna.everything()
    assert "refused: button-not-yours" in await _errors(office)
    noted = await office.app.database.read(lambda uow: list(uow.audit.rows(uow.now.replace(year=2000))))
    assert [(row.action, row.object_id, row.actor[:2]) for row in noted][-1] == ("refused", "pressed", "p-")
    ben.presses("Acknowledge")
    await anna.sees("Ben is taking care of T-1001")


@in_chats
async def test_a04_old_buttons_of_the_removed(open_on: OpenOffice, on: str) -> None:
    """A removed assistant's old buttons do nothing; they read that their access has ended."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    await set_person(office, "Ben", state=PersonState.REMOVED)
    ben.presses("Acknowledge")
    await ben.sees("You have no access to this office any more")
    ben.commands("queue")
    await ben.sees("You have no access to this office any more", count=2)
    await office.quiet()
    assert "is taking care" not in anna.everything()
    assert await _stands(office, TaskState.ASSIGNED) == 1


@in_chats
async def test_a04_old_buttons_after_a_change_of_role(open_on: OpenOffice, on: str) -> None:
    """An assistant who became a client can't press the cards of before; rights are those of the moment of the press."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    await set_person(office, "Ben", role=Role.CLIENT)
    ben.presses("Acknowledge")
    await _told(ben, "This button is not for you")
    assert await _stands(office, TaskState.ASSIGNED) == 1


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_a05_replayed_buttons(open_office: OpenOffice, on: str) -> None:
    """A press replayed after everything was done, and one from two phones at once, have one effect."""
    office = await open_office(**only(on))
    _, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    key = keys(ben, "Acknowledge")[-1]
    await together(_forges(ben, key), _forges(ben, key))
    await ben.sees_button("Done")
    done = keys(ben, "Done")[-1]
    ben.presses("Done")
    await ben.sees_form("What shall the client read")
    await ben.answers("Roses")
    await anna.sees("T-1001 is done")
    for old in (key, done, key):
        forges(ben, old)
    await _told(ben, "T-1001 was already finished by Ben, ")
    await office.quiet()
    assert anna.count("Ben is taking care of T-1001") == 1
    assert anna.count("T-1001 is done") == 1


def test_a06_forged_buttons_by_the_thousand(desk: Desk) -> None:
    """Ten thousand invented keys hit nothing, and none of them changes or says anything."""
    ben = desk.joins(Role.ASSISTANT, "Ben")
    desk.hangs(ben, "people.link", ben.id, "r" * 22)
    source = [secrets.token_urlsafe(16) for _ in range(9_990)]
    nasty = ["", "r" * 21, "r" * 23, "R" * 22, "%" * 22, "' OR 1=1 --", "r" * 22 + "\n", "🔑", "r" * 4000, "_" * 22]
    outcomes = {desk.hears("ben", Pressed(key)) for key in (*nasty, *source[:300])}
    assert outcomes == {Outcome(refused="button-gone")}
    found = desk.run(lambda uow: [key for key in source if uow.dialogs.take_button(key) is not None])
    assert found == []


def test_a06_a_shut_account_is_not_looked_up(desk: Desk) -> None:
    """While an account is shut even its real buttons are not looked up; commands and words still work."""
    ben = desk.joins(Role.ASSISTANT, "Ben")
    desk.hangs(ben, "people.link", ben.id, "r" * 22)
    assert desk.hears("ben", Pressed("r" * 22), barred=True, keep=False) == Outcome(refused="button-gone")
    assert desk.hears("ben", Command("help"), barred=True, keep=False).said == ("help-assistant",)
    assert desk.hears("ben", Pressed("r" * 22), keep=False).said == ("link-code",)


def test_a06_twenty_an_hour_shut_an_account() -> None:
    """The twentieth forged key within an hour shuts the account for an hour; slower ones never do; memory is
    bounded."""
    forgeries = Forgeries()
    noted = [forgeries.note("a", second) for second in range(MOST_FORGED)]
    assert noted == [False] * (MOST_FORGED - 1) + [True]
    now = float(MOST_FORGED - 1)
    assert forgeries.shut("a", now)
    assert not forgeries.shut("b", now)
    assert forgeries.shut("a", now + SHUT_SECONDS - 1)
    assert not forgeries.shut("a", now + SHUT_SECONDS)
    assert not any(forgeries.note("slow", minute * 200.0) for minute in range(1000))
    for number in range(11_000):
        forgeries.note(f"account {number}", now)
    assert len(forgeries._accounts) <= 10_000  # noqa: SLF001 - the promise is about memory


@in_chats
async def test_a06_forged_buttons_are_throttled_and_reported(open_on: OpenOffice, on: str) -> None:
    """After twenty invented keys managers hear of it once, the account's presses rest for an hour, others are not
    hit."""
    office = await open_on(on)
    mia, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    for _ in range(MOST_FORGED + 5):
        forges(anna, secrets.token_urlsafe(16))
    await mia.sees("Somebody is trying out buttons that don't exist")
    await office.quiet()
    assert mia.count("Somebody is trying out buttons") == 1
    assert f"forged_buttons_total {MOST_FORGED}" in office.app.metrics()
    anna.says("Please book a table")
    await anna.sees("Please book a table")
    await anna.sees_button("New request")
    anna.presses("New request")
    await _told(anna, GONE)
    await office.quiet()
    assert await _stands(office, TaskState.ASSIGNED) == 1
    ben.presses("Acknowledge")
    await anna.sees("Ben is taking care of T-1001")
    office.later(SHUT_SECONDS + 1)
    anna.presses("New request")
    await anna.sees_button("Send request")
    anna.presses("Send request")
    await anna.sees("Request T-1002")


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_a07_codes_that_are_worth_nothing_are_answered_alike(open_office: OpenOffice, on: str) -> None:
    """Wrong, used and expired codes get the same words on each platform, so that trying tells nothing."""
    office = await open_office(**only(on))
    await joined(office, Role.MANAGER, "Mia", on)
    used = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")
    anna = office.person("Anna", on)
    joins(anna, used.code)
    await anna.sees("Welcome to Office Berlin")
    expired = await office.invited(Role.CLIENT, "Otto", client="Otto AG")
    office.later(timedelta(hours=48).total_seconds())
    zoe = office.person("Zoe", on)
    for number, code in enumerate(["wrong", used.code, expired.code, f"{used.code}x"]):
        joins(zoe, code)
        assert await zoe.sees(INVALID, count=number + 1) == INVALID
    joins(zoe, (await office.invited(Role.CLIENT, "Zoe", client="Zoe")).code)
    await zoe.sees("Welcome to Office Berlin, Zoe")


@in_chats
async def test_a07_a_code_is_good_for_48_hours(open_on: OpenOffice, on: str) -> None:
    """A minute before the end of the second day a code still works."""
    office = await open_on(on)
    new = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")
    assert (new.expires_at - office.clock.now()) <= timedelta(hours=48)
    office.later(timedelta(hours=48).total_seconds() - 60)
    anna = office.person("Anna", on)
    joins(anna, new.code)
    await anna.sees("Welcome to Office Berlin, Anna")


@in_chats
async def test_a07_guessing_is_throttled(open_on: OpenOffice, on: str) -> None:
    """After five wrong codes in an hour even a right one is answered like a wrong one; an hour later it works."""
    office = await open_on(on)
    new = await office.invited(Role.CLIENT, "Zoe", client="Zoe")
    zoe, otto = office.person("Zoe", on), office.person("Otto", on)
    for number in range(MOST_FAILURES):
        joins(zoe, f"guess-{number}")
        await zoe.sees(INVALID, count=number + 1)
    joins(zoe, new.code)
    assert await zoe.sees(INVALID, count=MOST_FAILURES + 1) == INVALID
    joins(otto, (await office.invited(Role.CLIENT, "Otto", client="Otto")).code)
    await otto.sees("Welcome to Office Berlin, Otto")
    office.later(3601)
    joins(zoe, new.code)
    await zoe.sees("Welcome to Office Berlin, Zoe")


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_a07_one_code_two_accounts_at_once(open_office: OpenOffice, on: str) -> None:
    """A forwarded link opened by two accounts in the same moment lets one in; a manager decides about them."""
    office = await open_office(**only(on))
    mia = await joined(office, Role.MANAGER, "Mia", on)
    new = await office.invited(Role.ASSISTANT, "Eva")
    eva, zoe = office.person("Eva", on), office.person("Zoe", on)
    await together(_joins(eva, new.code), _joins(zoe, new.code))
    await mia.sees("Eva would like to join")
    await office.quiet()
    winner, loser = (eva, zoe) if eva.count("A manager has to confirm you") else (zoe, eva)
    assert winner.count("A manager has to confirm you") == 1
    assert loser.count(INVALID) == 1
    assert mia.count("would like to join") == 1
    winner.commands("queue")
    await winner.sees("A manager still has to confirm you")
    mia.presses("Refuse")
    await winner.sees("A manager has not let you in")


async def test_a07_codes_are_kept_as_hashes_only(open_on: OpenOffice) -> None:
    """A code has at least 128 bit, fits a Telegram deep link, and is nowhere in the database file in clear."""
    office = await open_on("telegram")
    codes = [(await office.invited(Role.CLIENT, f"Anna {n}", client="Dr. Weber")).code for n in range(20)]
    assert len(set(codes)) == 20
    assert all(len(code) >= 22 for code in codes)
    assert all(
        len(code) <= 64 and code.isascii() and code.replace("-", "").replace("_", "").isalnum() for code in codes
    )
    await office.stop()
    url = office.plan.database.removeprefix("sqlite:///")
    with open(url, "rb") as file:  # noqa: ASYNC230 - the office is closed
        kept = file.read()
    assert not [code for code in codes if code.encode() in kept]
    await office.start()


# --- accounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_stranger": True}],
    ids=["guest", "single", "connect"],
)
async def test_a08_guests_and_outsiders_on_slack(open_on: OpenOffice, facts: dict[str, Any]) -> None:
    """Guests and people of other workspaces are refused, with a code as well; the code stays good for the right
    person."""
    office = await open_on("slack")
    zoe = office.person("Zoe", "slack", **facts)
    zoe.says("Hello, please order flowers")
    await zoe.sees("I can't serve guests and accounts from outside")
    zoe.says("Hello?")
    new = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")
    joins(zoe, new.code)
    await zoe.sees(INVALID)
    await office.quiet()
    assert zoe.count("I can't serve guests") == 1
    anna = office.person("Anna", "slack")
    joins(anna, new.code)
    await anna.sees("Welcome to Office Berlin, Anna")


@pytest.mark.parametrize("facts", [{"deleted": True}, {"is_bot": True}], ids=["deactivated", "bot"])
async def test_a08_deactivated_accounts_and_bots_on_slack(open_on: OpenOffice, facts: dict[str, Any]) -> None:
    """A deactivated account or a bot gets nothing done with a good code, not even where guests are permitted."""
    office = await open_on("slack")
    new = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber", allow_guest=True)
    zoe = office.person("Zoe", "slack", **facts)
    joins(zoe, new.code)
    zoe.says("Please order flowers")
    await office.slack.quiet()
    anna = office.person("Anna", "slack")
    joins(anna, new.code)
    await anna.sees("Welcome to Office Berlin, Anna")
    await office.quiet()
    assert zoe.count("Welcome") + zoe.count("New request") == 0


async def test_a08_what_slack_does_not_say_counts_against(open_on: OpenOffice) -> None:
    """Where Slack won't say who somebody is, they are refused; once it does, they are served."""
    office = await open_on("slack")
    new = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")
    fault = office.slack.fault("users.info", error="user_not_found", count=None)
    anna = office.person("Anna", "slack")
    joins(anna, new.code)
    await anna.sees("I can't serve guests and accounts from outside")
    fault.cancel()
    office.later(61)
    joins(anna, new.code)
    await anna.sees("Welcome to Office Berlin, Anna")


async def test_a08_a_member_who_becomes_a_guest_is_refused(open_on: OpenOffice) -> None:
    """Standing is no matter of the day one joined: a member who is a guest tomorrow is not served tomorrow."""
    office = await open_on("slack")
    anna = await joined(office, Role.CLIENT, "Anna", "slack")
    assert isinstance(anna, SlackPerson)
    await asks(anna, "Please order flowers")
    anna.user.changes(is_restricted=True)
    office.later(timedelta(days=1).total_seconds() + 1)
    anna.says("Please book a table")
    await anna.sees("I can't serve guests and accounts from outside")
    await office.quiet()
    assert "table" not in anna.everything().replace("Anna: Please book a table", "")


async def test_a11_anonymous_administrators_and_channels_on_telegram(open_on: OpenOffice) -> None:
    """Anonymous group administrators, channel identities and bots are never anybody: nothing is said or done."""
    office = await open_on("telegram")
    _, _, anna = await cast(office, "telegram")
    new = await office.invited(Role.CLIENT, "Zoe", client="Zoe")
    group = office.telegram.group("Weber family")
    group.bot_status = "administrator"
    group.says_anonymously(f"/start {new.code}")
    group.says_as_channel("News", f"/start {new.code}")
    robot = office.telegram.user("Robot", is_bot=True)
    robot.says(f"/start {new.code}")
    zoe = office.person("Zoe", "telegram")
    assert isinstance(zoe, TelegramPerson)
    hidden = {"id": -100300, "type": "channel", "title": "News"}
    zoe.user.says(f"/start {new.code}", sender_chat=hidden)
    anna.says("Please order flowers")
    await anna.sees("New request")
    await office.quiet()
    assert not any(message.from_bot for message in [*group.messages, *robot.messages, *zoe.user.messages])
    joins(zoe, new.code)
    await zoe.sees("Welcome to Office Berlin, Zoe")


async def test_names_are_no_identity(open_on: OpenOffice) -> None:
    """Whoever takes another's name, or their old user name, is a stranger: accounts are known by number alone."""
    office = await open_on("telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    assert isinstance(anna, TelegramPerson)
    anna.user.username = "anna"
    await asks(anna, "Please order flowers")
    anna.user.username = None
    thief = office.telegram.user("Anna", username="anna")
    thief.says("/tasks")
    await thief.sees("I only talk to people who were invited", timeout=30)
    anna.user.first_name = "Antonia"
    anna.commands("tasks")
    await anna.sees("T-1001")
    assert (await person_called(office, "Anna")).name == "Anna"


async def _forges(person: Person, key: str) -> None:
    forges(person, key)


async def _joins(person: Person, code: str) -> None:
    joins(person, code)


async def _told(person: Person, text: str) -> None:
    """Wait until somebody reads a direct answer, as a toast or as a message."""
    if isinstance(person, TelegramPerson):
        await person.user.until(lambda: text in person.everything(), repr(text), timeout=30)
    else:
        assert isinstance(person, SlackPerson)
        await person.user.waits(lambda: text in person.everything() or None, repr(text), timeout=30)


async def _stands(office: Office, state: TaskState) -> int:
    return await office.app.database.read(lambda uow: uow.tasks.count(state))


async def _errors(office: Office) -> list[str]:
    query = Query(select(inbox.c.error))
    return await office.app.database.read(lambda uow: [str(row[0]) for row in uow.run.all(query)])
