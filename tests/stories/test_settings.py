"""Settings: language, time zone, where to be told, second platform; replies come where one speaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import both_and_at_the_terminal, in_both_languages, in_turn, sentences
from tests.stories.journey import ben_and_anna, finishes, orders, presses
from tests.stories.kit import cast, joined, joins, only, person_called

OTHER = {"telegram": "slack", "slack": "telegram", "en": "de", "de": "en"}
FLOWERS = {"en": "Please order flowers", "de": "Bitte Blumen bestellen"}


@both_and_at_the_terminal
async def test_settings_show_and_change_the_language(open_office: OpenOffice, on: str, language: str) -> None:
    """/settings shows how one is spoken to; one press changes the language, and everything after is in it."""
    t, new = sentences(language), sentences(OTHER[language])
    office = await open_office(**only(on))
    _, _, anna = await cast(office, on, language)
    anna.commands("settings")
    await anna.sees(t("settings-language", language=t(f"language-{language}")))
    await anna.sees(t("settings-zone", zone="Europe/Berlin"))
    await presses(anna, new(f"language-{OTHER[language]}"))
    await anna.sees(new("language-set", language=new(f"language-{OTHER[language]}")))
    anna.says(FLOWERS[OTHER[language]])
    await anna.sees(new("draft-title"))
    for button in ("send-request", "discard"):
        await anna.sees_button(new(button))


@both_and_at_the_terminal
async def test_language_by_command(open_office: OpenOffice, on: str, language: str) -> None:
    """/language with a name takes it, without one offers the choice, and an unknown one is answered politely."""
    t, new = sentences(language), sentences(OTHER[language])
    office = await open_office(**only(on))
    _, ben, _ = await cast(office, on, language)
    ben.commands("language", OTHER[language])
    await ben.sees(new("language-set", language=new(f"language-{OTHER[language]}")))
    ben.commands("language", t(f"language-{language}"))
    await ben.sees(t("language-set", language=t(f"language-{language}")))
    ben.commands("language")
    await ben.sees(t("language-title"))
    await ben.sees_button(new(f"language-{OTHER[language]}"))
    ben.commands("language", "Klingon")
    await ben.sees(t("language-unknown", language="Klingon"))
    assert (await person_called(office, "Ben")).language == language


@in_turn
async def test_each_person_reads_their_own_language(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A client and an assistant of different languages each read the same steps in their own."""
    theirs, ours = sentences(language), sentences(OTHER[language])
    office = await open_office(**only(client_on, staff_on))
    ben = await joined(office, Role.ASSISTANT, "Ben", staff_on, language=OTHER[language])
    anna = await joined(office, Role.CLIENT, "Anna", client_on, language=language)
    anna.says(FLOWERS[language])
    await presses(anna, theirs("send-request"))
    await anna.sees(theirs("request-goes-to", name="Ben"))
    await presses(ben, ours("acknowledge"))
    await anna.sees(theirs("task-acknowledged", by="Ben", ref="T-1001"))
    await ben.sees(ours("task-state-acknowledged", at="#").partition("#")[0])


