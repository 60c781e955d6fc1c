"""What may leave on which platform: everything, a reference alone, nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.drafts import drafts
from storage.people import people
from storage.query import Query
from storage.secrecy import Obligation
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Channel, ClientId, Role
from tests.cast import Person
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import acknowledges, files_of, finishes, orders, presses, sends_file, until
from tests.stories.kit import joined, only, person_called

CANARY = "quokka"


def traffic(office: Office, on: str, since: int = 0) -> str:
    """Return all that the office sent to a platform from a call on, without case; on Slack its windows are among it."""
    if on == "slack":
        return repr([(call.method, call.params) for call in office.slack.calls[since:]]).casefold()
    return repr([(call.method, call.params) for call in office.telegram.calls[since:]]).casefold()


async def under_secrecy(office: Office, *bound: str) -> ClientId:
    """Let the one client be under professional secrecy, and these be bound to it."""

    def unit(uow: UnitOfWork) -> ClientId:
        client = uow.clients.all()[0].id
        uow.clients.set_secrecy(client, under=True)
        known = {row[1]: row[0] for row in uow.run.all(Query(select(people.c.id, people.c.name)))}
        for name in bound:
            who = known[name]
            uow.secrecy.add(Obligation(uow.new_id(), who, "2026-01-01", who, uow.now))
        return client

    return await office.app.database.write(unit)


@pytest.mark.parametrize("limited_on", ["telegram", "slack"])
async def test_p13_a_reference_alone_leaves(open_office: OpenOffice, limited_on: str) -> None:
    """A client under professional secrecy and staff on Telegram, or on Slack where only references are allowed there:
    through request, file, question, note, result, lists and home, nothing but numbers, urgency and times leaves the
    server: no word, no name, no file. What a window would show is asked in the chat."""
    on = limited_on
    office = await open_office(**only(on))
    mia = await joined(office, Role.MANAGER, "Mia", on)
    ben = await joined(office, Role.ASSISTANT, "Ben", on)
    anna = await joined(office, Role.CLIENT, "Quokkanna", on, client="Dr. Quokka")
    client = await under_secrecy(office, "Ben")
    await office.app.database.write(lambda uow: uow.clients.set_channel(client, on, Channel.REFERENCE))
    carl = await joined(office, Role.CLIENT, "Carl", on, client="Café Lindner")
    await orders(carl, "Order tulips")
    anna.says(f"Please file the {CANARY} letter")
    await presses(anna, "Send request")
    await anna.sees("T-1002")
    await ben.sees("T-1002 · •••")
    await presses(ben, "Acknowledge")
    sends_file(anna, f"{CANARY}.pdf", f"%PDF {CANARY}".encode())
    await presses(anna, "To T-1002 · •••")
    await office.quiet()
    await presses(ben, "Ask client")
    await gives(office, ben, f"Which {CANARY}?")
    await presses(anna, "Answer")
    await gives(office, anna, f"The {CANARY} one")
    await office.quiet()
    await presses(ben, "Internal note")
    await gives(office, ben, f"{CANARY} noted")
    await presses(ben, "Done")
    await gives(office, ben, f"{CANARY} filed")
    await office.quiet()
    for who, commands in ((mia, ("board", "queue", "people", "home", "agenda")), (ben, ("mine", "queue", "home"))):
        for command in commands:
            who.commands(command)
    for who in (mia, ben, anna):
        who.commands("task", "T-1002")
        who.commands("find", "T-1002")
    anna.commands("tasks")
    await office.quiet()
    sent = traffic(office, on)
    assert sent.count("t-1002") > 20, "the walk itself works"
    at = sent.find(CANARY)
    assert CANARY not in sent, sent[max(0, at - 300) : at + 100]
    await mia.sees("T-1001 · Café Lindner · Order tulips")


async def test_p13_nothing_is_echoed_once_the_client_is_known(open_on: OpenOffice) -> None:
    """What staff write before they say for which limited client it is, is never repeated once they have said so."""
    office = await open_on("telegram")
    await joined(office, Role.CLIENT, "Quentin", "telegram", client="Dr. Quokka")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    await under_secrecy(office, "Ben")
    ben.says("Please call the wombat court")
    await presses(ben, "New request for a client")
    await ben.sees("❓")
    await office.quiet()
    before = len(office.telegram.calls)
    await gives(office, ben, "Quentin")
    await presses(ben, "Send request")
    await ben.sees("T-1001")
    await office.quiet()
    assert "wombat" not in traffic(office, "telegram", before)


async def test_p14_a_lawyer_and_who_may_work_for_her(open_on: OpenOffice) -> None:
    """A lawyer on Slack is under professional secrecy: Eva, who is bound to it, works for her; Ben, on Telegram, is
    not: he is told nothing, finds nothing, and can't be given the task; nothing of it ever goes to Telegram."""
    office = await open_on("telegram", "slack")
    mia = await joined(office, Role.MANAGER, "Mia", "slack")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    eva = await joined(office, Role.ASSISTANT, "Eva", "slack")
    anna = await joined(office, Role.CLIENT, "Anna", "slack", client="Dr. Quokka")
    await under_secrecy(office, "Eva")
    await orders(anna, f"Please file the {CANARY} letter")
    await eva.sees(f"Please file the {CANARY} letter")
    await acknowledges(eva, anna)
    for command, words, answer in (
        ("task", "T-1001", "I can't find this task"),
        ("find", "letter", "Nothing found"),
        ("queue", "", "The queue is empty"),
        ("task", "", "There is no client yet"),
    ):
        ben.commands(command, words)
        await ben.sees(answer)
    mia.commands("task", "T-1001")
    await presses(mia, "Reassign")
    await mia.sees("There is nobody else in this team")
    await finishes(eva, anna, f"The {CANARY} letter is filed")
    await office.quiet()
    assert ben.everything().count("T-1001") == 1, "what he typed himself"
    assert CANARY not in traffic(office, "telegram")


