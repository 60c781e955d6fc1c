"""The settings of calendars: the week, and what closes an office; and the business hours they make at a moment. Files
are read with the settings, the moment is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from bot.config_values import Hours, Table, Zone, overlapping
from handlers.rules.business_hours import BusinessHours, NoOpenTime
from handlers.rules.business_hours_notation import overlaps, read_exceptions
from handlers.rules.holidays import Closed, closing_days, feed_days, holiday_lines, in_order, regional_holidays
from handlers.rules.service_levels import Calendar

OFFICE = "office"
ALWAYS = "daily 00:00-24:00"
YEARS_BACK, YEARS_AHEAD = 1, 3
# Languages in which closed dates are named, as the `holidays` package calls them.
NAMING = {"en": "en_US", "de": "de"}


def years_around(at: datetime) -> range:
    """Return the years for which holidays are written out at an aware moment: last year's to those in three years. The
    year is that of UTC, so that all calendars have the same."""
    year = at.astimezone(UTC).year
    return range(year - YEARS_BACK, year + YEARS_AHEAD + 1)


def _lines(lines: list[str]) -> list[str]:
    read_exceptions(lines)
    return lines


def _closing(lines: list[str]) -> list[str]:
    closing_days(lines)
    return lines


def _region(value: str) -> str:
    try:
        regional_holidays(*_parts(value), years=())
    except ValueError as error:
        raise ValueError(f"{error}{_advice(value)}") from None
    return value


def _parts(region: str) -> tuple[str, str | None]:
    country, _, subdivision = region.partition("-")
    return country, subdivision or None


def _advice(region: str) -> str:
    """Return the nearest right region. Codes of two letters are too short to guess, all but their capitals."""
    import holidays

    known = holidays.list_supported_countries()
    country, part = _parts(region.upper().replace("_", "-"))
    if country in known and (part is None or part in known[country]):
        return f", did you mean {country}{f'-{part}' if part else ''}?"
    if known.get(country):
        return f"; the regions of {country} are {', '.join(known[country])}"
    return "; expected a country such as DE, or a region of one such as DE-BY"


def _feed(given: object, info: ValidationInfo) -> bytes:
    """Return what is in a feed's file, once it was seen to be a feed."""
    if not isinstance(given, str) or not given.strip():
        raise ValueError("must be the name of an iCalendar file, in quotes")
    context: Mapping[str, Any] = info.context or {}
    path = Path(context.get("folder", Path())) / given
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or "unreadable"
        raise ValueError(
            f"the file {path} can't be read ({why}); paths are relative to the configuration file"
        ) from None
    if "now" in context:
        feed_days(content, *_span(years_around(context["now"])))
    return content


def _span(years: range) -> tuple[date, date]:
    return date(years[0], 1, 1), date(years[-1], 12, 31)


class CalendarSettings(Table):
    """Business hours; their name is the table's own. Without `zone` and `week` those of the office hold. `holidays` is
    a country or a region of one (ISO 3166), `feed` what is in the iCalendar file that was named."""

    zone: Zone | None = None
    week: Hours | None = None
    exceptions: Annotated[list[str], AfterValidator(_lines)] = Field(default_factory=list)
    holidays: Annotated[str, AfterValidator(_region)] | None = None
    holiday_switches: list[str] = Field(default_factory=list)
    closed: Annotated[list[str], AfterValidator(_closing)] = Field(default_factory=list)
    feed: Annotated[bytes, BeforeValidator(_feed)] | None = Field(default=None, repr=False)

    @field_validator("holiday_switches")
    @classmethod
    def _switchable(cls, switches: list[str], info: ValidationInfo) -> list[str]:
        region = info.data.get("holidays")
        if switches and region is None and "holidays" in info.data:
            raise ValueError("only go with holidays; closing days of your own belong into closed")
        context: Mapping[str, Any] = info.context or {}
        if region is not None and "now" in context:
            regional_holidays(*_parts(region), years_around(context["now"]), switches)
        return switches

    @model_validator(mode="after")
    def _opens(self, info: ValidationInfo) -> CalendarSettings:
        """Refuse hours that never open or overlap; the error names the key that makes them so."""
        context: Mapping[str, Any] = info.context or {}
        if "now" not in context:
            return self
        week = self.week or _sound(context.get("hours"))
        lines: list[str] = []
        for key, more in self._exceptions(years_around(context["now"])).items():
            lines += more
            try:
                BusinessHours.parse("UTC", week, lines)
            except NoOpenTime as error:
                raise ValueError(f"{key}: {error}") from None
        clashes = [clash for clash in overlaps(week, lines) if clash not in overlaps(week)]
        if clashes:
            raise ValueError(f"exceptions: {overlapping(clashes)}")
        return self

    def closing(self, years: range, language: str | None = None) -> Closed:
        """Return the dates on which it is closed, with their names: holidays and the feed's days of these years, and
        the closing days of its own."""
        closed: Closed = {}
        for found in self._found(years, language).values():
            closed |= {day: name or closed.get(day, "") for day, name in found.items()}
        return in_order(closed)

    def left_out(self, years: range) -> tuple[str, ...]:
        """Return the names of the feed's events in these years that close nothing, as they are no whole days."""
        return feed_days(self.feed, *_span(years)).left_out if self.feed is not None else ()

    def calendar(self, name: str, now: datetime, *, zone: str, week: str | None, language: str) -> Calendar:
        """Return the business hours as they are written out at an aware `now`; `zone`, `week` and `language` are the
        office's, a `week` of None is never closed; closed dates are named in its language first. Raises ValueError for
        what can't be read, NoOpenTime."""
        years = years_around(now)
        named = {
            spoken: self.closing(years, NAMING.get(spoken, spoken)) for spoken in dict.fromkeys([language, *NAMING])
        }
        closed = {day: {spoken: days[day] for spoken, days in named.items()} for day in named[language]}
        exceptions = [*self.exceptions, *holiday_lines(closed)]
        return Calendar(
            name, {"zone": self.zone or zone, "week": self.week or week or ALWAYS, "exceptions": exceptions}, closed
        )

    def _found(self, years: range, language: str | None = None) -> dict[str, Closed]:
        """Return the closed dates by the key that closes them."""
        found = {"closed": closing_days(self.closed)}
        if self.holidays is not None:
            country, subdivision = _parts(self.holidays)
            found["holidays"] = regional_holidays(country, subdivision, years, self.holiday_switches, language)
        if self.feed is not None:
            found["feed"] = feed_days(self.feed, *_span(years)).days
        return found

    def _exceptions(self, years: range) -> dict[str, list[str]]:
        """Return exceptions in the notation of business hours, by the key that makes them."""
        closing = {key: holiday_lines(days) for key, days in self._found(years).items()}
        return {"exceptions": self.exceptions, **closing}


def _sound(week: object) -> str:
    """Return the office's weekly line if it can be used; what is wrong with it is said of its own key."""
    try:
        BusinessHours.parse("UTC", week if isinstance(week, str) else ALWAYS)
    except ValueError:
        return ALWAYS
    return week if isinstance(week, str) else ALWAYS
