"""The commands about promises as an operator types them, on real databases: `explain due`, `rebuild-timers`; and `/why`
as people read it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.__main__ import main
from bot.clock import SystemClock
from bot.compose import office_of
from bot.config import load
from bot.i18n import Wording
from handlers.chat.wire import unpack
from handlers.tasks import actions, conversation, why
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.sla import RuleVersion
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Priority, TaskId
from tests.sla.year import Year
from tests.sla.year_life import files

HOUSE = Path(__file__).resolve().parents[2]
BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
OFFICE = '[telegram]\ntoken = "123456:x"\n[office]\nname = "Office Berlin"\ntime_zone = "Europe/Berlin"\n'
HOURS = 'hours = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"\n'
NEWEST = Query(select(outbox.c.content).order_by(outbox.c.id.desc()).limit(1))


@dataclass
class Installation:
    """A database with a task in it, and the configuration that its operator has."""

    year: Year
    config: Path

    def configure(self, text: str) -> None:
        """Write the settings, and let the office work by them."""
        url = self.year.url or f"sqlite:///{self.year.path}"
        self.config.write_text(f'{text}[database]\nurl = "{url}"\n', "utf-8")
        self.year.office = office_of(load(self.config, {}), Wording(), self.year.now)
        levels = self.year.office.levels
        assert levels is not None

        def keep(uow: UnitOfWork) -> None:
            for kind, name, version, body in levels.rules():
                uow.sla.add_rule(RuleVersion(kind, name, version, dict(body), uow.now))

        self.year.store.run(keep)

    def at(self, text: str) -> None:
        """Let it be this time on the office's wall."""
        self.year.run(datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC))

    def command(self, *words: str) -> tuple[int, list[str]]:
        """Run a command of the command line while the office is closed; return its exit code and lines."""
        self.year.store.stop()
        done = CliRunner().invoke(main, [*words, "--config", str(self.config)])
        self.year.open()
        return done.exit_code, done.output.splitlines()


