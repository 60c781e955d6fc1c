"""What must hold after any number of kills: nothing accepted is lost, nothing done twice, repeats are marked and few.

I1, I2 and I10 are the invariants of delivery: no accepted request lost or doubled, everything the platforms handed over
kept, all queues empty in the end."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy import Table, select

from bot.clock import SystemClock
from bot.compose import store_of
from bot.config import load
from bot.i18n import Wording
from bot.platforms.slack_keys import arrival
from bot.platforms.slack_shapes import Ours
from bot.platforms.telegram import drawing
from handlers.chat.outgoing import Text
from handlers.rules.states import MOVES
from storage.drafts import drafts
from storage.inbox import inbox
from storage.outbox import outbox
from storage.people import people
from storage.query import Query
from storage.tasks import history, tasks
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, OutboxState, Role, TaskState
from tests.kill.doomed import DoomedOffice
from tests.kill.people import REFERENCE

Rows = list[dict[str, Any]]
MOVE_OF_STEP = {"assigned": "assign", "acknowledged": "acknowledge", "declined": "decline", "done": "finish"}

WORDING = Wording()


@dataclass
class Verdict:
    """What was found wrong, and how often what was seen."""

    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    most: int = 0  # copies of one Telegram message beyond the first

    def expect(self, holds: object, fault: str) -> None:
        """Note a fault unless something holds."""
        if not holds:
            self.faults.append(fault)


class Judge:
    """Looks at one office after its end."""

    def __init__(self, office: DoomedOffice) -> None:
        self.office = office
        self.verdict = Verdict()
        self._rows: dict[str, Rows] = {}

    async def judge(self) -> Verdict:
        """Return the verdict on everything."""
        await asyncio.to_thread(self._read)
        self._ledger_is_whole()
        self._everything_is_kept()
        self._requests()
        self._walks()
        self._queues()
        self._slack_messages()
        self._telegram_messages()
        self.verdict.counts["kills"] = len(self.office.killed_at)
        self.verdict.counts["served lives"] = self.office.served
        self.verdict.counts["requests"] = sum(len(client.references) for client in self.office.clients)
        return self.verdict

    def _read(self) -> None:
        store = store_of(load(self.office.config), SystemClock().now)
        store.start()
        try:
            for table in (inbox, outbox, people, drafts, tasks, history):
                self._rows[table.name] = store.run(partial(_all, table), reading=True)
        finally:
            store.stop()

    def _ledger_is_whole(self) -> None:
        database = self.office.plan.database
        if not database.startswith("sqlite:///"):
            return
        connection = sqlite3.connect(database.removeprefix("sqlite:///"))
        try:
            for pragma in ("integrity_check", "foreign_key_check"):
                found = [row for row in connection.execute(f"PRAGMA {pragma}").fetchall() if row != ("ok",)]
                self.verdict.expect(not found, f"{pragma}: {found}")
        finally:
            connection.close()

    # --- what came in ---

    def _everything_is_kept(self) -> None:
        """I2: every update handed out, every message written, and every press and form acknowledged is in the inbox."""
        keys = {row["key"] for row in self._rows["inbox"]} | {row["second_key"] for row in self._rows["inbox"]}
        world = self.office.telegram.world
        self.verdict.expect(not self.office.telegram.pending, "Telegram still holds updates back")
        for number in world.queue.history:
            self.verdict.expect(
                f"telegram:{world.bot_id}:update:{number}" in keys, f"update {number} is not in the inbox"
            )
        workspace = self.office.slack.workspace
        ours = Ours(workspace.team, workspace.app, workspace.bot_user)
        for delivery in self.office.slack.deliveries:
            said = delivery.kind == "events_api" and delivery.event.get("user") in workspace.profiles.keys() - {
                workspace.bot_user
            }
            if said or (delivery.acked and delivery.kind == "interactive"):
                key = arrival(delivery.payload, ours, SystemClock().now()).key
                self.verdict.expect(key in keys, f"{delivery.kind} {key} is not in the inbox")
            self.verdict.counts["Slack deliveries lost"] += delivery.lost

    def _queues(self) -> None:
        """I10, and nothing was given up."""
        states = Counter(row["state"] for row in self._rows["inbox"])
        self.verdict.expect(set(states) <= {InboxState.DONE}, f"inbox: {states}")
        sent = Counter(row["state"] for row in self._rows["outbox"])
        self.verdict.expect(set(sent) <= {OutboxState.SENT, OutboxState.SUPERSEDED}, f"outbox: {sent}")
        errors = [
            row["error"] for row in self._rows["inbox"] if row["error"] and not row["error"].startswith("refused")
        ]
        self.verdict.expect(not errors, f"events failed on the way: {errors}")

    # --- what became of it ---

    def _requests(self) -> None:
        """I1: what a client has a reference for exists, once, and reached an assistant."""
        by_reference = {f"T-{row['number']}": row for row in self._rows["tasks"]}
        by_words = Counter(row["words"] for row in self._rows["tasks"])
        person = {row["name"]: row["id"] for row in self._rows["people"]}
        for words, count in by_words.items():
            self.verdict.expect(count == 1, f"{count} tasks of {words!r}")
        for what in ("source", "task_id"):
            used = Counter(row[what] for row in self._rows["drafts"] if row[what] is not None)
            twice = [value for value, count in used.items() if count > 1]
            self.verdict.expect(not twice, f"drafts with the same {what}: {twice}")
        for client in self.office.clients:
            name = client.screen.name
            for words, reference in client.references.items():
                task = by_reference.get(reference)
                self.verdict.expect(
                    task and task["words"] == words, f"{name} has {reference} for {words!r}, which is {task}"
                )
            for reference in set(REFERENCE.findall(client.screen.everything())):
                task = by_reference.get(reference)
                self.verdict.expect(
                    task and task["contact_id"] == person[name],
                    f"{name} was shown {reference}: {task}; in {_lines(client.screen.everything(), reference)}",
                )
        seen = {name: screen.everything() for name, screen in self.office.screens.items()}
        name_of = {row["id"]: row["name"] for row in self._rows["people"]}
        for reference, task in by_reference.items():
            holder = name_of.get(task["assistant_id"], "nobody")
            self.verdict.expect(f"{reference} · " in seen.get(holder, ""), f"{reference} never reached {holder}")

    def _walks(self) -> None:
        """Every history is a walk through the table of moves, and ends where the task stands."""
        steps: dict[str, list[str]] = defaultdict(list)
        for row in sorted(self._rows["task_history"], key=lambda row: row["id"]):
            steps[row["task_id"]].append(row["move"])
        for task in self._rows["tasks"]:
            walk, state = steps[task["id"]], TaskState.QUEUED
            self.verdict.expect(walk[:1] == ["filed"], f"T-{task['number']} begins with {walk}")
            for step in walk[1:]:
                allowed_from, after = MOVES[MOVE_OF_STEP[step]]
                self.verdict.expect(
                    state in allowed_from, f"T-{task['number']}: {step} of a task that is {state}: {walk}"
                )
                state = after
            self.verdict.expect(state == task["state"], f"T-{task['number']} is {task['state']} after {walk}")

    # --- what people saw ---

    def _slack_messages(self) -> None:
        """Each message is there exactly once: its outbox id is its mark."""
        seen: Counter[str] = Counter()
        there = set()
        for place in self.office.slack.workspace.conversations.values():
            for message in place.messages.values():
                if message.from_bot and message.metadata:
                    seen[message.metadata["event_payload"]["mark"]] += 1
                    there.add(message.ts)
        twice = {mark: count for mark, count in seen.items() if count > 1}
        self.verdict.expect(not twice, f"more than once on Slack: {twice}")
        for row in self._rows["outbox"]:
            if row["platform"] == "slack" and row["state"] == OutboxState.SENT:
                self.verdict.expect(row["message_id"] in there, f"not on Slack: {row['id']}")
                self.verdict.counts["on Slack"] += 1
                self.verdict.counts["tried again on Slack"] += row["attempts"] > 1

    def _telegram_messages(self) -> None:
        """A message has at most one copy more for each kill between two of them, and every copy but the first says so.

        Telegram knows no marks, so messages are told apart by chat and text; rows with the same text count together."""
        note = WORDING.say(Text("possibly-a-repeat"), "en", "UTC")
        meant = Counter(self._texts())
        copies: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
        for call in self.office.telegram.calls_of("sendMessage"):
            if call.ok:
                text = str(call.params["text"])
                plain = "\n".join(line for line in text.split("\n") if line != note)
                copies[str(call.chat_id), plain].append((call.at, note in text))
        for (chat, text), found in copies.items():
            rows = meant[chat, text]
            self.verdict.expect(rows, f"nobody meant to send {text!r}")
            unmarked = sum(not marked for _, marked in found)
            self.verdict.expect(unmarked <= rows, f"{unmarked} copies without a mark of {rows}: {text!r}")
            self._one_for_each_kill(rows, found, text)
            self.verdict.counts["on Telegram"] += min(rows, len(found))
            self.verdict.counts["repeats on Telegram"] += max(0, len(found) - rows)
            self.verdict.counts["marked on Telegram"] += len(found) - unmarked

    def _texts(self) -> list[tuple[str, str]]:
        """Return chat and text of every message meant to be sent, also of drawings that were tried and outdated then:
        these may have arrived, and it is the newer one that says so."""
        texts = []
        for row in self._rows["outbox"]:
            outdated = row["state"] == OutboxState.SUPERSEDED and row["attempts"] > 0
            if row["platform"] == "telegram" and (row["state"] == OutboxState.SENT or outdated):
                message = WORDING.message(row["content"], row["language"], row["zone"])
                texts += [(row["chat"], drawing.draw(part).text) for part in drawing.parts(message)]
        return texts

    def _one_for_each_kill(self, rows: int, found: list[tuple[float, bool]], text: str) -> None:
        if rows > 1:
            return
        found.sort()
        kills = sorted(self.office.killed_at)
        for (earlier, _), (later, marked) in pairwise(found):
            kill = next((at for at in kills if earlier <= at <= later), None)
            if kill is not None:
                kills.remove(kill)  # it excuses one copy
            self.verdict.expect(kill and marked, f"repeated, kill between {kill}, marked {marked}: {text!r}")
        self.verdict.most = max(self.verdict.most, len(found) - 1)

    def everybody(self) -> str:
        """Return all screens as text."""
        return "\n".join(
            f"--- {name}\n{screen.everything()}"
            for name, screen in self.office.screens.items()
            if self.office.roles[name] is not Role.MANAGER
        )


def _lines(shown: str, words: str) -> list[str]:
    return [line for line in shown.splitlines() if words in line]


def _all(table: Table, uow: UnitOfWork) -> Rows:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in uow.run.all(Query(select(table)))]
