"""What a follow-up looks like. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.chat.outgoing import Button, Card, Field, FieldKind, Form, Style, Text
from handlers.rules import titles
from storage.follow_ups import FollowUp
from storage.tasks import Task
from storage.vocabulary import FollowUpState

SHOW, TAKE, SETTLE = "feedback.show", "feedback.take", "feedback.settle"

Rating = tuple[Task, Mapping[str, object], str | Text, str | Text]
"""A task, what was said of it, who said it, whose work it was."""


def follow_up_card(one: FollowUp, client: str, ratings: Sequence[Rating], holder: str | Text) -> Card:
    """Return a follow-up: who was not content with what, in their words; who takes care of it, and what came of it."""
    lines = []
    for task, said, by, worker in ratings:
        called = titles.called(task.title, task.words, task.files)
        lines.append(
            Text("follow-up-rating", ref=task.reference, words=called, stars=said["stars"], by=by, worker=worker)
        )
        if said["words"]:
            lines.append(Text("follow-up-said", words=said["words"]))
    buttons = [Button(Text("show-this", ref=task.reference), "tasks.sheet", task.id) for task, *_ in ratings]
    title = Text("follow-up-title", client=client)
    if one.state is FollowUpState.DONE:
        lines.append(Text("follow-up-settled-line", by=holder, at=one.ended_at, words=one.words or ""))
        return Card(f"follow-up:{one.id}", title, lines, buttons)
    lines.append(Text("follow-up-hint") if one.person_id is None else Text("follow-up-with", name=holder))
    acts = [Button(Text("follow-up-settle"), SETTLE, one.id, style=Style.PRIMARY, opens=SETTLE)]
    if one.person_id is None:
        acts.insert(0, Button(Text("follow-up-take"), TAKE, one.id))
    return Card(f"follow-up:{one.id}", title, lines, [*acts, *buttons])


def settle_form(client: str) -> Form:
    """Return the question what came of it."""
    asked = Field("words", Text("follow-up-what"), FieldKind.PARAGRAPH)
    return Form(SETTLE, Text("follow-up-settle-title", client=client), Text("save"), [asked])
