"""People on the Telegram stand-in and their private chat with the bot: what they do, and what they see."""

from tests.standins.telegram_markup import plain
from tests.standins.telegram_records import CallbackAnswer, Json, Message, StoredFile
from tests.standins.telegram_refusals import BLOCKED, CANNOT_INITIATE, DEACTIVATED, bad, forbidden
from tests.standins.telegram_senders import Sender
from tests.standins.telegram_world import CallbackQuery, Chat, World

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_restrict_members",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
NO_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_video_chats",
    "can_promote_members",
    "can_change_info",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)


class TelegramUser(Sender):
    """A person (or another bot) with the private chat between them and the bot."""

    def __init__(self, world: World, first_name: str, *, id: int, is_bot: bool = False) -> None:  # noqa: A002 - as the platform calls it
        super().__init__(world, id, "private")
        self.first_name = first_name
        self.language_code: str | None = "en"
        self.username: str | None = None
        self.is_bot = is_bot
        self.started = False
        self.blocked = False
        self.deactivated = False
        self.takes_voice = True
        self.answers: list[CallbackAnswer] = []

    def person(self) -> Json:
        """The User object."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user

    def json(self) -> Json:
        """The Chat object of the private chat."""
        chat: Json = {"id": self.id, "type": "private", "first_name": self.first_name}
        return chat | ({"username": self.username} if self.username else {})

    def check_writable(self) -> None:
        """Raise Refused 403 when the bot can't write to this person."""
        if self.deactivated:
            raise forbidden(DEACTIVATED)
        if self.is_bot:
            raise forbidden("bot can't send messages to bots")
        if self.blocked:
            raise forbidden(BLOCKED)
        if not self.started:
            raise forbidden(CANNOT_INITIATE)

    def sends(self, content: Json, *, file: StoredFile | None = None, reply_to: int | None = None) -> Json:
        """Queue a message with any content fields; returns the update."""
        if self.blocked:
            raise RuntimeError(f"{self.first_name} blocked the bot and has to unblock it before writing")
        self.started = True
        if reply_to is not None:
            replied = dict(self.message(reply_to, "message to be replied").body)
            replied.pop("reply_to_message", None)
            place: Json = {name: replied[name] for name in ("message_thread_id", "is_topic_message") if name in replied}
            content = {"reply_to_message": replied, **place, **content}
        return self.deliver(self.add(content, {"from": self.person()}, from_bot=False, file=file))

    def says(self, text: str, *, reply_to: int | None = None, topic: int | None = None, **extra: object) -> Json:
        """Write a text, in a topic if one is named; `extra` are more fields of the message. Returns the update.

        In a topic, what answers nothing is given as a reply to the notice that made the topic.
        """
        if topic is not None:
            extra |= {"message_thread_id": topic, "is_topic_message": True}
            reply_to = topic if reply_to is None else reply_to
        return self.sends({**plain(text).fields(), **extra}, reply_to=reply_to)

    def opens_topic(self, name: str) -> int:
        """Open a topic of one's own; returns its number."""
        topic = self.new_topic({"from": self.person()}, name, from_bot=False)
        self.deliver(self.by_id[topic.id])
        return topic.id

    def deletes_topic(self, number: int) -> None:
        """Delete a topic with all its messages; Telegram tells the bot nothing."""
        self.remove_topic(number)

    def in_topic(self, number: int | None) -> list[Message]:
        """The bot's messages in a topic; None: those outside all topics."""
        return [m for m in self.messages if m.from_bot and m.thread == number]

    def edits(self, message_id: int, text: str) -> Json:
        """Change an own text or caption; returns the edited_message update."""
        message = self.message(message_id, "message to edit")
        if message.from_bot:
            raise bad("message can't be edited")
        now = int(self.world.clock())
        names = ("text", "entities") if "text" in message.body else ("caption", "caption_entities")
        kept = {name: value for name, value in message.body.items() if name not in names}
        message.replace({**kept, **plain(text).fields(*names), "edit_date": now}, now)
        self.changes.notify()
        return self.deliver(message, "edited_message")

    def deletes(self, message_id: int) -> None:
        """Delete a message for both sides; Telegram tells the bot nothing."""
        self.remove(message_id)

    def presses(self, label_or_data: str, *, message_id: int | None = None) -> CallbackQuery:
        """Press a visible button, newest message first; LookupError lists what is visible."""
        return self.press(self.person(), label_or_data, message_id)

    def presses_data(self, data: str, message_id: int | None = None) -> CallbackQuery:
        """Press with forged callback data."""
        return self.press_data(self.person(), data, message_id)

    def reacts(self, message_id: int, emoji: str | None) -> Json:
        """Set the reaction on a message (None takes it away); queued only if the bot asked for reactions."""
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        who = {"chat": self.json(), "message_id": message_id, "user": self.person(), "date": int(self.world.clock())}
        content = {**who, "old_reaction": [], "new_reaction": new}
        expires = self.world.clock() + self.world.limits.message_life
        return self.world.queue.add("message_reaction", content, expires=expires, lane=("chat", self.id))

    @property
    def keyboard(self) -> list[list[str]]:
        """Labels of the reply keyboard shown below the chat, [] if none."""
        markup = self._reply_markup()
        return [[b if isinstance(b, str) else str(b["text"]) for b in row] for row in markup.get("keyboard", [])]

    def taps(self, label: str) -> Json:
        """Tap a reply keyboard button: says the label, or shares contact or place when the button asks for it."""
        for button in [button for row in self._reply_markup().get("keyboard", []) for button in row]:
            if (button if isinstance(button, str) else button["text"]) == label:
                if isinstance(button, dict) and button.get("request_contact"):
                    return self.sends_contact()
                if isinstance(button, dict) and button.get("request_location"):
                    return self.sends_location()
                return self.says(label)
        raise LookupError(f"no key {label!r}; visible: {self.keyboard}\n{self.transcript()}")

    def _reply_markup(self) -> Json:
        for message in reversed(self.messages):
            if message.keyboard and not message.keyboard.get("force_reply"):
                return message.keyboard
        return {}

    @property
    def menu(self) -> list[tuple[str, str]]:
        """The (command, description) pairs offered in this chat, by Telegram's order of scopes and languages."""
        for scope in (f"chat:{self.id}", "all_private_chats", "default"):
            for language in (self.language_code or "", ""):
                found = self.world.commands.get((scope, language))
                if found:
                    return [(command["command"], command["description"]) for command in found]
        return []

    def blocks(self) -> Json:
        """Block the bot: a my_chat_member update, and later sends are refused."""
        self.blocked = True
        return self._membership("member", "kicked")

    def unblocks(self) -> Json:
        """Unblock the bot."""
        self.blocked = False
        return self._membership("kicked", "member")

    def deletes_account(self) -> None:
        """Delete the account; later sends are refused."""
        self.deactivated = True

    def _membership(self, old: str, new: str) -> Json:
        return membership_update(self, self.person(), old, new)

    @property
    def last(self) -> Message:
        """The newest message in the chat; IndexError when there is none."""
        return self.messages[-1]


def member_json(user: Json, status: str) -> Json:
    """The ChatMember object; administrators may do what a front office needs."""
    member: Json = {"user": user, "status": status}
    match status:
        case "kicked":
            member["until_date"] = 0
        case "creator":
            member["is_anonymous"] = False
        case "administrator":
            member |= dict.fromkeys(RIGHTS, True) | dict.fromkeys(NO_RIGHTS, False)
        case _:
            pass
    return member


def membership_update(chat: Chat, by: Json, old: str, new: str) -> Json:
    """Queue the my_chat_member update for the bot itself."""
    world = chat.world
    bot = world.bot_json()
    change = {"old_chat_member": member_json(bot, old), "new_chat_member": member_json(bot, new)}
    content = {"chat": chat.json(), "from": by, "date": int(world.clock()), **change}
    expires = world.clock() + world.limits.message_life
    return world.queue.add("my_chat_member", content, expires=expires, lane=("chat", chat.id))
