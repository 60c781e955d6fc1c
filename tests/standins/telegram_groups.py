"""Groups and forums on the Telegram stand-in: members, topics, anonymous writers, the move to a supergroup."""

from tests.standins.telegram_markup import plain
from tests.standins.telegram_people import TelegramUser, member_json, membership_update
from tests.standins.telegram_records import Json
from tests.standins.telegram_refusals import forbidden
from tests.standins.telegram_world import CallbackQuery, Chat, World

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
FIRST_MIGRATED_ID = -1_002_000_000_001
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


class TelegramGroup(Chat):
    """A group chat; `bot_status` is left, member, administrator or kicked."""

    def __init__(self, world: World, title: str, *, id: int, supergroup: bool, forum: bool) -> None:  # noqa: A002 - as the platform calls it
        super().__init__(world, id, "supergroup" if supergroup else "group")
        self.title = title
        self.forum = forum
        self.username: str | None = None
        self.bot_status = "left"
        self.members: dict[int, str] = {}
        self.people: dict[int, TelegramUser] = {}

    @property
    def words(self) -> str:
        """How refusals call this kind of chat."""
        return "supergroup chat" if self.kind == "supergroup" else "group chat"

    def json(self) -> Json:
        """The Chat object."""
        chat: Json = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            chat["username"] = self.username
        return chat | ({"is_forum": True} if self.forum else {})

    def check_writable(self) -> None:
        """Raise Refused 403 when the bot is not in the group."""
        if self.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {self.words}")
        if self.bot_status == "left":
            raise forbidden(f"bot is not a member of the {self.words}")

    def member(self, user_id: int) -> Json:
        """The ChatMember object of a person or the bot."""
        if user_id == self.world.bot_id:
            return member_json(self.world.bot_json(), self.bot_status)
        person = self.people[user_id].person()
        status = self.members.get(user_id, "left")
        return member_json(person, status)

    def sends(self, sender: Json, content: Json, *, reply_to: int | None = None, thread: int | None = None) -> Json:
        """Add a message with `sender` fields, queued if the bot is a member and may read it; returns the update."""
        fields: Json = dict(content)
        if thread is not None:
            fields |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None:
            replied = dict(self.message(reply_to, "message to be replied").body)
            replied.pop("reply_to_message", None)
            fields["reply_to_message"] = replied
        message = self.add(fields, sender, from_bot=False)
        if self.bot_status in {"left", "kicked"} or not self._reads(fields):
            return {"message": message.body}
        return self.deliver(message)

    def _reads(self, fields: Json) -> bool:
        """Whether the privacy mode lets the bot see a message."""
        if not self.world.privacy or self.bot_status == "administrator" or "text" not in fields:
            return True
        replied = fields.get("reply_to_message", {}).get("from", {}).get("id")
        text = str(fields["text"])
        return text.startswith("/") or f"@{self.world.username}" in text or replied == self.world.bot_id

    def says(self, user: TelegramUser, text: str, *, reply_to: int | None = None, thread: int | None = None) -> Json:
        """A member writes (and joins silently if new); returns the update."""
        self._knows(user)
        return self.sends({"from": user.person()}, plain(text).fields(), reply_to=reply_to, thread=thread)

    def _knows(self, user: TelegramUser) -> None:
        """Make somebody a member; the first one ever is the owner."""
        self.people[user.id] = user
        self.members.setdefault(user.id, "member" if self.members else "creator")

    def says_anonymously(self, text: str) -> Json:
        """An anonymous administrator writes: sender_chat is the group."""
        return self.sends({"from": ANONYMOUS, "sender_chat": self.json()}, plain(text).fields())

    def says_as_channel(self, title: str, text: str, *, channel_id: int = -1003000000001) -> Json:
        """Somebody writes in the name of a channel."""
        channel = {"id": channel_id, "type": "channel", "title": title}
        return self.sends({"from": CHANNEL_BOT, "sender_chat": channel}, plain(text).fields())

    def edits(self, message_id: int, text: str) -> Json:
        """Somebody edits their text; returns the edited_message update."""
        message = self.message(message_id, "message to edit")
        now = int(self.world.clock())
        kept = {name: value for name, value in message.body.items() if name not in {"text", "entities"}}
        message.replace({**kept, **plain(text).fields(), "edit_date": now}, now)
        self.changes.notify()
        return self.deliver(message, "edited_message")

    def presses(self, user: TelegramUser, label_or_data: str, *, message_id: int | None = None) -> CallbackQuery:
        """A member presses a visible button."""
        return self.press(user.person(), label_or_data, message_id)

    def adds_bot(self, by: TelegramUser, *, admin: bool = False) -> Json:
        """Somebody adds the bot; returns the my_chat_member update."""
        old, self.bot_status = self.bot_status, "administrator" if admin else "member"
        self._knows(by)
        update = membership_update(self, by.person(), old, self.bot_status)
        self.sends({"from": by.person()}, {"new_chat_members": [self.world.bot_json()]})
        return update

    def removes_bot(self, by: TelegramUser) -> Json:
        """Somebody throws the bot out; returns the my_chat_member update."""
        old, self.bot_status = self.bot_status, "kicked"
        return membership_update(self, by.person(), old, "kicked")

    def joins(self, user: TelegramUser) -> Json:
        """A person joins; returns the update of the service message."""
        self.people[user.id] = user
        self._changes_status(user, self.members.get(user.id, "left"), "member")
        return self.sends({"from": user.person()}, {"new_chat_members": [user.person()]})

    def leaves(self, user: TelegramUser) -> Json:
        """A person leaves; returns the update of the service message."""
        self._changes_status(user, self.members.get(user.id, "left"), "left")
        return self.sends({"from": user.person()}, {"left_chat_member": user.person()})

    def promotes(self, user: TelegramUser) -> Json:
        """A person becomes an administrator; returns the chat_member update (queued only if asked for)."""
        self.people[user.id] = user
        return self._changes_status(user, self.members.get(user.id, "left"), "administrator")

    def _changes_status(self, user: TelegramUser, old: str, new: str) -> Json:
        self.members[user.id] = new
        person = user.person()
        change = {"old_chat_member": member_json(person, old), "new_chat_member": member_json(person, new)}
        content = {"chat": self.json(), "from": person, "date": int(self.world.clock()), **change}
        expires = self.world.clock() + self.world.limits.message_life
        return self.world.queue.add("chat_member", content, expires=expires, lane=("chat", self.id))

    def opens_topic(self, by: TelegramUser, name: str) -> int:
        """Somebody opens a topic; returns its number."""
        topic = self.new_topic({"from": by.person()}, name, from_bot=False)
        self.deliver(self.by_id[topic.id])
        return topic.id

    def migrate(self) -> int:
        """Turn the group into a supergroup; returns the new id, which this object has from now on.

        Queued: migrate_to_chat_id in the old chat, migrate_from_chat_id in the new one; message numbers start anew.
        """
        world, old = self.world, self.id
        new = FIRST_MIGRATED_ID - world.serial()
        sender = {"from": ANONYMOUS, "sender_chat": self.json()}
        if self.bot_status not in {"left", "kicked"}:
            self.deliver(self.add({"migrate_to_chat_id": new}, sender, from_bot=False))
        self.earlier, self.by_id, self.last_id = self.messages, {}, 0
        del world.chats[old]
        world.migrated[old] = new
        self.id, self.kind = new, "supergroup"
        world.chats[new] = self
        sender = {"from": ANONYMOUS, "sender_chat": self.json()}
        if self.bot_status not in {"left", "kicked"}:
            self.deliver(self.add({"migrate_from_chat_id": old}, sender, from_bot=False))
        return new
