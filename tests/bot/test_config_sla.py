"""What the settings promise: calendars, policies, chains and teams as they are written and put together."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.check import findings
from bot.clock import MovableClock
from bot.compose import office_of
from bot.config_calendars import CalendarSettings
from bot.config_sla import EscalationSettings, PolicySettings, StepSettings, TeamSettings
from bot.i18n import Wording
from handlers.rules.cutoff import Cutoff
from handlers.rules.escalation import DEFAULT, Condition, Receiver, Step
from handlers.rules.lease import Lease
from handlers.rules.service_levels import Calendar, Duty, ServiceLevels, version_of
from handlers.rules.sla_explain import Reason
from handlers.rules.sla_policy import Anchor, Before, Budget, Clock, Policy
from handlers.tasks.why import worded
from tests.bot.sla_settings import HOURS, NOW, OFFICE, levels, read
from tests.rules.sla_cases import HOUR, MINUTE, local

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
FEED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Town//Closing//EN
BEGIN:VEVENT
UID:1@town.example
DTSTAMP:20250101T000000Z
DTSTART;VALUE=DATE:20260518
DTEND;VALUE=DATE:20260520
SUMMARY:Moving
END:VEVENT
BEGIN:VEVENT
UID:2@town.example
DTSTAMP:20250101T000000Z
DTSTART:20260520T100000Z
DTEND:20260520T110000Z
SUMMARY:Fire drill
END:VEVENT
END:VCALENDAR
"""


# --- calendars -----------------------------------------------------------------------------------------------------


def test_an_office_without_any_of_it(tmp_path: Path) -> None:
    """It is always open, and promises that somebody takes up every task within an hour."""
    found = levels(tmp_path, OFFICE)
    assert found.calendars["office"].body == {"zone": "Europe/Berlin", "week": "daily 00:00-24:00", "exceptions": []}
    promised = found.promised(None, "normal", None, "Office")
    assert promised is not None
    assert (promised.policy.name, promised.policy.targets) == ("standard", {Clock.ACKNOWLEDGE: Budget(HOUR)})
    assert (promised.calendar.name, promised.chain) == ("office", DEFAULT)
    assert office_of(read(tmp_path, OFFICE), Wording(), NOW).hours is None


EPIPHANY = "Heilige Drei Könige"
BAVARIA = """
[calendars.office]
holidays = "DE-BY"
exceptions = ["shift 2026-12-24 08:00-12:00"]
closed = ["2026-12-28..2026-12-30 Between the years"]
[calendars.epiphany]
holidays = "DE-BY"
holiday_switches = ["-2027-01-06", "+2027-01-07 Stocktaking"]
[calendars.berlin]
holidays = "DE-BE"
"""


@pytest.mark.parametrize(
    ("calendar", "start", "end", "seconds"),
    [
        # Corpus Christi, Thursday 4 June 2026, is a holiday in Bavaria and none in Berlin.
        ("office", "06-03 16:00", "06-09 09:00", 16 * HOUR),
        ("berlin", "06-03 16:00", "06-08 09:00", 16 * HOUR),
        # 1 h Wednesday, 4 h Christmas Eve, 31 December, 4 and 5 January 8 h each, 1 h on the 7th; Epiphany is the 6th.
        ("office", "2026-12-23 16:00:00", "2027-01-07 09:00:00", 30 * HOUR),
        ("office", "2026-12-23 16:00:07", "2027-01-07 08:59:59", 30 * HOUR - 8),
        # 1 h and 3 times 8 h before Christmas Day, 28 to 31 December; 4, 5 and 6 January; the 7th is closed.
        ("epiphany", "2026-12-23 16:00:00", "2027-01-07 09:00:00", (1 + 8 + 4 * 8 + 3 * 8) * HOUR),
        # The clocks change on Sunday 29 March 2026: Friday afternoon and Monday morning keep their wall times.
        ("office", "03-27 13:00:00", "03-30 08:00:30", HOUR + 30),
    ],
)
def test_regional_sums(tmp_path: Path, calendar: str, start: str, end: str, seconds: int) -> None:
    """T18: the holidays of a region, closing days, half days and switches stop the clock, exact to the second."""
    hours = levels(tmp_path, HOURS + BAVARIA).calendar(calendar).hours
    assert hours.elapsed(local(start), local(end)) == seconds
    if calendar != "epiphany":
        assert hours.add(local(start), seconds) == local(end)


