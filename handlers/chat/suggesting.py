"""What a picker offers while somebody types into it. Only reads: nothing is kept, nothing said."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.chat import limited, sight
from handlers.chat.context import Context, Office, Refused
from handlers.chat.feature import ActionSpec
from handlers.chat.incoming import Event, Pressed, Sender
from handlers.chat.outgoing import Choice
from handlers.chat.router import House, Way, route
from storage.unit_of_work import UnitOfWork

MOST = 100


def suggested(
    uow: UnitOfWork, sender: Sender, key: str, words: str, office: Office, house: House
) -> list[tuple[str, str]]:
    """Return label and value of at most 100 choices, worded for who asks: those that read like the words, else those
    that the words mean. Nothing for whoever may not press what the key stands for, and where it is gone."""
    found = uow.people.at(sender.platform, sender.workspace, sender.user)
    asking = Event(sender, Pressed(key), uow.now)
    if found is None or route(asking, found[0], form_open=False, house=house) is not Way.PRESS:
        return []
    ctx = Context(uow, office, sender=sender, who=found[0])
    if limited.is_off(ctx, sender.platform) or sight.is_restricted(uow, ctx.who):
        return []
    button = uow.dialogs.button(key)
    action = None if button is None else house.actions.get(button.action)
    if button is None or button.person_id != ctx.who.id or button.expires_at <= ctx.now:
        return []
    if action is None or ctx.who.role not in action.roles:
        return []
    ctx.act = action.act
    try:
        return _choices(ctx, action, button.about, " ".join(words.split()))
    except Refused:
        return []


def _choices(ctx: Context, action: ActionSpec, about: str, words: str) -> list[tuple[str, str]]:
    if action.suggest is None:
        return []
    all_of_them = _worded(ctx, action.suggest(ctx, about, ""))
    alike = [each for each in all_of_them if words.casefold() in each[0].casefold()]
    return alike or _worded(ctx, action.suggest(ctx, about, words))


def _worded(ctx: Context, choices: Sequence[Choice]) -> list[tuple[str, str]]:
    say, who = ctx.office.say, ctx.who
    return [(say(each.label, who.language, who.zone), each.value) for each in choices[:MOST]]
