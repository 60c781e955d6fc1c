"""What a manager does with clients: see them, rename one, choose their plan, say who may see whose tasks
there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Card, Form, Text
from handlers.events import PlanChanged
from handlers.people import actions, manager_screens, terms
from storage.clients import Client
from storage.dialogs import Dialog
from storage.vocabulary import ClientId


def listed(ctx: Context, about: str) -> None:
    """Press of Clients, or of one of its pages."""
    by_name = sorted(ctx.uow.clients.all(), key=lambda client: client.name.casefold())
    shown = paging.page(by_name, paging.asked(about)[1] or 0)
    ctx.reply(manager_screens.clients_card(f"people:{ctx.who.id}", shown))


def show(ctx: Context, about: str) -> None:
    """Press of a client's name: their contacts, and what can be changed."""
    which, page = paging.asked(about)
    client = _client(ctx, which)
    contacts = ctx.uow.people.contacts(client.id)
    trial = ctx.uow.trials.of(client.id)
    card = manager_screens.client_card(
        f"people:{ctx.who.id}",
        client,
        contacts,
        page or 0,
        plans=bool(_plans(ctx)),
        trial=None if trial is None else trial.id,
    )
    lines, buttons = terms.shown(ctx, client)
    ctx.reply(replace(card, lines=[*card.lines, *lines], buttons=with_more(card, buttons)))


def switched(switch: Callable[[Context, str], ClientId]) -> Callable[[Context, str], None]:
    """Return what a press does that changes a client's terms: it shows them as they are then."""

    def press(ctx: Context, about: str) -> None:
        show(ctx, switch(ctx, about))

    return press


def with_more(card: Card, buttons: Sequence[Button]) -> list[Button]:
    """Return a card's buttons with some more before the last, the way back."""
    return [*card.buttons[:-1], *buttons, card.buttons[-1]]


def switch_sight(ctx: Context, about: str) -> None:
    """Press of who sees what: its contacts see all its tasks, or each their own."""
    client = _client(ctx, paging.asked(about)[0])
    ctx.uow.clients.set_contacts_see_all(client.id, see_all=not client.contacts_see_all)
    show(ctx, about)


def ask_rename(ctx: Context, about: str) -> None:
    """Press of Rename: ask for the new name."""
    client = _client(ctx, about)
    ctx.ask(manager_screens.rename_form(client.name), client.id)


def rename_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question for a client's new name."""
    return manager_screens.rename_form(_client(ctx, dialog.about).name)


def renamed(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The name is there: everything says it from now on. Raises Refused if another client is called so."""
    client, name = _client(ctx, dialog.about), actions.tidy(given["name"])
    if not name:
        raise Refused(Text("form-answer-needed"), "name")
    if any(other.id != client.id and actions.same_name(other.name, name) for other in ctx.uow.clients.all()):
        raise Refused(Text("client-name-taken", name=name), "name")
    ctx.uow.clients.rename(client.id, name, actions.name_key(name))
    ctx.answer(Text("client-renamed", before=client.name, name=name))
    show(ctx, client.id)


def ask_plan(ctx: Context, about: str) -> None:
    """Press of Plan: ask which."""
    client = _client(ctx, about)
    ctx.ask(manager_screens.plan_form(client, _plans(ctx)), client.id)


def plan_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question for a client's plan."""
    return manager_screens.plan_form(_client(ctx, dialog.about), _plans(ctx))


def plan_chosen(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The plan is chosen: what is promised follows it from now on, for what is open, too."""
    client = _client(ctx, dialog.about)
    plan = None if given["plan"] == manager_screens.NO_PLAN else given["plan"]
    if plan != client.plan:
        ctx.uow.clients.set_plan(client.id, plan)
        ctx.react(ctx, PlanChanged(client.id, client.plan, plan))
    show(ctx, client.id)


def _plans(ctx: Context) -> tuple[str, ...]:
    return ctx.office.levels.plans if ctx.office.levels else ()


def _client(ctx: Context, about: str) -> Client:
    client = ctx.uow.clients.look(ClientId(about))
    if client is None:
        raise Refused(Text("button-gone"))
    return client