def test_names_of_closed_dates(tmp_path: Path) -> None:
    """Holidays are named in each language, the office's first; closing days and switches have the words they were
    given."""
    english = levels(tmp_path, HOURS + BAVARIA).calendars
    assert list(english["office"].closed[date(2026, 1, 6)].items()) == [("en", "Epiphany"), ("de", EPIPHANY)]
    assert english["office"].closed[date(2026, 12, 29)]["de"] == "Between the years"
    assert english["epiphany"].closed[date(2027, 1, 7)]["en"] == "Stocktaking"
    german = levels(tmp_path, HOURS + 'language = "de"\n' + BAVARIA).calendars
    assert list(german["office"].closed[date(2026, 1, 6)].items()) == [("de", EPIPHANY), ("en", "Epiphany")]
    assert {name: one.version for name, one in german.items()} == {name: one.version for name, one in english.items()}


@pytest.mark.parametrize(("language", "name"), [("en", "Good Friday"), ("de", "Karfreitag")])
def test_each_reader_reads_holidays_in_their_language(tmp_path: Path, language: str, name: str) -> None:
    """Why something is due on another day names the holiday in the reader's language, not the office's."""
    closed = levels(tmp_path, HOURS + BAVARIA).calendars["office"].closed
    reason = Reason("why-holidays", {"dates": (date(2026, 4, 3),), "count": 1})
    assert name in Wording().say(worded(reason, str, closed, for_client=True), language, "Europe/Berlin")


def test_handlers_see_the_holidays(tmp_path: Path) -> None:
    """The hours of the office are those of its calendar."""
    office = office_of(read(tmp_path, HOURS + BAVARIA), Wording(), NOW)
    assert office.hours is not None
    assert office.levels is not None
    assert office.hours == office.levels.calendar(None).hours
    assert not office.hours.opens_on(date(2026, 6, 4))


def test_feed(tmp_path: Path) -> None:
    """Whole-day events of a file beside the settings close; `check` names the others and what comes next."""
    (tmp_path / "closing.ics").write_text(FEED, "utf-8")
    text = f'{HOURS}[calendars.office]\nfeed = "closing.ics"\n'
    office = levels(tmp_path, text).calendar(None)
    moving = {"en": "Moving", "de": "Moving"}
    assert office.closed == {date(2026, 5, 18): moving, date(2026, 5, 19): moving}
    assert office.hours.add(local("05-15 13:30"), HOUR) == local("05-20 08:30")


async def test_check_tells_about_calendars(tmp_path: Path) -> None:
    """Whoever runs `check` sees how many dates each calendar closes, which comes next, and what a feed leaves open."""
    (tmp_path / "closing.ics").write_text(FEED, "utf-8")
    text = HOURS.replace("[office]", 'base_url = "http://127.0.0.1:9/bot"\n[office]')
    settings = read(
        tmp_path, f'{text}[calendars.feed]\nfeed = "closing.ics"\n[calendars.bavaria]\nholidays = "DE-BY"\n'
    )
    said = [each.what for each in await findings(settings, MovableClock(NOW)) if each.what.startswith("calendar ")]
    assert said == [
        "calendar office: 0 closed dates",
        "calendar feed: 2 closed dates, next on 2026-05-18 Moving; events of its feed that are no whole days close "
        "nothing: Fire drill",
        "calendar bavaria: 60 closed dates, next on 2026-04-03 Good Friday",
    ]


def test_years_of_holidays(tmp_path: Path) -> None:
    """They are written out from last year to three years ahead, for every calendar the same, wherever it is."""
    text = (
        f'{HOURS}[calendars.kiribati]\nzone = "Pacific/Kiritimati"\nholidays = "DE"\n[calendars.de]\nholidays = "DE"\n'
    )
    for now, years in ((datetime(2026, 12, 31, 23, tzinfo=UTC), range(2025, 2030)), (NOW, range(2025, 2030))):
        found = levels(tmp_path, text, now).calendars
        assert {day.year for day in found["de"].closed} == set(years)
        assert found["kiribati"].closed == found["de"].closed
    anew = levels(tmp_path, text, datetime(2027, 1, 1, tzinfo=UTC)).calendars
    assert {day.year for day in anew["de"].closed} == set(range(2026, 2031))


