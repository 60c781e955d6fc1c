"""Whoever governs has a client erased: chosen by name, confirmed by name, and by a second person."""

from __future__ import annotations

from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.privacy import actions, screens
from storage.vocabulary import ClientId


def choose(ctx: Context, words_after: str) -> None:
    """`/erase NAME`: show whom it may mean; without a name all clients that come first."""
    ctx.reply(screens.choice(_key(ctx), actions.called(ctx, words_after)), anew=True)


def press_choose(ctx: Context, about: str) -> None:
    """Press of Erase on a client's card: show what happens then."""
    client = actions.to_be_erased(ctx, about)
    ctx.reply(screens.choice(_key(ctx), [client]), anew=True)


def erase(ctx: Context, about: str) -> None:
    """The second press: nothing of the client is shown from now on, and it all goes."""
    client = actions.to_be_erased(ctx, about)
    actions.begin(ctx, ClientId(client.id), ctx.who.id)
    ctx.effects.erases = True
    ctx.answer(Text("erase-begins"))


def _key(ctx: Context) -> str:
    return f"erase:{ctx.who.id}"
