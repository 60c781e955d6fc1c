"""Finding a message again whose answer was lost: by the mark it carries, in the conversation and in its threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.platforms.base import Unknown
from bot.platforms.slack_drawing import MARK, file_mark
from bot.platforms.slack_outcomes import Api, Declined
from bot.platforms.slack_shapes import Ours, Payload, ident, moment, part, parts_of, stamp

# Nobody outside Slack knows when a message that was accepted shows in the history; searching too early finds nothing.
SETTLED = timedelta(seconds=5)
BEFORE = timedelta(seconds=5)  # Slack's clock is not ours
THREADS = timedelta(days=30)  # how old a message may be whose thread is looked into for an earlier process
PAGES = 20
KEPT = 2_000  # messages on their way are far fewer; of others all conversations are looked through


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is remembered of a sending: the thread it went to and the file it shares, None if it was without."""

    thread: str | None
    file: str | None = None


class Search:
    """Looks for sent messages in one workspace."""

    def __init__(self, api: Api, clock: Clock, ours: Callable[[], Ours]) -> None:
        self._api = api
        self._clock = clock
        self._ours = ours
        self._attempts: OrderedDict[str, Attempt] = OrderedDict()

    def note(self, mark: str, thread: str | None, file: str | None = None) -> None:
        """Remember, before it is sent, where a marked message goes."""
        if mark:
            self._attempts[mark] = Attempt(thread, file)
            self._attempts.move_to_end(mark)
            if len(self._attempts) > KEPT:
                self._attempts.popitem(last=False)

    async def find(self, channel: str, mark: str, since: datetime) -> str | None:
        """Return the id of our message with `mark` posted since (an aware instant), None if there is surely none.
        Raises what the Web API does, and Unknown if the history is too long or a file may be the one.

        A file that was brought to Slack and never shown is deleted, so that it can't show late.
        """
        attempt = self._attempts.get(mark)
        looked = self._clock.now()
        found = await self._look(channel, mark, since, attempt)
        if found is None and looked - since < SETTLED:
            await self._clock.sleep((since + SETTLED - self._clock.now()).total_seconds())
            found = await self._look(channel, mark, since, attempt)
        if found is None and attempt is not None and attempt.file:
            await self._withdraw(attempt.file)
        return found

    async def _look(self, channel: str, mark: str, since: datetime, attempt: Attempt | None) -> str | None:
        """Look among the conversation's messages, then in the thread remembered; in all that had a reply since, if
        nothing is remembered (an earlier process sent it)."""
        oldest, parents, nameless = since - BEFORE, [], False
        reach = since - THREADS if attempt is None else oldest
        async for message in self._messages("conversations.history", channel, reach):
            if self._carries(message, mark, attempt):
                return ident(message, "ts")
            nameless = nameless or self._is_nameless(message, oldest)
            if attempt is None and _since(message.get("latest_reply"), oldest):
                parents.append(ident(message, "ts"))
        if attempt is not None and attempt.thread:
            parents = [attempt.thread]
        for parent in parents:
            async for message in self._messages("conversations.replies", channel, oldest, ts=parent):
                if self._carries(message, mark, attempt):
                    return ident(message, "ts")
                nameless = nameless or self._is_nameless(message, oldest)
        if nameless and attempt is None:
            raise Unknown("a file without a mark")
        return None

    async def _messages(
        self, method: str, channel: str, oldest: datetime, ts: str | None = None
    ) -> AsyncIterator[Payload]:
        cursor: object = None
        for _ in range(PAGES):
            try:
                page = await self._api.call(
                    method, channel=channel, ts=ts, oldest=stamp(oldest), inclusive=True, include_all_metadata=True,
                    limit=200, cursor=cursor,
                )  # fmt: skip
            except Declined as error:
                if error.code != "thread_not_found":
                    raise
                return
            for message in parts_of(page, "messages"):
                yield message
            cursor = part(page, "response_metadata").get("next_cursor")
            if not isinstance(cursor, str) or not cursor:
                return
        raise Unknown("history too long")

    async def _withdraw(self, file: str) -> None:
        try:
            await self._api.call("files.delete", file=file)
        except Declined:
            return

    def _carries(self, message: Payload, mark: str, attempt: Attempt | None) -> bool:
        if not self._is_mine(message):
            return False
        metadata = part(message, "metadata")
        if metadata.get("event_type") == MARK and part(metadata, "event_payload").get("mark") == mark:
            return True
        if attempt is not None and attempt.file in {ident(each, "id") for each in parts_of(message, "files")}:
            return True
        return any(each.get("block_id") == file_mark(mark) for each in parts_of(message, "blocks"))

    def _is_nameless(self, message: Payload, oldest: datetime) -> bool:
        """Tell whether this is a file of ours, posted since, whose blocks came back without their mark."""
        if not self._is_mine(message) or not message.get("files") or not _since(message.get("ts"), oldest):
            return False
        return not any(str(each.get("block_id")).startswith(file_mark("")) for each in parts_of(message, "blocks"))

    def _is_mine(self, message: Payload) -> bool:
        """Tell whether our bot wrote a message: a person's can't carry our mark honestly."""
        bot_user = self._ours().bot_user
        return bool(message.get("bot_id")) or (bool(bot_user) and ident(message, "user") == bot_user)


def _since(mark: object, oldest: datetime) -> bool:
    at = moment(mark)
    return at is not None and at >= oldest
