"""What stays in the office: canary texts in every internal place, looked for in all that ever went to a client."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from storage.outbox import outbox
from storage.query import Query
from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import ever_sent, finishes, gives_form, links, orders, presses, replies, rewrites, sends_file
from tests.stories.kit import joined

CANARY = "quokka"
NOTE = "What shall the office know?"


async def test_no_client_ever_sees_a_canary(open_office: OpenOffice) -> None:
    """Canary texts in every internal place, through every feature: no message, edit, window, home, file or call to any
    client's chat, on Telegram, Slack or at the terminal, ever holds one."""
    office = await open_office(console=True)
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    eva = await joined(office, Role.ASSISTANT, "Eva", "slack")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    carl = await joined(office, Role.CLIENT, "Carl", "slack")
    dora = await joined(office, Role.CLIENT, "Dora", "console")
    mia.commands("people")
    await presses(mia, "Clients")
    await presses(mia, "Dr. Weber")
    await presses(mia, "Change: contacts see all tasks of the client")
    await mia.sees_button("Change: each contact sees their own tasks")
    other = await links(office, anna, "slack")
    clients = [anna, other, carl, dora]
    eva.commands("away")
    await eva.sees("You are away now")

    await orders(anna, "Ten roses")
    await _internal_work(ben, eva, anna, mia)
    await _clients_look(clients)
    await presses(ben, "Resume")
    await presses(ben, "Give back")
    await ben.sees_form("Why do you give it back?")
    await ben.answers(f"{CANARY} back")
    await ben.sees(f"You gave it back: {CANARY} back")
    await presses(eva, "Acknowledge")
    await anna.sees("Eva is taking care of T-1001", count=2)
    await finishes(eva, anna, "Delivered")
    eva.presses("Internal note")
    await eva.sees_form(NOTE)
    await eva.answers(f"{CANARY} after")
    await eva.sees(f"🔒 Eva: {CANARY} after")
    await presses(anna, "Send back")
    await gives_form(anna, {"What is wrong?": "wrong", "Anything to add?": None})
    await eva.sees("comes back")
    await presses(eva, "Acknowledge")
    await finishes(eva, anna, "Better")
    await presses(anna, "Accept")
    await presses(anna, "5 ★")
    await anna.sees("Your rating: 5 of 5")
    await _clients_look(clients)
    await office.quiet()

    for client in clients:
        assert CANARY not in ever_sent(office, client), client.platform
    assert await _canary_rows(office, {"Anna", "Carl", "Dora"}) == []
    assert all(CANARY in ever_sent(office, reader) for reader in (ben, eva)), "the walk itself works"
    assert len(await _canary_rows(office, {"Mia", "Ben", "Eva"})) > 10


async def _internal_work(ben: Person, eva: Person, anna: Person, mia: Person) -> None:
    """Decline, note, reply as a note, note with a file, pause, hand over, give back: each with a canary."""
    await presses(ben, "Decline")
    await ben.sees_form("Why can't you take it?")
    await ben.answers(f"{CANARY} declined")
    await ben.sees(f"You declined it: {CANARY}")
    eva.commands("back")
    await presses(eva, "Acknowledge")
    await anna.sees("Eva is taking care of T-1001")
    await presses(eva, "Hand over")
    await gives_form(eva, {"To whom?": "Ben", "What is still open?": f"{CANARY} open"})
    await ben.sees(f"{CANARY} open")
    await presses(ben, "Acknowledge")
    await anna.sees("Ben is taking care of T-1001")
    await presses(ben, "Internal note")
    await ben.sees_form(NOTE)
    sends_file(ben, f"{CANARY}.pdf", f"%PDF {CANARY}".encode())
    await ben.sees("The question above is still open")
    await ben.answers(f"{CANARY} note")
    await ben.sees(f"🔒 Ben: {CANARY} note")
    replies(ben, "In your hands since", f"{CANARY} reply")
    await ben.sees("who may read this?")
    await presses(ben, "Internal note")
    await ben.sees("Noted inside the office")
    rewrites(ben, f"{CANARY} reply", f"{CANARY} edited")
    await ben.sees(f"🔒 Ben: {CANARY} edited")
    assert isinstance(ben, TelegramPerson)
    ben.user.sends_photo(f"\u00ff{CANARY}".encode("latin-1"), caption=f"{CANARY} photo")
    await ben.sees(f"🔒 Ben: {CANARY} photo")
    mia.commands("task", "T-1001")
    await presses(mia, "Internal note")
    await mia.sees_form(NOTE)
    await mia.answers(f"{CANARY} from Mia")
    await ben.sees(f"{CANARY} from Mia")
    await presses(ben, "Pause")
    await ben.sees_form("Why does it rest?")
    await ben.answers(f"{CANARY} paused")
    await ben.sees(f"Paused: {CANARY} paused")


async def _clients_look(clients: list[Person]) -> None:
    """Let every client look everywhere: lists, the task, a search for the canary, the home."""
    for client in clients:
        before = client.count("Nothing found")
        client.commands("tasks")
        client.commands("task", "T-1001")
        client.commands("home")
        client.commands("find", CANARY[:-1])
        await client.sees("Nothing found", count=before + 1)
        if isinstance(client, SlackPerson):
            client.user.opens_home()


async def _canary_rows(office: Office, names: set[str]) -> list[Any]:
    """Return what was ever written to these people and holds the canary."""
    query = Query(select(outbox.c.person_id, outbox.c.content))
    rows = await office.app.database.read(
        lambda uow: [
            (person.name if (person := uow.people.by_id(who)) else "", content)
            for who, content in uow.run.all(query)
            if who
        ]
    )
    return [content for name, content in rows if name in names and CANARY in json.dumps(content)]
