"""What the stand-in for Slack remembers: people, conversations, messages, triggers, response addresses. No network."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.standins.slack_delivery import Delivery
from tests.standins.slack_shown import (
    Button,
    Control,
    Json,
    LiveMarkup,
    buttons_of,
    controls,
    visible_blocks,
    visible_mrkdwn,
)
from tests.standins.slack_signal import Signal
from tests.standins.slack_view import View

TRIGGER_SECONDS = 3.0  # a window is to be opened within
HOOK_SECONDS = 30 * 60.0
HOOK_USES = 5


class SlackError(Exception):
    """A refusal that Slack answers as `{"ok": false, "error": …}`; `extra` joins it in the answer."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra


@dataclass(slots=True)
class Profile:
    """A person (or bot) of the directory."""

    id: str
    real_name: str
    team: str
    locale: str = "en-US"
    tz: str = "Europe/Berlin"
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    is_bot: bool = False

    @property
    def name(self) -> str:
        return self.real_name.lower().replace(" ", ".")


@dataclass(eq=False, slots=True)
class Message:
    """A message as it is seen now. `raw` is what history gives; `edits` are the earlier visible texts, oldest first."""

    raw: Json
    channel: str
    from_bot: bool
    names: Callable[[str], str]
    visible_at: float = 0.0
    ephemeral: bool = False
    metadata: Json | None = None
    edits: list[str] = field(default_factory=list)
    delivery: Delivery | None = None
    _shown: str | None = None

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def thread_ts(self) -> str | None:
        return self.raw.get("thread_ts")

    @property
    def text(self) -> str:
        """The fallback text as it was sent, entities and all."""
        return str(self.raw.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        return self.raw.get("blocks") or []

    @property
    def files(self) -> list[Json]:
        return self.raw.get("files") or []

    @property
    def edited(self) -> bool:
        return bool(self.edits)

    @property
    def shown(self) -> str:
        """All visible text of the blocks, without labels of buttons, or the fallback text where there are none."""
        if self._shown is None:
            fallback = visible_mrkdwn(self.text, self.names)
            drawn = visible_blocks(self.blocks, self.names) if self.from_bot and self.blocks else fallback
            titles = "".join(f"\n[file {file['name']}]" for file in self.files)
            self._shown = (drawn + titles).strip()
        return self._shown

    @property
    def controls(self) -> list[Control]:
        return controls(self.blocks) if self.from_bot else []

    @property
    def buttons(self) -> list[Button]:
        return buttons_of(self.controls)

    def change(self, raw: Json) -> Json:
        """Replace what is seen; returns what was there before."""
        before = self.raw
        self.edits.append(self.shown)
        self.raw, self._shown = raw, None
        return before


@dataclass(eq=False, slots=True)
class Conversation:
    """A DM of the bot with `person`, or a channel. Messages by ts, in order of posting."""

    id: str
    kind: Literal["im", "channel"]
    created: int
    person: str | None = None
    name: str = ""
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def channel_type(self) -> str:
        return self.kind


@dataclass(slots=True)
class Trigger:
    """A permission to open one modal, valid for three seconds."""

    user: str
    expires: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A response_url: five uses in thirty minutes; `ts` is the message it came from, if any."""

    user: str
    channel: str
    expires: float
    ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class StoredFile:
    """A file being uploaded (no channels yet) or shared. `shares` are conversation, message, thread, and from when on
    files.info tells. `facts` replace what Slack says of it, for files that lie elsewhere or are no more."""

    id: str
    name: str
    length: int
    user: str
    content: bytes | None = None
    title: str = ""
    mimetype: str = "application/octet-stream"
    shared: list[str] = field(default_factory=list)
    shares: list[tuple[str, str, str | None, float]] = field(default_factory=list)
    facts: Json = field(default_factory=dict)


class Workspace:
    """Everything the team at Slack knows. Changing it tells the bot (`emit`) and wakes the people who look."""

    def __init__(self, *, team: str, clock: Callable[[], float]) -> None:
        self.team = team
        self.clock = clock
        self.app, self.bot, self.bot_user = "A0OFFICE", "B0OFFICE", "U0OFFICEBOT"
        self.origin = ""
        self.history_delay = 0.0
        self.trigger_seconds = TRIGGER_SECONDS
        self.share_delay = 0.0
        self.own_events = True
        self.edit_window_closed = False
        self.emit: Callable[[Json], Delivery | None] = lambda _: None
        self.profiles: dict[str, Profile] = {
            self.bot_user: Profile(id=self.bot_user, real_name="Office", team=team, is_bot=True)
        }
        self.conversations: dict[str, Conversation] = {}
        self.dms: dict[str, Conversation] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.views: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}
        self.files: dict[str, StoredFile] = {}
        self.message_state: dict[tuple[str, str], Json] = {}
        self.message_suggested: dict[tuple[str, str], dict[str, list[Json]]] = {}
        self.errors: dict[str, list[str]] = {}
        self.live_markup: list[LiveMarkup] = []
        self.auto_links: list[LiveMarkup] = []
        self._signals: dict[str, Signal] = {}
        self._last_ts = 0
        self._count = 0

    def number(self) -> int:
        self._count += 1
        return self._count

    def new_id(self, letter: str) -> str:
        return f"{letter}0{self.number():08X}"

    def next_ts(self) -> str:
        """A message id: seconds with six decimals, never twice."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def name_of(self, user: str) -> str:
        profile = self.profiles.get(user)
        return profile.real_name if profile else user

    def signal(self, user: str) -> Signal:
        return self._signals.setdefault(user, Signal())

    def complain(self, user: str, sentence: str) -> None:
        """Show `user` an error in red."""
        self.errors.setdefault(user, []).append(sentence)
        self.signal(user).notify()

    # conversations

    def dm(self, user: str) -> Conversation:
        """The DM of the bot with `user`, opened on first use."""
        found = self.dms.get(user)
        if found is None:
            found = Conversation(self.new_id("D"), "im", int(self.clock()), person=user, members={user, self.bot_user})
            self.dms[user] = self.conversations[found.id] = found
        return found

    def watchers(self, conversation: Conversation) -> list[str]:
        return [conversation.person] if conversation.person else list(conversation.members)

    def notify(self, conversation: Conversation) -> None:
        for user in self.watchers(conversation):
            self.signal(user).notify()

    # messages

    def post(self, conversation: Conversation, fields: Json, *, author: str, metadata: Json | None = None) -> Message:
        """Add a message, tell the bot and wake those who look. `fields`: text, blocks, thread_ts, files, subtype …"""
        raw: Json = {"user": author, "type": "message", "ts": self.next_ts(), "team": self.team, **fields}
        from_bot = author == self.bot_user
        message = Message(raw, conversation.id, from_bot, self.name_of, metadata=metadata)
        message.visible_at = self.clock() + self.history_delay
        conversation.messages[message.ts] = message
        self._thread(conversation, message)
        message.delivery = self._announce(conversation, {**raw, "event_ts": message.ts}, from_bot=from_bot)
        self.notify(conversation)
        return message

    def _thread(self, conversation: Conversation, message: Message) -> None:
        parent = conversation.messages.get(message.thread_ts or "")
        if parent is None or parent is message:
            return
        users = [*dict.fromkeys([*parent.raw.get("reply_users", []), message.raw["user"]])]
        parent.raw |= {
            "thread_ts": parent.ts, "reply_count": parent.raw.get("reply_count", 0) + 1,
            "reply_users": users, "reply_users_count": len(users), "latest_reply": message.ts,
        }  # fmt: skip

    def change(self, message: Message, raw: Json) -> None:
        """Edit a message in place."""
        before = message.change(raw)
        now = self.next_ts()
        event = {
            "type": "message", "subtype": "message_changed", "hidden": True, "message": raw,
            "previous_message": before, "ts": now, "event_ts": now,
        }  # fmt: skip
        conversation = self.conversations[message.channel]
        message.delivery = self._announce(conversation, event, from_bot=message.from_bot)
        self.notify(conversation)

    def remove(self, message: Message) -> None:
        """Delete a message for everybody."""
        conversation = self.conversations[message.channel]
        del conversation.messages[message.ts]
        now = self.next_ts()
        event = {
            "type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": message.ts,
            "previous_message": message.raw, "ts": now, "event_ts": now,
        }  # fmt: skip
        message.delivery = self._announce(conversation, event, from_bot=message.from_bot)
        self.notify(conversation)

    def _announce(self, conversation: Conversation, event: Json, *, from_bot: bool) -> Delivery | None:
        if self.bot_user not in conversation.members or (from_bot and not self.own_events):
            return None
        return self.emit({**event, "channel": conversation.id, "channel_type": conversation.channel_type})

    def whisper(self, user: str, channel: str, fields: Json) -> Message:
        """Show `user` alone an ephemeral message; it is in no history and gone for everybody else."""
        raw = {"user": self.bot_user, "type": "message", "ts": self.next_ts(), **fields}
        message = Message(raw, channel, True, self.name_of, ephemeral=True)
        self.ephemerals.setdefault(user, []).append(message)
        self.signal(user).notify()
        return message

    def seen_by(self, user: str, channel: str) -> list[Message]:
        """What `user` sees in `channel` now, oldest first."""
        conversation = self.conversations.get(channel)
        lasting = list(conversation.messages.values()) if conversation else []
        fleeting = [message for message in self.ephemerals.get(user, []) if message.channel == channel]
        return sorted([*lasting, *fleeting], key=lambda message: message.ts) if fleeting else lasting

    # permissions that run out

    def new_trigger(self, user: str, view: str | None = None) -> str:
        key = f"{self.number()}.{int(self.clock())}.{user.lower()}"
        self.triggers[key] = Trigger(user, self.clock() + self.trigger_seconds, view)
        return key

    def take_trigger(self, key: str) -> Trigger:
        """Use a trigger up; SlackError if it is unknown, used or too old."""
        trigger = self.triggers.get(key)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_hook(self, user: str, channel: str, ts: str | None = None) -> str:
        key = f"H{self.number():08X}"
        self.hooks[key] = Hook(user, channel, self.clock() + HOOK_SECONDS, ts)
        return key

    # views

    def top(self, user: str) -> View | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def new_view(self, user: str, source: Json) -> View:
        view = View(self.new_id("V"), user, source, self.team, self.app, self.bot, self.name_of)
        view.redraw(source, self.new_hash())
        self.views[view.id] = view
        return view

    def new_hash(self) -> str:
        return f"{int(self.clock())}.{self.number():08x}"
