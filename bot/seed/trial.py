"""A client of the invented office who is still trying it out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from bot.seed.calendar import Times
from bot.seed.cast import Cast, Rows
from bot.seed.words import ENGLISH, WORDS
from handlers.chat.context import Office
from handlers.rules import trials
from handlers.rules.trials import QUESTIONS, Kind
from handlers.trials.actions import plan_of, timer_of
from storage.trials import Trial
from storage.vocabulary import ClientId, PersonId, Role, TimerState, TrialState

BEGAN, WEEKS = timedelta(days=16), 4
THINKS = timedelta(hours=3)


def trial(office: Office, cast: Cast, times: Times) -> Rows:
    """Return the trial of the last client: begun two weeks ago, asked about, answered, with its timers still to come;
    none in an office that has no such past."""
    begun_at = times.until - BEGAN
    if not cast.accounts or begun_at < times.begin:
        return {}
    account, words = cast.accounts[-1], WORDS.get(office.language, ENGLISH)
    manager = next(row["id"] for row in cast.rows["people"] if row["role"] is Role.MANAGER)
    first: date = begun_at.astimezone(times.zone).date()
    last = trials.last_day(first, WEEKS).isoformat()
    new = Trial(
        times.new_id(begun_at), ClientId(account.client), PersonId(manager), TrialState.RUNNING, first.isoformat(),
        last, words.criteria, None, begun_at, None,
    )  # fmt: skip
    plan = plan_of(new, office)
    found: list[tuple[str, str | None, Any, dict[str, Any]]] = [("begun", manager, begun_at, {"until": last})]
    for each in plan:
        at = max(each.at, begun_at)
        if at + THINKS < times.until and each.kind in QUESTIONS:
            found.append(("asked", None, at, {"milestone": each.name, "to": [account.contact]}))
            if each.kind is Kind.WEEK:
                said = {"milestone": each.name, "words": words.trial}
                found.append(("answered", account.contact, at + THINKS, said))
    steps = [
        {"id": times.new_id(at), "trial_id": new.id, "move": move, "by": by, "at": at, "facts": facts}
        for move, by, at, facts in found
    ]
    coming = [each for each in plan if each.at >= times.until]
    timers = [{**asdict(timer_of(new, each)), "state": TimerState.OPEN} for each in coming]
    return {"trials": [asdict(new)], "trial_steps": steps, "timers": timers}
