"""How long the words and files of a client's ended requests are kept: chosen on their card, after a look at what would
go by it at once."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.privacy import actions, keeping_screens
from handlers.rules.retention import LEAST_DAYS, MOST_DAYS, kept_since
from handlers.rules.wall_time import zone_named
from storage import retention
from storage.clients import Client
from storage.dialogs import Dialog


def press_choose(ctx: Context, about: str) -> None:
    """Press of How long kept on a client's card: show how long that is, and what else may be chosen."""
    client = actions.to_be_erased(ctx, about)
    ctx.reply(keeping_screens.choice(client, _own(ctx, client), _usual(ctx)), anew=True)


def press_try(ctx: Context, about: str) -> None:
    """Press of some days: show what would go by them, and change nothing."""
    _try(ctx, *_chosen(ctx, about))


def press_set(ctx: Context, about: str) -> None:
    """Press of Keep so long: it is so from now on."""
    client, days = _chosen(ctx, about)
    ctx.uow.clients.set_keep_days(client.id, days or None)
    ctx.reply(keeping_screens.choice(client, _own(ctx, client), _usual(ctx)))
    ctx.answer(Text("keep-kept"))


def ask(ctx: Context, about: str) -> None:
    """Press of Others: ask for how many days."""
    client = actions.to_be_erased(ctx, about)
    ctx.ask(keeping_screens.form(client.name), client.id)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question for how many days."""
    return keeping_screens.form(actions.to_be_erased(ctx, dialog.about).name)


def typed(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """Days were typed: show what would go by them. Raises Refused."""
    client, days = actions.to_be_erased(ctx, dialog.about), int(given["days"])
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Refused(Text("keep-days-wrong", least=LEAST_DAYS, most=MOST_DAYS), "days")
    _try(ctx, client, days)


def _try(ctx: Context, client: Client, days: int) -> None:
    before = kept_since(ctx.now, days or _usual(ctx), zone_named(ctx.office.zone))
    number = retention.count(ctx.uow.run, "requests-of", before, client.id)
    ctx.reply(keeping_screens.tried(client, days, _usual(ctx), number))


def _chosen(ctx: Context, about: str) -> tuple[Client, int]:
    """Return the client and the days a button carries; no days are the usual ones."""
    which, _, words = about.partition("=")
    days = int(words) if words.isascii() and words.isdigit() and len(words) <= len(str(MOST_DAYS)) else -1
    if days and not LEAST_DAYS <= days <= MOST_DAYS:
        raise Refused(Text("button-gone"))
    return actions.to_be_erased(ctx, which), days


def _own(ctx: Context, client: Client) -> int | None:
    return ctx.uow.clients.keep_days().get(client.id)


def _usual(ctx: Context) -> int:
    return ctx.office.periods.request_days
