"""How people are let in: for which client, the code and its ways, codes taken back, clients renamed."""

from __future__ import annotations

import re

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, errors_of, in_turn_with_a_manager, labels, press, typed, until
from tests.stories.kit import joined, joins

CODE = re.compile(r"^\s*([\w-]{32})$", re.MULTILINE)


async def _invites(day: Day, **answers: str) -> None:
    """Press Invite in /people and fill the form in: in a chat only what is asked."""
    day.mia.commands("people")
    await day.presses(day.mia, "people-invite", day.t("people-title"))
    await day.fills(day.mia, **answers)


async def _code(day: Day, name: str) -> str:
    """Return the code on the card of an invitation."""
    title = day.t("invite-made", name=name)
    await until(day.mia, lambda: any(CODE.search(each) for each in texts(day.mia, title)), f"the code for {name}")
    found = CODE.search(texts(day.mia, title)[-1])
    assert found is not None
    return found[1]


def texts(who: Person, text: str) -> list[str]:
    """Return the office's messages that hold `text` now, oldest first."""
    if isinstance(who, SlackPerson):
        return [each.shown for each in who.user.messages if each.from_bot and text in each.shown]
    messages = who.user.messages  # type: ignore[attr-defined]  # stories of days have these two platforms alone
    return [each.text for each in messages if each.from_bot and text in each.text]


@in_turn_with_a_manager
async def test_inviting_a_client_and_an_assistant(
    open_office: OpenOffice, manager_on: str, others_on: str, language: str
) -> None:
    """The card shows the code once, and how to use it where; a client begins at once, an assistant once confirmed."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    client, new = day.t("role-client"), day.t("invite-new-client")
    await _invites(day, invite_role=client, invite_name="Carl", invite_client=new, invite_client_name="Baker & Sons")
    code = await _code(day, "Carl")
    card = texts(day.mia, code)[-1]
    ways = {"telegram": f"https://t.me/vorzimmer_bot?start={code}", "slack": f"/office join {code}"}
    assert {name for name, way in ways.items() if way in card} == {manager_on, others_on}
    carl = day.office.person("Carl", others_on, language=language)
    joins(carl, code)
    await day.reads(carl, "welcome-client", office="Office Berlin", name="Carl", help=typed(others_on, "help"))
    await day.reads(day.mia, "invite-used")
    assert code not in "".join(texts(day.mia, day.t("invite-made", name="Carl")))
    await day.request("Please book a train", carl)
    await day.ben.sees("T-1001 · Baker & Sons")
    await _invites(day, invite_role=day.t("role-assistant"), invite_name="Zoe")
    zoe = day.office.person("Zoe", others_on, language=language)
    joins(zoe, await _code(day, "Zoe"))
    await day.presses(day.mia, "confirm", day.t("newcomer-title", name="Zoe"))
    await day.reads(zoe, "welcome-confirmed", office="Office Berlin", by="Mia", help=typed(others_on, "help"))
    day.mia.commands("people")
    await day.mia.sees(day.t("people-line", name="Zoe", role=day.t("role-assistant"), what=day.t("people-fine")))
    await day.mia.sees(day.t("people-line", name="Carl", role=client, what=day.t("people-fine")))


@in_turn_with_a_manager
async def test_a_name_like_that_of_a_client(
    open_office: OpenOffice, manager_on: str, others_on: str, language: str
) -> None:
    """`dr weber` is asked about: the same client, or a new one; the very same name is the same client unasked."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    client, new = day.t("role-client"), day.t("invite-new-client")
    for name, called in (("Carl", "dr weber"), ("Cora", "Dr Webber")):
        await _invites(day, invite_role=client, invite_name=name, invite_client=new, invite_client_name=called)
        asked = day.t("client-alike", name=called)
        await day.mia.sees(asked)
        assert "Dr. Weber" in labels(day.mia, asked)
        press(day.mia, "Dr. Weber" if name == "Carl" else day.t("client-new-named", name=called), asked)
        await _code(day, name)
    await _invites(day, invite_role=client, invite_name="Cleo", invite_client=new, invite_client_name="DR. WEBER")
    await _code(day, "Cleo")
    clients = await day.office.app.database.read(lambda uow: [client.name for client in uow.clients.all()])
    assert clients == ["Dr. Weber", "Dr Webber"]


