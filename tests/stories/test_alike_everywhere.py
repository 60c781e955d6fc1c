"""A02: whoever may not know of a task or an appointment reads of it, letter by letter and button by button, what they
read of one that never was, whatever they try."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from handlers.chat.context import Refused
from handlers.chat.dispatch import handle
from handlers.chat.incoming import Command, Event, Heard, Said, Sender
from handlers.chat.looking import Look
from handlers.chat.wire import pack
from handlers.features import HOUSE
from storage.bookings import bookings
from storage.outbox import outbox
from storage.query import Query
from storage.tasks import tasks
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, Confidentiality, TaskState
from tests.stories.kit import Desk
from tests.stories.rights_bookings import of_bookings
from tests.stories.rights_scene import A, C, D, L, M, becomes, sees_all, task

T_NONE, A_NONE = 7999, 799
ROW = Query(select(outbox.c.content, outbox.c.card, outbox.c.about).order_by(outbox.c.id))


class Undo(Exception):
    """Rolls back."""


def answer(desk: Desk, name: str, heard: Heard) -> str:
    """Return all that comes of an event: what is said, to whom, with which buttons; nothing of it stays."""
    sender = Sender("console", "", name, name, name)
    found: list[object] = []

    def unit(looked: Look | None, uow: UnitOfWork) -> None:
        before = len(uow.run.all(ROW))
        try:
            ctx = handle(uow, Event(sender, heard, desk.clock.now()), desk.facts, HOUSE, looked=looked)
        except Refused as refusal:
            found.append(["refused", pack(refusal.text)])
            raise Undo from None
        form = ctx.effects.form
        found.append([None if ctx.effects.toast is None else pack(ctx.effects.toast), form and form[1].name])
        found.extend(list(row) for row in uow.run.all(ROW)[before:])
        raise Undo

    with contextlib.suppress(Undo):
        desk.looks_first(unit)
    return json.dumps(found, default=str)


def masked(said: str, number: int, none: int) -> str:
    """Return what was said without what differs each time: keys, ids, moments, and the number asked for."""
    said = re.sub(r'"[A-Za-z0-9_-]{22,32}"', '"key"', said)
    said = re.sub(r"[0-9a-f]{32}", "id", said)
    said = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.+]+", "at", said)
    return said.replace(str(number), "N").replace(str(none), "N")


def situation(desk: Desk, which: str) -> None:
    """Let there be a task and an appointment, and me, who may not know of them."""
    ben, anna = desk.joins(A, "Ben"), desk.joins(C, "Anna")
    of_bookings(desk, anna, desk.joins(C, "Otto"), "bookings.cancel")
    client = ClientId(str(anna.client_id))
    task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=anna)

    def put(**changed: object) -> None:
        desk.run(lambda uow: uow.run.change(Query(update(tasks).values(**changed))))

    match which:
        case "another team's assistant":
            desk.joins(A, "Me", team="Night")
        case "another team's lead":
            desk.joins(L, "Me", team="Night")
        case "moved to another team":
            me = desk.joins(A, "Me")
            put(assistant_id=me.id)
            becomes(desk, me, team_id=desk.joins(A, "Far", team="Night").team_id)
        case "a colleague of a confidential task":
            desk.joins(A, "Me")
            put(confidentiality=Confidentiality.CONFIDENTIAL)
        case "a contact beside a confidential task":
            desk.joins(C, "Me")
            sees_all(desk)
            put(confidentiality=Confidentiality.CONFIDENTIAL)
        case "who asked for what is internal now":
            put(confidentiality=Confidentiality.INTERNAL, contact_id=desk.joins(C, "Me").id)
        case "a colleague who sees their own alone":
            desk.joins(C, "Me")
        case "not bound":
            desk.joins(A, "Me")
            desk.run(lambda uow: uow.clients.set_secrecy(client, under=True))
        case "a lead who is not bound":
            desk.joins(L, "Me")
            desk.run(lambda uow: uow.clients.set_secrecy(client, under=True))
        case "a manager, restricted":
            desk.joins(M, "Me")
            desk.run(lambda uow: uow.clients.set_restricted(client, uow.now))
        case "an administrator":
            desk.joins(D, "Me")
        case _:
            desk.joins(M, "Me")


SITUATIONS = (
    "another team's assistant",
    "another team's lead",
    "moved to another team",
    "a colleague of a confidential task",
    "a contact beside a confidential task",
    "who asked for what is internal now",
    "a colleague who sees their own alone",
    "not bound",
    "a lead who is not bound",
    "a manager, restricted",
    "an administrator",
)
SHUT = (
    "a colleague who sees their own alone",
    "not bound",
    "a lead who is not bound",
    "a manager, restricted",
    "an administrator",
)
TASK_PROBES: tuple[Callable[[str], Heard], ...] = (
    lambda ref: Command("task", ref),
    lambda ref: Command("why", ref),
    lambda ref: Command("find", ref),
    lambda ref: Command("find", ref.removeprefix("T-")),
    lambda ref: Command("remind", f"{ref} tomorrow 9:00 call"),
    lambda ref: Command("remind", f"tomorrow 9:00 {ref}"),
    lambda ref: Command("board", ref),
    lambda ref: Command("queue", ref),
    lambda ref: Command("mine", ref),
    lambda ref: Command("kpi", ref),
    lambda ref: Command("digest", ref),
    lambda ref: Command("probe", ref),
    lambda ref: Command("book", ref),
    lambda ref: Command("book", f"Talk for {ref}"),
    lambda ref: Command("recurring", f"every Monday {ref}"),
    lambda ref: Said(f"{ref} is it done?", "m1"),
    lambda ref: Said(f"{ref}: please hurry, tomorrow 9:00", "m1"),
)
BOOKING_PROBES: tuple[Callable[[str], Heard], ...] = (
    lambda ref: Command("book", ref),
    lambda ref: Command("agenda", ref),
    lambda ref: Command("task", ref),
    lambda ref: Command("find", ref),
    lambda ref: Command("remind", f"{ref} tomorrow 9:00 call"),
    lambda ref: Said(f"move {ref} to tomorrow 10:00", "m1"),
    lambda ref: Said(f"cancel {ref}", "m1"),
    lambda ref: Command("task", f"bring the papers to {ref}"),
)


@pytest.mark.parametrize("which", SITUATIONS)
def test_a02_tasks(desk: Desk, which: str) -> None:
    """A task's number brings the very answer of a number that nothing has."""
    situation(desk, which)
    number = desk.run(lambda uow: uow.run.all(Query(select(tasks.c.number))))[0][0]
    for probe in TASK_PROBES:
        known = masked(answer(desk, "me", probe(f"T-{number}")), number, T_NONE)
        unknown = masked(answer(desk, "me", probe(f"T-{T_NONE}")), number, T_NONE)
        assert known == unknown, probe("T")
        assert "flowers" not in known


