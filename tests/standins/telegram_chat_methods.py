"""The Telegram methods about chats, members and forum topics."""

from collections.abc import Callable

from tests.standins.telegram_groups import TelegramGroup
from tests.standins.telegram_params import Params
from tests.standins.telegram_people import TelegramUser, member_json
from tests.standins.telegram_records import Json
from tests.standins.telegram_refusals import NO_THREAD, bad
from tests.standins.telegram_sending import send_chat_action
from tests.standins.telegram_world import Chat, Topic, World

ADMINISTRATORS = {"creator", "administrator"}
MAX_TOPIC_NAME = 128


def _chat_to_read(world: World, params: Params) -> TelegramUser | TelegramGroup:
    """Return a chat the bot may look at: unlike writing, a person who blocked the bot may be looked at."""
    chat = world.chat(params.structure("chat_id"))
    if isinstance(chat, TelegramGroup):
        chat.check_writable()
    assert isinstance(chat, TelegramUser | TelegramGroup)
    return chat


def _group(world: World, params: Params) -> TelegramGroup:
    chat = world.writable(params.structure("chat_id"))
    if not isinstance(chat, TelegramGroup):
        raise bad("method is available only for groups and supergroups")
    return chat


def get_chat(world: World, params: Params) -> object:
    """getChat."""
    return _chat_to_read(world, params).full_json()


def get_member(world: World, params: Params) -> object:
    """getChatMember."""
    chat, user_id = _chat_to_read(world, params), params.integer("user_id")
    if isinstance(chat, TelegramUser):
        if user_id == world.bot_id:
            return member_json(world.bot_json(), "member")
        if user_id == chat.id:
            return member_json(chat.person(), "member")
        raise bad("PARTICIPANT_ID_INVALID")
    if user_id != world.bot_id and user_id not in chat.people:
        person = world.chats.get(user_id)
        if not isinstance(person, TelegramUser):
            raise bad("invalid user_id specified" if user_id <= 0 else "PARTICIPANT_ID_INVALID")
        return member_json(person.person(), "left")
    return chat.member(user_id)


def get_administrators(world: World, params: Params) -> object:
    """getChatAdministrators: without other bots."""
    chat = _chat_to_read(world, params)
    if isinstance(chat, TelegramUser):
        raise bad("there are no administrators in the private chat")
    found = [chat.member(user) for user, status in chat.members.items() if status in ADMINISTRATORS]
    return found + ([chat.member(world.bot_id)] if chat.bot_status in ADMINISTRATORS else [])


def get_member_count(world: World, params: Params) -> object:
    """getChatMemberCount."""
    chat = _chat_to_read(world, params)
    if isinstance(chat, TelegramUser):
        return 2
    return 1 + sum(status not in {"left", "kicked"} for status in chat.members.values())


def leave(world: World, params: Params) -> object:
    """leaveChat."""
    chat = _chat_to_read(world, params)
    if isinstance(chat, TelegramUser):
        raise bad("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    chat.changes.notify()
    return True


def ban(world: World, params: Params) -> object:
    """banChatMember."""
    return _set_status(world, params, "kicked")


def unban(world: World, params: Params) -> object:
    """unbanChatMember."""
    return _set_status(world, params, "left")


def _set_status(world: World, params: Params, status: str) -> bool:
    chat = _group(world, params)
    if chat.bot_status != "administrator":
        raise bad("not enough rights to restrict/unrestrict chat member")
    user_id = params.integer("user_id")
    if chat.members.get(user_id) == "creator":
        raise bad("can't remove chat owner")
    if user_id not in chat.people:
        raise bad("PARTICIPANT_ID_INVALID")
    chat.members[user_id] = status
    chat.changes.notify()
    return True


def _forum(world: World, params: Params) -> Chat:
    """Return a chat with topics: a forum, or a private chat where the bot has them switched on; raises Refused."""
    found = world.writable(params.structure("chat_id"))
    if isinstance(found, TelegramUser) and world.topics_enabled:
        return found
    chat = _group(world, params)
    if not chat.forum:
        raise bad("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad("not enough rights to create a topic")
    return chat


def _topic(world: World, params: Params) -> tuple[Chat, Topic]:
    chat = _forum(world, params)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad(NO_THREAD)
    return chat, topic


def create_topic(world: World, params: Params) -> object:
    """createForumTopic."""
    chat = _forum(world, params)
    name = params.text("name").strip()
    if not 1 <= len(name) <= MAX_TOPIC_NAME:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    color = params.integer("icon_color", 0x6FB9F0)
    topic = chat.new_topic({"from": world.bot_json()}, name, from_bot=True, icon_color=color)
    return {"message_thread_id": topic.id, "name": name, "icon_color": color}


def edit_topic(world: World, params: Params) -> object:
    """editForumTopic."""
    chat, topic = _topic(world, params)
    name = params.text("name").strip() or topic.name
    if name == topic.name and not params.given("icon_custom_emoji_id"):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name = name
    _service(world, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_topic(world: World, params: Params) -> object:
    """closeForumTopic."""
    chat, topic = _topic(world, params)
    if topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = True
    _service(world, chat, topic, {"forum_topic_closed": {}})
    return True


def reopen_topic(world: World, params: Params) -> object:
    """reopenForumTopic."""
    chat, topic = _topic(world, params)
    if not topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = False
    _service(world, chat, topic, {"forum_topic_reopened": {}})
    return True


def delete_topic(world: World, params: Params) -> object:
    """deleteForumTopic: with all its messages."""
    chat, topic = _topic(world, params)
    chat.remove_topic(topic.id)
    return True


def _service(world: World, chat: Chat, topic: Topic, content: Json) -> None:
    marks = {"message_thread_id": topic.id, "is_topic_message": True}
    chat.add({**marks, **content}, {"from": world.bot_json()}, from_bot=True)


METHODS: dict[str, Callable[[World, Params], object]] = {
    "sendChatAction": send_chat_action,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": get_member_count,
    "leaveChat": leave,
    "banChatMember": ban,
    "unbanChatMember": unban,
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": close_topic,
    "reopenForumTopic": reopen_topic,
    "deleteForumTopic": delete_topic,
}