@in_turn_with_a_manager
async def test_a_client_needs_the_clients_name(
    open_office: OpenOffice, manager_on: str, others_on: str, language: str
) -> None:
    """Nobody is invited without it: a window says so at the question, a chat can't be left without an answer; who is
    invited from the client's card is asked for the name alone."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    if isinstance(day.mia, SlackPerson):
        await _invites(day, invite_role=day.t("role-client"), invite_name="Carl")
        needed = day.t("invite-client-needed")
        await until(day.mia, lambda: needed in errors_of(day.mia), needed)
        day.mia.user.closes_modal()
    day.mia.commands("people", "weber")
    await until(day.mia, lambda: "Dr. Weber" in labels(day.mia, day.t("people-title")), "the client")
    press(day.mia, "Dr. Weber", day.t("people-title"))
    await day.presses(day.mia, "client-invite")
    await day.fills(day.mia, invite_name="Carl")
    assert "Dr. Weber" in texts(day.mia, await _code(day, "Carl"))[-1]


@in_turn_with_a_manager
async def test_a_code_is_withdrawn(open_office: OpenOffice, manager_on: str, others_on: str, language: str) -> None:
    """Open codes are listed without the code; withdrawn, from there or from its card, nobody gets in by it."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    codes = []
    for name in ("Kim", "Zoe"):
        await _invites(day, invite_role=day.t("role-assistant"), invite_name=name)
        codes.append(await _code(day, name))
    await day.presses(day.mia, "invite-withdraw", day.t("invite-made", name="Zoe"))
    await until(day.mia, lambda: codes[1] not in "".join(texts(day.mia, "Zoe")), "no code any more")
    day.mia.commands("people")
    await day.presses(day.mia, "people-invites", day.t("people-title"))
    await until(day.mia, lambda: day.t("invite-withdraw-of", name="Kim") in labels(day.mia, "Kim · "), "the list")
    assert day.t("invite-withdraw-of", name="Zoe") not in labels(day.mia, "Kim · ")
    assert codes[0] not in "".join(texts(day.mia, "Kim · "))
    await day.presses(day.mia, "invite-withdraw-of", name="Kim")
    await day.reads(day.mia, "invites-none")
    kim = day.office.person("Kim", others_on, language=language)
    for code in codes:
        joins(kim, code)
    await until(kim, lambda: kim.everything().count(day.t("code-not-valid")) == len(codes), "both refused")


@in_turn_with_a_manager
async def test_a_client_is_renamed(open_office: OpenOffice, manager_on: str, others_on: str, language: str) -> None:
    """Everything says the new name; a name that another client has is refused, and the form stays open."""
    day = await begin(open_office, others_on, others_on, language, manager_on=manager_on)
    await joined(day.office, Role.CLIENT, "Carl", others_on, language=language, client="Baker & Sons")
    ref = await day.request("Please order flowers")
    day.mia.commands("people")
    await day.presses(day.mia, "people-clients", day.t("people-title"))
    await until(day.mia, lambda: "Dr. Weber" in labels(day.mia, day.t("clients-title")), "the clients")
    press(day.mia, "Dr. Weber", day.t("clients-title"))
    await day.presses(day.mia, "client-rename")
    await day.fills(day.mia, client_new_name="baker & sons")
    taken = day.t("client-name-taken", name="baker & sons")
    await until(day.mia, lambda: taken in "".join([day.mia.everything(), *errors_of(day.mia)]), taken)
    await day.fills(day.mia, client_new_name="Weber & Partner")
    await until(day.mia, lambda: bool(cards(day.mia, "Weber & Partner")), "the new name")
    day.ben.commands("task", ref)
    await day.ben.sees(f"{ref} · Weber & Partner")
