"""What managers do with people: role, team, end access; who can't be reached, and what was not delivered."""

from __future__ import annotations

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn, in_turn_with_a_manager, labels, press, typed, until
from tests.stories.kit import joined, makes_sure


async def _person(day: Day, person: Person) -> None:
    """Open somebody's card from /people."""
    name = person.name
    day.mia.commands("people")
    await until(day.mia, lambda: name in labels(day.mia, day.t("people-title")), f"[{name}]")
    press(day.mia, name, day.t("people-title"))
    await day.mia.sees(day.t("person-where", platforms=[day.t("platform-" + person.platform)]))


@in_turn_with_a_manager
async def test_a_new_role(open_office: OpenOffice, manager_on: str, others_on: str, language: str) -> None:
    """An assistant becomes a manager: what they had in hand goes to others, and they are told, once a
    second person has confirmed it."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    max_ = await joined(day.office, Role.ADMINISTRATOR, "Max", others_on, language=language)
    ref = await day.taken()
    await _person(day, day.ben)
    await day.presses(day.mia, "person-make", role=day.t("role-manager"))
    await makes_sure(day.mia, day.t("yes"))
    await day.reads(day.mia, "second-asked", names="Max")
    await day.presses(max_, "second-confirm")
    await day.mia.sees(day.t("second-confirmed", name="Max"))
    await day.reads(day.ben, "person-role-told", role=day.t("role-manager"), help=typed(others_on, "help"))
    await day.anna.sees(day.t("request-waits"))
    day.ben.commands("task", ref)
    await day.ben.sees(f" · {day.t('step-given-back')} · Max")
    day.ben.commands("board")
    await day.ben.sees(day.t("board-title"))
    await _person(day, day.mia)
    await day.presses(day.mia, "person-deactivate", day.t("person-title", name="Mia"))
    await makes_sure(day.mia, day.t("yes"))
    await day.reads(day.mia, "person-not-yourself")


@in_turn_with_a_manager
async def test_a_new_team(open_office: OpenOffice, manager_on: str, others_on: str, language: str) -> None:
    """Somebody moved to another team leaves their tasks to the old one and gets those of the new one."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on, teams=("Office", "Travel"))
    carl = await joined(
        day.office, Role.CLIENT, "Carl", others_on, language=language, team="Travel", client="Baker & Sons"
    )
    ref = await day.taken()
    waiting = await day.request("Please book a train", carl)
    await carl.sees(day.t("request-waits"))
    await _person(day, day.ben)
    await day.presses(day.mia, "person-move", team="Travel")
    await makes_sure(day.mia, day.t("yes"))
    await day.mia.sees(day.t("person-team", team="Travel"))
    await day.ben.sees(f"{waiting} · Baker & Sons")
    await day.anna.sees(day.t("request-waits"))
    day.ben.commands("task", ref)
    await day.reads(day.ben, "task-unknown")


@in_turn_with_a_manager
async def test_ending_access(open_office: OpenOffice, manager_on: str, others_on: str, language: str) -> None:
    """End access: nothing works any more for whoever it was, and their tasks go to others through the queue."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    ref = await day.taken()
    day.eva.commands("back")
    await day.eva.sees(day.t("back-now"))
    await _person(day, day.ben)
    await day.presses(day.mia, "person-deactivate", day.t("person-title", name="Ben"))
    await makes_sure(day.mia, day.t("yes"))
    await day.mia.sees(day.t("person-deactivated", name="Ben"))
    await day.eva.sees(f"{ref} · Dr. Weber")
    await day.anna.sees(day.t("request-goes-to", name="Eva"))
    day.ben.commands("mine")
    await day.reads(day.ben, "removed-notice")
    day.mia.commands("task", ref)
    await day.mia.sees(f" · {day.t('step-given-back')} · Mia")
    day.mia.commands("people")
    await until(day.mia, lambda: "Ben" not in labels(day.mia, day.t("people-title")), "a list without Ben")


@in_turn_with_a_manager
async def test_ending_a_clients_access_says_what_becomes_of_their_requests(
    open_office: OpenOffice, manager_on: str, others_on: str, language: str
) -> None:
    """The question before a contact's access ends speaks of requests that stay, not of tasks that go to the queue."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    ref = await day.taken()
    await _person(day, day.anna)
    await day.presses(day.mia, "person-deactivate", day.t("person-title", name="Anna"))
    if manager_on == "telegram":  # Slack's own dialog asks there
        await day.mia.sees(day.t("person-deactivate-client-confirm", name="Anna"))
    assert day.t("person-deactivate-confirm", name="Anna") not in day.mia.everything()
    await makes_sure(day.mia, day.t("yes"))
    await day.mia.sees(day.t("person-deactivated", name="Anna"))
    day.ben.commands("mine")
    await day.ben.sees(f"{ref} · Dr. Weber", count=2)


