"""What a manager sees of invitations: the questions, the code, those still open. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.chat import paging
from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Style, Text
from handlers.chat.paging import Page
from storage.clients import Client
from storage.invites import Invite
from storage.vocabulary import Role

NEW = "new"
LONGEST_NAME = 80


def invite_form(
    teams: Sequence[str], clients: Sequence[Client], answers: Mapping[str, str], *, in_window: bool = False
) -> Form:
    """Return the questions of an invitation: for a client's contact also which client, and what a new one is called. A
    window has them all at once; what isn't needed stays empty there."""
    roles = [Choice(str(role), Text(f"role-{role}")) for role in Role]
    fields = [
        Field("role", Text("invite-role"), FieldKind.ONE_OF, choices=roles, governs=True),
        Field("name", Text("invite-name"), longest=LONGEST_NAME),
    ]
    if in_window or answers.get("role") == Role.CLIENT:
        offered = [Choice(NEW, Text("invite-new-client"))]
        offered += [Choice(client.id, Text("words", words=client.name)) for client in clients]
        fields.append(
            Field(
                "client",
                Text("invite-client"),
                FieldKind.ONE_OF,
                required=not in_window,
                choices=offered,
                governed=True,
            )
        )
    if in_window or (answers.get("role") == Role.CLIENT and answers.get("client") == NEW):
        label = Text("invite-client-name")
        fields.append(Field("called", label, required=not in_window, longest=LONGEST_NAME, governed=True))
    if len(teams) > 1:
        offered = [Choice(name, Text("words", words=name)) for name in teams]
        fields.append(Field("team", Text("invite-team"), FieldKind.ONE_OF, choices=offered))
    return Form("people.invite", Text("invite-title"), Text("people-invite"), fields)


def alike_card(dialog: str, called: str, known: Sequence[Client]) -> Card:
    """Return the question whether a new client's name means one that is there already."""
    buttons = [
        Button(Text("words", words=client.name), "people.invite-for", f"{dialog}={number}")
        for number, client in enumerate(known)
    ]
    new = Button(Text("client-new-named", name=called), "people.invite-for", f"{dialog}={NEW}")
    return Card(f"alike:{dialog}", Text("client-alike", name=called), [Text("client-alike-which")], [*buttons, new])


def alike_settled(dialog: str, called: str, client: str) -> Card:
    """Return what that question becomes."""
    answer = Text("form-picked", label=Text("words", words=client))
    return Card(f"alike:{dialog}", Text("client-alike", name=called), [answer])


def code_card(invite: Invite, client: str, code: str, *, telegram: str | None, slack: str | None) -> Card:
    """Return the card that shows a code, once: with the bot's name on `telegram` as a link, with the command on `slack`
    as what to write there."""
    lines = [_who(invite, client), Text("invite-code", code=code), Text("invite-until", expires=invite.expires_at)]
    if telegram:
        lines.append(Text("invite-telegram", link=f"https://t.me/{telegram}?start={code}"))
    if slack:
        lines.append(Text("invite-slack", command=f"{slack} join {code}"))
    buttons = [
        Button(Text("invite-withdraw"), "people.withdraw", invite.id, style=Style.DANGER),
        Button(Text("people-invites"), "people.invites", "all"),
    ]
    return Card(_key(invite.id), Text("invite-made", name=invite.name), lines, buttons)


def ended_card(invite: Invite, client: str, how: str) -> Card:
    """Return what a code's card becomes once it is worth nothing any more: `used` or `withdrawn`."""
    return Card(_key(invite.id), Text("invite-made", name=invite.name), [_who(invite, client), Text(f"invite-{how}")])


def invites_card(key: str, shown: Page[tuple[Invite, str]]) -> Card:
    """Return a page of the codes that can still be used, each with its client's name."""
    lines = [_line(invite, client) for invite, client in shown.items] or [Text("invites-none")]
    buttons = [
        Button(Text("invite-withdraw-of", name=invite.name), "people.withdraw", paging.about(invite.id, shown.number))
        for invite, _ in shown.items
    ]
    buttons += paging.turning(shown, "people.invites", "all")
    back = Button(Text("back"), "people.list", "all")
    return Card(key, Text("people-invites"), [*lines, *paging.where(shown)], [*buttons, back])


def _line(invite: Invite, client: str) -> Text:
    return Text("invite-line", name=invite.name, who=_who(invite, client), expires=invite.expires_at)


def _who(invite: Invite, client: str) -> Text:
    role = Text(f"role-{invite.role}")
    return Text("invite-who-client", role=role, client=client) if client else Text("invite-who", role=role)


def _key(invite: str) -> str:
    return f"invite:{invite}"
