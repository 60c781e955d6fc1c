"""The choice of who takes a task. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Text
from handlers.chat.paging import Page
from handlers.tasks.board_screens import choice, person_label
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import TeamId


@dataclass(frozen=True, slots=True)
class Taker:
    """Another team that could take a task, or one of its assistants."""

    team: TeamId
    name: str
    person: Person | None = None


def people_card(task: Task, there: Page[Person], *, others: bool = False) -> Card:
    """Return the choice of a new assistant of the task's team; `others` if another team has somebody, too."""
    buttons = [_give(task, each, person_label(each)) for each in there.items]
    buttons += paging.turning(there, "tasks.reassign", task.id)
    if others:
        buttons.append(Button(Text("other-team"), "tasks.other-team", task.id))
    return choice(task, Text("reassign-to", ref=task.reference), buttons, paging.where(there))


def others_card(task: Task, takers: Page[Taker]) -> Card:
    """Return the choice among other teams: whoever is free there, or one of them; the task goes to their team."""
    buttons = [_taker(task, each) for each in takers.items]
    buttons += paging.turning(takers, "tasks.other-team", task.id)
    lines = [Text("other-team-what"), *paging.where(takers)]
    return choice(task, Text("reassign-to", ref=task.reference), buttons, lines)


def _taker(task: Task, taker: Taker) -> Button:
    if taker.person is None:
        return Button(Text("team-whoever", team=taker.name), "tasks.to-team", f"{task.number}={taker.team}")
    label = Text("line-and", line=person_label(taker.person), more=Text("words", words=taker.name))
    return _give(task, taker.person, label)


def _give(task: Task, person: Person, label: Text) -> Button:
    return Button(label, "tasks.give-to", f"{task.number}={person.id}")
