"""The settings of what can be booked: what they make, and what is said about mistakes."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.calendars.dav import Account
from bot.calendars.plan import Plan
from bot.complaints import ConfigError
from bot.compose import calendars_of
from bot.config import Settings, load
from bot.config_bookings import HostSettings, ResourceSettings, ServiceSettings, desk_of
from bot.config_sla import service_levels_of
from handlers.rules.slots.desk import Desk
from handlers.rules.slots.opening import moment
from handlers.rules.slots.service import HOUR, MINUTE, Align, Bookers
from tests.house.source import ROOT

NOW = datetime(2026, 5, 4, tzinfo=UTC)
OFFICE = """
[office]
name = "Front office"
time_zone = "Europe/Berlin"
hours = "Mon-Fri 08:00-17:00"
[telegram]
token = "123456:canary"
"""
EXAMPLE = re.sub(r"^#(?=[\[a-z])", "", (ROOT / "config.example.toml").read_text("utf-8"), flags=re.MULTILINE)


def read(folder: Path, text: str) -> Settings:
    """Return the settings of an office with these tables as well."""
    path = folder / "config.toml"
    path.write_text(OFFICE + text, "utf-8")
    return load(path, {"VORZIMMER_BEN_CALENDAR": "calendar-canary"}, NOW)


def desk(folder: Path, text: str) -> Desk:
    """Return what can be booked by these tables."""
    settings = read(folder, text)
    return desk_of(settings, service_levels_of(settings, NOW))


def test_the_example_explains_every_key() -> None:
    """Each key of the three tables stands in the example, and no other."""
    document = tomllib.loads(EXAMPLE)
    assert set(document["services"]["first-talk"]) == set(ServiceSettings.model_fields)
    assert set(document["hosts"]["ben"]) == set(HostSettings.model_fields) - {"client"}
    assert set(document["hosts"]["office-of-weber"]) == {"client"}
    assert set(document["resources"]["room-1"]) < set(ResourceSettings.model_fields)


def test_what_they_make(tmp_path: Path) -> None:
    """The example's tables as the rules know them."""
    tables = EXAMPLE[EXAMPLE.index("[services.first-talk]") : EXAMPLE.index("[database]")]
    made = desk(tmp_path, '[calendars.evenings]\nweek = "Mon-Fri 17:00-22:00"\n' + tables)
    service = made.services["first-talk"]
    assert service.lengths == (30 * MINUTE, HOUR)
    assert service.groups == (("ben", "office-of-weber"), ("room-1",))
    assert (service.before, service.after, service.step) == (10 * MINUTE, 15 * MINUTE, 15 * MINUTE)
    assert (service.notice, service.move_notice, service.cancel_notice) == (4 * HOUR, 2 * HOUR, 24 * HOUR)
    assert (service.align, service.bookers, service.per_day, service.per_week) == (Align.CLOCK, Bookers.CLIENTS, 6, 20)
    assert service.remind_before == (timedelta(days=1), timedelta(hours=1))
    assert [question.name for question in service.questions] == ["topic"]
    ben, weber, room = (made.hosts[name] for name in ("ben", "office-of-weber", "room-1"))
    assert (ben.person, ben.stale_after, ben.label) == ("Ben", 2 * HOUR, {"": "Ben"})
    assert (ben.reads, ben.writes, weber.reads, room.writes) == (True, True, False, False)
    assert (weber.client, weber.person, room.person, room.client) == ("Weber Ltd", None, None, None)
    there = [moment(begin) for begin, _ in ben.opening.windows(*ben.opening.day_span(date(2026, 6, 3)))]
    assert there == [datetime(2026, 6, 3, 13, tzinfo=UTC)], "09:00 in New York"
    assert not ben.opening.windows(*ben.opening.day_span(date(2026, 8, 10)))
    begin, end = room.opening.windows(*room.opening.day_span(date(2026, 6, 3)))[0]
    assert end - begin == 13 * HOUR


