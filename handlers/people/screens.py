"""What settings, newcomers and help look like: names and facts. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import reduce

from handlers.chat.context import CommandHelp, Office
from handlers.chat.outgoing import Button, Card, Field, Form, Style, Text, Typed
from storage.people import Address, Person
from storage.vocabulary import WORKERS

OFFERED_ZONES = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/London", "America/New_York")
OFFERED_QUIET = ("20:00-07:00", "18:00-08:00", "22:00-06:00")
NO_QUIET = "none"
_PLAIN = re.compile(r"\s*([-,+])\s*")


def newcomer_card(person: Person) -> Card:
    """Return the card on which a manager lets a newcomer in, or not."""
    lines = [Text("newcomer-role", role=Text(f"role-{person.role}"))]
    if person.guest:
        lines.append(Text("newcomer-guest"))
    return Card(
        key=f"newcomer:{person.id}",
        title=Text("newcomer-title", name=person.name),
        lines=lines,
        buttons=[
            Button(Text("confirm"), "people.confirm", person.id, style=Style.PRIMARY),
            Button(Text("refuse"), "people.refuse", person.id, style=Style.DANGER),
        ],
    )


def newcomer_settled(person: Person, by: Person, outcome: str, at: datetime) -> Card:
    """Return what the newcomer's card becomes: who decided what, when."""
    return Card(
        f"newcomer:{person.id}",
        Text("newcomer-title", name=person.name),
        [Text(f"newcomer-{outcome}", by=by.name, at=at)],
    )


def settings_card(person: Person, addresses: Sequence[Address], office: Office) -> Card:
    """Return a person's settings with a button for each change."""
    told = next((address for address in addresses if address.id == person.told_at), addresses[0])
    lines = [
        Text("settings-language", language=Text(f"language-{person.language}")),
        Text("settings-zone", zone=person.zone),
        Text("settings-told-at", platform=_in_order([told, *(one for one in addresses if one.id != told.id)])),
        quiet_line(person),
    ]
    if person.guest:
        lines.append(Text("newcomer-guest"))
    buttons = [
        Button(Text(f"language-{language}"), "people.language", language)
        for language in office.languages
        if language != person.language
    ]
    buttons.append(Button(Text("change-zone"), "people.zones", person.id))
    buttons.append(Button(Text("change-quiet"), "people.quiet", person.id))
    if person.role in WORKERS:
        buttons.append(Button(Text("away-title"), "absences.list", person.id))
        buttons.append(Button(Text("change-morning"), "reports.morning", person.id))
    buttons += [
        Button(Text("tell-me-at", platform=Text(f"platform-{address.platform}")), "people.told-at", address.id)
        for address in addresses
        if address.id != told.id
    ]
    if office.desk.feeds is not None:
        buttons.append(Button(Text("calendar-address"), "bookings.feed", person.id))
    buttons.append(Button(Text("second-platform"), "people.link", person.id))
    return Card(f"settings:{person.id}", Text("settings-title"), lines, buttons)


def quiet_line(person: Person) -> Text:
    """Return when a person is left alone."""
    return Text("settings-quiet", hours=quiet_words(person.quiet)) if person.quiet else Text("settings-quiet-none")


def quiet_words(hours: str) -> str | Text:
    """Return quiet hours (the notation of `QuietHours.parse`) as their reader calls the days."""
    return reduce(lambda before, last: Text("list-and", first=before, last=last), map(_quiet_part, hours.split(";")))


def _quiet_part(part: str) -> str | Text:
    days, _, times = _PLAIN.sub(r"\1", part.strip().replace("–", "-")).rpartition(" ")
    times = times.replace("-", "–").replace(",", ", ")
    if days in {"", "daily"}:
        return times
    named = reduce(lambda before, last: Text("list-comma", first=before, last=last), map(_quiet_days, days.split("+")))
    return Text("quiet-days", days=named, times=times)


def _quiet_days(days: str) -> Text:
    first, *last = (Text(f"weekday-short-{day[:2].lower()}") for day in days.split("-"))
    return Text("day-range", first=first, last=last[0]) if last else first


def quiet_card(person: Person) -> Card:
    """Return the choice of quiet hours."""
    buttons = [
        Button(Text("quiet-hours", hours=quiet_words(hours)), "people.set-quiet", hours)
        for hours in OFFERED_QUIET
        if hours != person.quiet
    ]
    if person.quiet:
        buttons.append(Button(Text("quiet-none"), "people.set-quiet", NO_QUIET))
    buttons.append(Button(Text("quiet-others"), "people.ask-quiet", person.id, opens="people.quiet"))
    return Card(f"quiet:{person.id}", Text("quiet-title"), [quiet_line(person), Text("quiet-what")], buttons)


def quiet_form() -> Form:
    """Return the question from when to when it shall be quiet."""
    field = Field("hours", Text("quiet-when"), longest=100, help=Text("quiet-when-help"))
    return Form("people.quiet", Text("change-quiet"), Text("save"), [field])


def language_card(person: Person, office: Office) -> Card:
    """Return the choice of language; each is offered in its own words."""
    buttons = [Button(Text(f"language-{language}"), "people.language", language) for language in office.languages]
    return Card(f"language:{person.id}", Text("language-title"), buttons=buttons)


def zone_card(person: Person, office: Office) -> Card:
    """Return the choice of time zone, the office's first."""
    zones = dict.fromkeys((office.zone, *OFFERED_ZONES))
    return Card(
        key=f"zone:{person.id}",
        title=Text("zone-title"),
        lines=[Text("zone-more", command=Typed("zone"))],
        buttons=[Button(Text("zone-name", zone=zone), "people.zone", zone) for zone in zones],
    )


def _in_order(addresses: Sequence[Address]) -> Text:
    """Return platforms in the order in which they are tried."""
    first = Text(f"platform-{addresses[0].platform}")
    return Text("told-then", first=first, rest=_in_order(addresses[1:])) if addresses[1:] else first


def help_text(person: Person, commands: Sequence[CommandHelp]) -> Text:
    """Return what this person can do here, one command a line."""
    listed = [command.name for command in commands if person.role in command.roles]
    lines = [Text("help-line", command=Typed(name), what=Text(f"command-{name}")) for name in listed]
    lines.append(Text("help-line", command=Typed("link"), what=Text("help-link")))
    lines.append(Text("help-line", command=Typed("cancel"), what=Text("help-cancel")))
    return Text(f"help-{person.role}", lines=lines)
