"""Every change of a follow-up: begun by a second low rating, taken care of, settled. Rows only."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Text
from handlers.events import TaskNoted
from handlers.feedback import screens
from handlers.rules.low_ratings import RatingLine, low_pair
from storage.follow_ups import FollowUp
from storage.tasks import Task
from storage.vocabulary import FollowUpState, PersonId, Role, TaskId


def noted(ctx: Context, event: TaskNoted) -> None:
    """A task was rated: if its client is not content for the second time in a row, managers have something to look
    after; words that come later are shown there, too."""
    client = event.task.client_id
    if event.step.move != "rated" or client is None:
        return
    ctx.uow.in_turn(f"feedback:{client}")  # two contacts may rate in the same moment
    last = ctx.uow.follow_ups.last(client)
    if last is not None:
        _reworded(ctx, last, event.task)
    lines = [RatingLine(*line) for line in ctx.uow.follow_ups.rated(client)]
    pair = low_pair(lines, "" if last is None else last.id)
    if pair is None:
        return
    begun = FollowUp(
        id=ctx.uow.new_id(),
        key=f"low:{pair[0].id}:{pair[1].id}",
        client_id=client,
        said=[_said(ctx, line) for line in pair],
        state=FollowUpState.OPEN,
        person_id=None,
        words=None,
        created_at=ctx.now,
        ended_at=None,
    )
    if ctx.uow.follow_ups.add(begun):
        for manager in ctx.uow.people.active(Role.MANAGER):
            ctx.tell(manager, card(ctx, begun))


def take(ctx: Context, which: str) -> None:
    """Let ctx.who take care of one that nobody has yet, or somebody else."""
    one = open_one(ctx, which)
    _changed(ctx, replace(one, person_id=ctx.who.id))
    ctx.answer(Text("follow-up-taken", client=ctx.uow.clients.name(one.client_id)))


def settle(ctx: Context, which: str, words: str) -> None:
    """Keep what came of it."""
    one = open_one(ctx, which)
    _changed(
        ctx, replace(one, state=FollowUpState.DONE, person_id=ctx.who.id, words=words, ended_at=ctx.now), also_here=True
    )


def open_one(ctx: Context, which: str) -> FollowUp:
    """Return one to be changed. Raises Refused: for one that is settled, by whom."""
    one = _known(ctx, ctx.uow.follow_ups.take(which))
    if one.state is FollowUpState.DONE:
        raise Refused(Text("follow-up-already", by=_name(ctx, one.person_id), at=one.ended_at))
    return one


def look(ctx: Context, which: str) -> FollowUp:
    """Return one to be shown. Raises Refused."""
    return _known(ctx, ctx.uow.follow_ups.look(which))


def card(ctx: Context, one: FollowUp) -> Card:
    """Return a follow-up as managers see it now."""
    ctx.uow.channels.concern(one.client_id)
    ratings = []
    for said in one.said:
        task = ctx.uow.tasks.look(TaskId(said["task"]))
        if task is not None:
            ratings.append((task, said, _name(ctx, said["by"]), _name(ctx, said["worker"])))
    return screens.follow_up_card(one, ctx.uow.clients.name(one.client_id), ratings, _name(ctx, one.person_id))


def _known(ctx: Context, one: FollowUp | None) -> FollowUp:
    """Return one that managers may know of. Raises Refused: there is none, or its client's data are restricted."""
    if one is None or sight.are_restricted(ctx.uow, one.client_id):
        raise Refused(Text("button-gone"))
    ctx.uow.channels.concern(one.client_id)
    return one


def _said(ctx: Context, line: RatingLine) -> dict[str, object]:
    task = ctx.uow.tasks.look(line.task_id)
    assert task is not None  # its history was just read
    return {
        "task": task.id,
        "stars": line.stars,
        "words": task.rating_words or "",
        "by": task.contact_id,
        "worker": task.assistant_id,
    }


def _reworded(ctx: Context, one: FollowUp, task: Task) -> None:
    words = task.rating_words or ""
    said = [{**each, "words": words} if each["task"] == task.id and words else each for each in one.said]
    if said != one.said:
        _changed(ctx, replace(one, said=said))


def _changed(ctx: Context, one: FollowUp, *, also_here: bool = False) -> None:
    ctx.uow.follow_ups.save(one)
    drawn = card(ctx, one)
    for manager in ctx.uow.people.active(Role.MANAGER):
        if also_here and manager.id == ctx.who.id:
            ctx.tell_anew(manager, drawn)
        else:
            ctx.redraw(manager, drawn)


def _name(ctx: Context, person: str | None) -> str | Text:
    found = None if person is None else ctx.uow.people.by_id(PersonId(person))
    return Text("somebody") if found is None else found.name
