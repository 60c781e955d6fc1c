"""Settings: language, time zone, where to be told, second platform; replies come where one speaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.kit import asks, cast, everywhere, in_chats, joined, joins, person_called


@everywhere
async def test_settings_show_and_change_the_language(open_on: OpenOffice, on: str) -> None:
    """/settings shows how one is spoken to; one press changes the language, and everything after is in it."""
    office = await open_on(on)
    _, _, anna = await cast(office, on)
    anna.commands("settings")
    await anna.sees("Language: English")
    await anna.sees("Time zone: Europe/Berlin")
    await anna.sees_button("Deutsch")
    anna.presses("Deutsch")
    await anna.sees("Ab jetzt spreche ich Deutsch mit Ihnen")
    anna.says("Bitte Blumen bestellen")
    await anna.sees("Neuer Auftrag")
    await anna.sees_button("Absenden")
    await anna.sees_button("Verwerfen")


@everywhere
async def test_language_by_command(open_on: OpenOffice, on: str) -> None:
    """/language with a name takes it, without one offers the choice, and an unknown one is answered politely."""
    office = await open_on(on)
    _, ben, _ = await cast(office, on)
    ben.commands("language", "de")
    await ben.sees("Ab jetzt spreche ich Deutsch")
    ben.commands("language", "English")
    await ben.sees("From now on I speak English")
    ben.commands("language")
    await ben.sees("Which language shall I speak?")
    await ben.sees_button("Deutsch")
    ben.commands("language", "Klingon")
    await ben.sees("I don't speak “Klingon” yet")
    assert (await person_called(office, "Ben")).language == "en"


@in_chats
async def test_each_person_reads_their_own_language(open_on: OpenOffice, on: str) -> None:
    """A German client and an English assistant each read the same steps in their own language."""
    office = await open_on(on)
    await joined(office, Role.MANAGER, "Mia", on)
    ben = await joined(office, Role.ASSISTANT, "Ben", on)
    anna = await joined(office, Role.CLIENT, "Anna", on, language="de")
    anna.says("Bitte Blumen bestellen")
    await anna.sees_button("Absenden")
    anna.presses("Absenden")
    await anna.sees("Ihr Auftrag geht an Ben")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await anna.sees("Ben kümmert sich um T-1001")
    await ben.sees("In your hands since")


async def test_the_zone_is_asked_once_on_telegram(open_on: OpenOffice) -> None:
    """Telegram says nothing of time zones: whoever joins there is asked once, with buttons, and the card becomes the
    answer."""
    office = await open_on("telegram")
    anna = office.person("Anna", "telegram")
    joins(anna, (await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")).code)
    await anna.sees("Which time zone are you in?")
    await anna.sees_button("Europe/London")
    anna.presses("Europe/London")
    await anna.sees("Your time zone is now Europe/London")
    assert (await person_called(office, "Anna")).zone == "Europe/London"
    anna.says("Please order flowers")
    await anna.sees("New request")
    anna.commands("start")
    await anna.sees("Not sent yet: Please order flowers")
    await office.quiet()
    assert anna.count("Which time zone") == 0


async def test_staff_are_asked_for_their_zone_once_confirmed(open_on: OpenOffice) -> None:
    """An assistant on Telegram is asked, too, as soon as a manager has confirmed them; pending buttons would be
    dead."""
    office = await open_on("telegram")
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    (ben,) = await office.assistants("Ben", on="telegram", by=mia)
    await ben.sees("Which time zone are you in?")
    ben.presses("America/New_York")
    await ben.sees("Your time zone is now America/New_York")


async def test_the_zone_is_taken_from_slack(open_on: OpenOffice) -> None:
    """Slack knows the zone and the language: nobody is asked, and times come in that zone."""
    office = await open_on("slack")
    mia = await joined(office, Role.MANAGER, "Mia", "slack")
    anna = office.person("Anna", "slack", language="de", tz="America/New_York")
    joins(anna, (await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")).code)
    await anna.sees("Willkommen bei Office Berlin")
    kept = await person_called(office, "Anna")
    assert (kept.zone, kept.language, kept.zone_known) == ("America/New_York", "de", True)
    await office.quiet()
    assert "Zeitzone sind Sie" not in anna.everything()
    assert "time zone are you" not in mia.everything()


@everywhere
async def test_zone_by_command_and_by_settings(open_on: OpenOffice, on: str) -> None:
    """Any IANA zone can be named; a wrong name is refused with an example, and nothing is changed."""
    office = await open_on(on)
    _, _, anna = await cast(office, on)
    anna.commands("zone", "Asia/Tokyo")
    await anna.sees("Your time zone is now Asia/Tokyo")
    anna.commands("zone", "Atlantis/Capital")
    await anna.sees("I don't know the time zone Atlantis/Capital")
    assert (await person_called(office, "Anna")).zone == "Asia/Tokyo"
    anna.commands("settings")
    await anna.sees("Time zone: Asia/Tokyo")
    await anna.sees_button("Time zone")
    anna.presses("Time zone")
    await anna.sees("Which time zone are you in?")
    anna.presses("Europe/Vienna")
    await anna.sees("Your time zone is now Europe/Vienna")


@pytest.mark.parametrize(("first", "second"), [("telegram", "slack"), ("slack", "telegram")])
async def test_a_second_address(open_on: OpenOffice, first: str, second: str) -> None:
    """A code from settings takes a second platform; the person is one, told where chosen and answered where they
    speak."""
    office = await open_on("telegram", "slack")
    await joined(office, Role.MANAGER, "Mia", first)
    ben = await joined(office, Role.ASSISTANT, "Ben", first)
    anna = await joined(office, Role.CLIENT, "Anna", first)
    other = await _second_address(office, anna, second)

    other.says("Please order flowers")
    await other.sees("New request")
    await other.sees_button("Send request")
    other.presses("Send request")
    await other.sees("Received. It goes to Ben")
    assert "flowers" not in anna.everything()

    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await anna.sees("Ben is taking care of T-1001")
    assert other.count("Ben is taking care of T-1001") == 0

    other.commands("settings")
    label = f"Tell me on {second.capitalize()}"
    await other.sees_button(label)
    other.presses(label)
    await other.sees(f"Messages go to: {second.capitalize()}, then {first.capitalize()}")
    await ben.sees_button("Done")
    ben.presses("Done")
    await ben.sees_form("What shall the client read")
    await ben.answers("Roses")
    await other.sees("T-1001 is done")
    await office.quiet()
    assert anna.count("T-1001 is done") == 0


async def test_a_card_is_edited_where_it_hangs(open_on: OpenOffice) -> None:
    """An assistant with two addresses who chooses the other one still has the old task's card live where it was."""
    office = await open_on("telegram", "slack")
    await joined(office, Role.MANAGER, "Mia", "telegram")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    await asks(anna, "Task one")
    await ben.sees("T-1001 · Dr. Weber")
    other = await _second_address(office, ben, "slack")
    other.commands("settings")
    await other.sees_button("Tell me on Slack")
    other.presses("Tell me on Slack")
    await other.sees("Messages go to: Slack")
    await asks(anna, "Task two")
    await other.sees("T-1002 · Dr. Weber")
    ben.presses("Acknowledge")
    await ben.sees("In your hands since")
    await office.quiet()
    assert other.count("T-1001 · Dr. Weber") == 0
    assert ben.count("T-1002 · Dr. Weber") == 0


