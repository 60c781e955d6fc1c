"""What people do in the simulated year, by chance: clients ask, answer and withdraw, assistants work, are away and hand
over, managers change and extend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.absences import assistant as absence
from handlers.chat.context import Context
from handlers.tasks import actions, alerts, closing, conversation, lease, manager, wishes
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import DraftId, DraftState, Priority, TaskId, TaskState
from tests.sla.year import END, Outage, Year

HOUR = 3600
WEEK = timedelta(days=7)
PRIORITIES = (Priority.LOW, Priority.NORMAL, Priority.NORMAL, Priority.NORMAL, Priority.HIGH, Priority.URGENT)
CLOCKS = ("acknowledge", "first-response", "next-update", "resolution")
Act = Callable[[Context], None]


class Life:
    """Everything that is done in an office, each thing leading to the next."""

    def __init__(self, year: Year, requests: int) -> None:
        self.year = year
        self.chance = year.chance
        self._plan_requests(requests)
        self._plan_absences(1 + requests // 30)
        self._plan_outages(2 + requests // 8)

    # --- what the year holds ---

    def _plan_requests(self, how_many: int) -> None:
        for _ in range(how_many):
            at = self._some_time() if self.chance.random() < 0.2 else self._in_hours(self._some_time(), HOUR)
            self.year.later(at, "request", self._request)

    def _plan_absences(self, each: int) -> None:
        for person in self.year.assistants:
            for _ in range(each):
                gone = self._some_time()
                self.year.later(gone, "away", lambda who=person: self._go(who))  # type: ignore[misc]  # bound early
                back = gone + timedelta(hours=self.chance.uniform(1, 300))
                self.year.later(back, "back", lambda who=person: self._come(who))  # type: ignore[misc]  # as above

    def _plan_outages(self, restarts: int) -> None:
        for seconds in (1, 20, 600, HOUR, 5 * HOUR, 14 * HOUR, 26 * HOUR, 72 * HOUR):
            begin = self._some_time()
            outage = Outage(begin, begin + timedelta(seconds=seconds))
            self.year.later(begin, "outage", lambda down=outage: self.year.is_down(down))  # type: ignore[misc]  # defaults bind the loop's values now
        for _ in range(restarts):
            self.year.later(self._some_time(), "restart", self.year.restart)
        # On the day after New Year the settings are read anew: the holidays of another year make another calendar.
        self.year.later(datetime.fromisoformat("2027-01-02T06:00:00Z"), "restart", self.year.restart)
        for day in range(1, 365):
            self.year.later(self.year.now + timedelta(days=day), "sent", self.year.sends)

    # --- people ---

    def _go(self, who: Person) -> None:
        self.year.acts(who, lambda ctx: absence.away(ctx, ""))
        if self.chance.random() < 0.4:
            chief = self.chance.choice(self.year.managers)
            self.year.acts(chief, lambda ctx: manager.hand_over_all(ctx, who.id))

    def _come(self, who: Person) -> None:
        self.year.acts(who, lambda ctx: absence.back(ctx, ""))

    # --- a task's way ---

    def _request(self) -> None:
        who = self.chance.choice(self.year.contacts)
        category = self.chance.choice((None, "errands", "papers"))
        self._next(files(self.year, who, category, self.chance.choice(PRIORITIES)))

    def _next(self, task: TaskId) -> None:
        """Let something happen to a task before long; mostly in office hours, now and then just when a promise is
        due."""
        due = self.year.read(lambda uow: uow.sla.of(task))
        if self.chance.random() < 0.05 and due is not None and due.due_at is not None and due.due_at > self.year.now:
            jitter = self.chance.choice((-1000, -1, 0, 1, 2, 500, 1500))
            at = due.due_at + timedelta(milliseconds=jitter)
        else:
            at = self._in_hours(self.year.now, self.chance.choice((0.2, 0.5, 1, 2, 4, 8)) * HOUR)
        self.year.later(at, "step", lambda: self._step(task))

    def _step(self, task_id: TaskId) -> None:
        task = self.year.read(lambda uow: uow.tasks.look(task_id))
        assert task is not None
        act = self._of_manager(task) if self.chance.random() < 0.1 else self._of_state(task)
        if act is not None:
            self.year.acts(*act)
        if task.state not in {TaskState.CANCELLED, TaskState.CLOSED} or self.chance.random() < 0.02:
            self._next(task_id)

    def _of_state(self, task: Task) -> tuple[Person, Act] | None:
        client = next(person for person in self.year.contacts if person.id == task.contact_id)
        team = [person for person in self.year.assistants if person.team_id == task.team_id]
        holder = next((person for person in team if person.id == task.assistant_id), None)
        which = task.id
        if self.chance.random() < 0.08 and task.state is not TaskState.CLOSED:
            say: Act = lambda ctx: conversation.say(ctx, _taken(ctx, which), "And please soon")  # noqa: E731 - typed as the year wants it
            return (client, say)
        match task.state:
            case TaskState.QUEUED:
                return self._pick(
                    (4, (self.chance.choice(team), lambda ctx: actions.acknowledge(ctx, which))), (8, None)
                )
            case TaskState.DONE:
                return self._pick(
                    (12, (client, lambda ctx: closing.accept(ctx, which))),
                    (2, (client, lambda ctx: closing.send_back(ctx, which, "wrong", "Not so"))),
                    (1, (client, lambda ctx: closing.reopen(ctx, which))),
                    (2, None),
                )
            case TaskState.CLOSED:
                return client, lambda ctx: closing.reopen(ctx, which)
            case _:
                return None if holder is None else self._of_holder(task, holder, client, team)

    def _of_holder(
        self, task: Task, holder: Person, client: Person, team: Sequence[Person]
    ) -> tuple[Person, Act] | None:
        which = task.id
        colleague = self.chance.choice(team)
        hand_over: Act = lambda ctx: actions.hand_over(ctx, which, colleague.id, "Please")  # noqa: E731 - typed as the year wants it
        if task.state is TaskState.ASSIGNED:
            return self._pick(
                (10, (holder, lambda ctx: actions.acknowledge(ctx, which))),
                (1, (holder, lambda ctx: actions.decline(ctx, which, "No time"))),
                (1, (holder, hand_over)),
                (1, (client, lambda ctx: closing.withdraw(ctx, which))),
                (4, None),
            )
        if task.state in {TaskState.WAITING, TaskState.PAUSED}:
            return self._pick(
                (4, (holder, lambda ctx: actions.resume(ctx, which))),
                (4, (client, lambda ctx: conversation.say(ctx, _taken(ctx, which), "The red one"))),
                (1, (holder, lambda ctx: actions.give_back(ctx, which, "Ill"))),
                (1, (holder, lambda ctx: actions.finish(ctx, which, "Done"))),
                (3, None),
            )
        return self._pick(
            (5, (holder, lambda ctx: conversation.say(ctx, _taken(ctx, which), "On its way"))),
            (8, (holder, lambda ctx: actions.finish(ctx, which, "Done"))),
            (3, (holder, lambda ctx: actions.ask(ctx, which, "Which one?"))),
            (2, (holder, lambda ctx: actions.pause(ctx, which, "The shop is closed"))),
            (1, (holder, lambda ctx: actions.give_back(ctx, which, "Ill"))),
            (1, (holder, hand_over)),
            (1, (holder, lambda ctx: lease.still_on_it(ctx, which))),
            (1, (holder, lambda ctx: lease.snooze(ctx, which))),
            (2, None),
        )

    def _of_manager(self, task: Task) -> tuple[Person, Act]:
        who = self.chance.choice(self.year.managers)
        priority, clock = self.chance.choice(tuple(Priority)), self.chance.choice(CLOCKS)
        hours = self.chance.choice((1, 2, 4, 8))
        found = self._pick(
            (3, (who, lambda ctx: manager.set_priority(ctx, f"{task.number}={priority}"))),
            (2, (who, lambda ctx: manager.set_category(ctx, f"{task.number}=papers"))),
            (
                4,
                (who, lambda ctx: alerts.extended(ctx, _dialog(ctx, task, clock), {"hours": str(hours), "words": "x"})),
            ),
            (2, (who, lambda ctx: alerts.take_care(ctx, f"{task.id}={clock}"))),
            (1, (who, lambda ctx: closing.cancel(ctx, _taken(ctx, task.id), reason="Nobody wants it"))),
        )
        assert found is not None
        return found

    # --- chance ---

    def _pick(self, *weighed: tuple[int, tuple[Person, Act] | None]) -> tuple[Person, Act] | None:
        offered = [one for _, one in weighed]
        return self.chance.choices(offered, [weight for weight, _ in weighed])[0]

    def _some_time(self) -> datetime:
        return self.year.now + (END - WEEK - self.year.now) * self.chance.random()

    def _in_hours(self, start: datetime, mean: float) -> datetime:
        hours = self.year.office.hours
        assert hours is not None
        seconds = self.chance.expovariate(1 / mean)
        return hours.add(start, int(seconds)) + timedelta(milliseconds=self.chance.randrange(1000))


def files(year: Year, who: Person, category: str | None, priority: Priority, wish: str | None = None) -> TaskId:
    """Let a contact file a request; return the task."""
    made: list[TaskId] = []

    def file(ctx: Context) -> None:
        draft_id = DraftId(ctx.uow.new_id())
        blank = Draft(draft_id, who.id, "Please", [], f"console::x:{draft_id}", DraftState.OPEN, None, ctx.now)
        draft = replace(blank, category=category, priority=priority)
        draft = draft if wish is None else wishes.given(ctx, draft, wish)
        ctx.uow.drafts.add(draft)
        made.append(actions.file(ctx, draft).id)

    year.acts(who, file)
    return made[0]


def extends(year: Year, task: TaskId, clock: str, hours: int) -> None:
    """Let the first manager extend a clock of a task."""
    found = year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    given = {"hours": str(hours), "words": "The shop is closed"}
    year.acts(year.managers[0], lambda ctx: alerts.extended(ctx, _dialog(ctx, found, clock), given))


def _taken(ctx: Context, task: TaskId) -> Task:
    found = ctx.uow.tasks.take(task)
    assert found is not None
    return found


def _dialog(ctx: Context, task: Task, clock: str) -> Dialog:
    about = f"{task.id}={clock}"
    return Dialog("0", ctx.who.id, "tasks.extend", 1, about, {"ref": task.reference}, {}, "done", ctx.now, ctx.now)