@in_both_languages
async def test_the_zone_is_asked_once_on_telegram(open_office: OpenOffice, language: str) -> None:
    """Telegram says nothing of time zones: whoever joins there is asked once, with buttons, and the card becomes the
    answer."""
    t = sentences(language)
    office = await open_office(**only("telegram"))
    anna = office.person("Anna", "telegram", language=language)
    joins(anna, (await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")).code)
    await anna.sees(t("zone-title"))
    await presses(anna, "Europe/London")
    await anna.sees(t("zone-set", zone="Europe/London"))
    assert (await person_called(office, "Anna")).zone == "Europe/London"
    anna.says(FLOWERS[language])
    await anna.sees(t("draft-title"))
    anna.commands("start")
    await anna.sees(t("unsent-line", words=FLOWERS[language]))
    await office.quiet()
    assert anna.count(t("zone-title")) == 0


@in_both_languages
async def test_staff_are_asked_for_their_zone_once_confirmed(open_office: OpenOffice, language: str) -> None:
    """An assistant on Telegram is asked, too, as soon as a manager has confirmed them; pending buttons would be
    dead."""
    t = sentences(language)
    office = await open_office(**only("telegram"))
    mia = await joined(office, Role.MANAGER, "Mia", "telegram", language=language)
    ben = office.person("Ben", "telegram", language=language)
    joins(ben, (await office.invited(Role.ASSISTANT, "Ben")).code)
    await ben.sees(t("welcome-pending", office="Office Berlin"))
    await office.quiet()
    assert ben.count(t("zone-title")) == 0
    await presses(mia, t("confirm"))
    await ben.sees(t("zone-title"))
    await presses(ben, "America/New_York")
    await ben.sees(t("zone-set", zone="America/New_York"))


@in_both_languages
async def test_the_zone_is_taken_from_slack(open_office: OpenOffice, language: str) -> None:
    """Slack knows the zone and the language: nobody is asked, and times come in that zone."""
    t = sentences(language)
    office = await open_office(**only("slack"))
    mia = await joined(office, Role.MANAGER, "Mia", "slack", language=language)
    anna = office.person("Anna", "slack", language=language, tz="America/New_York")
    joins(anna, (await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")).code)
    await anna.sees(t("welcome-client", office="Office Berlin", name="Anna", help="/office help"))
    kept = await person_called(office, "Anna")
    assert (kept.zone, kept.language, kept.zone_known) == ("America/New_York", language, True)
    await office.quiet()
    for person in (anna, mia):
        assert t("zone-title") not in person.everything()


@both_and_at_the_terminal
async def test_zone_by_command_and_by_settings(open_office: OpenOffice, on: str, language: str) -> None:
    """Any IANA zone can be named; a wrong name is refused with an example, and nothing is changed."""
    t = sentences(language)
    office = await open_office(**only(on))
    _, _, anna = await cast(office, on, language)
    anna.commands("zone", "Asia/Tokyo")
    await anna.sees(t("zone-set", zone="Asia/Tokyo"))
    anna.commands("zone", "Atlantis/Capital")
    await anna.sees(t("zone-unknown", zone="Atlantis/Capital"))
    assert (await person_called(office, "Anna")).zone == "Asia/Tokyo"
    anna.commands("settings")
    await anna.sees(t("settings-zone", zone="Asia/Tokyo"))
    await presses(anna, t("change-zone"))
    await anna.sees(t("zone-title"))
    await presses(anna, "Europe/Vienna")
    await anna.sees(t("zone-set", zone="Europe/Vienna"))


@in_turn
async def test_a_second_address(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A code from settings takes a second platform; the person is one, told where chosen and answered where they
    speak."""
    t, second = sentences(language), OTHER[client_on]
    office = await open_office(**only("telegram", "slack"))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    other = await _second_address(office, anna, second, language)

    other.says(FLOWERS[language])
    await other.sees(t("draft-title"))
    await presses(other, t("send-request"))
    await other.sees(t("request-goes-to", name="Ben"))
    assert FLOWERS[language] not in anna.everything()

    taken, done = t("task-acknowledged", by="Ben", ref="T-1001"), t("task-done-title", by="Ben", ref="T-1001")
    await presses(ben, t("acknowledge"))
    await anna.sees(taken)
    assert other.count(taken) == 0

    other.commands("settings")
    await presses(other, t("tell-me-at", platform=t(f"platform-{second}")))
    first, rest = t(f"platform-{second}"), t(f"platform-{client_on}")
    await other.sees(t("settings-told-at", platform=t("told-then", first=first, rest=rest)))
    await finishes(ben, other, "Roses", language=language)
    await other.sees(done)
    await office.quiet()
    assert anna.count(done) == 0


@in_turn
async def test_a_card_is_edited_where_it_hangs(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """An assistant with two addresses who chooses the other one still has the old task's card live where it was."""
    t, second = sentences(language), OTHER[staff_on]
    office = await open_office(**only("telegram", "slack"))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    await orders(anna, "Task one", language=language)
    await ben.sees("T-1001 · Dr. Weber")
    other = await _second_address(office, ben, second, language)
    other.commands("settings")
    await presses(other, t("tell-me-at", platform=t(f"platform-{second}")))
    await other.sees(t("settings-told-at", platform=t(f"platform-{second}")))
    await orders(anna, "Task two", language=language)
    await other.sees("T-1002 · Dr. Weber")
    await presses(ben, t("acknowledge"))
    await ben.sees(t("task-state-acknowledged", at="#").partition("#")[0])
    await office.quiet()
    assert other.count("T-1001 · Dr. Weber") == 0
    assert ben.count("T-1002 · Dr. Weber") == 0


@pytest.mark.parametrize("on", ["telegram", "slack"])
@in_both_languages
async def test_a_link_code_is_good_once_and_for_two_days(open_office: OpenOffice, on: str, language: str) -> None:
    """The code for a second address works once, and not after 48 hours; both failures are answered alike."""
    t, second = sentences(language), OTHER[on]
    office = await open_office(**only("telegram", "slack"))
    anna = await joined(office, Role.CLIENT, "Anna", on, language=language)
    code = await _link_code(anna, "link", language)
    first = office.person("Anna", second, language=language)
    joins(first, code)
    await first.sees(t("linked", name="Anna", settings="#").partition("#")[0])
    thief = office.person("Zoe", second, language=language)
    joins(thief, code)
    await thief.sees(t("code-not-valid"))
    late = await _link_code(anna, "link", language, count=2)
    office.later(timedelta(hours=48).total_seconds() + 1)
    joins(thief, late)
    await thief.sees(t("code-not-valid"), count=2)


@in_both_languages
async def test_replies_in_slack_come_to_one_conversation(open_office: OpenOffice, language: str) -> None:
    """A command typed elsewhere in Slack is answered in the direct message, where its cards live on."""
    t = sentences(language)
    office = await open_office(**only("slack"))
    anna = await joined(office, Role.CLIENT, "Anna", "slack", language=language)
    assert isinstance(anna, SlackPerson)
    channel = office.slack.channel("general", anna.user, with_bot=False)
    anna.user.commands("zone", channel=channel.id)
    await anna.sees(t("zone-title"))
    await presses(anna, "Europe/Vienna")
    await anna.sees(t("zone-set", zone="Europe/Vienna"))
    await office.quiet()
    assert anna.count(t("zone-title")) == 0
    assert not [message for message in channel.messages if message.from_bot]


async def _second_address(office: Office, person: Person, on: str, language: str) -> Person:
    """Let somebody take an address on a second platform by settings; return them as they are there."""
    t = sentences(language)
    person.commands("settings")
    await presses(person, t("second-platform"))
    code = await _link_code(person, None, language)
    other = office.person(person.name, on, language=language)
    joins(other, code)
    await other.sees(t("linked", name=person.name, settings="#").partition("#")[0])
    return other


async def _link_code(person: Person, command: str | None, language: str, *, count: int = 1) -> str:
    t = sentences(language)
    if command is not None:
        person.commands(command)
    shown = await person.sees(t("link-code", expires="#", code="", join="").partition("#")[0], count=count)
    return shown.splitlines()[1].strip()