# --- promises ------------------------------------------------------------------------------------------------------

FULL = """
[calendars.evenings]
week = "Mon-Fri 17:00-22:00"
[sla.standard]
acknowledge = "1h"
first_response = "2h 30m"
next_update = "16h"
resolution = { by = "14:00", same_day = "18:00", next_day = "12:00" }
[sla.urgent]
priorities = ["high", "urgent"]
acknowledge = "15m"
warnings = [0.5]
escalation = "at-once"
[sla.travel]
categories = ["travel"]
priorities = ["urgent"]
plans = ["gold", "platinum"]
calendar = "evenings"
resolution = { before = "2h", of = "appointment" }
[categories.travel]
label = "Travel"
[categories.rooms]
label = "Rooms"
sla = "travel"
[categories.letters]
label = "Letters"
[escalations.at-once]
steps = [
    { condition = "at-risk", fraction = 0.5, role = "assistant" },
    { condition = "breached", role = "manager", wait = "30m", every = "2h", repeat = 5, business = false },
]
[teams.Desk]
lead = "Mia"
deputy = "Ben"
emergency = "Eva"
lease = "16h"
calendar = "evenings"
escalation = "at-once"
[teams.Night]
"""


@pytest.mark.parametrize(
    ("category", "priority", "plan", "team", "expected"),
    [
        ("letters", "normal", None, "Night", ("standard", "office", "default")),
        (None, "low", "gold", "Night", ("standard", "office", "default")),
        ("letters", "normal", None, "Desk", ("standard", "evenings", "at-once")),  # the team's own
        ("letters", "high", None, "Night", ("urgent", "office", "at-once")),
        (
            "travel",
            "urgent",
            None,
            "Night",
            ("urgent", "office", "at-once"),
        ),  # no plan, so the travel promise is not meant
        ("travel", "urgent", "platinum", "Night", ("travel", "evenings", "default")),
        ("rooms", "urgent", "gold", "Desk", ("travel", "evenings", "at-once")),  # the category names the promise
        ("travel", "high", "gold", "unheard of", ("urgent", "office", "at-once")),
    ],
)
def test_what_is_promised(
    tmp_path: Path, category: str | None, priority: str, plan: str | None, team: str, expected: tuple[str, str, str]
) -> None:
    """The narrowest promise holds, with its own calendar and chain, else the team's, else the office's."""
    promised = levels(tmp_path, HOURS + FULL).promised(category, priority, plan, team)
    assert promised is not None
    assert (promised.policy.name, promised.calendar.name, promised.chain.name) == expected


def test_targets_and_steps(tmp_path: Path) -> None:
    """Durations are seconds of open time, rules and steps are as they are written."""
    found = levels(tmp_path, HOURS + FULL)
    policies = {level.applies.policy.name: level.applies.policy for level in found.levels}
    assert policies["standard"].targets == {
        Clock.ACKNOWLEDGE: Budget(HOUR),
        Clock.FIRST_RESPONSE: Budget(150 * MINUTE),
        Clock.NEXT_UPDATE: Budget(16 * HOUR),
        Clock.RESOLUTION: Cutoff.parse("14:00", "18:00", "12:00"),
    }
    assert policies["travel"].targets == {Clock.RESOLUTION: Before(2 * HOUR, Anchor.APPOINTMENT)}
    assert (policies["standard"].warnings, policies["urgent"].warnings) == ((0.75, 0.9), (0.5,))
    assert found.plans == ("gold", "platinum")
    assert len(found.levels) == 1 + 2 + 2 * 1 * 2
    at_once = found.duty("Desk").chain
    assert at_once is not None
    assert at_once.steps == (
        Step(Condition.AT_RISK, Receiver.ASSISTANT, fraction=0.5),
        Step(Condition.BREACHED, Receiver.MANAGER, wait=30 * MINUTE, repeat=5, every=2 * HOUR, business=False),
    )
    assert found.duty("Desk") == Duty("Mia", "Ben", "Eva", "evenings", at_once, Lease(16 * HOUR, timedelta(days=90)))
    assert found.duty("Night") == Duty()


