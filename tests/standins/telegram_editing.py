"""The Telegram methods that change what is there: edit*, delete*, pins, reactions, answers to presses."""

from collections.abc import Callable

from tests.standins import telegram_contents as contents
from tests.standins.telegram_groups import TelegramGroup
from tests.standins.telegram_markup import checked_markup
from tests.standins.telegram_params import Params
from tests.standins.telegram_records import CallbackAnswer, Json, Message, StoredFile
from tests.standins.telegram_refusals import NOT_MODIFIED, QUERY_TOO_OLD, bad
from tests.standins.telegram_sending import caption_of, prepared_media, text_of
from tests.standins.telegram_world import Chat, World

MEDIA = ("document", "photo", "video", "audio", "voice")
WORDS = frozenset({"text", "entities", "caption", "caption_entities", "link_preview_options"})
DELETABLE_SECONDS = 48 * 3600
MAX_ANSWER = 200


def _editable(world: World, params: Params) -> tuple[Chat, Message]:
    if params.given("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = world.writable(params.structure("chat_id"))
    message = chat.message(params.message_id(), "message to edit")
    if not message.from_bot or message.keyboard or "forward_origin" in message.body:
        raise bad("message can't be edited")
    return chat, message


def _apply(
    world: World, params: Params, found: tuple[Chat, Message], content: Json, file: StoredFile | None = None
) -> object:
    """Replace the content; without reply_markup the buttons go away, as on the server."""
    chat, message = found
    private = chat.kind == "private"
    inline, other = checked_markup(params.structure("reply_markup"), private=private, limits=world.limits)
    if other:
        raise bad("inline keyboard expected")
    if inline:
        content["reply_markup"] = inline
    kept = {name: value for name, value in message.body.items() if name != "edit_date"}
    if content == kept:
        raise bad(NOT_MODIFIED)
    now = int(world.clock())
    message.replace({**content, "edit_date": now}, now)
    message.file = file or message.file
    chat.changes.notify()
    return message.body


def _without(message: Message, names: frozenset[str]) -> Json:
    dropped = names | {"edit_date", "reply_markup"}
    return {name: value for name, value in message.body.items() if name not in dropped}


def edit_text(world: World, params: Params) -> object:
    """editMessageText."""
    parsed = text_of(params)
    chat, message = _editable(world, params)
    if "text" not in message.body:
        raise bad("there is no text in the message to edit")
    content = {**_without(message, WORDS), **parsed.fields()}
    preview = params.structure("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return _apply(world, params, (chat, message), content)


def edit_caption(world: World, params: Params) -> object:
    """editMessageCaption."""
    words = contents.caption(caption_of(params))
    chat, message = _editable(world, params)
    if not any(kind in message.body for kind in MEDIA):
        raise bad("there is no caption in the message to edit")
    return _apply(world, params, (chat, message), {**_without(message, WORDS), **words})


def edit_media(world: World, params: Params) -> object:
    """editMessageMedia."""
    found = _editable(world, params)
    content, file = prepared_media(world, params, params.structure("media"))
    body = {**_without(found[1], WORDS | set(MEDIA)), **content}
    return _apply(world, params, found, body, file)


def edit_markup(world: World, params: Params) -> object:
    """editMessageReplyMarkup."""
    found = _editable(world, params)
    return _apply(world, params, found, _without(found[1], frozenset()))


def _deletable(world: World, chat: Chat, message: Message) -> bool:
    if not message.from_bot and isinstance(chat, TelegramGroup) and chat.bot_status != "administrator":
        return False
    if isinstance(chat, TelegramGroup) and chat.bot_status == "administrator":
        return True
    return bool(world.clock() - message.body["date"] <= DELETABLE_SECONDS)


def delete_message(world: World, params: Params) -> object:
    """deleteMessage."""
    chat = world.writable(params.structure("chat_id"))
    message = chat.message(params.message_id(), "message to delete")
    if not _deletable(world, chat, message):
        old = world.clock() - message.body["date"] > DELETABLE_SECONDS
        raise bad("message can't be deleted for everyone" if old else "message can't be deleted")
    chat.remove(message.id)
    return True


def delete_messages(world: World, params: Params) -> object:
    """deleteMessages: unknown ones are skipped."""
    chat = world.writable(params.structure("chat_id"))
    numbers = params.structure("message_ids")
    if not isinstance(numbers, list) or not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad("too many message identifiers specified")
    for number in numbers:
        if number in chat.by_id and _deletable(world, chat, chat.by_id[number]):
            chat.remove(number)
    return True


def answer_callback(world: World, params: Params) -> object:
    """answerCallbackQuery: once, and within the life of the press."""
    query = world.callbacks.get(params.text("callback_query_id"))
    if len(params.text("text")) > MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    if query is None or query.answer or world.clock() - query.at > world.limits.callback_life:
        raise bad(QUERY_TOO_OLD)
    query.answer = CallbackAnswer(query.id, params.text("text"), params.flag("show_alert"))
    person = world.chats.get(query.person)
    if person is not None and hasattr(person, "answers"):
        person.answers.append(query.answer)
        person.changes.notify()
    query.chat.changes.notify()
    return True


def pin(world: World, params: Params) -> object:
    """pinChatMessage."""
    chat = world.writable(params.structure("chat_id"))
    message = chat.message(params.message_id(), "message to pin")
    _pin_right(chat)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    chat.changes.notify()
    return True


def unpin(world: World, params: Params) -> object:
    """unpinChatMessage: the named one, else the newest."""
    chat = world.writable(params.structure("chat_id"))
    _pin_right(chat)
    number = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    chat.changes.notify()
    return True


def unpin_all(world: World, params: Params) -> object:
    """unpinAllChatMessages."""
    chat = world.writable(params.structure("chat_id"))
    _pin_right(chat)
    chat.pinned.clear()
    chat.changes.notify()
    return True


def _pin_right(chat: Chat) -> None:
    if chat.kind == "supergroup" and isinstance(chat, TelegramGroup) and chat.bot_status != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")


def react(world: World, params: Params) -> object:
    """setMessageReaction: bots may set one."""
    chat = world.writable(params.structure("chat_id"))
    message = chat.message(params.message_id(), "message to react")
    reactions = params.structure("reaction") or []
    if not isinstance(reactions, list):
        raise bad("can't parse reaction types JSON object")
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    message.reactions = [str(reaction.get("emoji") or "") for reaction in reactions]
    chat.changes.notify()
    return True


METHODS: dict[str, Callable[[World, Params], object]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
    "setMessageReaction": react,
}
