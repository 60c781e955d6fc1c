"""/find: what was said, noted and sent along is found, too, by whoever may read it; no client comes by a note."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from functools import partial

import pytest

from handlers.chat.context import Context
from handlers.chat.looking import Look, LookFirst
from handlers.tasks import searching
from storage.conversation import Message, Note
from storage.files import StoredFile
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role, TaskId, TaskState
from tests.cast import PATIENCE, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import begin, both
from tests.stories.kit import Desk
from tests.stories.rights_scene import sees_all, task

CANARY = "quokka"


@both
async def test_what_was_said_is_found(open_office: OpenOffice, on: str, language: str) -> None:
    """Words of the conversation and names of files are found by client, assistant and manager; a note by staff
    alone."""
    day = await begin(open_office, on, on, language)
    ref = await day.taken()
    await day.presses(day.ben, "message-client", ref)
    await day.fills(day.ben, message_words="Would you like peonies?")
    await day.anna.sees("peonies")
    await day.presses(day.ben, "internal-note", ref)
    await day.fills(day.ben, note_words=f"They always forget {CANARY}")
    await day.ben.sees(CANARY)
    for who, words, finds in (
        (day.anna, "peonies", True),
        (day.ben, "flowers peonies", True),
        (day.mia, "PEONIES", True),
        (day.ben, CANARY, True),
        (day.mia, f"flowers {CANARY}", True),
        (day.anna, CANARY, False),
        (day.anna, f"flowers {CANARY}", False),
        (day.ben, "orchids", False),
    ):
        who.commands("find", words)
        if finds:
            assert ref in await who.sees(day.t("find-title", words=words))
        else:
            await who.sees(day.t("find-nothing", words=words))


class Archive:
    """Tasks with something in each place, looked through by people of each kind."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.ben = desk.joins(Role.ASSISTANT, "Ben")
        self.zoe = desk.joins(Role.ASSISTANT, "Zoe", team="Travel")
        self.mia = desk.joins(Role.MANAGER, "Mia")
        self.anna = desk.joins(Role.CLIENT, "Anna")
        self.carl = desk.joins(Role.CLIENT, "Carl")

    def task(self, contact: Person | None = None, team: str = "Office") -> TaskId:
        """Keep a task."""
        return task(self.desk, self.ben, team, TaskState.ACKNOWLEDGED, contact=contact or self.anna)

    def said(self, about: TaskId, words: str, *, taken_back: bool = False) -> None:
        """Keep words between client and office."""

        def unit(uow: UnitOfWork) -> None:
            gone = uow.now if taken_back else None
            uow.conversation.add(Message(uow.new_id(), about, self.ben.id, words, None, 1, uow.now, gone))

        self.desk.run(unit)

    def noted(self, about: TaskId, words: str) -> None:
        """Keep an internal note."""
        self.desk.run(
            lambda uow: uow.conversation.add_note(Note(uow.new_id(), about, self.ben.id, words, None, uow.now))
        )

    def sent(self, about: TaskId, name: str, *, internal: bool) -> None:
        """Keep a file of a task."""

        def unit(uow: UnitOfWork) -> None:
            file = StoredFile(
                uow.new_id(), "console", "", name, "document", name, "", 1, self.ben.id, uow.now, internal=internal
            )
            uow.files.add(replace(file, task_id=about))

        self.desk.run(unit)

    def finds(self, who: Person, words: str, most: int = 100) -> list[TaskId]:
        """Return what somebody finds, latest first."""

        def unit(looked: Look | None, uow: UnitOfWork) -> list[TaskId]:
            ctx = Context(uow, self.desk.facts, who=who)
            ctx.looked = looked
            return [found.id for found in searching.found(ctx, words, most)]

        return self.desk.looks_first(unit)