@in_turn_with_a_manager
async def test_ending_the_last_access_is_one_alarm(
    open_office: OpenOffice, manager_on: str, others_on: str, language: str
) -> None:
    """Nobody is there for Ben's three tasks: Mia hears of all of them at once, with the way to the queue; so she does
    an hour later, and once more after four."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    refs = [await day.taken("Please order flowers"), await day.request("A train"), await day.request("A room")]
    await _person(day, day.ben)
    await day.presses(day.mia, "person-deactivate", day.t("person-title", name="Ben"))
    await makes_sure(day.mia, day.t("yes"))
    told = await day.mia.sees(f"{refs[0]}, {refs[1]}")
    assert refs[2] in told
    assert day.t("gone-left", name="Ben") in told
    await day.presses(day.mia, "home-queue", refs[2])
    await day.mia.sees(day.t("queue-title"))
    still = day.t("tasks-still-waiting", tasks=", ".join(refs), queue="").partition("(")[0]
    day.office.later(3601)
    await day.mia.sees(still)
    day.office.later(4 * 3600 + 1)
    await day.mia.sees(still, count=2)
    await day.office.quiet()
    assert day.mia.count(still) == 2
    assert day.mia.count(day.t("give-to-somebody")) == 0


@in_turn_with_a_manager
async def test_who_is_away_is_marked_by_a_manager(
    open_office: OpenOffice, manager_on: str, others_on: str, language: str
) -> None:
    """A manager marks somebody as away and as back: nothing new comes meanwhile, what waits comes then."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    await _person(day, day.ben)
    await day.presses(day.mia, "person-set-away")
    await until(day.mia, lambda: day.t("person-set-back") in labels(day.mia, day.t("person-title", name="Ben")), "away")
    ref = await day.request("Please order flowers")
    await day.anna.sees(day.t("request-waits"))
    await day.presses(day.mia, "person-set-back")
    await day.ben.sees(f"{ref} · Dr. Weber")


@in_turn
async def test_unreachable_people_are_listed(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Who refuses messages is said to be out of reach, and managers hear it; somebody who writes again is not."""
    day = await begin(open_office, client_on, staff_on, language)
    anna, mia, role = day.anna, day.mia, day.t("role-client")
    if isinstance(anna, TelegramPerson):
        anna.user.blocks()
    else:
        assert isinstance(anna, SlackPerson)
        ref = await day.taken()
        await day.office.quiet()
        day.office.slack.fault("chat.postMessage", channel=anna.user.dm, error="cannot_dm_bot")
        await day.presses(day.ben, "message-client", ref)
        await day.fills(day.ben, message_words="Red or white?")
        await day.reads(mia, "person-unreachable", name="Anna")
    await day.office.quiet()
    mia.commands("people")
    await mia.sees(day.t("people-line", name="Anna", role=role, what=day.t("people-unreachable")))
    if isinstance(anna, TelegramPerson):
        anna.user.unblocks()
    else:
        anna.says("White, please")
    await day.office.quiet()
    mia.commands("people")
    await mia.sees(day.t("people-line", name="Anna", role=role, what=day.t("people-fine")))


@in_turn_with_a_manager
async def test_undelivered_messages_are_tried_again(
    open_office: OpenOffice, manager_on: str, others_on: str, language: str
) -> None:
    """A message that was refused stands in a list without its words; Try again delivers it, and the list is empty."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    ref = await day.taken()
    await day.office.quiet()
    if isinstance(day.anna, TelegramPerson):
        day.office.telegram.fault("sendMessage", chat=day.anna.user.id, status=400, description="Bad Request: oddity")
    else:
        assert isinstance(day.anna, SlackPerson)
        day.office.slack.fault("chat.postMessage", channel=day.anna.user.dm, error="msg_too_long")
    await day.presses(day.ben, "message-client", ref)
    await day.fills(day.ben, message_words="Red or white?")
    await until(day.mia, lambda: bool(_refused(day)), "the alarm")
    day.mia.commands("people")
    await day.presses(day.mia, "people-dead", day.t("people-title"))
    listed = await day.mia.sees(day.t("dead-title"))
    assert "Anna" in listed
    assert "Red or white?" not in listed
    assert day.anna.count("Red or white?") == 0
    await day.presses(day.mia, "dead-retry", name="Anna")
    await day.anna.sees("Red or white?")
    await day.mia.sees(day.t("dead-none"))


def _refused(day: Day) -> bool:
    return day.t("alarm-message-refused", why="#").split("#")[0] in day.mia.everything()