@pytest.fixture(params=["sqlite", "postgresql"])
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation on each database; time is set."""
    url = None
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    made = Installation(Year(tmp_path, 1, url), tmp_path / "config.toml")
    yield made
    made.year.store.stop()


def asked_and_answered(installed: Installation) -> TaskId:
    """Let a task be filed on Friday at 13:30 and wait for the client on Monday from 8 to 10, as the issue tells it."""
    year = installed.year
    installed.configure(f'{OFFICE}{HOURS}[sla.quick]\nresolution = "1h"\n')
    installed.at("2026-03-06T13:30")
    client = year.contacts[0]
    task = files(year, client, None, Priority.NORMAL)
    found = year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    holder = next(person for person in year.assistants if person.id == found.assistant_id)
    year.acts(holder, lambda ctx: actions.acknowledge(ctx, task))
    installed.at("2026-03-09T08:00")
    year.acts(holder, lambda ctx: actions.ask(ctx, task, "Which colour?"))

    def says(words: str) -> Callable[..., None]:
        return lambda ctx: conversation.say(ctx, ctx.uow.tasks.take(task), words)

    installed.at("2026-03-09T09:00")
    year.acts(client, says("Hello, thanks!"))  # no answer: it is still their turn
    installed.at("2026-03-09T10:00")
    year.acts(client, says("Red"))
    installed.at("2026-03-09T10:05")
    return task


WHY = {
    ("en", "client"): [
        "Why completion by Mon 9 Mar, 10:30?",
        "Filed Fri 6 Mar, 13:30",
        "Promised within 1 h of office hours",
        "Fri 6 Mar, 13:30–14:00: 30 min, 30 min left; closed until Mon 9 Mar, 08:00",
        "Mon 9 Mar, 08:00–10:00: 2 h don't count, waiting for you",
        "Mon 9 Mar, 10:00–10:30: the last 30 min",
        "Whose turn it was: ours 35 min, yours 2 h, outside office hours 66 h",
    ],
    ("en", "staff"): [
        "Why completion by Mon 9 Mar, 10:30?",
        "Filed Fri 6 Mar, 13:30, promise “quick”",
        "Promised within 1 h of office hours",
        "Fri 6 Mar, 13:30–14:00: 30 min, 30 min left; closed until Mon 9 Mar, 08:00",
        "Mon 9 Mar, 08:00–10:00: 2 h don't count, waiting for the client",
        "Mon 9 Mar, 10:00–10:30: the last 30 min",
        "Whose turn it was: office 35 min, client 2 h, outside office hours 66 h",
    ],
    ("de", "client"): [
        "Warum Erledigung bis Mo. 9. März, 10:30?",
        "Eingegangen Fr. 6. März, 13:30",
        "Zugesagt binnen 1 Std. Bürozeit",
        "Fr. 6. März, 13:30–14:00: 30 Min., es bleiben 30 Min.; geschlossen bis Mo. 9. März, 08:00",
        "Mo. 9. März, 08:00–10:00: 2 Std. zählen nicht, da wir auf Sie gewartet haben",
        "Mo. 9. März, 10:00–10:30: die letzten 30 Min.",
        "Wer dran war: wir 35 Min., Sie 2 Std., außerhalb der Bürozeit 66 Std.",
    ],
    ("de", "staff"): [
        "Warum Erledigung bis Mo. 9. März, 10:30?",
        "Eingegangen Fr. 6. März, 13:30, Zusage „quick“",
        "Zugesagt binnen 1 Std. Bürozeit",
        "Fr. 6. März, 13:30–14:00: 30 Min., es bleiben 30 Min.; geschlossen bis Mo. 9. März, 08:00",
        "Mo. 9. März, 08:00–10:00: 2 Std. zählen nicht, da auf Antwort gewartet wurde",
        "Mo. 9. März, 10:00–10:30: die letzten 30 Min.",
        "Wer dran war: Büro 35 Min., Kundschaft 2 Std., außerhalb der Bürozeit 66 Std.",
    ],
}


def _read(installed: Installation, who: Person, language: str, ref: str) -> list[str]:
    """Return what somebody reads who asks why."""
    installed.year.acts(who, lambda ctx: why.why(ctx, ref))
    [(content,)] = installed.year.read(lambda uow: uow.run.all(NEWEST))
    return [Wording().say(unpack(line), language, "Europe/Berlin") for line in content["lines"]]


def test_why_monday_half_past_ten(installed: Installation) -> None:
    """`/why` says in each language how the hour was used up, the client's way and the office's."""
    task = asked_and_answered(installed)
    found = installed.year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    readers = {"client": installed.year.contacts[0], "staff": installed.year.managers[0]}
    said = {
        (language, role): _read(installed, who, language, found.reference)
        for language in ("en", "de")
        for role, who in readers.items()
    }
    assert said == WHY


def test_explain_due(installed: Installation) -> None:
    """The command says the same to the operator, in the office's language or another, of all clocks or one."""
    task = asked_and_answered(installed)
    found = installed.year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    broken = {"en": "Not kept: broken Mon 9 Mar, 10:30", "de": "Nicht eingehalten: überschritten Mo. 9. März, 10:30"}
    for language in ("en", "de"):
        for clock in ([], ["--clock", "resolution"]):
            code, lines = installed.command("explain", "due", found.reference, "--language", language, *clock)
            expected = WHY[language, "staff"][:-1]
            assert (code, lines[:-1]) == (0, [*expected, broken[language]])
    assert installed.command("explain", "due", found.reference)[1][0] == WHY["en", "staff"][0]
    assert installed.command("explain", "due", "T-9999") == (1, ["there is no task T-9999"])
    code, lines = installed.command("explain", "due", found.reference, "--clock", "acknowledge")
    assert (code, lines[:2], len(lines)) == (0, ["taking it on", "Nothing promised"], 3)  # and whose turn it was


CUTOFF = {
    "en": [
        "Why completion by Thu 5 Mar, 12:00?",
        "Filed Tue 3 Mar, 14:30",
        "Not filed by 14:00 of a working day, so due at 12:00 on the next one",
        "Closed day in between: 4 Mar (Staff outing)",
    ],
    "de": [
        "Warum Erledigung bis Do. 5. März, 12:00?",
        "Eingegangen Di. 3. März, 14:30",
        "Nicht bis 14:00 eines Arbeitstags eingegangen, also am nächsten um 12:00 fällig",
        "Dazwischen geschlossen: 4.3. (Staff outing)",
    ],
}


