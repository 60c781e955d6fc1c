"""What becomes of one invented request: the moves a task really may make, each with the line of history and the changes
of the row that the office's own actions write."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.seed.cast import Account, NewId
from bot.seed.words import COMPLAINTS, Words
from handlers.rules import states
from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import PLATFORM
from storage.tasks import Step
from storage.vocabulary import PersonId, TaskState

MINUTE, HOUR = 60, 3600


class TimeIsUp(Exception):
    """What would come next lies after the end of the invented past."""


@dataclass(slots=True)
class Desk:
    """What every life is made of: whose chance, which words and hours, and when the invented past ends."""

    chance: random.Random
    words: Words
    hours: BusinessHours
    assistants: list[str]
    until: datetime
    new_id: NewId
    close_after: timedelta


@dataclass(slots=True)
class Life:
    """A task on its way. `row` has what its table holds, `steps` its history, `said` the words of its conversation."""

    desk: Desk
    account: Account
    row: dict[str, Any]
    at: datetime
    steps: list[Step] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Return who has it."""
        return str(self.row["assistant_id"])

    def live(self, facts: Mapping[str, str]) -> None:
        """Let it happen, until it is over or the time is up. `facts` are the promise, for the first line."""
        self._note("filed", self.account.contact, {**facts, PLATFORM: self.account.platform})
        self._assigned(self._somebody(), None, "assign")
        try:
            if self._chance(0.04):
                self._pass(2 * HOUR)
                self._move("cancel", "cancelled", self.account.contact, {"reason": ""}, ended_at=self.at)
                return
            self._taken_on()
            self._worked_on()
            self._decided_on()
        except TimeIsUp:
            return

    # --- what happens ---

    def _taken_on(self) -> None:
        if self._chance(0.03):
            self._pass(20 * MINUTE)
            reason = {"reason": self.desk.words.pause}
            self._move("decline", "declined", self.who, reason, assistant_id=None, assigned_at=None)
            self._assigned(self._chosen(self.desk.assistants), None, "assign")
        self._pass(14 * MINUTE)
        self._move("acknowledge", "acknowledged", self.who, {}, acknowledged_at=self.at)

    def _worked_on(self) -> None:
        if self._chance(0.25):
            self._pass(30 * MINUTE)
            self._asked()
        if self._chance(0.3):
            self._pass(HOUR)
            self._say("staff-said", self.who, self._chosen(self.desk.words.updates))
        if self._chance(0.06):
            self._pass(HOUR)
            reason = self.desk.words.pause
            self._move("pause", "paused", self.who, {"reason": reason}, reason=reason)
            self._pass(6 * HOUR)
            self._move("resume", "resumed", self.who, {}, reason=None)
        if self._chance(0.06):
            self._pass(HOUR)
            self._handed_over()
        self._pass(3 * HOUR)
        self._finished()

    def _asked(self) -> None:
        question = self._chosen(self.desk.words.questions)
        self._move("ask", "asked", self.who, {"question": question}, reason=question)
        self._keep(self.who, question)
        self._pass(3 * HOUR)
        self._say("client-said", self.account.contact, self._chosen(self.desk.words.answers))
        self._change("answer", reason=None)

    def _handed_over(self) -> None:
        before = self.who
        to = self._chosen([each for each in self.desk.assistants if each != before] or self.desk.assistants)
        self._change("hand-over", assistant_id=to, assigned_at=self.at, acknowledged_at=None)
        self._note("handed-over", before, {"to": to, "words": self.desk.words.handover})
        self._note("assigned", before, {"to": to})
        self._pass(15 * MINUTE)
        self._move("acknowledge", "acknowledged", self.who, {}, acknowledged_at=self.at)

    def _finished(self) -> None:
        result = self._chosen(self.desk.words.results)
        told = {"minutes": "0", "beginning": "", "form": ""}
        self._move("finish", "done", self.who, told, result=result, done_at=self.at, reason=None)
        if self._chance(0.8):
            self._pass(2 * MINUTE, real=True)
            minutes = self.desk.chance.choice((5, 10, 15, 15, 30, 45, 60))
            self._note("minutes", self.who, {"minutes": str(minutes)})
            self.row.update(minutes=(self.row["minutes"] or 0) + minutes, version=self.row["version"] + 1)

    def _decided_on(self) -> None:
        """Let the client say what they think, or nothing for so long that the task closes."""
        contact = self.account.contact
        if self._chance(0.07):
            self._pass(5 * HOUR)
            self._back("send-back", "sent-back", self._complaint())
        if self._chance(0.5):
            self._pass(4 * HOUR)
            self._move("accept", "accepted", contact, {}, ended_at=self.at)
            if self._chance(0.6):
                self._rated(contact)
        else:
            self._until(self.row["done_at"] + self.desk.close_after)
            self._move("accept", "closed-by-silence", None, {}, ended_at=self.at)
        if self._chance(0.03):
            self._pass(8 * HOUR)
            self._back("reopen", "reopened", {})

    def _back(self, move: str, line: str, facts: dict[str, str]) -> None:
        contact = self.account.contact
        fresh = {"done_at": None, "ended_at": None, "rating": None, "rating_words": None, "acknowledged_at": None}
        self._change(move, assigned_at=self.at, **fresh)
        self._note(line, contact, facts)
        self._note("assigned", contact, {"to": self.who})
        self._pass(15 * MINUTE)
        self._move("acknowledge", "acknowledged", self.who, {}, acknowledged_at=self.at)
        self._pass(90 * MINUTE)
        self._finished()

    def _complaint(self) -> dict[str, str]:
        kind = self.desk.chance.choice(COMPLAINTS)
        return {"complaint": kind, "words": self._chosen(self.desk.words.complaints)}

    def _rated(self, contact: str) -> None:
        self._pass(2 * MINUTE, real=True)
        stars = self.desk.chance.choice((1, 2, 3, 4, 4, 5, 5, 5, 5, 5))
        self._note("rated", contact, {"stars": str(stars)})
        self.row.update(rating=stars, version=self.row["version"] + 1)
        if self._chance(0.3):
            self._pass(MINUTE, real=True)
            words = self.desk.words.praise if stars > 3 else self.desk.words.blame
            said = self._chosen(words)
            self._note("rated", contact, {"stars": str(stars), "words": said})
            self.row.update(rating_words=said, version=self.row["version"] + 1)

    # --- how it is written ---

    def _somebody(self) -> str:
        return self.account.known if self._chance(0.75) else self._chosen(self.desk.assistants)

    def _assigned(self, to: str, by: str | None, move: str) -> None:
        self._change(move, assistant_id=to, assigned_at=self.at, acknowledged_at=None)
        self._note("assigned", by, {"to": to})

    def _move(self, move: str, line: str, by: str | None, facts: dict[str, str], **changes: object) -> None:
        self._change(move, **changes)
        self._note(line, by, facts)

    def _change(self, move: str, **changes: object) -> None:
        state = states.after(move, TaskState(self.row["state"]))
        self.row.update(state=state, version=self.row["version"] + 1, **changes)

    def _note(self, line: str, by: str | None, facts: dict[str, str]) -> None:
        self.steps.append(Step(line, PersonId(by) if by else None, self.at, facts))

    def _say(self, line: str, by: str, words: str) -> None:
        self._note(line, by, {"message": self._keep(by, words)})

    def _keep(self, by: str, words: str) -> str:
        kept = self.desk.new_id(self.at)
        self.said.append(
            {"id": kept, "task_id": self.row["id"], "author_id": by, "words": words, "version": 1, "at": self.at}
        )
        return kept

    def _pass(self, seconds: int, *, real: bool = False) -> None:
        """Let about so much open time pass, seldom much more; `real` for time that passes whether open or not."""
        drawn = 1 + int(min(self.desk.chance.expovariate(1 / seconds), 12 * seconds))
        later = self.at + timedelta(seconds=drawn)
        self._until(later if real else self.desk.hours.add(self.at, drawn))

    def _until(self, at: datetime) -> None:
        if at >= self.desk.until:
            raise TimeIsUp
        self.at = at

    def _chance(self, part: float) -> bool:
        return self.desk.chance.random() < part

    def _chosen(self, several: list[str] | tuple[str, ...]) -> str:
        return self.desk.chance.choice(several)
