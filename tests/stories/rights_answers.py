"""Good answers to every form of the table of rights."""

from __future__ import annotations

from storage.people import Person


def answers(form: str, colleague: Person) -> dict[str, str]:
    """Return good answers to a form; `colleague` is to take a task."""
    good = {
        "people.plan": {"plan": "-"},
        "privacy.keep": {"days": "45"},
        "people.oblige": {"on": "today"},
        "trials.begin": {"begins": "today", "weeks": "4", "criteria": "Quick"},
        "trials.extend": {"weeks": "2"},
        "trials.decide": {"outcome": "stays", "words": ""},
        "tasks.done": {"result": "Roses"},
        "tasks.extend": {"hours": "4", "words": "Because"},
        "tasks.worked": {"minutes": "45"},
        "tasks.hand-over": {"to": colleague.id, "words": "the vase"},
        "tasks.send-back": {"complaint": "late", "words": ""},
        "tasks.request": {"words": "Please order tulips", "priority": "normal", "wish": ""},
        "tasks.wish": {"wish": "tomorrow"},
        "tasks.date": {"wish": "tomorrow"},
        "tasks.which": {"words": "T-1001"},
        "people.quiet": {"hours": "22 - 6 Uhr"},
        "recurring.new": {"words": "every Monday order coffee"},
        "absences.when": {"when": "tomorrow"},
        "reminders.when": {"when": "tomorrow 9:00"},
        "bookings.guest": {"name": "Lee"},
        "bookings.answers": {"phone": "1"},
        "bookings.caller": {"name": "Lee"},
        "bookings.series": {"weeks": "2", "times": "3"},
        "people.rename": {"name": "Baker & Sons"},
        "people.invite": {"role": "manager", "name": "Eva"},
    }
    return good.get(form, {"words": "Because"})