def test_why_a_cutoff(installed: Installation) -> None:
    """Client, staff and operator read by when it would have had to be filed, and what closed the day between."""
    promise = '[sla.quick]\nresolution = { by = "14:00", same_day = "18:00", next_day = "12:00" }\n'
    installed.configure(f'{OFFICE}{HOURS}[calendars.office]\nclosed = ["2026-03-04 Staff outing"]\n{promise}')
    installed.at("2026-03-03T14:30")
    files(installed.year, installed.year.contacts[0], None, Priority.NORMAL)
    client, manager = installed.year.contacts[0], installed.year.managers[0]
    for language, told in CUTOFF.items():
        assert _read(installed, client, language, "T-1001") == told
        promise = {"en": ", promise “quick”", "de": ", Zusage „quick“"}[language]
        assert _read(installed, manager, language, "T-1001") == [told[0], told[1] + promise, *told[2:]]
    for language, told in CUTOFF.items():
        assert installed.command("explain", "due", "T-1001", "--language", language)[1][2] == told[2]


def test_rebuild_timers(installed: Installation) -> None:
    """Days that were to be closed are open after all: the dry run says what would move and be broken, and moves
    nothing; then it moves, and a second time there is nothing to do."""
    now = SystemClock().now()
    closed = f"{now - 20 * DAY:%Y-%m-%d}..{now + DAY:%Y-%m-%d}"
    promises = '[sla.a]\nresolution = "12h"\n[sla.b]\npriorities = ["low"]\nresolution = "400h"\n'
    year = installed.year
    year.now = now - 30 * DAY
    installed.configure(f'{OFFICE}[calendars.office]\nclosed = ["{closed}"]\n{promises}')
    year.now = now - 10 * DAY
    for priority in (Priority.NORMAL, Priority.NORMAL, Priority.LOW):
        files(year, year.contacts[0], None, priority)
    installed.config.write_text(installed.config.read_text("utf-8").replace(f'"{closed}"', ""), "utf-8")
    year.now = now
    would = "3 open tasks: would move 3 due times, 2 would be in breach"
    assert installed.command("rebuild-timers", "--dry-run") == (0, [would])
    assert installed.command("rebuild-timers", "--dry-run") == (0, [would])
    assert installed.command("rebuild-timers") == (0, ["3 open tasks: moved 3 due times, 2 are in breach"])
    assert installed.command("rebuild-timers") == (0, ["3 open tasks: moved 0 due times, 0 are in breach"])
    again = "3 open tasks: would move 0 due times, 0 would be in breach"
    assert installed.command("rebuild-timers", "--dry-run") == (0, [again])


def test_rebuild_one_timer(installed: Installation) -> None:
    """One of each is said as one."""
    now = SystemClock().now()
    year = installed.year
    closed = f"{now - 20 * DAY:%Y-%m-%d}..{now + DAY:%Y-%m-%d}"
    year.now = now - 30 * DAY
    installed.configure(f'{OFFICE}[calendars.office]\nclosed = ["{closed}"]\n[sla.a]\nresolution = "12h"\n')
    year.now = now - 10 * DAY
    files(year, year.contacts[0], None, Priority.NORMAL)
    installed.config.write_text(installed.config.read_text("utf-8").replace(f'"{closed}"', ""), "utf-8")
    year.now = now
    would = "1 open task: would move 1 due time, 1 would be in breach"
    assert installed.command("rebuild-timers", "--dry-run") == (0, [would])
    assert installed.command("rebuild-timers") == (0, ["1 open task: moved 1 due time, 1 is in breach"])


def test_as_a_process(tmp_path: Path) -> None:
    """Typed at a shell: lines on stdout, what is wrong on stderr, and the exit code tells them apart."""
    installed = Installation(Year(tmp_path, 1), tmp_path / "config.toml")
    asked_and_answered(installed)
    installed.year.store.stop()
    command = [sys.executable, "-m", "bot", "explain", "due", "T-1001", "--config", str(installed.config)]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == WHY["en", "staff"][0]
    command[5] = "T-9999"
    refused = CliRunner().invoke(main, command[3:])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.endswith("there is no task T-9999\n")
