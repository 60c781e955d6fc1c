"""A client's contact whose access ends: nothing reaches them any more, staff hear it, another contact takes over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from storage.people import Person as KeptPerson
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role, TaskId, TaskState
from tests.cast import SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn
from tests.stories.journey import ever_sent, files_of, labels, sends_file, until
from tests.stories.kit import joined, makes_sure, person_called

CANARY = "quokka"


async def _ends_access(day: Day) -> None:
    """Let Mia end Anna's access."""
    day.mia.commands("people")
    await day.mia.sees_button("Anna")
    day.mia.presses("Anna")
    await day.presses(day.mia, "person-deactivate")
    await makes_sure(day.mia, day.t("yes"))
    await day.mia.sees(day.t("contact-left-title", name="Anna", client="Dr. Weber"))


async def _names_carl(day: Day, ref: str) -> None:
    """Let Mia name Carl as the contact of a task."""
    await day.presses(day.mia, "other-contact-of", ref=ref)
    await day.mia.sees(day.t("contact-which", ref=ref, client="Dr. Weber"))
    await day.mia.sees_button("Carl")
    day.mia.presses("Carl")


def _is_cut_off(day: Day) -> Callable[[], None]:
    """Let nothing reach Anna because her platform has an outage; return what ends it."""
    if isinstance(day.anna, TelegramPerson):
        return day.office.telegram.fault("sendMessage", chat=day.anna.user.id, count=1000, status=500).clear
    assert isinstance(day.anna, SlackPerson)
    return day.office.slack.fault("chat.postMessage", channel=day.anna.user.dm, count=None, status=500).cancel


@in_turn
async def test_who_has_no_access_gets_nothing(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words, a file, a question and the result stay away from Anna; Ben is told why, and Mia what she can do."""
    day = await begin(open_office, client_on, staff_on, language)
    office, ben, anna, ref = day.office, day.ben, day.anna, await day.taken("Book a train")
    await _ends_access(day)
    await ben.sees(day.t("contact-left", name="Anna", ref=ref))
    await ben.sees(day.t("contact-gone-line", name="Anna"))
    await day.mia.sees(day.t("contact-left-tasks", tasks=ref))
    before = anna.everything()
    for name in ("message-client", "ask-client"):
        await day.presses(ben, name)
        await ben.sees_toast(day.t("contact-gone", name="Anna", ref=ref))
        await office.quiet()
    sends_file(ben, "secret.pdf", b"%PDF secret", f"See {CANARY}")
    await day.presses(ben, "to-this", ref=ref, title="Book a train")
    await day.presses(ben, "to-client", client="Dr. Weber")
    await office.quiet()
    await day.presses(ben, "done")
    await ben.sees_form(day.t("done-result"))
    await ben.answers(f"Booked, {CANARY}")
    await ben.sees(day.t("task-result", words=f"Booked, {CANARY}"))
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)
    assert files_of(office, anna) == []
    assert anna.everything() == before


@in_turn
async def test_what_was_not_sent_yet_is_not_sent(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A message that waits while the client's platform is down is dropped when the access ends."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken("Book a train")
    await day.office.quiet()
    comes_back = _is_cut_off(day)
    await day.presses(day.ben, "message-client", ref)
    await day.fills(day.ben, message_words=f"Gate {CANARY}")
    await day.ben.sees(f"💬 Ben: Gate {CANARY}")
    await _ends_access(day)
    comes_back()
    day.office.later(600)
    await day.office.quiet()
    assert day.anna.count(CANARY) == 0


@in_turn
@pytest.mark.parametrize("stands", ["asked", "done"])
async def test_another_contact_takes_over(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, stands: str
) -> None:
    """Mia names Carl: he gets the card, and the open question or the result; what is said next goes to him."""
    day = await begin(open_office, client_on, staff_on, language)
    ben, anna, ref = day.ben, day.anna, await day.taken("Book a train")
    carl = await joined(day.office, Role.CLIENT, "Carl", client_on, language=language)
    await day.presses(ben, "ask-client" if stands == "asked" else "done")
    await ben.sees_form(day.t("ask-words" if stands == "asked" else "done-result"))
    await ben.answers("Which day?")
    await anna.sees("Which day?")
    await _ends_access(day)
    await _names_carl(day, ref)
    await carl.sees(day.t("request-accepted", ref=ref))
    await carl.sees("Which day?")
    await ben.sees(day.t("contact-now", ref=ref, name="Carl"))
    if stands == "asked":
        await day.presses(carl, "answer-question")
        await day.fills(carl, answer_words="Friday")
        await ben.sees(day.t("said", name="Carl", ref=ref, lines="Friday"))
    else:
        await day.presses(carl, "accept")
        await until(lambda: day.t("accept") not in labels(carl), "it is closed")
    await day.office.quiet()
    assert "Carl" not in anna.everything()


@in_turn
async def test_all_that_was_left_goes_to_another_at_once(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Anna leaves with more tasks than a page shows: Mia turns the page, names Carl for one of them, then for all; the
    card says that nothing is left."""
    day = await begin(open_office, client_on, staff_on, language)
    mia, kept = day.mia, await person_called(day.office, "Anna")
    carl = await joined(day.office, Role.CLIENT, "Carl", client_on, language=language)
    await day.office.app.database.write(partial(_filed, contact=kept, count=13))
    await _ends_access(day)
    await day.presses(mia, "page-more", first=11, last=13)
    await mia.sees("T-1013")
    await _names_carl(day, "T-1013")
    await carl.sees(day.t("request-accepted", ref="T-1013"))
    await day.presses(mia, "contact-all-to", name="Carl")
    await mia.sees_toast(day.t("contact-now-all", count=12, name="Carl"))
    await mia.sees(day.t("contact-left-settled"))
    await carl.sees(day.t("request-accepted", ref="T-1001"))
    left = await day.office.app.database.read(lambda uow: uow.tasks.of_contact(kept.id))
    assert left == []
    assert day.t("contact-all-to", name="Carl") not in labels(mia)


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