@pytest.mark.parametrize("which", SITUATIONS)
def test_a02_lists_and_figures(desk: Desk, which: str) -> None:
    """No list, page, search or figure of somebody who may not know of a task has its words or its number."""
    situation(desk, which)
    number = desk.run(lambda uow: uow.run.all(Query(select(tasks.c.number))))[0][0]
    for name, words in LISTS:
        said = answer(desk, "me", Command(name, words))
        said = re.sub(r"[0-9a-f]{32}", "id", said)
        assert "flowers" not in said, (name, said)
        assert str(number) not in said, (name, said)


LISTS = (
    ("board", ""),
    ("board", "client:"),
    ("board", "assistant:"),
    ("queue", ""),
    ("mine", ""),
    ("tasks", ""),
    ("home", ""),
    ("find", "order"),
    ("digest", ""),
    ("digest", "dr. weber"),
    ("kpi", ""),
    ("kpi", "done"),
    ("reminders", ""),
    ("task", ""),
    ("review", "dr. weber"),
    ("trial", "dr. weber"),
    ("mydata", ""),
    ("settings", ""),
    ("people", "anna"),
    ("export", "dr"),
)


@pytest.mark.parametrize("which", SHUT)
def test_a02_appointments(desk: Desk, which: str) -> None:
    """So does an appointment's."""
    situation(desk, which)
    number = desk.run(lambda uow: uow.run.all(Query(select(bookings.c.number))))[0][0]
    for probe in BOOKING_PROBES:
        known = masked(answer(desk, "me", probe(f"A-{number}")), number, A_NONE)
        unknown = masked(answer(desk, "me", probe(f"A-{A_NONE}")), number, A_NONE)
        assert known == unknown, probe("A")


def test_who_may_know_reads_something_else(desk: Desk) -> None:
    """The comparison sees a difference where there is one."""
    situation(desk, "a manager")
    number = desk.run(lambda uow: uow.run.all(Query(select(tasks.c.number))))[0][0]
    differs = [
        masked(answer(desk, "me", probe(f"T-{number}")), number, T_NONE)
        != masked(answer(desk, "me", probe(f"T-{T_NONE}")), number, T_NONE)
        for probe in TASK_PROBES[:6]
    ]
    assert differs[:2] == [True, True]
    assert sum(differs) > 3
