"""The waiting list in chat: somebody asks to be told when something frees up, and leaves the list again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.bookings import choosing, screens, waiting
from handlers.bookings.choice import on_day
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Card, Text
from handlers.rules.slots.service import MINUTE
from handlers.rules.wall_time import first_instant
from storage.waits import Wait

ONE_DAY = timedelta(days=1)
MOST = 10


def press_wait(ctx: Context, about: str) -> None:
    """Press of Waiting list: for one day of the reader's wall, or for as far ahead as can be booked."""
    choice, value = choosing.chosen_in(about)
    target = choosing.target_of(ctx, choice)
    if target.moved is not None:
        raise Refused(Text("button-gone"))
    day, zone = on_day(value), ZoneInfo(ctx.who.zone)
    since, until = ctx.now, ctx.now + ONE_DAY * (target.service.window_days + 2)
    if day is not None:
        begin, end = (first_instant(datetime.combine(each, time()), zone) for each in (day, day + ONE_DAY))
        since, until = max(since, begin), end
    host = None if target.host is None else target.host.name
    known = next((each for each in ctx.uow.waits.of(ctx.who.id, 50) if _is_same(each, target, host, until)), None)
    wait = known or waiting.join(ctx, target.service, target.length, since, until, host)
    ctx.reply(wait_card(wait, target.title, _when(ctx, wait)), anew=True)


def press_leave(ctx: Context, about: str) -> None:
    """Press of Leave the list."""
    waiting.leave(ctx, about)
    ctx.reply(left_card(about))


def press_show(ctx: Context, about: str) -> None:
    """Press of Waiting list on the agenda: what is waited for, and how to leave the list."""
    wait = next((each for each in _of(ctx) if each.id == about), None)
    if wait is None:
        raise Refused(Text("button-gone"))
    ctx.reply(wait_card(wait, _what(ctx, wait), _when(ctx, wait)), anew=True)


def listed(ctx: Context) -> list[tuple[Text, Button]]:
    """Return what who acts waits for, a line each with the button that shows it."""
    found = []
    for number, wait in enumerate(_of(ctx), start=1):
        when = _when(ctx, wait)
        line = Text("agenda-wait", number=number, what=_what(ctx, wait), when=when)
        found.append((line, Button(Text("agenda-wait-show", number=number), "bookings.wait-show", wait.id)))
    return found


def _of(ctx: Context) -> list[Wait]:
    return [wait for wait in ctx.uow.waits.of(ctx.who.id, MOST) if wait.until > ctx.now]


def _what(ctx: Context, wait: Wait) -> Text:
    service = ctx.office.desk.service(wait.service)
    host = None if wait.host is None else ctx.office.desk.hosts.get(wait.host)
    return Text("booking-some") if service is None else screens.title(service, wait.minutes, host)


def _when(ctx: Context, wait: Wait) -> Text:
    """Return for when somebody waits: a day of their wall, or as far ahead as can be booked."""
    if not _is_of_a_day(wait):
        return Text("wait-any")
    return Text("wait-day", day=screens.day_of(wait.since.astimezone(ZoneInfo(ctx.who.zone)).date()))


def _is_of_a_day(wait: Wait) -> bool:
    return wait.until - wait.since <= ONE_DAY + timedelta(hours=1)  # a day can have 25


def wait_card(wait: Wait, what: Text, when: Text) -> Card:
    """Return what somebody waits for, and that they will be told."""
    buttons = [Button(Text("wait-leave"), "bookings.unwait", wait.id)]
    return Card(_key(wait.id), Text("wait-title", what=what), [when, Text("wait-how")], buttons)


def left_card(wait_id: str) -> Card:
    """Return what that becomes once they have left the list."""
    return Card(_key(wait_id), Text("wait-left"))


def _is_same(wait: Wait, target: choosing.Target, host: str | None, until: datetime) -> bool:
    same = (wait.service, wait.minutes * MINUTE, wait.host) == (target.service.name, target.length, host)
    return same and abs(wait.until - until) < ONE_DAY / 2


def _key(wait_id: str) -> str:
    return f"wait:{wait_id}"