def test_all_at_once(tmp_path: Path) -> None:
    """With `together` every host is needed; hosts with the same hours share them."""
    made = desk(
        tmp_path,
        '[services.both]\nlabel = "Both"\nlengths = ["45m"]\nhosts = ["ben", "eva"]\ntogether = true\n'
        '[hosts.ben]\nperson = "Ben"\n[hosts.eva]\nperson = "Eva"\n',
    )
    assert made.services["both"].groups == (("ben",), ("eva",))
    assert made.hosts["ben"].opening is made.hosts["eva"].opening


WRONG = """
[services.talk]
lengths = []
hosts = ["bem"]
resources = ["room"]
step = "0m"
align = "windov"
window_days = 1000
per_day = 0
bookers = "everybody"
remind_before = ["soon"]
color = "red"
[services.empty]
label = "Empty"
lengths = ["30m"]
[services.Talk]
label = "Talk"
lengths = ["30m"]
hosts = ["ben", "ben"]
[hosts.ben]
person = "Ben"
client = "Weber"
[hosts.eva]
person = "Eva"
calendar = "evening"
zone = "Europe/Berln"
week = "Mon-Fry 09:00-10:00"
exceptions = ["closed 2026-01-01"]
travels = ["2026-06-02 New York"]
stale_after = "2"
[resources.ben]
label = ""
"""


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Each mistake has its own line with the exact key and the nearest right word."""
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, WRONG)
    expected = [
        "[services.talk] label: is missing",
        "[services.talk] lengths: ",
        "[services.talk] hosts: there is no [hosts.bem], did you mean ben?",
        "[services.talk] resources: there is no [resources.room]",
        "[services.talk] step: must be more than 0m",
        "[services.talk] align: there is no 'windov', did you mean window?",
        "[services.talk] window_days: must be at most 730",
        "[services.talk] per_day: must be at least 1",
        "[services.talk] bookers: there is no 'everybody'; it must be one of clients, staff",
        "[services.talk] remind_before: must be a duration",
        "[services.talk] color: there is no such key",
        "[services.empty] hosts: nobody gives it",
        "[services.Talk]: a name begins with a letter",
        "[services.Talk] hosts: ben is there twice",
        "[hosts.ben]: whose time is it?",
        "[hosts.eva] calendar: there is no [calendars.evening]",
        "[hosts.eva] zone: there is no time zone 'Europe/Berln', did you mean Europe/Berlin?",
        "[hosts.eva] week: 'Fry'",
        "[hosts.eva] exceptions: 'closed'",
        "[hosts.eva] travels: '2026-06-02 New York': unknown time zone",
        "[hosts.eva] stale_after: must be a duration",
        "[resources.ben] label: needs words",
        "[resources.ben]: there is a [hosts.ben], too",
    ]
    found = caught.value.complaints
    for line in expected:
        assert sum(complaint.startswith(line) for complaint in found) == 1, (line, found)
    assert len(found) == len(expected), found


CALENDAR = """[hosts.ben]
person = "Ben"
[hosts.ben.caldav]
url = "https://dav.example.org/ben/"
user = "ben"
password = "env:VORZIMMER_BEN_CALENDAR"
"""


def test_a_hosts_own_calendar(tmp_path: Path) -> None:
    """It is written and read every five minutes, without names, and is stale after two hours unless told otherwise; its
    password is kept out of the logs."""
    settings = read(tmp_path, CALENDAR)
    ((plan, account),) = calendars_of(settings)
    assert plan == Plan("ben", writes=True, reads=True, names=False, every=300)
    assert account == Account("https://dav.example.org/ben/", "ben", "calendar-canary")
    assert "calendar-canary" in settings.secrets()
    assert "calendar-canary" not in repr(settings)
    assert desk(tmp_path, CALENDAR).hosts["ben"].stale_after == 2 * HOUR
    assert desk(tmp_path, CALENDAR + "busy = false\n").hosts["ben"].stale_after is None
    assert desk(tmp_path, CALENDAR + "write = false\n").writes == frozenset()


def test_each_needs_a_calendar_of_their_own(tmp_path: Path) -> None:
    """Two hosts with one calendar would take each other's appointments for busy times."""
    other = CALENDAR.replace("hosts.ben", "resources.room").replace('person = "Ben"\n', "").replace("ben/", "ben")
    with pytest.raises(ConfigError, match="is also that of ben; each needs a calendar of its own"):
        read(tmp_path, CALENDAR + other)
