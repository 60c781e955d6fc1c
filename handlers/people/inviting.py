"""How a manager lets people in: the questions, the code, the codes still open, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.people import actions, invite_screens
from handlers.people.invite_screens import NEW
from handlers.rules.names import alike
from storage.clients import Client
from storage.dialogs import Dialog
from storage.invites import Invite
from storage.vocabulary import BOT_NAME, GOVERNORS, ClientId, Role

MOST_ALIKE = 5


def ask(ctx: Context, about: str) -> None:
    """Press of Invite: ask as what, and who; on a client's card the client is known."""
    client = ctx.uow.clients.look(ClientId(about))
    answers = {} if client is None else {"role": str(Role.CLIENT), "client": client.id}
    ctx.ask(_form(ctx, answers, in_window=ctx.window), client.id if client else "", answers)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions of an invitation."""
    return _form(ctx, dialog.answers, in_window=bool(dialog.facts.get("window")))


def invited(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is known who: show the code, once; of a new client whose name is like that of another, ask first. Raises
    Refused."""
    if given["role"] != Role.CLIENT:
        _invite(ctx, given, None)
        return
    called = actions.tidy(given.get("called", ""))
    chosen = given.get("client") or (NEW if called else "")
    if not chosen:
        raise Refused(Text("invite-client-needed"), "client")
    if chosen != NEW:
        _invite(ctx, given, _client(ctx, chosen))
        return
    if not called:
        raise Refused(Text("invite-client-needed"), "called")
    known = [client for client in ctx.uow.clients.all() if alike(client.name, called)][:MOST_ALIKE]
    same = next((client for client in known if actions.same_name(client.name, called)), None)
    if same is not None or not known:
        _invite(ctx, given, same or called)
        return
    ctx.uow.dialogs.note_facts(dialog.id, {**dialog.facts, "alike": [client.id for client in known]}, ctx.now)
    ctx.reply(invite_screens.alike_card(dialog.id, called, known))


def invite_for(ctx: Context, about: str) -> None:
    """Press of a client that is there already, or of the new one, where their names are alike."""
    which, _, chosen = about.partition("=")
    dialog = ctx.uow.dialogs.by_id(which)
    known = [] if dialog is None else dialog.facts.get("alike", [])
    if dialog is None or dialog.person_id != ctx.who.id or not known:
        raise Refused(Text("form-closed"))
    called = actions.tidy(dialog.answers.get("called", ""))
    client: Client | str = called
    if chosen != NEW:
        client = _client(ctx, known[int(chosen)] if chosen.isdigit() and int(chosen) < len(known) else "")
    ctx.uow.dialogs.note_facts(which, {**dialog.facts, "alike": []}, ctx.now)
    ctx.reply(invite_screens.alike_settled(which, called, client if isinstance(client, str) else client.name))
    _invite(ctx, dialog.answers, client)


def invites(ctx: Context, about: str) -> None:
    """Press of Open invitations, or of one of their pages: who was invited and has not come."""
    found = [(invite, _client_name(ctx, invite)) for invite in ctx.uow.people.open_invites(ctx.now)]
    shown = paging.page(found, paging.asked(about)[1] or 0)
    ctx.reply(invite_screens.invites_card(f"people:{ctx.who.id}", shown))


def withdraw(ctx: Context, about: str) -> None:
    """Press of Withdraw: nobody gets in with that code any more."""
    which, page = paging.asked(about)
    invite = ctx.uow.people.invite(which)
    if invite is None or not ctx.uow.people.withdraw_invite(which, ctx.now):
        raise Refused(Text("invite-over"))
    ended(ctx, invite, "withdrawn")
    ctx.answer(Text("invite-withdrawn"))
    if page is not None:
        invites(ctx, paging.about("all", page))


def ended(ctx: Context, invite: Invite, how: str) -> None:
    """Let the card of a code say that it is worth nothing any more, and show the code no longer."""
    card = invite_screens.ended_card(invite, _client_name(ctx, invite), how)
    for manager in ctx.uow.people.active(*GOVERNORS):
        ctx.redraw(manager, card)


def _form(ctx: Context, answers: Mapping[str, str], *, in_window: bool) -> Form:
    clients = sorted(ctx.uow.clients.all(), key=lambda client: client.name.casefold())
    teams = [name for _, name in ctx.uow.clients.teams()]
    return invite_screens.invite_form(teams, clients, answers, in_window=in_window)


def _invite(ctx: Context, given: Mapping[str, str], client: Client | str | None) -> None:
    """Make the code and show it; `client` is one that is there, or the name of a new one."""
    made = actions.invite(
        ctx.uow,
        Role(given["role"]),
        given["name"],
        client=client if isinstance(client, str) else None,
        client_id=client.id if isinstance(client, Client) else None,
        team=given.get("team") or None,
    )
    platforms = ctx.office.platforms
    telegram = ctx.uow.marks.get(BOT_NAME) if "telegram" in platforms else None
    slack = ctx.office.slack_command if "slack" in platforms else None
    name = _client_name(ctx, made.invite)
    ctx.reply(invite_screens.code_card(made.invite, name, made.code, telegram=telegram, slack=slack))


def _client(ctx: Context, client: str) -> Client:
    found = ctx.uow.clients.look(ClientId(client))
    if found is None:
        raise Refused(Text("button-gone"))
    return found


def _client_name(ctx: Context, invite: Invite) -> str:
    return "" if invite.client_id is None else ctx.uow.clients.name(invite.client_id)
