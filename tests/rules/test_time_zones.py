"""Daylight saving, zones, rendering and distances, row by row (V01 to V22): windows, typed times, slots, notices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.i18n import Wording
from handlers.chat.outgoing import Text
from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.asking import Booker, Rule, Wanted, of_host, of_service
from handlers.rules.slots.diary import Diary, Taken
from handlers.rules.slots.free import starts_of
from handlers.rules.slots.opening import Opening, instant, moment
from handlers.rules.slots.series import Series
from handlers.rules.slots.service import HOUR, MINUTE, Align, Service
from handlers.rules.wall_time import first_instant
from tests.rules.vectors import outside_vectors

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ROWS = {f"V{number:02}" for number in range(1, 23)}


def service(length: int, **more: object) -> Service:
    """Return a service of one length that Ben gives."""
    values: dict[str, object] = {"label": {}, "lengths": (length,), "groups": (("ben",),), **more}
    return Service("talk", **values)  # type: ignore[arg-type]  # fields of Service


def diary(zone: str, week: str, *taken: Taken) -> Diary:
    """Return Ben's week."""
    return Diary("ben", Opening(BusinessHours.parse(zone, week)), taken)


def starts(what: Service, ben: Diary, day: str) -> list[str]:
    """Return when it can begin on a local date, on Ben's wall; checks that asking about each one says the same."""
    span = ben.opening.day_span(date.fromisoformat(day))
    found = list(starts_of(what, what.length, ben, span).listed(*span))
    asked = [at for at in range(*span, 5 * MINUTE) if not of_host(Wanted(what, at, what.length), ben, span[0])]
    assert found == asked
    return [f"{moment(at).astimezone(ben.opening.zone):%H:%M}" for at in found]


def test_every_row_is_here() -> None:
    """The table beside the project has no other rows than those played here."""
    lines = outside_vectors("time_zones.md").read_text("utf-8").splitlines()
    assert {line.split("|")[1].strip() for line in lines if line.startswith("| V")} == ROWS


@pytest.mark.parametrize(
    ("zone", "window", "opened"),
    [
        pytest.param("Europe/Berlin", "09:00-17:00", {"03-28": "08-16", "03-29": "07-15", "03-30": "07-15"}, id="V01"),
        pytest.param("Europe/Berlin", "09:00-17:00", {"10-24": "07-15", "10-25": "08-16", "10-26": "08-16"}, id="V02"),
        pytest.param(
            "America/New_York", "13:00-18:00", {"03-07": "18-23", "03-08": "17-22", "03-09": "17-22"}, id="V07"
        ),
        pytest.param(
            "America/New_York", "13:00-18:00", {"10-31": "17-22", "11-01": "18-23", "11-02": "18-23"}, id="V08"
        ),
        pytest.param("Asia/Kathmandu", "09:00-10:00", {"07-01": "03:15-04:15"}, id="V17"),
        pytest.param("America/Regina", "09:00-10:00", {"07-01": "15-16"}, id="V18"),
    ],
)
def test_windows(zone: str, window: str, opened: dict[str, str]) -> None:
    """A window is a time on the wall: its instants move with the clocks."""
    opening = Opening(BusinessHours.parse(zone, f"daily {window}"))
    for day, expected in opened.items():
        begin, end = (
            datetime.fromisoformat(f"2026-{day}T{time if ':' in time else f'{time}:00'}+00:00")
            for time in expected.split("-")
        )
        local = opening.day_span(date.fromisoformat(f"2026-{day}"))
        assert [(moment(a), moment(b)) for a, b in opening.windows(*local)] == [(begin, end)], day


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        pytest.param("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00", id="V03"),
        pytest.param("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30", id="V04"),
        pytest.param("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30", id="V15"),
        pytest.param("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00", id="V16-Cairo"),
        pytest.param("Asia/Beirut", "2026-03-29T00:00", "2026-03-28T22:00", id="V16-Beirut"),
        pytest.param("America/Havana", "2026-03-08T00:00", "2026-03-08T05:00", id="V16-Havana"),
        pytest.param("Atlantic/Azores", "2026-03-29T00:00", "2026-03-29T01:00", id="V16-Azores"),
    ],
)
def test_times_that_do_not_exist_or_come_twice(zone: str, wall: str, expected: str) -> None:
    """In a gap the first instant after it, in a fold the first of both; a day begins at its first instant."""
    at = datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert first_instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == at
    opening = Opening(BusinessHours.parse(zone, f"daily {wall[11:]}-06:00"))
    day = date.fromisoformat(wall[:10])
    assert opening.windows(*opening.day_span(day))[0][0] == instant(at)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-03-28", "00 01 02 03 04 05"), ("2026-03-29", "00 01 03 04 05"), ("2026-10-25", "00 01 02 02 03 04 05")],
)
def test_v05_slots_in_the_night_of_the_change(day: str, expected: str) -> None:
    """Six slots of an hour, five in spring, seven in autumn; by the window as by the clock."""
    ben = diary("Europe/Berlin", "daily 00:00-06:00")
    for align in Align:
        hour = service(HOUR, step=HOUR, align=align)
        assert [start[:2] for start in starts(hour, ben, day)] == expected.split()


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_v06_length_of_a_day(day: str, hours: int) -> None:
    """A day of the change has 23 or 25 hours."""
    opening = Opening(BusinessHours.parse("Europe/Berlin", "daily 09:00-17:00"))
    begin, end = opening.day_span(date.fromisoformat(day))
    assert end - begin == hours * HOUR