async def test_off_says_nothing_but_that(open_office: OpenOffice) -> None:
    """Where a client has a platform switched off, their contact reads one sentence without content, and nothing is
    taken there."""
    office = await open_office(**only("telegram"))
    await joined(office, Role.MANAGER, "Mia", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    kept = await person_called(office, "Anna")
    assert kept.client_id is not None
    client = kept.client_id
    await office.app.database.write(lambda uow: uow.clients.set_channel(client, "telegram", Channel.OFF))
    anna.says("Please order flowers")
    await anna.sees("Nothing about your requests may be said here")
    anna.commands("tasks")
    await office.quiet()
    assert anna.count("Nothing about your requests") == 1
    assert await office.app.database.read(lambda uow: uow.run.all(Query(select(drafts.c.id)))) == []


async def test_figures_leave_without_the_limited(open_on: OpenOffice) -> None:
    """A digest's files leave where a client is limited: without that client's rows, with a line that says so."""
    office = await open_on("telegram")
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    for name, client in (("Quokkanna", "Dr. Quokka"), ("Carl", "Café Lindner")):
        await orders(await joined(office, Role.CLIENT, name, "telegram", client=client), "Order tulips")
    await under_secrecy(office)
    mia.commands("digest")
    await presses(mia, "Table (CSV)")
    await until(lambda: files_of(office, mia), "the figures")
    words = files_of(office, mia)[0][1].decode().casefold()
    assert CANARY not in words
    assert "café lindner" in words
    assert "left out here" in words


async def test_a_file_of_figures_that_may_not_leave(open_on: OpenOffice) -> None:
    """Where a client is limited, figures of that client come without a file, and the message that was to have it says
    why."""
    office = await open_on("telegram")
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    await orders(await joined(office, Role.CLIENT, "Quokkanna", "telegram", client="Dr. Quokka"), "Order tulips")
    await under_secrecy(office)
    mia.commands("digest", "Quokka")
    await presses(mia, "Table (CSV)")
    await mia.sees("The file itself may not go over this platform.")
    mia.commands("review", "Quokka")
    await mia.sees("The file itself may not go over this platform.", count=2)
    assert files_of(office, mia) == []


async def gives(office: Office, person: Person, words: str) -> None:
    """Answer the question that is asked just now, whatever it says."""
    await office.quiet()
    person.says(words)
    await office.quiet()
