"""What people read when a task that was taken on lies still. Pure."""

from __future__ import annotations

from datetime import datetime

from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.tasks import screens
from storage.tasks import Task


def question_card(task: Task, client: str, since: datetime, back_at: datetime) -> Card:
    """Return the question whether somebody is still on a task on which nothing happened since a moment; `back_at` is
    when it goes back to the queue."""
    lines = [
        Text("lease-what", client=client, words=screens.called(task)),
        Text("lease-silent", at=since),
        Text("lease-back", at=back_at),
    ]
    buttons = [
        Button(Text("still-on-it"), "tasks.still-on-it", task.id, style=Style.PRIMARY),
        Button(Text("give-back"), "tasks.give-back", task.id, opens="tasks.give-back"),
        Button(Text("lease-snooze"), "tasks.lease-snooze", task.id),
        Button(Text("show-this", ref=task.reference), "tasks.show", task.id),
    ]
    return _card(task, lines, buttons)


def settled_card(task: Task, at: datetime, again: datetime | None = None) -> Card:
    """Return what the question becomes once it is answered, or no longer asked; `again` is when it will come again."""
    return _card(task, [Text("lease-settled", at=at) if again is None else Text("lease-snoozed", until=again)], [])


def lapsed(task: Task, client: str, by: str, silent: Text, holder: str) -> Text:
    """Return what managers and the team's lead read of a task that went from somebody silent to somebody else."""
    why = Text("came-returned", by=by, span=silent)
    return Text("lease-returned", ref=task.reference, client=client, why=why, name=holder)


def old(task: Task, client: str, holder: str | Text, days: int) -> Text:
    """Return what managers and the team's lead are asked of a task that somebody has had for very long."""
    return Text("lease-old", ref=task.reference, client=client, name=holder, days=days)


def span(seconds: int) -> Text:
    """Return how long somebody was silent, in whole hours where it is one at least."""
    hours, rest = divmod(seconds, 3600)
    return Text("span", hours=hours, minutes=0 if hours else rest // 60)


def _card(task: Task, lines: list[Text], buttons: list[Button]) -> Card:
    return Card(f"lease:{task.id}", Text("lease-title", ref=task.reference), lines, buttons)
