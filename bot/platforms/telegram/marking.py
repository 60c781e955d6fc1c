"""What hangs on a message besides its words, as python-telegram-bot takes it: formatting, buttons, the reply."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyParameters

from bot.logs import event
from bot.platforms.telegram.drawing import Drawn
from bot.platforms.telegram.failures import Failed

LOG = logging.getLogger(__name__)
T = TypeVar("T")


def chat_id(chat: str) -> int | str:
    """Return a chat's id as the library wants it."""
    return int(chat) if chat.removeprefix("-").isdecimal() else chat


def markup(drawn: Drawn) -> InlineKeyboardMarkup | None:
    """Return the buttons, None for none."""
    if not drawn.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(k.label, callback_data=k.key, style=k.style) for k in row] for row in drawn.rows]
    )


def reply(drawn: Drawn) -> ReplyParameters | None:
    """Return which message is answered; if that is gone, Telegram sends ours without."""
    if drawn.reply_to is None:
        return None
    return ReplyParameters(drawn.reply_to, allow_sending_without_reply=True)


async def formatted(attempt: Callable[[list[MessageEntity] | None], Awaitable[T]], drawn: Drawn) -> T:
    """Return what `attempt` returns with the formatting, or without if Telegram does not like it."""
    entities = [MessageEntity(MessageEntity.BOLD, 0, drawn.bold)] if drawn.bold else []
    entities += [
        MessageEntity(MessageEntity.DATE_TIME, stamp.offset, stamp.length, unix_time=stamp.at) for stamp in drawn.stamps
    ]
    if not entities:
        return await attempt(None)
    try:
        return await attempt(entities)
    except Failed as failed:
        if not failed.is_about_entities:
            raise
    event(LOG, "telegram-formatting-refused", level=logging.WARNING)
    return await attempt(None)
