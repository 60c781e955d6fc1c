"""What `check` finds out about a Telegram bot, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.platforms.base import Finding
from bot.platforms.telegram.failures import Failed, Kind

if TYPE_CHECKING:
    from bot.platforms.telegram.wire import Wire


async def findings(wire: Wire, mode: str, address: str) -> list[Finding]:
    """Look at the bot's name and its webhook, which is to be at `address` in webhook mode. Raises Failed if not even
    the token can be tried."""
    found = [Finding(f"Telegram token (@{(await wire.identity())[0]})", True)]
    try:
        url = (await wire.webhook()).url
    except Failed as failed:
        return [*found, Finding("Telegram webhook", False, todo(failed))]
    if mode == "polling" and url:
        needed = "A webhook is set, so polling gets nothing. We remove it once; if it comes back, revoke the token."
        return [*found, Finding("Telegram webhook", False, needed)]
    if mode == "webhook" and url and url != address:
        needed = "The webhook points elsewhere. If that is not another copy of this office, revoke the token."
        return [*found, Finding("Telegram webhook", False, needed)]
    return [*found, Finding("Telegram webhook", True)]


def todo(failed: Failed) -> str:
    """Return what the operator can do about a failed call."""
    match failed.kind:
        case Kind.TOKEN:
            return "Telegram does not know this token. Ask @BotFather for the current one."
        case Kind.NOT_SENT | Kind.LOST | Kind.SERVER:
            return "Telegram can't be reached now. Check network and proxy."
        case _:
            return f"Telegram refused: {failed.kind}."
