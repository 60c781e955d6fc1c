"""Every change of a recurring request: asked about, begun, filed, paused, skipped, ended. Rows only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.chat import requests, sight
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text
from handlers.events import RequestDue, RequestRepeats
from handlers.recurring import screens
from handlers.rules import categories, recurrences
from handlers.rules.recurrences import Repeated
from storage.drafts import Draft
from storage.people import Person
from storage.series import Series
from storage.vocabulary import DraftId, DraftState, PersonId, SeriesState, TaskId

DUE = "recurring.due"
LONGEST = 1000


def ask(ctx: Context, wanted: Repeated, contact: PersonId) -> None:
    """Show who acts how a recurring request was understood; nothing is filed before they confirm it. Raises Refused."""
    show(ctx, _new(ctx, wanted, contact, None))


def wanted(ctx: Context, event: RequestRepeats) -> None:
    """Begin what somebody has seen and confirmed on their draft. Raises Refused."""
    begin(ctx, _new(ctx, event.repeated, event.contact, event.draft.id))


def _new(ctx: Context, wanted: Repeated, contact: PersonId, draft: DraftId | None) -> Series:
    if wanted.too_often:
        raise Refused(Text("recurring-too-often"))
    if len(wanted.words) > LONGEST:
        raise Refused(Text("form-answer-too-long", most=LONGEST))
    new = Series(
        id=ctx.uow.new_id(),
        person_id=ctx.who.id,
        contact_id=contact,
        words=wanted.words,
        said=wanted.said,
        rule=wanted.rule,
        zone=ctx.who.zone,
        first_wall=wanted.first.isoformat(),
        next_wall=None,
        state=SeriesState.ASKED,
        version=1,
        created_at=ctx.now,
        draft_id=draft,
    )
    ctx.uow.series.add(new)
    return new


def begin(ctx: Context, series: Series) -> None:
    """Let a series come from now on: confirmed, or no longer paused. What it missed meanwhile is not made up for."""
    walls = _following(series, ctx.now)
    if not walls:
        raise Refused(Text("recurring-no-more"))
    begun = _save(ctx, series, state=SeriesState.ACTIVE, next_wall=walls[0].isoformat())
    _wake(ctx, begun)
    show(ctx, begun)


def skip(ctx: Context, series: Series) -> None:
    """Leave the next occurrence out."""
    if series.next_wall is None:
        raise Refused(Text("button-gone"))
    ctx.uow.series.occurs(series.id, series.next_wall, None)
    show(ctx, _go_on(ctx, series, datetime.fromisoformat(series.next_wall)))


def stop(ctx: Context, series: Series, state: SeriesState) -> None:
    """Pause a series, or end it."""
    show(ctx, _save(ctx, series, state=state, next_wall=None))


def take(ctx: Context, which: str, *states: SeriesState) -> Series:
    """Return a series that who acts may change and that stands so. Raises Refused: unknown and not theirs sound
    alike."""
    series = ctx.uow.series.take(which)
    if series is None or series.state not in states or not _may(ctx, series):
        raise Refused(Text("button-gone"))
    return series


def show(ctx: Context, series: Series) -> None:
    """Show who acts how a series stands."""
    whom = contact_of(ctx, series)
    whose = whom.name if whom is not None and whom.id != ctx.who.id else None
    ctx.tell(ctx.who, screens.series_card(series, upcoming(series, ctx.now), whose, _details(ctx, series)))


def contact_of(ctx: Context, series: Series) -> Person | None:
    """Return for whom a series is; what is said with it is about their client."""
    found = ctx.uow.people.by_id(series.contact_id)
    ctx.uow.channels.concern(None if found is None else found.client_id)
    return found


def upcoming(series: Series, now: datetime) -> list[datetime]:
    """Return when (UTC) a series comes next."""
    if series.state not in {SeriesState.ASKED, SeriesState.ACTIVE}:
        return []
    zone = ZoneInfo(series.zone)
    found = _following(series, now)
    if series.next_wall is not None:
        found = [wall for wall in found if wall.isoformat() >= series.next_wall]
    return [recurrences.instant(wall, zone) for wall in found[: screens.SHOWN]]


def due(ctx: Context, timer: TimerDue) -> None:
    """File the occurrence whose time has come, each once for ever. After an outage the last of those missed is filed;
    the others are only spoken of."""
    series = ctx.uow.series.take(timer.about)
    if series is None or series.state is not SeriesState.ACTIVE or timer.facts.get("version") != series.version:
        return
    if series.next_wall is None:
        return
    contact = ctx.uow.people.by_id(series.contact_id)
    if contact is None or not contact.active:
        _save(ctx, series, state=SeriesState.ENDED, next_wall=None)
        return
    zone, first = ZoneInfo(series.zone), datetime.fromisoformat(series.first_wall)
    missed = recurrences.missed(series.rule, first, zone, datetime.fromisoformat(series.next_wall), ctx.now)
    if not missed:
        _wake(ctx, series)  # the zone's rules have changed meanwhile
        return
    restricted = sight.are_restricted(ctx.uow, contact.client_id)
    for wall in missed if restricted else missed[:-1]:
        ctx.uow.series.occurs(series.id, wall.isoformat(), None)
    if restricted:
        _go_on(ctx, series, missed[-1])
        return
    _file(ctx, series, contact, missed[-1])
    if missed[:-1]:
        ctx.tell(contact, Text("recurring-missed", words=series.words, count=len(missed) - 1))
    _go_on(ctx, series, missed[-1])


def _file(ctx: Context, series: Series, contact: Person, wall: datetime) -> None:
    draft = Draft(
        id=DraftId(ctx.uow.new_id()),
        person_id=contact.id,
        words=series.words,
        files=[],
        source=f"series:{series.id}:{wall.isoformat()}",
        state=DraftState.OPEN,
        task_id=None,
        created_at=ctx.now,
        category=categories.guess(series.words, ctx.office.categories),
    )
    first = _first(ctx, series)
    if first is not None:
        draft = replace(
            draft, title=first.title, category=first.category, priority=first.priority, answers=first.answers
        )
    if ctx.uow.series.occurs(series.id, wall.isoformat(), TaskId(draft.id)):
        ctx.uow.drafts.add(draft)
        ctx.react(ctx, RequestDue(draft, first))


def _first(ctx: Context, series: Series) -> Draft | None:
    """Return the draft that a series was made from, None for one of words alone."""
    return None if series.draft_id is None else ctx.uow.drafts.take(series.draft_id)


def _details(ctx: Context, series: Series) -> list[Text]:
    """Return what each of a series has beside its words."""
    first = _first(ctx, series)
    if first is None:
        return []
    lines = requests.details(ctx.office.category(first.category), first.category, first.priority, (), first.answers)
    titled = [Text("title-line", title=first.title)] if first.title else []
    return [*titled, *lines, *requests.file_lines(first.files, ctx.uow.files.of_draft(first.id))]


def _go_on(ctx: Context, series: Series, wall: datetime) -> Series:
    after = recurrences.instant(wall, ZoneInfo(series.zone))
    walls = _following(series, max(after, ctx.now))
    state = SeriesState.ACTIVE if walls else SeriesState.ENDED
    changed = _save(ctx, series, state=state, next_wall=walls[0].isoformat() if walls else None)
    if walls:
        _wake(ctx, changed)
    return changed


def _following(series: Series, after: datetime) -> list[datetime]:
    first = datetime.fromisoformat(series.first_wall)
    return recurrences.following(series.rule, first, ZoneInfo(series.zone), after, screens.SHOWN + 1)


def _wake(ctx: Context, series: Series) -> None:
    if series.next_wall is not None:
        at = recurrences.instant(datetime.fromisoformat(series.next_wall), ZoneInfo(series.zone))
        key = f"series:{series.id}:{series.next_wall}:v{series.version}"
        ctx.set_timer(key, DUE, series.id, at, version=series.version)


def _save(ctx: Context, series: Series, **changes: object) -> Series:
    changed = replace(series, version=series.version + 1, **changes)  # type: ignore[arg-type]  # fields of Series
    ctx.uow.series.save(changed)
    return changed


def _may(ctx: Context, series: Series) -> bool:
    """Whether who acts may change a series: the client's contact, who set it up, their team, managers."""
    return sight.permits_series(ctx.uow, ctx.who, series)
