"""Why a task is due when it is: the explanation that the rules give, worded for who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Text
from handlers.rules.sla_explain import Reason, explain
from handlers.rules.sla_policy import Clock
from handlers.rules.turns import Turns, turns
from handlers.tasks import promises, record
from handlers.tasks.promises import Standing
from storage.vocabulary import PersonId, Role

# What clients read of it: without who of the office did it, and with themselves as whom we wait for.
PLAINER = frozenset({"why-extended", "why-paused-waiting", "why-paused-aside"})


def why(ctx: Context, words: str) -> None:
    """`/why T-1042`: what was promised, when it is due and why then; whose turn it was."""
    if not words.strip():
        ctx.reply(Text("why-what"))
        return
    number = record.numbered(words)
    task = None if number is None else ctx.uow.tasks.by_number(number)
    if task is None or not record.may_see(ctx, task):
        raise Refused(Text("task-unknown"))
    promise = ctx.uow.sla.of(task.id)
    if promise is None:
        ctx.reply(Text("why-no-promise", ref=task.reference))
        return
    standing = promises.stand(ctx, task, promise)
    lines = list(explanation(ctx, standing, for_client=ctx.who.role is Role.CLIENT))
    ctx.reply(Card(f"why:{ctx.uow.new_id()}", Text("why-title", ref=task.reference), lines))


def explanation(ctx: Context, standing: Standing, *, for_client: bool, only: Clock | None = None) -> Iterator[Text]:
    """Yield a heading and the reasons for each clock's latest round, and at the end whose turn it was. Who of the staff
    did something is not for clients."""
    for clock, state in standing.latest().items():
        if state.target is None or only not in {None, clock}:
            continue
        yield Text("why-clock", clock=Text(f"clock-{clock}"), round=state.round)
        found = explain(state, standing.history, standing.hours, ctx.now)
        yield from (worded(reason, partial(_named, ctx), for_client=for_client) for reason in found)
    shared = turns(standing.history, standing.hours, standing.history[0].at, ctx.now)
    yield turn_line(shared)


def turn_line(shared: Turns) -> Text:
    """Return whose turn it was, in hours and minutes of open time."""
    spans = {"office": shared.office, "client": shared.client, "outside": shared.outside}
    return Text("why-turns", **{name: span(seconds) for name, seconds in spans.items()})


def worded(reason: Reason, named: Callable[[str], str | Text], *, for_client: bool) -> Text:
    """Return a reason as a sentence: durations and dates worded, people by what `named` makes of their id, nothing of
    staff for clients."""
    facts: dict[str, object] = {}
    for name, value in reason.facts.items():
        if name in {"seconds", "remaining"} and isinstance(value, int):
            facts[name] = span(abs(value))
        elif name == "dates" and isinstance(value, Sequence):
            facts[name] = [_day(each) for each in value if isinstance(each, date)]
        elif name == "clock":
            facts[name] = Text(f"clock-{value}")
        elif name in {"by", "reason"} and for_client:
            facts[name] = ""
        elif name == "by":
            facts[name] = named(str(value)) if value else ""
        else:
            facts[name] = value
    what = reason.name.removeprefix("why-") + ("-you" if for_client and reason.name in PLAINER else "")
    return Text(f"why-{what}", **facts)


def _named(ctx: Context, person: str) -> str | Text:
    return record.somebody(record.person(ctx, PersonId(person)))


def span(seconds: int) -> Text:
    """Return a duration in hours and minutes."""
    return Text("span", hours=seconds // 3600, minutes=seconds % 3600 // 60)


def _day(day: date) -> Text:
    """Return a date of the office's calendar: the same one wherever it is read."""
    return Text("on-day", day=day.day, month=day.month)
