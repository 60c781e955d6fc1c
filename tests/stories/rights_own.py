"""What buttons may be about that belongs to one person: their reports, reminders, absences, series, and the contracts
they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.rules import whens
from storage.absences import Absence
from storage.contract_ends import ContractEnd
from storage.people import Person
from storage.reminders import Reminder
from storage.report_runs import ReportRun
from storage.series import Series
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import AbsenceState, ClientId, ReminderState, Role, RunState, SeriesState
from tests.stories.kit import Desk


def report(desk: Desk, person: Person, action: str) -> str:
    """Let a person have a report with one figure; return what its button carries."""
    of_client = dict.fromkeys(("reports.agree", "reports.release", "reports.withhold"), "")
    after = {"reports.file": ":png", "reports.times": ":acknowledge", **of_client}.get(action, ":done")
    client, kind = desk.joins(Role.CLIENT, f"contact-{person.name}").client_id, "client" if after == "" else "digest"

    def unit(uow: UnitOfWork) -> str:
        run = ReportRun(
            uow.new_id(), uow.new_id(), person.id, kind, "2026-12", client, None, RunState.MADE, uow.now, uow.now
        )
        times = {"figures-acknowledge": [1, 60, -1, 1, 1], "time-acknowledge": [1001], "seconds-acknowledge": [60]}
        uow.report_runs.add(replace(run, found={"done": [1001], "bars": [1] * 8, **times}))
        return f"{run.id}{after}"

    return desk.run(unit)


def reminder(desk: Desk, owner: Person, action: str) -> str:
    """Return what a button carries about a reminder of somebody's, still to come."""

    def unit(uow: UnitOfWork) -> str:
        at = uow.now + timedelta(hours=1)
        state = ReminderState.OPEN
        reminder = Reminder(uow.new_id(), owner.id, None, "Call back", at, state, 1, uow.now)
        uow.reminders.add(reminder)
        after = {"reminders.move": f"={to_milliseconds(at)}", "reminders.snooze": "=hour"}.get(action, "")
        return f"{reminder.id}{after}"

    return desk.run(unit)


def absence(desk: Desk, owner: Person, action: str) -> str:
    """Return what a button carries about an absence of somebody's: asked about, or planned."""

    def unit(uow: UnitOfWork) -> str:
        when = whens.day((uow.now + timedelta(days=2)).date(), uow.now.astimezone(ZoneInfo("Europe/Berlin")))
        state = AbsenceState.PLANNED if action == "absences.cancel" else AbsenceState.ASKED
        absence = Absence(uow.new_id(), owner.id, state, [when.noted()], uow.now, None, uow.now)
        uow.absences.add(absence)
        after = {"absences.confirm": f"={when.token()}", "absences.pick": "=first"}.get(action, "")
        return f"{absence.id}{after}"

    return desk.run(unit)


def series(desk: Desk, owner: Person, action: str) -> str:
    """Return what a button carries about a recurring request of somebody's."""
    states = {"recurring.confirm": SeriesState.ASKED, "recurring.resume": SeriesState.PAUSED}
    state = states.get(action, SeriesState.ACTIVE)

    def unit(uow: UnitOfWork) -> str:
        first = "2020-01-01T09:00:00"
        coming = f"{uow.now + timedelta(days=2):%Y-%m-%d}T09:00:00"
        new = Series(
            *(uow.new_id(), owner.id, owner.id, "Coffee", "daily", "FREQ=DAILY", "Europe/Berlin", first),
            *(coming if state is SeriesState.ACTIVE else None, state, 1, uow.now),
        )
        uow.series.add(new)
        return new.id

    return desk.run(unit)


def ended(desk: Desk, asker: Person, second: Person) -> str:
    """Let the end of a contract be begun by two; return its id."""
    client = ClientId(str(desk.joins(Role.CLIENT, f"contact-{asker.name}").client_id))

    def unit(uow: UnitOfWork) -> str:
        new = ContractEnd(uow.new_id(), client, asker.id, second.id, uow.now)
        uow.contract_ends.add(new)
        return new.id

    return desk.run(unit)
