"""Home: how things stand, on Slack's page and in Telegram's message; and the command menu that goes with a role."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from storage.clients import clients
from storage.query import Query
from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, in_turn, in_turn_with, labels, press, until
from tests.stories.kit import joined, makes_sure, only

PAUSE = 6.0  # a home waits five seconds between two drawings


def opens_home(who: Person) -> None:
    """Look at one's home: the page on Slack, /start on Telegram."""
    if isinstance(who, SlackPerson):
        who.user.opens_home()
    else:
        who.commands("start")


def _home(who: Person, title: str) -> str:
    """Return what the home shows now, empty while there is none."""
    if isinstance(who, SlackPerson):
        return who.user.home.shown if who.user.home is not None else ""
    assert isinstance(who, TelegramPerson)
    found = [message.text for message in who.user.messages if message.from_bot and message.text.startswith(title)]
    return found[-1] if found else ""


async def _shows(day: Day, who: Person, title: str, *lines: str) -> None:
    """Wait until somebody's home has these lines; time goes on meanwhile."""
    day.office.later(PAUSE)
    await until(who, lambda: all(line in _home(who, title) for line in lines), f"a home with {lines}")


def home_labels(who: Person, title: str) -> list[str]:
    """Return what stands on the buttons of one's home."""
    if isinstance(who, SlackPerson):
        return [button.label for button in who.user.home.buttons] if who.user.home is not None else []
    return labels(who, title)


async def presses_at_home(who: Person, label: str, title: str) -> None:
    """Press a button of one's home."""
    await until(who, lambda: label in home_labels(who, title), f"[{label}] at home")
    if isinstance(who, SlackPerson):
        who.user.presses_at_home(label)
    else:
        press(who, label, title)


@in_turn
async def test_an_assistants_home_follows_the_day(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """To acknowledge, in hand and next, waiting for the client, done today: drawn when opened, and again as it
    changes."""
    day = await begin(open_office, client_on, staff_on, language)
    title = day.t("home-title-assistant", office="Office Berlin")
    opens_home(day.ben)
    await _shows(day, day.ben, title, day.t("home-to-acknowledge", count=0), day.t("home-nothing"))
    ref = await day.request("Please order flowers")
    following = day.t("home-next", ref=ref, client="Dr. Weber", words="Please order flowers")
    await _shows(day, day.ben, title, day.t("home-to-acknowledge", count=1), following)
    await presses_at_home(day.ben, day.t("acknowledge-this", ref=ref), title)
    await _shows(day, day.ben, title, day.t("home-to-acknowledge", count=0), day.t("home-in-progress", count=1))
    await day.presses(day.ben, "ask-client", f"{ref} · Dr. Weber")
    await day.fills(day.ben, ask_words="Which colour?")
    await _shows(day, day.ben, title, day.t("home-waiting", count=1), day.t("home-in-progress", count=0))
    await day.presses(day.ben, "done", f"{ref} · Dr. Weber")
    await day.fills(day.ben, **{"done_result": "Ordered"} | ({"done_minutes": None} if staff_on == "slack" else {}))
    await _shows(day, day.ben, title, day.t("home-waiting", count=0), day.t("home-done-today", count=1))
    if isinstance(day.ben, TelegramPerson):
        assert len(cards(day.ben, title)) == 1
    await _says_the_same_everywhere(day, title)


async def _says_the_same_everywhere(day: Day, title: str) -> None:
    """What is in Ben's hands is counted alike by /away and at home, which says that he is away, and listed by /mine."""
    refs = [await day.taken("Please order flowers"), await day.request("Please order tulips")]
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=2))
    day.ben.commands("mine")
    await until(day.ben, lambda: all(ref in _newest(day.ben, day.t("mine-title") + "\n") for ref in refs), "both")
    opens_home(day.ben)
    away = day.t("home-you-are-away", back="/office back" if day.ben.platform == "slack" else "/back")
    await _shows(day, day.ben, title, away, day.t("home-in-hand", count=2))