def test_a_default_chain_of_its_own(tmp_path: Path) -> None:
    """A chain called `default` holds where nothing else is said; `default` can be named without one."""
    own = '[escalations.default]\nsteps = [{ condition = "breached", role = "manager" }]\n'
    for text, steps in ((own, 1), ("", len(DEFAULT.steps)), ('[teams.Night]\nescalation = "default"\n', 3)):
        promised = levels(tmp_path, HOURS + text).promised(None, "normal", None, "Night")
        assert promised is not None
        assert (promised.chain.name, len(promised.chain.steps)) == ("default", steps)


@pytest.mark.parametrize(
    ("role", "key"), [("team-lead", "lead"), ("deputy", "deputy"), ("emergency-contact", "emergency")]
)
def test_a_chain_that_reaches_somebody(tmp_path: Path, role: str, key: str) -> None:
    """A chain without a manager is one as soon as a team names somebody with its role."""
    chain = f'[escalations.a]\nsteps = [{{ condition = "breached", role = "{role}" }}]\n'
    team = f'[teams.Desk]\n{key} = "Mia"\nescalation = "a"\n'
    duty = levels(tmp_path, HOURS + chain + team).duty("Desk")
    assert duty.chain is not None
    assert [str(step.role) for step in duty.chain.steps] == [role]


def test_naming_a_promise_is_listing_the_category(tmp_path: Path) -> None:
    """It makes no difference which of the two tables names the other, nor whether both do."""
    sla = '[sla.quick]\nacknowledge = "15m"\n'
    travel = '[categories.travel]\nlabel = "Travel"\n'
    listed = f'categories = ["travel"]\n{travel}'
    ways = (sla + listed, f'{sla}{travel}sla = "quick"\n', f'{sla}{listed}sla = "quick"\n')
    first, *others = (levels(tmp_path, HOURS + way).levels for way in ways)
    assert [level.applies.category for level in first] == ["travel"]
    assert others == [first, first]


# --- versions ------------------------------------------------------------------------------------------------------


def versions(found: ServiceLevels) -> dict[tuple[str, str], int]:
    return {(kind, name): version for kind, name, version, _ in found.rules()}


def test_versions_follow_from_what_is_said(tmp_path: Path) -> None:
    """The same rules are the same version in another order, beside others and on another day of the year; a changed one
    has a new version, and no other does."""
    before = versions(levels(tmp_path, HOURS + FULL))
    parts = re.split(r"\n(?=\[)", FULL.strip())
    turned = "\n".join([*reversed(parts), '[sla.more]\nplans = ["silver"]\nresolution = "5h"\n'])
    after = versions(levels(tmp_path, HOURS + turned, datetime(2026, 11, 1, tzinfo=UTC)))
    assert {rule: after[rule] for rule in before} == before
    changed = versions(levels(tmp_path, HOURS + FULL.replace('acknowledge = "15m"', 'acknowledge = "20m"')))
    assert {rule for rule in before if changed[rule] != before[rule]} == {("policy", "urgent")}


def test_what_is_kept_is_the_version(tmp_path: Path) -> None:
    """A policy and a calendar read back from what is kept of them are the same, version included."""
    found = levels(tmp_path, HOURS + BAVARIA + FULL)
    for kind, name, version, body in found.rules():
        if kind == "policy":
            assert version == version_of({key: value for key, value in body.items() if key != "version"})
            assert Policy.from_json(body).to_json() == body
        else:
            assert Calendar(name, body).version == version


# --- the example ---------------------------------------------------------------------------------------------------


def test_example_explains_every_key() -> None:
    """The example names all keys of these tables, and says what they say without it."""
    text = re.sub(r"^#(?=[\[a-z])", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    document = tomllib.loads(text)
    models: dict[str, type[BaseModel]] = {
        "calendars": CalendarSettings,
        "sla": PolicySettings,
        "escalations": EscalationSettings,
        "teams": TeamSettings,
    }
    for table, model in models.items():
        assert {key for one in document[table].values() for key in one} == set(model.model_fields), table
    steps = document["escalations"]["at-once"]["steps"]
    assert {key for step in steps for key in step} == set(StepSettings.model_fields)
    assert document["sla"]["quick"]["warnings"] == PolicySettings(acknowledge="1h").warnings  # type: ignore[arg-type]  # values of several types, by name
