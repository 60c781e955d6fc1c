"""A client's contact whose access ends: nothing reaches them any more, staff hear it, another contact takes over."""

from __future__ import annotations

from functools import partial

import pytest

from storage.people import Person as KeptPerson
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role, TaskId, TaskState
from tests.cast import Person, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import acknowledges, ever_sent, files_of, labels, orders, presses, sends_file, until
from tests.stories.kit import cast, in_chats, joined, makes_sure, person_called

CANARY = "quokka"


async def _ends_access(mia: Person, name: str) -> None:
    mia.commands("people")
    await presses(mia, name)
    await presses(mia, "End access")
    await makes_sure(mia)
    await mia.sees(f"{name} (Dr. Weber) has no access any more")


async def _left(office: Office, on: str) -> tuple[Person, Person, Person]:
    """Return Mia, Ben and Anna, whose access has ended while T-1001 is in Ben's hands."""
    mia, ben, anna = await cast(office, on)
    await orders(anna, "Book a train")
    await acknowledges(ben, anna)
    await _ends_access(mia, "Anna")
    return mia, ben, anna


@in_chats
async def test_who_has_no_access_gets_nothing(open_on: OpenOffice, on: str) -> None:
    """Words, a file, a question and the result stay away from Anna; Ben is told why, and Mia what she can do."""
    office = await open_on(on)
    mia, ben, anna = await _left(office, on)
    await ben.sees("Anna has no access any more: nobody of the client hears of T-1001")
    await ben.sees("⚠ Anna has no access any more")
    await mia.sees("Nobody of the client hears of these now: T-1001")
    before = anna.everything()
    for label in ("Message client", "Ask client"):
        await presses(ben, label)
        await ben.sees_toast("Anna has no access any more")
        await office.quiet()
    sends_file(ben, "secret.pdf", b"%PDF secret", f"See {CANARY}")
    await presses(ben, "To T-1001 · Book a train")
    await presses(ben, "To Dr. Weber")
    await office.quiet()
    await presses(ben, "Done")
    await ben.sees_form("What shall the client read as the result?")
    await ben.answers(f"Booked, {CANARY}")
    await ben.sees(f"Result: Booked, {CANARY}")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)
    assert files_of(office, anna) == []
    assert anna.everything() == before


async def test_what_was_not_sent_yet_is_not_sent(open_on: OpenOffice) -> None:
    """A message that waits while Telegram is down is dropped when the access ends."""
    office = await open_on("telegram", "slack")
    mia, ben = await joined(office, Role.MANAGER, "Mia", "slack"), await joined(office, Role.ASSISTANT, "Ben", "slack")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    await orders(anna, "Book a train")
    await acknowledges(ben, anna)
    assert isinstance(anna, TelegramPerson)
    office.telegram.fault("sendMessage", chat=anna.user.id, count=1000, status=500)
    await presses(ben, "Message client")
    await ben.sees_form("What shall the client read?")
    await ben.answers(f"Gate {CANARY}")
    await ben.sees(f"💬 Ben: Gate {CANARY}")
    await _ends_access(mia, "Anna")
    office.telegram.clear_faults()
    office.later(600)
    await office.quiet()
    assert anna.count(CANARY) == 0


@in_chats
@pytest.mark.parametrize("stands", ["asked", "done"])
async def test_another_contact_takes_over(open_on: OpenOffice, on: str, stands: str) -> None:
    """Mia names Carl: he gets the card, and the open question or the result; what is said next goes to him."""
    office = await open_on(on)
    mia, ben, anna = await cast(office, on)
    carl = await joined(office, Role.CLIENT, "Carl", on)
    await orders(anna, "Book a train")
    await acknowledges(ben, anna)
    await presses(ben, "Ask client" if stands == "asked" else "Done")
    await ben.answers("Which day?")
    await anna.sees("Which day?")
    await _ends_access(mia, "Anna")
    await presses(mia, "Other contact for T-1001")
    await mia.sees("who speaks for Dr. Weber now?")
    await presses(mia, "Carl")
    await carl.sees("Request T-1001")
    await carl.sees("Which day?")
    await ben.sees("T-1001 goes to Carl from now on")
    if stands == "asked":
        await presses(carl, "Answer")
        await carl.answers("Friday")
        await ben.sees("Carl on T-1001: Friday")
    else:
        await presses(carl, "Accept")
        await ben.sees("T-1001")
        await until(lambda: "Accept" not in labels(carl), "it is closed")
    await office.quiet()
    assert "Carl" not in anna.everything()


async def test_all_that_was_left_goes_to_another_at_once(open_on: OpenOffice) -> None:
    """Anna leaves with more tasks than a page shows: Mia turns the page, names Carl for one of them, then for all; the
    card says that nothing is left."""
    office = await open_on("telegram")
    mia, _, _ = await cast(office, "telegram")
    carl = await joined(office, Role.CLIENT, "Carl", "telegram")
    anna = await person_called(office, "Anna")
    await office.app.database.write(partial(_filed, contact=anna, count=13))
    await _ends_access(mia, "Anna")
    await presses(mia, "More: 11–13")
    await mia.sees("T-1013")
    await presses(mia, "Other contact for T-1013")
    await mia.sees("who speaks for Dr. Weber now?")
    await presses(mia, "Carl")
    await carl.sees("Request T-1013")
    await presses(mia, "All to Carl")
    await mia.sees_toast("12 tasks go to Carl from now on.")
    await mia.sees("What was open has another contact now")
    await carl.sees("Request T-1001")
    left = await office.app.database.read(lambda uow: uow.tasks.of_contact(anna.id))
    assert left == []
    assert "All to Carl" not in labels(mia)


def _filed(uow: UnitOfWork, contact: KeptPerson, count: int) -> None:
    """Keep tasks of a contact that wait in the queue."""
    team = contact.team_id or uow.clients.first_team()
    assert team is not None
    for number in range(1001, 1001 + count):
        about = Task(
            id=TaskId(uow.new_id()),
            number=number,
            client_id=contact.client_id,
            contact_id=contact.id,
            team_id=team,
            words="Book a train",
            files=[],
            state=TaskState.QUEUED,
            assistant_id=None,
            result=None,
            note=None,
            version=1,
            created_at=uow.now,
            assigned_at=None,
            acknowledged_at=None,
            done_at=None,
        )
        uow.tasks.add(about)