async def test_a_link_code_is_good_once_and_for_two_days(open_on: OpenOffice) -> None:
    """The code for a second address works once, and not after 48 hours; both failures are answered alike."""
    office = await open_on("telegram", "slack")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    code = await _link_code(anna, "link")
    first = office.person("Anna", "slack")
    joins(first, code)
    await first.sees("This is now your second address here, Anna")
    thief = office.person("Zoe", "slack")
    joins(thief, code)
    await thief.sees("This code doesn't work (any more)")
    late = await _link_code(anna, "link", count=2)
    office.later(timedelta(hours=48).total_seconds() + 1)
    joins(thief, late)
    await thief.sees("This code doesn't work (any more)", count=2)


async def test_replies_in_slack_come_to_one_conversation(open_on: OpenOffice) -> None:
    """A command typed elsewhere in Slack is answered in the direct message, where its cards live on."""
    office = await open_on("slack")
    anna = await joined(office, Role.CLIENT, "Anna", "slack")
    assert isinstance(anna, SlackPerson)
    channel = office.slack.channel("general", anna.user, with_bot=False)
    anna.user.commands("zone", channel=channel.id)
    await anna.sees("Which time zone are you in?")
    anna.presses("Europe/Vienna")
    await anna.sees("Your time zone is now Europe/Vienna")
    await office.quiet()
    assert anna.count("Which time zone") == 0
    assert not [message for message in channel.messages if message.from_bot]


async def _second_address(office: Office, person: Person, on: str) -> Person:
    """Let somebody take an address on a second platform by settings; return them as they are there."""
    person.commands("settings")
    await person.sees_button("Second platform")
    person.presses("Second platform")
    code = await _link_code(person, None)
    other = office.person(person.name, on)
    joins(other, code)
    await other.sees("This is now your second address here")
    return other


async def _link_code(person: Person, command: str | None, *, count: int = 1) -> str:
    if command is not None:
        person.commands(command)
    shown = await person.sees("Your code for the second platform", count=count)
    return shown.splitlines()[1].strip()
