"""A02, A13, A14: what is somebody else's is like what doesn't exist; rights are those of the moment that acts."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.incoming import Command, Deleted, Edited, Pressed, Said
from storage.conversation import Message, Note
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Confidentiality, DraftId, DraftState, PersonState
from tests.stories.kit import Desk, Outcome
from tests.stories.rights_scene import A, C, M, becomes, sees_all, task


def test_a02_another_teams_task_is_like_none(desk: Desk) -> None:
    """An assistant who names another team's task gets the very answer of a task that doesn't exist."""
    me = desk.joins(A, "Me")
    foreign = task(desk, desk.joins(A, "Far", team="Night"), "Night")
    for action in ("tasks.acknowledge", "tasks.decline", "tasks.done"):
        answers = []
        for about in (foreign, "0" * 32):
            key = f"{action}:{about[:8]}"[:32]
            desk.hangs(me, action, about, key)
            answers.append(desk.hears("me", Pressed(key), keep=False))
        assert answers[0] == answers[1] == Outcome(refused="task-unknown")


def test_a02_lists_show_ones_own_team(desk: Desk) -> None:
    """/queue, /mine and /tasks show nothing of other teams and other clients."""
    desk.joins(A, "Me")
    desk.joins(C, "Otto")
    far = desk.joins(A, "Far", team="Night")
    task(desk, far, "Night")
    task(desk, None, "Night")
    for who, command, empty in (
        ("me", "find flowers", "find-nothing"),
        ("otto", "find flowers", "find-nothing"),
        ("me", "queue", "queue-title"),
        ("me", "mine", "mine-title"),
        ("otto", "tasks", "client-tasks-none"),
    ):
        name, _, words = command.partition(" ")
        assert desk.hears(who, Command(name, words)).said == (empty,)
    shown = desk.run(lambda uow: [uow.outbox.look(row.id) for row in uow.outbox.pending("console", "")])
    assert all("Please order" not in repr(row) for row in shown)


def test_a14_rights_are_asked_in_the_transaction_that_acts(desk: Desk) -> None:
    """An assistant moved to another team between two presses is refused at the second, whatever the card still
    shows."""
    me = desk.joins(A, "Me")
    mine = task(desk, me, "Office")
    desk.hangs(me, "tasks.acknowledge", mine, "first")
    desk.hangs(me, "tasks.done", mine, "second")
    assert desk.hears("me", Pressed("first")).refused is None
    becomes(desk, me, state=PersonState.REMOVED)
    assert desk.hears("me", Pressed("second"), keep=False) == Outcome(("removed-notice",))


def test_a14_an_edit_does_nothing_once_the_right_has_ended(desk: Desk) -> None:
    """Who may not know of a task any more changes nothing of it by editing or deleting what they wrote in better days:
    neither the request itself, nor a message, nor a note."""
    anna, me = desk.joins(C, "Anna"), desk.joins(A, "Me")
    desk.hears("anna", Said("Please order flowers", "1"))

    def written(uow: UnitOfWork) -> str:
        draft = uow.drafts.take_of("console::anna:1")
        assert draft is not None
        uow.drafts.close(draft.id, DraftState.SENT, mine)
        for author, number in ((anna, "2"), (me, "3")):
            source = f"console::{author.name.lower()}:{number}"
            uow.conversation.add(Message(uow.new_id(), mine, author.id, "Red", source, 1, uow.now, None))
        uow.conversation.add_note(Note(uow.new_id(), mine, me.id, "Red", "console::me:4", uow.now))
        return draft.id

    def words(uow: UnitOfWork) -> list[str]:
        found, messages = uow.tasks.look(mine), uow.conversation.latest(mine)
        assert found is not None
        notes = uow.conversation.latest_notes(mine)
        return [found.words, *(f"{each.words}{each.version}{each.deleted_at}" for each in messages), notes[0].words]

    mine = task(desk, me, "Office", contact=anna)
    assert desk.run(lambda uow: uow.drafts.take(DraftId(written(uow)))) is not None
    before = desk.run(words)

    def inside(uow: UnitOfWork) -> None:
        found = uow.tasks.look(mine)
        assert found is not None
        assert uow.tasks.save(replace(found, confidentiality=Confidentiality.INTERNAL), found.version)

    desk.run(inside)
    assert desk.hears("anna", Edited("1", "Blue")) == desk.hears("anna", Deleted("2")) == Outcome()
    assert desk.hears("me", Edited("3", "Blue")).said, "who may still know of it changes it"
    far = desk.joins(A, "Far", team="Night").team_id
    before[2] = desk.run(words)[2]
    becomes(desk, me, team_id=far)
    for number in ("3", "4"):
        assert desk.hears("me", Edited(number, "Green")) == desk.hears("me", Deleted(number)) == Outcome()
    assert desk.run(words) == before


def test_a02_a_colleagues_tasks(desk: Desk) -> None:
    """Two contacts of one client see each other's tasks only where the client has it so."""
    desk.joins(C, "Me")
    mine = task(desk, None, "Office", contact=desk.joins(C, "Colleague"))
    number = desk.run(lambda uow: uow.tasks.look(mine).reference)  # type: ignore[union-attr]  # it is there
    assert desk.hears("me", Command("task", number)) == Outcome(refused="task-unknown")
    assert desk.hears("me", Command("task", "T-9999")) == Outcome(refused="task-unknown")
    sees_all(desk)
    assert desk.hears("me", Command("task", number)).said == ("task-title",)


def test_a13_a_manager_of_another_office_is_a_stranger(desk: Desk) -> None:
    """The same account in another workspace is nobody here: no command, word or button of theirs does anything."""
    mia = desk.joins(M, "Mia")
    desk.hangs(mia, "tasks.board", ":", "board")
    for heard in (Command("board"), Said("Please order flowers", "1"), Pressed("board")):
        assert desk.hears("mia", heard, keep=False, workspace="other") == Outcome(("stranger",))
