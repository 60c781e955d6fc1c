"""P13: somebody of the office on Telegram goes through all commands and presses every button they get, where the only
client is under professional secrecy: no word, no name, no file of theirs leaves there."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.channels import allowed
from handlers.chat.context import Refused
from handlers.chat.dispatch import handle
from handlers.chat.incoming import Command, Event, Heard, Pressed, Sender
from handlers.chat.looking import Look
from handlers.chat.wire import pack
from handlers.features import HOUSE
from storage.conversation import Message, Note
from storage.dialogs import buttons
from storage.follow_ups import FollowUp
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.reminders import Reminder
from storage.secrecy import Obligation
from storage.series import Series
from storage.trials import Trial
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import (
    BookingId,
    ClientId,
    FollowUpState,
    ReminderState,
    Role,
    SeriesState,
    TaskId,
    TaskState,
    TrialState,
)
from tests.stories.kit import Desk, add_address, new_person
from tests.stories.rights_bookings import booked, of_bookings
from tests.stories.rights_scene import A, C, L, M, promise, task

CANARIES = ("quokka", "weber")
MOST_OF_ONE = 4
DEPTH = 4
ROWS = Query(select(outbox.c.id).order_by(outbox.c.id))
KEYS = Query(select(buttons.c.key, buttons.c.action, buttons.c.person_id, buttons.c.about))
COMMANDS = (
    *(("task", "T-1001"), ("why", "T-1001"), ("board", ""), ("board", "client:"), ("queue", ""), ("mine", "")),
    *(("home", ""), ("find", "please"), ("digest", ""), ("kpi", ""), ("review", ""), ("trial", ""), ("reminders", "")),
    *(("recurring", ""), ("agenda", ""), ("agenda", "week"), ("book", "A-1"), ("people", ""), ("export", "")),
    ("erase", ""),
    *(("remind", "T-1001 tomorrow 9:00"), ("task", ""), ("book", ""), ("calendar", ""), ("mydata", "")),
)


class Undone(Exception):
    """Rolls back."""


class Telegram:
    """Somebody on Telegram, and what would leave there."""

    def __init__(self, desk: Desk, role: Role) -> None:
        self.desk = desk
        self.me = desk.run(partial(self._join, role))
        self.told: list[tuple[str, str]] = []

    def _join(self, role: Role, uow: UnitOfWork) -> Person:
        person = new_person(uow, role, "Ben")
        uow.people.add(person)
        uow.people.set_told_at(person.id, add_address(uow, person.id, ("telegram", "", "me", "me")))
        uow.secrecy.add(Obligation(uow.new_id(), person.id, "2026-01-01", person.id, uow.now))
        return person

    def does(self, heard: Heard, *, keep: bool) -> None:
        """Do something; keep what of it would leave."""
        event = Event(Sender("telegram", "", "me", "me", "Me"), heard, self.desk.clock.now())
        name = repr(heard)[:90]

        def unit(looked: Look | None, uow: UnitOfWork) -> None:
            before = {row[0] for row in uow.run.all(ROWS)}
            try:
                ctx = handle(uow, event, self.desk.facts, HOUSE, looked=looked)
            except Refused as refusal:
                self.told.append((name, json.dumps(pack(refusal.text))))
                raise Undone from None
            if ctx.effects.toast is not None:
                self.told.append((name, json.dumps(pack(ctx.effects.toast))))
            for row in uow.run.all(ROWS):
                found = None if row[0] in before else uow.outbox.look(row[0])
                left = None if found is None else allowed(found, uow)
                if left is not None and left.platform == "telegram":
                    self.told.append((name, json.dumps(left.content)))
            if not keep:
                raise Undone

        with contextlib.suppress(Undone):
            self.desk.looks_first(unit)


def life(desk: Desk, me: Person) -> None:
    """Let there be one of everything of the client's, each with a canary."""
    contact = desk.joins(C, "Quokka")
    client = ClientId(str(contact.client_id))
    desk.run(lambda uow: uow.clients.set_secrecy(client, under=True))
    for state in (TaskState.ACKNOWLEDGED, TaskState.WAITING, TaskState.QUEUED, TaskState.DONE):
        one = task(desk, None if state is TaskState.QUEUED else me, "Office", state, contact=contact)
        desk.run(partial(promise, one))

        def words(uow: UnitOfWork, one: TaskId = one) -> None:
            before = uow.tasks.take(one)
            assert before is not None
            after = replace(
                before, version=before.version + 1, words="please quokka", title="quokka", wish="quokka soon"
            )
            assert uow.tasks.save(after, before.version)
            uow.conversation.add(Message(uow.new_id(), before.id, contact.id, "quokka", None, 1, uow.now, None))
            uow.conversation.add_note(Note(uow.new_id(), before.id, me.id, "quokka", None, uow.now))

        desk.run(words)
    of_bookings(desk, contact, contact, "bookings.cancel")
    which = booked(desk, contact, "bookings.show", 6)

    def more(uow: UnitOfWork) -> None:
        uow.hosts.lock(["ben"])
        before = uow.bookings.take(BookingId(which))
        assert before is not None
        guests = [{"name": "Quokka Lee"}]
        kept = replace(before, words="quokka", guests=guests, answers={"phone": "quokka 1"}, place="quokka street")
        assert uow.bookings.save(kept, before)
        at = uow.now + timedelta(days=2)
        uow.reminders.add(Reminder(uow.new_id(), me.id, None, "about Dr. Weber", at, ReminderState.OPEN, 1, uow.now))
        wall = f"{at:%Y-%m-%d}T09:00:00"
        uow.series.add(
            Series(
                *(uow.new_id(), contact.id, contact.id, "quokka coffee", "daily", "FREQ=DAILY", "Europe/Berlin", wall),
                *(wall, SeriesState.ACTIVE, 1, uow.now),
            )
        )
        days = ("2020-01-01", "2099-01-28")
        uow.trials.add(
            Trial(uow.new_id(), client, me.id, TrialState.RUNNING, *days, "quokka quick", None, uow.now, None)
        )
        uow.follow_ups.add(
            FollowUp(uow.new_id(), uow.new_id(), client, [], FollowUpState.OPEN, None, "quokka", uow.now, None)
        )

    desk.run(more)


@pytest.mark.parametrize("role", [A, L, M])
def test_p13_whatever_is_pressed(desk: Desk, role: Role) -> None:
    """Every command, and every button that comes with what it says, some of each kind."""
    me = Telegram(desk, role)
    desk.joins(A, "Eva")
    desk.joins(Role.ADMINISTRATOR, "Max")
    life(desk, me.me)
    for name, words in COMMANDS:
        me.does(Command(name, words), keep=True)
    known: set[str] = set()
    pressed: Counter[str] = Counter()
    for _ in range(DEPTH):
        for key, action, person, _about in desk.run(lambda uow: uow.run.all(KEYS)):
            if person == me.me.id and key not in known and pressed[action] < MOST_OF_ONE:
                known.add(key)
                pressed[action] += 1
                spec = HOUSE.actions.get(action)
                me.does(Pressed(key), keep=spec is not None and spec.again)
    assert pressed["tasks.show"] or pressed["tasks.sheet"]
    assert pressed["bookings.show"]
    leaked = [(what, said) for what, said in me.told if any(each in said.casefold() for each in CANARIES)]
    assert leaked == []