def _newest(who: Person, text: str) -> str:
    messages = who.user.messages  # type: ignore[attr-defined]  # on Telegram or Slack
    shown = [str(getattr(each, "shown", None) or each.text) for each in messages if each.from_bot]
    return next((words for words in reversed(shown) if text in words), "")


@in_turn
async def test_a_clients_home_shows_what_waits_for_them(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A client sees how their requests stand and what waits for their word, and begins a new one from there."""
    day = await begin(open_office, client_on, staff_on, language)
    title = day.t("home-title-client", office="Office Berlin")
    opens_home(day.anna)
    await _shows(day, day.anna, title, day.t("home-client-none"))
    ref = await day.taken()
    state = day.t("state-acknowledged")
    line = day.t("client-task-line", ref=ref, words="Please order flowers", state=state)
    await _shows(day, day.anna, title, line)
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words="Which colour?")
    await _shows(day, day.anna, title, day.t("home-wants-you", ref=ref, words="Please order flowers"))
    await presses_at_home(day.anna, ref, title)
    await day.anna.sees(day.t("question-open", words="Which colour?"))
    await presses_at_home(day.anna, day.t("home-new"), title)
    await day.anna.sees_form(day.t("request-words"))


@both
async def test_a_managers_home(open_office: OpenOffice, on: str, language: str) -> None:
    """A manager sees how many tasks stand where and who is away, with the way to the board."""
    day = await begin(open_office, on, on, language)
    await day.request("Please order flowers")
    title = day.t("home-title-manager", office="Office Berlin")
    opens_home(day.mia)
    count = day.t("board-count", what=day.t("state-to-acknowledge"), count=1)
    await _shows(day, day.mia, title, count, day.t("home-away", names="Eva"))
    await presses_at_home(day.mia, day.t("home-board"), title)
    await day.mia.sees(day.t("board-title"))


@in_turn_with(staff_on="slack")
async def test_a_home_is_drawn_once_in_five_seconds(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Ten changes at once are one drawing after the first; it shows the last of them, and nobody waits for it."""
    day = await begin(open_office, client_on, staff_on, language)
    assert isinstance(day.ben, SlackPerson)
    day.ben.user.opens_home()
    await day.ben.user.sees_home(day.t("home-to-acknowledge", count=0))
    drawn = len(day.office.slack.calls_of("views.publish"))
    for number in range(3):
        await day.request(f"Please order flowers {number}")
        await day.ben.sees(f"T-{1001 + number} · Dr. Weber")
    assert len(day.office.slack.calls_of("views.publish")) <= drawn + 1
    day.office.later(PAUSE)
    await day.ben.user.sees_home(day.t("home-to-acknowledge", count=3))
    await day.office.quiet()
    assert len(day.office.slack.calls_of("views.publish")) <= drawn + 2


@in_turn_with(staff_on="slack")
async def test_a_home_nobody_looks_at_is_not_drawn(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Who hasn't opened their home in a day has none drawn; opening it again shows how things stand."""
    day = await begin(open_office, client_on, staff_on, language)
    assert isinstance(day.ben, SlackPerson)
    await day.request("Please order flowers")
    await day.office.quiet()
    assert day.ben.user.home is None
    day.ben.user.opens_home()
    await day.ben.user.sees_home(day.t("home-to-acknowledge", count=1))
    day.office.later(25 * 3600)
    drawn = len(day.office.slack.calls_of("views.publish"))
    await day.request("Please book a train")
    await day.office.quiet()
    assert len(day.office.slack.calls_of("views.publish")) == drawn


# --- command menus ---

COMMON = {"task", "find", "why", "remind", "reminders", "recurring", "settings", "language", "zone", "help", "home"}
COMMON |= {"book", "agenda", "calendar", "mydata"}
MENUS = {
    Role.CLIENT: COMMON | {"tasks"},
    Role.ASSISTANT: COMMON | {"queue", "mine", "away", "back"},
    Role.MANAGER: COMMON | {"queue", "board", "people", "digest", "kpi", "review", "trial", "erase", "export"},
}


def _menu(who: Person) -> dict[str, str]:
    assert isinstance(who, TelegramPerson)
    return dict(who.user.menu)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_menu_is_that_of_the_role(open_office: OpenOffice, language: str) -> None:
    """After joining, the chat's menu on Telegram has the commands of one's role, worded in one's language; a change of
    language words it anew, a change of role gives another one."""
    office = await open_office(**only("telegram"), language=language)
    mia = await office.manager("Mia", language=language)
    new = await office.invited(Role.ASSISTANT, "Ben")
    ben = office.person("Ben", "telegram", language=language)
    ben.commands("start", new.code)
    confirm = "Bestätigen" if language == "de" else "Confirm"
    await mia.sees_button(confirm)
    mia.presses(confirm)
    anna = await office.client("Anna", language=language)
    for who, role in ((mia, Role.MANAGER), (ben, Role.ASSISTANT), (anna, Role.CLIENT)):
        await until(who, lambda w=who, r=role: set(_menu(w)) == MENUS[r], f"the menu of {role}")  # type: ignore[misc]  # defaults bind the loop's values now
    german, english = "wie es steht, auf einen Blick", "how things stand, at a glance"
    assert _menu(ben)["home"] == (german if language == "de" else english)
    ben.commands("language", "en" if language == "de" else "de")
    await until(ben, lambda: _menu(ben)["home"] == (english if language == "de" else german), "the other language")
    mia.commands("people", "ben")
    await until(mia, lambda: "Ben" in labels(mia, "Ben · "), "Ben's name")
    press(mia, "Ben", "Ben · ")
    max_ = await joined(office, Role.ADMINISTRATOR, "Max", "telegram", language=language)
    make = "Zur Rolle Leitung" if language == "de" else "Make manager"
    await mia.sees_button(make)
    mia.presses(make)
    await makes_sure(mia, "Ja" if language == "de" else "Yes")
    agree = "Zustimmen" if language == "de" else "Confirm"
    await max_.sees_button(agree)
    max_.presses(agree)
    await until(ben, lambda: set(_menu(ben)) == MENUS[Role.MANAGER], "the menu of a manager")


@in_turn
async def test_who_has_left_keeps_nothing_of_the_office_at_home(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """When their access ends a home that was drawn is emptied; opened anew, it stays so."""
    day = await begin(open_office, client_on, staff_on, language)
    title = day.t("home-title-assistant", office="Office Berlin")
    opens_home(day.ben)
    await day.request("Please order flowers")
    await _shows(day, day.ben, title, "Please order flowers")
    day.mia.commands("people", "Ben")
    await day.presses(day.mia, "person-title", name="Ben")
    await day.presses(day.mia, "person-deactivate", name="Ben")
    await makes_sure(day.mia, day.t("yes"))
    nothing = day.t("removed-notice")
    gone = day.t("home-title-client", office="Office Berlin")
    await until(day.ben, lambda: nothing in _home(day.ben, gone), "an empty home")
    assert "flowers" not in _home(day.ben, gone)
    if isinstance(day.ben, SlackPerson):
        day.ben.user.opens_home()
        await day.office.quiet()
        assert "flowers" not in _home(day.ben, gone)


@in_turn
async def test_contacts_who_share_see_it_at_home_and_can_speak_of_it(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Where contacts see all tasks of their client, a colleague's stands in their home, and their words can be put to
    it."""
    day = await begin(open_office, client_on, staff_on, language)
    carl = await joined(day.office, Role.CLIENT, "Carl", client_on, language=language)
    ref = await day.request("Ten roses")
    title = day.t("home-title-client", office="Office Berlin")
    opens_home(carl)
    await _shows(day, carl, title, day.t("home-client-none"))
    share = Query(update(clients).values(contacts_see_all=True))
    await day.office.app.database.write(lambda uow: uow.run.change(share))
    opens_home(carl)
    line = day.t("client-task-line", ref=ref, state=day.t("state-assigned"), words="Ten roses")
    await _shows(day, carl, title, line)
    carl.says("Red ones")
    await day.presses(carl, "to-this", ref=ref, title="Ten roses")
    await day.ben.sees("💬 Carl: Red ones")
    await day.anna.sees(day.t("said", name="Carl", ref=ref, lines="Red ones"))