def test_each_finds_what_they_may_read(desk: Desk) -> None:
    """Conversation, note, file, internal file of a task, by role: a client finds nothing internal, nobody another
    team's or client's task, nobody what was taken back."""
    archive = Archive(desk)
    one = archive.task()
    archive.said(one, "Peonies or roses?")
    archive.said(one, "Dahlias, no, sorry", taken_back=True)
    archive.noted(one, f"{CANARY} pays late")
    archive.sent(one, "Menu.pdf", internal=False)
    archive.sent(one, f"{CANARY}.xlsx", internal=True)
    for words in ("peonies", "menu.pdf flowers", "roses MENU"):
        for who in (archive.ben, archive.mia, archive.anna):
            assert archive.finds(who, words) == [one], (words, who.name)
        assert archive.finds(archive.zoe, words) == []
        assert archive.finds(archive.carl, words) == []
    for words in (CANARY, "pays late", f"{CANARY}.xlsx", f"peonies {CANARY}"):
        assert archive.finds(archive.ben, words) == archive.finds(archive.mia, words) == [one]
        assert archive.finds(archive.anna, words) == archive.finds(archive.carl, words) == []
    assert all(archive.finds(who, "dahlias") == [] for who in (archive.ben, archive.mia, archive.anna))
    sees_all(desk)
    assert archive.finds(archive.carl, "peonies") == [one]
    assert archive.finds(archive.carl, CANARY) == []


def test_a_search_reaches_back_and_stops_when_it_has_enough(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch after stretch, latest first, with other teams' tasks in between; as many as are wanted, and no further
    back than is bearable."""
    archive = Archive(desk)
    monkeypatch.setattr(searching, "STRETCH", 2)
    mine = [archive.task(team="Office" if number % 2 else "Travel") for number in range(9)]
    for number in (1, 2, 5, 8):
        archive.said(mine[number], "peonies")
    assert archive.finds(archive.mia, "peonies") == [mine[number] for number in (8, 5, 2, 1)]
    assert archive.finds(archive.ben, "peonies") == [mine[number] for number in (5, 1)]
    assert archive.finds(archive.anna, "peonies", 3) == [mine[number] for number in (8, 5, 2)]
    monkeypatch.setattr(searching, "MOST_READ", 4)
    assert archive.finds(archive.mia, "peonies") == [mine[8], mine[5]]


def test_what_changes_hands_meanwhile_is_not_found(desk: Desk) -> None:
    """Between the look and the answer a task goes to another team: who looked does not see it any more."""
    archive = Archive(desk)
    one, other = archive.task(), archive.task()

    def finds(looked: Look | None, uow: UnitOfWork) -> list[TaskId]:
        ctx = Context(uow, desk.facts, who=archive.ben)
        ctx.looked = looked
        return [found.id for found in searching.found(ctx, "flowers", 2)]

    def goes_to_zoe(uow: UnitOfWork) -> None:
        task = uow.tasks.look(other)
        assert task is not None
        assert archive.zoe.team_id is not None
        assert uow.tasks.save(replace(task, team_id=archive.zoe.team_id), seen=task.version)

    with pytest.raises(LookFirst) as wanted:
        desk.run(partial(finds, None))
    look = wanted.value.look
    assert not desk.store.run(look.step, reading=True)  # two are enough
    assert desk.run(partial(finds, look)) == [other, one]
    desk.run(goes_to_zoe)
    assert desk.run(partial(finds, look)) == [one]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the one where a single thread writes
async def test_a_long_search_holds_up_nobody(open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody's search stands still in the middle, a request is taken in, sent and acknowledged, and Telegram
    shows that something is being worked on; then the search ends, too."""
    day = await begin(open_office, "telegram", "telegram", "en")
    ref = await day.taken("Please order peonies")
    reached, go_on = asyncio.Event(), threading.Event()
    loop, step = asyncio.get_running_loop(), searching.Search.step

    def slow(self: searching.Search, uow: UnitOfWork) -> bool:
        loop.call_soon_threadsafe(reached.set)
        assert go_on.wait(PATIENCE)
        return step(self, uow)

    monkeypatch.setattr(searching.Search, "step", slow)
    try:
        day.mia.commands("find", "peonies")
        await reached.wait()
        await day.taken("Please order lilies")
        assert day.t("find-title", words="peonies") not in day.mia.everything()
        await day.office.telegram.called("sendChatAction", timeout=PATIENCE)
        assert isinstance(day.mia, TelegramPerson)
        assert "typing" in day.mia.user.actions
    finally:
        go_on.set()
    assert ref in await day.mia.sees(day.t("find-title", words="peonies"))
