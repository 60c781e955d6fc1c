"""Why a task is due when it is: the explanation that the rules give, worded for who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial, reduce
from types import MappingProxyType

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Card, Spoken, Stretch, Text
from handlers.rules.sla import ClockState
from handlers.rules.sla_explain import Reason, explain
from handlers.rules.sla_policy import Clock
from handlers.rules.turns import Turns, turns
from handlers.tasks import promises, record, showing
from handlers.tasks.promises import Standing
from storage.tasks import Task
from storage.vocabulary import PersonId, Role, TaskId

# What clients read of it: without how the office calls its promises and who did it, and with themselves as whom we
# wait for.
PLAINER = frozenset(
    {
        "why-filed",
        "why-begun",
        "why-extended",
        "why-paused-waiting",
        "why-paused-aside",
        "clock-next-update",
    }
)
SPANS = frozenset({"seconds", "remaining"})
MINUTE = 60


def why(ctx: Context, words: str) -> None:
    """`/why T-1042`: what was promised, when it is due and why then; whose turn it was."""
    if not words.strip():
        ctx.reply(Text("why-what"))
        return
    number = record.numbered(words)
    task = None if number is None else ctx.uow.tasks.by_number(number)
    if task is None or not record.may_see(ctx, task):
        raise Refused(Text("task-unknown"))
    explained = _explained(ctx, task, None)
    ctx.reply(explained or Text("why-no-promise", ref=task.reference))


def press(ctx: Context, about: str) -> None:
    """Press of Why?: the same below the card that was pressed; on an alert of the one clock it is about."""
    task_id, _, clock = about.partition("=")
    task = record.look(ctx, TaskId(task_id))
    only = Clock(clock) if clock in set(Clock) else None
    explained = _explained(ctx, task, only)
    if explained is None:
        ctx.answer(Text("why-no-promise", ref=task.reference))
        return
    below = showing.thread(task, ctx.who) if only is None else f"sla:{task.id}:{only}"
    ctx.tell(ctx.who, explained, about=task.id, thread=below)


def _explained(ctx: Context, task: Task, only: Clock | None) -> Card | None:
    """Return the explanation with a way to the task, None where nothing is promised."""
    promise = ctx.uow.sla.of(task.id)
    if promise is None:
        return None
    standing = promises.stand(ctx, task, promise)
    lines = list(explanation(ctx, standing, for_client=ctx.who.role is Role.CLIENT, only=only))
    return card(f"why:{ctx.uow.new_id()}", task, lines)


def card(key: str, task: Task, lines: Sequence[Text]) -> Card:
    """Return an explanation as it is read, with a way back to the task."""
    back = Button(Text("show-this", ref=task.reference), "tasks.show", task.id)
    return Card(key, Text("why-title", ref=task.reference), lines, [back])


def explanation(ctx: Context, standing: Standing, *, for_client: bool, only: Clock | None = None) -> Iterator[Text]:
    """Yield a question and the reasons for each clock's latest round, and at the end whose turn it was. What was kept
    in time takes one line unless it is the `only` one. Who of the staff did something is not for clients."""
    for clock, state in standing.latest().items():
        if only not in {None, clock} or (only is None and state.target is None):
            continue
        if state.target is None:
            yield from (heading(state, for_client=for_client), Text("why-nothing"))
            continue
        if only is None and state.met_at is not None and state.breached_at is None:
            yield Text("why-kept", clock=_clock(clock, for_client=for_client), at=state.met_at, due=state.due)
            continue
        yield heading(state, for_client=for_client)
        found = explain(state, standing.history, standing.hours, ctx.now)
        named = partial(_named, ctx)
        yield from (worded(reason, named, standing.closed, for_client=for_client) for reason in found)
    shared = turns(standing.history, standing.hours, standing.history[0].at, ctx.now)
    yield from turn_line(shared, for_client=for_client)


def heading(state: ClockState, *, for_client: bool) -> Text:
    """Return what is explained: why by that time, or how a clock without one stands."""
    clock = _clock(state.clock, for_client=for_client)
    return Text("why-clock", clock=clock) if state.due is None else Text("why-clock-due", clock=clock, at=state.due)


def turn_line(shared: Turns, *, for_client: bool) -> list[Text]:
    """Return whose turn it was for how long, in hours and minutes, leaving out who had none; nothing at the very
    beginning."""
    spans = {"office": shared.office, "client": shared.client, "outside": shared.outside}
    of = {True: {"office": "ours", "client": "yours"}, False: {}}[for_client]
    shares = [
        Text(f"turn-{of.get(name, name)}", span=span(each + MINUTE // 2))  # to the nearest minute, as people reckon
        for name, each in spans.items()
        if each >= MINUTE
    ]
    return [Text("why-turns", shares=reduce(_and, shares))] if shares else []


def worded(
    reason: Reason,
    named: Callable[[str], str | Text],
    closed: Mapping[date, Mapping[str, str]] = MappingProxyType({}),
    *,
    for_client: bool,
) -> Text:
    """Return a reason as a sentence: durations worded, dates with their names in `closed` if they have any, people by
    what `named` makes of their id, nothing of staff for clients."""
    facts = {name: _fact(name, value, named, for_client=for_client) for name, value in reason.facts.items()}
    if isinstance(dates := reason.facts.get("dates"), Sequence):
        facts["dates"] = reduce(_and, [_day(day, closed.get(day, {})) for day in dates if isinstance(day, date)])
    begin, end = facts.pop("begin", None), facts.pop("end", None)
    if isinstance(begin, datetime) and isinstance(end, datetime):
        facts["stretch"] = Stretch(begin, end)
    what = _plain(reason.name, for_client=for_client).removeprefix("why-")
    return Text(f"why-{what}", **facts)


def _fact(name: str, value: object, named: Callable[[str], str | Text], *, for_client: bool) -> object:
    if name in SPANS and isinstance(value, int):
        return span(abs(value))
    if name == "gap":
        return Text("why-gap", span=span(value)) if isinstance(value, int) and value else ""
    if name in {"by", "reason", "policy"} and for_client:
        return ""
    if name == "by":
        return named(str(value)) if value else ""
    return value


def _clock(clock: Clock, *, for_client: bool) -> Text:
    what = _plain(f"clock-{clock}", for_client=for_client).removeprefix("clock-")
    return Text(f"clock-{what}")


def _plain(name: str, *, for_client: bool) -> str:
    return f"{name}-you" if for_client and name in PLAINER else name


def _named(ctx: Context, person: str) -> str | Text:
    return record.somebody(record.person(ctx, PersonId(person)))


def span(seconds: int) -> Text:
    """Return a duration in hours and minutes."""
    return Text("span", hours=seconds // 3600, minutes=seconds % 3600 // 60)


def _and(before: Text, last: Text) -> Text:
    return Text("listed", before=before, last=last)


def _day(day: date, names: Mapping[str, str]) -> Text:
    """Return a date of the office's calendar, the same one wherever it is read, and what its reader calls it."""
    on = Text("on-day", day=day.day, month=day.month)
    return Text("on-day-named", day=on, name=Spoken(names)) if any(names.values()) else on
