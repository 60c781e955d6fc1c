"""What managers do with trials: begin one, look at it, extend it, decide."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from handlers.chat import clients, paging, sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text, Typed
from handlers.rules import trials
from handlers.trials import actions, screens
from storage.clients import Client
from storage.dialogs import Dialog
from storage.trials import Trial
from storage.vocabulary import ClientId, TrialState


def trial(ctx: Context, words: str) -> None:
    """`/trial`: those that are running; `/trial Dr. Weber`: that of a client."""
    if not words.strip():
        _list(ctx)
        return
    client = clients.called(ctx, words.strip())
    if client is None:
        raise Refused(Text("trial-of-whom", name=words.strip()[:80], trial=Typed("trial")))
    ctx.uow.channels.concern(client.id)
    found = ctx.uow.trials.of(client.id)
    card = screens.none_card(ctx.who.id, client) if found is None else actions.card_of(ctx, found)
    ctx.reply(card, anew=True)


def press_list(ctx: Context, about: str) -> None:
    """Press of the way back to all trials."""
    _list(ctx, anew=False)


def press_choose(ctx: Context, about: str) -> None:
    """Press of Begin a trial, or of one of the pages: with whom."""
    by_name = sorted(clients.known(ctx), key=lambda client: client.name.casefold())
    ctx.reply(screens.choice_card(ctx.who.id, paging.page(by_name, paging.asked(about)[1] or 0)))


def press_show(ctx: Context, about: str) -> None:
    """Press of a trial: below what was said since."""
    ctx.reply(actions.card_of(ctx, _trial(ctx, about)), anew=True)


def ask_begin(ctx: Context, about: str) -> None:
    """Press of Begin a trial, with a client. Raises Refused where one is running."""
    client = _client(ctx, about)
    if ctx.uow.trials.of(client.id) is not None:
        raise Refused(Text("trial-already", client=client.name))
    ctx.ask(screens.begin_form(client.name), client.id)


def begin_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions of a new trial."""
    return screens.begin_form(_client(ctx, dialog.about).name)


def begun(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answers are there: it begins. Raises Refused."""
    client = _client(ctx, dialog.about)
    if given["begins"] not in trials.BEGINNINGS or given["weeks"] not in map(str, trials.LENGTHS):
        raise Refused(Text("form-answer-needed"), "weeks")
    today = ctx.now.astimezone(ZoneInfo(ctx.office.zone)).date()
    first = trials.begins(given["begins"], today)
    actions.begin(ctx, client.id, first, int(given["weeks"]), given["criteria"].strip())


def ask_extend(ctx: Context, about: str) -> None:
    """Press of Extend: ask by how much."""
    found = actions.running(ctx, about)
    ctx.ask(screens.extend_form(ctx.uow.clients.name(found.client_id)), found.id)


def extend_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question by how much."""
    return screens.extend_form(ctx.uow.clients.name(_trial(ctx, dialog.about).client_id))


def extended(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answer is there. Raises Refused."""
    if given["weeks"] not in map(str, trials.EXTENSIONS):
        raise Refused(Text("form-answer-needed"), "weeks")
    actions.extend(ctx, dialog.about, int(given["weeks"]))


def ask_decide(ctx: Context, about: str) -> None:
    """Press of Decide: ask what becomes of it."""
    found = actions.running(ctx, about)
    ctx.ask(screens.decide_form(ctx.uow.clients.name(found.client_id)), found.id)


def decide_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question what becomes of it."""
    return screens.decide_form(ctx.uow.clients.name(_trial(ctx, dialog.about).client_id))


def decided(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The decision is there. Raises Refused."""
    if given["outcome"] not in screens.OUTCOMES:
        raise Refused(Text("form-answer-needed"), "outcome")
    actions.decide(ctx, dialog.about, TrialState(given["outcome"]), given.get("words", "").strip())


def _list(ctx: Context, *, anew: bool = True) -> None:
    running = [each for each in ctx.uow.trials.since(ctx.now) if each.state is TrialState.RUNNING]
    found = [each for each in running if not sight.are_restricted(ctx.uow, each.client_id)]
    today = ctx.now.astimezone(ZoneInfo(ctx.office.zone)).date()
    named = [(each, ctx.uow.clients.name(each.client_id)) for each in found]
    ctx.reply(screens.list_card(ctx.who.id, named, today, ctx.office.zone), anew=anew)


def _trial(ctx: Context, about: str) -> Trial:
    return actions.known(ctx, ctx.uow.trials.look(about))


def _client(ctx: Context, about: str) -> Client:
    client = clients.by_id(ctx, ClientId(about))
    if client is None:
        raise Refused(Text("button-gone"))
    ctx.uow.channels.concern(client.id)
    return client
