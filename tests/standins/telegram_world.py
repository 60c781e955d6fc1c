"""What exists on the Telegram stand-in: the bot, its chats with their messages, files and pending presses."""

import asyncio
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.standins.telegram_limits import Limits, Meter
from tests.standins.telegram_queue import UpdateQueue
from tests.standins.telegram_records import CallbackAnswer, Changes, Json, Message, StoredFile
from tests.standins.telegram_refusals import CHAT_NOT_FOUND, UPGRADED, Refused, bad, forbidden

UNKNOWN_TYPE = "application/octet-stream"
FOLDERS = {"document": "documents", "photo": "photos", "voice": "voice", "sticker": "stickers", "video": "videos"}


@dataclass(slots=True, eq=False)
class CallbackQuery:
    """A pressed button; `answer` is there once the bot answered."""

    id: str
    data: str
    chat: "Chat"
    message_id: int
    person: int
    at: float
    update: Json = field(default_factory=dict)
    answer: CallbackAnswer | None = None

    async def answered(self, *, timeout: float = 30.0) -> CallbackAnswer:  # noqa: ASYNC109 - says what was missing
        """Wait for the bot's answer; AssertionError with the transcript if none comes."""
        answer = await self.chat.changes.until(lambda: self.answer, timeout)
        assert answer is not None, f"{self.data!r} was not answered within {timeout} s\n{self.chat.transcript()}"
        return answer


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the number of the service message that made it."""

    id: int
    name: str
    icon_color: int = 0x6FB9F0
    closed: bool = False


class Chat:
    """A chat as all its members see it."""

    def __init__(self, world: "World", id: int, kind: str) -> None:  # noqa: A002 - Telegram's word
        self.world = world
        self.id = id
        self.kind = kind
        self.changes = Changes()
        self.actions: list[str] = []
        self.pinned: list[int] = []
        self.topics: dict[int, Topic] = {}
        self.menu_button: Json | None = None
        self.by_id: dict[int, Message] = {}
        self.earlier: list[Message] = []
        self.last_id = 0

    def json(self) -> Json:
        """The Chat object."""
        raise NotImplementedError

    def full_json(self) -> Json:
        """The ChatFullInfo object."""
        types = {"unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False}
        accepted = {**types, "premium_subscription": False, "gifts_from_channels": False}
        full = {**self.json(), "accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": accepted}
        if self.pinned and self.pinned[-1] in self.by_id:
            full["pinned_message"] = self.by_id[self.pinned[-1]].body
        return full

    def check_writable(self) -> None:
        """Raise Refused when the bot can't write here."""

    @property
    def messages(self) -> list[Message]:
        """What is seen in the chat now, oldest first."""
        return [*self.earlier, *self.by_id.values()]

    def message(self, message_id: int, purpose: str) -> Message:
        """Return a message; raises Refused `<purpose> not found`."""
        if message_id not in self.by_id:
            raise bad(f"{purpose} not found")
        return self.by_id[message_id]

    def add(
        self, content: Json, sender: Json, *, from_bot: bool, file: StoredFile | None = None, at: float | None = None
    ) -> Message:
        """Append a message with the next number. `sender`: the fields from / sender_chat."""
        self.last_id += 1
        date = int(self.world.clock() if at is None else at)
        body = {"message_id": self.last_id, **sender, "chat": self.json(), "date": date, **content}
        message = Message(body, from_bot=from_bot, file=file)
        self.by_id[self.last_id] = message
        self.changes.notify()
        return message

    def new_topic(self, sender: Json, name: str, *, from_bot: bool, icon_color: int = 0x6FB9F0) -> Topic:
        """Make a topic with its service message."""
        topic = Topic(self.last_id + 1, name, icon_color)
        created = {"forum_topic_created": {"name": name, "icon_color": icon_color}}
        marks = {"message_thread_id": topic.id, "is_topic_message": True}
        self.add({**marks, **created}, sender, from_bot=from_bot)
        self.topics[topic.id] = topic
        return topic

    def remove_topic(self, number: int) -> None:
        """Delete a topic with all its messages."""
        del self.topics[number]
        for message in [message for message in self.by_id.values() if message.thread == number]:
            self.remove(message.id)

    def remove(self, message_id: int) -> None:
        """Delete a message."""
        self.by_id.pop(message_id, None)
        self.changes.notify()

    def deliver(self, message: Message, kind: str = "message") -> Json:
        """Queue the update about a message; returns it."""
        moment = message.body.get("edit_date") or message.body["date"]
        expires = moment + self.world.limits.message_life
        return self.world.queue.add(kind, message.body, expires=expires, lane=("chat", self.id))

    def press(self, person: Json, choice: str, message_id: int | None = None) -> CallbackQuery:
        """Press a button found by label, else by callback data, else by a part of the label; newest message first."""
        candidates = [m for m in reversed(self.messages) if m.markup and message_id in {None, m.id}]
        for fits in (_same_label, _same_data, _part_of_label):
            for message in candidates:
                for button in _buttons(message):
                    if fits(button, choice) and "callback_data" in button:
                        return self.press_data(person, str(button["callback_data"]), message.id)
        seen = [button.label for message in candidates for row in message.buttons for button in row]
        raise LookupError(f"no button {choice!r} to press; visible: {seen}\n{self.transcript()}")

    def press_data(self, person: Json, data: str, message_id: int | None = None) -> CallbackQuery:
        """Queue a press with any callback data, on the newest message of the bot unless a message is named."""
        if message_id is None:
            message_id = next(m.id for m in reversed(self.messages) if m.from_bot)
        found = self.by_id.get(message_id)
        body: Json = found.body if found else {"message_id": message_id, "chat": self.json(), "date": 0}
        world = self.world
        query = CallbackQuery(world.new_id(), data, self, message_id, int(person["id"]), world.clock())
        content = {"id": query.id, "from": person, "message": body, "chat_instance": str(self.id), "data": data}
        world.callbacks[query.id] = query
        expires = query.at + world.limits.callback_life
        query.update = world.queue.add("callback_query", content, expires=expires, lane=("user", query.person))
        return query

    async def sees(self, text: str, *, timeout: float = 30.0, count: int = 1, after: int = 0) -> Message:  # noqa: ASYNC109 - says what was missing
        """Wait until `count` messages of the bot (numbered above `after`) contain `text` now; returns the newest."""

        def ask() -> Message | None:
            found = [m for m in self.messages if m.from_bot and text in m.text and m.id > after]
            return found[-1] if len(found) >= count else None

        message = await self.changes.until(ask, timeout)
        assert message is not None, f"{text!r} was not seen {count} time(s) in {timeout} s\n{self.transcript()}"
        return message

    async def until(self, fact: Callable[[], object], what: str, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - says what was missing
        """Wait until `fact` is true, asking at each change of the chat; AssertionError with the transcript."""
        true = await self.changes.until(lambda: bool(fact()), timeout)
        assert true, f"not within {timeout} s: {what}\n{self.transcript()}"

    def count(self, text: str) -> int:
        """Return how many messages of the bot contain `text` now."""
        return sum(message.from_bot and text in message.text for message in self.messages)

    def transcript(self) -> str:
        """Return the chat as text, one line per message and row of buttons."""
        lines = [f"--- {self.json().get('title') or self.json().get('first_name')} ({self.kind} {self.id})"]
        for message in self.messages:
            edited = f" (edited {message.edited})" if message.edits else ""
            text = message.text or " ".join(sorted(message.body.keys() - {"message_id", "from", "chat", "date"}))
            file = f" <{message.file.kind} {message.file.filename}>" if message.file else ""
            lines.append(f"[{message.id}] {message.sender}{edited}: {text}{file}")
            lines += ["      " + " ".join(f"[{button.label}]" for button in row) for row in message.buttons]
        return "\n".join(lines)


def _buttons(message: Message) -> list[Json]:
    return [button for row in (message.markup or {}).get("inline_keyboard", []) for button in row]


def _same_label(button: Json, choice: str) -> bool:
    return bool(button["text"] == choice)


def _same_data(button: Json, choice: str) -> bool:
    return bool(button.get("callback_data") == choice)


def _part_of_label(button: Json, choice: str) -> bool:
    return choice in button["text"]


class World:
    """Everything the server knows."""

    def __init__(self, token: str, username: str, clock: Callable[[], float], limits: Limits, *, fast: bool) -> None:
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.username = username
        self.first_name = username.replace("_", " ").title()
        self.clock = clock
        self.limits = limits
        self.fast = fast
        self.privacy = False
        self.topics_enabled = False
        self.queue = UpdateQueue(clock, fast=fast)
        self.meter = Meter(limits, clock)
        self.chats: dict[int, Chat] = {}
        self.migrated: dict[int, int] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_button: Json = {"type": "commands"}
        self.files: dict[str, StoredFile] = {}
        self.links: dict[str, tuple[StoredFile, float]] = {}
        self.local: Path | None = None
        self.waits: set[asyncio.Future[Any]] = set()
        self._ids = 0
        self._serial = 0

    def bot_json(self) -> Json:
        """The User object of the bot."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def serial(self) -> int:
        """Return 0, 1, 2 …: what numbers of people and groups are made of."""
        self._serial += 1
        return self._serial - 1

    def new_id(self) -> str:
        """Return a fresh long number for queries, albums and files."""
        self._ids += 1
        return str(4_100_000_000_000_000_000 + self._ids)

    def chat(self, chat_id: object) -> Chat:
        """Return the chat a parameter names; raises Refused for missing, unknown and migrated ones."""
        if chat_id in {None, ""}:
            raise bad("chat_id is empty")
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = (c for c in self.chats.values() if c.id < 0 and f"@{c.json().get('username')}" == chat_id)
            found = next(named, None)
        else:
            found = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if isinstance(chat_id, int) and chat_id in self.migrated:
            raise Refused(400, UPGRADED, migrate_to_chat_id=self.migrated[chat_id])
        if found is None:
            raise bad(CHAT_NOT_FOUND)
        return found

    def writable(self, chat_id: object) -> Chat:
        """Return the chat if the bot may write there; raises Refused."""
        if chat_id == self.bot_id:
            raise forbidden("the bot can't send messages to the bot")
        chat = self.chat(chat_id)
        chat.check_writable()
        return chat

    def store(self, kind: str, filename: str, content: bytes, mime: str = "") -> StoredFile:
        """Keep a file; returns it with new ids."""
        number = self.new_id()
        if mime in {"", UNKNOWN_TYPE}:
            mime = mimetypes.guess_type(filename)[0] or UNKNOWN_TYPE
        file = StoredFile(f"BQACAgIAAx{number}", f"AgAD{number}", kind, filename, mime, content)
        self.files[file.file_id] = file
        return file

    def link(self, file: StoredFile) -> str:
        """Return a file_path valid for an hour; for ever and absolute on a server of one's own (`local`)."""
        suffix = file.filename.rpartition(".")[2] if "." in file.filename else "bin"
        path = f"{FOLDERS.get(file.kind, 'files')}/file_{self.new_id()}.{suffix}"
        if self.local is not None:
            here = self.local / path
            here.parent.mkdir(parents=True, exist_ok=True)
            here.write_bytes(file.content)
            return str(here)
        self.links[path] = (file, self.clock() + self.limits.link_life)
        return path
