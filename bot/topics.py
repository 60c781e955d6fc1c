"""A task's topic in a private chat: made when something is first sent about the task there, kept, and given up for the
chat itself once the platform refuses it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot import channels
from bot.platforms.base import Message, NoTopic, Place, Platform
from handlers.rules import titles
from storage.outbox import Outgoing
from storage.topics import as_thread
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import TaskId

Write = Callable[[Callable[[UnitOfWork], None]], Awaitable[None]]
Send = Callable[[Place, Message], Awaitable[str]]
TOPIC = "topic"  # what a message's content says it under: who it answers wrote in that topic


class Topic:
    """Where in its chat one message goes. `number` is the platform's id of the topic; without it, one called `name` is
    made first."""

    __slots__ = ("_name", "_number", "_refused", "_row", "_write")

    def __init__(self, row: Outgoing, write: Write, *, number: str | None = None, name: str = "") -> None:
        self._row = row
        self._write = write
        self._number = number
        self._name = name
        self._refused = False

    async def send(self, platform: Platform, to: Place, message: Message, send: Send) -> str:
        """Send a message in the topic, where it needs no reply to hang together; if that is refused, in the chat
        itself. Returns what `send` returns; raises as it does, and as Platform.open_topic."""
        if not self._refused:
            try:
                if self._number is None:
                    await self._make(platform, to)
                return await send(replace(to, topic=self._number), replace(message, reply_to=None))
            except NoTopic:
                await self._forget()
        return await send(to, message)

    async def _make(self, platform: Platform, to: Place) -> None:
        row, number = self._row, await platform.open_topic(to, self._name)

        def unit(uow: UnitOfWork) -> None:
            uow.topics.keep(row.platform, row.workspace, row.chat, row.about or "", number, uow.now)
            uow.outbox.follow(row, row.chat, as_thread(number), uow.now)

        await self._write(unit)
        self._number = number

    async def _forget(self) -> None:
        row, self._refused = self._row, True
        about = row.about
        if about is not None:
            # Not made again: whoever deleted it doesn't want it.
            await self._write(lambda uow: uow.topics.keep(row.platform, row.workspace, row.chat, about, None, uow.now))


def topic_of(row: Outgoing, uow: UnitOfWork, platform: Platform, write: Write) -> Topic | None:
    """Return the topic a message goes into: that of its task, else the one it answers in; None for the chat itself."""
    if row.about is not None and platform.has_topics:
        kept = uow.topics.of(row.platform, row.workspace, row.chat, row.about)
        if kept is not None:
            return None if kept.topic is None else Topic(row, write, number=kept.topic)
        task = uow.tasks.look(TaskId(row.about))
        if task is not None:
            called = "" if channels.is_limited(row, uow) else titles.called(task.title, task.words, task.files)
            return Topic(row, write, name=" · ".join(filter(None, (task.reference, called))))
    here = row.content.get(TOPIC)
    return Topic(row, write, number=str(here)) if here else None
