"""The Bot API as python-telegram-bot speaks it.

This module and those it is made of (requests, marking, transfers) import the library, which takes 0.4 s: load it in a
thread.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlencode

import httpx
from telegram import Bot, BotCommand, BotCommandScopeChat, LinkPreviewOptions, MessageEntity, WebhookInfo
from telegram.constants import ChatAction

from bot.platforms.telegram.drawing import Drawn
from bot.platforms.telegram.marking import chat_id, formatted, markup, reply
from bot.platforms.telegram.requests import call, requests
from bot.platforms.telegram.transfers import Transfers

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Long polls are answered after the poll time; the rest is for the network.
POLL_GRACE = 15.0


@cache
def certificates() -> ssl.SSLContext:
    """Return whom we believe; reading the certificates takes 0.1 s or more, so once for all."""
    return httpx.create_ssl_context()


class Wire:
    """One bot's connections: one for the long poll, some for everything else. Every method raises Failed."""

    def __init__(self, token: str, base_url: str, base_file_url: str) -> None:
        tls = {"verify": certificates()}
        self._calls = requests(32, tls)
        self._polls = requests(1, tls)
        self._bot = Bot(token, base_url, base_file_url, request=self._calls, get_updates_request=self._polls)
        self.files = Transfers(self._bot, self._calls, tls)

    async def close(self) -> None:
        """Give back the connections."""
        await self.files.close()
        await self._polls.shutdown()
        await self._calls.shutdown()

    async def updates(self, offset: int | None, limit: int, seconds: int, kinds: Sequence[str]) -> bytes:
        """Return the body of a long poll as it came: Bot.get_updates fails as a whole if one update is odd."""
        facts: dict[str, str | int] = {"limit": limit, "timeout": seconds, "allowed_updates": json.dumps(kinds)}
        if offset is not None:
            facts["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(facts)}"
        return await call(lambda: self._polls.retrieve(url, read_timeout=seconds + POLL_GRACE))

    async def identity(self) -> tuple[str | None, bool]:
        """Return the bot's name, without the at sign, and whether its private chats have topics."""
        me = await call(self._bot.get_me)
        return me.username, bool(me.has_topics_enabled)

    async def webhook(self) -> WebhookInfo:
        """Return the webhook as Telegram has it; its url is empty if none is set."""
        return await call(self._bot.get_webhook_info)

    async def set_webhook(self, url: str, secret: str, kinds: Sequence[str]) -> None:
        """Ask for updates to be posted to `url`; those waiting are kept."""
        await call(lambda: self._bot.set_webhook(url, allowed_updates=kinds, secret_token=secret))

    async def delete_webhook(self) -> None:
        """Go back to polling; updates waiting are kept."""
        await call(self._bot.delete_webhook)

    async def send(self, chat: str, topic: int | None, drawn: Drawn) -> str:
        """Send a message, into a topic if one is named; return its id."""
        to, buttons = chat_id(chat), markup(drawn)

        async def attempt(entities: list[MessageEntity] | None) -> str:
            message = await call(
                lambda: self._bot.send_message(
                    to,
                    drawn.text,
                    message_thread_id=topic,
                    entities=entities,
                    link_preview_options=NO_PREVIEW,
                    reply_parameters=reply(drawn),
                    reply_markup=buttons,
                )
            )
            return str(message.message_id)

        return await formatted(attempt, drawn)

    async def edit(self, chat: str, message_id: str, drawn: Drawn) -> None:
        """Replace text and buttons of a message; without buttons it loses those it had."""
        to, buttons = chat_id(chat), markup(drawn)

        async def attempt(entities: list[MessageEntity] | None) -> None:
            await call(
                lambda: self._bot.edit_message_text(
                    drawn.text,
                    chat_id=to,
                    message_id=int(message_id),
                    entities=entities,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=buttons,
                )
            )

        await formatted(attempt, drawn)

    async def open_topic(self, chat: str, name: str) -> str:
        """Make a topic; return its id."""
        made = await call(lambda: self._bot.create_forum_topic(chat_id(chat), name))
        return str(made.message_thread_id)

    async def answer(self, query: str, text: str | None) -> None:
        """Answer a press."""
        await call(lambda: self._bot.answer_callback_query(query, text=text))

    async def leave(self, chat: str) -> None:
        """Leave a group."""
        await call(lambda: self._bot.leave_chat(chat_id(chat)))

    async def show_typing(self, chat: str) -> None:
        """Show for some seconds, or until the next message, that something is being written."""
        await call(lambda: self._bot.send_chat_action(chat_id(chat), ChatAction.TYPING))

    async def set_commands(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """Set the menu of one chat; without commands it has that of all chats again."""
        scope = BotCommandScopeChat(chat_id(chat))
        menu = [BotCommand(name, description) for name, description in commands]
        if menu:
            await call(lambda: self._bot.set_my_commands(menu, scope=scope))
        else:
            await call(lambda: self._bot.delete_my_commands(scope))
