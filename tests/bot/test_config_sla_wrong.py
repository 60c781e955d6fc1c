"""Bad calendars, promises, chains and teams: each is refused with the exact key, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from tests.bot.sla_settings import OFFICE, complaints

SHAPES = (
    'must be a duration such as "1h 30m", or { by = "14:00", same_day = "18:00", next_day = "12:00" }, '
    'or { before = "2h", of = "deadline" }'
)
DURATION = 'must be a duration in hours and minutes, such as "45m", "16h" or "2h 30m"'
NAME = "a name begins with a letter and has at most 30 characters a-z 0-9 _ -; rename it"
WRONG = [
    # calendars
    (
        '[calendars.a]\nzone = "Europe/Berln"',
        "[calendars.a] zone: there is no time zone 'Europe/Berln', did you mean "
        "Europe/Berlin?; expected a name like Europe/Berlin",
    ),
    (
        '[calendars.a]\nweek = ""',
        "[calendars.a] week: no window at all in '', expected for instance 'Mon-Fri 08:00-17:00'",
    ),
    (
        '[calendars.a]\nweek = "Mon 8-17"',
        "[calendars.a] week: '8-17' in 'Mon 8-17' is not a window, expected for instance 08:00-17:00",
    ),
    (
        '[calendars.a]\nweek = "Mon 08:00-12:00,11:30-17:00"',
        "[calendars.a] week: Mon: 08:00-12:00 and 11:30-17:00 overlap; make them one window",
    ),
    (
        '[calendars.a]\nweek = "daily 22:00-30:00,05:00-06:30"',
        "[calendars.a] week: Mon/Tue: 22:00-30:00 and 05:00-06:30 overlap (and 6 pairs more); make them one window",
    ),
    (
        '[calendars.a]\nexceptions = ["hol 2026-02-30"]',
        "[calendars.a] exceptions: '2026-02-30' in 'hol 2026-02-30' is not a date, expected for instance 2026-12-24",
    ),
    (
        '[calendars.a]\nweek = "Mon-Fri 08:00-17:00"\nexceptions = ["shift 2026-12-24 08:00-12:00,11:00-14:00"]',
        "[calendars.a] exceptions: shift 2026-12-24: 08:00-12:00 and 11:00-14:00 overlap; make them one window",
    ),
    ('[calendars.a]\nexceptions = "hol 2026-02-03"', "[calendars.a] exceptions: must be a list in [square brackets]"),
    ("[calendars.a]\nclosed = [2026-12-24]", "[calendars.a] closed: must be text in quotes"),
    (
        '[calendars.a]\nclosed = ["24.12.2026"]',
        "[calendars.a] closed: '24.12.2026' in '24.12.2026' is not a date, expected for instance 2026-12-24",
    ),
    (
        '[calendars.a]\nweek = "Mon 08:00-12:00"\nclosed = ["2026-01-01..2026-12-31", "2027-01-01..2027-12-31"]',
        "[calendars.a] closed: nothing opens within 400 days after 2025-12-29",
    ),
    (
        '[calendars.a]\nholidays = "de-by"',
        "[calendars.a] holidays: no holidays are known for de-by, did you mean DE-BY?",
    ),
    (
        '[calendars.a]\nholidays = "AT-99"',
        "[calendars.a] holidays: no holidays are known for AT-99; the regions of AT are 1, 2, 3, 4, 5, 6, 7, 8, 9",
    ),
    (
        '[calendars.a]\nholidays = "Narnia"',
        "[calendars.a] holidays: no holidays are known for Narnia; expected a country "
        "such as DE, or a region of one such as DE-BY",
    ),
    (
        '[calendars.a]\nholidays = "DE-BY"\nholiday_switches = ["-2026-10-31"]',
        "[calendars.a] holiday_switches: '-2026-10-31': 2026-10-31 is no holiday here that could be switched off",
    ),
    (
        '[calendars.a]\nholiday_switches = ["+2026-10-31"]',
        "[calendars.a] holiday_switches: only go with holidays; closing days of your own belong into closed",
    ),
    (
        '[calendars.a]\nfeed = "none.ics"',
        "[calendars.a] feed: the file {folder}/none.ics can't be read (No such file or "
        "directory); paths are relative to the configuration file",
    ),
    ('[calendars.a]\nweak = ""', "[calendars.a] weak: there is no such key, did you mean week?"),
    (
        '[calendars."Bavaria"]',
        f"[calendars.Bavaria]: {NAME}",
    ),
    (
        'hours = "Mon 08:00-12:00"\n[calendars.office]\nweek = "Mon 08:00-12:00"',
        "[calendars.office] week: [office] hours says it, too; leave one of them out",
    ),
    (
        'hours = "Mon 08:00-12:00,09:00-10:00"',
        "[office] hours: Mon: 08:00-12:00 and 09:00-10:00 overlap; make them one window",
    ),
    # promises
    ('[sla.a]\nacknowledge = "-1h"', f"[sla.a] acknowledge: is negative; {DURATION}"),
    ('[sla.a]\nacknowledge = "0m"', "[sla.a] acknowledge: must be more than 0m"),
    ('[sla.a]\nacknowledge = "1d"', f"[sla.a] acknowledge: {DURATION}"),
    ('[sla.a]\nacknowledge = "9000h"', "[sla.a] acknowledge: must be at most 8760h"),
    ("[sla.a]\nacknowledge = 3600", f"[sla.a] acknowledge: {SHAPES}"),
    ('[sla.a]\nresolution = { by = "14:00" }', f"[sla.a] resolution: {SHAPES}"),
    (
        '[sla.a]\nresolution = { by = "14:00", same_day = "12:00", next_day = "12:00" }',
        "[sla.a] resolution: same_day: 12:00 is not after by, 14:00",
    ),
    (
        '[sla.a]\nresolution = { by = "2pm", same_day = "18:00", next_day = "12:00" }',
        "[sla.a] resolution: by: '2pm' is not a time of day, expected for instance 14:00",
    ),
    (
        '[sla.a]\nresolution = { by = "14:00", same_day = "18:00", next_day = "25:00" }',
        "[sla.a] resolution: next_day: '25:00' is not a time of day, expected for instance 14:00",
    ),
    (
        '[sla.a]\nresolution = { before = "2h", off = "deadline" }',
        "[sla.a] resolution: there is no such key off, did you mean of?",
    ),
    (
        '[sla.a]\nresolution = { before = "2h", of = "dedline" }',
        "[sla.a] resolution: of: there is no 'dedline', did you mean deadline?",
    ),
    (
        '[sla.a]\nresolution = { before = "-2h", of = "deadline" }',
        f"[sla.a] resolution: before: is negative; {DURATION}",
    ),
    (
        "[sla.a]",
        "[sla.a]: promises nothing; give it at least one of acknowledge, first_response, next_update, resolution",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\nwarnings = [0.9, 0.75]',
        "[sla.a] warnings: [0.9, 0.75] are not fractions between 0 and 1 in ascending order",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\nwarnings = [0.0, 0.9]',
        "[sla.a] warnings: [0.0, 0.9] are not fractions between 0 and 1 in ascending order",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\nwarnings = [0.75, 1.0]',
        "[sla.a] warnings: [0.75, 1.0] are not fractions between 0 and 1 in ascending order",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\nwarnings = [75.0]',
        "[sla.a] warnings: [75.0] are not fractions between 0 and 1 in ascending order",
    ),
    (
        '[sla.a]\nfirst_respons = "1h"\nacknowledge = "1h"',
        "[sla.a] first_respons: there is no such key, did you mean first_response?",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\npriorities = ["urgnt"]',
        "[sla.a] priorities: there is no 'urgnt', did you mean urgent?",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\ncategories = ["travl"]\n[categories.travel]\nlabel = "Travel"',
        "[sla.a] categories: there is no [categories.travl], did you mean travel?",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\ncalendar = "ofice"',
        "[sla.a] calendar: there is no [calendars.ofice], did you mean office?",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\nescalation = "urgnt"\n[escalations.urgent]\n'
        'steps = [{ condition = "breached", role = "manager" }]',
        "[sla.a] escalation: there is no [escalations.urgnt], did you mean urgent?",
    ),
    (
        '[categories.travel]\nlabel = "Travel"\nsla = "quik"\n[sla.quick]\nacknowledge = "1h"',
        "[categories.travel] sla: there is no [sla.quik], did you mean quick?",
    ),
    (
        '[sla.a]\nacknowledge = "1h"\n[sla.b]\nacknowledge = "2h"',
        "[sla.b]: [sla.a] is for the same tasks (category any, priority any, plan any); leave them to one",
    ),
    (
        '[categories.x]\nlabel = "X"\n[sla.a]\nacknowledge = "1h"\npriorities = ["high", "low"]\ncategories = ["x"]\n'
        'plans = ["gold"]\n[sla.b]\nacknowledge = "1h"\npriorities = ["high"]\ncategories = ["x"]\nplans = ["gold"]',
        "[sla.b]: [sla.a] is for the same tasks (category x, priority high, plan gold); leave them to one",
    ),
    ("[sla]\nacknowledge = 5", "[sla.acknowledge]: must be a table, [sla.acknowledge]"),
    ('[categories.Travel]\nlabel = "x"', f"[categories.Travel]: {NAME}"),
    ('[sla."a b"]\nacknowledge = "1h"', f"[sla.a b]: {NAME}"),
    # chains
    ("[escalations.a]\nsteps = []", "[escalations.a] steps: the chain has no receiver; give it at least one step"),
    ("[escalations.a]", "[escalations.a] steps: is missing; config.example.toml says what belongs there"),
    (
        '[escalations.a]\nsteps = [{ condition = "breached" }]',
        "[escalations.a.steps.0] role: is missing; config.example.toml says what belongs there",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "breeched", role = "manager" }]',
        "[escalations.a.steps.0] condition: there is no 'breeched', did you mean breached?",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "breached", role = "lead" }]',
        "[escalations.a.steps.0] role: there is no 'lead', did you mean team-lead?",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "breached", rolle = "x", role = "manager" }]',
        "[escalations.a.steps.0] rolle: there is no such key, did you mean role?",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "at-risk", role = "manager" }]',
        "[escalations.a.steps.0] fraction: None is not between 0 and 1, as at-risk asks for",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "at-risk", role = "manager", fraction = 1.0 }]',
        "[escalations.a.steps.0] fraction: 1.0 is not between 0 and 1, as at-risk asks for",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "breached", role = "manager", repeat = 101 }]',
        "[escalations.a.steps.0] repeat: 101 is not between 0 and 100",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "breached", role = "manager", every = "0m" }]',
        "[escalations.a.steps.0] every: must be more than 0m",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "breached", role = "manager", wait = "-5m" }]',
        f"[escalations.a.steps.0] wait: is negative; {DURATION}",
    ),
    (
        '[escalations.a]\nsteps = [{ condition = "breached", role = "team-lead" }]',
        "[escalations.a] steps: no team names anybody who is told; add a step for the manager",
    ),
    # teams
    ('[teams.Desk]\nlead = ""', "[teams.Desk] lead: is empty; give it a value"),
    ('[teams.Desk]\nleed = "Anna"', "[teams.Desk] leed: there is no such key, did you mean lead?"),
    (
        '[teams.Desk]\nlease = "2d"',
        f"[teams.Desk] lease: {DURATION}",
    ),
    ('[teams.Desk]\nlease = "0m"', "[teams.Desk] lease: must be more than 0m"),
    ('[teams.Desk]\nlease = "-1h"', f"[teams.Desk] lease: is negative; {DURATION}"),
    ('[teams.Desk]\nlease = "8h"\nlease_days = 0', "[teams.Desk] lease_days: must be at least 1"),
    (
        "[teams.Desk]\nlease_days = 5",
        "[teams.Desk]: lease_days goes with lease; give that, too, or leave lease_days out",
    ),
    (
        '[teams.Desk]\ncalendar = "x"\n[calendars.xx]',
        "[teams.Desk] calendar: there is no [calendars.x], did you mean xx?",
    ),
    (
        '[teams.Desk]\nescalation = "defalt"',
        "[teams.Desk] escalation: there is no [escalations.defalt], did you mean default?",
    ),
]
IDS = [f"{number} {complaint.split(':')[0]}" for number, (_, complaint) in enumerate(WRONG)]


@pytest.mark.parametrize(("text", "complaint"), WRONG, ids=IDS)
def test_one_mistake(tmp_path: Path, text: str, complaint: str) -> None:
    """One mistake is one sentence with the exact key and, where there is one, the nearest right word."""
    assert complaints(tmp_path, f"{OFFICE}{text}\n") == [complaint.replace("{folder}", str(tmp_path))]


@pytest.mark.parametrize("command", ["check", "rebuild-timers"])
def test_the_command_refuses(tmp_path: Path, command: str) -> None:
    """`check`, as every command, names each mistake on a line of its own, and ends with 1 before it has opened
    anything."""
    folder = tmp_path / "office"
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text(
        f'{OFFICE}[calendars.a]\nweek = "Mon 08:00-12:00,11:30-17:00"\n[calendars.b]\nzone = "Mars/Base"\n'
        '[sla.a]\nacknowledge = "-1h"\n[escalations.a]\nsteps = []\n',
        "utf-8",
    )
    done = CliRunner().invoke(main, [command, "--config", str(config)])
    assert done.exit_code == 1
    keys = [line.strip().removeprefix("- ").split(":")[0] for line in done.output.splitlines()[1:]]
    assert sorted(keys) == [
        "[calendars.a] week",
        "[calendars.b] zone",
        "[escalations.a] steps",
        "[sla.a] acknowledge",
    ]
    assert list(folder.iterdir()) == [config]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """Mistakes of several tables, and names that fit nothing, come together."""
    text = (
        '[calendars.a]\nweek = "Mon"\nclosed = ["x"]\n[sla.a]\nacknowledge = "0m"\nresolution = 5\ncalendar = "b"\n'
        '[escalations.c]\nsteps = [{ role = "x" }]\n[teams.Desk]\nescalation = "cc"\n'
    )
    assert sorted(complaint.split(":")[0] for complaint in complaints(tmp_path, OFFICE + text)) == [
        "[calendars.a] closed",
        "[calendars.a] week",
        "[escalations.c.steps.0] condition",
        "[escalations.c.steps.0] role",
        "[sla.a] acknowledge",
        "[sla.a] calendar",
        "[sla.a] resolution",
        "[teams.Desk] escalation",
    ]


def test_a_file_that_is_no_feed(tmp_path: Path) -> None:
    """What can't be read as iCalendar is said of the key that names the file."""
    (tmp_path / "closing.ics").write_text("Closed on Monday", "utf-8")
    [complaint] = complaints(tmp_path, f'{OFFICE}[calendars.a]\nfeed = "closing.ics"\n')
    assert complaint.startswith("[calendars.a] feed: this is no iCalendar feed that can be read: ")
