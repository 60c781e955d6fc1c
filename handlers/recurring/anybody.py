"""What people can do with recurring requests: set up, see, pause, leave one out, end; staff for a client."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat import sight, time_fields
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text, Typed
from handlers.recurring import actions, screens
from handlers.rules import recurrences
from handlers.rules.policy import Act
from storage.dialogs import Dialog
from storage.people import Person
from storage.vocabulary import PersonId, Role, SeriesState

MOST_LISTED = 20


def recurring(ctx: Context, words: str) -> None:
    """`/recurring`: the list; `/recurring every Monday 9:00 order coffee`: a new one, once it is confirmed."""
    if not words.strip():
        _list(ctx)
    elif ctx.who.role is Role.CLIENT:
        _plan(ctx, words, ctx.who.id)
    else:
        ctx.ask(screens.new_form(_contacts(ctx)), "", {"words": words})


def new_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions for whom, and what and when."""
    return screens.new_form(_contacts(ctx))


def answered(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is known for whom: the request is shown to be confirmed."""
    if given["contact"] not in {person.id for person in _contacts(ctx)}:
        raise Refused(Text("nobody-like-that"))
    _plan(ctx, given["words"], PersonId(given["contact"]))


def press_confirm(ctx: Context, about: str) -> None:
    """Press of Right."""
    actions.begin(ctx, actions.take(ctx, about, SeriesState.ASKED))


def press_pause(ctx: Context, about: str) -> None:
    """Press of Pause."""
    actions.stop(ctx, actions.take(ctx, about, SeriesState.ACTIVE), SeriesState.PAUSED)


def press_resume(ctx: Context, about: str) -> None:
    """Press of Resume."""
    actions.begin(ctx, actions.take(ctx, about, SeriesState.PAUSED))


def press_skip(ctx: Context, about: str) -> None:
    """Press of Leave the next one out."""
    actions.skip(ctx, actions.take(ctx, about, SeriesState.ACTIVE))


def press_end(ctx: Context, about: str) -> None:
    """Press of End, or of Discard before it began."""
    series = actions.take(ctx, about, SeriesState.ASKED, SeriesState.ACTIVE, SeriesState.PAUSED)
    actions.stop(ctx, series, SeriesState.ENDED)


def press_show(ctx: Context, about: str) -> None:
    """Press of one in the list."""
    actions.show(ctx, actions.take(ctx, about, SeriesState.ACTIVE, SeriesState.PAUSED))


def _plan(ctx: Context, words: str, contact: PersonId) -> None:
    wanted = recurrences.read(words, time_fields.times(ctx, words))
    if wanted is None or not wanted.words:
        ctx.reply(Text("recurring-how", recurring=Typed("recurring")))
    else:
        actions.ask(ctx, wanted, contact)


def _list(ctx: Context) -> None:
    who = ctx.who
    if who.role is Role.CLIENT:
        found = ctx.uow.series.of(who.id, MOST_LISTED)
    else:
        found = ctx.uow.series.of_team(None if who.role is Role.MANAGER else who.team_id, MOST_LISTED)
    found = [one for one in found if sight.permits_series(ctx.uow, who, one)]
    for one in found:
        actions.contact_of(ctx, one)
    coming = {one.id: next(iter(actions.upcoming(one, ctx.now)), None) for one in found}
    ctx.reply(screens.list_card(who, found, coming), anew=True)


def _contacts(ctx: Context) -> list[Person]:
    return [
        person
        for person in ctx.uow.people.active(Role.CLIENT)
        if (ctx.who.role is Role.MANAGER or person.team_id in {None, ctx.who.team_id})
        and sight.may_for(ctx.uow, ctx.who, Act.ASK_FOR, person)
    ]