@pytest.mark.parametrize(
    ("now", "earliest"),
    [
        pytest.param("2026-03-28T10:00+01:00", "2026-03-29T11:00+02:00", id="V09"),
        pytest.param("2026-10-24T10:00+02:00", "2026-10-25T09:00+01:00", id="V10"),
    ],
)
def test_notice_is_real_time(now: str, earliest: str) -> None:
    """24 hours of notice are 24 hours, whatever the clocks do."""
    asked, first = instant(datetime.fromisoformat(now)), instant(datetime.fromisoformat(earliest))
    talk = service(HOUR, notice=24 * HOUR)
    assert of_service(Wanted(talk, first, HOUR), asked, Booker(staff=False)) == []
    [no] = of_service(Wanted(talk, first - 1, HOUR), asked, Booker(staff=False))
    assert (no.rule, no.until) == (Rule.NOTICE, first)


def test_v11_weekly_on_the_wall() -> None:
    """Monday 09:00 stays Monday 09:00 when summer ends."""
    first = datetime(2026, 10, 19, 9, tzinfo=BERLIN)
    assert [f"{each:%m-%d %H}" for each in Series(first, BERLIN, 1, 3).starts()] == ["10-19 07", "10-26 08", "11-02 08"]


@pytest.mark.parametrize(
    ("day", "hour"),
    [("03-06", "09"), ("03-09", "10"), ("03-30", "09"), ("10-24", "09"), ("10-26", "10"), ("11-02", "09")],
)
def test_v12_both_zones(day: str, hour: str) -> None:
    """15:00 in Berlin is 09:00 in New York, but 10:00 in the weeks in which only one of them has changed its clocks."""
    at = datetime.fromisoformat(f"2026-{day}T15:00").replace(tzinfo=BERLIN)
    assert f"{at.astimezone(NEW_YORK):%H}" == hour


def test_v13_v14_arithmetic_is_on_instants() -> None:
    """An hour after 01:30 is 03:30 in spring, and from 01:30 to 03:30 it is three hours in autumn."""
    spring = diary("Europe/Berlin", "daily 00:30-06:00")
    hour = service(HOUR, step=HOUR)
    assert starts(hour, spring, "2026-03-29")[:3] == ["00:30", "01:30", "03:30"]
    begin, end = (first_instant(datetime.fromisoformat(f"2026-10-25T{at}"), BERLIN) for at in ("01:30", "03:30"))
    assert end - begin == timedelta(hours=3)


@pytest.mark.parametrize("language", ["en", "de"])
def test_v19_a_quarter_past_midnight(language: str) -> None:
    """00:15 is never said as 12:15."""
    said = Wording().say(
        Text("client-state-done", at=datetime(2026, 1, 14, 23, 15, tzinfo=UTC)), language, "Europe/Berlin"
    )
    assert "00:15" in said
    assert "12:15" not in said


def _between_two(before: int, after: int) -> list[str]:
    """Return what is left between a booking until 13:00 and one from 14:30 that keep such distances themselves."""
    noon = instant(datetime(2026, 6, 1, 12, tzinfo=UTC))
    gaps = (before * MINUTE, after * MINUTE)
    first = (noon, noon + HOUR)
    second = (noon + 150 * MINUTE, noon + 180 * MINUTE)
    taken = [Taken(begin, end, begin - gaps[0], end + gaps[1], "talk", f"b{begin}") for begin, end in (first, second)]
    what = service(30 * MINUTE, before=15 * MINUTE, after=30 * MINUTE)
    found = starts(what, diary("UTC", "daily 12:00-15:00", *taken), "2026-06-01")
    return [start for start in found if "13:00" <= start < "14:30"]


def test_v20_v21_the_longer_distance_counts() -> None:
    """Between two bookings lies the longer of the two distances: 13:30 alone. Their sum would leave nothing (V20)."""
    assert _between_two(15, 30) == ["13:30"]


def test_v22_neighbours_without_distances() -> None:
    """Beside bookings that need none, the new one's own count: 13:15 and 13:30."""
    assert _between_two(0, 0) == ["13:15", "13:30"]
