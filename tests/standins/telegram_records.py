"""What the Telegram stand-in keeps: messages, files, calls, faults; and waiting for changes. No rules here."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar

Json = dict[str, Any]
FOREVER = 10**9
Drop = Literal["before", "after"]
T = TypeVar("T")


class Button(NamedTuple):
    """An inline button as the person sees it; `data` is the callback data or the address it opens."""

    label: str
    data: str


class Version(NamedTuple):
    """What a message showed before an edit."""

    text: str
    buttons: list[list[Button]]
    until: int


class CallbackAnswer(NamedTuple):
    """What the bot answered to a press."""

    callback_id: str
    text: str
    show_alert: bool


@dataclass(slots=True)
class StoredFile:
    """A file on the server; `unique` stays the same for the same contents."""

    file_id: str
    unique: str
    kind: str
    filename: str
    mime: str
    content: bytes

    def json(self) -> Json:
        """The fields that every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique, "file_size": len(self.content)}


@dataclass(slots=True)
class Upload:
    """A file part of a multipart request."""

    filename: str
    mime: str
    content: bytes


class Message:
    """A message of a chat. `body` is its JSON; an edit replaces it, so that queued updates keep the old one."""

    __slots__ = ("body", "edits", "file", "from_bot", "keyboard", "reactions")

    def __init__(self, body: Json, *, from_bot: bool, file: StoredFile | None = None) -> None:
        self.body = body
        self.from_bot = from_bot
        self.file = file
        self.keyboard: Json | None = None
        self.edits: list[Version] = []
        self.reactions: list[str] = []

    @property
    def id(self) -> int:
        """Its number, counted per chat."""
        return int(self.body["message_id"])

    @property
    def text(self) -> str:
        """Text or caption as it stands now."""
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        """Entities of the text or caption."""
        return list(self.body.get("entities") or self.body.get("caption_entities") or [])

    @property
    def markup(self) -> Json | None:
        """The inline keyboard."""
        return self.body.get("reply_markup")

    @property
    def buttons(self) -> list[list[Button]]:
        """Rows of (label, callback data or address)."""
        rows = self.markup["inline_keyboard"] if self.markup else []
        return [[Button(button["text"], _action(button)) for button in row] for row in rows]

    @property
    def edited(self) -> int:
        """How often it was edited."""
        return len(self.edits)

    @property
    def document(self) -> StoredFile | None:
        """The file when the message is a document."""
        return self.file if "document" in self.body else None

    @property
    def photo(self) -> StoredFile | None:
        """The file when the message is a photo."""
        return self.file if "photo" in self.body else None

    @property
    def voice(self) -> StoredFile | None:
        """The file when the message is a voice message."""
        return self.file if "voice" in self.body else None

    @property
    def reply_to(self) -> int | None:
        """Number of the message it replies to."""
        reply = self.body.get("reply_to_message")
        return int(reply["message_id"]) if reply else None

    @property
    def thread(self) -> int | None:
        """Number of the topic."""
        return self.body.get("message_thread_id")

    @property
    def sender(self) -> str:
        """First name or title of who wrote it."""
        origin = self.body.get("sender_chat") or self.body.get("from") or {}
        return str(origin.get("title") or origin.get("first_name") or "")

    def replace(self, body: Json, now: int) -> None:
        """Take over an edited body, remembering what was seen before."""
        self.edits.append(Version(self.text, self.buttons, now))
        self.body = body

    def __repr__(self) -> str:
        return f"<Message {self.id} of {self.sender}: {self.text!r} {self.buttons}>"


def _action(button: Json) -> str:
    for name in ("callback_data", "url"):
        if name in button:
            return str(button[name])
    return ""


@dataclass(slots=True)
class Call:
    """One request of the bot. `at` is monotonic seconds; `status` and `body` are None until (or unless) answered."""

    method: str
    params: Json
    chat_id: int | None
    at: float = field(default_factory=time.monotonic)
    finished: float | None = None
    status: int | None = None
    body: Json | None = None
    dropped: Drop | None = None

    @property
    def ok(self) -> bool:
        """Whether the server said yes (the bot may not have heard it, see `dropped`)."""
        return bool(self.body and self.body["ok"])

    @property
    def result(self) -> Any:
        """The result; None when refused."""
        return self.body.get("result") if self.body else None


@dataclass(slots=True, eq=False)
class Fault:
    """What goes wrong with the next `left` matching calls; `reached` is set when one begins, `hits` counts them."""

    method: str | None
    chat: int | None
    left: int
    status: int | None
    description: str
    retry_after: int | None
    drop: Drop | None
    delay: float
    hold: asyncio.Event | None
    hits: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, call: Call) -> bool:
        """Whether the call is to suffer."""
        if self.left <= 0 or (self.chat is not None and self.chat != call.chat_id):
            return False
        return self.method is None or self.method.lower() == call.method.lower()

    def clear(self) -> None:
        """End it."""
        self.left = 0


class Changes:
    """Wakes those who wait for something to become true."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Something has changed."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, ask: Callable[[], T | None], within: float) -> T | None:
        """Return the first answer of `ask` that is neither None nor False; None after `within` seconds."""
        deadline = asyncio.get_running_loop().time() + within
        while True:
            answer = ask()
            if answer is not None and answer is not False:
                return answer
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.add(waiter)
            try:
                async with asyncio.timeout_at(deadline):
                    await waiter
            except TimeoutError:
                return None
            finally:
                self._waiters.discard(waiter)
